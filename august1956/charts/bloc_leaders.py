"""How the leaders of the ruling parties fared: a line each, from the challenge to what came of it."""

import pandas as pd
from matplotlib.axes import Axes

from august1956 import style
from august1956.charts._contract import (
    COLUMNS,
    NARROW,
    SMALL,
    WIDE,
    Evidence,
    Mark,
    chart,
    day,
    ends,
    key,
    one_of,
    sheet,
    symbol,
    when,
)

__all__ = ["bloc_leaders"]

OUTCOMES = {  # in the order in which they are drawn: what they are called, and their marker
    "removed": ("Lost the office", "X"),
    "shared": ("Gave up one of two", "v"),
    "died": ("Died in office", "P"),
    "kept": ("Kept the office", "o"),
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
    dates: str = "range",
    ax: Axes | None = None,
    narrow: bool = False,
) -> Evidence:
    """Draw a line for each challenge to a leader of a ruling party, grouped by what came of it.

    A bar covers the days on which he was challenged, a mark the day on which the matter was settled: filled where
    that is known to a month or better, hollow on the middle of its days where it is not.

    Parameters
    ----------
    leaders : pandas.DataFrame
        One row per challenge: leader, country, office, pressure (party, moscow, public), challenged and date (EDTF)
        with their earliest and latest days, outcome (removed, shared, died, kept), source.
    first, last : str
        The days between which to draw, ISO.
    stress : str
        The country whose name is set in bold.
    ax : matplotlib.axes.Axes, optional
        Axes to draw on; by default new ones in a figure of their own.
    narrow : bool, default False
        Draw for a phone, 350 units wide.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ValueError
        If a column is missing.
    """
    if stress != "North Korea":
        one_of("stress", stress, leaders["country"])
    rows = leaders.assign(order=leaders["outcome"].map(list(OUTCOMES).index))
    for column in ("challenged", "date"):
        rows[f"{column}_earliest"], rows[f"{column}_latest"] = ends(leaders, column, dates)
    rows = rows.sort_values(["order", "date_latest", "leader"], kind="stable")
    lines = _Lines(ax, pd.Timestamp(first), pd.Timestamp(last), stress, narrow)
    marks, y = [], lines.head(rows["outcome"])
    for outcome, group in rows.groupby("outcome", sort=False):
        y = lines.group(outcome, len(group), y)
        for row in group.itertuples():
            marks.append(lines.line(row, y))
            y += lines.row
    lines.years(y)
    table = rows[["leader", "country", "office", "challenged", "pressure", "outcome", "date", "source"]]
    return Evidence(table.reset_index(drop=True), _alt(rows), marks=tuple(marks))


class _Lines:
    """A line for each challenge: who on the left, time across, and whence the pressure came on the right."""

    def __init__(self, ax, first, last, stress, narrow):
        self.ax, self.first, self.last, self.stress, self.narrow = ax, first, last, stress, narrow
        self.width = NARROW if narrow else WIDE
        self.left, self.right = (8, NARROW - 12) if narrow else (250, 560)
        self.row = 44 if narrow else 25

    def x(self, date) -> float:
        share = (day(date) - day(self.first)) / (day(self.last) - day(self.first))
        return self.left + (self.right - self.left) * min(max(share, 0), 1)

    def head(self, outcomes) -> float:
        ink = style.colour("ink")
        items = [
            (lambda x, y, marker=marker: symbol(self.ax, x, y, marker, ink), label)
            for id, (label, marker) in OUTCOMES.items()
            if id in set(outcomes)
        ]
        items.append((lambda x, y: self._bar(x - 6, x + 6, y), "Challenged"))
        self.top = key(self.ax, 0, 10, items, width=self.width) + 4
        return self.top

    def group(self, outcome, number, y) -> float:
        """Write the heading of an outcome; return the y of its first line."""
        self.ax.plot([0, self.width], [y, y], color=style.colour("rule"), linewidth=0.8, zorder=0)
        label = f"{OUTCOMES[outcome][0]}: {number}"
        self.ax.text(0, y + 15, label, weight="bold", va="center_baseline")
        if not self.narrow and y == self.top:
            self.ax.text(584, y + 15, "pressed by", fontsize=SMALL, va="center_baseline", color=style.colour("muted"))
        return y + (36 if self.narrow else 39)

    def line(self, row, y) -> Mark:
        """Draw one challenge; return the mark of what came of it."""
        words = f"{row.leader}, {row.country}"
        weight = "bold" if row.country == self.stress else "normal"
        self.ax.text(0, y, words, va="center_baseline", fontsize=SMALL, weight=weight)
        where, align = (NARROW, "right") if self.narrow else (584, "left")
        muted = style.colour("muted")
        self.ax.text(where, y, _pressure(row), va="center_baseline", ha=align, fontsize=SMALL, color=muted)
        y += 18 if self.narrow else 0
        self.ax.plot([self.left, self.right], [y, y], color=style.colour("rule"), linewidth=0.7, zorder=0)
        if pd.notna(row.challenged_earliest):
            self._bar(self.x(row.challenged_earliest), self.x(row.challenged_latest), y)
        exact = (row.date_latest - row.date_earliest).days <= 31
        middle = row.date_earliest + (row.date_latest - row.date_earliest) / 2
        artist = symbol(self.ax, self.x(middle), y, OUTCOMES[row.outcome][1], style.colour("ink"), filled=exact)
        source = row.source.partition(";")[0]
        return Mark(artist, f"{words}: {_said(row)}", f"#source:{source}", f"{row.leader}, {when(row.date)}")

    def _bar(self, x0, x1, y):
        x1 = max(x1, x0 + 4)
        self.ax.plot([x0, x1], [y, y], color=style.colour("muted"), linewidth=5, solid_capstyle="butt", zorder=1)

    def years(self, y):
        for year in range(self.first.year, self.last.year + 1):
            x = self.x(pd.Timestamp(year, 1, 1))
            self.ax.plot([x, x], [self.top + 26, y - 10], color=style.colour("rule"), linewidth=0.5, zorder=0)
            self.ax.text(x + 3, y, str(year), fontsize=SMALL, va="center_baseline", color=style.colour("muted"))
        sheet(self.ax, self.width, y + 14)


def _pressure(row) -> str:
    if not isinstance(row.pressure, str):
        return "nobody"
    return ", ".join(PRESSURES[part.strip()] for part in row.pressure.split(";"))


def _said(row) -> str:
    challenged = f"challenged {when(row.challenged)}, " if isinstance(row.challenged, str) else ""
    label = OUTCOMES[row.outcome][0]
    return f"{row.office}, {challenged}{label[0].lower()}{label[1:]}, {when(row.date)} (pressed by {_pressure(row)})"


def _alt(rows) -> str:
    what = f"Timelines of {len(rows)} challenges to leaders of ruling parties, by what came of them."
    parts = []
    for outcome, group in rows.groupby("outcome", sort=False):
        said = "; ".join(f"{row.leader} of {row.country}, {_said(row)}" for row in group.itertuples())
        parts.append(f"{OUTCOMES[outcome][0]}, {len(group)}: {said}.")
    return " ".join([what, *parts])
