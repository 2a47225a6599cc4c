"""The built book examined by the tools others use: axe-core, the Nu checker, Lighthouse; and its weight on the wire."""

import json
import re
import subprocess

import programs
import pytest
from lighthouse import KINDS, TOOLS, reports, scores, serving
from project import pages_of
from test_browser import PAGES

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
AXE = """asked => axe.run({...asked, resultTypes: ["violations"]}).then(({violations}) =>
  violations.flatMap(({id, nodes}) => nodes.map(({html}) => `${id}: ${html.slice(0, 150)}`)))"""
# What was judged three times, on this page or an earlier one, is left out: what axe-core finds hangs on elements, their
# attributes, classes and roles, on what they stand in, and on whether they say anything. Returned is what was judged.
FOLD = """(before) => {
  const {ids, times} = JSON.parse(before || '{"ids": {}, "times": []}'), own = new Map(), below = new Map();
  const make = (node) => [node.nodeName, ...[...node.classList].sort(), ...node.getAttributeNames().sort(),
    ...["role", "lang", "style"].map(name => node.getAttribute(name)), node.textContent.trim() ? "said" : ""].join(" ");
  const number = (node, above) => {
    own.set(node, ids[`${above}/${make(node)}`] ??= times.push(0) - 1);
    below.set(node, [own.get(node), ...[...node.children].flatMap(child => number(child, own.get(node)))]);
    return below.get(node);
  };
  const fold = (node) => {
    times[own.get(node)] += 1;
    for (const child of [...node.children])
      if (!child.matches("title, desc") && below.get(child).every(id => times[id] >= 3)) child.remove();
      else fold(child);
  };
  number(document.body, "");
  fold(document.body);
  return JSON.stringify({ids, times});
}"""
# What a page asked for, in bytes over the wire; and faces of the page before, which Chromium counts again (5 to 30 kB).
SIZES = """() => document.fonts.ready.then(() => Object.fromEntries(["navigation", "resource"].flatMap(kind =>
  performance.getEntriesByType(kind).map(({name, encodedBodySize}) => [name, encodedBodySize]))))"""
GOOD = ("accessibility", "best-practices", "seo")
QUIET = {"pauseAfterFcpMs": 0, "pauseAfterLoadMs": 200, "networkQuietThresholdMs": 200, "cpuQuietThresholdMs": 200}
ANCHORS = ("crawlable-anchors", "link-text")  # slow on pages of many links; what they ask is in test_book, of all pages


@pytest.fixture(scope="session")
def tools():
    """Return the folder of the tools, which `make test` installs; nothing here is skipped."""
    assert TOOLS.is_dir(), "the gates need Node.js and their tools: `make test` brings them, or says how"
    return TOOLS


@pytest.fixture(scope="session")
def served(project):
    """Return the address at which the built book is served."""
    with serving(project / "_build" / "html") as address:
        yield address


def test_axe_finds_no_barrier_on_any_page(chromium, project, tools):
    """Wide and light, narrow and dark: every rule in both."""
    axe = (tools / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
    page, judged, faults = chromium.new_page(), "", []
    for name in PAGES:
        page.goto(f"file://{project}/_build/html/{name}")
        judged = page.evaluate(FOLD, judged)
        page.evaluate(axe)
        for width, theme in [(1280, "light"), (390, "dark")]:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=theme)
            faults += [(name, width, theme, fault) for fault in page.evaluate(AXE, {"runOnly": WCAG})]
    page.close()
    assert faults == []


def test_the_nu_checker_finds_no_error_on_any_page(project, tools):
    java = programs.find("java")
    assert java, "the Nu checker needs Java: `make test` brings it, or says how"
    jar = tools / "vnu-jar" / "build" / "dist" / "vnu.jar"
    files = pages_of(project / "_build" / "html")
    command = [java, *programs.BRIEF, "-Xss4m", "-jar", jar, "--errors-only", "--format", "json", *files]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    faults = [(fault["url"], fault["lastLine"], fault["message"]) for fault in json.loads(done.stderr)["messages"]]
    assert faults == []


def test_every_page_is_light(chromium, served):
    """At first view; and a chapter that a reader of another page opens, when faces, styles and scripts are there."""
    page, heavy = chromium.new_page(), {}
    for name in PAGES:
        page.goto(f"{served}/{name}")
        sizes = page.evaluate(SIZES)
        told = re.search(r"/(article|sequel)/", name)
        all, alone, asked = sum(sizes.values()), sizes[page.url], len(sizes)
        if all > (112_000 if told else 220_000) or (told and alone > 46_000) or asked > (10 if told else 20):
            heavy[name] = all, alone, asked
    page.close()
    assert alone and asked > 5 and heavy == {}


def test_lighthouse_is_content(served, tools):
    """Its score for speed is a measurement, which a busy machine spoils: see benchmarks/results.md."""
    asked = {"onlyCategories": GOOD, "onlyAudits": ["cumulative-layout-shift"], "skipAudits": ANCHORS} | QUIET
    told = reports(tools, [f"{served}/{name}" for name in KINDS], asked)
    found = {address: {about: scores(one)[about] for about in GOOD} for address, one in told.items()}
    assert found == {address: dict.fromkeys(GOOD, 100) for address in told} and len(told) == len(KINDS)
    jumps = {address: one["audits"]["cumulative-layout-shift"]["numericValue"] for address, one in told.items()}
    assert {address: jump for address, jump in jumps.items() if jump > 0.02} == {}
