"""Who still sat at the table: the leaders and their critics in rows, the moments of the affair in columns."""

from collections.abc import Mapping
from typing import Any, Unpack

import pandas as pd

from august1956 import style
from august1956.charts._contract import Evidence, Mark, chart
from august1956.charts._reading import Reading, ends, one_of
from august1956.charts._seats import real
from august1956.charts._sheet import Sheet, cut
from august1956.charts._words import in_words, keys, last_word, listed, plural, when
from august1956.vocabulary import ABROAD, ENDS, KINDS

__all__ = ["seat_score"]

CRITICS = ("pak-chang-ok", "yun-kong-hum", "so-hwi", "yi-pil-gyu", "kim-kang", "yi-sang-jo")
MOMENTS = {  # the columns: their days are not to scale
    "April 1956": "1956-04-29",
    "31 August": "1956-08-31",
    "23 September": "1956-09-23",
    "December 1957": "1957-12-06",
    "March 1958": "1958-03-06",
    "September 1961": "1961-09-18",
}
ROW = 21
FALLS = (*ENDS, "demoted")
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
    nothing says that the person was out, and nothing that the person was in. A glyph and a word tell the end. What is
    annulled, and what was done to somebody already gone, ends nothing by itself. Whose seats have no date,
    or begin later, is named in the description and not drawn.

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
    lives = [_life(row, seats, outcomes, posts, days, shared["dates"]) for row in people.to_dict("records")]
    lives.sort(key=lambda life: (life["part"] == "critic", not life["in"], -life["until"].toordinal(), life["name"]))
    marks = _Score(shared, moments).draw(lives)
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
    return Evidence(
        table, summary, f"{said}.{left}", _finding(lives, moments), marks=tuple(marks), sources=_keys(lives)
    )


def _keys(lives: Any) -> tuple[str, ...]:
    return keys(pd.Series([life["source"] for life in lives], dtype=object))


def _members(seats: pd.DataFrame, body: Any, start: pd.Timestamp) -> Any:
    """Return the members of the first day, full members first; names of those without a date, and of those later."""
    theirs = seats[seats["body"] == body].assign(_candidate=seats["seat"].eq("candidate"))
    dated = theirs[theirs["from_earliest"].notna()]
    undated = theirs.loc[~theirs["person"].isin(dated["person"]), "name"].drop_duplicates().tolist()
    first = dated[dated["from_earliest"] <= start]
    later = dated.loc[~dated["person"].isin(first["person"]), "name"].drop_duplicates().tolist()
    return first.sort_values(["_candidate", "name"], kind="stable").drop_duplicates("person"), undated, later


def _life(person: Any, seats: pd.DataFrame, outcomes: pd.DataFrame, posts: Any, days: Any, reading: Any) -> dict:
    """Return how far a person is attested in post, and what ended it: the first fall that nothing undid."""
    mine = outcomes[outcomes["person"] == person["person"]]
    begin, end = ends(mine, "date", reading)
    mine = mine.assign(begin=begin, end=end).sort_values(["end", "begin"], kind="stable")
    seen = _seen(person["person"], seats, mine, posts)
    inside = mine[(mine["end"] >= days[0]) & (mine["begin"] <= days[-1])]
    falls = inside[inside["kind"].isin([*FALLS, *ABROAD])]
    falls = falls[real(falls) | falls["kind"].isin(ABROAD)]
    fall = _lasting(falls, seen)
    silent = inside[inside["kind"].eq("fate_unknown")]
    last = fall if fall is not None else silent.iloc[0] if len(silent) and seen.max() < days[-1] else None
    limit = last["end"] if last is not None else days[-1]
    before = seen[seen.between(days[0], limit)]
    until = before.max() if len(before) else days[0]
    nominal = inside[inside["kind"].isin(["expelled_cc", "expelled_party", "demoted"]) & (inside["begin"] > days[0])]
    back = inside[inside["kind"].eq("rehabilitated")]
    hollow = (nominal["end"].min(), back["begin"].min()) if len(nominal) and len(back) else None
    told = inside if last is None else inside[inside["end"] <= last["end"]]
    return person | {
        "until": until, "in": last is None and until >= days[-1] - pd.Timedelta(days=40),
        "later": bool(last is None and (seen > days[-1]).any()), "kind": last["kind"] if last is not None else "",
        "date": last["date"] if last is not None else "", "begin": last["begin"] if last is not None else pd.NaT,
        "end": limit, "hollow": hollow, "source": "; ".join(sorted(set(told["source"]))),
    }  # fmt: skip


def _lasting(falls: Any, seen: Any) -> Any:
    """Return the first fall after which nobody sees the person in post again; who went abroad is gone."""
    for _, fall in falls.iterrows():
        if not (seen > fall["end"]).any() or fall["kind"] in ABROAD:
            return fall
    return None


def _seen(person: Any, seats: pd.DataFrame, mine: Any, posts: Any) -> pd.Series:
    """Return the days on which the tables show somebody in a seat or a post, or restored to one."""
    sat = seats.loc[seats["person"] == person, "from_earliest"]
    well = mine.loc[mine["kind"].isin(WELL), "begin"]
    held = [] if posts is None else _held(posts[posts["person"] == person])
    return pd.concat([sat, well, *held]).dropna()


def _held(posts: Any) -> list[pd.Series]:
    """Return days that offices attest: the first and the last, and each moment between the two."""
    first, last = posts["from_latest"], posts["to_earliest"] - pd.Timedelta(days=1)
    within = [pd.Timestamp(day) for day in MOMENTS.values()]
    between = [day for day in within for a, b in zip(first, last, strict=True) if a <= day <= b]
    return [first, last, pd.Series(between, dtype="datetime64[us]")]


