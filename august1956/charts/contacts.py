"""Who talked to the embassies, and when: one unit a conversation, by month and faction."""

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes

from august1956 import dates, style
from august1956.charts._contract import (
    NARROW,
    SMALL,
    WIDE,
    Evidence,
    Mark,
    chart,
    ends,
    faction_items,
    key,
    listed,
    plural,
    sheet,
    tally,
    unit,
    when,
)

__all__ = ["contacts"]

FOUR = ["guerrilla", "yanan", "soviet", "domestic"]


@chart(needs={"date", "date_earliest", "date_latest", "persons", "faction", "diplomat", "country", "source"})
def contacts(
    contacts: pd.DataFrame,
    *,
    people: pd.DataFrame | None = None,
    shade: Mapping[str, str] | None = None,
    dates: str = "range",
    ax: Axes | None = None,
    narrow: bool = False,
) -> Evidence:
    """Draw one unit for every documented conversation, in the month in which it was held.

    Wide, each faction has a lane and months run across; narrow, months run down. A conversation that cannot
    be given to a single month is not drawn, but counted in the alternative text; read by the earliest or the latest
    day, each has its month.

    Parameters
    ----------
    contacts : pandas.DataFrame
        One row per conversation: date (EDTF) with date_earliest and date_latest, persons (ids), faction
        (ids), diplomat, country, source. Several factions, or none, are drawn as mixed or not known. Where
        there is an id, the mark links to the conversation.
    people : pandas.DataFrame, optional
        Names for the ids: person, name, as `data.groups` returns them.
    shade : mapping, optional
        What to shade behind the marks: label to EDTF date. Two days or less become a rule.
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
    rows = _monthly(contacts, dates)
    names = {} if people is None else dict(zip(people["person"], people["name"], strict=True))
    draw = _down if narrow else _across
    marks = draw(ax, rows, _bands(shade), names)
    table = rows.assign(faction=rows["group"])[["date", "persons", "faction", "diplomat", "country", "source"]]
    return Evidence(table.reset_index(drop=True), _alt(rows, len(contacts) - len(rows), shade), marks=tuple(marks))


def _monthly(contacts, reading) -> pd.DataFrame:
    """Return the conversations that fall in one month, in order, with their month and the group drawn."""
    first, last = ends(contacts, "date", reading)
    inside = first.notna() & (first.dt.to_period("M") == last.dt.to_period("M"))
    rows = contacts[inside].assign(month=first[inside].dt.to_period("M"))
    several = rows["faction"].astype("str").str.contains(";")
    rows["group"] = rows["faction"].mask(several).map(lambda id: style.faction(id).id)
    order = rows["group"].map(lambda id: style.FACTIONS[id].order)
    return rows.assign(_order=order).sort_values(["month", "_order", "date_latest", "date"], kind="stable")


def _bands(shade) -> list[tuple[str, pd.Timestamp, pd.Timestamp]]:
    spans = {label: dates.span(date) for label, date in (shade or {}).items()}
    return [(label, pd.Timestamp(first), pd.Timestamp(last)) for label, (first, last) in spans.items()]


def _months(rows) -> pd.PeriodIndex:
    first, last = rows["month"].min(), rows["month"].max()
    return pd.period_range(f"{first.year}-{1 if first.month < 4 else first.month}", f"{last.year}-12", freq="M")


def _place(months, stamp) -> float:
    """Return a day as a number of months from the first, with the fraction of its month that is over."""
    month = stamp.to_period("M")
    return month.ordinal - months[0].ordinal + (stamp.day - 1) / month.days_in_month


def _across(ax, rows, bands, names) -> list[Mark]:
    """Draw months across and a lane for every faction, its units stacked upwards from its line."""
    months, left, top = _months(rows), 0, 30
    pitch = (WIDE - left) / len(months)
    lanes = [id for id in style.FACTIONS if id in FOUR or id in set(rows["group"])]
    stacks = rows.groupby(["group", "month"]).cumcount()
    marks, y, base = {}, top, {}
    for id in lanes:
        highest = stacks[rows["group"] == id].max() if (rows["group"] == id).any() else 0
        y += 34 + 15 * (highest + 1)
        base[id] = y
        _lane_head(ax, rows, id, y - 15 * (highest + 1) - 16, y + 1)
    _shade_across(ax, bands, months, pitch, y + 1)
    for (index, row), stack in zip(rows.iterrows(), stacks, strict=True):
        x = left + pitch * (row["month"].ordinal - months[0].ordinal + 0.5)
        marks[index] = _mark(ax, x, base[row["group"]] - 8 - 15 * stack, row, names, 12)
    _axis_across(ax, months, pitch, y)
    sheet(ax, WIDE, y + 42)
    return list(marks.values())


def _lane_head(ax, rows, id, y, line):
    faction, number = style.FACTIONS[id], (rows["group"] == id).sum()
    unit(ax, 7, y, id, size=11)
    ax.text(19, y, f"{_label(id)}: {number}", weight="bold", va="center_baseline", color=faction.colour)
    ax.plot([0, WIDE], [line, line], color=style.colour("rule"), linewidth=0.8, zorder=0.5)


def _shade_across(ax, bands, months, pitch, bottom):
    for i, (label, first, last) in enumerate(bands):
        x0, x1 = pitch * _place(months, first), pitch * _place(months, last + pd.Timedelta(days=1))
        if (last - first).days > 2:
            ax.fill_between([x0, x1], 18, bottom, color=style.colour("shade"), linewidth=0, zorder=0)
        else:
            ax.plot([x1, x1], [18, bottom], color=style.colour("ink"), linewidth=1, zorder=0.4)
        side, x = ("right", x1 - 2) if i % 2 == 0 else ("left", x0 + 2)
        ax.text(x, 10, label, ha=side, va="center_baseline", fontsize=SMALL)


def _axis_across(ax, months, pitch, y):
    for i, month in enumerate(months):
        if month.month in (1, 4, 7, 10):
            ax.plot([i * pitch] * 2, [y + 1, y + 6], color=style.colour("muted"), linewidth=0.8)
            text = month.strftime("%b")
            ax.text(i * pitch + 2, y + 15, text, fontsize=SMALL, va="center_baseline", color=style.colour("muted"))
        if month.month == 1:
            ax.text(i * pitch + 2, y + 32, str(month.year), weight="bold", va="center_baseline")


def _down(ax, rows, bands, names) -> list[Mark]:
    """Draw months down, the units of each side by side in the factions' order."""
    months, left, pitch = _months(rows), 56, 22
    top = key(ax, 0, 10, faction_items(ax, rows["group"], unknown="Mixed or not known"), width=NARROW) + 16
    bottom = top + pitch * len(months)
    for label, first, last in bands:
        y0, y1 = (
            top + pitch * _place(months, first),
            top + pitch * _place(months, last + pd.Timedelta(days=1)),
        )
        colour = style.colour("shade" if y1 - y0 > 2 else "ink")
        ax.fill_between([left - 10, NARROW], y0, max(y1, y0 + 1.5), color=colour, linewidth=0, zorder=0)
        above = y0 + (10 if y1 - y0 > 2 else -10)
        ax.text(NARROW, above, label, ha="right", va="center_baseline", fontsize=SMALL)
    for i, month in enumerate(months):
        january = month.month == 1
        look = {"weight": "bold"} if january else {"color": style.colour("muted"), "fontsize": SMALL}
        text = str(month.year) if january else month.strftime("%b")
        ax.text(left - 14, top + pitch * (i + 0.5), text, ha="right", va="center_baseline", **look)
    beside = rows.groupby("month").cumcount()
    marks = [
        _mark(
            ax,
            left + 8 + 22 * n,
            top + pitch * (row["month"].ordinal - months[0].ordinal + 0.5),
            row,
            names,
            12,
        )
        for (_, row), n in zip(rows.iterrows(), beside, strict=True)
    ]
    sheet(ax, NARROW, bottom + 6)
    return marks


