"""What changed from version to version: what the changelog tells, and which rows of the tables differ."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from august1956 import data
from august1956.registers._markdown import Page, captioned, plain
from august1956.registers._words import Words
from august1956.registers.codebook import ELSEWHERE, beside

__all__ = ["versions"]

KINDS = ("added", "changed", "retired")
LINKED = ("bodies", "events", "emendations", "verdicts", "contacts")  # tables whose rows have an address of their own
TITLES = {"places": "name", "emendations": "edited", "verdicts": "claim", "factions": "label", "bloc_leaders": "leader"}
Rows = list[dict[str, str]]


def versions() -> Page:
    """Return each version, newest first: what a reader sees of it, and the rows that came, changed or were retired.

    The words are those of ``CHANGELOG.md``; the rows those of ``releases/changes-OLD-NEW.csv``, one row a difference:
    table, id, what, column, old, new.
    """
    if not (text := beside("CHANGELOG.md")):
        return Page(ELSEWHERE.format("CHANGELOG.md"))
    found = re.findall(r"^## (\S+) \((.+?)\)\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    words, releases = Words(), data.root().parent / "releases"
    return Page("\n\n".join(part for version in found for part in _version(releases, words, *version)))


def _version(releases: Path, words: Words, number: str, day: str, told: str) -> Iterator[str]:
    yield f"(version-{number.replace('.', '-')})=\n## Version {number}, {day}\n\n{told.strip()}"
    for file in releases.glob(f"changes-*-{number}.csv"):
        with open(file, encoding="utf-8", newline="") as handle:
            rows = list(csv.DictReader(handle))
        old = file.stem.split("-")[1]
        yield captioned(f"Rows that differ between {old} and {number}", list(_counts(rows)))
        yield f"Every difference, cell by cell: {{download}}`{file.name} <../../releases/{file.name}>`."
        yield from _by_table(words, rows)


def _counts(rows: Rows) -> Iterator[str]:
    """Yield a table of how many rows of each table came, changed and were retired."""
    tally = Counter((row["table"], row["what"]) for row in _once(rows))
    yield "| table | " + " | ".join(KINDS) + " |"
    yield "|---|---|---|---|"
    for table in dict.fromkeys(row["table"] for row in rows):
        yield f"| `{table}` | " + " | ".join(str(tally[table, kind]) for kind in KINDS) + " |"


def _once(rows: Rows) -> Rows:
    """Return each row of the tables once, although each of its cells that changed is a difference."""
    return list({(row["table"], row["id"], row["what"]): row for row in rows}.values())


def _by_table(words: Words, rows: Rows) -> Iterator[str]:
    """Yield, folded by table, whom or what the rows are about."""
    for table in dict.fromkeys(row["table"] for row in rows):
        own = [row for row in _once(rows) if row["table"] == table]
        named = {kind: _listed(words, table, [row["id"] for row in own if row["what"] == kind]) for kind in KINDS}
        lines = [f"**{kind.capitalize()}:** {names}." for kind, names in named.items() if names]
        if lines:
            body = "\n\n".join(lines)
            yield f"<details><summary>The rows of {table.replace('_', ' ')}</summary>\n\n{body}\n\n</details>"


def _listed(words: Words, table: str, ids: list[str]) -> str:
    """Return what some rows are about, each once with its number of rows, in alphabetical order."""
    titles = _titles(words, table)
    tally = Counter(titles.get(id) or _about(words, table, id) for id in ids)
    return ", ".join(f"{name} ({count})" if count > 1 else name for name, count in sorted(tally.items()) if name)


def _about(words: Words, table: str, id: str) -> str:
    """Return what a row is about, with a link where it has an address; of a row that is gone, nothing."""
    person = id.split(" ")[0] if table in ("persons", "name_forms") else ""
    if id in words.rows:
        person = words.rows[id][1].get("person", "")
        if not person:
            return f"[{plain(words.say(id))}](#{id})" if table in LINKED else plain(words.say(id))
    return words.person(person) if person in words.names else ""


def _titles(words: Words, table: str) -> dict[str, str]:
    """Return what the rows of a table that makes no claim are called, by id."""
    column = TITLES.get(table, "")
    rows = words.load(table, "all") if column else pd.DataFrame({"id": [], "": []})
    named = {id: plain(name) for id, name in zip(rows["id"], rows[column], strict=True)}
    return {id: f"[{name}](#{id})" if table in LINKED else name for id, name in named.items()}
