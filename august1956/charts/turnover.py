"""Who came and went: the members of each committee in a column, a line from seat to seat for whoever stayed."""

from collections.abc import Mapping

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
    faction_items,
    in_words,
    key,
    keys,
    members,
    plural,
    sheet,
    short,
    tally,
    unit,
    write,
)

__all__ = ["turnover"]

PITCH = 8


@chart(needs=MEMBERS, claims=("", "counts"), refuses=WHOLE_BODIES)
def turnover(
    seats: pd.DataFrame,
    *,
    bodies: pd.DataFrame,
    counts: pd.DataFrame | None = None,
    labels: Mapping[str, str] | None = None,
    ax: Axes | None = None,
    narrow: bool = False,
) -> Evidence:
    """Draw a column of full members for each body and a line for everybody named in one and in the next.

    A line that is missing does not mean that somebody left, as long as there are dots: seats of which nobody is
    named. A ring marks somebody new: not named in the body before.

    Parameters
    ----------
    seats : pandas.DataFrame
        One row per claim to a seat: person, name, faction, body, seat, basis, entry,
        from_earliest, source.
    bodies : pandas.DataFrame
        The bodies in their order: id, label, from, from_latest, full_seats, source.
    counts : pandas.DataFrame, optional
        What authors count as retained from the body before: body, faction ("retained"), seats, count, source.
    labels : mapping, optional
        What to call a source, by its key.
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
    named = _ordered(members(seats, bodies), bodies)
    board = _Board(ax, bodies, named, narrow)
    board.head()
    board.lines()
    marks = board.units()
    kept = _kept(counts, bodies, labels)
    board.foot(kept)
    table = named[["body", "name", "faction", "stays", "new", "source"]].reset_index(drop=True)
    table["body"] = table["body"].map(bodies.set_index("id")["label"])
    sources = keys(pd.concat([named["source"], bodies["source"]]))
    return Evidence(table, _alt(bodies, named, kept), marks=tuple(marks), sources=sources)


def _ordered(named, bodies) -> pd.DataFrame:
    """Give everybody a place in the column, by faction, and tell who is named in the body before and after."""
    ids = bodies["id"].tolist()
    at = named["body"].map(ids.index)
    pairs = set(zip(at, named["person"], strict=True))
    named = named.assign(column=at)
    named["stays"] = [(column + 1, person) in pairs for column, person in zip(at, named["person"], strict=True)]
    named["new"] = [
        (column - 1, person) not in pairs and column > 0 for column, person in zip(at, named["person"], strict=True)
    ]
    named["place"] = named.groupby("body").cumcount()
    return named


class _Board:
    """Bodies across, seats down."""

    def __init__(self, ax, bodies, named, narrow):
        self.ax, self.named, self.narrow = ax, named, narrow
        self.bodies = bodies.to_dict("records")
        self.width = NARROW if narrow else WIDE
        self.step = (self.width - (80 if narrow else 124)) / max(len(self.bodies) - 1, 1)
        self.columns = [named[named["body"] == body["id"]] for body in self.bodies]
        later = [int(column["later"].sum()) for column in self.columns]
        pairs = list(zip(self.bodies, self.columns, later, strict=True))
        self.seats = [max(int(body["full_seats"]), len(column) - more) for body, column, more in pairs]
        self.later = later

    def x(self, column) -> float:
        return 14 + self.step * column

    def y(self, place) -> float:
        return self.top + PITCH * place

    def head(self):
        muted = style.colour("muted")
        items = [*faction_items(self.ax, self.named["faction"]), (self._dot, "nobody named")]
        y = key(self.ax, 0, 10, items, width=self.width) + 8
        for i, body in enumerate(self.bodies):
            self.ax.text(self.x(i) - 10, y, str(body["from"])[:4], weight="bold", va="center_baseline")
            words = [f"{len(self.columns[i]) - self.later[i]} of {self.seats[i]}" + ("" if self.narrow else " named")]
            words += [f"{self.later[i]} later"] if self.later[i] else []
            for line, text in enumerate(words, 1):
                self.ax.text(self.x(i) - 10, y + 16 * line, text, fontsize=SMALL, va="center_baseline", color=muted)
        self.top = y + 40 + 16 * any(self.later)

    def _dot(self, x, y):
        self.ax.plot([x], [y], ".", color=style.colour("muted"), markersize=4)

    def lines(self):
        places = self.named.set_index(["column", "person"])["place"]
        for row in self.named[self.named["stays"]].itertuples():
            x = [self.x(row.column) + 6, self.x(row.column + 1) - 6]
            y = [self.y(row.place), self.y(places[row.column + 1, row.person])]
            self.ax.plot(x, y, color=style.faction(row.faction).colour, linewidth=1.3, zorder=1)

    def units(self) -> list[Mark]:
        marks = []
        for row in self.named.itertuples():
            artist = unit(self.ax, self.x(row.column), self.y(row.place), row.faction, size=6.5)
            words = f"{row.name}, {self.bodies[row.column]['label'].partition(' of ')[0]}: {_course(row)}"
            marks.append(Mark(artist, words, f"#person:{row.person}", row.name))
        for i, column in enumerate(self.columns):
            places = [self.y(place) for place in range(len(column), self.seats[i] + self.later[i])]
            dots = {"color": style.colour("muted"), "markersize": 4, "gid": "unnamed"}
            self.ax.plot([self.x(i)] * len(places), places, ".", **dots)
        return marks

    def foot(self, kept):
        top = self.y(max(map(sum, zip(self.seats, self.later, strict=True)))) + 16
        bottom = top
        for i, body in enumerate(self.bodies[1:], 1):
            number = self.named[self.named["column"] == i - 1]["stays"].sum()
            look = {"x": (self.x(i - 1) + self.x(i)) / 2, "width": self.step - 8, "ha": "center"}
            y = top + 18 * write(self.ax, y=top, text=f"{number} kept" if self.narrow else f"{number} in both", **look)
            for line in () if self.narrow else kept.get(body["id"], []):
                y += 4 + 15 * write(self.ax, y=y, text=line, color=style.colour("muted"), **look)
            bottom = max(bottom, y)
        sheet(self.ax, self.width, bottom)


def _course(row) -> str:
    before = "not named in the body before" if row.new else "named in the body before" if row.column else ""
    after = "named in the next" if row.stays else "not named in the next"
    return "; ".join(filter(None, [in_words(style.faction(row.faction)), before, after]))


def _kept(counts, bodies, labels) -> dict[str, list[str]]:
    """Return what authors count as retained from the body before, by body."""
    if counts is None:
        return {}
    rows = counts[
        (counts["faction"] == "retained") & (counts["seats"] == "full") & counts["body"].isin(bodies["id"][1:])
    ]
    said = rows.assign(
        text=[f"{n} kept: {short(s, labels)}" for n, s in zip(rows["count"], rows["source"], strict=True)]
    )
    return said.groupby("body")["text"].agg(lambda texts: list(dict.fromkeys(texts))).to_dict()


def _alt(bodies, named, kept) -> str:
    what = f"Columns of the named full members of {plural(len(bodies), 'body', 'bodies')}, joined where a name recurs."
    parts = []
    for i, body in enumerate(bodies.to_dict("records")):
        theirs = named[named["column"] == i]
        counted = f" ({tally(theirs['faction'])})" if len(theirs) else ""
        later = int(theirs["later"].sum())
        words = f"{str(body['from'])[:4]}: {len(theirs) - later} of {body['full_seats']} named"
        words += f" and {later} who joined later or at a time not known" * bool(later) + counted
        if i + 1 < len(bodies):
            stay = theirs[theirs["stays"]]
            again = f" ({tally(stay['faction'])})" if len(stay) else ""
            words += f", {len(stay)} of them named in the next{again}"
        parts.append("; ".join([words, *kept.get(body["id"], [])]) + ".")
    note = "Whoever is not named in the next may still have sat in it, as not all seats are named."
    return " ".join([what, *parts, note])
