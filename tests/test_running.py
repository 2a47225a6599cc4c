"""From a page to a living chapter: its files, the wheel, the addresses of the places that run it."""

import ast
import os
import re
import subprocess
import sys
import venv
from pathlib import Path

import nbformat
import pytest
import yaml
from bs4 import BeautifulSoup
from project import CHAPTERS, ROOT

from august1956.book.downloads import lite, services
from august1956.book.downloads.markdown import plain
from august1956.check.release import WHEEL

RUNNABLE = [name for name in CHAPTERS if "```{code-cell}" in (ROOT / f"{name}.md").read_text(encoding="utf-8")]
RAW = re.compile(r"\{[\w:-]+\}`|^\([\w.:-]+\)=|^:::|^: |^```\{|\]\(#|\]\([\w./-]+\.md|\]\{[#.]", re.MULTILINE)
PLACE = services.Services(
    "https://book.example/a/", "https://github.com/someone/august", "main", "gh-pages", "https://hub.example"
)


def notebook(folder, name):
    return nbformat.read(folder / f"{name}.ipynb", as_version=4)


def texts(book):
    """Yield the Markdown of a notebook, from its cells and its results."""
    for cell in book.cells:
        if cell.cell_type == "markdown":
            yield cell.source
        results = [out.get("data", {}) for out in cell.get("outputs", [])]
        yield from (data["text/markdown"] for data in results if "text/markdown" in data)


# --- Markdown without roles ---


@pytest.mark.parametrize(
    ("myst", "expected"),
    [
        ("said {cite}`a2000,b1956-08-30`.", "said [A 2000; B, 30 Aug 1956]."),
        ("Of the {eval}`size` members", "Of the 71 members"),
        ("[Kim Tu-bong](#kim-tu-bong) spoke", "Kim Tu-bong spoke"),
        ("[a chapter](data.md) and [a site](https://x.example/y)", "a chapter and [a site](https://x.example/y)"),
        ("see [](#fig-x).", "see Figure 1.1."),
        ("(p4)=\n> So, once\n> again", "> **4** So, once\n> again"),
        ("(cite)=\n## How to cite", "## How to cite"),
        ("Guerrillas\n: The men\n  of old", "- **Guerrillas**: The men\n  of old"),
        (":::{table} A title\n:name: t\n| a |\n|---|\n:::\nmore", "**A title**\n\n| a |\n|---|\nmore"),
        ("[died {cite}`a2000`]{#o-1} [(other)]{.alternative}", "died [A 2000] (other)"),
        ("[[[Is it so?]{#r-1}]{#r-2}]{#r-3}", "Is it so?"),
        ("[(by {cite}`a2000`: see [Mao](#mao).)]{.alternative}", "(by [A 2000]: see Mao.)"),
        ("typed ``{eval}`x` `` and `(p4)=`", "typed ``{eval}`x` `` and `(p4)=`"),
        ("```python\n(p4)=\nx{cite}`a`\n```\n{eval}`size`", "```python\n(p4)=\nx{cite}`a`\n```\n71"),
    ],
)
def test_markdown_is_made_plain(myst, expected):
    labels = {"a2000": "A 2000", "b1956-08-30": "B, 30 Aug 1956"}
    assert plain(myst, label=labels.get, value={"size": "71"}.get, link=lambda to: ("", "Figure 1.1")) == expected


def test_links_stay_links_where_the_book_has_an_address():
    options = {"label": str, "value": str, "link": lambda to: (f"https://x.example/{to[1:]}", "")}
    assert plain("[Kim](#kim) rose", **options) == "[Kim](https://x.example/kim) rose"


# --- the files beside the page ---


