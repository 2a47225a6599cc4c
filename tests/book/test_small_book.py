"""What a reader gets of a page, tried on a book of seven: figures, mentions, the whole article, markup, languages."""

import json
import re

import pytest
import yaml
from small import ROOT, lay_out

from august1956.book.downloads import services
from august1956.book.downloads.archive import released, write_zip
from august1956.check.release import WHEEL


def links(node):
    return {link.get_text(): link["href"] for link in node.select("a[href]")}


# --- figures ---


def test_a_figure_has_its_number_its_drawings_its_table_and_its_files(built):
    figure = built.page("article/04-talks").select_one("figure#fig-talks")
    assert figure.select_one("a.fig-number").get_text() == "Figure 4.1"
    assert figure.select_one(".fig-title").get_text() == "Two talks & no more"
    assert figure.select_one(".chart-howto").get_text() == "A mark is a talk."
    assert len(figure.select("svg[role=img] title")) == len(figure.select("svg[role=img] desc")) == 2
    assert not figure.select_one(".chart-wide").has_attr("hidden") and figure.select_one(".chart-narrow").has_attr(
        "hidden"
    )
    assert len(figure.select("details table tbody tr")) == 2
    files = {link["download"]: built.html / "chapters/article" / link["href"] for link in figure.select("a[download]")}
    assert files["fig-talks.csv"].read_text(encoding="utf-8").count("\n") == 3
    assert files["fig-talks.svg"].read_text(encoding="utf-8").startswith("<svg")


def test_markup_in_a_table_or_caption_stays_text_in_a_figure(built):
    figure = built.page("article/04-talks").select_one("figure#fig-talks")
    assert figure.select_one(".chart-caption").get_text() == "<i>Only two.</i>"
    assert "Pak Chang-ok <b>&</b>" in figure.select_one("table").get_text()
    assert not figure.select("b, i")


def test_the_marks_of_a_figure_lead_to_the_persons_and_its_sources_to_the_bibliography(built):
    figure = built.page("article/04-talks").select_one("figure#fig-talks")
    marks = [link["href"] for link in figure.select(".chart-marks a")]
    assert marks == ["../reference/persons/choe-chang-ik.html", "../reference/persons/yi-pil-gyu.html"]
    sources = links(figure.select_one(".chart-sources"))
    assert sources["Lankov, August 1956"] == "../reference/sources.html#lankov2009" and len(sources) == 2


def test_a_text_can_point_at_a_figure_of_another_page(built):
    assert links(built.page("index"))["the talks"] == "article/04-talks.html#fig-talks"


def test_the_notebook_shows_a_figure_as_a_picture_and_knows_nothing_of_the_books_form(built):
    book = json.loads((built.html / "chapters/article/04-talks.ipynb").read_text(encoding="utf-8"))
    shown = [output["data"] for cell in book["cells"] for output in cell.get("outputs", [])]
    assert [set(data) for data in shown] == [{"text/html", "image/png", "text/plain"}] * 2
    assert "Two talks &amp; no more" in "".join(shown[0]["text/html"])


def test_two_figures_of_one_name_are_a_fault_that_names_both(book):
    book.change("article/04-talks", 'id="try-one"', 'id="talks"')
    with_page = (book.root / "chapters/article/04-talks.md").read_text(encoding="utf-8")
    (book.root / "chapters/article/07-signals.md").write_text(with_page.replace("(p4)=", "(p10)=").replace(
        "(headline)=", "(headline-again)="), encoding="utf-8")  # fmt: skip
    code, said = book.build()
    told = re.findall(r"([\w-]+)\.md: WARNING: figure id 'fig-talks' is used twice; ids are unique in the book", said)
    assert code and told == ["04-talks", "07-signals", "07-signals"]  # on one page, and on another
    assert not (book.html / "chapters").exists()


def test_a_figure_that_leads_to_nobody_is_a_fault_that_names_the_page(book):
    book.change("reference/persons", "(yi-pil-gyu)=", "(yi-pil-gyu-again)=")
    book.change("article/04-talks", "[Yi Pil-gyu](#yi-pil-gyu)", "Yi Pil-gyu")
    code, said = book.build()
    assert code and "a figure links to person 'yi-pil-gyu', which no register has" in said
    assert "04-talks" in said and "Traceback" not in said


# --- who is named where ---


def said_of(book, person):
    entry = book.page("reference/persons").select_one(f"#{person}")
    return [(line.strong.get_text(), links(line)) for line in entry.select("p")]


def test_a_register_tells_where_a_person_is_named_and_shown(built):
    mentioned, shown = said_of(built, "choe-chang-ik")
    assert mentioned == ("Mentioned in", {
        "The small book": "../index.html",
        "paragraph 4": "../article/04-talks.html#p4",
        "paragraph 10": "../article/07-signals.html#p10",
    })  # fmt: skip
    assert shown == ("Shown in", {"Figure 4.1": "../article/04-talks.html#fig-talks"})  # not in the solution of a task
    assert said_of(built, "pak-chang-ok") == []


