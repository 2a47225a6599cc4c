"""What happened to whom, when: a lane for each group, a glyph for each outcome, a bar for a long date."""

from collections.abc import Iterable, Mapping
from typing import Any, Unpack

import pandas as pd

from august1956 import style
from august1956.charts._contract import Evidence, Mark, chart
from august1956.charts._reading import Reading, all_of, ends
from august1956.charts._seats import own
from august1956.charts._sheet import Sheet, pack
from august1956.charts._text import text_width
from august1956.charts._words import MEN, listed, plural, short, when
from august1956.vocabulary import ABROAD, HARM

__all__ = ["purges"]

KINDS = (*HARM, "suicide", "fled_abroad")
BEST_KNOWN = (
    "pak-hon-yong", "mu-chong", "ho-ka-i", "pak-il-u", "choe-chang-ik", "pak-chang-ok", "kim-tu-bong",
    "yun-kong-hum", "yi-kang-guk", "o-ki-sop", "pak-ui-wan",
)  # fmt: skip
FOUR = ("guerrilla", "yanan", "soviet", "domestic")
ROW, HEAD, CROWD = 14, 30, 4  # from row to row of marks; for the name of a lane; so many on one date are named
STEP_NAMES = {
    "held, tried or banished": "tried or held", "purged or expelled": "expelled", "executed or suicide": "killed",
    "went abroad": "flee",
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
    """Draw what happened to whom on a line of time, one lane per group.

    A glyph by itself is dated to a month or better. On a bar, it may have happened on any day of it. Where four or more
    stand on one date, a note says what it was. Outcomes without a date, or outside the years drawn, are counted in the
    description, and so is what another state did, by the column `by` where the table has it.

    Parameters
    ----------
    outcomes : pandas.DataFrame
        One row per outcome: person, name, faction, kind, date (EDTF), date_earliest, date_latest, source.
    events : pandas.DataFrame, optional
        Events drawn as lines from top to bottom: date_earliest, title.
    kinds : iterable of str
        Kinds of outcome to draw; by default those that took membership, freedom or life, and flight.
    first, last : str
        The days between which to draw, ISO.
    named : iterable of str
        Ids of the persons whose gravest mark bears their name.
    labels : mapping, optional
        What to call a source, by its key.

    Examples
    --------
    >>> from august1956 import charts, data
    >>> outcomes = data.load("outcomes").merge(data.groups(), on="person")
    >>> charts.evidence(charts.purges(outcomes, faction="yanan")).table.columns.tolist()
    ['faction', 'name', 'kind', 'date', 'source']
    """
    years = pd.Timestamp(first), pd.Timestamp(last)
    chosen = outcomes[outcomes["kind"].isin(all_of("kinds", kinds, style.KINDS))]
    ours = chosen[own(chosen)]
    held = {style.faction(id).id for id in outcomes["faction"]} & set(FOUR)
    if named is not BEST_KNOWN:
        all_of("named", named, outcomes["person"])
    lanes = _Lanes(shared, years, labels)
    rows = lanes.placed(_dated(ours, shared["dates"], *years), set(named))
    marks = lanes.draw(rows, events, held)
    table = rows.assign(kind=[style.KINDS[kind].label for kind in rows["kind"]])
    table = table[["faction", "name", "kind", "date", "source"]].reset_index(drop=True)
    summary, description = _alt(rows, *years, len(ours) - len(rows), held)
    others = len(chosen) - len(ours)
    if others:
        description += f" Not counted, because another state did it: {plural(others, 'outcome')}."
    return Evidence(table, summary, description, _finding(rows, years), marks=tuple(marks))


class _Lanes(Sheet):
    """Lanes down, days across."""

    def __init__(self, shared: Any, years: Any, labels: Mapping[str, str] | None) -> None:
        super().__init__(shared, years, left=10, right=14)
        self.labels = labels

    def placed(self, rows: pd.DataFrame, named: set[str]) -> pd.DataFrame:
        """Give every row its place across and its row within the lane; a name takes room like a mark."""
        x0, x1 = (pd.Series([*map(self.at, rows[end])], rows.index, dtype=float) for end in ("first", "last"))
        rows = rows.assign(x0=x0, x1=x1, y=0.0, row=0)
        rows["wide"] = (rows["last"] - rows["first"]).dt.days > 31
        rows["label"] = rows["name"].where(rows.index.isin(_gravest(rows, named)), "")
        room = pd.Series([text_width(label) + 8 if label else 0 for label in rows["label"]], rows.index, dtype=float)
        middle = (rows["x0"] + rows["x1"]) / 2
        left, right = rows["x0"].clip(upper=middle - 6), rows["x1"].clip(lower=middle + 6)
        rows["left_label"] = right + room > self.width
        rows["from_px"] = left - rows["left_label"] * room
        rows["to_px"] = right + ~rows["left_label"] * room
        rows["label_x"] = (right + 4).where(~rows["left_label"], left - 4)
        rows = rows.sort_values(["from_px", "to_px", "person", "kind"], kind="stable")
        for _, lane in rows.groupby("faction"):
            rows.loc[lane.index, "row"] = pack(zip(lane["from_px"], lane["to_px"], strict=True), gap=2)
        return rows.sort_values(["first", "last", "person", "kind"], kind="stable")

    def draw(self, rows: pd.DataFrame, events: pd.DataFrame | None, held: Any) -> list[Mark]:
        shown = [(style.FACTIONS[id], rows[rows["faction"] == id]) for id in style.FACTIONS]
        shown = [(faction, lane) for faction, lane in shown if faction.id in held or len(lane)]
        y = self._key(rows)
        y = top = self._rules(events, y)
        for faction, lane in shown:
            self._head(faction, lane, y)
            rows.loc[lane.index, "y"] = y + HEAD + ROW * (lane["row"] + 0.5)
            y += HEAD + ROW * (lane["row"].max() + 1) + 10 if len(lane) else HEAD
        self.fall(y)
        marks = [self._outcome(row) for row in rows.itertuples()]
        for _, lane in shown:
            self._crowds(rows.loc[lane.index])
        self.years(y + 12, top, step=self._step())
        self.close(y + 24)
        return marks

    def _step(self) -> int:
        """Return from which year to which years are named, so that each has room."""
        return next(n for n in (1, 2, 4, 8) if n * 365 * self.scale > 40)

    def _key(self, rows: pd.DataFrame) -> float:
        items = self.steps(rows["kind"])
        if rows["wide"].any():
            items.append((self._example, "some day on the bar"))
        return self.key(10, items) + 4

    def _example(self, x: float, y: float) -> None:
        self.line((x - 9, x + 9), (y, y), token="ink", width=2)
        self.symbol(x, y, style.glyph("purged or expelled"), style.colour("ink"), size=9)

    def _rules(self, events: pd.DataFrame | None, y: float) -> float:
        if events is None:
            return y + 4
        inside = events[events["date_earliest"].between(*self.days)].sort_values("date_earliest", kind="stable")
        if self.narrow:
            inside = inside[inside["title"].str.contains("August plenum|congress", case=False)]
        return self.landmarks(inside, y + 4) + 6

    def _head(self, faction: Any, lane: Any, y: float) -> None:
        self.rule(y)
        self.unit(7, y + 14, faction.id, size=10)
        people = plural(lane["person"].nunique(), "person")
        words = f"{plural(len(lane), 'outcome')} of {people}" if len(lane) else "none"
        if text_width(f"{faction.label}: {words}", weight="bold") > self.width - 36:
            words = people
        self.text(19, y + 14, f"{faction.label}: {words}", weight="bold", color=faction.colour)

    def _outcome(self, row: Any) -> Mark:
        faction, kind = style.FACTIONS[row.faction], style.KINDS[row.kind]
        if row.wide:
            self.line((row.x0, row.x1), (row.y, row.y), color=faction.colour, width=2, zorder=1)
        artist = self.symbol((row.x0 + row.x1) / 2, row.y, kind.marker, faction.colour, size=9)
        if row.label:
            self.text(row.label_x, row.y, row.label, ha="right" if row.left_label else "left")
        words = f"{row.name}: {kind.label}, {when(row.date)} ({short(row.source, self.labels)})"
        return Mark(artist, words, f"#person:{row.person}", f"{row.name}, {kind.label}, {when(row.date)}")

    def _crowds(self, lane: Any) -> None:
        """Say beside its column what happened to many on one day or in one month."""
        exact = lane[~lane["wide"]]
        steps = exact["kind"].map(lambda kind: style.KINDS[kind].step)
        for (month, step), crowd in exact.groupby([exact["first"].dt.to_period("M"), steps]):
            if crowd["person"].nunique() >= CROWD and step in STEP_NAMES:
                low = crowd.sort_values("y").iloc[-1]
                words = f"{crowd['person'].nunique()} {STEP_NAMES[step]}, {month.strftime('%b %Y')}"
                self.note((low.x0 + low.x1) / 2 + 4, low.y, words, token="muted", widths=(190,))


def _dated(rows: pd.DataFrame, reading: Any, first: Any, last: Any) -> pd.DataFrame:
    """Return the rows of which any day lies between the two, with the days drawn."""
    begin, end = ends(rows, "date", reading)
    rows = rows.assign(first=begin.fillna(end), last=end.fillna(begin))
    rows["faction"] = rows["faction"].map(lambda id: style.faction(id).id)
    return rows[(rows["last"] >= first) & (rows["first"] <= last)].reset_index(drop=True)


def _gravest(rows: pd.DataFrame, named: set[str]) -> list:
    """Return one row for each of the named: the gravest step, death before prison before dismissal."""
    order = [kind for kind in style.KINDS if kind not in ABROAD]
    theirs = rows[rows["person"].isin(named)]
    gravity = theirs["kind"].map(lambda kind: order.index(kind) if kind in order else -1)
    return gravity.sort_values(ascending=False, kind="stable").groupby(theirs["person"]).head(1).index.tolist()


def _alt(rows: pd.DataFrame, first: Any, last: Any, missing: Any, held: Any) -> tuple[str, str]:
    people = rows["person"].nunique()
    what = (
        f"Timeline from {first.year} to {last.year} with one lane for each group and"
        f" {plural(len(rows), 'mark')} for what happened to {plural(people, 'person')}."
    )
    lanes = [_lane_alt(style.FACTIONS[id], rows[rows["faction"] == id], held) for id in style.FACTIONS]
    wide = f"{int(rows['wide'].sum())} of the marks stand on bars, because their dates are longer than a month."
    rest = f"Not drawn, because not dated to these years: {plural(missing, 'outcome')}."
    return what, " ".join([*filter(None, lanes), wide] + [rest] * bool(missing))


def _lane_alt(faction: Any, lane: Any, held: Any) -> str:
    if lane.empty:
        return f"{faction.label}: none." if faction.id in held else ""
    kinds = lane["kind"].value_counts().reindex([kind for kind in style.KINDS if kind in set(lane["kind"])])
    counts = listed(f"{n} {style.KINDS[kind].label}" for kind, n in kinds.items())
    by_year = lane["first"].dt.year.value_counts().sort_index()
    most = listed(by_year[by_year == by_year.max()].index)
    theirs = lane[lane["label"] != ""].sort_values("first")
    told = "; ".join(f"{row.name} {style.KINDS[row.kind].label} {when(row.date)}" for row in theirs.itertuples())
    return f"{faction.label}: {counts}; most in {most} ({by_year.max()})" + (f". Named: {told}." if told else ".")


def _who(number: int, group: str) -> str:
    return f"{number} {MEN[group]}" if group in MEN and number > 1 else plural(number, "person")


def _finding(rows: pd.DataFrame, years: Any) -> str:
    span = f"{years[0].year} to {years[1].year}"
    if rows.empty:
        return f"Nobody was removed, held or driven abroad, {span}"
    people = rows.drop_duplicates("person")["faction"].value_counts()
    total = rows["person"].nunique()
    if len(people) == 1:
        by_year = rows.groupby(rows["first"].dt.year)["person"].nunique()
        who = _who(total, people.index[0])
        return f"{who} removed, held or driven abroad, most of them in {by_year.idxmax()}"
    said = " and ".join(_who(n, id) for id, n in people.head(2).items())
    among = f" among {plural(total, 'person')}" if len(people) > 2 else ""
    return f"{said}{among} removed, held or driven abroad, {span}"
