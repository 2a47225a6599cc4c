"""The sheet on which a chart draws: measured in units from its top left corner, with its words and marks."""

from collections.abc import Callable, Iterable
from itertools import product
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.path import Path
from matplotlib.text import Text

from august1956 import style
from august1956.charts import _landmarks
from august1956.charts._text import LINE, SMALL, cut, text_width, wrap
from august1956.vocabulary import STEPS

__all__ = ["NARROW", "WIDE", "Sheet", "blank", "day", "pack"]

WIDE, NARROW = 720, 350  # widths of a drawing in units, which are CSS px where the page gives it full width
SIZES = {"s": 0.88, "D": 0.8, "h": 1.05, "X": 1.05}  # what makes shapes look equally large


def blank(narrow: bool) -> Axes:
    """Return new axes in a figure of their own, wide or narrow."""
    figure = Figure(figsize=((NARROW if narrow else WIDE) / 72, 100 / 72), dpi=72)
    ax = figure.add_axes((0, 0, 1, 1))
    ax._ours = True
    return ax


def pack(spans: Iterable[tuple[float, float]], gap: float = 0) -> list[int]:
    """Put spans (start, end) in the first row where each finds room; return the row of each."""
    ends: list[float] = []
    rows: list[int] = []
    for start, end in spans:
        row = next((i for i, last in enumerate(ends) if last + gap <= start), len(ends))
        ends[row : row + 1] = [end]
        rows.append(row)
    return rows


def day(timestamp: Any) -> float:
    """Return a day as matplotlib counts it, from 1 January 1970."""
    return (pd.Timestamp(timestamp) - pd.Timestamp(1970, 1, 1)).days


