"""How much of each body our tables can name: listed, implied, and the seats of which nobody is named."""

import pandas as pd
from matplotlib.axes import Axes

from august1956 import style
from august1956.charts._contract import (
    MEMBERS,
    NARROW,
    SMALL,
    WHOLE_BODIES,
    WIDE,
    Evidence,
    Mark,
    chart,
    key,
    keys,
    members,
    plural,
    sheet,
    wrap,
)

__all__ = ["coverage"]

WORDS = {"listed": "listed by name", "implied": "named by implication", "unnamed": "nobody named"}


@chart(needs=MEMBERS, refuses=WHOLE_BODIES)
def coverage(seats: pd.DataFrame, *, bodies: pd.DataFrame, ax: Axes | None = None, narrow: bool = False) -> Evidence:
    """Draw a bar for each body whose size is known: seats with a listed name, with an implied one, with none.

    Parameters
    ----------
    seats : pandas.DataFrame
        One row per claim to a seat: person, name, faction, body, seat, basis, entry,
        from_earliest, source. Candidates are left out, and so are those not known to have been elected with the rest.
    bodies : pandas.DataFrame
        The bodies in their order: id, label, from, from_latest, full_seats, source. Bodies of unknown size are
        left out.
    ax : matplotlib.axes.Axes, optional
        Axes to draw on; by default new ones in a figure of their own.
    narrow : bool, default False
        Draw for a phone, 350 units wide.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ValueError
        If a column is missing.
    """
    table = _table(members(seats, bodies), bodies[bodies["full_seats"].notna()])
    ids = bodies.loc[bodies["full_seats"].notna(), "id"]
    marks = _draw(ax, table.assign(id=ids.to_numpy()), narrow)
    said = [
        f"{row.body}: {row.listed + row.implied} of {row.seats} named, {row.implied} of them by implication"
        + f", besides {row.joined_later} who joined later or at a time not known" * bool(row.joined_later)
        for row in table.itertuples()
    ]
    what = f"Bars of the full seats of {plural(len(table), 'body', 'bodies')} that these tables can name."
    return Evidence(table, " ".join([what, "; ".join(said) + "."]), marks=tuple(marks), sources=keys(bodies["source"]))


def _table(named, bodies) -> pd.DataFrame:
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


def _draw(ax, table, narrow) -> list[Mark]:
    marks = []
    width, left = (NARROW, 0) if narrow else (WIDE, 330)
    unit = (width - left - 74) / table["seats"].max()
    y = key(ax, 0, 10, _items(ax), width=width) + 10
    for row in table.itertuples():
        label = wrap(row.body, 320 if narrow else 305).split("\n")
        for i, line in enumerate(label):
            ax.text(0, y + 16 * i, line, fontsize=SMALL, va="center_baseline")
        bar = y + 16 * len(label) + 2 if narrow else y
        marks += _bar(ax, left, bar, unit, row)
        named = f"{row.listed + row.implied} of {row.seats}"
        x = left + unit * max(row.seats, row.listed + row.implied) + 8
        ax.text(x, bar, named, fontsize=SMALL, va="center_baseline")
        y += 16 * len(label) + (32 if narrow else 14)
    sheet(ax, width, y)
    return marks


def _bar(ax, left, y, unit, row) -> list[Mark]:
    starts = {"listed": 0, "implied": row.listed, "unnamed": row.listed + row.implied}
    marks = []
    for kind, start in starts.items():
        number = getattr(row, kind)
        if number:
            (patch,) = ax.barh(y, unit * number, height=12, left=left + unit * start, **_look(kind))
            words = f"{number} of {row.seats} {WORDS[kind]}"
            marks.append(Mark(patch, f"{row.body}: {words}", f"#body:{row.id}", words))
    return marks


def _look(kind) -> dict:
    ink, paper = style.colour("ink"), style.colour("paper")
    face = ink if kind == "listed" else paper
    edge = ink if kind != "unnamed" else style.colour("muted")
    return {"facecolor": face, "edgecolor": edge, "linewidth": 1, "hatch": "/////" if kind == "implied" else ""}


def _items(ax):
    return [
        (lambda x, y, kind=kind: ax.barh(y, 14, height=10, left=x - 7, **_look(kind)), text)
        for kind, text in WORDS.items()
    ]
