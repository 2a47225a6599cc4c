"""The summer of 1956: the talks at a glance, then day by day, talks on one side of a line and events on the other."""

from collections.abc import Iterable
from typing import Any, Unpack

import pandas as pd

from august1956 import style
from august1956.charts._contract import Evidence, Mark, chart
from august1956.charts._glance import Glance, counted, mark, said
from august1956.charts._reading import Reading, all_of, landmarks
from august1956.charts._sheet import pack
from august1956.charts._silence import DAY, OTHERS, Silence, silence
from august1956.charts._text import wrap
from august1956.charts._words import AMONG, family, keys, listed, plural, speakers

__all__ = ["summer"]

LINE, EMPTY, MONTH = 15, 3, 21  # units: a line of a label, a day that holds nothing, the name of a month
NAMED = 3  # of more speakers the first is named and the rest are counted


@chart(
    needs={"id", "date", "date_earliest", "date_latest", "title", "source"},
    claims=("", "contacts"),
    refuses={
        "faction": "events belong to no group; choose among the conversations before",
        "person": "events name nobody; choose among the conversations before",
    },
)
def summer(
    events: pd.DataFrame,
    *,
    contacts: pd.DataFrame | None = None,
    people: pd.DataFrame | None = None,
    apart: Iterable[str] = (),
    first: str = "1956-06-01",
    last: str = "1956-09-30",
    **shared: Unpack[Reading],
) -> Evidence:
    """Draw a summer twice: on one line of time, and as a strip of days, downwards.

    Above, a mark for each conversation at its day, in lanes by who spoke, and under each month a stroke for every
    event; a line through a mark spans the days on which it may have been, and what may belong to two months counts in
    the first. Below, every day has its place, and takes more room the more it holds. An event that lasted has a bar
    down to its last day; a thin bar spans the days on one of which it happened. What is dated no better than to a
    month stands under the name of the month, before its days; what fills all these days or more, as the date of a year
    does, is left out. Wide, conversations stand to the left and events to the right; narrow, all to the right.

    Shaded in both, and told in the title, is the longest stretch of two weeks or more before the first plenum in which
    no Korean, or none but those `apart`, may have had one of the conversations given.

    Parameters
    ----------
    events : pandas.DataFrame
        One row per event: id, date (EDTF) with date_earliest and date_latest, title, source; kind, where plenums
        are to be told from the rest.
    contacts : pandas.DataFrame, optional
        Documented conversations: date as above, persons (ids), speaker where there is one, faction
        (ids), diplomat, country, source.
    people : pandas.DataFrame, optional
        Names for the ids of persons: person, name, as `data.groups` returns them.
    apart : iterable of str
        Ids of persons who have a line of their own above and end no stretch when they alone speak.
    first, last : str
        The first and last day, ISO.

    Examples
    --------
    >>> from august1956 import charts, data
    >>> charts.evidence(charts.summer(data.load("events"))).table.columns[0]
    'date'
    """
    if people is not None:
        apart = all_of("apart", apart, people["person"])
    days = pd.Timestamp(first), pd.Timestamp(last)
    few = _names(people, apart)
    dated = _items(events, contacts, people, set(apart), shared["dates"])
    rows = _within(dated, *days)
    plenums = landmarks(events)
    plenums = plenums[plenums["date_earliest"].between(*days)]
    found = None
    if contacts is not None and len(plenums):
        found = silence(dated[dated["what"] == "conversation"], days[0], plenums["date_earliest"].min(), few)
    marks = _Strip(shared, rows, found, *days).draw(plenums, few)
    table = rows[["date", "what", "title", "faction", "diplomat", "source"]].reset_index(drop=True)
    return Evidence(
        table, *_alt(rows, found, *days), _finding(rows, found), marks=tuple(marks), sources=keys(rows["source"])
    )


def _names(people: pd.DataFrame | None, apart: Iterable[str]) -> list[str]:
    names = {} if people is None else dict(zip(people["person"], people["name"], strict=True))
    return [names.get(id, id) for id in apart]


