"""What leads from the pages to the project: a form that corrects a fact, and the frozen files of each version."""

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

__all__ = ["setup"]

CHANGES = "chapters/reference/changes"
HEADING = "version-"  # how the id of a version's heading begins: august1956.registers.versions


def offer_correction(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Give the template the address of the form, where the repository is known."""
    context["correct"] = app.config.august1956_services.correction(pagename)


def link_frozen_copies(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Let the heading of each version lead to its files: the book as it was, and the tables."""
    place = app.config.august1956_services
    if docname != CHANGES or not place.repository:
        return
    for heading in list(doctree.findall(lambda node: isinstance(node, nodes.rubric | nodes.title))):
        owner = heading.parent if isinstance(heading, nodes.title) else heading
        for id in owner.get("ids", ()):
            if id.startswith(HEADING):
                address = place.release(id.removeprefix(HEADING).replace("-", "."))
                words = "This version as it was: the book, its other forms, the tables"
                link = nodes.reference(words, words, refuri=address)
                heading.parent.insert(heading.parent.index(heading) + 1, nodes.paragraph("", "", link))


def setup(app: Sphinx) -> None:
    """Connect everything; `august1956.book` calls this."""
    app.connect("html-page-context", offer_correction)
    app.connect("doctree-resolved", link_frozen_copies)
