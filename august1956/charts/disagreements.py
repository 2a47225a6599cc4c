"""Where the sources disagree about a date: one line for each date given, with those who give it."""

from collections.abc import Iterable, Mapping

import pandas as pd
from matplotlib.axes import Axes

from august1956 import style
from august1956.charts._contract import (
    NARROW,
    SMALL,
    TEXT,
    WIDE,
    Evidence,
    Mark,
    all_of,
    chart,
    cut,
    ends,
    key,
    listed,
    plural,
    sheet,
    short,
    symbol,
    text_width,
    unit,
    when,
    write,
)
from august1956.vocabulary import DEATHS

__all__ = ["disagreements"]

ONCE = ("purged", "expelled_cc", "expelled_party", "arrested", "tried", "fled_abroad", *DEATHS)
ROW = 21
STATUS = {"preferred": ("o", True), "alternative": ("o", False), "rejected": ("x", True)}


@chart(
    needs={"person", "name", "faction", "kind", "date", "date_earliest", "date_latest", "status", "source"},
    refuses={"source": "it compares sources, and one alone disagrees with nobody"},
)
def disagreements(
    outcomes: pd.DataFrame,
    *,
    kinds: Iterable[str] = ONCE,
    first: str = "1945-01-01",
    last: str = "1962-12-31",
    dates: str = "range",
    labels: Mapping[str, str] | None = None,
    ax: Axes | None = None,
    narrow: bool = False,
) -> Evidence:
    """Draw every date that is contested: for each person and matter one line for each date given.

    A matter is contested when two of its dates exclude each other, by all the days that they allow, and one of them
    is not the preferred one. All kinds of death are one matter. A date before or after the years drawn stands at
    their edge as an arrowhead.

    Parameters
    ----------
    outcomes : pandas.DataFrame
        Claims of every status, as ``data.load("outcomes", status="all")`` gives them: person, name, faction,
        kind, date (EDTF) with date_earliest and date_latest, status, source.
    kinds : iterable of str
        Kinds of outcome to compare; by default those that happen only once.
    first, last : str
        The days between which to draw, ISO.
    labels : mapping, optional
        What to call a source, by its key.
    ax : matplotlib.axes.Axes, optional
        Axes to draw on; by default new ones in a figure of their own.
    narrow : bool, default False
        Draw for a phone, 350 units wide; sources are then in the words of the marks and in the table only.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ValueError
        If a column is missing.
    """
    rows = _contested(outcomes[outcomes["kind"].isin(all_of("kinds", kinds, style.KINDS))])
    begin, end = ends(rows, "date", dates)
    rows = rows.assign(date_earliest=begin, date_latest=end)
    scale = _Scale(ax, pd.Timestamp(first), pd.Timestamp(last), narrow)
    marks, said, y = [], [], scale.head(rows)
    for matter, claims in rows.groupby("matter", sort=False):
        y, drawn, words = scale.matter(matter, claims, y, labels)
        marks += drawn
        said.append(words)
    scale.axis(y)
    columns = ["name", "faction", "kind", "date", "status", "source"]
    number = rows["matter"].nunique()
    what = f"Comparison of rival dates for {plural(number, 'contested matter')}, one line for each date given."
    return Evidence(rows[columns].reset_index(drop=True), " ".join([what, *said]), marks=tuple(marks))


def _contested(rows) -> pd.DataFrame:
    """Return the rows of contested matters, the matters in the order of their earliest date."""
    rows = rows[rows["date"].notna()]
    event = rows["kind"].where(~rows["kind"].isin(DEATHS), "death")
    rows = rows.assign(matter=rows["person"] + " " + event, event=event)
    groups = rows.groupby("matter")
    rival = groups["status"].transform(lambda status: (status != "preferred").any())
    exclude = groups["date_earliest"].transform("max") > groups["date_latest"].transform("min")
    rows = rows[exclude & rival.astype(bool)]
    begin = rows.groupby("matter")["date_earliest"].transform("min")
    return rows.assign(begin=begin).sort_values(["begin", "matter", "date_earliest", "date_latest"], kind="stable")


