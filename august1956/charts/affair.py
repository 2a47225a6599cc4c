"""The affair on one screen: who did what between the congress and the autumn of 1956, and how it ended."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice, pairwise, product
from typing import Any, Unpack

import pandas as pd

from august1956.charts._contract import Evidence, Mark, chart
from august1956.charts._reading import Reading, ends
from august1956.charts._sheet import Sheet
from august1956.charts._text import LINE, text_width, wrap
from august1956.charts._words import plural, when

__all__ = ["affair"]

TOP, PER_DAY = 38, 2.6  # where the days begin, narrow, and how far down the sheet one goes
LANES = {
    "powers": "Moscow and Beijing",
    "kim": "Kim Il Sung",
    "critics": "The critics",
    "border": "Over the border",
}
COLUMNS = {"powers": ("Moscow, Beijing", 59), "kim": ("Kim", 36), "critics": ("Critics", 48), "border": ("Border", 47)}
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


_Words = tuple[float, float, list[str]]  # left and right edge, lines


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
    Between the two plenums the lane of the critics is blank, and says for how many days they were out. After the break
    of the axis stand, not to scale, the dates of the end. Narrow, time runs down the page.

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
    """Four lanes and two lines; on a phone time runs down, and the words stand beside the lanes."""

    def __init__(self, shared: Any, days: Any, items: Any, fixed: Any, after: Any) -> None:
        narrow = shared["narrow"]
        super().__init__(shared, days, left=0 if narrow else 104, right=0 if narrow else 126 if after else 10)
        self.items, self.fixed, self.after = items, fixed, after
        self.out = (fixed[0].last, fixed[1].first) if len(fixed) == 2 else None

    def across(self) -> Any:
        y, marks = 44.0, []
        for lane, label in LANES.items():
            placed = self._placed([item for item in self.items if item.lane == lane])
            height = 12 + LINE * max(2, _lines(placed))
            self._lane(lane, label, y, height)
            for item, (left, _, lines), row in placed:
                marks.append((item, self._tick(item, y + 14 + LINE * row)))
                for n, line in enumerate(lines):
                    self.text(left, y + 14 + LINE * (row + n), line, zorder=3)
            y += height + 8
        marks += [(item, self._through(item, y, i)) for i, item in enumerate(self.fixed)]
        marks += self._afterwards(y)
        self._months(y + 8)
        self.close(y + 22)
        return marks

    def _placed(self, items: Any) -> Any:
        """Return each item with its words and the line on which they begin, so that a lane is as low as can be."""
        every = islice(product(*(self._options(item) for item in items)), 1000)  # of a long lane not all are tried
        ways = [self._stacked(items, words) for words in every]
        return min(ways, key=lambda placed: (_lines(placed), sum(len(lines) for _, (*_, lines), _ in placed)))

    def _options(self, item: Any) -> list[_Words]:
        """Return where the words of an item may stand beside its tick, across no line through the lanes."""
        x0, x1, options = self.at(item.first), self.at(item.last), []
        edges = [self.left, *(self.at(each.first) for each in self.fixed), self.right + 20]
        for width in (400, 170, 150, 105, 92):
            lines = wrap(item.words, width).split("\n")
            wide = max(map(text_width, lines))
            for start, end in pairwise(edges):
                before, after = min(end - 5, x0 - 6), max(start + 5, x1 + 9)
                options += [(x0 - before, (before - wide, before, lines))] * (before - wide >= start + 2)
                options += [(after - x1, (after, after + wide, lines))] * (after + wide <= end - 3)
        near = min((far for far, _ in options), default=0) + 4
        return [words for far, words in options if far <= near] or [(self.left, self.right, [item.words])]

    def _stacked(self, items: Any, every: Any) -> list[Any]:
        """Put an item below those whose words or ticks are in its way."""
        placed: list[Any] = []
        taken: list[tuple[float, float, int]] = []
        for item, words in zip(items, every, strict=True):
            left, right = min(self.at(item.first), words[0]) - 4, max(self.at(item.last), words[1]) + 4
            row = max((bottom for a, b, bottom in taken if left < b and a < right), default=0)
            taken.append((left, right, row + len(words[2])))
            placed.append((item, words, row))
        return placed

    def _lane(self, lane: Any, label: Any, y: float, height: Any) -> None:
        self.shade(self.left, y, self.right, y + height)
        if lane == "critics" and self.out:
            x0, x1 = map(self.at, self.out)
            self.shade(x0, y, x1, y + height, "paper")
            for edge in (y, y + height):
                self.line((x0, x1), (edge, edge), token="ink", width=1.2, zorder=1)
            for i, words in enumerate((plural((self.out[1] - self.out[0]).days, "day"), "out")):
                self.text((x0 + x1) / 2, y + height / 2 - 8 + 16 * i, words, ha="center", weight="bold")
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
        self.text(self.width, 38, "later, not to scale", token="muted", style="italic", ha="right")
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
        for n, start in enumerate(pd.date_range(self.days[0], self.days[1], freq="MS")):
            x = self.at(start)
            self.line((x, x), (y - 12, y - 4), token="muted")
            if x + 34 < self.right:
                self.text(x + 4, y + 4, f"{start:%b %Y}" if n == 0 else f"{start:%b}", token="muted")

    def down(self) -> Any:
        """Draw the lanes down the sheet, to scale, with the words of each event beside them."""
        lefts, x = {}, 29.0
        for lane, (label, width) in COLUMNS.items():
            self.write(x, 10, label, width=width)
            lefts[lane] = x
            x += width
        self._ground(lefts)
        marks = []
        every = sorted([*self.items, *self.fixed], key=lambda item: (item.first, item.id))
        for item, (top, lines) in zip(every, self._beside(every, self.width - x - 10), strict=True):
            bold = "bold" if item in self.fixed else "normal"
            words = [self.text(x + 6, top + LINE * (n + 0.5), line, weight=bold) for n, line in enumerate(lines)]
            y0, y1 = self.down_at(item.first), self.down_at(item.last)
            if item in self.fixed:
                self.rule(y1 if item is self.fixed[0] else y0, token="ink", width=1.2, zorder=2)
                marks.append((item, _mark(item, words[0])))
                continue
            left = lefts[item.lane] + 8
            self.line((left + 8, x + 3), (y0, top + LINE / 2), token="muted", width=0.6, zorder=2)
            artist = self.line((left, left), (y0 - 2, max(y1, y0 + 2)), token="ink", width=9, zorder=3)
            marks.append((item, _mark(item, artist)))
        return marks + self._later_down(x, self.down_at(self.days[1]) + 18)

    def _later_down(self, x: float, y: float) -> Any:
        """List what came after the days that are drawn, and close the sheet."""
        marks = []
        if self.after:
            self.text(x + 6, y, "later, not to scale", token="muted", style="italic")
        for item in self.after:
            y += 20
            artist = self.line((88, 98), (y, y), token="ink", width=3, zorder=3)
            self.text(106, y, f"{item.first:%b %Y}: {item.words}", token="muted")
            marks.append((item, _mark(item, artist)))
        self.close(y + 12)
        return marks

    def down_at(self, time: Any) -> float:
        """Return how far down the sheet a day is."""
        return TOP + PER_DAY * (min(max(time, self.days[0]), self.days[1]) - self.days[0]).days

    def _ground(self, lefts: Mapping[str, float]) -> None:
        """Shade the lanes and the days when the critics were out; write the months."""
        bottom = self.down_at(self.days[1])
        for lane, left in lefts.items():
            self.shade(left, TOP, left + COLUMNS[lane][1] - 5, bottom)
        for n, start in enumerate(pd.date_range(self.days[0], self.days[1], freq="MS")):
            y = self.down_at(start)
            self.line((0, 26), (y, y), token="muted")
            self.text(0, y + 9, f"{start:%b}", token="muted")
            if n == 0:
                self.text(0, y - 9, f"{start:%Y}", token="muted")
        if self.out:
            y0, y1 = map(self.down_at, self.out)
            self.shade(lefts["powers"], y0, self.width, y1, "rule")
            out = f"{plural((self.out[1] - self.out[0]).days, 'day')} out"
            self.text(lefts["critics"] + 22, y0 + (y1 - y0) * 0.36, out, ha="center", weight="bold")

    def _beside(self, items: Any, width: float) -> list[tuple[float, list[str]]]:
        """Return the top and the lines of the words of each item: level with it where there is room.

        Words on a line through the lanes stand above it where they were punished, below it where they came back.
        """
        texts = [wrap(item.words, width).split("\n") for item in items]
        highs = [LINE * len(lines) + 12 * (item in self.fixed) for item, lines in zip(items, texts, strict=True)]
        tops: list[float] = []
        for i, item in enumerate(items):
            free = tops[-1] + highs[i - 1] + 1 if tops else 0
            top = max(self.down_at(item.first) - LINE / 2, free)
            if item in self.fixed:
                punished = item is self.fixed[0]
                top = self.down_at(item.last) - highs[i] + 5 if punished else self.down_at(item.first) - 5
            tops.append(top)
            for j in range(i, 0, -1):  # what stands before a line gives way upwards
                tops[j - 1] = min(tops[j - 1], tops[j] - highs[j - 1])
        below = [8 if item in self.fixed[1:] else 0 for item in items]
        return [(top + more, lines) for top, more, lines in zip(tops, below, texts, strict=True)]


def _lines(placed: Any) -> int:
    """Return how many lines the words of a lane take."""
    return max((row + len(lines) for _, (*_, lines), row in placed), default=0)


def _mark(item: Any, artist: Any) -> Mark:
    return Mark(artist, f"{when(item.date)}: {item.title}", f"#event:{item.id}")


def _finding(fixed: Any) -> str:
    if len(fixed) < 2:
        return "The affair of 1956 on one screen"
    gone, back = fixed[0].last, fixed[1].first
    days = plural((back - gone).days, "day")
    return f"Punished by {_day(gone)} {gone.year}, restored on {_day(back)}: the critics were out for {days}"


def _day(time: pd.Timestamp) -> str:
    return f"{time.day} {time:%B}"
