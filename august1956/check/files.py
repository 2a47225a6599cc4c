"""The files of a data directory: from bytes to rows that know their lines, with every fault on the way."""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any

from frictionless import FrictionlessException, Package

from august1956.check import bibliography
from august1956.check.encodings import guess
from august1956.check.problems import Problem
from august1956.leftovers import own_files

__all__ = ["Row", "Table", "close", "read_directory"]


LONGEST_GUESSED = 100  # letters of a value for which a near one is sought: the search grows with their square


class Row(dict[str, str]):
    """A row: column to text, with its line in the file; a column that is not there reads as empty."""

    def __init__(self, line: int, cells: Iterable[tuple[str, str]]) -> None:
        super().__init__(cells)
        self.line = line

    def __missing__(self, column: str) -> str:
        return ""


@dataclass
class Table:
    """A table: its name, its file, its schema in `datapackage.json`, its columns and its rows.

    `torn` are the cells of rows of a wrong length: they are no rows, but an id among them is not unknown.
    """

    name: str
    file: str
    schema: dict[str, Any]
    header: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    torn: set[str] = field(default_factory=set)

    def fault(self, row: Row, column: str, code: str, what: str, value: str = "", **more: str) -> Problem:
        """Make a fault of a row."""
        return Problem(self.file, row.line, column, code, what, value, **more)


def read_directory(folder: Path) -> tuple[dict[str, Table], dict[str, int] | None, list[Problem]]:
    """Read everything in a data directory.

    Parameters
    ----------
    folder : pathlib.Path
        The directory.

    Returns
    -------
    tables : dict of str to Table
        Every table that could be read; a row of a wrong length is left out.
    keys : dict of str to int or None
        The keys of `sources.bib` and their lines; None when it could not be read.
    faults : list of Problem
        Everything wrong with the files as files.
    """
    faults: list[Problem] = []
    resources = _attempt(_read_package, folder / "datapackage.json", faults) or []
    found = [_attempt(_read_table, folder, resource, faults) for resource in resources]
    tables = {table.name: table for table in found if table}
    if resources:
        unlisted = {path.name for path in own_files(folder, "*.csv")} - {resource["path"] for resource in resources}
        faults += (Problem(name, 1, "-", "E-UNLISTED", "is not described") for name in sorted(unlisted))
    return tables, _attempt(_read_keys, folder / "sources.bib", faults), faults


def close(value: str, known: Iterable[str]) -> str:
    """Say which known value was likely meant; empty when none is near."""
    near = get_close_matches(value, list(known), n=1) if len(value) <= LONGEST_GUESSED else []
    return f"did you mean {near[0]}?" if near else ""


class _Unfit(Exception):
    """A file cannot be read further; carries the fault."""

    def __init__(self, file: str, row: int, column: str, code: str, what: str) -> None:
        super().__init__(Problem(file, row, column, code, what))


def _attempt(read: Callable[..., Any], *arguments: Any) -> Any:
    """Call a reader; when its file is unfit, add the fault to the last argument and return None."""
    try:
        return read(*arguments)
    except _Unfit as unfit:
        arguments[-1].append(unfit.args[0])
        return None


def _read_package(path: Path, faults: list[Problem]) -> list[dict[str, Any]]:
    text = _read_text(path, "E-PACKAGE", faults)
    try:
        package = _package(text)
    except json.JSONDecodeError as error:
        what = f"is not JSON: {error.msg} in column {error.colno}"
        raise _Unfit(path.name, error.lineno, "-", "E-PACKAGE", what) from None
    except FrictionlessException as error:
        why = "; ".join(reason.note for reason in error.reasons) or error.error.note.strip()
        raise _Unfit(path.name, 1, "-", "E-PACKAGE", f"does not describe tables: {why}") from None
    except (AttributeError, LookupError, TypeError, re.error) as error:
        why = f"{error} is missing" if isinstance(error, LookupError) else error
        raise _Unfit(path.name, 1, "-", "E-PACKAGE", f"does not describe tables: {why}") from None
    return package["resources"]


@lru_cache(maxsize=8)
def _package(text: str) -> dict[str, Any]:
    """Read a description that has not been read before; it is nobody's to change."""
    package = json.loads(text)
    Package.from_descriptor(package)
    _require_shape(package)
    return dict(package)


