"""The faces inside the EPUB and the PDF: the book's own, cut to the letters that are used."""

import functools
import hashlib
import re
import shutil
import tempfile
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

from fontpkg_source_sans_3 import ROOT as SANS
from fontpkg_source_serif_4 import ROOT as SERIF

__all__ = ["LackingLetters", "write"]

ROMAN, ITALIC = "SourceSerif4[opsz,wght].ttf", "SourceSerif4-Italic[opsz,wght].ttf"
FACES = (  # family (the licence reserves the name "Source" for what is not cut), folder, file, style, weight
    ("August Serif", SERIF, ROMAN, "normal", 400),
    ("August Serif", SERIF, ROMAN, "normal", 600),
    ("August Serif", SERIF, ITALIC, "italic", 400),
    ("August Sans", SANS, "SourceSans3[wght].ttf", "normal", 400),
    ("August Sans", SANS, "SourceSans3[wght].ttf", "normal", 600),
)
ALWAYS = set(map(chr, range(0x20, 0x7F))) | set("–—‘’“”…·×→←°¶‑")
ASIAN = re.compile("[\u1100-\u11ff\u2e80-\u9fff\ua960-\ud7ff\uf900-\ufaff\uff00-\uffef]")  # left to the system


class LackingLetters(Exception):
    """The faces lack letters that the book uses; the message names them."""


def write(letters: Iterable[str], target: Path) -> str:
    """Write the faces, cut to some letters.

    Parameters
    ----------
    letters : iterable of str
        The letters of the book; Korean, Chinese and Japanese ones are left to the reader's system.
    target : Path
        The folder that gets the files, in WOFF 2.

    Returns
    -------
    str
        The rules for a style sheet beside them.

    Raises
    ------
    LackingLetters
        If neither face has a letter.
    """
    wanted = frozenset(letter for letter in ALWAYS | set(letters) if letter.isprintable() and not ASIAN.match(letter))
    if lacking := sorted(letter for letter in wanted if ord(letter) not in _known()):
        named = ", ".join(f"{letter} (U+{ord(letter):04X})" for letter in lacking)
        raise LackingLetters(f"the faces of the book lack {named}; write it otherwise, or add a face that has it")
    return "".join(_face(target, wanted, *face) for face in FACES)


@functools.cache
def _known() -> frozenset[int]:
    from fontTools.ttLib import TTFont

    faces = {(folder, file) for _, folder, file, *_ in FACES}
    return frozenset(code for folder, file in faces for code in TTFont(folder / "files" / file).getBestCmap())


def _face(target: Path, letters: frozenset[str], family: str, folder: Path, file: str, style: str, weight: int) -> str:
    name = f"{family.lower().replace(' ', '-')}-{style}-{weight}.woff2"
    state = f"{sorted(letters)} {file} {weight} {version('fonttools')} {version('fontpkg-source-serif-4')}"
    kept = Path(tempfile.gettempdir(), "august1956-faces", hashlib.sha256(state.encode()).hexdigest()[:16] + ".woff2")
    if not kept.is_file():
        kept.parent.mkdir(exist_ok=True)
        _cut(folder / "files" / file, letters, family, weight, kept)
    shutil.copyfile(kept, target / name)
    said = f'font-family: "{family}"; font-style: {style}; font-weight: {weight}; src: url("{name}") format("woff2")'
    return f"@font-face {{ {said}; }}\n"


def _cut(source: Path, letters: frozenset[str], family: str, weight: int, target: Path) -> None:
    from fontTools import subset
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    font = TTFont(source, recalcTimestamp=False)
    options = subset.Options(layout_features=["kern", "liga", "tnum", "mark", "mkmk", "ccmp"], hinting=False)
    options.name_IDs, options.notdef_outline = [0, 1, 2, 3, 4, 6, 13, 14, 16], True
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=map(ord, letters))
    cutter.subset(font)  # before the instance is made: the other order is an error in fonttools 4.68
    places = {"wght": weight, "opsz": 14} if "fvar" in font and len(font["fvar"].axes) > 1 else {"wght": weight}
    font = instancer.instantiateVariableFont(font, places)
    for record in font["name"].names:
        if record.nameID in (1, 3, 4, 6, 16):
            record.string = family.replace(" ", "" if record.nameID == 6 else " ")
    font.flavor = "woff2"
    font.save(target)
