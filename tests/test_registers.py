"""The registers: each claim, paragraph, row, body, person and question is where the others say it is."""

import re
from pathlib import Path

import pytest

from august1956 import data, registers
from august1956.registers import disagreements, lifeline

ROOT = Path(__file__).parents[1]
ARTICLE = sorted(ROOT.glob("chapters/article/*.md"))
VERDICTS = data.load("verdicts")


def test_every_claim_has_its_paragraph_and_every_paragraph_a_claim():
    text = "".join(path.read_text(encoding="utf-8") for path in ARTICLE)
    paragraphs = set(re.findall(r"^\(([\w-]+)\)=\n>", text, re.MULTILINE)) - {"headline-again"}
    assert set(VERDICTS.paragraph) == paragraphs
    for paragraph, rows in VERDICTS.groupby("paragraph"):
        assert list(rows.id) == [f"v-{paragraph}-{number}" for number in range(1, len(rows) + 1)]


@pytest.mark.parametrize("path", ARTICLE, ids=lambda path: path.stem)
def test_the_verdicts_on_a_chapters_paragraphs_can_be_had_and_stand_beside_them_only(path):
    text = path.read_text(encoding="utf-8")
    names = [name for name in re.findall(r"^\(([\w-]+)\)=\n>", text, re.MULTILINE) if "again" not in name]
    own = VERDICTS[VERDICTS.paragraph.isin(names)]
    assert re.findall(r"\]\(#(v-[\w-]+)\)", registers.verdicts(*names)) == list(own.id) != []
    assert "registers.verdicts(" not in text  # the built page sets them beside the paragraph


def test_the_register_of_verdicts_has_each_claim_once_with_links_to_text_and_rows():
    entries = dict(re.findall(r"^\((v-[\w-]+)\)=\n(.*?)(?=^\(v-|^## |\Z)", registers.verdicts(), re.M | re.S))
    assert list(entries) == list(VERDICTS.id)
    overview = re.findall(r"^\| \[([\w-]+)\].*\]\(#(v-[\w-]+)\) \| ([\w ]+) \|$", registers.verdicts(), re.MULTILINE)
    assert overview == list(VERDICTS[["paragraph", "id", "verdict"]].itertuples(index=False, name=None))
    events = set(data.load("events", status="all").id)
    for row in VERDICTS.fillna("").itertuples():
        links = set(re.findall(r"\]\(#([\w-]+)\)", entries[row.id]))
        assert {name for name in row.rows.split("; ") if name in events} <= links
        assert ("In the data:" in entries[row.id]) == bool(row.rows)
    assert set(VERDICTS.paragraph) <= set(re.findall(r"\[Read it in the text\]\(#([\w-]+)\)", registers.verdicts()))


def test_the_register_of_verdicts_counts_them():
    first = registers.verdicts().split("\n")[0]
    assert re.findall(r"\*\*(\d+)\*\* ([\w ]+)", first) == [
        (str(count), verdict) for verdict, count in VERDICTS.verdict.value_counts().items()
    ]


def test_each_body_lists_whom_the_table_of_seats_names():
    entries = dict(re.findall(r"^\(([\w-]+)\)=\n(.*?)(?=^\([\w-]+\)=|^## |\Z)", registers.bodies(), re.M | re.S))
    assert set(entries) == set(data.load("bodies").id)
    seats, counts = data.load("seats"), data.load("counts", status="all")
    for body, entry in entries.items():
        assert set(re.findall(r"\]\(#([\w-]+)\)", entry)) == set(seats[seats.body == body].person)
        assert len(re.findall("^- ", entry, re.MULTILINE)) == (counts.body == body).sum()


def test_persons_say_where_the_chapters_speak_of_them():
    entries = dict(re.findall(r"^\(([\w-]+)\)=\n### (.*?)(?=^\([\w-]+\)=|\Z)", registers.persons(), re.M | re.S))
    for path in ARTICLE:
        linked = set(re.findall(r"\]\(#([\w-]+)\)", path.read_text(encoding="utf-8"))) & set(entries)
        chapter = re.compile(rf"\]\(\.\./article/{re.escape(path.name)}\)|\]\(#p\d+\)")  # or a paragraph of the article
        assert [person for person in linked if not chapter.search(entries[person])] == []
    assert "](../reference/verdicts.md)" in entries["pak-chang-sik"]  # named in verdicts only


TABLES = {"emendations": registers.emendations, "events": registers.chronology, "contacts": registers.conversations}


@pytest.mark.parametrize("table", TABLES)
def test_a_register_in_a_table_has_each_row_once_in_the_order_of_its_first_column(table):
    text = TABLES[table]()
    rows = data.load(table, status="all")
    ids = re.findall(r"^\| \[.*?\]\{#([\w-]+)\} \|", text, re.MULTILINE)
    if "date_earliest" in rows:
        assert sorted(ids) == sorted(rows.id)
        days = rows.set_index("id").date_earliest[ids]
        assert days.is_monotonic_increasing
    else:
        assert ids == list(rows.id)
    columns = text.split("\n\n")[1].splitlines()[0].count(" | ")
    assert {line.count(" | ") for line in text.splitlines() if line.startswith("| ")} == {columns}


