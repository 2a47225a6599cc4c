"""Who sat in the committees: the seats of each group from a common base, beside the totals of authors."""

from collections.abc import Mapping
from typing import Any, Unpack

import pandas as pd

from august1956 import style
from august1956.charts._contract import Evidence, Mark, chart
from august1956.charts._reading import Reading
from august1956.charts._seats import MEMBERS, WHOLE_BODIES, members
from august1956.charts._sheet import Sheet
from august1956.charts._text import wrap
from august1956.charts._words import in_words, keys, listed, plural, short, tally

__all__ = ["committees"]

LATER = "joined later or at a time not known"
REST = ("other", "unknown", "remainder", "rest")
COLUMNS = {"guerrilla": 2, "yanan": 2, "soviet": 2, "domestic": 2, "rest": 2, "nobody": 4}  # units side by side
MOST = 4  # committees side by side


@chart(needs=MEMBERS, claims=("", "counts"), refuses=WHOLE_BODIES)
def committees(
    seats: pd.DataFrame,
    *,
    bodies: pd.DataFrame,
    counts: pd.DataFrame | None = None,
    labels: Mapping[str, str] | None = None,
    **shared: Unpack[Reading],
) -> Evidence:
    """Draw one unit for each full seat of each body, stacked by group from a common base.

    The rest are members outside the four groups or of no known group; the last stack is seats of which nobody is named.
    A tick is what an author counts: where it stands above its stack, we cannot name so many.

    Parameters
    ----------
    seats : pandas.DataFrame
        One row per claim to a seat: person, name, faction, body, seat, basis, entry, from_earliest, source. Candidates
        are left out, whoever is named twice is drawn once, a seat that only follows from another is half filled, and
        those of whom it is not known that they were elected with the rest are hollow, on top of their stack.
    bodies : pandas.DataFrame
        The bodies to draw, in this order: id, label, from, from_latest, full_seats, source.
    counts : pandas.DataFrame, optional
        Totals that authors give: body, faction, seats, count, total, source. Drawn as ticks.
    labels : mapping, optional
        What to call a source, by its key.

    Examples
    --------
    >>> from august1956 import charts, data
    >>> seats = data.load("seats").merge(data.groups(), on="person")
    >>> ax = charts.committees(seats, bodies=data.load("bodies").query("id == 'cc3'"))
    >>> charts.evidence(ax).table.columns.tolist()
    ['body', 'what', 'name', 'faction', 'seat', 'basis', 'units', 'source']
    """
    named = members(seats, bodies)
    totals = _totals(counts, bodies)
    sheet = _Columns(shared, len(bodies))
    y = sheet.head(named, totals)
    blocks = [_Block(body, named, totals, labels) for body in bodies.to_dict("records")]
    marks = []
    for start in range(0, len(blocks), sheet.beside):
        row = blocks[start : start + sheet.beside]
        base = y + 74 + sheet.pitch * max(block.tall + 1 for block in row) + 15 * max(map(sheet.voices, row))
        for i, block in enumerate(row):
            marks += sheet.block(block, i, base)
        y = base + 34
    sheet.close(y - 6)
    table = pd.concat([block.table for block in blocks], ignore_index=True)
    sources = keys(pd.concat([table["source"], bodies["source"]]))
    summary = f"Stacks of seats in {plural(len(blocks), 'body', 'bodies')}, one unit for each full seat, by group."
    said = " ".join(block.sentence for block in blocks)
    return Evidence(table, summary, said, _finding(blocks), marks=tuple(marks), sources=sources)


