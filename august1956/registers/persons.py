"""The register of persons: an index, a line each, filed by family name; the entries stand on pages of their own."""

from itertools import groupby
from typing import Any

from august1956 import data, style
from august1956.registers._claims import folded
from august1956.registers._markdown import Page, has, rendered
from august1956.registers._words import ABOUT, Words, by_person
from august1956.registers.fate import in_a_line, last_word
from august1956.registers.filing import filed, heading, titles
from august1956.vocabulary import CONGRESSES

__all__ = ["persons"]


def persons() -> Page:
    """Return the register of persons: a line for each, filed by family name, with what it can be filtered by.

    Returns
    -------
    Page
        MyST Markdown. Each line has the person's id as its target, and those of the rows about the person, so that
        an address that once led to a row of the register leads to the line, and from there to the person's page.

    Raises
    ------
    august1956.data.DataError
        When a row names a person who has no entry.
    """
    words, groups = Words(), data.groups().set_index("person")
    rows = {table: by_person(words.load(table, "all")) for table in ABOUT}
    elected, names = _elected(words), titles(words.people)
    order = sorted(words.people.index, key=lambda id: filed(id, words.names[id]))
    lines = [
        {
            "id": id,
            "letter": filed(id, words.names[id])[0][:1].upper(),
            "name": heading(id, names[id]),
            "hangul": words.people.at[id, "hangul"] if has(words.people.at[id, "hangul"]) else "",
            "role": words.people.at[id, "role"] if has(words.people.at[id, "role"]) else "",
            "mark": style.faction(groups.at[id, "faction"]).id,
            "group": groups.at[id, "label"],
            "fate": _fate(folded(rows["outcomes"].get(id, []))),
            "committees": elected.get(id, []),
            "rows": [row["id"] for table in ABOUT for row in rows[table].get(id, [])],
        }
        for id in order
    ]
    letters = {letter: list(group) for letter, group in groupby(lines, key=lambda line: line["letter"])}
    return rendered("persons", letters=letters)


def _elected(words: Words) -> dict[str, list[str]]:
    """Return the years of the Central Committees in which each person had a seat."""
    begun = words.load("bodies").set_index("id")["from"]
    years = {body: begun[body][:4] for body in CONGRESSES}
    seats = words.load("seats")
    seats = seats[seats["body"].isin(years)]
    return {person: sorted({years[body] for body in rows}) for person, rows in seats.groupby("person")["body"]}


def _fate(claims: list[Any]) -> dict[str, str]:
    """Return the last word on a person, and the step it belongs to, by which the register is filtered."""
    last = last_word(claims)
    return {"words": in_a_line(last), "step": _slug(style.KINDS[last["kind"]].step) if last else "not-told"}


def _slug(step: str) -> str:
    return step.replace(", ", "--").replace(" ", "-")
