"""Citations in three forms: the sources, read once with pybtex, as CSL-JSON, and RIS and BibTeX made of that."""

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pybtex.database import BibliographyData, Entry, Person, parse_file
from pybtex.richtext import Text

__all__ = ["as_json", "bibtex", "csl", "ordered", "read", "ris", "words"]

Item = dict[str, Any]

DAY = re.compile(r"\d{4}(-\d\d){0,2}")
LATEX = re.compile(r"[\\$~%^]|--|``|''")
KINDS = {"book": "book", "techreport": "report", "misc": "webpage"}
FIELDS = {  # BibTeX to CSL, where a field means the same in every entry
    "title": "title", "publisher": "publisher", "institution": "publisher", "address": "publisher-place",
    "pages": "page", "number": "number", "volume": "volume", "isbn": "ISBN", "doi": "DOI", "series": "collection-title",
    "edition": "edition", "journal": "container-title", "archive": "archive_location", "type": "genre",
    "shorthand": "title-short", "note": "note", "url": "URL",
}  # fmt: skip
RIS_KINDS = {
    "book": "BOOK", "chapter": "CHAP", "article-journal": "JOUR", "article-newspaper": "NEWS", "report": "RPRT",
    "manuscript": "UNPB", "webpage": "ELEC", "figure": "FIGURE", "dataset": "DATA", "entry": "ENCYC",
}  # fmt: skip
RIS_FIELDS = {
    "title": "TI", "container-title": "T2", "collection-title": "T3", "publisher": "PB", "publisher-place": "CY",
    "volume": "VL", "page": "SP", "ISBN": "SN", "DOI": "DO", "URL": "UR", "archive": "DB", "archive_location": "AN",
    "version": "ET", "language": "LA", "note": "N1",
}  # fmt: skip
BIBTEX_KINDS = {
    "book": "book", "chapter": "incollection", "article-journal": "article", "article-newspaper": "article",
    "report": "techreport", "entry": "incollection",
}  # fmt: skip
BIBTEX_FIELDS = {
    "title": "title", "publisher": "publisher", "publisher-place": "address", "volume": "volume", "page": "pages",
    "ISBN": "isbn", "DOI": "doi", "URL": "url", "language": "language", "note": "note", "version": "edition",
}  # fmt: skip


def read(data: Path) -> BibliographyData:
    """Read ``sources.bib`` of a data directory, once for every form."""
    return parse_file(str(data / "sources.bib"))


def words(entry: Entry, field: str) -> str:
    """Return a field of a source as plain words, without what TeX needs; an address as it is."""
    text = entry.fields.get(field, "")
    return text.replace("\\", "") if field in ("url", "doi") else _decoded(text)


def _decoded(text: str) -> str:
    plain = text.replace("{", "").replace("}", "")
    return str(Text.from_latex(text)) if LATEX.search(plain) else plain  # the decoder is slow, and seldom needed


# --- CSL-JSON ---


def csl(works: BibliographyData) -> list[Item]:
    """Return the sources as CSL-JSON.

    Parameters
    ----------
    works : BibliographyData
        What `read` returned.

    Returns
    -------
    list of dict
        One item a source, in the order of the file; the item's ``id`` is the key.
    """
    return [_item(key, entry) for key, entry in works.entries.items()]


def _item(key: str, entry: Entry) -> Item:
    item: Item = {"id": key, "type": _kind(entry)}
    for role, people in entry.persons.items():
        item[role] = [_name(person) for person in people]
    item |= {name: words(entry, field) for field, name in FIELDS.items() if field in entry.fields}
    if "howpublished" in entry.fields:  # the site, or the archive that shows the document
        item["archive" if item["type"] == "manuscript" else "container-title"] = words(entry, "howpublished")
    if date := entry.fields.get("date") or entry.fields.get("year"):
        item["issued"] = issued(date)
    return item


