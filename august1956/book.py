"""The book's Sphinx extension: its theme, its figures and paragraphs, and a build that is never stale or half."""

import base64
import hashlib
import html
import os
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import unquote_to_bytes

from docutils import nodes
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn
from jupyter_cache.executors.utils import single_nb_execution
from myst_nb.core.read import create_nb_reader
from myst_nb.ext.glue.roles import PasteTextRole
from pybtex.plugin import register_plugin
from sphinx.util import logging

from august1956 import style
from august1956.citations import Style, short_label

__all__ = ["setup"]

logger = logging.getLogger(__name__)

HERE = Path(__file__).parent
PERSONS = "chapters/reference/persons"
CHRONOLOGY = "chapters/reference/chronology"
SOURCES = "chapters/reference/sources"
FIGURE = re.compile(r'<figure class="chart" id="(fig-[\w-]+)"')
TITLE = re.compile(r'<span class="fig-title">(.*?)</span>', re.DOTALL)
POINTER = re.compile(r'href="#(person|event):([\w.-]+)"')
CREDIT = re.compile(r'<span class="source" data-key="([^"]+)">[^<]*</span>')
EMBEDDED = re.compile(r'href="data:([^"]*?),([^"]*)"( download="([^"]+)")')
PARAGRAPH = re.compile(r"p\d+$")


# --- never stale: what the cells depend on beside themselves -------------------------------------------------


def digest(root: Path) -> str:
    """Return a digest of the data, the package and the locked environment, on which every cell depends."""
    parts = [*root.glob("data/*"), *HERE.rglob("*.py"), *HERE.glob("*.mplstyle"), *root.glob("locks/*")]
    summary = hashlib.sha256()
    for path in sorted(path for path in parts if path.is_file()):
        summary.update(path.name.encode() + path.read_bytes())
    return summary.hexdigest()[:16]


def key_the_cache(app, config):
    """Keep results in a folder named by the digest: jupyter-cache itself looks only at the cells."""
    root = Path(app.srcdir)
    folder = Path(app.outdir).parent / ".jupyter_cache"
    config.nb_execution_cache_path = str(folder / digest(root))
    for old in folder.glob("*"):
        if old.is_dir() and old.name != digest(root):
            _remove(old)


def outdated(app, env, added, changed, removed):
    """Read every page again when data, package or environment changed since the last build."""
    now = digest(Path(app.srcdir))
    before, env.august1956_digest = getattr(env, "august1956_digest", None), now
    return sorted(env.found_docs) if before not in (None, now) else []


def execute_in_parallel(app, env, docnames):
    """Execute the chapters about to be read, one on each core, into the cache from which myst-nb takes them.

    A chapter that fails is left to myst-nb, which executes it again and reports the failure in its place.
    """
    cache, config = get_cache(env.mystnb_config.execution_cache_path), env.mystnb_config
    waiting = [(path, notebook) for path, notebook in _notebooks(env, docnames) if not _cached(cache, notebook)]

    def execute(path, notebook):
        return path, single_nb_execution(notebook, cwd=str(path.parent), timeout=config.execution_timeout,
                                         allow_errors=False)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for path, result in pool.map(lambda job: execute(*job), waiting):
            if result.err is None:
                record = cache.add_nb_to_project(str(path), read_data={"type": "plugin", "name": "myst_nb_md"})
                bundle = CacheBundleIn(result.nb, record.uri, data={"execution_seconds": result.time})
                cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)


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


def forget_a_faulty_build(app, exception):
    """Make the next build read everything again, so that a warning cannot vanish by building twice."""
    if exception or app._warncount:
        (Path(app.doctreedir) / "environment.pickle").unlink(missing_ok=True)


def _remove(folder):
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    folder.rmdir()


# --- the article's paragraphs --------------------------------------------------------------------------------


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


# --- the figures ---------------------------------------------------------------------------------------------


def register_figures(app, doctree):
    """Number the figures of a page and make their ids known, so that text can point at them."""
    env, domain = app.env, app.env.get_domain("std")
    chapter = re.match(r"\d+", Path(env.docname).name)
    for count, (raw, name) in enumerate(_figures(doctree), 1):
        number = f"Figure {int(chapter[0])}.{count}" if chapter else f"Figure {count}"
        raw["august1956"] = number
        if name in domain.anonlabels and domain.anonlabels[name][0] != env.docname:
            logger.warning("figure id %r is used twice; ids are unique in the book", name, type="august1956")
        domain.anonlabels[name] = env.docname, name
        domain.labels[name] = env.docname, name, number


def finish_figures(app, doctree, docname):
    """Fill in numbers, turn person, event and source ids into addresses, and put downloads into files."""
    if app.builder.format != "html":
        return
    for raw, name in _figures(doctree):
        text = raw.astext().replace('<span class="fig-number"></span>',
                                    f'<a class="fig-number" href="#{name}">{raw["august1956"]}</a>')
        text = POINTER.sub(lambda m: f'href="{_address(app, docname, m[1], m[2])}"', text)
        text = CREDIT.sub(lambda m: _credit(app, docname, html.unescape(m[1])), text)
        text = EMBEDDED.sub(lambda m: _to_file(app, docname, m), text)
        raw.rawsource, raw.children = "", [nodes.Text(text)]


def _figures(doctree):
    for raw in doctree.findall(nodes.raw):
        found = FIGURE.search(raw.astext()) if raw.get("format") == "html" else None
        if found:
            yield raw, found[1]


def _address(app, docname, kind, name):
    page = {"person": PERSONS, "event": CHRONOLOGY}[kind]
    if name not in app.env.get_domain("std").anonlabels:
        logger.warning("a figure links to %s %r, which no register has", kind, name, location=docname,
                       type="august1956", subtype="unknown_id")
    return app.builder.get_relative_uri(docname, page) + "#" + name


def _credit(app, docname, key):
    label = _short_labels(app).get(key)
    if label is None:
        logger.warning("a figure rests on source %r, which data/sources.bib lacks", key, location=docname,
                       type="august1956", subtype="unknown_source")
    target = app.builder.get_relative_uri(docname, SOURCES) + "#" + key
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


# --- the theme -----------------------------------------------------------------------------------------------


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
    context["voice"] = "front" if pagename == app.config.root_doc else Path(pagename).parent.name


def setup(app):
    """Register everything; Sphinx calls this."""
    register_plugin("pybtex.style.formatting", "august1956", Style)
    app.add_html_theme("august1956", str(HERE / "theme"))
    app.add_config_value("comments_config", {}, "")  # Jupyter Book sets it for an extension that is not used here
    app.add_role("eval", PasteTextRole(), override=True)  # recorded values: see august1956.prose
    app.connect("config-inited", key_the_cache)
    app.connect("builder-inited", write_palette)
    app.connect("env-get-outdated", outdated)
    app.connect("env-before-read-docs", execute_in_parallel)
    app.connect("doctree-read", mark_paragraphs)
    app.connect("doctree-read", register_figures)
    app.connect("doctree-resolved", finish_figures)
    app.connect("html-page-context", describe_page)
    app.connect("build-finished", forget_a_faulty_build)
    return {"version": "1", "parallel_read_safe": False, "parallel_write_safe": True}
