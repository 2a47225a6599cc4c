"""The book's Sphinx extension: its theme, figures and paragraphs, and a build that is never stale or half."""

import base64
import functools
import gc
import hashlib
import html
import os
import re
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import unquote_to_bytes

from docutils import nodes
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn
from jupyter_cache.executors.utils import single_nb_execution
from myst_nb.core.read import create_nb_reader
from myst_nb.core.render import MimeRenderPlugin
from myst_nb.ext.glue.roles import PasteTextRole
from pybtex import plugin
from sphinx.util import logging

from august1956 import PAGE_FIGURE, style
from august1956.book import lint, pages, persons, search
from august1956.book.article import add_apparatus, add_cards
from august1956.book.bibliography import Style, short_label
from august1956.book.downloads import notebooks
from august1956.vocabulary import PAGES

__all__ = ["setup"]

logger = logging.getLogger(__name__)

HERE = Path(__file__).parent
PACKAGE = HERE.parent
ASIDE = "chapters/explorer/"  # for JupyterLab only: not a page
REGISTERS = {name: page for name, page in PAGES.items() if name != "verdict"}  # what a mark of a figure points at
FIGURE = re.compile(r'<figure class="chart" id="(fig-[\w-]+)"')
FIGURE_ID = re.compile(r'\bid="([\w-]+)"')
CELL = re.compile(r"^```\{code-cell\}.*?^```$", re.MULTILINE | re.DOTALL)
POINTER = re.compile(r'href="#(' + "|".join(REGISTERS) + r'):([\w.-]+)"')
CREDIT = re.compile(r'<span class="source" data-key="([^"]+)">[^<]*</span>')
EMBEDDED = re.compile(r'href="data:([^"]*?),([^"]*)"( download="([^"]+)")')
FOLDED = re.compile(r'<summary aria-label="Toggle hidden content">.*?</summary>', re.DOTALL)
CAPTION_NUMBER = re.compile(r'<span class="caption-number">.*?</span>')
CITATIONS = re.compile(r' role="list"(?= class="citation-list")')
EXTERNAL = re.compile(r'<a (?=[^>]*href="https?:)(?![^>]*rel=)')
ENTRY = re.compile(r'<h3 class="rubric".*?(?=<h[23] class="rubric"|</div>|</section>)', re.DOTALL)
NEEDLESS = re.compile(r'<span class="std std-\w+">(.*?)</span>|(?<=<a )class="reference internal" ')
TABLE = re.compile(r'<table class="[^"]*docutils.*?</table>', re.DOTALL)
HEAD = re.compile(r"<th [^>]*>(.*?)</th>", re.DOTALL)
TAG = re.compile(r"<[^>]+>")
WIDE = 5  # columns: more than a phone can show side by side
PARAGRAPH = re.compile(r"p\d+$")
MENTION = re.compile(r"^# .+|\]\(#[\w-]+\)|registers\.verdicts\(.*\)", re.MULTILINE)
FOREIGN = re.compile(  # a run of words in another script, with the spaces and marks between them
    r"[\u0400-\u04ff]+(?:[\s,.:«»()\d-]*[\u0400-\u04ff]+)*"
    r"|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]+(?:[\s()\d-]*[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]+)*"
)


# --- never stale: what the cells depend on beside themselves ---


def digest(root: Path) -> str:
    """Return a digest of the data, the package, the locked environment and the changelog: what cells depend on."""
    beside = ("data/*", "locks/*", "CHANGELOG.md", "CITATION.cff")
    parts = [*PACKAGE.rglob("*.py"), *PACKAGE.glob("*.mplstyle")]
    parts += [path for name in beside for path in root.glob(name)]
    summary = hashlib.sha256()
    for path in sorted(path for path in parts if path.is_file()):
        summary.update(path.name.encode() + path.read_bytes())
    return summary.hexdigest()[:16]


def key_the_cache(app, config):
    """Keep results in a folder named by the digest: jupyter-cache itself looks only at the cells.

    The folder is a setting of the environment, so Sphinx reads every page again whenever the digest changes.
    """
    root = Path(app.srcdir)
    folder = Path(app.outdir).parent / ".jupyter_cache"
    config.nb_execution_cache_path = str(folder / digest(root))
    for old in folder.glob("*"):
        if old.is_dir() and old.name != digest(root):
            shutil.rmtree(old)


def mentions_changed(app, env, added, changed, removed):
    """Make the registers of persons and events anew when a chapter names others: they say what is mentioned where."""
    root = Path(app.srcdir)
    texts = [path.read_text(encoding="utf-8") for path in sorted(root.glob("chapters/**/*.md"))]
    named = [(root / "_toc.yml").read_text(encoding="utf-8"), *("".join(MENTION.findall(text)) for text in texts)]
    before, env.august1956_mentions = getattr(env, "august1956_mentions", None), named
    env.august1956_again = {PAGES["person"], PAGES["event"]} if before not in (None, named) else set()
    return sorted(env.august1956_again)


