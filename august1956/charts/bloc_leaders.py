"""How the leaders of the ruling parties fared: a line each, from the challenge to what came of it."""

from typing import Any, Unpack

import pandas as pd

from august1956 import style
from august1956.charts._contract import COLUMNS, Evidence, Mark, chart
from august1956.charts._reading import Reading, ends, one_of
from august1956.charts._sheet import Sheet, day
from august1956.charts._words import when

__all__ = ["bloc_leaders"]

OUTCOMES = {  # in the order in which they are drawn: what they are called, and their glyph, as of outcomes at home
    "removed": ("Lost the office", style.glyph("purged or expelled")),
    "shared": ("Gave up one of two", style.glyph("demoted")),
    "died": ("Died in office", style.glyph("died")),
    "kept": ("Kept the office", style.glyph("still in post")),
}
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
    """Draw a line for each challenge to a leader of a ruling party, grouped by what came of it.

    A bar covers the days on which he was challenged, a mark the day on which the matter was settled: black where
    that is known to a month or better, grey on the middle of its days where it is not.

    Parameters
    ----------
    leaders : pandas.DataFrame
        One row per challenge: leader, country, office, pressure (party, moscow, public), challenged and date (EDTF)
        with their earliest and latest days, outcome (removed, shared, died, kept), source.
    first, last : str
        The days between which to draw, ISO.
    stress : str
        The country whose name is set in bold.

    Examples
    --------
    >>> from august1956 import charts, data
    >>> charts.evidence(charts.bloc_leaders(data.load("bloc_leaders"))).table.columns[0]
    'leader'
    """
    if stress != "North Korea":
        one_of("stress", stress, leaders["country"])
    rows = leaders.assign(order=leaders["outcome"].map(list(OUTCOMES).index))
    for column in ("challenged", "date"):
        rows[f"{column}_earliest"], rows[f"{column}_latest"] = ends(leaders, column, shared["dates"])
    rows = rows.sort_values(["order", "date_latest", "leader"], kind="stable")
    lines = _Lines(shared, pd.Timestamp(first), pd.Timestamp(last), stress)
    marks, y = [], lines.head(rows["outcome"])
    for outcome, group in rows.groupby("outcome", sort=False):
        y = lines.group(outcome, len(group), y)
        for row in group.itertuples():
            marks.append(lines.challenge(row, y))
            y += lines.row
    lines.calendar(y)
    table = rows[["leader", "country", "office", "challenged", "pressure", "outcome", "date", "source"]]
    return Evidence(table.reset_index(drop=True), *_alt(rows), _finding(rows, stress), marks=tuple(marks))