def _mark(ax, x, y, row, names, size) -> Mark:
    ids = [id.strip() for id in str(row["persons"]).split(";")] if pd.notna(row["persons"]) else []
    who = listed(names.get(id, id) for id in ids) or "somebody not in the register"
    day, href = when(row["date"]), f"#person:{ids[0]}" if ids else None
    if "id" in row:
        href = f"#contact:{row['id']}"
    words = f"{day}: {who} ({_label(row['group'])}) and {row['diplomat']}, {row['country']}"
    return Mark(unit(ax, x, y, row["group"], size=size), words, href, f"{who}, {day}")


def _label(group) -> str:
    return "Mixed or not known" if group == "unknown" else style.FACTIONS[group].label


def _named(month):
    return month.strftime("%B %Y")  # a Period has no format of its own before pandas 3.1, as in Pyodide


def _tally(groups) -> str:
    return tally(groups).replace("of unknown group", "mixed or not known")


def _alt(rows, missing, shade) -> str:
    what = (
        f"Unit chart of {plural(len(rows), 'documented conversation')} with embassies by month and faction,"
        f" from {_named(rows['month'].min())} to {_named(rows['month'].max())}: {_tally(rows['group'])}."
    )
    months = [f"{_named(month)}: {_tally(held['group'])}" for month, held in rows.groupby("month")]
    bands = [f"{label}, {dates.label(date)}, is shaded." for label, date in (shade or {}).items()]
    rest = [f"{plural(missing, 'conversation')} that no single month holds not drawn."] * bool(missing)
    return " ".join([what, "; ".join(months) + ".", *bands, *rest])
