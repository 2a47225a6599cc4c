"""Cards on names: what a link to a person says of the person before anybody follows it."""

import functools
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.application import Sphinx

from august1956 import dates, style
from august1956.vocabulary import PAGES

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["card_texts", "setup"]

PERSONS = PAGES["person"]
CAREER = {"promoted", "survived_in_post"}  # what a card leaves out where something else is known


def add_cards(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Give each link to a person the words of a small card: the name in Korean, the group, what became of them."""
    if docname == PERSONS or app.builder.format != "html":
        return
    texts = card_texts(str(Path(app.srcdir) / "data"))
    for link in doctree.findall(nodes.reference):
        page, _, person = link.get("refuri", "").partition("#")
        if page.endswith("persons.html") and person in texts:
            link["reftitle"] = texts[person]
            link["classes"].append("person")


@functools.cache
def card_texts(directory: str) -> dict[str, str]:
    """Return the words of each person's card, by id.

    Parameters
    ----------
    directory : str
        The data directory.

    Returns
    -------
    dict of str to str
        For example ``Kim Tu-bong · 김두봉 · Yan’an group · expelled from the party, March 1958``; for somebody of
        no group, who it is.
    """
    from august1956 import data  # brings pandas, which a build that changes nothing can do without

    outcomes = data.load("outcomes", directory=directory).sort_values("date_latest", na_position="first")
    last = outcomes[~outcomes["kind"].isin(CAREER)].drop_duplicates("person", keep="last").set_index("person")
    people = data.groups(directory).merge(data.load("persons", directory=directory)[["id", "hangul", "role"]],
                                          left_on="person", right_on="id")  # fmt: skip
    return {
        row.person: " · ".join(filter(None, [row.name, _text(row.hangul), _group(row), _fate(last, row.person)]))
        for row in people.itertuples()
    }


def _group(row: Any) -> str:
    return _text(row.role) if row.faction in {"unknown", "other"} else str(row.label)


def _fate(last: "pd.DataFrame", person: str) -> str:
    if person not in last.index:
        return ""
    kind, date = last.loc[person, ["kind", "date"]]
    return ", ".join(filter(None, [style.KINDS[kind].label, dates.label(date) if _text(date) else ""]))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def setup(app: Sphinx) -> None:
    """Connect everything; `august1956.book` calls this."""
    app.connect("doctree-resolved", add_cards)
