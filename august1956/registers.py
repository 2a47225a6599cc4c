"""The registers of the book: pages that are made from the tables, as MyST text for a cell to show."""

import re

import pandas as pd

from august1956 import data, dates

__all__ = ["captioned", "chronology", "cite", "codebook", "emendations", "persons", "plain", "source_uses"]

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#$|~^@])")
_STATUS = {"alternative": "another version", "rejected": "rejected"}


def persons() -> str:
    """Return the register of persons: names, group, offices, seats, and what happened, each with its source.

    Returns
    -------
    str
        MyST Markdown. Each entry has the person's id as its target, and each claim its row's id.
    """
    people = data.load("persons")
    seats = data.load("seats", status="all").merge(_labels("bodies"), left_on="body", right_index=True, how="left")
    tables = {
        "affiliations": data.load("affiliations", status="all"),
        "seats": seats,
        "posts": data.load("posts", status="all"),
        "outcomes": data.load("outcomes", status="all"),
        "name_forms": data.load("name_forms"),
    }
    grouped = {name: dict(list(table.groupby("person"))) for name, table in tables.items()}
    empty = {name: table.iloc[:0] for name, table in tables.items()}
    entries, initial = [], ""
    for person in people.sort_values("name", key=lambda names: names.str.casefold()).itertuples():
        if person.name[0] != initial:
            initial = person.name[0]
            entries.append(f"## {initial}")
        rows = {name: grouped[name].get(person.id, empty[name]) for name in tables}
        entries.append(_person(person, rows))
    return "\n\n".join(entries)


def chronology() -> str:
    """Return the chronology by year, each event with its id as target, its source, and rival datings."""
    events = data.load("events", status="all").sort_values(["date_earliest", "id"])
    parts, year = [], None
    for event in events.to_dict("records"):
        if event["date_earliest"].year != year:
            year = event["date_earliest"].year
            parts.append(f"## {year}")
        parts.append(
            f"({event['id']})=\n**{dates.label(event['date'])}** [{plain(event['title'])}]{{.event}} "
            f"{plain(event['description'])} {cite(event['source'])}{_note(event)}"
        )
    return "\n\n".join(parts)


def emendations() -> str:
    """Return the textual notes by paragraph: what the machine wrote, the Russian, and what we read."""
    notes = data.load("emendations")
    parts = []
    for paragraph, rows in notes.groupby("paragraph", sort=False):
        parts.append(f"## {_paragraph_label(paragraph)}")
        for row in rows.itertuples():
            russian = f" Russian: *{plain(row.russian)}* ({row.russian_basis})." if _has(row.russian) else ""
            note = f" {plain(row.note)}" if _has(row.note) else ""
            parts.append(
                f"({row.id})=\n“{plain(row.received)}” → **{plain(row.edited)}** "
                f"[{plain(row.type)}]{{.kind}}{russian}{note}"
            )
    return "\n\n".join(parts)


def codebook() -> str:
    """Return the codebook: every table and column as ``datapackage.json`` describes it, with the share filled."""
    parts = []
    for resource in data.package()["resources"]:
        frame = data.load(resource["name"], status="all")
        parts.append(f"(table-{resource['name']})=\n## {resource['title']}")
        parts.append(
            f"`{resource['path']}`: {len(frame)} rows. {plain(resource['description'])} "
            f"{{download}}`Download <../../data/{resource['path']}>`"
        )
        lines = ["| column | meaning | example | filled |", "|---|---|---|---|"]
        for field in resource["schema"]["fields"]:
            filled = frame[field["name"]].notna().mean() if len(frame) else 0
            lines.append(
                f"| `{field['name']}` | {plain(field.get('description', ''))}{_allowed(field)} "
                f"| {plain(field.get('example', ''))} | {filled:.0%} |"
            )
        parts.append(captioned(f"Columns of {resource['path']}", lines))
    return "\n\n".join(parts)


