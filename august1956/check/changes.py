"""What differs between two data directories: every row added, changed or retired, by id and column."""

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple, TextIO

from august1956.check.files import Table, read_directory

__all__ = ["Change", "changes", "holds", "read", "write"]

KEYS = {"name_forms": ("person", "form")}  # the one table whose rows have no id


class Change(NamedTuple):
    """One difference: in which table and row, added, changed or retired; and of a cell its column, old and new."""

    table: str
    id: str
    what: str
    column: str = ""
    old: str = ""
    new: str = ""


def changes(old: Path, new: Path) -> list[Change]:
    """Compare two data directories.

    Parameters
    ----------
    old, new : path
        The directories; a table that only one of them has counts as empty in the other.

    Returns
    -------
    list of Change
        By table and row in the order of the newer directory, those retired at the end of their table. A row that came
        or went is one change; of a row that stayed each cell that differs is one.

    Raises
    ------
    FileNotFoundError
        When a directory holds no tables.
    """
    before, after = _tables(Path(old)), _tables(Path(new))
    names = [*after, *(name for name in before if name not in after)]
    return [change for name in names for change in _of_table(name, before.get(name, {}), after.get(name, {}))]


def write(found: list[Change], handle: TextIO) -> None:
    """Write changes as CSV to an open file: table, id, what, column, old, new."""
    writer = csv.writer(handle, lineterminator="\n")
    writer.writerow(Change._fields)
    writer.writerows(found)


def read(path: Path) -> list[Change]:
    """Read what `write` has written."""
    with open(path, encoding="utf-8", newline="") as handle:
        return [Change(**row) for row in csv.DictReader(handle)]


def holds(change: Change, tables: Mapping[str, Table]) -> bool:
    """Tell whether tables are still what a change made of them: the row there, or gone, and the cell as it says."""
    rows = _by_id(tables[change.table]) if change.table in tables else {}
    if change.what == "retired":
        return change.id not in rows
    return change.id in rows and (change.what == "added" or rows[change.id].get(change.column, "") == change.new)


def _tables(folder: Path) -> dict[str, dict[str, dict[str, str]]]:
    tables, _, problems = read_directory(folder)
    if not tables:
        raise FileNotFoundError(f"{folder} holds no tables that can be read: {problems[0]}")
    return {name: _by_id(table) for name, table in tables.items()}


def _by_id(table: Table) -> dict[str, dict[str, str]]:
    columns = KEYS.get(table.name, ("id",))
    return {" ".join(row[column] for column in columns): dict(row) for row in table.rows}


def _of_table(name: str, old: dict[str, dict[str, str]], new: dict[str, dict[str, str]]) -> Iterator[Change]:
    for id, row in new.items():
        if id not in old:
            yield Change(name, id, "added")
            continue
        for column in row | old[id]:
            before, after = old[id].get(column, ""), row.get(column, "")
            if before != after:
                yield Change(name, id, "changed", column, before, after)
    yield from (Change(name, id, "retired") for id in old if id not in new)
