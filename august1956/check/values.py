"""Rules for the cells of a table, each by itself: its characters, its script, its list, its date."""

import re
import unicodedata

from august1956 import dates

__all__ = ["RULES_OF_CELLS", "filled", "items"]

_SCRIPTS = {"Latn": "Latin", "Hang": "Hangul", "Hani": "CJK", "Cyrl": "Cyrillic"}  # as Unicode names letters


def filled(table, mark=None):
    """Yield the row and field of each cell that is not empty; with a mark, of fields that bear it."""
    fields = [field for field in table.schema["fields"] if mark is None or mark in field]
    return ((row, field) for row in table.rows for field in fields if row[field["name"]])


def items(row, field):
    """Split a cell into its values, when its column holds lists."""
    text, separator = row[field["name"]], field.get("august1956:list")
    return [item.strip() for item in text.split(separator.strip())] if separator else [text]


def characters(table):
    """Test the characters of each text."""
    for row, field in filled(table):
        text = row[field["name"]]
        for code, test in _TESTS.items() if field["type"] == "string" else ():
            if what := test(text):
                yield table.fault(row, field["name"], code, what, text)


def _spaces(text):
    if text != text.strip():
        return "begins or ends with a space"
    return "has two spaces together" if "  " in text else ""


def _invisible(text):
    for sign in "" if text.isascii() and text.isprintable() else text.strip():
        category = unicodedata.category(sign)
        if category[0] == "C" or (category[0] == "Z" and sign != " ") or sign == "\ufffd":
            return f"holds U+{ord(sign):04X} {unicodedata.name(sign, 'control character')}"
    return ""


def _decomposed(text):
    return "" if unicodedata.is_normalized("NFC", text) else "has letters made of several characters"


def _markup(text):
    found = re.search(r"</?[A-Za-z][^>]*>?|<!|&(#\d+|#x[0-9A-Fa-f]+|[A-Za-z]+\d*);", text)
    return f"holds HTML, {found.group()[:20]}" if found else ""


def _formula(text):
    return "may be taken for a formula" if re.match(r"[=+\-@](?!\d+(\.\d+)?$)", text) else ""


def _mixed(text):
    found = re.search(r"\w*([a-z][\u0400-\u04ff]|[\u0400-\u04ff][a-z])\w*", text, re.IGNORECASE)
    return f"mixes Latin and Cyrillic letters in one word, {found.group()}" if found else ""


_TESTS = {
    "E-SPACE": _spaces,
    "E-INVISIBLE": _invisible,
    "E-NFC": _decomposed,
    "E-MARKUP": _markup,
    "E-FORMULA": _formula,
    "E-MIXED": _mixed,
}


def scripts(table):
    """Find letters foreign to the script that the column, or the row of a name form, names."""
    for row, field in filled(table):
        own = row["script"] if field["name"] == "form" else ""
        script = _SCRIPTS.get(field.get("august1956:script", own))
        stray = [sign for sign in row[field["name"]] if script and _is_stray(sign, script)]
        if stray:
            what = f"has {stray[0]}, {unicodedata.name(stray[0], 'unnamed')}"
            more = {"expected": f"only {script} letters"}
            yield table.fault(row, field["name"], "E-SCRIPT", what, row[field["name"]], **more)


def _is_stray(sign, script):
    letter = unicodedata.category(sign) in ("Lu", "Ll", "Lo")
    return letter and not unicodedata.name(sign, "").startswith(script.upper())


def lists(table):
    """Find lists with other separators, with an empty value, or with one value twice."""
    for row, field in filled(table, "august1956:list"):
        values = row[field["name"]].split(field["august1956:list"])
        if len(set(values)) < len(values) or any(re.search(r";|^\s*$", value) for value in values):
            yield table.fault(row, field["name"], "E-LIST", "is not a clean list", row[field["name"]])


def edtf(table):
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
