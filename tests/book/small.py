"""A book of seven pages, built in this process with the settings of the large one."""

import csv
import io
import re
import shutil
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from august1956.book.downloads import wheel

ROOT = Path(__file__).parents[2]
PAGES = Path(__file__).parent / "pages"
PEOPLE = {"choe-chang-ik", "pak-chang-ok", "yi-pil-gyu"}
NOTE = {"received": "walked", "edited": "went to the embassy"}
OPTIONS = {"nitpicky": True, "latex_individualpages": False, "august1956_faces": False}


class SmallBook:
    """The seven pages in a folder of their own, to be changed and built again."""

    def __init__(self, root):
        self.root, self.html = root, root / "_build" / "html"

    def build(self, jobs=1, strict=True, builder="html"):
        """Build what is out of date, but the wheel; return the exit code and all that was said."""
        from jupyter_book.sphinx import build_sphinx  # slow to import, and most collections do without

        said = io.StringIO()
        with redirect_stdout(said), redirect_stderr(said), pytest.MonkeyPatch.context() as patch:
            patch.setattr(wheel, "write", lambda root, out: None)  # tests/test_running.py tries it
            try:
                code = build_sphinx(
                    self.root,
                    self.html,
                    path_config=self.root / "_config.yml",
                    noconfig=True,
                    confoverrides=dict(OPTIONS),
                    warningiserror=strict,
                    keep_going=True,
                    jobs=jobs,
                    builder=builder,
                )
            except SystemExit as end:
                code = end.code
        return code, re.sub(r"\x1b\[[0-9;]*m", "", said.getvalue())

    def page(self, name):
        """Return a page, parsed."""
        return BeautifulSoup((self.html / f"chapters/{name}.html").read_text(encoding="utf-8"), "html.parser")

    def change(self, name, old, new):
        """Replace a text of a chapter that must be there."""
        path = self.root / f"chapters/{name}.md"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")


def lay_out(root):
    """Put the pages, the settings and some rows of the tables of the large book into a folder."""
    shutil.copytree(PAGES, root)
    for name in ("_config.yml", "CITATION.cff", "CHANGELOG.md"):
        shutil.copy(ROOT / name, root / name)
    shutil.copytree(ROOT / "data", root / "data")
    (root / "data" / "published.txt").unlink()  # the small book has published nothing
    left = set()
    for table in (*sorted({path.stem for path in root.glob("data/*.csv")} - {"audit"}), "audit"):
        rows = [row for row in read(root, table) if _stays(table, row, left)]
        left |= {row["id"] for row in rows if "id" in row}
        write(root, table, rows)
    notes = [row | NOTE for row in read(root, "emendations") if row["paragraph"] == "p4"][:1]
    write(root, "emendations", notes)  # those of the large book are on words that these pages have not
    write(root, "verdicts", [row | {"rows": ""} for row in read(root, "verdicts")])
    _keep_sources(root)
    return SmallBook(root)


def _keep_sources(root):
    """Leave the sources of the rows that are left: the bibliography takes a third of a small build."""
    path, tables = root / "data" / "sources.bib", root.glob("data/*.csv")
    named = {word for table in tables for word in re.findall(r"[\w-]+", table.read_text(encoding="utf-8"))}
    works = re.split(r"^(?=@)", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    kept = [work for work in works if work[:1] != "@" or re.match(r"@\w+\{([^,]+)", work)[1] in named]
    path.write_text("".join(kept), encoding="utf-8")


def _stays(table, row, left):
    """Tell whether a row names nobody but the three of the small book; of the audit, whether its row is left."""
    if table == "audit":
        return row["row"] in left
    named = row["id"] if table == "persons" else f"{row.get('person', '')};{row.get('persons', '')}"
    return {name.strip() for name in named.split(";")} <= PEOPLE | {""}


def read(root, table):
    """Return the rows of a table of a book."""
    with (root / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def write(root, table, rows):
    """Put rows in the place of a table's."""
    with (root / "data" / f"{table}.csv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
