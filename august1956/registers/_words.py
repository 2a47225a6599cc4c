"""What ids are called: each row in words, and texts in which ids and keys stand as words that lead somewhere."""

import re
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from august1956 import data, dates, style
from august1956.data import sources
from august1956.registers._markdown import cite, has, plain

__all__ = ["ABOUT", "CLAIMS", "HOMES", "SEATS", "Token", "Words", "by_person", "happened", "linker", "term"]

Row = dict[str, Any]
SEATS = {"full": "full member", "candidate": "candidate member", "vice-chair": "vice chair"}
ABOUT = ("affiliations", "seats", "posts", "outcomes")  # tables whose rows are about one person
CLAIMS = (*ABOUT, "counts", "events", "contacts")
HOMES = (*CLAIMS, "bodies")  # rows with an address
_ID = re.compile(r"(?<![\w-])([a-z][a-z0-9]*(?:-\w+)+|[a-z]+\d{4}[\w-]*)(?![\w-])")
_JARGON = {"the preferred row": "the version that we prefer", "preferred row": "preferred version"}


class Token(NamedTuple):
    """A piece of a text: its words, and what it leads to (kind and id), if anything."""

    words: str
    kind: str = ""
    id: str = ""


class Words:
    """What the ids of the tables are called.

    Parameters
    ----------
    directory : path, optional
        The data directory; by default the one that `august1956.data.root` finds.

    Raises
    ------
    august1956.data.DataError
        When a row names a person who has no entry.
    """

    def __init__(self, directory: str | Path | None = None):
        self.directory = directory
        self.people = self.load("persons").set_index("id")
        self.bodies = self.load("bodies").set_index("id")["label"].to_dict()
        groups = self.load("factions").set_index("id")
        self.groups = groups["label"].to_dict()
        self.parents = {id: parent for id, parent in groups["parent"].items() if has(parent)}
        self.sources = sources.labels(directory)
        self.names = self.people["name"].to_dict()
        for table in (*ABOUT, "name_forms"):
            self._known(table)

    def load(self, table: str, status: str = "preferred") -> pd.DataFrame:
        """Read a table of the directory."""
        return data.load(table, status=status, directory=self.directory)

    def _known(self, table: str) -> None:
        rows = self.load(table, "all")
        strangers = rows[~rows["person"].isin(self.names)]
        for row in strangers.to_dict("records"):
            raise data.DataError(
                f"{table}.csv: the row {row.get('id', row.get('form'))!r} names {row['person']!r}, who has no entry in "
                "persons.csv; add the person there, or mend the id; `python -m august1956 check` lists every fault"
            )

    @cached_property
    def rows(self) -> dict[str, tuple[str, Row]]:
        """Every row that makes a claim, by its id, with its table."""
        tables = {table: self.load(table, "all").to_dict("records") for table in (*CLAIMS, "bodies")}
        return {row["id"]: (table, row) for table, rows in tables.items() for row in rows}

    def group(self, id: object) -> str:
        """Return what a group is called; "Not known" for a missing one."""
        return self.groups.get(str(id), str(id).replace("-", " ").capitalize()) if has(id) else "Not known"

    def say(self, id: str) -> str:
        """Return a row in words, without markup.

        Examples
        --------
        >>> Words().say("o-pak-chang-ok-rehabilitated")
        'rehabilitated, 23 September 1956'
        """
        table, row = self.rows[id]
        said: dict[str, Callable[[Row], str]] = {
            "affiliations": lambda r: f"group: {self.group(r['faction'])}",
            "seats": lambda r: f"{SEATS.get(r['seat'], r['seat'])}, {self.bodies[r['body']]}",
            "posts": lambda r: ", ".join(filter(None, [r["post"], term(r)])),
            "outcomes": happened,
            "counts": self.total,
            "events": lambda r: f"{r['title']}, {dates.label(r['date'])}",
            "contacts": lambda r: f"conversation of {dates.label(r['date'])}",
            "bodies": lambda r: r["label"],
        }
        return said[table](row)

    def total(self, row: Row) -> str:
        """Return a total of the table of counts in words: which group or part, how many, of how many seats."""
        whole = f" of {row['total']}" if has(row["total"]) and row["total"] != row["count"] else ""
        seats = f" {row['seats']} seats" if has(row["seats"]) else ""
        part = "" if row["faction"] == "all" else f"{self.group(row['faction'])}: "
        return f"{part}{row['count']:,}{whole}{seats}"

    def tokens(self, text: object) -> list[Token]:
        """Split a text at the ids of rows and the keys of sources that stand in it."""
        if not has(text):
            return []
        words = str(text)
        for jargon, instead in _JARGON.items():
            words = words.replace(jargon, instead)
        return [self._token(piece) for piece in _ID.split(words) if piece]

    def _token(self, piece: str) -> Token:
        if piece in self.rows:
            return Token(self.say(piece), "row", piece)
        if piece in self.sources:
            return Token(self.sources[piece], "source", piece)
        return Token(piece)

    def markdown(self, text: object, link: Callable[[object], str] = plain) -> str:
        """Return a text as Markdown: rows as links to them, keys as citations, the rest as `link` has it."""
        how = {
            "row": lambda token: f"[{plain(token.words)}](#{token.id})",
            "source": lambda token: cite(token.id),
            "": lambda token: link(token.words),
        }
        return "".join(how[token.kind](token) for token in self.tokens(text))

    def person(self, id: str) -> str:
        """Return a link to a person."""
        return f"[{plain(self.names[id])}](#{id})"

    def body(self, id: str) -> str:
        """Return a link to a body."""
        return f"[{plain(self.bodies[id])}](#{id})"

    def note(self, row: Row) -> str:
        """Return, after a row that is not the preferred one, what it is and why, set off by its class."""
        reason = self.markdown(row["reason"]).rstrip(".")
        status = {"alternative": "another version", "rejected": "rejected"}.get(row["status"], "")
        words = "" if reason and row["status"] == "alternative" else status  # the reason tells what it is
        text = ": ".join(filter(None, [words, reason]))
        return f" [({text}{'.' * bool(reason)})]{{.{row['status']}}}" if text else ""


