"""JupyterLite beside the book: the clean notebooks, the tables and the wheel, to run in a browser without a server."""

import shutil
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from importlib.metadata import version
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from august1956 import data
from august1956.check.release import WHEEL

__all__ = ["main", "prepare"]

INSTALL = """# The package with its tables, from this site; numpy, pandas and matplotlib come with Pyodide.
%pip install -q august1956"""

PURE = ("edtf", "pybtex", "latexcodec", "comm")


def prepare(book: Path, work: Path) -> list[str]:
    """Lay out what JupyterLite serves.

    Parameters
    ----------
    book : pathlib.Path
        The built book, with its notebooks and its wheel.
    work : pathlib.Path
        An empty folder; it gets ``files`` (notebooks and tables) and ``pypi`` (the wheel).

    Returns
    -------
    list of str
        The notebooks, as paths in ``files``.
    """
    names = []
    for clean in sorted(book.glob("chapters/**/*-clean.ipynb")):
        name = str(clean.relative_to(book / "chapters")).replace("-clean.ipynb", ".ipynb")
        target = work / "files" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(installing(nbformat.read(clean, as_version=4)), target)
        names.append(name)
    shutil.copytree(data.root(), work / "files" / "data", ignore=shutil.ignore_patterns(".*"))
    (work / "pypi").mkdir()
    shutil.copy(book / "_downloads" / WHEEL, work / "pypi")
    return names


def installing(notebook: NotebookNode) -> NotebookNode:
    """Let a notebook begin by installing the package from the site itself."""
    cells = [cell for cell in notebook.cells if "find_spec" not in cell.source]
    head = nbformat.v4.new_markdown_cell(
        "*Running in your browser, by JupyterLite. Changes are kept in this browser only.*"
    )
    cells = [head, nbformat.v4.new_code_cell(INSTALL), *cells[1:]]
    for number, cell in enumerate(cells, 1):
        cell["id"] = f"cell-{number}"
    notebook.cells = cells
    return notebook


def main(arguments: list[str] | None = None) -> int:
    """Build the site into the folder ``lite`` of the book; the words are BOOK and JUPYTER_LITE."""
    parser = ArgumentParser("august1956.book.downloads.lite", description="Build JupyterLite beside the book.")
    parser.add_argument("book", type=Path, help="the built book, as _build/html")
    parser.add_argument("program", type=Path, help="jupyter-lite, from the environment of locks/lite.txt")
    parser.add_argument(
        "--pyodide", type=Path, help="folder of a full Pyodide distribution, for a site that asks no other host"
    )
    options = parser.parse_args(arguments)
    if not (options.book / "_downloads" / WHEEL).is_file():
        return _refuse(f"{options.book} is not a built book; run `make book` first")
    work = options.book.parent / "lite"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    names = prepare(options.book, work)
    if options.pyodide:  # where JupyterLite looks for a distribution of one's own
        shutil.copytree(options.pyodide, work / "static" / "pyodide")
    if not _fetch_pure_wheels(work / "pypi"):
        return _refuse(f"{' and '.join(PURE)} could not be fetched; this step needs the network")
    return _build(options, work, len(names))


def _fetch_pure_wheels(folder: Path) -> bool:
    """Fetch what the package and the kernel need and Pyodide lacks, in the versions that the book was built with."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
    wanted = [f"{name}=={version(name)}" for name in PURE]
    return not subprocess.run([*command, "--dest", folder, *wanted], check=False).returncode


def _build(options: Namespace, work: Path, count: int) -> int:
    out = options.book.resolve() / "lite"
    shutil.rmtree(out, ignore_errors=True)
    command = [options.program.absolute(), "build", "--contents", "files", "--output-dir", out, "--no-sourcemaps"]
    done = subprocess.run(command, cwd=work, capture_output=True, text=True, check=False)
    if done.returncode:
        return _refuse(f"JupyterLite was not built:\n{done.stdout[-1500:]}{done.stderr[-1500:]}")
    print(f"{count} notebooks for the browser are in {out}")
    return 0


def _refuse(reason: str) -> int:
    print(f"august1956.book.downloads.lite: {reason}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
