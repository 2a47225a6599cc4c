"""The codebook: every table and column as `datapackage.json` has it; what is new, how to cite, what was checked."""

import re
from typing import Any

from august1956 import data
from august1956.registers._markdown import Page, captioned, plain

__all__ = ["ELSEWHERE", "audit", "beside", "citation", "codebook", "news"]

ELSEWHERE = "This stands in `{}` of the edition’s repository, which the package alone does not bring."


def codebook() -> Page:
    """Return the codebook: every table and column as ``datapackage.json`` describes it, with the share filled."""
    parts = []
    for resource in data.package()["resources"]:
        frame = data.load(resource["name"], status="all")
        parts.append(f"(table-{resource['name']})=\n## {resource['title']}")
        parts.append(
            f"`{resource['path']}`: {len(frame)} rows. {plain(resource['description'])} "
            f"{{download}}`Download <../../data/{resource['path']}>`"
        )
        lines = ["| column | meaning | type | example | filled |", "|---|---|---|---|---|"]
        for field in resource["schema"]["fields"]:
            filled = frame[field["name"]].notna().mean() if len(frame) else 0
            lines.append(
                f"| `{field['name']}` | {plain(field.get('description', ''))}{_allowed(field)} "
                f"| {field['type']} | {plain(field.get('example', ''))} | {filled:.0%} |"
            )
        parts.append(captioned(f"Columns of {resource['path']}", lines))
    return Page("\n\n".join(parts))


def _allowed(field: dict[str, Any]) -> str:
    options = field.get("constraints", {}).get("enum")
    return f" One of: {plain(', '.join(options))}." if options else ""


def news() -> Page:
    """Return what is new: each version in ``CHANGELOG.md`` and what it says of the data."""
    if not (text := beside("CHANGELOG.md")):
        return Page(ELSEWHERE.format("CHANGELOG.md"))
    versions = re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    said = re.compile(r"^- \*\*Data\.\*\* (.*?)(?=^- |\Z)", re.MULTILINE | re.DOTALL)
    found = [(version, said.search(body)) for version, body in versions]
    lines = "\n".join(f"- **{version}.** {' '.join(match[1].split())}" for version, match in found if match)
    return Page(lines)


def citation() -> Page:
    """Return how to cite the tables: authors, title, version and date as in ``CITATION.cff``."""
    if not (text := beside("CITATION.cff")):
        return Page(ELSEWHERE.format("CITATION.cff"))
    import yaml  # which the package alone does not bring

    cite = yaml.safe_load(text)
    authors = ", ".join(author["name"] for author in cite["authors"])
    version = f"Version {cite['version']}, {cite['date-released']}."
    return Page(f"{plain(authors)}. *{plain(cite['title'])}*: the data. {version}")


def beside(name: str) -> str:
    """Read a file that stands beside the folder of the data, in a checkout; the package alone does not bring it."""
    path = data.root().parent / name
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def audit() -> Page:
    """Return how the rows fared that were drawn at random and checked: by table, and by round of the check."""
    checked = data.load("audit")
    lines = ["| rows of | drawn | confirmed | in part | contradicted | not found again |", "|---|---|---|---|---|---|"]
    named = {f"`{table}`": rows for table, rows in checked.groupby("table")}
    named |= {f"**round {draw}**": rows for draw, rows in checked.groupby("draw")}
    for name, rows in named.items():
        tally = [(rows.verdict == verdict).sum() for verdict in ("confirmed", "partly", "contradicted", "not-seen")]
        lines.append(f"| {name} | {len(rows)} | {' | '.join(map(str, tally))} |")
    return Page(captioned("Rows checked against their sources, by table and by round", lines))
