"""Which encoding a file that is no UTF-8 was likely saved in."""

import re

__all__ = ["guess"]

_MARKS = ((b"\xff\xfe", "UTF-16"), (b"\xfe\xff", "UTF-16"))
# Encodings in the order in which they are tried: what to call them, runs of letters that a text of theirs is full of.
_PAGES = (
    ("cp949", "the Korean code page 949 (EUC-KR)", "[\uac00-\ud7a3]{2,}", 0.3),
    ("cp1251", "the Russian code page 1251", "[\u0410-\u042f]?[\u0430-\u044f]{2,}", 0.7),
    ("koi8-r", "the Russian code page KOI8-R", "[\u0410-\u042f]?[\u0430-\u044f]{2,}", 0.7),
    ("cp932", "the Japanese code page 932 (Shift-JIS)", "[\u3040-\u30ff]{2,}", 0.3),
    ("gb18030", "the Chinese code page 936 (GBK)", "[\u4e00-\u9fff]{2,}", 0.6),
)


def guess(raw: bytes) -> str:
    """Say in which encoding a file was likely saved, in words for a person.

    Parameters
    ----------
    raw : bytes
        The file; it is not UTF-8.

    Returns
    -------
    str
        The first encoding whose letters, in runs, make most of what is not ASCII; Latin-1 where none does.

    Examples
    --------
    >>> guess("김일성".encode("cp949"))
    'the Korean code page 949 (EUC-KR)'
    """
    for mark, name in _MARKS:
        if raw.startswith(mark):
            return name
    sample = b"\n".join(line for line in raw.splitlines() if not line.isascii())[:20_000]
    likely = (name for code, name, letters, share in _PAGES if _share(sample, code, letters) >= share)
    return next(likely, "Latin-1 or Windows-1252")


def _share(sample: bytes, code: str, letters: str) -> float:
    """Return which part of the signs beyond ASCII are letters of the encoding's own script, in runs."""
    text = sample.decode(code, "replace")
    foreign = sum(not sign.isascii() for sign in text)
    return sum(map(len, re.findall(letters, text))) / foreign if foreign else 0.0
