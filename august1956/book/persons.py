"""What an entry of the register of persons gets when the book is built: a lifeline, and links to figures."""

import html
import re
from pathlib import Path

from docutils import nodes

__all__ = ["note_figure", "setup"]

PERSONS = "chapters/reference/persons"
REPEATED = re.compile(r"chapters/(reference/gallery|explorer/)")  # pages whose figures show others again, in part
CELL = re.compile(r"<t[hd][^>]*>([^<]*)</t[hd]>")


def note_figure(env, name, number, text, people):
    """Note the persons whom a figure names: those to whom its marks lead, and those in the table behind it.

    Parameters
    ----------
    env : sphinx.environment.BuildEnvironment
    name, number : str
        The figure's id and what it is called.
    text : str
        Its HTML.
    people : dict of str to str
        Ids by name and by id.
    """
    if REPEATED.match(env.docname) or name.startswith("fig-try-"):
        return
    words = {word for cell in CELL.findall(text) for word in re.split(r"; |, | and ", html.unescape(cell))}
    shown = {people[word] for word in words if word in people} | set(re.findall(r'"#person:([\w-]+)"', text))
    figures = env.metadata[env.docname].setdefault("figures", {})
    _, before = figures.get(name, (number, []))  # from another form of the same output, which may lack the marks
    figures[name] = number, sorted(shown.union(before))


def shown_elsewhere(app, env):
    """Write the register anew when the figures show other persons than before."""
    before, env.august1956_shown = getattr(env, "august1956_shown", None), _figures(env)
    return [] if before in (None, env.august1956_shown) else [PERSONS]


def add_lives(app, doctree, docname):
    """Put into each entry the person's lifeline, and links to the figures that show the person."""
    if docname != PERSONS or app.builder.format != "html":
        return
    from august1956.registers import (
        lifeline,  # brings pandas and matplotlib, which a build that changes nothing can do without
    )

    lives, figures = lifeline.strips(str(Path(app.srcdir) / "data")), _figures(app.env)
    entries = [node for node in doctree.findall(nodes.rubric)]
    for heading, after in zip(entries, [*entries[1:], None], strict=True):
        box, names = heading.parent, set(heading["ids"])
        end = box.index(after) if after is not None and after.parent is box else len(box)
        for person in names & set(figures):
            links = ", ".join(_link(app, *figure) for figure in figures[person])
            box.insert(end, nodes.raw("", f"<p><strong>Shown in</strong> {links}</p>", format="html"))
        for person in names & set(lives):
            box.insert(box.index(heading) + 2, nodes.raw("", lives[person], format="html"))
    if entries:
        entries[0].parent.insert(entries[0].parent.index(entries[0]), nodes.raw("", lifeline.key(), format="html"))


def _figures(env):
    """Return page, id and number of the figures that show a person, by the person's id, in the order of the book."""
    found = {}
    for page in env.metadata:
        for name, (number, people) in env.metadata[page].get("figures", {}).items():
            for person in people:
                found.setdefault(person, []).append((page, name, number))
    order = lambda figure: ("." not in figure[2], [int(n) for n in re.findall(r"\d+", figure[2])], figure)  # noqa: E731
    return {person: sorted(figures, key=order) for person, figures in found.items()}


def _link(app, page, name, number):
    address = f"{app.builder.get_relative_uri(PERSONS, page)}#{name}"
    title = "" if "." in number else f"{html.escape(app.env.titles[page].astext())}, "
    return f'<a href="{address}">{title}{number}</a>'


def setup(app):
    """Connect everything; `august1956.book` calls this."""
    app.connect("env-updated", shown_elsewhere)
    app.connect("doctree-resolved", add_lives)
