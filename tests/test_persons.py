"""The page of each person: every row once, the agreeing counted, rivals where they belong, no more said than known."""

import csv
import json
import re
import shutil
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from august1956 import data, dates
from august1956.book import persons
from august1956.book.downloads.services import Services
from august1956.data import sources
from august1956.registers._claims import folded
from august1956.registers._markdown import printed
from august1956.registers.entry import Entries, Place, linked_data
from august1956.registers.fate import fate, when

ROWS = ("affiliations", "seats", "posts", "outcomes")


@pytest.fixture(scope="module")
def entries():
    return Entries()


@pytest.fixture(scope="module")
def pages(entries):
    """Return the body of each person's page, parsed, by id."""
    return {id: BeautifulSoup(entries.entry(id).body, "html.parser") for id in entries.order}


def test_each_row_about_a_person_stands_once_on_the_page_with_its_address_and_source(pages):
    labels = sources.labels()
    for table in ROWS:
        for row in data.load(table, status="all").itertuples():
            (place,) = pages[row.person].select(f"[id='{row.id}']")
            assert place.select_one(f"a.row-mark[href='#{row.id}']"), row.id
            assert printed(labels[row.source]) in place.get_text(), row.id


def test_no_page_has_an_id_twice_or_a_link_to_nowhere(pages, entries):
    anchors = {f"{id}.html" for id in pages} | {
        f"{id}.html#{tag['id']}" for id, page in pages.items() for tag in page.select("[id]")
    }
    for id, page in pages.items():
        ids = [tag["id"] for tag in page.select("[id]")]
        assert len(ids) == len(set(ids)), id
        for link in page.select("a[href]"):
            address = link["href"] if not link["href"].startswith("#") else f"{id}.html{link['href']}"
            assert address.startswith("../") or address in anchors, (id, address)


def test_a_page_speaks_in_words(pages):
    ids = {row for table in (*ROWS, "counts", "events", "contacts") for row in data.load(table, status="all")["id"]}
    keys = {key for key in sources.entries() if re.search(r"[\d-]", key)}
    for id, page in pages.items():
        said = page.get_text(" ")
        assert set(re.findall(r"[\w-]+", said)) & (ids | keys) == set(), id
        assert (
            "preferred row" not in said and "nan" not in said.split() and not re.search("““|””|&\\w+;|</?\\w", said)
        ), id
        assert not re.search(r"\b1[89]\d\d-\d\d", said), id  # a date or a span of years as a table writes it
        assert not re.search(r'</a>\s*(</span>\s*<span class="by">)?\s*<a class="source"', str(page)), id


def test_folding_loses_no_row_and_counts_whoever_agrees():
    for table in ROWS:
        for person, rows in data.load(table, status="all").groupby("person"):
            claims = folded(rows.to_dict("records"))
            found = [row["id"] for claim in claims for row in (claim.row, *claim.agreeing, *claim.rivals)]
            assert sorted(found) == sorted(rows["id"]), person
            assert all(row["status"] != "preferred" for claim in claims for row in (*claim.agreeing, *claim.rivals))
    groups = data.load("affiliations", status="all").query("person == 'pak-chang-ok'").to_dict("records")
    (claim,) = folded(groups)
    assert claim.others == len({row["source"] for row in groups}) - 1 and claim.rivals == []


def test_rivals_of_an_end_hang_under_the_end_that_is_preferred():
    rows = data.load("outcomes", status="all").query("person == 'pak-chang-ok'").to_dict("records")
    (end,) = [claim for claim in folded(rows) if claim.row["kind"] == "fate_unknown"]
    assert {"o-pak-chang-ok-executed", "o-pak-chang-ok-died-other"} <= {row["id"] for row in end.rivals}


def test_a_fate_says_no_more_than_the_preferred_rows(entries):
    for id, rows in data.load("outcomes", status="all").groupby("person"):
        preferred = rows[rows["status"] == "preferred"]
        known = " ".join([*map(dates.label, preferred["date"].dropna()), *preferred["detail"].dropna()])
        sentences = fate(entries.words.names[id], folded(rows.to_dict("records")))
        assert 1 <= len(sentences) <= 2
        for sentence in sentences:
            assert set(re.findall(r"\b1[89]\d\d\b", sentence.text)) <= set(re.findall(r"\b1[89]\d\d\b", known)), id
            assert set(sentence.sources) <= set(preferred["source"]), id


ROW = {"status": "preferred", "certainty": "high", "reason": None, "detail": None, "place": None, "source": "s"}


