"""The faces inside the EPUB and the PDF: the book's own, cut to the letters that are used."""

import hashlib
import shutil
from collections.abc import Iterable
from pathlib import Path

from august1956.book.faces import ALWAYS, FACES, Face, cut, missing, named

__all__ = ["LackingLetters", "write"]


class LackingLetters(Exception):
    """The faces lack letters that the book uses; the message names them."""


def write(letters: Iterable[str], target: Path, kept: Path) -> str:
    """Write the faces, cut to some letters.

    Parameters
    ----------
    letters : iterable of str
        The letters of the book; Korean, Chinese and Japanese ones are left to the reader's system.
    target : Path
        The folder that gets the files, in WOFF 2.
    kept : Path
        A folder where they are kept from one build to the next: to cut them takes some twenty seconds.

    Returns
    -------
    str
        The rules for a style sheet beside them.

    Raises
    ------
    LackingLetters
        If no face has a letter.
    """
    wanted = {letter for letter in {*ALWAYS, *letters} if letter.isprintable()}
    if lacking := missing(wanted):
        raise LackingLetters(f"no face of the book has {named(lacking)}; write it otherwise, or add a face that has it")
    folder = kept / hashlib.sha256("".join(sorted(wanted)).encode()).hexdigest()[:16]
    if not folder.is_dir():
        shutil.rmtree(kept, ignore_errors=True)
        folder.mkdir(parents=True)
        for face in FACES:
            cut(face, wanted, folder / f"{face.name}.woff2")
    shutil.copytree(folder, target, dirs_exist_ok=True)
    return "".join(map(_rule, FACES))


def _rule(face: Face) -> str:
    weights = " ".join(map(str, sorted(set(face.weights))))
    said = f'font-family: "{face.family}"; font-style: {face.style}; font-weight: {weights}'
    return f'@font-face {{ {said}; src: url("{face.name}.woff2") format("woff2"); }}\n'
