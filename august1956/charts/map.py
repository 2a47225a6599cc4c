"""Where it happened: Kim's tour of Europe, the crossing of the border, the places of banishment."""

from math import cos, radians
from typing import Any, Unpack

import pandas as pd
from matplotlib.collections import PolyCollection

from august1956 import dates as edtf
from august1956 import style
from august1956.charts._coast import EURASIA, KOREA, RIVERS
from august1956.charts._contract import Evidence, Mark, chart
from august1956.charts._reading import Reading
from august1956.charts._sheet import Sheet, day
from august1956.charts._text import LINE
from august1956.charts._words import keys, listed, plural, when
from august1956.vocabulary import KINDS

__all__ = ["map"]

BOXES = {"europe": (6, 40.5, 41, 57.5), "korea": (123.3, 38.5, 131, 43.2)}  # west, south, east, north in degrees
BORDER = "The border with China, the rivers Yalu and Tumen. Where they crossed it is not known."
BORDER_NAMES = {"Yalu": (126.58, 41.65), "Tumen": (129.43, 42.44)}  # a point of each river
DASHES: dict[str, Any] = {"linestyle": (0, (3, 2))}
ANCHORS = ("Moscow", "Beijing", "Pyongyang")  # named wherever they lie, so that a reader finds the way


@chart(
    needs={"id", "name", "latitude", "longitude", "source"},
    claims=("", "tour", "events", "outcomes"),
    refuses={
        "dates": "places have none",
        "faction": "places belong to no group; choose among the outcomes before",
        "person": "places name nobody; choose among the outcomes before",
    },
)
def map(
    places: pd.DataFrame,
    *,
    tour: pd.DataFrame | None = None,
    events: pd.DataFrame | None = None,
    outcomes: pd.DataFrame | None = None,
    **shared: Unpack[Reading],
) -> Evidence:
    """Draw places on a map of Europe and on one of northern Korea, with coasts, two rivers and no frontiers.

    Both are equirectangular, true to scale along their middle parallel. What happened at a place without coordinates,
    or outside both maps, is named in the description; where an event is at a border, that is named, and no way over it
    is drawn. The way to a stop is dashed where a stop before it cannot be drawn. In the list of stops a bar lasts from
    day to day; a thin one spans the days among which a stop lies.

    Parameters
    ----------
    places : pandas.DataFrame
        One row per place: id, name, latitude and longitude in degrees (empty where not known), kind, source.
    tour : pandas.DataFrame, optional
        Events in the order of a journey, numbered: id, date, place (the name of a place), title, source.
    events : pandas.DataFrame, optional
        Other events, drawn as rings, with the same columns.
    outcomes : pandas.DataFrame, optional
        What happened to people at a place, drawn in the colour and shape of their group: person, name, faction, kind,
        place, date, source.

    Examples
    --------
    >>> import pandas as pd
    >>> from august1956 import charts
    >>> rows = [("moscow", "Moscow", 55.75, 37.62, "geonames")]
    >>> places = pd.DataFrame(rows, columns=["id", "name", "latitude", "longitude", "source"])
    >>> charts.evidence(charts.map(places)).table.name.tolist()
    ['Moscow']
    """
    found = places.assign(kind=places.get("kind", "")).set_index("name", drop=False)
    stops = [_on(found, frame) for frame in (tour, events, outcomes)]
    drawn = pd.concat([stop for stop in stops if len(stop)] or [stops[0]])
    lost = [row.place for row in drawn.itertuples() if not row.located and row.place_kind != "border"]
    off = [row.place for row in drawn.itertuples() if row.located and not _inside(row)]
    atlas = _Atlas(shared)
    marks = atlas.draw(found, *stops)
    shown = found[found["latitude"].notna() & found["name"].isin([*ANCHORS, *drawn["place"]])]
    table = pd.concat([
        drawn.reindex(columns=["place", "what", "date", "source"]).rename(columns={"place": "name"}),
        shown.loc[~shown["name"].isin(drawn["place"]), ["name", "source"]],
    ]).reset_index(drop=True)  # fmt: skip
    table = table.merge(places[["name", "latitude", "longitude"]], on="name", how="left")
    said = "; ".join(f"{row.place}: {row.what}" for row in drawn.itertuples()) if len(drawn) else listed(shown["name"])
    rest = f" No coordinates, so not drawn: {listed(dict.fromkeys(lost))}." if lost else ""
    rest += f" Outside both maps: {listed(dict.fromkeys(off))}." if off else ""
    summary = f"Map of {plural(table['name'].nunique(), 'place')} in Europe and in northern Korea."
    sources = keys(pd.concat([table["source"], shown["source"]]))
    finding = _finding(*stops[:2])
    return Evidence(table, summary, f"{said}.{rest}", finding, marks=tuple(marks), sources=sources)


