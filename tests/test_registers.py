"""The registers: each claim, paragraph, row, body, person and question is where the others say it is."""

import re
from pathlib import Path

import pytest

from august1956 import data, registers

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
def test_a_chapter_shows_the_verdicts_on_its_own_paragraphs(path):
    text = path.read_text(encoding="utf-8")
    (call,) = re.findall(r"registers\.verdicts\((.*)\)", text)
    shown = re.findall(r"[\w-]+", call)
    assert shown == [name for name in re.findall(r"^\(([\w-]+)\)=\n>", text, re.MULTILINE) if "again" not in name]
    own = VERDICTS[VERDICTS.paragraph.isin(shown)]
    assert re.findall(r"\]\(#(v-[\w-]+)\)", registers.verdicts(*shown)) == list(own.id)


def test_the_register_of_verdicts_has_each_claim_once_with_links_to_text_and_rows():
    entries = dict(re.findall(r"^\((v-[\w-]+)\)=\n(.*?)(?=^\(v-|^## |\Z)", registers.verdicts(), re.M | re.S))
    assert list(entries) == list(VERDICTS.id)
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


def test_each_answer_of_the_self_review_is_shown_or_explained():
    for row in data.load("ride").fillna("").itertuples():
        assert row.answer == "no" or row.where, row.id
        assert row.answer == "yes" or row.remark, row.id
        for place in filter(None, row.where.split("; ")):
            file, _, test = place.partition("::")
            assert (ROOT / file).exists(), place
            assert not test or f"def {test}(" in (ROOT / file).read_text(encoding="utf-8"), place
