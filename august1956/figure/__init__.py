"""Turn drawn axes into the figure of the page: drawing, caption, alternative text, table and downloads."""

import base64
import io
from dataclasses import dataclass
from functools import cached_property
from html import escape

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg

from august1956 import PAGE_FIGURE, style
from august1956.charts import Evidence, evidence
from august1956.figure import svg

__all__ = ["PageFigure", "figure"]

MANY = 6  # more sources than this are folded


def figure(ax: Axes, *, id: str, title: str, caption: str = "", howto: str = "") -> "PageFigure":
    """Make the figure of the page from axes that a chart has drawn.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        What a function of `august1956.charts` returned.
    id : str
        Address of the figure in its page; ``fig-`` goes before it where it is not there yet.
    title : str
        What the figure shows, as a statement.
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
        If no chart of this package drew the axes.
    """
    return PageFigure(ax, f"fig-{id.removeprefix('fig-')}", title, caption, howto, evidence(ax))


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
    def svg(self) -> str:
        """The drawing as a file of its own, in plain colours on light paper."""
        return svg.standalone(self.ax.figure, self.id, title=self.title, desc=self.alt)

    @cached_property
    def png(self) -> bytes:
        """The drawing as a picture on light paper, two pixels to the unit."""
        buffer = io.BytesIO()
        FigureCanvasAgg(self.ax.figure)
        with mpl.rc_context(style.rc()):
            self.ax.figure.savefig(buffer, dpi=144, facecolor=style.colour("paper"), metadata={"Software": None})
        return buffer.getvalue()

    @cached_property
    def html(self) -> str:
        """The whole figure for a page of the book."""
        drawings = self._drawing(self.ax, "wide") + self._drawing(self.evidence.redraw(narrow=True), "narrow")
        return self._around(drawings)

    @cached_property
    def plain_html(self) -> str:
        """The figure for a notebook, which knows neither the book's style nor its addresses: one picture."""
        source = _data("image/svg+xml", self.svg)
        return self._around(f'<img src="{source}" alt="{escape(self.alt)}" style="max-width:720px;width:100%">')

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        return {
            PAGE_FIGURE: self.html,
            "text/html": self.plain_html,
            "image/png": base64.b64encode(self.png).decode(),
            "text/plain": f"{self.title}\n{self.alt}",
        }

    def _around(self, drawings: str) -> str:
        parts = [self._figcaption(), drawings, self._notes(), self._sources(), self._details(), self._links()]
        return f'<figure class="chart" id="{escape(self.id)}">{"".join(parts)}</figure>'

    def _drawing(self, ax: Axes, variant: str) -> str:
        """Return one variant; without the book's style sheet only the wide one is seen."""
        prefix = self.id if variant == "wide" else f"{self.id}-n"
        image = svg.inline(ax.figure, prefix, title=self.title, desc=self.alt)
        links = svg.overlay(ax.figure, evidence(ax).marks, f"Links from the marks: {self.title}")
        hidden = " hidden" if variant == "narrow" else ""
        return f'<div class="chart-{variant}"{hidden}>{image}{links}</div>'

    def _figcaption(self) -> str:
        title = f'<span class="fig-number"></span> <span class="fig-title">{escape(self.title)}</span>'
        howto = f'<p class="chart-howto">{escape(self.howto)}</p>' if self.howto else ""
        return f'<figcaption><p class="chart-title">{title}</p>{howto}</figcaption>'

    def _notes(self) -> str:
        texts = [("caption", self.caption), ("reading", self.evidence.reading)]
        return "".join(f'<p class="chart-{name}">{escape(text)}</p>' for name, text in texts if text)

    def _sources(self) -> str:
        """Return the sources in a line, folded where they are many."""
        keys, labels = self.evidence.sources, self.evidence.labels
        names = [(escape(key), escape(labels.get(key, key))) for key in keys]
        spans = "; ".join(f'<span class="source" data-key="{key}">{name}</span>' for key, name in names)
        if len(keys) > MANY:
            return f'<details class="chart-sources"><summary>Sources ({len(keys)})</summary><p>{spans}.</p></details>'
        return f'<p class="chart-sources">Sources: {spans}.</p>' if keys else ""

    def _details(self) -> str:
        rows = len(self.evidence.table)
        summary = f"The table behind the figure ({rows} row{'' if rows == 1 else 's'})"
        return f"<details><summary>{summary}</summary>{table_html(self.evidence.table, self.title)}</details>"

    def _links(self) -> str:
        files = [("csv", "text/csv", self.csv), ("svg", "image/svg+xml", self.svg)]
        links = [
            f'<a href="{_data(type, text)}" download="{self.id}.{end}">{end.upper()}</a>' for end, type, text in files
        ]
        links += [f'<a class="chart-permalink" href="#{self.id}">Link to this figure</a>']
        return f'<p class="chart-downloads">{" · ".join(links)}</p>'


def table_html(frame: pd.DataFrame, caption: str) -> str:
    """Return a frame as an HTML table with a caption and scoped headers, scrolling inside itself."""
    head = "".join(f'<th scope="col">{escape(str(name).replace("_", " "))}</th>' for name in frame.columns)
    body = "".join(f"<tr>{_cells(row)}</tr>" for row in frame.astype(object).itertuples(index=False))
    name = escape(caption)
    table = f"<table><caption>{name}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    region = f'role="region" aria-label="Table: {name}" tabindex="0"'
    return f'<div class="chart-table" {region}>{table}</div>'


def _cells(row) -> str:
    first, *rest = [
        "" if pd.isna(value) else escape(f"{value:g}" if isinstance(value, float) else str(value)) for value in row
    ]
    return f'<th scope="row">{first}</th>' + "".join(f"<td>{cell}</td>" for cell in rest)


def _data(type: str, text: str) -> str:
    return f"data:{type};charset=utf-8;base64,{base64.b64encode(text.encode()).decode()}"
