"""What pages say of themselves to machines, and the pages no chapter makes: front door, wrong address, site map."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from posixpath import join, normpath, relpath
from typing import Any

from docutils import nodes
from markupsafe import Markup
from sphinx.application import Sphinx

from august1956.book.edition import citation
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


def add_metadata(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Give the template its tags (Open Graph, Highwire, Dublin Core) and the page's JSON-LD.

    The version and its date are those of ``CITATION.cff``; addresses are given only where `html.baseurl` is set.
    """
    cite = citation(Path(app.srcdir))
    book, day = app.config.html_title, str(cite["date-released"])
    title = str(Markup(context.get("title") or pagename.capitalize()).striptags())
    front, about = pagename == app.config.root_doc, context.get("page_description") or book
    ours = pagename.split("/")[1:2] in (["reference"], ["sequel"])
    people = [cite["authors"][0]["name"]] if ours else [ARTICLE["author"], cite["authors"][0]["name"]]
    tags = {
        "property": {
            "og:title": book if front else title,
            "og:type": "book" if front else "article",
            "og:site_name": book,
            "og:locale": "en_GB",
            "og:description": about,
            "og:url": context.get("pageurl"),
        },
        "name": {
            "citation_title": book if front else title,
            "citation_inbook_title": None if front else book,
            "citation_publication_date": day.replace("-", "/"),
            "citation_language": "en",
            "citation_fulltext_html_url": context.get("pageurl"),
            "DC.title": book if front else title,
            "DC.isPartOf": None if front else book,
            "DC.date": day,
            "DC.language": "en",
            "DC.type": "Text",
            "DC.rights": app.config.copyright,
        },
    }
    context["meta_tags"] = [(kind, name, text) for kind, own in tags.items() for name, text in own.items() if text]
    context["meta_tags"] += [("name", tag, person) for person in people for tag in ("citation_author", "DC.creator")]
    if doctree is not None:
        context["json_ld"] = _json(_things(app, pagename, front, title, about, people, cite))


def _things(
    app: Sphinx, pagename: str, front: bool, title: str, about: str, people: list[str], cite: dict[str, Any]
) -> list[dict[str, Any]]:
    book = {"@type": "Book", "name": app.config.html_title, "version": cite["version"]}
    if base := app.config.august1956_services.base:
        book["@id"] = book["url"] = base
    common = {
        "description": about,
        "inLanguage": "en",
        "datePublished": str(cite["date-released"]),
        "author": [_someone(name) for name in people],
        "copyrightNotice": app.config.copyright,
        "isAccessibleForFree": True,
    }
    if front:
        basis: dict[str, object] = {
            "@type": "NewsArticle",
            "name": ARTICLE["title"],
            "inLanguage": "ru",
            "datePublished": ARTICLE["date"],
        }
        basis |= {"author": _someone(ARTICLE["author"]), "publisher": {"@type": "Organization", "name": "Lenta.ru"}}
        return [book | common | {"translationOfWork": basis}]
    page = {"@type": "Chapter", "name": title, "isPartOf": book} | common
    page |= {"url": f"{base}{pagename}.html"} if base else {}
    return [page, _dataset(app, common, cite)] if pagename == DATA else [page]


def _dataset(app: Sphinx, common: dict[str, Any], cite: dict[str, Any]) -> dict[str, Any]:
    package = json.loads((Path(app.srcdir) / "data" / "datapackage.json").read_text(encoding="utf-8"))
    tables = []
    for resource in package["resources"]:
        table = {"@type": "DataDownload", "name": resource["path"], "encodingFormat": "text/csv"}
        _, file = app.env.dlfiles.get(f"data/{resource['path']}", (None, None))
        if file and app.config.august1956_services.base:
            table["contentUrl"] = f"{app.config.august1956_services.base}_downloads/{file}"
        tables.append(table)
    about = {"name": package["title"], "description": package["description"], "license": CC_BY}
    return {"@type": "Dataset", **common, **about, "version": cite["version"], "distribution": tables}


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
