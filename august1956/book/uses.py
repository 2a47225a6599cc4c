"""The list of sources: each entry under its grade, and folded below it what rests on it."""

import html
import re
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from august1956.book.persons import person_page, short_labels
from august1956.book.trees import put_instead
from august1956.data import sources
from august1956.vocabulary import PAGES

__all__ = ["setup"]

WORD = re.compile(r"([\w-]+)")


def add_uses(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put under each source the persons, events and claims whose rows name it, each as a link."""
    if docname != PAGES["source"] or app.builder.format != "html":
        return
    from august1956.registers.bibliography import (
        uses,
    )  # brings pandas, which a build that changes nothing can do without

    found, labels = uses(Path(app.srcdir) / "data"), short_labels(app)
    _sort_by_grade(doctree, Path(app.srcdir) / "data")
    for citation in doctree.findall(nodes.citation):
        _name_sources(citation, labels)
        key = next((name for name in citation["ids"] if name in found), "")
        if counts := found.get(key):
            links = ", ".join(_link(app, docname, use) for use in counts)
            rows = sum(counts.values())
            said = f"<summary>Rests on it: {rows} row{'s' * (rows > 1)}</summary><p>{links}</p>"
            citation += nodes.raw("", f'<details class="rests">{said}</details>', format="html")


def _sort_by_grade(doctree: nodes.document, tables: Path) -> None:
    """Move each entry into the container of its grade, where the page has one."""
    places = {name: place for place in doctree.findall(nodes.container) for name in place["classes"]}
    grades = {key: f"grade-{fields.get('grade')}" for key, (_, fields) in sources.entries(tables).items()}
    for citation in list(doctree.findall(nodes.citation)):
        key = next((name for name in citation["ids"] if name in grades), "")
        if place := places.get(grades.get(key, "")):
            citation.parent.remove(citation)
            place += citation


def _name_sources(citation: nodes.citation, labels: dict[str, str]) -> None:
    """Turn the keys of other sources that stand in an entry's notes into links to them."""
    for text in list(citation.findall(nodes.Text)):
        pieces = WORD.split(text)
        if isinstance(text.parent, nodes.reference) or not labels.keys() & set(pieces):
            continue
        named = [_source(piece, labels) if piece in labels else nodes.Text(piece) for piece in pieces if piece]
        put_instead(text, named)


def _source(key: str, labels: dict[str, str]) -> nodes.reference:
    return nodes.reference(labels[key], labels[key], refid=key, internal=True)


def _link(app: Sphinx, docname: str, use: Any) -> str:
    page, anchor = app.env.get_domain("std").anonlabels.get(use.id, ("", ""))[:2]
    if page == PAGES["person"]:
        page, anchor = person_page(use.id), ""
    address = app.builder.get_relative_uri(docname, page) + f"#{anchor}" * bool(anchor)
    return f'<a href="{html.escape(address)}">{html.escape(use.words)}</a>'


def setup(app: Sphinx) -> None:
    """Connect everything; `august1956.book` calls this."""
    app.connect("doctree-resolved", add_uses)
