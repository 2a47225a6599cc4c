"""How texts, dates and addresses of the tables stand on the page of one person, as HTML."""

import re
from html import escape
from posixpath import relpath
from typing import Any

from markupsafe import Markup

from august1956 import dates, style
from august1956.registers._markdown import capital, has, printed
from august1956.registers._words import SEATS, Token, Words, term
from august1956.vocabulary import PAGES, PERSON_PAGES

__all__ = ["PersonHtml"]

Row = dict[str, Any]
HOME = {"counts": "body", "events": "event", "contacts": "contact", "bodies": "body"}


class PersonHtml:
    """What the template of a person's page asks for; each other person is linked once.

    Parameters
    ----------
    words : Words
        What ids are called.
    linker : tuple
        What `august1956.registers._words.linker` returns.
    id : str
        The person whose page it is.
    """

    def __init__(self, words: Words, linker: tuple[re.Pattern[str], dict[str, str]], id: str):
        self.words, self.id, self.seen = words, id, {id}
        self.names, self.ids = linker

    def text(self, text: object) -> Markup:
        """Return a text with rows, sources and other persons as links."""
        return Markup("".join(self._token(token) for token in self.words.tokens(text)))

    def _token(self, token: Token) -> str:
        if token.kind:
            return f'<a href="{self.address(token.kind, token.id)}">{escape(printed(token.words))}</a>'
        return self.names.sub(self._name, escape(printed(token.words), quote=False))

    def _name(self, found: re.Match[str]) -> str:
        id = self.ids[found["name"]]
        if id in self.seen:
            return found[0]
        self.seen.add(id)
        return f'<a href="{id}.html">{found[0]}</a>'

    def address(self, kind: str, id: str) -> str:
        """Return the address of something, as a person's page has it."""
        if kind == "person":
            return f"{id}.html"
        if kind != "row":
            page = PAGES[kind.removesuffix("-in-index")]
            return f"{relpath(f'{page}.html', PERSON_PAGES)}#{id}"
        table, row = self.words.rows[id]
        if table in HOME:
            return self.address(HOME[table], row["body"] if table == "counts" else id)
        return f"#{id}" if row["person"] == self.id else f"{row['person']}.html#{id}"

    def source(self, keys: str) -> Markup:
        """Return the labels of sources as links."""
        return Markup("; ".join(self._source(key) for key in keys.split("; ")))

    def _source(self, key: str) -> str:
        label = escape(printed(self.words.sources.get(key, key)))
        return f'<a class="source" href="{self.address("source", key)}">{label}</a>'

    def page(self, address: str) -> str:
        """Return an address of the book as a person's page has it."""
        path, mark, anchor = address.partition("#")
        return f"{relpath(path, PERSON_PAGES)}{mark}{anchor}"

    def date(self, row: Row) -> str:
        """Return when something was, or for how long."""
        if "kind" in row:
            return dates.label(row["date"]) if has(row["date"]) else "no date"
        return term(row) if "from" in row and term(row) else "no date"

    def what(self, row: Row) -> str:
        """Return what a row says happened, or which office or seat was held, in a few words."""
        if "kind" in row:
            return capital(style.KINDS[row["kind"]].label)
        return row["post"] if "post" in row else capital(SEATS.get(row["seat"]) or row["seat"])

    def group(self, row: Row) -> str:
        """Return what a group is called."""
        return self.words.group(row["faction"])

    def body(self, row: Row) -> Markup:
        """Return the link to a seat's body."""
        return Markup(
            f'<a href="{self.address("body", row["body"])}">{escape(printed(self.words.bodies[row["body"]]))}</a>'
        )
