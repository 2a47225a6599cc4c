"""The book as a PDF to print, and the article alone: the EPUB's pages in one file, set by Chromium.

Chromium and not Typst: the pages are there as XHTML with their styles, drawings and links, and Chromium prints them
tagged, with an outline and running heads; for Typst each would have to be written a second time. What Chromium lacks,
the number of the page that a link leads to, is found by printing twice.
"""

import copy
import functools
import html
import json
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import Any

from august1956.book.edition import TITLE, citation
from august1956.book.faces import named, without_face
from august1956.book.formats import printing
from august1956.book.formats.article import passages
from august1956.book.formats.building import FormatError
from august1956.check.release import FORMATS
from august1956.data import descriptor
from august1956.registers.filing import filed, heading
from august1956.vocabulary import NUMBERED

__all__ = ["ARTICLE", "FILE", "make", "make_article"]

FILE, ARTICLE = FORMATS["pdf"], FORMATS["article"]
X = "{http://www.w3.org/1999/xhtml}"
OPF = "{http://www.idpf.org/2007/opf}"
HERE = Path(__file__).parent / "theme" / "static"
PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ASIAN = tuple(f"tests/gates/node_modules/@fontsource-variable/noto-sans-{script}/index.css" for script in ("kr", "sc"))
_escaped = functools.partial(html.escape, quote=False)
RANGE = re.compile(r"U\+([0-9a-f]+)(?:-([0-9a-f]+))?", re.IGNORECASE)


def make(root: Path, target: Path) -> Path:
    """Print the book from the pages of the EPUB; return the file.

    Raises
    ------
    FormatError
        If the EPUB was not built, or Chromium is missing; the message says how to have it.
    """
    book = _Book(root)
    work = root / "_build" / "pdf"
    work.mkdir(parents=True, exist_ok=True)
    _refuse_lacking(root, book.letters)
    printed = _print(book.page(), work / "book.html", work / "book.pdf", book.numbered)
    return _finish(printed, target / FILE, book.title)


def make_article(root: Path, target: Path) -> Path:
    """Print the article alone, on four pages at most, in the faces and the style of the EPUB; return the file.

    Raises
    ------
    FormatError
        As `make` does.
    """
    _epub(root)
    texts = passages(root)
    title, headline = texts["title"].text, texts["headline"].text
    numbered = [passage for passage in texts.values() if passage.id in NUMBERED]
    words = [f'<p id="{p.id}"><span class="para">{p.id[1:]}</span> {_escaped(p.text)}</p>' for p in numbered]
    said = (
        f'<section class="article-alone"><h1>{_escaped(title)}</h1><p class="headline">{_escaped(headline)}</p>'
        f"<p class='by'>Konstantin Asmolov, Lenta.ru, 3 January 2019</p>{''.join(words)}<p class='end'>Here our "
        "copy of the article ends. The article belongs to its author and its publisher; this English rendering is "
        "made for study and comment.</p></section>"
    )
    work = root / "_build" / "pdf"
    work.mkdir(parents=True, exist_ok=True)
    printed = _print(_document(root, title, "", said), work / "article.html", work / "article.pdf")
    return _finish(printed, target / ARTICLE, title)


def _epub(root: Path) -> Path:
    """Return the folder of the EPUB's pages, styles and faces."""
    folder = root / "_build" / "epub"
    if not (folder / "content.opf").is_file():
        raise FormatError("the PDF is printed from the EPUB’s pages, which are not there: make the EPUB first")
    return folder


# --- the pages in one ---


