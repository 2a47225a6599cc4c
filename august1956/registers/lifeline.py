"""The lifeline of each person: seats, offices and outcomes on one scale, as wide as the page allows."""

import functools
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from august1956 import data, dates, style
from august1956.charts._sheet import pack
from august1956.charts.lifelines import spans
from august1956.registers._markdown import template
from august1956.vocabulary import AUGUST_PLENUM, SEPTEMBER_PLENUM

__all__ = ["key", "strips"]

Row = dict[str, Any]
YEARS = pd.Timestamp("1945-01-01"), pd.Timestamp("1962-12-31")  # the last is that of the charts of lifelines
TICKS = (1945, 1950, 1955, 1960)
SPELL = ["person", "y", "begins", "ends", "maybe_from", "sure_from", "sure_to", "maybe_to"]
OUTCOME = ["person", "kind", "date", "first", "last"]
ROW, MARK = 14, 2.6  # the height of a row of marks in px, the room of one in per cent


def strips(directory: str | Path | None = None) -> dict[str, str]:
    """Draw the seats, offices and outcomes of each person, 1945 to 1962, on one scale as wide as the page allows.

    Bars and marks mean what they mean in `august1956.charts.lifelines`. Upper bars are seats, lower ones offices.

    Parameters
    ----------
    directory : path, optional
        The data directory.

    Returns
    -------
    dict of str to str
        An ``<svg>`` with its text alternative for each person of whom anything is dated.
    """
    load = functools.partial(data.load, directory=directory)
    people = data.groups(directory)
    claims = {name: load(name).merge(people, on="person") for name in ("seats", "posts", "outcomes")}
    terms = pd.concat([claims["seats"].assign(y=0), claims["posts"].assign(y=8)], ignore_index=True)
    terms = terms[terms["from_earliest"].notna()]
    _, _, spells = spans(terms, claims["outcomes"], load("bodies"), YEARS)
    outcomes = claims["outcomes"].assign(last=lambda rows: rows["date_latest"].fillna(rows["date_earliest"]))
    outcomes = outcomes[outcomes["last"].notna()].assign(first=lambda rows: rows["date_earliest"].fillna(rows["last"]))
    held = _by_person(spells.rename(columns={"from": "begins", "to": "ends"})[SPELL])
    befell = _by_person(outcomes.sort_values(["first", "last"])[OUTCOME])
    return {
        person.person: _strip(person, held[person.person], befell[person.person])
        for person in people.itertuples()
        if person.person in held or person.person in befell
    }


def _by_person(table: pd.DataFrame) -> defaultdict[str, list[Any]]:
    """Return the rows of each person: of three hundred small tables pandas would take long to make."""
    own: defaultdict[str, list[Any]] = defaultdict(list)
    for row in table.itertuples(index=False):
        own[row.person].append(row)
    return own


def _strip(person: Any, spells: list[Any], outcomes: list[Any]) -> str:
    inside = [row for row in outcomes if row.last >= YEARS[0] and row.first <= YEARS[1]]
    later = [row for row in outcomes if row.first > YEARS[1]]
    places = [(_at(row.first), _at(row.last)) for row in inside]
    middles = [(begin + end) / 2 for begin, end in places]
    rows = pack((middle - MARK / 2, middle + MARK / 2) for middle in middles)
    foot = ROW * (max(rows, default=-1 + bool(len(later))) + 1) + 4  # of the marks: seats and offices follow
    return template("lifeline.html").render(
        group=style.faction(person.faction).id,
        alt=_alt(person, spells, outcomes),
        foot=foot,
        plenums=[_per_cent(_at(pd.Timestamp(day))) for day in (AUGUST_PLENUM[0], SEPTEMBER_PLENUM)],
        bars=[bar for spell in spells for bar in _bars(spell, foot + spell.y + 2.5)],
        marks=[
            _mark(outcome, place, ROW * (row + 0.5)) for outcome, place, row in zip(inside, places, rows, strict=True)
        ],
        later=_said(later),
    )


def _at(day: pd.Timestamp) -> float:
    """Return where a day lies on the scale, in per cent of its width."""
    share = (day - YEARS[0]) / (YEARS[1] - YEARS[0])
    return 100 * min(max(share, 0), 1)


def _per_cent(number: float) -> str:
    return f"{number:.1f}%"


def _bars(spell: Any, middle: float) -> Iterator[Row]:
    for begin, end, high in [(spell.maybe_from, spell.maybe_to, 1.6), (spell.sure_from, spell.sure_to, 5)]:
        if pd.notna(begin) and pd.notna(end) and begin <= end:
            yield _box(_at(begin), max(_at(end) - _at(begin), 0.6), middle, high)


def _box(x: float, width: float, middle: float, height: float) -> Row:
    return {"x": _per_cent(x), "width": _per_cent(width), "y": f"{middle - height / 2:g}", "height": height}


def _mark(outcome: Any, place: tuple[float, float], y: float) -> Row:
    begin, end = place
    wide = (outcome.last - outcome.first).days > 31
    return {
        "symbol": _symbol(style.KINDS[outcome.kind].step),
        "x": _per_cent(min(max((begin + end) / 2, 1), 99)),  # whole, not cut in half by the edge
        "y": f"{y:g}",
        "span": _box(begin, end - begin, y, 1) if wide else None,
        "said": _said([outcome]),
    }


def _symbol(step: str) -> str:
    return "life-" + step.replace(" ", "-").replace(",", "")


def _said(outcomes: Iterable[Any]) -> str:
    return "; ".join(f"{style.KINDS[row.kind].label}, {_when(row.date)}" for row in outcomes)


def _when(date: object, unknown: str = "no date") -> str:
    return dates.label(date) if isinstance(date, str) else unknown


def _alt(person: Any, spells: list[Any], outcomes: list[Any]) -> str:
    spells = sorted(spells, key=lambda spell: (pd.isna(spell.maybe_from), spell.maybe_from))
    held = {
        what: ", ".join(f"{_when(row.begins)} to {_when(row.ends, 'an unknown day')}" for row in spells if row.y == y)
        for what, y in (("seats", 0), ("offices", 8))
    }
    parts = [f"{what} {terms}" for what, terms in held.items() if terms] + [_said(outcomes)]
    return f"Lifeline of {person.name}, 1945 to 1962: {'; '.join(filter(None, parts))}."


def key() -> str:
    """Return the marks and the scale that all lifelines share, and what the marks mean."""
    steps = dict.fromkeys(kind.step for kind in style.KINDS.values())
    return template("lifeline-key.html").render(
        steps=[{"words": step, "symbol": _symbol(step), "shape": _shape(style.glyph(step))} for step in steps],
        years={year: _per_cent(_at(pd.Timestamp(year, 1, 1))) for year in TICKS},
    )


def _shape(glyph: Any) -> str:
    """Return a glyph, made of strokes, as the data of an SVG path, about 9 px wide."""
    scale = 4.5 / abs(glyph.vertices).max()
    points = zip(glyph.codes, glyph.vertices * scale, strict=True)
    return "".join(f"{'M' if code == glyph.MOVETO else 'L'}{x:.1f} {-y:.1f}" for code, (x, y) in points)
