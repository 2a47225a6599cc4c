"""Where the sources disagree about a date: one line for each date given, with those who give it."""

from collections.abc import Iterable, Mapping
from typing import Any, Unpack

import pandas as pd

from august1956 import style
from august1956.charts._contract import Evidence, Mark, chart
from august1956.charts._reading import Reading, all_of, ends
from august1956.charts._sheet import Sheet
from august1956.charts._text import LINE, text_width
from august1956.charts._words import listed, plural, short, when
from august1956.vocabulary import AUGUST_PLENUM, DEATHS

__all__ = ["disagreements"]

ONCE = ("purged", "expelled_cc", "expelled_party", "arrested", "tried", "fled_abroad", *DEATHS)
STATUS = ("preferred", "alternative", "rejected")
PLENUM = pd.Timestamp(AUGUST_PLENUM[0])


@chart(
    needs={"person", "name", "faction", "kind", "date", "date_earliest", "date_latest", "status", "source"},
    refuses={"source": "it compares sources, and one alone disagrees with nobody"},
)
def disagreements(
    outcomes: pd.DataFrame,
    *,
    kinds: Iterable[str] = ONCE,
    first: str = "1951-01-01",
    last: str = "1963-12-31",
    labels: Mapping[str, str] | None = None,
    **shared: Unpack[Reading],
) -> Evidence:
    """Draw every date that is contested: for each person and matter one line for each date given.

    A matter is contested when two of its dates exclude each other, by all the days that they allow, and one of them
    is not the preferred one. All kinds of death are one matter. The mark of a preferred date is filled, that of another
    hollow, that of a rejected one struck through. A date before or after the years drawn stands at their edge, with
    its year.

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
        What to call a source, by its key. Narrow, sources stand in the words of the marks and in the table only.

    Examples
    --------
    >>> from august1956 import charts, data
    >>> claims = data.load("outcomes", status="all").merge(data.groups(), on="person")
    >>> charts.evidence(charts.disagreements(claims, person="mu-chong")).table.columns[0]
    'name'
    """
    rows = _contested(outcomes[outcomes["kind"].isin(all_of("kinds", kinds, style.KINDS))])
    begin, end = ends(rows, "date", shared["dates"])
    rows = rows.assign(date_earliest=begin, date_latest=end)
    rivals = _Rivals(shared, (pd.Timestamp(first), pd.Timestamp(last)), labels)
    marks, said, y = [], [], rivals.head(rows)
    for _, claims in rows.groupby("matter", sort=False):
        y, drawn, words = rivals.matter(claims, y)
        marks += drawn
        said.append(words)
    rivals.foot(y)
    table = rows.assign(kind=[style.KINDS[kind].label for kind in rows["kind"]])
    table = table[["name", "faction", "kind", "date", "status", "source"]].reset_index(drop=True)
    summary = f"Comparison of rival dates for {plural(rows['matter'].nunique(), 'contested matter')}, one line a date."
    return Evidence(table, summary, " ".join(said), _finding(rows), marks=tuple(marks))


def _contested(rows: pd.DataFrame) -> pd.DataFrame:
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


