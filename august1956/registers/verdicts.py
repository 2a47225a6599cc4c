"""The claims of the article and what the record says of them: in short for a chapter, and as a register of all."""

from typing import Any

from august1956 import data
from august1956.registers._markdown import Page, captioned, cite, has, plain, rendered
from august1956.registers._prose import Linker
from august1956.registers._words import HOMES, Words
from august1956.vocabulary import MARKS

__all__ = ["MARKS", "verdicts"]

Row = dict[str, Any]


def verdicts(*paragraphs: str) -> Page:
    """Return what the record says of the article's claims.

    Parameters
    ----------
    *paragraphs : str
        Ids of paragraphs, as ``"p5"``: their verdicts in short, for the chapter. Without any, the register of all,
        in which each verdict has its id as target and links to the rows it rests on.

    Returns
    -------
    Page
        MyST Markdown.
    """
    table, words = data.load("verdicts"), Words()
    link = Linker(words)
    if paragraphs:
        chosen = table[table["paragraph"].isin(paragraphs)].to_dict("records")
        said = [(row, f"[{row['verdict'].capitalize()}](#{row['id']})") for row in chosen]
        return Page("\n\n".join(_verdict(row, link, verdict) for row, verdict in said))
    counts = table["verdict"].value_counts()
    sections = [(_section(id), id, [_entry(row, link, words) for row in rows.to_dict("records")])
                for id, rows in table.groupby("paragraph", sort=False)]  # fmt: skip
    return rendered("verdicts", total=len(table), counts=counts, overview=_overview(table), sections=sections)


def _section(paragraph: str) -> str:
    return f"Paragraph {paragraph[1:]}" if paragraph[1:].isdecimal() else f"The {paragraph}"


def _overview(table: Any) -> str:
    lines = ["| [paragraph]{.by} | claim | verdict |", "|---|---|---|"]
    for row in table.to_dict("records"):
        place = f"[{row['paragraph']}](#{row['paragraph']})"
        verdict = f"{MARKS[row['verdict']]} [{row['verdict']}]{{.by-verdict}}"
        lines.append(f"| {place} | [{plain(row['claim'])}](#{row['id']}) | {verdict} |")
    return captioned("The claims in short", lines, name="claims")


def _entry(row: Row, link: Linker, words: Words) -> dict[str, str]:
    said = f"{MARKS[row['verdict']]} {row['verdict'].capitalize()}"
    rows = row["rows"].split("; ") if has(row["rows"]) else []
    return {"id": row["id"], "text": _verdict(row, link, said), "rows": "; ".join(_pointer(words, id) for id in rows)}


def _verdict(row: Row, link: Linker, verdict: str) -> str:
    sources = f" {cite(row['source'])}" if has(row["source"]) else ""
    return f"*{plain(row['claim'])}* **{verdict}.** {link(row['basis'])}{sources}"


def _pointer(words: Words, id: str) -> str:
    """Return a row in words, with links to it and to whom or what it is about."""
    if id in words.names:
        return words.person(id)
    table, row = words.rows[id]
    said = f"[{plain(words.say(id))}](#{id})" if table in HOMES else plain(words.say(id))
    if "person" in row:
        return f"{words.person(row['person'])}: {said}"
    return f"{words.body(row['body'])}, {said} {cite(row['source'])}" if table == "counts" else said
