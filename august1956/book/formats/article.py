"""The article itself: its headings and paragraphs, read from the chapters' sources."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.front_matter import front_matter_plugin
from mdit_py_plugins.myst_blocks import myst_block_plugin

from august1956.vocabulary import PARAGRAPHS

__all__ = ["Link", "Passage", "passages"]

CHAPTERS = "chapters/article"


@dataclass(frozen=True)
class Link:
    """A name in a passage that leads to a register: its place in the text, and the id."""

    start: int
    end: int
    target: str


@dataclass(frozen=True)
class Passage:
    """A heading or a paragraph of the article: its id, the chapter that has it, its words, and the names in it."""

    id: str
    docname: str
    text: str
    links: tuple[Link, ...]


def passages(root: Path) -> dict[str, Passage]:
    """Return the article's headings and paragraphs by id, in the order of the article.

    Parameters
    ----------
    root : Path
        The project's folder.

    Returns
    -------
    dict of str to Passage
        ``headline``, ``headline-again``, ``title``, ``p1`` … ``p10``.
    """
    found = (passage for path in sorted((root / CHAPTERS).glob("[0-9]*.md")) for passage in _passages(path))
    return {passage.id: passage for passage in found}


def _passages(path: Path) -> Iterator[Passage]:
    reader = MarkdownIt("commonmark").use(front_matter_plugin).use(myst_block_plugin)
    tokens = reader.parse(path.read_text(encoding="utf-8-sig"))
    for target, quote, words in zip(tokens, tokens[1:], tokens[3:], strict=False):
        if target.type == "myst_target" and quote.type == "blockquote_open" and target.content in PARAGRAPHS:
            yield _passage(target.content, f"{CHAPTERS}/{path.stem}", words.children or [])


def _passage(name: str, docname: str, tokens: list[Token]) -> Passage:
    text, links, opened = "", [], (0, "")
    for token in tokens:
        if token.type == "link_open":
            opened = len(text), str(token.attrs["href"]).removeprefix("#")
        elif token.type == "link_close":
            links.append(Link(opened[0], len(text), opened[1]))
        elif token.type == "softbreak":
            text += " "
        else:
            text += token.content
    return Passage(name, docname, text, tuple(links))
