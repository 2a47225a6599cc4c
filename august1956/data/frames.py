"""The tables as pandas DataFrames, with the types of `datapackage.json` and the days of their dates."""

import functools
import json
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from august1956 import dates
from august1956.data.descriptor import DataError, close, listed, resource, root

__all__ = ["groups", "load"]

_PANDAS = {"integer": (int, "Int64"), "number": (float, "Float64")}  # other types stay strings
_ADVICE = "`python -m august1956 check` lists every fault"


def load(
    table: str,
    status: str | Sequence[str] = "preferred",
    directory: Path | str | None = None,
    *,
    groups: bool = False,
) -> pd.DataFrame:
    """Read a table as a DataFrame.

    Parameters
    ----------
    table : str
        Its name in `datapackage.json`, as ``"outcomes"``; `tables` lists them.
    status : str or list of str, default "preferred"
        Which claims to keep: ``"preferred"``, ``"alternative"``, ``"rejected"``, several of them in a list,
        or ``"all"``. A table whose rows have no status is always read whole.
    directory : path, optional
        The data directory; by default the one that `root` finds.
    groups : bool, default False
        Whether to give each row the name and the group of its person, as `groups` has them: ``name``, ``faction``
        and ``label``.

    Returns
    -------
    pandas.DataFrame
        One row per row of the file, in its order. Strings are ``str`` with NaN where empty, integers
        ``Int64``. For each column ``x`` of EDTF dates there are two more, ``x_earliest`` and ``x_latest``
        (``datetime64``): the first and last day that the date allows, NaT where it is open or unknown.

    Raises
    ------
    DataError
        When there is no such table or status, its file cannot be read as `datapackage.json` describes it, or groups
        are asked for a table whose rows name no person.

    Examples
    --------
    >>> load("outcomes", groups=True)[["name", "faction", "kind"]].shape[1]
    3
    """
    directory = root(directory)
    described = resource(table, directory)
    fields, path = described["schema"]["fields"], directory / described["path"]
    frame = _whole(path, json.dumps(fields), _stamp(path)).copy()
    frame = _with_status(frame, status, fields)
    return _with_groups(frame, table, directory) if groups else frame


def groups(directory: Path | str | None = None) -> pd.DataFrame:
    """Give each person the group that charts draw.

    Parameters
    ----------
    directory : path, optional
        As in `load`.

    Returns
    -------
    pandas.DataFrame
        One row per person, in the order of `persons`: ``person`` (id), ``name``, ``faction`` (the top-level
        group of the preferred affiliation: guerrilla, yanan, soviet, domestic or other; "unknown" when no
        source names one) and ``label`` (the group's name).
    """
    factions = load("factions", directory=directory)
    parents: dict[str, str] = dict(factions.dropna(subset=["parent"])[["id", "parent"]].itertuples(index=False))
    claims = load("affiliations", directory=directory).drop_duplicates("person").set_index("person")
    table = load("persons", directory=directory)[["id", "name"]].rename(columns={"id": "person"})
    own = table["person"].map(claims["faction"])
    table["faction"] = own.map(functools.partial(_top, parents=parents), na_action="ignore").fillna("unknown")
    table["label"] = table["faction"].map(factions.set_index("id")["label"]).fillna("Not known")
    return table


def _stamp(path: Path) -> tuple[int, ...]:
    """Return what differs when a file was written anew."""
    try:
        known = path.stat()
    except OSError:  # reading tells why
        return ()
    return known.st_ino, known.st_size, known.st_mtime_ns, known.st_ctime_ns


@functools.lru_cache(maxsize=64)
def _whole(path: Path, fields: str, stamp: tuple[int, ...]) -> pd.DataFrame:
    """Read a table with its types and days, once for as long as its file stays as it is."""
    frame, described = _read(path), json.loads(fields)
    _require_columns(frame, described, path)
    for field in described:
        _convert(frame, field, path)
    return frame


def _read(path: Path) -> pd.DataFrame:
    options: dict[str, Any] = {"dtype": str, "keep_default_na": False, "na_values": [""], "index_col": False}
    try:
        with warnings.catch_warnings(action="error", category=pd.errors.ParserWarning):  # cells too many
            return pd.read_csv(path, encoding="utf-8-sig", **options)
    except FileNotFoundError:
        fault = f"is missing from {path.parent}; restore it"
    except UnicodeDecodeError:
        fault = "is not UTF-8; save it again as UTF-8"
    except (OSError, ValueError, pd.errors.ParserWarning) as error:  # pandas' own errors are ValueErrors
        fault = f"cannot be read as a table ({str(error).strip()}); mend or restore it"
    raise DataError(f"{path.name} {fault}; {_ADVICE}")


def _require_columns(frame: pd.DataFrame, fields: list[dict[str, Any]], path: Path) -> None:
    missing = [field["name"] for field in fields if field["name"] not in frame.columns]
    if missing:
        raise DataError(
            f"{path.name} has no column {listed(missing)}; its columns are {listed(frame.columns)}: "
            f"restore the first line, with commas between the names; {_ADVICE}"
        )


def _convert(frame: pd.DataFrame, field: dict[str, Any], path: Path) -> None:
    """Give a column its type, or two more columns for the days of its dates."""
    name = field["name"]
    if field.get("august1956:type") == "edtf":
        days = _parsed(frame[name], dates.span, path)
        for part, end in enumerate(("earliest", "latest")):
            values = [days[text][part] if text in days else None for text in frame[name]]
            frame[f"{name}_{end}"] = pd.Series(values, index=frame.index, dtype="datetime64[us]")
    elif field["type"] in _PANDAS:
        parse, dtype = _PANDAS[field["type"]]
        frame[name] = frame[name].map(_parsed(frame[name], parse, path), na_action="ignore").astype(dtype)


def _parsed(column: pd.Series, parse: Callable[[str], Any], path: Path) -> dict[str, Any]:
    """Map each text of a column to its value, once; on a fault name its place."""
    values = {}
    distinct = column.dropna().drop_duplicates()
    for row, text in zip(distinct.index, distinct, strict=True):
        try:
            values[text] = parse(text)
        except ValueError as error:
            raise DataError(f"{path.name}:{row + 2}:{column.name}: {text!r}: {error}; {_ADVICE}") from None
    return values


def _with_status(frame: pd.DataFrame, status: str | Sequence[str], fields: list[dict[str, Any]]) -> pd.DataFrame:
    known = next((field["constraints"]["enum"] for field in fields if field["name"] == "status"), None)
    if known is None or status == "all":
        return frame
    wanted = [status] if isinstance(status, str) else list(status)
    for one in wanted:
        if one not in known:
            every = ["all", *known]
            raise DataError(f"there is no status {one!r}; choose {listed(every)}{close(one, every)}")
    return frame[frame["status"].isin(wanted)].reset_index(drop=True)


def _with_groups(frame: pd.DataFrame, table: str, directory: Path) -> pd.DataFrame:
    if "person" not in frame:
        raise DataError(f"{table} names no persons, so that its rows have no groups; load it without groups=True")
    return frame.merge(groups(directory), on="person", how="left", suffixes=("", "_of_group"))


def _top(group: str, parents: dict[str, str]) -> str:
    for _ in parents:  # no more steps than there are groups, should one be its own ancestor
        group = parents.get(group, group)
    return group