def _items(
    events: pd.DataFrame, contacts: pd.DataFrame | None, people: pd.DataFrame | None, apart: set[str], reading: Any
) -> pd.DataFrame:
    """Return events and conversations as one table, with the days between which each is drawn."""
    parts = [events.assign(what="event", faction=None, href="#event:" + events["id"], diplomat=None)]
    if contacts is not None:
        parts.append(_talks(contacts, people, apart))
    columns = ["id", "date", "date_earliest", "date_latest", "what", "title", "faction", "diplomat", "listener", "href"]
    columns += ["source", "spoke", "said"]
    rows = pd.concat([part.reindex(columns=columns).astype(object) for part in parts], ignore_index=True)
    begin, end = (pd.to_datetime(rows[column]) for column in ("date_earliest", "date_latest"))
    rows["begin"], rows["end"] = begin.fillna(end), end.fillna(begin)
    rows["vague"] = ~rows["date"].str.contains("/", na=False) & (rows["begin"] < rows["end"])  # "/": how long it lasted
    rows["end"] = rows["end"].mask(rows["vague"] & (reading == "earliest"), rows["begin"])
    rows["begin"] = rows["begin"].mask(rows["vague"] & (reading == "latest"), rows["end"])
    return rows


def _within(rows: pd.DataFrame, first: Any, last: Any) -> pd.DataFrame:
    """Return what touches these days and does not fill them, in order."""
    whole = (rows["begin"] <= first) & (rows["end"] >= last)
    rows = rows[(rows["end"] >= first) & (rows["begin"] <= last) & ~whole]
    return rows.sort_values(["begin", "end", "what", "id"], kind="stable").reset_index(drop=True)


def _talks(contacts: pd.DataFrame, people: pd.DataFrame | None, apart: set[str]) -> pd.DataFrame:
    names = {} if people is None else dict(zip(people["person"], people["name"], strict=True))
    several = contacts["faction"].astype("str").str.contains(";")
    spoke = speakers(contacts, names)
    return contacts.assign(
        what="conversation",
        title=[listed(said) or AMONG for _, said in spoke],
        said=pd.Series([said for _, said in spoke], contacts.index, dtype=object),
        spoke=[
            AMONG if not said else "apart" if len(ids) == len(said) and set(ids) <= apart else OTHERS
            for ids, said in spoke
        ],
        faction=contacts["faction"].mask(several).map(lambda id: style.faction(id).id),
        href="#contact:" + contacts["id"],
        diplomat=contacts["diplomat"] + ", " + contacts["country"],
        listener=contacts["diplomat"].map(family),
    )


