"""The registers: each claim, paragraph, row, body, person and question is where the others say it is, and in words."""

import re
from pathlib import Path

import pytest
import sample

from august1956 import __version__, charts, data, registers, vocabulary
from august1956.charts import joined_later
from august1956.data import sources
from august1956.registers import disagreements, lifeline, places
from august1956.registers.filing import heading, titles

ROOT = Path(__file__).parents[1]
ARTICLE = sorted(ROOT.glob("chapters/article/0[1-9]*.md"))  # 00 holds them all again
VERDICTS = data.load("verdicts")
PAGES = {
    "persons": registers.persons,
    "bodies": registers.bodies,
    "chronology": registers.chronology,
    "conversations": registers.conversations,
    "places": places.places,
    "verdicts": registers.verdicts,
    "emendations": registers.emendations,
    "retired": lambda: registers.retired("emendations"),
    "sources": registers.source_uses,
    "groups": disagreements.contested_groups,
    "lives": disagreements.lives,
    "events": disagreements.events,
    "births": disagreements.births,
    "totals": disagreements.totals,
    "rejected": disagreements.rejected_claims,
}


@pytest.fixture(scope="session")
def texts():
    return {name: page() for name, page in PAGES.items()}


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


def test_the_register_of_verdicts_has_each_claim_once_with_links_to_text_and_rows(texts):
    text = texts["verdicts"]
    entries = dict(re.findall(r"^\((v-[\w-]+)\)=\n(.*?)(?=^\(v-|^## |\Z)", text, re.M | re.S))
    assert list(entries) == list(VERDICTS.id)
    overview = re.findall(r"^\| \[([\w-]+)\].*\]\(#(v-[\w-]+)\) \| (\S) \[([\w ]+)\]\{\.by-verdict\} \|$", text, re.M)
    assert [line[:2] + line[3:] for line in overview] == list(
        VERDICTS[["paragraph", "id", "verdict"]].itertuples(index=False, name=None)
    )
    assert {verdict: mark for _, _, mark, verdict in overview}.items() >= {
        ("confirmed", "●"), ("partly confirmed", "◐"), ("not verifiable", "○"), ("disputed", "◇")
    }  # fmt: skip
    linked = {"events", "contacts", "outcomes", "seats", "posts", "affiliations", "counts", "bodies"}
    ids = {id for table in linked for id in data.load(table, status="all")["id"]}
    for row in VERDICTS.fillna("").itertuples():
        links = set(re.findall(r"\]\(#([\w-]+)\)", entries[row.id]))
        assert {name for name in row.rows.split("; ") if name in ids} <= links
        assert ("In the data:" in entries[row.id]) == bool(row.rows)
    assert set(VERDICTS.paragraph) <= set(re.findall(r"\[Read it in the text\]\(#([\w-]+)\)", text))


def test_the_register_of_verdicts_counts_them():
    first = registers.verdicts().split("\n")[0]
    assert re.findall(r"\*\*(\d+)\*\* ([\w ]+)", first) == [
        (str(count), verdict) for verdict, count in VERDICTS.verdict.value_counts().items()
    ]


def test_each_body_lists_whom_the_table_of_seats_names_and_counts_them_as_the_charts_do(texts):
    entries = dict(re.findall(r"^\(([\w-]+)\)=\n(.*?)(?=^\([\w-]+\)=|^## |\Z)", texts["bodies"], re.M | re.S))
    assert set(entries) == set(data.load("bodies").id)
    seats, counts = data.load("seats"), data.load("counts", status="all")
    for body, entry in entries.items():
        linked = re.findall(r"\]\(#([\w-]+)\)\]\{\.of", entry)
        assert set(linked) == set(seats[seats.body == body].person)
        assert len(re.findall("^- ", entry, re.MULTILINE)) == (counts.body == body).sum()
    full = seats[(seats.body == "cc3") & (seats.seat == "full")].drop_duplicates("person")
    later = joined_later(full, data.load("bodies"))
    said = {came: int(n) for came, n in re.findall(r"\*\*Full members(?:,)? (.*?)\*\* \((\d+)\)", entries["cc3"])}
    assert said["named"] == (~later).sum() and sum(said.values()) == len(full) and later.any()


def test_the_index_has_a_line_for_each_person_filed_by_family_name_with_all_old_addresses(texts):
    lines = re.findall(r"^- \[(.*?)\]\(#([\w-]+)\) (.*)$", texts["persons"], re.MULTILINE)
    people = data.load("persons")
    assert sorted(id for _, id, _ in lines) == sorted(people.id)
    names = [re.sub(r"[^a-z ]", "", name.casefold()) for name, _, _ in lines]
    assert [name.split()[0] for name in names] == sorted(name.split()[0] for name in names)
    assert dict((id, name) for name, id, _ in lines)["petrov-am"] == "Petrov, A. M."
    targets = {id: set(re.findall(r"\[\]\{#([\w-]+)\}", line)) for _, id, line in lines}
    for table in ("affiliations", "seats", "posts", "outcomes"):
        for row in data.load(table, status="all").itertuples():
            assert row.id in targets[row.person], row.id
    assert all(id in targets[id] for id in people.id)