def execute_in_parallel(app, env, docnames):
    """Execute the chapters about to be read, one on each core, into the cache from which myst-nb takes them.

    When a cell fails the build ends there, with one line for each failed chapter.
    """
    cache, timeout = get_cache(env.mystnb_config.execution_cache_path), env.mystnb_config.execution_timeout
    again = {Path(env.doc2path(docname)) for docname in env.august1956_again}
    waiting = [job for job in _notebooks(env, docnames) if job[0] in again or not _cached(cache, job[1])]

    def execute(job):
        path, notebook = job
        return path, single_nb_execution(notebook, cwd=str(path.parent), timeout=timeout, allow_errors=False)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(execute, waiting))
    for path, result in results:
        if result.err is None:
            record = cache.add_nb_to_project(str(path), read_data={"type": "plugin", "name": "myst_nb_md"})
            bundle = CacheBundleIn(result.nb, record.uri, data={"execution_seconds": result.time})
            cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)
    failures = [(path, result.err) for path, result in results if result.err is not None]
    if failures:
        told = "\n".join(f"{path.relative_to(app.srcdir)}: {_reason(error)}" for path, error in failures)
        _stop(app, f"{told}\nA cell of the chapter failed; `make lab` opens it, to see where.")


def _reason(error):
    return f"{error.ename}: {error.evalue}" if hasattr(error, "ename") else "a cell ran too long"


def _notebooks(env, docnames):
    for docname in docnames:
        path = Path(env.doc2path(docname))
        content = path.read_text(encoding="utf-8")
        reader = create_nb_reader(str(path), env.myst_config, env.mystnb_config, content)
        if reader:
            yield path, reader.read(content)


def _cached(cache, notebook):
    try:
        return bool(cache.match_cache_notebook(notebook))
    except KeyError:
        return False


def nothing_left_out(app, env):
    """Find the pages that the table of contents forgot, and the figures that a cell makes and no page shows."""
    root, shown = Path(app.srcdir), env.get_domain("std").anonlabels
    for path in sorted(root.glob("chapters/**/*.md")):
        docname = path.relative_to(root).with_suffix("").as_posix()
        if docname not in env.found_docs and not docname.startswith(ASIDE):
            logger.warning("%s is not in _toc.yml, so that no reader would find it", docname, type="august1956")
    for docname in sorted(env.found_docs):
        cells = "".join(CELL.findall(Path(env.doc2path(docname)).read_text(encoding="utf-8")))
        for name in FIGURE_ID.findall(cells):
            if f"fig-{name.removeprefix('fig-')}" not in shown:
                words = "the cell that makes figure %r does not show it: let `figure(…)` be its last line"
                logger.warning(words, name, location=docname, type="august1956")


def finish(app, exception):
    """Leave nothing half: a build with a fault leaves no pages, and the next one reads everything again."""
    faults = app._warncount
    if exception or faults:
        (Path(app.doctreedir) / "environment.pickle").unlink(missing_ok=True)
    if faults and not exception:  # with or without -W: a book with a hole is no book
        _stop(app, f"{faults} warning{'s' * (faults > 1)}: each is listed above, with its file and line.")


def _stop(app, message):
    """End with a message instead of the traceback that jupyter-book would print under it."""
    (Path(app.doctreedir) / "environment.pickle").unlink(missing_ok=True)
    shutil.rmtree(app.outdir, ignore_errors=True)
    print(f"\nThe book was not built.\n{message}", file=sys.stderr)
    raise SystemExit(1)


# --- the article's paragraphs ---


def mark_paragraphs(app, doctree):
    """Give each quoted paragraph of the article its class and a number that links to itself."""
    for quote in doctree.findall(nodes.block_quote):
        for name in filter(PARAGRAPH.match, quote["ids"]):
            number = name.removeprefix("p")
            mark = f'<a class="para" href="#{name}" aria-label="Paragraph {number}, link to it">{number}</a>'
            quote["classes"] += ["article", "numbered"]
            quote.insert(0, nodes.raw("", mark, format="html"))
        if {"headline", "headline-again", "title"} & set(quote["ids"]):
            quote["classes"] += ["article", "article-heading"]
    for rubric in doctree.findall(nodes.rubric):
        if "level" in rubric:  # a heading that a cell wrote: Sphinx makes it a heading again
            rubric["heading-level"] = rubric["level"]


# --- other languages and tables ---


