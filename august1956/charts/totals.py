"""What each author counts by faction in a body: a dot for each figure, a line where they disagree."""

from collections.abc import Mapping
from typing import Any, Unpack

import pandas as pd

from august1956 import style
from august1956.charts._contract import Evidence, Mark, chart
from august1956.charts._reading import Reading, one_of
from august1956.charts._sheet import Sheet
from august1956.charts._words import in_words, listed, plural, short

__all__ = ["totals"]

GROUPS = {"remainder": "all the rest"}


@chart(
    needs={"body", "faction", "seats", "count", "total", "source"},
    refuses={"dates": "the totals that authors give have no dates", "person": "a total names nobody"},
)
def totals(
    counts: pd.DataFrame,
    *,
    bodies: pd.DataFrame,
    seats: str = "full",
    labels: Mapping[str, str] | None = None,
    **shared: Unpack[Reading],
) -> Evidence:
    """Draw a dot for every number of seats that an author gives a faction, on one scale for all bodies.

    Parameters
    ----------
    counts : pandas.DataFrame
        One row per figure: body, faction, seats ("full" or "candidate"), count and total (numbers of
        seats), source. Rows for the whole body, or for members new or kept, are left out.
    bodies : pandas.DataFrame
        The bodies to draw, in this order: id, label, from.
    seats : str, default "full"
        Which seats: "full" or "candidate".
    labels : mapping, optional
        What to call a source, by its key.

    Examples
    --------
    >>> from august1956 import charts, data
    >>> bodies = data.load("bodies").query("id == 'cc3'")
    >>> charts.evidence(charts.totals(data.load("counts"), bodies=bodies)).table.columns[0]
    'body'
    """
    one_of("seats", seats, ("full", "candidate"))
    known = counts["faction"].isin([*style.FACTIONS, *GROUPS]) & counts["seats"].eq(seats)
    rows = counts[known & counts["body"].isin(bodies["id"])]
    shown = bodies[bodies["id"].isin(rows["body"])].to_dict("records")
    scale = _Scale(shared, rows["count"].max() if len(rows) else 1)
    y, marks, said = 6.0, [], []
    for body in shown:
        theirs = rows[rows["body"] == body["id"]]
        y, drawn, words = scale.body(body, theirs, y, labels)
        marks += drawn
        said.append(words)
    scale.axis(y)
    table = rows[["body", "faction", "count", "total", "source"]].reset_index(drop=True)
    table["body"] = table["body"].map(bodies.set_index("id")["label"])
    what = f"Dot plot of {plural(len(rows), 'figure')} that authors give for the seats of each faction."
    return Evidence(table, what, " ".join(said), _finding(rows, shown), marks=tuple(marks))


def _finding(rows: pd.DataFrame, shown: Any) -> str:
    """Say in how many bodies the authors differ on some group."""
    differ = rows.groupby(["body", "faction"])["count"].nunique().gt(1).groupby("body").any()
    return f"Authors differ on the size of some group in {int(differ.sum())} of {plural(len(shown), 'body', 'bodies')}"


class _Scale(Sheet):
    """Seats across from nought, bodies and factions down the sheet."""

    def __init__(self, shared: Any, most: Any) -> None:
        super().__init__(shared)
        self.most = -(-int(most) // 10) * 10
        self.left, self.right = (120, self.width - 10) if self.narrow else (130, 450)
        self.row = 48 if self.narrow else 26

    def x(self, seats: float) -> float:
        return self.left + (self.right - self.left) * int(seats) / self.most

    def body(self, body: Any, rows: pd.DataFrame, y: float, labels: Mapping[str, str] | None) -> Any:
        """Draw one body from y down; return the y below it, its marks and its sentence."""
        size = rows["total"].max()
        title = f"{body['label'].partition(' of ')[0]}, {str(body['from'])[:4]}"
        self.text(0, y + 10, title, weight="bold")
        self.text(0, y + 28, f"of {size} seats", token="muted")
        y, marks, parts = y + 54, [], []
        for group in [g for g in [*style.FACTIONS, *GROUPS] if g in set(rows["faction"])]:
            figures = rows[rows["faction"] == group].sort_values("count")
            drawn, lines = self._figures(group, figures, y, title, labels)
            marks += drawn
            parts.append(_sentence(group, figures, labels))
            y += max(self.row, 15 * lines + (33 if self.narrow else 11))
        return y + 8, marks, f"{title}: {'; '.join(parts)}."

    def _figures(
        self, group: Any, figures: Any, y: float, title: Any, labels: Mapping[str, str] | None
    ) -> tuple[list[Mark], int]:
        """Draw a group's figures; return their marks and how many lines their authors take."""
        faction, label = style.faction(group), _label(group)
        self.text(0, y, label, color=faction.colour)
        self.line((self.left, self.right), (y, y), token="rule", width=0.7, zorder=0)
        low, high = self.x(figures["count"].min()), self.x(figures["count"].max())
        self.line((low, high), (y, y), color=faction.colour, width=2)
        place = (self.left, y + 17) if self.narrow else (self.right + 22, y)
        width = self.width - place[0]
        lines = self.write(*place, _named(figures, labels, " · "), width=width)
        marks = [
            Mark(
                self.unit(self.x(count), y, group, size=12),
                f"{title}, {label}: {count} of {size} seats ({_authors(figures, count, labels)})",
                f"#source:{figures.loc[figures['count'] == count, 'source'].iloc[0].partition(';')[0]}",
            )
            for count, size in figures[["count", "total"]].drop_duplicates("count").itertuples(index=False)
        ]
        return marks, lines

    def axis(self, y: float) -> None:
        for seats in range(0, self.most + 1, 10):
            x = self.x(seats)
            self.drop(x, 0, y - 12, token="rule", width=0.5, zorder=0)
            text = f"{seats} seats" if seats == self.most and not self.narrow else str(seats)
            self.text(x, y, text, ha="center", token="muted")
        self.close(y + 14)


def _label(group: Any) -> str:
    return GROUPS[group].capitalize() if group in GROUPS else style.faction(group).label


def _authors(figures: Any, count: Any, labels: Mapping[str, str] | None) -> str:
    return listed(dict.fromkeys(short(source, labels) for source in figures.loc[figures["count"] == count, "source"]))


def _named(figures: Any, labels: Mapping[str, str] | None, joint: Any) -> str:
    return joint.join(f"{count} {_authors(figures, count, labels)}" for count in figures["count"].unique())


def _sentence(group: Any, figures: Any, labels: Mapping[str, str] | None) -> str:
    words = GROUPS.get(group) or in_words(style.faction(group))
    return f"{words} {_named(figures, labels, ', ')}"