def test_the_chronology_tells_where_an_event_is_named_and_is_silent_of_others(built):
    rows = [row.get_text(" ", strip=True) for row in built.page("reference/chronology").select("tbody tr")]
    assert rows == ["30 August The plenum. In the text: paragraph 4 .", "1 September Nothing."]


def test_a_name_added_on_one_page_stands_on_the_registers_after_the_next_build(book):
    book.change("article/07-signals", "brought some.", "brought some; so did [Pak](#pak-chang-ok).")
    code, said = book.build()
    assert code == 0, said[-3000:]
    assert said_of(book, "pak-chang-ok") == [("Mentioned in", {"paragraph 10": "../article/07-signals.html#p10"})]
    assert "1 changed" in said and "Executed notebook" not in said


def test_a_page_taken_away_is_forgotten_by_the_registers(book):
    toc = book.root / "_toc.yml"
    toc.write_text(
        toc.read_text(encoding="utf-8").replace("      - file: chapters/article/07-signals\n", ""), encoding="utf-8"
    )
    (book.root / "chapters/article/07-signals.md").unlink()
    book.change("index", "[what Pak reported](article/07-signals.md)", "nothing else")
    code, said = book.build()
    assert code == 0, said[-3000:]
    assert "paragraph 10" not in said_of(book, "choe-chang-ik")[0][1]
    assert not book.page("article/00-the-article").select("#p10")


def test_the_search_knows_a_place_by_its_name_and_what_is_said_of_it(built):
    text = (built.html / "_static/register.js").read_text(encoding="utf-8")
    entries = json.loads(text.removeprefix("const REGISTER = ").rstrip(";\n"))
    place = ["Place", "Nampo", "chapters/reference/chronology.html#place-nampo"]
    assert [*place, "Nampo 남포. A port where nothing happened.", []] in entries


# --- the whole article ---


def test_the_article_stands_whole_in_order_with_its_notes_folded(built):
    page = built.page("article/00-the-article")
    assert [quote["id"] for quote in page.select("article blockquote")] == ["headline", "p4", "p10"]
    folds = page.select("aside details")
    assert len(folds) == 3 and not any(fold.has_attr("open") for fold in folds) and not page.select("a.em, .layers")
    assert folds[1].summary.get_text().endswith("1 textual note")
    assert page.select_one("#p4 .para")["href"] == "04-talks.html#p4"


def test_links_in_the_whole_article_start_from_its_page_and_texts_go_on_pointing_at_the_chapters(built):
    assert links(built.page("article/00-the-article").select_one("#p10"))["Choe Chang-ik"] == (
        "../reference/persons/choe-chang-ik.html"
    )
    register = (built.html / "_static/register.js").read_text(encoding="utf-8")
    assert '"chapters/article/04-talks.html#p4"' in register and "00-the-article.html#" not in register


def test_the_whole_article_changes_with_its_chapters(book):
    book.change("article/07-signals", "flowed to the embassy", "ran to the embassy")
    code, said = book.build()
    assert code == 0, said[-3000:]
    assert "A stream of “signals” ran to the embassy" in book.page("article/00-the-article").get_text()


# --- markup ---


def test_a_wide_register_names_the_column_in_each_cell_and_every_head_says_what_it_heads(built):
    table = built.page("article/07-signals").select_one(".table-wrap[tabindex='0'] > table.register")
    assert [head["scope"] for head in table.select("th")] == ["col"] * 5
    for row in table.select("tbody tr"):
        assert [cell["data-label"] for cell in row.select("td")] == ["day", "who", "where", "what", "how"]
    assert not built.page("reference/chronology").select("[data-label]")  # narrow enough for a phone
    assert table.caption.get_text().startswith("What came when")


def test_folded_code_and_solutions_say_what_they_are(built):
    labels = [fold.summary.get_text() for fold in built.page("article/04-talks").select("details.hide")]
    assert labels == ["Show the code", "Show a solution"]


def test_links_that_leave_the_book_are_told_from_those_that_stay(built):
    page = built.page("index")
    (outside,) = page.select("article a[href^=http]")
    assert outside["rel"] == ["noopener"]
    assert not [link for link in page.select("article a:not([href^=http])") if link.has_attr("rel")]


def test_the_bibliography_claims_no_role_that_it_does_not_fill(built):
    entries = built.page("reference/sources").select("div.citation-list > div.citation[id]")
    assert len(entries) > 100 and not built.page("reference/sources").select("article [role]")


def test_foreign_words_carry_their_language(built):
    spans = {span["lang"]: span.get_text() for span in built.page("index").select("article span[lang]")}
    assert spans == {"ko": "최창익", "ko-Hani": "崔昌益", "ru": "Цой Чан Ик"}


# --- once the book has an address ---

PLACE = services.Services(
    "https://book.example/a/", "https://github.com/someone/august", "main", "gh-pages", "https://hub.example"
)


