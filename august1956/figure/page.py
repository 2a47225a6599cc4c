"""The figure of the page, from its data to HTML: for the book, and for a notebook that stands alone.

The markup is in ``templates/figure.html``.
"""

import functools
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jinja2

from august1956.figure.svg import LAYER

__all__ = ["embedded", "in_a_notebook", "rendered"]


def rendered(
    figure: dict[str, Any],
    *,
    number: str,
    address: Callable[[str, str], str],
    source: Callable[[str], tuple[str, str]],
    file: Callable[[dict[str, str]], str],
    who: Callable[[str, str], str],
    correct: str = "",
) -> str:
    """Return a figure as HTML for a page of the book.

    Parameters
    ----------
    figure : dict
        What `august1956.figure.PageFigure.data` gives.
    number : str
        What the page calls it, as ``Figure 4.2``.
    address : callable
        From kind and id of what a mark leads to, as ``("person", "kim-il-sung")``, to an address.
    source : callable
        From the key of a source to its address and its label.
    file : callable
        From a download (``name``, ``type``, ``text``) to its address.
    who : callable
        From kind and id of what a mark leads to, to the words of a card on it; empty where it has none of its own.
    correct : str, optional
        The address of a form that takes corrections of the figure.

    Returns
    -------
    str
        HTML; every text from the data is escaped.
    """
    given = {"address": address, "source": source, "file": file, "who": who, "correct": correct}
    return _template().render(figure=figure, number=number, **given)


def in_a_notebook(figure: dict[str, Any], image: str) -> str:
    """Return a figure for a notebook, which knows neither the book's style nor its addresses: one picture.

    Parameters
    ----------
    figure : dict
        What `august1956.figure.PageFigure.data` gives; its drawings are not asked for.
    image : str
        The drawing as an SVG file of its own.
    """
    return _template().render(figure=figure, image=embedded({"type": "image/svg+xml", "text": image}),
                              file=embedded)  # fmt: skip


def embedded(file: dict[str, str]) -> str:
    """Return a file as an address that holds it."""
    return f"data:{file['type']};charset=utf-8;base64,{b64encode(file['text'].encode()).decode()}"


@functools.cache
def _template() -> jinja2.Template:
    folder = jinja2.FileSystemLoader(Path(__file__).parent / "templates")
    made = jinja2.Environment(loader=folder, autoescape=True, trim_blocks=True, lstrip_blocks=True,
                              undefined=jinja2.StrictUndefined)  # fmt: skip
    made.globals["layer"] = LAYER
    return made.get_template("figure.html")
