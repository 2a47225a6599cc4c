"""What several tests need."""

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


@pytest.fixture(scope="session")
def project(tmp_path_factory):
    """Build the book from scratch, once; return the project's copy."""
    from project import STRICT, build, copy_project

    project = copy_project(tmp_path_factory.mktemp("project"))
    code, output = build(project, *STRICT)
    assert code == 0, output[-4000:]
    assert "WARNING" not in output
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
