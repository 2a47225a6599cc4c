"""The register of places: what happened where, from the chronology and the outcomes."""

import re
from typing import Any

from august1956 import dates, style
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
    words = Words()
    found: dict[str, Any] = {}
    for table, say in (("events", _event), ("outcomes", _outcome)):
        rows = words.load(table).dropna(subset=["place"]).sort_values("date_earliest", kind="stable")
        for row in rows.to_dict("records"):
            found.setdefault(row["place"], {}).setdefault(table, []).append(say(words, row))
    known = words.load("places").set_index("name").to_dict("index")
    listed = [
        {
            "id": f"place-{_slug(name)}",
            "name": name,
            **_located(known.get(name, {})),
            "told": [*parts.get("events", ()), *parts.get("outcomes", ())],
        }
        for name, parts in sorted(found.items())
    ]
    return rendered("places", places=listed)


def _event(words: Words, row: Row) -> str:
    return f"[{plain(row['title'])}](#{row['id']}), {dates.label(row['date'])}"


def _outcome(words: Words, row: Row) -> str:
    when = f", {dates.label(row['date'])}" if has(row["date"]) else ""
    return f"{words.person(row['person'])}: [{style.KINDS[row['kind']].label}](#{row['id']}){when}"


def _located(row: Row) -> Row:
    """Return what a place is called in other scripts, where it lies, and what is doubtful about that."""
    scripts = [row[name] for name in ("hangul", "hanja", "cyrillic") if has(row.get(name))]
    known = has(row.get("latitude")) and has(row.get("longitude"))
    where = f"{row['latitude']:.2f}° N, {row['longitude']:.2f}° E" if known else ""
    return {"scripts": plain(" · ".join(scripts)), "where": where, "doubt": plain(row.get("uncertainty"))}


def _slug(place: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", place.lower()).strip("-")