class _Block:
    """One body: its members by column, its seats of nobody, and what authors count."""

    def __init__(self, body: Any, named: pd.DataFrame, totals: Any, labels: Mapping[str, str] | None) -> None:
        self.body, self.labels = body, labels
        theirs = named[named["body"] == body["id"]]
        self.named, self.later = theirs[~theirs["later"]], theirs[theirs["later"]]
        self.totals = totals[totals["body"] == body["id"]]
        self.size = max(int(body["full_seats"]), len(self.named))
        self.unnamed = self.size - len(self.named)
        self.stacks = {
            column: pd.concat([rows[rows["faction"].map(_column) == column] for rows in (self.named, self.later)])
            for column in COLUMNS
        }

    @property
    def tall(self) -> int:
        """How many units the tallest stack or tick reaches."""
        most = [-(-len(rows) // COLUMNS[column]) for column, rows in self.stacks.items()]
        ticks = [-(-int(count) // COLUMNS[column]) for column, counted in self.ticks.items() for count in counted]
        return max([*most, *ticks, -(-self.unnamed // COLUMNS["nobody"])])

    @property
    def ticks(self) -> dict[str, dict[int, list[str]]]:
        """What authors count of a group, to be drawn over its stack: number to those who give it."""
        return {column: counted for column, counted in self.counted.items() if column != "rest"}

    @property
    def counted(self) -> dict[str, dict[int, list[str]]]:
        """What authors count, of a group or of all others ("rest"): number to those who give it."""
        found: dict[str, dict[int, list[str]]] = {}
        for row in self.totals[self.totals["faction"] != "all"].itertuples():
            column = "rest" if row.faction in REST else _column(row.faction)
            voices = found.setdefault(column, {}).setdefault(int(row.count), [])
            voices.append(short(row.source, self.labels))
        return found

    @property
    def voices(self) -> list[str]:
        """Those who give the totals that are drawn."""
        return sorted({voice for counted in self.counted.values() for voices in counted.values() for voice in voices})

    @property
    def given(self) -> str:
        """Whose totals are drawn, and how many they count of nobody's group: these have no stack of their own."""
        others = f"; others: {listed(sorted(self.counted['rest']))}" if "rest" in self.counted else ""
        return f"Totals: {listed(self.voices)}{others}"

    @property
    def heading(self) -> str:
        return f"{self.body['label'].partition(' of ')[0]}, {str(self.body['from'])[:4]}"

    @property
    def table(self) -> pd.DataFrame:
        people = pd.concat([self.named.assign(what="seat"), self.later.assign(what=LATER)]).assign(units=1)
        hollow = {"what": "seats of nobody named here", "units": self.unnamed, "source": self.body["source"]}
        totals = self.totals.assign(what="total given", units=self.totals["count"])
        parts = [people, pd.DataFrame([hollow]), totals]
        columns = ["body", "what", "name", "faction", "seat", "basis", "units", "source"]
        return pd.concat([part.reindex(columns=columns) for part in parts]).assign(body=self.body["label"])

    @property
    def sentence(self) -> str:
        named = f"{len(self.named)} named ({tally(self.named['faction'])})" if len(self.named) else "none named"
        parts = [f"{self.heading}: {plural(self.size, 'seat')}, {named}, {self.unnamed} of nobody"]
        parts += [f"{len(self.later)} {LATER} ({tally(self.later['faction'])})"] if len(self.later) else []
        whole = self.totals[self.totals["faction"] == "all"]
        authors: dict[str, list[str]] = {}
        for column, counted in self.counted.items():
            for count, voices in counted.items():
                for voice in dict.fromkeys(voices):
                    authors.setdefault(voice, []).append(f"{count} {_said(column)}")
        for row in whole.itertuples():
            authors.setdefault(short(row.source, self.labels), []).append(f"{row.count} in all")
        parts += [f"{voice} counts {listed(said)}" for voice, said in sorted(authors.items())]
        return "; ".join(parts) + "."


class _Columns(Sheet):
    """Stacks of units from a common base; committees side by side, or one below the other on a phone."""

    def __init__(self, shared: Any, number: Any) -> None:
        super().__init__(shared)
        self.beside = 1 if self.narrow else min(number, MOST)
        self.block_width = self.width / self.beside
        stacks = sum(COLUMNS.values())
        self.pitch = min((self.block_width - 16 - 5 * len(COLUMNS)) / stacks, 16)

    def head(self, named: pd.DataFrame, totals: Any) -> float:
        items = self.groups(named["faction"])
        if (named["basis"] == "implied").any():
            items.append((lambda x, y: self.unit(x, y, "guerrilla", size=11, fill="half"), "implied by a post"))
        if named["later"].any():
            items.append((lambda x, y: self.unit(x, y, "guerrilla", size=11, fill="none"), "joined later"))
        items.append((self._nobody, "nobody named"))
        if len(totals):
            items.append((lambda x, y: self.line((x - 7, x + 7), (y, y), token="ink", width=1.6), "an author’s total"))
        return self.key(10, items)

    def _nobody(self, x: float, y: float, **look: Any) -> None:
        size = min(self.pitch * 0.6, 8)
        look = {"markerfacecolor": "none", "markeredgewidth": 0.9, "color": style.colour("muted")} | look
        self.ax.plot([x], [y], ".", markersize=size, clip_on=False, linestyle="none", **look)

    def voices(self, block: Any, left: float = 0, y: float | None = None) -> int:
        """Return how many lines it takes to name those who give totals; write them where y is given."""
        if not block.voices:
            return 0
        words, width = block.given, self.block_width - 14
        if y is not None:
            return self.write(left, y, words, width=width, token="muted")
        return wrap(words, width).count("\n") + 1

    def block(self, block: Any, i: Any, base: Any) -> list[Mark]:
        left = self.block_width * i + 3
        top = base - self.pitch * (block.tall + 1) - 62 - 15 * self.voices(block)
        self.text(left, top, block.heading if self.narrow else _short(block.heading), weight="bold")
        self.text(left, top + 17, f"{block.size} seats, {len(block.named)} named", token="muted")
        self.voices(block, left, top + 34)
        marks, x = [], left + self.pitch / 2
        for column, across in COLUMNS.items():
            wide = self.pitch * across
            marks += self._stack(block, column, x, across, base)
            number = block.unnamed if column == "nobody" else len(block.stacks[column])
            if number:
                self.text(x + (wide - self.pitch) / 2, base + 12, number, ha="center", token="muted")
            self.rule(base, x - self.pitch / 2, x + wide - self.pitch / 2, token="muted")
            self._ticks(block.ticks.get(column, {}), number, x - self.pitch / 2, wide, across, base)
            x += wide + 5
        return marks

    def _ticks(self, counts: Any, number: int, left: float, wide: float, across: int, base: float) -> None:
        """Draw what authors count over its stack, tied to it by a thin line, with the number."""
        heights = {count: base - self.pitch * count / across for count in counts}
        for y in heights.values():
            self.line((left - 2, left + wide + 2), (y, y), token="ink", width=1.6, zorder=4)
        if not heights:
            return
        top, stack = min(heights.values()), base - self.pitch * -(-number // across)
        if top < stack - 2:
            self.line((left + wide / 2, left + wide / 2), (stack - 1, top), token="muted", width=0.8)
        words = "–".join(str(count) for count in sorted({min(heights), max(heights)}))
        self.text(left + wide / 2, min(top, stack) - 9, words, ha="center", weight="bold")

    def _stack(self, block: Any, column: Any, x: float, across: Any, base: Any) -> list[Mark]:
        at = [(x + self.pitch * (n % across), base - self.pitch * (n // across + 0.5)) for n in range(200)]
        if column == "nobody":
            for place in at[: block.unnamed]:
                self._nobody(*place, gid="unnamed")
            return []
        marks = []
        for place, row in zip(at, block.stacks[column].itertuples(), strict=False):
            fill = "none" if row.later else "half" if row.basis == "implied" else "full"
            artist = self.unit(*place, row.faction, fill=fill, size=self.pitch * 0.78)
            marks.append(Mark(artist, _title(row, block), f"#person:{row.person}", row.name))
        return marks


def _totals(counts: pd.DataFrame | None, bodies: pd.DataFrame) -> pd.DataFrame:
    columns = ["body", "faction", "seats", "count", "total", "source"]
    if counts is None:
        return pd.DataFrame(columns=columns)
    kept = counts["body"].isin(bodies["id"]) & (counts["seats"] == "full")
    groups = {"guerrilla", "yanan", "soviet", "domestic", *REST}
    different = (counts["faction"] == "all") & counts["count"].ne(
        counts["body"].map(bodies.set_index("id")["full_seats"])
    )
    return counts[kept & (counts["faction"].isin(groups) | different)]


def _column(faction: Any) -> str:
    id = style.faction(faction).id
    return "rest" if id in REST else id


def _said(column: str) -> str:
    return "of the rest" if column == "rest" else in_words(style.faction(column))


def _short(heading: str) -> str:
    return heading.replace(" Central Committee", "").replace("Standing Committee", "Standing C.")


def _title(row: Any, block: Any) -> str:
    how = "seat implied by another post" if row.basis == "implied" else "listed"
    later = f", {LATER}" if row.later else ""
    where = block.heading
    return (
        f"{row.name}, {where}: {in_words(style.faction(row.faction))}; {how}{later} ({short(row.source, block.labels)})"
    )


def _finding(blocks: Any) -> str:
    named, size = sum(len(block.named) for block in blocks), sum(block.size for block in blocks)
    if len(blocks) == 1:
        return f"{blocks[0].heading}: {named} of {size} members can be named"
    first, last = (len(block.stacks["guerrilla"]) for block in (blocks[0], blocks[-1]))
    years = [block.heading[-4:] for block in (blocks[0], blocks[-1])]
    return f"The guerrillas we can name grow from {first} seats in {years[0]} to {last} in {years[1]}"
