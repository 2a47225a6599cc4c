"""A release that stops with a sentence before anything is published, and documents that say what the project does."""

import json
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest
import yaml
from addresses import grown
from project import CHAPTERS, ROOT

from august1956 import __main__, __version__, data, registers
from august1956.book.downloads import services
from august1956.check import files, published, release

DAY = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))["date-released"]


@pytest.fixture
def clone(tmp_path):
    """Return a folder with what a release reads, to be broken."""
    for name in ("data", "releases"):
        shutil.copytree(ROOT / name, tmp_path / name)
    for name in ("CHANGELOG.md", *release.PLACES):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    published.write(tmp_path / "data", files.read_directory(tmp_path / "data")[0])  # as `make version` does
    return tmp_path


def change(path, old, new):
    """Replace a text that must be there."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def handed_out(folder):
    """Make a folder with every file that a release hands out."""
    folder.mkdir()
    for name in release.FILES:
        (folder / name).write_text("whole", encoding="utf-8")
    return folder


# --- what stops a release ---


def test_this_version_may_be_published(clone):
    told = release.problems(clone, f"v{__version__}", handed_out(clone / "dist"))
    assert [one for one in told if "is behind the tables" not in one] == []  # as it may be until the next version


def test_every_fault_is_told_at_once_each_in_a_sentence(clone):
    change(clone / "CITATION.cff", f"version: {__version__}", "version: 0.9.9")
    change(clone / "data" / "datapackage.json", f'"version": "{__version__}"', '"version": "0.9.9"')
    change(clone / "CHANGELOG.md", f"## {__version__} ({DAY})", "## Unreleased")
    next((clone / "releases").glob(f"*-{__version__}.csv")).unlink()
    dist = handed_out(clone / "dist")
    (dist / "to-kill-kim-il-sung.epub").unlink()
    (dist / "the-article.pdf").unlink()
    (dist / "article.tei.xml").write_text("", encoding="utf-8")
    told = "\n".join(release.problems(clone, "v9.0.0", dist))
    expected = ["The tag is v9.0.0", "CITATION.cff says version '0.9.9'", "data/datapackage.json says version '0.9.9'",
                "CHANGELOG.md has no heading", "CHANGELOG.md still has a part “Unreleased”", "releases/ has no table",
                "to-kill-kim-il-sung.epub is missing or empty", "the-article.pdf is missing or empty",
                "article.tei.xml is missing or empty"]  # fmt: skip
    assert [part for part in expected if told.count(part) != 1] == [] and told.count("\n") == len(expected) - 1
    mend = re.compile(r"run `|tag v|write there|put what|which makes it")
    assert [line for line in told.splitlines() if not mend.search(line)] == []


def test_an_id_that_vanished_and_one_that_is_not_recorded_stop_a_release(clone):
    events = clone / "data" / "events.csv"
    first = data.descriptor.rows("events", clone / "data")[0]["id"]
    change(events, f"\n{first},", f"\n{first}-again,")
    told = " ".join(release.problems(clone))
    assert f'was published and is gone ("{first}")' in told
    change(events, f"\n{first}-again,", f"\n{first},")
    change(clone / "data" / "published.txt", f"events/{first}\n", "")
    assert f"data/published.txt lacks ids (1), as events/{first}" in " ".join(release.problems(clone))


def test_a_table_of_changes_that_is_behind_the_tables_stops_a_release(clone):
    table = next((clone / "releases").glob(f"changes-*-{__version__}.csv"))
    table.write_text("table,id,what,column,old,new\npersons,kim-il-sung,changed,name,Kim,Kim Il Sung\n")
    assert release.problems(clone) == []
    change(clone / "data" / "persons.csv", "\nkim-il-sung,Kim Il Sung,", "\nkim-il-sung,Kim Ilsung,")
    assert f"releases/{table.name} is behind the tables (1), as in persons/kim-il-sung" in release.problems(clone)[0]


@pytest.mark.slow
def test_the_command_stops_with_a_sentence(capsys):
    assert __main__.main(["release", "v9.0.0"]) == 1
    assert capsys.readouterr().out.startswith("The tag is v9.0.0")


# --- a new version ---


def test_a_new_version_is_written_wherever_the_number_stands(clone):
    change(clone / "data" / "persons.csv", "\nkim-il-sung,Kim Il Sung,", "\nkim-il-sung,Kim Ilsung,")
    told = release.prepare(clone, "1.9.0", ROOT / "data", date(2031, 2, 3))
    assert '__version__ = "1.9.0"' in (clone / "august1956" / "__init__.py").read_text(encoding="utf-8")
    cited = yaml.safe_load((clone / "CITATION.cff").read_text(encoding="utf-8"))
    assert (cited["version"], cited["date-released"]) == ("1.9.0", date(2031, 2, 3))
    assert json.loads((clone / "data" / "datapackage.json").read_text(encoding="utf-8"))["version"] == "1.9.0"
    table = clone / "releases" / f"changes-{__version__}-1.9.0.csv"
    assert table.read_text(encoding="utf-8").splitlines()[1:] == [
        "persons,kim-il-sung,changed,name,Kim Il Sung,Kim Ilsung"
    ]
    assert "1 differences" in told[1]
    cite, wheel = "with commentary and data, version 1.9.0, 2031.", "august1956-1.9.0-py3-none-any.whl"
    names = ("README.md", "chapters/reference/about.md", "chapters/reference/run-it-yourself.md")
    readme, about, running = ((clone / name).read_text(encoding="utf-8") for name in names)
    assert cite in readme and wheel in readme and cite in about and wheel in running
    assert __version__ not in readme + about + running


def test_the_addresses_of_a_book_are_added_and_none_is_taken_out(tmp_path):
    for folder in ("persons", "lite"):
        (tmp_path / folder).mkdir()
    (tmp_path / "lite" / "index.html").write_text("JupyterLite", encoding="utf-8")
    (tmp_path / "persons" / "new.html").write_text('<h1 id="new">New</h1>', encoding="utf-8")
    (tmp_path / "old.html").write_text(
        '<blockquote id="p12"></blockquote><figure id="fig-a"><svg><g id="fig-a-0"/></svg></figure><h2 id="part"></h2>',
        encoding="utf-8",
    )
    known = "gone.html fig-gone\nold.html a-row fig-0\n"
    assert grown(known, tmp_path) == "gone.html fig-gone\nold.html a-row fig-0 fig-a p12\npersons/new.html\n"


@pytest.mark.parametrize(
    ("number", "told"),
    [(bad, "is no version; expected three numbers") for bad in ("", "1.1", "v1.1.0", "next")]
    + [(old, "is not later than the last version") for old in (__version__, "0.10.0")],
)
def test_a_number_that_is_none_or_not_later_changes_nothing(clone, number, told):
    before = (clone / "CITATION.cff").read_bytes()
    with pytest.raises(ValueError, match=told):
        release.prepare(clone, number, ROOT / "data", date(2031, 2, 3))
    assert (clone / "CITATION.cff").read_bytes() == before


def test_the_page_of_changes_tells_each_version_and_names_rows_in_words():
    page = registers.versions()
    assert page.index(f"## Version {__version__}") < page.index("## Version 0.1.0") and "Unreleased" not in page
    table = ROOT / "releases" / "changes-0.1.0-1.0.0.csv"
    rows = table.read_text(encoding="utf-8").splitlines()[1:]
    added = sum(row.startswith("persons,") and ",added," in row for row in rows)
    assert f"| `persons` | {added} |" in page and table.name in page
    assert "[Yi Chong-won](#yi-chong-won)" in page
    words = set(re.findall(r"[\w-]+", re.sub(r"\]\(#[^)]+\)", "]", page)))
    ids = {row["id"] for table in ("outcomes", "seats", "posts") for row in data.descriptor.rows(table)}
    assert words & ids == set()


# --- documents ---


def test_the_citation_and_the_archive_say_the_same():
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    archive = json.loads((ROOT / ".zenodo.json").read_text(encoding="utf-8"))
    assert (cited["version"], archive["title"]) == (__version__, cited["title"])
    assert archive["keywords"] == cited["keywords"]
    assert [one["name"] for one in archive["creators"]] == [one["name"] for one in cited["authors"]]


DOCUMENTS = ["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md", "RELEASING.md", "tests/README.md"]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_names_only_what_is_there(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    targets = set(re.findall(r"^([\w/.-]+):(?!=)", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    assert {word for word in re.findall(r"`make (\w+)", text)} <= targets | {"PYTHON"}
    assert {word for word in re.findall(r"august1956 (\w+)", text)} - set(__main__._COMMANDS) <= {"FILE", "import"}
    links = [link for link in re.findall(r"\]\(([^)#:]+)\)", text) if not link.startswith("http")]
    assert [link for link in links if not ((ROOT / name).parent / link).exists()] == []
    for version in re.findall(r"version (\d+\.\d+\.\d+)|august1956-(\d+\.\d+\.\d+)-py3", text):
        assert "".join(version) == __version__


def test_releasing_takes_ten_commands():
    block = re.search(r"```bash\n(.*?)```", (ROOT / "RELEASING.md").read_text(encoding="utf-8"), re.S)[1]
    assert len(block.splitlines()) <= 10


@pytest.mark.parametrize("page", CHAPTERS)
def test_no_page_names_an_older_version(page):
    text = (ROOT / f"{page}.md").read_text(encoding="utf-8")
    found = re.findall(r"(?:version |august1956-)(\d+\.\d+\.\d+)", text)
    assert set(found) <= {__version__} and "Unreleased" not in text


def test_with_a_repository_pages_lead_to_the_form_and_versions_to_their_files():
    place = services.Services(base="https://book.example/", repository="https://github.com/somebody/book")
    assert place.correction("chapters/article/04-who-was-left") == (
        "https://github.com/somebody/book/issues/new?template=correct-a-fact.yml"
        "&place=https%3A%2F%2Fbook.example%2Fchapters%2Farticle%2F04-who-was-left.html"
    )
    form = yaml.safe_load((ROOT / ".github/ISSUE_TEMPLATE/correct-a-fact.yml").read_text(encoding="utf-8"))
    assert "place" in [part.get("id") for part in form["body"]]
    assert place.release("1.0.0") == "https://github.com/somebody/book/releases/tag/v1.0.0"
    assert (services.Services().correction("chapters/index"), services.Services().release("1.0.0")) == ("", "")


# --- the workflow ---


def test_a_fork_gets_its_address_and_an_address_that_is_set_stays(tmp_path):
    shutil.copy(ROOT / "_config.yml", tmp_path)
    for base in ("https://somebody.example/book", "https://other.example"):
        command = ["bash", ROOT / ".ci" / "address", base, "https://github.com/somebody/book"]
        subprocess.run(command, env={"BOOK": str(tmp_path), "PATH": "/usr/bin:/bin"}, check=True)
    place = services.read(tmp_path / "_config.yml")
    assert (place.base, place.repository) == ("https://somebody.example/book/", "https://github.com/somebody/book")


def workflows():
    """Yield every step of the workflows."""
    for path in sorted((ROOT / ".github" / "workflows").glob("*.yml")):
        for job in yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"].values():
            yield from job["steps"]


def test_every_step_of_the_workflows_calls_what_is_there():
    commands = [step["run"] for step in workflows() if "run" in step]
    targets = set(re.findall(r"^([\w/.-]+):(?!=)", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    called = {
        word for command in commands for words in re.findall(r"make ([\w ./]+)", command) for word in words.split()
    }
    assert len(commands) > 12 and called - {"TAG"} <= targets
    scripts = {word for command in commands for word in re.findall(r"\.ci/\w+", command)}
    assert scripts == {".ci/run", ".ci/compare", ".ci/address", ".ci/canary"}
    assert all((ROOT / script).stat().st_mode & 0o100 for script in scripts)


# --- what keeps the chapters portable ---

DIRECTIVES = {"code-cell", "table", "container", "article-whole", "bibliography"}
ROLES = {"cite", "eval", "minutes", "download", "mentions", "shown"}


def test_chapters_use_few_directives_and_roles():
    text = "\n".join((ROOT / f"{page}.md").read_text(encoding="utf-8") for page in CHAPTERS)
    prose = re.sub(r"``.*?``", "", re.sub(r"^```\{code-cell\}.*?^```", "```{code-cell}", text, flags=re.M | re.S))
    assert set(re.findall(r"^(?:`{3,}|:{3,})\{([\w-]+)\}", prose, re.M)) <= DIRECTIVES
    assert set(re.findall(r"\{([\w:-]+)\}`", prose)) <= ROLES
    assert Path(ROOT / "chapters").is_dir() and "{code-cell}" in prose
