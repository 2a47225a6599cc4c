"""How the leaders of the ruling parties fared: a line each, grouped by who pressed, with what came of it."""

from collections.abc import Callable
from typing import Any, Unpack

import pandas as pd

from august1956 import style
from august1956.charts._contract import COLUMNS, Evidence, Mark, chart
from august1956.charts._reading import Reading, ends, one_of
from august1956.charts._sheet import Sheet, day
from august1956.charts._words import when

__all__ = ["bloc_leaders"]

OUTCOMES = {  # what they are called, in one word, and their glyph, as of outcomes at home
    "removed": ("lost the office", "lost", style.glyph("purged or expelled")),
    "shared": ("gave up one of two offices", "gave up one", style.glyph("demoted")),
    "died": ("died in office", "died", style.glyph("died")),
    "kept": ("kept the office", "kept", style.glyph("still in post")),
}
GROUPS = {  # who pressed, of the contests that the title counts; and why the rest are not counted
    "party": "Pressed by their own party alone",
    "outside": "Pressed from outside too, or only from there",
    "criticism": "Not counted, because nobody is known to have asked for their place",
    "twin": "Not counted, because it is the other side of a contest above",
    "nobody": "Not counted, because nobody pressed",
    "stress": "Not counted, because it is the case compared",
}
COUNTED = ("party", "outside")
PRESSURES = {"party": "own party", "moscow": "Moscow", "public": "public"}

COLUMNS.update(
    leader="the leader's name",
    office="the office that was at stake",
    pressure="party, moscow, public, or several separated by '; '",
    challenged="an EDTF date",
    challenged_earliest="the earliest day that 'challenged' allows; data.load() adds it",
    challenged_latest="the latest day that 'challenged' allows; data.load() adds it",
    outcome="removed, shared, died or kept",
)


@chart(
    needs={
        "leader", "country", "office", "pressure", "challenged", "challenged_earliest", "challenged_latest",
        "outcome", "date", "date_earliest", "date_latest", "source",
    },
    refuses={"faction": "leaders abroad belong to no Korean group", "person": "leaders abroad are not in the register"},
)  # fmt: skip
def bloc_leaders(
    leaders: pd.DataFrame,
    *,
    first: str = "1953-01-01",
    last: str = "1958-12-31",
    stress: str = "North Korea",
    **shared: Unpack[Reading],
) -> Evidence:
    """Draw a line for each challenge to a leader of a ruling party, grouped by who pressed.

    A bar covers the days on which he was challenged, a dot the day on which the matter was settled: black where
    that is known to a month or better, grey on the middle of its days where it is not. What came of it stands in a
    column of its own. Contests that cannot be compared come last, under the reason why they are not counted: the
    country that is stressed, the second side of one contest (column ``contest``), leaders whose place nobody asked for
    (``aim`` is "criticism"), and those whom nobody pressed.

    Parameters
    ----------
    leaders : pandas.DataFrame
        One row per challenge: leader, country, office, pressure (party, moscow, public), challenged and date (EDTF)
        with their earliest and latest days, outcome (removed, shared, died, kept), source; contest and aim where
        the table has them.
    first, last : str
        The days between which to draw, ISO.
    stress : str
        The country whose name is set in bold, and which is not counted.

    Examples
    --------
    >>> from august1956 import charts, data
    >>> charts.evidence(charts.bloc_leaders(data.load("bloc_leaders"))).table.columns[0]
    'leader'
    """
    if stress != "North Korea":
        one_of("stress", stress, leaders["country"])
    rows = leaders.assign(group=_groups(leaders, stress))
    for column in ("challenged", "date"):
        rows[f"{column}_earliest"], rows[f"{column}_latest"] = ends(leaders, column, shared["dates"])
    rows["order"] = rows["group"].map(list(GROUPS).index)
    rows["last"] = rows["outcome"].map(list(OUTCOMES).index)
    rows = rows.sort_values(["order", "last", "date_latest", "leader"], kind="stable")
    lines = _Lines(shared, pd.Timestamp(first), pd.Timestamp(last), stress)
    marks, y = [], lines.head(rows["outcome"])
    for id, group in rows.groupby("group", sort=False):
        y = lines.group(_heading(id, group), y)
        for row in group.itertuples():
            marks.append(lines.challenge(row, y))
            y += lines.row
    lines.calendar(y)
    table = rows.assign(counted=rows["group"].isin(COUNTED).map({True: "yes", False: "no"}))
    table = table[["leader", "country", "office", "challenged", "pressure", "outcome", "date", "counted", "source"]]
    return Evidence(table.reset_index(drop=True), *_alt(rows), _finding(rows), marks=tuple(marks))


def _groups(leaders: pd.DataFrame, stress: str) -> list[str]:
    """Sort each challenge by who pressed, or by why it is not counted."""

    def group(row: dict) -> str:
        if row["country"] == stress:
            return "stress"
        if row["outcome"] == "died" or not isinstance(row["pressure"], str):
            return "nobody"
        if isinstance(row.get("contest"), str):
            return "twin"
        if row.get("aim") == "criticism":
            return "criticism"
        return "party" if row["pressure"] == "party" else "outside"

    return [group(row) for row in leaders.to_dict("records")]


def _heading(id: Any, group: pd.DataFrame) -> str:
    if id in COUNTED:
        return f"{GROUPS[id]}: {group['outcome'].eq('kept').sum()} of {len(group)} kept the office"
    return f"{GROUPS[id]}: {len(group)}"


