"""Gives each chapter with cells its one short header, and a page without a cell none: `python tests/headers.py`."""

import re
from pathlib import Path

HEADER = "---\nfile_format: mystnb\nkernelspec:\n  display_name: Python 3\n  language: python\n  name: python3\n---\n\n"


def shortened(text: str) -> str:
    """Return a chapter with the header that it needs."""
    body = re.sub(r"\A---\n.*?^---\n\s*", "", text, flags=re.MULTILINE | re.DOTALL)
    return (HEADER if "```{code-cell}" in body else "") + body


if __name__ == "__main__":
    for path in sorted((Path(__file__).parents[1] / "chapters").rglob("*.md")):
        text = path.read_text(encoding="utf-8")
        if shortened(text) != text:
            path.write_text(shortened(text), encoding="utf-8")
            print(path)
