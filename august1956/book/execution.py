"""A build that is never stale and never half: what cells depend on, how they are executed, how a fault ends it."""

import hashlib
import os
import re
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn
from jupyter_cache.executors.utils import single_nb_execution
from myst_nb.core.read import create_nb_reader
from sphinx.util import logging

__all__ = ["setup"]

logger = logging.getLogger(__name__)

PACKAGE = Path(__file__).resolve().parents[1]
ASIDE = "chapters/explorer/"  # for JupyterLab only: not a page
FIGURE_ID = re.compile(r'\bid="([\w-]+)"')
CELL = re.compile(r"^```\{code-cell\}.*?^```$", re.MULTILINE | re.DOTALL)


def digest(root: Path) -> str:
    """Return a digest of the data, the package, the locked environment and the changelog: what cells depend on."""
    beside = ("data/*", "locks/*", "CHANGELOG.md", "CITATION.cff")
    parts = [*PACKAGE.rglob("*.py"), *PACKAGE.glob("*.mplstyle"), *PACKAGE.rglob("templates/*")]
    parts += [path for name in beside for path in root.glob(name)]
    summary = hashlib.sha256()
    for path in sorted(path for path in parts if path.is_file()):
        summary.update(path.name.encode() + path.read_bytes())
    return summary.hexdigest()[:16]


def key_the_cache(app, config):
    """Keep results in a folder named by the digest: jupyter-cache itself looks only at the cells.

    The folder is a setting of the environment, so Sphinx reads every page again whenever the digest changes.
    """
    root = Path(app.srcdir)
    folder = Path(app.outdir).parent / ".jupyter_cache"
    config.nb_execution_cache_path = str(folder / digest(root))
    for old in folder.glob("*"):
        if old.is_dir() and old.name != digest(root):
            shutil.rmtree(old)


def execute_in_parallel(app, env, docnames):
    """Execute the chapters about to be read, one on each core, into the cache from which myst-nb takes them.

    When a cell fails the build ends there, with one line for each failed chapter.
    """
    cache, timeout = get_cache(env.mystnb_config.execution_cache_path), env.mystnb_config.execution_timeout
    waiting = [job for job in _notebooks(env, docnames) if not _cached(cache, job[1])]

    def execute(job):
        path, notebook = job
        return path, single_nb_execution(notebook, cwd=str(path.parent), timeout=timeout, allow_errors=False)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(execute, waiting))
    for path, result in results:
        if result.err is None:
            record = cache.add_nb_to_project(str(path), read_data={"type": "plugin", "name": "myst_nb_md"})
            bundle = CacheBundleIn(result.nb, record.uri, data={"execution_seconds": result.time})
            cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)
    failures = [(path, result.err) for path, result in results if result.err is not None]
    if failures:
        told = "\n".join(f"{path.relative_to(app.srcdir)}: {_reason(error)}" for path, error in failures)
        _stop(app, f"{told}\nA cell of the chapter failed; `make lab` opens it, to see where.")


def _reason(error):
    return f"{error.ename}: {error.evalue}" if hasattr(error, "ename") else "a cell ran too long"


def _notebooks(env, docnames):
    for docname in docnames:
        path = Path(env.doc2path(docname))
        content = path.read_text(encoding="utf-8")
        reader = create_nb_reader(str(path), env.myst_config, env.mystnb_config, content)
        if reader:
            yield path, reader.read(content)


def _cached(cache, notebook):
    try:
        return bool(cache.match_cache_notebook(notebook))
    except KeyError:
        return False


def nothing_left_out(app, env):
    """Find the pages that the table of contents forgot, and the figures that a cell makes and no page shows."""
    root, shown = Path(app.srcdir), env.get_domain("std").anonlabels
    for path in sorted(root.glob("chapters/**/*.md")):
        docname = path.relative_to(root).with_suffix("").as_posix()
        if docname not in env.found_docs and not docname.startswith(ASIDE):
            logger.warning("%s is not in _toc.yml, so that no reader would find it", docname, type="august1956")
    for docname in sorted(env.found_docs):
        cells = "".join(CELL.findall(Path(env.doc2path(docname)).read_text(encoding="utf-8")))
        for name in FIGURE_ID.findall(cells):
            if f"fig-{name.removeprefix('fig-')}" not in shown:
                words = "the cell that makes figure %r does not show it: let `figure(…)` be its last line"
                logger.warning(words, name, location=docname, type="august1956")


def finish(app, exception):
    """Leave nothing half: a build with a fault leaves no pages, and the next one reads everything again."""
    faults = app._warncount
    if exception or faults:
        (Path(app.doctreedir) / "environment.pickle").unlink(missing_ok=True)
    if faults and not exception:  # with or without -W: a book with a hole is no book
        _stop(app, f"{faults} warning{'s' * (faults > 1)}: each is listed above, with its file and line.")


def _stop(app, message):
    """End with a message instead of the traceback that jupyter-book would print under it."""
    (Path(app.doctreedir) / "environment.pickle").unlink(missing_ok=True)
    shutil.rmtree(app.outdir, ignore_errors=True)
    print(f"\nThe book was not built.\n{message}", file=sys.stderr)
    raise SystemExit(1)


def setup(app):
    """Connect everything; `august1956.book` calls this."""
    app.connect("config-inited", key_the_cache)
    app.connect("env-before-read-docs", execute_in_parallel)
    app.connect("env-check-consistency", nothing_left_out)
    app.connect("build-finished", finish, priority=100)  # before anything is written from what was built
