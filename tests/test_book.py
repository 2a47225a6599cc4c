"""The built book: every address leads somewhere, nothing is loaded from elsewhere, and no fault passes in silence."""

import csv
import gzip
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup
from project import CHAPTERS, ROOT, pages_of

from august1956 import data
from august1956.book.lint import typed


@pytest.fixture(scope="session")
def pages(project):
    """Return every page of the book, parsed, by its address."""
    html = project / "_build" / "html"
    return {
        str(path.relative_to(html)): BeautifulSoup(path.read_bytes(), "lxml", from_encoding="utf-8")
        for path in pages_of(html)
    }


@pytest.fixture(scope="session")
def ids(pages):
    """Return the ids of every page, in their order."""
    return {address: [tag["id"] for tag in page.find_all(id=True)] for address, page in pages.items()}


WHOLE = "chapters/article/00-the-article.html"  # the article once more, copied from its chapters
PARAGRAPHS = [f"p{number}" for number in range(1, 11)]


def chapters(pages):
    """Return the pages but that of the whole article."""
    return {address: page for address, page in pages.items() if address != WHOLE}


# --- what is there ---


def test_every_chapter_has_its_page(pages):
    assert [chapter for chapter in CHAPTERS if f"{chapter}.html" not in pages] == []


def test_each_paragraph_has_one_address(pages):
    found = [quote["id"] for page in chapters(pages).values() for quote in page.select("blockquote.article[id^=p]")]
    assert sorted(found, key=lambda name: int(name[1:])) == PARAGRAPHS


def test_the_article_stands_whole_on_one_page_and_each_paragraph_leads_to_its_chapter(pages):
    page = pages[WHOLE]
    quotes = page.select("article blockquote")
    assert [quote["id"] for quote in quotes] == ["headline", "title", *PARAGRAPHS]
    for quote in quotes:
        home = next(other for other in chapters(pages).values() if other.select(f"blockquote#{quote['id']}"))
        original = home.select_one(f"blockquote#{quote['id']}")
        assert quote.get_text().split() == original.get_text().replace("°", "").split()
    targets = [link["href"] for link in page.select("blockquote a.para")]
    assert [target.partition("#")[2] for target in targets] == PARAGRAPHS and not any("00-the" in t for t in targets)
    assert not page.select("aside details[open], figure, .layers")


def test_each_article_chapter_has_a_chart_and_says_who_speaks(pages):
    for address, page in chapters(pages).items():
        if address.startswith("chapters/article/"):
            assert page.select("figure.chart"), address
            assert page.select("blockquote.article"), address


VAGUE = {
    "here",
    "click here",
    "click this",
    "go",
    "this",
    "more",
    "link",
    "start",
    "right here",
    "read more",
    "learn more",
}


def test_every_link_says_where_to_and_leads_there(project, pages, ids):
    html, broken, sound = project / "_build" / "html", [], set()
    anchors = {address: set(there) for address, there in ids.items()}
    for address, page in pages.items():
        for tag in page.find_all(["a", "link", "script", "img"]):
            named = tag.get("href") or tag.get("src")
            if tag.name == "a" and (tag.get_text(strip=True).lower() in VAGUE or str(named).startswith("javascript:")):
                broken.append((address, str(tag)))
            if not named or (address.rpartition("/")[0], named) in sound:
                continue
            if not named.startswith("#"):
                sound.add((address.rpartition("/")[0], named))  # or told once, as broken
            link = urlsplit(named)
            if link.scheme or link.netloc or (address == "404.html" and link.path.startswith("../")):
                continue  # that page asks for its styles at several heights: tests/book/test_small_browser.py
            target = (html / address).parent.joinpath(unquote(link.path)).resolve() if link.path else html / address
            name = str(target.relative_to(html.resolve())) if target.is_relative_to(html.resolve()) else str(target)
            if not target.is_file() or (link.fragment and unquote(link.fragment) not in anchors.get(name, ())):
                broken.append((address, link.geturl()))
    assert broken == []


