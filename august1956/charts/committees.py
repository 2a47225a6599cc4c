"""Who sat in the committees: one unit a seat, hollow where nobody is named, beside the totals of authors."""

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes

from august1956 import style
from august1956.charts._contract import (
    MEMBERS,
    NARROW,
    SMALL,
    TEXT,
    WHOLE_BODIES,
    WIDE,
    Evidence,
    Mark,
    chart,
    faction_items,
    in_words,
    key,
    keys,
    listed,
    members,
    plural,
    sheet,
    short,
    tally,
    unit,
    wrap,
    write,
)

__all__ = ["committees"]

ROW, LABEL = 22, 150  # of the table beside the units: its rows, and the room for what a row is called
PITCH = 24  # from unit to unit: the least distance between two pointer targets
LATER = "joined later or at a time not known"
COLUMNS = ["guerrilla", "yanan", "soviet", "domestic", "rest"]
REST = {"other", "unknown", "remainder", "rest"}


@chart(needs=MEMBERS, claims=("", "counts"), refuses=WHOLE_BODIES)
def committees(
    seats: pd.DataFrame,
    *,
    bodies: pd.DataFrame,
    counts: pd.DataFrame | None = None,
    labels: Mapping[str, str] | None = None,
    ax: Axes | None = None,
    narrow: bool = False,
) -> Evidence:
    """Draw one unit for each full seat of each body, coloured by faction, hollow where nobody is named.

    Parameters
    ----------
    seats : pandas.DataFrame
        One row per claim to a seat: person, name, faction, body, seat, basis, entry,
        from_earliest, source. Candidates are left
        out, whoever is named twice is drawn once, a seat that only follows from another is half filled, and those
        of whom it is not known that they were elected with the rest stand below.
    bodies : pandas.DataFrame
        The bodies to draw, in this order: id, label, from, from_latest, full_seats, source.
    counts : pandas.DataFrame, optional
        Totals that authors give: body, faction, seats, count, total, source. Written beside the units.
    labels : mapping, optional
        What to call a source, by its key.
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
    named = members(seats, bodies)
    totals = _totals(counts, bodies)
    width = NARROW if narrow else WIDE
    blocks = [_Block(body, named, totals, labels, narrow) for body in bodies.to_dict("records")]
    y, marks = _key(ax, named, width, any(block.unnamed for block in blocks)), []
    for block in blocks:
        marks += block.draw(ax, y)
        y += block.height
    sheet(ax, width, y - 14)
    table = pd.concat([block.table for block in blocks], ignore_index=True)
    sources = keys(pd.concat([table["source"], bodies["source"]]))
    return Evidence(table, _alt(blocks), sources=sources, marks=tuple(marks))


class _Block:
    """One body: its heading, its units, and a small table of what is named here and what authors count."""

    def __init__(self, body, named, totals, labels, narrow):
        self.body, self.narrow, self.labels = body, narrow, labels
        theirs = named[named["body"] == body["id"]]
        self.named, self.later = theirs[~theirs["later"]], theirs[theirs["later"]]
        self.totals = totals[totals["body"] == body["id"]]
        self.size = max(int(body["full_seats"]), len(self.named))
        self.across = 14
        self.rows = -(-self.size // self.across)

    @property
    def unnamed(self) -> int:
        return self.size - len(self.named)

    @property
    def bottom(self) -> float:
        """How far the units reach down."""
        return PITCH * self.rows + (22 + PITCH * -(-len(self.later) // self.across) if len(self.later) else 0)

    @property
    def lines(self) -> list[tuple[str, dict]]:
        own = self.named["faction"].map(_column).value_counts().to_dict()
        authors = [(source, rows) for source, rows in self.totals.groupby("source", sort=True)]
        return [("Named here", own)] + [(short(source, self.labels), _cells(rows)) for source, rows in authors]

    @property
    def height(self) -> float:
        units, table = self.bottom, 24 + sum(ROW + 14 * wrap(label, LABEL).count("\n") for label, _ in self.lines)
        return 54 + (units + table + 20 if self.narrow else max(units, table) + 14)

    @property
    def table(self) -> pd.DataFrame:
        people = pd.concat([self.named.assign(what="seat"), self.later.assign(what=LATER)]).assign(units=1)
        hollow = {"what": "seats of nobody named here", "units": self.unnamed, "source": self.body["source"]}
        totals = self.totals.assign(what="total given", units=self.totals["count"])
        parts = [people, pd.DataFrame([hollow]), totals]
        columns = ["body", "what", "name", "faction", "seat", "basis", "units", "source"]
        return pd.concat([part.reindex(columns=columns) for part in parts]).assign(body=self.body["label"])

    def draw(self, ax, y) -> list[Mark]:
        ax.text(0, y, self.heading, weight="bold", va="top")
        ax.text(0, y + 20, self.subtitle, va="top", fontsize=SMALL, color=style.colour("muted"))
        top = y + 54
        marks = self._units(ax, top)
        self._lines(ax, *((0, top + self.bottom + 6) if self.narrow else (358, top - 8)))
        return marks

    @property
    def heading(self) -> str:
        return f"{self.body['label'].partition(' of ')[0]}, {str(self.body['from'])[:4]}"

    @property
    def subtitle(self) -> str:
        implied = (self.named["basis"] == "implied").sum()
        tail = f" ({implied} implied by other posts)" if implied else ""
        return f"{self.size} seats, {len(self.named)} named here{tail}"

    def _members(self, ax, rows, top) -> list[Mark]:
        marks = []
        for i, row in enumerate(rows.itertuples()):
            artist = unit(ax, *self._place(i, top), row.faction, fill="half" if row.basis == "implied" else "full")
            marks.append(Mark(artist, _title(row, self.labels), f"#person:{row.person}", row.name))
        return marks

    def _units(self, ax, top) -> list[Mark]:
        marks = self._members(ax, self.named, top)
        for i in range(len(self.named), self.size):
            hollow(ax, *self._place(i, top))
        below = top + PITCH * self.rows
        if len(self.later):
            words = f"{len(self.later)} {LATER}"
            ax.text(0, below, words, va="center_baseline", fontsize=SMALL, color=style.colour("muted"))
        return marks + self._members(ax, self.later, below + 22)

    def _place(self, i, top):
        return 12 + PITCH * (i % self.across), top + PITCH * (i // self.across)

    def _lines(self, ax, left, top):
        first, step = left + LABEL + 20, 40
        muted = style.colour("muted")
        middle = {"ha": "center", "va": "center_baseline"}
        for i, column in enumerate(COLUMNS[:-1]):
            unit(ax, first + i * step, top, column, size=10)
        ax.text(first + 4 * step, top, "rest", fontsize=SMALL, color=muted, **middle)
        y = top + ROW
        for label, cells in self.lines:
            known = [column for column in COLUMNS if column in cells]
            for i, column in enumerate(COLUMNS if known else ()):
                text, colour = (cells[column], style.colour("ink")) if column in known else ("–", muted)
                ax.text(first + i * step, y, text, fontsize=TEXT, color=colour, **middle)
            if "all" in cells and not known:
                ax.text(first - 8, y, f"{cells['all']} seats in all", va="center_baseline", fontsize=SMALL)
            y += ROW + 14 * (write(ax, left, y, label, width=LABEL, gap=14) - 1)

    @property
    def sentence(self) -> str:
        authors = [
            f"{label} counts {listed(f'{n} {_said(column)}' for column, n in cells.items())}"
            for label, cells in self.lines[1:]
            if cells
        ]
        named = f"{len(self.named)} named ({tally(self.named['faction'])})" if len(self.named) else "none named"
        parts = [f"{self.heading}: {plural(self.size, 'seat')}, {named}, {self.unnamed} hollow"]
        parts += [f"{len(self.later)} {LATER} ({tally(self.later['faction'])})"] if len(self.later) else []
        return "; ".join(parts + authors) + "."


def hollow(ax, x, y):
    """Draw a seat of which nobody is named."""
    look = {"markersize": 9, "markerfacecolor": "none", "markeredgewidth": 1, "color": style.colour("muted")}
    ax.plot([x], [y], "o", clip_on=False, gid="unnamed", **look)


def _totals(counts, bodies) -> pd.DataFrame:
    columns = ["body", "faction", "seats", "count", "total", "source"]
    if counts is None:
        return pd.DataFrame(columns=columns)
    kept = counts["body"].isin(bodies["id"]) & (counts["seats"] == "full")
    groups = set(COLUMNS) | REST
    different = (counts["faction"] == "all") & counts["count"].ne(
        counts["body"].map(bodies.set_index("id")["full_seats"])
    )
    return counts[kept & (counts["faction"].isin(groups) | different)]


def _column(faction: str) -> str:
    id = style.faction(faction).id
    return "rest" if id in REST else id


def _cells(rows) -> dict[str, str]:
    """Return what one author counts in each column, and in all; two figures of one author stand side by side."""
    columns = rows["faction"].map(_count_column)
    found = rows.groupby(columns)["count"].agg(lambda n: " or ".join(map(str, sorted(set(n)))))
    return {column: found[column] for column in [*COLUMNS, "all"] if column in found}


def _count_column(id: str) -> str:
    return id if id == "all" else "rest" if id in REST else style.faction(id).id


def _said(column: str) -> str:
    if column == "all":
        return "in all"
    return "of the rest" if column == "rest" else in_words(style.faction(column))


def _title(row, labels) -> str:
    how = "seat implied by another post" if row.basis == "implied" else "listed"
    return f"{row.name}: {in_words(style.faction(row.faction))}; {how} ({short(row.source, labels)})"


def _key(ax, named, width, unnamed) -> float:
    items = faction_items(ax, named["faction"])
    if (named["basis"] == "implied").any():
        items += [(lambda x, y: unit(ax, x, y, "guerrilla", size=11, fill="half"), "seat implied")]
    if unnamed:
        items += [(lambda x, y: hollow(ax, x, y), "nobody named")]
    return key(ax, 0, 10, items, width=width) + 14


def _alt(blocks) -> str:
    what = f"Unit chart of {plural(len(blocks), 'body', 'bodies')}, one mark for each full seat, by faction."
    return " ".join([what] + [block.sentence for block in blocks])
