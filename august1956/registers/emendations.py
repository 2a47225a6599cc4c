"""The textual notes: what the machine wrote, the Russian and its basis, and what this edition reads."""

from typing import Any

from august1956 import data, dates
from august1956.registers._markdown import Page, captioned, has, plain
from august1956.vocabulary import quoted

__all__ = ["emendations", "retired"]


def emendations() -> Page:
    """Return the textual notes as a table, each with its id as target.

    Returns
    -------
    Page
        MyST Markdown; the notes can be filtered by paragraph, by basis and by the kind of fault.
    """
    head = "| [paragraph]{.by} | the machine | the Russian | [basis]{.by} | this edition | [fault]{.by} | note |"
    rows = [f"| {' | '.join(_cells(row))} |" for row in data.load("emendations").to_dict("records")]
    return Page(captioned("Where the machine’s English fails", [head, "|---" * 7 + "|", *rows], name="notes"))


def _cells(row: dict[str, Any]) -> list[str]:
    return [
        f"[[{row['paragraph'].replace('-', ' ')}](#{row['paragraph']})]{{#{row['id']}}}",
        plain(quoted(row["received"])),
        f"*{plain(row['russian'])}*" if has(row["russian"]) else "",
        row["russian_basis"],
        f"**{plain(row['edited'])}**",
        row["type"],
        plain(row["note"]),
    ]


def retired(table: str) -> Page:
    """Return the rows of a table that were given up, each at its old address.

    Parameters
    ----------
    table : str
        The table in which they stood, as ``"emendations"``.

    Returns
    -------
    Page
        MyST Markdown: a table of the paragraph, what says the same now, why, and since when.
    """
    lines = ["| paragraph | now | why | since |", "|---" * 4 + "|"]
    notes = data.load("emendations").set_index("id")["edited"].to_dict()
    for row in data.load("retired").to_dict("records"):
        if row["table"] == table:
            new = row["replaced_by"]
            now = f"[{plain(notes.get(new, 'another row'))}](#{new})" if has(new) else "nothing"
            since = dates.label(row["date"])
            lines.append(f"| [{_paragraph(row['id'])}]{{#{row['id']}}} | {now} | {plain(row['reason'])} | {since} |")
    return Page(captioned("Notes that were given up", lines))


def _paragraph(id: str) -> str:
    """Return the paragraph that a note's id names: em-headline-again-01 is of the headline again."""
    return " ".join(id.split("-")[1:-1])
