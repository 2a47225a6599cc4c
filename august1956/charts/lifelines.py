"""How long each lasted: a lane for each person, bars for terms of office, marks for what ended them."""

from collections.abc import Iterable
from typing import Any, Unpack

import pandas as pd

from august1956 import style
from august1956.charts._contract import Evidence, Mark, chart
from august1956.charts._reading import Reading, all_of, ends, landmarks
from august1956.charts._seats import real
from august1956.charts._sheet import Sheet
from august1956.charts._text import cut, text_width
from august1956.charts._words import MEN, in_words, last_word, listed, plural, when
from august1956.vocabulary import ABROAD, AUGUST_PLENUM, ENDS

__all__ = ["lifelines", "spans"]

ROW = 21
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
    """Draw a lane for each person with the terms held and the marks of what ended them, sorted by the first end.

    A thick bar is certain. A thin one may have been: the days between the earliest and the latest beginning or
    end, and after a term whose end no source gives, up to the first end of the person or of the years drawn. At the
    right stands the last that is known of the person in these years. A `source` chooses among the outcomes; the terms
    stay.

    Parameters
    ----------
    terms : pandas.DataFrame
        Seats or posts: person, name, faction, from and to (EDTF) with their earliest and latest days.
    outcomes : pandas.DataFrame
        What happened to these persons: person, kind, date (EDTF) with date_earliest and date_latest, source.
    bodies : pandas.DataFrame, optional
        When bodies ended, for seats: id, to_latest. It bounds the terms of which no source gives the end.
    events : pandas.DataFrame, optional
        Landmarks drawn as lines: date_earliest, title; by the column landmark where the table has it.
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
    lanes = _Lanes(shared, people, years)
    marks = lanes.draw(marked, spells, landmarks(events))
    table = _table(people, spells, marked)
    words = _alt(people, marked, years, left_out, barless)
    return Evidence(table, *words, _finding(people), marks=tuple(marks))


def spans(
    terms: pd.DataFrame,
    outcomes: pd.DataFrame,
    bodies: pd.DataFrame | None,
    years: tuple[pd.Timestamp, pd.Timestamp],
    *,
    kinds: Iterable[str] = ENDS,
    dates: str = "range",
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return what a lifeline draws: the persons, what ended their terms, and what is certain of each term.

    Parameters
    ----------
    terms, outcomes, bodies : pandas.DataFrame
        As for `lifelines`.
    years : tuple of pandas.Timestamp
        The first and the last day drawn.
    kinds : iterable of str
        Kinds of outcome that count as an end.
    dates : str
        Which end of an uncertain date counts: range, earliest or latest.

    Returns
    -------
    people : pandas.DataFrame
        One row for each person, by the first end: person, name, faction, exit and surely, its earliest and latest day.
    marked : pandas.DataFrame
        Outcomes that are such an end and may lie in these years, with first and last, their earliest and latest day.
    spells : pandas.DataFrame
        The terms that began in these years or before, with the days maybe_from, sure_from, sure_to, maybe_to.
    """
    marked = _marked(outcomes, set(kinds), set(terms["person"]), dates, years)
    people = _people(terms, marked)
    return people, marked, _spells(terms, people, bodies, dates, years)


class _Lanes(Sheet):
    """The lanes, in days across and units down."""

    def __init__(self, shared: Any, people: pd.DataFrame, years: Any) -> None:
        names = max((text_width(name) for name in people["name"]), default=60)
        wide = min(names + 26, 142 if shared["narrow"] else 190)
        super().__init__(shared, years, left=wide, right=108 if shared["narrow"] else 116)
        self.people = people

    def draw(self, marked: pd.DataFrame, spells: pd.DataFrame, events: pd.DataFrame) -> list[Mark]:
        y = self.key(10, [*self.groups(self.people["faction"]), *self.steps(marked["kind"]), *self._bars(marked)]) + 4
        inside = events[events["date_earliest"].between(*self.days)]
        if self.narrow:
            inside = inside[inside["title"].str.startswith("August")]
        self.top = self.landmarks(inside, y + 4) + 4
        self.y = {person: self.top + ROW * (i + 0.5) for i, person in enumerate(self.people["person"])}
        bottom = self.top + ROW * len(self.people)
        self.fall(bottom)
        for _, theirs in spells.groupby("person", sort=False):
            self._spells(theirs)
        marks = [mark for row in self.people.itertuples() for mark in self._person(row, marked)]
        self.years(bottom + 12, self.top, step=8 if self.narrow else 2)
        self.close(bottom + 24)
        return marks

    def _bars(self, marked: pd.DataFrame) -> Any:
        drawn = [(6, "in office", "ink"), (1.6, "perhaps in office", "ink")]
        if any(_wide(row) for row in marked.itertuples()):
            drawn.append((1, "days on which it may have ended", "muted"))
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

    def _person(self, row: Any, marked: pd.DataFrame) -> list[Mark]:
        """Write who it is and what is last known, and draw the ends; return the marks of the name and of the ends."""
        y, faction = self.y[row.person], style.faction(row.faction)
        self.rule(y + ROW / 2, width=0.5)
        self.unit(5, y, row.faction, size=8)
        words = f"{row.name}: {in_words(faction)}"
        name = Mark(self.text(14, y, cut(row.name, self.left - 20)), words, f"#person:{row.person}")
        theirs = marked[marked["person"] == row.person]
        marks = [self._end(each, row, y) for each in theirs.itertuples()]
        end = theirs.iloc[-1] if len(theirs) else None
        unknown = "not known" if self.narrow else "end not known"
        word = unknown if end is None else f"{last_word(end['kind'])} {end['first']:%Y}"
        self.text(self.right + 12, y, cut(word, self.width - self.right - 12), token="muted" if end is None else "ink")
        return [name, *marks]

    def _end(self, row: Any, person: Any, y: float) -> Mark:
        kind = style.KINDS[row.kind]
        x0, x1 = self.at(row.first), self.at(row.last)
        if _wide(row):
            self.line((x0, x1), (y + 7, y + 7), token="muted", width=1)
        artist = self.symbol((x0 + x1) / 2, y, kind.marker, style.colour("ink"), size=10, zorder=4)
        words = f"{person.name}: {kind.label}, {when(row.date)}"
        return Mark(artist, words, f"#person:{row.person}", words)


