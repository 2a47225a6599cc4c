"""What every chart shares: its contract, the evidence it leaves, and the placing of marks and words."""

import functools
import inspect
import itertools
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from august1956 import dates, style

__all__ = ["COLUMNS", "Evidence", "Mark", "chart", "evidence"]

WIDE, NARROW = 720, 350  # widths of a drawing in units, which are CSS px where the page gives it full width
TEXT, SMALL = 13.5, 12.5  # sizes of text in the same units; 12 px is the least a page may show

COLUMNS = {
    "person": "the person's id",
    "persons": "ids of persons, separated by '; '",
    "name": "the person's name; merge data.groups() on 'person'",
    "faction": "the top-level faction; merge data.groups() on 'person'",
    "body": "the id of a body",
    "seat": "the kind of seat",
    "basis": "listed or implied",
    "entry": "elected, co-opted or merger, or empty",
    "seats": "full or candidate",
    "count": "a number of seats",
    "total": "the number of seats of which it is a part",
    "id": "the row's id",
    "kind": "what happened",
    "title": "a few words",
    "date": "an EDTF date",
    "from": "an EDTF date",
    "to": "an EDTF date",
    "status": "preferred, alternative or rejected",
    "source": "a key of sources.bib",
    "paragraph": "p1 to p10",
    "type": "the type of fault",
    "received": "the reading of the machine translation",
    "edited": "the edited reading",
    "russian_basis": "attested or inferred",
    "diplomat": "who was told",
    "country": "whose embassy or party",
    "topic": "what was said",
}
COLUMNS |= {
    f"{date}_{edge}": f"the {edge} day that '{date}' allows; data.load() adds it"
    for date in ("date", "from", "to")
    for edge in ("earliest", "latest")
}


@dataclass(frozen=True)
class Mark:
    """Something drawn that tells who and what: its artist, words, and what it links to."""

    artist: object
    title: str
    href: str | None = None
    tip: str = ""


@dataclass(frozen=True)
class Evidence:
    """What a chart drew.

    Attributes
    ----------
    table : pandas.DataFrame
        Exactly what is drawn.
    alt : str
        The alternative text: what the chart is, and the same values as the marks.
    sources : tuple of str
        Keys of `sources.bib` in the rows drawn.
    reading : str
        Which claims and which ends of the dates were drawn.
    marks : tuple of Mark
        The marks that name somebody or something, in the order in which they are read.
    redraw : callable
        ``redraw(narrow=True)`` draws the same frame again, for a phone.
    labels : mapping
        What sources are called, by their keys, where the caller said so.
    """

    table: pd.DataFrame
    alt: str
    sources: tuple[str, ...] = ()
    reading: str = ""
    marks: tuple[Mark, ...] = ()
    redraw: Callable[..., Axes] | None = field(default=None, compare=False)
    labels: Mapping[str, str] = field(default_factory=dict)


def evidence(ax: Axes) -> Evidence:
    """Return what a chart of this package drew on the axes.

    Raises
    ------
    ValueError
        If none did.
    """
    try:
        return ax._august1956
    except AttributeError:
        raise ValueError("no chart of august1956.charts has drawn these axes; pass what one returned") from None


CHOICES = {"source": ("source",), "faction": ("faction",), "person": ("person", "persons")}  # option: its columns
FEW = 6  # of so many values an error names all, of more the nearest
DATES = ("range", "earliest", "latest")
SHARED = """\
dates : {"range", "earliest", "latest"}
    Whether to draw the whole of a date, or only the first or the last day that it allows.
source, faction, person : str or iterable of str, optional
    Draw only the claims of these sources (keys of sources.bib), or what concerns these groups or persons (ids).
"""