class Sheet:
    """Axes as a sheet of paper: units across and down from the top left corner.

    Parameters
    ----------
    shared : mapping
        What a chart was given: ax and narrow.
    days : tuple of timestamps, optional
        First and last day of a scale of time; the x axis then counts days, as matplotlib's dates do.
    left, right : float
        Units at either side of that scale.

    Notes
    -----
    Positions are given in units. The sheet remembers where words and marks stand, so that a note finds room.
    """

    def __init__(self, shared: Any, days: Any = None, *, left: float = 0, right: float = 0) -> None:
        self.ax, self.narrow = shared["ax"], shared["narrow"]
        self.width = NARROW if self.narrow else WIDE
        self.left, self.right = left, self.width - right
        self.days = days
        self.scale = (self.right - self.left) / (day(days[1]) - day(days[0])) if days else 1.0
        self.hung: list[tuple[float, float, str]] = []
        self.falling: list[tuple[float, float, float, dict[str, Any]]] = []
        self.words: list[tuple[float, float, float, float]] = []
        self.taken: list[tuple[float, float, float, float]] = []

    # where

    def at(self, when: Any) -> float:
        """Return the place of a day in units, at the edge of the scale where it lies beyond."""
        return min(max(self.left + (day(when) - day(self.days[0])) * self.scale, self.left), self.right)

    def _data(self, units: float) -> float:
        """Return units as the x of the axes."""
        return day(self.days[0]) + (units - self.left) / self.scale if self.days else units

    def close(self, height: float) -> None:
        """Draw the lines down the sheet, give the axes their limits, and a figure of our own its height."""
        for x, top, bottom, look in self.falling:
            for start, end in self._gaps(x, top, bottom):
                self.line((x, x), (start, end), **look)
        if getattr(self.ax, "_ours", False):
            self.ax.figure.set_figheight(height / 72)
            self.ax.set_position((0, 0, 1, 1))
        self.ax.set(xlim=(self._data(0), self._data(self.width)), ylim=(height, 0))
        self.ax.set_axis_off()

    # words

    def text(self, x: float, y: float, text: Any, *, token: str = "ink", size: float = SMALL, **look: Any) -> Text:
        """Write a line whose middle is at y."""
        wide = text_width(str(text), size, look.get("weight", "normal"))
        start = x - wide * {"left": 0, "center": 0.5, "right": 1}[look.get("ha", "left")]
        box = start, y - size * 0.6, start + wide, y + size * 0.6
        self.taken.append(box)
        self.words.append(box)
        drawn = {"va": "center_baseline", "fontsize": size, "color": style.colour(token)} | look
        return self.ax.text(self._data(x), y, text, **drawn)

    def write(self, x: float, y: float, text: str, *, width: float, gap: float = LINE, **look: Any) -> int:
        """Write a text in lines no wider than `width` units, the first at y; return how many lines it took."""
        size = look.get("size", SMALL)
        lines = [cut(line, width, size) for line in wrap(text, width, size).split("\n")]
        for i, line in enumerate(lines):
            self.text(x, y + gap * i, line, **look)
        return len(lines)

    def note(self, x: float, y: float, text: str, *, widths: tuple[float, ...] = (160,), token: str = "ink") -> bool:
        """Write a note beside a point where it covers nothing, with a line to the point; tell whether it found room."""
        for strict, (dx, dy), width in product((True, False), _AROUND, widths):
            lines = wrap(text, width).split("\n")
            wide, high = max(map(text_width, lines)), LINE * len(lines)
            left = x + dx - (wide if dx < 0 else wide / 2 if dx == 0 else 0)
            top = y + dy - (high if dy < 0 else high / 2 if dy == 0 else 0)
            near = self._leader(x, y, (left, top, left + wide, top + high))
            if self.free(left, top, left + wide, top + high) and not self._crosses(x, y, near, strict):
                if abs(near[0] - x) + abs(near[1] - y) > 14:
                    self.line((x, near[0]), (y, near[1]), token="muted", width=0.8)
                for i, line in enumerate(lines):
                    self.text(left, top + LINE * (i + 0.5), line, token=token)
                return True
        return False

    def free(self, x0: float, y0: float, x1: float, y1: float) -> bool:
        """Tell whether no word and no mark stands in a box of the sheet."""
        inside = x0 >= 0 and x1 <= self.width and y0 >= 0
        return inside and all(x1 <= a or x0 >= c or y1 <= b or y0 >= d for a, b, c, d in self.taken)

    def _leader(self, x: float, y: float, box: Any) -> tuple[float, float]:
        """Return where a line from a point meets the box of its note."""
        return min(max(x, box[0]), box[2]), min(max(y, box[1] + 2), box[3] - 2)

    def _crosses(self, x: float, y: float, near: Any, strict: bool) -> bool:
        """Tell whether a line from a point to its note would run through other words, or, strictly, other marks."""
        steps = [(x + (near[0] - x) * n / 12, y + (near[1] - y) * n / 12) for n in range(3, 12)]
        others = [box for box in self.taken if not (box[0] - 6 < x < box[2] + 6 and box[1] - 2 < y < box[3] + 2)]
        ways = others if strict else self.words
        return any(a < px < c and b < py < d for px, py in steps for a, b, c, d in ways)

    # lines and marks

    def line(
        self,
        x: Iterable[float],
        y: Iterable[float],
        *,
        token: str = "rule",
        width: float = 0.8,
        zorder: float = 0,
        **look: Any,
    ) -> Line2D:
        """Draw a line through points given in units."""
        look = {"color": style.colour(token), "solid_capstyle": "butt", "clip_on": False} | look
        places = [self._data(each) for each in x]
        return self.ax.add_line(Line2D(places, list(y), linewidth=width, zorder=zorder, **look))

    def drop(self, x: float, top: float, bottom: float, **look: Any) -> None:
        """Draw, when the sheet is closed, a line down it that leaves out every word and every mark in its way.

        Between marks so near to each other that only dashes would be left it pauses.
        """
        self.falling.append((x, top, bottom, look))

    def _gaps(self, x: float, top: float, bottom: float) -> list[tuple[float, float]]:
        """Return the pieces of a line down the sheet between the words and marks that stand on it."""
        edges = [top]
        for _, start, _, end in sorted((box for box in self.taken if box[0] - 2 < x < box[2] + 2), key=lambda b: b[1]):
            edges += [max(start - 2, edges[-1]), max(end + 2, edges[-1])]
        pieces = zip(edges[::2], [*edges[1::2], bottom], strict=True)
        return [(start, min(end, bottom)) for start, end in pieces if min(end, bottom) - start > 4]

    def rule(self, y: float, left: float = 0, right: float | None = None, **look: Any) -> Line2D:
        """Draw a rule across the sheet."""
        return self.line((left, self.width if right is None else right), (y, y), **look)

    def shade(self, x0: float, y0: float, x1: float, y1: float, token: str = "shade") -> None:
        """Shade a rectangle."""
        corners = [self._data(x0), self._data(x1)]
        self.ax.fill_between(corners, y0, y1, color=style.colour(token), linewidth=0, zorder=-1)

    def unit(
        self, x: float, y: float, faction: Any, *, size: float = 13.0, fill: str = "full", **options: Any
    ) -> Line2D:
        """Draw one mark in a faction's colour and shape: "full", "half" (left half) or "none"."""
        drawn = style.faction(faction)
        options |= {"fillstyle": {"half": "left"}.get(fill, fill), "markerfacecoloralt": style.colour("paper")}
        return self._mark(x, y, drawn.marker, drawn.colour, size, markeredgewidth=1.3, **options)

    def symbol(
        self, x: float, y: float, marker: Any, colour: str, *, size: float = 10.0, filled: bool = True, **options: Any
    ) -> Any:
        """Draw one mark of any shape: filled, or with the paper showing; a glyph is drawn with strokes."""
        if isinstance(marker, Path):
            return self._mark(x, y, marker, colour, size, markerfacecolor="none", markeredgewidth=1.8, **options)
        face = colour if filled else style.colour("paper")
        return self._mark(x, y, marker, colour, size, markerfacecolor=face, markeredgewidth=1.3, **options)

    def _mark(self, x: float, y: float, marker: Any, colour: Any, size: Any, **options: Any) -> Line2D:
        size = size * (1 if isinstance(marker, Path) else SIZES.get(marker, 1))
        self.taken.append((x - size / 2, y - size / 2, x + size / 2, y + size / 2))
        options = {"color": colour, "markersize": size, "clip_on": False} | options
        return self.ax.add_line(Line2D([self._data(x)], [y], marker=marker, linestyle="none", **options))

    # what marks mean

    def key(self, y: float, items: Iterable[tuple[Callable, str]], weight: str = "normal") -> float:
        """Write marks and what they mean in a line, broken where the sheet ends; return the y below it.

        An item is a callable that draws a mark at x and y, and what it means.
        """
        left = 0.0
        for draw, label in items:
            needed = 19 + text_width(label, weight=weight)
            if left > 0 and left + needed > self.width:
                left, y = 0.0, y + 22
            draw(left + 7, y)
            self.text(left + 19, y, label, weight=weight)
            left += needed + 14
        return y + 22

    def groups(self, factions: Iterable, unknown: str = "None known") -> list:
        """Return the items of a key for the groups present, in their order: the same in every chart."""
        present = sorted({style.faction(id) for id in factions}, key=lambda faction: faction.order)
        return [
            (lambda x, y, id=one.id: self.unit(x, y, id, size=11), unknown if one.id == "unknown" else one.label)
            for one in present
        ]

    def steps(self, kinds: Iterable[str]) -> list:
        """Return the items of a key for the outcomes present, from the gravest: the same in every chart."""
        present = {style.KINDS[kind].step for kind in kinds}
        ink = style.colour("ink")
        return [
            (lambda x, y, step=step: self.symbol(x, y, style.glyph(step), ink, size=9), step)
            for step in STEPS
            if step in present
        ]

    def landmarks(self, events: pd.DataFrame, y: float) -> float:
        """Write over their days what lines down the sheet mean; return the y below; `fall` draws the lines.

        Words stand to the right or the left of their line, in as few rows as leave each clear of the others.
        """
        named = sorted((self.at(row.date_earliest), _landmarks.brief(row.title)) for row in events.itertuples())
        places = _landmarks.placed([(x, text_width(title) + 8) for x, title in named], self.width)
        self.hung = [(x, y + 17 * row, title) for (x, title), (row, _) in zip(named, places, strict=True)]
        for (x, at, title), (_, left) in zip(self.hung, places, strict=True):
            self.text(x - 4 if left else x + 4, at, title, ha="right" if left else "left", token="muted")
        return y + 17 * (max((row for row, _ in places), default=-1) + 1)

    def fall(self, bottom: float) -> None:
        """Draw the lines of the landmarks down to the bottom; that of August 1956 is the heaviest."""
        for x, top, title in self.hung:
            look = {"token": "ink", "width": 1.3} if title.startswith("August") else {"token": "muted", "width": 0.7}
            self.drop(x, top - 7, bottom, **look)

    def years(self, y: float, top: float, step: int = 1) -> None:
        """Write the years of the scale at y, with rules up to `top`."""
        first, last = (each.year for each in self.days)
        for year in range(first, last + 1):
            start = pd.Timestamp(year, 1, 1)
            if start < self.days[0] or start > self.days[1]:
                continue
            x = self.at(start)
            self.drop(x, top, y - 10, width=0.6)
            if year % step == 0 and x + 17 <= self.width:
                self.text(max(x, 17), y, year, token="muted", ha="center")


_AROUND = [
    (dx * far, dy * far)
    for far in (1, 2, 3, 5, 8)
    for dx, dy in [(11, 0), (-11, 0), (0, -11), (0, 11), (11, -11), (11, 11), (-11, -11), (-11, 11)]
]
