"""The words: nothing of the machine's text survives, and the textual notes quote what stands where they say."""

import hashlib
import re
from pathlib import Path

import pytest

from august1956 import data
from august1956.__main__ import main
from august1956.check import machine_text

ROOT = Path(__file__).parents[1]
FINGERPRINTS = Path(__file__).with_name("machine-text.txt")  # hashes of every seven words of the machine's text
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


@pytest.fixture
def machine(tmp_path):
    """Return a text that has each received reading in its paragraph, and nothing else."""
    notes = data.load("emendations")
    lines = ["; ".join(["-", *notes[notes.paragraph == name].received]) for name in machine_text.PARAGRAPHS]
    file = tmp_path / "machine.txt"
    file.write_text("\n\n".join(lines), encoding="utf-8")
    return file


def test_the_command_finds_every_reading(machine, capsys):
    assert main(["received", str(machine)]) == 0
    number = len(data.load("emendations"))
    assert capsys.readouterr().out == f"{number} received readings, each in its paragraph: no faults\n"


def test_the_command_tells_each_reading_that_is_lost_or_elsewhere(machine, capsys):
    text = machine.read_text(encoding="utf-8").replace("whistleblowing", "snitching").replace("while Mao", "Mao")
    machine.write_text(text.replace("the ruin of Mordor", "") + " while Mao", encoding="utf-8")
    assert main(["received", str(machine)]) == 1
    rows = {note.id: row for row, note in enumerate(data.load("emendations").itertuples(), 2)}
    assert capsys.readouterr().out.splitlines() == [
        f'emendations.csv:{rows["em-p1-01"]}:received: em-p1-01, "the ruin of Mordor" is not in p1',
        f'emendations.csv:{rows["em-p4-06"]}:received: em-p4-06, "while Mao" is not in p4; it stands in p10',
        f'emendations.csv:{rows["em-p6-04"]}:received: em-p6-04, "whistleblowing" is not in p6',
    ]


def test_the_command_says_when_paragraphs_are_missing(machine, capsys):
    machine.write_text("\n".join(machine.read_text(encoding="utf-8").splitlines()[:-1]), encoding="utf-8")
    assert main(["received", str(machine)]) == 1
    first, *lost = capsys.readouterr().out.splitlines()
    assert first == f"{machine}:1:-: has 12 paragraphs; expected 13, headline to p10"
    assert len(lost) == (data.load("emendations").paragraph == "p10").sum()


@pytest.mark.parametrize(
    ("content", "reason"),
    [(None, "is not there; name the file that holds the machine text, one paragraph a line"),
     (b"\xff\xfe", "is not UTF-8 text; save it again as UTF-8")],
)  # fmt: skip
def test_the_command_says_in_a_sentence_why_a_file_is_no_use(tmp_path, capsys, content, reason):
    file = tmp_path / "machine.txt"
    if content is not None:
        file.write_bytes(content)
    assert main(["received", str(file)]) == 2
    assert capsys.readouterr() == ("", f"august1956: {file} {reason}\n")


def test_the_whole_article_is_there_once():
    assert tuple(paragraphs()) == machine_text.PARAGRAPHS


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


def cited(page):
    found = re.findall(r"{cite}`([^`]+)`", page.read_text(encoding="utf-8"))
    return {key for group in found for key in group.split(",")}


def test_the_evidence_for_the_headline_is_weighed_in_one_chapter_and_is_that_of_its_verdicts():
    folder = ROOT / "chapters"
    narrative = [*folder.glob("*.md"), *folder.glob("article/*.md"), *folder.glob("sequel/*.md")]
    assert [page.stem for page in narrative if "kovyzhenko1991" in cited(page)] == ["09-the-plenum-and-the-visit"]
    verdicts = data.load("verdicts").set_index("id").source
    named = {key for row in ("v-headline-1", "v-headline-3") for key in verdicts[row].split("; ")}
    assert named - cited(folder / "sequel" / "09-the-plenum-and-the-visit.md") == set()
