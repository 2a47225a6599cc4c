"""Turn drawn axes into the figure of the page: drawing, caption, alternative text, table and downloads.

A figure is data; `august1956.figure.page` makes it HTML.
"""

import base64
import io
import os
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg

from august1956 import IN_THE_BOOK, PAGE_FIGURE, style
from august1956.charts import Evidence, evidence
from august1956.figure import page, svg

__all__ = ["PageFigure", "figure"]


def figure(ax: Axes, *, id: str, title: str = "", caption: str = "", howto: str = "") -> "PageFigure":
    """Make the figure of the page from axes that a chart has drawn.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        What a function of `august1956.charts` returned.
    id : str
        Address of the figure in its page; ``fig-`` goes before it where it is not there yet.
    title : str, optional
        What the figure says, as a statement; by default what the chart itself finds, computed from what is drawn.
    caption : str, optional
        What it cannot show, and whatever else a reader must know.
    howto : str, optional
        How to read it, where that is not obvious.

    Returns
    -------
    PageFigure
        Shown as HTML by Jupyter and the book, elsewhere as a picture, in a terminal as alternative text.

    Raises
    ------
    ValueError
        If no chart of this package drew the axes, or there is no title and the chart finds none.

    Examples
    --------
    >>> from august1956 import charts, data
    >>> figure(charts.verdict_strip(data.load("verdicts")), id="strip").id
    'fig-strip'
    """
    drawn = evidence(ax)
    if not (title or drawn.finding):
        raise ValueError("this chart finds no title of its own; say what the figure shows: title=…")
    return PageFigure(ax, f"fig-{id.removeprefix('fig-')}", title or drawn.finding, caption, howto, drawn)


@dataclass
class PageFigure:
    """A chart with its number, caption, sources, table, alternative text and downloads."""

    ax: Axes
    id: str
    title: str
    caption: str
    howto: str
    evidence: Evidence

    @property
    def alt(self) -> str:
        """The generated alternative text, with the values that are drawn."""
        return self.evidence.alt

    @property
    def csv(self) -> str:
        """The table behind the drawing as CSV."""
        return self.evidence.table.to_csv(index=False, lineterminator="\n")

    @cached_property
    def _rendered(self) -> bytes:
        return svg.rendered(self.ax.figure)

    @cached_property
    def svg(self) -> str:
        """The drawing as a file of its own, in plain colours on light paper."""
        return svg.standalone(self._rendered, self.id, title=self.title, desc=self.alt)

    @cached_property
    def png(self) -> bytes:
        """The drawing as a picture on light paper, two pixels to the unit."""
        buffer = io.BytesIO()
        FigureCanvasAgg(self.ax.figure)
        with mpl.rc_context(style.rc()):
            self.ax.figure.savefig(buffer, dpi=144, facecolor=style.colour("paper"), metadata={"Software": None})
        return buffer.getvalue()

    @cached_property
    def data(self) -> dict[str, Any]:
        """The figure as data, which a cell hands over to the book.

        Returns
        -------
        dict
            ``id``, ``title``, ``caption``, ``howto``, ``reading``, ``alt``, ``description``: texts. ``wide`` and
            ``narrow``: the drawing for a screen and for a phone, as SVG. ``marks``: what both drawings show, each with
            its ``title``, ``target``, the kind and id that it leads to, if any, ``people``, the ids of those whom it
            concerns, and ``boxes``, its place in the two drawings (see `august1956.figure.svg.boxes`).
            ``table``: ``columns`` and ``rows``, as text. ``sources``: each with ``key`` and ``label``.
            ``downloads``: files, each with ``name``, ``kind``, ``type`` and ``text``.
        """
        again = self.evidence.redraw
        ax = again(narrow=True) if again else self.ax
        wide = self._drawing(self._rendered, self.id)
        narrow = self._drawing(svg.rendered(ax.figure), f"{self.id}-n")
        return self._words() | {"wide": wide, "narrow": narrow, "marks": self._marks(ax)}

    def _words(self) -> dict[str, Any]:
        """Return all of the data but the drawings."""
        reading = self.evidence
        return {
            **{"id": self.id, "title": self.title, "caption": self.caption, "howto": self.howto},
            **{"reading": reading.reading, "alt": self.alt, "description": reading.description},
            "table": as_text(reading.table),
            "sources": [{"key": key, "label": reading.labels.get(key, key)} for key in reading.sources],
            "downloads": self._downloads(),
        }

    @property
    def html(self) -> str:
        """The figure for a notebook: one picture, with what stands around it."""
        return page.in_a_notebook(self._words(), self.svg)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        for_the_book = {PAGE_FIGURE: self.data} if IN_THE_BOOK in os.environ else {}
        return for_the_book | {
            "text/html": self.html,
            "image/png": base64.b64encode(self.png).decode(),
            "text/plain": f"{self.title}\n{self.alt}",
        }

    def _drawing(self, rendered: bytes, prefix: str) -> str:
        return svg.inline(rendered, prefix, title=self.title, desc=self.evidence.summary)

    def _marks(self, narrow: Axes) -> list[dict[str, Any]]:
        """Return the marks with their places in the two drawings, which show the same marks in the same order."""
        marks = self.evidence.marks
        places = [svg.boxes(ax.figure, evidence(ax).marks) for ax in (self.ax, narrow)]
        return [
            {"title": mark.title, "target": list(mark.target or []), "people": list(mark.persons), "boxes": boxes}
            for mark, *boxes in zip(marks, *places, strict=True)
        ]

    def _downloads(self) -> list[dict[str, str]]:
        files = [("CSV", "text/csv", self.csv), ("SVG", "image/svg+xml", self.svg)]
        named = [(f"{self.id}.{kind.lower()}", kind, media, text) for kind, media, text in files]
        return [dict(zip(("name", "kind", "type", "text"), file, strict=True)) for file in named]


def as_text(frame: pd.DataFrame) -> dict[str, list[Any]]:
    """Return the names of a frame's columns and the text of its cells, as a page shows them."""
    rows = [[_cell(value) for value in row] for row in frame.astype(object).itertuples(index=False)]
    return {"columns": [str(name).replace("_", " ") for name in frame.columns], "rows": rows}


def _cell(value: Any) -> str:
    return "" if pd.isna(value) else f"{value:g}" if isinstance(value, float) else str(value)
