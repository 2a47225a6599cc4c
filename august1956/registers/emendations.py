"""The textual notes: what the machine wrote, the Russian and its basis, and what this edition reads."""

from typing import Any

from august1956 import data
from august1956.registers._markdown import Page, captioned, has, plain
from august1956.vocabulary import quoted

__all__ = ["emendations"]


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
