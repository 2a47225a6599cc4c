"""The book's Sphinx extension: a list of parts, each of which connects itself."""

import functools
import gc
from pathlib import Path

from myst_nb.ext.glue.roles import PasteTextRole
from pybtex import plugin

from august1956.book import (
    article,
    contents,
    execution,
    faces,
    figures,
    freshness,
    guard,
    html,
    lint,
    pages,
    persons,
    search,
)
from august1956.book.bibliography import Style
from august1956.book.downloads import notebooks

__all__ = ["setup"]

PARTS = (guard, freshness, execution, article, figures, html, contents, faces, notebooks, lint, search, pages, persons)


def setup(app):
    """Register everything; Sphinx calls this."""
    gc.set_threshold(50_000, 20, 100)  # a build makes much and drops little: looking for rubbish took a quarter of it
    # Each citation looks its plugin up among all installed packages, 20 ms each time: look once.
    plugin._load_entry_point = functools.cache(plugin._load_entry_point)
    plugin.register_plugin("pybtex.style.formatting", "august1956", Style)
    app.add_html_theme("august1956", str(Path(__file__).parent / "theme"))
    app.add_config_value("comments_config", {}, "")  # Jupyter Book sets it for an extension that is not used here
    app.add_role("eval", PasteTextRole(), override=True)  # recorded values: see august1956.notebook
    for part in PARTS:
        part.setup(app)
    return {"version": "1", "parallel_read_safe": False, "parallel_write_safe": True}
