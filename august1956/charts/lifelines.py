"""How long each lasted: a lane for each person, bars for terms of office, marks for what ended them."""

from collections.abc import Iterable
from typing import Any, Unpack

import pandas as pd

from august1956 import style
from august1956.charts._contract import Evidence, Mark, chart
from august1956.charts._reading import Reading, all_of, landmarks
from august1956.charts._sheet import Sheet
from august1956.charts._terms import in_a_word, last_known, spans
from august1956.charts._text import cut, text_width
from august1956.charts._words import MEN, in_words, listed, plural, when
from august1956.vocabulary import ABROAD, AUGUST_PLENUM, ENDS

__all__ = ["lifelines", "spans"]

ROW, HEAD = 21, 26
MONTH = 31
APART = 40  # so far apart stand the lines of landmarks
PLENUM = pd.Timestamp(AUGUST_PLENUM[0])


@chart(
    needs={"person", "name", "faction", "from", "from_earliest", "from_latest", "to", "to_earliest", "to_latest"},
    claims=("outcomes",),
)
def lifelines(
    terms: pd.DataFrame,
    *,
    outcomes: pd.DataFrame,
    bodies: pd.DataFrame | None = None,
    events: pd.DataFrame | None = None,
    kinds: Iterable[str] = ENDS,
    first: str | None = None,
    last: str = "1961-12-31",
    **shared: Unpack[Reading],
) -> Evidence:
    """Draw a lane for each person with the terms held and the marks of what ended them.

    Those of whom an end is known stand first, by its date. A thick bar is certain. A thin one may have been: the days
    between the earliest and the latest beginning or end, and after a term whose end no source gives, up to the first
    end of the person or of the years drawn. At the right stands the last that is known of the person in these years:
    an end, or else another outcome or an office. A `source` chooses among the outcomes; the terms stay.

    Parameters
    ----------
    terms : pandas.DataFrame
        Seats or posts: person, name, faction, from and to (EDTF) with their earliest and latest days.
    outcomes : pandas.DataFrame
        What happened to these persons: person, kind, date (EDTF) with date_earliest and date_latest, source.
    bodies : pandas.DataFrame, optional
        When bodies ended, for seats: id, to_latest. It bounds the terms of which no source gives the end.
    events : pandas.DataFrame, optional
        Landmarks drawn as lines: date_earliest, title; by the column landmark where the table has it. Of lines that
        would merge only one is drawn, that of August 1956 before all others.
    kinds : iterable of str
        Kinds of outcome that count as an end; by default loss of membership, freedom or life, and flight.
    first, last : str
        The days between which to draw, ISO; by default from the year of the first term.

    Examples
    --------
    >>> from august1956 import charts, data
    >>> people = data.groups()
    >>> posts, outcomes = (data.load(table).merge(people, on="person") for table in ("posts", "outcomes"))
    >>> ax = charts.lifelines(posts[posts.faction == "yanan"], outcomes=outcomes)
    >>> charts.evidence(ax).table.columns.tolist()
    ['name', 'faction', 'what', 'kind', 'date', 'source']
    """
    years = pd.Timestamp(first or f"{terms['from_earliest'].min():%Y}-01-01"), pd.Timestamp(last)
    kinds = all_of("kinds", kinds, style.KINDS)
    people, marked, spells = spans(terms, outcomes, bodies, years, kinds=kinds, dates=shared["dates"])
    drawn = people["person"].isin([*spells["person"], *marked["person"]])
    left_out = people.loc[~drawn, "name"].tolist()
    people = people[drawn].reset_index(drop=True)
    barless = people.loc[~people["person"].isin(spells["person"]), "name"].tolist()
    known = last_known(people, terms, outcomes, shared["dates"], years)
    ended = {row["person"]: in_a_word(row) for row in marked.to_dict("records")}  # the last of each stays
    people = people.assign(words=people["person"].map(dict(known["words"]) | ended))
    lanes = _Lanes(shared, people, years)
    marks = lanes.draw(marked, spells, terms, landmarks(events))
    table = _table(people, spells, marked, known)
    words = _alt(people, marked, years, left_out, barless)
    return Evidence(table, *words, _finding(people), marks=tuple(marks))


