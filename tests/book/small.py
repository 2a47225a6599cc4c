"""A book of seven pages, built in this process with the settings of the large one."""

import io
import re
import shutil
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from bs4 import BeautifulSoup
from jupyter_book.sphinx import build_sphinx

ROOT = Path(__file__).parents[2]
PAGES = Path(__file__).parent / "pages"
NOTE = {
    "id": "em-1", "paragraph": "p4", "received": "walked", "edited": "went to the embassy", "type": "idiom",
    "russian_basis": "inferred", "source": "asmolov2019eng",
}  # fmt: skip
OPTIONS = {"nitpicky": True, "latex_individualpages": False, "august1956_faces": False}


class SmallBook:
    """The seven pages in a folder of their own, to be changed and built again."""

    def __init__(self, root):
        self.root, self.html = root, root / "_build" / "html"

    def build(self, jobs=1, strict=True):
        """Build what is out of date; return the exit code and all that was said."""
        said = io.StringIO()
        with redirect_stdout(said), redirect_stderr(said):
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
    """Put the pages, the settings and the tables of the large book into a folder."""
    shutil.copytree(PAGES, root)
    for name in ("_config.yml", "CITATION.cff", "CHANGELOG.md"):
        shutil.copy(ROOT / name, root / name)
    shutil.copytree(ROOT / "data", root / "data", ignore=shutil.ignore_patterns("published.txt"))
    notes = root / "data" / "emendations.csv"  # those of the large book are on words that these pages have not
    columns = notes.read_text(encoding="utf-8").splitlines()[0]
    notes.write_text(f"{columns}\n{','.join(NOTE.get(name, '') for name in columns.split(','))}\n", encoding="utf-8")
    return SmallBook(root)
