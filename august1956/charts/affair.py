"""The affair on one screen: who did what between the congress and the autumn of 1956, and how it ended."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Unpack

import pandas as pd

from august1956.charts._contract import Evidence, Mark, chart
from august1956.charts._reading import Reading, ends
from august1956.charts._sheet import Sheet
from august1956.charts._text import LINE, text_width, wrap
from august1956.charts._words import plural, when

__all__ = ["affair"]

LANES = {
    "powers": "Moscow and Beijing",
    "kim": "Kim Il Sung",
    "critics": "The critics",
    "border": "Over the border",
}
STORY = {  # an event: its lane, and at most six words
    "e1956-04-23-congress": ("kim", "Third congress"),
    "e1956-06-01-tour": ("kim", "Kim tours the socialist states"),
    "e1956-06-08-choe-chang-ik": ("critics", "Choe Chang-ik sees the Soviet ambassador"),
    "e1956-07-14-yi-pil-gyu": ("critics", "Yi Pil-gyu speaks of removing Kim"),
    "e1956-07-20-nam-il": ("critics", "Pak Chang-ok sounds out Nam Il"),
    "e1956-07-moscow-advice": ("powers", "Moscow criticises Kim"),
    "e1956-08-31-flight": ("border", "Four flee to China"),
    "e1956-09-18-mao-mikoyan": ("powers", "Mao agrees"),
    "e1956-09-19-mission": ("powers", "Envoys arrive"),
    "e1956-09-28-digest": ("kim", "Kim prints only a digest"),
}
LATER = {  # what came after the break of the axis
    "e1957-08-01-interrogations": "arrests",
    "e1957-11-mao": "Mao makes peace",
    "e1957-12-05-plenum": "December plenum",
    "e1958-03-03-conference": "party conference",
}
LINES = {"e1956-08-30-plenum": "30–31 August: critics punished", "e1956-09-23-plenum": "23 September: restored"}


@dataclass(frozen=True)
class _Item:
    """An event as it is drawn: its lane, its words, and its days."""

    id: str
    lane: str
    words: str
    title: str
    date: str
    first: pd.Timestamp
    last: pd.Timestamp


@chart(
    needs={"id", "date", "date_earliest", "date_latest", "title", "source"},
    refuses={"faction": "events belong to no group", "person": "events name nobody"},
)
def affair(
    events: pd.DataFrame,
    *,
    story: Mapping[str, tuple[str, str]] = STORY,
    later: Mapping[str, str] = LATER,
    lines: Mapping[str, str] = LINES,
    first: str = "1956-04-15",
    last: str = "1956-10-31",
    **shared: Unpack[Reading],
) -> Evidence:
    """Draw the affair in four lanes of time, from the congress of April to the end of October 1956.

    A bar covers the days on which something went on, or the days on which it may have happened; a tick is one day.
    Between the two plenums the lane of the critics is blank. After the break of the axis stand, not to scale, the
    dates of the end. Narrow, time runs down the page.

    Parameters
    ----------
    events : pandas.DataFrame
        One row per event: id, date (EDTF) with date_earliest and date_latest, title, source.
    story : mapping
        Id of an event to its lane (powers, kim, critics or border) and its words. Events that the frame lacks are not
        drawn.
    later : mapping
        Id of a later event to its words.
    lines : mapping
        Id of an event that is a line through all lanes, to its words.
    first, last : str
        The days between which to draw to scale, ISO.

    Examples
    --------
    >>> from august1956 import charts, data
    >>> charts.evidence(charts.affair(data.load("events"))).table.columns.tolist()
    ['date', 'lane', 'words', 'title', 'source']
    """
    days = pd.Timestamp(first), pd.Timestamp(last)
    rows = _rows(events, shared["dates"])
    items = _items(rows, story, days)
    fixed = _items(rows, {id: ("line", words) for id, words in lines.items()}, days)
    after = _items(rows, {id: ("later", words) for id, words in later.items()})
    drawing = _Affair(shared, days, items, fixed, after)
    marks = drawing.down() if drawing.narrow else drawing.across()
    every = sorted([*items, *fixed, *after], key=lambda item: (item.first, item.id))
    order = {item.id: mark for item, mark in marks}
    sources = rows.set_index("id")["source"]
    table = pd.DataFrame(
        [(i.date, LANES.get(i.lane, i.lane), i.words, i.title, sources[i.id]) for i in every],
        columns=["date", "lane", "words", "title", "source"],
    )
    end = max([days[1], *(item.last for item in after)])
    what = f"The affair in four lanes of time, {plural(len(every), 'event')} from {first[:4]} to {end:%B %Y}."
    said = "; ".join(f"{when(item.date)}: {item.words}" for item in every)
    return Evidence(table, what, said + ".", _finding(fixed), marks=tuple(order[item.id] for item in every))


def _rows(events: pd.DataFrame, reading: Any) -> pd.DataFrame:
    begin, end = ends(events, "date", reading)
    return events.assign(begin=begin.fillna(end), end=end.fillna(begin))


def _items(rows: pd.DataFrame, words: Mapping[str, tuple[str, str]], days: Any = None) -> list[_Item]:
    """Return the events that have words, in order, within the days where these are given."""
    found = rows[rows["id"].isin(words)].dropna(subset=["begin"])
    if days:
        found = found[(found["end"] >= days[0]) & (found["begin"] <= days[1])]
    return [
        _Item(row.id, *words[row.id], row.title, row.date, row.begin, row.end)
        for row in found.sort_values(["begin", "id"], kind="stable").itertuples()
    ]


class _Affair(Sheet):
    """Four lanes and two lines; on a phone a list with the lanes as columns."""

    def __init__(self, shared: Any, days: Any, items: Any, fixed: Any, after: Any) -> None:
        narrow = shared["narrow"]
        super().__init__(shared, days, left=0 if narrow else 104, right=0 if narrow else 150 if after else 10)
        self.items, self.fixed, self.after = items, fixed, after

    def across(self) -> Any:
        y, marks = 44.0, []
        tops = {}
        for lane, label in LANES.items():
            tops[lane] = y
            placed = self._placed([item for item in self.items if item.lane == lane])
            rows = max((row for _, _, row in placed), default=0) + 1
            height = 26 + LINE * rows
            self._lane(lane, label, y, height)
            for item, left, row in placed:
                marks.append((item, self._tick(item, y + 10)))
                self.text(left, y + 26 + LINE * row, item.words, zorder=3)
                x = self.at(item.first)
                if row == 0 and left < x or row and left == x:  # words that do not begin just under their tick
                    self.line((x + 1, x + 1), (y + 14, y + 19 + LINE * row), token="muted", zorder=2)
            y += height + 8
        marks += [(item, self._through(item, y, i)) for i, item in enumerate(self.fixed)]
        marks += self._afterwards(y)
        self._months(y + 8)
        self.close(y + 22)
        return marks

    def _placed(self, items: Any) -> Any:
        """Return each item with the left edge and the line of its words: they begin under its tick.

        From right to left, so that the line from a tick down to its words passes before all the words above them.
        """
        starts: dict[int, float] = {}
        placed = []
        for item in reversed(items):
            wide = text_width(item.words)
            left = max(min(self.at(item.first), self.right - wide), self.left)
            row = next(n for n in range(9) if left + wide + 8 <= starts.get(n, self.width))
            starts[row] = left
            placed.append((item, left, row))
        return placed[::-1]

    def _lane(self, lane: Any, label: Any, y: float, height: Any) -> None:
        between = [self.at(item.first) for item in self.fixed] if lane == "critics" else []
        self.shade(self.left, y, self.right, y + height)
        if len(between) == 2:
            self.shade(between[0], y + 1, between[1], y + height - 1, "paper")
            self.text(sum(between) / 2, y + 11, "out", ha="center", token="muted", style="italic")
        for i, line in enumerate(wrap(label, 92).split("\n")):
            self.text(0, y + 12 + LINE * i, line, weight="bold")

    def _tick(self, item: Any, y: float) -> Any:
        x0, x1 = self.at(item.first), self.at(item.last)
        artist = self.line((x0, max(x1, x0 + 3)), (y, y), token="ink", width=7, zorder=3)
        return _mark(item, artist)

    def _through(self, item: Any, bottom: float, row: Any) -> Any:
        x = self.at(item.first)
        self.drop(x, 30 - 15 * row + 4, bottom, token="ink", width=1.2, zorder=1)
        word = self.text(
            x + 4 if row else x - 4, 22 - 14 * row, item.words, ha="left" if row else "right", weight="bold"
        )
        return _mark(item, word)

    def _afterwards(self, bottom: float) -> Any:
        if not self.after:
            return []
        x, marks = self.right + 26, []
        for shift in (9, 13):
            self.line((self.right + shift - 3, self.right + shift + 3), (bottom + 4, bottom - 4), token="ink", width=1)
        self.text(x, 38, "later, not to scale", token="muted", style="italic")
        step = (bottom - 44) / len(self.after)
        for i, item in enumerate(self.after):
            y = 62 + step * i
            artist = self.line((x, x + 8), (y, y), token="ink", width=3, zorder=3)
            self.text(x + 14, y, f"{item.first:%b %Y}", token="muted")
            self.write(x + 14, y + LINE, item.words, width=self.width - x - 14)
            marks.append((item, _mark(item, artist)))
        return marks

    def _months(self, y: float) -> None:
        self.line((self.left, self.right), (y - 8, y - 8), token="muted")
        for start in pd.date_range(self.days[0], self.days[1], freq="MS"):
            x = self.at(start)
            self.line((x, x), (y - 12, y - 4), token="muted")
            if x + 34 < self.right:
                self.text(x + 4, y + 4, f"{start:%b}", token="muted")

    def down(self) -> Any:
        """Write the events down the sheet, each with a tick in the column of its lane."""
        columns = {lane: 7 + 15 * i for i, lane in enumerate(LANES)}
        y = self._heads(columns) + 14
        top, marks = y - 12, []
        for item in sorted([*self.items, *self.fixed], key=lambda item: (item.first, item.id)):
            if item in self.fixed:
                self.rule(y, 0, 66, token="ink", width=1.2)
                word = self.text(72, y, item.words, weight="bold")
                marks.append((item, _mark(item, word)))
            else:
                x = columns[item.lane]
                marks.append((item, _mark(item, self.line((x - 5, x + 5), (y, y), token="ink", width=7, zorder=3))))
                dated = f"{item.first.day} {item.first:%b}" if item.first == item.last else f"{item.first:%b}"
                self.text(112, y, dated, token="muted", ha="right")
                y += LINE * (self.write(118, y, item.words, width=self.width - 118) - 1)
            y += 23
        for x in columns.values():
            self.shade(x - 6, top, x + 6, y - 10)
        if self.after:
            self.text(118, y + 4, "later, not to scale", token="muted", style="italic")
            y += 26
        for item in self.after:
            marks.append((item, _mark(item, self.line((100, 110), (y, y), token="ink", width=3, zorder=3))))
            self.text(118, y, f"{item.first:%b %Y}: {item.words}", token="muted")
            y += 20
        self.close(y)
        return marks

    def _heads(self, columns: Any) -> float:
        y = 10.0
        for lane, label in LANES.items():
            self.text(72, y, label, token="muted")
            self.line((columns[lane], columns[lane], 68), (10 + 17 * len(LANES), y, y), token="rule", width=1)
            y += 17
        return y


def _mark(item: Any, artist: Any) -> Mark:
    return Mark(artist, f"{when(item.date)}: {item.title}", f"#event:{item.id}", f"{item.words}, {when(item.date)}")


def _finding(fixed: Any) -> str:
    if len(fixed) < 2:
        return "The affair of 1956 on one screen"
    gone, back = fixed[0].last, fixed[1].first
    return f"Punished by {_day(gone)}, restored on {_day(back)}: the critics were out for {(back - gone).days} days"


def _day(time: pd.Timestamp) -> str:
    return f"{time.day} {time:%B}"
