"""How the machine failed: one unit for each emendation, by type and paragraph."""

import re
from typing import Any, Unpack

import pandas as pd

from august1956 import style
from august1956.charts._contract import Evidence, Mark, chart
from august1956.charts._reading import Reading
from august1956.charts._sheet import Sheet
from august1956.charts._words import listed, plural
from august1956.vocabulary import quoted

__all__ = ["emendations"]


@chart(
    needs={"id", "paragraph", "type", "russian_basis", "received", "edited", "source"},
    refuses={
        "dates": "emendations have none",
        "faction": "an emendation concerns words, not a group",
        "person": "an emendation concerns words, not a person",
    },
)
def emendations(emendations: pd.DataFrame, **shared: Unpack[Reading]) -> Evidence:
    """Draw one unit for each emendation: types of fault down, paragraphs of the article across.

    A filled unit rests on the Russian text as it is attested, a hollow one on the Russian inferred by the editors.

    Parameters
    ----------
    emendations : pandas.DataFrame
        One row per emendation: id, paragraph ("p1" to "p10", or the headline), type, russian_basis ("attested" or
        "inferred"), received and edited readings, source (keys of the witnesses).

    Examples
    --------
    >>> from august1956 import charts, data
    >>> charts.evidence(charts.emendations(data.load("emendations"))).table.columns[0]
    'type'
    """
    rows = emendations.assign(place=emendations["paragraph"].map(_place)).sort_values(["place", "id"], kind="stable")
    grid = _Grid(shared, rows)
    marks, y = [], grid.head()
    for type in rows["type"].value_counts(sort=True).sort_values(ascending=False, kind="stable").index:
        y, drawn = grid.type(type, rows[rows["type"] == type], y)
        marks += drawn
    grid.close(y + 4)
    table = rows[["type", "paragraph", "received", "edited", "russian_basis", "source", "id"]].reset_index(drop=True)
    return Evidence(table, *_alt(rows), _finding(rows), marks=tuple(marks))


def _place(paragraph: str) -> int:
    """Return the order of a paragraph in the text; the headline stands before all."""
    number = re.fullmatch(r"p(\d+)", paragraph)
    return int(number[1]) if number else 0


BASIS = {"attested": "checked against the Russian", "inferred": "Russian reconstructed from the English"}


class _Grid(Sheet):
    """Types down, paragraphs across, units in the cells."""

    def __init__(self, shared: Any, rows: pd.DataFrame) -> None:
        super().__init__(shared)
        self.columns = sorted(set(rows["place"]))
        self.left = 0 if self.narrow else 178
        self.column = (self.width - self.left - (0 if self.narrow else 30)) / len(self.columns)
        self.pitch = 12.5
        self.across = max(int((self.column - 4) // self.pitch), 1)

    def x(self, place: Any) -> float:
        return self.left + self.column * self.columns.index(place) + 8

    def head(self) -> float:
        ink = style.colour("ink")
        items = [(lambda x, y: self.symbol(x, y, "s", ink), BASIS["attested"])]
        items += [(lambda x, y: self.symbol(x, y, "s", ink, filled=False), BASIS["inferred"])]
        y = self.key(10, items) + 10
        for place in self.columns:
            self.text(self.x(place) - (5 if place else 8), y, f"p{place}" if place else "head", token="muted")
        if not self.narrow:
            self.text(self.width, y, "all", token="muted", ha="right")
        return y + 14

    def type(self, type: Any, rows: pd.DataFrame, y: float) -> Any:
        """Draw one type from y down; return the y below it and its marks."""
        self.line((0, self.width), (y, y), token="rule", width=0.8, zorder=0)
        self.text(0, y + 14, type.capitalize())
        self.text(self.width, y + 14, len(rows), ha="right", weight="bold", size=15)
        top, marks, lines = y + (36 if self.narrow else 14), [], 1
        for _, cell in rows.groupby("place"):
            marks += [self._unit(n, row, top) for n, row in enumerate(cell.itertuples())]
            lines = max(lines, -(-len(cell) // self.across))
        return top + self.pitch * lines + 4, marks

    def _unit(self, n: Any, row: Any, top: float) -> Mark:
        x, y = self.x(row.place) + self.pitch * (n % self.across), top + self.pitch * (n // self.across)
        filled = row.russian_basis == "attested"
        artist = self.symbol(x, y, "s", style.colour("ink"), filled=filled)
        reading = f"{quoted(row.received)} for {quoted(row.edited)}"
        words = f"{row.paragraph}, {row.type}: {reading} ({BASIS[row.russian_basis]})"
        return Mark(artist, words, f"#emendation:{row.id}")


def _alt(rows: pd.DataFrame) -> tuple[str, str]:
    attested = int((rows["russian_basis"] == "attested").sum())
    what = (
        f"Unit chart of {plural(len(rows), 'emendation')} by type and paragraph;"
        f" {attested} {BASIS['attested']}, {len(rows) - attested} with the {BASIS['inferred']}."
    )
    types = [
        f"{type}: {len(cell)} ({listed(f'{n} in {p}' for p, n in cell['paragraph'].value_counts(sort=False).items())})"
        for type, cell in sorted(rows.groupby("type"), key=lambda pair: -len(pair[1]))
    ]
    return what, "; ".join(types) + "."


def _finding(rows: pd.DataFrame) -> str:
    types = rows["type"].value_counts()
    most = f"most often for {types.index[0]}"
    return f"{plural(len(rows), 'place')} where the machine’s English had to be put right, {most}"
