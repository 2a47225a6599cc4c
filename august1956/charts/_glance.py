"""Conversations and events of some months at a glance: a mark for each at its day, in lanes by who spoke."""

from typing import Any

import pandas as pd

from august1956 import style
from august1956.charts._contract import Mark
from august1956.charts._sheet import Sheet, pack
from august1956.charts._silence import DAY, OTHERS, Silence
from august1956.charts._text import LINE
from august1956.charts._words import AMONG, listed, plural, when

__all__ = ["Glance", "counted", "mark", "said"]


class Glance(Sheet):
    """Time across the sheet, above whatever else a chart draws.

    Parameters
    ----------
    shared : mapping
        What a chart was given: ax and narrow.
    rows : pandas.DataFrame
        Conversations and events (what), with the days between which they are drawn (begin, end), whether one of these
        is meant (vague), title, date, diplomat, faction, href and, of conversations, who spoke.
    found : Silence or None
        The stretch to shade.
    first, last : pandas.Timestamp
        The first and the last day.
    """

    def __init__(self, shared: Any, rows: pd.DataFrame, found: Silence | None, first: Any, last: Any) -> None:
        super().__init__(shared, (first, last + DAY), left=8, right=8)
        self.rows, self.found, self.first, self.last = rows, found, first, last

    def glance(self, y: float, plenums: pd.DataFrame, names: list[str]) -> tuple[float, list[Mark]]:
        """Draw the lanes of conversations, the plenums, and what each month holds; return the y below and the marks."""
        y = top = self.landmarks(plenums, y)
        talks = self.rows[self.rows["what"] == "conversation"]
        lanes = {"Other Koreans" if names else "Koreans": OTHERS, listed(names): "apart", AMONG.capitalize(): AMONG}
        marks: list[Mark] = []
        for label, kind in lanes.items():
            rows = talks[talks["spoke"] == kind]
            if len(rows):
                self.text(0, y + 8, label, token="muted")
                before, found = y, self.found if kind == OTHERS else None
                y, drawn = self._lane(y + 18, rows, found)
                marks += drawn
                if found:
                    self.shade(self.at(found.start), before, self.at(found.end + DAY), y)
        self.fall(y)
        below, drawn = self._months(top, y)
        return below, marks + drawn

    def _lane(self, y: float, rows: pd.DataFrame, found: Silence | None) -> tuple[float, list[Mark]]:
        """Draw the marks of a lane in as few rows as they need, those of a known day first."""
        size, step = (8, 10) if self.narrow else (9, 11)
        rows = rows.sort_values(["vague", "begin", "end", "id"], kind="stable")
        spans = [self._span(row) for row in rows.itertuples()]
        middles = [(x0 + x1) / 2 for x0, x1 in spans]
        room = [(min(x0, x - size / 2), max(x1, x + size / 2)) for (x0, x1), x in zip(spans, middles, strict=True)]
        levels = pack(room)
        marks: list[Mark] = []
        for row, x, (x0, x1), level in zip(rows.itertuples(), middles, room, levels, strict=True):
            at = y + step * (level + 0.5)
            if x1 - x0 > size + 1:
                self.line((x0, x1), (at, at), token="muted", width=0.8)
            marks.append(mark(self.unit(x, at, row.faction, size=size), row))
        return max(y + step * (max(levels) + 1), self._noted(y, found) if found else 0) + 4, marks

    def _span(self, row: Any) -> tuple[float, float]:
        """Return the middle of the first and of the last day on which it may have been, or on which it began."""
        last = row.end if row.vague else row.begin
        return self.at(max(row.begin, self.first)) + self.scale / 2, self.at(min(last, self.last)) + self.scale / 2

    def _noted(self, y: float, found: Silence) -> float:
        """Write into the shaded stretch how long it is; return the y below."""
        x0, x1 = self.at(found.start), self.at(found.end + DAY)
        note = f"{found.days} days: none recorded"
        return y + LINE * self.write((x0 + x1) / 2, y + 6, note, width=x1 - x0 - 6, ha="center")

    def _months(self, top: float, y: float) -> tuple[float, list[Mark]]:
        """Write each month's name and numbers under it, with a stroke for every event."""
        events = self.rows[self.rows["what"] == "event"]
        begun, most, marks = _months(events, self.first), 1, []
        for month, (talks, happened) in counted(self.rows, self.first).items():
            start, end = max(month.start_time, self.first), min(month.end_time, self.last)
            x, width = self.at(start), self.at(end) - self.at(start)
            self.drop(x, top, y, width=0.8)
            self.text(x, y + 10, f"{month.strftime('%B')}", weight="bold")
            numbers = [plural(talks, "talk")] * ("conversation" in set(self.rows["what"])) + [plural(happened, "event")]
            lines = numbers if self.narrow else [", ".join(numbers)]
            for i, line in enumerate(lines):
                self.text(x, y + 26 + LINE * i, line)
            most, step = max(most, len(lines)), min(6, (width - 6) / max(happened, 1))
            for i, row in enumerate(events[begun == month].itertuples()):
                stroke = self.symbol(x + 2 + step * i, y + 26 + LINE * len(lines), "|", style.colour("ink"), size=9)
                marks.append(mark(stroke, row))
        return y + 26 + LINE * most + 10, marks


def _months(rows: pd.DataFrame, first: Any) -> pd.Series:
    """Return the month to which each row counts, the first on which it may have been."""
    return rows["begin"].clip(lower=first).dt.to_period("M")


def counted(rows: pd.DataFrame, first: Any) -> dict[Any, tuple[int, int]]:
    """Return how many conversations of Koreans and how many events each month has."""
    rows = rows[rows["spoke"] != AMONG]
    counts = pd.crosstab(_months(rows, first), rows["what"]).reindex(columns=["conversation", "event"], fill_value=0)
    return {month: (int(talks), int(events)) for month, talks, events in counts.itertuples()}


def mark(artist: Any, row: Any) -> Mark:
    """Return the mark of a conversation or an event."""
    words = said(row)
    return Mark(artist, words, row.href if isinstance(row.href, str) else None)


def said(row: Any) -> str:
    """Say when it was and what, and of a conversation with whom."""
    talk = f" to {row.diplomat}" if row.what == "conversation" else ""
    return f"{when(row.date)}: {row.title}{talk}"
