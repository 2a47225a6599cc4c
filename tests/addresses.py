"""Adds the pages of the built book, and their paragraphs and figures, to `addresses.txt`: `make release` runs it."""

import re
from pathlib import Path

from bs4 import BeautifulSoup
from project import pages_of

ROOT = Path(__file__).parents[1]
SNAPSHOT = ROOT / "tests" / "addresses.txt"
PARAGRAPH = re.compile(r"p\d+")


def lasting(text: str) -> set[str]:
    """Return the ids of a page's figures and paragraphs; rows have `data/published.txt`, sections may be renamed."""
    soup = BeautifulSoup(text, "lxml")
    return {tag["id"] for tag in soup.find_all(id=True) if tag.name == "figure" or PARAGRAPH.fullmatch(tag["id"])}


def grown(known: str, book: Path) -> str:
    """Return the snapshot, a page a line with its ids, with what a built book has beyond it; nothing is taken out."""
    pages = {page: set(ids) for page, *ids in map(str.split, known.splitlines())}
    for path in pages_of(book):
        address = path.relative_to(book).as_posix()
        if not address.startswith("_"):
            pages.setdefault(address, set()).update(lasting(path.read_text(encoding="utf-8")))
    return "".join(" ".join([page, *sorted(pages[page])]) + "\n" for page in sorted(pages))


if __name__ == "__main__":
    before = SNAPSHOT.read_text(encoding="utf-8")
    after = grown(before, ROOT / "_build" / "html")
    SNAPSHOT.write_text(after, encoding="utf-8")
    new = len(after.split()) - len(before.split())
    print(f"tests/addresses.txt: {new} new addresses." if new else "tests/addresses.txt has every address.")
