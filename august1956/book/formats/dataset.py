"""The data in one file: tables, their description and sources, one SQLite database, one workbook, and how to begin."""

import io
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time
from pathlib import Path
from typing import Any

import jinja2
import xlsxwriter
from pybtex.database import BibliographyData

from august1956.book.downloads.archive import pack, released
from august1956.book.edition import citation
from august1956.book.formats import bibliography
from august1956.check.release import FORMATS
from august1956.data import descriptor, sources

__all__ = ["FILE", "database", "make", "workbook"]

FILE = FORMATS["data"]
FOLDER = "august1956-data"
SQL = {"integer": "INTEGER", "number": "REAL"}  # every other type is text
CONVERT = {"integer": int, "number": float}
WIDEST = 60  # characters of a column in the workbook
HERE = Path(__file__).parent / "templates"
SOURCE_COLUMNS = ("author", "title", "date", "year", "howpublished", "archive", "url", "doi", "grade", "consulted")

Row = Sequence[str | int | float | None]


def make(root: Path, target: Path) -> Path:
    """Write the ZIP archive with all the data.

    Parameters
    ----------
    root : Path
        The project's folder.
    target : Path
        The folder that gets the file.

    Returns
    -------
    Path
        The file: the same bytes whenever it is made from the same tables.
    """
    return pack(_files(root), target / FILE, released(root))


def _files(root: Path) -> Iterator[tuple[str, bytes]]:
    data = root / "data"
    described = descriptor.package(data)
    names = ["datapackage.json", *(table["path"] for table in described["resources"]), "sources.bib"]
    parts = {"README.md": readme(root).encode(), "LICENSE": (root / "LICENSE-CONTENT").read_bytes()}
    parts |= {name: (data / name).read_bytes() for name in names}
    works = bibliography.read(data)
    parts["sources.json"] = bibliography.as_json(bibliography.csl(works)).encode()
    parts["sources.ris"] = bibliography.ris(bibliography.csl(works)).encode()
    parts["august1956.sqlite"] = database(data, works)
    parts["august1956.xlsx"] = workbook(data, datetime.combine(released(root), time()))
    yield from ((f"{FOLDER}/{name}", content) for name, content in parts.items())


def readme(root: Path) -> str:
    """Return the words that travel with the data: what they are, licence, citation, and how to load them."""
    described = descriptor.package(root / "data")
    counts = {table["name"]: len(descriptor.rows(table["name"], root / "data")) for table in described["resources"]}
    cite = citation(root)
    folder = jinja2.FileSystemLoader(HERE)
    engine = jinja2.Environment(loader=folder, trim_blocks=True, undefined=jinja2.StrictUndefined)
    return engine.get_template("dataset.md").render(package=described, counts=counts, cite=cite) + "\n"


# --- one database ---