def _kind(entry: Entry) -> str:
    if entry.type == "article":
        return "article-journal" if entry.fields.get("grade") == "scholarly" else "article-newspaper"
    return "manuscript" if entry.type == "misc" and "archive" in entry.fields else KINDS[entry.type]


def _name(person: Person) -> dict[str, str]:
    family = " ".join([*person.prelast_names, *person.last_names])
    given = " ".join([*person.first_names, *person.middle_names])
    plain = {"family": _decoded(family), "given": _decoded(given)}
    return plain if given else {"literal": plain["family"]}


def issued(date: str) -> Item:
    """Return a date of a source as CSL has it: parts where they are certain, else the words as they stand.

    Examples
    --------
    >>> issued("1956-09-01")
    {'date-parts': [[1956, 9, 1]]}
    """
    ends = date.split("/")
    if len(ends) <= 2 and all(DAY.fullmatch(end) for end in ends):
        return {"date-parts": [[int(part) for part in end.split("-")] for end in ends]}
    return {"literal": date}


def as_json(items: list[Item]) -> str:
    """Return items as the text of a CSL-JSON file."""
    return json.dumps(items, ensure_ascii=False, indent=1) + "\n"


# --- RIS ---


def ris(items: Iterable[Item]) -> str:
    """Return CSL items as the text of an RIS file, as Zotero, EndNote and Mendeley read it."""
    return "\n".join("\n".join(_ris_lines(item)) for item in items)


def _ris_lines(item: Item) -> Iterator[str]:
    yield f"TY  - {RIS_KINDS[item['type']]}"
    yield f"ID  - {item['id']}"
    for role, tag in (("author", "AU"), ("editor", "ED")):
        yield from (f"{tag}  - {ordered(person)}" for person in item.get(role, ()))
    yield from (f"{tag}  - {' '.join(item[name].split())}" for name, tag in RIS_FIELDS.items() if item.get(name))
    if "issued" in item:
        yield from _ris_date(item["issued"])
    yield "ER  - \n"


def _ris_date(date: Item) -> Iterator[str]:
    if "literal" in date:
        yield f"PY  - {date['literal']}"
        return
    first = date["date-parts"][0]
    yield f"PY  - {first[0]}"
    yield f"DA  - {first[0]}/{'/'.join(f'{part:02}' for part in first[1:])}{'/' * (4 - len(first) - (len(first) > 1))}"


def ordered(person: dict[str, str]) -> str:
    """Return a name of a CSL item with the family name first."""
    return person.get("literal") or f"{person['family']}, {person['given']}"


# --- BibTeX ---


def bibtex(items: Iterable[Item]) -> str:
    """Return CSL items as the text of a BibTeX file."""
    return "\n".join(_bibtex(item) for item in items)


def _bibtex(item: Item) -> str:
    kind = BIBTEX_KINDS.get(item["type"], "misc")
    lines = [f"  {role} = {{{_people(item[role])}}}" for role in ("author", "editor") if item.get(role)]
    lines += [f"  {field} = {{{_tex(item[name])}}}" for name, field in BIBTEX_FIELDS.items() if item.get(name)]
    if around := item.get("container-title"):
        holder = {"article": "journal", "incollection": "booktitle"}.get(kind, "howpublished")
        lines.append(f"  {holder} = {{{_tex(around)}}}")
    if parts := item.get("issued", {}).get("date-parts"):
        lines.append(f"  year = {{{parts[0][0]}}}")
        lines.append(f"  date = {{{'-'.join(f'{part:02}' for part in parts[0])}}}")
    return f"@{kind}{{{item['id']},\n" + ",\n".join(lines) + "\n}\n"


def _people(people: list[dict[str, str]]) -> str:
    return " and ".join("{" + _tex(one["literal"]) + "}" if "literal" in one else _tex(ordered(one)) for one in people)


def _tex(text: str) -> str:
    return re.sub(r"([&%$#_])", r"\\\1", text)
