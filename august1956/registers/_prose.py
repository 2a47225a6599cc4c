"""Texts of the tables as Markdown: escaped, rows and keys as links, and the first mention of each person linked."""

import re

from august1956.registers._markdown import plain
from august1956.registers._words import Words, linker

__all__ = ["Linker"]


class Linker:
    """Escapes a text and links the first mention of each person in it.

    Examples
    --------
    >>> from august1956.registers._words import Words
    >>> Linker(Words())("Nam Il spoke; Nam Il went.")
    '[Nam Il](#nam-il) spoke; Nam Il went.'
    """

    def __init__(self, words: Words):
        self.words = words
        self.names, self.ids = linker(words.people)

    def __call__(self, text: object) -> str:
        """Return the text as Markdown."""
        seen: set[str] = set()
        return self.words.markdown(text, lambda piece: self._linked(piece, seen))

    def _linked(self, piece: object, seen: set[str]) -> str:
        def once(found: re.Match[str]) -> str:
            name = found["name"]
            fresh = name not in seen
            seen.add(name)
            return f"[{found[0]}](#{self.ids[name]})" if fresh else found[0]

        return self.names.sub(once, plain(piece))
