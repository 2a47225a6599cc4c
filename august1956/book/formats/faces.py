"""The faces inside the EPUB and the PDF: those that the book was built with."""

import shutil
from collections.abc import Iterable
from pathlib import Path

from august1956.book.faces import ALWAYS, FACES, Face, missing, named, without_face

__all__ = ["NoFace", "write"]


class NoFace(Exception):
    """A letter has no face, or the faces are not there; the message says which, and what to do."""


def write(letters: Iterable[str], target: Path, build: Path) -> str:
    """Write the faces that the book's build has cut.

    Parameters
    ----------
    letters : iterable of str
        The letters of the EPUB; Korean, Chinese and Japanese ones are left to the reader's system.
    target : Path
        The folder that gets the files, in WOFF 2.
    build : Path
        The folder `_build`, in which the book was built.

    Returns
    -------
    str
        The rules for a style sheet beside them.

    Raises
    ------
    NoFace
        If no face has a letter, or the book was not built with these letters.
    """
    wanted = {letter for letter in {*ALWAYS, *letters} if letter.isprintable()}
    if lacking := missing(wanted):
        raise NoFace(f"no face of the book has {named(lacking)}; write it otherwise, or add a face that has it")
    files = sorted(build.glob(".faces/*/whole/*.woff2"))
    if not files or without_face(wanted, files) - without_face(wanted):
        raise NoFace("the EPUB takes the faces that the book was built with: run `make book` first")
    for file in files:
        shutil.copy(file, target)
    return "".join(map(_rule, FACES))


def _rule(face: Face) -> str:
    weights = " ".join(map(str, sorted(set(face.weights))))
    said = f'font-family: "{face.family}"; font-style: {face.style}; font-weight: {weights}'
    return f'@font-face {{ {said}; src: url("{face.name}.woff2") format("woff2"); }}\n'
