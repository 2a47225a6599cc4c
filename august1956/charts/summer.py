"""The summer of 1956 day by day: conversations on one side of a line of days, events on the other."""

from typing import Any, Unpack

import pandas as pd

from august1956 import style
from august1956.charts._contract import Evidence, Mark, chart
from august1956.charts._reading import Reading, landmarks
from august1956.charts._sheet import Sheet, pack
from august1956.charts._text import cut, wrap
from august1956.charts._words import AMONG, family, keys, listed, plural, speakers, when

__all__ = ["summer"]

LINE, EMPTY, MONTH = 17, 5, 24  # units: a line of a label, a day that holds nothing, the name of a month


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
    first: str = "1956-06-01",
    last: str = "1956-09-30",
    **shared: Unpack[Reading],
) -> Evidence:
    """Draw a strip of days, downwards: what happened, and who spoke to an embassy.

    Every day has its place, and takes more room the more it holds. An event that lasted has a bar down to its last
    day. What is dated no better than to a month stands under the name of the month, before its days; what fills
    all these days or more, as the date of a year does, is left out. Wide, conversations stand to the left and
    events to the right; narrow, all to the right.

    Parameters
    ----------
    events : pandas.DataFrame
        One row per event: id, date (EDTF) with date_earliest and date_latest, title, source.
    contacts : pandas.DataFrame, optional
        Documented conversations: date as above, persons (ids), speaker where there is one, faction
        (ids), diplomat, country, source.
    people : pandas.DataFrame, optional
        Names for the ids of persons: person, name, as `data.groups` returns them.
    first, last : str
        The first and last day, ISO.

    Examples
    --------
    >>> from august1956 import charts, data
    >>> charts.evidence(charts.summer(data.load("events"))).table.columns[0]
    'date'
    """
    days = pd.Timestamp(first), pd.Timestamp(last)
    rows = _items(events, contacts, people, *days, shared["dates"])
    strip = _Strip(shared, rows, *days)
    strip.calendar()
    strip.plenums(landmarks(events))
    marks = strip.items()
    table = rows[["date", "what", "title", "faction", "diplomat", "source"]].reset_index(drop=True)
    return Evidence(table, *_alt(rows, *days), _finding(rows), marks=tuple(marks), sources=keys(rows["source"]))


def _items(
    events: pd.DataFrame,
    contacts: pd.DataFrame | None,
    people: pd.DataFrame | None,
    first: Any,
    last: Any,
    reading: Any,
) -> pd.DataFrame:
    """Return events and conversations that touch these days as one table, in order."""
    parts = [events.assign(what="event", faction=None, href="#event:" + events["id"], diplomat=None)]
    if contacts is not None:
        parts.append(_talks(contacts, people))
    columns = ["id", "date", "date_earliest", "date_latest", "what", "title", "faction", "diplomat", "listener", "href"]
    columns += ["source"]
    rows = pd.concat([part.reindex(columns=columns).astype(object) for part in parts], ignore_index=True)
    begin, end = (pd.to_datetime(rows[column]) for column in ("date_earliest", "date_latest"))
    rows["begin"], rows["end"] = begin.fillna(end), end.fillna(begin)
    vague = ~rows["date"].str.contains("/") & (reading != "range")  # from … to … is how long it lasted
    rows["end"] = rows["end"].mask(vague & (reading == "earliest"), rows["begin"])
    rows["begin"] = rows["begin"].mask(vague & (reading == "latest"), rows["end"])
    whole = (rows["begin"] <= first) & (rows["end"] >= last)
    rows = rows[(rows["end"] >= first) & (rows["begin"] <= last) & ~whole]
    return rows.sort_values(["begin", "end", "what", "id"], kind="stable").reset_index(drop=True)