def mark_languages(app, doctree, docname):
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
        text.parent.replace(text, mixed)


def language(word: str) -> str:
    """Return the language tag of a word in another script: ru, ko, ja, or ko-Hani for Han characters alone."""
    if re.search(r"[\u0400-\u04ff]", word):
        return "ru"
    if re.search(r"[\uac00-\ud7a3]", word):
        return "ko"
    return "ja" if re.search(r"[\u3040-\u30ff]", word) else "ko-Hani"


def finish_html(app, pagename, templatename, context, doctree):
    """Mend what the writers leave: scopes, wide tables, numbers of tables, the label of folded code, a dead role."""
    body = context.get("body", "")
    body = body.replace('<th class="head', '<th scope="col" class="head').replace(' role="doc-biblioentry"', "")
    body = CITATIONS.sub("", EXTERNAL.sub('<a rel="noopener" ', body))
    body = FOLDED.sub("<summary>Show the code</summary>", body)
    body = NEEDLESS.sub(r"\g<1>", CAPTION_NUMBER.sub("", body))  # markup that nothing here uses, on every link
    body = ENTRY.sub(r'<div class="entry">\g<0></div>', body)
    context["registers"] = 'class="register ' in body
    context["body"] = TABLE.sub(lambda m: f'<div class="table-wrap" tabindex="0">{_labelled(m[0])}</div>', body)


def _labelled(table):
    """Tell each cell of a wide register what its column is called, for phones, where a row is read downwards."""
    names = [TAG.sub("", head) for head in HEAD.findall(table)]
    if len(names) < WIDE or not table.startswith('<table class="register '):
        return table
    head, body = table.split("<tbody>")
    rows = body.split("<tr ")
    labelled = [_label_cells(row, names) for row in rows]
    return f"{head}<tbody>{'<tr '.join(labelled)}"


def _label_cells(row, names):
    parts = row.split("<td>")
    cells = [f'<td data-label="{html.escape(name)}">{cell}' for name, cell in zip(names, parts[1:], strict=False)]
    return parts[0] + "".join(cells)


# --- the figures ---


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


# --- the theme ---


def write_palette(app):
    """Write the one palette, from which the charts are drawn too, where the pages read it."""
    if app.builder.format == "html":
        target = Path(app.outdir) / "_static" / "palette.css"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(style.css(), encoding="utf-8")


def describe_page(app, pagename, templatename, context, doctree):
    """Give the template a description (the page's first plain paragraph) and the page's voice."""
    if doctree is None:
        return
    first = next((p.astext() for p in doctree.findall(nodes.paragraph) if len(p.astext()) > 60), "")
    context["page_description"] = " ".join(first.split())[:200]
    words = sum(len(text.split()) for text in doctree.findall(nodes.Text) if not _in_code(text))
    context["minutes"] = max(1, round(words / 220))
    context["voice"] = "front" if pagename == app.config.root_doc else Path(pagename).parent.name


def _in_code(text):
    node = text.parent
    while node is not None and not isinstance(node, (nodes.literal_block, nodes.raw)):
        node = node.parent
    return node is not None


def setup(app):
    """Register everything; Sphinx calls this."""
    gc.set_threshold(50_000, 20, 100)  # a build makes much and drops little: looking for rubbish took a quarter of it
    # Each citation looks its plugin up among all installed packages, 20 ms each time: look once.
    plugin._load_entry_point = functools.cache(plugin._load_entry_point)
    plugin.register_plugin("pybtex.style.formatting", "august1956", Style)
    app.add_html_theme("august1956", str(HERE / "theme"))
    app.add_config_value("comments_config", {}, "")  # Jupyter Book sets it for an extension that is not used here
    app.add_role("eval", PasteTextRole(), override=True)  # recorded values: see august1956.notebook
    app.connect("config-inited", key_the_cache)
    app.connect("builder-inited", write_palette)
    app.connect("env-get-outdated", mentions_changed)
    app.connect("env-before-read-docs", execute_in_parallel)
    app.connect("env-check-consistency", nothing_left_out)
    app.connect("doctree-read", mark_paragraphs)
    app.connect("doctree-read", register_figures)
    app.connect("doctree-resolved", finish_figures)
    app.connect("doctree-resolved", add_apparatus)
    app.connect("doctree-resolved", add_cards)
    app.connect("doctree-resolved", mark_languages)
    app.connect("html-page-context", describe_page)
    app.connect("html-page-context", finish_html)
    app.connect("build-finished", finish, priority=100)  # before anything is written from what was built
    for part in (notebooks, lint, search, pages, persons):
        part.setup(app)
    return {"version": "1", "parallel_read_safe": False, "parallel_write_safe": True}
