"""What became of them: one unit a person, by group and by the gravest or the last that is known."""

from typing import Any, Unpack

import pandas as pd

from august1956 import style
from august1956.charts._contract import Evidence, Mark, chart
from august1956.charts._reading import Reading, ends, one_of
from august1956.charts._seats import own, real
from august1956.charts._sheet import Sheet
from august1956.charts._text import text_width
from august1956.charts._words import MEN, in_words, listed, plural, when
from august1956.vocabulary import STEPS

__all__ = ["outcomes_by_faction"]

ROWS = {  # what is drawn in a row: steps, from the gravest; silence is never milder than a rebuke
    "Killed, held or banished": ("executed or suicide", "held, tried or banished"),
    "Expelled, purged or demoted": ("purged or expelled", "demoted"),
    "Abroad": ("went abroad",),
    "Silence": ("fate unknown",),
    "In post, only rebuked, or died": ("rebuked", "died", "restored or promoted", "still in post"),
}
NARROW_LABELS = {"guerrilla": "Guerr.", "domestic": "Dom.", "other": "Others", "unknown": "None"}


@chart(needs={"person", "name", "faction", "kind", "date", "date_earliest", "date_latest", "source"})
def outcomes_by_faction(
    outcomes: pd.DataFrame,
    *,
    by: str = "gravest",
    since: str | None = None,
    until: str | None = None,
    **shared: Unpack[Reading],
) -> Evidence:
    """Draw one unit for each person in the row of what became of that person and the column of the group.

    A penalty that was annulled, or laid on somebody already gone, does not outrank what followed. What another state
    did, or somebody only meant to do, is left out and counted, by the column `by` where the table has it.

    Parameters
    ----------
    outcomes : pandas.DataFrame
        One row per outcome: person, name, faction, kind, date (EDTF) with date_earliest and date_latest, source;
        by, annulled and absent where the table has them.
    by : {"gravest", "last"}
        Which of a person's outcomes counts: the gravest, from death by violence to still in post, or the last
        in time, undated ones before dated ones.
    since, until : str, optional
        The first and last day, ISO, of outcomes that count; those without a date then do not. By default all.

    Examples
    --------
    >>> from august1956 import charts, data
    >>> outcomes = data.load("outcomes").merge(data.groups(), on="person")
    >>> ax = charts.outcomes_by_faction(outcomes, since="1956-08-30", until="1961-12-31")
    >>> charts.evidence(ax).table.columns.tolist()
    ['name', 'faction', 'row', 'kind', 'date', 'source']
    """
    theirs = outcomes[own(outcomes)]
    others = len(outcomes) - len(theirs)
    people = _decisive(theirs, by, since, until, shared["dates"])
    grid = _Grid(shared, people)
    marks, y = [], grid.head()
    for label in ROWS:
        y, drawn = grid.step(label, people[people["row"] == label], y)
        marks += drawn
    grid.close(y)
    table = people.assign(kind=[style.KINDS[kind].label for kind in people["kind"]])
    table = table[["name", "faction", "row", "kind", "date", "source"]].reset_index(drop=True)
    which = "gravest" if by == "gravest" else "last"
    summary = f"Unit chart of {plural(len(people), 'person')} by group and by the {which} of their known outcomes."
    rest = f" Not counted, because another state did it or somebody only meant to: {plural(others, 'outcome')}."
    description = _said(people) + rest * bool(others)
    return Evidence(table, summary, description, _finding(people), marks=tuple(marks))


def _decisive(outcomes: pd.DataFrame, by: Any, since: Any, until: Any, reading: Any) -> pd.DataFrame:
    """Return the one outcome of each person that counts, what stood before what was annulled."""
    one_of("by", by, ("gravest", "last"))
    begin, end = ends(outcomes, "date", reading)
    rows = outcomes.assign(begin=begin, end=end, nominal=~real(outcomes))
    if since:
        rows = rows[rows["end"] >= pd.Timestamp(since)]
    if until:
        rows = rows[rows["begin"] <= pd.Timestamp(until)]
    rows = rows.assign(step=rows["kind"].map(lambda kind: style.KINDS[kind].step))
    rows["row"] = rows["step"].map({step: label for label, steps in ROWS.items() for step in steps})
    rows["group"] = rows["faction"].map(lambda id: style.faction(id).id)
    rows["gravity"] = rows["step"].map(STEPS.index)
    order = ["nominal", "gravity", "end"] if by == "gravest" else ["nominal", "end", "gravity"]
    rows = rows.sort_values(order, ascending=[True, by == "gravest", by != "gravest"], kind="stable")
    return rows.drop_duplicates("person").sort_values(["gravity", "name"], kind="stable")


