"""The language of foreign words, the entries of registers, and what a page says of itself to its template."""

import re
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.writers.html5 import HTML5Translator

from august1956 import style
from august1956.book.trees import put_instead

__all__ = ["setup"]

SCRIPTS = ("parts/follow.js", "parts/cards.js")  # what is put behind edition.js
SMALL = 3  # the level of the headings that begin an entry
FOREIGN = re.compile(  # a run of words in another script, with the spaces and marks between them
    r"[\u0400-\u04ff]+(?:[\s,.:«»()\d-]*[\u0400-\u04ff]+)*"
    r"|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]+(?:[\s()\d-]*[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]+)*"
)


def mark_languages(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Mark Korean, Chinese, Japanese and Russian words with their language, for voices and fonts."""
    for text in list(doctree.findall(nodes.Text)):
        if isinstance(text.parent, (nodes.raw, nodes.literal, nodes.literal_block, nodes.title)):
            continue
        pieces = FOREIGN.split(text)
        if len(pieces) == 1:
            continue
        words = FOREIGN.findall(text)
        marked = [nodes.inline(word, word, classes=[f"language-{language(word)}"]) for word in words]
        mixed = [node for pair in zip(map(nodes.Text, pieces), [*marked, None], strict=True) for node in pair if node]
        put_instead(text, mixed)


def lead_citations_with_their_space(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Give a citation the space before it, so that none is left in the text where it stands in the margin."""
    for citation in doctree.findall(nodes.inline):
        before = citation.previous_sibling() if "bibtex-citation" in citation["classes"] else None
        if isinstance(before, nodes.Text) and before.endswith((" ", "\n")):
            put_instead(before, [nodes.Text(before[:-1])])
            citation.insert(0, nodes.Text(" "))


def language(word: str) -> str:
    """Return the language tag of a word in another script: ru, ko, ja, or ko-Hani for Han characters alone."""
    if re.search(r"[\u0400-\u04ff]", word):
        return "ru"
    if re.search(r"[\uac00-\ud7a3]", word):
        return "ko"
    return "ja" if re.search(r"[\u3040-\u30ff]", word) else "ko-Hani"


class boxed(nodes.General, nodes.Element):  # noqa: N801, as nodes are named
    """A heading of a register and all that belongs to it."""


class WrapEntries(SphinxPostTransform):
    """Put each small heading that a cell wrote, and what follows it, into a box, drawn when a reader is near."""

    default_priority = 300  # after myst-nb has chosen among the forms of an output
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Wrap the entries of a page."""
        for heading in list(self.document.findall(_is_small_heading)):
            box, parent = boxed(), heading.parent
            start = parent.index(heading)
            end = next((n for n in range(start + 1, len(parent)) if isinstance(parent[n], nodes.rubric)), len(parent))
            box += parent[start:end]
            parent[start:end] = [box]


def _is_small_heading(node: nodes.Node) -> bool:
    return isinstance(node, nodes.rubric) and node.get("heading-level") == SMALL


def visit_boxed(self: HTML5Translator, node: boxed) -> None:
    """Begin the box of an entry."""
    self.body.append('<div class="entry">')


def depart_boxed(self: HTML5Translator, node: boxed) -> None:
    """End it."""
    self.body.append("</div>\n")


def join_parts(app: Sphinx, exception: Exception | None) -> None:
    """Put the palette, from which charts are drawn too, before the style sheet, and each page's scripts into one file.

    A page asks for fewer files then, and is drawn sooner where each request takes its time.
    """
    if exception or app.builder.name != "html":
        return
    sheet, *scripts = (_theme(name) for name in ("static/edition.css", "static/edition.js", *SCRIPTS))
    static = Path(app.outdir) / "_static"
    static.mkdir(exist_ok=True)
    (static / "edition.css").write_text(f"{style.css()}\n{sheet}", encoding="utf-8")
    (static / "edition.js").write_text("\n".join(scripts), encoding="utf-8")


def _theme(name: str) -> str:
    return (Path(__file__).parent / "theme" / name).read_text(encoding="utf-8")


def describe_page(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Give the template a description (the page's first plain paragraph) and the page's voice."""
    if doctree is None:
        return
    first = next((p.astext() for p in doctree.findall(nodes.paragraph) if len(p.astext()) > 60), "")
    context["page_description"] = " ".join(first.split())[:200]
    context["voice"] = _voice(app, pagename, doctree)
    context["registers"] = any("register" in node.get("classes", ()) for node in doctree.findall(nodes.Element))


def _voice(app: Sphinx, pagename: str, doctree: nodes.document) -> str:
    """Return who speaks on a page: a template's class; "whole" where the article stands alone."""
    if any("whole" in quote for quote in doctree.findall(nodes.block_quote)):
        return "whole"
    return "front" if pagename == app.config.root_doc else Path(pagename).parent.name


def setup(app: Sphinx) -> None:
    """Connect everything; `august1956.book` calls this."""
    app.add_node(boxed, html=(visit_boxed, depart_boxed))
    app.add_post_transform(WrapEntries)
    app.connect("build-finished", join_parts, priority=10)  # just after Sphinx has copied them
    app.connect("doctree-resolved", lead_citations_with_their_space, priority=600)
    app.connect("doctree-resolved", mark_languages, priority=600)  # after names and marks have their place
    app.connect("html-page-context", describe_page)
