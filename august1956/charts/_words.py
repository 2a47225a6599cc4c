"""The words that charts share: lists, numbers, groups, dates and what sources are called."""

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from august1956 import dates, style

__all__ = ["MEN", "family", "in_words", "keys", "last_word", "listed", "plural", "short", "tally", "when"]


MEN = {  # the people of a group
    "guerrilla": "guerrillas", "yanan": "Yan’an men", "soviet": "Soviet Koreans", "domestic": "domestic communists",
}  # fmt: skip


AMONG = "diplomats among themselves"


def listed(items: Any) -> str:
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
        "other": "outside the groups",
        "unknown": "of no known group",
    }.get(faction.id, faction.label)


def plural(number: int, one: str, many: str = "") -> str:
    """Return "1 row" or "2 rows"."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def keys(column: Any) -> tuple[str, ...]:
    """Return the distinct keys of a source column in alphabetical order."""
    if column is None:
        return ()
    found = {key.strip() for value in column.dropna() for key in str(value).split(";")}
    return tuple(sorted(found - {""}))


def short(key: str, labels: Mapping[str, str] | None = None) -> str:
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


def when(date: Any) -> str:
    """Say a date in words, "date not known" where there is none."""
    return dates.label(date) if isinstance(date, str) and date else "date not known"


def speakers(contacts: pd.DataFrame, names: Mapping[str, str]) -> list[tuple[list[str], list[str]]]:
    """Return who of the Koreans spoke in each conversation: their ids, and their names or offices."""
    outside = contacts["speaker"] if "speaker" in contacts else [None] * len(contacts)
    ids = [cell.split("; ") if isinstance(cell, str) else [] for cell in contacts["persons"]]
    others = [[cell] if isinstance(cell, str) else [] for cell in outside]
    return [(row, [names.get(id, id) for id in row] + more) for row, more in zip(ids, others, strict=True)]


def family(diplomat: Any) -> str:
    """Return the family name of a diplomat: the last word before what he was; nothing where nobody is named."""
    if not isinstance(diplomat, str) or not diplomat.strip():
        return ""
    return re.sub(r"\s*\(.*?\)", "", diplomat.split(";")[0]).split()[-1]


LAST = {  # one word for the end of a line
    "expelled_cc": "expelled", "expelled_party": "expelled", "banished": "banished", "imprisoned": "in prison",
    "died": "died", "died_natural": "died", "died_other": "died", "fled_abroad": "fled", "returned_abroad": "abroad",
    "sighted_abroad": "abroad", "fate_unknown": "silence", "survived_in_post": "in post",
    "rehabilitated": "cleared", "": "silence",
}  # fmt: skip


def last_word(kind: str) -> str:
    """Return one word for an outcome, to stand at the end of a line."""
    return LAST.get(kind, kind)