class _Lines(Sheet):
    """A line for each challenge: who on the left, time across, and whence the pressure came on the right."""

    def __init__(self, shared: Any, first: Any, last: Any, stress: Any) -> None:
        super().__init__(shared)
        self.first, self.last, self.stress = first, last, stress
        self.left, self.right = (8, self.width - 12) if self.narrow else (250, 560)
        self.row = 44 if self.narrow else 25

    def x(self, date: Any) -> float:
        share = (day(date) - day(self.first)) / (day(self.last) - day(self.first))
        return self.left + (self.right - self.left) * min(max(share, 0), 1)

    def head(self, outcomes: pd.DataFrame) -> float:
        ink = style.colour("ink")
        items = [
            (lambda x, y, marker=marker: self.symbol(x, y, marker, ink), label)
            for id, (label, marker) in OUTCOMES.items()
            if id in set(outcomes)
        ]
        items.append((lambda x, y: self._bar(x - 6, x + 6, y), "Challenged"))
        self.top = self.key(10, items) + 4
        return self.top

    def group(self, outcome: Any, number: Any, y: float) -> float:
        """Write the heading of an outcome; return the y of its first line."""
        self.line((0, self.width), (y, y), token="rule", width=0.8, zorder=0)
        label = f"{OUTCOMES[outcome][0]}: {number}"
        self.text(0, y + 15, label, weight="bold")
        if not self.narrow and y == self.top:
            self.text(584, y + 15, "pressed by", token="muted")
        return y + (36 if self.narrow else 39)

    def challenge(self, row: Any, y: float) -> Mark:
        """Draw one challenge; return the mark of what came of it."""
        words = f"{row.leader}, {row.country}"
        weight = "bold" if row.country == self.stress else "normal"
        self.text(0, y, words, weight=weight)
        where, align = (self.width, "right") if self.narrow else (584, "left")
        muted = style.colour("muted")
        self.text(where, y, _pressure(row), ha=align, color=muted)
        y += 18 if self.narrow else 0
        self.line((self.left, self.right), (y, y), token="rule", width=0.7, zorder=0)
        if pd.notna(row.challenged_earliest):
            self._bar(self.x(row.challenged_earliest), self.x(row.challenged_latest), y)
        exact = (row.date_latest - row.date_earliest).days <= 31
        middle = row.date_earliest + (row.date_latest - row.date_earliest) / 2
        artist = self.symbol(
            self.x(middle), y, OUTCOMES[row.outcome][1], style.colour("ink" if exact else "muted"), size=13
        )
        source = row.source.partition(";")[0]
        return Mark(artist, f"{words}: {_said(row)}", f"#source:{source}", f"{row.leader}, {when(row.date)}")

    def _bar(self, x0: Any, x1: Any, y: float) -> None:
        x1 = max(x1, x0 + 4)
        self.line((x0, x1), (y, y), token="muted", width=2, zorder=1)
        for x in (x0, x1):
            self.line((x, x), (y - 3, y + 3), token="muted", width=1, zorder=1)

    def calendar(self, y: float) -> None:
        for year in range(self.first.year, self.last.year + 1):
            x = self.x(pd.Timestamp(year, 1, 1))
            self.line((x, x), (self.top + 26, y - 10), token="rule", width=0.5, zorder=0)
            self.text(x + 3, y, str(year), token="muted")
        self.close(y + 14)


def _pressure(row: Any) -> str:
    if not isinstance(row.pressure, str):
        return "nobody"
    return ", ".join(PRESSURES[part.strip()] for part in row.pressure.split(";"))


def _said(row: Any) -> str:
    challenged = f"challenged {when(row.challenged)}, " if isinstance(row.challenged, str) else ""
    label = OUTCOMES[row.outcome][0]
    return f"{row.office}, {challenged}{label[0].lower()}{label[1:]}, {when(row.date)} (pressed by {_pressure(row)})"


def _alt(rows: pd.DataFrame) -> tuple[str, str]:
    what = f"Timelines of {len(rows)} challenges to leaders of ruling parties, by what came of them."
    parts = []
    for outcome, group in rows.groupby("outcome", sort=False):
        said = "; ".join(f"{row.leader} of {row.country}, {_said(row)}" for row in group.itertuples())
        parts.append(f"{OUTCOMES[outcome][0]}, {len(group)}: {said}.")
    return what, " ".join(parts)


def _finding(rows: pd.DataFrame, stress: str) -> str:
    """Say who kept the office elsewhere, each contest once and only where somebody wanted the leader's place."""
    elsewhere = rows[rows["country"].ne(stress) & rows["outcome"].ne("died") & rows["pressure"].notna()]
    once = elsewhere.get("contest", pd.Series(index=elsewhere.index, dtype=object)).isna()
    wanted = elsewhere.get("aim", pd.Series(index=elsewhere.index, dtype=object)).ne("criticism")
    pressed = elsewhere[once & wanted]
    inside, kept = pressed["pressure"].eq("party"), pressed["outcome"].eq("kept")
    return (
        f"Elsewhere {(inside & kept).sum()} of {inside.sum()} leaders pressed by their own party alone kept the office,"
        f" and {(~inside & kept).sum()} of {(~inside).sum()} pressed from outside too"
    )
