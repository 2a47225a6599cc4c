"""The machine text, for somebody who holds it: whether each received reading stands where the notes say."""

import csv
from pathlib import Path

from august1956.vocabulary import PARAGRAPHS

__all__ = ["PARAGRAPHS", "problems"]


def problems(file: Path | str, directory: Path) -> list[str]:
    """Compare the received readings of the textual notes with the machine text itself.

    Parameters
    ----------
    file : path
        The machine text, UTF-8, each paragraph on a line of its own; empty lines do not count.
    directory : path
        The data directory.

    Returns
    -------
    list of str
        One line per fault, ``file:row:column: what is wrong``; empty when every reading stands in its paragraph.

    Raises
    ------
    OSError, UnicodeDecodeError
        When the file cannot be read as text.
    """
    lines = [line.strip() for line in Path(file).read_text(encoding="utf-8-sig").splitlines() if line.strip()]
    text = dict(zip(PARAGRAPHS, lines, strict=False))
    found = []
    if len(lines) != len(PARAGRAPHS):
        found.append(f"{file}:1:-: has {len(lines)} paragraphs; expected {len(PARAGRAPHS)}, {PARAGRAPHS[0]} to p10")
    with open(Path(directory) / "emendations.csv", encoding="utf-8-sig", newline="") as handle:
        notes = list(csv.DictReader(handle))
    for row, note in enumerate(notes, 2):
        if note["received"] not in text.get(note["paragraph"], ""):
            elsewhere = [name for name, words in text.items() if note["received"] in words]
            hint = f"; it stands in {', '.join(elsewhere)}" if elsewhere else ""
            what = f'{note["id"]}, "{note["received"]}" is not in {note["paragraph"]}{hint}'
            found.append(f"emendations.csv:{row}:received: {what}")
    return found
