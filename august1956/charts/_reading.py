"""The reading that every chart takes: which claims it draws, about whom, and which ends of their dates."""

import itertools
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any, TypedDict

import pandas as pd
from matplotlib.axes import Axes

from august1956 import style
from august1956.charts._words import in_words, listed, short

__all__ = [
    "CHOICES",
    "DATES",
    "SHARED",
    "Reading",
    "accept",
    "all_of",
    "chosen",
    "ends",
    "landmarks",
    "one_of",
    "reading",
]

CHOICES = {"source": ("source",), "faction": ("faction",), "person": ("person", "persons")}  # option: its columns
FEW = 6  # of so many values an error names all, of more the nearest
DATES = ("range", "earliest", "latest")
STATUS = {"preferred": "claims that we prefer", "alternative": "other versions", "rejected": "versions that we reject"}
SHARED = """\
dates : {{"range", "earliest", "latest"}}
    Whether to draw the whole of a date, or only the first or the last day that it allows.
source, faction, person : str or iterable of str, optional
    Draw only the claims of these sources (keys of sources.bib), or what concerns these groups or persons (ids).
{refused}ax : matplotlib.axes.Axes, optional
    Axes to draw on; by default new ones in a figure of their own.
narrow : bool, default False
    Draw for a phone, 350 units wide; the units of a drawing are CSS px where the page gives it full width.

Returns
-------
matplotlib.axes.Axes
    What was drawn is told by `evidence`.

Raises
------
ValueError
    If a column is missing, a value is not known, or an option is refused.\
"""  # written once, for every chart


class Reading(TypedDict, total=False):
    """The options that all charts share."""

    dates: str
    source: str | Iterable[str] | None
    faction: str | Iterable[str] | None
    person: str | Iterable[str] | None
    ax: Axes | None
    narrow: bool


def accept(reads: Any, refuses: Any, name: Any) -> None:
    """Raise for an option that the chart refuses, and for a reading of dates that there is not."""
    for option, reason in refuses.items():
        if reads[option] not in (None, "range"):
            raise ValueError(f"charts.{name} takes no {option!r}, because {reason}")
    one_of("dates", reads["dates"], DATES)


def one_of(option: str, value: Any, values: Any) -> Any:
    """Raise ValueError for a value that is not among those known; the message names the nearest of them.

    Returns the value, for use in a line.
    """
    known = list(dict.fromkeys(map(str, values)))
    if str(value) in known:
        return value
    if len(known) <= FEW:
        raise ValueError(f"{option} is {_or(known) if known else 'nothing here'}, not {value!r}")
    near = get_close_matches(str(value), known, n=3, cutoff=0.3) or known[:3]
    raise ValueError(
        f"{option} {value!r} is not among the {len(known)} known here; the nearest are {listed(map(repr, near))}"
    )


def all_of(option: str, given: Any, values: Any) -> list[str]:
    """Return the values given, one or several, as a list; raise ValueError for the first that is not known."""
    return [one_of(option, value, values) for value in ([given] if isinstance(given, str) else given)]


def _or(values: Any) -> str:
    *first, last = map(repr, values)
    return f"{', '.join(first)} or {last}" if first else last


def chosen(frame: pd.DataFrame, options: Any, reads: Any, claims: tuple[str, ...]) -> Any:
    """Return the frames with the rows that the reading chooses."""
    frames = {"": frame, **{name: options[name] for name in claims if options.get(name) is not None}}
    for option, columns in CHOICES.items():
        if reads[option] is None:
            continue
        concerned = claims if option == "source" else ("",)
        held = {name: _cells_of(frames[name], columns, option) for name in concerned if name in frames}
        wanted = set(all_of(option, reads[option], sorted(set().union(*itertools.chain(*held.values())))))
        frames |= {name: frames[name][[bool(wanted & cell) for cell in cells]] for name, cells in held.items()}
    return frames.pop(""), options | frames


def _cells_of(frame: pd.DataFrame, columns: Any, option: Any) -> list[set[str]]:
    """Return the values in each cell of the column by which an option chooses."""
    column = next((name for name in columns if name in frame), None)
    if column is None:
        raise ValueError(f"the frame has no column {columns[0]!r} by which to choose a {option}")
    return [{part.strip() for part in cell.split(";")} if isinstance(cell, str) else set() for cell in frame[column]]


def ends(frame: pd.DataFrame, column: str, dates: str = "range") -> tuple[pd.Series, pd.Series]:
    """Return the first and last day of each row's date under a reading: range, earliest or latest."""
    first, last = frame[f"{column}_earliest"], frame[f"{column}_latest"]
    one_of("dates", dates, DATES)
    return {"range": (first, last), "earliest": (first, first), "latest": (last, last)}[dates]


def reading(
    frame: pd.DataFrame,
    labels: Mapping[str, str] | None = None,
    *,
    dates: Any = "range",
    source: Any = None,
    faction: Any = None,
    person: Any = None,
) -> str:
    """Say which claims a frame holds, whose and about whom, and which ends of its dates; nothing of what is usual."""
    kinds = [words for status, words in STATUS.items() if status in set(frame.get("status", ()))]
    parts = [listed(kinds)] if kinds else []
    parts += [f"those of {listed(short(key, labels) for key in _several(source))} only"] if source is not None else []
    parts += [f"{listed(in_words(style.faction(id)) for id in _several(faction))} only"] if faction is not None else []
    names = dict(zip(frame.get("person", ()), frame.get("name", ()), strict=False))
    parts += [f"{listed(names.get(id, id) for id in _several(person))} only"] if person is not None else []
    parts += [f"the {dates} day each date allows"] if dates != "range" else []
    usual = parts == [STATUS["preferred"]]  # what every chart shows unless it says otherwise
    return f"Shown: {', '.join(parts)}." if parts and not usual else ""


def _several(given: Any) -> list[str]:
    return [given] if isinstance(given, str) else list(given)


def landmarks(events: pd.DataFrame | None) -> pd.DataFrame:
    """Return the events that are lines wherever time runs: those that the table calls a landmark, else plenums."""
    if events is None:
        return pd.DataFrame(columns=["id", "title", "date_earliest"])
    if "landmark" in events:
        return events[events["landmark"].notna()]
    return events[events["kind"].isin(["plenum", "congress"])] if "kind" in events else events