def outcome(kind, date, **more):
    begin, end = dates.span(date)
    return (
        ROW | {"id": f"o-{kind}-{date}", "kind": kind, "date": date, "date_earliest": begin, "date_latest": end} | more
    )


SAID = [
    ([("arrested", "1957-08-01"), ("tried", "1958-01")], "X was arrested on 1 August 1957 and tried in January 1958."),
    ([("fled_abroad", "1956-08-31")], "X fled abroad on 31 August 1956."),
    ([("promoted", "1961")], "X was promoted in 1961."),
]


@pytest.mark.parametrize(("steps", "said"), SAID)
def test_steps_are_told_in_order_in_one_sentence(steps, said):
    first, second = fate("X", folded([outcome(kind, date) for kind, date in reversed(steps)]))
    assert first.text == said and second.text == "The tables do not say how the life ended."


def test_a_doubtful_row_is_reported_and_rivals_do_not_speak():
    rows = [outcome("executed", "1958-09", certainty="low"), outcome("died", "1960", status="alternative")]
    (sentence,) = fate("X", folded(rows))
    told, _, more = sentence.text.partition(". ")
    assert told == "X is said to have been executed in September 1958"
    assert more == "One other version of the end is kept below."
    assert when("1956-08-30/1956-08-31") == " (30 to 31 August 1956)"


def test_the_page_says_who_whose_word_and_where_in_the_book(entries):
    places = [Place("paragraph 4", "chapters/article/04-who-was-left.html#p4")]
    entry = entries.entry("pak-chang-ok", places, places, cite="“Pak Chang-ok”, in the book")
    page = BeautifulSoup(entry.body, "html.parser")
    who = page.select_one(".who").get_text(" ", strip=True)
    assert re.search(r"Soviet Koreans \( Lankov.*; \d+ others agree", who) and "born 1909" in who
    assert page.find("span", lang="ko-Hani", string="朴昌玉")
    assert page.find("span", lang="ko", string="박창옥") and page.find("span", lang="ru", string="Пак Чхан Ок")
    assert "fate unknown" in page.select_one("figcaption").get_text() and page.select_one("svg.life[aria-label]")
    assert len(page.select("a[href='../../article/04-who-was-left.html#p4']")) == 2
    thing = json.loads(linked_data(entry, {"@type": "Book"}))["@graph"][0]["mainEntity"]
    assert (
        thing["@type"] == "Person"
        and {"박창옥", "Park Chang-ok"} <= set(thing["alternateName"])
        and thing["birthDate"] == "1909"
    )


def test_what_happened_stands_in_order_of_date_and_what_has_none_comes_last(pages):
    """Outcomes by the last day possible, offices by the first."""
    tables = [data.load(table, status="all").to_dict("records") for table in ("outcomes", "posts")]
    rows = {row["id"]: row for table in tables for row in table}
    undated = 0
    for id, page in pages.items():
        own = [rows[part["id"]] for part in page.select("#what-happened + dl > div")]
        days = [row["date_latest"] if "kind" in row else row["from_earliest"] for row in own]
        known = [day for day in days if pd.notna(day)]
        assert known == sorted(known), id
        terms = [term.get_text() for term in page.select("#what-happened + dl > div > dt")]
        first = terms.index("no date") if "no date" in terms else len(terms)
        assert set(terms[first:]) <= {"no date"}, id
        undated += 0 < first < len(terms)
    assert undated > 10


# --- planted ---


def plant(folder, table, rows):
    """Add rows to a table of a copy of the data."""
    path = folder / f"{table}.csv"
    with open(path, encoding="utf-8", newline="") as handle:
        fields = csv.DictReader(handle).fieldnames
    with open(path, "a", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, fields, lineterminator="\n")
        writer.writerows([dict.fromkeys(fields, "") | row for row in rows])


CLAIM = {"source": "lankov2009", "certainty": "medium", "status": "preferred"}


@pytest.fixture
def tables(tmp_path):
    return shutil.copytree(data.root(), tmp_path / "data")


