"""What a spreadsheet does to a file, undone: marks, line ends, spaces, letters in pieces, quotes; nothing else."""

import csv
import io
import unicodedata
from pathlib import Path

from august1956.check.encodings import guess
from august1956.leftovers import own_files

__all__ = ["Untidy", "tidied", "tidy"]

MARK = b"\xef\xbb\xbf"
SEPARATORS = ";\t|"
NO_BREAK = "\u00a0\u202f\u2007"


class Untidy(Exception):
    """A file cannot be understood, and is left as it is; the message says why and what to do."""


def tidy(directory: Path) -> tuple[list[str], list[str]]:
    """Mend what a spreadsheet does to the tables and the bibliography of a directory.

    Parameters
    ----------
    directory : path
        The data directory.

    Returns
    -------
    changed : list of str
        A line for each file that was changed: its name and what was done, with counts.
    refused : list of str
        A line for each file that could not be understood and was left as it is.
    """
    changed, refused = [], []
    for path in [*own_files(directory, "*.csv"), *own_files(directory, "*.bib")]:
        try:
            raw = path.read_bytes()
            new, done = tidied(raw, table=path.suffix == ".csv")
        except (OSError, Untidy) as error:
            refused.append(f"{path.name}: {getattr(error, 'strerror', None) or error}")
            continue
        if new != raw:
            _replace(path, new)
            changed.append(f"{path.name}: {', '.join(done)}")
    return changed, refused


def _replace(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    beside = path.with_name(f".{path.name}.tmp")
    beside.write_bytes(content)
    beside.replace(path)


def tidied(raw: bytes, table: bool = True) -> tuple[bytes, list[str]]:
    r"""Return a file's bytes as they should be, and what was done to them.

    Parameters
    ----------
    raw : bytes
        The file.
    table : bool, default True
        Whether it is a table; of another text only marks, line ends and the letters' form are mended.

    Returns
    -------
    bytes
        The same content: cells differ at most in spaces at their ends, doubled spaces and the form of their letters.
    list of str
        For example ``["byte order mark taken out", "3 cells trimmed"]``; empty when nothing had to be done.

    Raises
    ------
    Untidy
        When the bytes are no UTF-8, when letters were lost, or when the quotes or cells do not make a table.

    Examples
    --------
    >>> tidied(b"id,name\r\nx,Kim \r\n")
    (b'id,name\nx,Kim\n', ['line ends made LF', '1 cell trimmed'])
    """
    done = []
    text = _decoded(raw)
    if raw.startswith(MARK):
        done.append("byte order mark taken out")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        done.append("line ends made LF")
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
        done.append("letters composed (NFC)")
    if table:
        text, more = _table(text)
        done += more
    return text.encode(), done


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Untidy(f"is not UTF-8; it may be {guess(raw)}: save it again as UTF-8, then tidy it") from None


def _table(text: str) -> tuple[str, list[str]]:
    """Trim the cells of a table and write it with commas and no more quotes than it needs."""
    first = text.partition("\n")[0]
    comma = "," if "," in first else next((sign for sign in SEPARATORS if sign in first), ",")
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=comma, strict=True))
    except csv.Error as error:
        raise Untidy(f"has quotes that do not match ({error}): mend them first") from None
    rows, done = _cut(rows), []
    if {len(row) for row in rows} > {len(rows[0])} if rows else True:
        raise Untidy("has rows of different lengths: mend them first" if rows else "is empty: restore it")
    if comma != ",":
        done.append("separators made commas")
    trimmed = [[_trimmed(cell) for cell in row] for row in rows]
    count = sum(a != b for old, new in zip(rows, trimmed, strict=True) for a, b in zip(old, new, strict=True))
    done += [f"{count} cell{'s' * (count > 1)} trimmed"] if count else []
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(trimmed)
    if not done and written.getvalue() != text:
        done.append("quotes and empty lines as the other tables have them")
    return written.getvalue(), done


def _cut(rows: list[list[str]]) -> list[list[str]]:
    """Drop empty lines and empty columns after the last name, which spreadsheets add."""
    full = [row for row in rows if any(row)]
    width = max((number for number, name in enumerate(full[0], 1) if name), default=0) if full else 0
    return [row[:width] if not any(row[width:]) else row for row in full]


def _trimmed(cell: str) -> str:
    """Return a cell without spaces at its ends, doubled spaces or spaces that do not break."""
    for sign in NO_BREAK:
        cell = cell.replace(sign, " ")
    return " ".join(part for part in cell.strip().split(" ") if part) if "  " in cell else cell.strip()