def test_conversations_persons_and_events_point_at_each_other():
    talks = data.load("contacts", status="all")
    rows = dict(re.findall(r"^\| \[[^\]]*\]\{#(t[\w-]+)\} \|(.*)", registers.conversations(), re.MULTILINE))
    entries = dict(re.findall(r"^\(([\w-]+)\)=\n### (.*?)(?=^\([\w-]+\)=|\Z)", registers.persons(), re.M | re.S))
    for talk in talks.dropna(subset="persons").itertuples():
        for person in talk.persons.split("; "):
            assert f"](#{person})" in rows[talk.id] and f"](#{talk.id})" in entries[person]
    events = dict(re.findall(r"^\| \[[^\]]*\]\{#(e[\w-]+)\} \|(.*)", registers.chronology(), re.MULTILINE))
    there = {(event, talk) for event, row in events.items() for talk in re.findall(r"\(#(t1[\w-]+)\)", row)}
    back = {(event, talk) for talk, row in rows.items() for event in re.findall(r"\[chronology\]\(#([\w-]+)\)", row)}
    assert there == back and ("e1956-07-20-yi-pil-gyu", "t1956-07-20-yi-pil-gyu") in there


def test_an_event_names_its_persons_and_the_paragraphs_that_speak_of_it():
    text = registers.chronology()
    (visit,) = re.findall(r"^.*\{#e1956-09-18-mao-mikoyan\}.*$", text, re.MULTILINE)
    told, where = visit.split("In the text:")
    assert "](#peng-dehuai)" not in told and "](../sequel/09-the-plenum-and-the-visit.md)" in where
    (kim,) = re.findall(r"^.*\{#e1949-03-03-moscow\}.*$", text, re.MULTILINE)
    assert "[Kim Il Sung](#kim-il-sung)" in kim


def test_a_lifeline_tells_and_draws_what_the_tables_date():
    drawn = lifeline.strips(str(data.root()))
    outcomes = data.load("outcomes").dropna(subset=["date"])
    dated = outcomes[outcomes.date_earliest.notna() | outcomes.date_latest.notna()]
    assert set(dated.person) <= set(drawn)
    for person, rows in dated.groupby("person"):
        inside = rows[(rows.date_latest >= "1945") & (rows.date_earliest <= "1962-12-31")]
        marks = re.findall(r'<use[^>]*href="#life-(?!years)', drawn[person])
        assert len(marks) == len(inside), person
        said = re.search(r'aria-label="([^"]*)"', drawn[person])[1]
        assert said.count(";") >= len(rows) - 1, person
    assert "expelled from the Central Committee, 30 to 31 August 1956" in drawn["pak-chang-ok"]


def test_a_lifeline_puts_a_day_where_it_belongs():
    """The day lies 4,260 days after the first of 6,573: two thirds of the scale."""
    drawn = lifeline.strips(str(data.root()))["pak-chang-ok"]
    (place,) = re.findall(r'x="([\d.]+)%"[^>]*><title>expelled from the Central Committee, 30 to 31 August', drawn)
    assert abs(float(place) - 100 * 4260 / 6573) < 0.1


def test_each_answer_of_the_self_review_is_shown_or_explained():
    for row in data.load("ride").fillna("").itertuples():
        assert row.answer == "no" or row.where, row.id
        assert row.answer == "yes" or row.remark, row.id
        for place in filter(None, row.where.split("; ")):
            file, _, test = place.partition("::")
            assert (ROOT / file).exists(), place
            assert not test or f"def {test}(" in (ROOT / file).read_text(encoding="utf-8"), place


def test_the_codebook_page_says_what_the_changelog_and_the_citation_say():
    assert re.fullmatch(r"- \*\*0\.1\.0 \(2026-11-23\)\.\*\* Persons, [^\n]*\.", registers.news().splitlines()[-1])
    assert "*To Kill Kim Il Sung: a digital edition" in registers.citation()
    assert "Version 0.1.0, 2026-11-23." in registers.citation()


def test_the_page_of_disagreements_has_every_version_of_events_births_and_totals():
    claims, people = data.load("events", status="all"), data.load("persons")
    others = claims[claims.status != "preferred"]
    assert [row in disagreements.events() for row in others["id"]] == [True] * len(others)
    text = disagreements.births()
    assert all(f"](#{person})" in text for person in people.dropna(subset="birth_rivals").id)
    assert "{cite}`daum-mu-chong`" in text, "a source key in a free text is a citation"
    totals = disagreements.totals()
    assert "**71** {cite}`wp-en-central-committee-3`; 67 {cite}`plenum-minutes1956-09-23` (The number on" in totals
