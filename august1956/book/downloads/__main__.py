"""What `make zip` and `make wheel` call: ``python -m august1956.book.downloads zip HTML FILE`` or ``wheel FOLDER``."""

import sys
from pathlib import Path

from august1956.book.downloads import wheel
from august1956.book.downloads.archive import BOOK, released, write_zip
from august1956.check.release import WHEEL


def main(what: str, *words: str) -> str:
    """Make one archive from the project in the working directory; return what to tell about it."""
    root, target = Path.cwd(), Path(words[-1])
    if what == "zip":
        write_zip(Path(words[0]), target, released(root))
        return f"{target} holds the book; unpack it and open {BOOK}/index.html"
    target.mkdir(parents=True, exist_ok=True)
    wheel.build(root, target.resolve())
    return f"{target / WHEEL} holds the package and its tables"


if __name__ == "__main__":
    try:
        print(main(*sys.argv[1:]))
    except FileNotFoundError as error:
        sys.exit(str(error))
