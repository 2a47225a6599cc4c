"""Where the sources disagree about a date: one row for each matter, its rival dates as marks on one line."""

from collections.abc import Iterable, Mapping
from typing import Any, Unpack

import pandas as pd

from august1956 import dates, style
from august1956.charts._contract import Evidence, Mark, chart
from august1956.charts._reading import Reading, all_of, ends
from august1956.charts._sheet import Sheet, pack
from august1956.charts._text import text_width
from august1956.charts._words import last_word, listed, plural, short, when
from august1956.vocabulary import DEATHS

__all__ = ["contested", "disagreements"]

ONCE = ("purged", "expelled_cc", "expelled_party", "arrested", "tried", "fled_abroad", *DEATHS)
STATUS = {"preferred": "preferred by us", "alternative": "another version", "rejected": "rejected by us"}
YEAR = 365.25
MARK, LEVEL = 8.5, 10  # the size of a mark, and from one to the next where they would lie on each other


@chart(
    needs={"person", "name", "faction", "kind", "date", "date_earliest", "date_latest", "status", "source"},
    refuses={"source": "it compares sources, and one alone disagrees with nobody"},
)
def disagreements(
    outcomes: pd.DataFrame,
    *,
    kinds: Iterable[str] = ONCE,
    labels: Mapping[str, str] | None = None,
    **shared: Unpack[Reading],
) -> Evidence:
    """Draw how far the sources are apart: for each contested matter one line from its earliest date to its latest.

    A matter is contested when two of its dates exclude each other, by all the days that they allow, and one of them
    is not the preferred one. All kinds of death are one matter. Deaths come first, and what is furthest apart; all
    lines begin at the left, so that their lengths, in years, can be compared. The mark of a preferred date is filled,
    that of another hollow, that of a rejected one struck through; it stands in the middle of the days that the date
    allows, which are drawn as a bar, and how far dates are apart is told from these middles.

    Parameters
    ----------
    outcomes : pandas.DataFrame
        Claims of every status, as ``data.load("outcomes", status="all")`` gives them: person, name, faction,
        kind, date (EDTF) with date_earliest and date_latest, status, source.
    kinds : iterable of str
        Kinds of outcome to compare; by default those that happen only once.
    labels : mapping, optional
        What to call a source, by its key, in the words of the marks and in the description.

    Examples
    --------
    >>> from august1956 import charts, data
    >>> claims = data.load("outcomes", status="all").merge(data.groups(), on="person")
    >>> charts.evidence(charts.disagreements(claims, person="mu-chong")).table.columns[0]
    'name'
    """
    rows = contested(outcomes, all_of("kinds", kinds, style.KINDS), shared["dates"])
    rivals = _Rivals(shared, rows, labels)
    marks, said, y = [], [], rivals.head(rows)
    for death, block in rows.groupby(rows["event"] == "death", sort=False):
        y = rivals.block(block, death, y)
        for _, claims in block.groupby("matter", sort=False):
            y, drawn, words = rivals.matter(claims, y)
            marks += drawn
            said.append(words)
    rivals.foot(y)
    table = rows.assign(
        kind=[style.KINDS[kind].label for kind in rows["kind"]], apart=[_span(days) for days in rows["apart"]]
    )
    table = table[["name", "faction", "kind", "date", "status", "apart", "source"]].reset_index(drop=True)
    summary = (
        f"Comparison of rival dates for {plural(rows['matter'].nunique(), 'contested matter')}, one line a matter."
    )
    return Evidence(table, summary, " ".join(said), _finding(rows), marks=tuple(marks))


def contested(outcomes: pd.DataFrame, kinds: Iterable[str] = ONCE, reading: str = "range") -> pd.DataFrame:
    """Return the claims of contested matters: deaths first, then by how many days the dates are apart.

    Examples
    --------
    >>> from august1956 import data
    >>> contested(data.load("outcomes", status="all", groups=True)).iloc[0]["event"]
    'death'
    """
    rows = outcomes[outcomes["date"].notna() & outcomes["kind"].isin(list(kinds))]
    event = rows["kind"].where(~rows["kind"].isin(DEATHS), "death")
    rows = rows.assign(matter=rows["person"] + " " + event, event=event, other=event != "death")
    groups = rows.groupby("matter")
    rival = groups["status"].transform(lambda status: (status != "preferred").any())
    exclude = groups["date_earliest"].transform("max") > groups["date_latest"].transform("min")
    rows = rows[exclude & rival.astype(bool)]
    begin, end = ends(rows, "date", reading)
    rows = rows.assign(date_earliest=begin, date_latest=end, middle=begin + (end - begin) / 2)
    middles = rows.groupby("matter")["middle"]
    apart = (middles.transform("max") - middles.transform("min")).dt.days
    rows = rows.assign(apart=apart, nearest=-apart, first=middles.transform("min"))
    return rows.sort_values(["other", "nearest", "first", "matter", "middle", "date_latest"], kind="stable")


