"""What happened to whom, when: a lane for each faction, a mark for each outcome, a bar for a long date."""

from collections.abc import Iterable, Mapping

import pandas as pd
from matplotlib.axes import Axes

from august1956 import style
from august1956.charts._contract import (
    SMALL,
    Evidence,
    Mark,
    all_of,
    chart,
    day,
    ends,
    inner_width,
    key,
    listed,
    pack,
    plot_area,
    plural,
    short,
    symbol,
    text_width,
    when,
    write,
    year_ticks,
)

__all__ = ["purges"]

KINDS = ("purged", "expelled_cc", "expelled_party", "banished", "arrested", "tried", "imprisoned")
KINDS += ("executed", "suicide", "fled_abroad")
BEST_KNOWN = (
    "pak-hon-yong",
    "mu-chong",
    "ho-ka-i",
    "pak-il-u",
    "choe-chang-ik",
    "pak-chang-ok",
    "kim-tu-bong",
)
BEST_KNOWN += ("yun-kong-hum", "yi-kang-guk", "o-ki-sop", "pak-ui-wan")
FOUR = ("guerrilla", "yanan", "soviet", "domestic")
ROW, HEAD = 14, 30  # units from row to row of marks, and for the name of a lane
MARGINS = {"left": 20, "right": 10, "bottom": 26}


@chart(needs={"person", "name", "faction", "kind", "date", "date_earliest", "date_latest", "source"})
def purges(
    outcomes: pd.DataFrame,
    *,
    events: pd.DataFrame | None = None,
    kinds: Iterable[str] = KINDS,
    first: str = "1948-01-01",
    last: str = "1962-12-31",
    dates: str = "range",
    named: Iterable[str] = BEST_KNOWN,
    labels: Mapping[str, str] | None = None,
    ax: Axes | None = None,
    narrow: bool = False,
) -> Evidence:
    """Draw what happened to whom on a line of time, one lane per faction.

    A filled mark is dated to a month or better. A hollow mark on a bar may have happened on any day of it.
    Outcomes without a date, or outside the years drawn, are counted in the alternative text.

    Parameters
    ----------
    outcomes : pandas.DataFrame
        One row per outcome: person, name, faction, kind, date (EDTF), date_earliest, date_latest, source.
    events : pandas.DataFrame, optional
        Events drawn as rules from top to bottom: date_earliest, title.
    kinds : iterable of str
        Kinds of outcome to draw; by default those that took membership, freedom or life, and flight.
    first, last : str
        The days between which to draw, ISO.
    named : iterable of str
        Ids of the persons whose gravest mark bears their name.
    labels : mapping, optional
        What to call a source, by its key.
    ax : matplotlib.axes.Axes, optional
        Axes to draw on; by default new ones in a figure of their own.
    narrow : bool, default False
        Draw for a phone, 350 units wide.

    Returns
    -------
    matplotlib.axes.Axes
        Its x axis counts days, as matplotlib's dates do.

    Raises
    ------
    ValueError
        If a column is missing.
    """
    years = pd.Timestamp(first), pd.Timestamp(last)
    chosen = outcomes[outcomes["kind"].isin(all_of("kinds", kinds, style.KINDS))]
    plot_area(ax, 100, **MARGINS)
    ax.set_xlim(day(years[0]), day(years[1]))
    held = {style.faction(id).id for id in outcomes["faction"]} & set(FOUR)
    if named is not BEST_KNOWN:
        all_of("named", named, outcomes["person"])
    sheet = _Sheet(ax, inner_width(ax), *years, held)
    rows = _placed(_dated(chosen, dates, *years), sheet, set(named))
    sheet.draw(rows, _rules(events, *years))
    marks = [_draw_row(ax, row, labels) for row in rows.itertuples()]
    year_ticks(ax, *years, step=4 if narrow else 2)
    columns = ["faction", "name", "kind", "date", "first", "last", "source"]
    alt = _alt(rows, *years, len(chosen) - len(rows), held)
    return Evidence(rows[columns].reset_index(drop=True), alt, marks=tuple(marks))


