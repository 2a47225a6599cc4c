"""Who came and went: the members of each committee in a column, a line from seat to seat for whoever stayed."""

from collections.abc import Mapping
from typing import Any, Unpack

import pandas as pd

from august1956 import style
from august1956.charts._contract import Evidence, Mark, chart
from august1956.charts._reading import Reading
from august1956.charts._seats import MEMBERS, WHOLE_BODIES, members
from august1956.charts._sheet import Sheet
from august1956.charts._text import LINE
from august1956.charts._words import MEN, in_words, keys, plural, short, tally

__all__ = ["turnover"]

PITCH, ABREAST = 10, 4  # units from member to member; seats of nobody named that stand beside each other in their box
PALE = 0.4  # how much of its colour somebody keeps who is named in one body only


@chart(needs=MEMBERS, claims=("", "counts"), refuses=WHOLE_BODIES)
def turnover(
    seats: pd.DataFrame,
    *,
    bodies: pd.DataFrame,
    counts: pd.DataFrame | None = None,
    labels: Mapping[str, str] | None = None,
    **shared: Unpack[Reading],
) -> Evidence:
    """Draw a column of full members for each body and a line for everybody named in one and in the next.

    Whoever is named in one body only is pale. A line that is missing does not mean that somebody left, as long as there
    is a box below: seats of which nobody is named, with their number, each as large as a member's place.

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

    Examples
    --------
    >>> from august1956 import charts, data
    >>> seats = data.load("seats").merge(data.groups(), on="person")
    >>> ax = charts.turnover(seats, bodies=data.load("bodies").query("id in ['cc3', 'cc4']"))
    >>> charts.evidence(ax).table.columns.tolist()
    ['body', 'name', 'faction', 'stays', 'new', 'source']
    """
    named = _ordered(members(seats, bodies), bodies)
    board = _Board(shared, bodies, named)
    kept = _kept(counts, bodies, labels)
    board.head(kept)
    board.lines()
    marks = board.units()
    board.outside()
    board.unnamed()
    table = named[["body", "name", "faction", "stays", "new", "source"]].reset_index(drop=True)
    table["body"] = table["body"].map(bodies.set_index("id")["label"])
    sources = keys(pd.concat([named["source"], bodies["source"]]))
    summary = (
        f"Columns of the named full members of {plural(len(bodies), 'body', 'bodies')}, joined where a name recurs."
    )
    words, finding = _said(bodies, named, kept), _finding(bodies, named)
    return Evidence(table, summary, words, finding, marks=tuple(marks), sources=sources)


def _ordered(named: pd.DataFrame, bodies: pd.DataFrame) -> pd.DataFrame:
    """Give everybody a place in the column, by faction, and tell who is named in the body before and after."""
    ids = bodies["id"].tolist()
    at = named["body"].map(ids.index)
    pairs = set(zip(at, named["person"], strict=True))
    named = named.assign(column=at)
    named["stays"] = [(column + 1, person) in pairs for column, person in zip(at, named["person"], strict=True)]
    named["new"] = [
        (column - 1, person) not in pairs and column > 0 for column, person in zip(at, named["person"], strict=True)
    ]
    named["again"] = named["stays"] | (~named["new"] & (at > 0))
    named["_group"] = named["faction"].map(lambda id: style.faction(id).order).astype(int)
    named = named.sort_values(["_group", "again", "name"], ascending=[True, False, True], kind="stable")
    named["place"] = named.groupby(
        "body"
    ).cumcount()  # who is named twice goes first in the group, so that lines cross little
    return named


