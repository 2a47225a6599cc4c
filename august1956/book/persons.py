"""The pages of persons: made from the tables when the book is written; every link to a person leads to one."""

import functools
import hashlib
import html
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from august1956.book.domain import edition
from august1956.book.edition import citation
from august1956.book.freshness import MADE
from august1956.vocabulary import PAGES, PERSON_PAGES

__all__ = ["person_page", "setup", "short_labels"]

PERSONS = PAGES["person"]
THEME = Path(__file__).parent / "theme"
MEMORY = "persons.json"


def person_page(id: str) -> str:
    """Return the name of a person's page, as Sphinx names pages."""
    return f"{PERSON_PAGES}/{id}"


# --- links ---


def lead_to_pages(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Let each link to a person, or to a row about one, lead to the person's page instead of the register's line.

    The register's lines carry the ids of their persons and of the rows about them, so that links resolve as others do.
    """
    if app.builder.name != "html":
        return
    owners = _owners(app)
    for link in doctree.findall(nodes.reference):
        page, _, name = link.get("refuri", "").partition("#")
        name = link.get("refid", name if page.endswith("persons.html") else "")
        if name in owners and (page or docname == PERSONS):
            anchor = "" if owners[name] == name else f"#{name}"
            link["refuri"] = app.builder.get_relative_uri(docname, person_page(owners[name])) + anchor
            link.attributes.pop("refid", None)


def _owners(app: Sphinx) -> dict[str, str]:
    """Return, by the id of a person or of a row about one, the person's id."""
    return _read_owners(str(Path(app.srcdir) / "data"), app.config.august1956_tables)


@functools.cache
def _read_owners(directory: str, state: str) -> dict[str, str]:
    from august1956 import data  # brings pandas, which a build that changes nothing can do without

    owners: dict[str, str] = {}
    for table in ("affiliations", "seats", "posts", "outcomes", "persons"):
        rows = data.load(table, status="all", directory=directory)
        owners |= dict(zip(rows["id"], rows.get("person", rows["id"]), strict=True))
    return owners


# --- pages ---


def collect_pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Give the pages of persons that differ from those written before.

    Sphinx asks only when a page of the book was written: a build that changes nothing comes nowhere near. Where only
    prose changed, and no mention in it, what the pages are made from is as it was, and nothing is read.
    """
    if app.builder.name != "html":
        return
    before, out, sources = _memory(app), Path(app.outdir), _digest(_sources(app))
    if before["sources"] == sources and all((out / f"{page}.html").is_file() for page in before["pages"]):
        return
    pages = dict(_pages(app))
    shared = _frame(app), app.config.august1956_code
    made = {page: _digest((context, shared)) for page, context in pages.items()}
    known = json.dumps({"sources": sources, "pages": made})
    (Path(app.doctreedir) / MEMORY).write_text(known, encoding="utf-8")
    for page, context in pages.items():
        if made[page] != before["pages"].get(page) or not (out / f"{page}.html").is_file():
            yield page, context, "page.html"


def _memory(app: Sphinx) -> dict[str, Any]:
    """Return digests of what the pages were made from and of each page, as the last build left them."""
    memory = Path(app.doctreedir) / MEMORY
    return json.loads(memory.read_text(encoding="utf-8")) if memory.is_file() else {"sources": "", "pages": {}}


def _digest(thing: object) -> str:
    return hashlib.sha256(repr(thing).encode()).hexdigest()[:16]


def _sources(app: Sphinx) -> tuple[object, ...]:
    """Return what the pages depend on: tables and package (digests of `freshness`), mentions, figures, the frame."""
    config = app.config
    digests = Path(config.nb_execution_cache_path).name, config.august1956_code
    return digests, edition(app.env).said(), _frame(app)


def _frame(app: Sphinx) -> tuple[object, ...]:
    """Return what all pages share: the contents beside them, the template, the settings."""
    theme = [path.read_text(encoding="utf-8") for path in sorted(THEME.glob("*.html"))]
    titles = [app.env.titles[page].astext() for page in sorted(app.env.titles)]
    return titles, app.config.html_title, app.config.august1956_services.base, theme


def _pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any]]]:
    from august1956.registers.entry import Entries, Place, linked_data

    entries = Entries(Path(app.srcdir) / "data", labels=short_labels(app))
    cite, domain, base = citation(Path(app.srcdir)), edition(app.env), app.config.august1956_services.base
    book = f"{app.config.html_title}, version {cite['version']}, {cite['date-released']}"
    for before, id, after in zip([None, *entries.order], entries.order, [*entries.order[1:], None], strict=False):
        spoken = [Place(m.words, f"{m.docname}.html" + f"#{m.anchor}" * bool(m.anchor)) for m in domain.mentions(id)]
        shown = [Place(domain.called(f), f"{f.docname}.html#{f.id}") for f in domain.figures(id)]
        title, address = entries.titles[id], f"{base}{person_page(id)}.html"
        entry = entries.entry(id, spoken, shown, cite=f"“{title}”, in {book}, {address}")
        thing = {"@type": "Book", "name": app.config.html_title, "version": cite["version"]}
        yield (
            person_page(id),
            {
                "title": html.escape(entry.title),
                "body": entry.body,
                "page_description": entry.description,
                "voice": "reference",
                "registers": True,  # the sheet and script of the registers
                "json_ld": linked_data(entry, thing, address if base else ""),
                "prev": before and {"link": f"{before}.html", "title": html.escape(entries.titles[before])},
                "next": after and {"link": f"{after}.html", "title": html.escape(entries.titles[after])},
            },
        )


def short_labels(app: Sphinx) -> dict[str, str]:
    """Return what each source is called, as the bibliography has it."""
    return {citation.key: citation.formatted_entry.label for citation in app.env.get_domain("cite").citations}


def share_contents(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Make the contents beside the text once for all pages of persons, and mark the register as where one is."""
    if not pagename.startswith(f"{PERSON_PAGES}/"):
        return
    own, known = context["toctree"], app.august1956_contents

    def toctree(**options: Any) -> str:
        if "html" not in known:
            text = own(**options)
            known["html"] = text.replace('href="../persons.html"', 'href="../persons.html" aria-current="true"')
        return known["html"]

    context["toctree"] = toctree


def made(app: Sphinx) -> list[str]:
    """Name the pages of persons that this book has, lest they be swept."""
    return [f"{page}.html" for page in _memory(app)["pages"]]


def setup(app: Sphinx) -> None:
    """Connect everything; `august1956.book` calls this."""
    app.august1956_contents = {}
    app.connect(MADE, made)
    app.connect("doctree-resolved", lead_to_pages, priority=550)  # after links have become cards
    app.connect("html-collect-pages", collect_pages)
    app.connect("html-page-context", share_contents)
