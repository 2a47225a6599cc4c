"""How persons are filed: by family name, whichever way round the name is written."""

import re
import unicodedata

import pandas as pd

__all__ = ["filed", "heading", "titles"]

FAMILY_LAST = ("syngman-rhee",)  # whose ids begin with the given name, although the family name stands last


def heading(id: str, name: str) -> str:
    """Return a name as an index has it, family name first.

    An id begins with the family name; a name whose last word begins the id, and whose first does not, is turned round.

    Examples
    --------
    >>> heading("petrov-am", "A. M. Petrov"), heading("pak-chang-ok", "Pak Chang-ok")
    ('Petrov, A. M.', 'Pak Chang-ok')
    >>> heading("syngman-rhee", "Syngman Rhee")
    'Rhee, Syngman'
    """
    given, _, family = name.rpartition(" ")
    first = re.match(r"\w+", id)
    turned = first and _bare(family) == first[0] and _bare(name.split(" ")[0]) != first[0]
    return f"{family}, {given}" if given and (turned or id in FAMILY_LAST) else name


def filed(id: str, name: str) -> tuple[str, str]:
    """Return the key by which persons are sorted: the heading without marks and capitals, then the id."""
    return re.sub(r"[^a-z ]", "", _bare(heading(id, name))), id


def titles(people: pd.DataFrame) -> dict[str, str]:
    """Return the name of each person by id, with the year of birth, or else the id's last part, for namesakes.

    Parameters
    ----------
    people : pandas.DataFrame
        The persons, by id: name, birth.
    """
    shared = people["name"].duplicated(keep=False)
    names = people["name"].where(~shared, [_told_apart(row) for row in people.itertuples()])
    again = names.duplicated(keep=False)
    return {id: f"{name} ({id})" if twice else name for (id, name), twice in zip(names.items(), again, strict=True)}


def _told_apart(row: object) -> str:
    birth = row.birth  # type: ignore[attr-defined]
    return f"{row.name} (born {birth[:4]})" if isinstance(birth, str) else row.name  # type: ignore[attr-defined]


def _bare(text: str) -> str:
    return re.sub(r"[\u0300-\u036f]", "", unicodedata.normalize("NFD", text)).casefold()
