"""The article: its paragraphs' numbers, the notes beside them, marks in them; and the whole of it on one page."""

import functools
import html
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import jinja2
from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from august1956.book.domain import edition
from august1956.book.trees import put_instead
from august1956.data import descriptor
from august1956.vocabulary import HEADINGS, MARKS, NUMBERED, PAGES, PARAGRAPHS, REPEATED, quoted

__all__ = ["place_notes", "setup"]

logger = logging.getLogger(__name__)

BESIDE = ("emendations", PAGES["emendation"]), ("verdicts", PAGES["verdict"])  # tables, and their registers


# --- the paragraphs in their chapters ---


def mark_paragraphs(app: Sphinx, doctree: nodes.document) -> None:
    """Give each quoted paragraph of the article its class and a number that links to itself."""
    found = {}
    for quote in doctree.findall(nodes.block_quote):
        for name in filter(NUMBERED.__contains__, quote["ids"]):
            number = name.removeprefix("p")
            mark = f'<a class="para" href="#{name}" aria-label="Paragraph {number}, link to it">{number}</a>'
            quote["classes"] += ["article", "numbered"]
            quote.insert(0, nodes.raw("", mark, format="html"))
            found[name] = quote.astext()
        if set(HEADINGS) & set(quote["ids"]):
            quote["classes"] += ["article", "article-heading"]
            found |= {name: quote.astext() for name in quote["ids"] if name in HEADINGS and name != REPEATED}
    edition(app.env).note_passages(app.env.docname, found)
    for rubric in doctree.findall(nodes.rubric):
        if "level" in rubric:  # a heading that a cell wrote: Sphinx makes it a heading again
            rubric["heading-level"] = rubric["level"]


# --- the whole article on one page ---


class whole(nodes.General, nodes.Element):  # noqa: N801, as nodes are named
    """Stands where the article is to be given whole."""


class ArticleWhole(SphinxDirective):
    """The directive ``article-whole``: headings and paragraphs of the article, in order, as the chapters have them."""

    def run(self) -> list[nodes.Node]:
        """Return the node that is filled later."""
        edition(self.env).note_dependent(self.env.docname)
        return [whole()]


class FillWhole(SphinxPostTransform):
    """Put copies of the chapters' paragraphs where the whole article is asked for."""

    default_priority = 3  # before links are resolved, so that those in a copy start from this page

    def run(self, **kwargs: Any) -> None:
        """Fill every place on a page."""
        for place in list(self.document.findall(whole)):
            place.replace_self(list(self._passages()))

    def _passages(self) -> Iterator[nodes.Element]:
        passages = edition(self.env).passages()
        trees = {page: self.env.get_doctree(page) for page in {*passages.values()}}
        for name in sorted(passages, key=PARAGRAPHS.index):
            quotes = trees[passages[name]].findall(nodes.block_quote)
            yield self._copied(next(quote for quote in quotes if name in quote["ids"]), name, passages[name])

    def _copied(self, original: nodes.Element, name: str, page: str) -> nodes.Element:
        """Return a paragraph that belongs to this page; its number leads to its chapter, where it is explained."""
        quote = original.deepcopy()
        quote["whole"], quote["ids"] = True, [name]
        for link in quote.findall(addnodes.pending_xref):
            link["refdoc"] = self.env.docname
        for mark in list(quote.findall(nodes.raw)):
            mark.replace_self(nodes.raw("", self._number(name, page), format="html"))
        return quote

    def _number(self, name: str, page: str) -> str:
        chapter = html.escape(self.env.titles[page].astext())
        address = self.app.builder.get_relative_uri(self.env.docname, page)
        said = f"Paragraph {name[1:]}, in the chapter “{chapter}”"
        return f'<a class="para" href="{address}#{name}" aria-label="{said}" title="{said}">{name[1:]}</a>'


# --- what stands beside them ---


