"""What happened to whom, when: a lane for each group, and in it one glyph for each person."""

from collections.abc import Iterable, Mapping
from itertools import product
from typing import Any, Unpack

import pandas as pd

from august1956 import style
from august1956.charts._contract import Evidence, Mark, chart
from august1956.charts._reading import Reading, all_of, ends
from august1956.charts._seats import own, real
from august1956.charts._sheet import Sheet
from august1956.charts._text import LINE, text_width
from august1956.charts._words import MEN, last_word, listed, plural, short, when
from august1956.vocabulary import ABROAD, HARM, STEPS

__all__ = ["purges"]

KINDS = (*HARM, "suicide", "fled_abroad")
BEST_KNOWN = (
    "pak-hon-yong", "mu-chong", "ho-ka-i", "pak-il-u", "choe-chang-ik", "pak-chang-ok", "kim-tu-bong",
    "yun-kong-hum", "yi-kang-guk", "o-ki-sop", "pak-ui-wan",
)  # fmt: skip
FOUR = ("guerrilla", "yanan", "soviet", "domestic")
ROW, HEAD, GAP = 12, 22, 3  # from mark to mark; for the name of a lane; between crowds
CROWD = 4  # so many of one month and step are counted in a note
STEP_NAMES = {
    "held, tried or banished": "tried or held", "purged or expelled": "expelled", "executed or suicide": "killed",
    "went abroad": "fled",
}  # fmt: skip


@chart(needs={"person", "name", "faction", "kind", "date", "date_earliest", "date_latest", "source"})
def purges(
    outcomes: pd.DataFrame,
    *,
    events: pd.DataFrame | None = None,
    kinds: Iterable[str] = KINDS,
    first: str = "1948-01-01",
    last: str = "1961-12-31",
    named: Iterable[str] = BEST_KNOWN,
    labels: Mapping[str, str] | None = None,
    **shared: Unpack[Reading],
) -> Evidence:
    """Draw what first happened to whom on a line of time, one lane per group and one glyph per person.

    Of the outcomes of a person within the years drawn the glyph is the first that is sure to have come: the one whose
    date ends first, and of several on one date one that stood, then the gravest. The others are in the table behind
    the drawing, and the description counts them. On a bar, it may have happened on any day of it. Four or more of one
    month and one step are counted in a note. Outcomes without a date, or outside the years drawn, are counted in the
    description, and so is what another state did, by the column `by` where the table has it.

    Parameters
    ----------
    outcomes : pandas.DataFrame
        One row per outcome: person, name, faction, kind, date (EDTF), date_earliest, date_latest, source; annulled and
        absent where the table has them.
    events : pandas.DataFrame, optional
        Events drawn as lines from top to bottom: date_earliest, title.
    kinds : iterable of str
        Kinds of outcome to draw; by default those that took membership, freedom or life, and flight.
    first, last : str
        The days between which to draw, ISO.
    named : iterable of str
        Ids of the persons who are named on a phone too, and whose later, graver outcome is added in words. A wide
        drawing names everybody.
    labels : mapping, optional
        What to call a source, by its key.

    Examples
    --------
    >>> from august1956 import charts, data
    >>> outcomes = data.load("outcomes").merge(data.groups(), on="person")
    >>> charts.evidence(charts.purges(outcomes, faction="yanan")).table.columns.tolist()
    ['faction', 'name', 'kind', 'date', 'drawn', 'source']
    """
    years = pd.Timestamp(first), pd.Timestamp(last)
    chosen = outcomes[outcomes["kind"].isin(all_of("kinds", kinds, style.KINDS))]
    ours = chosen[own(chosen)]
    held = {style.faction(id).id for id in outcomes["faction"]} & set(FOUR)
    if named is not BEST_KNOWN:
        all_of("named", named, outcomes["person"])
    every = _dated(ours, shared["dates"], *years)
    rows = every[every["drawn"]].assign(known=lambda rows: rows["person"].isin(set(named)))
    rows["later"] = [_later(row, every) if row.known else "" for row in rows.itertuples()]
    marks = _Lanes(shared, years, labels).draw(rows, events, held)
    table = every.assign(
        kind=[style.KINDS[kind].label for kind in every["kind"]], drawn=every["drawn"].map({True: "yes", False: "no"})
    )
    table = table[["faction", "name", "kind", "date", "drawn", "source"]]
    summary, description = _alt(rows, *years, held)
    left = {
        "More outcomes of the same persons, in the table and not drawn": len(every) - len(rows),
        "Not drawn, because not dated to these years": len(ours) - len(every),
        "Not counted, because another state did it": len(chosen) - len(ours),
    }
    description += "".join(f" {why}: {plural(number, 'outcome')}." for why, number in left.items() if number)
    return Evidence(table, summary, description, _finding(rows, years, held), marks=tuple(marks))


