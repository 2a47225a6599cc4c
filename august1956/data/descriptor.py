"""Where the tables are and what `datapackage.json` says of them; rows as they stand. The standard library only."""

import csv
import json
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Any

__all__ = ["DataError", "close", "listed", "package", "resource", "root", "rows", "tables"]

PACKAGE = Path(__file__).resolve().parents[1]


class DataError(Exception):
    """A table cannot be had; the message says which, why, and how to mend it."""


def tables(directory: Path | str | None = None) -> list[str]:
    """List the names of the tables, in the order of `datapackage.json`."""
    return [resource["name"] for resource in package(directory)["resources"]]


def package(directory: Path | str | None = None) -> dict[str, Any]:
    """Read `datapackage.json`, the one description of every table, as a dict."""
    path = root(directory) / "datapackage.json"
    try:
        described = json.loads(path.read_text(encoding="utf-8-sig"))
        for resource in described["resources"]:
            _ = resource["name"], path / resource["path"], resource["schema"]["fields"]
        return described
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise DataError(f"{path} cannot be read ({type(error).__name__}: {error}); restore it") from None


def root(directory: Path | str | None = None) -> Path:
    """Find the data directory.

    Parameters
    ----------
    directory : path, optional
        Where to look. By default the nearest ``data`` with a ``datapackage.json``, walking up from the
        working directory, else the one beside the package or inside it.

    Returns
    -------
    pathlib.Path
        The directory that holds ``datapackage.json``.

    Raises
    ------
    DataError
        When there is none.
    """
    here, home = Path.cwd(), PACKAGE
    found = [folder / "data" for folder in (here, *here.parents)] + [home.parent / "data", home / "tables"]
    for folder in [Path(directory)] if directory is not None else found:
        if (folder / "datapackage.json").is_file():
            return folder
    place = directory if directory is not None else f"data/ of {here} or of a directory above it"
    raise DataError(f"there is no datapackage.json in {place}; work in the project, or name the directory")


def rows(table: str, directory: Path | str | None = None) -> list[dict[str, str]]:
    """Read the rows of a table as they stand: column to text, "" where empty.

    Types and days are the matter of `august1956.data.load`; a build that changes nothing does without them.

    Parameters
    ----------
    table : str
        Its name in `datapackage.json`.
    directory : path, optional
        As in `root`.

    Returns
    -------
    list of dict of str to str
    """
    directory = root(directory)
    with open(directory / resource(table, directory)["path"], encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def resource(table: str, directory: Path | str | None = None) -> dict[str, Any]:
    """Return what `datapackage.json` says of one table.

    Raises
    ------
    DataError
        When there is no such table; the message lists those there are.
    """
    resources = {resource["name"]: resource for resource in package(directory)["resources"]}
    if table not in resources:
        known = f"the tables are {listed(resources)}{close(table, resources)}"
        raise DataError(f"there is no table {table!r}; {known}")
    return resources[table]


def listed(names: Iterable[object]) -> str:
    """Return names with commas between them."""
    return ", ".join(map(str, names))


def close(name: object, names: Iterable[str]) -> str:
    """Return the clause that asks whether the nearest of the names was meant, or nothing."""
    near = get_close_matches(str(name), list(names), n=1)
    return f"; did you mean {near[0]!r}?" if near else ""
