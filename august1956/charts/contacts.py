"""Who talked to the embassies, and when: one unit a conversation, by month and group."""

from collections.abc import Mapping
from typing import Any, Unpack

import pandas as pd

from august1956 import dates as edtf
from august1956 import style
from august1956.charts._contract import Evidence, Mark, chart
from august1956.charts._reading import Reading, ends
from august1956.charts._sheet import Sheet
from august1956.charts._text import LINE
from august1956.charts._words import AMONG, listed, plural, speakers, tally, when
from august1956.vocabulary import AUGUST_PLENUM, KIM_ABROAD

__all__ = ["contacts"]

LANES = {
    "guerrilla": "Guerrillas", "yanan": "Yan’an men", "soviet": "Soviet Koreans", "rest": "Domestic, others and mixed",
}  # fmt: skip
MIXED = "Mixed or not known"
SHADE = {"Kim abroad": "/".join(KIM_ABROAD), "August plenum": "/".join(AUGUST_PLENUM)}


@chart(needs={"date", "date_earliest", "date_latest", "persons", "faction", "diplomat", "country", "source"})
def contacts(
    contacts: pd.DataFrame,
    *,
    people: pd.DataFrame | None = None,
    shade: Mapping[str, str] | None = None,
    **shared: Unpack[Reading],
) -> Evidence:
    """Draw one unit for every documented conversation, in the month in which it was held.

    Wide, groups have lanes and months run across; narrow, months run down. A number tells what each month holds.
    A conversation that cannot be given to a single month is not drawn, but counted in the description; read by the
    earliest or the latest day, each has its month.

    Parameters
    ----------
    contacts : pandas.DataFrame
        One row per conversation: date (EDTF) with date_earliest and date_latest, persons (ids), faction
        (ids), diplomat, country, source; speaker, where there is one. Several factions, or none, are drawn as mixed
        or not known. Where there is an id, the mark links to the conversation.
    people : pandas.DataFrame, optional
        Names for the ids: person, name, as `data.groups` returns them.
    shade : mapping, optional
        What to shade behind the marks: label to EDTF date; two days or less become a line. By default Kim's tour and
        the August plenum, where the months drawn hold them.

    Examples
    --------
    >>> from august1956 import charts, data
    >>> charts.evidence(charts.contacts(data.load("contacts"), people=data.groups())).table.columns[0]
    'date'
    """
    names = {} if people is None else dict(zip(people["person"], people["name"], strict=True))
    rows = _monthly(contacts.assign(speakers=speakers(contacts, names)), shared["dates"])
    months = _Months(shared, rows)
    marks = months.draw(_bands(SHADE if shade is None else shade, rows))
    table = rows.assign(faction=rows["group"])[["date", "persons", "faction", "diplomat", "country", "source"]]
    summary, description = _alt(rows, len(contacts) - len(rows), _bands(SHADE if shade is None else shade, rows))
    return Evidence(table.reset_index(drop=True), summary, description, _finding(rows), marks=tuple(marks))


def _monthly(contacts: pd.DataFrame, reading: Any) -> pd.DataFrame:
    """Return the conversations that fall in one month, in order, with their month and the group drawn."""
    first, last = ends(contacts, "date", reading)
    inside = first.notna() & (first.dt.to_period("M") == last.dt.to_period("M"))
    rows = contacts[inside].assign(month=first[inside].dt.to_period("M"))
    several = rows["faction"].astype("str").str.contains(";")
    rows["group"] = rows["faction"].mask(several).map(lambda id: style.faction(id).id)
    rows["lane"] = rows["group"].where(rows["group"].isin(list(LANES)), "rest")
    order = rows["group"].map(lambda id: style.FACTIONS[id].order)
    return rows.assign(_order=order).sort_values(["month", "_order", "date_latest", "date"], kind="stable")


