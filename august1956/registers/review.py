"""The self-review: the questions of reviewers, our answers, and where in the project each can be checked."""

from august1956 import data
from august1956.registers._markdown import Page, captioned, has, plain
from august1956.registers._titles import title

__all__ = ["review"]


def review() -> Page:
    """Return the questions of reviewers, with our answers and where in the project each can be checked."""
    table = data.load("ride")
    numbers = [f"**{count}** {answer}" for answer, count in table.answer.value_counts().items()]
    parts = [f"{len(table)} questions: {', '.join(numbers)}."]
    for section, rows in table.groupby("section", sort=False):
        lines = ["| question | answer | shown by | remark |", "|---|---|---|---|"]
        for row in rows.itertuples():
            places = ", ".join(map(_place, row.where.split("; "))) if has(row.where) else ""
            lines.append(f"| {plain(row.question)} | {row.answer} | {places} | {plain(row.remark)} |")
        parts.append(f"## {section}\n\n{captioned(section, lines)}")
    return Page("\n\n".join(parts))


def _place(file: str) -> str:
    path = file.removeprefix("chapters/")
    return f"[{title(file)}](../{path})" if path != file else f"`{file.partition('::')[2] or file}`"
