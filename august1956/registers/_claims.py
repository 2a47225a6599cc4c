"""Claims folded: rows that agree are one row with the others counted, rivals hang under the row they rival."""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pandas as pd

from august1956.registers._markdown import has
from august1956.vocabulary import DEATHS

__all__ = ["Claim", "folded"]

Row = dict[str, Any]
AGREES = re.compile(r"(Agrees|Says the same|Confirms|Gives the same)\b")
REPEATED = {"criticised", "demoted", "promoted", "rehabilitated", "banished", "sighted_abroad", "survived_in_post"}
NEAR = timedelta(days=200)  # a rival date of what happens once to most; further off, it is another matter
_WORD = re.compile(r"[\w-]+")


@dataclass
class Claim:
    """A row, the rows that say the same, and the rows that say otherwise."""

    row: Row
    agreeing: list[Row] = field(default_factory=list)
    rivals: list[Row] = field(default_factory=list)

    @property
    def others(self) -> int:
        """How many other sources say the same."""
        return len({row["source"] for row in self.agreeing} - {self.row["source"]})


def folded(rows: list[Row]) -> list[Claim]:
    """Fold the rows of one table about one person.

    A row that is not preferred hangs under the row that its reason names, or whose reason names it, or else under
    the one that speaks of the same thing: for an end of life any other end, for a seat the same body, for an office
    the same words, for the rest the same kind at about the same time. Where there is none, it stands by itself.

    Parameters
    ----------
    rows : list of dict
        Records of affiliations, seats, posts or outcomes, of every status.

    Returns
    -------
    list of Claim
        In order of date, the undated last.
    """
    claims = {row["id"]: Claim(row) for row in rows if row["status"] == "preferred"}
    others = {row["id"]: row for row in rows if row["status"] != "preferred"}
    for id, row in others.items():
        home = _home(row, claims, others)
        if home is None:
            claims[id] = Claim(row)
        elif AGREES.match(_reason(row)):
            claims[home].agreeing.append(row)
        else:
            claims[home].rivals.append(row)
    return sorted(claims.values(), key=lambda claim: _order(claim.row))


def _home(row: Row, claims: dict[str, Claim], others: dict[str, Row]) -> str | None:
    seen, at = {row["id"]}, row
    while named := [id for id in _WORD.findall(_reason(at)) if id in claims or id in others and id not in seen]:
        if named[0] in claims:
            return named[0]
        seen.add(named[0])
        at = others[named[0]]
    naming = [id for id, claim in claims.items() if row["id"] in _WORD.findall(_reason(claim.row))]
    alike = [id for id, claim in claims.items() if claim.row["status"] == "preferred" and _alike(row, claim.row)]
    alike.sort(key=lambda id: _distance(row, claims[id].row))
    return next(iter(naming + alike), None)


def _alike(one: Row, other: Row) -> bool:
    for column in ("body", "post"):
        if column in one and "kind" not in one:
            return _subject(one) == _subject(other)
    if "kind" not in one:  # a group
        return True
    if _subject(one) != _subject(other):
        return False
    if _subject(one) == "end":
        return True
    return _distance(one, other) <= (timedelta(0) if one["kind"] in REPEATED else NEAR)


def _subject(row: Row) -> str:
    if "kind" in row:
        return "end" if row["kind"] in (*DEATHS, "fate_unknown") else row["kind"]
    return str(row.get("post", row["body"])).casefold()


def _distance(one: Row, other: Row) -> timedelta:
    """Return the time between two dates: none where they overlap, or where both are missing."""
    (begin, end), (first, last) = _days(one), _days(other)
    if pd.isna(begin) or pd.isna(first):
        return timedelta(0) if pd.isna(begin) and pd.isna(first) else timedelta.max
    return max(begin - last, first - end, timedelta(0))


def _days(row: Row) -> tuple[Any, Any]:
    name = "date" if "date" in row else "from"
    early, late = row.get(f"{name}_earliest"), row.get(f"{name}_latest")
    return (early if pd.notna(early) else late), (late if pd.notna(late) else early)


def _order(row: Row) -> tuple[bool, Any, Any]:
    begin, end = _days(row)
    return (True, pd.Timestamp.max, row["id"]) if pd.isna(begin) else (False, begin, str(end))


def _reason(row: Row) -> str:
    return row["reason"] if has(row["reason"]) else ""
