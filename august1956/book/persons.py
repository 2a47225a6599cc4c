"""What an entry of the register of persons gets when the book is built: a lifeline."""

from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx

from august1956.vocabulary import PAGES

__all__ = ["setup"]


def add_lives(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put into each entry the person's lifeline, and what its marks mean before the first."""
    entries = list(doctree.findall(nodes.rubric)) if docname == PAGES["person"] else []
    if not entries or app.builder.format != "html":
        return
    from august1956.registers import lifeline  # brings pandas, which a build that changes nothing can do without

    lives = lifeline.strips(str(Path(app.srcdir) / "data"))
    for heading in entries:
        for person in set(heading["ids"]) & set(lives):
            box = heading.parent
            box.insert(box.index(heading) + 2, nodes.raw("", lives[person], format="html"))
    first = entries[0]
    first.parent.insert(first.parent.index(first), nodes.raw("", lifeline.key(), format="html"))


def setup(app: Sphinx) -> None:
    """Connect everything; `august1956.book` calls this."""
    app.connect("doctree-resolved", add_lives)
