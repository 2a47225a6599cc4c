"""How long each lasted: a lane for each person, bars for terms of office, marks for what ended them."""

from collections.abc import Iterable

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
    in_words,
    key,
    listed,
    plot_area,
    plural,
    symbol,
    text_width,
    when,
    year_ticks,
)

__all__ = ["lifelines"]

ENDS = ("purged", "expelled_cc", "expelled_party", "banished", "arrested", "tried", "imprisoned", "fled_abroad")
ENDS += ("executed", "suicide", "died", "died_natural", "died_other")
ROW = 20


@chart(
    needs={"person", "name", "faction", "from", "from_earliest", "from_latest", "to", "to_earliest", "to_latest"},
    claims=("outcomes",),
)
def lifelines(
    terms: pd.DataFrame,
    *,
    outcomes: pd.DataFrame,
    bodies: pd.DataFrame | None = None,
    kinds: Iterable[str] = ENDS,
    first: str | None = None,
    last: str = "1962-12-31",
    dates: str = "range",
    ax: Axes | None = None,
    narrow: bool = False,
) -> Evidence:
    """Draw a lane for each person with the terms held and the marks of what ended them, sorted by the first end.

    A thick bar is certain. A thin one may have been: the days between the earliest and the latest beginning or
    end, and after a term whose end no source gives, up to the first end of the person or of the years drawn.
    A `source` chooses among the outcomes; the terms stay.

    Parameters
    ----------
    terms : pandas.DataFrame
        Seats or posts: person, name, faction, from and to (EDTF) with their earliest and latest days.
    outcomes : pandas.DataFrame
        What happened to these persons: person, kind, date (EDTF) with date_earliest and date_latest, source.
    bodies : pandas.DataFrame, optional
        When bodies ended, for seats: id, to_latest. It bounds the terms of which no source gives the end.
    kinds : iterable of str
        Kinds of outcome that count as an end; by default loss of membership, freedom or life, and flight.
    first, last : str
        The days between which to draw, ISO; by default from the year of the first term.
    ax : matplotlib.axes.Axes, optional
        Axes to draw on; by default new ones in a figure of their own.
    narrow : bool, default False
        Draw for a phone, 350 units wide.

    Returns
    -------
    matplotlib.axes.Axes
        Its x axis counts days, as matplotlib's dates do; its y axis units from the top.

    Raises
    ------
    ValueError
        If a column is missing.
    """
    years = pd.Timestamp(first or f"{terms['from_earliest'].min():%Y}-01-01"), pd.Timestamp(last)
    marked = _marked(outcomes, set(all_of("kinds", kinds, style.KINDS)), set(terms["person"]), dates, years)
    people = _people(terms, marked)
    spells = _spells(terms, people, bodies, dates, years)
    drawn = people["person"].isin([*spells["person"], *marked["person"]])
    people, undated = people[drawn].reset_index(drop=True), int((~drawn).sum())
    lanes = _Lanes(ax, people, years, narrow)
    lanes.draw(marked)
    for spell in spells.itertuples():
        lanes.spell(spell)
    names = people.set_index("person")
    marks = [mark for person in people["person"] for mark in lanes.person(names.loc[person], person, marked)]
    table = _table(people, spells, marked)
    return Evidence(table, _alt(people, marked, years, undated), marks=tuple(marks))


class _Lanes:
    """The lanes, in days across and units down."""

    def __init__(self, ax, people, years, narrow):
        self.ax, self.people, self.years, self.narrow = ax, people, years, narrow
        names = max(text_width(name, SMALL) for name in people["name"])
        self.margins = {"left": min(names, 130 if narrow else 190) + 28, "right": 22, "bottom": 26}
        plot_area(ax, 100, **self.margins)
        ax.set_xlim(*map(day, years))
        self.names = {}

    def draw(self, marked):
        width = self.ax.get_window_extent().width * 72 / self.ax.figure.dpi
        scale = width / (day(self.years[1]) - day(self.years[0]))
        left = -self.margins["left"] if getattr(self.ax, "_ours", False) else 0
        at = lambda units: day(self.years[0]) + (units + left) / scale  # noqa: E731
        y = key(self.ax, 0, 10, self._items(marked, scale), width=width - left, at=at) + 8
        self.top = y
        self.y = {person: y + ROW * (i + 0.5) for i, person in enumerate(self.people["person"])}
        bottom = y + ROW * len(self.people)
        plot_area(self.ax, bottom + 6 + self.margins["bottom"], **self.margins)
        self.ax.set(ylim=(bottom + 6, 0), yticks=[])
        for person, name, faction in self.people[["person", "name", "faction"]].itertuples(index=False):
            self.names[person] = self._name(at, self.y[person], name, style.faction(faction))
        year_ticks(self.ax, *self.years, step=5 if self.narrow else 2)

    def _name(self, at, y, name, faction):
        symbol(self.ax, at(6), y, faction.marker, faction.colour, size=8)
        self.ax.axhline(y + ROW / 2, color=style.colour("rule"), linewidth=0.5, zorder=0)
        return self.ax.text(at(16), y, name, va="center_baseline", fontsize=SMALL)

    def _items(self, marked, scale):
        ink = style.colour("ink")
        present = [kind for kind in style.KINDS.values() if kind.id in set(marked["kind"])]
        steps = {kind.step: kind.marker for kind in present}
        items = [
            (lambda x, y, marker=marker: symbol(self.ax, x, y, marker, ink, size=9), step)
            for step, marker in steps.items()
        ]
        for width, words in [(6, "in office"), (1.6, "perhaps in office")]:
            items.append((lambda x, y, width=width: self._bar(x, y, 8 / scale, width, ink), words))
        return items

    def _bar(self, x, y, half, width, colour):
        self.ax.plot([x - half, x + half], [y, y], color=colour, linewidth=width, solid_capstyle="butt", clip_on=False)

    def spell(self, spell):
        colour, y = style.faction(spell.faction).colour, self.y[spell.person]
        for begin, end, width in [(spell.maybe_from, spell.maybe_to, 1.6), (spell.sure_from, spell.sure_to, 6)]:
            if pd.notna(begin) and pd.notna(end) and begin <= end:
                self.ax.plot([day(begin), day(end)], [y, y], color=colour, linewidth=width, solid_capstyle="butt")

    def person(self, person, id, marked) -> list[Mark]:
        """Draw the ends of a person; return the marks of the name and of the ends."""
        words = f"{person['name']}: {in_words(style.faction(person['faction']))}"
        name = Mark(self.names[id], words, f"#person:{id}")
        return [name] + [self.mark(row, person) for row in marked[marked["person"] == id].itertuples()]

    def mark(self, row, person) -> Mark:
        kind, y = style.KINDS[row.kind], self.y[row.person]
        x0, x1 = (min(max(day(d), day(self.years[0])), day(self.years[1])) for d in (row.first, row.last))
        ink, wide = style.colour("ink"), x1 - x0 > 31
        if wide:
            self.ax.plot([x0, x1], [y + 7, y + 7], color=style.colour("muted"), linewidth=1, solid_capstyle="butt")
        artist = symbol(self.ax, (x0 + x1) / 2, y, kind.marker, ink, size=9, filled=not wide)
        words = f"{person['name']}: {kind.label}, {when(row.date)}"
        return Mark(artist, words, f"#person:{row.person}", words)


