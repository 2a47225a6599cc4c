"""The copy to keep: the built book as one file, with the same bytes from the same pages."""

import sys
import zipfile
from pathlib import Path

__all__ = ["write_zip"]

BOOK = "august1956"
DAY = (1980, 1, 1, 0, 0, 0)  # the earliest that a ZIP file can tell; no clock gets into the copy


def write_zip(html: Path, target: Path) -> Path:
    """Put a built book into a ZIP file, under one folder.

    Parameters
    ----------
    html : Path
        The folder with the built pages.
    target : Path
        The file to write; its folder is made.

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
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for path in sorted(path for path in html.rglob("*") if path.is_file()):
            if path.name != ".buildinfo":  # Sphinx's note to itself
                entry = zipfile.ZipInfo(f"{BOOK}/{path.relative_to(html).as_posix()}", DAY)
                entry.compress_type = zipfile.ZIP_DEFLATED
                copy.writestr(entry, path.read_bytes())
    return target


if __name__ == "__main__":  # python -m august1956.book.downloads.archive HTML FILE
    try:
        written = write_zip(Path(sys.argv[1]), Path(sys.argv[2]))
    except FileNotFoundError as error:
        sys.exit(str(error))
    print(f"{written} holds the book; unpack it and open {BOOK}/index.html")
