"""What the book has, kept beside it for the forms that are made without Sphinx: its pages and its figures."""

import json
from pathlib import Path
from typing import Any, NamedTuple

from sphinx.application import Sphinx

from august1956.book.domain import edition
from august1956.book.formats.rows import anchors

__all__ = ["FILE", "Inventory", "read", "setup"]

FILE = ".inventory.json"


class Inventory(NamedTuple):
    """Pages (name to title, in the order of the book), figures (id, number, title, docname), rows (id to page)."""

    pages: dict[str, str]
    figures: list[dict[str, str]]
    rows: dict[str, str]


def read(root: Path) -> Inventory:
    """Return the contents of the book that was built last.

    Raises
    ------
    FileNotFoundError
        When none was built yet.
    """
    path = root / "_build" / FILE
    if not path.is_file():
        raise FileNotFoundError("the book was not built yet; `make book` builds it")
    return Inventory(**json.loads(path.read_text(encoding="utf-8")))


def write(app: Sphinx, exception: Exception | None) -> None:
    """Keep the contents of a book that was built without a fault."""
    if exception or app.builder.name not in ("html", "epub"):
        return
    known = edition(app.env)
    pages = {name: app.env.titles[name].astext() for name in known.ordered()}
    kept: list[dict[str, Any]] = [
        {"id": one.id, "number": one.number, "title": one.title, "docname": one.docname} for one in known.all_figures()
    ]
    rows = known.pages_of(anchors(Path(app.srcdir) / "data"))
    text = json.dumps({"pages": pages, "figures": kept, "rows": rows}, ensure_ascii=False, indent=1)
    (Path(app.outdir).parent / FILE).write_text(text, encoding="utf-8")


def setup(app: Sphinx) -> None:
    """Connect everything; `august1956.book` calls this."""
    app.connect("build-finished", write, priority=900)