class _Strip(Glance):
    """Below the months at a glance, days down the sheet, each as high as what it holds; labels beside them."""

    def __init__(self, shared: Any, rows: pd.DataFrame, found: Silence | None, first: Any, last: Any) -> None:
        super().__init__(shared, rows, found, first, last)
        self.date, self.bars, self.column = (46, 57, 82) if self.narrow else (324, 338, 370)
        self.rows = _laid_out(rows, first, last, lambda row: self._room(row))

    def _room(self, row: Any) -> float:
        if row["what"] == "conversation":
            return self.width - self.column - 20 if self.narrow else 256
        return self.width - self.column - 4

    def draw(self, plenums: pd.DataFrame, names: list[str]) -> list[Mark]:
        """Draw the whole sheet; return its marks in the order in which they are read."""
        talks = self.rows[self.rows["what"] == "conversation"]
        y = self.key(10, self.groups(talks["faction"], unknown="Mixed or not known")) if len(talks) else 4.0
        y, marks = self.glance(y + 4, plenums, names)
        self.top = self._key(y + 12, len(talks) > 0)
        self.edges = self._edges(pd.date_range(self.first, self.last))
        self._shade()
        self._calendar()
        for opened in plenums["date_earliest"]:
            self.rule(self._begin(opened) - 1, self.date - 40, token="ink", width=1.4)
        return marks + self._items()

    def _key(self, y: float, talks: bool) -> float:
        ink = style.colour("ink")
        bars = self.rows[(self.rows["until"] > self.rows["day"]) & (self.rows["place"] == "day")]
        bars = bars[bars["what"] == "event"]
        items: list[Any] = [(lambda x, y: self.symbol(x, y, "_", ink, size=8), "Event")]
        for vague, label in ((False, "How long it lasted"), (True, "On one of these days")):
            if (bars["vague"] == vague).any():
                items.append((lambda x, y, vague=vague: self._stroke(x, y - 7, y + 7, vague), label))
        items.append((lambda x, y: self._tick(x + 3, y), "A day of which nothing is recorded"))
        y = self.key(y, items)
        if talks and not self.narrow:
            self.text(274, y + 4, "Who spoke → to which diplomat", ha="right", token="muted", style="italic")
            self.text(self.column, y + 4, "What happened", token="muted", style="italic")
        return y + (4 if self.narrow else 18)

    def _stroke(self, x: float, top: float, bottom: float, vague: bool) -> None:
        self.drop(x, top, bottom, **({"token": "muted", "width": 0.8} if vague else {"token": "ink", "width": 2}))

    def _tick(self, x: float, y: float) -> None:
        self.line((x - 6, x), (y, y), token="muted", width=0.7)

    # days

    def _edges(self, days: Any) -> pd.Series:
        """Return where each day begins, and at the end where the last one ends, with names of months and a note."""
        names = pd.Series([MONTH if self._named(day) else 0.0 for day in days], days)
        self.noted: list[str] = []
        if self.found:
            text = f"From {self.found.when} {self.found.who} on record"
            self.noted = wrap(text, self.width - 20).split("\n")
            names[self.found.start] += LINE * len(self.noted) + 6
        self.heads = names + self._needed("month").reindex(days).fillna(0)
        heights = self._needed("day").reindex(days).fillna(EMPTY) + self.heads
        ends = self.top + heights.cumsum()
        return pd.concat([ends - heights, ends.tail(1).rename(lambda day: day + DAY)])

    def _needed(self, place: Any) -> pd.Series:
        rows = self.rows[self.rows["place"] == place]
        side = rows["what"].map(lambda what: "all" if self.narrow else what)
        return rows.groupby(["day", side])["height"].sum().groupby("day").max()

    def _named(self, day: Any) -> bool:
        return day.day == 1 or day == self.first

    def _begin(self, day: Any) -> float:
        return self.edges[day] + self.heads[day]

    def _shade(self) -> None:
        """Shade the stretch found, under a note of what it is."""
        if self.found:
            top = self.edges[self.found.start] + (MONTH if self._named(self.found.start) else 0)
            self.shade(0, top, self.width, self.edges[self.found.end + DAY])
            for i, line in enumerate(self.noted):
                self.text(6, top + 9 + LINE * i, line, weight="bold")

    def _calendar(self) -> None:
        """Draw a tick for every day that holds nothing, the date of the others, and the names of the months."""
        busy = set(self.rows.loc[self.rows["place"] == "day", "day"])
        for day in self.edges.index[:-1]:
            y = self._begin(day)
            if self._named(day):
                self.rule(self.edges[day])
                self.text(0, self.edges[day] + 12, f"{day:%B %Y}", weight="bold")
            if day in busy:
                self.text(self.date, y + LINE / 2, f"{day.day} {day:%b}", ha="right", token="muted")
            else:
                self._tick(self.date, y + EMPTY / 2)

    # what they hold

    def _items(self) -> list[Mark]:
        marks: list[Mark] = []
        filled: dict[tuple, float] = {}
        for row in self.rows.itertuples():
            side = "left" if row.what == "conversation" and not self.narrow else "right"
            start = self._begin(row.day) if row.place == "day" else self.edges[row.day] + MONTH
            y = start + filled.get((row.day, row.place, side), 0)
            filled[row.day, row.place, side] = y + row.height - start
            marks.append(self._item(row, y + LINE / 2, side))
        self.close(self.edges.iloc[-1] + 8)
        return marks

    def _item(self, row: Any, y: float, side: Any) -> Mark:
        talk, x = row.what == "conversation", self.column if side == "right" else 274
        if talk:
            artist = self.unit(x + 4 if side == "right" else x - 4, y, row.faction, size=9)
        else:
            x_bar = self.bars + 7 * row.lane
            artist = self.symbol(x_bar, y, "_", style.colour("ink"), size=7)
            if row.until > row.day and row.place == "day":
                self._stroke(x_bar, y + 1, self.edges[row.until + DAY] - 2, row.vague)
        for i, line in enumerate(row.label.split("\n")):
            shift = (16 if talk else 0) if side == "right" else -14
            self.text(x + shift, y + LINE * i, line, ha="left" if side == "right" else "right")
        return mark(artist, row)