@pytest.mark.parametrize(
    ("id", "name", "filed"),
    [
        ("mikoyan", "Anastas Mikoyan", "Mikoyan, Anastas"),
        ("syngman-rhee", "Syngman Rhee", "Rhee, Syngman"),
        ("mao-zedong", "Mao Zedong", "Mao Zedong"),
        ("ri-yong", "Yi Yong", "Yi Yong"),
        ("kang-mikhail", "Mikhail Kang", "Kang, Mikhail"),
        ("madonna", "Madonna", "Madonna"),
    ],
)
def test_a_name_is_filed_by_the_family(id, name, filed):
    assert heading(id, name) == filed


def test_namesakes_are_told_apart():
    people = data.load("persons").set_index("id")
    told = titles(people)
    assert len(set(told.values())) == len(told)
    assert "born" in told["kim-chwa-hyok-1916"]


TABLES = {"emendations": "emendations", "events": "chronology", "contacts": "conversations"}


@pytest.mark.parametrize("table", TABLES)
def test_a_register_in_a_table_has_each_row_once_in_order(table, texts):
    text, rows = texts[TABLES[table]], data.load(table, status="all")
    ids = re.findall(r"^\| (?:\[\]\{#year-\d+\})?\[.*?\]\{#([\w-]+)", text, re.MULTILINE)
    if "date_earliest" in rows:
        assert sorted(ids) == sorted(rows.id)
        days = rows.set_index("id").date_earliest[ids].dropna()
        assert days.is_monotonic_increasing
    else:
        assert ids == list(rows.id)
    columns = re.search(r"^\|.*$", text, re.MULTILINE)[0].count(" | ")
    assert {line.count(" | ") for line in text.splitlines() if line.startswith("| ")} == {columns}


def test_years_of_the_chronology_can_be_gone_to(texts):
    rail = re.findall(r"\[(\d{4})\]\(#year-(\d{4})\)", texts["chronology"])
    assert rail == sorted(rail) and ("1956", "1956") in rail
    assert {f"year-{year}" for year, _ in rail} == set(re.findall(r"\{#(year-\d+)\}", texts["chronology"]))


def test_conversations_persons_and_events_point_at_each_other(texts):
    talks = data.load("contacts", status="all")
    rows = dict(re.findall(r"^\| \[[^\]]*\]\{#(t[\w-]+) \.by-date\}(.*)", texts["conversations"], re.MULTILINE))
    for talk in talks.dropna(subset="persons").itertuples():
        assert all(f"](#{person})" in rows[talk.id] for person in talk.persons.split("; "))
    alone = {id for id, row in rows.items() if row.startswith(" diplomats among themselves →")}
    assert alone == set(talks[talks.persons.isna() & talks.speaker.isna()].id)
    assert rows["t1957-10-19-yi-yong-ho"].startswith(" Yi Yong-ho, ambassador to China →")
    events = dict(
        re.findall(r"^\| (?:\[\]\{[^}]*\})?\[[^\]]*\]\{#(e[\w-]+)\} \|(.*)", texts["chronology"], re.MULTILINE)
    )
    there = {
        (event, talk)
        for event, row in events.items()
        for talk in re.findall(r"Record: \[conversation\]\(#(t1[\w-]+)\)", row)
    }
    back = {(event, talk) for talk, row in rows.items() for event in re.findall(r"\[chronology\]\(#([\w-]+)\)", row)}
    assert there == back and ("e1956-07-20-yi-pil-gyu", "t1956-07-20-yi-pil-gyu") in there


def test_an_event_names_its_persons_and_the_paragraphs_that_speak_of_it(texts):
    (visit,) = re.findall(r"^.*\{#e1956-09-18-mao-mikoyan\}.*$", texts["chronology"], re.MULTILINE)
    assert visit.split("{mentions}")[1].startswith("`e1956-09-18-mao-mikoyan`")  # filled in when the book is written
    (kim,) = re.findall(r"^.*\{#e1949-03-03-moscow\}.*$", texts["chronology"], re.MULTILINE)
    assert "[Kim Il Sung](#kim-il-sung)" in kim


KEYS = set(sources.entries())
IDS = {row for table in ("affiliations", "seats", "posts", "outcomes", "counts", "events", "contacts", "verdicts")
       for row in data.load(table, status="all")["id"]}  # fmt: skip
