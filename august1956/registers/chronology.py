"""The chronology: what happened when, each event at its own address, with who and where in the book, and its source."""

from typing import Any

from august1956 import dates
from august1956.registers._markdown import Page, captioned, cite, has, plain, rendered
from august1956.registers._prose import Linker
from august1956.registers._words import Words
from august1956.registers.conversations import talks_of_events

__all__ = ["chronology"]


def chronology() -> Page:
    """Return the chronology, a rail of years and a table, each event with its id as target.

    Returns
    -------
    Page
        MyST Markdown.
    """
    words = Words()
    link, talks = Linker(words), talks_of_events(words)
    events = words.load("events", "all").sort_values(["date_earliest", "id"]).to_dict("records")
    lines = ["| [date]{.by .year} | [kind]{.by} | event |", "|---|---|---|"]
    years: dict[str, str] = {}
    for event in events:
        year = _year(event)
        first = f"[]{{#year-{year}}}" if year and year not in years else ""
        years |= {year: f"year-{year}"} if year else {}
        lines.append(f"| {first}[{dates.label(event['date'])}]{{#{event['id']}}} | {plain(event['kind'])} | "
                     f"{_told(words, link, event)}{_where(event)}{_record(event, talks)} |")  # fmt: skip
    return rendered("chronology", years=years, table=captioned("What happened, in order of date", lines, name="events"))


def _told(words: Words, link: Linker, event: dict[str, Any]) -> str:
    return f"**{plain(event['title'])}.** {link(event['description'])} {cite(event['source'])}{words.note(event)}"


def _where(event: dict[str, Any]) -> str:
    """Return the role that the book fills in when it knows what its pages name: see `august1956.book.mentions`."""
    return f"{{mentions}}`{event['id']}`"


def _record(event: dict[str, Any], talks: dict[str, list[str]]) -> str:
    return "".join(f" Record: [conversation](#{name})." for name in talks.get(event["id"], []))


def _year(event: dict[str, Any]) -> str:
    """Return the year of the first day that an event's date allows, or of the last where it has no first."""
    days = [event[name] for name in ("date_earliest", "date_latest") if has(event[name])]
    return f"{days[0]:%Y}" if days else ""
