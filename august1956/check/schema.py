"""What a table's schema in `datapackage.json` says of its cells, checked by frictionless."""

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from frictionless import Resource, Schema

from august1956.check.files import Table, close
from august1956.check.problems import Problem
from august1956.check.values import Field

__all__ = ["schema_faults"]

_CODES = {
    "required": "E-REQUIRED",
    "enum": "E-ENUM",
    "pattern": "E-PATTERN",
    "minimum": "E-RANGE",
    "maximum": "E-RANGE",
    "type-error": "E-TYPE",
    "unique-error": "E-UNIQUE",
    "primary-key": "E-UNIQUE",
}


def schema_faults(table: Table) -> Iterator[Problem]:
    """Yield what frictionless finds in the rows of a `Table`; links between tables are not its matter."""
    fields = {field["name"]: field for field in table.schema["fields"] if field["name"] in table.header}
    if not fields or not table.rows:  # reported as a fault of the header, or of every row
        return
    cells = tuple(tuple(row[name] for name in fields) for row in table.rows)
    for error in _errors(json.dumps(_descriptor(table, fields)), tuple(fields), cells):
        yield from _fault(table, fields, error)


@lru_cache(maxsize=64)  # a table that has not changed is not examined again
def _errors(descriptor: str, header: tuple[str, ...], cells: tuple[tuple[str, ...], ...]) -> list[Any]:
    schema = Schema.from_descriptor(json.loads(descriptor))
    report = Resource(data=[list(header), *map(list, cells)], schema=schema).validate(limit_errors=1_000_000)
    return report.tasks[0].errors


def _descriptor(table: Table, fields: dict[str, Field]) -> dict[str, Any]:
    """Cut a schema down to the columns that are there: those that are not have been reported."""
    key = table.schema.get("primaryKey", [])
    whole = set(key) <= set(fields) and not any(_constraints(fields[name]).get("unique") for name in key)
    descriptor = {"fields": list(fields.values()), "missingValues": table.schema.get("missingValues", [""])}
    return descriptor | ({"primaryKey": key} if whole and key else {})


def _fault(table: Table, fields: dict[str, Field], error: Any) -> Iterator[Problem]:
    """Turn an error of frictionless into a fault; its row 2 is our first."""
    row = table.rows[error.row_number - 2]
    if error.type == "primary-key":
        key = table.schema["primaryKey"]
        name, value, field = key[-1], ", ".join(row[part] for part in key), {}
    else:
        name, value, field = error.field_name, error.cell, fields[error.field_name]
    found = re.match(r'constraint "(\w+)"', error.note)
    rule = found[1] if found else error.type
    what, more = _words(rule, field, value, table, error.note)
    yield table.fault(row, name, _CODES.get(rule, "E-TYPE"), what, value, **more)


def _words(rule: str, field: Field, value: str, table: Table, note: str) -> tuple[str, dict[str, str]]:
    """Say what is wrong, and what of the rule's words is to be replaced."""
    constraints = _constraints(field)
    if rule == "enum":
        known = constraints["enum"]
        more = {"expected": f"one of {', '.join(known)}", "mend": close(value, known)}
        return "is not a listed value", more
    if rule == "pattern":
        mend = f"write it like {field['example']}" if "example" in field else ""
        return "has the wrong form", {"expected": f"the form {constraints['pattern']}", "mend": mend}
    if rule in ("minimum", "maximum"):
        return "is out of range", {"expected": f"a {rule} of {constraints[rule]}"}
    if rule in ("unique-error", "primary-key"):
        other = re.search(r"position (\d+)", note)
        return f"is the same as in line {table.rows[int(other[1]) - 2].line}" if other else "is empty", {}
    if rule == "required":
        return "is empty", {}
    return f"is not of type {field['type']}", {"expected": f"the type {field['type']}"}


def _constraints(field: Field) -> dict[str, Any]:
    return field.get("constraints", {})