class _Book:
    """The pages of the EPUB as one page: each id once, links inside it, notes at the end of their chapter."""

    def __init__(self, root: Path) -> None:
        self.root, self.folder = root, _epub(root)
        self.cite = citation(root)
        self.people = {row["id"]: row["name"] for row in descriptor.rows("persons", root / "data")}
        self.title = TITLE
        self.names = self._spine()
        trees = {name: ET.parse(self.folder / name).getroot() for name in self.names}
        self.ids = _unique(trees)
        self.chapters = {name: self._chapter(name, tree) for name, tree in trees.items()}

    @property
    def letters(self) -> set[str]:
        """Every letter of the pages."""
        return {letter for chapter in self.chapters.values() for letter in "".join(chapter.itertext())}

    def _spine(self) -> list[str]:
        package = ET.parse(self.folder / "content.opf").getroot()
        files = {item.get("id"): item.get("href", "") for item in package.iter(f"{OPF}item")}
        names = [files[ref.get("idref")] for ref in package.iter(f"{OPF}itemref")]
        return [name for name in names if name.startswith("chapters/")]

    def _chapter(self, name: str, tree: ET.Element) -> ET.Element:
        body = tree.find(f"{X}body")
        assert body is not None
        body.tag = f"{X}section"
        body.attrib = {"class": f"chapter {body.get('class', '')}", "id": _slug(name)}
        for node in body.iter():
            if "id" in node.attrib and node is not body:
                node.set("id", self.ids[name, node.attrib["id"]])
            if "href" in node.attrib:
                node.set("href", self._inside(name, node.attrib["href"]))
            if "src" in node.attrib:
                node.set("src", "../epub/" + normpath(join(dirname(name), node.attrib["src"])))
            for key in [key for key in node.attrib if key.startswith("{")]:
                del node.attrib[key]
        _gather_notes(body)
        return body

    def _inside(self, name: str, address: str) -> str:
        if re.match(r"[a-z]+:", address):
            return address
        path, _, anchor = address.partition("#")
        page = normpath(join(dirname(name), path)) if path else name
        return "#" + (self.ids.get((page, anchor), anchor) if anchor else _slug(page))

    def page(self) -> str:
        """Return the whole as HTML; of the numbers of pages nothing is known yet."""
        rules = "".join(_running_head(number, self._title(name)) for number, name in enumerate(self.names))
        bodies = []
        for number, chapter in enumerate(self.chapters.values()):
            chapter = copy.deepcopy(chapter)
            chapter.set("style", f"page: c{number}")
            bodies.append(_html(chapter))
        parts = [self._title_page(), self._contents({}), *bodies, self._index({})]
        return _document(self.root, self.title, rules, "".join(parts))

    def numbered(self, draft: Path) -> dict[str, str]:
        """Return the contents and the index with the numbers of pages that a draft has."""
        return {".contents": self._contents(_places(draft)), ".index": self._index(_persons(draft, self.people))}

    def _title(self, name: str) -> str:
        head = next(self.chapters[name].iter(f"{X}h1"), None)
        return " ".join("".join(head.itertext()).split()) if head is not None else name

    def _title_page(self) -> str:
        return (
            f'<section class="title-page"><p class="title">{self.title}</p>'
            "<p>An article by Konstantin Asmolov,<br>in English, with commentary, data and charts</p>"
            f"<p class='small'>{_escaped(self.cite['authors'][0]['name'])}<br>Version {self.cite['version']}, "
            f"{self.cite['date-released']}</p></section>"
        )

    def _contents(self, places: dict[str, int]) -> str:
        lines = [(_slug(name), self._title(name)) for name in self.names] + [("index-of-persons", "Index of persons")]
        rows = "".join(
            f'<li><a href="#{anchor}"><span>{_escaped(title)}</span><span>{places.get(anchor, 888)}</span></a></li>'
            for anchor, title in lines
        )
        return f'<section class="contents"><h1>Contents</h1><ol>{rows}</ol></section>'

    def _index(self, persons: dict[str, list[int]]) -> str:
        order = sorted(persons, key=lambda id: filed(id, self.people[id]))
        rows = "".join(
            f'<li><a href="#{id}">{_escaped(heading(id, self.people[id]))}</a> {_ranges(persons[id])}</li>'
            for id in order
        )
        return f'<section class="index" id="index-of-persons"><h1>Index of persons</h1><ul>{rows}</ul></section>'


def _ranges(pages: list[int]) -> str:
    """Return numbers of pages as an index has them, runs drawn together."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][-1] + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


def _unique(trees: dict[str, ET.Element]) -> dict[tuple[str, str], str]:
    """Return the id in the one page of each id of each page: its own, or its own with the page's name before it."""
    ids: dict[tuple[str, str], str] = {}
    taken: set[str] = set()
    for name in sorted(trees, key=lambda name: "00-" in name):  # paragraphs belong to their chapters
        for node in trees[name].iter():
            if own := node.get("id"):
                ids[name, own] = own if own not in taken else f"{_slug(name)}--{own}"
                taken.add(ids[name, own])
    return ids


def _slug(name: str) -> str:
    return "page-" + re.sub(r"\W+", "-", name.removesuffix(".xhtml").removeprefix("chapters/"))


def _gather_notes(body: ET.Element) -> None:
    """Put the notes of a chapter at its end, with numbers."""
    notes = []
    for parent in list(body.iter()):
        for note in [child for child in parent if child.tag == f"{X}aside"]:
            _cut_out(parent, note)
            notes.append(note)
    signs = {node.get("href", "")[1:]: node for node in body.iter(f"{X}a") if node.get("class") == "em"}
    for number, note in enumerate(notes, 1):
        sign = signs.get(note.get("id", ""))
        if sign is not None:  # an element without children is false
            sign.text = str(number)
        back = next(note.iter(f"{X}a"))
        back.text = f"{number}."
    if notes:
        head = ET.SubElement(body, f"{X}h2")
        head.text = "Textual notes"
        body.extend(notes)


