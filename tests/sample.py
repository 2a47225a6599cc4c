"""A small sound data package about two heroes of legend, in the schema of the real one."""

import csv
import json
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "data"
CLAIM = {"source": "ho1612", "locator": "p. 1", "certainty": "high", "status": "preferred"}
ACT = CLAIM | {"by": "north_korea"}
RIVAL = CLAIM | {"certainty": "low", "status": "alternative"}

ROWS = {
    "persons": [
        {"id": "hong-kil-tong", "name": "Hong Kil-tong", "hangul": "홍길동", "hanja": "洪吉童", "sex": "m",
         "cyrillic": "Хон Гиль Дон", "birth": "1920~", "birthplace": "Seoul", "source": "ho1612; yi1740"},
        {"id": "im-kkok-chong", "name": "Im Kkok-chong", "hangul": "임꺽정", "source": "yi1740"},
    ],
    "name_forms": [
        {"person": "hong-kil-tong", "form": "Hong Gildong", "script": "Latn", "source": "yi1740"},
        {"person": "im-kkok-chong", "form": "Лим Ккок Чон", "script": "Cyrl", "source": "yi1740"},
    ],
    "factions": [
        {"id": "other", "label": "Other", "definition": "Neither of the rest", "source": "ho1612"},
        {"id": "outlaws", "label": "Outlaws", "parent": "other", "definition": "Hunted", "source": "ho1612"},
        {"id": "yanan", "label": "Yan'an", "korean": "연안파", "definition": "Exiles", "source": "ho1612"},
        {"id": "unknown", "label": "None known", "definition": "No source says", "source": "ho1612"},
    ],
    "affiliations": [
        {"id": "a-1", "person": "hong-kil-tong", "faction": "outlaws", **CLAIM},
        {"id": "a-2", "person": "hong-kil-tong", "faction": "yanan", **RIVAL},
    ],
    "bodies": [
        {"id": "cc3", "label": "3rd Central Committee", "kind": "central-committee", "from": "1956-04-29",
         "to": "1961-09-18", "full_seats": 1, "candidate_seats": 1, "source": "ho1612"},
    ],
    "seats": [
        {"id": "s-1", "person": "hong-kil-tong", "body": "cc3", "seat": "full", "rank": 1,
         "from": "1956-04-29", "to": "1956-08-31", "basis": "listed", **CLAIM},
        {"id": "s-2", "person": "im-kkok-chong", "body": "cc3", "seat": "candidate", "from": "1956-04",
         "basis": "implied", **CLAIM},
    ],
    "posts": [
        {"id": "p-1", "person": "hong-kil-tong", "post": "Minister", "from": "1954", "to": "1956", **CLAIM},
    ],
    "outcomes": [
        {"id": "o-1", "person": "hong-kil-tong", "kind": "expelled_cc", "date": "1956-08-30/1956-08-31",
         "event": "august-plenum", **ACT},
        {"id": "o-2", "person": "hong-kil-tong", "kind": "criticised", "date": "1956-08",
         "event": "august-plenum", **ACT},
        {"id": "o-3", "person": "hong-kil-tong", "kind": "criticised", "date": "1956-08-30",
         "event": "september-plenum", **ACT},
        {"id": "o-4", "person": "hong-kil-tong", "kind": "criticised", "date": "1957", **ACT},
        {"id": "o-5", "person": "hong-kil-tong", "kind": "executed", "date": "[1958..1960]", **ACT},
        {"id": "o-6", "person": "hong-kil-tong", "kind": "died", "date": "1955", **ACT,
         "by": "not_stated", "status": "rejected", "reason": "He was seen alive in 1956."},
        {"id": "o-7", "person": "hong-kil-tong", "kind": "rehabilitated", "date": "1990", **ACT},
    ],
    "counts": [
        {"id": "c-1", "body": "cc3", "faction": "yanan", "seats": "full", "count": 1, "total": 1, **CLAIM},
    ],
    "events": [
        {"id": "august-plenum", "date": "1956-08-30/1956-08-31", "kind": "plenum", "title": "August plenum",
         **CLAIM},
        {"id": "september-plenum", "date": "1956-09-23", "kind": "plenum", "title": "September plenum",
         **CLAIM},
    ],
    "contacts": [
        {"id": "contact-1", "date": "1956-07-20", "persons": "hong-kil-tong; im-kkok-chong",
         "faction": "other; unknown",
         "country": "USSR", "topic": "Talks < 1 hour, + tea", **CLAIM},
    ],
    "audit": [
        {"id": "au-1-01", "draw": 1, "seed": 1612, "table": "seats", "row": "s-1", "verdict": "confirmed",
         "evidence": "The tale says so."},
    ],
    "verdicts": [
        {"id": f"v-{paragraph}-1", "paragraph": paragraph, "claim": "He was hunted.", "verdict": "confirmed",
         "basis": "Both tales say so.", "source": "ho1612; yi1740", "rows": "august-plenum; o-1"}
        for paragraph in ["headline", "title", *(f"p{number}" for number in range(1, 11))]
    ],
    "places": [
        {"id": "pyongyang", "name": "Pyongyang", "kind": "city", "hangul": "평양", "latitude": "39.03385",
         "longitude": "125.75432", "record": "1871859", "source": "ho1612"},
        {"id": "yuldo", "name": "Yuldo", "kind": "unplaced", "uncertainty": "An island of the tale."},
    ],
}  # fmt: skip
SOURCES = """@comment{A hero's life.}
@book{ho1612,
  title = {Tale of Hong Kil-tong},
  grade = {primary},
  consulted = {Whole.},
}

@book{yi1740,
  title = {Tales of the marshes},
  grade = {web},
  consulted = {Its opening.},
}
"""


def columns(table):
    """Name the columns of a table, as the real datapackage.json does."""
    resource = next(item for item in _package()["resources"] if item["name"] == table)
    return [field["name"] for field in resource["schema"]["fields"]]


def write(folder, changes=()):
    """Write the package, with some cells changed: (table, row, column, value); a row too many is a copy."""
    tables = {name: [dict(row) for row in rows] for name, rows in ROWS.items()}
    for table, row, column, value in changes:
        tables[table] += [dict(tables[table][-1])] if row == len(tables[table]) else []
        tables[table][row][column] = value
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns(name), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    package = _package()
    package["resources"] = [item for item in package["resources"] if item["name"] in ROWS]
    (folder / "datapackage.json").write_text(json.dumps(package, indent=1), encoding="utf-8")
    (folder / "sources.bib").write_text(SOURCES, encoding="utf-8")
    return folder


def _package():
    return json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
