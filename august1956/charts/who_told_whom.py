"""Who told whom: from those who spoke down to those who heard, day by day."""

from collections.abc import Mapping
from typing import Any, Unpack

import pandas as pd
from matplotlib.path import Path

from august1956 import dates as edtf
from august1956 import style
from august1956.charts._contract import COLUMNS, Evidence, Mark, chart
from august1956.charts._reading import Reading, ends
from august1956.charts._sheet import Sheet
from august1956.charts._text import text_width
from august1956.charts._words import family, keys, listed, plural, speakers, when
from august1956.vocabulary import AUGUST_PLENUM, KIM_ABROAD

__all__ = ["who_told_whom"]

NOTES = {  # what the drawing says beside a talk or an event, by its id
    "t1956-06-08-choe-chang-ik": "8 June: something unhealthy at the top",
    "t1956-07-14-yi-pil-gyu": "14 July: two roads, one of them force",
    "e1956-07-20-nam-il": "20 July: asked to join the attack",
    "t1956-07-24-nam-il": "24 July: the minister tells Petrov",
    "t1956-08-29-pak-ui-wan": "29 August: Kim’s report, a day in advance",
}
HEAD = Path([(-0.45, 0.7), (0, -0.2), (0.45, 0.7)])
NOBODY = "not known"
LINE = 17  # from line to line of a talk and its note, on a phone
BESIDE = 10  # the least between two arrows, so that none runs down through another's sign or head
COLUMNS["listener"] = "the id of the person who was told"


@chart(
    needs={"id", "date", "date_earliest", "date_latest", "persons", "diplomat", "country", "source"},
    claims=("", "reported"),
    refuses={"faction": "a talk may have tellers of several groups; choose among the conversations before"},
)
def who_told_whom(
    contacts: pd.DataFrame,
    *,
    people: pd.DataFrame | None = None,
    reported: pd.DataFrame | None = None,
    first: str = "1956-06-01",
    last: str = "1956-08-31",
    away: str | None = "/".join(KIM_ABROAD),
    plenum: str | None = AUGUST_PLENUM[0],
    notes: Mapping[str, str] = NOTES,
    **shared: Unpack[Reading],
) -> Evidence:
    """Draw an arrow for every talk, from the one who told down to the one who heard, on a scale of days.

    A talk dated to a month or worse is left out and counted; who told or heard is "not known" where no source says.
    Arrows of days that lie close together are moved apart. Narrow, each talk has a line of its own. How many of the
    talks fell within and outside Kim's absence is written over them; those that somebody only reported do not count.

    Parameters
    ----------
    contacts : pandas.DataFrame
        One row per talk: id, date (EDTF) with date_earliest and date_latest, persons (ids), diplomat, country, source.
    people : pandas.DataFrame, optional
        Names and groups for the ids: person, name, faction, as `data.groups` returns them.
    reported : pandas.DataFrame, optional
        Talks between these persons that somebody reported: id of an event, date as above, person, listener, source.
        Drawn dashed.
    first, last : str
        The first and last day, ISO.
    away, plenum : str, optional
        EDTF: when Kim was abroad, shaded; and the day on which the plenum opened, a line.
    notes : mapping
        Words to write beside a talk, by its id; what is not drawn needs none.

    Examples
    --------
    >>> from august1956 import charts, data
    >>> ax = charts.who_told_whom(data.load("contacts"), people=data.groups())
    >>> charts.evidence(ax).table.columns.tolist()
    ['date', 'told_by', 'heard_by', 'country', 'source']
    """
    days = pd.Timestamp(first), pd.Timestamp(last)
    names = {} if people is None else people.set_index("person")["name"].to_dict()
    groups = {} if people is None else people.set_index("person")["faction"].to_dict()
    rows, missing = _talks(contacts, reported, names, shared["dates"], days)
    sheet = _Board(shared, days, groups, notes)
    absence = _span(away)
    draw = sheet.down if sheet.narrow else sheet.across
    marks = draw(rows, absence, plenum)
    table = rows.assign(told_by=rows["tellers"].map(listed), heard_by=rows["listener"])
    table = table[["date", "told_by", "heard_by", "country", "source"]].reset_index(drop=True)
    summary = f"Arrows for {plural(len(rows), 'talk')}, from who told to who heard, {_day(days[0])} to {_day(days[1])}."
    said = "; ".join(_said(row) for row in rows.itertuples())
    rest = f" Not drawn, because no single day is known: {plural(missing, 'talk')}." if missing else ""
    return Evidence(
        table, summary, f"{said}.{rest}", _finding(rows, absence), marks=tuple(marks), sources=keys(table["source"])
    )


