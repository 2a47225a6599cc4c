"""Who and what is named where: noted when a page is read, shown when another is resolved.

Two roles ask for it, ``{mentions}`kim-il-sung``` and ``{shown}`kim-il-sung```: where the text names somebody or
something, and which figures show it. Where nothing is to be said, nothing stands.
"""

from collections.abc import Iterator

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxRole

from august1956.book.domain import edition
from august1956.vocabulary import NUMBERED, PAGES

__all__ = ["setup"]

REFERENCE = "chapters/reference/"
LEADS = {"mentions": "Mentioned in", "shown": "Shown in"}  # in a paragraph of its own
WITHIN = {"mentions": " In the text: ", "shown": " Shown in "}  # inside a sentence or a cell


class asked(nodes.Inline, nodes.Element):  # noqa: N801, as nodes are named
    """Stands where the mentions or figures of something are to be listed: ``about`` it, ``what`` of it."""


class AskRole(SphinxRole):
    """The roles ``mentions`` and ``shown``; the text is an id."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the node that is filled later."""
        edition(self.env).note_dependent(self.env.docname)
        return [asked(about=self.text.strip(), what=self.name.lower())], []


def note_mentions(app: Sphinx, doctree: nodes.document) -> None:
    """Note what a page links to: in its text, and in what its cells show unless the page is a register."""
    docname = app.env.docname
    only_text = docname.startswith(REFERENCE) and docname != PAGES["verdict"]
    edition(app.env).note_mentions(docname, _named(doctree, only_text))


def _named(doctree: nodes.document, only_text: bool) -> Iterator[tuple[str, str]]:
    for link in doctree.findall(addnodes.pending_xref):
        if link["reftype"] != "myst" or link["refdomain"] == "doc":
            continue
        above = list(_ancestors(link))
        if not (only_text and any(node.get("nb_element") == "cell_code_output" for node in above)):
            names = [name for node in above if isinstance(node, nodes.block_quote) for name in node["ids"]]
            yield link["reftarget"], next((name for name in names if name in NUMBERED), "")


def _ancestors(node: nodes.Node) -> Iterator[nodes.Element]:
    while (node := node.parent) is not None:
        yield node


def changed(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Write the pages that list mentions or figures anew when any were added, changed or removed."""
    said = edition(env).said()
    before, env.august1956_said = getattr(env, "august1956_said", None), said
    return edition(env).dependents() if before not in (None, said) else []


def answer(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put the list where it was asked for."""
    for question in list(doctree.findall(asked)):
        parent, what = question.parent, question["what"]
        links = list(_links(app, docname, what, question["about"]))
        alone = isinstance(parent, nodes.paragraph) and len(parent) == 1
        lead = nodes.strong(LEADS[what], LEADS[what]) if alone else nodes.Text(WITHIN[what])
        listed = [part for link in links for part in (nodes.Text(", "), link)][1:]
        around = [lead, nodes.Text(" "), *listed] if alone else [lead, *listed, nodes.Text(".")]
        parent.replace(question, around if links else [])
        if alone and not links:
            parent.parent.remove(parent)


def _links(app: Sphinx, docname: str, what: str, about: str) -> Iterator[nodes.reference]:
    domain, address = edition(app.env), app.builder.get_relative_uri
    if what == "mentions":
        for place in domain.mentions(about):
            anchor = f"#{place.anchor}" if place.anchor else ""
            yield _link(address(docname, place.docname) + anchor, place.words)
    else:
        for figure in domain.figures(about):
            yield _link(f"{address(docname, figure.docname)}#{figure.id}", domain.called(figure))


def _link(address: str, words: str) -> nodes.reference:
    return nodes.reference(words, words, refuri=address, internal=True)


def setup(app: Sphinx) -> None:
    """Connect everything; `august1956.book` calls this."""
    app.add_node(asked)
    for what in LEADS:
        app.add_role(what, AskRole())
    app.connect("doctree-read", note_mentions)
    app.connect("env-updated", changed)
    app.connect("doctree-resolved", answer)