def _talks(contacts: pd.DataFrame, people: pd.DataFrame | None) -> pd.DataFrame:
    names = {} if people is None else dict(zip(people["person"], people["name"], strict=True))
    several = contacts["faction"].astype("str").str.contains(";")
    return contacts.assign(
        what="conversation",
        title=[listed(said) or AMONG for _, said in speakers(contacts, names)],
        faction=contacts["faction"].mask(several).map(lambda id: style.faction(id).id),
        href="#contact:" + contacts["id"],
        diplomat=contacts["diplomat"] + ", " + contacts["country"],
        listener=contacts["diplomat"].map(family),
    )


class _Strip(Sheet):
    """Days down the sheet, each as high as what it holds; labels beside them."""

    def __init__(self, shared: Any, rows: pd.DataFrame, first: Any, last: Any) -> None:
        super().__init__(shared)
        self.first = first
        self.date, self.bars, self.right = (47, 60, 90) if self.narrow else (300, 316, 352)
        self.rows = _laid_out(rows, first, last, lambda row: self._room(row))
        self.top = self._key()
        self.edges = self._edges(pd.date_range(first, last))

    def _room(self, row: Any) -> float:
        if self.narrow:
            return self.width - self.right - (14 if row["what"] == "conversation" else 0)
        return self.width - self.right if row["what"] == "event" else 226

    def _key(self) -> float:
        talks = self.rows[self.rows["what"] == "conversation"]
        items = self.groups(talks["faction"], unknown="Mixed or not known") if len(talks) else []
        items.append((lambda x, y: self.symbol(x, y, "_", style.colour("ink"), size=8), "Event"))
        y = self.key(10, items)
        if len(talks) and not self.narrow:
            self.text(240, y + 4, "Who spoke → to which diplomat", ha="right", token="muted", style="italic")
            self.text(self.right, y + 4, "What happened", token="muted", style="italic")
        return y + (10 if self.narrow else 22)

    def _edges(self, days: Any) -> pd.Series:
        """Return where each day begins, and at the end where the last one ends; a month's first has its name."""
        names = pd.Series([MONTH if self._named(day) else 0.0 for day in days], days)
        self.heads = names + self._needed("month").reindex(days).fillna(0)
        heights = self._needed("day").reindex(days).fillna(EMPTY) + self.heads
        ends = self.top + heights.cumsum()
        return pd.concat([ends - heights, ends.tail(1).rename(lambda day: day + pd.Timedelta(days=1))])

    def _needed(self, place: Any) -> pd.Series:
        rows = self.rows[self.rows["place"] == place]
        side = rows["what"].map(lambda what: "all" if self.narrow else what)
        return rows.groupby(["day", side])["height"].sum().groupby("day").max()

    def _named(self, day: Any) -> bool:
        return day.day == 1 or day == self.first

    def _begin(self, day: Any) -> float:
        return self.edges[day] + self.heads[day]

    def calendar(self) -> None:
        """Draw a tick for every day, the date of those that hold something, and the names of the months."""
        busy = set(self.rows.loc[self.rows["place"] == "day", "day"])
        for day in self.edges.index[:-1]:
            y = self._begin(day)
            if self._named(day):
                line = self.edges[day]
                self.line((0, self.width), (line, line), token="rule", width=0.8, zorder=0)
                clear = {"facecolor": style.colour("paper"), "edgecolor": "none", "pad": 1}
                self.text(0, line + 13, f"{day:%B %Y}", weight="bold", bbox=clear)
            if day in busy:
                text = f"{day.day} {day:%b}"
                self.text(self.date, y + LINE / 2, text, ha="right", token="muted")
            else:
                self.line((self.date - 6, self.date), [y + EMPTY / 2] * 2, token="muted", width=0.7)

    def plenums(self, events: pd.DataFrame) -> None:
        """Draw a heavy rule before the day on which a plenum or congress opened."""
        for opened in events["date_earliest"]:
            if opened in self.edges.index[:-1]:
                y = self._begin(opened) - 1
                self.rule(y, self.date - 40, token="ink", width=1.4)

    def items(self) -> list[Mark]:
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
        talk, x = row.what == "conversation", self.right if side == "right" else 250
        if talk:
            artist = self.unit(x + 4 if side == "right" else x - 4, y, row.faction, size=9)
        else:
            artist = self.symbol(self.bars + 7 * row.lane, y, "_", style.colour("ink"), size=7)
            self._bar(row, y)
        for i, line in enumerate(row.label.split("\n")):
            shift = (16 if talk else 0) if side == "right" else -14
            self.text(x + shift, y + LINE * i, line, ha="left" if side == "right" else "right")
        words = _words(row)
        return Mark(artist, words, row.href if isinstance(row.href, str) else None, cut(words, 320))

    def _bar(self, row: Any, y: float) -> None:
        """Draw how long an event lasted."""
        if row.until > row.day and row.place == "day":
            x, bottom = self.bars + 7 * row.lane, self.edges[row.until + pd.Timedelta(days=1)]
            self.drop(x, y + 1, bottom - 2, token="ink", width=2)