def _talks(contacts: pd.DataFrame, reported: Any, names: Any, reading: Any, days: Any) -> Any:
    """Return the talks of these days in order, with tellers and listener in words, and how many have no day."""
    told = contacts.assign(dashed=False, listener=contacts["diplomat"].map(lambda name: family(name) or NOBODY))
    parts = [told]
    if reported is not None and len(reported):
        heard = reported["listener"].map(lambda id: names.get(id, id))
        parts.append(reported.assign(persons=reported["person"], listener=heard, dashed=True, country=""))
    columns = ["id", "date", "date_earliest", "date_latest", "persons", "speaker", "listener", "country", "source"]
    rows = pd.concat([part.reindex(columns=[*columns, "dashed"]).astype(object) for part in parts], ignore_index=True)
    for column in ("date_earliest", "date_latest"):
        rows[column] = pd.to_datetime(rows[column])
    begin, end = ends(rows, "date", reading)
    rows["day"] = begin
    inside = (end >= days[0]) & (begin <= days[1])
    spoke = speakers(rows, names)
    rows["ids"], rows["tellers"] = [ids for ids, _ in spoke], [said or [NOBODY] for _, said in spoke]
    dated = inside & ((end - begin).dt.days <= 1)
    kept = rows[dated & rows["day"].between(*days)].sort_values(["day", "id"], kind="stable")
    return kept.reset_index(drop=True), int((inside & ~dated).sum())


class _Board(Sheet):
    """Tellers above, listeners below, days across; on a phone a line for each talk."""

    def __init__(self, shared: Any, days: Any, groups: Any, notes: Any) -> None:
        super().__init__(shared, days, left=0 if shared["narrow"] else 138, right=20)
        self.tellers, self.notes = groups, notes

    def across(self, rows: pd.DataFrame, absence: Any, plenum: Any) -> list[Mark]:
        tellers = list(dict.fromkeys([*rows["tellers"].explode(), *rows.loc[rows["dashed"], "listener"]]))
        heard = [name for name in dict.fromkeys(rows["listener"]) if name not in tellers]
        key = self._key(rows)
        tops = {name: key + 46 + 27 * i for i, name in enumerate(tellers)}
        gap = key + 46 + 27 * len(tellers) + 8
        tops |= {name: gap + 24 + 27 * i for i, name in enumerate(heard)}
        bottom = max(tops.values(), default=gap) + 18
        self._frame(rows, absence, plenum, key + 24, bottom)
        self._names(rows, tops, tellers, key + 26, gap)
        places = self._apart(rows["day"])
        marks = [self._arrow(row, x, tops) for row, x in zip(rows.itertuples(), places, strict=True)]
        for row, x, mark in reversed([*zip(rows.itertuples(), places, marks, strict=True)]):
            if row.id in self.notes:
                self.note(x + 3, mark.artist.get_ydata()[0], self.notes[row.id], widths=(250, 150))
        self._months(bottom + 12)
        self.close(bottom + 26)
        return marks

    def _key(self, rows: pd.DataFrame) -> float:
        """Write what the shapes mean; return the y below, as every chart does."""
        return self.key(10, self.groups(self.tellers.get(id) for ids in rows["ids"] for id in ids or [None])) - 2

    def _apart(self, days: Any) -> list[float]:
        """Return where the arrows stand: at their days, but each at least so far from the one before."""
        places: list[float] = []
        for day in days:
            places.append(max(self.at(day), places[-1] + BESIDE if places else 0))
        return places

    def _frame(self, rows: pd.DataFrame, absence: Any, plenum: Any, top: float, bottom: float) -> None:
        limit = self.right
        if plenum and self.days[0] <= pd.Timestamp(edtf.span(plenum)[0]) <= self.days[1]:
            x = self.at(edtf.span(plenum)[0])
            self.drop(x, top - 20, bottom, token="ink", width=1.2)
            self.text(x - 5, top - 14, "August plenum", ha="right", weight="bold")
            limit = x - 5 - text_width("August plenum", weight="bold")
        if absence and absence[0] <= self.days[1] and absence[1] >= self.days[0]:
            left, right = self.at(absence[0]), self.at(absence[1] + pd.Timedelta(hours=12))
            self.shade(left, top, right, bottom)
            self.text((left + right) / 2, top - 14, _counted(rows[_within(rows, absence)], "Kim abroad"), ha="center")
            home = _counted(rows[~_within(rows, absence)], "At home")
            for words in (home, home.partition(" + ")[0]):
                if right + 6 + text_width(words) < limit:
                    self.text(right + 6, top - 14, words)
                    break

    def _names(self, rows: pd.DataFrame, tops: Any, tellers: Any, top: Any, gap: Any) -> None:
        muted: dict[str, Any] = {"token": "muted", "ha": "right", "style": "italic"}
        self.text(126, top, "told by", **muted)
        self.text(126, gap, "heard by", **muted)
        ids = {name: id for row in rows.itertuples() for name, id in zip(row.tellers, row.ids, strict=False)}
        for name, y in tops.items():
            self.rule(y, self.left - 6, self.right + 6, width=0.7)
            faction = style.faction(self.tellers.get(ids.get(name)))
            known = name in tellers and name in ids
            look: dict[str, Any] = {"color": faction.colour, "weight": "bold"} if known else {}
            self.text(126, y, name, ha="right", **look)

    def _arrow(self, row: Any, x: float, tops: Any) -> Mark:
        low = tops[row.listener]
        y = min(tops[name] for name in row.tellers)
        colour = style.faction(self._group(row)).colour
        dashes: dict[str, Any] = {"linestyle": (0, (3, 2))} if row.dashed else {}
        self.line((x, x), (y, low - 3), color=colour, width=1.6, zorder=2, **dashes)
        self.taken.append((x - 2, y, x + 2, low))
        self.symbol(x, low, HEAD, colour, size=11)
        artist = None
        for name, id in zip(row.tellers, [*row.ids, None], strict=False):
            drawn = self.unit(x, tops[name], self.tellers.get(id), size=10)
            artist = artist or drawn
        return self._mark_of(row, artist)

    def _mark_of(self, row: Any, artist: Any) -> Mark:
        href = f"#event:{row.id}" if row.dashed else f"#contact:{row.id}"
        return Mark(artist, _said(row), href, tuple(row.ids))

    def _group(self, row: Any) -> Any:
        return self.tellers.get(row.ids[0]) if row.ids else None

    def _months(self, y: float) -> None:
        for start in pd.date_range(self.days[0], self.days[1], freq="MS"):
            self.text(self.at(start), y, f"{start:%B}", token="muted")

    def down(self, rows: pd.DataFrame, absence: Any, plenum: Any) -> list[Mark]:
        """Write a line for each talk; the days of Kim's absence are shaded, the plenum is a rule."""
        y, marks, opened = self._key(rows) + 12, [], pd.Timestamp(edtf.span(plenum)[0]) if plenum else None
        away, shaded = _within(rows, absence), []
        for n, row in enumerate(rows.itertuples()):
            if opened is not None and row.day >= opened:
                y, opened = self._plenum(y, row.day), None
            top = y - 12
            if absence and (n == 0 or away[n] != away[n - 1]):
                self.text(
                    4, y, _counted(rows[away == away[n]], "Kim abroad" if away[n] else "Kim at home"), weight="bold"
                )
                y += 22
            mark, lines = self._line_of(row, y)
            marks.append(mark)
            y += 24 + LINE * (lines - 1)
            if row.id in self.notes:
                y += LINE * self.write(77, y - 4, self.notes[row.id].partition(": ")[2], width=260, token="muted")
            shaded += [top, y - 12] if away[n] else []
        if shaded:
            self.shade(0, shaded[0], self.width, shaded[-1])
        if opened is not None and opened <= self.days[1]:
            y = self._plenum(y, opened)
        self.close(y)
        return marks

    def _plenum(self, y: float, day: Any) -> float:
        self.rule(y - 4, token="ink", width=1.2)
        self.text(self.right + 20, y + 8, "August plenum", ha="right", weight="bold")
        return y + 24

    def _line_of(self, row: Any, y: float) -> tuple[Mark, int]:
        """Write the line of a talk, with a mark for each group of those who told; one only reported is hollow."""
        self.text(50, y, f"{row.day.day} {row.day:%b}", token="muted", ha="right")
        groups = list(dict.fromkeys(map(self.tellers.get, row.ids))) or [None]
        drawn = [
            self.unit(64 + 13 * i, y, one, size=10, fill="none" if row.dashed else "full")
            for i, one in enumerate(groups)
        ]
        left = 64 + 13 * len(groups)
        words = f"{listed(row.tellers)} → {row.listener}" + (" (reported)" if row.dashed else "")
        return self._mark_of(row, drawn[0]), self.write(left, y, words, width=self.width - left - 4, gap=LINE)