def by_person(table: pd.DataFrame) -> dict[str, list[Row]]:
    """Return the rows of a table by the person whom they are about."""
    found: dict[str, list[Row]] = {}
    for row in table.to_dict("records"):  # at once: for each person apart it takes ten times as long
        found.setdefault(row["person"], []).append(row)
    return found


def term(row: Row) -> str:
    """Return the days from which and to which a seat or an office was held, in words."""
    start, end = (dates.label(row[column]) if has(row[column]) else "" for column in ("from", "to"))
    if start and end:
        return start if start == end else f"{start} to {end}"
    return f"from {start}" if start else f"until {end}" if end else ""


def happened(row: Row) -> str:
    """Return an outcome in a few words: what and when."""
    when = dates.label(row["date"]) if has(row["date"]) else "no date"
    return f"{style.KINDS[row['kind']].label}, {when}"


def linker(people: pd.DataFrame) -> tuple[re.Pattern[str], dict[str, str]]:
    """Return a pattern that finds the names of persons in a text, as its group "name", and their ids; no namesakes.

    Parameters
    ----------
    people : pandas.DataFrame
        The persons, by id: name.
    """
    single = people[~people["name"].duplicated(keep=False)]
    bare = single["name"].str.replace(r"^(\w+\. )+", "", regex=True)  # A. I. Mikoyan is Mikoyan
    ids = dict(zip(bare, single.index, strict=True))
    names = "|".join(map(re.escape, sorted(ids, key=len, reverse=True)))
    return re.compile(rf"(?<![\w-])(?:[A-Z]\. ?)*(?P<name>{names})(?![\w-])"), ids
