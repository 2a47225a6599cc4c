"""The share still in office, by faction: Kaplan–Meier curves with intervals and the numbers at risk."""

from collections.abc import Iterable
from typing import Any, Unpack

import numpy as np
import pandas as pd

from august1956 import style
from august1956.charts._contract import Evidence, Mark, chart
from august1956.charts._reading import Reading, all_of, one_of
from august1956.charts._seats import joined_later
from august1956.charts._sheet import Sheet
from august1956.charts._words import in_words, keys, listed, plural, when
from august1956.vocabulary import ENDS

__all__ = ["kaplan_meier", "survival"]

FOUR = ("guerrilla", "yanan", "soviet", "domestic")
FEW = 10  # below this number a group is called small


def kaplan_meier(years: Any, ended: Any, level: float = 0.95) -> pd.DataFrame:
    """Estimate the share that has not ended, by the product-limit method, with log-log intervals.

    Parameters
    ----------
    years : array-like of float
        How long each was observed.
    ended : array-like of bool
        Whether the observation ended with the event; otherwise it is censored.
    level : float, default 0.95
        Coverage of the interval: 0.95 or 0.90.

    Returns
    -------
    pandas.DataFrame
        One row for nought and for each time of an event: time, at_risk, events, share, low, high. The interval is
        Greenwood's on the scale of log(-log(share)), which keeps it between 0 and 1; it is not defined where
        the share is 1 or 0.

    References
    ----------
    Kaplan and Meier, JASA 53 (1958), 457–481; Kalbfleisch and Prentice, The Statistical Analysis of Failure Time
    Data (1980), section 1.3, for the interval.
    """
    years, ended = np.asarray(years, float), np.asarray(ended, bool)
    times = np.unique(years[ended])
    at_risk = np.array([(years >= time).sum() for time in times], int)
    events = np.array([(ended & (years == time)).sum() for time in times], int)
    share = np.cumprod(1 - events / at_risk)
    with np.errstate(divide="ignore", invalid="ignore"):
        greenwood = np.cumsum(events / (at_risk * (at_risk - events)))
        width = {0.95: 1.959964, 0.90: 1.644854}[level] * np.sqrt(greenwood) / np.log(share)
        low, high = share ** np.exp(-width), share ** np.exp(width)
    undefined = (share <= 0) | (share >= 1)
    table = pd.DataFrame({"time": times, "at_risk": at_risk, "events": events, "share": share})
    table["low"], table["high"] = np.where(undefined, np.nan, low), np.where(undefined, np.nan, high)
    start = {"time": 0.0, "at_risk": len(years), "events": 0, "share": 1.0, "low": np.nan, "high": np.nan}
    return pd.concat([pd.DataFrame([start]), table], ignore_index=True) if len(table) else pd.DataFrame([start])


