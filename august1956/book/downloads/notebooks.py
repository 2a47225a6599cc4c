"""Each chapter as files beside its page: notebook with and without results, source."""

import ast
import copy
import posixpath
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
from docutils import nodes
from jupyter_cache import get_cache
from myst_nb.core.read import create_nb_reader
from nbformat import NotebookNode
from sphinx.application import Sphinx

from august1956 import PAGE_FIGURE, __version__
from august1956.book.downloads import wheel
from august1956.book.downloads.markdown import plain
from august1956.book.edition import TITLE
from august1956.check.release import WHEEL
from august1956.data import sources

__all__ = ["setup"]

RECORD = "application/papermill.record/text/plain"


# --- the chapters ---


def write_files(app: Sphinx, exception: Exception | None) -> None:
    """Write the three files of each chapter whose page was written, and the wheel that the notebooks need."""
    if exception or app.builder.format != "html":
        return
    cache = get_cache(app.env.mystnb_config.execution_cache_path)
    for docname in sorted(app.env.found_docs):
        changed = docname in app.august1956_written or not (Path(app.outdir) / f"{docname}.ipynb").is_file()
        if changed and has_cells(app, docname):
            _write_chapter(app, docname, cache)
    wheel.write(Path(app.srcdir), Path(app.outdir))


def has_cells(app: Sphinx, docname: str) -> bool:
    """Tell whether a page is a notebook: it has a cell to run."""
    return "```{code-cell}" in Path(app.env.doc2path(docname)).read_text(encoding="utf-8-sig")


def _write_chapter(app: Sphinx, docname: str, cache: Any) -> None:
    source = Path(app.env.doc2path(docname))
    text = source.read_text(encoding="utf-8-sig")
    notebook = create_nb_reader(str(source), app.env.myst_config, app.env.mystnb_config, text).read(text)
    _, executed = cache.merge_match_into_notebook(notebook)
    executed = degrade(executed, _Words(app, docname, executed))
    target = Path(app.outdir) / docname
    target.with_suffix(".md").write_text(text, encoding="utf-8")
    nbformat.write(executed, target.with_suffix(".ipynb"))
    nbformat.write(without_results(executed), target.with_name(f"{target.name}-clean.ipynb"))


def degrade(notebook: NotebookNode, words: "_Words") -> NotebookNode:
    """Make an executed chapter a notebook of nbformat 4.5 that needs nothing of the book but its package."""
    cells = [_cell(cell, words) for cell in copy.deepcopy(notebook.cells)]
    cells = [nbformat.v4.new_markdown_cell(words.note), *words.install, *cells]
    for number, cell in enumerate(cells, 1):
        cell["id"] = f"cell-{number}"  # the same from build to build
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel, "language_info": {"name": "python"}})


def without_results(notebook: NotebookNode) -> NotebookNode:
    """Return a notebook's copy with nothing run."""
    clean = copy.deepcopy(notebook)
    for cell in clean.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return clean


def _cell(cell: NotebookNode, words: "_Words") -> NotebookNode:
    if cell.cell_type != "code":
        return nbformat.v4.new_markdown_cell(words.plain(cell.source))
    outputs = [output for output in (_output(output, words) for output in cell.outputs) if output]
    tags = {"tags": cell.metadata.tags} if cell.metadata.get("tags") else {}
    return nbformat.v4.new_code_cell(cell.source, outputs=outputs, execution_count=cell.execution_count, metadata=tags)


def _output(output: NotebookNode, words: "_Words") -> NotebookNode | None:
    """Keep what a notebook can show: not the page's own figure, not the record of a value."""
    if "data" not in output:
        return output
    data = {kind: content for kind, content in output.data.items() if kind not in (PAGE_FIGURE, RECORD)}
    if "text/markdown" in data:
        data["text/markdown"] = words.plain(data["text/markdown"])
    output.data, output.metadata = data, {}
    return output if data else None


