"""The register of places: what happened where, from the chronology and the outcomes."""

import re
from typing import Any

from august1956 import data, dates, style
from august1956.registers._markdown import Page, has, plain, rendered
from august1956.registers._words import Words

__all__ = ["places"]

Row = dict[str, Any]


def places() -> Page:
    """Return the places that the tables name, each with its id as target, its events, and whom what befell.

    Returns
    -------
    Page
        MyST Markdown.
    """
    words, found = Words(), {}
    for table, say in (("events", _event), ("outcomes", _outcome)):
        rows = words.load(table).dropna(subset=["place"]).sort_values("date_earliest", kind="stable")
        for row in rows.to_dict("records"):
            found.setdefault(row["place"], {}).setdefault(table, []).append(say(words, row))
    where = _located(words)
    listed = [
        {"id": f"place-{_slug(name)}", "name": name, "where": where.get(name, ""), **parts}
        for name, parts in sorted(found.items())
    ]
    return rendered("places", places=listed)


def _event(words: Words, row: Row) -> str:
    return f"[{plain(row['title'])}](#{row['id']}), {dates.label(row['date'])}"


def _outcome(words: Words, row: Row) -> str:
    when = f", {dates.label(row['date'])}" if has(row["date"]) else ""
    return f"{words.person(row['person'])}: [{style.KINDS[row['kind']].label}](#{row['id']}){when}"


def _located(words: Words) -> dict[str, str]:
    """Return the coordinates of each place, where the tables have them."""
    try:
        rows = words.load("places").to_dict("records")
    except data.DataError:  # no such table
        return {}
    return {row.get("name", row.get("id")): f"{row['latitude']}° N, {row['longitude']}° E" for row in rows
            if has(row.get("latitude")) and has(row.get("longitude"))}  # fmt: skip


def _slug(place: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", place.lower()).strip("-")
