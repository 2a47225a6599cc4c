"""The self-review: the questions of reviewers, our answers, and where in the project each can be checked."""

from august1956 import data
from august1956.registers._markdown import Page, captioned, has, plain

__all__ = ["review"]


def review() -> Page:
    """Return the questions of reviewers with our answers, and why, or on which pages it can be seen.

    A question keeps its id as an address, and those of the questions that became one with it.
    """
    table, given_up = data.load("ride"), data.load("retired").query("table == 'ride'")
    numbers = [f"**{count}** {answer}" for answer, count in table.answer.value_counts().items()]
    parts = [f"{len(table)} questions: {', '.join(numbers)}."]
    for section, rows in table.groupby("section", sort=False):
        lines = ["| question | answer | why, or where |", "|---|---|---|"]
        for row in rows.itertuples():
            said = plain(row.remark) or _places(row.where)
            ids = [row.id, *given_up[given_up.replaced_by == row.id].id]
            lines.append(f"| {_addressed(plain(row.question), ids)} | {row.answer} | {said} |")
        parts.append(f"## {section}\n\n{captioned(section, lines)}")
    return Page("\n\n".join(parts))


def _addressed(text: str, ids: list[str]) -> str:
    for id in ids:
        text = f"[{text}]{{#{id}}}"
    return text


def _places(where: str) -> str:
    """Return links to the pages that show an answer; the book puts their titles in. Other files are left out."""
    pages = [file for file in where.split("; ") if file.startswith("chapters/")] if has(where) else []
    return ", ".join(f"[](../{file.removeprefix('chapters/')})" for file in pages)
