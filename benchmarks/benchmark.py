"""Measure how long the book takes to build, each chart to draw, and both with more rows; write `results.md` beside it.

The floor is what no build can do without: all cells once, in one process that has its packages loaded, and the same
pages, with the results already in them, in Sphinx with nothing of this book's own. Ratios to it can be compared
between machines; seconds cannot.
"""

import contextlib
import gzip
import io
import json
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
import lighthouse  # noqa: E402
import programs  # noqa: E402
from project import CHAPTERS, STRICT, build, copy_project  # noqa: E402

from august1956 import IN_THE_BOOK, PAGE_FIGURE  # noqa: E402
from august1956.figure import page as figures  # noqa: E402

RUNS = int(sys.argv[1]) if len(sys.argv) > 1 else 3
ATTEMPTS = 3  # of Lighthouse: now and then a virtual machine draws the first frame a second late, whatever the page
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
        cells, drawn = time_cells(project)
        bare = time_bare(project, Path(folder, "bare"))
        persons = time_persons(project)
        speed = time_pages(project / "_build" / "html")
    report = [_about(), _ratios(builds, cells, bare, persons), _pages(speed), _growth(), _figures(drawn)]
    (HERE / "results.md").write_text("\n\n".join(report) + "\n", encoding="utf-8")
    print("\n\n".join(report[:4]))


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
        page.write_text(text.replace("\n## ", "\nOnce again.\n" * (run + 1) + "\n## ", 1), encoding="utf-8")
        seconds["prose"].append(_seconds(_build, project))
        page.write_text(text.replace("\nfrom august1956", f"\nRUN = {run}\nfrom august1956", 1), encoding="utf-8")
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
    os.environ[IN_THE_BOOK] = "1"
    shell = InteractiveShell.instance(colors="nocolor")
    shell.run_cell("from august1956 import charts, data, figure, registers")
    drawn, total = [], 0
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
                if hasattr(made, "_repr_mimebundle_"):
                    made._repr_mimebundle_()
                took = time.perf_counter() - start
            result.raise_error()
            total += took
            if "evidence" in dir(made):
                html = _in_a_page(made.data)
                sizes = len(html), len(gzip.compress(html)), len(made.svg.encode())
                drawn.append((made.id, len(made.evidence.marks), took, *sizes))
    os.chdir(HERE)
    return total, drawn


def _in_a_page(figure):
    """Return a figure as a page holds it, with addresses of the usual length."""
    address = lambda kind, name: f"../reference/{kind}s.html#{name}"  # noqa: E731
    source = lambda key: (f"../reference/sources.html#{key}", key)  # noqa: E731
    file = lambda one: f"../../_downloads/{one['name']}"  # noqa: E731
    who = lambda kind, name: ""  # noqa: E731
    return figures.rendered(figure, number="1", address=address, source=source, file=file, who=who).encode()


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
            executed = cache.merge_match_into_notebook(notebook)[1]
            for output in (output for cell in executed.cells for output in cell.get("outputs", [])):
                output.get("data", {}).pop(PAGE_FIGURE, None)  # what only this book's own builder can draw
            nbformat.write(executed, copied.with_suffix(".ipynb"))
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


TIMED = """
import json, sys, time
from august1956.book import persons
from jupyter_book.cli.main import main
collect, took = persons.collect_pages, []

def timed(app):
    begun, given = time.perf_counter(), 0
    for page in collect(app):
        given += 1
        yield page
    took.append((time.perf_counter() - begun, given))

persons.collect_pages = timed
try:
    main(["build", ".", "-q"])
finally:
    print("TOOK", json.dumps(took))
"""


def time_persons(project):
    """Return the seconds that a clean build spends on the pages of persons, and how many it makes."""
    shutil.rmtree(project / "_build", ignore_errors=True)
    done = subprocess.run([sys.executable, "-c", TIMED], cwd=project, capture_output=True, text=True, check=False)
    return json.loads(done.stdout.rpartition("TOOK ")[2])[0]


# --- the pages ---


def time_pages(html):
    """Return Lighthouse's best score for speed of ATTEMPTS, by page: on a slow phone and on a desktop."""
    programs.use()
    asked = {"onlyCategories": ["performance"]}
    with lighthouse.serving(html) as address:
        pages = [f"{address}/{name}" for name in lighthouse.WEIGHED]
        tried = [
            [lighthouse.reports(lighthouse.TOOLS, pages, asked, form) for _ in range(ATTEMPTS)]
            for form in ("phone", "desktop")
        ]
        return {
            name: [max(lighthouse.scores(told[page])["performance"] for told in form) for form in tried]
            for name, page in zip(lighthouse.WEIGHED, pages, strict=True)
        }


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
        f"Written by `make bench` ({system}; builds: medians of {RUNS}). Seconds are this machine's; the ratios travel."
    )


def _ratios(builds, cells, bare, persons):
    floor = cells + bare["clean"]
    rows = [  # what, seconds, what they are compared with, and what that is
        ("All cells, one warm process", cells, None, ""),
        ("The same pages in bare Sphinx, nothing executed", bare["clean"], None, ""),
        ("The floor: both", floor, None, ""),
        ("Clean build", builds["clean"], floor, "of the floor; aim 1.2"),
        (f"The {persons[1]} pages of persons in it", persons[0], builds["clean"], "of clean; aim 0.2"),
        ("Bare Sphinx, nothing changed", bare["unchanged"], None, ""),
        ("Build, nothing changed", builds["unchanged"], bare["unchanged"], "of bare Sphinx; aim 1.1"),
        ("Build, prose of one chapter changed", builds["prose"], builds["clean"], "of clean; aim 0.25"),
        ("Build, a cell of one chapter changed", builds["cell"], builds["clean"], "of clean; aim 0.25"),
    ]
    ratios = [f"{took / other:.2f} {of}" if other else "" for _, took, other, of in rows]
    lines = [f"| {row[0]} | {row[1]:.1f} | {ratio} |" for row, ratio in zip(rows, ratios, strict=True)]
    return "\n".join(["## Builds", "", "| What | Seconds | Ratio |", "|---|---:|---|", *lines])


def _pages(speed):
    lines = [f"| {name} | {phone} | {desktop} |" for name, (phone, desktop) in speed.items()]
    title = f"## Lighthouse’s score for speed, out of 100, the best of {ATTEMPTS}; aim 100"
    head = [title, "", "| Page | Phone | Desktop |", "|---|---:|---:|"]
    return "\n".join(head + lines)


def _growth():
    results = [time_growth(times) for times in (1, 10, 100)]
    head = " | ".join(f"{times}×" for times in (1, 10, 100))
    lines = []
    for name in results[0]:
        shown = [f"{r[name]:,}" if name == "rows" else f"{r[name]:.2f}" for r in results]
        lines.append(f"| {name} | {' | '.join(shown)} |")
    return "\n".join(["## Growth, in seconds", "", f"| | {head} |", "|---|---:|---:|---:|", *lines])


def _figures(drawn):
    """Return marks, seconds (both drawings, picture and table) and bytes of each figure."""
    names = ["Figure", "Marks", "Seconds", "KB in the page", "KB compressed", "KB as SVG"]
    lines = ["## Figures", "", f"| {' | '.join(names)} |", f"|---|{'---:|' * (len(names) - 1)}"]
    for id, marks, took, *sizes in drawn:
        lines.append(f"| {id} | {marks} | {took:.2f} | {' | '.join(f'{size / 1000:.0f}' for size in sizes)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
