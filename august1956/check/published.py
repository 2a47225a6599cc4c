"""The ids that the book has published: none may vanish, for each is an address."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from august1956.check.files import Table
from august1956.check.problems import Problem

__all__ = ["FILE", "ids", "read", "vanished", "write"]

FILE = "published.txt"
_HEAD = "# Every id that the book has published: table/id. `python -m august1956 publish` adds the new ones.\n"


def ids(tables: Mapping[str, Table]) -> list[str]:
    """Return every id of the tables as ``table/id``, in alphabetical order."""
    return sorted(f"{name}/{row['id']}" for name, table in tables.items() for row in table.rows if row["id"])


def read(directory: Path) -> list[str]:
    """Return the ids that were published; none where nothing was yet."""
    path = directory / FILE
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return [line for line in lines if line and not line.startswith("#")]


def write(directory: Path, tables: Mapping[str, Table]) -> int:
    """Add the ids of the tables to those published, and return how many were new."""
    before = set(read(directory))
    after = sorted(before | set(ids(tables)))
    (directory / FILE).write_text(_HEAD + "".join(f"{name}\n" for name in after), encoding="utf-8")
    return len(after) - len(before)


def vanished(directory: Path, tables: Mapping[str, Table]) -> Iterator[Problem]:
    """Yield each published id that is neither in its table nor retired.

    A row is retired by a row of ``retired.csv``, which says what replaces it and why.
    """
    retired = {f"{row['table']}/{row['id']}" for row in tables["retired"].rows} if "retired" in tables else set()
    known = set(ids(tables)) | retired
    for name in read(directory):
        table, _, id = name.partition("/")
        if name not in known and table in tables and id not in tables[table].torn:
            yield Problem(f"{table}.csv", 1, "id", "E-VANISHED", "was published and is gone", id)
