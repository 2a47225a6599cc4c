"""What the sources lack in imprint, and what rests on each: the persons, events and claims whose rows name it."""

from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

from august1956 import dates
from august1956.data import sources
from august1956.registers._markdown import Page, captioned, has, plain
from august1956.registers._words import Words

__all__ = ["Use", "imprints", "source_uses", "uses"]

KINDS = {"book": "books", "article": "articles", "techreport": "reports", "misc": "documents and pages"}


class Use(NamedTuple):
    """What a row is about: its words, and the id that leads there."""

    words: str
    id: str


def uses(directory: str | Path | None = None) -> dict[str, dict[Use, int]]:
    """Return what rests on each source.

    Parameters
    ----------
    directory : path, optional
        The data directory.

    Returns
    -------
    dict of str to dict
        By key: each person, event, claim, conversation or body, and how many rows about it name the source.
    """
    words = Words(directory)
    found: dict[str, dict[Use, int]] = {key: Counter() for key in sources.entries(directory)}
    for table in ("affiliations", "seats", "posts", "outcomes", "events", "verdicts", "contacts", "counts"):
        for row in words.load(table, "all").to_dict("records"):
            for key in row["source"].split("; ") if has(row["source"]) else ():
                found.setdefault(key, Counter())[_about(words, table, row)] += 1
    return {key: dict(counts) for key, counts in found.items()}


def _about(words: Words, table: str, row: dict[str, Any]) -> Use:
    if "person" in row:
        return Use(words.names[row["person"]], row["person"])
    said = {
        "events": lambda: dates.label(row["date"]),
        "verdicts": lambda: f"claim {row['id'].removeprefix('v-')}",
        "contacts": lambda: f"conversation of {dates.label(row['date'])}",
        "counts": lambda: f"totals of {words.bodies[row['body']]}",
    }
    return Use(said[table](), row["body"] if table == "counts" else row["id"])


def source_uses() -> Page:
    """Return a table of what rests on each source, for readers of a notebook; the book puts it under each source."""
    lines = ["| source | rows | about |", "|---|---|---|"]
    for key, counts in sorted(uses().items()):
        if counts:
            about = ", ".join(f"[{plain(use.words)}](#{use.id})" for use in counts)
            lines.append(f"| {{cite}}`{key}` | {sum(counts.values())} | {about} |")
    return Page(captioned("Sources, and what rests on them", lines))


def imprints() -> Page:
    """Return how many sources of each kind lack a part of their imprint, and what they lack."""
    lines = ["| sources | all | complete | lacking |", "|---|---|---|---|"]
    for kind, name in KINDS.items():
        lacks = [sources.missing(kind, fields) for found, fields in sources.entries().values() if found == kind]
        tally = Counter(part for parts in lacks for part in parts)
        parts = ", ".join(f"{part} ({count})" for part, count in tally.most_common())
        lines.append(f"| {name} | {len(lacks)} | {sum(not parts for parts in lacks)} | {parts} |")
    return Page(captioned("Imprints: complete, and what the others lack", lines))