class _Board(Sheet):
    """Bodies across, seats down."""

    def __init__(self, shared: Any, bodies: pd.DataFrame, named: pd.DataFrame) -> None:
        super().__init__(shared)
        self.named = named
        self.bodies = bodies.to_dict("records")
        self.margin = 36 if self.narrow else 148
        self.step = (self.width - 2 * self.margin) / max(len(self.bodies) - 1, 1)
        self.columns = [named[named["body"] == body["id"]] for body in self.bodies]
        self.later = [int(column["later"].sum()) for column in self.columns]
        pairs = zip(self.bodies, self.columns, self.later, strict=True)
        self.seats = [max(int(body["full_seats"]), len(column) - more) for body, column, more in pairs]

    def place(self, column: Any) -> float:
        return self.margin + self.step * column

    def row(self, place: Any) -> float:
        return self.top + PITCH * place

    def head(self, kept: dict[str, list[str]]) -> None:
        """Write over each column its year and numbers, and between two how many are named in both."""
        groups = self.groups(self.named["faction"])
        y = notes = bottom = self.key(10, [*groups, (self._box, "Seats of nobody named")]) + 8
        for i, body in enumerate(self.bodies):
            self.text(self.place(i), y, str(body["from"])[:4], weight="bold", ha="center")
            words = [f"{len(self.columns[i]) - self.later[i]} of {self.seats[i]}" + ("" if self.narrow else " named")]
            words += [f"+ {self.later[i]} later", f"= {len(self.columns[i])}"] if self.later[i] else []
            for line, text in enumerate(words, 1):
                self.text(self.place(i), y + LINE * line, text, token="muted", ha="center")
            bottom = max(bottom, y + LINE * len(words))
        beside = self.step > 300  # there is room between the headings
        notes = notes if beside else bottom + LINE + 4
        for i, body in enumerate(self.bodies[1:], 1):
            bottom = max(bottom, self._between(i, notes, self.step - (120 if beside else 8), kept.get(body["id"], [])))
        self.top = bottom + 20

    def _between(self, i: int, y: float, width: float, kept: list[str]) -> float:
        """Write how many are named in a body and the one before, and what authors count; return the last line's y."""
        stay = self.named[(self.named["column"] == i - 1) & self.named["stays"]]
        x = (self.place(i - 1) + self.place(i)) / 2
        y += LINE * self.write(x, y, f"{len(stay)} named in both", width=width, weight="bold", ha="center")
        if len(stay):
            y += LINE * self.write(x, y, tally(stay["faction"]), width=width, ha="center")
        holes = any(self.seats[j] + self.later[j] > len(self.columns[j]) for j in (i - 1, i))
        for line in [*kept, "(not all seats are named here)"] if kept and holes else kept:
            y += LINE * self.write(x, y, line, width=width, token="muted", ha="center")
        return y - LINE

    def _box(self, x: float, y: float) -> None:
        self.line((x - 5, x + 5, x + 5, x - 5, x - 5), (y - 6, y - 6, y + 6, y + 6, y - 6), token="muted")

    def lines(self) -> None:
        places = self.named.set_index(["column", "person"])["place"]
        for row in self.named[self.named["stays"]].itertuples():
            x = self.place(row.column) + 7, self.place(row.column + 1) - 7
            y = self.row(row.place), self.row(places[row.column + 1, row.person])
            self.line(x, y, color=style.faction(row.faction).colour, width=1.8, zorder=1)

    def units(self) -> list[Mark]:
        marks = []
        for row in self.named.itertuples():
            alpha = None if row.again or len(self.bodies) < 2 else PALE
            artist = self.unit(self.place(row.column), self.row(row.place), row.faction, size=8, alpha=alpha)
            words = f"{row.name}, {self.bodies[row.column]['label'].partition(' of ')[0]}: {_course(row)}"
            marks.append(Mark(artist, words, f"#person:{row.person}"))
        return marks

    def outside(self) -> None:
        """Write beside the first and the last column how many of each group are in it."""
        for column, side in ((self.columns[0], -1), (self.columns[-1], 1))[: len(self.bodies)]:
            x, last = self.place(0 if side < 0 else len(self.bodies) - 1) + 12 * side, 0.0
            for order, rows in column.groupby("_group"):
                last = max(self.row(rows["place"].mean()), last + 14)
                words = f"{len(rows)} {in_words(list(style.FACTIONS.values())[order])}"
                self.text(x, last, len(rows) if self.narrow else words, ha="right" if side < 0 else "left")

    def unnamed(self) -> None:
        """Draw under all columns the seats of nobody named, as boxes with their numbers."""
        top = bottom = self.row(max(map(len, self.columns))) + 8
        for i, column in enumerate(self.columns):
            number = self.seats[i] + self.later[i] - len(column)
            if number > 0:
                x, half, end = self.place(i), PITCH * ABREAST / 2, top + PITCH * number / ABREAST
                across, down = (x - half, x + half, x + half, x - half, x - half), (top, top, end, end, top)
                self.line(across, down, token="muted", gid="unnamed")
                self.text(x, max((top + end) / 2, top + 9), number, token="muted", ha="center")
                bottom = max(bottom, end)
        self.close(bottom + 8)


def _course(row: Any) -> str:
    before = "not named in the body before" if row.new else "named in the body before" if row.column else ""
    after = "named in the next" if row.stays else "not named in the next"
    return "; ".join(filter(None, [in_words(style.faction(row.faction)), before, after]))


def _kept(counts: pd.DataFrame | None, bodies: pd.DataFrame, labels: Mapping[str, str] | None) -> dict[str, list[str]]:
    """Return what authors count as retained from the body before, by body."""
    if counts is None:
        return {}
    rows = counts[
        (counts["faction"] == "retained") & (counts["seats"] == "full") & counts["body"].isin(bodies["id"][1:])
    ]
    texts = [f"{short(s, labels)} counts {n}" for n, s in zip(rows["count"], rows["source"], strict=True)]
    return rows.assign(text=texts).groupby("body")["text"].agg(lambda texts: list(dict.fromkeys(texts))).to_dict()


def _said(bodies: pd.DataFrame, named: pd.DataFrame, kept: Any) -> str:
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
        authors = [f"{line} kept from the body before" for line in kept.get(body["id"], [])]
        parts.append("; ".join([words, *authors]) + ".")
    return " ".join([*parts, "Whoever is not named in the next may still have sat in it, as not all seats are named."])


def _finding(bodies: pd.DataFrame, named: pd.DataFrame) -> str:
    """Say how many of the last body but one are named in the last, and of which group most."""
    if len(bodies) < 2:
        return "Who sat in the committee"
    before = named[named["column"] == len(bodies) - 2]
    stay = before[before["stays"]]
    first, last = (str(date)[:4] for date in bodies["from"].iloc[-2:])
    return f"Of the {len(before)} members named for {first}, {len(stay)} are named again for {last}{_most(stay)}"


def _most(stay: pd.DataFrame) -> str:
    """Say of which group most of those are who stayed."""
    groups = stay["faction"].map(lambda id: style.faction(id).id).value_counts()
    if groups.empty:
        return ""
    most = in_words(style.FACTIONS[groups.index[0]])
    return f", {groups.iloc[0]} of them {MEN.get(groups.index[0], most) if groups.iloc[0] > 1 else most}"