class _Lanes(Sheet):
    """Lanes down, days across."""

    def __init__(self, shared: Any, years: Any, labels: Mapping[str, str] | None) -> None:
        super().__init__(shared, years, left=10, right=14)
        self.labels = labels

    def draw(self, rows: pd.DataFrame, events: pd.DataFrame | None, held: Any) -> list[Mark]:
        shown = [(style.FACTIONS[id], rows[rows["faction"] == id]) for id in style.FACTIONS]
        y = self._key(rows)
        y = top = self._rules(events, y)
        marks: dict[int, Mark] = {}
        for faction, lane in shown:
            if faction.id in held or len(lane):
                y = self._lane(faction, lane, y, marks)
        self.fall(y)
        self.years(y + 12, top, step=self._step())
        self.close(y + 24)
        return [marks[i] for i in rows.index]

    def _step(self) -> int:
        """Return from which year to which years are named, so that each has room."""
        return next(n for n in (1, 2, 4, 8) if n * 365 * self.scale > 40)

    def _key(self, rows: pd.DataFrame) -> float:
        items = self.steps(rows["kind"])
        if rows["wide"].any():
            items.append((lambda x, y: self._bar(x - 8, x + 8, y, style.colour("ink")), "date uncertain"))
        return self.key(10, items) + 4

    def _bar(self, x0: float, x1: float, y: float, colour: str) -> None:
        self.line((x0, x1), (y, y), color=colour, width=2.5, alpha=0.35, zorder=1)

    def _rules(self, events: pd.DataFrame | None, y: float) -> float:
        if events is None:
            return y + 4
        inside = events[events["date_earliest"].between(*self.days)].sort_values("date_earliest", kind="stable")
        if self.narrow:
            inside = inside[inside["title"].str.contains("August plenum")]
        return self.landmarks(inside, y + 4) + 6

    def _lane(self, faction: Any, lane: pd.DataFrame, y: float, marks: dict[int, Mark]) -> float:
        """Draw a lane, whose marks are gathered in the order of their rows; return the y below it."""
        self.rule(y)
        self.unit(7, y + HEAD / 2, faction.id, size=10)
        words = f"{faction.label}: {plural(len(lane), 'person') if len(lane) else 'none'}"
        self.text(19, y + HEAD / 2, words, weight="bold", color=faction.colour)
        boxes = [(0.0, y, 30 + text_width(words, weight="bold"), y + HEAD)]
        for _, crowd in lane.groupby("crowd", sort=False):
            crowd = crowd.sort_values(["known", "later", "first", "name"], kind="stable")
            boxes.append(self._crowd(crowd, boxes, marks))
        return max(bottom for *_, bottom in boxes) + 4

    def _crowd(self, crowd: pd.DataFrame, boxes: list, marks: dict[int, Mark]) -> tuple[float, float, float, float]:
        """Draw who shares a date and a step one below the other, where the lane is free; return the box they fill."""
        names, note = [self._label(row) for row in crowd.itertuples()], self._note(crowd)
        x0, x1 = self.at(crowd["first"].min()), self.at(crowd["last"].max())
        edges = min(x0 - 2, (x0 + x1) / 2 - 6), max(x1 + 2, (x0 + x1) / 2 + 6)
        ways = product((note, []), (True, False))
        note, right = min(ways, key=lambda way: self._cost(*_spans(edges, names, *way)) + 50 * (way[0] != note))
        named, noted = _spans(edges, names, note, right)
        heights = [max(ROW, LINE * len(lines)) for lines in names]
        high = max(sum(heights), LINE * len(note)) + GAP
        start, end = min(edges[0], named[0], noted[0]), max(edges[1], named[1], noted[1])
        top = _free(boxes, start, end, high)
        places = [top + GAP + sum(heights[:i]) + min(height, LINE) / 2 for i, height in enumerate(heights)]
        for row, lines, y in zip(crowd.itertuples(), names, places, strict=True):
            marks[row.Index] = self._outcome(row, y)
            self._beside(named, right, y, lines, token="ink" if row.known else "muted")
        if note:
            self._bracket(noted, not right, (places[0] - 5, places[-1] + 5), note)
        return start, top, end, top + high

    def _label(self, row: Any) -> list[str]:
        """Return the lines beside a mark: the name, and of the best known what came later."""
        if self.narrow and not row.known:
            return []
        return [f"{row.name},", row.later] if row.later else [row.name]

    def _note(self, crowd: pd.DataFrame) -> list[str]:
        """Return the lines that say how many share a month and a step, where they are many."""
        row = crowd.iloc[0]
        step = STEP_NAMES.get(style.KINDS[row["kind"]].step)
        if len(crowd) < CROWD or row["wide"] or not step:
            return []
        words = [f"{len(crowd)} {step},", f"{row['first']:%b %Y}"]
        return words if self.narrow else [" ".join(words)]

    def _cost(self, *spans: tuple[float, float]) -> int:
        """Return how bad it is to write there: over the edge, across the August plenum, across another line."""
        cut = [9 if title.startswith("August") else 1 for x, _, title in self.hung for a, b in spans if a < x < b]
        return sum(cut) + 99 * sum(a < 0 or b > self.width for a, b in spans)

    def _beside(self, span: tuple[float, float], right: bool, y: float, lines: list[str], **look: Any) -> None:
        """Write lines at the end of a span that is nearest to the marks: its start where it lies right of them."""
        for i, line in enumerate(lines):
            x, ha = (span[0] + 4, "left") if right else (span[1] - 4, "right")
            self.text(x, y + LINE * i, line, ha=ha, **look)

    def _bracket(self, span: tuple[float, float], right: bool, ends: tuple[float, float], note: list[str]) -> None:
        """Draw a bracket along all marks of a crowd, and its note beside it."""
        x, inward = (span[0] + 5, -3) if right else (span[1] - 5, 3)
        self.line((x + inward, x, x, x + inward), (ends[0], *ends, ends[1]), token="muted")
        self.taken.append((x - 2, ends[0], x + 2, ends[1]))
        middle = sum(ends) / 2 - LINE * (len(note) - 1) / 2
        self._beside((span[0] + 6, span[1] - 6), right, middle, note, token="muted")

    def _outcome(self, row: Any, y: float) -> Mark:
        faction, kind = style.FACTIONS[row.faction], style.KINDS[row.kind]
        x0, x1 = self.at(row.first), self.at(row.last)
        if row.wide:
            self._bar(x0, x1, y, faction.colour)
        artist = self.symbol((x0 + x1) / 2, y, kind.marker, faction.colour, size=9)
        words = f"{row.name}: {kind.label}, {when(row.date)} ({short(row.source, self.labels)})"
        return Mark(artist, words, f"#person:{row.person}")


