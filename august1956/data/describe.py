"""What a column means, in a few lines, from `datapackage.json` and the table itself."""

from collections import Counter
from pathlib import Path

from august1956.data.descriptor import DataError, close, listed, resource, rows

__all__ = ["describe"]

MOST = 12  # values that are counted one by one


def describe(column: str, directory: Path | None = None) -> str:
    """Explain a table, or a column of one: meaning, type, allowed values with counts, caution.

    Parameters
    ----------
    column : str
        ``"outcomes"`` or ``"outcomes.kind"``.
    directory : path, optional
        The data directory; by default the one that `august1956.data.root` finds.

    Returns
    -------
    str
        Some lines of plain text.

    Raises
    ------
    DataError
        When there is no such table or column; the message names the nearest.

    Examples
    --------
    >>> print(describe("factions.korean").splitlines()[0])
    factions.korean: The Korean name in hangul.
    """
    table, _, name = column.partition(".")
    described = resource(table, directory)
    fields = {field["name"]: field for field in described["schema"]["fields"]}
    if not name:
        return "\n".join([f"{table}: {described['description']}", f"columns: {', '.join(fields)}"])
    if name not in fields:
        known = f"its columns are {listed(fields)}{close(name, fields)}"
        raise DataError(f"{table} has no column {name!r}; {known}")
    values = [row[name] for row in rows(table, directory)]
    return "\n".join([f"{column}: {fields[name]['description']}", *_facts(fields[name], values)])


def _facts(field: dict, values: list[str]) -> list[str]:
    kind = "a date in EDTF" if field.get("august1956:type") == "edtf" else field["type"]
    filled = [value for value in values if value]
    lines = [f"type: {kind}{'; never empty' if field.get('constraints', {}).get('required') else ''}"]
    lines.append(f"filled: {len(filled)} of {len(values)} rows")
    if "august1956:references" in field:
        lines.append(f"points at: {field['august1956:references']}")
    lines += _counts(field, filled)
    caution = field.get("august1956:caution")
    return [*lines, f"caution: {caution}"] if caution else lines


def _counts(field: dict, filled: list[str]) -> list[str]:
    separator, allowed = field.get("august1956:list"), field.get("constraints", {}).get("enum", [])
    items = [item for value in filled for item in (value.split(separator) if separator else [value])]
    counts = Counter(items)
    if not allowed and len(counts) > MOST:
        return [f"values: {len(counts)} different, as {field.get('example') or next(iter(counts))}"]
    named = allowed or sorted(counts)
    return [f"  {value}: {counts[value]}" for value in named]
