"""The built book examined by the tools others use: axe-core, the Nu checker, Lighthouse; and its weight on the wire."""

import gzip
import json
import subprocess
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import programs
import pytest
from test_browser import CHAPTER, PAGES

TOOLS = Path(__file__).with_name("gates") / "node_modules"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
COLOURS = ["color-contrast", "link-in-text-block"]  # the other rules do not see whether a page is light or dark
AXE = """asked => axe.run({...asked, resultTypes: ["violations"]}).then(({violations}) =>
  violations.flatMap(({id, nodes}) => nodes.map(({html}) => `${id}: ${html.slice(0, 150)}`)))"""
WEIGHED = ["index.html", CHAPTER, "chapters/reference/persons.html"]
FLOORS = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}


@pytest.fixture(scope="session")
def tools():
    """Return the folder of the tools, which `make test` installs; nothing here is skipped."""
    assert TOOLS.is_dir(), "the gates need Node.js and their tools: `make test` brings them, or says how"
    return TOOLS


class Compressing(SimpleHTTPRequestHandler):
    """Serves a folder as static hosts do: compressed, and to be kept for a while."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        path = Path(self.translate_path(self.path))
        found = path.is_file()
        content = gzip.compress(path.read_bytes(), mtime=0) if found else b""
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", f"{self.guess_type(path)}; charset=utf-8")
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "max-age=600")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args):
        pass


@pytest.fixture(scope="session")
def served(project):
    """Return the address at which the built book is served."""
    handler = partial(Compressing, directory=project / "_build" / "html")
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_axe_finds_no_barrier_on_any_page(chromium, project, tools):
    assert barriers(chromium, project, tools, 1280, {"light": {"runOnly": WCAG}}) == []


def test_axe_finds_no_barrier_on_a_phone(chromium, project, tools):
    """And no pale colour in the dark."""
    shape = {"runOnly": WCAG, "rules": {rule: {"enabled": False} for rule in COLOURS}}  # the same at every width
    assert barriers(chromium, project, tools, 390, {"light": shape, "dark": {"runOnly": COLOURS}}) == []


def barriers(chromium, project, tools, width, asked):
    """Return what axe-core finds on the pages at a width, by theme as it is asked."""
    axe = (tools / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
    page, faults = chromium.new_page(viewport={"width": width, "height": 900}), []
    for name in PAGES:
        page.emulate_media(color_scheme="light")
        page.goto(f"file://{project}/_build/html/{name}")
        page.evaluate(axe)
        for theme, rules in asked.items():
            page.emulate_media(color_scheme=theme)
            faults += [(name, theme, fault) for fault in page.evaluate(AXE, rules)]
    page.close()
    return faults


def test_the_nu_checker_finds_no_error_on_any_page(project, tools):
    java = programs.find("java")
    assert java, "the Nu checker needs Java: `make test` brings it, or says how"
    jar = tools / "vnu-jar" / "build" / "dist" / "vnu.jar"
    files = sorted((project / "_build" / "html").rglob("*.html"))
    command = [java, "-Xss4m", "-jar", jar, "--errors-only", "--format", "json", *files]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    faults = [(fault["url"], fault["lastLine"], fault["message"]) for fault in json.loads(done.stderr)["messages"]]
    assert faults == []


@pytest.mark.parametrize("name", WEIGHED)
def test_a_page_is_light(chromium, served, name):
    page, sizes = chromium.new_page(), []
    page.on("requestfinished", lambda ask: sizes.append(ask.sizes()["responseBodySize"]))
    page.goto(f"{served}/{name}", wait_until="networkidle")
    page.close()
    assert sum(sizes) <= 250_000 and len(sizes) <= 15, (sum(sizes), len(sizes))


@pytest.mark.parametrize("form", ["mobile", "desktop"])
def test_lighthouse_is_content(served, tools, form, tmp_path):
    short = []
    for name in WEIGHED:
        floors = FLOORS if form == "mobile" else {"performance": 100}  # the other scores are the same
        for _ in range(3):  # a busy machine spoils a measurement; it never makes one better
            scores = lighthouse(tools, f"{served}/{name}", form, tmp_path)
            if all(scores[about] >= floor for about, floor in floors.items()):
                break
        short += [(name, about, scores[about]) for about, floor in floors.items() if scores[about] < floor]
    assert short == []


def lighthouse(tools, address, form, folder):
    """Return Lighthouse's scores out of 100 by category."""
    report = folder / "report.json"
    chromium = programs.find("chromium")
    command = [programs.find("node"), tools / "lighthouse" / "cli" / "index.js", address, "--quiet", "--output=json"]
    desktop = ["--preset=desktop", "--only-categories=performance"]
    command += [f"--output-path={report}", "--disable-full-page-screenshot", *(desktop if form == "desktop" else [])]
    command += [f"--chrome-path={chromium}", "--chrome-flags=--headless --no-sandbox --disable-gpu --disable-quic"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:  # on a busy machine the browser may not answer in time: an attempt without scores
        print(done.stderr[-2000:])
        return dict.fromkeys(FLOORS, 0)
    found = json.loads(report.read_text(encoding="utf-8"))
    return {name: round(100 * category["score"]) for name, category in found["categories"].items()}