def _laid_out(rows: pd.DataFrame, first: Any, last: Any, room: Any) -> pd.DataFrame:
    """Give every row the day at which it stands, its last day, its label, height, and lane among the bars."""
    rows = rows.assign(day=rows["begin"].clip(lower=first), until=rows["end"].clip(upper=last), lane=0)
    months = rows["date"].str.fullmatch(r"\d{4}-\d\d[~?%]?") & (rows["begin"] < rows["end"])
    rows["place"] = months.map({True: "month", False: "day"})
    rows["label"] = [wrap(_label(row), room(row)) for row in rows.to_dict("records")]
    rows["height"] = [LINE * (label.count("\n") + 1) + 4.0 for label in rows["label"]]
    by = {"day": True, "place": False, "what": True, "until": True, "id": True}  # the month before its days
    rows = rows.sort_values(list(by), ascending=list(by.values()), kind="stable").reset_index(drop=True)
    events = rows[(rows["what"] == "event") & (rows["place"] == "day")]
    spans = [(day.toordinal(), until.toordinal()) for day, until in zip(events["day"], events["until"], strict=True)]
    rows.loc[events.index, "lane"] = pack(spans, gap=1)
    return rows


def _label(row: Any) -> str:
    begin, end = row["begin"], row["end"]
    heard = isinstance(row["listener"], str) and row["listener"]
    title = f"{row['title']} → {heard}" if heard else row["title"]
    if row["place"] == "month":
        return f"{title} (on some day)"
    if begin == end or row["what"] == "conversation":
        return title
    since = "" if begin == row["day"] else f"since {begin.day} {begin:%B}, "
    return f"{row['title']} ({since}until {end.day} {end:%B})"


def _words(row: Any) -> str:
    talk = f" to {row.diplomat}" if row.what == "conversation" else ""
    return f"{when(row.date)}: {row.title}{talk}"


def _alt(rows: pd.DataFrame, first: Any, last: Any) -> tuple[str, str]:
    talks = int((rows["what"] == "conversation").sum())
    what = (
        f"Strip of days from {first.day} {first:%B} to {last.day} {last:%B %Y} with"
        f" {plural(len(rows) - talks, 'event')} and {plural(talks, 'conversation')}."
    )
    return what, "; ".join(_words(row) for row in rows.itertuples()) + "."


def _finding(rows: pd.DataFrame) -> str:
    talks = int((rows["what"] == "conversation").sum())
    months = rows["begin"].dt.to_period("M").value_counts().sort_index()
    most = f"; {months.idxmax().strftime('%B')} holds the most, {months.max()}" if len(months) > 1 else ""
    both = [plural(len(rows) - talks, "event"), *[plural(talks, "talk") + " with diplomats"] * bool(talks)]
    return f"{listed(both)}, day by day{most}"
