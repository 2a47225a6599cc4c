"""The registers of the book: pages that are made from the tables, as MyST text for a cell to show."""

import re
from collections import Counter

import pandas as pd

from august1956 import data, dates
from august1956.data import sources

__all__ = [
    "audit",
    "bodies",
    "captioned",
    "chronology",
    "citation",
    "cite",
    "codebook",
    "conversations",
    "emendations",
    "imprints",
    "news",
    "persons",
    "plain",
    "review",
    "source_uses",
    "verdicts",
]

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#$|~^@])")
_BODIES = {
    "central-committee": "Central Committees",
    "political-committee": "Political Committees",
    "standing-committee": "Standing Committees",
    "cabinet": "Cabinets",
    "assembly": "The Supreme People’s Assembly",
    "other": "Other bodies",
    "total": "Totals that belong to no body",
}
_SEATS = {"full": "Full members", "candidate": "Candidate members", "member": "Members"}
_STATUS = {"alternative": "another version", "rejected": "rejected"}


def persons() -> str:
    """Return the register of persons: names, group, offices, seats, and what happened, each with its source.

    Returns
    -------
    str
        MyST Markdown. Each entry has the person's id as its target, and each claim its row's id.
    """
    people = data.load("persons")
    namesake = people["name"].duplicated(keep=False) & people["birth"].notna()
    people["heading"] = people["name"].mask(namesake, people["name"] + " (born " + people["birth"].str[:4] + ")")
    tables = {
        "affiliations": data.load("affiliations", status="all"),
        "seats": data.load("seats", status="all"),
        "posts": data.load("posts", status="all"),
        "outcomes": data.load("outcomes", status="all"),
        "name_forms": data.load("name_forms"),
    }
    labels, talks = data.load("bodies").set_index("id").label, _talks()
    grouped = {name: dict(list(table.groupby("person"))) for name, table in tables.items()}
    empty = {name: table.iloc[:0] for name, table in tables.items()}
    entries, initial = [], ""
    for person in people.sort_values("name", key=lambda names: names.str.casefold()).itertuples():
        if person.name[0] != initial:
            initial = person.name[0]
            entries.append(f"## {initial}")
        rows = {name: grouped[name].get(person.id, empty[name]) for name in tables}
        entries.append(_person(person, rows, labels, talks.get(person.id)))
    return "\n\n".join(entries)


def chronology() -> str:
    """Return the chronology as a table, each event with its id as target, who and where in the book, and its source."""
    events = data.load("events", status="all").sort_values(["date_earliest", "id"])
    link, talks = _linker(), _talks_of_events()
    lines = ["| [date]{.by .year} | [kind]{.by} | event |", "|---|---|---|"]
    for event in events.to_dict("records"):
        told = f"**{plain(event['title'])}.** {link(event['description'])} {cite(event['source'])}{_note(event)}"
        where = f"{{mentions}}`{event['id']}`"  # the book fills it in: see `august1956.book.mentions`
        talk = "".join(f" Record: [conversation](#{name})." for name in talks.get(event["id"], []))
        date = f"[{dates.label(event['date'])}]{{#{event['id']}}}"
        lines.append(f"| {date} | {plain(event['kind'])} | {told}{where}{talk} |")
    return captioned("What happened, in order of date", lines, name="events")