@chart(needs={"person", "name", "faction", "body", "seat", "entry", "from_earliest"}, claims=("outcomes",))
def survival(
    seats: pd.DataFrame,
    *,
    outcomes: pd.DataFrame,
    bodies: pd.DataFrame,
    body: str = "cc3",
    until: str | None = None,
    kinds: Iterable[str] = ENDS,
    **shared: Unpack[Reading],
) -> Evidence:
    """Draw for each faction the share of a body's members still in office, by years since its election.

    Only the four factions are drawn. The end is the first outcome of the kinds given. Somebody of whom no end is
    known is observed until the last day on which the tables show that person in post, promoted or elected anew,
    and then leaves the count without an end; of whom nothing later is known, from the first day. With `dates` as
    "range", an end lies in the middle of its days. A `source` chooses among the outcomes; the members stay.

    Parameters
    ----------
    seats : pandas.DataFrame
        Seats in this and in later bodies: person, name, faction, body, seat, entry, from_earliest. Candidates of the
        body are left out, and so is whoever joined it later.
    outcomes : pandas.DataFrame
        What happened to these persons: person, kind, date (EDTF) with date_earliest and date_latest, source.
    bodies : pandas.DataFrame
        The body: id, label, from_earliest, from_latest, to_latest.
    body : str, default "cc3"
        Id of the body whose members are followed.
    until : str, optional
        The last day of observation, ISO; by default the day before the next body.
    kinds : iterable of str
        Kinds of outcome that count as an end; by default loss of membership, freedom or life, and flight.

    Examples
    --------
    >>> from august1956 import charts, data
    >>> people = data.groups()
    >>> seats, outcomes = (data.load(table).merge(people, on="person") for table in ("seats", "outcomes"))
    >>> ax = charts.survival(seats, outcomes=outcomes, bodies=data.load("bodies"))
    >>> charts.evidence(ax).table.columns[0]
    'name'
    """
    one = bodies[bodies["id"] == one_of("body", body, bodies["id"])]
    start, stop = one["from_earliest"].iloc[0], pd.Timestamp(until or one["to_latest"].iloc[0])
    first = seats[(seats["body"] != body) | ~joined_later(seats, one)]
    people = observed(first, outcomes, body=body, start=start, stop=stop, kinds=kinds, dates=shared["dates"])
    rest = int((~people["group"].isin(FOUR)).sum())
    people = people[people["group"].isin(FOUR)]
    groups = [style.FACTIONS[id] for id in FOUR if id in set(people["group"])]
    span = (stop - start).days / 365.25
    marks, said, top, sheet = [], [], 0.0, Sheet(shared)
    for i, faction in enumerate(groups):
        left, top = (0, 232 * i) if sheet.narrow else (376 * (i % 2), 240 * (i // 2))
        panel = _Panel(sheet, left, top, sheet.width - 6 if sheet.narrow else 340, span)
        theirs = people[people["group"] == faction.id]
        marks += panel.draw(faction, theirs, kaplan_meier(theirs["years"], theirs["ended"]))
        said.append(_sentence(faction, theirs))
    sheet.close(top + 226)
    table = people[["name", "faction", "years", "ended", "kind", "date", "source"]].round({"years": 2})
    label = one["label"].iloc[0].partition(" of ")[0]
    what = (
        f"Kaplan–Meier curves of the share of the {label} still in office by faction,"
        f" for {plural(len(people), 'member')} over {span:.1f} years from {start.day} {start:%B %Y}."
    )
    said += [f"Not drawn: {plural(rest, 'member')} of other or unknown groups."] * bool(rest)
    finding = f"{int(people['ended'].sum())} of {plural(len(people), 'member')} are known to have fallen, fled or died"
    table, sources = table.reset_index(drop=True), keys(people["source"])
    return Evidence(table, what, " ".join(said), finding, marks=tuple(marks), sources=sources)


def observed(
    seats: pd.DataFrame, outcomes: pd.DataFrame, *, body: Any, start: Any, stop: Any, kinds: Any, dates: Any
) -> pd.DataFrame:
    """Return for each member of a body how many years of observation there are, and whether an end closes them.

    Columns: person, name, faction, group, years, ended, and kind, date and source of the end.
    """
    full = seats[(seats["body"] == body) & (seats["seat"] != "candidate")]
    members = full.drop_duplicates("person")[["person", "name", "faction"]]
    ends = _first_ends(outcomes, set(all_of("kinds", kinds, style.KINDS)), start, stop, dates)
    last = _last_seen(seats, outcomes, start, stop)
    people = members.merge(ends, on="person", how="left")
    people["ended"] = people["end"].notna()
    until = people["end"].fillna(people["person"].map(last)).fillna(start)
    people["years"] = (until - start).dt.days / 365.25
    people["group"] = people["faction"].map(lambda id: style.faction(id).id)
    order = people["faction"].map(lambda id: style.faction(id).order)
    return people.assign(_order=order).sort_values(["_order", "years", "name"], kind="stable")


def _first_ends(outcomes: pd.DataFrame, kinds: Any, start: Any, stop: Any, dates: Any) -> pd.DataFrame:
    rows = outcomes[outcomes["kind"].isin(kinds) & outcomes["date_latest"].between(start, stop)]
    first, last = rows["date_earliest"].clip(lower=start), rows["date_latest"]
    end = {"earliest": first, "latest": last, "range": first + (last - first) / 2}[dates]
    rows = rows.assign(end=end.dt.normalize()).sort_values(["end", "date_latest"], kind="stable")
    return rows.drop_duplicates("person")[["person", "end", "kind", "date", "source"]]


def _last_seen(seats: pd.DataFrame, outcomes: pd.DataFrame, start: Any, stop: Any) -> pd.Series:
    """Return the last day on which the tables show somebody in post, promoted or elected to another body."""
    well = outcomes[outcomes["kind"].isin(["survived_in_post", "promoted"])]
    seen = pd.concat([
        well[["person", "date_earliest"]].rename(columns={"date_earliest": "day"}),
        seats[["person", "from_earliest"]].rename(columns={"from_earliest": "day"}),
    ])  # fmt: skip
    seen = seen[seen["day"] >= start]
    return seen.assign(day=seen["day"].clip(upper=stop)).groupby("person")["day"].max()


class _Panel:
    """One faction: share down from 100 per cent, years across, numbers at risk below."""

    def __init__(self, sheet: Any, left: float, top: float, width: Any, span: Any) -> None:
        self.sheet, self.ax, self.left, self.top = sheet, sheet.ax, left + 60, top + 40
        self.width, self.height, self.span = width - 84, 120, span

    def x(self, years: Any) -> Any:
        return self.left + self.width * np.asarray(years) / self.span

    def y(self, share: Any) -> Any:
        return self.top + self.height * (1 - np.asarray(share))

    def draw(self, faction: Any, people: pd.DataFrame, curve: Any) -> list[Mark]:
        self._frame(faction, people)
        steps = pd.concat([curve, curve.tail(1).assign(time=max(people["years"].max(), curve["time"].iloc[-1]))])
        x, colour = self.x(steps["time"]), faction.colour
        if steps["low"].notna().any():
            band = {"step": "post", "color": colour, "alpha": 0.16, "linewidth": 0, "zorder": 0.5}
            self.ax.fill_between(x, self.y(steps["low"]), self.y(steps["high"]), **band)
        self.ax.plot(x, self.y(steps["share"]), color=colour, linewidth=2, drawstyle="steps-post")
        gone = people[~people["ended"]]
        at = [curve[curve["time"] <= years]["share"].iloc[-1] for years in gone["years"]]
        self.ax.plot(self.x(gone["years"]), self.y(at), "|", color=colour, markersize=9, clip_on=False)
        self._at_risk(people)
        return self._ends(faction, people[people["ended"]], curve)

    def _frame(self, faction: Any, people: pd.DataFrame) -> None:
        muted, rule = style.colour("muted"), style.colour("rule")
        self.sheet.unit(self.left - 53, self.top - 26, faction.id, size=10)
        small = ", a small group" if len(people) < FEW else ""
        words = f"{faction.label}: {plural(len(people), 'member')}{small}"
        look = {"weight": "bold", "color": faction.colour}
        self.sheet.text(self.left - 41, self.top - 26, words, **look)
        for share in (0, 0.5, 1):
            self.ax.plot([self.left, self.left + self.width], [self.y(share)] * 2, color=rule, linewidth=0.7, zorder=0)
            text = {0: "none", 0.5: "half", 1: "all"}[share]  # no percentage of so few
            look = {"ha": "right", "color": muted}
            self.sheet.text(self.left - 6, self.y(share), text, **look)

    def _at_risk(self, people: pd.DataFrame) -> None:
        muted, y = style.colour("muted"), self.top + self.height + 16
        look = {"color": muted}
        years = range(0, int(self.span) + 1, 1 if self.span < 6 else 2)
        for year in years:
            words = f"{year} years" if year == years[-1] else str(year)
            self.sheet.text(self.x(year), y, words, ha="center", **look)
            number = int((people["years"] >= year).sum())
            self.sheet.text(self.x(year), y + 19, number, ha="center")
        self.sheet.text(self.left - 60, y + 19, "At risk", **look)

    def _ends(self, faction: Any, people: pd.DataFrame, curve: Any) -> list[Mark]:
        share = curve.drop_duplicates("time", keep="last").set_index("time")["share"]  # somebody may end on day one
        marks = []
        for row in people.itertuples():
            artist = self.sheet.unit(self.x(row.years), self.y(share[row.years]), faction.id, size=8)
            words = f"{row.name}: {style.KINDS[row.kind].label}, {when(row.date)}"
            marks.append(Mark(artist, words, f"#person:{row.person}"))
        return marks


def _sentence(faction: Any, people: pd.DataFrame) -> str:
    curve = kaplan_meier(people["years"], people["ended"])
    lost = int((people["years"] == 0).sum())
    small = " (a small group)" if len(people) < FEW else ""
    ends = listed(
        f"{row.name} {style.KINDS[row.kind].label} {when(row.date)}" for row in people[people["ended"]].itertuples()
    )
    last = curve.iloc[-1]
    words = f"{in_words(faction)[0].upper()}{in_words(faction)[1:]}: {plural(len(people), 'member')}{small},"
    ended = int(people["ended"].sum())
    words += (
        f" {plural(ended, 'end')}, about {last.share * len(people):.0f} of them estimated to stay"
        if ended
        else " no end known"
    )
    words += f"; nothing later is known of {lost}." if lost else "."
    return f"{words} Ends: {ends}." if ends else words
