"""The rows of the tables as one cites them: what each is called, and on which page it stands."""

import re
from pathlib import Path
from textwrap import shorten
from typing import NamedTuple

from august1956.book.persons import person_page
from august1956.data import descriptor
from august1956.vocabulary import PAGES

__all__ = ["DATA", "Row", "anchors", "rows"]

DATA = "chapters/reference/data"  # where a row is that has no place of its own
TOLD = (  # columns that say what a row says
    "title", "claim", "detail", "edited", "post", "label", "label_as_given", "name", "topic", "challenge", "question",
)  # fmt: skip
LONG = 110


class Row(NamedTuple):
    """A row: its table, its key there, what it says in few words, the page on which it stands, and where there."""

    table: str
    key: str
    title: str
    docname: str = DATA
    anchor: str = ""


def anchors(data: Path) -> list[str]:
    """Return the names under which rows may be found on pages."""
    return [
        _anchor(table, row["id"])
        for table in descriptor.tables(data)
        for row in descriptor.rows(table, data)
        if "id" in row
    ]


def _anchor(table: str, key: str) -> str:
    return f"place-{key}" if table == "places" else key


def rows(data: Path, places: dict[str, str]) -> list[Row]:
    """Return every row of every table.

    Parameters
    ----------
    data : Path
        The directory of the tables.
    places : dict of str
        By the anchor of a row the page that has it (see `august1956.book.domain.Edition.pages_of`).

    Returns
    -------
    list of Row
        In the order of the tables. A row about a person stands on the person's page.
    """
    names = {row["id"]: row["name"] for row in descriptor.rows("persons", data)}
    names |= {row["id"]: row["label"] for row in descriptor.rows("bodies", data)}
    return [
        _row(table, row, names, places) for table in descriptor.tables(data) for row in descriptor.rows(table, data)
    ]


def _row(table: str, row: dict[str, str], names: dict[str, str], places: dict[str, str]) -> Row:
    key = row.get("id") or re.sub(r"[^\w.-]", "_", f"{row['person']}-{row['form']}")
    told = next((row[name] for name in TOLD if row.get(name)), "") or names.get(row.get("body", ""), "")
    short = shorten(told, LONG, placeholder=" …").rstrip(".")
    said = ": ".join(filter(None, [names.get(row.get("person", "")), short]))
    anchor = _anchor(table, key)
    page = places.get(anchor, DATA)
    if page == PAGES["person"]:
        page = person_page(row.get("person", key))
    return Row(
        table, key, f"{said} ({table}, {key})" if said else f"{table}, {key}", page, anchor if page != DATA else ""
    )
