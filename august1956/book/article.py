"""The article's paragraphs: their numbers, the notes beside them, marks in them; and cards on names."""

import functools
import html
import re
from pathlib import Path

from docutils import nodes

from august1956 import dates, style
from august1956.vocabulary import PAGES, quoted

__all__ = ["card_texts", "setup"]

NOTES, VERDICTS, PERSONS = PAGES["emendation"], PAGES["verdict"], PAGES["person"]
CAREER = {"promoted", "survived_in_post"}  # what a card leaves out where something else is known

PARAGRAPH = re.compile(r"p\d+$")


def mark_paragraphs(app, doctree):
    """Give each quoted paragraph of the article its class and a number that links to itself."""
    for quote in doctree.findall(nodes.block_quote):
        for name in filter(PARAGRAPH.match, quote["ids"]):
            number = name.removeprefix("p")
            mark = f'<a class="para" href="#{name}" aria-label="Paragraph {number}, link to it">{number}</a>'
            quote["classes"] += ["article", "numbered"]
            quote.insert(0, nodes.raw("", mark, format="html"))
        if {"headline", "headline-again", "title"} & set(quote["ids"]):
            quote["classes"] += ["article", "article-heading"]
    for rubric in doctree.findall(nodes.rubric):
        if "level" in rubric:  # a heading that a cell wrote: Sphinx makes it a heading again
            rubric["heading-level"] = rubric["level"]


def add_apparatus(app, doctree, docname):
    """Set each paragraph of the article beside its verdicts and textual notes, and mark the places in its text."""
    if app.builder.format != "html":
        return
    folder = str(Path(app.srcdir) / "data")
    for quote in list(doctree.findall(nodes.block_quote)):
        if "article" not in quote["classes"]:
            continue
        name = next(iter(quote["ids"]))
        notes = _rows("emendations", folder, name)
        for note in notes:
            _mark(quote, note, _address(app, docname, NOTES, note["id"]))
        aside = _aside(app, docname, name, _rows("verdicts", folder, name), notes)
        passage = nodes.container(classes=["passage"])
        quote.parent.replace(quote, passage)
        passage += [quote, nodes.raw("", aside, format="html")]


def add_cards(app, doctree, docname):
    """Give each link to a person the words of a small card: the name in Korean, the group, what became of them."""
    if docname == PERSONS or app.builder.format != "html":
        return
    texts = card_texts(str(Path(app.srcdir) / "data"))
    for link in doctree.findall(nodes.reference):
        page, _, person = link.get("refuri", "").partition("#")
        if page.endswith("persons.html") and person in texts:
            link["reftitle"] = texts[person]
            link["classes"].append("person")


@functools.cache
def card_texts(directory):
    """Return the words of each person's card, by id.

    Parameters
    ----------
    directory : str
        The data directory.

    Returns
    -------
    dict of str to str
        For example ``Kim Tu-bong · 김두봉 · Yan’an group · expelled from the party, March 1958``; for somebody of
        no group, who it is.
    """
    from august1956 import data  # brings pandas, which a build that changes nothing can do without

    outcomes = data.load("outcomes", directory=directory).sort_values("date_latest", na_position="first")
    last = outcomes[~outcomes["kind"].isin(CAREER)].drop_duplicates("person", keep="last").set_index("person")
    people = data.groups(directory).merge(data.load("persons", directory=directory)[["id", "hangul", "role"]],
                                          left_on="person", right_on="id")  # fmt: skip
    return {
        row.person: " · ".join(filter(None, [row.name, _text(row.hangul), _group(row), _fate(last, row.person)]))
        for row in people.itertuples()
    }


def _group(row):
    return _text(row.role) if row.faction in {"unknown", "other"} else str(row.label)


def _fate(last, person):
    if person not in last.index:
        return ""
    kind, date = last.loc[person, ["kind", "date"]]
    return ", ".join(filter(None, [style.KINDS[kind].label, dates.label(date) if _text(date) else ""]))


def _text(value):
    return value if isinstance(value, str) else ""


@functools.cache
def _table(name, folder):
    from august1956 import data

    return data.load(name, directory=folder).fillna("").to_dict("records")


def _rows(table, folder, paragraph):
    return [row for row in _table(table, folder) if row["paragraph"] == paragraph]


def _address(app, docname, page, anchor):
    return f"{app.builder.get_relative_uri(docname, page)}#{anchor}"


def _mark(quote, note, address):
    """Put a small link after the words of an edited reading, which may run across a linked name."""
    words = note["edited"].split(" … ")[0]
    said = html.escape(f"Textual note: the machine has {quoted(note['received'])}", quote=True)
    sign = nodes.raw("", f'<a class="em" href="{address}" title="{said}" aria-label="{said}">°</a>', format="html")
    texts = [text for text in quote.findall(nodes.Text) if not isinstance(text.parent, nodes.raw)]
    # The tests see to it that each reading stands in its paragraph; a line of the source may break inside it.
    start = "".join(texts).replace("\n", " ").index(words)
    end = start + len(words)
    for text in texts:
        if end <= len(text):
            link = _link_around(text)
            if link is None:
                text.parent.replace(text, [nodes.Text(text[:end]), sign, nodes.Text(text[end:])])
            else:  # no link inside a link
                link.parent.insert(link.parent.index(link) + 1, sign)
            return
        end -= len(text)


def _link_around(text):
    node = text.parent
    while node is not None and not isinstance(node, nodes.reference):
        node = node.parent
    return node


def _aside(app, docname, name, verdicts, notes):
    label = f"Notes on paragraph {name[1:]}" if name[1:].isdigit() else "Notes on the heading"
    items = "".join(
        f'<li><a href="{_address(app, docname, VERDICTS, row["id"])}">'
        f"<strong>{html.escape(row['verdict'].capitalize())}</strong> {html.escape(row['claim'])}</a></li>"
        for row in verdicts
    )
    claims = f'<ul class="verdicts">{items}</ul>' if items else ""
    lines = "".join(
        f'<li><a href="{_address(app, docname, NOTES, row["id"])}">{html.escape(quoted(row["received"]))}</a> '
        f"→ {html.escape(row['edited'])}</li>"
        for row in notes
    )
    count = f"{len(notes)} textual note{'s' * (len(notes) != 1)}"
    readings = f"<details><summary>{count}</summary><ul>{lines}</ul></details>" if notes else ""
    return f'<aside class="apparatus" aria-label="{label}">{claims}{readings}</aside>' if claims or readings else ""


def setup(app):
    """Connect everything; `august1956.book` calls this."""
    app.connect("doctree-read", mark_paragraphs)
    app.connect("doctree-resolved", add_apparatus)
    app.connect("doctree-resolved", add_cards)
