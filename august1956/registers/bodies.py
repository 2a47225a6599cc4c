"""The register of committees and cabinets: dates, seats, who is named and how each came in, the totals authors give."""

import re
from typing import Any

import pandas as pd

from august1956 import style
from august1956.charts import joined_later
from august1956.registers._markdown import Page, capital, has, plain, rendered
from august1956.registers._words import Words, term

__all__ = ["bodies"]

Row = dict[str, Any]
KINDS = {
    "central-committee": "Central Committees",
    "political-committee": "Political Committees",
    "standing-committee": "Standing Committees",
    "cabinet": "Cabinets",
    "assembly": "The Supreme People’s Assembly",
    "other": "Other bodies",
    "total": "Totals that belong to no body",
}
SEATS = {"full": "Full members", "candidate": "Candidate members", "member": "Members", "chair": "Chair",
         "vice-chair": "Vice chairs", "secretary": "Secretaries"}  # fmt: skip
LATER = "joined later, or at a time not known"
ENTRIES = {"co-opted": "co-opted", "merger": "added by the merger of 1949"}


def bodies() -> Page:
    """Return the register of committees and cabinets.

    Returns
    -------
    Page
        MyST Markdown. Each body has its id as target. Members are counted as the charts count them: apart from those
        elected stand the co-opted, and those who came in later or at a time not known.
    """
    words = Words()
    table = words.load("bodies").sort_values("from_earliest")
    table.loc[table["note"].str.startswith("Not a body", na=False), ["kind", "note"]] = "total", ""
    seats = _seats(words)
    counts = words.load("counts", "all")
    kinds = {
        title: [_body(words, body, seats, counts) for body in table[table["kind"] == kind].to_dict("records")]
        for kind, title in KINDS.items()
    }
    return rendered("bodies", kinds=kinds)


def _seats(words: Words) -> pd.DataFrame:
    """Return the preferred seats with each person's group and the way the seat was come by."""
    seats = words.load("seats").sort_values(["rank", "person"])
    groups = words.load("affiliations").drop_duplicates("person").set_index("person")["faction"]
    later = joined_later(seats, words.load("bodies"))
    came = pd.Series("", index=seats.index).mask(later, LATER)
    for entry, said in ENTRIES.items():
        came = came.mask(seats["entry"].eq(entry), said)
    return seats.assign(came=came, faction=seats["person"].map(groups))


def _body(words: Words, body: Row, seats: pd.DataFrame, counts: pd.DataFrame) -> Row:
    about = [capital(part) for part in (term(body), _sizes(body), plain(body["note"])) if part]
    return {
        "id": body["id"],
        "label": body["label"],
        "was": re.sub(r"[^a-z0-9]+", "-", body["label"].lower()) if "–" in body["label"] else "",
        "about": ". ".join(about),
        "source": body["source"],
        "members": _members(words, seats[seats["body"] == body["id"]]),
        "totals": [
            {"id": row["id"], "said": plain(words.total(row)), "source": row["source"], "note": words.note(row)}
            for row in counts[counts["body"] == body["id"]].to_dict("records")
        ],
    }


def _members(words: Words, seats: pd.DataFrame) -> list[Row]:
    """Return the names of each kind of seat, those elected first, each in the colour of the group."""
    parts = []
    for (seat, came), rows in seats.groupby(["seat", "came"], sort=False):
        people = rows.drop_duplicates("person").to_dict("records")
        parts.append({"title": SEATS.get(seat, seat.capitalize()), "seat": seat, "came": came, "count": len(people),
                      "names": ", ".join(_name(words, row) for row in people)})  # fmt: skip
    return sorted(parts, key=lambda part: (list(SEATS).index(part["seat"]), part["came"] != "", part["came"]))


def _name(words: Words, row: Row) -> str:
    implied = "°" if row["basis"] == "implied" else ""
    return f"[{words.person(row['person'])}]{{.of .{style.faction(row['faction']).id}}}{implied}"


def _sizes(body: Row) -> str:
    sizes = {seat: body[f"{seat}_seats"] for seat in ("full", "candidate")}
    return ", ".join(f"{size} {seat} seats" for seat, size in sizes.items() if has(size) and size)
