"""How to cite the edition: the whole, its chapters, paragraphs, figures, persons and rows, each in three forms."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from august1956.book.downloads import services
from august1956.book.edition import TITLE, citation
from august1956.book.formats import bibliography, inventory
from august1956.book.formats.article import passages
from august1956.book.formats.bibliography import Item
from august1956.book.formats.rows import Row, rows
from august1956.book.persons import person_page
from august1956.data import descriptor
from august1956.vocabulary import NUMBERED

__all__ = ["FOLDER", "FORMS", "groups", "make", "row_forms"]

FOLDER = "citations"
FORMS = {"BibTeX": "bib", "RIS": "ris", "CSL-JSON": "json"}
ASMOLOV = {"family": "Asmolov", "given": "Konstantin"}
TOKEN = Row(
    "‹table›", "‹key›", "‹title›", anchor="‹anchor›"
)  # a row that a reader’s browser fills in: theme/static/registers.js


def make(root: Path, target: Path) -> Path:
    """Write the citations: a folder for each kind, in it for each thing a file in BibTeX, RIS and CSL-JSON.

    Parameters
    ----------
    root : Path
        The project's folder, with the book built in it.
    target : Path
        The folder that gets the folder ``citations``.

    Returns
    -------
    Path
        The folder.
    """
    folder = target / FOLDER
    for kind, name, items in _files(root):
        place = folder / kind
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{name}.bib").write_text(bibliography.bibtex(items), encoding="utf-8")
        (place / f"{name}.ris").write_text(bibliography.ris(items), encoding="utf-8")
        (place / f"{name}.json").write_text(bibliography.as_json(items), encoding="utf-8")
    return folder


def _files(root: Path) -> Iterator[tuple[str, str, list[Item]]]:
    for kind, items in groups(root).items():
        if kind == "rows":  # a file for each table; of one row the page makes them, from `row_forms`
            for table in descriptor.tables(root / "data"):
                yield kind, table, [item for item in items if item["id"].startswith(f"{table}-")]
        else:
            yield from ((kind, item["id"].removeprefix("august1956-"), [item]) for item in items)
    works = bibliography.csl(bibliography.read(root / "data"))
    yield "sources", "sources", works


def groups(root: Path) -> dict[str, list[Item]]:
    """Return what can be cited, as CSL items, by kind: book, chapters, paragraphs, figures, persons, rows."""
    maker, book = _Maker(root), inventory.read(root)
    data = root / "data"
    return {
        "book": [maker.whole()],
        "chapters": [maker.chapter(name, title) for name, title in book.pages.items()],
        "paragraphs": [maker.paragraph(one.id, one.docname) for one in passages(root).values() if one.id in NUMBERED],
        "figures": [maker.figure(one) for one in book.figures],
        "persons": [maker.person(row) for row in descriptor.rows("persons", data)],
        "rows": [maker.row(row) for row in rows(data, book.rows)],
    }


def row_forms(root: Path, docname: str) -> list[tuple[str, str, str]]:
    """Return how a row of a page is cited: for each form its name, the ending of a file, and a text to be filled in.

    Its blanks are those of `TOKEN`.

    Parameters
    ----------
    root : Path
        The project's folder.
    docname : str
        The page on which the rows stand.
    """
    items = [_Maker(root).row(TOKEN._replace(docname=docname))]
    texts = bibliography.bibtex(items), bibliography.ris(items), bibliography.as_json(items)
    return [(form, ending, text) for (form, ending), text in zip(FORMS.items(), texts, strict=True)]


class _Maker:
    """Makes items from the version, the day and the address of the book."""

    def __init__(self, root: Path) -> None:
        self.cite = citation(root)
        self.place = services.read(root / "_config.yml")
        self.data_title = descriptor.package(root / "data")["title"]
        self.editors = {"literal": self.cite["authors"][0]["name"]}

    def _item(self, name: str, kind: str, title: str, docname: str, anchor: str = "", **more: Any) -> Item:
        day = self.cite["date-released"]
        item = {"id": f"august1956-{name}", "type": kind, "title": title, "language": "en", **more}
        item |= {"version": self.cite["version"], "issued": {"date-parts": [[day.year, day.month, day.day]]}}
        address = self.place.page(docname, anchor)
        return item | ({"URL": address} if address else {})

    def _part(self, name: str, kind: str, title: str, docname: str, anchor: str = "", **more: Any) -> Item:
        around = {"container-title": TITLE, "editor": [self.editors]}
        return self._item(name, kind, title, docname, anchor, **{"author": [self.editors], **around, **more})

    def whole(self) -> Item:
        return self._item("book", "book", TITLE, "index", author=[ASMOLOV], editor=[self.editors])

    def chapter(self, docname: str, title: str) -> Item:
        article = docname.startswith("chapters/article")
        authors = [ASMOLOV, self.editors] if article else [self.editors]
        return self._part(docname.rsplit("/", 1)[1], "chapter", title, docname, author=authors)

    def paragraph(self, name: str, docname: str) -> Item:
        return self._part(name, "chapter", f"Paragraph {name[1:]}", docname, name, author=[ASMOLOV])

    def figure(self, one: dict[str, str]) -> Item:
        title = f"{one['number']}: {one['title']}"
        return self._part(one["id"], "figure", title, one["docname"], one["id"])

    def person(self, row: dict[str, str]) -> Item:
        return self._part(row["id"], "entry", row["name"], person_page(row["id"]))

    def row(self, row: Row) -> Item:
        more = {"container-title": self.data_title, "note": f"table {row.table}, row {row.key}"}
        name = f"{row.table}-{row.key}"
        return self._part(name, "dataset", row.title, row.docname, row.anchor, **more) | {"id": name}
