"""The entries of registers, each in a box of its own."""

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.writers.html5 import HTML5Translator

__all__ = ["setup"]

SMALL = 3  # the level of the headings that begin an entry


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


def setup(app: Sphinx) -> None:
    """Connect everything; `august1956.book` calls this."""
    app.add_node(boxed, html=(visit_boxed, depart_boxed))
    app.add_post_transform(WrapEntries)
