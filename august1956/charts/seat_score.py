"""Who still sat at the table: the leaders and their critics in rows, the moments of the affair in columns."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Unpack

import pandas as pd

from august1956 import style
from august1956.charts._contract import Evidence, Mark, chart
from august1956.charts._reading import Reading, ends, one_of
from august1956.charts._seats import real
from august1956.charts._sheet import Sheet
from august1956.charts._text import cut, text_width
from august1956.charts._words import in_words, last_word, listed, plural, when
from august1956.vocabulary import ABROAD, AUGUST_PLENUM, ENDS, KINDS, SEPTEMBER_PLENUM

__all__ = ["seat_score"]

CRITICS = ("pak-chang-ok", "yun-kong-hum", "so-hwi", "yi-pil-gyu", "kim-kang", "yi-sang-jo")
MOMENTS = {  # the columns: their days are not to scale
    "April 1956": "1956-04-29",
    "31 August": AUGUST_PLENUM[1],
    "23 September": SEPTEMBER_PLENUM,
    "December 1957": "1957-12-06",
    "March 1958": "1958-03-06",
    "September 1961": "1961-09-18",
}
ROW = 21
PLENUM = pd.Timestamp(AUGUST_PLENUM[1])
FALLS = (*ENDS, "demoted")
STILL = pd.Timedelta(days=40)  # so near to the last moment an attestation means in post at it
HEAD = 26
WELL = ("survived_in_post", "promoted", "rehabilitated")


@chart(
    needs={"person", "name", "faction", "body", "seat", "from_earliest", "from_latest", "source"},
    claims=("", "outcomes", "posts"),
)
def seat_score(
    seats: pd.DataFrame,
    *,
    outcomes: pd.DataFrame,
    posts: pd.DataFrame | None = None,
    body: str = "sc3",
    critics: tuple[str, ...] = CRITICS,
    moments: Mapping[str, str] = MOMENTS,
    **shared: Unpack[Reading],
) -> Evidence:
    """Draw a line for each member of a body, and for each critic, from moment to moment, and how it ended.

    A thick line is attested: the person sits there, or a later source shows the person in post. A thin one is possible:
    nothing says that the person was out, and nothing that the person was in. A glyph and a word tell the end, and heads
    count who was still in post at the last moment, or seen there shortly before or after it, who had fallen or gone,
    and the critics. What is annulled, and what was done to somebody already gone, ends nothing by itself. Whose seats
    have no date, or begin later, is named in the description and not drawn.

    Parameters
    ----------
    seats : pandas.DataFrame
        Seats in this and in later bodies: person, name, faction, body, seat, from_earliest, from_latest, source.
    outcomes : pandas.DataFrame
        What happened to these persons: person, name, faction, kind, date (EDTF) with date_earliest and date_latest,
        source; annulled and absent where the table has them.
    posts : pandas.DataFrame, optional
        Offices held: person, from_earliest, to_earliest. They attest that somebody was in post.
    body : str, default "sc3"
        Id of the body whose members are drawn, full members before candidates.
    critics : tuple of str
        Ids of persons drawn below them, whether they had a seat or not.
    moments : mapping
        Column heads to ISO days, in order. The distances between columns are all alike.

    Examples
    --------
    >>> from august1956 import charts, data
    >>> people = data.groups()
    >>> seats, outcomes = (data.load(table).merge(people, on="person") for table in ("seats", "outcomes"))
    >>> ax = charts.seat_score(seats, outcomes=outcomes)
    >>> charts.evidence(ax).table.columns.tolist()
    ['name', 'faction', 'part', 'attested_until', 'end', 'date', 'source']
    """
    one_of("body", body, seats["body"])
    days = [pd.Timestamp(day) for day in moments.values()]
    members, undated, later = _members(seats, body, days[0])
    others = outcomes[outcomes["person"].isin(critics) & ~outcomes["person"].isin(members["person"])]
    others = others.drop_duplicates("person").assign(part="critic")
    rest = set(critics)
    members["part"] = ["member and critic" if person in rest else "member" for person in members["person"]]
    people = pd.concat([members, others])[["person", "name", "faction", "part"]].reset_index(drop=True)
    begin, end = ends(outcomes, "date", shared["dates"])
    fates = outcomes.assign(begin=begin, end=end).sort_values(["end", "begin"], kind="stable")
    lives = []
    for person in people.to_dict("records"):
        mine = fates[fates["person"] == person["person"]]
        lives.append(_life(person, mine, _attested(person["person"], seats, mine, posts, days), days))
    lives.sort(key=lambda life: (_part(life), life.end, life.name))
    marks = _Score(shared, moments, lives).draw(lives)
    columns = ["name", "faction", "part", "until", "kind", "date", "source"]
    table = pd.DataFrame(lives)[columns].rename(columns={"until": "attested_until", "kind": "end"})
    table["end"] = [KINDS[kind][0] if kind else "" for kind in table["end"]]
    table["attested_until"] = table["attested_until"].dt.strftime("%Y-%m-%d")
    summary = (
        f"Lines for {plural(len(lives), 'person')} from {next(iter(moments))} to {list(moments)[-1]}, one row each."
    )
    left = f" Not drawn, because no seat has a date: {listed(undated)}." if undated else ""
    left += f" Not drawn, because they joined later: {listed(later)}." if later else ""
    said = "; ".join(_said(life) for life in lives)
    return Evidence(table, summary, f"{said}.{left}", _finding(lives, moments), marks=tuple(marks))


def _members(seats: pd.DataFrame, body: Any, start: pd.Timestamp) -> Any:
    """Return the members of the first day, full members first; names of those without a date, and of those later."""
    theirs = seats[seats["body"] == body].assign(_candidate=seats["seat"].eq("candidate"))
    dated = theirs[theirs["from_earliest"].notna()]
    undated = theirs.loc[~theirs["person"].isin(dated["person"]), "name"].drop_duplicates().tolist()
    first = dated[dated["from_earliest"] <= start]
    later = dated.loc[~dated["person"].isin(first["person"]), "name"].drop_duplicates().tolist()
    return first.sort_values(["_candidate", "name"], kind="stable").drop_duplicates("person"), undated, later


@dataclass(frozen=True)
class _Life:
    """How far a person is attested in post, and what ended it."""

    person: str
    name: str
    faction: str
    part: str
    until: pd.Timestamp  # the last attested day up to the end
    in_post: bool  # at the last moment
    later: pd.Timestamp  # when seen in post for the first time after the last moment
    end: pd.Timestamp  # the last day that the date of the end allows, or the last moment
    gap: tuple[pd.Timestamp, pd.Timestamp] | None  # from a penalty to rehabilitation
    source: str
    kind: str = ""  # of outcome; with its date empty where nothing is known to have ended it
    date: str = ""
    begin: pd.Timestamp = pd.NaT


def _life(person: dict, mine: pd.DataFrame, attested: pd.Series, days: list[pd.Timestamp]) -> _Life:
    """Return the life of a person, by what happened to this one and the days on which this one is attested."""
    inside = mine[(mine["end"] >= days[0]) & (mine["begin"] <= days[-1])]
    fall = _fall(inside, attested, days[-1])
    end = days[-1] if fall is None else fall["end"]
    until = attested[attested.between(days[0], end)].max()
    until = days[0] if pd.isna(until) else until
    told = inside if fall is None else inside[inside["end"] <= end]
    return _Life(
        **person,
        until=until,
        in_post=fall is None and bool(attested.between(days[-1] - STILL, days[-1] + STILL).any()),
        later=attested[attested > days[-1]].min() if fall is None else pd.NaT,
        end=end,
        gap=_gap(inside, days[0]),
        source="; ".join(sorted(set(told["source"]))),
        **({} if fall is None else fall[["kind", "date", "begin"]]),
    )


def _fall(inside: pd.DataFrame, attested: pd.Series, last: pd.Timestamp) -> pd.Series | None:
    """Return the first fall that nothing undid, or else the silence about somebody whom nobody saw at the end.

    A demotion that may be part of something graver gives way to it.
    """
    falls = inside[(inside["kind"].isin(FALLS) & real(inside)) | inside["kind"].isin(ABROAD)]
    lasting = [fall for _, fall in falls.iterrows()
               if not (attested > fall["end"]).any() or fall["kind"] in ABROAD]  # who went abroad is gone  # fmt: skip
    graver = (fall for fall in lasting if fall["kind"] != "demoted" and fall["begin"] <= lasting[0]["end"])
    if lasting:
        return next(graver, lasting[0])
    silent = inside[inside["kind"].eq("fate_unknown")]
    return silent.iloc[0] if len(silent) and attested.max() < last else None


def _gap(inside: pd.DataFrame, first: pd.Timestamp) -> tuple[pd.Timestamp, pd.Timestamp] | None:
    """Return from when to when somebody who was later rehabilitated was expelled or demoted."""
    lost = inside[inside["kind"].isin(["expelled_cc", "expelled_party", "demoted"]) & (inside["begin"] > first)]
    back = inside[inside["kind"].eq("rehabilitated")]
    return (lost["end"].min(), back["begin"].min()) if len(lost) and len(back) else None


def _attested(person: str, seats: pd.DataFrame, mine: pd.DataFrame, posts: pd.DataFrame | None, days: Any) -> pd.Series:
    """Return the days on which the tables show somebody in a seat or a post, or restored to one."""
    sat = seats.loc[seats["person"] == person, "from_earliest"]
    well = mine.loc[mine["kind"].isin(WELL), "begin"]
    held = [] if posts is None else _held(posts[posts["person"] == person], days)
    return pd.concat([part for part in (sat, well, *held) if len(part)] or [sat]).dropna()


def _held(posts: pd.DataFrame, days: list[pd.Timestamp]) -> list[pd.Series]:
    """Return days that offices attest: the first and the last, and each moment between the two."""
    first, last = posts["from_latest"], posts["to_earliest"] - pd.Timedelta(days=1)
    between = [day for day in days for a, b in zip(first, last, strict=True) if a <= day <= b]
    return [first, last, pd.Series(between, dtype="datetime64[us]")]


def _part(life: _Life) -> int:
    """Return the number of the part of the drawing: in post, fallen or gone, not seen, and the critics."""
    return 3 if life.part == "critic" else 0 if life.in_post else 1 if life.kind else 2


class _Score(Sheet):
    """Persons down, moments across at equal distances."""

    def __init__(self, shared: Any, moments: Mapping[str, str], lives: list[_Life]) -> None:
        super().__init__(shared)
        self.heads, self.moments = list(moments), [pd.Timestamp(day) for day in moments.values()]
        self.first = min(max(text_width(life.name) for life in lives) + 24, 132 if self.narrow else 190)
        self.word = max(text_width(self._word(life)) for life in lives) + 8
        self.step = (self.width - self.first - self.word) / (len(self.moments) - 1)

    def place(self, when: pd.Timestamp) -> float:
        """Return where a day lies between the columns."""
        when = min(max(when, self.moments[0]), self.moments[-1])
        i = max(n for n, day in enumerate(self.moments[:-1]) if day <= when)
        share = (when - self.moments[i]) / (self.moments[i + 1] - self.moments[i])
        return self.first + self.step * (i + share)

    def draw(self, lives: list[_Life]) -> list[Mark]:
        y = self._columns(self._key(lives))
        marks = []
        for part, group in groupby(lives, _part):
            theirs = list(group)
            self.text(0, y + HEAD / 2, self._head(part, theirs), weight="bold")
            y += HEAD
            self._lines(y, y + ROW * len(theirs))
            for life in theirs:
                marks += self._row(life, y + ROW / 2)
                y += ROW
        self._breaks(y + 8)
        self.close(y + 36)
        return marks

    def _head(self, part: int, lives: list[_Life]) -> str:
        """Return the head of a part, which counts its persons."""
        last, gone = self.heads[-1], sum(bool(life.kind) for life in lives)
        whose = "Critics outside it" if self.narrow else "Critics outside the committee"
        return (
            f"Still in post in {last}: {len(lives)}",
            f"Fallen or gone: {gone}",
            f"Not seen in {last}: {len(lives)}",
            f"{whose}: {_of(gone, len(lives))} fallen or gone",
        )[part]

    def _lines(self, top: float, bottom: float) -> None:
        """Draw the lines of the moments down a part; that of the August plenum is the heaviest."""
        for i, day in enumerate(self.moments):
            look = {"token": "ink", "width": 1.2} if day == PLENUM else {"token": "rule", "width": 0.7}
            self.drop(self.first + self.step * i, top, bottom, **look)

    def _breaks(self, y: float) -> None:
        """Draw an axis that is broken between every two moments, for their distances are not to scale."""
        last = self.first + self.step * (len(self.moments) - 1)
        for i in range(len(self.moments) - 1):
            x = self.first + self.step * (i + 0.5)
            for x0, x1 in ((x - self.step / 2, x - 3), (x + 3, x + self.step / 2)):
                self.line((x0, x1), (y, y), token="muted")
            for shift in (-3, 3):
                self.line((x + shift - 2, x + shift + 2), (y + 4, y - 4), token="muted", width=1)
        self.text((self.first + last) / 2, y + 15, "not to scale", ha="center", token="muted", style="italic")

    def _key(self, lives: list[_Life]) -> float:
        items = [
            (lambda x, y: self.line((x - 7, x + 7), (y, y), token="ink", width=6), "in post"),
            (lambda x, y: self.line((x - 7, x + 7), (y, y), token="ink", width=1.6), "perhaps in post"),
        ]
        items += self.steps([life.kind for life in lives if life.kind])
        return self.key(10, self.groups([life.faction for life in lives]) + items) + 4

    def _columns(self, y: float) -> float:
        """Write what the columns are, and over its column the name of the August plenum; return the y below."""
        for i, head in enumerate(self.heads):
            x = self.first + self.step * i
            if self.moments[i] == PLENUM:
                self.text(x, y + 6, "August plenum", ha="center")
            for n, word in enumerate(head.split()):
                shown = re.sub(r"^19(?=\d\d$)", "’", word)[:3] if self.narrow else word
                self.text(x, y + 23 + 14 * n, shown, ha="center", token="muted")
        return y + 46

    def _row(self, life: _Life, y: float) -> list[Mark]:
        faction = style.faction(life.faction)
        self.rule(y, self.first, self.width - self.word, width=0.5)
        self.unit(6, y, faction.id, size=9)
        weight = "bold" if life.part == "member and critic" else "normal"
        name = self.text(16, y, cut(life.name, self.first - 20), weight=weight)
        self._bars(life, y, faction.colour)
        x = self.width - self.word + 8
        marks = [Mark(name, f"{life.name}: {in_words(faction)}", f"#person:{life.person}")]
        end = self.text(x, y, self._word(life))
        if life.kind:
            begin = max(life.begin, life.until)
            middle = self.place(begin + (min(life.end, self.moments[-1]) - begin) / 2)
            middle += 9 * (life.kind in ABROAD and begin == life.end)  # who goes abroad sets out from the day
            artist = self.symbol(middle, y, style.KINDS[life.kind].marker, style.colour("ink"), size=9)
            marks.append(Mark(artist, _said(life), f"#person:{life.person}"))
        else:
            marks.append(Mark(end, _said(life), f"#person:{life.person}"))
        return marks

    def _word(self, life: _Life) -> str:
        """Return the word at the right: on a phone with a short year."""
        return re.sub(r"19(?=\d\d$)", "’", _word(life)) if self.narrow else _word(life)

    def _bars(self, life: _Life, y: float, colour: str) -> None:
        spans = [(self.moments[0], life.until)]
        if life.gap and life.gap[0] < life.gap[1] <= life.until:
            spans = [(self.moments[0], life.gap[0]), (life.gap[1], life.until)]
        for begin, end in spans:
            if end > begin:
                self.line((self.place(begin), self.place(end)), (y, y), color=colour, width=6, zorder=1)
        if life.end > life.until:
            self.line((self.place(life.until), self.place(life.end)), (y, y), color=colour, width=1.6, zorder=1)


def _said(life: _Life) -> str:
    if life.in_post:
        return f"{life.name}: still in post at the end"
    if not life.kind:
        later = "" if pd.isna(life.later) else f", and again {when(life.later.strftime('%Y-%m'))}"
        return f"{life.name}: last seen in post {when(life.until.strftime('%Y-%m'))}{later}"
    return f"{life.name}: {KINDS[life.kind][0]}, {when(life.date)}"


def _word(life: _Life) -> str:
    if life.in_post:
        return "in post"
    if life.kind and life.kind != "fate_unknown":
        return f"{last_word(life.kind)} {life.end:%Y}"
    return f"last seen {life.until:%Y}" if pd.isna(life.later) else f"in post {life.later:%Y}"


def _finding(lives: list[_Life], moments: Mapping[str, str]) -> str:
    critics = [life for life in lives if life.part == "critic"]
    members = [life for life in lives if life.part != "critic"]
    gone, lost = (sum(bool(life.kind) for life in some) for some in (critics, members))
    tail = f", and so had {_of(gone, len(critics))} critics shown who were not on it" if critics else ""
    return (
        f"By {list(moments)[-1]}, {lost} of the {len(members)} on the leading committee of {next(iter(moments))}"
        f" had fallen or gone{tail}"
    )


def _of(number: int, total: int) -> str:
    return f"all {total}" if number == total else f"{number or 'none'} of the {total}"
