"""For machines: a file for each person with all that the tables say, an index of them, and a BEACON of their pages."""

import json
import shutil
from pathlib import Path
from typing import Any

from august1956.book.downloads import services
from august1956.book.persons import person_page
from august1956.data import descriptor, sources

__all__ = ["FOLDER", "make"]

FOLDER = "persons"
NAMES = ("hangul", "hanja", "cyrillic", "mr")
WIKIDATA = "http://www.wikidata.org/entity/"
TABLES = ("affiliations", "seats", "posts", "outcomes")  # whose rows are about one person


def make(root: Path, target: Path) -> Path:
    """Write ``persons/ID.json``, ``persons/index.json`` and, where the book has an address, ``persons/beacon.txt``.

    Parameters
    ----------
    root : Path
        The project's folder.
    target : Path
        The folder that gets the folder ``persons``.

    Returns
    -------
    Path
        The folder. A person is a schema.org ``Person``; ``claims`` are rows of the tables, as they stand.
    """
    folder, data = target / FOLDER, root / "data"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    people = descriptor.rows("persons", data)
    place = services.read(root / "_config.yml")
    claims = {table: descriptor.rows(table, data) for table in TABLES}
    forms, labels = descriptor.rows("name_forms", data), sources.labels(data)
    for row in people:
        said = _person(row, claims, forms, labels) | _address(place, row["id"])
        _write(folder / f"{row['id']}.json", said)
    _write(folder / "index.json", [_entry(row) for row in people])
    if place.base:
        (folder / "beacon.txt").write_text(_beacon(people, place.page(person_page("{ID}"))), encoding="utf-8")
    return folder


def _person(
    row: dict[str, str], tables: dict[str, list[dict[str, str]]], forms: list[dict[str, str]], labels: dict[str, str]
) -> dict[str, Any]:
    own = {table: [claim for claim in rows if claim["person"] == row["id"]] for table, rows in tables.items()}
    other = [form["form"] for form in forms if form["person"] == row["id"]]
    named = [row[name] for name in NAMES if row[name]]
    keys = {key for rows in [*own.values(), [row]] for claim in rows for key in claim["source"].split("; ")}
    said: dict[str, Any] = {"@context": "https://schema.org", "@type": "Person", "identifier": row["id"]}
    said |= {"name": row["name"], "alternateName": list(dict.fromkeys([*named, *other])), "description": row["role"]}
    said |= {"sameAs": WIKIDATA + row["wikidata"]} if row["wikidata"] else {}
    said |= {"birth": row["birth"], "birthplace": row["birthplace"]}
    return said | {"claims": own, "sources": {key: labels[key] for key in sorted(keys)}}


def _address(place: services.Services, name: str) -> dict[str, str]:
    address = place.page(person_page(name))
    return {"url": address} if address else {}


def _entry(row: dict[str, str]) -> dict[str, str]:
    return {name: row[name] for name in ("id", "name", *NAMES, "wikidata")} | {"file": f"{row['id']}.json"}


def _beacon(people: list[dict[str, str]], target: str) -> str:
    head = ["#FORMAT: BEACON", f"#PREFIX: {WIKIDATA}", f"#TARGET: {target}"]
    return "\n".join([*head, *(f"{row['wikidata']}||{row['id']}" for row in people if row["wikidata"])]) + "\n"


def _write(path: Path, said: Any) -> None:
    path.write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
