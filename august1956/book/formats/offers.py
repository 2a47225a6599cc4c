"""What was built in `_build/formats`, offered on the pages; where nothing was built, nothing is offered."""

import functools
import html
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

from august1956.book.domain import edition
from august1956.book.figures import chart
from august1956.book.formats.citations import FOLDER, FORMS, row_forms
from august1956.book.formats.rows import DATA, Row, anchors, rows
from august1956.check.release import FORMATS
from august1956.data import descriptor
from august1956.vocabulary import PERSON_PAGES

__all__ = ["OFFERS", "setup"]

BESIDE = {"persons", "retired"}  # cited as the page is; and ids given up, which stand at the row that took their place
HERE = "formats"  # the folder of the book that gets them
OFFERS = {  # file: name, and what it is for
    FORMATS["epub"]: ("EPUB", "for an e-reader"),
    FORMATS["pdf"]: ("PDF", "for printing"),
    FORMATS["article"]: ("PDF of the article alone", "without commentary"),
    FORMATS["tei"]: ("TEI", "for a scholar with an XML editor"),
    FORMATS["data"]: ("all the data", "tables, database, workbook, sources"),
}


def look(app: Sphinx, config: Config) -> None:
    """See what was built, so that pages are written again when that changes."""
    folder = Path(app.outdir).parent / HERE
    found = [name for name in OFFERS if (folder / name).is_file()]
    cited = [path.relative_to(folder).as_posix() for path in folder.glob(f"{FOLDER}/*/*.bib")]
    config.august1956_formats = sorted([*found, *cited])


def copy(app: Sphinx, exception: Exception | None) -> None:
    """Put what was built beside the pages, and take away what no longer is."""
    if exception or app.builder.name != "html":
        return
    made, there = Path(app.outdir).parent / HERE, Path(app.outdir) / HERE
    shutil.rmtree(there, ignore_errors=True)
    if made.is_dir() and app.config.august1956_formats:
        shutil.copytree(made, there)


def offer(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """Give the template the files, and the citations of the page."""
    up = "../" * pagename.count("/")
    built = app.config.august1956_formats
    context["formats"] = [(f"{up}{HERE}/{name}", *said) for name, said in OFFERS.items() if name in built]
    person = pagename.startswith(f"{PERSON_PAGES}/")
    name = pagename.rsplit("/", 1)[-1]
    kind = "persons" if person else "chapters" if doctree is not None else ""
    asked = [("This page", kind, name), ("The book", "book", "book")]
    if pagename == DATA:
        asked += [(f"Each row of {table}", "rows", table) for table in descriptor.tables(Path(app.srcdir) / "data")]
    if of_this := _rows(app).get(pagename):
        said = {row.anchor: (row.table, row.key, row.title) for row in of_this}
        context["rows"] = {"forms": row_forms(Path(app.srcdir), pagename), "rows": said}
    context["cite"] = [(said, _forms(app, up, kind, name)) for said, kind, name in asked if _has(app, kind, name)]


def _rows(app: Sphinx) -> dict[str, list[Row]]:
    """Return the rows that stand on each page."""
    return _by_page(app, Path(app.srcdir) / "data") if app.builder.name == "html" else {}


@functools.lru_cache(maxsize=1)
def _by_page(app: Sphinx, data: Path) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows(data, edition(app.env).pages_of(anchors(data))):
        if row.docname != DATA and row.table not in BESIDE:
            found.setdefault(row.docname, []).append(row)
    return found


def add_citations(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put a “Cite” that opens after each figure and each paragraph of the article."""
    if app.builder.name != "html":
        return
    up = "../" * docname.count("/")
    for node, kind, name, said in list(_things(doctree)):
        if _has(app, kind, name):
            files = " · ".join(
                f'<a href="{address}" download="">{form}</a>' for form, address in _forms(app, up, kind, name)
            )
            text = f'<details class="cite"><summary>Cite {html.escape(said)}</summary><p>{files}</p></details>'
            node.parent.insert(node.parent.index(node) + 1, nodes.raw("", text, format="html"))


def _things(doctree: nodes.document) -> Iterator[tuple[nodes.Element, str, str, str]]:
    for node in doctree.findall(chart):
        yield node, "figures", node["figure"]["id"], node["number"]
    for quote in doctree.findall(nodes.block_quote):
        if "numbered" in quote["classes"] and "whole" not in quote:
            yield quote, "paragraphs", quote["ids"][0], f"paragraph {quote['ids'][0][1:]}"


def _has(app: Sphinx, kind: str, name: str) -> bool:
    return f"{FOLDER}/{kind}/{name}.bib" in app.config.august1956_formats


def _forms(app: Sphinx, up: str, kind: str, name: str) -> list[tuple[str, str]]:
    return [(form, f"{up}{HERE}/{FOLDER}/{kind}/{name}.{ending}") for form, ending in FORMS.items()]


def setup(app: Sphinx) -> None:
    """Connect everything; `august1956.book` calls this."""
    app.add_config_value("august1956_formats", [], "html")
    app.connect("config-inited", look)
    app.connect("html-page-context", offer)
    app.connect("doctree-resolved", add_citations, priority=450)
    app.connect("build-finished", copy, priority=960)  # after the book has removed what it no longer makes