def _on(found: Any, frame: pd.DataFrame | None) -> pd.DataFrame:
    """Return rows with the coordinates of their places, in their order, with what is said of them."""
    columns = [
        "place",
        "what",
        "who",
        "date",
        "source",
        "href",
        "located",
        "place_kind",
        "lon",
        "lat",
        "faction",
        "kind",
    ]
    if frame is None or frame.empty:
        return pd.DataFrame(columns=columns)
    rows = frame[frame["place"].notna()].copy()
    at = found.reindex(rows["place"])
    rows["lat"], rows["lon"] = at["latitude"].to_numpy(), at["longitude"].to_numpy()
    rows["place_kind"] = at["kind"].fillna("").to_numpy()
    rows["located"] = rows["lat"].notna()
    if "person" in rows:
        rows["what"] = [_did(row) for row in rows.itertuples()]
        rows["href"], rows["who"] = "#person:" + rows["person"], ": " + rows["name"]
    else:
        rows["what"] = [f"{row.title}, {when(row.date)}" for row in rows.itertuples()]
        rows["href"], rows["who"] = "#event:" + rows["id"], ""
    return rows.reindex(columns=columns)


def _inside(row: Any) -> bool:
    return any(w <= row.lon <= e and s <= row.lat <= n for w, s, e, n in BOXES.values())


def _did(row: Any) -> str:
    dated = f", {when(row.date)}" if isinstance(row.date, str) else ""
    return f"{row.name} {KINDS[row.kind][0]}{dated}"


class _Panel:
    """A piece of the world on the sheet: degrees to units."""

    def __init__(self, box: Any, left: float, top: float, width: Any) -> None:
        self.west, self.south, self.east, self.north = box
        self.left, self.top, self.width = left, top, width
        self.across = width / (self.east - self.west)
        self.down = self.across / cos(radians((self.south + self.north) / 2))
        self.height = (self.north - self.south) * self.down

    def at(self, lon: Any, lat: Any) -> tuple[float, float]:
        return self.left + (lon - self.west) * self.across, self.top + (self.north - lat) * self.down

    def clip(self, ring: Any) -> list[tuple[float, float]]:
        """Return the part of a ring within the box, cut at each of its sides in turn (Sutherland and Hodgman, 1974)."""
        for axis, limit, sign in ((0, self.west, 1), (0, self.east, -1), (1, self.south, 1), (1, self.north, -1)):
            kept = []
            for a, b in zip([*ring[-1:], *ring[:-1]], ring, strict=True):
                within = [(point[axis] - limit) * sign >= 0 for point in (a, b)]
                if within[0] != within[1]:
                    share = (limit - a[axis]) / (b[axis] - a[axis])
                    kept.append((a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])))
                kept += [b] * within[1]
            ring = kept
        return ring

    def holds(self, lon: Any, lat: Any) -> bool:
        return self.west <= lon <= self.east and self.south <= lat <= self.north