def _marked(outcomes, kinds, people, dates, years) -> pd.DataFrame:
    rows = outcomes[outcomes["kind"].isin(kinds) & outcomes["person"].isin(people)]
    begin, end = ends(rows, "date", dates)
    rows = rows.assign(first=begin.fillna(end), last=end.fillna(begin))
    inside = (rows["last"] >= years[0]) & (rows["first"] <= years[1])
    return rows[inside].sort_values(["first", "last", "person"], kind="stable").reset_index(drop=True)


def _people(terms, marked) -> pd.DataFrame:
    """Return the persons in the order of their first end; those without one come last, by faction and name."""
    people = terms.drop_duplicates("person")[["person", "name", "faction"]]
    exits = marked.drop_duplicates("person").set_index("person")
    people = people.assign(exit=people["person"].map(exits["first"]), surely=people["person"].map(exits["last"]))
    people["order"] = people["faction"].map(lambda id: style.faction(id).order)
    return people.sort_values(["exit", "order", "name"], kind="stable", na_position="last").reset_index(drop=True)


def _spells(terms, people, bodies, dates, years) -> pd.DataFrame:
    """Return what is certain and what is possible of each term, within the years drawn."""
    begin, began = ends(terms, "from", dates)
    until, ended = ends(terms, "to", dates)
    exit = terms["person"].map(people.set_index("person")["exit"])
    surely = terms["person"].map(people.set_index("person")["surely"])
    bound = pd.NaT if bodies is None else terms["body"].map(bodies.set_index("id")["to_latest"])
    open = until.isna()
    spells = terms.assign(
        maybe_from=begin.clip(lower=years[0]),
        sure_from=began.clip(lower=years[0]),
        sure_to=until.mask(open, exit.where(exit >= began)).clip(upper=years[1]),
        maybe_to=ended.mask(open, surely.where(surely >= began)).fillna(bound).fillna(years[1]).clip(upper=years[1]),
    )
    return spells[spells["maybe_from"].notna() & (spells["maybe_from"] <= years[1])]


def _table(people, spells, marked) -> pd.DataFrame:
    names = people.set_index("person")
    held = spells.assign(what="term", kind=spells.get("post", spells.get("body")), date=_term(spells))
    ended = marked.assign(
        what="end", name=marked["person"].map(names["name"]), faction=marked["person"].map(names["faction"])
    )
    both = pd.concat([held, ended]).reindex(columns=["person", "name", "faction", "what", "kind", "date", "source"])
    order = both["person"].map({person: i for i, person in enumerate(people["person"])})
    return (
        both.assign(_order=order)
        .sort_values("_order", kind="stable")
        .drop(columns=["_order", "person"])
        .reset_index(drop=True)
    )


def _term(spells):
    return [
        f"{when(begin)} to {when(end)}" if isinstance(end, str) else f"from {when(begin)}; end not known"
        for begin, end in zip(spells["from"], spells["to"], strict=True)
    ]


def _alt(people, marked, years, undated) -> str:
    gone = people[people["exit"].notna()]
    what = (
        f"Lifelines of {plural(len(people), 'person')} from {years[0].year} to {years[1].year}, one lane each,"
        f" sorted by the first end; {len(gone)} have one in these years."
    )
    firsts = marked.drop_duplicates("person").set_index("person")
    said = [
        f"{row.name} ({style.KINDS[firsts.at[row.person, 'kind']].label}, {when(firsts.at[row.person, 'date'])})"
        for row in gone.rename(columns={"name": "label"}).assign(name=gone["name"]).itertuples(index=False)
    ]
    stay = listed(people.loc[people["exit"].isna(), "name"])
    rest = f"Not drawn, because no term has a date: {plural(undated, 'person')}." if undated else ""
    ends = "; ".join(said) + "." if said else ""
    return " ".join(filter(None, [what, ends, f"No end known: {stay}." if stay else "", rest]))