class _Lanes(Sheet):
    """The lanes, in days across and units down."""

    def __init__(self, shared: Any, people: pd.DataFrame, years: Any) -> None:
        names = max((text_width(name) for name in people["name"]), default=60)
        wide = min(names + 26, 142 if shared["narrow"] else 190)
        super().__init__(shared, years, left=wide, right=max(map(text_width, people["words"]), default=60) + 14)
        self.people = people

    def draw(self, marked: pd.DataFrame, spells: pd.DataFrame, terms: pd.DataFrame, events: Any) -> list[Mark]:
        y = self.key(10, [*self.groups(self.people["faction"]), *self.steps(marked["kind"]), *self._bars(marked)]) + 4
        top = self.landmarks(self._apart(events[events["date_earliest"].between(*self.days)]), y + 4) + 4
        bottom = self._places(top)
        self.fall(bottom)
        for _, theirs in spells.groupby("person", sort=False):
            self._spells(theirs)
        barless = terms[~terms["person"].isin(spells["person"])]
        marks = [mark for row in self.people.itertuples() for mark in self._person(row, marked, barless)]
        self.years(bottom + 12, top, step=8 if self.narrow else 2)
        self.close(bottom + 24)
        return marks

    def _apart(self, events: pd.DataFrame) -> pd.DataFrame:
        """Return the landmarks whose lines do not merge: on a phone that of August 1956 alone."""
        events = events.reset_index(drop=True)
        first = events["title"].str.startswith("August")
        kept: dict[int, float] = {}
        for row in pd.concat([events[first], events[~first & (not self.narrow)]]).itertuples():
            x = self.at(row.date_earliest)
            if all(abs(x - other) >= APART for other in kept.values()):
                kept[row.Index] = x
        return events.loc[list(kept)]

    def _places(self, y: float) -> float:
        """Give every person a row under a head that counts: those with an end, by when, and those without."""
        self.y: dict[str, float] = {}
        exit = self.people["exit"]
        heads = {
            "Gone before the plenum, or possibly before": exit < PLENUM,
            "Gone from the plenum on": exit >= PLENUM,
            "No lasting expulsion, flight or death known": exit.isna(),
        }
        for head, part in heads.items():
            if part.any():
                self.text(0, y + HEAD / 2, f"{head}: {part.sum()}", weight="bold")
                y += HEAD
                self.y |= {person: y + ROW * (i + 0.5) for i, person in enumerate(self.people.loc[part, "person"])}
                y += ROW * part.sum()
        return y

    def _bars(self, marked: pd.DataFrame) -> Any:
        drawn = [(6, "in office", "ink"), (1.6, "perhaps in office", "ink")]
        if any(_wide(row) for row in marked.itertuples()):
            drawn.append((2, "date uncertain", "muted"))
        return [
            (lambda x, y, width=width, token=token: self.line((x - 8, x + 8), (y, y), token=token, width=width), words)
            for width, words, token in drawn
        ]

    def _spells(self, theirs: pd.DataFrame) -> None:
        """Draw the terms of one person: as one bar where they follow on each other or overlap."""
        colour, y = style.faction(theirs["faction"].iloc[0]).colour, self.y[theirs["person"].iloc[0]]
        for begin, end, width in [("maybe_from", "maybe_to", 1.6), ("sure_from", "sure_to", 6)]:
            for first, last in _joined(theirs[begin], theirs[end]):
                self.line((self.at(first), self.at(last)), (y, y), color=colour, width=width, zorder=1)
        for row in theirs[(theirs["maybe_to"] - theirs["maybe_from"]).dt.days < MONTH].itertuples():
            x = self.at(row.maybe_from)  # in office within a month: the bar is long enough to be seen
            self.line((x, max(self.at(row.maybe_to), x + 4)), (y, y), color=colour, width=6, zorder=1)

    def _person(self, row: Any, marked: pd.DataFrame, barless: pd.DataFrame) -> list[Mark]:
        """Write who it is and what is last known, and draw the ends; return the marks of the name and of the ends."""
        y, faction = self.y[row.person], style.faction(row.faction)
        self.rule(y + ROW / 2, width=0.5)
        self.unit(5, y, row.faction, size=8)
        words = f"{row.name}: {in_words(faction)}"
        name = Mark(self.text(14, y, cut(row.name, self.left - 20)), words, f"#person:{row.person}")
        theirs = marked[marked["person"] == row.person]
        marks = [self._end(each, row, y) for each in theirs.itertuples()]
        self._no_bar(barless[barless["person"] == row.person], theirs, y)
        self.text(self.right + 12, y, row.words, token="ink" if len(theirs) else "muted")
        return [name, *marks]

    def _no_bar(self, terms: pd.DataFrame, theirs: pd.DataFrame, y: float) -> None:
        """Say, to the left of the marks, why there is no bar: no office of the person has a beginning."""
        if terms.empty:
            return
        until = terms["to_latest"].max()
        words = "undated" if pd.isna(until) else f"to {until:%Y}"
        words = words if self.narrow else f"office {words}"
        x = self.at(min([PLENUM, *theirs["first"]])) - 8
        if x - text_width(words) >= self.left:
            self.text(x, y, words, ha="right", token="muted")

    def _end(self, row: Any, person: Any, y: float) -> Mark:
        kind = style.KINDS[row.kind]
        x0, x1 = self.at(row.first), self.at(row.last)
        if _wide(row):
            self.line((x0, x1), (y + 7, y + 7), token="muted", width=2)
        x = (x0 + x1) / 2 + 8 * (row.kind in ABROAD and not _wide(row))  # who goes abroad sets out from the day
        artist = self.symbol(x, y, kind.marker, style.colour("ink"), size=10, zorder=4)
        words = f"{person.name}: {kind.label}, {when(row.date)}"
        return Mark(artist, words, f"#person:{row.person}")