def _bands(shade: Any, rows: pd.DataFrame) -> list[tuple[str, pd.Timestamp, pd.Timestamp, str]]:
    """Return what is to be shaded of the months drawn: label, first and last day, date."""
    months = _span(rows)
    spans = [(label, *map(pd.Timestamp, edtf.span(date)), date) for label, date in shade.items()]
    return [band for band in spans if band[1] < months[-1].end_time and band[2] >= months[0].start_time]


def _span(rows: pd.DataFrame) -> pd.PeriodIndex:
    first, last = rows["month"].min(), rows["month"].max()
    return pd.period_range(f"{first.year}-{1 if first.month < 4 else first.month}", f"{last.year}-12", freq="M")


class _Months(Sheet):
    """Months across with a lane for each group, or months down with the units side by side."""

    def __init__(self, shared: Any, rows: pd.DataFrame) -> None:
        super().__init__(shared)
        self.rows, self.months = rows, _span(rows)
        self.pitch = 22 if self.narrow else self.width / len(self.months)

    def place(self, stamp: Any) -> float:
        """Return a day as a number of months from the first, with the fraction of its month that is over."""
        month = stamp.to_period("M")
        return month.ordinal - self.months[0].ordinal + (stamp.day - 1) / month.days_in_month

    def draw(self, bands: Any) -> list[Mark]:
        return (self._down if self.narrow else self._across)(bands)

    def _across(self, bands: Any) -> list[Mark]:
        stacks = self.rows.groupby(["lane", "month"]).cumcount()
        y, base, heads = self.key(10, self.groups(self.rows["group"], unknown=MIXED)) + 14 * len(bands), {}, {}
        top = y
        for lane in LANES:
            highest = max(stacks[self.rows["lane"] == lane].max(), 0) if (self.rows["lane"] == lane).any() else 0
            heads[lane] = y + 16
            y += 40 + 15 * (highest + 1)
            base[lane] = y
        self._shade(bands, top, y)
        for lane, words in LANES.items():
            self.rule(base[lane] + 1)
            number = int((self.rows["lane"] == lane).sum())
            self.text(0, heads[lane], f"{words}: {number}" if number else f"{words}: none", weight="bold")
        marks = {}
        for (index, row), stack in zip(self.rows.iterrows(), stacks, strict=True):
            x = self.pitch * (row["month"].ordinal - self.months[0].ordinal + 0.5)
            marks[index] = self._talk(x, base[row["lane"]] - 8 - 15 * stack, row)
        self._axis(y)
        self._sums(y + 52)
        self.close(y + 82)
        return list(marks.values())

    def _sums(self, y: float) -> None:
        """Write under each month how many conversations it holds."""
        for month, number in self._by_month().items():
            x = self.pitch * (month.ordinal - self.months[0].ordinal + 0.5)
            self.text(x, y, number, ha="center", token="muted")
        self.text(0, y + 18, "Conversations in the month", token="muted")

    def _by_month(self) -> pd.Series:
        return self.rows.groupby("month").size()

    def _shade(self, bands: Any, top: float, bottom: float) -> None:
        for i, (label, first, last, _) in enumerate(bands):
            x0, x1 = (self.pitch * self.place(day) for day in (first, last + pd.Timedelta(days=1)))
            line = (last - first).days < 3
            if line:
                self.drop(x0, top - 6, bottom, token="ink", width=1.3)
            else:
                self.shade(x0, top - 6, x1, bottom)
            y = top - 14 * (len(bands) - i)
            flush = x0 + 200 > self.width
            self.text(
                x0 - 3 if flush else x0, y, label, token="ink" if line else "muted", ha="right" if flush else "left"
            )

    def _axis(self, y: float) -> None:
        for i, month in enumerate(self.months):
            x = self.pitch * i
            self.line((x, x), (y + 1, y + (12 if month.month == 1 else 4)), token="muted")
            if self.pitch > 17 or month.month % 3 == 1:
                self.text(x + self.pitch / 2, y + 14, month.strftime("%b")[0], ha="center", token="muted")
            if month.month == 1 or i == 0:
                self.text(x + 2, y + 32, str(month.year), weight="bold")

    def _down(self, bands: Any) -> list[Mark]:
        left = 78
        y = self.key(10, self.groups(self.rows["group"], unknown=MIXED)) + 2
        held = self.rows["lane"].value_counts()
        for lane in sorted(LANES, key=lambda lane: lane != "soviet"):  # of whom the title speaks, first
            weight = "bold" if lane == "soviet" else "normal"
            self.text(0, y, f"{LANES[lane]}: {held.get(lane, 'none')}", weight=weight)
            y += LINE
        top = y + 14
        for label, first, last, _ in bands:
            y0, y1 = (top + self.pitch * self.place(day) for day in (first, last + pd.Timedelta(days=1)))
            line = y1 - y0 < 3
            if line:
                self.rule(y0, left - 10, token="ink", width=1.3)
            else:
                self.shade(left - 10, y0, self.width, y1)
            self.text(self.width, y0 + (-8 if line else 10), label, ha="right", token="ink" if line else "muted")
        for i, month in enumerate(self.months):
            january = month.month == 1
            look: dict[str, Any] = {"weight": "bold"} if january else {"token": "muted"}
            text = month.strftime("%b %Y" if january else "%b")
            self.text(left - 14, top + self.pitch * (i + 0.5), text, ha="right", **look)
        beside = self.rows.groupby("month").cumcount()
        step = min(22, (self.width - left - 36) / max(self._by_month().max(), 1))
        marks = []
        for (_, row), n in zip(self.rows.iterrows(), beside, strict=True):
            y = top + self.pitch * (row["month"].ordinal - self.months[0].ordinal + 0.5)
            marks.append(self._talk(left + 8 + step * n, y, row))
        for month, number in self._by_month().items():
            y = top + self.pitch * (month.ordinal - self.months[0].ordinal + 0.5)
            self.text(left + 8 + step * number, y, number, ha="center", token="muted")
        self.close(top + self.pitch * len(self.months) + 6)
        return marks

    def _talk(self, x: float, y: float, row: Any) -> Mark:
        ids, names = row["speakers"]
        who = listed(names) or AMONG
        day, href = when(row["date"]), f"#person:{ids[0]}" if ids else None
        if "id" in row:
            href = f"#contact:{row['id']}"
        words = f"{day}: {who} ({_label(row['group'])}) and {row['diplomat']}, {row['country']}"
        return Mark(self.unit(x, y, row["group"], size=12), words, href, tuple(ids))