def _within(rows: pd.DataFrame, absence: Any) -> Any:
    """Tell which talks fall into Kim's absence."""
    return (rows["day"].between(*absence) if absence else pd.Series(False, rows.index)).to_numpy()


def _counted(rows: pd.DataFrame, where: str) -> str:
    """Say how many of these talks there are, and how many that somebody only reported."""
    reported = int(rows["dashed"].astype(bool).sum())
    return f"{where}: {plural(len(rows) - reported, 'talk')}" + f" + {reported} reported" * bool(reported)


def _said(row: Any) -> str:
    to = f"{row.listener}, {row.country}" if row.country else row.listener
    how = " (as he reported it)" if row.dashed else ""
    return f"{when(row.date)}: {listed(row.tellers)} to {to}{how}"


def _span(edtf_date: Any) -> Any:
    return tuple(map(pd.Timestamp, edtf.span(edtf_date))) if edtf_date else None


def _day(stamp: Any) -> str:
    return f"{stamp.day} {stamp:%B %Y}"


def _finding(rows: pd.DataFrame, absence: Any) -> str:
    talks = rows[~rows["dashed"].astype(bool)]
    who = talks["ids"].explode().dropna().nunique()
    unknown = (talks["ids"].str.len() == 0).any()
    away = _within(talks, absence).sum()
    by = listed([plural(who, "leader")] * bool(who) + ["others"] * bool(unknown))
    if away:
        return f"Of {plural(len(talks), 'talk')} of {by} with foreign diplomats, {away} took place while Kim was abroad"
    return f"{by} in {plural(len(talks), 'talk')} with foreign diplomats"