def _cut_out(parent: ET.Element, child: ET.Element) -> None:
    place = list(parent).index(child)
    if child.tail and place:
        parent[place - 1].tail = (parent[place - 1].tail or "") + child.tail
    child.tail = None
    parent.remove(child)


def _html(node: ET.Element) -> str:
    for inner in node.iter():
        inner.tag = inner.tag.removeprefix(X)
    return ET.tostring(node, encoding="unicode", method="html")


def _running_head(number: int, title: str) -> str:
    said = title.replace("\\", "").replace('"', "”")
    return f'@page c{number} {{ @top-right {{ content: "{said}"; }} }}\n'


def _document(root: Path, title: str, rules: str, body: str) -> str:
    style = (HERE / "print.css").read_text(encoding="utf-8")
    sheets = ["../epub/_static/epub.css", *((root / sheet).resolve().as_uri() for sheet in ASIAN)]
    links = "".join(f'<link rel="stylesheet" href="{sheet}">' for sheet in sheets)
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{_escaped(title)}</title>{links}'
        f"<style>{style}{rules}</style></head><body>{body}</body></html>"
    )


# --- printing ---


def _print(page: str, source: Path, target: Path, better: Callable[[Path], Any] | None = None) -> Path:
    """Print a page; with `better`, print a draft first, and then the page with the parts that it makes of the draft."""
    source.write_text(page, encoding="utf-8")
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if not program:
        raise FormatError("the PDF needs Chromium, which is not here: `python tests/programs.py chromium` gets it")
    draft = target.with_suffix(".draft.pdf")
    files = map(str, [source, draft, target] if better else [source, target])
    command = [sys.executable, printing.__file__, program, *files]  # one sync Playwright per process
    target.unlink(missing_ok=True)
    pipes: Any = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    with subprocess.Popen(command, text=True, encoding="utf-8", **pipes) as press:
        assert press.stdout
        answer = json.dumps(better(draft)) + "\n" if better and press.stdout.readline() else None
        _, said = press.communicate(answer, timeout=600)
    if press.returncode or not target.is_file():
        raise FormatError(f"Chromium did not print the PDF: {said.strip()[-400:]}")
    return target


def _refuse_lacking(root: Path, letters: set[str]) -> None:
    """Name the letters that would be printed as empty boxes."""
    ranges = []
    for sheet in ASIAN:
        if not (root / sheet).is_file():
            raise FormatError("the PDF needs Korean and Chinese faces: `python tests/programs.py` gets them")
        found = RANGE.findall((root / sheet).read_text(encoding="utf-8"))
        ranges += [(int(low, 16), int(high or low, 16)) for low, high in found]
    asked = without_face(filter(str.isprintable, letters))
    if lacking := {one for one in asked if not any(low <= ord(one) <= high for low, high in ranges)}:
        raise FormatError(f"no face has {named(lacking)}; write it otherwise, or add a face that has it")


def _places(path: Path) -> dict[str, int]:
    """Return the page on which each id stands to which something leads."""
    from pikepdf import Pdf

    with Pdf.open(path) as book:
        numbers = {page.objgen: number for number, page in enumerate(book.pages, 1)}
        places = book.Root.get("/Dests", {})
        return {name.removeprefix("/"): numbers[place[0].objgen] for name, place in places.items()}


def _persons(path: Path, people: dict[str, str]) -> dict[str, list[int]]:
    """Return the pages on which links lead to a person, by the person's id."""
    from pikepdf import Pdf

    found: dict[str, set[int]] = defaultdict(set)
    with Pdf.open(path) as book:
        for number, page in enumerate(book.pages, 1):
            for note in page.get("/Annots", ()):
                name = str(note.get("/Dest", "")).removeprefix("/")
                if name in people:
                    found[name].add(number)
    return {name: sorted(pages) for name, pages in found.items()}


def _finish(printed: Path, target: Path, title: str) -> Path:
    """Put language, title and author into the file, and pack it: the tags of a whole book are most of its bytes."""
    from pikepdf import Dictionary, ObjectStreamMode, Pdf

    target.parent.mkdir(parents=True, exist_ok=True)
    with Pdf.open(printed) as book:
        book.docinfo["/Title"], book.docinfo["/Author"] = title, "Konstantin Asmolov; the editors"
        book.Root.Lang = "en"
        book.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        book.save(target, object_stream_mode=ObjectStreamMode.generate, deterministic_id=True)
    return target
