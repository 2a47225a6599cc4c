"""The cells: executed ahead, one chapter on each worker, in an environment of the build's own, into the cache."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn, JupyterCacheAbstract
from jupyter_cache.executors.utils import ExecutionResult, single_nb_execution
from myst_nb.core.read import create_nb_reader
from nbformat import NotebookNode
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment

from august1956 import IN_THE_BOOK
from august1956.book import kernels
from august1956.book.guard import stop

__all__ = ["setup", "workers"]

MEMORY = 300_000_000  # bytes that a kernel with pandas and matplotlib needs
READERS_OWN = ("MPLBACKEND", "MATPLOTLIBRC", "PYTHONSTARTUP", "PYTHONWARNINGS", "PYTHONINSPECT")


def own_environment(app: Sphinx, config: Config) -> None:
    """Give kernels folders and settings of the build's own: a reader's must not change a byte of the book."""
    folder = Path(app.outdir).parent / ".home"
    for name in READERS_OWN:
        os.environ.pop(name, None)
    for name in ("MPLCONFIGDIR", "IPYTHONDIR", "JUPYTER_CONFIG_DIR"):
        own = folder / name.lower()
        own.mkdir(parents=True, exist_ok=True)
        os.environ[name] = str(own)
    os.environ |= {"PYTHONNOUSERSITE": "1", "JUPYTER_PREFER_ENV_PATH": "1", IN_THE_BOOK: "1"}
    kernels.use()


def workers() -> int:
    """Return how many kernels may run at once: what this process may use of cores and memory, not what the host has."""
    return max(1, min(_cores(), _memory() // MEMORY))


def _cores() -> int:
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    quota = _words("/sys/fs/cgroup/cpu.max")
    if len(quota) == 2 and quota[0].isdecimal():
        allowed = min(allowed, -(-int(quota[0]) // int(quota[1])))
    return allowed


def _memory() -> int:
    """Return the bytes that are free to this process; very many where nothing tells."""
    free = [int(words[1]) * 1024 for words in _lines("/proc/meminfo") if words[0] == "MemAvailable:"]
    limit, used = (_words(f"/sys/fs/cgroup/memory.{name}") for name in ("max", "current"))
    if limit and used and limit[0].isdecimal():
        free.append(int(limit[0]) - int(used[0]))
    return min(free, default=1 << 62)


def _lines(file: str) -> list[list[str]]:
    try:
        return [line.split() for line in Path(file).read_text(encoding="ascii").splitlines()]
    except OSError:
        return []


def _words(file: str) -> list[str]:
    return next(iter(_lines(file)), [])


def execute_in_parallel(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Execute the chapters about to be read into the cache from which myst-nb takes them.

    When a cell fails or prints a warning the build ends there, with one line for each such chapter.
    """
    notebooks = list(_notebooks(app, docnames))
    cache = _cache(env.mystnb_config.execution_cache_path)
    waiting = [job for job in notebooks if not _cached(cache, job[1])]
    waiting.sort(key=lambda job: -_length(job[1]))  # a long chapter that begins last is waited for
    results = list(_executed(waiting, env.mystnb_config.execution_timeout)) if waiting else []
    failures = [(path, reason) for path, result in results if (reason := _reason(result))]
    for path, result in results:
        if not _reason(result):
            _keep(cache, path, result)
    if failures:
        told = "\n".join(f"{path.relative_to(app.srcdir)}: {reason}" for path, reason in failures)
        stop(app, f"{told}\nA cell of the chapter failed; `make lab` opens it, to see where.")


def _executed(jobs: list[tuple[Path, NotebookNode]], timeout: int) -> Iterable[tuple[Path, ExecutionResult]]:
    _list_fonts()
    with ThreadPoolExecutor(workers()) as pool:
        run = [
            pool.submit(single_nb_execution, notebook, str(path.parent), timeout, False, shutdown_kernel="immediate")
            for path, notebook in jobs
        ]
        return [(path, result.result()) for (path, _), result in zip(jobs, run, strict=True)]


def _length(notebook: NotebookNode) -> int:
    return sum(len(cell.source) for cell in notebook.cells if cell.cell_type == "code")


def _list_fonts() -> None:
    """Let matplotlib list the machine's fonts once, before kernels do so all at once and say it on stderr."""
    if not any(Path(os.environ["MPLCONFIGDIR"]).glob("fontlist-*.json")):
        command = [sys.executable, "-c", "import matplotlib.font_manager"]
        subprocess.run(command, check=False, capture_output=True)


def _keep(cache: JupyterCacheAbstract, path: Path, result: ExecutionResult) -> None:
    record = cache.add_nb_to_project(str(path), read_data={"type": "plugin", "name": "myst_nb_md"})
    bundle = CacheBundleIn(result.nb, record.uri, data={"execution_seconds": result.time})
    cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)


def _reason(result: ExecutionResult) -> str:
    """Say why a result cannot be kept: a cell failed, ran too long, or printed a warning. Empty when all is well."""
    error = result.err
    if error is not None:
        return f"{error.ename}: {error.evalue}" if hasattr(error, "ename") else "a cell ran too long"
    outputs = [output for cell in result.nb.cells for output in cell.get("outputs", ())]
    said = "".join(output.text for output in outputs if output.get("name") == "stderr").strip()
    return f"a cell printed on stderr: {said.splitlines()[-1].strip()}" if said else ""


def _notebooks(app: Sphinx, docnames: Iterable[str]) -> Iterator[tuple[Path, NotebookNode]]:
    env, broken = app.env, []
    for docname in docnames:
        path = Path(env.doc2path(docname))
        try:
            content = path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            broken.append(f"{docname}.md: is not UTF-8 text (byte {error.start + 1}); save it again as UTF-8.")
            continue
        reader = create_nb_reader(str(path), env.myst_config, env.mystnb_config, content)
        if reader:
            yield path, reader.read(content)
    if broken:
        stop(app, "\n".join(broken))


def _cache(folder: str) -> JupyterCacheAbstract:
    """Open the cache; one that cannot be read is no cache."""
    try:
        cache = get_cache(folder)
        cache.list_cache_records()
    except Exception:  # whatever a torn database raises
        shutil.rmtree(folder, ignore_errors=True)
        cache = get_cache(folder)
    return cache


def _cached(cache: JupyterCacheAbstract, notebook: NotebookNode) -> bool:
    try:
        record = cache.match_cache_notebook(notebook)
        return bool(cache.get_cache_bundle(record.pk))
    except Exception:  # not there, or torn
        return False


def setup(app: Sphinx) -> None:
    """Connect everything; `august1956.book` calls this."""
    app.connect("config-inited", own_environment)
    app.connect("env-before-read-docs", execute_in_parallel)
