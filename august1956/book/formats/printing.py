"""A page printed by Chromium: ``python printing.py CHROMIUM SOURCE [DRAFT] TARGET``, a program of its own.

It is driven by Playwright, since the small Chromium that comes as a package does not print by itself. When the draft is
there, it says so in a line, and waits for one that says, in JSON, which parts of the page are now otherwise.
"""

import json
import os
import shutil
import sys
from pathlib import Path

OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
LIMIT = 300_000  # milliseconds


REPLACE = "parts => { for (const [name, html] of parts) document.querySelector(name).outerHTML = html; }"


def main(program: str, source: str, *targets: str) -> None:
    """Print a file to tagged PDFs with an outline, its sheets as its own style says."""
    if node := shutil.which("node"):  # Playwright's own wants a library that a bare machine lacks
        os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", node)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=OPTIONS)
        page = browser.new_page()
        page.set_default_timeout(LIMIT)
        page.goto(Path(source).resolve().as_uri(), timeout=LIMIT)
        for target in targets:
            page.pdf(path=target, prefer_css_page_size=True, tagged=True, outline=True)
            if target != targets[-1]:
                print("printed", flush=True)
                page.evaluate(REPLACE, list(json.loads(input()).items()))
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
