"""The chapters in JupyterLab, by the command of the Makefile: run all, change a line, see another chart."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from project import ROOT, copy_project

CHAPTER, CHART = "article/02-the-domestic-faction.md", "domestic-purges"
LINE = 'domestic = outcomes[outcomes.faction == "yanan"]'  # which a reader types before the chart is drawn


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """Start `make lab`'s command on a copy of the project; return its address."""
    project = copy_project(tmp_path_factory.mktemp("lab"))
    command = re.search(r'^lab:.*\n\tJUPYTER_CONFIG_PATH="\$\$PWD/(\S+)" \$\(BIN\)/(.+)$', _makefile(), re.M)
    program, *words = command[2].split()
    own = {
        name: str(project / ".own") for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTERLAB_SETTINGS_DIR")
    }
    environment = os.environ | own | {"JUPYTER_CONFIG_PATH": str(ROOT / command[1]), "PYTHONPATH": str(project)}
    port = _free_port()
    options = ["--no-browser", f"--port={port}", "--allow-root", "--IdentityProvider.token="]
    with open(project / "lab.log", "w", encoding="utf-8") as log:
        server = subprocess.Popen(
            [Path(sys.executable).with_name(program), *words, *options],
            cwd=project, env=environment, stdout=log, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            _wait_for(f"http://127.0.0.1:{port}/api", server, project / "lab.log")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(30)


def _makefile():
    return (ROOT / "Makefile").read_text(encoding="utf-8")


def _free_port():
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


def _wait_for(address, server, log):
    for _ in range(120):
        try:
            return urllib.request.urlopen(address, timeout=5)
        except OSError:
            assert server.poll() is None, log.read_text(encoding="utf-8")[-2000:]
            time.sleep(1)
    raise AssertionError("JupyterLab did not start: " + log.read_text(encoding="utf-8")[-2000:])


def run_all(page, address):
    """Open a chapter as a notebook and run its cells; nothing may go wrong."""
    page.goto(f"{address}?reset")
    page.get_by_text("| Idle").wait_for(timeout=120_000)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).first.click()
    page.wait_for_function(DONE, timeout=180_000)
    assert page.locator(ERRORS).all_inner_texts() == []


def test_a_chapter_opens_as_a_notebook_runs_and_can_be_changed(wide, lab):
    run_all(wide, f"{lab}/lab/tree/{CHAPTER}")
    said = " ".join(wide.locator(".jp-MarkdownCell").all_inner_texts())
    assert not re.search(r"\{(cite|eval)\}|\(p\d+\)=", said)

    cells = wide.locator(".jp-Notebook .jp-CodeCell")
    picture = wide.locator(f"figure#fig-{CHART} img")
    before = picture.get_attribute("alt")
    cell = cells.filter(has_text=f'id="{CHART}"')
    lines = cell.locator(".cm-line").all_inner_texts()
    cell.locator(".cm-line").first.click()
    wide.keyboard.press("Control+Home")
    for _ in range(next(at for at, text in enumerate(lines) if text.startswith("ax = "))):
        wide.keyboard.press("ArrowDown")
    wide.keyboard.press("Home")
    wide.keyboard.insert_text(LINE + "\n")
    wide.keyboard.press("Control+Enter")
    wide.wait_for_function(CHANGED, arg=[f"fig-{CHART}", before], timeout=60_000)
    assert wide.locator(ERRORS).all_inner_texts() == []


def test_the_explorer_follows_its_menus(wide, lab):
    run_all(wide, f"{lab}/lab/tree/explorer/explorer.md")
    picture = wide.locator("figure#fig-explorer img")
    picture.wait_for(timeout=60_000)
    for menu, choice in [("Show", "what became of them"), ("Reading", "every claim"), ("Groups", "Soviet")]:
        before = picture.get_attribute("alt")
        box = wide.locator(".widget-dropdown, .widget-select-multiple").filter(has=wide.get_by_text(menu, exact=True))
        box.locator("select").select_option(label=choice)
        wide.wait_for_function(CHANGED, arg=["fig-explorer", before], timeout=60_000)
    wide.locator(".widget-dropdown select").first.select_option(label="what we reject")
    assert wide.locator(ERRORS).all_inner_texts() == []


ERRORS = ".jp-OutputArea-output[data-mime-type*=error], .jp-OutputArea-output[data-mime-type*=stderr]"
DONE = """() => {
  const prompts = [...document.querySelectorAll('.jp-Notebook .jp-CodeCell .jp-InputPrompt')];
  return prompts.length && prompts.every(p => /\\[\\d+\\]/.test(p.textContent));
}"""
CHANGED = """([id, before]) => {
  const picture = document.querySelector(`figure#${id} img`);
  return picture && picture.alt != before;
}"""
