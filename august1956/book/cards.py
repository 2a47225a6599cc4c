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
DAY = "1956-08-30"  # of the plenum: the office held then stands on the card
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
    known = cards(str(Path(app.srcdir) / "data"))
    for link in doctree.findall(nodes.reference):
        page, _, person = link.get("refuri", "").partition("#")
        if page.endswith("persons.html") and person in known:
            link["reftitle"] = known[person].words
            link["classes"] += ["person", known[person].group]


@functools.cache
def cards(directory: str) -> dict[str, Card]:
    """Return each person's card, by id.

    Parameters
    ----------
    directory : str
        The data directory.

    Returns
    -------
    dict of str to Card
        The words are, for example, ``Kim Tu-bong · 김두봉 · Yan’an group · chair of the Presidium of the Supreme
        People’s Assembly``: the office is that of August 1956 where one is known, else who the person was.
    """
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
    """Return the office that each person held on the day of the plenum, the one begun last where there are several."""
    held = posts[(posts["from_latest"] <= DAY) & ~(posts["to_latest"] < DAY)].sort_values("from_latest")
    open_ended = held["to_latest"].isna() & (held["from_latest"] < "1954")  # so old that it may have ended long before
    return dict(held[~open_ended][["person", "post"]].itertuples(index=False, name=None))


def _words(row: Any, person: Any, office: str) -> str:
    from august1956.registers._markdown import printed

    group = "" if row.faction in GROUPLESS else str(row.label)
    who = f"in August 1956: {office}" if office else _text(person["role"])
    return printed(" · ".join(filter(None, [row.name, _text(person["hangul"]), group, who])))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def setup(app: Sphinx) -> None:
    """Connect everything; `august1956.book` calls this."""
    app.connect("doctree-resolved", add_cards)
