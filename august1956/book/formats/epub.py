"""The book as an EPUB, by Sphinx's own builder: figures as pictures, notes that pop up, faces inside."""

import html
import os
import re
from pathlib import Path
from typing import Any

from docutils import nodes
from myst_nb.sphinx_ import HideCodeCellNode
from sphinx.application import Sphinx
from sphinx.builders.epub3 import Epub3Builder
from sphinx.config import Config
from sphinx.writers.html5 import HTML5Translator

from august1956.book.article import place_notes
from august1956.book.downloads.archive import pack, released
from august1956.book.edition import citation
from august1956.book.figures import chart, source_of
from august1956.book.formats import faces
from august1956.book.translator import Translator
from august1956.check.release import FORMATS
from august1956.data import descriptor
from august1956.vocabulary import PAGES

__all__ = ["FILE", "Epub", "setup"]

FILE = FORMATS["epub"]
HERE = Path(__file__).parent
REFERENCE = "chapters/reference/"
LEFT_OUT = tuple(  # what makes no sense without the book's pages and cells
    f"{REFERENCE}{name}" for name in ("exercises", "gallery", "run-it-yourself", "self-review", "teaching")
)
ACCESSIBILITY = {
    "schema:accessMode": ("textual", "visual"),
    "schema:accessModeSufficient": ("textual",),
    "schema:accessibilityFeature": (
        "alternativeText", "displayTransformability", "longDescription", "readingOrder", "structuralNavigation",
        "tableOfContents",
    ),
    "schema:accessibilityHazard": ("none",),
    "schema:accessibilitySummary": (
        "Text that follows the reader’s size and colours; every chart has a description with the same numbers.",
    ),
}  # fmt: skip


class Epub(Epub3Builder):
    """Sphinx's builder for EPUB 3, with a format of its own, so that what is made for a browser stays away."""

    format = "epub"
    media_types = {**Epub3Builder.media_types, ".woff2": "font/woff2"}

    def gen_pages_from_extensions(self) -> None:
        """Make no page that is no chapter."""

    def copy_static_files(self) -> None:
        """Bring the style sheet and nothing else: no script of Sphinx's."""
        target = Path(self.outdir, "_static")
        target.mkdir(parents=True, exist_ok=True)
        said, build = letters(self.env, self.env.found_docs), Path(self.outdir).parent
        rules = faces.write(said, target, build) if self.config.august1956_faces else ""
        style = (HERE / "theme" / "static" / "epub.css").read_text(encoding="utf-8")
        (target / "epub.css").write_text(rules + style, encoding="utf-8")

    def content_metadata(self) -> dict[str, Any]:
        """Date the book by its version."""
        day = released(Path(self.srcdir))
        return super().content_metadata() | {"date": f"{day}T00:00:00Z"}

    def build_content(self) -> None:
        """Write the package file, and say in it how accessible the book is."""
        super().build_content()
        path = Path(self.outdir, "content.opf")
        pairs = [(name, value) for name, values in ACCESSIBILITY.items() for value in values]
        said = "".join(f'    <meta property="{name}">{value}</meta>\n' for name, value in pairs)
        text = path.read_text(encoding="utf-8").replace("  </metadata>", f"{said}  </metadata>")
        text = text.replace("<dc:creator>", '<dc:creator id="author">')
        path.write_text(text, encoding="utf-8")

    def build_epub(self) -> None:
        """Put the files into one: the same bytes from the same files."""
        out = Path(self.outdir)
        names = ["mimetype", "META-INF/container.xml", "content.opf", "toc.ncx", *sorted(self.files)]
        pack(((name, (out / name).read_bytes()) for name in names), out / FILE, released(Path(self.srcdir)), stored=1)


class EpubTranslator(HTML5Translator):
    """Sphinx's translator, without a role that is no longer to be used."""

    visit_citation = Translator.visit_citation


def letters(env: Any, docnames: Any) -> set[str]:
    """Return every letter of some pages."""
    return {letter for name in docnames for letter in env.get_doctree(name).astext()}


# --- what a page becomes ---


