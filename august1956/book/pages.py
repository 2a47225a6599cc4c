"""What pages say of themselves to machines, and the pages no chapter makes: front door, wrong address, site map."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from posixpath import join, normpath, relpath
from typing import Any, NamedTuple

from docutils import nodes
from markupsafe import Markup
from sphinx.application import Sphinx

from august1956.book.edition import citation
from august1956.data import descriptor
from august1956.vocabulary import PERSON_PAGES

__all__ = ["setup"]

DATA = "chapters/reference/data"
ARTICLE = {"author": "Asmolov, Konstantin", "title": "Убить Ким Ир Сена", "publisher": "Lenta.ru", "date": "2019-01-03"}
CC_BY = "https://creativecommons.org/licenses/by/4.0/"
DEEP = 5  # folders in a wrong address below the book's own
LOCAL = re.compile(r'(?<= )(href|src|action)="(?![a-z]+:|#|")([^"]*)"')


def describe_page(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Give the template a description (the page's first plain paragraph) and the page's voice."""
    if doctree is None:
        return
    first = next((p.astext() for p in doctree.findall(nodes.paragraph) if len(p.astext()) > 60), "")
    context["page_description"] = " ".join(first.split())[:200]
    context["voice"] = _voice(app, pagename, doctree)
    context["registers"] = any("register" in node.get("classes", ()) for node in doctree.findall(nodes.Element))


def _voice(app: Sphinx, pagename: str, doctree: nodes.document) -> str:
    """Return who speaks on a page: a template's class; "whole" where the article stands alone."""
    if any("whole" in quote for quote in doctree.findall(nodes.block_quote)):
        return "whole"
    return "front" if pagename == app.config.root_doc else Path(pagename).parent.name


class PageInfo(NamedTuple):
    """What a page says of itself; the address is empty where the book has none."""

    book: str
    version: str
    day: str
    rights: str
    front: bool
    title: str
    about: str
    people: list[str]
    address: str


