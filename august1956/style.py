"""The one palette: colour, marker, hatch and order of every faction, and the colours of both themes."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from august1956 import vocabulary
from august1956.vocabulary import GROUPS, PARENTS

__all__ = ["FACTIONS", "KINDS", "THEMES", "Faction", "Kind", "colour", "css", "faction", "glyph", "rc"]

# Okabe and Ito's blue, vermillion, green and purple (https://jfly.uni-koeln.de/color/), darkened or lightened
# just far enough to be read as text: 4.5:1 on the page and on the shaded bands of its theme.
THEMES = {
    "light": {
        "link": "#6b5700",  # no group's
        "paper": "#fdfcf9",
        "ink": "#1d1f22",
        "muted": "#5c5f63",
        "rule": "#d9d6cd",
        "shade": "#f0ede4",
        "guerrilla": "#006eac",
        "yanan": "#b34d00",
        "soviet": "#007a58",
        "domestic": "#a3457b",
        "other": "#66686c",
        "unknown": "#6e6a60",
    },
    "dark": {
        "link": "#d8c46a",
        "paper": "#16181c",
        "ink": "#e8e6e1",
        "muted": "#a6a9ae",
        "rule": "#3a3e45",
        "shade": "#24272d",
        "guerrilla": "#56b4e9",
        "yanan": "#f07f3c",
        "soviet": "#2fbf91",
        "domestic": "#d989b8",
        "other": "#a0a3a8",
        "unknown": "#a8a293",
    },
}


@dataclass(frozen=True)
class Faction:
    """How a faction is drawn wherever it appears."""

    id: str
    label: str
    marker: str
    sign: str
    hatch: str
    order: int

    @property
    def colour(self) -> str:
        """The faction's hex colour on light paper."""
        return colour(self.id)


@dataclass(frozen=True)
class Kind:
    """How a kind of outcome is drawn and said: its words, and a step from rebuke to death with its glyph."""

    id: str
    label: str
    step: str

    @property
    def marker(self) -> Any:
        """The glyph of its step, a marker of matplotlib."""
        return glyph(self.step)


_MARKERS = {  # a shape for charts and the same as a letter, and a hatch
    "guerrilla": ("o", "●", ""), "yanan": ("s", "■", "///"), "soviet": ("^", "▲", "..."),
    "domestic": ("D", "◆", "xxx"), "other": ("h", "⬢", "---"), "unknown": ("X", "✕", "|||"),
}  # fmt: skip
FACTIONS = {id: Faction(id, label, *_MARKERS[id], i) for i, (id, label) in enumerate(GROUPS.items())}

# Shapes mean groups; outcomes have strokes: lines between points, y up, the longest side from -1 to 1.
_GLYPHS: dict[str, list[list[tuple[float, float]]]] = {
    "executed or suicide": [[(-1, -1), (1, 1)], [(-1, 1), (1, -1)]],
    "held, tried or banished": [[(-0.5, -1), (-0.5, 1), (0.5, 1), (0.5, -1), (-0.5, -1)]],
    "purged or expelled": [[(0, -1), (0, 1)]],
    "fate unknown": [[(-0.6, 0.5), (-0.35, 0.9), (0.2, 1), (0.6, 0.6), (0.5, 0.2), (0, -0.15), (0, -0.45)],
                     [(0, -0.8), (0, -1)]],
    "went abroad": [[(-1, 0), (1, 0)], [(0.3, 0.6), (1, 0), (0.3, -0.6)]],
    "demoted": [[(-0.9, 0.5), (0, -0.5), (0.9, 0.5)]],
    "rebuked": [[(0, -0.1), (0, 1)]],
    "died": [[(0, -1), (0, 1)], [(-0.6, 1), (0.6, 1)]],
    "restored or promoted": [[(1, -0.7), (1, 0.3), (-1, 0.3)], [(-0.4, 0.8), (-1, 0.3), (-0.4, -0.2)]],
    "still in post": [[(-1, 0), (1, 0)]],
}  # fmt: skip


KINDS = {id: Kind(id, label, step) for id, (label, step) in vocabulary.KINDS.items()}


@cache
def glyph(step: str) -> Any:
    """Return the glyph of a step of outcomes as a marker of matplotlib, drawn with strokes."""
    from matplotlib.path import Path  # here, for a build needs the palette but draws nothing itself

    strokes = _GLYPHS[step]
    codes = [Path.MOVETO if i == 0 else Path.LINETO for stroke in strokes for i in range(len(stroke))]
    return Path([point for stroke in strokes for point in stroke], codes)


def faction(id: Any) -> Faction:
    """Return the drawn faction of a group id: its parent for a finer group, "unknown" when missing."""
    if not isinstance(id, str) or not id:
        return FACTIONS["unknown"]
    return FACTIONS.get(PARENTS.get(id, id), FACTIONS["other"])


def colour(token: str, theme: str = "light") -> str:
    """Return the hex colour of a token such as "ink" or "guerrilla" in a theme."""
    return THEMES[theme][token]


def rc() -> dict:
    """Return matplotlib's settings for a chart, to be used with ``matplotlib.rc_context``."""
    from matplotlib import rc_params_from_file  # here, for a build needs the palette but draws nothing itself

    path = files("august1956") / "august1956.mplstyle"
    ink, muted, rule, paper = (colour(token) for token in ("ink", "muted", "rule", "paper"))
    return dict(rc_params_from_file(str(path), use_default_template=False)) | {
        "text.color": ink,
        "axes.labelcolor": muted,
        "axes.edgecolor": muted,
        "axes.facecolor": "none",
        "figure.facecolor": "none",
        "savefig.facecolor": "none",
        "xtick.color": muted,
        "ytick.color": ink,
        "grid.color": rule,
    }


def css() -> str:
    """Return the colours of both themes, by ``html[data-theme]`` or system, and for print; then the look of groups."""
    light, dark = _properties("light"), _properties("dark")
    return (
        f":root, html[data-theme=light] {{ {light} }}\n"
        f"html[data-theme=dark] {{ {dark} }}\n"
        f"@media (prefers-color-scheme: dark) {{ html:not([data-theme]) {{ {dark} }} }}\n"
        f"@media print {{ html:root, html[data-theme] {{ {light} --a56-paper: #ffffff; --a56-ink: #000000; }} }}\n"
    ) + "".join(map(_group, FACTIONS.values()))


def _properties(theme: str) -> str:
    return " ".join(f"--a56-{token}: {hex};" for token, hex in THEMES[theme].items())


def _group(drawn: Faction) -> str:
    """Return the rules of a group: its sign before a name, its lifelines, the dots under its persons' names."""
    id, colour = drawn.id, f"var(--a56-{drawn.id})"
    dots = f"a.person.{id} {{ text-decoration-color: {colour}; }}\n" if id not in ("other", "unknown") else ""
    return (
        f':is(.group, .of).{id}::before {{ content: "\\{ord(drawn.sign):X}" / ""; color: {colour}; }}\n'
        f".life.{id} {{ fill: {colour}; }}\n{dots}"
    )
