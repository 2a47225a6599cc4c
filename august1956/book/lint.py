"""What the chapters must keep to: no number is typed, no page and no figure left out.

A number in the prose is computed by a cell, is a date or a pointer, or is allowed by name and with a reason.
"""

import re
from collections.abc import Iterable
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

from august1956.leftovers import own_files

__all__ = ["ALLOWED", "setup", "typed"]

logger = logging.getLogger(__name__)

ALLOWED = "chapters/numbers-allowed.txt"
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
DAY = r"\d{1,2}(?:st|nd|rd|th)?"
POINTERS = r"[Pp]aragraphs?|[Cc]hapters?|[Pp]art|Figures?|Table|pp?\.|Nos?\.|volume|version|Python"
GAP = "\ufffc"  # stands for what a cell computed, a citation, code: never part of a number
NUMBER = re.compile(
    r"\d[\d.,:–-]*\d|\d"
    r"|\b(?:eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty"
    r"|sixty|seventy|eighty|ninety|hundreds?|thousands?|dozens?)\b",
    re.IGNORECASE,
)
NOT_COUNTED = re.compile(
    r"^\d+\. "  # the number of an exercise
    rf"|\b{DAY}(?:(?: to | and | or |–|, ){DAY})* (?:{MONTHS})\b"  # 30 and 31 August
    rf"|\b(?:{MONTHS}) {DAY}\b"
    r"|\b(?:1[5-9]|20)\d\d(?:s\b|(?:[–-]|/)\d{2,4}\b)?"  # 1956, the 1950s, 1957–58
    r"|\b\d{1,2}(?:st|nd|rd|th)\b"  # the 18th, the 20th Congress
    r"|\b[A-Za-z]+-?\d+[A-Za-z]*\b"  # a name: p3, UTF-8
    rf"|\b(?:{POINTERS}) \d[\d.]*(?:(?:,| to| and| or|–) ?\d[\d.]*)*"
)
ASIDE = "chapters/explorer/"  # for JupyterLab only: not a page
FIGURE_ID = re.compile(r'\bid="([\w-]+)"')
CELL = re.compile(r"^```\{code-cell\}.*?^```$", re.MULTILINE | re.DOTALL)
SILENT = (nodes.raw, nodes.literal, nodes.literal_block, nodes.block_quote, nodes.citation)


def typed(text: str, allowed: Iterable[str] = ()) -> list[str]:
    """Return the numbers in a text that nobody computed and nothing excuses.

    Parameters
    ----------
    text : str
        Prose.
    allowed : iterable of str
        Phrases whose numbers may stand as they are.

    Returns
    -------
    list of str
        In the order of the text: figures, and words from eleven upwards.
    """
    excused = [found.span() for found in NOT_COUNTED.finditer(text)]
    for phrase in allowed:
        excused += [found.span() for found in re.finditer(re.escape(phrase), text)]
    return [
        found[0]
        for found in NUMBER.finditer(text)
        if not any(start <= found.start() and found.end() <= end for start, end in excused)
    ]


def exceptions(root: Path) -> dict[str, list[str]]:
    """Read the allowed phrases of each page; a line is ``page: phrase``, a line that begins with # says why."""
    phrases: dict[str, list[str]] = {}
    for line in (root / ALLOWED).read_text(encoding="utf-8").splitlines():
        page, colon, phrase = line.partition(": ")
        if colon and not line.startswith("#"):
            phrases.setdefault(page, []).append(phrase)
    return phrases


def check_numbers(app: Sphinx, doctree: nodes.document) -> None:
    """Warn of each typed number on a page, and of each exception that the page no longer needs."""
    page = app.env.docname
    allowed = exceptions(Path(app.srcdir)).get(page.removeprefix("chapters/"), [])
    texts = [(node, _prose(node)) for node in doctree.findall(_is_prose)]
    for node, text in texts:
        for number in typed(text, allowed):
            where = text[max(0, text.index(number) - 30) : text.index(number) + 30].replace(GAP, "…").strip()
            logger.warning(
                "the number %r is typed (%s); compute it in a cell and write {eval}, or add the phrase to %s",
                number, where, ALLOWED, location=node, type="august1956", subtype="number",
            )  # fmt: skip
    for phrase in allowed:
        if not any(phrase in text for _, text in texts):
            logger.warning(
                "%s allows %r, which the page does not say; remove the line",
                ALLOWED, phrase, location=page, type="august1956", subtype="number",
            )  # fmt: skip


def _is_prose(node: nodes.Node) -> bool:
    """Tell whether a node is a run of text that somebody wrote: not the article's, not a cell's."""
    if not isinstance(node, nodes.paragraph | nodes.title | nodes.caption | nodes.term):
        return False
    while node := node.parent:
        if isinstance(node, nodes.block_quote) or node.get("nb_element") == "cell_code_output":
            return False
    return True


def _prose(node: nodes.Node) -> str:
    if isinstance(node, nodes.Text):
        return str(node).replace("\n", " ")
    cited = node.get("refdomain") == "cite"
    if cited or isinstance(node, SILENT) or "pasted-text" in node.get("classes", ()):
        return GAP
    return "".join(_prose(child) for child in node.children)


def nothing_left_out(app: Sphinx, env: BuildEnvironment) -> None:
    """Find the pages that the table of contents forgot, and the figures that a cell makes and no page shows."""
    root, shown = Path(app.srcdir), env.get_domain("std").anonlabels
    for path in own_files(root, "chapters/**/*.md"):
        docname = path.relative_to(root).with_suffix("").as_posix()
        if docname not in env.found_docs and not docname.startswith(ASIDE):
            logger.warning("%s is not in _toc.yml, so that no reader would find it", docname, type="august1956")
    for docname in sorted(env.found_docs):
        cells = "".join(CELL.findall(Path(env.doc2path(docname)).read_text(encoding="utf-8-sig")))
        for name in FIGURE_ID.findall(cells):
            if f"fig-{name.removeprefix('fig-')}" not in shown:
                words = "the cell that makes figure %r does not show it: let `figure(…)` be its last line"
                logger.warning(words, name, location=docname, type="august1956")


def setup(app: Sphinx) -> None:
    """Connect the rules; `august1956.book` calls this."""
    app.connect("doctree-read", check_numbers)
    app.connect("env-check-consistency", nothing_left_out)
