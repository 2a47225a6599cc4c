"""How wide a text is, and where it breaks."""

from bisect import bisect_right
from functools import cache

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

__all__ = ["LINE", "SMALL", "cut", "text_width", "wrap"]

SMALL = 12.5  # the size of text in units of the sheet; 12 px is the least a page may show
LINE = 15  # from line to line of a text


@cache
def text_width(text: str, size: float = SMALL, weight: str = "normal") -> float:
    """Return how wide a text is in units, in matplotlib's own face: wider than most that a page uses."""
    width, _, _ = text_to_path.get_text_width_height_descent(text, FontProperties(size=size, weight=weight), False)
    return width * 1.04  # a drawing rounds every letter to whole units


def wrap(text: str, width: float, size: float = SMALL) -> str:
    """Break a text into lines no wider than `width` units, where a word allows it."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        lines[-1:] = [longer] if not lines[-1] or text_width(longer, size) <= width else [lines[-1], word]
    return "\n".join(lines)


def cut(text: str, width: float, size: float = SMALL) -> str:
    """Return a text as it is, or shortened to `width` units with an ellipsis."""
    if not text or text_width(text, size) <= width:
        return text
    text = text.removesuffix("…")
    shorter = [text[:end].rstrip() + "…" for end in range(len(text))]
    fitting = bisect_right(shorter, width, key=lambda shown: text_width(shown, size))
    return shorter[max(fitting - 1, 0)]