def test_with_an_address_pages_offer_the_ways_and_notebooks_find_the_wheel(book):
    config = book.root / "_config.yml"
    settings = yaml.safe_load(config.read_text(encoding="utf-8"))
    settings["html"]["baseurl"] = PLACE.base
    settings["repository"] = {"url": PLACE.repository, "branch": "main", "published": "gh-pages", "hub": PLACE.hub}
    config.write_text(yaml.safe_dump(settings, allow_unicode=True), encoding="utf-8")
    code, said = book.build()
    assert code == 0, said[-3000:]
    page = book.page("article/04-talks")
    assert PLACE.run_links("chapters/article/04-talks").items() <= links(page.select_one(".chapter-files")).items()
    forms = [PLACE.correction("chapters/article/04-talks", at) for at in ("", "fig-talks", "p4")]
    assert set(forms) <= {link["href"] for link in page.select("a.correct, .chart-correct, .correct-this a")}
    assert page.select_one("link[rel=canonical]")["href"] == f"{PLACE.base}chapters/article/04-talks.html"
    notebook = json.loads((book.html / "chapters/article/04-talks.ipynb").read_text(encoding="utf-8"))
    text = "".join("".join(cell["source"]) for cell in notebook["cells"])
    assert f"{PLACE.base}_downloads/{WHEEL}" in text
    targets = re.findall(rf"\]\({re.escape(PLACE.base)}([^)#]+)", text)
    assert "chapters/reference/persons.html" in targets
    assert [target for target in targets if not (book.html / target).is_file()] == []


# --- side by side, and again ---


@pytest.fixture(scope="module")
def beside(tmp_path_factory):
    """Return the small book read by two processes at once."""
    book = lay_out(tmp_path_factory.mktemp("beside") / "book")
    code, said = book.build(jobs=2)
    assert code == 0, said[-2500:]
    assert "chapters/article/00-the-article .. " in said, "the pages were not read in parallel"
    return book


def files(book):
    return {path.relative_to(book.html).as_posix(): path.read_bytes() for path in sorted(book.html.rglob("*"))
            if path.is_file() and path.name != ".buildinfo"}  # fmt: skip


def test_pages_read_side_by_side_are_the_same_byte_for_byte(built, beside):
    one, other = files(built), files(beside)
    assert [name for name in one | other if one.get(name) != other.get(name)] == []


def test_the_copy_to_keep_is_the_same_byte_for_byte(built, beside, tmp_path):
    day = released(ROOT)
    copies = [write_zip(book.html, tmp_path / f"{n}.zip", day).read_bytes() for n, book in enumerate((built, beside))]
    assert copies[0] == copies[1]


def test_the_copy_to_keep_wants_a_book(tmp_path):
    with pytest.raises(FileNotFoundError, match="make book"):
        write_zip(tmp_path, tmp_path / "book.zip", released(ROOT))


def test_a_book_changed_and_built_again_is_the_one_built_afresh(book, tmp_path):
    before = files(book)
    old, new = "flowed to the embassy", "ran to [Pak](#pak-chang-ok)"
    book.change("article/07-signals", old, new)
    assert book.build()[0] == 0
    changed = {name for name, content in files(book).items() if before.get(name) != content}
    assert {
        f"chapters/{name}.html" for name in ("article/07-signals", "article/00-the-article", "reference/persons")
    } <= changed
    assert "chapters/article/04-talks.html" not in changed
    book.change("article/07-signals", new, old)
    assert book.build()[0] == 0
    assert [name for name, content in files(book).items() if before.get(name) != content] == []


def test_a_changed_heading_stands_in_the_contents_of_every_page_and_in_links_that_have_no_words(book):
    book.change("article/04-talks", "Beside it", "It goes on in [](07-signals.md). Beside it")
    assert book.build()[0] == 0
    book.change("article/07-signals", "# Signals", "# Signs")
    code, said = book.build()
    assert code == 0 and "Executed notebook" not in said, said[-3000:]
    for page in ("index", "article/04-talks", "article/07-signals", "reference/sources"):
        contents = links(book.page(page).select_one("#contents"))
        assert "7 Signs" in contents and "7 Signals" not in contents, page
    assert links(book.page("article/04-talks").select_one("article"))["Signs"] == "07-signals.html"
    assert "It goes on in Signs." in (book.html / "chapters/article/04-talks.ipynb").read_text(encoding="utf-8")


def test_a_page_written_by_another_process_brings_its_new_notebook(book):
    book.change("article/04-talks", "in July, as is told", "in late July, as is told")
    code, said = book.build(jobs=2)
    assert code == 0, said[-2500:]
    notebook = (book.html / "chapters/article/04-talks-clean.ipynb").read_text(encoding="utf-8")
    assert "in late July, as is told" in notebook and "in late July" in book.page("article/04-talks").get_text()


def test_a_build_that_changes_nothing_reads_and_writes_nothing(book):
    code, said = book.build()
    assert code == 0 and "0 added, 0 changed, 0 removed" in said and "Executed notebook" not in said
    assert "writing output..." not in said.partition("building [html]")[2]