def _require_shape(package: dict[str, Any]) -> None:
    """Touch what the rules rely on and frictionless leaves free, that it may fail here and not there."""
    for resource in package["resources"]:
        Path(resource["path"])
        for column in resource["schema"]["fields"]:
            _ = column["name"], column["type"], re.compile(column.get("constraints", {}).get("pattern", ""))


def _read_text(path: Path, code: str, faults: list[Problem]) -> str:
    """Decode a file."""
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8-sig")
    except OSError as error:
        what = "is missing" if isinstance(error, FileNotFoundError) else f"cannot be read: {error.strerror}"
        raise _Unfit(path.name, 1, "-", code, what) from None
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        what = f"is not UTF-8 (byte {raw[error.start]:02x}); it may be {guess(raw)}"
        raise _Unfit(path.name, line, "-", "E-UTF8", what) from None
    if raw.startswith(b"\xef\xbb\xbf"):
        faults.append(Problem(path.name, 1, "-", "E-BOM", "begins with a byte order mark"))
    if b"\r" in raw:
        line = raw.count(b"\n", 0, raw.index(b"\r")) + 1
        faults.append(Problem(path.name, line, "-", "E-EOL", "ends lines with CR, as Windows does"))
    return text


def _read_table(folder: Path, resource: dict[str, Any], faults: list[Problem]) -> Table:
    table = Table(resource["name"], resource["path"], resource["schema"])
    text = _read_text(folder / table.file, "E-FILE", faults)
    _require_table(text, table.file)
    (_, table.header), *records = _records(text, table.file)
    faults += _header_faults(table)
    columns = _columns(table, records)
    for line, cells in records:
        if len(cells) == len(columns):
            table.rows.append(Row(line, zip(columns, cells, strict=True)))
        else:
            what = f"has {len(cells)} cells" if cells else "is an empty line"
            expected = f"{len(columns)} cells, one for each column"
            table.torn.update(cells)
            faults.append(Problem(table.file, line, "-", "E-WIDTH", what, expected=expected))
    return table


def _columns(table: Table, records: list[tuple[int, list[str]]]) -> list[str]:
    """Return the columns that the cells belong to: a name too many or too few above is no fault of every row."""
    wanted = [column["name"] for column in table.schema["fields"]]
    known = [name for name in table.header if name in wanted]
    widths = {len(cells) for _, cells in records}
    return next((names for names in (table.header, known, wanted) if widths == {len(names)}), table.header)


def _require_table(text: str, file: str) -> None:
    """Raise for a text that has no rows, or other separators than commas."""
    first, _, rest = text.partition("\n")
    if not rest.strip():
        raise _Unfit(file, 1, "-", "E-EMPTY", "has no rows" if first.strip() else "is empty")
    if "," not in first and (found := re.search("[;\t|]", first)):
        name = {";": "semicolons", "\t": "tabs", "|": "bars"}[found.group()]
        raise _Unfit(file, 1, "-", "E-COMMA", f"has its cells separated by {name}")


def _records(text: str, file: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the line on which each record begins, and its cells."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise _Unfit(file, line, "-", "E-QUOTE", f"has quotes that do not match: {error}") from None


def _header_faults(table: Table) -> Iterator[Problem]:
    """Compare the header with the schema."""
    wanted = [column["name"] for column in table.schema["fields"]]
    missing = [name for name in wanted if name not in table.header]
    extra = [name for name in table.header if name not in wanted]
    for name in missing:
        yield Problem(table.file, 1, name, "E-HEADER", "is missing", mend=close(name, extra))
    for name in extra:
        mend = close(name, missing) or "describe the column there, or take it out"
        yield Problem(table.file, 1, name or "-", "E-HEADER", "is a column too many", mend=mend)
    for name, times in Counter(table.header).items():
        if times > 1:
            yield Problem(table.file, 1, name, "E-HEADER", f"is there {times} times")
    if table.header != wanted and sorted(table.header) == sorted(wanted):
        moved = next(name for name, right in zip(table.header, wanted, strict=True) if name != right)
        yield Problem(table.file, 1, moved, "E-HEADER", "is out of order")


def _read_keys(path: Path, faults: list[Problem]) -> dict[str, int]:
    return bibliography.keys(_read_text(path, "E-BIB", faults), path.name, faults)
