"""A person as schema.org has it."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from august1956.registers._markdown import has

__all__ = ["LANGUAGES", "person_thing"]

LANGUAGES = {"hangul": "ko", "hanja": "ko-Hani", "cyrillic": "ru", "mr": "ko-Latn"}  # of the names in other scripts


def person_thing(person: Mapping[str, Any], forms: Iterable[str] = (), died: object = "") -> dict[str, Any]:
    """Return a person as schema.org's ``Person``, without what is not known.

    Parameters
    ----------
    person : mapping
        A row of the table of persons.
    forms : iterable of str, optional
        Other forms of the name.
    died : str, optional
        The day of death, as the tables write days; like that of birth it is left out where it is not plain.
    """
    names = [*(person[name] for name in LANGUAGES if has(person[name])), *forms]
    thing = {
        "@type": "Person",
        "identifier": person["id"],
        "name": person["name"],
        "alternateName": list(dict.fromkeys(name for name in names if name != person["name"])),
        "description": person["role"],
        "birthDate": _plain_day(person["birth"]),
        "birthPlace": person["birthplace"],
        "deathDate": _plain_day(died),
        "sameAs": f"http://www.wikidata.org/entity/{person['wikidata']}" if has(person["wikidata"]) else "",
    }
    return {name: value for name, value in thing.items() if (value if isinstance(value, list) else has(value))}


def _plain_day(date: object) -> str:
    return str(date) if has(date) and re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", str(date)) else ""
