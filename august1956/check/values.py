"""Rules for the cells of a table, each by itself: its characters, its script, its list, its date."""

import re
import unicodedata

from august1956 import dates

__all__ = ["RULES_OF_CELLS", "filled", "items"]

_BOUNDARY = re.compile("[A-Za-z][\u0400-\u04ff]|[\u0400-\u04ff][A-Za-z]")
_ADDRESS = re.compile(r"\b\w+://\S+|\b[\w.-]+\.[a-z]{2,}/\S*")
_QUESTIONS = re.compile(r"\w?\?{3,}\w?|\?\? \?\?|(?<=[^\W\d_])\?(?=[^\W\d_])")
_TAIL = "[\u0080-\u00bf\u0152-\u0192\u2013-\u2122]"  # what the later bytes of a letter look like in Windows-1252
_GARBLED = re.compile(f"[\u00c2\u00c3\u00d0\u00d1]{_TAIL}|[\u00e0-\u00ef]{_TAIL}{{2}}")
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
    found = _BOUNDARY.search(text)
    if not found:
        return ""
    head, tail = re.split(r"\W", text[: found.start()])[-1], re.split(r"\W", text[found.end() :])[0]
    return f"mixes Latin and Cyrillic letters in one word, {head}{found.group()}{tail}"


def _lost(text):
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


def scripts(table):
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
