"""What `make formats` calls: ``python -m august1956.book.formats [NAME …]``, every form, or those that are named."""

import sys
import time
from collections.abc import Callable
from pathlib import Path

from august1956.book.formats import building, dataset, tei

MAKERS: dict[str, Callable[[Path, Path], Path]] = {
    "data": dataset.make,
    "tei": tei.make,
    "epub": building.make_epub,
}


def main(names: list[str]) -> int:
    """Make the forms, one after the other; return how many failed.

    Each is put where readers get it only when it is whole, so that one that fails leaves the others as they were.
    """
    root, failed = Path.cwd(), 0
    target = root / "_build" / "formats"
    for name in names or MAKERS:
        start = time.perf_counter()
        try:
            path = MAKERS[name](root, target)
        except Exception as error:  # whatever stops one form, the others are made
            failed += 1
            print(f"{name} was not made: {error}", file=sys.stderr)
        else:
            print(f"{path.relative_to(root)}  {path.stat().st_size / 1000:.0f} kB  {time.perf_counter() - start:.0f} s")
    return failed


if __name__ == "__main__":
    sys.exit(min(main(sys.argv[1:]), 1))