def chart(*, needs: set[str], claims: tuple[str, ...] = ("",), refuses: Mapping[str, str] | None = None):
    """Give a drawing function the contract of all charts.

    The function draws a frame that has the columns and at least one row on given axes, and returns its
    `Evidence`. Decorated, it checks the frame, makes the axes where there are none, keeps to the style
    without touching anybody else's, writes "No rows" for an empty frame, and returns the axes. Every chart takes
    the same reading: `dates`, and `source`, `faction` and `person`, which choose rows. A value that the
    frames do not hold, and an option that the chart refuses, raise a ValueError that says why.

    Parameters
    ----------
    needs : set of str
        Columns without which the chart cannot be drawn; `COLUMNS` says what they hold.
    claims : tuple of str
        The frames among which `source` chooses: names of options, and "" for the first frame.
    refuses : mapping, optional
        Options of the reading that have no meaning for the chart: why, as a clause.
    """
    refuses = refuses or {}

    def decorate(draw):
        @functools.wraps(draw)
        def drawn(
            frame: pd.DataFrame, *, dates="range", source=None, faction=None, person=None, ax=None, narrow=False,
            **options,
        ) -> Axes:  # fmt: skip
            reads = {"dates": dates, "source": source, "faction": faction, "person": person}
            again = functools.partial(drawn, frame, **reads, **options)
            _require(frame, needs, draw.__name__)
            _accept(reads, refuses, draw.__name__)
            frame, options = _chosen(frame, options, reads, claims)
            if "dates" not in refuses:
                options["dates"] = dates
            with mpl.rc_context(style.rc()):
                ax = _blank(narrow) if ax is None else ax
                result = draw(frame, ax=ax, narrow=narrow, **options) if len(frame) else _no_rows(frame, ax, draw)
            # On the axes: a WeakKeyDictionary would never forget them, as marks point back at theirs.
            ax._august1956 = replace(
                result,
                sources=result.sources or keys(result.table.get("source")),
                reading=result.reading or reading(frame, options.get("labels"), **reads),
                labels=options.get("labels") or {},
                redraw=again,
            )
            return ax

        drawn.__signature__ = _signature(draw)
        drawn.__doc__ = _documented(draw, refuses)
        drawn.needs, drawn.refuses = frozenset(needs), dict(refuses)
        return drawn

    return decorate


def _signature(draw) -> inspect.Signature:
    """Return the signature of a chart: its own options, those of the reading, axes and width."""
    own = inspect.signature(draw)
    given = {name: p for name, p in own.parameters.items() if name not in ("dates", "ax", "narrow")}
    kind = inspect.Parameter.KEYWORD_ONLY
    choices = [inspect.Parameter(name, kind, default=None, annotation=str | Iterable[str] | None) for name in CHOICES]
    reads = [inspect.Parameter("dates", kind, default="range", annotation=str), *choices]
    last = [own.parameters["ax"], own.parameters["narrow"]]
    return own.replace(parameters=[*given.values(), *reads, *last], return_annotation=Axes)


def _documented(draw, refuses) -> str:
    """Return the docstring with the options that all charts share, and why the chart refuses some of them."""
    text = inspect.cleandoc(draw.__doc__)
    why = "".join(f"    Refused here: `{name}`, because {reason}.\n" for name, reason in refuses.items())
    text = text.replace("ax : matplotlib", f"{SHARED}{why}ax : matplotlib", 1)
    raises = "If a column is missing"
    return text.replace(raises, f"{raises}, a value is not known, or an option is refused", 1)


def _accept(reads, refuses, name):
    """Raise for an option that the chart refuses, and for a reading of dates that there is not."""
    for option, reason in refuses.items():
        if reads[option] not in (None, "range"):
            raise ValueError(f"charts.{name} takes no {option!r}, because {reason}")
    one_of("dates", reads["dates"], DATES)


def one_of(option: str, value, values):
    """Raise ValueError for a value that is not among those known; the message names the nearest of them.

    Returns the value, for use in a line.
    """
    known = list(dict.fromkeys(map(str, values)))
    if str(value) in known:
        return value
    if len(known) <= FEW:
        raise ValueError(f"{option} is {_or(known) if known else 'nothing here'}, not {value!r}")
    near = get_close_matches(str(value), known, n=3, cutoff=0.3) or known[:3]
    raise ValueError(
        f"{option} {value!r} is not among the {len(known)} known here; the nearest are {listed(map(repr, near))}"
    )


def all_of(option: str, given, values) -> list[str]:
    """Return the values given, one or several, as a list; raise ValueError for the first that is not known."""
    return [one_of(option, value, values) for value in ([given] if isinstance(given, str) else given)]


def _or(values) -> str:
    *first, last = map(repr, values)
    return f"{', '.join(first)} or {last}" if first else last