@pytest.mark.slow
def test_persons_of_whom_little_or_odd_things_are_known_have_sound_pages(tables):
    evil = "<script>alert(1)</script> & “X”"
    people = [
        {"id": "zz-bare", "name": "Zz Bare", "source": "lankov2009"},
        {"id": "zz-rivals", "name": "Zz Rivals", "source": "lankov2009"},
        {"id": "zz-evil", "name": evil, "role": evil, "source": "lankov2009"},
        {"id": "zz-hangul", "name": "Zz Hangul", "hangul": "김일", "source": "lankov2009"},
        {"id": "zz-twin-1", "name": "Zz Twin", "birth": "1901", "source": "lankov2009"},
        {"id": "zz-twin-2", "name": "Zz Twin", "source": "lankov2009"},
        {"id": "zz-twin-3", "name": "Zz Twin", "source": "lankov2009"},
    ]
    plant(tables, "persons", people)
    rival = CLAIM | {"person": "zz-rivals", "kind": "executed", "status": "alternative", "reason": "Doubtful."}
    plant(tables, "outcomes", [rival | {"id": "o-zz-1", "date": "1958"}, rival | {"id": "o-zz-2"}])
    plant(tables, "outcomes", [CLAIM | {"id": "o-zz-3", "person": "zz-evil", "kind": "purged", "detail": evil}])
    entries = Entries(tables)
    made = {row["id"]: entries.entry(row["id"]) for row in people}
    pages = {id: BeautifulSoup(entry.body, "html.parser") for id, entry in made.items()}
    for id, page in pages.items():
        assert page.select_one("h1") and "nan" not in page.get_text().split() and page.select_one(".fate"), id
    assert "do not say what became" in pages["zz-bare"].select_one(".fate").get_text()
    assert not pages["zz-bare"].select("dl")
    assert [tag["id"] for tag in pages["zz-rivals"].select(".alternative[id]")] == ["o-zz-1", "o-zz-2"]
    assert "do not say what became" in pages["zz-rivals"].select_one(".fate").get_text()
    assert evil in pages["zz-evil"].get_text() and not pages["zz-evil"].find("script")
    assert "<script>" not in linked_data(made["zz-evil"], {})
    assert [span.get_text() for span in pages["zz-hangul"].select(".scripts span")] == ["김일"]
    assert len({made[f"zz-twin-{n}"].title for n in (1, 2, 3)}) == 3


@pytest.mark.parametrize("table", ["seats", "name_forms"])
def test_a_row_that_names_a_stranger_is_told_in_a_sentence(tables, table):
    rows = {
        "seats": CLAIM | {"id": "s-zz", "body": "cc3", "seat": "full"},
        "name_forms": {"form": "Zz", "script": "Latn"},
    }
    plant(tables, table, [rows[table] | {"person": "zz-nobody", "source": "lankov2009"}])
    with pytest.raises(
        data.DataError, match=rf"{table}\.csv: the row '[\w-]+' names 'zz-nobody', who has no entry in persons"
    ):
        Entries(tables)


# --- made anew only where needed ---


@pytest.fixture
def app(tables):
    """Return what the pages of persons need of a Sphinx that builds from some tables, without any page of a book."""
    root = Path(__file__).parents[1]
    shutil.copy(root / "CITATION.cff", tables.parent)
    (tables.parent / "out" / persons.PERSONS).mkdir(parents=True)
    (tables.parent / "doctrees").mkdir()
    config = {"html_title": "Book", "nb_execution_cache_path": "a", "august1956_code": ""}
    config["august1956_services"] = Services()
    nothing = {"said": lambda: ([], []), "mentions": lambda id: [], "figures": lambda id: []}
    domain = SimpleNamespace(citations=[], **nothing)
    env = SimpleNamespace(titles={}, get_domain=lambda name: domain)
    return SimpleNamespace(srcdir=tables.parent, outdir=tables.parent / "out", doctreedir=tables.parent / "doctrees",
                           builder=SimpleNamespace(name="html"), config=SimpleNamespace(**config), env=env)  # fmt: skip


def written(app):
    pages = [page for page, _, _ in persons.collect_pages(app)]
    for page in pages:
        (app.outdir / f"{page}.html").touch()
    return {page.rpartition("/")[2] for page in pages}


def test_only_the_pages_that_would_differ_are_written(app, tables):
    everybody = written(app)
    assert everybody == set(data.load("persons")["id"]) and written(app) == set()
    (app.outdir / persons.PERSONS / "nam-il.html").unlink()
    assert written(app) == {"nam-il"}
    text = (tables / "outcomes.csv").read_text(encoding="utf-8")
    row = next(row for row in csv.DictReader(text.splitlines()) if row["person"] == "nam-il" and row["detail"])
    (tables / "outcomes.csv").write_text(text.replace(row["detail"], f"{row['detail']} More."), encoding="utf-8")
    app.config.nb_execution_cache_path = "b"  # the digest of the tables
    assert written(app) == {"nam-il"}
    assert set(persons.made(app)) == {f"{persons.person_page(id)}.html" for id in everybody}
    app.config.august1956_code = "b"  # what the frame puts around a page, as the citations of its rows, is code
    assert written(app) == everybody
