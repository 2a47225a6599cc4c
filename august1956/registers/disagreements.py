"""Where sources disagree: every version of a date, a total or a group, and claims that we reject."""

from typing import Any

from august1956 import data, dates, style
from august1956.charts.disagreements import contested
from august1956.registers._markdown import Page, captioned, cite, has, plain
from august1956.registers._words import CLAIMS, Words

__all__ = ["births", "contested_groups", "events", "lives", "rejected_claims", "totals"]

STATUS = {"preferred": "preferred", "alternative": "another version", "rejected": "rejected"}
Row = dict[str, Any]


def contested_groups() -> Page:
    """Return the persons whom sources put in different top-level groups: each label, who gives it, what we prefer."""
    words = Words()
    claims = words.load("affiliations", "all")
    claims["name"] = claims["person"].map(words.names)
    claims["group"] = [words.parents.get(faction, faction) for faction in claims["faction"]]
    contested = claims.groupby("person").filter(lambda rows: rows["group"].nunique() > 1)
    lines = ["| person | [group]{.by} | label as given | [status]{.by} | source |", "|---|---|---|---|---|"]
    for row in contested.sort_values(["name", "status"]).to_dict("records"):
        lines.append(
            f"| {words.person(row['person'])} | {plain(words.group(row['faction']))} | "
            f"{plain(row['label_as_given'])} | {STATUS[row['status']]} | {cite(row['source'])} |"
        )
    return Page(captioned("Persons whom sources put in different groups", lines, name="contested"))


def lives() -> Page:
    """Return the contested dates of what happened to persons, in the order of the chart: each date, who gives it."""
    words = Words()
    lines = ["| person | what | given |", "|---|---|---|"]
    for _, rows in contested(words.load("outcomes", "all")).groupby("matter", sort=False):
        one = rows.iloc[0]
        what = "death" if one["event"] == "death" else style.KINDS[one["kind"]].label
        given = "; ".join(_dated(row) for row in rows.to_dict("records"))
        lines.append(f"| {words.person(one['person'])} | {what} | {given} |")
    return Page(captioned("Rival dates of what happened to persons", lines))


def _dated(row: Row) -> str:
    date = dates.label(row["date"])
    said = f"**{date}**" if row["status"] == "preferred" else date
    return f"{said} {cite(row['source'])}{', rejected' if row['status'] == 'rejected' else ''}"


def births() -> Page:
    """Return the persons for whom sources give other dates of birth than the one we prefer."""
    words = Words()
    lines = ["| person | preferred | other dates |", "|---|---|---|"]
    for row in words.load("persons").dropna(subset=["birth_rivals"]).to_dict("records"):
        others = words.markdown(row["birth_rivals"])
        lines.append(f"| {words.person(row['id'])} | {dates.label(row['birth'])} | {others} |")
    return Page(captioned("Dates of birth that differ", lines))


def events() -> Page:
    """Return the other versions of events, each with the reason why another is preferred."""
    words = Words()
    lines = ["| date given | event | [status]{.by} | why | source |", "|---|---|---|---|---|"]
    claims = words.load("events", "all")
    for row in claims[claims["status"] != "preferred"].to_dict("records"):
        lines.append(
            f"| {dates.label(row['date'])} | [{plain(row['title'])}](#{row['id']}) | {STATUS[row['status']]} | "
            f"{words.markdown(row['reason'])} | {cite(row['source'])} |"
        )
    return Page(captioned("Events that sources date or place otherwise", lines, name="other-events"))


def totals() -> Page:
    """Return the seats that authors count differently: every number given for one group of one body."""
    words = Words()
    lines = ["| body | seats counted | given |", "|---|---|---|"]
    claims = words.load("counts", "all")
    for (body, faction, seats), rows in claims.groupby(["body", "faction", "seats"], sort=False):
        if rows["count"].nunique() > 1:
            given = "; ".join(_given(words, row) for row in rows.to_dict("records"))
            part = "all" if faction == "all" else words.group(faction)
            lines.append(f"| {words.body(body)} | {plain(part)}, {seats} | {given} |")
    return Page(captioned("Totals that differ", lines))


def _given(words: Words, row: Row) -> str:
    number = f"**{row['count']}**" if row["status"] == "preferred" else row["count"]
    reason = f" ({words.markdown(row['reason']).rstrip('.')})" if has(row["reason"]) else ""
    return f"{number} {cite(row['source'])}{reason}"


def rejected_claims() -> Page:
    """Return every claim that the tables reject, with the reason and the source that makes it."""
    words = Words()
    lines = ["| claim | about | why rejected | source |", "|---|---|---|---|"]
    for table in CLAIMS:
        for row in data.load(table, status="rejected").to_dict("records"):
            said, reason = plain(words.say(row["id"])), words.markdown(row["reason"])
            lines.append(f"| {said} | {_about(words, table, row)} | {reason} | {cite(row['source'])} |")
    return Page(captioned("Claims that we reject, and why", lines, name="rejected"))


def _about(words: Words, table: str, row: Row) -> str:
    if "person" in row:
        return words.person(row["person"])
    if table == "counts":
        return words.body(row["body"])
    return f"[{'event' if table == 'events' else 'conversation'}](#{row['id']})"
