"""The small book as an EPUB and a PDF, and what its pages offer of them."""

import re
import shutil
import zipfile

import pytest
from bs4 import BeautifulSoup
from printed import pages, sound
from small import OPTIONS, ROOT

from august1956.book.formats import citations, epub, pdf


@pytest.fixture(scope="module")
def formats(built, tmp_path_factory):
    """Return a copy of the small book with its EPUB, PDF and citations made."""
    from jupyter_book.sphinx import build_sphinx

    root = tmp_path_factory.mktemp("formats") / "book"
    shutil.copytree(built.root, root)
    (root / "tests").symlink_to(ROOT / "tests")
    code = build_sphinx(
        root, root / "_build" / "epub", path_config=root / "_config.yml", noconfig=True, confoverrides=dict(OPTIONS),
        warningiserror=True, keep_going=True, doctreedir=root / "_build" / ".doctrees-epub", builder="epub",
    )  # fmt: skip
    assert code == 0
    (root / "_build" / "formats").mkdir()
    shutil.copy(root / "_build" / "epub" / epub.FILE, root / "_build" / "formats")
    pdf.make(root, root / "_build" / "formats")
    citations.make(root, root / "_build" / "formats")
    return root


def chapter(root, name):
    with zipfile.ZipFile(root / "_build" / "formats" / epub.FILE) as archive:
        return BeautifulSoup(archive.read(f"chapters/{name}.xhtml"), "xml")


def test_the_epub_is_a_sound_archive_with_accessibility(formats):
    with zipfile.ZipFile(formats / "_build" / "formats" / epub.FILE) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        package = archive.read("content.opf").decode()
        assert not [name for name in archive.namelist() if name.endswith(".js")]
    for said in ("schema:accessMode", "schema:accessibilityFeature", "schema:accessibilitySummary"):
        assert f'<meta property="{said}">' in package


def test_a_figure_is_a_picture_with_its_description(formats):
    page = chapter(formats, "article/04-talks")
    picture = page.find("figure", id="fig-talks").img
    assert len(picture["alt"]) > 80
    with zipfile.ZipFile(formats / "_build" / "formats" / epub.FILE) as archive:
        assert picture["src"].endswith("_images/fig-talks.svg") and archive.read("_images/fig-talks.svg")


def test_a_textual_note_pops_up(formats):
    page = chapter(formats, "article/04-talks")
    sign = page.find("a", attrs={"epub:type": "noteref"})
    note = page.find("aside", attrs={"epub:type": "footnote"})
    assert sign["href"] == f"#{note['id']}" and "walked" in note.get_text()
    assert note.find("a")["href"] == f"#{sign['id']}"


def test_the_pdf_has_what_a_printed_book_has(formats):
    path = formats / "_build" / "formats" / pdf.FILE
    with sound(path) as made, made.open_outline() as outline:
        assert outline.root
    told = pages(path)
    contents = " ".join(told[1].split())
    opens = next(n for n, page in enumerate(told, 1) if n > 2 and "Who talked" in page and "embassy" in page)
    assert f"Who talked {opens}" in contents
    assert "Index of persons" in told[-1] and "Yi Pil-gyu" in told[-1]
    whole = "".join("".join(told).split())  # one Chromium sets spaces where another moves the pen
    assert re.search(r"totheembassy1inJuly.*1\.“walked”→wenttotheembassy\.", whole)  # the sign, the note


@pytest.mark.parametrize("make", [pdf.make, pdf.make_article])
def test_without_the_epub_the_pdf_says_what_it_needs(built, tmp_path, make):
    with pytest.raises(Exception, match="make the EPUB first"):
        make(built.root, tmp_path)


def test_without_chromium_the_pdf_names_the_line_that_gets_it(formats, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Exception, match="needs Chromium.*python tests/programs.py chromium"):
        pdf.make(formats, tmp_path)


def test_pages_offer_what_was_built_and_only_that(book, formats):
    def offers():
        return [link["href"] for link in book.page("article/04-talks").select("a[href*='formats/']")]

    assert offers() == []
    made = book.root / "_build" / "formats"
    made.mkdir()
    shutil.copy(formats / "_build" / "formats" / epub.FILE, made)
    shutil.copytree(formats / "_build" / "formats" / "citations", made / "citations")
    assert book.build()[0] == 0
    links = offers()
    assert f"../../formats/{epub.FILE}" in links and not any(link.endswith(pdf.FILE) for link in links)
    for kind, name in (("chapters", "04-talks"), ("figures", "fig-talks"), ("paragraphs", "p4"), ("book", "book")):
        for ending in ("bib", "ris", "json"):
            assert f"../../formats/citations/{kind}/{name}.{ending}" in links
    page = book.html / "chapters" / "article" / "04-talks.html"
    assert all((page.parent / link).resolve().is_file() for link in links)
    shutil.rmtree(made)
    assert book.build()[0] == 0
    assert offers() == [] and not (book.html / "formats").exists()
