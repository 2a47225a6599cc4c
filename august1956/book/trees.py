"""Texts of docutils put in place of another: its own `replace` looks for an equal text and may find an earlier one."""

from docutils import nodes

__all__ = ["put_instead"]


def put_instead(text: nodes.Text, new: list[nodes.Node]) -> None:
    """Put nodes in the place of this very text, though its parent may hold others that say the same.

    Examples
    --------
    >>> line = nodes.Text("; ")
    >>> paragraph = nodes.paragraph("", "", nodes.Text("; "), nodes.Text("a"), line)
    >>> put_instead(line, [nodes.Text(".")])
    >>> paragraph.astext()
    '; a.'
    """
    parent = text.parent
    place = next(at for at, child in enumerate(parent.children) if child is text)
    parent[place : place + 1] = new
