"""Cache keys for pages and cells, and removal of stale output."""

import hashlib
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment

from august1956.leftovers import own_files

__all__ = ["setup"]

PACKAGE = Path(__file__).resolve().parents[1]
OUTSIDE_CELLS = ("book", "check")  # rooms of the package that no cell imports
CODE = (".py", ".mplstyle", ".jinja", ".md", ".html", ".css", ".js", ".svg", ".conf", ".sql", ".xml")
BESIDE = ("locks/*", "releases/*", "CHANGELOG.md", "CITATION.cff")
ON_EVERY_PAGE = ("chapters/numbers-allowed.txt", "_toc.yml")
MADE = "august1956-made"  # an event: parts answer with the addresses of the files that they make
STANDING = ("_sources", "_images", "lite", "formats")  # made anew by Sphinx, or by commands of their own
THEME = Path(__file__).parent / "theme" / "static"
SPHINX = ("doctools.js", "documentation_options.js", "language_data.js", "searchtools.js", "sphinx_highlight.js")


def digest(paths: Iterable[Path], root: Path) -> str:
    """Return a digest of files: their places below a root, and their bytes."""
    summary = hashlib.sha256()
    for path in paths:
        summary.update(path.relative_to(root).as_posix().encode() + path.read_bytes())
    return summary.hexdigest()[:16]


def _code(rooms: Iterable[str]) -> list[Path]:
    return [path for path in own_files(PACKAGE) if path.suffix in CODE and _room(path) in rooms]


def _room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0]


def key_by_content(app: Sphinx, config: Config) -> None:
    """Name by digests what cells and pages depend on: jupyter-cache itself looks only at the cells, Sphinx at times.

    Results are kept in a folder named by the digest of data, package and locked environment. The folder is a setting
    of the environment, so Sphinx reads every page again whenever the digest changes; likewise when the extension does.
    """
    root = Path(app.srcdir)
    tables = [path for path in own_files(root / "data") if path.suffix in (".csv", ".json", ".bib")]
    rooms = {_room(path) for path in own_files(PACKAGE)}
    config.august1956_tables = digest([*tables, *_code(("check",))], Path(root.anchor))
    config.august1956_code = digest(_code(OUTSIDE_CELLS), PACKAGE)
    beside = [path for pattern in BESIDE for path in own_files(root, pattern)]
    cells = digest([*tables, *beside], root) + digest(_code(rooms - set(OUTSIDE_CELLS)), PACKAGE)
    folder = Path(app.outdir).parent / ".jupyter_cache"
    config.nb_execution_cache_path = str(folder / cells)
    for old in folder.glob("*"):
        if old.is_dir() and old.name != cells:
            shutil.rmtree(old, ignore_errors=True)


def only_markdown(app: Sphinx, config: Config) -> None:
    """Read chapters from Markdown alone: a notebook beside one is what a reader's run left there."""
    config.source_suffix.pop(".ipynb", None)


def changed_in_content(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Return the pages whose text is not what it was, however old its file says it is."""
    texts = {docname: Path(env.doc2path(docname)).read_bytes() for docname in env.found_docs}
    now = {docname: hashlib.sha256(text).hexdigest() for docname, text in texts.items()}
    root = Path(app.srcdir)
    everywhere = digest([path for name in ON_EVERY_PAGE for path in own_files(root, name)], root)
    before = getattr(env, "august1956_texts", (now, everywhere))
    env.august1956_texts = now, everywhere
    if before[1] != everywhere:
        return sorted(env.found_docs)
    return sorted(name for name in now if before[0].get(name, now[name]) != now[name])


def prune(app: Sphinx, exception: Exception | None) -> None:
    """Remove what this book no longer makes: pages of chapters that went, and their files."""
    if exception or app.builder.name != "html" or not app.config.august1956_prunes:
        return
    out, made = Path(app.outdir), set(_made(app))
    for path in sorted(out.rglob("*"), reverse=True):
        name = path.relative_to(out).as_posix()
        if name.split("/")[0] in STANDING:
            continue
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif name not in made:
            path.unlink()


def _made(app: Sphinx) -> Iterator[str]:
    yield from (f"{docname}.html" for docname in app.env.found_docs)
    yield from ("index.html", "search.html", "objects.inv", "searchindex.js", ".buildinfo", "sitemap.xml", "404.html")
    yield from (f"_downloads/{name}" for _, name in app.env.dlfiles.values())
    figures = {name for name in app.env.domaindata["std"]["anonlabels"] if name.startswith("fig-")}
    files = (Path(app.outdir) / "_downloads").glob("*.*")
    yield from (f"_downloads/{file.name}" for file in files if f"fig-{file.stem}" in figures or file.stem in figures)
    yield from (f"_static/{name}" for name in [*SPHINX, *(path.name for path in own_files(THEME))])
    for names in app.emit(MADE):
        yield from names


def setup(app: Sphinx) -> None:
    """Connect everything; `august1956.book` calls this."""
    app.add_config_value("august1956_tables", "", "")
    app.add_config_value("august1956_code", "", "env")
    app.add_event(MADE)
    app.connect("config-inited", key_by_content, priority=400)
    app.connect("config-inited", only_markdown, priority=850)  # after Sphinx has gathered the suffixes, before the toc
    app.connect("env-get-outdated", changed_in_content)
    app.connect("build-finished", prune, priority=950)