def _chosen(frame, options, reads, claims):
    """Return the frames with the rows that the reading chooses."""
    frames = {"": frame, **{name: options[name] for name in claims if options.get(name) is not None}}
    for option, columns in CHOICES.items():
        if reads[option] is None:
            continue
        concerned = claims if option == "source" else ("",)
        held = {name: _cells_of(frames[name], columns, option) for name in concerned if name in frames}
        wanted = set(all_of(option, reads[option], sorted(set().union(*itertools.chain(*held.values())))))
        frames |= {name: frames[name][[bool(wanted & cell) for cell in cells]] for name, cells in held.items()}
    return frames.pop(""), options | frames


def _cells_of(frame, columns, option) -> list[set[str]]:
    """Return the values in each cell of the column by which an option chooses."""
    column = next((name for name in columns if name in frame), None)
    if column is None:
        raise ValueError(f"the frame has no column {columns[0]!r} by which to choose a {option}")
    return [{part.strip() for part in cell.split(";")} if isinstance(cell, str) else set() for cell in frame[column]]


def _require(frame, needs, name):
    missing = sorted(needs - set(frame.columns))
    if missing:
        holds = "; ".join(f"{column!r} ({COLUMNS[column]})" for column in missing)
        raise ValueError(f"charts.{name} needs {'a column' if len(missing) == 1 else 'columns'} {holds}")


def _blank(narrow: bool) -> Axes:
    width = NARROW if narrow else WIDE
    figure = Figure(figsize=(width / 72, 100 / 72), dpi=72)
    ax = figure.add_axes((0, 0, 1, 1))
    ax._ours = True
    return ax


def _no_rows(frame, ax, draw) -> Evidence:
    ax.set_axis_off()
    ax.text(0.5, 0.5, "No rows", ha="center", va="center", transform=ax.transAxes, color=style.colour("muted"))
    return Evidence(frame, f"Chart “{draw.__name__}”: there are no rows, so nothing is drawn.")


# --- the sheet ------------------------------------------------------------------------------------


def sheet(ax: Axes, width: float, height: float):
    """Make the axes a sheet measured in units from its top left corner, and their figure just as large."""
    _resize(ax, height, (0, 0, 0, 0))
    ax.set(xlim=(0, width), ylim=(height, 0))
    ax.set_axis_off()


def plot_area(ax: Axes, height: float, *, left=0, right=0, top=0, bottom=0):
    """Give axes of our own their height and margins in units; leave somebody else's as they are."""
    _resize(ax, height, (left, right, top, bottom))


def inner_width(ax: Axes) -> float:
    """Return how wide the axes are in units."""
    return ax.get_window_extent().width * 72 / ax.figure.dpi


def _resize(ax, height, margins):
    if getattr(ax, "_ours", False):
        left, right, top, bottom = margins
        width = ax.figure.get_figwidth() * 72
        ax.figure.set_figheight(height / 72)
        ax.set_position(
            (left / width, bottom / height, (width - left - right) / width, (height - top - bottom) / height)
        )


def text_width(text: str, size: float = TEXT, weight: str = "normal") -> float:
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


def write(ax: Axes, x, y, text: str, *, width: float, gap: float = 15, **look) -> int:
    """Write a text in lines no wider than `width` units, the first at y; return how many lines it took."""
    look = {"va": "center_baseline", "fontsize": SMALL} | look
    lines = [cut(line, width, look["fontsize"]) for line in wrap(text, width, look["fontsize"]).split("\n")]
    for i, line in enumerate(lines):
        ax.text(x, y + gap * i, line, **look)
    return len(lines)


def cut(text: str, width: float, size: float = SMALL) -> str:
    """Return a text as it is, or shortened to `width` units with an ellipsis."""
    while text_width(text, size) > width and len(text) > 1:
        text = text.removesuffix("…")[:-1].rstrip() + "…"
    return text


def pack(spans, gap: float = 0) -> list[int]:
    """Put spans (start, end) in the first row where each finds room; return the row of each."""
    ends, rows = [], []
    for start, end in spans:
        row = next((i for i, last in enumerate(ends) if last + gap <= start), len(ends))
        ends[row : row + 1] = [end]
        rows.append(row)
    return rows


def spread(wanted, gap: float, low: float = -np.inf) -> list[float]:
    """Move ascending positions as little as will leave `gap` between them; none goes below `low`.

    Least squares by pooling adjacent violators, on the positions less the room of those before them.
    """
    blocks = []  # [sum, number] of the positions that move as one
    for i, position in enumerate(wanted):
        blocks.append([position - i * gap, 1])
        while len(blocks) > 1 and blocks[-2][0] / blocks[-2][1] > blocks[-1][0] / blocks[-1][1]:
            total, number = blocks.pop()
            blocks[-1] = [blocks[-1][0] + total, blocks[-1][1] + number]
    levels = [max(total / number, low) for total, number in blocks for _ in range(number)]
    return [level + i * gap for i, level in enumerate(levels)]