def add_apparatus(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Set each paragraph of the article beside its verdicts and textual notes, and mark the places in its text.

    Where the article stands whole, nothing is marked in it and what stands beside it is folded.
    """
    if app.builder.format != "html":
        return
    quotes = [quote for quote in doctree.findall(nodes.block_quote) if "article" in quote["classes"]]
    services = app.config.august1956_services
    beside = [_addressed(app, docname, *place) for place in BESIDE] if quotes else []
    for quote in quotes:
        name, folded = next(iter(quote["ids"])), "whole" in quote
        notes, verdicts = ([row for row in rows if row["paragraph"] == name] for rows in beside)
        place_notes(quote, [] if folded else notes, _sign)
        correct = "" if folded or app.builder.name != "html" else services.correction(docname, name)
        aside = _template().render(name=name, notes=notes, verdicts=verdicts, folded=folded, correct=correct)
        passage = nodes.container(classes=["passage"])
        quote.parent.replace(quote, passage)
        passage += [quote, nodes.raw("", aside, format="html")]


@functools.cache
def _template() -> jinja2.Template:
    folder = jinja2.FileSystemLoader(Path(__file__).parent / "templates")
    environment = jinja2.Environment(loader=folder, autoescape=True, trim_blocks=True)
    return environment.get_template("aside.html", globals={"MARKS": MARKS, "quoted": quoted})


def _addressed(app: Sphinx, docname: str, table: str, page: str) -> list[dict[str, str]]:
    """Return the rows of a table, each with its address on the page that registers them."""
    start = app.builder.get_relative_uri(docname, page)
    return [row | {"address": f"{start}#{row['id']}"} for row in descriptor.rows(table, Path(app.srcdir) / "data")]


def place_notes(
    quote: nodes.Element, notes: Iterable[dict[str, str]], sign: Callable[[dict[str, str]], nodes.Node]
) -> None:
    """Put the sign of each textual note after the words of its edited reading.

    Parameters
    ----------
    quote : nodes.Element
        A paragraph of the article.
    notes : iterable of dict
        Rows of `emendations`.
    sign : callable
        From a row to what stands behind the words.
    """
    for note in notes:
        _mark(quote, note, sign(note))


def _mark(quote: nodes.Element, note: dict[str, str], sign: nodes.Node) -> None:
    """Put a small link after the words of an edited reading, which may run across a linked name."""
    words = note["edited"].split(" … ")[0]
    texts = [text for text in quote.findall(nodes.Text) if not isinstance(text.parent, nodes.raw)]
    start = "".join(texts).replace("\n", " ").find(words)  # a line of the source may break inside the words
    if start < 0:  # the tests see to it that each reading stands in its paragraph
        logger.warning("textual note %s is on %r, which the paragraph does not say", note["id"], words, location=quote)
        return
    end = start + len(words)
    for text in texts:
        if end <= len(text):
            _put_after(text, end, sign)
            return
        end -= len(text)


def _sign(note: dict[str, str]) -> nodes.raw:
    said = html.escape(f"Textual note: the machine has {quoted(note['received'])}", quote=True)
    link = f'<a class="em" href="{note["address"]}" title="{said}" aria-label="{said}">°</a>'
    return nodes.raw("", link, format="html")


def _put_after(text: nodes.Text, end: int, sign: nodes.Node) -> None:
    link = _link_around(text)
    if link is None:
        put_instead(text, [nodes.Text(text[:end]), sign, nodes.Text(text[end:])])
    else:  # no link inside a link
        link.parent.insert(link.parent.index(link) + 1, sign)


def _link_around(text: nodes.Text) -> nodes.Element | None:
    node = text.parent
    while node is not None and not isinstance(node, nodes.reference):
        node = node.parent
    return node


def setup(app: Sphinx) -> None:
    """Connect everything; `august1956.book` calls this."""
    app.add_node(whole)
    app.add_directive("article-whole", ArticleWhole)
    app.add_post_transform(FillWhole)
    app.connect("doctree-read", mark_paragraphs)
    app.connect("doctree-resolved", add_apparatus)
