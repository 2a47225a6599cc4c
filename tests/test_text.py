"""The words: nothing of the machine's text survives, and the textual notes quote what stands where they say."""

import hashlib
import re
from pathlib import Path

import pytest

from august1956 import data

ROOT = Path(__file__).parents[1]
FINGERPRINTS = Path(__file__).with_name("machine-text.txt")  # hashes of every seven words of the machine's text
MACHINE = ROOT.parent / "shared" / "source" / "article-en-machine.txt"
HEADLINE = "the ussr and china wanted to overthrow the leader of north korea he survived and retaliated"
PROSE = [*ROOT.glob("chapters/**/*.md"), *ROOT.glob("*.md"), *ROOT.glob("data/*"), *ROOT.glob("august1956/**/*.py")]


def words(text):
    return re.findall(r"[a-z0-9]+", re.sub(r"['’]", "", text.lower()))


def sevens(text):
    found = words(text)
    return {" ".join(found[i : i + 7]) for i in range(len(found) - 6)}


def fingerprint(phrase):
    return hashlib.sha256(phrase.encode()).hexdigest()[:12]


def paragraphs():
    """Give the article's paragraphs by id, as the chapters have them."""
    found = {}
    for chapter in sorted(ROOT.glob("chapters/article/*.md")):
        for name, quote in re.findall(r"^\(([\w-]+)\)=\n((?:>.*\n)+)", chapter.read_text(encoding="utf-8"), re.M):
            plain = " ".join(line[1:].strip() for line in quote.splitlines())
            found[name] = re.sub(r"\[([^\]]+)\]\(#[^)]*\)", r"\1", plain)  # a linked name is a name
    return found


@pytest.mark.parametrize("path", PROSE, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_seven_words_of_the_machine_text_stand_anywhere(path):
    known = set(FINGERPRINTS.read_text(encoding="utf-8").split())
    allowed = sevens(HEADLINE)  # cited as a title
    taken = {phrase for phrase in sevens(path.read_text(encoding="utf-8")) - allowed if fingerprint(phrase) in known}
    assert not taken


def test_the_fingerprints_catch_a_phrase_of_the_machine_text():
    phrase = " ".join(reversed(["merely", "were", "slogans", "certain", "when", "factions", "of", "struggle"]))
    known = set(FINGERPRINTS.read_text(encoding="utf-8").split())
    assert any(fingerprint(seven) in known for seven in sevens(phrase))


def test_the_fingerprints_and_the_received_readings_agree_with_the_machine_text_where_it_is_at_hand():
    lines = MACHINE.read_text(encoding="utf-8").split("\n") if MACHINE.exists() else []
    known = set(FINGERPRINTS.read_text(encoding="utf-8").split())
    assert {fingerprint(seven) for seven in sevens("\n".join(lines))} <= known
    received = dict(zip(paragraphs(), filter(None, map(str.strip, lines)), strict=False))
    wrong = [
        n.id for n in data.load("emendations").itertuples() if received and n.received not in received[n.paragraph]
    ]
    assert wrong == []


def test_the_whole_article_is_there_once():
    assert list(paragraphs()) == ["headline", "headline-again", "title", *[f"p{i}" for i in range(1, 11)]]


def test_each_edited_reading_stands_in_its_paragraph():
    text = paragraphs()
    missing = [
        (note.id, part)
        for note in data.load("emendations").itertuples()
        for part in note.edited.split(" … ")
        if part not in text[note.paragraph]
    ]
    assert missing == []


def test_received_readings_are_a_few_words_each():
    assert [note.id for note in data.load("emendations").itertuples() if len(words(note.received)) > 6] == []