@pytest.mark.parametrize("chapter", RUNNABLE)
def test_each_chapter_lies_beside_its_page_in_three_forms(project, chapter):
    html = project / "_build" / "html"
    page = BeautifulSoup((html / f"{chapter}.html").read_text(encoding="utf-8"), "html.parser")
    links = {link.get_text(): link["href"] for link in page.select(".chapter-files a[download]:not([href*=formats])")}
    name = chapter.rsplit("/", 1)[1]
    assert links == {
        "executed notebook": f"{name}.ipynb",
        "clean notebook": f"{name}-clean.ipynb",
        "Markdown": f"{name}.md",
    }
    assert (html / f"{chapter}.md").read_bytes() == (project / f"{chapter}.md").read_bytes()
    executed, clean = notebook(html, chapter), notebook(html, f"{chapter}-clean")
    for book in (executed, clean):
        nbformat.validate(book)
        assert [RAW.findall(text) for text in texts(book) if RAW.search(text)] == []
    assert [cell.source for cell in executed.cells] == [cell.source for cell in clean.cells]
    assert all(not cell.outputs and cell.execution_count is None for cell in clean.cells if cell.cell_type == "code")


def test_an_executed_notebook_holds_its_numbers_and_pictures(project):
    book = notebook(project / "_build" / "html", "chapters/article/04-who-was-left")
    assert "Of the 71 full members" in "".join(texts(book))
    shown = [set(out.data) for cell in book.cells for out in cell.get("outputs", [])]
    assert {"text/html", "image/png", "text/plain"} in shown
    assert not any("august1956" in kind or "papermill" in kind for kinds in shown for kind in kinds)


def test_without_an_address_nothing_pretends_to_have_one(project):
    for page in (project / "_build" / "html" / "chapters").rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert not re.search(r'href="https://(mybinder|colab)\.', text) and "Run it in" not in text, page.name


# --- the addresses, from one setting ---


def test_each_way_to_run_has_the_documented_shape():
    assert PLACE.run_links("chapters/index") == {
        "Binder": "https://mybinder.org/v2/gh/someone/august/main?urlpath=lab%2Ftree%2Fchapters%2Findex.md",
        "Colab": "https://colab.research.google.com/github/someone/august/blob/gh-pages/chapters/index.ipynb",
        "JupyterHub": "https://hub.example/hub/user-redirect/git-pull?repo=https%3A%2F%2Fgithub.com%2Fsomeone%2Faugust"
        "&branch=main&urlpath=lab%2Ftree%2Faugust%2Fchapters%2Findex.md",
    }


@pytest.mark.parametrize(
    ("url", "start"),
    [
        ("https://gitlab.com/group/sub/august", "https://mybinder.org/v2/gl/group%2Fsub%2Faugust/main?"),
        ("https://git.example/x/august", "https://mybinder.org/v2/git/https%3A%2F%2Fgit.example%2Fx%2Faugust/main?"),
    ],
)
def test_other_hosts_get_their_own_binder_address_and_no_colab(url, start):
    ways = services.Services(repository=url, published="pages").run_links("chapters/index")
    assert ways["Binder"].startswith(start) and "Colab" not in ways


def test_nothing_set_offers_nothing():
    assert services.Services().run_links("chapters/index") == {}
    assert services.read(ROOT / "_config.yml").run_links("chapters/index") == {}


@pytest.mark.parametrize(
    ("setting", "reason"),
    [
        ({"repository": {"url": "github.com/x/y"}}, "repository.url is 'github.com/x/y'; expected an address"),
        ({"html": {"baseurl": "book"}}, "html.baseurl is 'book'; expected an address"),
        ({"repository": {"bramch": "main"}}, "repository has bramch; known are url, branch, published, hub"),
    ],
)
def test_a_wrong_setting_is_told_in_a_sentence(tmp_path, setting, reason):
    (tmp_path / "_config.yml").write_text(yaml.safe_dump(setting), encoding="utf-8")
    with pytest.raises(services.SettingError, match=re.escape(reason)):
        services.read(tmp_path / "_config.yml")


# --- the wheel, outside the project ---


