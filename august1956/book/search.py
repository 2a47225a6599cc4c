"""The register behind the search page: persons, events, passages, terms and tables by every form of their names."""

import csv
import json
from pathlib import Path

from docutils import nodes

from august1956 import dates
from august1956.book.bibliography import short_label
from august1956.book.persons import person_page

__all__ = ["setup"]

NAMES = ("hangul", "hanja", "cyrillic", "mr")


def collect(app, doctree):
    """Note the paragraphs and the defined terms of a page as it is read."""
    found = []
    for quote in doctree.findall(nodes.block_quote):
        numbers = [name for name in quote["ids"] if name[1:].isdigit()]
        found += [("Paragraph", name, f"Paragraph {name[1:]}", _words(quote), [name]) for name in numbers]
    for paragraph in doctree.findall(nodes.paragraph):
        term = next(paragraph.findall(nodes.strong), None)
        terms = [name for name in paragraph["ids"] if name.startswith("glossary-")]
        found += [("Term", name, term.astext().rstrip("."), _words(paragraph), []) for name in terms if term]
    app.env.metadata[app.env.docname]["found"] = found


def _words(node):
    text = " ".join(part.astext() for part in node.findall(nodes.Text) if not isinstance(part.parent, nodes.raw))
    text = " ".join(text.split())
    return text if len(text) < 110 else text[:100].rpartition(" ")[0] + " …"


def write_register(app, exception):
    """Write ``_static/register.js``: kind, title, address, detail and other forms of each entry."""
    if exception or app.builder.format != "html":
        return
    entries = [entry for entry in _entries(app) if entry[2]]
    text = json.dumps(entries, ensure_ascii=False, separators=(",", ":")).replace("],[", "],\n[")
    (Path(app.outdir) / "_static" / "register.js").write_text(f"const REGISTER = {text};\n", encoding="utf-8")


def _entries(app):
    def entry(kind, name, title, detail="", forms=()):
        page, anchor = places.get(name, ("", ""))
        if page and kind == "Person":
            return kind, title, app.builder.get_target_uri(person_page(name)), detail, list(dict.fromkeys(forms))
        return kind, title, page and f"{app.builder.get_target_uri(page)}#{anchor}", detail, list(dict.fromkeys(forms))

    places, read = app.env.get_domain("std").anonlabels, _reader(Path(app.srcdir) / "data")
    forms = {}
    for row in read("name_forms"):
        forms.setdefault(row["person"], []).append(row["form"])
    for row in read("persons"):
        own = [row[name] for name in NAMES if row[name]]
        detail = " · ".join(filter(None, [row["hangul"], row["role"]]))
        yield entry("Person", row["id"], row["name"], detail, own + forms.get(row["id"], []))
    for page in sorted(app.env.metadata):
        for found in app.env.metadata[page].get("found", []):
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
    for table in read.package["resources"]:
        yield entry("Table", f"table-{table['name']}", table["title"], table["path"], [table["name"]])
    for key, source in app.env.get_domain("cite").bibdata.data.entries.items():
        title = source.fields.get("title", "").replace("{", "").replace("}", "").replace("--", "–")
        yield "Source", short_label(source), f"chapters/reference/sources.html#{key}", title, [key]


class _reader:
    """Reads rows as they are; the types of `august1956.data` are not needed, and cost a build that does nothing."""

    def __init__(self, folder):
        self.folder = folder
        self.package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))

    def __call__(self, table):
        with open(self.folder / f"{table}.csv", encoding="utf-8", newline="") as handle:
            return list(csv.DictReader(handle))


def setup(app):
    """Connect everything; `august1956.book` calls this."""
    app.connect("doctree-read", collect)
    app.connect("build-finished", write_register, priority=400)
