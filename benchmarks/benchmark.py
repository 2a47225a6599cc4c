"""Measure how long the book takes to build, each chart to draw, and both with more rows; write `results.md` beside it.

The floor is what no build can do without: all cells once, in one process that has its packages loaded, and the same
pages, with the results already in them, in Sphinx with nothing of this book's own. Ratios to it can be compared
between machines; seconds cannot.
"""

import contextlib
import io
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
import pandas as pd
import yaml
from IPython.core.interactiveshell import InteractiveShell
from jupyter_cache import get_cache
from myst_nb.core.config import NbParserConfig
from myst_nb.core.read import create_nb_reader
from myst_parser.config.main import MdParserConfig

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "tests"))
from project import CHAPTERS, STRICT, build, copy_project  # noqa: E402

RUNS = 3
TRIED = "chapters/article/02-the-domestic-faction.md"  # the chapter that is changed: two figures, some prose
EXTENSIONS = ["attrs_inline", "colon_fence", "deflist", "smartquotes"]
BARE = f"""
extensions = ["myst_nb", "sphinx_external_toc", "sphinxcontrib.bibtex"]
bibtex_bibfiles = ["data/sources.bib"]
exclude_patterns = ["_build"]
html_theme = "basic"
myst_enable_extensions = {EXTENSIONS}
nb_execution_mode = "off"
nb_render_markdown_format = "myst"
"""
TABLES = ("persons", "affiliations", "bodies", "seats", "posts", "outcomes", "counts", "events", "contacts")
IDS = ("id", "person", "persons", "body", "event", "also")


