"""Who sat where: the full members of bodies, and which of them joined later."""

import pandas as pd

from august1956 import style
from august1956.vocabulary import HARM, OTHER_HANDS

__all__ = ["MEMBERS", "WHOLE_BODIES", "harm", "joined_later", "members", "own", "real"]

MEMBERS = {"person", "name", "faction", "body", "seat", "basis", "entry", "from_earliest", "source"}  # for members
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


def real(outcomes: pd.DataFrame) -> pd.Series:
    """Tell which outcomes were done and stood: not annulled, and not done to somebody who was already gone.

    Parameters
    ----------
    outcomes : pandas.DataFrame
        Outcomes, with the columns annulled and absent where the table has them.

    Returns
    -------
    pandas.Series of bool
        On the index of the outcomes; all true without these columns.
    """
    given = pd.Series(True, index=outcomes.index)
    for column in ("annulled", "absent"):
        if column in outcomes:
            given &= outcomes[column].isna() | outcomes[column].eq("")
    return given


def harm(outcomes: pd.DataFrame) -> pd.DataFrame:
    """Return what was done to people by their own state and party: what took membership, freedom or life.

    Whom South Korea or Japan arrested or killed, and whom somebody only meant to attack, is left out by the column
    `by` where the table has it; so is what was annulled.

    Parameters
    ----------
    outcomes : pandas.DataFrame
        Outcomes: kind; by and annulled where the table has them.

    Returns
    -------
    pandas.DataFrame
        The rows, as they are.

    Examples
    --------
    >>> from august1956 import charts, data
    >>> set(charts.harm(data.load("outcomes")).kind) <= set(charts.HARM)
    True
    """
    rows = outcomes[outcomes["kind"].isin(HARM)]
    return rows[own(rows) & real(rows)]


def own(outcomes: pd.DataFrame) -> pd.Series:
    """Tell which outcomes are not the work of other hands: another state's, or of an intention only."""
    if "by" not in outcomes:
        return pd.Series(True, index=outcomes.index)
    penalty = outcomes["kind"].isin([*HARM, "demoted", "criticised"])
    return ~(penalty & outcomes["by"].isin(OTHER_HANDS))
