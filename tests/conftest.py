"""What several tests need."""

import fcntl
import gc
import os
import sys

import programs
import pytest
import sample

sys.modules["rfc3987_syntax"] = None  # jsonschema does without; it takes two seconds to import, in each process
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


# Fixtures that build a book, start a program, draw every published figure, make every form of the data or every entry,
# or check a release.
SLOW = {"project", "chromium", "lab", "built", "published", "unpacked", "entries", "app", "clone"}


def pytest_addoption(parser):
    parser.addoption("--quick", action="store_true", help="only the tests that need no book and no browser")
    parser.addoption("--firefox", action="store_true", help="only the tests in Firefox, which no other run has")


def pytest_collection_modifyitems(config, items):
    """Keep the tests in Firefox under --firefox, the others without; under --quick, what builds and starts nothing."""
    wanted, quick = config.getoption("--firefox"), config.getoption("--quick")

    def kept(item):
        slow = SLOW & set(item.fixturenames) or item.get_closest_marker("slow")
        return ("firefox" in item.fixturenames) == wanted and not (quick and slow)

    config.hook.pytest_deselected(items=[item for item in items if not kept(item)])
    items[:] = sorted(filter(kept, items), key=lambda item: _place(_side(item.nodeid)))


def pytest_collection_finish():
    """Spare the collector of garbage what stays to the end: modules and tables are most of what it would go through."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)


# What runs side by side: files, and these tests beside the rest of their file. The longest begin, the first of them by
# building the book, on which the second does not wait.
AXE = "test_axe_finds_no_barrier_on_any_page"
ALONE = {AXE, "test_lighthouse_is_content"}
FIRST = ("test_running", "test_charts", "test_accidents", AXE, "test_same_words", "test_lab", "test_book",
         "test_browser", "test_look", "test_formats", "test_lighthouse_is_content")  # fmt: skip


@pytest.hookimpl(optionalhook=True)  # `make floor` has no xdist
def pytest_xdist_make_scheduler(config, log):
    """Give the processes a side each, under `--dist loadscope`: a file, or a test that stands alone."""
    from xdist.scheduler import LoadScopeScheduling

    class Sides(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            return _side(nodeid)

    return Sides(config, log) if config.getvalue("dist") == "loadscope" else None


def _side(nodeid):
    file, _, name = nodeid.partition("::")
    name = name.partition("[")[0]
    return name if name in ALONE else file.rpartition("/")[2].removesuffix(".py")


def _place(side):
    return FIRST.index(side) if side in FIRST else len(FIRST)


@pytest.fixture(scope="session")
def project(tmp_path_factory):
    """Bring the book in `_build/html` up to date, once for all processes of this run; return the project's folder.

    The tests look at the book that a reader opens, and change nothing in it.
    """
    from project import ROOT, STRICT, build

    own = tmp_path_factory.getbasetemp()
    done = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "book.built"
    with open(done.with_suffix(".lock"), "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            code, output = build(ROOT, *STRICT)
            assert code == 0, output[-4000:]
            assert "WARNING" not in output
            done.touch()
    return ROOT


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


@pytest.fixture(scope="session")
def window(chromium):
    """Return the page of all tests that ask for `wide`: to open another takes as long as most of them."""
    page = chromium.new_page()
    yield page
    page.close()


@pytest.fixture
def wide(window):
    """Return a page 1280 px wide, of which nothing that another test did is left."""
    window.set_viewport_size({"width": 1280, "height": 900})
    yield window
    window.evaluate("localStorage.clear(); sessionStorage.clear()")
    window.context.clear_permissions()
    window.emulate_media(media="null", color_scheme="null")
    window.mouse.move(0, 0)
    window.goto("about:blank")