def main():
    """Measure everything and write the tables."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "book").mkdir()
        project = copy_project(Path(folder, "book").resolve())
        builds = time_builds(project)
        cells, figures = time_cells(project)
        bare = time_bare(project, Path(folder, "bare"))
    report = [_about(), _ratios(builds, cells, bare), _growth(), _figures(figures)]
    (HERE / "results.md").write_text("\n\n".join(report) + "\n", encoding="utf-8")
    print("\n\n".join(report[:3]))


# --- the builds ---


def time_builds(project):
    """Return the seconds of a clean build, of one that changes nothing, and of one with a changed chapter."""
    seconds = {"clean": [], "unchanged": [], "prose": [], "cell": []}
    page = project / TRIED
    text = page.read_text(encoding="utf-8")
    for run in range(RUNS):
        shutil.rmtree(project / "_build", ignore_errors=True)
        page.write_text(text, encoding="utf-8")
        seconds["clean"].append(_seconds(_build, project))
        seconds["unchanged"].append(_seconds(_build, project))
        page.write_text(text.replace("Korea was", "Once again: " * (run + 1) + "Korea was", 1), encoding="utf-8")
        seconds["prose"].append(_seconds(_build, project))
        page.write_text(text.replace("HARM = [", f"RUN = {run}\nHARM = [", 1), encoding="utf-8")
        seconds["cell"].append(_seconds(_build, project))
    page.write_text(text, encoding="utf-8")
    _build(project)
    return {name: statistics.median(times) for name, times in seconds.items()}


def _build(project):
    code, output = build(project, *STRICT)
    if code:
        raise SystemExit(output[-2000:])


def _seconds(function, *arguments):
    start = time.perf_counter()
    function(*arguments)
    return time.perf_counter() - start


# --- the floor ---


def time_cells(project):
    """Run the cells of all chapters in this process, packages loaded; return the seconds, and a row for each figure."""
    shell = InteractiveShell.instance(colors="nocolor")
    shell.run_cell("from august1956 import charts, data, figure, registers")
    figures, total = [], 0
    for chapter in CHAPTERS:
        path = project / f"{chapter}.md"
        os.chdir(path.parent)
        shell.reset(new_session=False)
        for cell in _read(path).cells:
            if cell.cell_type != "code":
                continue
            with contextlib.redirect_stdout(io.StringIO()):
                start = time.perf_counter()
                result = shell.run_cell(cell.source)
                made = result.result
                bundle = made._repr_mimebundle_() if hasattr(made, "_repr_mimebundle_") else {}
                took = time.perf_counter() - start
            result.raise_error()
            total += took
            if "evidence" in dir(made):
                html = next(value for kind, value in bundle.items() if "august1956" in kind)
                figures.append((made.id, len(made.evidence.marks), took, len(html.encode()), len(made.svg.encode())))
    os.chdir(HERE)
    return total, figures


def _read(path):
    text = path.read_text(encoding="utf-8")
    reader = create_nb_reader(str(path), MdParserConfig(enable_extensions=EXTENSIONS), NbParserConfig(), text)
    return reader.read(text) if reader else nbformat.v4.new_notebook()


def time_bare(project, target):
    """Return the seconds of a clean and of an unchanged build of the executed pages in bare Sphinx."""
    cache = get_cache(next((project / "_build" / ".jupyter_cache").iterdir()))
    shutil.copytree(project / "data", target / "data")
    for chapter in CHAPTERS:
        path, copied = project / f"{chapter}.md", target / f"{chapter}.md"
        copied.parent.mkdir(parents=True, exist_ok=True)
        notebook = _read(path)
        if notebook.cells:
            nbformat.write(cache.merge_match_into_notebook(notebook)[1], copied.with_suffix(".ipynb"))
        else:
            shutil.copy(path, copied)
    shutil.copy(project / "_toc.yml", target)
    (target / "conf.py").write_text(BARE, encoding="utf-8")
    command = [sys.executable, "-m", "sphinx", "-q", ".", "_build/html"]
    once = lambda: subprocess.run(command, cwd=target, check=True, capture_output=True)  # noqa: E731
    times = {"clean": [], "unchanged": []}
    for _ in range(RUNS):
        shutil.rmtree(target / "_build", ignore_errors=True)
        times["clean"].append(_seconds(once))
        times["unchanged"].append(_seconds(once))
    return {name: statistics.median(values) for name, values in times.items()}


# --- growth ---


def time_growth(times):
    """Return the seconds that checking, loading and drawing take with the rows of the tables so many times over."""
    with tempfile.TemporaryDirectory() as folder:
        target = shutil.copytree(HERE.parent / "data", Path(folder, "data"))
        for name in TABLES if times > 1 else ():
            rows = pd.read_csv(target / f"{name}.csv", dtype=str, keep_default_na=False)
            pd.concat([_copy(rows, number) for number in range(times)]).to_csv(target / f"{name}.csv", index=False)
        rows = sum(len(pd.read_csv(path, dtype=str)) for path in target.glob("*.csv"))
        script = [sys.executable, HERE / "growth.py", target]
        done = subprocess.run(script, capture_output=True, text=True, check=True)
    return {"rows": rows} | yaml.safe_load(done.stdout)


def _copy(rows, number):
    """Give the ids of a copied row a number, so that every copy refers to its own."""
    if number == 0:
        return rows
    named = [column for column in rows.columns if column in IDS]
    return rows.assign(**{name: rows[name].str.replace(r"([^;\s]+)", rf"\1-{number}", regex=True) for name in named})


# --- the tables ---


def _about():
    system = f"Python {platform.python_version()}, {os.cpu_count()} cores"
    return (
        "# Latest results\n\n"
        f"Written by `make bench` ({system}; medians of {RUNS} runs). Seconds are this machine's; the ratios travel."
    )


def _ratios(builds, cells, bare):
    floor = cells + bare["clean"]
    rows = [  # what, seconds, what they are compared with, and what that is
        ("All cells, one warm process", cells, None, ""),
        ("The same pages in bare Sphinx, nothing executed", bare["clean"], None, ""),
        ("The floor: both", floor, None, ""),
        ("Clean build", builds["clean"], floor, "of the floor; aim 1.6"),
        ("Bare Sphinx, nothing changed", bare["unchanged"], None, ""),
        ("Build, nothing changed", builds["unchanged"], bare["unchanged"], "of bare Sphinx; aim 1.3"),
        ("Build, prose of one chapter changed", builds["prose"], builds["clean"], "of clean; aim 0.25"),
        ("Build, a cell of one chapter changed", builds["cell"], builds["clean"], "of clean; aim 0.25"),
    ]
    ratios = [f"{took / other:.2f} {of}" if other else "" for _, took, other, of in rows]
    lines = [f"| {row[0]} | {row[1]:.1f} | {ratio} |" for row, ratio in zip(rows, ratios, strict=True)]
    return "\n".join(["## Builds", "", "| What | Seconds | Ratio |", "|---|---:|---|", *lines])


def _growth():
    results = [time_growth(times) for times in (1, 10, 100)]
    head = " | ".join(f"{times}×" for times in (1, 10, 100))
    lines = []
    for name in results[0]:
        shown = [f"{r[name]:,}" if name == "rows" else f"{r[name]:.2f}" for r in results]
        lines.append(f"| {name} | {' | '.join(shown)} |")
    return "\n".join(["## Growth, in seconds", "", f"| | {head} |", "|---|---:|---:|---:|", *lines])


def _figures(figures):
    """Return marks, seconds (both variants, picture and table) and bytes of each figure."""
    head = ["## Figures", "", "| Figure | Marks | Seconds | KB in the page | KB as SVG |", "|---|---:|---:|---:|---:|"]
    return "\n".join(head + [f"| {i} | {n} | {t:.2f} | {h / 1000:.0f} | {s / 1000:.0f} |" for i, n, t, h, s in figures])


if __name__ == "__main__":
    main()