class _Grid(Sheet):
    """Rows down, groups across."""

    def __init__(self, shared: Any, people: pd.DataFrame) -> None:
        super().__init__(shared)
        self.columns = [id for id in style.FACTIONS if id in set(people["group"])]
        self.left = 0 if self.narrow else 132
        self.column = (self.width - self.left) / len(self.columns)
        self.pitch = 18 if self.narrow else 20
        self.across = max(int((self.column - 26) // self.pitch), 1)
        self.sizes = people["group"].value_counts()

    def head(self) -> float:
        for i, id in enumerate(self.columns):
            faction, x = style.FACTIONS[id], self.left + i * self.column
            label = NARROW_LABELS.get(id, faction.label) if self.narrow else faction.label
            fits = text_width(label, weight="bold") < self.column
            self.text(x, 10, label if fits else "Others", weight="bold", color=faction.colour)
            size = self.sizes[id]
            self.text(x, 27, size if self.narrow else plural(size, "person"), token="muted")
        return 46.0

    def step(self, label: Any, people: pd.DataFrame, y: float) -> Any:
        """Draw one row from y down; return the y below it and its marks."""
        self.rule(y)
        lines = self.write(0, y + 15, label, width=self.width if self.narrow else self.left - 10)
        top = y + (38 if self.narrow else 15)
        marks, rows = [], 1
        for i, id in enumerate(self.columns):
            theirs = people[people["group"] == id]
            left = self.left + i * self.column + 8
            marks += [self._person(left, top, n, row) for n, row in enumerate(theirs.itertuples())]
            rows = max(rows, -(-len(theirs) // self.across))
            number = len(theirs) or "–"
            at = left + self.pitch * ((len(theirs) - 1) % self.across + 1) - 4
            last = max(-(-len(theirs) // self.across) - 1, 0)
            if len(theirs) != 1:
                token = "ink" if len(theirs) else "muted"
                self.text(at if len(theirs) else left - 4, top + self.pitch * last, number, token=token)
        high = rows * self.pitch
        return top + (high if self.narrow else max(high, 15 * lines + 4)), marks

    def _person(self, left: float, top: float, n: Any, row: Any) -> Mark:
        x, y = left + self.pitch * (n % self.across), top + self.pitch * (n // self.across)
        artist = self.unit(x, y, row.faction, size=12)
        words = f"{row.name}: {style.KINDS[row.kind].label}, {when(row.date)}"
        return Mark(artist, words, f"#person:{row.person}")


def _said(people: pd.DataFrame) -> str:
    parts = []
    for id, theirs in people.groupby("group"):
        counts = theirs["row"].value_counts()
        said = listed(f"{counts[label]} {label[0].lower()}{label[1:]}" for label in ROWS if label in counts)
        words = in_words(style.FACTIONS[id])
        parts.append((style.FACTIONS[id].order, f"{words[0].upper()}{words[1:]}: {said}."))
    return " ".join(text for _, text in sorted(parts))


def _finding(people: pd.DataFrame) -> str:
    """Say of which group most were killed, held, expelled or driven abroad, and of which fewest: in persons."""
    hard = people["row"].isin(["Killed, held or banished", "Expelled, purged or demoted", "Abroad"])
    parts = []
    for id in ("yanan", "soviet", "guerrilla"):
        group = people["group"] == id
        if group.any():
            number = int((group & hard).sum())
            parts.append(f"{number or 'none'} of {group.sum()} {MEN[id]}")
    if not parts:
        return f"What became of {plural(len(people), 'person')}"
    return f"Removed, demoted, held or gone abroad: {', '.join(parts)}"