def _spans(edges: tuple[float, float], names: list[list[str]], note: list[str], right: bool) -> list:
    """Return from where to where names reach at one side of the marks, and at the other a note and its bracket."""
    wide = max(map(text_width, sum(names, [])), default=-8) + 8
    note_wide = max(map(text_width, note), default=-14) + 14
    left, end = (note_wide, wide) if right else (wide, note_wide)
    spans = [(edges[1], edges[1] + end), (edges[0] - left, edges[0])]
    return spans if right else spans[::-1]


def _free(boxes: list[tuple[float, float, float, float]], left: float, right: float, high: float) -> float:
    """Return the first y at which a box overlaps none of these, each from left and top to right and bottom."""
    tops = sorted({boxes[0][1], *(bottom for *_, bottom in boxes)})
    return next(y for y in tops if all(right <= a or left >= c or y + high <= b or y >= d for a, b, c, d in boxes))


def _dated(rows: pd.DataFrame, reading: Any, first: Any, last: Any) -> pd.DataFrame:
    """Return the rows of which any day lies between the two, with the days, and which is drawn of each person."""
    begin, end = ends(rows, "date", reading)
    rows = rows.assign(first=begin.fillna(end), last=end.fillna(begin), fell=~real(rows))
    rows = rows[(rows["last"] >= first) & (rows["first"] <= last)].copy()
    rows["faction"] = rows["faction"].map(lambda id: style.faction(id).id)
    rows["gravity"] = rows["kind"].map(lambda kind: STEPS.index(style.KINDS[kind].step)).astype(int)
    rows["rank"] = rows["kind"].map(lambda kind: -list(style.KINDS).index(kind)).astype(int)  # within a step
    rows["wide"] = (rows["last"] - rows["first"]).dt.days > 31
    rows["crowd"] = [f"{row.first:%Y-%m} {row.last:%Y-%m} {row.gravity}" for row in rows.itertuples()]
    rows = rows.sort_values(["last", "fell", "gravity", "rank", "first"], kind="stable")
    rows["drawn"] = ~rows.duplicated("person")
    return rows.sort_values(["first", "last", "gravity", "person", "kind"], kind="stable").reset_index(drop=True)


