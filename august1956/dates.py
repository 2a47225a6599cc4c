"""Dates of any precision: EDTF (ISO 8601-2) to earliest and latest day, and to English.

Accepted are levels 0 and 1 of EDTF and, of level 2, sets and parts in doubt, for the years 1 to 9999 and
without times of day: ``1956-08-30``, ``1956-08``, ``1956``, ``1958~`` (about), ``1957-09?`` (doubtful),
``1956-08-XX``, ``195X``, ``1956-21`` (spring), ``1956-07/1956-08`` (from, to), ``1956-09/..`` (open),
``1956-09/`` (end unknown), ``[1951..1952]`` (one of), ``{1956,1958}`` (all of). An open or unknown end stays
open: no bound is ever made up.
"""

import re
import unicodedata
from calendar import monthrange
from datetime import date, timedelta
from functools import cache

__all__ = ["ImpossibleDate", "NotEDTF", "is_valid", "label", "span", "suggest"]

_BLANK = {"", "None", "nan", "NaN", "<NA>", "NaT"}  # how Python and pandas write a cell that is empty
_OPEN = {"", ".."}  # an end of an interval that is unknown, or open
_PLAIN = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?[?~%]?", re.ASCII)
_PART = r"[?~%]?(?:\d\d|XX)[?~%]?"
_POINT = rf"[?~%]?-?(?:\d{{4}}|\d{{3}}X|\d\dXX)[?~%]?(?:-{_PART}){{0,2}}"
_ITEM = rf"(?:{_POINT}|{_POINT}\.\.|\.\.{_POINT}|{_POINT}\.\.{_POINT})"
_INTERVAL = rf"(?=.*\d)(?:{_POINT}|\.\.)?/(?:{_POINT}|\.\.)?"
_SET = rf"\[{_ITEM}(?:, ?{_ITEM})*\]|\{{{_ITEM}(?:, ?{_ITEM})*\}}"
_FORM = re.compile(f"{_POINT}|{_INTERVAL}|{_SET}", re.ASCII)
_MONTHS = ("January", "February", "March", "April", "May", "June", "July",
           "August", "September", "October", "November", "December")  # fmt: skip
