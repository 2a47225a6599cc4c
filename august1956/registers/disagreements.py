"""Where sources disagree: claims that we reject, and persons whom sources put in different groups, as MyST text."""

import re

import pandas as pd

from august1956 import data, dates, registers

__all__ = ["births", "contested_groups", "events", "rejected_claims", "totals"]

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


def births() -> str:
    """Return the persons for whom sources give other dates of birth than the one we prefer."""
    lines = ["| person | preferred | other dates |", "|---|---|---|"]
    for row in data.load("persons").dropna(subset="birth_rivals").to_dict("records"):
        others = registers.with_sources(row["birth_rivals"])
        lines.append(f"| [{registers.plain(row['name'])}](#{row['id']}) | {dates.label(row['birth'])} | {others} |")
    return registers.captioned("Dates of birth that differ", lines)


def events() -> str:
    """Return the other versions of events, each with the reason why another is preferred."""
    lines = ["| event | date given | status | why | source |", "|---|---|---|---|---|"]
    claims = data.load("events", status="all")
    for row in claims[claims["status"] != "preferred"].to_dict("records"):
        reason = re.sub(r"\be\d{4}[\w-]+", r"[the other](#\g<0>)", registers.plain(row["reason"]))
        lines.append(
            f"| [{registers.plain(row['title'])}](#{row['id']}) | {dates.label(row['date'])} | {row['status']} | "
            f"{reason} | {registers.cite(row['source'])} |"
        )
    return registers.captioned("Events that sources date or place otherwise", lines)


def totals() -> str:
    """Return the seats that authors count differently: every number given for one group of one body."""
    claims = data.load("counts", status="all").merge(data.load("bodies"), left_on="body", right_on="id",
                                                     suffixes=("", "_body"))  # fmt: skip
    lines = ["| body | seats counted | given |", "|---|---|---|"]
    for (_, faction, seats), rows in claims.groupby(["body", "faction", "seats"], sort=False):
        if rows["count"].nunique() > 1:
            given = "; ".join(map(_given, rows.to_dict("records")))
            body = f"[{registers.plain(rows['label'].iloc[0])}](#{rows['body'].iloc[0]})"
            lines.append(f"| {body} | {faction}, {seats} | {given} |")
    return registers.captioned("Totals that differ", lines)


def _given(row):
    number = f"**{row['count']}**" if row["status"] == "preferred" else row["count"]
    reason = f" ({registers.plain(row['reason']).rstrip('.')})" if pd.notna(row["reason"]) else ""
    return f"{number} {registers.cite(row['source'])}{reason}"


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
