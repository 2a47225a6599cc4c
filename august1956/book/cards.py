"""Cards on names: who somebody was when the story begins, for a reader who meets a name; never how it ended.

A chart tells how it ended: the cards on its marks say that too.
"""

import functools
from pathlib import Path
from typing import Any, NamedTuple

from docutils import nodes
from sphinx.application import Sphinx

from august1956.vocabulary import PAGES

__all__ = ["Card", "cards", "setup"]

PERSONS = PAGES["person"]
SUMMER = ("1956-07-01", "1956-08-31")  # of the story: the offices held in it stand on the card
TOLD = ("Cabinet", "Ministry")  # bodies that the name of an office tells already
PARTY = (("WPK Central", "Central"), ("WPK", "Workers’ Party"))  # a reader of a card does not know our short forms
GROUPLESS = {"unknown", "other"}


class Card(NamedTuple):
    """The words of a card, the group in whose colour the name is underlined, and the last word, for charts."""

    words: str
    group: str
    fate: str


def add_cards(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Give each link to a person the words of a small card: the name in Korean, the group, the office in 1956."""
    if docname == PERSONS or app.builder.format != "html":
        return
    known = cards(app)
    for link in doctree.findall(nodes.reference):
        page, _, person = link.get("refuri", "").partition("#")
        if page.endswith("persons.html") and person in known:
            link["reftitle"] = known[person].words
            link["classes"] += ["person", known[person].group]


def cards(app: Sphinx) -> dict[str, Card]:
    """Return each person's card, by id.

    Parameters
    ----------
    app : sphinx.application.Sphinx
        The build whose tables tell.

    Returns
    -------
    dict of str to Card
        The words are, for example, ``Kim Tu-bong · 김두봉 · Yan’an faction · in the summer of 1956: Chairman of the
        Standing Committee, Supreme People’s Assembly``; where no office of that summer is known, who the person was.
    """
    return _cards(str(Path(app.srcdir) / "data"), app.config.august1956_tables)


@functools.cache
def _cards(directory: str, state: str) -> dict[str, Card]:
    from august1956 import data  # brings pandas, which a build that changes nothing can do without
    from august1956.registers.fate import last_words

    offices = _offices(data.load("posts", directory=directory))
    ends = last_words(data.load("outcomes", directory=directory))
    people = data.load("persons", directory=directory).set_index("id")
    return {
        row.person: Card(
            _words(row, people.loc[row.person], offices.get(row.person, "")), row.faction, ends.get(row.person, "")
        )
        for row in data.groups(directory).itertuples()
    }


def _offices(posts: Any) -> dict[str, str]:
    """Return the offices that each person is known to have held in the summer of 1956, the one begun first before."""
    first, last = SUMMER
    held = posts[(posts["from_latest"] <= last) & ~(posts["to_latest"] < first)].sort_values("from_latest")
    old = held["to_latest"].isna() & (held["from_latest"] < "1954")  # so old that it may have ended long before
    offices: dict[str, list[str]] = {}
    for row in held[~old].itertuples():
        told = not isinstance(row.body, str) or row.body.startswith(TOLD)
        offices.setdefault(row.person, []).append(row.post if told else f"{row.post}, {row.body}")
    return {person: "; ".join(dict.fromkeys(names)) for person, names in offices.items()}


def _words(row: Any, person: Any, office: str) -> str:
    from august1956.registers._markdown import printed

    group = "" if row.faction in GROUPLESS else str(row.label)
    for short, long in PARTY:
        office = office.replace(short, long)
    who = f"in the summer of 1956: {office}" if office else _text(person["role"])
    return printed(" · ".join(filter(None, [row.name, _text(person["hangul"]), group, who])))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def setup(app: Sphinx) -> None:
    """Connect everything; `august1956.book` calls this."""
    app.connect("doctree-resolved", add_cards)
