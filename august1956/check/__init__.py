"""Check a data directory: files, schema, cells, and what rows and tables say together."""

from pathlib import Path

from august1956.check import published
from august1956.check.files import read_directory
from august1956.check.problems import Problem
from august1956.check.rows import RULES_OF_ROWS, RULES_OF_TABLES, Tables, unknown_sources
from august1956.check.schema import schema_faults
from august1956.check.values import RULES_OF_CELLS

__all__ = ["check"]


def check(directory: Path | str) -> tuple[list[Problem], str]:
    """Check everything in a data directory, and change nothing.

    Parameters
    ----------
    directory : path
        A directory with `datapackage.json`, the tables it describes and `sources.bib`.

    Returns
    -------
    faults : list of august1956.check.problems.Problem
        All of them, by file and row; the text of one is ``file:row:column: what; expected …; mend [code]``.
    summary : str
        How many tables, rows and sources were checked.
    """
    found, keys, faults = read_directory(Path(directory))
    tables = Tables(found)
    for rule in (schema_faults, *RULES_OF_CELLS, *RULES_OF_ROWS):
        for table in found.values():
            faults += rule(table)
    for rule_of_tables in RULES_OF_TABLES:
        faults += rule_of_tables(tables)
    faults += [] if keys is None else unknown_sources(tables, keys)
    faults += published.vanished(Path(directory), found)
    files = {table.file: place for place, table in enumerate(found.values())}
    faults.sort(key=lambda fault: (files.get(fault.file, -1), fault.file, fault.row))
    rows = sum(len(table.rows) for table in found.values())
    return faults, f"{len(found)} tables, {rows} rows, {len(keys or ())} sources"