def conversations() -> str:
    """Return the conversations with diplomats as a table: when, who with whom, where, about what, on which record."""
    names, events = data.load("persons").set_index("id").name, {}
    link, groups = _linker(), data.load("factions").set_index("id").label.to_dict()
    for event, talks in _talks_of_events().items():
        for talk in talks:
            events.setdefault(talk, []).append(f"[chronology](#{event})")
    lines = ["| [date]{.by .year} | who | [group]{.by} | with | [country]{.by} | where | about |", "|---" * 7 + "|"]
    for row in data.load("contacts", status="all").sort_values(["date_earliest", "id"]).to_dict("records"):
        ids = row["faction"].split("; ") if _has(row["faction"]) else []
        document = [_listed(row["document"], row["archive_ref"]), *events.get(row["id"], []), cite(row["source"])]
        cells = [
            f"[{dates.label(row['date'])}]{{#{row['id']}}}",
            _talkers(names, row),
            plain(" and ".join(groups[name] for name in ids)) or "not stated",
            link(row["diplomat"]),
            plain(row["country"]),
            plain(row["city"]),
            f"{link(_ended(row['topic']))}{_note(row)} *Record:* {'. '.join(document)}",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return captioned("Conversations with diplomats, in order of date", lines, name="conversations")


def emendations() -> str:
    """Return the textual notes as a table: what the machine wrote, the Russian and its basis, and what we read."""
    lines = [
        "| [paragraph]{.by} | the machine | the Russian | [basis]{.by} | this edition | [fault]{.by} | note |",
        "|---" * 7 + "|",
    ]
    for row in data.load("emendations").itertuples():
        russian = f"*{plain(row.russian)}*" if _has(row.russian) else ""
        place = f"[[{row.paragraph.replace('-', ' ')}](#{row.paragraph})]{{#{row.id}}}"
        received = row.received if row.received[0] == "“" else f"“{row.received}”"
        cells = [place, plain(received), russian, row.russian_basis, f"**{plain(row.edited)}**", row.type]
        lines.append(f"| {' | '.join([*cells, plain(row.note)])} |")
    return captioned("Where the machine’s English fails", lines, name="notes")


def verdicts(*paragraphs: str) -> str:
    """Return what the record says of the article's claims.

    Parameters
    ----------
    *paragraphs : str
        Ids of paragraphs, as ``"p5"``: their verdicts in short, for the chapter. Without any, the register of all,
        in which each verdict has its id as target and links to the rows it rests on.

    Returns
    -------
    str
        MyST Markdown.
    """
    table, link = data.load("verdicts"), _linker()
    if paragraphs:
        chosen = table[table.paragraph.isin(paragraphs)].itertuples()
        return "\n\n".join(_verdict(row, link, f"[{row.verdict.capitalize()}](#{row.id})") for row in chosen)
    numbers = [f"**{count}** {verdict}" for verdict, count in table.verdict.value_counts().items()]
    parts, pointers = [f"The article’s {len(table)} claims: {', '.join(numbers)}.", _overview(table)], _pointers()
    for paragraph, rows in table.groupby("paragraph", sort=False):
        name = _paragraph_label(paragraph) if paragraph[1:].isdecimal() else f"The {paragraph}"
        parts.append(f"## {name}\n\n[Read it in the text](#{paragraph})")
        for row in rows.itertuples():
            parts.append(f"({row.id})=\n{_verdict(row, link, row.verdict.capitalize())}")
            parts += [f"In the data: {'; '.join(map(pointers.get, row.rows.split('; ')))}."] if _has(row.rows) else []
    return "\n\n".join(parts)


def bodies() -> str:
    """Return the register of committees and cabinets: dates, seats, who is named, and the totals authors give."""
    table = data.load("bodies").sort_values("from_earliest")
    table.loc[table.note.str.startswith("Not a body", na=False), ["kind", "note"]] = "total", ""
    members = data.load("seats").sort_values(["rank", "person"])
    counts, parts = _counts(), []
    for kind, title in _BODIES.items():
        parts.append(f"## {title}")
        for body in table[table.kind == kind].to_dict("records"):
            own = (rows[rows.body == body["id"]] for rows in (members, counts))
            parts.append(_body(body, *own))
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
        lines = ["| column | meaning | type | example | filled |", "|---|---|---|---|---|"]
        for field in resource["schema"]["fields"]:
            filled = frame[field["name"]].notna().mean() if len(frame) else 0
            lines.append(
                f"| `{field['name']}` | {plain(field.get('description', ''))}{_allowed(field)} "
                f"| {field['type']} | {plain(field.get('example', ''))} | {filled:.0%} |"
            )
        parts.append(captioned(f"Columns of {resource['path']}", lines))
    return "\n\n".join(parts)


ELSEWHERE = "This stands in `{}` of the edition’s repository, which the package alone does not bring."


def news() -> str:
    """Return what is new: each version in ``CHANGELOG.md`` and what it says of the data."""
    if not (text := _beside("CHANGELOG.md")):
        return ELSEWHERE.format("CHANGELOG.md")
    versions = re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    said = re.compile(r"^- \*\*Data\.\*\* (.*?)(?=^- |\Z)", re.MULTILINE | re.DOTALL)
    found = [(version, said.search(body)) for version, body in versions]
    return "\n".join(f"- **{version}.** {' '.join(match[1].split())}" for version, match in found if match)


def citation() -> str:
    """Return how to cite the tables: authors, title, version and date as in ``CITATION.cff``."""
    import yaml

    if not (cite := yaml.safe_load(_beside("CITATION.cff"))):
        return ELSEWHERE.format("CITATION.cff")
    authors = ", ".join(author["name"] for author in cite["authors"])
    return f"{plain(authors)}. *{plain(cite['title'])}*: the data. Version {cite['version']}, {cite['date-released']}."


def _beside(name):
    """Read a file that stands beside the folder of the data, in a checkout; the package alone does not bring it."""
    path = data.root().parent / name
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def audit() -> str:
    """Return how the rows fared that were drawn at random and checked: by table, and by round of the check."""
    checked = data.load("audit")
    lines = ["| rows of | drawn | confirmed | in part | contradicted | not found again |", "|---|---|---|---|---|---|"]
    named = {f"`{table}`": rows for table, rows in checked.groupby("table")}
    named |= {f"**round {draw}**": rows for draw, rows in checked.groupby("draw")}
    for name, rows in named.items():
        tally = [(rows.verdict == verdict).sum() for verdict in ("confirmed", "partly", "contradicted", "not-seen")]
        lines.append(f"| {name} | {len(rows)} | {' | '.join(map(str, tally))} |")
    return captioned("Rows checked against their sources, by table and by round", lines)


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
    for row in data.load("verdicts").dropna(subset="source").itertuples():
        for key in row.source.split("; "):
            uses.setdefault(key, {})[f"[claim {row.id.removeprefix('v-')}](#{row.id})"] = 1
    for table in ("contacts", "counts"):
        for key, rows in data.load(table, status="all").groupby("source"):
            uses.setdefault(key, {})[f"[{table}](#table-{table})"] = len(rows)
    lines = ["| source | rows | about |", "|---|---|---|"]
    for key in sorted(uses):
        lines.append(f"| {{cite}}`{key}` | {sum(uses[key].values())} | {', '.join(uses[key])} |")
    return captioned("Sources, and what rests on them", lines)


def imprints() -> str:
    """Return how many sources of each kind lack a part of their imprint, and what they lack."""
    kinds = {"book": "books", "article": "articles", "techreport": "reports", "misc": "documents and pages"}
    lines = ["| sources | all | complete | lacking |", "|---|---|---|---|"]
    for kind, name in kinds.items():
        lacks = [sources.missing(kind, fields) for found, fields in sources.entries().values() if found == kind]
        tally = Counter(part for parts in lacks for part in parts)
        parts = ", ".join(f"{part} ({count})" for part, count in tally.most_common())
        lines.append(f"| {name} | {len(lacks)} | {sum(not parts for parts in lacks)} | {parts} |")
    return captioned("Imprints: complete, and what the others lack", lines)


def review() -> str:
    """Return the questions of reviewers, with our answers and where in the project each can be checked."""
    table = data.load("ride")
    numbers = [f"**{count}** {answer}" for answer, count in table.answer.value_counts().items()]
    parts = [f"{len(table)} questions: {', '.join(numbers)}."]
    for section, rows in table.groupby("section", sort=False):
        lines = ["| question | answer | shown by | remark |", "|---|---|---|---|"]
        for row in rows.itertuples():
            places = ", ".join(map(_place, row.where.split("; "))) if _has(row.where) else ""
            lines.append(f"| {plain(row.question)} | {row.answer} | {places} | {plain(row.remark)} |")
        parts.append(f"## {section}\n\n{captioned(section, lines)}")
    return "\n\n".join(parts)


def _place(file):
    path = file.removeprefix("chapters/")
    return f"[{_title(file)}](../{path})" if path != file else f"`{file.partition('::')[2] or file}`"


def _title(file):
    path = data.root().parent / file
    return re.search(r"^# (.+)", path.read_text(encoding="utf-8"), re.MULTILINE)[1]


def _person(person, rows, labels, talks):
    scripts = [form for form in (person.hangul, person.hanja, person.cyrillic) if _has(form)]
    about = [
        " · ".join(map(plain, scripts)) + "\\" * bool(scripts),  # a line of its own
        _sentence(person.role),
        _birth(person),
        _also_written({person.name, *scripts}, rows["name_forms"]),
    ]
    lists = [
        _claims("Group", rows["affiliations"], lambda r: f"{r['faction']}: “{plain(r['label_as_given'])}”"),
        _claims("Seats", rows["seats"], lambda r: f"{_to_body(r['body'], labels)}, {_listed(r['seat'], _term(r))}"),
        _claims("Offices", rows["posts"], lambda r: _listed(r["post"], r["body"], _term(r))),
        _claims("What happened", rows["outcomes"], _happened),
        f"**Conversations** {', '.join(talks)}" if talks else "",
        f"{{mentions}}`{person.id}`",  # the book fills these in: see `august1956.book.mentions`
        f"{{shown}}`{person.id}`",
    ]
    head = f"({person.id})=\n### {plain(person.heading)}"
    return "\n\n".join([head, "\n".join(filter(None, about)), *filter(None, lists)])


def _talks():
    """Return a link to each conversation, by the persons who took part."""
    talks = data.load("contacts", status="all").dropna(subset="persons").sort_values("date_earliest")
    talks = talks.assign(person=talks.persons.str.split("; ")).explode("person")
    talks["link"] = [f"[{dates.label(row.date)}](#{row.id})" for row in talks.itertuples()]
    return talks.groupby("person").link.agg(list).to_dict()


def _overview(table):
    lines = ["| [paragraph]{.by} | claim | [verdict]{.by} |", "|---|---|---|"]
    for row in table.itertuples():
        lines.append(f"| [{row.paragraph}](#{row.paragraph}) | [{plain(row.claim)}](#{row.id}) | {row.verdict} |")
    return captioned("The claims in short", lines, name="claims")


def _verdict(row, link, verdict):
    sources = f" {cite(row.source)}" if _has(row.source) else ""
    return f"*{plain(row.claim)}* **{verdict}.** {link(row.basis)}{sources}"


def _linker():
    """Return a function that escapes a text and links the first mention of each person in it."""
    people = data.load("persons").drop_duplicates("name", keep=False)
    people = people.set_index(people.name.str.replace(r"^(\w+\. )+", "", regex=True)).id  # A. I. Mikoyan is Mikoyan
    names = "|".join(map(re.escape, sorted(people.index, key=len, reverse=True)))

    def link(text):
        seen = set()

        def once(found):
            name = found[0]
            fresh = name not in seen
            seen.add(name)
            return f"[{name}](#{people[name]})" if fresh else name

        return re.sub(rf"(?<![\w-])(?:{names})(?![\w-])", once, plain(text))

    return link


def _pointers():
    """Return a link to each row, by its id: to its own entry, or to that of its person or body."""
    labels = data.load("bodies").set_index("id").label
    names = data.load("persons").set_index("id").name
    texts = {
        "persons": lambda r: _to_person(names, r["id"]),
        "bodies": lambda r: _to_body(r["id"], labels),
        "affiliations": lambda r: f"{_to_person(names, r['person'])}: {r['faction']}",
        "seats": lambda r: f"{_to_person(names, r['person'])}: {r['seat']}, {_to_body(r['body'], labels)}",
        "posts": lambda r: f"{_to_person(names, r['person'])}: {_listed(r['post'], _term(r))}",
        "outcomes": lambda r: f"{_to_person(names, r['person'])}: {_happened(r, detail=False)}",
        "counts": lambda r: f"{_to_body(r['body'], labels)}, {_total(r)}",
        "events": lambda r: f"[{plain(r['title'])}](#{r['id']}), {dates.label(r['date'])}",
        "contacts": lambda r: f"{_talkers(names, r)}, [conversation](#{r['id']}) of {dates.label(r['date'])}",
    }
    return {
        row["id"]: text(row)
        for table, text in texts.items()
        for row in (_counts() if table == "counts" else data.load(table, status="all")).to_dict("records")
    }


def _talks_of_events():
    """Return the conversations that tell of an event: those of its day, on a record that it rests on."""
    events = data.load("events", status="all")[["id", "date", "source", "also"]].fillna("").to_dict("records")
    talks, found = dict(list(data.load("contacts", status="all").groupby("date"))), {}
    for event in events:
        keys = set(f"{event['source']}; {event['also']}".split("; "))
        same = talks[event["date"]].itertuples() if event["date"] in talks else ()
        if ids := [row.id for row in same if keys & set(row.source.split("; "))]:
            found[event["id"]] = ids
    return found


def _talkers(names, row):
    people = row["persons"].split("; ") if _has(row["persons"]) else []
    return ", ".join(_to_person(names, person) for person in people) or "diplomats among themselves"


def _to_person(names, person):
    return f"[{plain(names[person])}](#{person})"


def _to_body(body, labels):
    return f"[{plain(labels[body])}](#{body})"


def _body(body, members, counts):
    names = data.load("persons").set_index("id").name
    about = [_term(body), _sizes(body), plain(body["note"])]
    about = ". ".join(part[0].upper() + part[1:] for part in about if part)
    named = [
        f"**{_SEATS.get(seat, seat.capitalize())} named** ({rows.person.nunique()}): "
        + ", ".join(_to_person(names, person) for person in rows.person.unique())
        for seat, rows in members.groupby("seat", sort=False)
    ]
    totals = [f"- {_total(row)} {cite(row['source'])}{_note(row)}" for row in counts.to_dict("records")]
    if totals:
        totals.insert(0, "**Totals given**\n")
    head = f"({body['id']})=\n### {plain(body['label'])}"
    return "\n\n".join([head, f"{about}. {cite(body['source'])}", *named, "\n".join(totals)]).strip()


def _sizes(body):
    sizes = {seat: body[f"{seat}_seats"] for seat in ("full", "candidate")}
    return _listed(*(f"{size} {seat} seats" for seat, size in sizes.items() if _has(size) and size))


def _counts():
    """Return the table of totals, with the name of the group or part in words."""
    groups = data.load("factions").set_index("id").label
    counts = data.load("counts", status="all")
    return counts.assign(part=[groups.get(name, name.replace("-", " ").capitalize()) for name in counts.faction])


def _total(row):
    whole = f" of {row['total']}" if _has(row["total"]) and row["total"] != row["count"] else ""
    seats = f" {row['seats']} seats" if _has(row["seats"]) else ""
    part = "" if row["faction"] == "all" else f"{plain(row['part'])}: "
    return f"{part}{row['count']}{whole}{seats}"


def _claims(title, rows, text):
    order = [column for column in ("date_earliest", "from_earliest") if column in rows]
    items = [
        f"- [{text(row)}]{{#{row['id']}}} {cite(row['source'])}{_note(row)}"
        for row in rows.sort_values(order, na_position="first").to_dict("records")
    ]
    return f"**{title}**\n\n" + "\n".join(items) if items else ""


def _happened(row, detail=True):
    when = dates.label(row["date"]) if _has(row["date"]) else "no date"
    what = row["kind"].replace("_", " ")
    return f"{when}: {what}. {_sentence(row['detail'])}" if detail else f"{what}, {when}"


def _birth(person):
    born = f"Born {dates.label(person.birth)}" if _has(person.birth) else ""
    place = plain(person.birthplace)
    rivals = f" Other years given: {with_sources(person.birth_rivals)}." if _has(person.birth_rivals) else ""
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


def with_sources(text):
    """Return a text with the source keys in it as citations."""
    keys = "|".join(sorted(map(re.escape, sources.labels()), key=len, reverse=True))
    return re.sub(rf"(?<![\w-])(?:{keys})(?![\w-])", lambda key: cite(key[0]), plain(text))


def _note(row):
    reason = plain(row["reason"]).rstrip(".")
    words = "" if reason and row["status"] == "alternative" else _STATUS.get(row["status"], "")  # it tells what it is
    text = ": ".join(filter(None, [words, reason]))
    return f" [({text})]{{.{row['status']}}}" if text else ""


def captioned(caption, lines, name=""):
    """Return a Markdown table, given as its lines, with a caption.

    With a name, its id in the page, it is a register that readers can sort by any column and filter by those marked
    ``.by``; it is given in the order of its first column. See `theme/static/registers.js`.
    """
    options = [":class: register", f":name: {name}"] if name else []
    return "\n".join([f":::{{table}} {caption}", *options, *([""] if name else []), *lines, ":::"])


def _allowed(field):
    options = field.get("constraints", {}).get("enum")
    return f" One of: {plain(', '.join(options))}." if options else ""


def _paragraph_label(paragraph):
    return f"Paragraph {paragraph[1:]}" if re.fullmatch(r"p\d+", paragraph) else "The headings"


def _sentence(text):
    return plain(_ended(text))


def _ended(text):
    return "" if not _has(text) else text if text.endswith((".", "!", "?")) else text + "."


def _has(value):
    return not pd.isna(value) and value != ""


def plain(text):
    """Escape what Markdown would read as markup, so that a cell of a table is only ever text."""
    return _MARKUP.sub(r"\\\1", str(text)) if _has(text) else ""
