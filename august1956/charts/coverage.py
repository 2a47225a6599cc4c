"""How much of each body our tables can name: listed, implied, and the seats of which nobody is named."""

import re
from typing import Any, Unpack

import pandas as pd

from august1956 import style
from august1956.charts._contract import Evidence, Mark, chart
from august1956.charts._reading import Reading
from august1956.charts._seats import MEMBERS, WHOLE_BODIES, members
from august1956.charts._sheet import Sheet
from august1956.charts._text import LINE
from august1956.charts._words import keys, plural

__all__ = ["coverage"]

WORDS = {"listed": "listed by name", "implied": "named by implication", "unnamed": "nobody named"}


@chart(needs=MEMBERS, refuses=WHOLE_BODIES)
def coverage(seats: pd.DataFrame, *, bodies: pd.DataFrame, **shared: Unpack[Reading]) -> Evidence:
    """Draw a bar for each body whose size is known: seats with a listed name, with an implied one, with none.

    Parameters
    ----------
    seats : pandas.DataFrame
        One row per claim to a seat: person, name, faction, body, seat, basis, entry,
        from_earliest, source. Candidates are left out, and so are those not known to have been elected with the rest.
    bodies : pandas.DataFrame
        The bodies in their order: id, label, from, from_latest, full_seats, source. Bodies of unknown size are
        left out.

    Examples
    --------
    >>> from august1956 import charts, data
    >>> seats = data.load("seats").merge(data.groups(), on="person")
    >>> charts.evidence(charts.coverage(seats, bodies=data.load("bodies"))).table.columns[0]
    'body'
    """
    table = _table(members(seats, bodies), bodies[bodies["full_seats"].notna()])
    ids = bodies.loc[bodies["full_seats"].notna(), "id"]
    marks = _draw(Sheet(shared), table.assign(id=ids.to_numpy()))
    said = [
        f"{row.body}: {row.listed + row.implied} of {row.seats} named"
        + f", {row.implied} of them by implication" * bool(row.implied)
        + f", besides {row.joined_later} who joined later or at a time not known" * bool(row.joined_later)
        for row in table.itertuples()
    ]
    what = f"Bars of the full seats of {plural(len(table), 'body', 'bodies')} that these tables can name."
    words, sources = "; ".join(said) + ".", keys(bodies["source"])
    return Evidence(table, what, words, _finding(table), marks=tuple(marks), sources=sources)


def _finding(table: Any) -> str:
    named = (table["listed"] + table["implied"]).clip(upper=table["seats"])
    whole = int((named >= table["seats"]).sum())
    return f"{whole} of {plural(len(table), 'body', 'bodies')} can be named in full; the rest only in part"


def _table(named: pd.DataFrame, bodies: pd.DataFrame) -> pd.DataFrame:
    later = named[named["later"]].groupby("body").size().reindex(bodies["id"]).fillna(0).astype(int)
    first = named[~named["later"]]
    found = pd.crosstab(first["body"], first["basis"]).reindex(
        index=bodies["id"], columns=["listed", "implied"], fill_value=0
    )
    found = found.reset_index(drop=True)
    bodies = bodies.reset_index(drop=True)
    table = pd.DataFrame(
        {"body": bodies["label"], "elected": bodies["from"], "seats": bodies["full_seats"].astype(int)}
    )
    table = table.assign(listed=found["listed"], implied=found["implied"])
    table["unnamed"] = (table["seats"] - table["listed"] - table["implied"]).clip(lower=0)
    return table.assign(joined_later=later.to_numpy())


def _draw(sheet: Any, table: Any) -> list[Mark]:
    marks, names = [], [_name(row) for row in table.itertuples()]
    left = 0 if sheet.narrow else 322
    unit = (sheet.width - left - 138) / table["seats"].max()
    y = sheet.key(10, _items(sheet.ax)) + 2
    whole = (table["listed"] + table["implied"]) >= table["seats"]
    for words, part in [("Named in full", whole), ("Named in part", ~whole)]:
        if part.any():
            sheet.rule(y)
            sheet.text(0, y + 16, f"{words}: {plural(int(part.sum()), 'body', 'bodies')}", weight="bold", size=14)
            y, drawn = _bars(sheet, table.assign(name=names)[part], y + 40, left, unit)
            marks += drawn
    sheet.close(y)
    return marks


def _bars(sheet: Any, table: Any, y: float, left: float, unit: Any) -> tuple[float, list[Mark]]:
    """Draw a bar for each row of a table from y down; return the y below them and the marks."""
    marks = []
    for row in table.itertuples():
        sheet.text(0, y, str(row.elected)[:4], token="muted")
        lines = sheet.write(38, y, row.name, width=312 if sheet.narrow else left - 48)
        bar = y + LINE * lines + 2 if sheet.narrow else y
        marks += _bar(sheet.ax, left, bar, unit, row)
        named = row.listed + row.implied
        implied = f", {row.implied} implied" if row.implied else ""
        sheet.text(left + unit * max(row.seats, named) + 8, bar, f"{named} of {row.seats}{implied}")
        y += LINE * lines + (24 if sheet.narrow else 6)
    return y, marks


def _name(row: Any) -> str:
    """Return what a body is called, without the name of the party and the year, which stands before it."""
    name = re.sub(r" of the Workers' Party( of.*)?$", "", row.body)
    return re.sub(rf" (of|in)( \w+)? {str(row.elected)[:4]}$", "", name)


def _bar(ax: Any, left: float, y: float, unit: Any, row: Any) -> list[Mark]:
    starts = {"listed": 0, "implied": row.listed, "unnamed": row.listed + row.implied}
    marks = []
    for kind, start in starts.items():
        number = getattr(row, kind)
        if number:
            (patch,) = ax.barh(y, unit * number, height=12, left=left + unit * start, **_look(kind))
            words = f"{number} of {row.seats} {WORDS[kind]}"
            marks.append(Mark(patch, f"{row.body}: {words}", f"#body:{row.id}"))
    return marks


def _look(kind: Any) -> dict:
    ink, paper = style.colour("ink"), style.colour("paper")
    face = ink if kind == "listed" else paper
    edge = ink if kind != "unnamed" else style.colour("muted")
    return {"facecolor": face, "edgecolor": edge, "linewidth": 1, "hatch": "/////" if kind == "implied" else ""}


def _items(ax: Any) -> Any:
    return [
        (lambda x, y, kind=kind: ax.barh(y, 14, height=10, left=x - 7, **_look(kind)), text)
        for kind, text in WORDS.items()
    ]