class _Atlas(Sheet):
    """Two panels, each with a list beside it, or below it on a phone."""

    def __init__(self, shared: Any) -> None:
        super().__init__(shared)
        self.waiting: list[tuple[float, float, str, str]] = []  # notes, written when all marks stand

    def draw(self, found: Any, tour: Any, events: pd.DataFrame, outcomes: pd.DataFrame) -> list[Mark]:
        europe = _Panel(BOXES["europe"], 0, 0, self.width if self.narrow else 400)
        self._land(europe, EURASIA, 10)
        marks, dashed = self._journey(europe, tour)
        below = self._list(tour, dashed, *self._beside(europe))
        top = max(below, europe.height) + 24
        top += LINE * self.write(0, top, _heading(events, outcomes), width=self.width - 4, weight="bold")
        korea = _Panel(BOXES["korea"], 0, top, self.width if self.narrow else 320)
        self._land(korea, KOREA, 100)
        marks += self._border(korea, events)
        marks += self._rings(europe, korea, events)
        marks += self._people(europe, korea, outcomes)
        self._anchors(europe, korea, found)
        self._write_notes()
        bottom = self._legend(events, outcomes, *self._beside(korea))
        self.close(max(bottom, korea.top + korea.height) + 4)
        return marks

    def _beside(self, panel: Any) -> tuple[float, float, float]:
        """Return where a list that goes with a panel begins, and its width."""
        if self.narrow:
            return 4, panel.top + panel.height + 18, self.width - 8
        return panel.width + 22, panel.top + 12, self.width - panel.width - 26

    def _land(self, panel: Any, coast: Any, parts: Any) -> None:
        rings = [[tuple(int(n) / parts for n in point.split(",")) for point in ring.split()] for ring in coast]
        look = {"facecolor": style.colour("shade"), "edgecolor": style.colour("rule"), "linewidth": 0.8, "zorder": -2}
        land = [[panel.at(*p) for p in inside] for ring in rings if (inside := panel.clip(ring))]
        self.ax.add_collection(PolyCollection(land, **look), autolim=False)
        x0, y0, x1, y1 = panel.left, panel.top, panel.left + panel.width, panel.top + panel.height
        self.line((x0, x1, x1, x0, x0), (y0, y0, y1, y1, y0), width=0.8)

    def _journey(self, panel: Any, tour: Any) -> tuple[list[Mark], bool]:
        """Draw the stops and the way from one to the next; return the marks, and whether a piece of it is dashed."""
        marks, last, skipped, dashed = [], None, False, False
        for number, row in enumerate(tour.itertuples(), 1):
            if not row.located or not panel.holds(row.lon, row.lat):
                skipped = True
                continue
            x, y = panel.at(row.lon, row.lat)
            if last:
                dashed |= skipped
                self._way(last, (x, y), DASHES if skipped else {})
            last, skipped = (x, y), False
            artist = self.symbol(x, y, "o", style.colour("ink"), size=6, zorder=3)
            self.waiting.append((x, y, f"{number} {row.place}", "ink"))
            marks.append(Mark(artist, f"{number}. {row.place}: {row.what}", row.href))
        return marks, dashed

    def _way(self, start: Any, end: Any, look: Any) -> None:
        """Draw the way from stop to stop, on which no words may stand."""
        self.line((start[0], end[0]), (start[1], end[1]), token="guerrilla", width=1.4, zorder=1, **look)
        for n in range(61):
            x, y = (a + (b - a) * n / 60 for a, b in zip(start, end, strict=True))
            self.taken.append((x - 2, y - 2, x + 2, y + 2))

    def _border(self, panel: Any, events: pd.DataFrame) -> list[Mark]:
        """Draw the rivers that are the border as one, a double line, and name them."""
        crossing = events[events["place_kind"].eq("border")]
        marks: list[Mark] = []
        for line in RIVERS:
            points = [panel.at(*(int(n) / 100 for n in point.split(","))) for point in line.split()]
            artist = self._double(*zip(*points, strict=True))
            self.taken += [(x - 3, y - 3, x + 3, y + 3) for x, y in points]
            # The longest line comes first and bears the event.
            marks = marks or [Mark(artist, row.what, row.href) for row in crossing.itertuples()]
        self.waiting += [(*panel.at(*point), name, "muted") for name, point in BORDER_NAMES.items()]
        return marks

    def _double(self, x: Any, y: Any) -> Any:
        self.line(x, y, token="paper", width=1.4, zorder=2)
        return self.line(x, y, token="muted", width=3.6, zorder=1)

    def _legend(self, events: pd.DataFrame, outcomes: pd.DataFrame, x: float, y: float, width: float) -> float:
        """Say in words what the second map shows; return the y below."""
        lines: list[tuple[Any, str]] = [(None, BORDER)] if events["place_kind"].eq("border").any() else []
        lines += [(row.faction, f"{row.place}: {row.what}") for row in outcomes.itertuples() if row.located]
        for faction, words in lines:
            if faction is None:
                self._double((x, x + 12), (y, y))
            else:
                self.unit(x + 6, y, faction, size=9)
            y += LINE * self.write(x + 20, y, words, width=width - 20) + 8
        return y

    def _rings(self, world: Any, korea: Any, events: pd.DataFrame) -> list[Mark]:
        return [
            self._place(
                world, korea, row, lambda x, y: self.symbol(x, y, "o", style.colour("ink"), size=8, filled=False)
            )
            for row in events.itertuples()
            if row.located and (world.holds(row.lon, row.lat) or korea.holds(row.lon, row.lat))
        ]

    def _people(self, world: Any, korea: Any, outcomes: pd.DataFrame) -> list[Mark]:
        return [
            self._place(world, korea, row, lambda x, y, row=row: self.unit(x, y, row.faction, size=8, zorder=3))
            for row in outcomes.itertuples()
            if row.located and (world.holds(row.lon, row.lat) or korea.holds(row.lon, row.lat))
        ]

    def _place(self, world: Any, korea: Any, row: Any, draw: Any) -> Mark:
        panel = korea if korea.holds(row.lon, row.lat) else world
        x, y = panel.at(row.lon, row.lat)
        self.waiting.append((x, y, row.place.split(",")[0] + row.who, "ink"))
        return Mark(draw(x, y), f"{row.place}: {row.what}", row.href)

    def _anchors(self, world: Any, korea: Any, found: Any) -> None:
        for name in ANCHORS:
            if name not in found.index or pd.isna(found.at[name, "latitude"]):
                continue
            lon, lat = found.at[name, "longitude"], found.at[name, "latitude"]
            for panel in (world, korea):
                x, y = panel.at(lon, lat)
                if panel.holds(lon, lat) and not any((x, y) == spot[:2] for spot in self.waiting):
                    self.symbol(x, y, "o", style.colour("ink"), size=4)
                    self.waiting.append((x, y, name, "muted"))

    def _write_notes(self) -> None:
        for x, y, words, token in dict.fromkeys(self.waiting):
            self.note(x, y, words, widths=(160, 90), token=token)

    def _list(self, tour: Any, dashed: bool, x: float, y: float, width: float) -> float:
        """Write the stops of the journey, each with a bar from its first day to its last; return the y below."""
        if tour.empty:
            return y
        spans = [edtf.span(date) for date in tour["date"]]
        days = [day(each) for span in spans for each in span if each]
        first, last, room = min(days, default=0), max(days, default=0) + 1, width * 0.31
        scale = room / (last - first)
        self.text(x, y, "Kim’s tour, summer of 1956", weight="bold")
        y += 24
        for number, (row, (start, end)) in enumerate(zip(tour.itertuples(), spans, strict=True), 1):
            if start and end:
                left, right = (x + width - room + (day(each) - first) * scale for each in (start, end))
                vague = "/" not in row.date and start < end
                look: dict[str, Any] = {"token": "muted", "width": 1} if vague else {"token": "guerrilla", "width": 5}
                self.line((left, right + scale), (y, y), **look)
            token = "ink" if row.located else "muted"
            text = f"{number} {row.place}, {_days(row.date)}"
            y += LINE * self.write(x, y, text, width=width - room - 8, token=token) + 5
        if days:
            self.line((x + width - room, x + width), (y, y), token="ink", width=2)
            total = f"In all {plural(int(last - first), 'day')}"
            y += LINE * self.write(x, y, total, width=width - room, weight="bold") + 5
        if not tour["located"].all():
            y += LINE * self.write(x, y, "Grey: no single place, so not on the map", width=width, token="muted") + 5
        if dashed:
            self.line((x, x + 24), (y, y), token="guerrilla", width=1.4, **DASHES)
            y += LINE * self.write(x + 32, y, "past a stop that is not on the map", width=width - 32) + 5
        return y


def _days(date: Any) -> str:
    """Say the days of a stop without the year, which stands over the list."""
    return when(date).replace(" 1956", "")


def _heading(events: Any, outcomes: Any) -> str:
    """Say what the second map shows."""
    parts = [row.what for row in events[events["place_kind"].eq("border")].itertuples()]
    parts += ["places of banishment"] * bool(len(outcomes) and outcomes["kind"].eq("banished").all())
    return ", and ".join(parts) or "Northern Korea"


def _finding(tour: Any, events: Any) -> str:
    """Say how long the journey lasted; where there is none, what happened at the border."""
    days = [day for date in tour["date"] for day in edtf.span(date) if day]
    if days:
        first, last = min(days), max(days)
        return f"Kim was abroad for {plural((last - first).days + 1, 'day')}, from {edtf.label(f'{first}/{last}')}"
    return ". ".join(row.what for row in events[events["place_kind"].eq("border")].itertuples()) or "Where it happened"
