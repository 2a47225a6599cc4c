"""How the leaders of the ruling parties fared: a line each, grouped by who pressed, with what came of it."""

from typing import Any, Unpack

import pandas as pd

from august1956 import style
from august1956.charts._contract import COLUMNS, Evidence, Mark, chart
from august1956.charts._reading import Reading, ends, one_of
from august1956.charts._sheet import Sheet
from august1956.charts._words import plural, when
from august1956.vocabulary import AUGUST_PLENUM

__all__ = ["bloc_leaders"]

OUTCOMES = {  # what they are called, in one word, and their glyph, as of outcomes at home
    "removed": ("lost the office", "lost", style.glyph("purged or expelled")),
    "shared": ("gave up one of two offices", "gave up one", style.glyph("demoted")),
    "died": ("died in office", "died", style.glyph("died")),
    "kept": ("kept the office", "kept", style.glyph("still in post")),
}
GROUPS = {  # the case compared; who pressed, of the cases that the title counts; and why the rest are not counted
    "stress": "The case compared",
    "party": "Pressed by their own party alone",
    "outside": "Also, or only, pressed from outside the party",
    "criticism": "Nobody is known to have asked for their place",
    "twin": "The other side of a contest above",
    "nobody": "Nobody pressed",
}
COUNTED = ("party", "outside")
PRESSURES = {"party": "own party", "moscow": "Moscow", "public": "public"}
OUTCOME, PRESSED = 242, 362  # where the words stand, wide, on what came of it and on who pressed
PLENUM = pd.Timestamp(AUGUST_PLENUM[0])

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
    """Draw a row for each challenge to a leader of a ruling party: what came of it, who pressed, and when.

    The country that is stressed comes first, as the case compared; then the cases that the title counts, grouped by who
    pressed. Those that cannot be compared come last, under the reason: nobody asked for the place (``aim`` is
    "criticism"), the second side of one contest (column ``contest``), or nobody pressed. A faint bar covers the days of
    the challenge, a dot stands on the day on which the matter was settled; a thin line through the dot covers the days
    of a vague date.

    Parameters
    ----------
    leaders : pandas.DataFrame
        One row per challenge: leader, country, office, pressure (party, moscow, public), challenged and date (EDTF)
        with their earliest and latest days, outcome (removed, shared, died, kept), source; contest and aim where
        the table has them.
    first, last : str
        The days between which to draw, ISO.
    stress : str
        The country that the others are compared with; it is not counted.

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
    lines = _Lines(shared, (pd.Timestamp(first), pd.Timestamp(last)))
    marks, y, heads = [], lines.head(), set()
    for id, group in rows.groupby("group", sort=False):
        head = _heading(rows, id)
        if head not in heads:
            y = lines.group(head, y)
        if id not in ("stress", *COUNTED):
            y = lines.reason(GROUPS[id], y)
        heads.add(head)
        for row in group.itertuples():
            marks.append(lines.challenge(row, y, loud=id in ("stress", *COUNTED)))
            y += lines.row
    lines.foot(y)
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


def _heading(rows: pd.DataFrame, id: Any) -> str:
    """Return the heading under which a group stands; those that are not counted share one."""
    group = rows[rows["group"] == id]
    if id == "stress":
        return GROUPS[id]
    if id in COUNTED:
        return f"{GROUPS[id]}: no office lost in {group['outcome'].eq('kept').sum()} of {plural(len(group), 'case')}"
    return f"Not counted: {plural(int((~rows['group'].isin(['stress', *COUNTED])).sum()), 'case')}"


class _Lines(Sheet):
    """A row for each challenge: who, what came of it, whence the pressure came, and time across."""

    def __init__(self, shared: Any, days: Any) -> None:
        narrow = shared["narrow"]
        super().__init__(shared, days, left=142 if narrow else 500, right=8)
        self.row = 39 if narrow else 21

    def head(self) -> float:
        """Write what bars and dots are, the columns and the years; return the y below them."""
        ink = style.colour("ink")
        y = self.key(10, [(lambda x, y: self._bar(x - 6, x + 6, y), "challenged"),
                          (lambda x, y: self.symbol(x, y, ".", ink, size=9), "settled")])  # fmt: skip
        y -= 0 if self.narrow else 22
        if self.days[0] < PLENUM < self.days[1]:
            self.text(self.at(PLENUM), y, "August plenum", ha="center", token="muted")
            y += 16
        where, align = (self.width, "right") if self.narrow else (PRESSED, "left")
        self.text(where, 10 if self.narrow else y, "pressed by", ha=align, token="muted")
        self._years(y)
        self.top = y + 9
        return self.top

    def _years(self, y: float) -> None:
        for year in range(self.days[0].year, self.days[1].year + 1):
            if not self.narrow or (year - self.days[0].year) % 2 == 0:
                self.text(self.at(pd.Timestamp(year, 1, 1)), y, year, token="muted", ha="center")

    def group(self, heading: str, y: float) -> float:
        """Write the heading of a group; return the y of its first row."""
        self.rule(y)
        used = self.write(0, y + 16, heading, width=290 if self.narrow else 600, weight="bold", size=13.5, gap=17)
        return y + 21 + 17 * used

    def reason(self, words: str, y: float) -> float:
        """Write why the rows below are not counted; return the y of the first of them."""
        self.text(0, y, f"{words}:", token="muted")
        return y + 19

    def challenge(self, row: Any, y: float, *, loud: bool) -> Mark:
        """Draw one challenge; return the mark of the day on which it was settled."""
        words, ink = f"{row.leader}, {row.country}", style.colour("ink")
        self.text(0, y, words, weight="bold" if row.group == "stress" else "normal")
        where, align = (self.width, "right") if self.narrow else (PRESSED, "left")
        self.text(where, y, _pressure(row), ha=align, token="muted")
        x, y = (8, y + 17) if self.narrow else (OUTCOME, y)
        _, word, glyph = OUTCOMES[row.outcome]
        self.symbol(x, y, glyph, ink, size=11).set_markeredgewidth(2.8 if loud else 1.6)
        self.text(x + 13, y, word, weight="bold" if loud else "normal")
        if pd.notna(row.challenged_earliest):
            self._bar(self.at(row.challenged_earliest), self.at(row.challenged_latest), y)
        days = self.at(row.date_earliest), self.at(row.date_latest)
        self.line(days, (y, y), color=ink, width=1.4, zorder=3)
        artist = self.symbol(sum(days) / 2, y, ".", ink, size=9, zorder=4)
        source = row.source.partition(";")[0]
        return Mark(artist, f"{words}: {_said(row)}", f"#source:{source}")

    def _bar(self, x0: Any, x1: Any, y: float) -> None:
        x0, x1 = (min(x0, (x0 + x1) / 2 - 6), max(x1, (x0 + x1) / 2 + 6))
        self.line((x0, x1), (y, y), token="unknown", width=6, zorder=1, alpha=0.5)

    def foot(self, y: float) -> None:
        for year in range(self.days[0].year, self.days[1].year + 1):
            self.drop(self.at(pd.Timestamp(year, 1, 1)), self.top, y - 8, width=0.6)
        if self.days[0] < PLENUM < self.days[1]:
            self.drop(self.at(PLENUM), self.top, y - 8, token="ink", width=1)
        self._years(y)
        self.close(y + 12)


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
        reason = "" if id in ("stress", *COUNTED) else f" ({GROUPS[id].lower()})"
        parts.append(f"{_heading(rows, id)}{reason}. {said}.")
    return what, " ".join(parts)


def _finding(rows: pd.DataFrame) -> str:
    """Say who kept the office elsewhere, of the rows that are counted."""
    kept, total = (
        {id: int((rows["group"].eq(id) & chosen).sum()) for id in COUNTED}
        for chosen in (rows["outcome"].eq("kept"), True)
    )
    return (
        f"Elsewhere leaders pressed by their own party alone kept every office in {kept['party']} of"
        f" {plural(total['party'], 'case')}; pressed from outside it, in {kept['outside']} of {total['outside']}"
    )