class _Scale:
    """Days across; down the sheet, matters and the dates given for them."""

    def __init__(self, ax, first, last, narrow):
        self.ax, self.first, self.last, self.narrow = ax, first, last, narrow
        self.left, self.right = (150, NARROW - 12) if narrow else (304, 500)

    def x(self, day) -> float:
        share = (day - self.first) / (self.last - self.first)
        return self.left + (self.right - self.left) * min(max(share, 0), 1)

    def head(self, rows) -> float:
        ink = style.colour("ink")
        items = [
            (lambda x, y, look=look: symbol(self.ax, x, y, look[0], ink, size=9, filled=look[1]), f"{status} by us")
            for status, look in STATUS.items()
            if status in set(rows["status"])
        ]
        self.top = key(self.ax, 0, 10, items, width=NARROW if self.narrow else WIDE) + 6
        return self.top + 12

    def matter(self, matter, claims, y, labels):
        """Draw one matter from y down; return the y below it, its marks and its sentence."""
        one = claims.iloc[0]
        event = "death" if one["event"] == "death" else style.KINDS[one["kind"]].label
        y, room = self._name(one["name"], event, one["faction"], y)
        marks, parts, start = [], [], y
        for date, same in claims.groupby("date", sort=False):
            marks.append(self._claim(date, same, y, event, labels))
            parts.append(f"{when(date)} ({_voices(same, labels)})")
            lines = max(self._date(date, y), self._sources(same, y, labels))
            y += 15 * lines + 6
        y = max(y, start + room) + 8
        return y, marks, f"{one['name']}, {event}: {'; '.join(parts)}."

    def _name(self, name, event, faction, y) -> tuple[float, float]:
        """Write whom and what it is about; return the y of the first date, and the room taken beside the dates."""
        colour = style.faction(faction).colour
        width = NARROW if self.narrow else WIDE
        self.ax.plot([0, width], [y - 14, y - 14], color=style.colour("rule"), linewidth=0.7, zorder=0)
        unit(self.ax, 5, y, faction, size=9)
        if self.narrow:
            self.ax.text(14, y, f"{name}: {event}", va="center_baseline", weight="bold", color=colour)
            return y + ROW, 0
        self.ax.text(14, y, cut(name, 136, TEXT), va="center_baseline", weight="bold", color=colour)
        lines = write(self.ax, 14, y + 18, event, width=136, color=style.colour("muted"))
        return y, 18 + 15 * lines + 6

    def _claim(self, date, same, y, event, labels) -> Mark:
        one = same.iloc[0]
        status = next(s for s in STATUS if s in set(same["status"]))
        colour = style.faction(one["faction"]).colour
        x0, x1 = self.x(one["date_earliest"]), self.x(one["date_latest"])
        self.ax.plot([self.left, self.right], [y, y], color=style.colour("rule"), linewidth=0.6, zorder=0)
        self.ax.plot([x0, x1], [y, y], color=colour, linewidth=2, solid_capstyle="butt")
        marker, filled = STATUS[status]
        if one["date_latest"] < self.first or one["date_earliest"] > self.last:
            marker = "<" if one["date_latest"] < self.first else ">"
        artist = symbol(self.ax, (x0 + x1) / 2, y, marker, colour, size=8, filled=filled)
        words = f"{one['name']}, {event}: {when(date)}, {status} ({_voices(same, labels)})"
        return Mark(artist, words, f"#person:{one['person']}", when(date))

    def _sources(self, same, y, labels) -> int:
        """Write who gives a date beside it; return how many lines that takes."""
        if self.narrow:
            return 1
        x, muted = self.right + 16, style.colour("muted")
        return write(self.ax, x, y, _voices(same, labels), width=WIDE - x, color=muted)

    def _date(self, date, y) -> int:
        return write(self.ax, self.left - 12, y, _fit(when(date)), width=138, ha="right")

    def axis(self, y):
        for year in range(self.first.year, self.last.year + 1, 5):
            x = self.x(pd.Timestamp(year, 1, 1))
            self.ax.plot([x, x], [self.top - 4, y - 12], color=style.colour("rule"), linewidth=0.6, zorder=0)
            self.ax.text(x, y, year, ha="center", va="center_baseline", fontsize=SMALL, color=style.colour("muted"))
        sheet(self.ax, NARROW if self.narrow else WIDE, y + 12)


def _voices(same, labels) -> str:
    return listed(dict.fromkeys(short(source, labels) for source in same["source"]))


def _fit(date: str) -> str:
    """Shorten the months of a date that is too long for its column."""
    if text_width(date, SMALL) <= 138:
        return date
    for month in ("January", "February", "April", "August", "September", "October", "November", "December"):
        date = date.replace(month, month[:3])
    return date