class _Rivals(Sheet):
    """Days across half of the sheet; down it, matters and the dates given for them."""

    def __init__(self, shared: Any, days: Any, labels: Mapping[str, str] | None) -> None:
        narrow = shared["narrow"]
        super().__init__(shared, days, left=140 if narrow else 150, right=12 if narrow else 206)
        self.labels = labels

    def head(self, rows: pd.DataFrame) -> float:
        ink = style.colour("ink")
        items = [(lambda x, y, s=s: self._state(x, y, "s", ink, s), s) for s in STATUS if s in set(rows["status"])]
        items = [(draw, f"{status} by us") for draw, status in items]
        self.top = self.key(10, self.groups(rows["faction"]) + items) + 6
        if self.days[0] < PLENUM < self.days[1]:
            self.text(self.at(PLENUM), self.top, "August plenum", ha="center", token="muted")
            self.top += 10
        return self.top + 20

    def matter(self, claims: pd.DataFrame, y: float) -> Any:
        """Draw one matter from y down; return the y below it, its marks and its sentence."""
        one = claims.iloc[0]
        event = "death" if one["event"] == "death" else style.KINDS[one["kind"]].label
        self.rule(y - 14)
        faction = style.faction(one["faction"])
        self.unit(5, y, faction.id, size=9)
        apart = _apart(claims)
        room = self.width - 14 - text_width(apart) - 12
        words = f"{one['name']}: {event}"
        if text_width(words, weight="bold") > room:
            words = words.replace(" from the party", "").replace(" from the Central Committee", "")
        self.text(14, y, words, weight="bold", color=faction.colour)
        self.text(self.width, y, apart, ha="right", token="muted")
        y, marks, parts = y + 20, [], []
        for date, same in claims.groupby("date", sort=False):
            marks.append(self._claim(date, same, y, event))
            parts.append(f"{when(date)} ({self._voices(same)})")
            lines = max(
                self.write(self.left - 12, y, _fit(when(date)), width=self.left - 14, ha="right"), self._who(same, y)
            )
            y += LINE * lines + 6
        return y + 8, marks, f"{one['name']}, {event}: {'; '.join(parts)}."

    def _claim(self, date: Any, same: Any, y: float, event: Any) -> Mark:
        one = same.iloc[0]
        status = next(s for s in STATUS if s in set(same["status"]))
        faction = style.faction(one["faction"])
        x0, x1 = self.at(one["date_earliest"]), self.at(one["date_latest"])
        self.rule(y, self.left, self.right, width=0.6)
        self.line((x0, x1), (y, y), color=faction.colour, width=2, zorder=1)
        outside = one["date_latest"] < self.days[0] or one["date_earliest"] > self.days[1]
        if outside:
            inner = self.left + 12 if one["date_latest"] < self.days[0] else self.right - 12
            self.line((x0, inner), (y, y), color=faction.colour, width=1, zorder=1, linestyle=(0, (2, 2)))
            self._beyond(one, y)
        artist = self._state((x0 + x1) / 2, y, faction.marker, faction.colour, status)
        words = f"{one['name']}, {event}: {when(date)}, {status} ({self._voices(same)})"
        return Mark(artist, words, f"#person:{one['person']}", when(date))

    def _beyond(self, one: Any, y: float) -> None:
        """Say which year lies off the scale, and on which side."""
        ground = {"facecolor": style.colour("paper"), "edgecolor": "none", "pad": 1}
        if one["date_latest"] < self.days[0]:
            self.text(self.left + 15, y, f"‹ {one['date_latest'].year}", token="muted", bbox=ground)
        else:
            self.text(self.right - 15, y, f"{one['date_earliest'].year} ›", ha="right", token="muted", bbox=ground)

    def _state(self, x: float, y: float, marker: Any, colour: Any, status: Any) -> Any:
        artist = self.symbol(x, y, marker, colour, size=8, filled=status == "preferred")
        if status == "rejected":
            self.line((x - 6, x + 6), (y + 6, y - 6), color=colour, width=1.6, zorder=4)
        return artist

    def _who(self, same: Any, y: float) -> int:
        """Write who gives a date beside it; return how many lines that takes."""
        if self.narrow:
            return 1
        x = self.right + 16
        return self.write(x, y, self._voices(same), width=self.width - x, token="muted")

    def _voices(self, same: Any) -> str:
        return listed(dict.fromkeys(short(source, self.labels) for source in same["source"]))

    def foot(self, y: float) -> None:
        self.years(y, self.top, step=4 if self.narrow else 2)
        if self.days[0] < PLENUM < self.days[1]:
            x = self.at(PLENUM)
            self.drop(x, self.top, y - 10, token="ink", width=1.3)
            self.text(x, y + 15, "August plenum", ha="center")
        self.close(y + 26)


def _apart(claims: pd.DataFrame) -> str:
    """Say in words how far apart the earliest and the latest date are."""
    middles = claims["date_earliest"] + (claims["date_latest"] - claims["date_earliest"]) / 2
    days = (middles.max() - middles.min()).days
    if days < 60:
        return f"{plural(days, 'day')} apart"
    return f"{plural(round(days / 30.44), 'month')} apart" if days < 700 else f"{days / 365.25:.0f} years apart"


def _fit(date: str) -> str:
    """Shorten the months of a date that is too long for its column."""
    if text_width(date) <= 126:
        return date
    for month in ("January", "February", "April", "August", "September", "October", "November", "December"):
        date = date.replace(month, month[:3])
    return date


def _finding(rows: pd.DataFrame) -> str:
    if rows.empty:
        return "No date is contested"
    deaths = rows.loc[rows["event"] == "death", "person"].nunique()
    number = rows["matter"].nunique()
    return f"{plural(number, 'matter')} with rival dates; the sources contest the death of {plural(deaths, 'person')}"
