"""The register behind the search page: persons, places, events, passages and more by every form of their names."""

import functools
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx

from august1956 import dates
from august1956.book.bibliography import short_label
from august1956.book.domain import Entry, edition
from august1956.book.freshness import MADE
from august1956.book.persons import person_page
from august1956.data import descriptor
from august1956.vocabulary import NUMBERED

__all__ = ["setup"]

NAMES = ("hangul", "hanja", "cyrillic", "mr")
NAMED = {"glossary-": "Term", "place-": "Place"}  # how ids begin of paragraphs that begin with a name in bold


def collect(app: Sphinx, doctree: nodes.document) -> None:
    """Note the article's paragraphs, the defined terms and the places of a page as it is read."""
    edition(app.env).note_entries(app.env.docname, [*_paragraphs(doctree), *_named(doctree)])


def _paragraphs(doctree: nodes.document) -> Iterator[Entry]:
    for quote in doctree.findall(nodes.block_quote):
        for name in quote["ids"]:
            if name in NUMBERED:
                yield Entry("Paragraph", name, f"Paragraph {name[1:]}", _words(quote), (name,))


def _named(doctree: nodes.document) -> Iterator[Entry]:
    for paragraph in doctree.findall(nodes.paragraph):
        name = next(paragraph.findall(nodes.strong), None)
        for id in paragraph["ids"]:
            kind = next((kind for begin, kind in NAMED.items() if id.startswith(begin)), "")
            if name and kind:
                yield Entry(kind, id, name.astext().rstrip("."), _words(paragraph))


def _words(node: nodes.Element) -> str:
    text = " ".join(part.astext() for part in node.findall(nodes.Text) if not isinstance(part.parent, nodes.raw))
    text = " ".join(text.split())
    return text if len(text) < 110 else text[:100].rpartition(" ")[0] + " …"


def write_register(app: Sphinx, exception: Exception | None) -> None:
    """Write ``_static/register.js``: kind, title, address, detail and other forms of each entry."""
    if exception or app.builder.format != "html":
        return
    entries = [entry for entry in _entries(app) if entry[2]]
    text = json.dumps(entries, ensure_ascii=False, separators=(",", ":")).replace("],[", "],\n[")
    (Path(app.outdir) / "_static" / "register.js").write_text(f"const REGISTER = {text};\n", encoding="utf-8")


def _entries(app: Sphinx) -> Iterator[tuple[str, str, str, str, list[str]]]:
    def entry(
        kind: str, name: str, title: str, detail: str = "", forms: Iterable[str] = ()
    ) -> tuple[str, str, str, str, list[str]]:
        page, anchor = places.get(name, ("", ""))
        if page and kind == "Person":
            return kind, title, app.builder.get_target_uri(person_page(name)), detail, list(dict.fromkeys(forms))
        return kind, title, page and f"{app.builder.get_target_uri(page)}#{anchor}", detail, list(dict.fromkeys(forms))

    folder = Path(app.srcdir) / "data"
    places, read = app.env.get_domain("std").anonlabels, functools.partial(descriptor.rows, directory=folder)
    forms: dict[str, list[str]] = {}
    for row in read("name_forms"):
        forms.setdefault(row["person"], []).append(row["form"])
    for row in read("persons"):
        own = [row[name] for name in NAMES if row[name]]
        detail = " · ".join(filter(None, [row["hangul"], row["role"]]))
        yield entry("Person", row["id"], row["name"], detail, own + forms.get(row["id"], []))
    for found in edition(app.env).entries():
        yield entry(*found)
    for row in read("bodies"):
        yield entry("Committee", row["id"], row["label"])
    for row in read("events"):
        yield entry("Event", row["id"], row["title"], dates.label(row["date"]))
    for row in read("contacts"):
        yield entry("Conversation", row["id"], f"{row['diplomat']}, {dates.label(row['date'])}", row["topic"])
    for row in read("verdicts"):
        yield entry("Claim", row["id"], row["claim"], row["verdict"])
    for row in read("emendations"):
        yield entry("Textual note", row["id"], row["edited"], f"The machine: {row['received']}")
    for table in descriptor.package(folder)["resources"]:
        yield entry("Table", f"table-{table['name']}", table["title"], table["path"], [table["name"]])
    for key, source in app.env.get_domain("cite").bibdata.data.entries.items():
        title = source.fields.get("title", "").replace("{", "").replace("}", "").replace("--", "–")
        yield "Source", short_label(source), f"chapters/reference/sources.html#{key}", title, [key]


def made(app: Sphinx) -> list[str]:
    """Return the address of the register."""
    return ["_static/register.js"]


def setup(app: Sphinx) -> None:
    """Connect everything; `august1956.book` calls this."""
    app.connect(MADE, made)
    app.connect("doctree-read", collect)
    app.connect("build-finished", write_register, priority=400)