class _Rivals(Sheet):
    """Years from the earliest date across the sheet; down it, matters in two blocks."""

    def __init__(self, shared: Any, rows: pd.DataFrame, labels: Mapping[str, str] | None) -> None:
        super().__init__(shared)
        self.labels = labels
        names = max((_label(one) for one in rows.itertuples()), default=0)
        self.left, self.right = (6, self.width - 6) if self.narrow else (names + 16, self.width - 90)
        whole = self.right - self.left
        matters = [_Matter(claims) for _, claims in rows.groupby("matter", sort=False)]
        longest = max([1.0, *(one.years for one in matters)])
        # Beside a line stands which its dates are, unless it leaves room for that within.
        rooms = [(whole - text_width(one.words) - 14) / one.years for one in matters if not one.holds(whole / longest)]
        self.per_year = min([whole / longest, *rooms])

    def place(self, day: Any, first: Any) -> float:
        """Return the place of a day of a matter whose first day is given."""
        return self.left + (day - first).days / YEAR * self.per_year

    def head(self, rows: pd.DataFrame) -> float:
        """Draw the key, and write how many years after the earliest date a place is; return the y below."""
        ink = style.colour("ink")
        states = [
            (lambda x, y, s=s: self._state(x, y, "s", ink, s), label)
            for s, label in STATUS.items()
            if s in set(rows["status"])
        ]
        y = self.top = self.key(10, self.groups(rows["faction"]) + states) + 2
        drawn = int((self.right - self.left) / self.per_year)
        step = next(step for step in (1, 2, 5, 10, 20, 50, 100) if drawn / step <= 5)
        self.text(self.left - 6, y, "earliest" if self.narrow else "earliest date", token="muted")
        self.ticks = [self.left + years * self.per_year for years in range(step, drawn + 1, step)]
        for n, x in enumerate(self.ticks, 1):
            words = f"+{plural(n * step, 'year') if n == len(self.ticks) else n * step}"
            self.text(min(x - 8, self.width - text_width(words)), y, words, token="muted")
        return y + 8

    def block(self, rows: pd.DataFrame, death: Any, y: float) -> float:
        """Write the head of a block below y; return the y below it."""
        number = rows["matter"].nunique()
        words = dict.fromkeys(last_word(kind) for kind in style.KINDS if kind in set(rows["kind"]))
        other = f"{listed(words).replace(' and ', ' or ').capitalize()}: {plural(number, 'matter')}"
        self.rule(y + 4)
        head = f"When did they die? {plural(number, 'person', 'people')}" if death else other
        self.text(0, y + 18, head, weight="bold", size=14)
        return y + 29

    def matter(self, claims: pd.DataFrame, y: float) -> Any:
        """Draw one matter from y down; return the y below it, its marks and its sentence."""
        one, first = claims.iloc[0], claims["date_earliest"].min()
        each = claims.drop_duplicates("date")
        places = [self.place(day, first) for day in each["middle"]]
        levels = pack((x - MARK / 2, x + MARK / 2) for x in places)
        high = max(20, LEVEL * (max(levels) + 1) + 5)
        top = y + 16 if self.narrow else y
        base = top + (high + LEVEL * max(levels)) / 2  # marks that would lie on each other are stacked on it
        self._name(one, y + (9 if self.narrow else high / 2))
        marks, parts = [], []
        for date, x, level in zip(each["date"], places, levels, strict=True):
            same = claims[claims["date"] == date]
            marks.append(self._claim(same, (x, base - LEVEL * level), first))
            parts.append(f"{when(date)} ({_status(same)}: {self._voices(same)})")
        self._join(claims, (min(places), max(places)), base, top + high / 2)
        none = "" if "preferred" in set(claims["status"]) else "; none preferred"
        said = f"{one['name']}, {_event(one)}, {_span(one['apart'])} apart: {'; '.join(parts)}{none}."
        return top + high, marks, said

    def _name(self, one: Any, y: float) -> None:
        """Write whose matter it is, and at the right how far apart its dates are."""
        faction = style.faction(one["faction"])
        self.text(0, y, one["name"], weight="bold", color=faction.colour)
        if one["event"] != "death":
            x, ha = (4 + text_width(one["name"], weight="bold"), "left") if self.narrow else (self.left - 12, "right")
            self.text(x, y, last_word(one["kind"]), token="muted", ha=ha)
        self.text(self.width, y, _span(one["apart"]), ha="right", weight="bold")

    def _join(self, claims: pd.DataFrame, ends: tuple[float, float], y: float, middle: float) -> None:
        """Draw a line from the earliest date to the latest, and write which they are: within it, or beside it."""
        one, colour = _Matter(claims), style.faction(claims.iloc[0]["faction"]).colour
        pieces = [ends]
        if one.holds(self.per_year):
            within = sum(self.place(day, one.first) for day in one.gap) / 2
            half = text_width(one.words) / 2 + 5
            self.text(within, y, one.words, token="muted", ha="center")
            pieces = [(ends[0], within - half), (within + half, ends[1])]
        else:
            x = max(ends[1] + MARK / 2, self.place(one.last, one.first)) + 8
            self.text(x, middle, one.words, token="muted")
        for piece in pieces:
            self.line(piece, (y, y), color=colour, width=1.2)

    def _claim(self, same: pd.DataFrame, at: tuple[float, float], first: Any) -> Mark:
        """Draw one date and the days that it allows."""
        one, (x, y) = same.iloc[0], at
        faction, status = style.faction(one["faction"]), _status(same)
        days = [self.place(one[edge], first) for edge in ("date_earliest", "date_latest")]
        self.line(days, (y, y), color=faction.colour, width=3, zorder=1)
        artist = self._state(x, y, faction.marker, faction.colour, status)
        words = f"{one['name']}, {_event(one)}: {when(one['date'])}, {status} ({self._voices(same)})"
        return Mark(artist, words, f"#person:{one['person']}")

    def _state(self, x: float, y: float, marker: Any, colour: Any, status: Any) -> Any:
        artist = self.symbol(x, y, marker, colour, size=MARK, filled=status == "preferred")
        if status == "rejected":
            self.line((x - 6, x + 6), (y + 6, y - 6), token="ink", width=1.8, zorder=4)
        return artist

    def _voices(self, same: pd.DataFrame) -> str:
        return listed(dict.fromkeys(short(source, self.labels) for source in same["source"]))

    def foot(self, y: float) -> None:
        for x in self.ticks:
            self.drop(x, self.top + 9, y, width=0.6)
        self.close(y + 4)