def source_uses() -> str:
    """Return what rests on each source: the persons, events and tables whose rows name it."""
    uses = {}
    names = data.load("persons").set_index("id").name
    for table in ("affiliations", "seats", "posts", "outcomes"):
        for row in data.load(table, status="all").itertuples():
            uses.setdefault(row.source, {}).setdefault(f"[{plain(names[row.person])}](#{row.person})", 0)
            uses[row.source][f"[{plain(names[row.person])}](#{row.person})"] += 1
    for row in data.load("events", status="all").itertuples():
        for key in row.source.split("; "):
            uses.setdefault(key, {})[f"[{dates.label(row.date)}](#{row.id})"] = 1
    for table in ("contacts", "counts"):
        for key, rows in data.load(table, status="all").groupby("source"):
            uses.setdefault(key, {})[f"[{table}](#table-{table})"] = len(rows)
    lines = ["| source | rows | about |", "|---|---|---|"]
    for key in sorted(uses):
        lines.append(f"| {{cite}}`{key}` | {sum(uses[key].values())} | {', '.join(uses[key])} |")
    return captioned("Sources, and what rests on them", lines)


def _person(person, rows):
    scripts = [form for form in (person.hangul, person.hanja, person.cyrillic) if _has(form)]
    about = [
        " · ".join(map(plain, scripts)),
        _sentence(person.role),
        _birth(person),
        _also_written({person.name, *scripts}, rows["name_forms"]),
    ]
    lists = [
        _claims("Group", rows["affiliations"], lambda r: f"{r['faction']}: “{plain(r['label_as_given'])}”"),
        _claims("Seats", rows["seats"], lambda r: _listed(r["label"], r["seat"], _term(r))),
        _claims("Offices", rows["posts"], lambda r: _listed(r["post"], r["body"], _term(r))),
        _claims("What happened", rows["outcomes"], _happened),
    ]
    head = f"({person.id})=\n### {plain(person.name)}"
    return "\n\n".join([head, "\n".join(filter(None, about)), *filter(None, lists)])


def _claims(title, rows, text):
    order = [column for column in ("date_earliest", "from_earliest") if column in rows]
    items = [
        f"- [{text(row)}]{{#{row['id']}}} {cite(row['source'])}{_note(row)}"
        for row in rows.sort_values(order, na_position="first").to_dict("records")
    ]
    return f"**{title}**\n\n" + "\n".join(items) if items else ""


def _happened(row):
    when = dates.label(row["date"]) if _has(row["date"]) else "no date"
    return f"{when}: {row['kind'].replace('_', ' ')}. {_sentence(row['detail'])}"


def _birth(person):
    born = f"Born {dates.label(person.birth)}" if _has(person.birth) else ""
    place = plain(person.birthplace)
    rivals = f" Other years given: {plain(person.birth_rivals)}." if _has(person.birth_rivals) else ""
    return (", ".join(filter(None, [born, place])) + "." if born or place else "") + rivals


def _also_written(known, forms):
    others = [form for form in forms.form.unique() if form not in known]
    return f"Also written {plain(', '.join(others))}." if others else ""


def _term(row):
    start, end = (dates.label(row[column]) if _has(row[column]) else "" for column in ("from", "to"))
    if start and end:
        return start if start == end else f"{start} to {end}"
    return f"from {start}" if start else f"until {end}" if end else ""


def _listed(*parts):
    return ", ".join(plain(part) for part in parts if _has(part))


def cite(source):
    """Return the citation of one source key, or of several separated by semicolons."""
    return f"{{cite}}`{','.join(key.strip() for key in source.split(';'))}`"


def _note(row):
    parts = [_STATUS.get(row["status"], ""), plain(row["reason"]).rstrip(".")]
    text = ": ".join(filter(None, parts))
    return f" [({text})]{{.{row['status']}}}" if text else ""


def captioned(caption, lines):
    """Return a Markdown table, given as its lines, with a caption."""
    return "\n".join([f":::{{table}} {caption}", *lines, ":::"])


def _labels(table):
    return data.load(table).set_index("id")[["label"]]


def _allowed(field):
    options = field.get("constraints", {}).get("enum")
    return f" One of: {plain(', '.join(options))}." if options else ""


def _paragraph_label(paragraph):
    return f"Paragraph {paragraph[1:]}" if re.fullmatch(r"p\d+", paragraph) else "The headings"


def _sentence(text):
    text = plain(text)
    return text if not text or text.endswith((".", "!", "?")) else text + "."


def _has(value):
    return not pd.isna(value) and value != ""


def plain(text):
    """Escape what Markdown would read as markup, so that a cell of a table is only ever text."""
    return _MARKUP.sub(r"\\\1", str(text)) if _has(text) else ""
