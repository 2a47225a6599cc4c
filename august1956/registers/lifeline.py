"""The lifeline of each person: seats, offices and outcomes on one scale, as wide as the page allows."""

import functools
import html
from collections.abc import Iterable
from typing import Any

import pandas as pd
from matplotlib.markers import MarkerStyle

from august1956 import data, dates, style
from august1956.charts.lifelines import spans

__all__ = ["key", "strips"]

YEARS = pd.Timestamp("1945-01-01"), pd.Timestamp("1962-12-31")  # the last is that of the charts of lifelines
TICKS = (1945, 1950, 1955, 1960)
SPELL = ["person", "y", "from", "to", "maybe_from", "sure_from", "sure_to", "maybe_to"]
OUTCOME = ["person", "kind", "date", "first", "last"]
PLENUMS = ("1956-08-30", "1956-09-23")  # a line each: the affair lies between them
ROW, MARK = 14, 2.6  # the height of a row of marks in px, the room of one in per cent


@functools.cache
def strips(directory: str) -> dict[str, str]:
    """Draw the seats, offices and outcomes of each person, 1945 to 1962, on one scale as wide as the page allows.

    Bars and marks mean what they mean in `august1956.charts.lifelines`. Upper bars are seats, lower ones offices.

    Parameters
    ----------
    directory : str
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
    spells, outcomes = spells[SPELL], outcomes[OUTCOME]  # a narrow table is soon gone through
    own = {name: dict(list(rows.groupby("person"))) for name, rows in {"spells": spells, "outcomes": outcomes}.items()}
    return {
        person.person: _draw(
            person,
            own["spells"].get(person.person, spells.iloc[:0]),
            own["outcomes"].get(person.person, outcomes.iloc[:0]).sort_values(["first", "last"]),
        )
        for person in people.itertuples()
        if person.person in own["spells"] or person.person in own["outcomes"]
    }


def _draw(person: Any, spells: pd.DataFrame, outcomes: pd.DataFrame) -> str:
    inside = outcomes[(outcomes["last"] >= YEARS[0]) & (outcomes["first"] <= YEARS[1])]
    later = outcomes[outcomes["first"] > YEARS[1]]
    spans = [(_at(row.first), _at(row.last)) for row in inside.itertuples()]
    middles = [(begin + end) / 2 for begin, end in spans]
    rows = _rows(middles)
    bars = ROW * (max(rows, default=-1 + bool(len(later))) + 1) + 4
    parts = [
        f'<rect class="plenum" x="{_at(pd.Timestamp(day)):.1f}%" width="1" height="{bars + 16}"/>' for day in PLENUMS
    ]
    parts += [_bar(spell, bars + spell.y) for spell in spells.itertuples()]
    parts += [
        _mark(row, span, middle, ROW * (place + 0.5))
        for row, span, middle, place in zip(inside.itertuples(), spans, middles, rows, strict=True)
    ]
    if len(later):
        parts.append(
            f'<text x="100%" y="{bars - 6}" text-anchor="end">…<title>{_said(later.itertuples())}</title></text>'
        )
    faction = style.faction(person.faction).id
    return (
        f'<svg class="life {faction}" height="{bars + 34}" role="img" aria-label="{_alt(person, spells, outcomes)}">'
        f'<use href="#life-years" y="{bars + 16}"/>{"".join(parts)}</svg>'
    )


def _rows(middles: list[float]) -> list[int]:
    """Return for each mark the first row in which it touches no other."""
    ends: list[float] = []
    rows: list[int] = []
    for middle in middles:
        free = next((row for row, end in enumerate(ends) if end <= middle - MARK / 2), len(ends))
        ends[free : free + 1] = [middle + MARK / 2]
        rows.append(free)
    return rows


def _at(day: pd.Timestamp) -> float:
    """Return where a day lies on the scale, in per cent of its width."""
    share = (day - YEARS[0]) / (YEARS[1] - YEARS[0])
    return 100 * min(max(share, 0), 1)


def _bar(spell: Any, y: float) -> str:
    parts = ""
    for begin, end, high in [(spell.maybe_from, spell.maybe_to, 1.6), (spell.sure_from, spell.sure_to, 5)]:
        if pd.notna(begin) and pd.notna(end) and begin <= end:
            x, width = _at(begin), max(_at(end) - _at(begin), 0.6)
            parts += f'<rect x="{x:.1f}%" y="{y + 2.5 - high / 2:g}" width="{width:.1f}%" height="{high}"/>'
    return parts


def _mark(row: Any, span: tuple[float, float], middle: float, y: float) -> str:
    wide = (row.last - row.first).days > 31
    line = f'<rect class="i" x="{span[0]:.1f}%" y="{y - 0.5:g}" width="{span[1] - span[0]:.1f}%" height="1"/>' * wide
    hollow = ' class="o"' if wide else ""
    x = f"{min(max(middle, 1), 99):.1f}%"  # whole, not cut in half by the edge
    said = _said([row])
    return f'{line}<use{hollow} href="#{_symbol(row.kind)}" x="{x}" y="{y:g}"><title>{said}</title></use>'


def _symbol(kind: str) -> str:
    return "life-" + style.KINDS[kind].step.replace(" ", "-").replace(",", "")


def _said(outcomes: Iterable[Any]) -> str:
    return html.escape("; ".join(f"{style.KINDS[row.kind].label}, {_when(row.date)}" for row in outcomes))


def _when(date: object) -> str:
    return dates.label(date) if isinstance(date, str) else "no date"


def _alt(person: Any, spells: pd.DataFrame, outcomes: pd.DataFrame) -> str:
    held = {
        what: ", ".join(f"{_when(row['from'])} to {_when(row['to']) if pd.notna(row['to']) else 'an unknown day'}"
                        for row in spells[spells["y"] == y].sort_values("maybe_from").to_dict("records"))
        for what, y in (("seats", 0), ("offices", 8))
    }  # fmt: skip
    parts = [f"{what} {terms}" for what, terms in held.items() if terms] + (
        [_said(outcomes.itertuples())] if len(outcomes) else []
    )
    return f"Lifeline of {html.escape(person.name)}, 1945 to 1962: {'; '.join(parts)}."


def key() -> str:
    """Return the marks and the scale that all lifelines share, and what the marks mean."""
    steps = {kind.step: kind for kind in style.KINDS.values()}
    paths = "".join(
        f'<path id="{_symbol(kind.id)}" fill="none" stroke-width="1.7" d="{_shape(kind.marker)}"/>'
        for kind in steps.values()
    )
    ticks = "".join(
        f'<rect x="{_at(pd.Timestamp(year, 1, 1)):.1f}%" width="1" height="4"/>'
        f'<text x="{_at(pd.Timestamp(year, 1, 1)):.1f}%" y="16">{year}</text>'
        for year in TICKS
    )
    look = 'fill="var(--a56-muted)" stroke="none" font-size="12"'  # in the elements: no selector reaches into a copy
    scale = f'<symbol id="life-years" overflow="visible"><g {look}><rect width="100%" height="1"/>{ticks}</g></symbol>'
    drawn = {step: f'<use href="#{_symbol(kind.id)}" x="8" y="8"/>' for step, kind in steps.items()}
    drawn |= {"in office": '<rect y="5" width="16" height="5"/>'}
    drawn |= {"perhaps in office": '<rect y="7" width="16" height="1.6"/>'}
    items = "".join(f"<li>{_sample(shape)} {words}</li>" for words, shape in drawn.items())
    return (
        f'<svg class="hidden" aria-hidden="true"><defs>{paths}{scale}</defs></svg><p>The lifelines run from 1945 '
        "to 1962: above, what happened; below it seats, then offices. The two lines stand at the plenums of August and "
        "September 1956. A mark on a line may belong anywhere on it; … "
        f'stands for something later.</p><ul class="life-key">{items}</ul>'
    )


def _sample(shape: str) -> str:
    return f'<svg class="life" width="16" height="16" aria-hidden="true">{shape}</svg>'


def _shape(marker: str) -> str:
    """Return matplotlib's own marker as the data of an SVG path, about 9 px wide."""
    made = MarkerStyle(marker)
    path = made.get_path().transformed(made.get_transform())
    letters, parts = {1: "M", 2: "L", 3: "Q", 4: "C", 79: "Z"}, []
    for points, code in path.iter_segments(simplify=False, curves=True):
        flipped = zip(points, (1, -1) * 3, strict=False)  # y goes down on a page
        parts.append(letters[int(code)] + " ".join(f"{9 * n * sign:.1f}" for n, sign in flipped if code != 79))
    return "".join(parts)
