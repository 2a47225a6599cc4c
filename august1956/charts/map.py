"""Where it happened: Kim's tour across two continents, the crossing of the border, the places of banishment."""

from math import cos, radians
from typing import Any, Unpack

import pandas as pd
from matplotlib.collections import PolyCollection

from august1956 import style
from august1956.charts._coast import EURASIA, KOREA, RIVERS
from august1956.charts._contract import Evidence, Mark, chart
from august1956.charts._reading import Reading
from august1956.charts._sheet import LINE, Sheet
from august1956.charts._words import keys, listed, plural, when
from august1956.vocabulary import KINDS

__all__ = ["map"]

BOXES = {"eurasia": (6, 33, 136, 63), "korea": (121.5, 36.8, 131.5, 43.6)}  # west, south, east, north in degrees
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
    """Draw places on a map of Europe and Asia and on one of northern Korea, with coasts, two rivers and no frontiers.

    Both are equirectangular, true to scale along their middle parallel. What happened at a place without coordinates
    is named in the description; an event at a border is drawn as the river that is the border.

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
    lost = drawn[~drawn["located"] & drawn["place_kind"].ne("border")] if len(drawn) else drawn
    atlas = _Atlas(shared)
    marks = atlas.draw(found, *stops)
    shown = found[
        found["latitude"].notna() & (found["name"].isin(ANCHORS) | found["name"].isin(drawn.get("place", [])))
    ]
    table = pd.concat([
        drawn.reindex(columns=["place", "what", "date", "source"]).rename(columns={"place": "name"}),
        shown.loc[~shown["name"].isin(drawn.get("place", [])), ["name", "source"]],
    ]).reset_index(drop=True)  # fmt: skip
    table = table.merge(places[["name", "latitude", "longitude"]], on="name", how="left")
    said = "; ".join(f"{row.place}: {row.what}" for row in drawn.itertuples()) if len(drawn) else listed(shown["name"])
    rest = f" No coordinates, so not drawn: {listed(dict.fromkeys(lost['place']))}." if len(lost) else ""
    summary = f"Map of {plural(table['name'].nunique(), 'place')} in Europe and Asia and in northern Korea."
    sources = keys(pd.concat([table["source"], shown["source"]]))
    finding = _finding(stops[0])
    return Evidence(table, summary, f"{said}.{rest}", finding, marks=tuple(marks), sources=sources)


def _on(found: Any, frame: pd.DataFrame) -> pd.DataFrame:
    """Return rows with the coordinates of their places, in their order, with what is said of them."""
    columns = ["place", "what", "who", "date", "source", "href", "located", "place_kind", "lon", "lat", "faction"]
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

    def holds(self, lon: Any, lat: Any) -> bool:
        return self.west <= lon <= self.east and self.south <= lat <= self.north


class _Atlas(Sheet):
    """Two panels, and the journey as a list."""

    def draw(self, found: Any, tour: Any, events: pd.DataFrame, outcomes: pd.DataFrame) -> list[Mark]:
        world = _Panel(BOXES["eurasia"], 0, 0, self.width)
        korea = _Panel(BOXES["korea"], 0 if self.narrow else 390, world.height + 16, 350 if self.narrow else 330)
        self._land(world, EURASIA, 10)
        self._land(korea, KOREA, 100)
        marks = self._journey(world, tour)
        marks += self._rivers(korea, events)
        marks += self._rings(world, korea, events)
        marks += self._people(world, korea, outcomes)
        self._anchors(world, korea, found)
        self._write_notes()
        top = korea.top + korea.height + 16 if self.narrow else korea.top
        bottom = self._list(tour, top + 8)
        self.close(max(bottom, korea.top + korea.height) + 4)
        return marks

    def _land(self, panel: Any, coast: Any, parts: Any) -> None:
        rings = [[tuple(int(n) / parts for n in point.split(",")) for point in ring.split()] for ring in coast]
        look = {"facecolor": style.colour("shade"), "edgecolor": style.colour("rule"), "linewidth": 0.8, "zorder": -2}
        self.ax.add_collection(PolyCollection([[panel.at(*p) for p in ring] for ring in rings], **look), autolim=False)
        frame = [(panel.left, panel.top), (panel.left + panel.width, panel.top + panel.height)]
        (x0, y0), (x1, y1) = frame
        self.line((x0, x1, x1, x0, x0), (y0, y0, y1, y1, y0), width=0.8)
        self.waiting = getattr(self, "waiting", [])

    def _journey(self, panel: Any, tour: Any) -> list[Mark]:
        marks, last = [], None
        for number, row in enumerate(tour.itertuples(), 1):
            if not row.located or not panel.holds(row.lon, row.lat):
                continue
            x, y = panel.at(row.lon, row.lat)
            if last:
                self.line((last[0], x), (last[1], y), token="guerrilla", width=1.2, zorder=1)
            last = x, y
            artist = self.symbol(x, y, "o", style.colour("ink"), size=5)
            self.waiting.append((x, y, str(number), "ink"))
            marks.append(Mark(artist, f"{number}. {row.place}: {row.what}", row.href, f"{row.place}, {when(row.date)}"))
        return marks

    def _rivers(self, panel: Any, events: pd.DataFrame) -> list[Mark]:
        lines = [[panel.at(*(int(n) / 100 for n in point.split(","))) for point in line.split()] for line in RIVERS]
        crossing = events[events["place_kind"].eq("border")]
        marks: list[Mark] = []
        for line in lines:
            look = {"token": "ink", "width": 1.8} if len(crossing) else {"token": "muted", "width": 1}
            artist = self.line(*zip(*line, strict=True), zorder=1, **look)
            marks = marks or [
                Mark(artist, row.what, row.href, row.what) for row in crossing.itertuples()
            ]  # the longest line comes first
        for i, row in enumerate(crossing.itertuples()):
            words = f"{row.what}: where they crossed the river is not known"
            self.write(panel.left + 10, panel.top + 16 + 50 * i, words, width=165)
        return marks

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
            self._place(world, korea, row, lambda x, y, row=row: self.unit(x, y, row.faction, size=9))
            for row in outcomes.itertuples()
            if row.located and (world.holds(row.lon, row.lat) or korea.holds(row.lon, row.lat))
        ]

    def _place(self, world: Any, korea: Any, row: Any, draw: Any) -> Mark:
        panel = korea if korea.holds(row.lon, row.lat) else world
        x, y = panel.at(row.lon, row.lat)
        self.waiting.append((x, y, row.place.split(",")[0] + row.who, "ink"))
        return Mark(draw(x, y), f"{row.place}: {row.what}", row.href, f"{row.place}: {row.what}")

    def _anchors(self, world: Any, korea: Any, found: Any) -> None:
        for name in ANCHORS:
            if name not in found.index or pd.isna(found.at[name, "latitude"]):
                continue
            lon, lat = found.at[name, "longitude"], found.at[name, "latitude"]
            for panel in (world, korea):
                if panel.holds(lon, lat):
                    x, y = panel.at(lon, lat)
                    self.symbol(x, y, "o", style.colour("ink"), size=4)
                    self.waiting.append((x, y, name, "muted"))

    def _write_notes(self) -> None:
        for x, y, words, token in dict.fromkeys(self.waiting):
            self.note(x, y, words, token=token)

    def _list(self, tour: Any, y: float) -> float:
        if tour.empty:
            return y
        self.text(0, y, "Kim’s tour, summer of 1956", weight="bold")
        y += 24
        for number, row in enumerate(tour.itertuples(), 1):
            lost = "" if row.located else " (not on the map)"
            y += LINE * self.write(0, y, f"{number}  {row.place}{lost}, {when(row.date)}", width=345) + 6
        return y


def _finding(tour: Any) -> str:
    if tour.empty:
        return "Where it happened"
    abroad = tour["place"].nunique()
    return f"Kim’s tour of {plural(abroad, 'stop')} left his critics the summer of 1956"