def _label(one: Any) -> float:
    """Return how wide the name of a matter is, with what happened."""
    wide = text_width(one.name, weight="bold")
    return wide if one.event == "death" else wide + 4 + text_width(last_word(one.kind))


def _status(same: pd.DataFrame) -> str:
    """Return the best status that a date has."""
    return next(status for status in STATUS if status in set(same["status"]))


def _event(one: Any) -> str:
    return "death" if one["event"] == "death" else style.KINDS[one["kind"]].label


def _span(days: int) -> str:
    """Say a number of days in words."""
    if days < 60:
        return plural(days, "day")
    return plural(round(days / 30.44), "month") if days < 700 else f"{days / YEAR:.0f} years"


class _Matter:
    """The days of a contested matter, and its dates in words."""

    def __init__(self, claims: pd.DataFrame) -> None:
        spans = list(zip(claims["date_earliest"], claims["date_latest"], strict=True))
        self.first, self.last = claims["date_earliest"].min(), claims["date_latest"].max()
        self.years = max((self.last - self.first).days, 1) / YEAR
        begins = [begin for begin, _ in sorted(spans)[1:]]
        ends = [max(end for _, end in sorted(spans)[:n]) for n in range(1, len(spans))]
        self.gap = max(zip(ends, begins, strict=True), key=lambda days: days[1] - days[0])
        self.words = _between(self.first, self.last)
        if "preferred" not in set(claims["status"]):
            self.words += "; we prefer none"

    def holds(self, per_year: float) -> bool:
        """Tell whether the words find room in the longest stretch in which no date lies."""
        return (self.gap[1] - self.gap[0]).days / YEAR * per_year > text_width(self.words) + 40


def _between(start: Any, end: Any) -> str:
    """Say from when to when: in years, or within a year in months, or within a month in days."""
    form = "%Y" if start.year != end.year else "%Y-%m" if start.month != end.month else "%Y-%m-%d"
    return dates.label(f"{start.strftime(form)}/{end.strftime(form)}")


def _finding(rows: pd.DataFrame) -> str:
    if rows.empty:
        return "No date is contested"
    deaths = rows[rows["event"] == "death"]
    told = deaths if len(deaths) else rows
    number = told["matter"].nunique()
    what = f"on the {'date' if number == 1 else 'dates'} of {plural(number, 'event')}"
    if len(deaths):
        what = f"on when {deaths.iloc[0]['name'] if number == 1 else f'{number} people'} died"
    least, most = _span(told["apart"].min()), _span(told["apart"].max())
    return f"The sources differ by {most if least == most else f'{least} to {most}'} {what}"
