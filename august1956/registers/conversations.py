"""The register of conversations with diplomats: when and who to whom, where and about what, on which record."""

from typing import Any

from august1956 import dates, style
from august1956.registers._markdown import Page, captioned, cite, ended, has, joined, plain
from august1956.registers._prose import Linker
from august1956.registers._words import Words

__all__ = ["conversations", "talks_of_events"]

Row = dict[str, Any]


def conversations() -> Page:
    """Return the conversations as a table of two columns: when and who to whom, where and about what.

    Returns
    -------
    Page
        MyST Markdown; each conversation has its id as target and can be filtered by year, group and country.
    """
    words = Words()
    link, events = Linker(words), _events(words)
    groups = words.load("affiliations").drop_duplicates("person").set_index("person")["faction"].to_dict()
    lines = ["| when, and who to whom | where, and about what |", "|---|---|"]
    for row in words.load("contacts", "all").sort_values(["date_earliest", "id"]).to_dict("records"):
        lines.append(f"| {_who(words, link, row, groups)} | {_what(words, link, row, events)} |")
    return Page(captioned("Conversations with diplomats, in order of date", lines, name="conversations"))


def _who(words: Words, link: Linker, row: Row, groups: dict[str, str]) -> str:
    day = f"[{dates.label(row['date'])}]{{#{row['id']} .by-date}}"
    labels = [f"[{plain(words.group(id))}]{{.by-group}}" for id in _ids(row["faction"])]
    group = f" {', '.join(labels)}" if labels else ""
    country = f", {_each(row['country'], 'country')}" if has(row["country"]) else ""
    return f"{day} {_talkers(words, row, groups)}{group} → {link(row['diplomat'])}{country}"


def _what(words: Words, link: Linker, row: Row, events: dict[str, list[str]]) -> str:
    city = f"**{plain(row['city'])}.** " if has(row["city"]) else ""
    document = [joined(row["document"], row["archive_ref"]), *events.get(row["id"], []), cite(row["source"])]
    return f"{city}{link(ended(row['topic']))}{words.note(row)} *Record:* {'. '.join(filter(None, document))}"


def _each(values: object, name: str) -> str:
    return " and ".join(f"[{plain(value)}]{{.by-{name}}}" for value in _ids(values))


def _ids(cell: object) -> list[str]:
    return str(cell).split("; ") if has(cell) else []


def _talkers(words: Words, row: Row, groups: dict[str, str]) -> str:
    """Return links to the persons who spoke, or say that the diplomats were among themselves."""
    people = [f"[{words.person(id)}]{{.of .{style.faction(groups.get(id)).id}}}" for id in _ids(row["persons"])]
    people += [plain(row["speaker"])] * has(row["speaker"])
    return ", ".join(people) or "diplomats among themselves"


def _events(words: Words) -> dict[str, list[str]]:
    """Return a link to each event that a conversation tells of, by conversation."""
    found: dict[str, list[str]] = {}
    for event, talks in talks_of_events(words).items():
        for talk in talks:
            found.setdefault(talk, []).append(f"[chronology](#{event})")
    return found


def talks_of_events(words: Words) -> dict[str, list[str]]:
    """Return the conversations that tell of an event: those of its day, on a record that it rests on."""
    events = words.load("events", "all")[["id", "date", "source", "also"]].fillna("").to_dict("records")
    talks, found = dict(list(words.load("contacts", "all").groupby("date"))), {}
    for event in events:
        keys = set(f"{event['source']}; {event['also']}".split("; "))
        same = talks[event["date"]].itertuples() if event["date"] in talks else ()
        if ids := [row.id for row in same if keys & set(row.source.split("; "))]:
            found[event["id"]] = ids
    return found