def make_a_page(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Turn a page of the book into one of the EPUB."""
    if app.builder.name != "epub":
        return
    _drop_code(doctree)
    for node in list(doctree.findall(chart)):
        node.replace_self(nodes.raw("", _figure(app, docname, node), format="html"))
    for quote in [quote for quote in doctree.findall(nodes.block_quote) if "article" in quote["classes"]]:
        _add_notes(app, docname, quote)
    for link in list(doctree.findall(nodes.reference)):
        if _leads_out(app, docname, link):
            link.replace_self(nodes.inline("", "", *link.children))
    for target in list(doctree.findall(nodes.raw)):
        if "html" in target["format"] and '<a class="para"' in target.astext():
            number = re.sub(r"<[^>]+>", "", target.astext())
            words = next(target.parent.findall(nodes.paragraph))
            words.insert(0, nodes.inline("", number, classes=["para"]))  # no page parts it from its first line
            target.parent.remove(target)


def _drop_code(doctree: nodes.document) -> None:
    for node in list(doctree.findall(nodes.container)):
        if "cell_input" in node["classes"] and node.parent is not None:
            node.parent.remove(node)
    for node in list(doctree.findall(HideCodeCellNode)):
        if node.parent is not None:
            node.replace_self(list(node.children))


def _figure(app: Sphinx, docname: str, node: chart) -> str:
    figure, up = node["figure"], "../" * docname.count("/")
    drawing = next(file for file in figure["downloads"] if file["kind"] == "SVG")
    folder = Path(app.outdir, "_images")
    folder.mkdir(exist_ok=True)
    (folder / drawing["name"]).write_text(drawing["text"], encoding="utf-8")
    keys, below = [one["key"] for one in figure["sources"]], [name for name in ("caption", "reading") if figure[name]]
    links = "; ".join('<a href="{}">{}</a>'.format(*map(html.escape, source_of(app, docname, key))) for key in keys)
    parts = [
        f'<figure id="{figure["id"]}" class="chart">',
        f"<figcaption>{html.escape(node['number'])}. {html.escape(figure['title'])}",
        f'<p class="chart-howto">{html.escape(figure["howto"])}</p>' if figure["howto"] else "",
        f'</figcaption><img src="{up}_images/{drawing["name"]}" alt="{html.escape(figure["alt"])}"/>',
        *(f'<p class="chart-{name}">{html.escape(figure[name])}</p>' for name in below),
        f'<p class="sources">Sources: {links}.</p>' if links else "",
        "</figure>",
    ]
    return "".join(parts)


def _add_notes(app: Sphinx, docname: str, quote: nodes.Element) -> None:
    """Give a paragraph its textual notes, which pop up, and the verdicts on its claims."""
    data, name = Path(app.srcdir) / "data", quote["ids"][0]
    whole = "whole" in quote
    notes = [] if whole else [row for row in descriptor.rows("emendations", data) if row["paragraph"] == name]
    place_notes(quote, notes, _sign)
    verdicts = [] if whole else [row for row in descriptor.rows("verdicts", data) if row["paragraph"] == name]
    page = app.builder.get_relative_uri(docname, PAGES["verdict"])
    link = '<a href="{}#{}">{}</a>' if PAGES["verdict"] in app.env.found_docs else "{2}"
    claims = "".join(
        f"<li>{link.format(page, row['id'], row['verdict'].capitalize())}: {html.escape(row['claim'])}</li>"
        for row in verdicts
    )
    said = f'<ul class="verdicts">{claims}</ul>' if claims else ""
    after = nodes.raw("", said + "".join(map(_note, notes)), format="html")
    quote.parent.insert(quote.parent.index(quote) + 1, after)


def _sign(note: dict[str, str]) -> nodes.raw:
    link = (
        f'<a class="em" epub:type="noteref" role="doc-noteref" id="r-{note["id"]}" href="#n-{note["id"]}" '
        'title="Textual note">°</a>'
    )
    return nodes.raw("", link, format="html")


def _note(note: dict[str, str]) -> str:
    words = f"“{note['received']}” → {note['edited']}. {note['note']}"
    return (
        f'<aside epub:type="footnote" role="doc-footnote" id="n-{note["id"]}"><p>'
        f'<a href="#r-{note["id"]}" role="doc-backlink">°</a> {html.escape(words)}</p></aside>'
    )


def _leads_out(app: Sphinx, docname: str, link: nodes.Element) -> bool:
    address = link.get("refuri", "")
    if not link.get("internal") or not address:
        return False
    page = os.path.normpath(os.path.join(os.path.dirname(docname), address.partition("#")[0]))
    return page.removesuffix(".xhtml") in LEFT_OUT


# --- settings ---


def configure(app: Sphinx, config: Config) -> None:
    """Say to Sphinx's builder what the book is, from ``CITATION.cff`` and the settings that are there."""
    cite = citation(Path(app.srcdir))
    config.version = config.release = cite["version"]
    config.epub_title, config.epub_author = config.html_title, "Konstantin Asmolov"
    config.epub_contributor = config.epub_publisher = cite["authors"][0]["name"]
    config.epub_copyright, config.epub_description = config.copyright, cite["title"]
    config.epub_identifier = config.epub_uid = f"august1956-{cite['version']}"
    config.epub_theme, config.epub_css_files = "august1956-epub", []
    config.epub_show_urls, config.epub_tocdepth, config.epub_tocdup = "no", 2, False
    config.epub_exclude_files = [f"{name}.xhtml" for name in LEFT_OUT]


def setup(app: Sphinx) -> None:
    """Register the builder; `august1956.book` calls this."""
    app.add_builder(Epub, override=True)
    app.set_translator("epub", EpubTranslator, override=True)
    app.add_html_theme("august1956-epub", str(HERE / "theme"))
    app.connect("config-inited", configure, priority=700)
    app.connect("doctree-resolved", make_a_page, priority=400)
