"""Where the chapters speak of a person, an event or a body: read from their links, and from the verdicts they show."""

import re
from collections.abc import Callable
from typing import NamedTuple

from august1956 import data
from august1956.registers._markdown import plain
from august1956.registers._prose import Linker
from august1956.registers._words import Words

__all__ = ["Mention", "mentions", "paragraph_label", "places", "title"]


class Mention(NamedTuple):
    """A place that speaks of something: its words, its page and the anchor there."""

    words: str
    docname: str
    anchor: str = ""

    @property
    def link(self) -> str:
        """The place as a Markdown link of a page of the reference."""
        target = f"#{self.anchor}" if self.anchor else f"../{self.docname.removeprefix('chapters/')}.md"
        return f"[{plain(self.words)}]({target})"


def mentions() -> dict[str, list[str]]:
    """Return links to the places that speak of each id."""
    return {id: [place.link for place in found] for id, found in places().items()}


def places() -> dict[str, list[Mention]]:
    """Return the chapters, and paragraphs of the article, that link to each id, in the order of the book."""
    found: dict[str, dict[Mention, bool]] = {}
    root, shown = data.root().parent, _shown()
    contents = root / "_toc.yml"  # not there when only the package is installed
    files = re.findall(r"(?:root|file): *(\S+)", contents.read_text(encoding="utf-8")) if contents.exists() else []
    for file in files:
        text = (root / f"{file}.md").read_text(encoding="utf-8")
        text = re.sub(r"registers\.verdicts\((.*)\)", lambda call: shown(re.findall(r"[\w-]+", call[1])), text)
        for id, place in _links(text, Mention(title(f"{file}.md"), file), file):
            found.setdefault(id, {})[place] = True
    return {id: list(places) for id, places in found.items()}


def _shown() -> Callable[[list[str]], str]:
    """Return a function that gives the texts of the verdicts on some paragraphs, or of all, with their links."""
    rows, link = data.load("verdicts"), Linker(Words())

    def texts(paragraphs: list[str]) -> str:
        chosen = rows[rows["paragraph"].isin(paragraphs)] if paragraphs else rows
        return "\n".join(map(link, chosen["basis"]))

    return texts


def _links(text: str, chapter: Mention, file: str) -> list[tuple[str, Mention]]:
    found, paragraph = [], ""
    for line in text.splitlines():
        label = re.fullmatch(r"\((p\d+)\)=", line)
        paragraph = label[1] if label else paragraph if line.startswith(">") else ""
        place = Mention(paragraph_label(paragraph).lower(), file, paragraph) if paragraph else chapter
        found += [(name, place) for name in re.findall(r"\]\(#([\w-]+)\)", line)]
    return found


def title(file: str) -> str:
    """Return the first heading of a chapter, given as its file."""
    path = data.root().parent / file
    found = re.search(r"^# (.+)", path.read_text(encoding="utf-8"), re.MULTILINE) if path.is_file() else None
    return found[1] if found else file  # the package alone has no chapters


def paragraph_label(paragraph: str) -> str:
    """Return what a paragraph of the article is called.

    Examples
    --------
    >>> paragraph_label("p4"), paragraph_label("headline")
    ('Paragraph 4', 'The headings')
    """
    return f"Paragraph {paragraph[1:]}" if re.fullmatch(r"p\d+", paragraph) else "The headings"