_RUSSIAN = ("янв", "фев", "мар", "апр", "май|мая", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
_MONTH_WORDS = {name[:3].lower(): number for number, name in enumerate(_MONTHS, 1)}
_MONTH_WORDS |= {name: number for number, names in enumerate(_RUSSIAN, 1) for name in names.split("|")}
_WORDED = re.compile(r"(?:(\d{1,2})[\s.-]+)?([^\W\d_]{3,})\.?(?:\s+(\d{1,2}),)?[\s.,-]*(\d{4}|\d\d)(?:\s*г\.?)?")
_LONGEST = 100  # letters that a date may have: what is longer is none, and slow to find so
_SEASONS = {"21": "spring", "22": "summer", "23": "autumn", "24": "winter"}
_SEASON_MONTHS = {"21": (3, 5), "22": (6, 8), "23": (9, 11), "24": (12, 2)}
_QUALIFIERS = {"?": "perhaps", "~": "about", "%": "perhaps about"}


class NotEDTF(ValueError):
    """The text is not written in EDTF."""


class ImpossibleDate(ValueError):
    """The text has the form of a date, but there is no such day, or the end comes before the beginning."""


def span(edtf: object) -> tuple[date | None, date | None]:
    """Return the earliest and the latest day that a date allows.

    Parameters
    ----------
    edtf : str or missing
        A date in EDTF; empty, None or NaN when nothing is known.

    Returns
    -------
    tuple of (date or None, date or None)
        Both days are included; None where the date is open, unknown or empty.

    Raises
    ------
    NotEDTF
        When the text is not EDTF.
    ImpossibleDate
        When there is no such day, or the end comes before the beginning.
    """
    text = str(edtf)
    if len(text) > _LONGEST:
        raise NotEDTF("is not EDTF")
    return (None, None) if text in _BLANK else _span(text)


def is_valid(edtf: object) -> bool:
    """Tell whether a text is EDTF and a possible date; an empty text is not."""
    try:
        _span(str(edtf))
    except ValueError:
        return False
    return True


def label(edtf: object) -> str:
    """Write a date in English: ``30 August 1956``, ``about 1958``, ``July or August 1956``.

    Parameters
    ----------
    edtf : str or missing
        A date in EDTF.

    Returns
    -------
    str
        The date in words, fit for the middle of a sentence; empty when nothing is known.

    Raises
    ------
    NotEDTF, ImpossibleDate
        As `span` does.
    """
    text = str(edtf)
    if text in _BLANK:
        return ""
    _span(text)
    if "/" in text:
        return _interval_label(*text.split("/"))
    if text[0] in "[{":
        return _set_label(text)
    return _point_label(text)


def suggest(text: str) -> str:
    """Guess the EDTF that was meant; empty without a good guess.

    Examples
    --------
    >>> [suggest(text) for text in ("30.8.1956", "Aug-56", "авг.56", "1956년 8월 30일")]
    ['1956-08-30', '1956-08', '1956-08', '1956-08-30']
    """
    if len(text) > _LONGEST:
        return ""
    text = unicodedata.normalize("NFKC", text).strip()  # full-width digits, too, are digits
    if worded := _worded(text):
        return worded
    numeric = re.fullmatch(r"(\d{1,2})([./])(\d{1,2})[./](\d{4})", text.strip())
    if numeric:
        first, mark, second, year = numeric.groups()
        orders = [(first, second), (second, first)] if mark == "/" else [(second, first)]
        guesses = [f"{year}-{month:0>2}-{day:0>2}" for month, day in orders]
        return " or ".join(dict.fromkeys(filter(is_valid, guesses)))
    tidy = re.sub(r"[\u2010-\u2015\u2212]", "-", text.strip().removesuffix(".0"))  # dashes for hyphens
    tidy = re.sub(r"(?<=\d)[Oo]", "0", re.sub(r"\s*\(\?\)|\s+\?", "?", tidy))
    if is_valid(tidy):
        return tidy
    guess = _natural(tidy)
    years = re.findall(r"(?<!\d)\d{3}", tidy)
    # a two-digit year, which the library reads as 20xx, or a second date that it leaves out make a bad guess
    good = is_valid(guess) and years and years == re.findall(r"(?<!\d)\d{3}", guess)
    return guess if good and guess == guess.strip("/") else ""


@cache
def _span(text: str) -> tuple[date | None, date | None]:
    _require_real_days(text)
    if plain := _PLAIN.fullmatch(text):
        return _plain_span(*plain.groups())
    if not _FORM.fullmatch(text):
        raise NotEDTF("is not EDTF")
    if "/" in text:  # the library would place an unknown end ten years away
        first, last = text.split("/")
        begin, end = _edge(first)[0], _edge(last)[1]
    else:
        begin, end = _read(text)
    if begin and end and begin > end:
        raise ImpossibleDate(f"ends ({end}) before it begins ({begin})")
    return begin, end


def _plain_span(year: str, month: str | None, day: str | None) -> tuple[date, date]:
    """Read the commonest forms without the library, which needs 4 ms for a date."""
    first, last = _SEASON_MONTHS.get(month or "", (int(month or 1), int(month or 12)))
    begin = date(int(year), first, int(day or 1))
    if day:
        return begin, begin
    end = int(year) + (first > last)  # a winter ends in the next year
    return begin, date(end, last, monthrange(end, last)[1])


def _worded(text: str) -> str:
    """Read a date with a month's name, in English or Russian, as spreadsheets write it; or with 年月日, 년월일."""
    signed = re.fullmatch(r"(\d{4})[年년]\s*(?:(\d{1,2})[月월]\s*(?:(\d{1,2})[日일])?)?", text)
    if signed:
        year, month, day = signed.groups()
    else:
        named = _WORDED.fullmatch(text)
        if not named or named[2][:3].lower() not in _MONTH_WORDS:
            return ""
        year, month, day = named[4], str(_MONTH_WORDS[named[2][:3].lower()]), named[1] or named[3]
        year = year if len(year) == 4 else f"19{year}"  # a spreadsheet's; the edition's dates are of that century
    guess = "-".join(f"{part:0>2}" for part in (year, month, day) if part)
    return guess if is_valid(guess) else ""


def _natural(text: str) -> str:
    """Read English with the library, which may stumble over what is not."""
    from edtf import text_to_edtf

    try:
        return str(text_to_edtf(text) or "")
    except (ArithmeticError, LookupError, TypeError, ValueError):
        return ""


def _read(text: str) -> tuple[date | None, date | None]:
    """Read a date with the library."""
    from edtf import parse_edtf  # here, for it is slow to import and few dates need it
    from edtf.parser.edtf_exceptions import EDTFParseException

    try:
        node = parse_edtf(text)
    except EDTFParseException:
        raise NotEDTF("is not EDTF") from None
    return _day(node.lower_strict()), _day(node.upper_strict())


def _require_real_days(text: str) -> None:
    """Raise for 30 February or month 13, of which the library says only that they do not parse."""
    for year, month, day in re.findall(r"(?<!\d)(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?!\d)", text):
        if month in _SEASONS and not day:
            month = ""
        try:
            date(int(year), int(month or 1), int(day or 1))
        except ValueError:
            written = "-".join(filter(None, (year, month, day)))
            raise ImpossibleDate(f"is not in the calendar: {written}") from None


def _edge(text: str) -> tuple[date | None, date | None]:
    return (None, None) if text in _OPEN else _span(text)


def _day(moment: object) -> date | None:
    """Turn the library's time tuple into a day; what is not one is an infinity, an open end."""
    if not isinstance(moment, tuple):
        return None
    try:
        return date(*moment[:3])
    except ValueError:
        raise ImpossibleDate("is outside the years 1 to 9999") from None


def _point_label(text: str) -> str:
    bare = re.sub(r"(-XX)+$", "", re.sub(r"[?~%]", "", text))
    words = [next((_QUALIFIERS[mark] for mark in text if mark in _QUALIFIERS), ""), _bare_label(bare)]
    return " ".join(filter(None, words))


def _bare_label(text: str) -> str:
    if re.fullmatch(r"\d{3}X", text):
        return f"{text[:3]}0s"
    if "X" in text:
        return "between {} and {}".format(*(_day_label(day) for day in _span(text) if day))
    year, month, day = (text.split("-") + ["", ""])[:3]
    if month in _SEASONS:
        return f"{_SEASONS[month]} {year}"
    return " ".join(filter(None, [day.lstrip("0"), _MONTHS[int(month) - 1] if month else "", year]))


def _day_label(day: date) -> str:
    return _bare_label(day.isoformat())


def _interval_label(first: str, last: str) -> str:
    if last in _OPEN:
        return f"from {_point_label(first)}" + (", end not known" if not last else "")
    if first in _OPEN:
        return f"until {_point_label(last)}" + (", beginning not known" if not first else "")
    return _joined(_point_label(first), "to", _point_label(last))


def _set_label(text: str) -> str:
    joint = "or" if text[0] == "[" else "and"
    *start, last = [_element_label(item.strip(), joint) for item in text[1:-1].split(",")]
    if len(start) == 1:
        return _joined(start[0], joint, last)
    return f"{', '.join(start)} {joint} {last}" if start else last


def _element_label(text: str, joint: str) -> str:
    if ".." not in text:
        return _point_label(text)
    first, last = text.split("..")
    if not first or not last:
        return f"{_point_label(first or last)} or {'later' if first else 'earlier'}"
    end, begin = _span(first)[1], _span(last)[0]
    if end and end + timedelta(days=1) == begin:
        return _joined(_point_label(first), joint, _point_label(last))
    return f"between {_point_label(first)} and {_point_label(last)}"


def _joined(first: str, joint: str, last: str) -> str:
    """Join two dates, saying only once the month or year that they share."""
    head, tail = first.split(), last.split()
    if len(head) == len(tail):
        while len(head) > 1 and head[-1] == tail[len(head) - 1]:
            head.pop()
    return f"{' '.join(head)} {joint} {last}"
