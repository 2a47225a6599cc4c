"""The book's Sphinx extension: a list of parts, each of which connects itself."""

import gc
from pathlib import Path
from typing import Any

from myst_nb.ext.glue.roles import PasteTextRole
from sphinx.application import Sphinx
from sphinx.config import Config

from august1956.book import (
    article,
    assets,
    bibliography,
    cards,
    contents,
    entries,
    execution,
    faces,
    figures,
    freshness,
    guard,
    languages,
    lint,
    mentions,
    pages,
    persons,
    repository,
    search,
    translator,
    uses,
)
from august1956.book.domain import Edition
from august1956.book.downloads import notebooks, services
from august1956.book.formats import epub, inventory, offers

__all__ = ["setup"]

PARTS = (
    guard, freshness, execution, services, article, cards, figures, bibliography, languages, entries, assets,
    translator, contents, faces, notebooks, lint, mentions, search, pages, persons, repository, uses, inventory, epub,
    offers,
)  # fmt: skip
SILENT = {"sphinx_multitoc_numbering", "sphinx_jupyterbook_latex"}  # they do not declare parallel_read_safe


def setup(app: Sphinx) -> dict[str, Any]:
    """Register everything; Sphinx calls this."""
    gc.set_threshold(50_000, 20, 100)  # a build makes much and drops little: looking for rubbish took a quarter of it
    app.add_html_theme("august1956", str(Path(__file__).parent / "theme"))
    app.add_config_value("comments_config", {}, "")  # Jupyter Book sets it for an extension that is not used here
    app.add_role("eval", PasteTextRole(), override=True)  # recorded values: see august1956.notebook
    app.add_domain(Edition)
    for part in PARTS:
        part.setup(app)
    app.connect("config-inited", let_pages_be_read_side_by_side)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def let_pages_be_read_side_by_side(app: Sphinx, config: Config) -> None:
    """Answer for extensions that Jupyter Book brings: one works when all pages have been read, one for LaTeX alone."""
    for name in SILENT & set(app.extensions):
        app.extensions[name].parallel_read_safe = True