def _laid_out(rows: pd.DataFrame, first: Any, last: Any, room: Any) -> pd.DataFrame:
    """Give every row the day at which it stands, its last day, its label, height, and lane among the bars."""
    rows = rows.assign(day=rows["begin"].clip(lower=first), until=rows["end"].clip(upper=last), lane=0)
    months = rows["date"].str.fullmatch(r"\d{4}-\d\d[~?%]?") & (rows["begin"] < rows["end"])
    rows["place"] = months.map({True: "month", False: "day"})
    rows["label"] = [wrap(_label(row), room(row)) for row in rows.to_dict("records")]
    rows["height"] = [LINE * (label.count("\n") + 1) + 2.0 for label in rows["label"]]
    # A month before its days, events before talks.
    by = {"day": True, "place": False, "what": False, "until": True, "id": True}
    rows = rows.sort_values(list(by), ascending=list(by.values()), kind="stable").reset_index(drop=True)
    events = rows[(rows["what"] == "event") & (rows["place"] == "day")]
    spans = [(day.toordinal(), until.toordinal()) for day, until in zip(events["day"], events["until"], strict=True)]
    rows.loc[events.index, "lane"] = pack(spans, gap=1)
    return rows


def _label(row: Any) -> str:
    begin, end = row["begin"], row["end"]
    title = row["title"]
    if row["what"] == "conversation":
        title = title if len(row["said"]) <= NAMED else f"{row['said'][0]} and {len(row['said']) - 1} others"
        sign = ", with" if title == AMONG else " →"
        title += f"{sign} {row['listener']}" if isinstance(row["listener"], str) and row["listener"] else ""
    if row["place"] == "month":
        return f"{title} (day unknown)"
    if begin == end or (row["what"] == "conversation" and not row["vague"]):
        return title
    since = "" if begin == row["day"] else f"since {begin.day} {begin:%b}, "
    return f"{title} ({since}{'by' if row['vague'] else 'until'} {end.day} {end:%b})"


def _alt(rows: pd.DataFrame, found: Silence | None, first: Any, last: Any) -> tuple[str, str]:
    talks = int((rows["what"] == "conversation").sum())
    what = (
        f"Strip of days from {first.day} {first:%B} to {last.day} {last:%B %Y} with"
        f" {plural(len(rows) - talks, 'event')} and {plural(talks, 'conversation')}."
    )
    shaded = f"Shaded: from {found.when}, {plural(found.days, 'day')}, {found.who} on record. " if found else ""
    months = [
        f"{month.strftime('%B')} {plural(said, 'conversation')} and {plural(events, 'event')}"
        for month, (said, events) in counted(rows, first).items()
    ]
    return what, f"{shaded}{listed(months)}. " + "; ".join(said(row) for row in rows.itertuples()) + "."


def _finding(rows: pd.DataFrame, found: Silence | None) -> str:
    if found:
        who = f"{found.who} on record speaking to a foreign diplomat"
        return f"From {found.when} {found.start.year} {who}"
    talks = int((rows["what"] == "conversation").sum())
    months = rows["begin"].dt.to_period("M").value_counts().sort_index()
    most = f"; {months.idxmax().strftime('%B')} holds the most, {months.max()}" if len(months) > 1 else ""
    both = [plural(len(rows) - talks, "event"), *[plural(talks, "talk") + " with diplomats"] * bool(talks)]
    return f"{listed(both)}, day by day{most}"