@pytest.fixture(scope="session")
def elsewhere(project, tmp_path_factory):
    """Return a fresh environment with the built wheel, outside the project; other packages are lent."""
    folder = tmp_path_factory.mktemp("elsewhere")
    venv.create(folder / "env", with_pip=True)
    python = folder / "env" / "bin" / "python"
    wheel = project / "_build" / "html" / "_downloads" / WHEEL
    command = [python, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", wheel]
    subprocess.run(command, check=True, cwd=folder, capture_output=True)
    site = next((folder / "env" / "lib").glob("python*")) / "site-packages"
    lent = [path for path in sys.path if path.endswith("site-packages")]
    (site / "lent.pth").write_text("\n".join(lent), encoding="utf-8")
    return folder


def ask(elsewhere, script, *words, cwd=None):
    """Run a script with the wheel's Python; return what it prints."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [elsewhere / "env" / "bin" / "python", "-c", script, *words],
        cwd=cwd or elsewhere, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return done.stdout.strip()


def test_the_wheel_brings_its_tables(elsewhere):
    told = ask(elsewhere, "from august1956 import data; print(data.root()); print(len(data.load('outcomes', 'all')))")
    root, rows = told.splitlines()
    assert Path(root).is_relative_to(elsewhere / "env") and int(rows) > 100


def test_in_a_checkout_the_checkouts_tables_win(elsewhere, project):
    script = "import august1956; from august1956 import data; print(august1956.__file__); print(data.root())"
    package, root = map(Path, ask(elsewhere, script, cwd=project / "chapters" / "article").splitlines())
    assert package.is_relative_to(elsewhere) and root == project / "data"


ALONE = """
import os, sys
from importlib.metadata import packages_distributions, requires
import nbformat
from IPython.core.interactiveshell import InteractiveShell
from packaging.requirements import Requirement

brought, waiting = set(), ["august1956", "ipykernel"]
while waiting:
    name = waiting.pop().lower().replace("_", "-")
    wanted = [Requirement(line) for line in requires(name) or [] if name not in brought]
    brought.add(name)
    waiting += [one.name for one in wanted if not one.marker or one.marker.evaluate({"extra": ""})]
owners = {module: {name.lower().replace("_", "-") for name in names} for module, names in
          packages_distributions().items()}

class Alone:  # the lent packages that a reader who has the wheel alone would not have
    def find_spec(self, name, path=None, target=None):
        if owners.get(name, brought).isdisjoint(brought):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

for module in [name for name in sys.modules if owners.get(name.split(".")[0], brought).isdisjoint(brought)]:
    if module.split(".")[0] not in ("nbformat", "fastjsonschema"):
        del sys.modules[module]
import numpy, pandas, matplotlib.pyplot
shell = InteractiveShell.instance()
shell.display_formatter.mimebundle_formatter.enabled = False  # that figures are shown: the test below, in a kernel
books = [(name, nbformat.read(name, 4)) for name in sys.argv[1:]]
sys.meta_path.insert(0, Alone())
from august1956 import charts, data, figure, registers  # and the tables, which each notebook then finds read
for table in data.tables():
    data.load(table)
for name, book in books:
    if child := os.fork():
        assert os.waitpid(child, 0)[1] == 0, name
    else:
        results = [shell.run_cell(cell.source) for cell in book.cells if cell.cell_type == "code"]
        os._exit(not all(result.success for result in results))
import august1956
print(august1956.__file__)
"""


def test_every_clean_notebook_runs_with_the_wheel_alone(elsewhere, project):
    html = project / "_build" / "html"
    names = [str(html / f"{chapter}-clean.ipynb") for chapter in RUNNABLE]
    told = ask(elsewhere, ALONE, *names)
    assert len(names) > 20 and str(elsewhere) in told.splitlines()[-1]


def test_a_kernel_shows_a_clean_notebooks_figures(elsewhere, project):
    chapter = project / "_build/html/chapters/article/04-who-was-left-clean.ipynb"
    script = f"""
import nbformat, os, sys
from nbclient import NotebookClient
os.environ["JUPYTER_PATH"] = os.environ["JUPYTER_DATA_DIR"] = {str(elsewhere / "jupyter")!r}
from jupyter_client.kernelspec import KernelSpecManager
book = nbformat.read({str(chapter)!r}, 4)
book.cells.append(nbformat.v4.new_code_cell("import august1956; print(august1956.__file__, data.root())"))
NotebookClient(book, timeout=300).execute()
print(book.cells[-1].outputs[0].text)
print([list(out.data) for cell in book.cells for out in cell.get("outputs", []) if "data" in out])
"""
    told = ask(elsewhere, script)
    assert str(elsewhere) in told.splitlines()[0] and str(ROOT) not in told.splitlines()[0]
    assert "image/png" in told


# --- in the browser, without a server ---


def test_what_the_browser_gets_begins_by_installing_the_package(project, tmp_path, monkeypatch):
    monkeypatch.chdir(project)
    names = lite.prepare(project / "_build" / "html", tmp_path)
    assert sorted(names) == sorted(f"{chapter.removeprefix('chapters/')}.ipynb" for chapter in RUNNABLE)
    for name in names:
        first = next(cell for cell in notebook(tmp_path / "files", name[:-6]).cells if cell.cell_type == "code")
        assert first.source.endswith("%pip install -q august1956"), name
    assert (tmp_path / "pypi" / WHEEL).is_file() and (tmp_path / "files" / "data" / "datapackage.json").is_file()


def test_without_notebooks_the_browsers_site_says_what_to_do(tmp_path, capsys):
    (tmp_path / "html").mkdir()
    assert lite.main([str(tmp_path / "html"), "jupyter-lite"]) == 1
    assert "run `make book` first" in capsys.readouterr().err


# --- made for changing things ---


def code_of(chapter):
    """Return a chapter's cells as one syntax tree."""
    text = (ROOT / f"{chapter}.md").read_text(encoding="utf-8")
    return ast.parse("\n".join(re.findall(r"^```\{code-cell\}[^\n]*\n(?::[^\n]*\n)*(.*?)^```", text, re.M | re.S)))


@pytest.mark.parametrize("chapter", RUNNABLE)
def test_no_recorded_value_takes_the_name_of_a_table(chapter):
    tree = code_of(chapter)
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "record"]
    for word in (word for call in calls for word in call.keywords):
        same = ast.unparse(word.value) in (word.arg, f"int({word.arg})")
        assert same or word.arg not in names, f"record({word.arg}=…) would replace the variable {word.arg}"


TAUGHT = [name for name in RUNNABLE if re.search(r"/(article|sequel)/(0[1-9]|1\d)-", name)]


def test_each_chapter_has_exercises_with_folded_solutions(project):
    name = "chapters/reference/exercises"
    page = BeautifulSoup((project / f"_build/html/{name}.html").read_text(encoding="utf-8"), "html.parser")
    sections = {}
    for section in page.select("section section"):
        chapter = section.select_one("a[href*='/0'], a[href*='/1']")["href"]
        sections[chapter.removeprefix("../").removesuffix(".html")] = section
    assert sorted(sections) == sorted(name.removeprefix("chapters/") for name in TAUGHT)
    folds = []
    for section in sections.values():
        code = [fold for fold in section.select("details") if "# One solution" in fold.get_text()]
        assert {fold.find("summary").get_text() for fold in code} == {"Show a solution"}
        assert 2 <= len(code) <= 3 and all(not fold.has_attr("open") for fold in code)
        folds += code
    book = notebook(project / "_build" / "html", name)
    cells = [cell for cell in book.cells if cell.source.startswith("# One solution")]
    assert len(cells) == len(folds) and all(cell.outputs for cell in cells)
