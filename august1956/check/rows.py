"""Rules for rows, and for what rows and tables say together."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date

from august1956 import dates
from august1956.check.files import Row, Table, close
from august1956.check.problems import Problem
from august1956.check.values import Field, items
from august1956.vocabulary import DEATHS

__all__ = ["RULES_OF_ROWS", "RULES_OF_TABLES", "Tables", "unknown_sources"]

_ACTS = (("seats", "from"), ("seats", "to"), ("posts", "from"), ("posts", "to"),
         ("outcomes", "date"), ("contacts", "date"))  # fmt: skip
_LATER = ("co-opted", "merger")  # entries into a body after its election, which its size does not cover
_OPEN = "not verifiable"  # the one verdict that may have no source
_POSTHUMOUS = ("rehabilitated",)  # outcomes that may follow a death
_INTENDED = re.compile(r"\b(?:planned|meant|intended|proposed) to (?:be )?\w+|\bplans? to\b|\bintention\b", re.I)


class Tables(dict[str, Table]):
    """Tables by name; one that could not be read has no rows."""

    def __missing__(self, name: str) -> Table:
        return Table(name, f"{name}.csv", {"fields": []})


def _reasons(table: Table) -> Iterator[Problem]:
    """Find rejected claims that do not say why."""
    for row in table.rows:
        if row["status"] == "rejected" and not row["reason"].strip():
            yield table.fault(row, "reason", "E-REASON", "is empty on a rejected row")


def _orders(table: Table) -> Iterator[Problem]:
    """Find rows whose last possible end comes before their first possible beginning."""
    for row in table.rows:
        begin, end = _span(row["from"])[0], _span(row["to"])[1]
        if begin and end and end < begin:
            yield table.fault(row, "to", "E-ORDER", f"is before the beginning, {row['from']}", row["to"])


def _references(tables: Tables) -> Iterator[Problem]:
    """Find ids that the table they point to does not have."""
    for table in tables.values():
        for field, other, column in _links(table):
            if column in tables[other].header:  # a table or column that could not be read has been reported
                known = {row[column] for row in tables[other].rows} | tables[other].torn
                yield from _unknown(table, field, known, "E-REFERENCE", other)


def _links(table: Table) -> Iterator[tuple[Field, str, str]]:
    """Yield each field that points to another table, that table and its column."""
    keys = {key["fields"][0]: key["reference"] for key in table.schema.get("foreignKeys", ())}
    for field in table.schema["fields"]:
        if field["name"] in keys:
            target = keys[field["name"]]
            yield field, target["resource"] or table.name, target["fields"][0]
        elif "august1956:references" in field:
            yield field, *field["august1956:references"].split(".")


def _named_rows(tables: Tables) -> Iterator[Problem]:
    """Find ids that the table named in the same row, as ``{table}.id``, does not have."""
    for table in tables.values():
        for field in table.schema["fields"]:
            place = re.fullmatch(r"\{(\w+)\}\.(\w+)", field.get("august1956:references", ""))
            if place is None:
                continue
            for row in table.rows:
                name, value = row[place[1]], row[field["name"]]
                if place[2] in tables[name].header:  # as above
                    known = {other[place[2]] for other in tables[name].rows} | tables[name].torn
                    if value not in known:
                        what, mend = f"is not in {name}", close(value, known)
                        yield table.fault(row, field["name"], "E-REFERENCE", what, value, mend=mend)


def unknown_sources(tables: Tables, keys: Iterable[str]) -> Iterator[Problem]:
    """Find sources that `sources.bib` does not have."""
    for table in tables.values():
        for field in table.schema["fields"]:
            if field.get("august1956:cites"):
                yield from _unknown(table, field, keys, "E-SOURCE", "sources.bib")


def _unknown(table: Table, field: Field, known: Iterable[str], code: str, place: str) -> Iterator[Problem]:
    for row in table.rows:
        for item in filter(None, items(row, field)):
            if item not in known:
                what = f"is not in {place}"
                yield table.fault(row, field["name"], code, what, item, mend=close(item, known))


def _ancestors(tables: Tables) -> Iterator[Problem]:
    """Find groups that are their own ancestors."""
    table = tables["factions"]
    parents = {row["id"]: row["parent"] for row in table.rows}
    for row in table.rows:
        group: str | None = row["parent"]
        line: list[str] = []
        while group and group not in line:
            line.append(group)
            group = parents.get(group)
        if row["id"] in line:
            yield table.fault(row, "parent", "E-PARENT", "leads back to the row itself", row["parent"])


def _affiliations(tables: Tables) -> Iterator[Problem]:
    """Find persons with more than one preferred affiliation."""
    table = tables["affiliations"]
    for first, *others in _grouped(_preferred(table), "person"):
        for row in others:
            what = f"is a second preferred affiliation, beside line {first.line}"
            yield table.fault(row, "status", "E-GROUP", what, row["person"])


def _second_labels(tables: Tables) -> Iterator[Problem]:
    """Find second labels that are no alternatives, or have no preferred label of another group to stand beside."""
    table = tables["affiliations"]
    first = {row["person"]: row["faction"] for row in _preferred(table)}
    for row in (row for row in table.rows if row["beside"]):
        if row["status"] != "alternative":
            yield table.fault(row, "status", "E-BESIDE", "is not alternative on a second label", row["status"])
        elif first.get(row["person"]) in (None, row["faction"]):
            yield table.fault(row, "beside", "E-BESIDE", "has no preferred label to stand beside", row["person"])


def _deaths(tables: Tables) -> Iterator[Problem]:
    """Find persons with more than one preferred death."""
    table = tables["outcomes"]
    died = [row for row in _preferred(table) if row["kind"] in DEATHS]
    for first, *others in _grouped(died, "person"):
        for row in others:
            what = f"is a second preferred death, beside {first['kind']} in line {first.line}"
            yield table.fault(row, "kind", "E-DIED", what, row["kind"])


def _occasions(tables: Tables) -> Iterator[Problem]:
    """Find preferred outcomes of one person and kind that may be one occasion."""
    table = tables["outcomes"]
    others = [row for row in _preferred(table) if row["kind"] not in DEATHS]
    for rows in _grouped(others, "person", "kind"):
        for place, row in enumerate(rows):
            same = next((other for other in rows[:place] if _same_occasion(other, row)), None)
            if same:
                what = f"may be the occasion of line {same.line}, {same['id']}"
                yield table.fault(row, "date", "E-TWICE", what, row["date"] or "no date")


def _same_occasion(one: Row, other: Row) -> bool:
    """Tell whether two rows name one event or, where one names none, dates that may be the same."""
    if one["event"] and other["event"]:
        return one["event"] == other["event"]
    (begin, end), (start, stop) = _span(one["date"]), _span(other["date"])
    return not (end and start and end < start) and not (stop and begin and stop < begin)


def _acts_after_death(tables: Tables) -> Iterator[Problem]:
    """Find preferred rows that begin after the last day on which the person may have died."""
    died: dict[str, date] = {}
    for row in _preferred(tables["outcomes"]):
        last = _span(row["date"])[1]
        if row["kind"] in DEATHS and last:
            died[row["person"]] = max(last, died.get(row["person"], last))
    for name, column in _ACTS:
        table = tables[name]
        for row in _preferred(table):
            begin = _span(row[column])[0]
            for person in (row["person"] or row["persons"]).split("; "):
                if begin and begin > died.get(person, begin) and row["kind"] not in _POSTHUMOUS:
                    what = f"is after the death of {person}, {died[person]} at the latest"
                    yield table.fault(row, column, "E-DEATH", what, row[column])


def _crowded_bodies(tables: Tables) -> Iterator[Problem]:
    """Find bodies with more preferred members named than they have seats; who came in later is not counted."""
    table = tables["bodies"]
    named = defaultdict(set)
    for row in _preferred(tables["seats"]):
        if row["entry"] not in _LATER:
            named[row["body"], row["seat"]].add(row["person"])
    for row in table.rows:
        for seat in ("full", "candidate"):
            size, members = row[f"{seat}_seats"], len(named[row["id"], seat])
            if size.isdecimal() and members > int(size):
                what = f"is less than the {members} preferred {seat} members that seats names"
                yield table.fault(row, f"{seat}_seats", "E-SEATS", what, size)


def _talkers(tables: Tables) -> Iterator[Problem]:
    """Find conversations whose groups are not those of the persons named, as affiliations has them."""
    if "id" not in tables["factions"].header:  # as above
        return
    top = _tops(tables)
    own: dict[str, str] = {}
    for row in _preferred(tables["affiliations"]):
        own.setdefault(row["person"], top(row["faction"]))
    for row in tables["contacts"].rows:
        people = [person for person in row["persons"].split("; ") if person]
        wanted = "; ".join(dict.fromkeys(own.get(person, "unknown") for person in people))
        loops = any(own.get(person) == "" for person in people)
        if row["faction"] != wanted and not loops and {"persons", "faction"} <= set(tables["contacts"].header):
            expected = f'"{wanted}", from the preferred rows of affiliations'
            what = "is not the persons’ groups"
            yield tables["contacts"].fault(row, "faction", "E-TALKERS", what, row["faction"], expected=expected)


def _tops(tables: Tables) -> Callable[[str], str]:
    """Return what finds the top group of a group; "" for one that leads back to itself, which has been reported."""
    parents = {row["id"]: row["parent"] for row in tables["factions"].rows}

    def top(group: str) -> str:
        for _ in parents:
            group = parents.get(group) or group
        return group if not parents.get(group) else ""

    return top


def _intentions(tables: Tables) -> Iterator[Problem]:
    """Find outcomes of which the detail says that they were only planned: an intention is an event, no outcome."""
    table = tables["outcomes"]
    for row in table.rows:
        found = _INTENDED.search(row["detail"])
        if found and row["status"] != "rejected" and row["by"] != "none":
            yield table.fault(row, "detail", "E-INTENT", f"says that it was only meant, {found.group()}", row["detail"])


def _annulments(tables: Tables) -> Iterator[Problem]:
    """Find penalties annulled before they were imposed."""
    days = {row["id"]: _span(row["date"])[1] for row in tables["events"].rows}
    table = tables["outcomes"]
    for row in table.rows:
        begin, end = _span(row["date"])[0], days.get(row["annulled"])
        if begin and end and end < begin:
            what = f"is before the penalty itself, {row['date']}"
            yield table.fault(row, "annulled", "E-ORDER", what, row["annulled"])


def _sums(tables: Tables) -> Iterator[Problem]:
    """Find groups that one source counts to more than the whole of which they are parts."""
    table = tables["counts"]
    groups = {row["id"] for row in tables["factions"].rows if not row["parent"]} | {"remainder"}
    counted = [row for row in table.rows if row["count"].isdecimal() and row["total"].isdecimal()]
    parts = [row for row in counted if row["faction"] in groups]
    for rows in _grouped(parts, "body", "seats", "source", "total"):
        added, distinct = sum(int(row["count"]) for row in rows), {row["faction"] for row in rows}
        if added > int(rows[0]["total"]) and len(distinct) == len(rows):
            what = f"adds up to {added} with the other groups of the source, more than the total"
            yield table.fault(rows[-1], "count", "E-SUM", what, rows[-1]["total"])


def _chosen(tables: Tables) -> Iterator[Problem]:
    """Find members of a body that was chosen from a larger one, who have no seat in that."""
    seats = _preferred(tables["seats"])
    members = {(row["body"], row["person"]) for row in seats}
    larger = {row["id"]: row["chosen_from"] for row in tables["bodies"].rows if row["chosen_from"]}
    for row in seats:
        body = larger.get(row["body"])
        if body and (body, row["person"]) not in members:
            what = f"sits in {row['body']} and has no seat in {body}, from which it was chosen"
            yield tables["seats"].fault(row, "person", "E-CHOSEN", what, row["person"])


def _places(tables: Tables) -> Iterator[Problem]:
    """Find places with half a point, with a point but no source, and with neither a point nor a word why."""
    table = tables["places"]
    for row in table.rows:
        given = [name for name in ("latitude", "longitude") if row[name]]
        if len(given) == 1:
            other = "longitude" if given == ["latitude"] else "latitude"
            yield table.fault(row, other, "E-PLACE", f"is empty beside a {given[0]}")
        elif given and not row["source"]:
            yield table.fault(row, "source", "E-PLACE", "is empty on a row with coordinates")
        elif not given and row["record"]:
            yield table.fault(row, "latitude", "E-PLACE", "is empty on a row with a record of the gazetteer")
        elif not given and not row["uncertainty"].strip():
            yield table.fault(row, "uncertainty", "E-PLACE", "is empty on a row without coordinates")


def _evidence(tables: Tables) -> Iterator[Problem]:
    """Find ids that none of the tables they may come from has."""
    for table in tables.values():
        for field in table.schema["fields"]:
            others = [tables[name] for name in field.get("august1956:rows", ()) if name in tables]
            if others and len(others) == len(field["august1956:rows"]):  # else the fault has been reported
                known = {row["id"] for other in others for row in other.rows}.union(*(o.torn for o in others))
                yield from _unknown(table, field, known, "E-EVIDENCE", "any table")


def _unfounded(tables: Tables) -> Iterator[Problem]:
    """Find verdicts that rest on no source."""
    table = tables["verdicts"]
    for row in table.rows:
        if not row["source"] and row["verdict"] != _OPEN:
            yield table.fault(row, "source", "E-BASIS", "is empty", row["verdict"])


def _silent_paragraphs(tables: Tables) -> Iterator[Problem]:
    """Find paragraphs of the article that have no verdict."""
    table = tables["verdicts"]
    judged = {row["paragraph"] for row in table.rows}
    fields = {field["name"]: field for field in table.schema["fields"]}
    for name in fields["paragraph"]["constraints"]["enum"] if fields else ():
        if name not in judged:
            yield Problem(table.file, 1, "paragraph", "E-UNJUDGED", "has no verdict", name)


def _preferred(table: Table) -> list[Row]:
    return [row for row in table.rows if row["status"] == "preferred"]


def _grouped(rows: Iterable[Row], *columns: str) -> Iterable[list[Row]]:
    """Gather rows that have the same values in some columns."""
    groups = defaultdict(list)
    for row in rows:
        groups[tuple(row[column] for column in columns)].append(row)
    return groups.values()


def _span(text: str) -> tuple[date | None, date | None]:
    """Return the days of a date; a date that cannot be read has been reported, and says nothing here."""
    try:
        return dates.span(text)
    except ValueError:
        return None, None


RULES_OF_ROWS = (_reasons, _orders)
RULES_OF_TABLES = (
    _references,
    _named_rows,
    _ancestors,
    _affiliations,
    _second_labels,
    _deaths,
    _occasions,
    _acts_after_death,
    _crowded_bodies,
    _chosen,
    _sums,
    _talkers,
    _intentions,
    _annulments,
    _places,
    _evidence,
    _unfounded,
    _silent_paragraphs,
)
