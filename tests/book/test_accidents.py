"""Ordinary accidents, on the small book: each ends well or in a sentence, and the next build is sound."""

import fcntl
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from test_small_book import files

from august1956.book import freshness
from august1956.leftovers import own_files

TALKS = "chapters/article/04-talks.md"
SIGNALS = "chapters/article/07-signals.md"


def refused(book, *sentences):
    """Build what cannot be built: it says so, without a traceback, and no page is left."""
    code, said = book.build()
    assert code and all(sentence in said for sentence in sentences), said[-3000:]
    assert "Traceback" not in said and "The book was not built." in said
    assert not (book.html / "chapters").exists()


def sound(book):
    """Build what can be built, and return what was said."""
    code, said = book.build()
    assert code == 0, said[-3000:]
    return said


# --- what editors do to a chapter ---


def test_a_byte_order_mark_is_no_text(book):
    path = book.root / TALKS
    before = book.page("article/04-talks").get_text()
    path.write_text("\ufeff" + path.read_text(encoding="utf-8"), encoding="utf-8")
    sound(book)
    assert book.page("article/04-talks").get_text() == before


def test_a_chapter_that_is_not_utf8_is_named_and_the_next_build_is_sound(book):
    path = book.root / SIGNALS
    text = path.read_bytes()
    path.write_bytes(text + "\nПак Чан Ок\n".encode("cp1251"))
    refused(book, "chapters/article/07-signals.md: is not UTF-8 text", "save it again as UTF-8")
    path.write_bytes(text)
    sound(book)
    assert book.page("article/07-signals").select("#p10")


def test_a_chapter_with_an_older_time_is_read_all_the_same(book):
    path = book.root / SIGNALS
    book.change("article/07-signals", "brought some.", "brought very few.")
    os.utime(path, (1, 1))
    sound(book)
    assert "brought very few." in book.page("article/07-signals").get_text()


def test_a_removed_page_goes_with_all_its_files(book):
    toc = book.root / "_toc.yml"
    toc.write_text(
        toc.read_text(encoding="utf-8").replace("      - file: chapters/article/07-signals\n", ""), encoding="utf-8"
    )
    (book.root / SIGNALS).unlink()
    book.change("index", "[what Pak reported](article/07-signals.md)", "nothing else")
    assert list(book.html.rglob("*07-signals*"))
    (book.html / "_static" / "of-an-older-book.js").touch()
    sound(book)
    assert list(book.html.rglob("*07-signals*")) + list(book.html.rglob("of-an-older-book.js")) == []


def test_all_faults_of_the_text_stop_the_build_at_once_and_a_second_build_hides_none(book):
    book.change("article/04-talks", "(#yi-pil-gyu)", "(#yi-nobody)")
    book.change("article/04-talks", "{eval}`size`", "{eval}`sise`")
    book.change("article/04-talks", "figure(charts.contacts(talks), ", "drawn = figure(charts.contacts(talks), ")
    book.change("article/07-signals", "on which nothing is drawn", "on which 12 things are drawn")
    book.change("index", "says more.", "says more {cite}`ivanov1899-08-29`.")
    (book.root / "chapters/article/08-forgotten.md").write_text(
        "# A page that no reader would find\n", encoding="utf-8"
    )
    code, said = book.build()
    assert code and "Traceback" not in said and "The book was not built." in said
    assert re.search(r"04-talks\.md:\d+: WARNING: .*yi-nobody", said)
    assert re.search(r"04-talks\.md:\d+: WARNING: .*sise", said)
    assert re.search(r"04-talks\.md: WARNING: the cell that makes figure 'talks' does not show it", said)
    assert re.search(r"07-signals\.md:\d+: WARNING: the number '12' is typed", said)
    assert re.search(r"index\.md:\d+: WARNING: .*ivanov1899-08-29", said)
    assert "chapters/article/08-forgotten is not in _toc.yml" in said
    assert not (book.html / "chapters").exists() and book.build()[0]


# --- what editors do to a table ---


def test_a_changed_number_changes_the_sentence_of_a_plain_build_too(book):
    assert "Of the 71 full members" in book.page("article/04-talks").get_text()
    table = book.root / "data" / "bodies.csv"
    table.write_text(table.read_text(encoding="utf-8").replace(",71,45,", ",72,45,"), encoding="utf-8")
    code, said = book.build(strict=False)
    assert code == 0, said[-3000:]
    assert "Of the 72 full members" in book.page("article/04-talks").get_text()


def test_a_changed_row_changes_notes_and_cards_of_the_next_build_in_this_process(book):
    table = book.root / "data" / "emendations.csv"
    table.write_text(table.read_text(encoding="utf-8").replace(",walked,", ",strolled,"), encoding="utf-8")
    people = book.root / "data" / "persons.csv"
    people.write_text(people.read_text(encoding="utf-8").replace("최창익", "최창일"), encoding="utf-8")
    sound(book)
    page = book.page("article/04-talks")
    assert "strolled" in page.select_one("#p4 a.em")["title"] and "strolled" in page.select("aside")[1].get_text()
    assert "최창일" in page.select_one("#p4 a.person")["title"]
    assert [mark for mark in page.select(".chart-marks a") if "최창일" in str(mark)]


def test_a_missing_table_stops_a_plain_build_with_its_name_and_the_mend(book):
    (book.root / "data" / "bodies.csv").unlink()
    code, said = book.build(strict=False)
    assert code and re.search(r"bodies\.csv:1:-: is missing.* restore the file", said), said[-2000:]
    assert "The book was not built." in said and "Traceback" not in said and not (book.html / "chapters").exists()


