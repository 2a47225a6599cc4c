"""Who came and went: the members of each committee in a column, a line from seat to seat for whoever stayed."""

from collections.abc import Mapping
from typing import Any, Unpack

import pandas as pd

from august1956 import style
from august1956.charts._contract import Evidence, Mark, chart
from august1956.charts._reading import Reading
from august1956.charts._seats import MEMBERS, WHOLE_BODIES, members
from august1956.charts._sheet import Sheet
from august1956.charts._words import in_words, keys, plural, short, tally

__all__ = ["turnover"]

PITCH = 8  # units from member to member, and for each seat of nobody named


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

    A line that is missing does not mean that somebody left, as long as there is a grey bar: seats of which nobody is
    named, with their number.

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
    board.head()
    board.lines()
    marks = board.units()
    kept = _kept(counts, bodies, labels)
    board.foot(kept)
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
    named["place"] = named.groupby("body").cumcount()
    return named


class _Board(Sheet):
    """Bodies across, seats down."""

    def __init__(self, shared: Any, bodies: pd.DataFrame, named: pd.DataFrame) -> None:
        super().__init__(shared)
        self.named = named
        self.bodies = bodies.to_dict("records")
        self.step = (self.width - (80 if self.narrow else 124)) / max(len(self.bodies) - 1, 1)
        self.columns = [named[named["body"] == body["id"]] for body in self.bodies]
        self.later = [int(column["later"].sum()) for column in self.columns]
        pairs = zip(self.bodies, self.columns, self.later, strict=True)
        self.seats = [max(int(body["full_seats"]), len(column) - more) for body, column, more in pairs]

    def place(self, column: Any) -> float:
        return 14 + self.step * column

    def row(self, place: Any) -> float:
        return self.top + PITCH * place

    def head(self) -> None:
        y = self.key(10, [*self.groups(self.named["faction"]), (self._bar, "nobody named")]) + 8
        for i, body in enumerate(self.bodies):
            self.text(self.place(i) - 10, y, str(body["from"])[:4], weight="bold")
            words = [f"{len(self.columns[i]) - self.later[i]} of {self.seats[i]}" + ("" if self.narrow else " named")]
            more, whole = f"+ {self.later[i]} later", f"= {len(self.columns[i])}"
            if self.later[i]:
                words += [more, whole] if self.narrow else [f"{more} {whole} named"]
            for line, text in enumerate(words, 1):
                self.text(self.place(i) - 10, y + 16 * line, text, token="muted")
        self.top = y + 40 + 16 * any(self.later) * (1 + self.narrow)

    def _bar(self, x: float, y: float) -> None:
        self.line((x, x), (y - 6, y + 6), token="muted", width=5)

    def lines(self) -> None:
        places = self.named.set_index(["column", "person"])["place"]
        for row in self.named[self.named["stays"]].itertuples():
            x = self.place(row.column) + 6, self.place(row.column + 1) - 6
            y = self.row(row.place), self.row(places[row.column + 1, row.person])
            self.line(x, y, color=style.faction(row.faction).colour, width=1.3, zorder=1)

    def units(self) -> list[Mark]:
        marks = []
        for row in self.named.itertuples():
            artist = self.unit(self.place(row.column), self.row(row.place), row.faction, size=6.5)
            words = f"{row.name}, {self.bodies[row.column]['label'].partition(' of ')[0]}: {_course(row)}"
            marks.append(Mark(artist, words, f"#person:{row.person}", row.name))
        self.bottom = self.top
        for i, column in enumerate(self.columns):
            unnamed = self.seats[i] + self.later[i] - len(column)
            top = self.row(len(column)) + 4
            if unnamed > 0:
                x = self.place(i)
                self.line((x, x), (top, top + PITCH * unnamed), token="muted", width=5, gid="unnamed")
                self.text(x, top + PITCH * unnamed + 11, unnamed, token="muted", ha="center")
            self.bottom = max(self.bottom, top + PITCH * max(unnamed, 0) + 14)
        return marks

    def foot(self, kept: Any) -> None:
        top = self.bottom + 22
        bottom = top
        for i, body in enumerate(self.bodies[1:], 1):
            stay = self.named[(self.named["column"] == i - 1) & self.named["stays"]]
            x = (self.place(i - 1) + self.place(i)) / 2
            look: dict[str, Any] = {"width": self.step - 8, "ha": "center"}
            y = top + 18 * self.write(x, top, f"{len(stay)} named in both{_most(stay)}", **look)
            for line in kept.get(body["id"], []):
                y += 4 + 15 * self.write(x, y, line, token="muted", **look)
            bottom = max(bottom, y)
        self.close(bottom)


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
    said = rows.assign(
        text=[f"{n} kept: {short(s, labels)}" for n, s in zip(rows["count"], rows["source"], strict=True)]
    )
    return said.groupby("body")["text"].agg(lambda texts: list(dict.fromkeys(texts))).to_dict()


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
        parts.append("; ".join([words, *kept.get(body["id"], [])]) + ".")
    return " ".join([*parts, "Whoever is not named in the next may still have sat in it, as not all seats are named."])


def _finding(bodies: pd.DataFrame, named: pd.DataFrame) -> str:
    """Say how many of the last body but one are named in the last, and of which group most."""
    if len(bodies) < 2:
        return "Who sat in the committee"
    before = named[named["column"] == len(bodies) - 2]
    stay = before[before["stays"]]
    first, last = (str(date)[:4] for date in bodies["from"].iloc[-2:])
    later = int(before["later"].sum())
    who = f" ({len(before) - later} elected and {later} who came later)" if later else ""
    return f"Of {len(before)} members named for {first}{who}, {len(stay)} are named again for {last}{_most(stay)}"


def _most(stay: pd.DataFrame) -> str:
    """Say of which group most of those are who stayed."""
    groups = stay["faction"].map(lambda id: style.faction(id).id).value_counts()
    return f", {groups.iloc[0]} of them {in_words(style.FACTIONS[groups.index[0]])}" if len(groups) else ""