def _wide(row: Any) -> bool:
    return (row.last - row.first).days > 31


def _joined(begins: pd.Series, ends: pd.Series) -> list[list[pd.Timestamp]]:
    """Return spans of days in order, with those that overlap or follow on each other as one."""
    joined: list[list[pd.Timestamp]] = []
    for begin, end in sorted((begin, end) for begin, end in zip(begins, ends, strict=True) if begin <= end):
        if joined and begin <= joined[-1][1] + pd.Timedelta(days=2):
            joined[-1][1] = max(joined[-1][1], end)
        else:
            joined.append([begin, end])
    return joined


def _marked(outcomes: pd.DataFrame, kinds: set[str], people: set[str], dates: Any, years: Any) -> pd.DataFrame:
    stood = real(outcomes) | outcomes["kind"].isin(ABROAD)
    rows = outcomes[outcomes["kind"].isin(kinds) & outcomes["person"].isin(people) & stood]
    begin, end = ends(rows, "date", dates)
    rows = rows.assign(first=begin.fillna(end), last=end.fillna(begin))
    inside = (rows["last"] >= years[0]) & (rows["first"] <= years[1])
    return rows[inside].sort_values(["first", "last", "person"], kind="stable").reset_index(drop=True)


def _people(terms: pd.DataFrame, marked: pd.DataFrame) -> pd.DataFrame:
    """Return the persons in the order of their first end; those without one come last, by faction and name."""
    people = terms.drop_duplicates("person")[["person", "name", "faction"]]
    exits = marked.drop_duplicates("person").set_index("person")
    people = people.assign(exit=people["person"].map(exits["first"]), surely=people["person"].map(exits["last"]))
    people["order"] = people["faction"].map(lambda id: style.faction(id).order)
    return people.sort_values(["exit", "order", "name"], kind="stable", na_position="last").reset_index(drop=True)


def _spells(terms: pd.DataFrame, people: pd.DataFrame, bodies: Any, dates: Any, years: Any) -> pd.DataFrame:
    """Return what is certain and what is possible of each term, within the years drawn."""
    begin, began = ends(terms, "from", dates)
    until, ended = ends(terms, "to", dates)
    exit = terms["person"].map(people.set_index("person")["exit"])
    surely = terms["person"].map(people.set_index("person")["surely"])
    bound = pd.NaT if bodies is None else terms["body"].map(bodies.set_index("id")["to_latest"])
    open = until.isna()
    spells = terms.assign(
        maybe_from=begin.clip(lower=years[0]),
        sure_from=began.clip(lower=years[0]),
        sure_to=until.mask(open, exit.where(exit >= began)).clip(upper=years[1]),
        maybe_to=ended.mask(open, surely.where(surely >= began)).fillna(bound).fillna(years[1]).clip(upper=years[1]),
    )
    return spells[spells["maybe_from"].notna() & (spells["maybe_from"] <= years[1])]


def _table(people: pd.DataFrame, spells: pd.DataFrame, marked: pd.DataFrame) -> pd.DataFrame:
    names = people.set_index("person")
    held = spells.assign(what="term", kind=spells.get("post", spells.get("body")), date=_term(spells))
    marked = marked.assign(kind=[style.KINDS[kind].label for kind in marked["kind"]])
    ended = marked.assign(
        what="end", name=marked["person"].map(names["name"]), faction=marked["person"].map(names["faction"])
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
    stay = listed(people.loc[people["exit"].isna(), "name"])
    rest = f"Not drawn, because no term has a date: {listed(left_out)}. " if left_out else ""
    rest += f"Without a line, because no term has a beginning: {listed(barless)}." if barless else ""
    ends = "; ".join(said) + "." if said else ""
    return what, " ".join(filter(None, [ends, f"No end known: {stay}." if stay else "", rest.strip()]))


def _finding(people: pd.DataFrame) -> str:
    """Say how many fell, fled or died, and how many of these at the August plenum or after it, by the first end."""
    gone, after = int(people["exit"].notna().sum()), int((people["exit"] >= PLENUM).sum())
    groups = {style.faction(id).id for id in people["faction"]}
    men = MEN.get(*groups) if len(groups) == 1 and len(people) > 1 else None
    who = f"{len(people)} {men}" if men else plural(len(people), "person")
    perhaps = int(((people["exit"] < PLENUM) & (people["surely"] >= PLENUM)).sum())
    number = "all" if after == gone else after
    tail = f", {number} of them at the August plenum or later" if after else ""
    tail += f" and perhaps {perhaps} more" if after and perhaps else ""
    return f"Of {who} in office, {gone} are known to have fallen, fled or died{tail}"
