"""What the pages say of one another: figures, mentions and entries for the search, in one Sphinx domain.

Each page notes what it has while it is read; what is shown on other pages is asked for when a page is resolved. So
nothing is read twice, a page that changes is forgotten whole, and pages may be read side by side.
"""

import copy
import re
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar, NamedTuple, cast

from docutils import nodes
from sphinx.builders import Builder
from sphinx.domains import Domain
from sphinx.domains.std import StandardDomain
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

__all__ = ["Edition", "Entry", "Figure", "Place", "edition"]

logger = logging.getLogger(__name__)

REPEATED = re.compile(r"chapters/(reference/gallery|explorer/)")  # pages whose figures show others again, in part


class Figure(NamedTuple):
    """A figure of a page: where it is, what it is called, and the ids of the persons, events and bodies it shows."""

    docname: str
    id: str
    number: str
    title: str
    shows: tuple[str, ...]

    @property
    def repeats(self) -> bool:
        """Whether it only shows again what another figure shows: in the gallery, or as the solution of a task."""
        return bool(REPEATED.match(self.docname)) or self.id.startswith("fig-try-")


class Place(NamedTuple):
    """Where something is named: a page, or a paragraph of the article in it; ``words`` say so in a sentence."""

    docname: str
    anchor: str
    words: str


class Entry(NamedTuple):
    """Something on a page that the search finds: its kind, id, title, a detail, and other forms of its name."""

    kind: str
    id: str
    title: str
    detail: str = ""
    forms: tuple[str, ...] = ()


class Edition(Domain):
    """The domain; `edition` finds it.

    Its data are, by page: ``figures``, ``mentions`` (pairs of an id and the paragraph that names it, "" outside the
    article), ``entries``, ``passages`` (the paragraphs of the article, by id), and ``asks``: whether the page shows
    what others say, so that it is written again with them.
    """

    name = "edition"
    label = "Edition"
    initial_data: ClassVar[dict[str, Any]] = {"figures": {}, "mentions": {}, "entries": {}, "passages": {}, "asks": {}}
    data_version = 1

    # --- while a page is read ---

    def note_figure(self, figure: Figure) -> None:
        """Keep a figure, and let text point at it as ``[](#fig-…)``."""
        self.data["figures"].setdefault(figure.docname, []).append(figure)
        self._labels.anonlabels[figure.id] = figure.docname, figure.id
        self._labels.labels[figure.id] = figure.docname, figure.id, figure.number

    def note_mentions(self, docname: str, mentions: Iterable[tuple[str, str]]) -> None:
        """Keep what a page names, as pairs of an id and a paragraph, each once and in the order of the text."""
        self.data["mentions"][docname] = list(dict.fromkeys(mentions))

    def note_entries(self, docname: str, entries: Iterable[Entry]) -> None:
        """Keep what the search is to find on a page."""
        self.data["entries"][docname] = list(entries)

    def note_passages(self, docname: str, passages: dict[str, str]) -> None:
        """Keep the paragraphs of the article that stand on a page: their words by id."""
        self.data["passages"][docname] = passages

    def note_dependent(self, docname: str) -> None:
        """Remember that a page shows what others say."""
        self.data["asks"][docname] = True

    def clear_doc(self, docname: str) -> None:
        """Forget a page."""
        for pages in self._pages:
            pages.pop(docname, None)

    def merge_domaindata(self, docnames: Iterable[str], otherdata: dict[str, Any]) -> None:
        """Take over what another process has read."""
        for kind in self.initial_data:
            self.data[kind].update({page: otherdata[kind][page] for page in docnames if page in otherdata[kind]})

    def check_consistency(self) -> None:
        """Warn of an id that two figures share."""
        seen: set[str] = set()
        for figure in self.all_figures():
            if figure.id in seen:
                words = "figure id %r is used twice; ids are unique in the book"
                logger.warning(words, figure.id, location=figure.docname, type="august1956")
            seen.add(figure.id)

    # --- when a page is resolved ---

    def figures(self, name: str) -> list[Figure]:
        """Return the figures that show a person, event or body, in the order of the book, those that repeat left out.

        Parameters
        ----------
        name : str
            Its id.
        """
        return [figure for figure in self.all_figures() if name in figure.shows and not figure.repeats]

    def called(self, figure: Figure) -> str:
        """Return what a figure is called on another page: its number, after the page's title where that tells none."""
        return figure.number if "." in figure.number else f"{self.env.titles[figure.docname].astext()}, {figure.number}"

    def mentions(self, name: str) -> list[Place]:
        """Return where a text or a verdict links to an id, in the order of the book.

        Parameters
        ----------
        name : str
            The id of a person, event, body, or whatever else the text can point at.
        """
        found = self.data["mentions"]
        return [
            Place(page, paragraph, f"paragraph {paragraph[1:]}" if paragraph else self.env.titles[page].astext())
            for page in self.ordered()
            for said, paragraph in found.get(page, ())
            if said == name
        ]

    def entries(self) -> list[Entry]:
        """Return what the search is to find on the pages, page by page."""
        return [entry for page in sorted(self.data["entries"]) for entry in self.data["entries"][page]]

    def passages(self) -> dict[str, str]:
        """Return the page of each paragraph of the article, by the paragraph's id."""
        return {name: page for page in self.ordered() for name in self.data["passages"].get(page, ())}

    def dependents(self) -> list[str]:
        """Return the pages that show what others say."""
        return sorted(self.data["asks"])

    def said(self) -> list[Any]:
        """Return all that pages say of one another, as a copy to be compared with what they say later."""
        pages = [
            (page, self.env.titles[page].astext(), self.data["mentions"].get(page), self.data["passages"].get(page))
            for page in self.ordered()
            if page in self.env.titles
        ]
        return copy.deepcopy([pages, list(self.all_figures())])

    def place(self, name: str) -> tuple[str, str] | None:
        """Return page and anchor of an id, or nothing where no page has it."""
        return self._labels.anonlabels.get(name)

    def pages_of(self, names: Iterable[str]) -> dict[str, str]:
        """Return the page of each of some ids that a page has."""
        return {name: place[0] for name in names if (place := self.place(name))}

    def resolve_any_xref(
        self, env: BuildEnvironment, fromdocname: str, builder: Builder, target: str, node: Any, contnode: Any
    ) -> list[tuple[str, nodes.Element]]:
        """Add nothing: figures are among the labels that every text can point at."""
        return []

    @property
    def _labels(self) -> StandardDomain:
        return cast(StandardDomain, self.env.get_domain("std"))

    @property
    def _pages(self) -> list[dict[str, Any]]:
        return [self.data[kind] for kind in self.initial_data]

    def ordered(self) -> list[str]:
        """Return the pages in the order of the contents, those outside them last."""
        ordered = list(dict.fromkeys(self._below(self.env.config.root_doc)))
        return ordered + sorted(set(self.env.found_docs) - set(ordered))

    def _below(self, page: str) -> Iterator[str]:
        yield page
        for child in self.env.toctree_includes.get(page, ()):
            yield from self._below(child)

    def all_figures(self) -> Iterator[Figure]:
        """Yield the figures in the order of the book."""
        for page in self.ordered():
            yield from self.data["figures"].get(page, ())


def edition(env: BuildEnvironment) -> Edition:
    """Return the domain of a build."""
    return cast(Edition, env.get_domain("edition"))
