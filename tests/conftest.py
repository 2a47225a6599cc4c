"""What several tests need."""

import fcntl
import os
import shutil
from pathlib import Path

import programs
import pytest
import sample

programs.use()

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture
def folder(tmp_path):
    """Return a directory with the small sound data package of `sample`."""
    return sample.write(tmp_path)


SLOW = {"project", "chromium", "lab", "built"}  # fixtures that build a book or start a program


def pytest_addoption(parser):
    parser.addoption("--quick", action="store_true", help="only the tests that need no book and no browser")


def pytest_collection_modifyitems(config, items):
    """Under --quick, keep the tests that build nothing and start nothing."""
    if config.getoption("--quick"):
        slow = {item: SLOW & set(item.fixturenames) or item.get_closest_marker("slow") for item in items}
        config.hook.pytest_deselected(items=[item for item in items if slow[item]])
        items[:] = [item for item in items if not slow[item]]


@pytest.fixture(scope="session")
def project(tmp_path_factory):
    """Build the book, once for all processes of this run; return the project's copy.

    Cells that `make book` has executed with the same data, package and versions are not executed again.
    """
    from project import ROOT, STRICT, build, copy_project

    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    project, done = shared / "project", shared / "project.built"
    with open(shared / "project.lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            project.mkdir()
            copy_project(project)
            if (ROOT / "_build" / ".jupyter_cache").is_dir():
                shutil.copytree(ROOT / "_build" / ".jupyter_cache", project / "_build" / ".jupyter_cache")
            code, output = build(project, *STRICT)
            assert code == 0, output[-4000:]
            assert "WARNING" not in output
            done.touch()
    return project


@pytest.fixture
def variant(project, tmp_path):
    """Return a copy of the built project, cache and all, for a test to break."""
    return Path(shutil.copytree(project, tmp_path / "variant", symlinks=True))


@pytest.fixture(scope="session")
def chromium():
    """Start Chromium, the machine's own or the one that `make test` fetches; nothing here is skipped."""
    from playwright.sync_api import sync_playwright  # which the floor's environment does without

    program = programs.find("chromium")
    assert program, "the browser tests need Chromium: `make test` brings it, or says how"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def wide(chromium):
    """Return a fresh page 1280 px wide."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()