# --- marks ----------------------------------------------------------------------------------------


def unit(ax: Axes, x, y, faction, *, size=13.0, fill="full", **options):
    """Draw one mark in a faction's colour and shape: "full", "half" (left half) or "none"."""
    drawn = style.faction(faction)
    size = size * {"D": 0.8, "h": 1.05, "s": 0.92}.get(drawn.marker, 1)
    (line,) = ax.plot(
        [x], [y], drawn.marker, color=drawn.colour, markersize=size, markeredgewidth=1.3, clip_on=False,
        fillstyle={"half": "left"}.get(fill, fill), markerfacecoloralt=style.colour("paper"), **options,
    )  # fmt: skip
    return line


def key(ax: Axes, x, y, items, *, width: float, at=lambda units: units) -> float:
    """Write marks and what they mean in a line, broken where the sheet ends; return the y below it.

    Parameters
    ----------
    items : list of (callable, str)
        ``callable(x, y)`` draws the mark.
    width : float
        Where the line ends, in units.
    at : callable
        Turns units from the left edge into the x of the axes, where these are not the same.
    """
    left = x
    for draw, label in items:
        needed = 19 + text_width(label, SMALL)
        if left > x and left + needed > width:
            left, y = x, y + 22
        draw(at(left + 7), y)
        ax.text(at(left + 19), y, label, fontsize=SMALL, va="center_baseline")
        left += needed + 14
    return y + 22


def faction_items(ax: Axes, factions, unknown: str = "Not known") -> list:
    """Return the items of a key for the factions present, in their order."""
    present = {style.faction(id) for id in factions}
    return [
        (
            lambda x, y, id=faction.id: unit(ax, x, y, id, size=11),
            unknown if faction.id == "unknown" else faction.label,
        )
        for faction in sorted(present, key=lambda f: f.order)
    ]


def symbol(ax: Axes, x, y, marker, colour, *, size=10.0, filled=True, **options):
    """Draw one mark of a kind: filled, or with the paper showing."""
    size = size * {"s": 0.85, "X": 1.05, "P": 1.05, "*": 1.25, "d": 1.1, "p": 1.1}.get(marker, 1)
    (line,) = ax.plot(
        [x], [y], marker, color=colour, markersize=size, markeredgewidth=1.3, clip_on=False,
        markerfacecolor=colour if filled else style.colour("paper"), **options,
    )  # fmt: skip
    return line


def ends(frame: pd.DataFrame, column: str, dates: str = "range") -> tuple[pd.Series, pd.Series]:
    """Return the first and last day of each row's date under a reading: range, earliest or latest."""
    first, last = frame[f"{column}_earliest"], frame[f"{column}_latest"]
    one_of("dates", dates, DATES)
    return {"range": (first, last), "earliest": (first, first), "latest": (last, last)}[dates]


def year_ticks(ax: Axes, first: pd.Timestamp, last: pd.Timestamp, step: int = 1):
    """Put a tick and a label at the beginning of every `step`-th year."""
    years = [year for year in range(first.year, last.year + 1) if pd.Timestamp(year, 1, 1) >= first]
    shown = [year for year in years if year % step == 0]
    ax.set_xticks([day(pd.Timestamp(year, 1, 1)) for year in shown], [str(year) for year in shown])
    ax.set_xticks([day(pd.Timestamp(year, 1, 1)) for year in years], minor=True)


def day(timestamp) -> float:
    """Return a day as matplotlib counts it, from 1 January 1970."""
    return (pd.Timestamp(timestamp) - pd.Timestamp(1970, 1, 1)).days


MEMBERS = {
    "person",
    "name",
    "faction",
    "body",
    "seat",
    "basis",
    "entry",
    "from_earliest",
    "source",
}  # needed by members
_HOLES = "it draws whole bodies, in which seats left out would look like seats of nobody"
WHOLE_BODIES = {"dates": "it counts seats and draws no dates", "faction": _HOLES, "person": _HOLES}


