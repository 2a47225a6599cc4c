"""The faces of the book: Source Serif 4, Source Sans 3 and Source Code Pro, cut to the letters that its pages use.

The faces come whole from pinned packages. Their licence (SIL OFL 1.1) reserves the name "Source", so that what is cut
from them is called otherwise. They are cut anew only when a letter or a package changes.
"""

import hashlib
import re
import shutil
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from importlib.metadata import version
from itertools import repeat
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.util import logging

from august1956.book.execution import workers
from august1956.book.freshness import MADE

__all__ = ["FACES", "Face", "cut", "setup"]

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Face:
    """A face as the style sheet names it, and where it comes from."""

    family: str
    file: str  # in the folder `files` of the package
    package: str
    style: str = "normal"
    weights: tuple[int, int] = (400, 600)
    without: tuple[str, ...] = ()  # scripts in which the book does not use it

    @property
    def name(self) -> str:
        """The beginning of the names of its files."""
        return f"{self.family.lower().replace(' ', '-')}{'-italic' if self.style == 'italic' else ''}"


CYRILLIC = ("cyrillic",)
FACES = (
    Face("August Serif", "SourceSerif4[opsz,wght].ttf", "fontpkg_source_serif_4"),
    Face(
        "August Serif", "SourceSerif4-Italic[opsz,wght].ttf", "fontpkg_source_serif_4", "italic", (400, 400), CYRILLIC
    ),
    Face("August Sans", "SourceSans3[wght].ttf", "fontpkg_source_sans_3"),
    Face("August Sans", "SourceSans3-Italic[wght].ttf", "fontpkg_source_sans_3", "italic", (400, 400)),
    Face("August Mono", "SourceCodePro[wght].ttf", "fontpkg_source_code_pro", weights=(400, 400), without=CYRILLIC),
)
SCRIPTS = {  # what of a face goes into a file of its own, so that a page fetches only what it shows
    "latin": (0x20, 0x3FF, 0x1E00, 0x2BFF),
    "cyrillic": (0x400, 0x52F),
}
# Left to the reader's system: scripts of East Asia, and the signs of geometry and arrows that verdicts are marked with.
SYSTEM = "\u1100-\u11ff\u2190-\u21ff\u25a0-\u27bf\u2e80-\u9fff\ua960-\ud7ff\uf900-\ufaff\ufe0e\ufe0f\uff00-\uffef"
# From a host a face that comes late waits for the next page, so that no text jumps; from a folder none comes late.
DISPLAY = {"faces.css": "optional", "faces-folder.css": "swap"}
ALWAYS = "".join(map(chr, range(0x20, 0x7F))) + "–—‘’“”…·×→←↑↓↗¶°"
SIZE_ADJUST = {"August Serif": "103%", "August Sans": "97%", "August Mono": "100%"}  # of the fallback
FALLBACK = {"August Serif": "Georgia", "August Sans": "Arial", "August Mono": "Courier New"}


def cut(face: Face, letters: Iterable[str], folder: Path) -> list[str]:
    """Cut a face to some letters: to all of them in `folder`/whole, and to those of each script beside it, as WOFF 2.

    Parameters
    ----------
    face : Face
    letters : iterable of str
        The letters that are wanted; those that the face lacks are left out.
    folder : pathlib.Path
        The folder that gets the files, in which there is a folder `whole`.

    Returns
    -------
    list of str
        The scripts of which there was a letter to write.
    """
    from fontTools import ttLib

    name = f"{face.name}.woff2"
    font = _whole(face, "".join(letters))
    _save(font, folder / "whole" / name)
    there = []
    for script in SCRIPTS:
        own = ttLib.TTFont(folder / "whole" / name, recalcTimestamp=False)
        if script not in face.without and _subset(own, filter(_of(script), letters)):
            _save(own, folder / f"{face.name}-{script}.woff2")
            there.append(script)
    return there


def _whole(face: Face, letters: str) -> Any:
    """Return a face with some letters, at the weights of the book, under the book's name for it."""
    from fontTools import ttLib
    from fontTools.varLib import instancer

    font = ttLib.TTFont(source(face), recalcTimestamp=False)
    _subset(font, letters)
    low, high = face.weights
    place = {"wght": low if low == high else (low, low, high)} | ({"opsz": 14} if "opsz" in face.file else {})
    font = instancer.instantiateVariableFont(font, place)
    for record in font["name"].names:
        if record.nameID in (1, 3, 4, 6, 16):
            record.string = face.family.replace(" ", "" if record.nameID == 6 else " ")
    return font


def _subset(font: Any, letters: Iterable[str]) -> bool:
    """Leave some letters in a font; return whether it has any of them."""
    from fontTools import subset

    wanted = {ord(letter) for letter in letters} & set(font.getBestCmap())
    options = subset.Options(layout_features=["kern", "liga", "lnum", "tnum", "mark", "mkmk", "ccmp"], hinting=False)
    options.name_IDs, options.notdef_outline = [0, 1, 2, 3, 4, 6, 13, 14, 16], True
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=wanted)
    cutter.subset(font)
    return bool(wanted)


