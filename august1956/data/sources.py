"""What the sources are called in few words, as the bibliography has it."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from pybtex.database import BibliographyData, Entry, parse_string
from pybtex.exceptions import PybtexError

from august1956.data.descriptor import DataError, root

__all__ = ["entries", "label", "labels", "missing"]

ARCHIVE = "Wilson Center Digital Archive"

# What a complete imprint has, by type of entry; of the fields in one string, any one will do.
_BOOK = {"author": "author editor", "publisher": "publisher", "place": "address", "year": "year"}
_REPORT = {"institution": "institution", "number": "number", "year": "year date"}
_SCHOLARLY = {"author": "author", "journal": "journal", "volume": "volume number", "year": "year", "pages": "pages"}
_PRESS = {"newspaper": "journal", "day": "date"}
_DOCUMENT = {"date": "date", "archive": "archive", "address": "url doi"}
_PAGE = {"name of the site": "howpublished", "address": "url doi"}


def labels(directory: Path | str | None = None) -> dict[str, str]:
    """Return the short label of every source: its ``shorthand``, or the first author's surname and the year.

    Parameters
    ----------
    directory : path, optional
        The data directory; by default the one that `august1956.data.root` finds.

    Returns
    -------
    dict
        Key of `sources.bib` to label, for the option ``labels`` of the charts.
    """
    return {key: label(key, fields) for key, (_, fields) in entries(directory).items()}


def entries(directory: Path | str | None = None) -> dict[str, tuple[str, dict[str, str]]]:
    """Return every source of the bibliography: key to type and fields, these as plain strings.

    Raises
    ------
    DataError
        If the bibliography cannot be read.
    """
    text = (root(directory) / "sources.bib").read_text(encoding="utf-8")
    return {key: (entry.type, _fields(entry)) for key, entry in _parsed(text).entries.items()}


@lru_cache(maxsize=1)
def _parsed(text: str) -> BibliographyData:
    try:
        return parse_string(text, "bibtex")
    except PybtexError as error:
        mend = "`python -m august1956 check` says in which line"
        raise DataError(f"sources.bib cannot be read: {error}; {mend}") from None


def missing(kind: str, fields: Mapping[str, object]) -> list[str]:
    """Return what the imprint of a source lacks to be complete.

    Parameters
    ----------
    kind : str
        The type of the entry: book, article, techreport or misc.
    fields : mapping of str to str
        The fields that it has.

    Returns
    -------
    list of str
        For example ``["publisher", "place"]``; empty when the imprint is complete.
    """
    if kind == "misc":
        document = fields.get("howpublished") == ARCHIVE and fields.get("grade") == "primary" and "type" not in fields
        wanted = _DOCUMENT if document else _PAGE
    elif kind == "article":
        wanted = _SCHOLARLY if fields.get("grade") == "scholarly" else _PRESS
    else:
        wanted = _REPORT if kind == "techreport" else _BOOK
    return [name for name, any_of in wanted.items() if not any(field in fields for field in any_of.split())]


def _fields(entry: Entry) -> dict[str, str]:
    people = {role: " and ".join(map(str, persons)) for role, persons in entry.persons.items()}
    fields = {**people, **entry.fields}
    return {name.lower(): value.replace("{", "").replace("}", "").strip() for name, value in fields.items()}


def label(key: str, fields: dict[str, str]) -> str:
    """Return the short label of one source, from its key and its fields as plain strings."""
    if "shorthand" in fields:
        return fields["shorthand"]
    people = (fields.get("author") or fields.get("editor") or "").split(" and ")
    names = [name.split(",")[0].strip() for name in people if name]
    if not names:
        return fields.get("title", key)
    who = names[0] if len(names) == 1 else " and ".join(names) if len(names) == 2 else f"{names[0]} and others"
    return f"{who} {fields.get('year', '')}".strip()
