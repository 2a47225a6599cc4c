"""How much of each body our tables can name: listed, implied, and the seats of which nobody is named."""

from typing import Any, Unpack

import pandas as pd

from august1956 import style
from august1956.charts._contract import Evidence, Mark, chart
from august1956.charts._reading import Reading
from august1956.charts._seats import MEMBERS, WHOLE_BODIES, members
from august1956.charts._sheet import Sheet
from august1956.charts._text import wrap
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
        f"{row.body}: {row.listed + row.implied} of {row.seats} named, {row.implied} of them by implication"
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
    marks = []
    left = 0 if sheet.narrow else 250
    unit = (sheet.width - left - 74) / table["seats"].max()
    y = sheet.key(10, _items(sheet.ax)) + 10
    whole = (table["listed"] + table["implied"]) >= table["seats"]
    for words, part in [("Named in full", table[whole]), ("Named in part", table[~whole])]:
        if len(part):
            sheet.text(0, y + 4, f"{words}: {len(part)}", weight="bold")
            y, drawn = _bars(sheet, part, y + 30, left, unit)
            marks += drawn
    sheet.close(y)
    return marks


def _bars(sheet: Any, table: Any, y: float, left: float, unit: Any) -> tuple[float, list[Mark]]:
    """Draw a bar for each row of a table from y down; return the y below them and the marks."""
    marks = []
    for row in table.itertuples():
        label = wrap(_short(row), 320 if sheet.narrow else 236).split("\n")
        for i, line in enumerate(label):
            sheet.text(0, y + 16 * i, line)
        bar = y + 16 * len(label) + 2 if sheet.narrow else y
        marks += _bar(sheet.ax, left, bar, unit, row)
        named = row.listed + row.implied
        sheet.text(left + unit * max(row.seats, named) + 8, bar, f"{named} of {row.seats}")
        y += 16 * len(label) + (32 if sheet.narrow else 14)
    return y, marks


def _short(row: Any) -> str:
    """Return what a body is called without the name of the party, and the year."""
    name, year = row.body.partition(" of ")[0], str(row.elected)[:4]
    return name if year in name else f"{name}, {year}"


def _bar(ax: Any, left: float, y: float, unit: Any, row: Any) -> list[Mark]:
    starts = {"listed": 0, "implied": row.listed, "unnamed": row.listed + row.implied}
    marks = []
    for kind, start in starts.items():
        number = getattr(row, kind)
        if number:
            (patch,) = ax.barh(y, unit * number, height=12, left=left + unit * start, **_look(kind))
            words = f"{number} of {row.seats} {WORDS[kind]}"
            marks.append(Mark(patch, f"{row.body}: {words}", f"#body:{row.id}", words))
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
