"""The figures of the pages: their numbers and ids, what their marks point at, and their files."""

import base64
import html
import re
from pathlib import Path
from urllib.parse import unquote_to_bytes

from docutils import nodes
from myst_nb.core.render import MimeRenderPlugin
from sphinx.util import logging

from august1956 import PAGE_FIGURE
from august1956.book import persons
from august1956.book.bibliography import short_label
from august1956.vocabulary import PAGES

__all__ = ["FigureOutput", "setup"]

logger = logging.getLogger(__name__)

REGISTERS = {name: page for name, page in PAGES.items() if name != "verdict"}  # what a mark of a figure points at
FIGURE = re.compile(r'<figure class="chart" id="(fig-[\w-]+)"')
POINTER = re.compile(r'href="#(' + "|".join(REGISTERS) + r'):([\w.-]+)"')
CREDIT = re.compile(r'<span class="source" data-key="([^"]+)">[^<]*</span>')
EMBEDDED = re.compile(r'href="data:([^"]*?),([^"]*)"( download="([^"]+)")')


class FigureOutput(MimeRenderPlugin):
    """Takes the figure made for a page from a cell's output; notebooks show its plainer versions (see pyproject)."""

    mime_priority_overrides = [("html", PAGE_FIGURE, 1)]

    @staticmethod
    def handle_mime(renderer, data, inline):
        """Return the figure's HTML as it is."""
        return [nodes.raw("", data.string, format="html")] if data.mime_type == PAGE_FIGURE else None


def register_figures(app, doctree):
    """Give the figures of a page their numbers, and make their ids known so that text can point at them."""
    env, domain = app.env, app.env.get_domain("std")
    chapter = re.match(r"\d+", Path(env.docname).name)
    from august1956 import data  # brings pandas, which a build that changes nothing can do without

    people = data.load("persons", directory=Path(env.srcdir) / "data")
    known = dict(zip(people["id"], people["id"], strict=True))
    known |= people.drop_duplicates("name", keep=False).set_index("name")["id"].to_dict()  # namesakes: by id alone
    counts = {}  # by name: myst-nb keeps every form of an output until it writes, so that a figure is met twice
    for raw, name in _figures(doctree):
        count = counts.setdefault(name, len(counts) + 1)
        number = f"Figure {int(chapter[0])}.{count}" if chapter else f"Figure {count}"
        raw["august1956"] = number
        persons.note_figure(env, name, number, raw.astext(), known)
        if name in domain.anonlabels and domain.anonlabels[name][0] != env.docname:
            logger.warning("figure id %r is used twice; ids are unique in the book", name, type="august1956")
        domain.anonlabels[name] = env.docname, name
        domain.labels[name] = env.docname, name, number


def finish_figures(app, doctree, docname):
    """Fill in numbers, turn person, event and source ids into addresses, and put downloads into files."""
    if app.builder.format != "html":
        return
    for raw, name in _figures(doctree):
        text = raw.astext().replace(
            '<span class="fig-number"></span>',
            f'<a class="fig-number" href="#{name}">{raw["august1956"]}</a>',
        )
        text = POINTER.sub(lambda m: f'href="{_address(app, docname, m[1], m[2])}"', text)
        text = CREDIT.sub(lambda m: _credit(app, docname, html.unescape(m[1])), text)
        text = EMBEDDED.sub(lambda m: _to_file(app, docname, m), text)
        raw.rawsource, raw[:] = "", [nodes.Text(text)]


def _figures(doctree):
    for raw in doctree.findall(nodes.raw):
        found = FIGURE.search(raw.astext()) if raw.get("format") == "html" else None
        if found:
            yield raw, found[1]


def _address(app, docname, kind, name):
    known = _short_labels(app) if kind == "source" else app.env.get_domain("std").anonlabels
    if name not in known:
        logger.warning(
            "a figure links to %s %r, which no register has",
            kind,
            name,
            location=docname,
            type="august1956",
            subtype="unknown_id",
        )
    if kind == "person":
        return app.builder.get_relative_uri(docname, persons.person_page(name))
    return app.builder.get_relative_uri(docname, REGISTERS[kind]) + "#" + name


def _credit(app, docname, key):
    label = _short_labels(app).get(key)
    if label is None:
        logger.warning(
            "a figure rests on source %r, which data/sources.bib lacks",
            key,
            location=docname,
            type="august1956",
            subtype="unknown_source",
        )
    target = app.builder.get_relative_uri(docname, PAGES["source"]) + "#" + key
    return f'<a class="source" href="{html.escape(target)}">{html.escape(label or key)}</a>'


def _short_labels(app):
    entries = app.env.get_domain("cite").bibdata.data.entries
    return {key: short_label(entry) for key, entry in entries.items()}


def _to_file(app, docname, match):
    media, payload, attribute, name = match.groups()
    payload = html.unescape(payload)
    content = base64.b64decode(payload) if media.endswith(";base64") else unquote_to_bytes(payload)
    target = Path(app.outdir) / "_downloads" / name
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(content)
    up = "../" * app.builder.get_target_uri(docname).count("/")
    return f'href="{up}_downloads/{name}"{attribute}'


def setup(app):
    """Connect everything; `august1956.book` calls this."""
    app.connect("doctree-read", register_figures)
    app.connect("doctree-resolved", finish_figures)
