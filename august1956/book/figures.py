"""The figures of the pages: their numbers and ids, whom they show, what their marks point at, and their files."""

import functools
import json
import re
from pathlib import Path
from typing import Any

from docutils import nodes
from myst_nb.core.render import MimeData, MimeRenderPlugin, NbElementRenderer
from sphinx.application import Sphinx
from sphinx.util import logging

from august1956 import PAGE_FIGURE
from august1956.book.bibliography import short_label
from august1956.book.cards import cards
from august1956.book.domain import Figure, edition
from august1956.book.persons import person_page
from august1956.data import descriptor
from august1956.vocabulary import PAGES

__all__ = ["FigureOutput", "chart", "setup", "source_of"]

logger = logging.getLogger(__name__)

NAMES = re.compile(r"; |, | and ")  # what stands between names in a cell of a table


class chart(nodes.General, nodes.Element):  # noqa: N801, as nodes are named
    """A figure as a cell handed it over (``figure``, see `august1956.figure.PageFigure.data`), and its ``number``."""


class FigureOutput(MimeRenderPlugin):
    """Takes the figure made for a page from a cell's output; notebooks show its plainer versions (see pyproject)."""

    mime_priority_overrides = [("html", PAGE_FIGURE, 1), ("epub", PAGE_FIGURE, 1)]

    @staticmethod
    def handle_mime(renderer: NbElementRenderer, data: MimeData, inline: bool) -> list[nodes.Element] | None:
        """Return the figure as a node, or nothing where the output is none."""
        if data.mime_type != PAGE_FIGURE:
            return None
        figure = json.loads(json.dumps(data.content))  # plain dictionaries, which can be kept
        return [chart(figure=figure, ids=[figure["id"]])]


def note_figures(app: Sphinx, doctree: nodes.document) -> None:
    """Give the figures of a page their numbers, and let the domain know them and whom they show."""
    docname = app.env.docname
    chapter = re.match(r"\d+", Path(docname).name)
    charts = list(doctree.findall(chart))
    for count, node in enumerate(charts, 1):
        alone = len(charts) == 1 and not chapter  # on a page of the reference
        node["number"] = f"Figure {int(chapter[0])}.{count}" if chapter else "Figure" if alone else f"Figure {count}"
        data = node["figure"]
        shows = _led_to(data) | _named_in_table(app, data)
        edition(app.env).note_figure(Figure(docname, data["id"], node["number"], data["title"], tuple(sorted(shows))))


def _led_to(figure: dict[str, Any]) -> set[str]:
    return {mark["target"][1] for mark in figure["marks"] if mark["target"]}


def _named_in_table(app: Sphinx, figure: dict[str, Any]) -> set[str]:
    """Return the ids of the persons whom the table behind a figure names, by name or by id."""
    people = _people(str(Path(app.srcdir) / "data"), app.config.august1956_tables)
    words = {word for row in figure["table"]["rows"] for cell in row for word in NAMES.split(cell)}
    return {people[word] for word in words if word in people}


@functools.cache
def _people(folder: str, state: str) -> dict[str, str]:
    """Return the id of each person by id and by name; namesakes are known by their ids alone."""
    rows = descriptor.rows("persons", folder)
    names = [row["name"] for row in rows]
    return {row["id"]: row["id"] for row in rows} | {
        row["name"]: row["id"] for row in rows if names.count(row["name"]) == 1
    }


def put_code_below(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Let the figure come first and its code after it, for eyes, voices and keys alike; myst-nb has folded the code."""
    for cell in doctree.findall(nodes.container):
        if cell.get("nb_element") == "cell_code" and next(cell.findall(chart), None) is not None:
            shown = [part for part in cell.children if next(part.findall(chart), None) is not None]
            cell.children = shown + [part for part in cell.children if part not in shown]


def draw_figures(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Make the figures HTML: with their numbers, the addresses of what they name, and their downloads as files."""
    if app.builder.format != "html":
        return
    from august1956.figure import page  # the template's engine, of which a build that changes nothing has no need

    said: set[str] = set()  # a person's card is written once in a page
    place = app.config.august1956_services
    for node in list(doctree.findall(chart)):
        drawn = page.rendered(
            node["figure"],
            number=node["number"],
            address=functools.partial(_address, app, docname),
            source=functools.partial(source_of, app, docname),
            file=functools.partial(_file, app, docname),
            who=functools.partial(_who, app, said),
            correct=place.correction(docname, node["figure"]["id"]) if app.builder.name == "html" else "",
        )
        node.replace_self(nodes.raw("", drawn, format="html"))


def _who(app: Sphinx, said: set[str], kind: str, name: str) -> str:
    """Return who a mark's person was and the last word on the fate, the first time; the mark says the name."""
    if kind != "person" or name in said:
        return ""
    said.add(name)
    card = cards(app).get(name)
    return " · ".join(filter(None, [card.words.partition(" · ")[2], card.fate])) if card else ""


def _address(app: Sphinx, docname: str, kind: str, name: str) -> str:
    if kind == "source":
        return source_of(app, docname, name)[0]
    page, anchor = edition(app.env).place(name) or ("", "")
    if not page:
        _warn(docname, "a figure links to %s %r, which no register has", kind, name, subtype="unknown_id")
        page, anchor = PAGES[kind], name
    if kind == "person":
        return app.builder.get_relative_uri(docname, person_page(name))
    return f"{app.builder.get_relative_uri(docname, page)}#{anchor}"


def source_of(app: Sphinx, docname: str, key: str) -> tuple[str, str]:
    """Return the address of a source as seen from a page, and its short label."""
    entry = app.env.get_domain("cite").bibdata.data.entries.get(key)
    if entry is None:
        _warn(docname, "a figure rests on source %r, which data/sources.bib lacks", key, subtype="unknown_source")
    page = app.builder.get_relative_uri(docname, PAGES["source"])
    return f"{page}#{key}", short_label(entry) if entry else key


def _warn(docname: str, words: str, *values: str, subtype: str) -> None:
    logger.warning(words, *values, location=docname, type="august1956", subtype=subtype)


def _file(app: Sphinx, docname: str, file: dict[str, str]) -> str:
    target = Path(app.outdir) / "_downloads" / file["name"]
    target.parent.mkdir(exist_ok=True)
    target.write_text(file["text"], encoding="utf-8", newline="")
    return f"{'../' * app.builder.get_target_uri(docname).count('/')}_downloads/{file['name']}"


def setup(app: Sphinx) -> None:
    """Connect everything; `august1956.book` calls this."""
    app.add_node(chart)
    app.connect("doctree-read", note_figures)
    app.connect("doctree-resolved", put_code_below, priority=400)
    app.connect("doctree-resolved", draw_figures)
