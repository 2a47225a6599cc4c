"""Where sources disagree: claims that we reject, and persons whom sources put in different groups, as MyST text."""

import pandas as pd

from august1956 import data, registers

__all__ = ["contested_groups", "rejected_claims"]

CLAIMS = ("affiliations", "seats", "posts", "outcomes", "counts", "events", "contacts")


def contested_groups() -> str:
    """Return the persons whom sources put in different top-level groups: each label, who gives it, what we prefer."""
    claims = data.load("affiliations", status="all").merge(data.load("persons")[["id", "name"]], left_on="person",
                                                           right_on="id", suffixes=("", "_person"))  # fmt: skip
    parents = data.load("factions").set_index("id")["parent"]
    claims["group"] = claims["faction"].map(lambda faction: parents.get(faction) or faction)
    claims["group"] = claims["group"].where(claims["group"].notna(), claims["faction"])
    contested = (
        claims.groupby("person").filter(lambda rows: rows["group"].nunique() > 1).sort_values(["name", "status"])
    )
    lines = ["| person | [group]{.by} | label as given | [status]{.by} | source |", "|---|---|---|---|---|"]
    for row in contested.to_dict("records"):
        lines.append(
            f"| [{registers.plain(row['name'])}](#{row['person']}) | {row['faction']} | "
            f"{registers.plain(row['label_as_given'])} | {row['status']} | {registers.cite(row['source'])} |"
        )
    return registers.captioned("Persons whom sources put in different groups", lines, name="contested")


def rejected_claims() -> str:
    """Return every claim that the tables reject, with the reason and the source that makes it."""
    names = data.load("persons").set_index("id")["name"]
    lines = ["| claim | about | why rejected | source |", "|---|---|---|---|"]
    for table in CLAIMS:
        for row in data.load(table, status="rejected").to_dict("records"):
            lines.append(f"| {_claim(table, row)} | {_about(table, row, names)} | {registers.plain(row['reason'])} "
                         f"| {registers.cite(row['source'])} |")  # fmt: skip
    return registers.captioned("Claims that we reject, and why", lines, name="rejected")


def _claim(table, row):
    said = {
        "outcomes": lambda: f"{row['kind'].replace('_', ' ')}, {row['date'] if pd.notna(row['date']) else 'no date'}",
        "affiliations": lambda: f"group: {row['faction']}",
        "seats": lambda: f"{row['seat']} of {row['body']}",
        "posts": lambda: row["post"],
        "counts": lambda: f"{row['faction']}: {row['count']}",
        "events": lambda: f"{row['title']}, {row['date']}",
        "contacts": lambda: f"talk of {row['date']}",
    }
    return registers.plain(said[table]())


def _about(table, row, names):
    if "person" in row:
        return f"[{registers.plain(names[row['person']])}](#{row['person']})"
    return f"[{table}](#table-{table})"
