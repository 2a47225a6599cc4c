"""What every chart shares: its contract, and the evidence it leaves."""

import functools
import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ParamSpec

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes

from august1956 import style
from august1956.charts._reading import CHOICES, SHARED, accept, chosen, reading
from august1956.charts._sheet import blank
from august1956.charts._words import keys

__all__ = ["COLUMNS", "Evidence", "Mark", "chart", "evidence", "finding"]

P = ParamSpec("P")

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
    "verdict": "what the record says of the claim",
    "claim": "a claim of the article",
    "label": "what it is called",
    "latitude": "degrees north, or empty",
    "longitude": "degrees east, or empty",
}
COLUMNS |= {
    f"{date}_{edge}": f"the {edge} day that '{date}' allows; data.load() adds it"
    for date in ("date", "from", "to")
    for edge in ("earliest", "latest")
}


@dataclass(frozen=True)
class Mark:
    """Something drawn that tells who and what.

    Attributes
    ----------
    artist : matplotlib.artist.Artist
        What was drawn.
    title : str
        Who and what, when and by which source.
    href : str, optional
        What it links to: ``#kind:id``, of which `target` gives the parts.
    people : tuple of str
        Ids of the persons whom it concerns; by default the one to whom it links.
    """

    artist: Any
    title: str
    href: str | None = None
    people: tuple[str, ...] = ()

    @property
    def target(self) -> tuple[str, str] | None:
        """Return the register and the id to which it links."""
        kind, _, id = (self.href or "").removeprefix("#").partition(":")
        return (kind, id) if id else None

    @property
    def persons(self) -> tuple[str, ...]:
        """Return the ids of the persons whom it concerns."""
        if self.people or not self.target or self.target[0] != "person":
            return self.people
        return (self.target[1],)


@dataclass(frozen=True)
class Evidence:
    """What a chart drew.

    Attributes
    ----------
    table : pandas.DataFrame
        Exactly what is drawn.
    summary : str
        One sentence: what kind of chart of what.
    description : str
        The same values as the marks, for those who do not see them.
    finding : str
        What the drawing says, as a title: computed from what is drawn; empty where the chart cannot tell.
    sources : tuple of str
        Keys of `sources.bib` in the rows drawn.
    reading : str
        Which claims and which ends of the dates were drawn.
    marks : tuple of Mark
        The marks that name somebody or something, in the order in which they are read: by time or by row.
    redraw : callable
        ``redraw(narrow=True)`` draws the same frame again, for a phone.
    labels : mapping
        What sources are called, by their keys, where the caller said so.
    """

    table: pd.DataFrame
    summary: str
    description: str = ""
    finding: str = ""
    sources: tuple[str, ...] = ()
    reading: str = ""
    marks: tuple[Mark, ...] = ()
    redraw: Callable[..., Axes] | None = field(default=None, compare=False)
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def alt(self) -> str:
        """The whole alternative text: the summary and the description."""
        return f"{self.summary} {self.description}".strip()


def evidence(ax: Axes) -> Evidence:
    """Return what a chart of this package drew on the axes.

    Raises
    ------
    ValueError
        If none did.

    Examples
    --------
    >>> from august1956 import charts, data
    >>> charts.evidence(charts.emendations(data.load("emendations"))).table.columns[0]
    'type'
    """
    try:
        return ax._august1956
    except AttributeError:
        raise ValueError("no chart of august1956.charts has drawn these axes; pass what one returned") from None


def finding(ax: Axes) -> str:
    """Return what a chart says, as a title: a sentence computed from what is drawn.

    Examples
    --------
    >>> from august1956 import charts, data
    >>> isinstance(charts.finding(charts.verdict_strip(data.load("verdicts"))), str)
    True
    """
    return evidence(ax).finding


def chart(*, needs: set[str], claims: tuple[str, ...] = ("",), refuses: Mapping[str, str] | None = None) -> Any:
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

    def decorate(draw: Callable[P, Evidence]) -> Callable[P, Axes]:
        @functools.wraps(draw)
        def drawn(
            frame: pd.DataFrame,
            *,
            dates: Any = "range",
            source: Any = None,
            faction: Any = None,
            person: Any = None,
            ax: Any = None,
            narrow: bool = False,
            **options: Any,
        ) -> Axes:
            reads = {"dates": dates, "source": source, "faction": faction, "person": person}
            again = functools.partial(drawn, frame, **reads, **options)
            _require(frame, needs, draw.__name__)
            accept(reads, refuses, draw.__name__)
            frame, options = chosen(frame, options, reads, claims)
            with mpl.rc_context(style.rc()):
                ax = blank(narrow) if ax is None else ax
                shared = {"dates": dates, "ax": ax, "narrow": narrow}
                result = draw(frame, **options, **shared) if len(frame) else _no_rows(frame, ax, draw)
            # On the axes: a WeakKeyDictionary would never forget them, as marks point back at theirs.
            ax._august1956 = replace(
                result,
                sources=result.sources or keys(result.table.get("source")),
                reading=result.reading or reading(frame, options.get("labels"), **reads),
                labels=options.get("labels") or {},
                redraw=again,
            )
            return ax

        told: Any = drawn  # mypy knows no attributes of functions
        told.__signature__, told.__doc__ = _signature(draw), _documented(draw, refuses)
        told.needs, told.refuses = frozenset(needs), dict(refuses)
        return told

    return decorate


def _signature(draw: Any) -> inspect.Signature:
    """Return the signature of a chart: its own options, those of the reading, axes and width."""
    own = inspect.signature(draw)
    given = [p for p in own.parameters.values() if p.kind is not p.VAR_KEYWORD]
    kind = inspect.Parameter.KEYWORD_ONLY
    shared = [inspect.Parameter("dates", kind, default="range", annotation=str)]
    shared += [inspect.Parameter(name, kind, default=None, annotation=str | Iterable[str] | None) for name in CHOICES]
    shared += [inspect.Parameter("ax", kind, default=None, annotation=Axes | None)]
    shared += [inspect.Parameter("narrow", kind, default=False, annotation=bool)]
    return own.replace(parameters=[*given, *shared], return_annotation=Axes)


def _documented(draw: Any, refuses: Any) -> str:
    """Return the docstring with the options that all charts share, and why the chart refuses some of them."""
    text, _, examples = inspect.cleandoc(draw.__doc__).partition("\n\nExamples\n")
    why = "".join(f"    Refused here: `{name}`, because {reason}.\n" for name, reason in refuses.items())
    return f"{text}\n{SHARED.format(refused=why)}\n\nExamples\n{examples}"


def _require(frame: pd.DataFrame, needs: Any, name: Any) -> None:
    missing = sorted(needs - set(frame.columns))
    if missing:
        holds = "; ".join(f"{column!r} ({COLUMNS[column]})" for column in missing)
        raise ValueError(f"charts.{name} needs {'a column' if len(missing) == 1 else 'columns'} {holds}")


def _no_rows(frame: pd.DataFrame, ax: Any, draw: Any) -> Evidence:
    ax.set_axis_off()
    ax.text(0.5, 0.5, "No rows", ha="center", va="center", transform=ax.transAxes, color=style.colour("muted"))
    return Evidence(frame, f"Chart “{draw.__name__}”: there are no rows, so nothing is drawn.")
