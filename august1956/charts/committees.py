"""Who sat in the committees: the seats of each group in a row from a common base, over the totals of authors."""

from collections.abc import Mapping
from typing import Any, Unpack

import pandas as pd

from august1956 import style
from august1956.charts._contract import Evidence, Mark, chart
from august1956.charts._reading import Reading
from august1956.charts._seats import MEMBERS, WHOLE_BODIES, members
from august1956.charts._sheet import Sheet
from august1956.charts._text import LINE, text_width
from august1956.charts._words import in_words, keys, listed, plural, short, tally

__all__ = ["committees"]

LATER = "joined later or at a time not known"
REST = ("other", "unknown", "remainder", "rest")
ROWS = {
    "guerrilla": "Guerrilla", "yanan": "Yan’an", "soviet": "Soviet", "domestic": "Domestic", "rest": "All others",
    "nobody": "Nobody named",
}  # fmt: skip
DEEP = 2  # units below each other in a row
LABEL, NUMBER = 100, 36  # units: the name of a row before it, its number after it


@chart(needs=MEMBERS, claims=("", "counts"), refuses=WHOLE_BODIES)
def committees(
    seats: pd.DataFrame,
    *,
    bodies: pd.DataFrame,
    counts: pd.DataFrame | None = None,
    labels: Mapping[str, str] | None = None,
    **shared: Unpack[Reading],
) -> Evidence:
    """Draw one unit for each full seat of each body, in a row for each group from a common base.

    The number after a row is that of its units. The others are members outside the four groups or of no known group;
    the last row is a box as long as the seats of which nobody is named. A tick under a row is what an author counts:
    where it stands beyond the units, we cannot name so many.

    Parameters
    ----------
    seats : pandas.DataFrame
        One row per claim to a seat: person, name, faction, body, seat, basis, entry, from_earliest, source. Candidates
        are left out, whoever is named twice is drawn once, a seat that only follows from another is half filled, and
        those of whom it is not known that they were elected with the rest are hollow, at the end of their row.
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
    blocks = [_Block(body, named, totals, labels) for body in bodies.to_dict("records")]
    sheet = _Rows(shared, blocks)
    y = sheet.head(named, totals)
    marks = []
    for start in range(0, len(blocks), sheet.beside):
        drawn = [sheet.block(block, i, y) for i, block in enumerate(blocks[start : start + sheet.beside])]
        marks += [mark for _, found in drawn for mark in found]
        y = max(bottom for bottom, _ in drawn) + 22
    sheet.close(y - 14)
    table = pd.concat([block.table for block in blocks], ignore_index=True)
    sources = keys(pd.concat([table["source"], bodies["source"]]))
    summary = f"Rows of seats in {plural(len(blocks), 'body', 'bodies')}, one unit for each full seat, by group."
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
            for column in ROWS
        }

    @property
    def longest(self) -> int:
        """How many units the longest row or tick reaches."""
        ticks = [count for counted in self.ticks.values() for count in counted]
        return max([*map(len, self.stacks.values()), *ticks, self.unnamed])

    @property
    def ticks(self) -> dict[str, dict[int, list[str]]]:
        """What authors count of a group, to be drawn under its row: number to those who give it."""
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
    def size_words(self) -> str:
        later = f" + {len(self.later)} later" if len(self.later) else ""
        return f"{self.size} seats, {len(self.named)} named{later}"

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


class _Rows(Sheet):
    """Rows of units from a common base; committees two and two, or one below the other on a phone."""

    def __init__(self, shared: Any, blocks: list[_Block]) -> None:
        super().__init__(shared)
        self.beside = 1 if self.narrow else min(len(blocks), 2)
        self.block_width = self.width / self.beside
        longest = max(block.longest for block in blocks)
        self.pitch = min((self.block_width - LABEL - NUMBER) / -(-longest // DEEP), 14)
        self.ticked = {column for block in blocks for column in block.ticks}  # rows that have ticks in any block

    def head(self, named: pd.DataFrame, totals: Any) -> float:
        items = self.groups(named["faction"])
        if (named["basis"] == "implied").any():
            items.append((lambda x, y: self.unit(x, y, "guerrilla", size=11, fill="half"), "Implied by a post"))
        if named["later"].any():
            items.append((lambda x, y: self.unit(x, y, "guerrilla", size=11, fill="none"), "Joined later"))
        if len(totals):
            items.append((lambda x, y: self._tick(x, y - 3), "What an author counts"))
        return self.key(10, items) + 8

    def _tick(self, x: float, y: float, **look: Any) -> None:
        self.line((x, x), (y, y + 6), token="muted", width=1.4, **look)

    def block(self, block: _Block, i: int, y: float) -> tuple[float, list[Mark]]:
        """Draw a committee; return the y below it and its marks."""
        left = self.block_width * i
        self.text(left, y, block.heading, weight="bold")
        self.text(left, y + LINE + 1, block.size_words, token="muted")
        y += 2 * LINE + 6
        marks: list[Mark] = []
        for column, label in ROWS.items():
            middle, x = y + self.pitch * DEEP / 2, left + LABEL
            self.text(left, middle, label, token="muted" if column == "nobody" else "ink")
            number = block.unnamed if column == "nobody" else len(block.stacks[column])
            if column == "nobody":
                self._box(x, y, number)
            else:
                marks += self._units(block, column, x, y)
            look: dict[str, Any] = {"token": "muted"} if column == "nobody" else {"weight": "bold"}
            self.text(x + self.pitch * -(-number // DEEP) + 6, middle, number, **look)
            y += self.pitch * DEEP + 6
            if column in self.ticked:
                self._ticks(block.ticks.get(column, {}), number, left, y - 4)
                y += LINE
        others = [f"{_whose(voices)} {count}" for count, voices in block.counted.get("rest", {}).items()]
        if others:
            y += LINE * self.write(
                left,
                y + 6,
                f"What an author counts as the rest: {listed(others)}",
                width=self.block_width - 8,
                token="muted",
            )
        return y, marks

    def _units(self, block: _Block, column: str, x: float, y: float) -> list[Mark]:
        marks = []
        for n, row in enumerate(block.stacks[column].itertuples()):
            place = x + self.pitch * (n // DEEP + 0.5), y + self.pitch * (n % DEEP + 0.5)
            fill = "none" if row.later else "half" if row.basis == "implied" else "full"
            artist = self.unit(*place, row.faction, fill=fill, size=self.pitch * 0.78)
            marks.append(Mark(artist, _title(row, block), f"#person:{row.person}"))
        return marks

    def _box(self, x: float, y: float, number: int) -> None:
        """Draw the seats of nobody as a box, in which each has as much room as a unit."""
        if number:
            x0, x1, bottom = x + 1, x + self.pitch * number / DEEP, y + self.pitch * DEEP
            self.line((x0, x1, x1, x0, x0), (y, y, bottom, bottom, y), token="muted", gid="unnamed")

    def _ticks(self, counts: dict[int, list[str]], drawn: int, left: float, y: float) -> None:
        """Draw under a row what authors count, each with a line from the last unit to the tick, and who they are."""
        end = left + LABEL + self.pitch * -(-drawn // DEEP)
        for count in counts:
            x = left + LABEL + self.pitch * count / DEEP
            self._tick(x, y, gid="tick")
            if x > end:
                self.line((end, x), (y + 3, y + 3), token="muted", width=0.8)
        if counts:
            words = "; ".join(f"{_whose(voices)}: {count}" for count, voices in sorted(counts.items()))
            x = left + LABEL + self.pitch * max(counts) / DEEP
            if x + 6 + text_width(words) <= left + self.block_width:
                self.text(x + 6, y + 4, words, token="muted")
            else:
                self.text(left + self.block_width - 4, y + 13, words, ha="right", token="muted")


def _whose(voices: list[str]) -> str:
    """Name authors by the first words of what their works are called, of more than two the first."""
    names = list(dict.fromkeys(voice.partition(",")[0] for voice in voices))
    return listed(names) if len(names) < 3 else f"{names[0]} and {len(names) - 1} more"


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
    # Spaces that do not break, for a year stands badly on a line of its own.
    return f"The guerrillas we can name held {first} seats in {years[0]} and {last}\u00a0in\u00a0{years[1]}"
