"""From nodes to HTML: what this book writes otherwise than Sphinx does."""

import html
import re
from typing import Any
from urllib.parse import urlencode

from docutils import nodes
from myst_nb.sphinx_ import HideCodeCellNode
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

__all__ = ["Translator", "setup"]

YEAR = re.compile(r"\d{4}")
WIDE = 5  # columns: more than a phone can show side by side
SOLUTION = "# One solution"  # how the cell begins that solves a task


class Translator(HTML5Translator):
    """Sphinx's translator, with tables that a phone and a voice can read, and without markup that nothing here uses."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.column_names: list[list[str]] = []  # of the tables around a cell

    # --- tables: each scrolls inside itself, heads say what they head, cells of wide registers after what they come ---

    def visit_table(self, node: nodes.Element) -> None:
        """Begin a table, in a box that scrolls and can be reached by key."""
        names = [head.astext() for row in node.findall(_is_head) for head in row.findall(nodes.entry)]
        self.column_names.append(names if "register" in node["classes"] and len(names) >= WIDE else [])
        self.body.append('<div class="table-wrap" tabindex="0">')
        self.body += [f'<span id="{html.escape(view)}"></span>' for view in _views(node)]
        super().visit_table(node)

    def depart_table(self, node: nodes.Element) -> None:
        """End it."""
        super().depart_table(node)
        self.column_names.pop()
        self.body.append("</div>\n")

    def visit_entry(self, node: nodes.Element) -> None:
        """Begin a cell; where a phone shows a row downwards, it needs the name of its column."""
        row, names = node.parent, self.column_names[-1]
        head = isinstance(row.parent, nodes.thead)
        attributes = {"scope": "col", "classes": ["head"]} if head else {}
        if names and not head:
            attributes["data-label"] = names[row.column]
        tag = "th" if head else "td"
        row.column += 1
        self.body.append(self.starttag(node, tag, "", **attributes))
        self.context.append(f"</{tag}>\n")

    def add_fignumber(self, node: nodes.Element) -> None:
        """Give tables no numbers: nothing points at them by number."""

    # --- links ---

    def visit_reference(self, node: nodes.Element) -> None:
        """Begin a link; one that leaves the book says so."""
        address = node["refuri"] if "refuri" in node else f"#{node['refid']}"
        outside = "refuri" in node and not node.get("internal")
        attributes = {"href": address or "#"} | ({"title": node["reftitle"]} if "reftitle" in node else {})
        if outside:
            attributes |= {"rel": "noopener", "class": "reference external"}
        self.body.append(self.starttag(node, "a", "", **attributes))

    def visit_inline(self, node: nodes.Element) -> None:
        """Begin a span, unless it only tells what kind of link is around it."""
        if not _tells_kind_of_link(node):
            super().visit_inline(node)

    def depart_inline(self, node: nodes.Element) -> None:
        """End it."""
        if not _tells_kind_of_link(node):
            super().depart_inline(node)

    # --- the bibliography: a plain list of boxes, for roles that are not all there would mislead ---

    def visit_citation(self, node: nodes.Element) -> None:
        """Begin an entry, and the list before the first."""
        if not isinstance(node.previous_sibling(), nodes.citation):
            self.body.append('<div class="citation-list">\n')
        self.body.append(self.starttag(node, "div", classes=["citation"]))


def _is_head(node: nodes.Node) -> bool:
    return isinstance(node, nodes.row) and isinstance(node.parent, nodes.thead)


def _views(table: nodes.Element) -> list[str]:
    """Return the ids of a register's views by one thing, as `registers.js` writes them into the address.

    Without JavaScript such an address leads to the table all the same.
    """
    if "register" not in table["classes"] or not table["ids"]:
        return []
    asked: list[tuple[str, str]] = []
    rows = [list(row.findall(nodes.entry)) for row in table.findall(nodes.row)]
    for column, head in enumerate(rows[0]):
        name, kinds = head.astext(), {kind for span in head.findall(nodes.inline) for kind in span["classes"]}
        asked += [("sort", name), ("sort", f"-{name}")]
        values = dict.fromkeys(row[column].astext().strip() for row in rows[1:] if "by" in kinds)
        asked += [(name, year[0] if (year := YEAR.search(value)) and "year" in kinds else value) for value in values]
    return list(dict.fromkeys(f"{table['ids'][0]}?{urlencode([view])}" for view in asked if view[1]))


def _tells_kind_of_link(node: nodes.Element) -> bool:
    return node["classes"][:1] == ["std"] and not node["ids"]


def visit_folded(self: HTML5Translator, node: HideCodeCellNode) -> None:
    """Begin folded code, with one label: the browser tells whether it is open."""
    solves = any(code.astext().startswith(SOLUTION) for code in node.findall(nodes.literal_block))
    self.body.append(f'<details class="admonition hide {" ".join(node["classes"])}">\n')
    self.body.append(f"<summary>{'Show a solution' if solves else 'Show the code'}</summary>\n")


def depart_folded(self: HTML5Translator, node: HideCodeCellNode) -> None:
    """End it."""
    self.body.append("</details>\n")


def setup(app: Sphinx) -> None:
    """Register the translator; `august1956.book` calls this."""
    app.set_translator("html", Translator, override=True)
    app.add_node(HideCodeCellNode, override=True, html=(visit_folded, depart_folded))
