"""Archives that are the same bytes from the same files, and that another user or a web server may read."""

import zipfile
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from august1956.book.edition import citation

__all__ = ["pack", "released", "write_zip"]

BOOK = "august1956"
READABLE = 0o100644  # a file that everybody may read, whatever the maker's umask


def released(root: Path) -> date:
    """Return the day of the version, as ``CITATION.cff`` in the project's folder has it: the date in every archive."""
    return citation(root)["date-released"]


def pack(files: Iterable[tuple[str, bytes]], target: Path, day: date, stored: int = 0) -> Path:
    """Put files into a ZIP archive, readable for everybody and dated by the version: no clock, no umask gets in.

    Parameters
    ----------
    files : iterable of (str, bytes)
        Name in the archive, with ``/`` between folders, and content; kept in the order given.
    target : Path
        The file to write; its folder is made.
    day : date
        The date of every file, at midnight.
    stored : int, default 0
        How many of the first files are put in as they are, as an EPUB wants its first.

    Returns
    -------
    Path
        The file.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (name, content) in enumerate(files):
            entry = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED if number >= stored else zipfile.ZIP_STORED
            entry.create_system, entry.external_attr = 3, READABLE << 16
            archive.writestr(entry, content)
    return target


def write_zip(html: Path, target: Path, day: date) -> Path:
    """Put a built book into a ZIP file, under one folder.

    Parameters
    ----------
    html : Path
        The folder with the built pages.
    target : Path
        The file to write; its folder is made.
    day : date
        The date of every file.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    FileNotFoundError
        When there is no built book in the folder.
    """
    if not (html / "index.html").is_file():
        raise FileNotFoundError(f"There is no built book in {html}; `make book` makes it.")
    paths = sorted(path for path in html.rglob("*") if path.is_file() and path.name != ".buildinfo")  # Sphinx's own
    return pack(((f"{BOOK}/{path.relative_to(html).as_posix()}", path.read_bytes()) for path in paths), target, day)