def _later(drawn: Any, rows: pd.DataFrame) -> str:
    """Say the gravest that came to somebody after what is drawn, where it stood and is graver."""
    theirs = rows[rows["person"].eq(drawn.person) & ~rows["fell"] & rows["gravity"].lt(drawn.gravity)]
    theirs = theirs[theirs["last"] > drawn.last]
    if theirs.empty:
        return ""
    worst = theirs.sort_values(["gravity", "last"], ascending=[True, False]).iloc[0]
    one_year = worst["first"].year == worst["last"].year
    return f"{last_word(worst['kind'])} {worst['first'].year if one_year else when(worst['date'])}"


def _alt(rows: pd.DataFrame, first: Any, last: Any, held: Any) -> tuple[str, str]:
    what = (
        f"Timeline from {first.year} to {last.year} with one lane for each group and one mark for each of"
        f" {plural(len(rows), 'person')}, at what is first known to have happened to that person in these years."
    )
    lanes = [_lane_alt(style.FACTIONS[id], rows[rows["faction"] == id], held) for id in style.FACTIONS]
    wide = f"{int(rows['wide'].sum())} of the marks stand on bars, because their dates are longer than a month."
    return what, " ".join([*filter(None, lanes), wide])


def _lane_alt(faction: Any, lane: Any, held: Any) -> str:
    if lane.empty:
        return f"{faction.label}: none." if faction.id in held else ""
    kinds = lane["kind"].value_counts().reindex([kind for kind in style.KINDS if kind in set(lane["kind"])])
    counts = listed(f"{n} {style.KINDS[kind].label}" for kind, n in kinds.items())
    by_year = lane["first"].dt.year.value_counts().sort_index()
    most = listed(by_year[by_year == by_year.max()].index)
    told = "; ".join(_told(row) for row in lane[lane["known"]].itertuples())
    people = plural(len(lane), "person")
    return f"{faction.label}, {people}: {counts}; most in {most} ({by_year.max()})" + (
        f". Named: {told}." if told else "."
    )


def _told(row: Any) -> str:
    return f"{row.name} {style.KINDS[row.kind].label} {when(row.date)}" + (f", {row.later}" if row.later else "")


def _who(number: int, group: str) -> str:
    return f"{number} {MEN[group]}" if group in MEN and number > 1 else plural(number, "person")


def _finding(rows: pd.DataFrame, years: Any, held: Any) -> str:
    span = f"{years[0].year} to {years[1].year}"
    if rows.empty:
        return f"Nobody was removed, held or driven abroad, {span}"
    people = rows["faction"].value_counts()
    deed = "removed, held or driven abroad" if rows["kind"].isin(ABROAD).any() else "removed or held"
    if len(people) == 1:
        return f"{_who(len(rows), people.index[0])} {deed}, {_most(rows, span)}"
    said = [_who(n, id) for id, n in people.items() if id in FOUR]
    said += ["no guerrilla"] * ("guerrilla" in held and "guerrilla" not in people)
    return f"{deed.capitalize()}, {span}: {listed(said or [_who(len(rows), '')])}"


def _most(rows: pd.DataFrame, span: str) -> str:
    """Say in which year most of the marks stand, and how many where it is not most of them."""
    certain = rows[rows["first"].dt.year == rows["last"].dt.year]
    if certain.empty:
        return span
    by_year = certain["first"].dt.year.value_counts().sort_index()
    number, year = by_year.max(), by_year.idxmax()
    many = f"{'most' if number > len(rows) / 2 else number} of them " if len(rows) > 1 else ""
    return f"{many}in {year}"
