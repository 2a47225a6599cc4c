"""Kernels that are forked: what a chapter does stays in its own process, and none outlives the build."""

import subprocess
import sys
import time

import nbformat
import psutil
import pytest
from jupyter_cache.executors.utils import single_nb_execution

from august1956.book import kernels

pytestmark = pytest.mark.slow
BUILD = """
import nbformat
from jupyter_cache.executors.utils import single_nb_execution
from august1956.book import kernels
kernels.use()
cell = nbformat.v4.new_code_cell(
    "import os, pathlib, time; pathlib.Path('pids').write_text(f'{os.getpid()} {os.getppid()}'); time.sleep(60)"
)
kernelspec = {"name": "python3", "display_name": ""}
single_nb_execution(nbformat.v4.new_notebook(cells=[cell], metadata={"kernelspec": kernelspec}), ".", 90, False)
"""


@pytest.fixture
def said(monkeypatch, tmp_path):
    """Return a function that runs a cell in a kernel of its own and returns what it printed."""
    monkeypatch.setenv("JUPYTER_DEFAULT_PROVISIONER_NAME", "")  # so that it is as it was afterwards
    kernels.use()

    def run(code):
        cells = [nbformat.v4.new_code_cell(code)]
        notebook = nbformat.v4.new_notebook(
            cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": ""}}
        )
        result = single_nb_execution(notebook, str(tmp_path), 60, False, shutdown_kernel="immediate")
        assert result.err is None, result.exc_string
        return cells[0].outputs[0].text.strip()

    return run


def test_a_kernel_begins_with_the_imports_and_shares_nothing_that_another_did(said, tmp_path):
    warm = "import sys; print('pandas' in sys.modules, 'august1956.charts' in sys.modules)"
    assert said(warm) == ("True True" if sys.platform == "linux" else "False False")
    look = "print(matplotlib.rcParams['font.size'], hasattr(pandas, 'mark'), os.getcwd());"
    code = f"import matplotlib, os, pandas; {look}"
    before = said(code + "matplotlib.rcParams['font.size'] = 99; pandas.mark = 1")
    assert said(code) == before and str(tmp_path) in before


def test_where_none_can_be_forked_a_kernel_starts_as_usual(said, monkeypatch):
    monkeypatch.setattr(kernels, "_fork", lambda job: 0)
    assert said("import sys; print('pandas' in sys.modules)") == "False"


def test_no_kernel_outlives_a_build_that_is_killed(tmp_path):
    build = subprocess.Popen([sys.executable, "-c", BUILD], cwd=tmp_path)
    pids = tmp_path / "pids"
    _until(lambda: pids.exists() and pids.read_text(encoding="ascii").split())
    build.kill()
    build.wait()
    for pid in map(int, pids.read_text(encoding="ascii").split()):
        _until(lambda pid=pid: not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)


def _until(fulfilled):
    limit = time.monotonic() + 30
    while not fulfilled():
        assert time.monotonic() < limit
        time.sleep(0.1)