def add_metadata(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Give the template its tags (Open Graph, Highwire, Dublin Core) and the page's JSON-LD.

    The version and its date are those of ``CITATION.cff``; addresses are given only where `html.baseurl` is set.
    """
    page = _info(app, pagename, context)
    context["meta_tags"] = [tag for tag in _tags(page) if tag[2]]
    if doctree is not None:
        things = [_thing(page, app.config.august1956_services.base)]
        context["json_ld"] = _json([*things, _dataset(app, page)] if pagename == DATA else things)


def _info(app: Sphinx, pagename: str, context: dict[str, Any]) -> PageInfo:
    cite, book, front = citation(Path(app.srcdir)), app.config.html_title, pagename == app.config.root_doc
    title = str(Markup(context.get("title") or pagename.capitalize()).striptags())
    ours = pagename.split("/")[1:2] in (["reference"], ["sequel"])
    editors = cite["authors"][0]["name"]
    return PageInfo(
        book=book,
        version=cite["version"],
        day=str(cite["date-released"]),
        rights=app.config.copyright,
        front=front,
        title=book if front else title,
        about=context.get("page_description") or book,
        people=[editors] if ours else [ARTICLE["author"], editors],
        address=app.config.august1956_services.page(pagename),
    )


def _tags(page: PageInfo) -> Iterator[tuple[str, str, str]]:
    """Yield attribute, name and text of each tag; those without a text are none."""
    around = "" if page.front else page.book
    yield "property", "og:title", page.title
    yield "property", "og:type", "book" if page.front else "article"
    yield "property", "og:site_name", page.book
    yield "property", "og:locale", "en_GB"
    yield "property", "og:description", page.about
    yield "property", "og:url", page.address
    yield "name", "citation_title", page.title
    yield "name", "citation_inbook_title", around
    yield "name", "citation_publication_date", page.day.replace("-", "/")
    yield "name", "citation_language", "en"
    yield "name", "citation_fulltext_html_url", page.address
    yield "name", "DC.title", page.title
    yield "name", "DC.isPartOf", around
    yield "name", "DC.date", page.day
    yield "name", "DC.language", "en"
    yield "name", "DC.type", "Text"
    yield "name", "DC.rights", page.rights
    for person in page.people:
        yield "name", "citation_author", person
        yield "name", "DC.creator", person


def _thing(page: PageInfo, base: str) -> dict[str, Any]:
    """Return the book, for the front page, or one of its chapters, as schema.org describes them."""
    book = {"@type": "Book", "name": page.book, "version": page.version} | ({"@id": base, "url": base} if base else {})
    if not page.front:
        chapter = {"@type": "Chapter", "name": page.title, "isPartOf": book} | _common(page)
        return chapter | ({"url": page.address} if page.address else {})
    basis = {
        "@type": "NewsArticle",
        "name": ARTICLE["title"],
        "inLanguage": "ru",
        "datePublished": ARTICLE["date"],
        "author": _someone(ARTICLE["author"]),
        "publisher": {"@type": "Organization", "name": ARTICLE["publisher"]},
    }
    return book | _common(page) | {"translationOfWork": basis}


def _common(page: PageInfo) -> dict[str, Any]:
    return {
        "description": page.about,
        "inLanguage": "en",
        "datePublished": page.day,
        "author": [_someone(name) for name in page.people],
        "copyrightNotice": page.rights,
        "isAccessibleForFree": True,
    }


def _dataset(app: Sphinx, page: PageInfo) -> dict[str, Any]:
    package = descriptor.package(Path(app.srcdir) / "data")
    base, tables = app.config.august1956_services.base, []
    for resource in package["resources"]:
        table = {"@type": "DataDownload", "name": resource["path"], "encodingFormat": "text/csv"}
        _, file = app.env.dlfiles.get(f"data/{resource['path']}", (None, None))
        if file and base:
            table["contentUrl"] = f"{base}_downloads/{file}"
        tables.append(table)
    about = {"name": package["title"], "description": package["description"], "license": CC_BY}
    return {"@type": "Dataset", **_common(page), **about, "version": page.version, "distribution": tables}


def _someone(name: str) -> dict[str, str]:
    last, _, first = name.partition(", ")
    return {"@type": "Person", "name": f"{first} {last}"} if first else {"@type": "Organization", "name": name}


def _json(things: list[dict[str, Any]]) -> Markup:
    text = json.dumps({"@context": "https://schema.org", "@graph": things}, ensure_ascii=False)
    return Markup(text.replace("<", "\\u003c"))


def collect_pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Make the page that a host shows for a wrong address."""
    yield "404", {"title": "No such page"}, "404.html"


def link_from_anywhere(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Let the page for wrong addresses, which a host shows at any depth, find the book.

    Its links start from the public address; without one, it asks for its styles and for ``notfound.js`` at several
    heights above it, and that script mends the links.
    """
    if pagename != "404":
        return
    base = app.config.august1956_services.base
    context["heights"] = [] if base else ["../" * steps for steps in range(DEEP, 0, -1)] + ["./"]
    if base:
        pathto, toctree = context["pathto"], context["toctree"]
        context["pathto"] = lambda *args, **kwargs: base + pathto(*args, **kwargs)
        context["toctree"] = lambda **kwargs: toctree(**kwargs).replace('href="', f'href="{base}')


def write_pages(app: Sphinx, exception: Exception | None) -> None:
    """Write the front door, a copy of the front page; and the site map, where there is a public address."""
    if exception or app.builder.format != "html":
        return
    out, root = Path(app.outdir), app.config.root_doc
    page = (out / f"{root}.html").read_text(encoding="utf-8")
    (out / "index.html").write_text(moved_up(page, root.rpartition("/")[0]), encoding="utf-8")
    if base := app.config.august1956_services.base:
        names = {*app.env.found_docs, *(f"{PERSON_PAGES}/{path.stem}" for path in (out / PERSON_PAGES).glob("*.html"))}
        files = [f"formats/{name}" for name in app.config.august1956_formats if "/" not in name]
        places = [*(f"{name}.html" for name in sorted(names)), *files]
        lines = "".join(f"<url><loc>{base}{place}</loc></url>\n" for place in places)
        head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        (out / "sitemap.xml").write_text(f"{head}{lines}</urlset>\n", encoding="utf-8")


def moved_up(page: str, folder: str) -> str:
    """Return a page with its local links as they must read at the top of the book instead of in a folder.

    Parameters
    ----------
    page : str
        HTML.
    folder : str
        The page's folder in the book.

    Returns
    -------
    str
        HTML.
    """

    def move(found: re.Match[str]) -> str:
        path, mark, anchor = found[2].partition("#")
        return f'{found[1]}="{relpath(normpath(join(folder, path)))}{mark}{anchor}"'

    return LOCAL.sub(move, page).replace('data-content_root="../"', 'data-content_root="./"')


def setup(app: Sphinx) -> None:
    """Connect everything; `august1956.book` calls this."""
    app.connect("html-collect-pages", collect_pages)
    app.connect("html-page-context", describe_page)
    app.connect("html-page-context", link_from_anywhere)
    app.connect("html-page-context", add_metadata, priority=600)
    app.connect("build-finished", write_pages, priority=400)
