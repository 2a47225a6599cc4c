"""Rules for the cells of a table, each by itself: its characters, its script, its list, its date."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from august1956 import dates
from august1956.check.files import Row, Table
from august1956.check.problems import Problem

__all__ = ["RULES_OF_CELLS", "Field", "filled", "items"]

Field = dict[str, Any]  # a column, as `datapackage.json` describes it

_BOUNDARY = re.compile("[A-Za-z][\u0400-\u04ff]|[\u0400-\u04ff][A-Za-z]")
_ADDRESS = re.compile(r"\b\w+://\S+|\b[\w.-]+\.[a-z]{2,}/\S*")
_QUESTIONS = re.compile(r"\w?\?{3,}\w?|\?\? \?\?|(?<=[^\W\d_])\?(?=[^\W\d_])")
_TAIL = "[\u0080-\u00bf\u0152-\u0192\u2013-\u2122]"  # what the later bytes of a letter look like in Windows-1252
_GARBLED = re.compile(f"[\u00c2\u00c3\u00d0\u00d1]{_TAIL}|[\u00e0-\u00ef]{_TAIL}{{2}}")
_SCRIPTS = {"Latn": "Latin", "Hang": "Hangul", "Hani": "CJK", "Cyrl": "Cyrillic"}  # as Unicode names letters


def filled(table: Table, mark: str | None = None) -> Iterator[tuple[Row, Field]]:
    """Yield the row and field of each cell that is not empty; with a mark, of fields that bear it."""
    fields = [field for field in table.schema["fields"] if mark is None or mark in field]
    return ((row, field) for row in table.rows for field in fields if row[field["name"]])


def items(row: Row, field: Field) -> list[str]:
    """Split a cell into its values, when its column holds lists."""
    text, separator = row[field["name"]], field.get("august1956:list")
    return [item.strip() for item in text.split(separator.strip())] if separator else [text]


def characters(table: Table) -> Iterator[Problem]:
    """Test the characters of each text."""
    for row, field in filled(table):
        text = row[field["name"]]
        for code, test in _TESTS.items() if field["type"] == "string" else ():
            if what := test(text):
                yield table.fault(row, field["name"], code, what, text)


def _spaces(text: str) -> str:
    if text != text.strip():
        return "begins or ends with a space"
    return "has two spaces together" if "  " in text else ""


def _invisible(text: str) -> str:
    for sign in "" if text.isascii() and text.isprintable() else text.strip():
        category = unicodedata.category(sign)
        if category[0] == "C" or (category[0] == "Z" and sign != " ") or sign == "\ufffd":
            return f"holds U+{ord(sign):04X} {unicodedata.name(sign, 'control character')}"
    return ""


def _decomposed(text: str) -> str:
    return "" if unicodedata.is_normalized("NFC", text) else "has letters made of several characters"


def _markup(text: str) -> str:
    found = re.search(r"</?[A-Za-z][^>]*>?|<!|&(#\d+|#x[0-9A-Fa-f]+|[A-Za-z]+\d*);", text)
    return f"holds HTML, {found.group()[:20]}" if found else ""


def _formula(text: str) -> str:
    return "may be taken for a formula" if re.match(r"[=+\-@](?!\d+(\.\d+)?$)", text) else ""


def _mixed(text: str) -> str:
    found = _BOUNDARY.search(text)
    if not found:
        return ""
    head, tail = re.split(r"\W", text[: found.start()])[-1], re.split(r"\W", text[found.end() :])[0]
    return f"mixes Latin and Cyrillic letters in one word, {head}{found.group()}{tail}"


def _lost(text: str) -> str:
    """Tell what a save in a narrower encoding does: letters become question marks, or pairs of strange signs."""
    bare = _ADDRESS.sub("", text)
    if found := _QUESTIONS.search(bare):
        return f"has question marks where letters were, {found.group()}"
    found = _GARBLED.search(bare)
    return f"has letters of UTF-8 read as another encoding, {found.group()}" if found else ""


_TESTS = {
    "E-SPACE": _spaces,
    "E-INVISIBLE": _invisible,
    "E-NFC": _decomposed,
    "E-MARKUP": _markup,
    "E-FORMULA": _formula,
    "E-MIXED": _mixed,
    "E-LOST": _lost,
}


def scripts(table: Table) -> Iterator[Problem]:
    """Find letters foreign to the script that the column, or the row of a name form, names."""
    for row, field in filled(table):
        own = row["script"] if field["name"] == "form" else ""
        script = _SCRIPTS.get(field.get("august1956:script", own))
        if script not in (None, "Latin") and "?" in row[field["name"]] and not _lost(row[field["name"]]):
            yield table.fault(row, field["name"], "E-LOST", "has a question mark among its letters", row[field["name"]])
            continue
        stray = [sign for sign in row[field["name"]] if script and _is_stray(sign, script)]
        if stray:
            what = f"has {stray[0]}, {unicodedata.name(stray[0], 'unnamed')}"
            more = {"expected": f"only {script} letters"}
            yield table.fault(row, field["name"], "E-SCRIPT", what, row[field["name"]], **more)


def _is_stray(sign: str, script: str) -> bool:
    letter = unicodedata.category(sign) in ("Lu", "Ll", "Lo")
    return letter and not unicodedata.name(sign, "").startswith(script.upper())


def lists(table: Table) -> Iterator[Problem]:
    """Find lists with other separators, with an empty value, or with one value twice."""
    for row, field in filled(table, "august1956:list"):
        values = row[field["name"]].split(field["august1956:list"])
        if len(set(values)) < len(values) or any(re.search(r";|^\s*$", value) for value in values):
            yield table.fault(row, field["name"], "E-LIST", "is not a clean list", row[field["name"]])


def edtf(table: Table) -> Iterator[Problem]:
    """Find dates that are not EDTF, and dates that are but cannot be."""
    for row, field in filled(table, "august1956:type"):
        text = row[field["name"]]
        try:
            dates.span(text)
        except ValueError as error:
            code = "E-DATE-REAL" if isinstance(error, dates.ImpossibleDate) else "E-DATE-FORM"
            guess = dates.suggest(text)
            mend = f"did you mean {guess}?" if guess else ""
            yield table.fault(row, field["name"], code, str(error), text, mend=mend)


RULES_OF_CELLS = (characters, scripts, lists, edtf)