@pytest.mark.parametrize("what", ["package", "locked environment"])
def test_a_change_of_package_or_lock_executes_again_what_the_cache_holds(book, tmp_path, monkeypatch, what):
    cached = {
        path: path.read_text(encoding="utf-8") for path in book.root.glob("_build/.jupyter_cache/*/*/*/base.ipynb")
    }
    (kept,) = [path for path, text in cached.items() if '"size"' in text]
    kept.write_text(cached[kept].replace("'71'", "'99'"), encoding="utf-8")
    (book.root / "_build/.doctrees/environment.pickle").unlink()
    sound(book)
    assert "Of the 99 full members" in book.page("article/04-talks").get_text()  # what the cache holds is used
    if what == "package":
        package = shutil.copytree(
            freshness.PACKAGE, tmp_path / "august1956", ignore=shutil.ignore_patterns("__pycache__")
        )
        with (package / "notebook.py").open("a", encoding="utf-8") as module:
            module.write("# changed\n")
        monkeypatch.setattr(freshness, "PACKAGE", package)
    else:
        (book.root / "locks").mkdir()
        (book.root / "locks" / "run.txt").write_text("matplotlib==33\n", encoding="utf-8")
    sound(book)
    assert "Of the 71 full members" in book.page("article/04-talks").get_text()


def test_a_change_of_any_file_of_the_package_makes_the_pages_anew():
    kinds = {path.suffix for path in own_files(freshness.PACKAGE)}
    assert ".css" in kinds and kinds <= {*freshness.CODE, "", ".typed"}


# --- what tools leave ---


def test_what_tools_leave_is_no_chapter_and_changes_nothing(book):
    before = files(book)
    chapters = book.root / "chapters" / "article"
    (chapters / ".ipynb_checkpoints").mkdir()
    (chapters / ".ipynb_checkpoints" / "04-talks-checkpoint.md").write_text("# Not this\n", encoding="utf-8")
    (chapters / "04-talks.ipynb").write_text("{}", encoding="utf-8")
    (chapters / ".#07-signals.md").symlink_to("somebody@machine.1234:5678")
    (chapters / "07-signals.md~").write_text("# Not this either\n", encoding="utf-8")
    (book.root / "data" / ".~lock.persons.csv#").write_text(",somebody,machine;", encoding="utf-8")
    said = sound(book)
    assert "0 added, 0 changed, 0 removed" in said and "Executed notebook" not in said
    assert files(book) == before


# --- what a reader's machine brings ---


def again(book):
    """Let every cell run again, though nothing that a page shows has changed."""
    (book.root / "CHANGELOG.md").write_text("# Another log\n", encoding="utf-8")
    said = sound(book)
    assert "7 changed" in said or "new config" in said or "config changed" in said, said[-2000:]


def test_a_readers_matplotlib_changes_no_byte(book, tmp_path, monkeypatch):
    before = files(book)
    (tmp_path / "matplotlibrc").write_text("savefig.bbox: tight\nfont.size: 30\n", encoding="utf-8")
    monkeypatch.setenv("MATPLOTLIBRC", str(tmp_path / "matplotlibrc"))
    monkeypatch.setenv("MPLCONFIGDIR", "/proc/nowhere")
    monkeypatch.setenv("MPLBACKEND", "pdf")
    again(book)
    assert [name for name, content in files(book).items() if before.get(name) != content] == []


def test_a_warning_of_a_cell_is_never_kept(book):
    line = "from august1956 import"
    book.change("article/04-talks", line, f"import sys; print('so so', file=sys.stderr)\n{line}")
    for _ in range(2):  # a second build would find the result, had the first kept it
        refused(book, "04-talks.md: a cell printed on stderr: so so")


def test_a_torn_cache_is_no_cache(book):
    (torn,) = (book.root / "_build" / ".jupyter_cache").glob("*/global.db")
    torn.write_bytes(b"torn")
    (book.root / "_build" / ".doctrees" / "environment.pickle").unlink()
    sound(book)
    assert book.page("article/04-talks").select("figure#fig-talks svg")


# --- how a build is asked for ---


@pytest.mark.slow
def test_of_two_builds_at_once_the_second_says_that_it_waits_and_then_works(tmp_path):
    script = (
        "import sys; from types import SimpleNamespace; from august1956.book.guard import wait_for_turn; "
        "wait_for_turn(SimpleNamespace(outdir=sys.argv[1] + '/html'), None); print('its turn')"
    )
    with open(tmp_path / ".lock", "w", encoding="utf-8") as first:
        fcntl.flock(first, fcntl.LOCK_EX)
        second = subprocess.Popen(
            [sys.executable, "-c", script, tmp_path], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert second.stderr.readline().startswith(
            "Another build of this book is at work in this folder; this one waits"
        )
    assert second.communicate()[0] == "its turn\n" and second.returncode == 0


def test_a_page_alone_is_refused_in_a_sentence(book):
    command = [Path(sys.executable).with_name("jupyter-book"), "build", TALKS]
    done = subprocess.run(command, cwd=book.root, capture_output=True, text=True, check=False)
    said = done.stdout + done.stderr
    assert done.returncode and "cannot be built alone" in said and "`make book` builds the whole" in said
    assert "Traceback" not in said and not list(book.root.rglob("_page/**/*.html"))


@pytest.mark.parametrize("builder", ["text", "singlehtml", "latex"])
def test_a_builder_that_cannot_show_the_book_is_refused_in_a_sentence(book, builder):
    code, said = book.build(builder=builder)
    assert code and re.search(f"builder '{builder}' cannot show .* `make book` builds its pages", said), said[-2000:]
    assert "Traceback" not in said
