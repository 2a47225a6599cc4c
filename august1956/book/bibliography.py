"""The bibliography's form: a short label for the sentence, and for the list what it is and how we read it."""

import functools
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from docutils import nodes
from pybtex import plugin
from pybtex.database import Entry
from pybtex.richtext import HRef, Tag, Text
from pybtex.style import FormattedEntry
from pybtex.style.formatting import BaseStyle
from pybtex.style.labels import BaseLabelStyle
from pybtex.style.names.plain import NameStyle
from pybtex.style.sorting import BaseSortingStyle
from sphinx.application import Sphinx
from sphinxcontrib.bibtex.plugin import register_plugin
from sphinxcontrib.bibtex.style.referencing import BracketStyle
from sphinxcontrib.bibtex.style.referencing.label import LabelReferenceStyle

from august1956 import dates
from august1956.book.trees import put_instead
from august1956.data import sources

__all__ = ["Style", "setup", "short_label"]

LATEX = re.compile(r"[\\{}$~%&#^_]|--|``|''|  ")


def short_label(entry: Entry) -> str:
    """Return the label a sentence shows: the entry's ``shorthand``, or author and year.

    Parameters
    ----------
    entry : pybtex.database.Entry

    Returns
    -------
    str
        For example ``Lankov 2009`` or ``Ivanov, 6 Sept 1956``; the key where an entry has neither.
    """
    people = {role: " and ".join(map(str, persons)) for role, persons in entry.persons.items()}
    fields = {name: value.replace("{", "").replace("}", "") for name, value in {**entry.fields, **people}.items()}
    return sources.label(entry.key, fields)


class _Labels(BaseLabelStyle):
    def format_labels(self, sorted_entries: list[Entry]) -> Iterator[str]:
        """Yield the label of each entry."""
        labels = [short_label(entry) for entry in sorted_entries]
        seen: Counter[str] = Counter()
        for label in labels:  # two works of one year become 2009a and 2009b
            seen[label] += 1
            yield label + "abcdefgh"[seen[label] - 1] if labels.count(label) > 1 else label


class _Sorting(BaseSortingStyle):
    def sort(self, entries: Iterable[Entry]) -> list[Entry]:
        """Return the entries in the order of their labels."""
        return sorted(entries, key=lambda entry: short_label(entry).casefold())


class Style(BaseStyle):
    """One line an entry: who, what, where, when, the address, and how it was consulted for this edition."""

    # Classes, not names: a name would be looked up among all installed packages, 20 ms for each citation.
    default_name_style = NameStyle
    default_label_style = _Labels
    default_sorting_style = _Sorting
    with_address = True

    def format_entry(self, label: str, entry: Entry, bib_data: Any = None) -> FormattedEntry:
        """Return the formatted entry for whatever BibTeX type it has."""
        return FormattedEntry(entry.key, self._text(entry), label)

    def _text(self, entry: Entry) -> Text:
        plain = {name: _decoded(value) for name, value in entry.fields.items()}
        title = plain.get("title", Text(entry.key))
        if entry.type in {"book", "techreport"}:
            title = Tag("em", title)
        else:  # quotation marks within quotation marks are single
            inner = entry.fields.get("title", entry.key).translate({ord("“"): "‘", ord("”"): "’"})
            title = Text("“", _decoded(inner), "”")
        parts = [_people(entry), Text(title), _container(entry, plain)]
        line = Text(". ").join([part for part in parts if len(part)]) + "."
        for name in ("doi", "url"):
            if name in entry.fields and self.with_address:
                address = entry.fields[name] if name == "url" else f"https://doi.org/{entry.fields[name]}"
                line += Text(" ", HRef(address, _shown(address)))
                break
        lacking = sources.missing(entry.type, {**entry.fields, **entry.persons})
        if lacking:
            line += Text(f" Imprint incomplete: no {', no '.join(lacking)}.")
        for name, lead in (("note", ""), ("consulted", "How read: "), ("grade", "Grade: ")):
            if name in plain:
                line += Text(" ", lead, plain[name].add_period())
        return line


@functools.cache  # each entry is asked for twice
def _decoded(text: str) -> Text:
    """Read LaTeX where there is any: the decoder costs most of a build that changes nothing."""
    return Text.from_latex(text) if LATEX.search(text) else Text(text)


class _Card(Style):
    """The words of a card on a citation, which cannot be clicked: the entry to which it leads has the address."""

    with_address = False


@dataclass
class _References(LabelReferenceStyle):
    """Labels in brackets, with a semicolon between them: many a label has a comma of its own."""

    bracket_parenthetical: BracketStyle = field(default_factory=lambda: BracketStyle(sep="; "))


def _people(entry: Entry) -> Text:
    people = entry.persons.get("author") or entry.persons.get("editor") or []
    names = [
        str(p) if not p.first_names else f"{' '.join(p.first_names + p.middle_names)} {' '.join(p.last_names)}"
        for p in people
    ]
    return _decoded(", ".join(names))


def _container(entry: Entry, plain: dict[str, Text]) -> Text:
    order = (
        "journal",
        "booktitle",
        "series",
        "volume",
        "number",
        "publisher",
        "institution",
        "howpublished",
        "archive",
        "address",
        *(() if "date" in entry.fields else ("year",)),
        "pages",
    )
    bits = [plain[name] for name in order if name in plain]
    if "date" in entry.fields:
        bits.append(Text(dates.label(entry.fields["date"])))
    return Text(", ").join(bits)


def _shown(address: str) -> str:
    bare = address.split("//", 1)[-1].removeprefix("www.")
    return bare if len(bare) <= 60 else bare[:57] + "…"


def move_space_into_citation(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Give a citation the space before it, so that none is left in the text where it stands in the margin."""
    for citation in doctree.findall(nodes.inline):
        before = citation.previous_sibling() if "bibtex-citation" in citation["classes"] else None
        if isinstance(before, nodes.Text) and before.endswith((" ", "\n")):
            put_instead(before, [nodes.Text(before[:-1])])
            citation.insert(0, nodes.Text(" "))


def setup(app: Sphinx) -> None:
    """Register the form, among pybtex's plugins, and connect the rest; `august1956.book` calls this."""
    app.connect("doctree-resolved", move_space_into_citation, priority=600)
    plugin.register_plugin("pybtex.style.formatting", "august1956", Style, force=True)
    register_plugin("sphinxcontrib.bibtex.style.referencing", "august1956", _References, force=True)
    plugin.register_plugin("pybtex.style.formatting", "august1956_card", _Card, force=True)
    for name in ("docutils", "plaintext"):  # else each citation has the descriptions of all installed packages read
        plugin.register_plugin("pybtex.backends", name, plugin.find_plugin("pybtex.backends", name), force=True)
