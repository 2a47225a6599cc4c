"""What the record says of the article: one field a claim, in the article's order."""

from typing import Any, Unpack

import pandas as pd
from matplotlib.patches import Rectangle

from august1956 import style
from august1956.charts._contract import Evidence, Mark, chart
from august1956.charts._reading import Reading
from august1956.charts._sheet import Sheet
from august1956.charts._text import SMALL, text_width
from august1956.charts._words import listed, plural

__all__ = ["verdict_strip"]

VERDICTS = {  # in the order of the key: the share that is filled from below, and the hatch
    "confirmed": (1, ""),
    "partly confirmed": (0.5, ""),
    "not verifiable": (0, ""),
    "disputed": (0, "////"),
    "contradicted": (0, "xxxx"),
}
GAP = 9


@chart(
    needs={"id", "paragraph", "claim", "verdict", "source"},
    refuses={
        "dates": "verdicts have none",
        "faction": "a claim belongs to no group",
        "person": "a claim is about a sentence, not a person",
    },
)
def verdict_strip(verdicts: pd.DataFrame, **shared: Unpack[Reading]) -> Evidence:
    """Draw a bar of the verdicts' shares, and under it one field for each claim of the article, in its order.

    Wide, all stand in one line with a gap between paragraphs; narrow, each paragraph has a line.

    Parameters
    ----------
    verdicts : pandas.DataFrame
        One row per claim, in the article's order: id, paragraph ("headline", "title", "p1" to "p10"), claim, verdict
        (confirmed, partly confirmed, not verifiable, disputed or contradicted), source (keys).

    Examples
    --------
    >>> from august1956 import charts, data
    >>> charts.evidence(charts.verdict_strip(data.load("verdicts"))).table.columns.tolist()
    ['paragraph', 'claim', 'verdict', 'source']
    """
    sheet = Sheet(shared)
    groups = list(verdicts.groupby("paragraph", sort=False))
    counts = verdicts["verdict"].value_counts()
    draw = _down if sheet.narrow else _across
    marks, y = draw(sheet, groups, _shares(sheet, counts))
    sheet.close(y)
    table = verdicts[["paragraph", "claim", "verdict", "source"]].reset_index(drop=True)
    said = [
        f"{_named(p)}: {listed(f'{n} {v}' for v, n in rows['verdict'].value_counts().items())}" for p, rows in groups
    ]
    summary = f"Strip of {plural(len(verdicts), 'claim')} of the article, one field each, by what the record says."
    return Evidence(table, summary, "; ".join(said) + ".", _finding(counts), marks=tuple(marks))


def _shares(sheet: Any, counts: pd.Series) -> float:
    """Draw how many claims each verdict has, as the parts of one bar, with their key; return the y below."""
    found = [verdict for verdict in VERDICTS if verdict in counts]
    x, scale = 1.0, (sheet.width - 2) / max(int(counts.sum()), 1)
    for verdict in found:
        sheet.text(x, 8, int(counts[verdict]), weight="bold")
        _draw(sheet, x, 18, scale * counts[verdict] - 4, 20, verdict)
        x += scale * counts[verdict]
    return sheet.key(54, [(_sample(sheet, verdict), verdict) for verdict in found]) + 12


def _across(sheet: Any, groups: Any, y: float) -> Any:
    """Draw all fields in one line, as wide as the sheet allows."""
    labels = [text_width(_short(paragraph)) + 4 for paragraph, _ in groups]
    wide = 24.0
    while _length(groups, labels, wide) > sheet.width - 2 and wide > 6:
        wide -= 0.25
    x, marks = 1.0, []
    for (paragraph, rows), label in zip(groups, labels, strict=True):
        sheet.text(x, y, _short(paragraph), token="muted")
        marks += [_field(sheet, x + wide * i, y + 11, wide - 2, 26, row) for i, row in enumerate(rows.itertuples())]
        x += max(wide * len(rows), label) + GAP
    return marks, y + 42


def _length(groups: Any, labels: list[float], wide: float) -> float:
    return sum(max(wide * len(rows), label) + GAP for (_, rows), label in zip(groups, labels, strict=True)) - GAP


def _down(sheet: Any, groups: Any, y: float) -> Any:
    """Draw a line of fields for each paragraph."""
    marks = []
    for paragraph, rows in groups:
        sheet.text(0, y + 3, _named(paragraph), token="muted")
        marks += [_field(sheet, 110 + 26 * i, y - 8, 24, 22, row) for i, row in enumerate(rows.itertuples())]
        y += 28
    return marks, y


def _field(sheet: Any, x: float, y: float, wide: Any, high: Any, row: Any) -> Mark:
    artist = _draw(sheet, x, y, wide, high, row.verdict)
    words = f"{_named(row.paragraph)}: {row.claim.rstrip('.')} – {row.verdict}"
    return Mark(artist, words, f"#verdict:{row.id}")


def _draw(sheet: Any, x: float, y: float, wide: Any, high: Any, verdict: Any) -> Rectangle:
    share, hatch = VERDICTS.get(verdict, (0, ""))
    ink, paper = style.colour("ink"), style.colour("paper")
    look = {"facecolor": paper, "edgecolor": ink, "linewidth": 1, "hatch": hatch, "clip_on": False}
    if share == 1:
        look["facecolor"] = ink
    patch = sheet.ax.add_patch(Rectangle((x, y), wide, high, **look))
    if 0 < share < 1:
        half = {"facecolor": ink, "edgecolor": "none", "linewidth": 0, "clip_on": False}
        sheet.ax.add_patch(Rectangle((x, y + high * (1 - share)), wide, high * share, **half))
    return patch


def _sample(sheet: Any, verdict: Any) -> Any:
    return lambda x, y: _draw(sheet, x - 6, y - SMALL / 2, 12, 12, verdict)


def _short(paragraph: str) -> str:
    return f"¶{paragraph[1:]}" if paragraph[1:].isdigit() else {"headline": "head"}.get(paragraph, paragraph)


def _named(paragraph: str) -> str:
    return f"Paragraph {paragraph[1:]}" if paragraph[1:].isdigit() else paragraph.capitalize()


def _finding(counts: pd.Series) -> str:
    found = [(verdict, counts[verdict]) for verdict in VERDICTS if verdict in counts]
    said = [f"{count} {'is' if count == 1 else 'are'} {verdict}" for verdict, count in found]
    return f"Of {plural(int(counts.sum()), 'claim')} in the article, {listed(said)}"