def _label(group: Any) -> str:
    return MIXED if group == "unknown" else style.FACTIONS[group].label


def _named(month: Any) -> str:
    return month.strftime("%B %Y")  # a Period has no format of its own before pandas 3.1, as in Pyodide


def _tally(groups: Any) -> str:
    return tally(groups).replace("of no known group", "mixed or not known")


def _alt(rows: pd.DataFrame, missing: Any, bands: Any) -> tuple[str, str]:
    what = (
        f"Unit chart of {plural(len(rows), 'documented conversation')} with embassies by month and group,"
        f" from {_named(rows['month'].min())} to {_named(rows['month'].max())}."
    )
    months = [f"{_named(month)}: {_tally(held['group'])}" for month, held in rows.groupby("month")]
    marked = [f"{label}, {edtf.label(date)}, is shaded." for label, _, _, date in bands]
    rest = [f"{plural(missing, 'conversation')} that no single month holds not drawn."] * bool(missing)
    return what, " ".join([f"In all {_tally(rows['group'])}.", "; ".join(months) + ".", *marked, *rest])


def _finding(rows: pd.DataFrame) -> str:
    soviet, all_ = int((rows["group"] == "soviet").sum()), plural(len(rows), "recorded conversation")
    if not soviet:
        return f"{all_} with foreign diplomats"
    return f"{soviet} of {all_} with foreign diplomats {'was' if soviet == 1 else 'were'} held by Soviet Koreans only"
