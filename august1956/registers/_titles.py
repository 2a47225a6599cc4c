"""What chapters and paragraphs are called."""

import re

from august1956 import data

__all__ = ["paragraph_label", "title"]


def title(file: str) -> str:
    """Return the first heading of a chapter, given as its file."""
    path = data.root().parent / file
    found = re.search(r"^# (.+)", path.read_text(encoding="utf-8"), re.MULTILINE) if path.is_file() else None
    return found[1] if found else file  # the package alone has no chapters


def paragraph_label(paragraph: str) -> str:
    """Return what a paragraph of the article is called.

    Examples
    --------
    >>> paragraph_label("p4"), paragraph_label("headline")
    ('Paragraph 4', 'The headings')
    """
    return f"Paragraph {paragraph[1:]}" if re.fullmatch(r"p\d+", paragraph) else "The headings"
