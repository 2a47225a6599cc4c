"""Each chapter as files beside its page: notebook with and without results, source; and the package as a wheel."""

import ast
import copy
import hashlib
import os
import posixpath
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import nbformat
from docutils import nodes
from jupyter_cache import get_cache
from myst_nb.core.read import create_nb_reader
from nbformat import NotebookNode
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ExtensionError
from sphinx.util import logging

from august1956 import PAGE_FIGURE, __version__
from august1956.book.downloads import services
from august1956.book.downloads.archive import released
from august1956.book.downloads.markdown import plain
from august1956.data import sources
from august1956.leftovers import own_files

__all__ = ["WHEEL", "build_wheel", "setup"]

logger = logging.getLogger(__name__)

WHEEL = f"august1956-{__version__}-py3-none-any.whl"
RECORD = "application/papermill.record/text/plain"
PARTS = ("pyproject.toml", "README.md", "LICENSE", "august1956", "data")  # what the wheel is made from
MAKE = "import sys; from setuptools.build_meta import build_wheel; build_wheel(sys.argv[1])"


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
    write_wheel(Path(app.srcdir), Path(app.outdir))


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
        self.app, self.docname, self.place = app, docname, app.config.august1956_place
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
            return self.place.page(page.removesuffix(".md"), anchor), anchor
        page, name, title = domain.labels.get(anchor) or (*domain.anonlabels.get(anchor, (self.docname, anchor)), "")
        return self.place.page(page, name), title or anchor

    @property
    def note(self) -> str:
        """What the notebook says of itself at its head."""
        page = self.place.page(self.docname)
        book = f"[To Kill Kim Il Sung]({page})" if page else "“To Kill Kim Il Sung”"
        wheel = self.place.wheel(WHEEL)
        where = "" if wheel else "; the file lies in the folder `_downloads` of the book"
        return (
            f"*A chapter of {book}, version {__version__}. Its cells need Python 3.11 or newer and the package "
            f"`august1956`, which brings the tables: `pip install {wheel or WHEEL}`{where}.*"
        )

    @property
    def install(self) -> list[NotebookNode]:
        """The cell that fetches the package, where the book has an address."""
        wheel = self.place.wheel(WHEEL)
        return [nbformat.v4.new_code_cell(INSTALL.format(wheel=wheel))] if wheel else []


INSTALL = """# Where the package is missing, as in Colab, fetch it together with its tables.
from importlib.util import find_spec

if find_spec("august1956") is None:
    %pip install --quiet {wheel}"""


def recorded(notebook: NotebookNode) -> dict[str, str]:
    """Return the values that the cells of a notebook recorded for its sentences, by name."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    outputs = [output for output in outputs if RECORD in output.get("data", {})]
    return {output.metadata["scrapbook"]["name"]: ast.literal_eval(output.data[RECORD]) for output in outputs}


# --- the wheel ---


def write_wheel(root: Path, out: Path) -> None:
    """Make the wheel of the package with its tables, once for each state of their files, and put it into the book."""
    made = out.parent / ".wheel" / _digest(root)
    if not (made / WHEEL).is_file():
        shutil.rmtree(made.parent, ignore_errors=True)
        made.mkdir(parents=True)
        build_wheel(root, made)
    target = out / "_downloads" / WHEEL
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(made / WHEEL, target)


def build_wheel(root: Path, target: Path) -> None:
    """Build in a copy, for setuptools leaves folders behind where it works."""
    with tempfile.TemporaryDirectory() as copy_of:
        _copy_parts(root, Path(copy_of))
        command = [sys.executable, "-c", MAKE, str(target)]
        midnight = datetime.combine(released(root), time(), UTC).timestamp()
        environment = os.environ | {"SOURCE_DATE_EPOCH": f"{midnight:.0f}"}  # the same bytes from the same files
        done = subprocess.run(
            command, cwd=copy_of, env=environment, umask=0o022, capture_output=True, text=True, check=False
        )
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no reason was given"])[-1]
        raise ExtensionError(f"the wheel of august1956 could not be made ({reason}); is setuptools installed?")


def _copy_parts(root: Path, target: Path) -> None:
    """Copy what the wheel is made from, readable for everybody, whatever the umask under which it was cloned."""
    for source in _parts(root):
        there = target / source.relative_to(root)
        there.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, there)
        there.chmod(0o644)


def _parts(root: Path) -> list[Path]:
    """Return the files that the wheel is made from, without what tools left among them."""
    return [path for part in PARTS for path in ([root / part] if (root / part).is_file() else own_files(root / part))]


def _digest(root: Path) -> str:
    summary = hashlib.sha256(f"{__version__} {released(root)}".encode())
    for path in _parts(root):
        summary.update(str(path.relative_to(root)).encode() + path.read_bytes())
    return summary.hexdigest()[:16]


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
    ways = app.config.august1956_place.ways(pagename)
    if app.config.august1956_lite:
        up = "../" * app.builder.get_target_uri(pagename).count("/")
        path = pagename.removeprefix("chapters/")
        ways = {"your browser (JupyterLite)": f"{up}lite/lab/index.html?path={path}.ipynb", **ways}
    context["chapter_ways"] = ways


def note_written(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Note a page that is about to be written; in this process, for the page itself may be written in another."""
    app.august1956_written.add(docname)


def read_place(app: Sphinx, config: Config) -> None:
    """Read the one setting, and whether JupyterLite is there, so that pages are written again when either changes."""
    config.august1956_lite = (Path(app.outdir) / "lite" / "index.html").is_file()  # made by `make lite`
    try:
        config.august1956_place = services.read(Path(app.confdir) / "_config.yml")
    except services.SettingError as error:
        print(f"\nThe book was not built.\n{error}", file=sys.stderr)
        raise SystemExit(1) from None


def made(app: Sphinx) -> Iterator[str]:
    """Name the files of the chapters and the wheel, for the book to keep."""
    for docname in app.env.found_docs:
        if has_cells(app, docname):
            yield from (f"{docname}{ending}" for ending in (".ipynb", "-clean.ipynb", ".md"))
    yield f"_downloads/{WHEEL}"


def setup(app: Sphinx) -> None:
    """Register the files of the chapters; `august1956.book` calls this."""
    app.august1956_written = set()
    app.add_config_value("august1956_place", services.Services(), "html")
    app.add_config_value("august1956_lite", False, "html")
    app.connect("config-inited", read_place)
    app.connect("doctree-resolved", note_written)
    app.connect("html-page-context", offer_files)
    app.connect("august1956-made", made)
    app.connect("build-finished", write_files, priority=900)  # after the book has judged itself
