"""What became of them: one unit a person, by faction and by the gravest or the last that is known."""

import pandas as pd
from matplotlib.axes import Axes

from august1956 import style
from august1956.charts._contract import (
    NARROW,
    SMALL,
    WIDE,
    Evidence,
    Mark,
    chart,
    ends,
    in_words,
    listed,
    one_of,
    plural,
    sheet,
    unit,
    when,
)

__all__ = ["outcomes_by_faction"]

STEPS = (  # from the gravest to the mildest
    "executed or suicide", "held, tried or banished", "purged or expelled", "went abroad", "demoted", "rebuked",
    "died", "fate unknown", "restored or promoted", "still in post",
)  # fmt: skip


NARROW_LABELS = {"guerrilla": "Guerr.", "domestic": "Dom.", "unknown": "?"}


@chart(needs={"person", "name", "faction", "kind", "date", "date_earliest", "date_latest", "source"})
def outcomes_by_faction(
    outcomes: pd.DataFrame,
    *,
    by: str = "gravest",
    until: str | None = None,
    dates: str = "range",
    ax: Axes | None = None,
    narrow: bool = False,
) -> Evidence:
    """Draw one unit for each person in the row of what became of that person and the column of the faction.

    Parameters
    ----------
    outcomes : pandas.DataFrame
        One row per outcome: person, name, faction, kind, date (EDTF) with date_earliest and date_latest, source.
    by : {"gravest", "last"}
        Which of a person's outcomes counts: the gravest, from death by violence to still in post, or the last
        in time, undated ones before dated ones.
    until : str, optional
        The last day, ISO, of outcomes that count; outcomes without a date count too. By default all.
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
    people = _decisive(outcomes, by, until, dates)
    grid = _Grid(ax, people, narrow)
    marks, y = [], grid.head()
    for step in [step for step in STEPS if step in set(people["step"])]:
        y, drawn = grid.step(step, people[people["step"] == step], y)
        marks += drawn
    sheet(ax, NARROW if narrow else WIDE, y)
    table = people[["name", "faction", "step", "kind", "date", "source"]].reset_index(drop=True)
    return Evidence(table, _alt(people, by), marks=tuple(marks))


def _decisive(outcomes, by, until, dates) -> pd.DataFrame:
    """Return the one outcome of each person that counts."""
    one_of("by", by, ("gravest", "last"))
    begin, end = ends(outcomes, "date", dates)
    rows = outcomes.assign(begin=begin, end=end)
    if until:
        rows = rows[~(rows["begin"] > pd.Timestamp(until))]
    rows = rows.assign(step=rows["kind"].map(lambda kind: style.KINDS[kind].step))
    rows["group"] = rows["faction"].map(lambda id: style.faction(id).id)
    rows["gravity"] = rows["step"].map(STEPS.index)
    order = ["gravity", "end"] if by == "gravest" else ["end", "gravity"]
    rows = rows.sort_values(order, ascending=[True, False] if by == "gravest" else [False, True], kind="stable")
    return rows.drop_duplicates("person").sort_values(["gravity", "name"], kind="stable")


class _Grid:
    """Steps down, factions across."""

    def __init__(self, ax, people, narrow):
        self.ax, self.narrow = ax, narrow
        self.groups = [id for id in style.FACTIONS if id in set(people["group"])]
        self.left = 0 if narrow else 150
        self.column = ((NARROW if narrow else WIDE) - self.left) / len(self.groups)
        self.pitch = 18 if narrow else 22
        self.across = max(int((self.column - 12) // self.pitch), 1)
        self.sizes = people["group"].value_counts()

    def head(self) -> float:
        for i, id in enumerate(self.groups):
            faction, x = style.FACTIONS[id], self.left + i * self.column
            label = NARROW_LABELS.get(id, faction.label) if self.narrow else faction.label
            self.ax.text(x, 10, label, weight="bold", va="center_baseline", fontsize=SMALL, color=faction.colour)
            words = plural(self.sizes[id], "person")
            muted = style.colour("muted")
            self.ax.text(
                x, 27, self.sizes[id] if self.narrow else words, fontsize=SMALL, va="center_baseline", color=muted
            )
        return 46.0

    def step(self, step, people, y):
        """Draw one row from y down; return the y below it and its marks."""
        width = NARROW if self.narrow else WIDE
        self.ax.plot([0, width], [y, y], color=style.colour("rule"), linewidth=0.8, zorder=0)
        self.ax.text(0, y + 15, step.capitalize(), va="center_baseline", fontsize=SMALL)
        top = y + (38 if self.narrow else 15)
        marks, rows = [], 1
        for i, id in enumerate(self.groups):
            theirs = people[people["group"] == id]
            left = self.left + i * self.column + 8
            marks += [self._unit(left, top, n, row) for n, row in enumerate(theirs.itertuples())]
            rows = max(rows, -(-len(theirs) // self.across))
            if len(theirs) == 0:
                muted = style.colour("muted")
                self.ax.text(left, top, "–", va="center_baseline", ha="center", fontsize=SMALL, color=muted)
        return top + rows * self.pitch, marks

    def _unit(self, left, top, n, row) -> Mark:
        x, y = left + self.pitch * (n % self.across), top + self.pitch * (n // self.across)
        artist = unit(self.ax, x, y, row.faction, size=12)
        words = f"{row.name}: {style.KINDS[row.kind].label}, {when(row.date)}"
        return Mark(artist, words, f"#person:{row.person}", words)


def _alt(people, by) -> str:
    which = "gravest" if by == "gravest" else "last"
    what = f"Unit chart of {plural(len(people), 'person')} by faction and by the {which} of their known outcomes."
    parts = []
    for id, theirs in people.groupby("group"):
        steps = theirs["step"].value_counts()
        counts = listed(f"{steps[step]} {step}" for step in STEPS if step in steps)
        parts.append((style.FACTIONS[id].order, f"{in_words(style.FACTIONS[id]).capitalize()}: {counts}."))
    return " ".join([what] + [text for _, text in sorted(parts)])
