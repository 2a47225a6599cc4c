"""What the sources are called in few words, as the bibliography has it."""

import re

__all__ = ["label", "labels"]


def labels(directory=None) -> dict[str, str]:
    """Return the short label of every source: its ``shorthand``, or the first author's surname and the year.

    Parameters
    ----------
    directory : path, optional
        The data directory; by default the one that `august1956.data.root` finds.

    Returns
    -------
    dict
        Key of `sources.bib` to label, for the option ``labels`` of the charts.
    """
    from august1956 import data  # brings pandas, which a build that changes nothing can do without

    text = (data.root(directory) / "sources.bib").read_text(encoding="utf-8")
    entries = re.findall(r"^@\w+\{([^,\s]+),\n(.*?)^\}", text, re.MULTILINE | re.DOTALL)
    return {key: label(key, _fields(body)) for key, body in entries}


def _fields(body: str) -> dict[str, str]:
    found = re.findall(r"^\s*(\w+)\s*=\s*\{(.*)\},?$", body, re.MULTILINE)
    return {name: value.replace("{", "").replace("}", "").strip() for name, value in found}


def label(key: str, fields: dict[str, str]) -> str:
    """Return the short label of one source, from its key and its fields as plain strings."""
    if "shorthand" in fields:
        return fields["shorthand"]
    people = (fields.get("author") or fields.get("editor") or "").split(" and ")
    names = [name.split(",")[0].strip() for name in people if name]
    if not names:
        return fields.get("title", key)
    who = names[0] if len(names) == 1 else " and ".join(names) if len(names) == 2 else f"{names[0]} and others"
    return f"{who} {fields.get('year', '')}".strip()