ADDRESS = re.compile(r"\{[^{}]*\}(?:`[^`]*`)?|\]\([^)]*\)|^\([\w-]+\)=$", re.MULTILINE)


@pytest.mark.parametrize("name", PAGES)
def test_a_register_speaks_in_words(name, texts):
    said = ADDRESS.sub(" ", texts[name]).replace("\\", "")
    words = set(re.findall(r"[\w-]+", said))
    assert words & IDS == set() and words & {key for key in KEYS if re.search(r"[\d-]", key)} == set()
    assert "preferred row" not in said and not re.search(
        r"(?<![A-Za-z] )\b(yanan|guerrilla|soviet|domestic(-\w+)?|kapsan):", said
    )
    assert not re.search("““|””|“[^”“]{0,3}“", said)
    assert not re.search(r"\b1[89]\d\d-\d\d", said)  # a date or a span of years as a table writes it


def test_a_register_ends_a_cell_by_itself_and_is_a_string_still():
    from IPython.core.formatters import DisplayFormatter
    from IPython.display import Markdown

    page = registers.verdicts("p4")
    shown, _ = DisplayFormatter().format(page)
    assert shown["text/markdown"] == str(page) and len(shown["text/plain"]) < 60
    assert Markdown(page).data == page and page + "" == str(page)


def test_a_quotation_has_its_marks_once():
    assert vocabulary.quoted("a") == "“a”" and vocabulary.quoted("“a” and b") == "“a” and b"


def test_a_lifeline_tells_and_draws_what_the_tables_date():
    drawn = lifeline.strips()
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
    drawn = lifeline.strips()["pak-chang-ok"]
    (place,) = re.findall(r'x="([\d.]+)%"[^>]*><title>expelled from the Central Committee, 30 to 31 August', drawn)
    assert abs(float(place) - 100 * 4260 / 6573) < 0.1


def test_a_lifeline_is_drawn_anew_when_a_table_changes(folder):
    before = lifeline.strips(str(folder))["hong-kil-tong"]
    sample.write(folder, [("outcomes", 3, "date", "1961")])
    after = lifeline.strips(str(folder))["hong-kil-tong"]
    assert "criticised, 1957" in before and "criticised, 1957" not in after and "criticised, 1961" in after


def test_each_answer_of_the_self_review_is_shown_or_explained():
    for row in data.load("ride").fillna("").itertuples():
        assert row.answer == "no" or row.where, row.id
        assert row.answer == "yes" or row.remark, row.id
        for place in filter(None, row.where.split("; ")):
            file, _, test = place.partition("::")
            assert (ROOT / file).exists(), place
            assert not test or f"def {test}(" in (ROOT / file).read_text(encoding="utf-8"), place


def test_the_self_review_leaves_the_titles_of_pages_to_the_book():
    """Else a changed heading would leave its result, which is kept by data and package, behind."""
    pages = re.findall(r"\[([^\[\]]*)\]\(\.\./([^)]+\.md)\)", registers.review())
    assert {words for words, _ in pages} == {""}
    assert all((ROOT / "chapters" / page).is_file() for _, page in pages)


def test_the_codebook_page_says_what_the_changelog_and_the_citation_say():
    assert re.fullmatch(r"- \*\*0\.1\.0 \(2026-11-23\)\.\*\* Persons, [^\n]*\.", registers.news().splitlines()[-1])
    assert "*To Kill Kim Il Sung: a digital edition" in registers.citation()
    assert re.search(rf"Version {re.escape(__version__)}, \d{{4}}-\d\d-\d\d\.", registers.citation())


def test_the_page_of_disagreements_says_who_gives_each_date_that_is_drawn():
    drawn = charts.disagreements(data.load("outcomes", status="all", groups=True))
    table, text = charts.evidence(drawn).table, disagreements.lives()
    assert text.count("{cite}") == len(table) > 0
    assert set(table.source) == set(re.findall(r"\{cite\}`([^`]+)`", text))
    assert text.count(", rejected") == (table.status == "rejected").sum()
    assert text.count("**") == 2 * (table.status == "preferred").sum()


def test_the_page_of_disagreements_has_every_version_of_events_births_and_totals():
    claims, people = data.load("events", status="all"), data.load("persons")
    others = claims[claims.status != "preferred"]
    assert [row in disagreements.events() for row in others["id"]] == [True] * len(others)
    text = disagreements.births()
    assert all(f"](#{person})" in text for person in people.dropna(subset="birth_rivals").id)
    assert "{cite}`daum-mu-chong`" in text, "a source key in a free text is a citation"
    totals = disagreements.totals()
    assert "**71** {cite}`wp-en-central-committee-3`; 67 {cite}`plenum-minutes1956-09-23` (The number on" in totals