def test_no_words_run_together_where_a_line_of_the_source_ends(project, pages):
    together = []
    for chapter in CHAPTERS:
        source = (project / f"{chapter}.md").read_text(encoding="utf-8")
        shown = pages[f"{chapter}.html"].get_text()
        ends = re.findall(r"([A-Za-z’,;]+)\n(?=\[?([A-Za-z’]+))", source)
        joined = {first + second for first, second in ends} - set(re.findall(r"[A-Za-z’,;]+", source))
        together += [(chapter, word) for word in joined if re.search(rf"(?<![A-Za-z]){word}(?![A-Za-z])", shown)]
    assert together == []


def test_no_id_stands_twice_on_a_page(ids):
    for address, there in ids.items():
        assert sorted(there) == sorted(set(there)), address


REGISTERS = {"persons": "persons", "bodies": "bodies", "events": "chronology", "emendations": "textual-notes",
             "verdicts": "verdicts", "contacts": "conversations", "ride": "self-review"}  # fmt: skip


def test_every_register_entry_has_its_address(ids, project):
    for table, address in REGISTERS.items():
        with open(project / "data" / f"{table}.csv", encoding="utf-8", newline="") as handle:
            rows = {row["id"] for row in csv.DictReader(handle)}
        assert rows - set(ids[f"chapters/reference/{address}.html"]) == set()