def _wide(row: Any) -> bool:
    return (row.last - row.first).days > MONTH


def _joined(begins: pd.Series, ends: pd.Series) -> list[list[pd.Timestamp]]:
    """Return spans of days in order, with those that overlap or follow on each other as one."""
    joined: list[list[pd.Timestamp]] = []
    for begin, end in sorted((begin, end) for begin, end in zip(begins, ends, strict=True) if begin <= end):
        if joined and begin <= joined[-1][1] + pd.Timedelta(days=2):
            joined[-1][1] = max(joined[-1][1], end)
        else:
            joined.append([begin, end])
    return joined


def _table(people: pd.DataFrame, spells: pd.DataFrame, marked: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    names = people.set_index("person")
    held = spells.assign(what="term", kind=spells.get("post", spells.get("body")), date=_term(spells))
    told = known[known["kind"].notna()].reset_index().assign(what="last known")
    ended = pd.concat([marked.assign(what="end"), told])
    ended = ended.assign(
        kind=[style.KINDS[kind].label for kind in ended["kind"]],
        name=ended["person"].map(names["name"]),
        faction=ended["person"].map(names["faction"]),
    )
    both = pd.concat([held, ended]).reindex(columns=["person", "name", "faction", "what", "kind", "date", "source"])
    order = both["person"].map({person: i for i, person in enumerate(people["person"])})
    return (
        both.assign(_order=order)
        .sort_values("_order", kind="stable")
        .drop(columns=["_order", "person"])
        .reset_index(drop=True)
    )


def _term(spells: pd.DataFrame) -> Any:
    return [
        f"{when(begin)} to {when(end)}" if isinstance(end, str) else f"from {when(begin)}; end not known"
        for begin, end in zip(spells["from"], spells["to"], strict=True)
    ]


def _alt(people: pd.DataFrame, marked: pd.DataFrame, years: Any, left_out: Any, barless: Any) -> tuple[str, str]:
    gone = people[people["exit"].notna()]
    what = (
        f"Lifelines of {plural(len(people), 'person')} from {years[0].year} to {years[1].year}, one lane each,"
        f" sorted by the first end; {len(gone)} have one in these years."
    )
    firsts = marked.drop_duplicates("person").set_index("person")
    said = [
        f"{row['name']} ({style.KINDS[firsts.at[row['person'], 'kind']].label},"
        f" {when(firsts.at[row['person'], 'date'])})"
        for row in gone.to_dict("records")
    ]
    stay = listed(f"{name} ({words})" for name, words in people.loc[people["exit"].isna(), ["name", "words"]].values)
    perhaps = people.loc[(people["exit"] < PLENUM) & (people["surely"] >= PLENUM), "name"]
    parts = [
        "; ".join(said) + "." if said else "",
        f"Perhaps also from the August plenum on: {listed(perhaps)}." if len(perhaps) else "",
        f"No lasting expulsion, flight or death known, and what is known last: {stay}." if stay else "",
        f"Not drawn, because no term has a date: {listed(left_out)}." if left_out else "",
        f"Without a line, because no term has a beginning: {listed(barless)}." if barless else "",
    ]
    return what, " ".join(filter(None, parts))


def _finding(people: pd.DataFrame) -> str:
    """Say how many fell, fled or died, and how many of these from the August plenum on, by the first end."""
    gone, after = int(people["exit"].notna().sum()), int((people["exit"] >= PLENUM).sum())
    groups = {style.faction(id).id for id in people["faction"]}
    men = MEN.get(*groups) if len(groups) == 1 and len(people) > 1 else None
    who = f"{gone or 'None'} of {f'{len(people)} {men}' if men else plural(len(people), 'person')} in office"
    number = "all" if after == gone else after
    tail = f", {number} of them from the August plenum on" if after else ""
    return f"{who} {'are' if gone > 1 else 'is'} known to have fallen, fled or died{tail}"