def database(data: Path, works: BibliographyData | None = None) -> bytes:
    """Return the tables as one SQLite database, with keys, allowed values, the sources, and views that join them.

    Parameters
    ----------
    data : Path
        The data directory.
    works : BibliographyData, optional
        The sources, where they have been read already.

    Returns
    -------
    bytes
        The file. Dates are text in EDTF; what is empty in the tables is NULL.

    Raises
    ------
    sqlite3.IntegrityError
        If a row breaks a rule of ``datapackage.json``: the message names table and column.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "august1956.sqlite")
        connection = sqlite3.connect(path)
        try:
            _fill(connection, data, works or bibliography.read(data))
        finally:
            connection.close()
        return path.read_bytes()


def _fill(connection: sqlite3.Connection, data: Path, works: BibliographyData) -> None:
    described = descriptor.package(data)["resources"]
    for table in described:
        connection.execute(_create(table))
        _insert(connection, table["name"], [field["name"] for field in table["schema"]["fields"]], _rows(table, data))
    columns = ("key", "type", "label", *SOURCE_COLUMNS)
    connection.execute(f"CREATE TABLE sources ({', '.join(f'{name} TEXT' for name in columns)}, PRIMARY KEY (key))")
    _insert(connection, "sources", columns, _source_rows(data, works))
    connection.executescript((HERE / "views.sql").read_text(encoding="utf-8"))
    connection.commit()
    if lost := connection.execute("PRAGMA foreign_key_check").fetchall():
        raise sqlite3.IntegrityError(f"rows that point at nothing: {lost[:5]}; `make check` names them")
    connection.execute("VACUUM")


def _create(table: dict[str, Any]) -> str:
    schema = table["schema"]
    parts = [_column(field) for field in schema["fields"]]
    if key := schema.get("primaryKey"):
        parts.append(f"PRIMARY KEY ({_quoted(key)})")
    for foreign in schema.get("foreignKeys", []):
        other = foreign["reference"]
        there = f"{other['resource'] or table['name']} ({_quoted(other['fields'])})"
        parts.append(f"FOREIGN KEY ({_quoted(foreign['fields'])}) REFERENCES {there}")
    return f"CREATE TABLE {table['name']} (\n  " + ",\n  ".join(parts) + "\n)"


def _column(field: dict[str, Any]) -> str:
    limits = field.get("constraints", {})
    parts = [_quoted([field["name"]]), SQL.get(field["type"], "TEXT")]
    if limits.get("required"):
        parts.append("NOT NULL")
    if allowed := limits.get("enum"):
        parts.append(f"CHECK ({_quoted([field['name']])} IN ({', '.join(map(_literal, allowed))}))")
    return " ".join(parts)


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _literal(value: object) -> str:
    return str(value) if isinstance(value, (int, float)) else "'" + str(value).replace("'", "''") + "'"


def _insert(connection: sqlite3.Connection, table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
    places = ", ".join("?" * len(columns))
    connection.executemany(f"INSERT INTO {table} ({_quoted(columns)}) VALUES ({places})", rows)


def _rows(table: dict[str, Any], data: Path) -> Iterator[Row]:
    fields = table["schema"]["fields"]
    for row in descriptor.rows(table["name"], data):
        yield [CONVERT.get(field["type"], str)(text) if (text := row[field["name"]]) else None for field in fields]


def _source_rows(data: Path, works: BibliographyData) -> Iterator[Row]:
    labels = sources.labels(data)
    for key, entry in works.entries.items():
        people = "; ".join(map(str, entry.persons.get("author", [])))
        fields: dict[str, str] = {"author": people} | {name: bibliography.words(entry, name) for name in entry.fields}
        yield [key, entry.type, labels[key], *(fields.get(name) or None for name in SOURCE_COLUMNS)]


# --- one workbook ---


def workbook(data: Path, day: datetime) -> bytes:
    """Return the tables as one workbook: a sheet a table, before them what each column means.

    Parameters
    ----------
    data : Path
        The data directory.
    day : datetime
        The date that the file is given.

    Returns
    -------
    bytes
        An ``.xlsx`` file in which dates are text, so that no program makes days of years.

    Raises
    ------
    ValueError
        If a cell is longer than a spreadsheet holds.
    """
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_urls": False, "strings_to_formulas": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        described = descriptor.package(data)
        book.set_properties({"title": described["title"], "comments": described["description"], "created": day})
        _sheet(book, "columns", ("table", "column", "type", "meaning", "example"), _meanings(described))
        for table in described["resources"]:
            names = [field["name"] for field in table["schema"]["fields"]]
            _sheet(book, table["name"], names, _rows(table, data))
    return buffer.getvalue()


def _meanings(described: dict[str, Any]) -> Iterator[Row]:
    for table in described["resources"]:
        for field in table["schema"]["fields"]:
            kind = "date (EDTF)" if field.get("august1956:type") == "edtf" else field["type"]
            yield table["name"], field["name"], kind, field["description"], field.get("example", "")


def _sheet(book: xlsxwriter.Workbook, name: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
    sheet, head, text = book.add_worksheet(name), book.add_format({"bold": True}), book.add_format({"num_format": "@"})
    table = [columns, *rows]
    for number, column in enumerate(columns):
        longest = max(len(str(row[number] or "")) for row in table)
        sheet.set_column(number, number, min(longest + 2, WIDEST))
        sheet.write_string(0, number, column, head)
    for line, row in enumerate(table[1:], 1):
        for number, value in enumerate(row):
            _cell(sheet, line, number, value, text)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(table) - 1, len(columns) - 1)


def _cell(sheet: Any, line: int, number: int, value: str | int | float | None, text: Any) -> None:
    if isinstance(value, (int, float)):
        sheet.write_number(line, number, value)
    elif value and sheet.write_string(line, number, value, text):
        raise ValueError(f"sheet {sheet.name}, row {line + 1}: the text is longer than a spreadsheet holds")
