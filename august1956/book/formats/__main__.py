"""What `make formats` calls: ``python -m august1956.book.formats [NAME …]``, every form, or those that are named."""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from august1956.book.formats import building, citations, dataset, machines, pdf, tei

MAKERS: dict[str, Callable[[Path, Path], Path]] = {
    "data": dataset.make,
    "tei": tei.make,
    "machines": machines.make,
    "epub": building.make_epub,
    "citations": citations.make,  # of the pages and figures that the EPUB, or the book, has
    "pdf": pdf.make,  # from the EPUB's pages
    "article": pdf.make_article,
}


def main(names: list[str], target: Path | None = None) -> int:
    """Make the forms, one after the other; return how many failed. By default the pages offer the folder they go to.

    Each is put there only when it is whole, so that one that fails leaves the others as they were.
    """
    root, failed = Path.cwd(), 0
    target = target or root / "_build" / "formats"
    for name in names or MAKERS:
        start = time.perf_counter()
        try:
            path = MAKERS[name](root, target)
        except Exception as error:  # whatever stops one form, the others are made
            failed += 1
            print(f"{name} was not made: {error}", file=sys.stderr)
        else:
            files = [file for file in [path, *path.rglob("*")] if file.is_file()]
            size = sum(file.stat().st_size for file in files) / 1000
            told = f", {len(files)} files" if path.is_dir() else ""
            print(f"{os.path.relpath(path)}: {size:.0f} kB{told}, {time.perf_counter() - start:.0f} s")
    return failed


if __name__ == "__main__":
    sys.exit(min(main(sys.argv[1:]), 1))
