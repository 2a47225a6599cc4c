"""The entry of one person, as HTML for a page of its own: who it was, what became of the person, on whose word."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from markupsafe import Markup

from august1956 import dates, style
from august1956.registers import lifeline
from august1956.registers._claims import Claim, folded
from august1956.registers._html import PersonHtml
from august1956.registers._markdown import has, template
from august1956.registers._words import ABOUT, Words, by_person, linker
from august1956.registers.fate import Sentence, fate, last_word
from august1956.registers.filing import filed, titles
from august1956.registers.schema import LANGUAGES, person_thing

__all__ = ["Entries", "Entry", "Place", "linked_data"]

Row = dict[str, Any]
SCRIPTS = {"Hang": "ko", "Hani": "ko-Hani", "Cyrl": "ru"}
ENDED = ("executed or suicide", "died")  # the steps that end a life


class Place(NamedTuple):
    """A place in the book that speaks of a person or shows one: what it is called, and its address in the book."""

    words: str
    address: str


@dataclass(frozen=True)
class Entry:
    """The page of a person.

    Attributes
    ----------
    id, title : str
        The person's id; the name, with the year of birth where two share it.
    description : str
        The first words about the person, for search engines.
    body : str
        HTML.
    thing : dict
        The person as schema.org has it.
    """

    id: str
    title: str
    description: str
    body: str
    thing: dict[str, Any] = field(hash=False)


class Entries:
    """The entries of all persons, made from one reading of the tables.

    Parameters
    ----------
    directory : path, optional
        The data directory.
    labels : dict of str to str, optional
        What sources are called, where the bibliography tells two of one year apart.

    Raises
    ------
    august1956.data.DataError
        When a table cannot be read, or a row names a person who has no entry.

    Examples
    --------
    >>> entry = Entries().entry("pak-chang-ok")
    >>> entry.title, "박창옥" in entry.body
    ('Pak Chang-ok', True)
    """

    def __init__(self, directory: str | Path | None = None, labels: dict[str, str] | None = None):
        self.words = words = Words(directory)
        words.sources |= labels or {}
        self.claims = {table: by_person(words.load(table, "all")) for table in ABOUT}
        self.forms = by_person(words.load("name_forms"))
        self.talks = by_person(_talks(words))
        self.lives, self.key = lifeline.strips(directory), Markup(lifeline.key())
        self.linker = linker(words.people)
        self.titles = titles(words.people)
        self.order = sorted(words.people.index, key=lambda id: filed(id, words.names[id]))

    def entry(self, id: str, mentions: Sequence[Place] = (), figures: Sequence[Place] = (), cite: str = "") -> Entry:
        """Return the entry of a person.

        Parameters
        ----------
        id : str
            The person's id.
        mentions, figures : sequence of Place
            Where the chapters speak of the person, and the figures that show the person.
        cite : str
            How to cite the page.
        """
        person = {"id": id, **self.words.people.loc[id].to_dict()}
        folds = {name: folded(tables.get(id, [])) for name, tables in self.claims.items()}
        html = PersonHtml(self.words, self.linker, id)
        outcomes = folds["outcomes"]
        group = _group(self.words, folds["affiliations"])
        foreign = group is not None and group["id"] == "foreign" and not outcomes
        sentences = [] if foreign else fate(person["name"], outcomes)
        body = template("person.html").render(
            person=person,
            title=self.titles[id],
            scripts=[(person[name], language) for name, language in LANGUAGES.items() if has(person[name])],
            group=group,
            born=self._born(person),
            life=Markup(self.lives.get(id, "")),
            key=self.key,
            last=last_word(outcomes),
            fate=sentences,
            dated=sorted([*outcomes, *folds["posts"]], key=_when),
            seats=folds["seats"],
            groups=folds["affiliations"],
            forms=self._forms(id, person),
            talks=self.talks.get(id, []),
            mentions=mentions,
            figures=figures,
            cite=cite,
            html=html,
            home=html.address("person-in-index", id),
        )
        last = last_word(outcomes)
        died = last["date"] if last and style.KINDS[last["kind"]].step in ENDED else ""
        thing = person_thing(person, (row["form"] for row in self.forms.get(id, [])), died)
        return Entry(id, self.titles[id], _description(person, sentences), body, thing)

    def _born(self, person: Row) -> str:
        day = dates.label(person["birth"]) if has(person["birth"]) else ""
        place = person["birthplace"] if has(person["birthplace"]) else ""
        return f"born {', '.join(filter(None, [day, place]))}" if day or place else ""

    def _forms(self, id: str, person: Row) -> list[Row]:
        known = {person["name"], *(person[name] for name in LANGUAGES)}
        others = [row for row in self.forms.get(id, []) if row["form"] not in known]
        return [row | {"lang": SCRIPTS.get(row["script"], "")} for row in others]


def _talks(words: Words) -> Any:
    talks = words.load("contacts", "all").dropna(subset=["persons"]).sort_values("date_earliest", kind="stable")
    return talks.assign(person=talks["persons"].str.split("; ")).explode("person")


def _group(words: Words, claims: list[Claim]) -> Row | None:
    """Return the preferred group, its mark, whose word it is, and how many agree."""
    claim = next((claim for claim in claims if claim.row["status"] == "preferred"), None)
    if claim is None:
        return None
    id = claim.row["faction"]
    said = {"id": id, "label": words.group(id), "mark": style.faction(id).id}
    return said | {"source": claim.row["source"], "others": claim.others}


def _when(claim: Claim) -> tuple[bool, str, bool]:
    """Order outcomes and offices together: outcomes by the last day possible, offices by the first; undated last."""
    row = claim.row
    names = ("date_latest", "date_earliest") if "kind" in row else ("from_earliest", "from_latest", "to_earliest")
    day = next((str(row[name]) for name in names if has(row[name])), "")
    return not day, day, "kind" in row


def _description(person: Row, sentences: list[Sentence]) -> str:
    parts = [
        f"{person['name']}: {person['role']}." if has(person["role"]) else f"{person['name']}.",
        *(s.text for s in sentences[:1]),
        "What the sources say of this person, row by row.",
    ]
    return " ".join(parts)[:300]


def linked_data(entry: Entry, book: dict[str, Any], address: str = "") -> Markup:
    """Return a person's page as JSON-LD: the page in its book, and the person whom it is about."""
    page = {"@type": "ProfilePage", "name": entry.title, "isPartOf": book, "mainEntity": entry.thing}
    page |= {"url": address} if address else {}
    text = json.dumps({"@context": "https://schema.org", "@graph": [page]}, ensure_ascii=False)
    return Markup(text.replace("<", "\\u003c"))
