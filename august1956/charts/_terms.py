"""Terms of office and what ended them: what a lifeline draws."""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from august1956 import style
from august1956.charts._reading import ends
from august1956.charts._seats import own, real
from august1956.charts._words import last_word
from august1956.vocabulary import ABROAD, DEATHS, ENDS, STEPS

__all__ = ["in_a_word", "last_known", "spans"]


def spans(
    terms: pd.DataFrame,
    outcomes: pd.DataFrame,
    bodies: pd.DataFrame | None,
    years: tuple[pd.Timestamp, pd.Timestamp],
    *,
    kinds: Iterable[str] = ENDS,
    dates: str = "range",
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return what a lifeline draws: the persons, what ended their terms, and what is certain of each term.

    Parameters
    ----------
    terms, outcomes, bodies : pandas.DataFrame
        As for `lifelines`.
    years : tuple of pandas.Timestamp
        The first and the last day drawn.
    kinds : iterable of str
        Kinds of outcome that count as an end.
    dates : str
        Which end of an uncertain date counts: range, earliest or latest.

    Returns
    -------
    people : pandas.DataFrame
        One row for each person, by the first end: person, name, faction, exit and surely, its earliest and latest day.
    marked : pandas.DataFrame
        Outcomes that are such an end and may lie in these years, with first and last, their earliest and latest day.
    spells : pandas.DataFrame
        The terms that began in these years or before, with the days maybe_from, sure_from, sure_to, maybe_to.
    """
    marked = _marked(outcomes, set(kinds), set(terms["person"]), dates, years)
    people = _people(terms, marked)
    abroad = _marked(outcomes, set(ABROAD), set(terms["person"]), dates, years).drop_duplicates("person")
    gone = abroad.set_index("person")["last"]
    dead = _marked(outcomes, set(DEATHS), set(terms["person"]), dates, years).groupby("person")["last"].max()
    return people, marked, _until_death(_spells(terms, people, gone, bodies, dates, years), dead)


def _until_death(spells: pd.DataFrame, dead: Any) -> pd.DataFrame:
    """End the terms of the dead at the last day on which they may have lived: some sources give a year alone."""
    died = dead.reindex(spells["person"]).set_axis(spells.index)
    return spells.assign(**{name: spells[name].mask(died < spells[name], died) for name in ("sure_to", "maybe_to")})


def _marked(outcomes: pd.DataFrame, kinds: set[str], people: set[str], dates: Any, years: Any) -> pd.DataFrame:
    stood = real(outcomes) | outcomes["kind"].isin(ABROAD)
    rows = outcomes[outcomes["kind"].isin(kinds) & outcomes["person"].isin(people) & stood]
    begin, end = ends(rows, "date", dates)
    rows = rows.assign(first=begin.fillna(end), last=end.fillna(begin))
    inside = (rows["last"] >= years[0]) & (rows["first"] <= years[1])
    return rows[inside].sort_values(["first", "last", "person"], kind="stable").reset_index(drop=True)


def _people(terms: pd.DataFrame, marked: pd.DataFrame) -> pd.DataFrame:
    """Return the persons in the order of their first end; those without one come last, by faction and name."""
    people = terms.drop_duplicates("person")[["person", "name", "faction"]]
    exits = marked.drop_duplicates("person").set_index("person").reindex(people["person"]).set_axis(people.index)
    people = people.assign(exit=exits["first"], surely=exits["last"])
    people["order"] = people["faction"].map(lambda id: style.faction(id).order)
    return people.sort_values(["exit", "order", "name"], kind="stable", na_position="last").reset_index(drop=True)


def _spells(terms: pd.DataFrame, people: pd.DataFrame, gone: Any, bodies: Any, dates: Any, years: Any) -> pd.DataFrame:
    """Return what is certain and what is possible of each term, within the years drawn.

    A term whose end no source gives may have lasted until the person fell, or went abroad, or the body ended.
    """
    begin, began = ends(terms, "from", dates)
    until, ended = ends(terms, "to", dates)
    exit = terms["person"].map(people.set_index("person")["exit"])
    surely = terms["person"].map(people.set_index("person")["surely"])
    gone = gone.reindex(terms["person"]).set_axis(terms.index)
    bound = pd.NaT if bodies is None else terms["body"].map(bodies.set_index("id")["to_latest"])
    open = until.isna()
    spells = terms.assign(
        maybe_from=begin.clip(lower=years[0]),
        sure_from=began.clip(lower=years[0]),
        sure_to=until.mask(open, exit.where(exit >= began)).clip(upper=years[1]),
        maybe_to=ended.mask(open, surely.where(surely >= began).fillna(gone.where(gone >= began)))
        .fillna(bound)
        .fillna(years[1])
        .clip(upper=years[1]),
    )
    return spells[spells["maybe_from"].notna() & (spells["maybe_from"] <= years[1])]


def last_known(people: pd.DataFrame, terms: pd.DataFrame, outcomes: pd.DataFrame, dates: Any, years: Any) -> Any:
    """Return, by person, the last that is known in these years of those without an end: an outcome or an office.

    Parameters
    ----------
    people : pandas.DataFrame
        As `spans` returns them.
    terms, outcomes, dates, years
        As for `spans`.

    Returns
    -------
    pandas.DataFrame
        One row for each, by the id: words, and kind, date and source of an outcome.
    """
    rest = set(people.loc[people["exit"].isna(), "person"])
    told = _marked(outcomes, set(style.KINDS) - {"fate_unknown"}, rest, dates, years)
    told = told[own(told)]
    told = told.assign(words=[in_a_word(row) for row in told.to_dict("records")], gravity=told["kind"].map(_gravity))
    told = told.sort_values(["first", "gravity"], kind="stable").drop_duplicates("person", keep="last")
    _, begun = ends(terms, "from", dates)
    until, _ = ends(terms, "to", dates)
    held = terms.assign(still=until > years[1], last=until.fillna(begun).clip(upper=years[1]))
    held = held[terms["person"].isin(rest) & ((begun <= years[1]) | (until <= years[1]))]
    held["words"] = ["still in office" if row.still else f"in office {row.last:%Y}" for row in held.itertuples()]
    every = pd.concat([held[["person", "last", "words"]], told]).sort_values("last", kind="stable")
    return every.drop_duplicates("person", keep="last").set_index("person")


def _gravity(kind: str) -> int:
    return -STEPS.index(style.KINDS[kind].step)


def in_a_word(row: Any) -> str:
    """Return a word and a year for an outcome, or its years."""
    years = f"{row['first']:%Y}", f"{row['last']:%Y}"
    return f"{last_word(row['kind'])} {years[0] if years[0] == years[1] else f'{years[0]}/{years[1][2:]}'}"