def members(seats: pd.DataFrame, bodies: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each full member of each body, in the factions' order; listed goes before implied.

    The column ``later`` is that of `joined_later`.
    """
    full = seats[seats["body"].isin(bodies["id"]) & (seats["seat"] != "candidate")]
    ranked = full.assign(
        later=joined_later(full, bodies),
        _order=full["faction"].map(lambda id: style.faction(id).order).astype(int),
        _implied=full["basis"].ne("listed"),
    )
    once = ranked.sort_values("_implied", kind="stable").drop_duplicates(["person", "body"])
    return once.sort_values(["_order", "name"], kind="stable").drop(columns=["_order", "_implied"])


def joined_later(seats: pd.DataFrame, bodies: pd.DataFrame) -> pd.Series:
    """Tell of which seats it is not known that they are among those first filled.

    The person was co-opted or came in by a merger, or no source says elected and the seat begins after the body, or at
    a time not known.

    Parameters
    ----------
    seats : pandas.DataFrame
        Seats: body, entry, from_earliest.
    bodies : pandas.DataFrame
        Their bodies: id, from_latest.

    Returns
    -------
    pandas.Series of bool
        On the index of the seats.
    """
    begun = seats["body"].map(bodies.set_index("id")["from_latest"])
    doubtful = seats["entry"].ne("elected") & begun.notna() & ~seats["from_earliest"].le(begun)
    return doubtful | seats["entry"].isin(["co-opted", "merger"])


# --- words ----------------------------------------------------------------------------------------


def listed(items) -> str:
    """Return "a", "a and b" or "a, b and c"."""
    items = [str(item) for item in items]
    return " and ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else items)


def tally(factions: pd.Series) -> str:
    """Say how many rows each faction has, in the factions' order: "3 guerrilla, 5 Yan’an and 1 not known"."""
    counts = factions.map(lambda id: style.faction(id)).value_counts()
    return listed(f"{counts[f]} {in_words(f)}" for f in sorted(counts.index, key=lambda f: f.order))


def in_words(faction: style.Faction) -> str:
    """Return a faction's label as it stands in a sentence."""
    return {
        "guerrilla": "guerrilla",
        "domestic": "domestic",
        "other": "other",
        "unknown": "of unknown group",
    }.get(faction.id, faction.label)


def plural(number: int, one: str, many: str = "") -> str:
    """Return "1 row" or "2 rows"."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def keys(column) -> tuple[str, ...]:
    """Return the distinct keys of a source column in alphabetical order."""
    if column is None:
        return ()
    found = {key.strip() for value in column.dropna() for key in str(value).split(";")}
    return tuple(sorted(found - {""}))


def reading(frame: pd.DataFrame, labels=None, *, dates="range", source=None, faction=None, person=None) -> str:
    """Say which claims a frame holds, whose and about whom, and which ends of its dates are drawn."""
    kinds = [status for status in ("preferred", "alternative", "rejected") if status in set(frame.get("status", ()))]
    whose = f" of {listed(short(key, labels) for key in _several(source))} only" if source is not None else ""
    parts = [f"{listed(kinds)} claims{whose}".strip()] if kinds or whose else []
    parts += [f"{listed(in_words(style.faction(id)) for id in _several(faction))} only"] if faction is not None else []
    names = dict(zip(frame.get("person", ()), frame.get("name", ()), strict=False))
    parts += [f"{listed(names.get(id, id) for id in _several(person))} only"] if person is not None else []
    parts += [f"the {dates} day each date allows"] if dates != "range" else []
    return f"Reading: {', '.join(parts)}." if parts else ""


def _several(given) -> list[str]:
    return [given] if isinstance(given, str) else list(given)


def short(key: str, labels: dict[str, str] | None = None) -> str:
    """Return how a source is called on a drawing: its label where one is given, else what its key tells."""
    if labels and key in labels:
        return labels[key]
    known = {"wp": "Wikipedia", "aks": "AKS encyclopaedia", "namu": "Namuwiki"}
    if key.split("-")[0] in known:
        return known[key.split("-")[0]]
    found = re.fullmatch(r"([a-z-]*?)-?(\d{4})((?:-\d\d)*)[a-z]?", key)
    if not found:
        return key
    name, date = found[1].replace("-", " ").title(), found[2] + found[3]
    return f"{name}, {dates.label(date)}" if found[3] else f"{name} {date}"


def when(date) -> str:
    """Say a date in words, "date not known" where there is none."""
    return dates.label(date) if isinstance(date, str) and date else "date not known"