class _Score(Sheet):
    """Persons down, moments across at equal distances."""

    def __init__(self, shared: Any, moments: Any) -> None:
        super().__init__(shared)
        self.days = None
        self.heads, self.moments = list(moments), [pd.Timestamp(day) for day in moments.values()]
        self.first, self.word = (142, 78) if self.narrow else (150, 118)
        self.step = (self.width - self.first - self.word) / (len(self.moments) - 1)

    def place(self, when: Any) -> float:
        """Return where a day lies between the columns."""
        when = min(max(when, self.moments[0]), self.moments[-1])
        i = max(n for n, day in enumerate(self.moments[:-1]) if day <= when)
        share = (when - self.moments[i]) / (self.moments[i + 1] - self.moments[i])
        return self.first + self.step * (i + share)

    def draw(self, lives: Any) -> list[Mark]:
        top = self._key(lives)
        y, marks, part = top + self._columns(top) + 8, [], None
        start = y - 9
        for life in lives:
            if life["part"] == "critic" and part != "critic":
                self.text(0, y + 4, "Critics outside the committee", token="muted", style="italic")
                y += 26
            part = life["part"]
            marks += self._row(life, y)
            y += ROW
        for i in range(len(self.moments)):
            x = self.first + self.step * i
            plenum = self.heads[i] in ("31 August",)
            self.drop(x, start, y - 10, token="ink" if plenum else "rule", width=1.2 if plenum else 0.7)
        self._breaks(y - 4)
        self.close(y + 24)
        return marks

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

    def _key(self, lives: Any) -> float:
        items = [
            (lambda x, y: self.line((x - 7, x + 7), (y, y), token="ink", width=6), "attested"),
            (lambda x, y: self.line((x - 7, x + 7), (y, y), token="ink", width=1.6), "possible"),
        ]
        items += self.steps([life["kind"] for life in lives if life["kind"]])
        return self.key(10, self.groups([life["faction"] for life in lives])[:6] + items) + 4

    def _columns(self, y: float) -> float:
        lines = [head.split() for head in self.heads]
        for i, words in enumerate(lines):
            x = self.first + self.step * i
            if self.narrow:
                words = [words[0][:3], words[1].replace("19", "’")] if words[1].isdigit() else [words[0], words[1][:3]]
            for n, word in enumerate(words):
                self.text(x, y + 6 + 14 * n, word, ha="center", token="muted")
        return 30.0

    def _row(self, life: Any, y: float) -> list[Mark]:
        faction = style.faction(life["faction"])
        self.rule(y, self.first, self.width - self.word, width=0.5)
        self.unit(6, y, faction.id, size=9)
        bold = {"weight": "bold"} if "critic" in life["part"] else {}
        name = self.text(16, y, cut(life["name"], self.first - 26), **bold)
        self._lines(life, y, faction.colour)
        x = self.width - self.word + 12
        word = _word(life, self.narrow)
        dated = f" {life['end']:%Y}" if life["kind"] and not self.narrow else ""
        marks = [Mark(name, f"{life['name']}: {in_words(faction)}", f"#person:{life['person']}")]
        end = self.text(x, y, f"{word}{dated}")
        if life["kind"]:
            begin = max(life["begin"], life["until"]) if life["until"] <= life["end"] else life["begin"]
            artist = self.symbol(
                self.place(begin + (min(life["end"], self.moments[-1]) - begin) / 2),
                y,
                style.KINDS[life["kind"]].marker,
                style.colour("ink"),
                size=9,
            )
            marks.append(Mark(artist, _said(life), f"#person:{life['person']}", _said(life)))
        else:
            marks.append(Mark(end, _said(life), f"#person:{life['person']}"))
        return marks

    def _lines(self, life: Any, y: float, colour: Any) -> None:
        stop, until = life["end"], min(life["until"], life["end"])
        spans = [(self.moments[0], until)]
        if life["hollow"] and life["hollow"][0] < life["hollow"][1] <= until:
            spans = [(self.moments[0], life["hollow"][0]), (life["hollow"][1], until)]
        for begin, end in spans:
            if end > begin:
                self.line((self.place(begin), self.place(end)), (y, y), color=colour, width=6, zorder=1)
        if stop > until:
            self.line((self.place(until), self.place(stop)), (y, y), color=colour, width=1.6, zorder=1)


def _said(life: Any) -> str:
    if life["in"]:
        return f"{life['name']}: still in post at the end"
    if life["later"]:
        return f"{life['name']}: nothing said of the last moment, in post later"
    if not life["kind"]:
        return f"{life['name']}: last attested {when(life['until'].strftime('%Y-%m'))}"
    return f"{life['name']}: {KINDS[life['kind']][0]}, {when(life['date'])}"


def _word(life: Any, narrow: bool) -> str:
    if life["later"] and not life["in"]:
        return "later" if narrow else "in post later"
    return "in post" if life["in"] else last_word(life["kind"])


def _finding(lives: Any, moments: Any) -> str:
    critics = [life for life in lives if life["part"] == "critic"]
    members = [life for life in lives if life["part"] != "critic"]
    gone, lost = (sum(bool(life["kind"]) for life in some) for some in (critics, members))
    tail = f", and {_of(gone, len(critics))} critics outside it" if critics else ""
    return (
        f"By {list(moments)[-1]}, {lost} of the {len(members)} on the leading committee of {next(iter(moments))}"
        f" had fallen or gone{tail}"
    )


def _of(number: Any, total: Any) -> str:
    return f"all {total}" if number == total else f"{number} of the {total}"