def _save(font: Any, target: Path) -> None:
    font.flavor = "woff2"
    font.save(target)


def source(face: Face) -> Path:
    """Return the file of a face, whole."""
    package = __import__(face.package)
    return Path(package.ROOT) / "files" / face.file


def letters_of(folder: Path) -> set[str]:
    """Return every letter that the built pages show, their scripts' messages included."""
    found = set(ALWAYS)
    for path in folder.rglob("*.html"):
        found |= set(path.read_text(encoding="utf-8"))
    return {letter for letter in found if letter.isprintable()}


def missing(letters: Iterable[str]) -> set[str]:
    """Return the letters that neither a face has nor a reader's system can be trusted to have."""
    system = re.compile(f"[{SYSTEM}]")
    return {letter for letter in without_face(letters) if not system.match(letter)}


def without_face(letters: Iterable[str], files: Iterable[Path] | None = None) -> set[str]:
    """Return the letters that no face has, or none of some files: Korean, Chinese and Japanese ones among them."""
    from fontTools import ttLib

    files = map(source, FACES) if files is None else files
    known = set().union(*(ttLib.TTFont(file, lazy=True).getBestCmap() for file in files))
    return {letter for letter in letters if ord(letter) not in known}


def named(letters: Iterable[str]) -> str:
    """Return letters as a message names them, with their numbers in Unicode."""
    return ", ".join(f"{letter} (U+{ord(letter):04X})" for letter in sorted(letters))


def write_faces(app: Sphinx, exception: Exception | None) -> None:
    """Put the faces, cut to the letters of this book, and their rules beside the pages."""
    if exception or app.builder.name != "html":
        return
    if not app.config.august1956_faces:
        (Path(app.outdir) / "_static" / "faces.css").write_text("", encoding="utf-8")
        return
    letters = letters_of(Path(app.outdir))
    made = Path(app.outdir).parent / ".faces" / _digest(letters)
    if not (made / "faces.css").is_file():
        if lacking := missing(letters):
            words = "no face of the book has the letter %s; write it otherwise"
            logger.warning(words, named(lacking), type="august1956")
        _make(made, letters)
    for file in _served(made):
        shutil.copy(file, Path(app.outdir) / "_static")


def _served(folder: Path) -> list[Path]:
    """Return the files that pages ask for; the EPUB takes the folder `whole`."""
    return [path for path in folder.glob("*") if path.is_file()]


def _make(folder: Path, letters: set[str]) -> None:
    for old in folder.parent.glob("*"):
        shutil.rmtree(old)
    (folder / "whole").mkdir(parents=True)
    with ProcessPoolExecutor(workers()) as pool:
        there = pool.map(cut, FACES, repeat("".join(sorted(letters))), repeat(folder))
    rules = "".join(_rule(face, script) for face, scripts in zip(FACES, there, strict=True) for script in scripts)
    fallbacks = [
        f'@font-face {{ font-family: "{name} fallback"; src: local("{font}"); size-adjust: {SIZE_ADJUST[name]}; }}\n'
        for name, font in FALLBACK.items()
    ]
    for name, display in DISPLAY.items():
        rules_there = rules.replace("font-display: optional", f"font-display: {display}")
        (folder / name).write_text("".join([rules_there, *fallbacks]), encoding="utf-8")


def _of(script: str) -> Callable[[str], bool]:
    bounds = SCRIPTS[script]
    return lambda letter: any(low <= ord(letter) <= high for low, high in zip(bounds[::2], bounds[1::2], strict=True))


def _rule(face: Face, script: str) -> str:
    weights = " ".join(map(str, sorted(set(face.weights))))
    bounds = SCRIPTS[script]
    spans = ", ".join(f"U+{low:X}-{high:X}" for low, high in zip(bounds[::2], bounds[1::2], strict=True))
    return (
        f'@font-face {{ font-family: "{face.family}"; font-style: {face.style}; font-weight: {weights}; '
        f'font-display: optional; src: url({face.name}-{script}.woff2) format("woff2"); unicode-range: {spans}; }}\n'
    )


def _digest(letters: set[str]) -> str:
    versions = [version(face.package.replace("_", "-")) for face in FACES]
    code = Path(__file__).read_bytes()
    return hashlib.sha256("".join([*sorted(letters), *versions]).encode() + code).hexdigest()[:16]


def made(app: Sphinx) -> list[str]:
    """Return the addresses of the files."""
    kept = (Path(app.outdir).parent / ".faces").glob("*")
    return ["_static/faces.css", *(f"_static/{path.name}" for folder in kept for path in _served(folder))]


def setup(app: Sphinx) -> None:
    """Connect everything; `august1956.book` calls this."""
    app.add_config_value("august1956_faces", True, "")  # off where a test has no eyes for them
    app.connect(MADE, made)
    app.connect("build-finished", write_faces, priority=90)  # before the book judges itself