def test_an_identifier_that_was_given_up_keeps_its_address(pages, project):
    with open(project / "data" / "retired.csv", encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert [row["id"] for row in rows if row["table"] == "emendations"]
    for row in rows:
        page = pages[f"chapters/reference/{REGISTERS[row['table']]}.html"]
        assert page.select(f"[id='{row['id']}']"), row["id"]


def test_each_claim_and_its_paragraph_point_at_each_other(pages, project):
    register = pages["chapters/reference/verdicts.html"]
    back = {link["href"].partition("#")[2] for link in register.select("section a[href*='/article/']")}
    homes = {quote["id"]: page for page in chapters(pages).values() for quote in page.select("blockquote.article[id]")}
    with open(project / "data" / "verdicts.csv", encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            home = homes[row["paragraph"]]
            assert home.select(f"a[href$='verdicts.html#{row['id']}']"), row["id"]
            assert row["paragraph"] in back


PERSONS = "chapters/reference/persons"


def test_each_figure_and_the_persons_it_shows_point_at_each_other(pages):
    own = {
        address.split("/")[-1].removesuffix(".html"): page
        for address, page in pages.items()
        if f"{PERSONS}/" in address
    }
    back = {person: {link["href"] for link in page.select("a[href*='#fig-']")} for person, page in own.items()}
    for address, page in pages.items():
        for figure in page.select("figure.chart"):
            if "gallery" in address or figure["id"].startswith("fig-try-") or address == "index.html":
                continue
            marks = figure.select(".chart-marks a[href*='persons/']")
            target = os.path.relpath(f"{address}#{figure['id']}", PERSONS)
            shown = {link["href"].split("/")[-1].removesuffix(".html") for link in marks}
            assert {person for person in shown if target not in back[person]} == set(), target
    assert "../../article/05-the-embassy.html#fig-contacts" in back["pak-ui-wan"]  # in its table only
    committees = "../../article/04-who-was-left.html#fig-committees"
    assert committees in back["kim-chwa-hyok-1916"] and committees not in back["kim-chwa-hyok"]  # namesakes
    assert sum(bool(page.select("svg.life[role=img][aria-label]")) for page in own.values()) > len(own) / 2


def test_each_person_has_a_page_to_which_the_index_and_the_text_lead(pages, project):
    with open(project / "data" / "persons.csv", encoding="utf-8", newline="") as handle:
        ids = {row["id"] for row in csv.DictReader(handle)}
    assert {f"{PERSONS}/{id}.html" for id in ids} == {address for address in pages if address.startswith(f"{PERSONS}/")}
    index = pages[f"{PERSONS}.html"]
    lines = {tag["id"]: line for line in index.find_all("li") for tag in line.find_all(id=True)}
    for id in ids:
        assert lines[id].find("a")["href"] == f"persons/{id}.html"
    for address, page in pages.items():
        for link in page.find_all("a", class_="person"):
            assert f"persons/{link['href'].split('/')[-1]}" in link["href"], (address, link["href"])
    size = len(gzip.compress((project / "_build/html" / f"{PERSONS}.html").read_bytes()))
    assert size < 60_000 and len(index.select("a[href], button, select")) < len(ids) + 80


def test_every_address_that_the_book_has_published_still_works(ids):
    """Hold pages, paragraphs and figures of each release to their ids; of 0.1.0 also rows, and sections that stayed."""
    snapshot = (ROOT / "tests" / "addresses.txt").read_text(encoding="utf-8").splitlines()
    lost = []
    for address, *published in map(str.split, snapshot):
        there = set(ids.get(address, ()))
        lost += [f"{address}#{id}" for id in published if id not in there] if there else [address]
    assert len(snapshot) > 30 and lost == []


SHOWN_AS_DATA = ["code", "pre", "script", "figure"]  # what figures and their tables say: tests/test_charts.py


def _said(node):
    """Yield the texts of a page that are not shown as data."""
    for child in node.children:
        if isinstance(child, str):
            yield child
        elif child.name not in SHOWN_AS_DATA:
            yield from _said(child)


def test_pages_speak_in_words(pages):
    tables = ("affiliations", "seats", "posts", "outcomes", "counts", "events", "contacts")
    ids = {row for table in tables for row in data.load(table, status="all")["id"]}
    for address, page in pages.items():
        if address.endswith("reference/data.html"):
            continue  # the codebook shows what a table holds
        said = " ".join(_said(page.find("main")))
        assert set(re.findall(r"[\w-]+", said)) & ids == set(), address
        assert "preferred row" not in said and not re.search(r"\byanan:|““|””", said), address


def test_every_source_has_its_address(ids, project):
    keys = set(re.findall(r"^@\w+\{([^,]+),", (project / "data" / "sources.bib").read_text(encoding="utf-8"), re.M))
    assert keys - set(ids["chapters/reference/sources.html"]) == set()


def test_every_figure_is_a_unit_of_evidence(pages):
    figures = [(address, figure) for address, page in pages.items() for figure in page.select("figure.chart")]
    assert figures
    for address, figure in figures:
        where = f"{address}#{figure['id']}"
        image = figure.select_one(".chart-wide svg[role=img]")
        table = figure.select_one("details table")
        assert len(image.find("title").get_text()) <= 150 and image.find("desc").get_text().endswith("."), where
        said = figure.select_one(".chart-description").get_text()
        assert image.find("title").get_text(), where
        assert len(re.findall(r"\d+", said)) >= 2, where  # that they are those of the marks: tests/test_charts.py
        assert table.find("caption").get_text() and table.select("thead th[scope=col]"), where
        assert figure.select_one(".fig-number").get_text().startswith("Figure"), where
        assert {link["download"].rsplit(".")[-1] for link in figure.select("a[download]")} == {"csv", "svg"}, where
        assert figure.select("a.source"), where


def test_every_table_has_a_caption_and_scopes(pages):
    for address, page in pages.items():
        for table in page.select("table"):
            assert table.find("caption"), (address, table.get_text()[:60])
            assert all(head.get("scope") for head in table.select("th")), address


def test_no_page_loads_anything_from_elsewhere(project, pages):
    loaded = "script[src], link[href]:not([rel=canonical]), img[src], iframe[src], source[src], object[data]"
    for address, page in pages.items():
        for tag in page.select(loaded):
            value = tag.get("src") or tag.get("href") or tag.get("data")
            assert not urlsplit(value).netloc, (address, value)
    for sheet in (project / "_build" / "html").rglob("*.css"):
        assert not re.search(r"url\(['\"]?(https?:)?//|@import", sheet.read_text(encoding="utf-8")), sheet.name


def test_nothing_lies_in_the_book_that_no_page_asks_for(project, pages):
    linked = {str(tag.get("href") or tag.get("src")) for page in pages.values() for tag in page.select("link, script")}
    static = project / "_build" / "html" / "_static"
    linked |= {name for sheet in static.glob("*.css") for name in re.findall(r"url\(([^)]+)\)", sheet.read_text())}
    linked |= set(re.findall(r'"([\w-]+\.css)"', (static / "theme.js").read_text(encoding="utf-8")))
    assert {path.name for path in static.iterdir()} - {address.rpartition("/")[2] for address in linked} == set()


def test_every_page_keeps_its_policy_and_marks_what_leaves_it(pages):
    for address, page in pages.items():
        assert page.select_one("meta[http-equiv=Content-Security-Policy]")["content"].startswith("default-src 'none'")
        assert not page.select("[style], style, script:not([src]):not([type$='json'])"), address
        assert not [tag.name for tag in page.find_all(True) for name in tag.attrs if name.startswith("on")], address
        assert all("noopener" in link.get("rel", ()) for link in page.select("a[href^=http]")), address


def test_every_page_says_what_it_is(pages, project):
    for address, page in pages.items():
        names = {tag.get("name") or tag.get("property"): tag["content"] for tag in page.select("meta[content]")}
        assert {"og:title", "citation_title", "citation_author", "DC.creator", "DC.date"} <= set(names), address
        assert not page.select("link[rel=canonical]"), "the book has no public address yet"
        if address not in ("search.html", "404.html"):
            assert len(names["description"]) > 60, address
            assert json.loads(page.select_one("script[type='application/ld+json']").string)["@graph"], address
    dataset = pages["chapters/reference/data.html"].select_one("script[type='application/ld+json']").string
    tables = {part["name"] for part in json.loads(dataset)["@graph"][1]["distribution"]}
    assert tables == {path.name for path in (project / "data").glob("*.csv")}


def test_no_traceback_and_no_hole_is_published(pages):
    for address, page in pages.items():
        text = page.get_text()
        assert "Traceback" not in text and "{eval}" not in text and "{cite}" not in text, address


def test_numbers_in_prose_are_those_of_the_tables(pages, project):
    with open(project / "data" / "bodies.csv", encoding="utf-8", newline="") as handle:
        size = next(row["full_seats"] for row in csv.DictReader(handle) if row["id"] == "cc3")
    assert f"Of the {size} full members" in pages["chapters/article/04-who-was-left.html"].get_text()


# --- what runs ---


@pytest.mark.slow
def test_a_chapter_runs_from_the_root_as_from_its_own_folder(tmp_path):
    command = [Path(sys.executable).with_name("jupytext"), "--to", "notebook", "--execute", "--run-path", ROOT]
    command += ["--output", tmp_path / "chapter.ipynb", ROOT / "chapters/sequel/12-if-kim-had-lost.md"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-600:]


# --- no number is typed ---

TYPED = {
    "on 30 and 31 August 1956, 62 of 67 members": ["62", "67"],
    "chapters 3, 4 and 5 name 12": ["12"],
    "twelve were tried, ten condemned": ["twelve"],
    "1. In the 1950s, p. 12, No. 6, p3, UTF-8, the 20th congress, 1957–58": [],
    "about 3,400 people, 23 of them": ["3,400", "23"],
}


@pytest.mark.parametrize("text", TYPED)
def test_a_number_is_told_from_a_date(text):
    assert typed(text) == TYPED[text]


def test_an_allowed_phrase_excuses_its_own_numbers_only():
    assert typed("62 of 67 members, 62 in all", ["62 of 67 members"]) == ["62"]