class _Lines(Sheet):
    """A line for each challenge: who on the left, time across, then what came of it and whence the pressure came."""

    def __init__(self, shared: Any, first: Any, last: Any, stress: Any) -> None:
        super().__init__(shared)
        self.first, self.last, self.stress = first, last, stress
        self.left, self.right = (8, 232) if self.narrow else (238, 470)
        self.outcome = self.right + 20
        self.row = 44 if self.narrow else 25

    def x(self, date: Any) -> float:
        share = (day(date) - day(self.first)) / (day(self.last) - day(self.first))
        return self.left + (self.right - self.left) * min(max(share, 0), 1)

    def head(self, outcomes: pd.Series) -> float:
        ink = style.colour("ink")
        items: list[tuple[Callable, str]] = [
            (lambda x, y: self._bar(x - 6, x + 6, y), "challenged"),
            (lambda x, y: self._settled(x, y, ink), "settled"),
        ]
        items += [
            (lambda x, y, marker=marker: self.symbol(x, y, marker, ink), label)
            for id, (label, _, marker) in OUTCOMES.items()
            if id in set(outcomes)
        ]
        self.top = self.key(10, items) + 4
        return self.top

    def group(self, heading: Any, y: float) -> float:
        """Write the heading of a group; return the y of its first line."""
        self.line((0, self.width), (y, y), token="rule", width=0.8, zorder=0)
        used = self.write(0, y + 15, heading, width=300 if self.narrow else 560, weight="bold", gap=17)
        if not self.narrow and y == self.top:
            self.text(592, y + 15, "pressed by", token="muted")
        return y + 22 + 17 * used

    def challenge(self, row: Any, y: float) -> Mark:
        """Draw one challenge; return the mark of the day on which it was settled."""
        words = f"{row.leader}, {row.country}"
        weight = "bold" if row.country == self.stress else "normal"
        self.text(0, y, words, weight=weight)
        where, align = (self.width, "right") if self.narrow else (592, "left")
        y += 18 if self.narrow else 0
        self.line((self.left, self.right), (y, y), token="rule", width=0.7, zorder=0)
        if pd.notna(row.challenged_earliest):
            self._bar(self.x(row.challenged_earliest), self.x(row.challenged_latest), y)
        exact = (row.date_latest - row.date_earliest).days <= 31
        middle = row.date_earliest + (row.date_latest - row.date_earliest) / 2
        colour = style.colour("ink" if exact else "muted")
        artist = self._settled(self.x(middle), y, colour)
        _, word, glyph = OUTCOMES[row.outcome]
        self.symbol(self.outcome, y, glyph, colour)
        self.text(self.outcome + 11, y, word)
        self.text(where, y - (18 if self.narrow else 0), _pressure(row), ha=align, token="muted")
        source = row.source.partition(";")[0]
        return Mark(artist, f"{words}: {_said(row)}", f"#source:{source}", f"{row.leader}, {when(row.date)}")

    def _settled(self, x: float, y: float, colour: str) -> Any:
        return self.symbol(x, y, ".", colour, size=9, zorder=4)

    def _bar(self, x0: Any, x1: Any, y: float) -> None:
        x0, x1 = (min(x0, (x0 + x1) / 2 - 6), max(x1, (x0 + x1) / 2 + 6))
        self.line((x0, x1), (y, y), token="unknown", width=6, zorder=1, alpha=0.55)

    def calendar(self, y: float) -> None:
        for year in range(self.first.year, self.last.year + 2):
            x = self.x(pd.Timestamp(year, 1, 1))
            self.line((x, x), (y - 14, y - 8), token="muted", width=0.8, zorder=0)
            if year <= self.last.year and (not self.narrow or (year - self.first.year) % 2 == 0):
                self.text(max(x, 17), y, str(year), token="muted", ha="center")
        self.close(y + 14)


def _pressure(row: Any) -> str:
    if not isinstance(row.pressure, str):
        return "nobody"
    return ", ".join(PRESSURES[part.strip()] for part in row.pressure.split(";"))


def _said(row: Any) -> str:
    challenged = f"challenged {when(row.challenged)}, " if isinstance(row.challenged, str) else ""
    return f"{row.office}, {challenged}{OUTCOMES[row.outcome][0]}, {when(row.date)} (pressed by {_pressure(row)})"


def _alt(rows: pd.DataFrame) -> tuple[str, str]:
    what = f"Timelines of {len(rows)} challenges to leaders of ruling parties, grouped by who pressed."
    parts = []
    for id, group in rows.groupby("group", sort=False):
        said = "; ".join(f"{row.leader} of {row.country}, {_said(row)}" for row in group.itertuples())
        parts.append(f"{_heading(id, group)}. {said}.")
    return what, " ".join(parts)


def _finding(rows: pd.DataFrame) -> str:
    """Say who kept the office elsewhere, of the rows that are counted."""
    kept, total = (
        {id: int((rows["group"].eq(id) & chosen).sum()) for id in COUNTED}
        for chosen in (rows["outcome"].eq("kept"), True)
    )
    return (
        f"Elsewhere {kept['party']} of {total['party']} leaders pressed by their own party alone kept the office;"
        f" pressed from outside, {kept['outside']} of {total['outside']} did"
    )