class _Sheet:
    """The lanes and rules behind the marks, in days across and units down."""

    def __init__(self, ax, width, first, last, empty):
        self.ax, self.width, self.first, self.empty = ax, width, day(first), empty
        self.scale = width / (day(last) - self.first)

    def units(self, days) -> float:
        return (days - self.first) * self.scale

    def days(self, units) -> float:
        return self.first + units / self.scale

    def draw(self, rows, rules):
        lanes = self._lanes(rows)
        top = self._key(rows)
        top = self._rule_labels(rules, top)
        y = top
        for faction, lane in lanes:
            self._lane_head(faction, lane, y)
            rows.loc[lane.index, "y"] = y + HEAD + ROW * (lane["row"] + 0.5)
            y += HEAD + ROW * (lane["row"].max() + 1) + 10 if len(lane) else HEAD
        self.ax.vlines(rules["x"], top - 6, y, color=style.colour("rule"), linewidth=1, zorder=0)
        plot_area(self.ax, y + MARGINS["bottom"], **MARGINS)
        self.ax.set(ylim=(y, 0), yticks=[])

    def _lanes(self, rows):
        """Return the lanes of the factions that the frame holds; one of the four stays even where nothing is drawn."""
        lanes = {id: rows[rows["faction"] == id] for id in style.FACTIONS}
        return [(style.FACTIONS[id], lane) for id, lane in lanes.items() if id in self.empty or len(lane)]

    def _key(self, rows) -> float:
        steps = {style.KINDS[kind].step: style.KINDS[kind].marker for kind in style.KINDS if kind in set(rows["kind"])}
        ink = style.colour("ink")
        items = [
            (lambda x, y, marker=marker: symbol(self.ax, x, y, marker, ink, size=9), step)
            for step, marker in steps.items()
        ]
        items += [(self._example, "some time on the bar")] if rows["wide"].any() else []
        return key(self.ax, 0, 10, items, width=self.width, at=self.days) + 4

    def _example(self, x, y):
        ink, half = style.colour("ink"), 9 / self.scale
        self.ax.plot([x - half, x + half], [y, y], color=ink, linewidth=2, solid_capstyle="butt")
        symbol(self.ax, x, y, "o", ink, size=9, filled=False)

    def _rule_labels(self, rules, top) -> float:
        """Write what the rules are over them, or in a numbered list where that would take too many lines."""
        named = self._lines(rules, rules["title"])
        if max((line for _, line in named), default=0) < 3:
            return self._write_over(rules, rules["title"], named, top)
        numbers = [str(n) for n in range(1, len(rules) + 1)]
        top = self._list(rules, top) + 8
        return self._write_over(rules, numbers, self._lines(rules, numbers), top)

    def _lines(self, rules, texts) -> list[tuple[float, int]]:
        """Return the left edge of each text in units, and the line in which it finds room."""
        widths = [text_width(text, SMALL) for text in texts]
        lefts = [min(self.units(x) + 3, self.width - width) for x, width in zip(rules["x"], widths, strict=True)]
        spans = [(left, left + width) for left, width in zip(lefts, widths, strict=True)]
        return list(zip(lefts, pack(spans, gap=8), strict=True))

    def _write_over(self, rules, texts, places, top) -> float:
        bottom = top + 17 * (max((line for _, line in places), default=-1) + 1)
        muted, rule = style.colour("muted"), style.colour("rule")
        for x, text, (left, line) in zip(rules["x"], texts, places, strict=True):
            y = top + 17 * line + 8
            self.ax.text(self.days(left), y, text, fontsize=SMALL, va="center_baseline", color=muted)
            self.ax.vlines(x, y - 7, bottom, color=rule, linewidth=1, zorder=0)
        return bottom + 6

    def _list(self, rules, top) -> float:
        across = max(int(self.width // 330), 1)
        down, step = -(-len(rules) // across), self.width / across
        bottoms = [top] * across
        for i, rule in enumerate(rules.itertuples()):
            column = i // down
            dated = rule.title if str(rule.year) in rule.title else f"{rule.title}, {rule.year}"
            look = {"width": step - 10, "color": style.colour("muted")}
            lines = write(self.ax, self.days(step * column), bottoms[column] + 8, f"{i + 1}  {dated}", **look)
            bottoms[column] += 2 + 15 * lines
        return max(bottoms)

    def _lane_head(self, faction, lane, y):
        self.ax.axhline(y, color=style.colour("rule"), linewidth=0.8, zorder=0)
        symbol(self.ax, self.days(7), y + 14, faction.marker, faction.colour)
        people = plural(lane["person"].nunique(), "person")
        words = (
            f"{faction.label}: {plural(len(lane), 'outcome')} of {people}" if len(lane) else f"{faction.label}: none"
        )
        self.ax.text(self.days(19), y + 14, words, weight="bold", va="center_baseline", color=faction.colour)


def _dated(rows, dates, first, last) -> pd.DataFrame:
    """Return the rows of which any day lies between the two, with the days drawn."""
    begin, end = ends(rows, "date", dates)
    rows = rows.assign(first=begin.fillna(end), last=end.fillna(begin))
    rows["faction"] = rows["faction"].map(lambda id: style.faction(id).id)
    return rows[(rows["last"] >= first) & (rows["first"] <= last)].reset_index(drop=True)


def _placed(rows, sheet, named) -> pd.DataFrame:
    """Give every row its place across and its row within the lane; a name takes room like a mark."""
    rows = rows.assign(x0=rows["first"].map(day), x1=rows["last"].map(day), y=0.0, row=0)
    rows["wide"] = rows["x1"] - rows["x0"] > 31
    rows["label"] = rows["name"].where(rows.index.isin(_gravest(rows, named)), "")
    room = [text_width(label, SMALL) + 6 if label else 0 for label in rows["label"]]
    middle = sheet.units((rows["x0"] + rows["x1"]) / 2)
    left, right = (
        sheet.units(rows["x0"]).clip(upper=middle - 6),
        sheet.units(rows["x1"]).clip(lower=middle + 6),
    )
    rows["left_label"] = right + room > sheet.width
    rows["from_px"] = left - rows["left_label"] * room
    rows["to_px"] = right + ~rows["left_label"] * room
    rows["label_x"] = sheet.days((right + 4).where(~rows["left_label"], left - 4))
    rows = rows.sort_values(["from_px", "to_px", "person", "kind"], kind="stable")
    for _, lane in rows.groupby("faction"):
        rows.loc[lane.index, "row"] = pack(zip(lane["from_px"], lane["to_px"], strict=True), gap=2)
    return rows


def _gravest(rows, named) -> list:
    """Return one row for each of the named: the gravest step, death before prison before dismissal."""
    order = [kind for kind in style.KINDS if kind not in ("fled_abroad", "returned_abroad", "sighted_abroad")]
    theirs = rows[rows["person"].isin(named)]
    gravity = theirs["kind"].map(lambda kind: order.index(kind) if kind in order else -1)
    return gravity.sort_values(ascending=False, kind="stable").groupby(theirs["person"]).head(1).index.tolist()


def _rules(events, first, last) -> pd.DataFrame:
    if events is None:
        return pd.DataFrame({"x": [], "title": [], "year": []})
    inside = events[events["date_earliest"].between(first, last)].sort_values("date_earliest", kind="stable")
    years = inside["date_earliest"].dt.year
    return pd.DataFrame({"x": inside["date_earliest"].map(day), "title": inside["title"], "year": years})


def _draw_row(ax, row, labels) -> Mark:
    faction, kind = style.FACTIONS[row.faction], style.KINDS[row.kind]
    if row.wide:
        ax.plot(
            [row.x0, row.x1],
            [row.y, row.y],
            color=faction.colour,
            linewidth=2,
            solid_capstyle="butt",
            clip_on=True,
        )
    artist = symbol(ax, (row.x0 + row.x1) / 2, row.y, kind.marker, faction.colour, filled=not row.wide)
    if row.label:
        side = "right" if row.left_label else "left"
        ax.text(row.label_x, row.y, row.label, ha=side, va="center_baseline", fontsize=SMALL)
    words = f"{row.name}: {kind.label}, {when(row.date)} ({short(row.source, labels)})"
    return Mark(artist, words, f"#person:{row.person}", f"{row.name}, {kind.label}, {when(row.date)}")


def _alt(rows, first, last, missing, held) -> str:
    people = rows["person"].nunique()
    what = (
        f"Timeline from {first.year} to {last.year} with one lane for each faction and"
        f" {plural(len(rows), 'mark')} for what happened to {plural(people, 'person')}."
    )
    lanes = [_lane_alt(style.FACTIONS[id], rows[rows["faction"] == id], held) for id in style.FACTIONS]
    wide = f"{int(rows['wide'].sum())} of the marks stand on bars, because their dates are longer than a month."
    rest = f"Not drawn, because not dated to these years: {plural(missing, 'outcome')}."
    return " ".join([what, *filter(None, lanes), wide] + [rest] * bool(missing))


def _lane_alt(faction, lane, held) -> str:
    if lane.empty:
        return f"{faction.label}: none." if faction.id in held else ""
    kinds = lane["kind"].value_counts().reindex([kind for kind in style.KINDS if kind in set(lane["kind"])])
    counts = listed(f"{n} {style.KINDS[kind].label}" for kind, n in kinds.items())
    by_year = lane["first"].dt.year.value_counts().sort_index()
    most = listed(by_year[by_year == by_year.max()].index)
    theirs = lane[lane["label"] != ""].sort_values("first")
    told = "; ".join(f"{row.name} {style.KINDS[row.kind].label} {when(row.date)}" for row in theirs.itertuples())
    return f"{faction.label}: {counts}; most in {most} ({by_year.max()})" + (f". Named: {told}." if told else ".")