class _Words:
    """What the marks of one chapter say: its sources, values, links, and the note at the head of its notebook."""

    def __init__(self, app: Sphinx, docname: str, notebook: NotebookNode) -> None:
        self.app, self.docname, self.place = app, docname, app.config.august1956_services
        self.labels = sources.labels(Path(app.srcdir) / "data")
        self.values = recorded(notebook)

    def plain(self, text: str) -> str:
        """Return Markdown that any notebook renders."""
        return plain(
            text, label=lambda key: self.labels.get(key, key), value=lambda name: self.values[name], link=self.link
        )

    def link(self, target: str) -> tuple[str, str]:
        """Return the address of a target and the words for a link without any."""
        path, _, anchor = target.partition("#")
        domain = self.app.env.get_domain("std")
        if path:
            page = posixpath.normpath(posixpath.join(posixpath.dirname(self.docname), path))
            page, titles = page.removesuffix(".md"), self.app.env.titles
            return self.place.page(page, anchor), anchor or (titles[page].astext() if page in titles else "")
        page, name, title = domain.labels.get(anchor) or (*domain.anonlabels.get(anchor, (self.docname, anchor)), "")
        return self.place.page(page, name), title or anchor

    @property
    def note(self) -> str:
        """What the notebook says of itself at its head."""
        page = self.place.page(self.docname)
        book = f"[{TITLE}]({page})" if page else f"“{TITLE}”"
        address = self.place.wheel(WHEEL)
        where = "" if address else "; the file lies in the folder `_downloads` of the book"
        return (
            f"*A chapter of {book}, version {__version__}. Its cells need Python 3.11 or newer and the package "
            f"`august1956`, which brings the tables: `pip install {address or WHEEL}`{where}.*"
        )

    @property
    def install(self) -> list[NotebookNode]:
        """The cell that fetches the package, where the book has an address."""
        address = self.place.wheel(WHEEL)
        return [nbformat.v4.new_code_cell(INSTALL.format(wheel=address))] if address else []


INSTALL = """# Where the package is missing, as in Colab, fetch it together with its tables.
from importlib.util import find_spec

if find_spec("august1956") is None:
    %pip install --quiet {wheel}"""


def recorded(notebook: NotebookNode) -> dict[str, str]:
    """Return the values that the cells of a notebook recorded for its sentences, by name."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    outputs = [output for output in outputs if RECORD in output.get("data", {})]
    return {output.metadata["scrapbook"]["name"]: ast.literal_eval(output.data[RECORD]) for output in outputs}


# --- the page ---


def offer_files(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Give the template the files of a chapter and the places that can run it."""
    if doctree is None or not has_cells(app, pagename):
        return
    name = posixpath.basename(pagename)
    context["chapter_files"] = {
        "executed notebook": f"{name}.ipynb",
        "clean notebook": f"{name}-clean.ipynb",
        "Markdown": f"{name}.md",
    }
    ways = app.config.august1956_services.run_links(pagename)
    if app.config.august1956_lite:
        up = "../" * app.builder.get_target_uri(pagename).count("/")
        path = pagename.removeprefix("chapters/")
        ways = {"your browser (JupyterLite)": f"{up}lite/lab/index.html?path={path}.ipynb", **ways}
    context["chapter_ways"] = ways


def note_written(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Note a page that is about to be written; in this process, for the page itself may be written in another."""
    app.august1956_written.add(docname)


def made(app: Sphinx) -> Iterator[str]:
    """Name the files of the chapters and the wheel, for the book to keep."""
    for docname in app.env.found_docs:
        if has_cells(app, docname):
            yield from (f"{docname}{ending}" for ending in (".ipynb", "-clean.ipynb", ".md"))
    yield f"_downloads/{WHEEL}"


def setup(app: Sphinx) -> None:
    """Register the files of the chapters; `august1956.book` calls this."""
    app.august1956_written = set()
    app.connect("doctree-resolved", note_written)
    app.connect("html-page-context", offer_files)
    app.connect("august1956-made", made)
    app.connect("build-finished", write_files, priority=900)  # after the book has judged itself
