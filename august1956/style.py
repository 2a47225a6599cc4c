"""The one palette: colour, marker, hatch and order of every faction, and the colours of both themes."""

from dataclasses import dataclass
from importlib.resources import files

from august1956.vocabulary import PARENTS

__all__ = ["FACTIONS", "KINDS", "THEMES", "Faction", "Kind", "colour", "contrast", "css", "faction", "rc"]

# Okabe and Ito's blue, vermillion, green and purple (https://jfly.uni-koeln.de/color/), darkened or lightened
# just far enough to be read as text: 4.5:1 on the page and on the shaded bands of its theme.
THEMES = {
    "light": {
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
    hatch: str
    order: int

    @property
    def colour(self) -> str:
        """The faction's hex colour on light paper."""
        return colour(self.id)


@dataclass(frozen=True)
class Kind:
    """How a kind of outcome is drawn and said: its words, and a step from rebuke to death with its marker."""

    id: str
    label: str
    step: str
    marker: str


_FACTIONS = [
    ("guerrilla", "Guerrilla", "o", ""),
    ("yanan", "Yan’an", "s", "///"),
    ("soviet", "Soviet", "^", "..."),
    ("domestic", "Domestic", "D", "xxx"),
    ("other", "Other", "h", "---"),
    ("unknown", "Not known", "X", "|||"),
]
FACTIONS = {id: Faction(id, label, marker, hatch, i) for i, (id, label, marker, hatch) in enumerate(_FACTIONS)}

_KINDS = [  # every step has a marker of its own; whether it is filled tells how well its date is known
    ("criticised", "criticised", "rebuked", "p"),
    ("demoted", "demoted", "demoted", "v"),
    ("purged", "purged", "purged or expelled", "o"),
    ("expelled_cc", "expelled from the Central Committee", "purged or expelled", "o"),
    ("expelled_party", "expelled from the party", "purged or expelled", "o"),
    ("banished", "banished inside the country", "held, tried or banished", "s"),
    ("arrested", "arrested", "held, tried or banished", "s"),
    ("tried", "tried", "held, tried or banished", "s"),
    ("imprisoned", "imprisoned", "held, tried or banished", "s"),
    ("executed", "executed", "executed or suicide", "X"),
    ("suicide", "suicide", "executed or suicide", "X"),
    ("died", "died, cause not stated", "died", "P"),
    ("died_natural", "died naturally", "died", "P"),
    ("died_other", "died otherwise", "died", "P"),
    ("fled_abroad", "fled abroad", "went abroad", ">"),
    ("returned_abroad", "returned abroad", "went abroad", ">"),
    ("sighted_abroad", "seen abroad", "went abroad", ">"),
    ("rehabilitated", "rehabilitated", "restored or promoted", "^"),
    ("promoted", "promoted", "restored or promoted", "^"),
    ("survived_in_post", "still in post", "still in post", "d"),
    ("fate_unknown", "fate unknown", "fate unknown", "*"),
]
KINDS = {kind[0]: Kind(*kind) for kind in _KINDS}


def faction(id) -> Faction:
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
    """Return the CSS custom properties of both themes, by ``html[data-theme]`` or system, and for print."""
    light, dark = _properties("light"), _properties("dark")
    return (
        f":root, html[data-theme=light] {{ {light} }}\n"
        f"html[data-theme=dark] {{ {dark} }}\n"
        f"@media (prefers-color-scheme: dark) {{ html:not([data-theme]) {{ {dark} }} }}\n"
        f"@media print {{ html:root, html[data-theme] {{ {light} --a56-paper: #ffffff; --a56-ink: #000000; }} }}\n"
    )


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two hex colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _properties(theme: str) -> str:
    return " ".join(f"--a56-{token}: {hex};" for token, hex in THEMES[theme].items())


def _luminance(hex: str) -> float:
    channels = [int(hex[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
