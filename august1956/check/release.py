"""Before anything is published: whether a version is what its tag, its changelog and its files say."""

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from august1956 import __version__
from august1956.check import changes, check, files, published

__all__ = ["FILES", "FORMATS", "WHEEL", "prepare", "problems"]

FORMATS = {  # the other forms of the edition, which its pages offer: their files
    "epub": "to-kill-kim-il-sung.epub",
    "pdf": "to-kill-kim-il-sung.pdf",
    "article": "the-article.pdf",
    "tei": "article.tei.xml",
    "data": "august1956-data.zip",
}
WHEEL = f"august1956-{__version__}-py3-none-any.whl"
FILES = ("august1956.zip", WHEEL, *FORMATS.values())  # what a release hands out beside its tag
NUMBER = re.compile(r"\d+\.\d+\.\d+")
TOLD = r"(\bversion |\baugust1956-)\d+\.\d+\.\d+(?=, \d{4}\.|-py3)()"  # cited, or in the wheel's name
PLACES = {  # where the number of the version stands, each as a pattern with the number between two groups
    "august1956/__init__.py": r'^(__version__ = ")[^"]*(")',
    "CITATION.cff": r"^(version: )\S+()",
    "data/datapackage.json": r'^(  "version": ")[^"]*(")',
    "README.md": TOLD,
    "chapters/reference/about.md": TOLD,
    "chapters/reference/run-it-yourself.md": TOLD,
}
DAY = r"^(date-released: )(\S+)()"


def problems(root: Path, tag: str = "", folder: Path | None = None) -> list[str]:
    """Return what keeps a version from being published, a sentence each; nothing when it may be.

    Parameters
    ----------
    root : Path
        The project's folder.
    tag : str, optional
        The tag under which it is to be published, with or without ``v``.
    folder : Path, optional
        The folder with the files to hand out; where none is given, they are not looked for.

    Returns
    -------
    list of str

    Examples
    --------
    >>> from august1956 import data
    >>> problems(data.root().parent, tag="v0.0.1")[0]
    "The tag is v0.0.1 and the package's version '1.0.0': tag v1.0.0, or run `make version V=0.0.1`."
    """
    return [*_of_tag(tag), *_of_texts(root), *_of_tables(root / "data"), *_of_changes(root), *_of_files(folder)]


def _of_tag(tag: str) -> Iterator[str]:
    number = tag.removeprefix("v")
    if tag and number != __version__:
        yield (
            f"The tag is {tag} and the package's version {__version__!r}: tag v{__version__}, "
            f"or run `make version V={number}`."
        )


def _of_texts(root: Path) -> Iterator[str]:
    cited = (root / "CITATION.cff").read_text(encoding="utf-8")
    told = {"CITATION.cff": _found(r"^version: (\S+)", cited)}
    told["data/datapackage.json"] = json.loads((root / "data/datapackage.json").read_text(encoding="utf-8"))["version"]
    for name, version in told.items():
        if version != __version__:
            yield f"{name} says version {version!r}, the package {__version__!r}: run `make version V={__version__}`."
    log = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    day = _found(r"^date-released: (\S+)", cited)
    if f"\n## {__version__} ({day})\n" not in log:
        yield f"CHANGELOG.md has no heading “## {__version__} ({day})”: write there what a reader of it will see."
    if re.search(r"^## Unreleased", log, re.MULTILINE):
        yield "CHANGELOG.md still has a part “Unreleased”: put what it says under the version."
    if not list((root / "releases").glob(f"changes-*-{__version__}.csv")):
        yield f"releases/ has no table of the rows that changed to {__version__}: run `make version V={__version__}`."


def _found(pattern: str, text: str) -> str:
    match = re.search(pattern, text, re.MULTILINE)
    return match[1].strip('"') if match else ""


def _of_tables(directory: Path) -> Iterator[str]:
    faults, _ = check(directory)
    yield from map(str, faults)  # an id that vanished is one
    tables, _, _ = files.read_directory(directory)
    new = set(published.ids(tables)) - set(published.read(directory))
    if new and not faults:
        yield f"data/{published.FILE} lacks ids ({len(new)}), as {min(new)}: run `python -m august1956 publish`."


def _of_changes(root: Path) -> Iterator[str]:
    """Find the cells of the version's table of changes that the tables have changed once more."""
    tables, _, _ = files.read_directory(root / "data")
    for path in (root / "releases").glob(f"changes-*-{__version__}.csv"):
        stale = [change for change in changes.read(path) if not changes.holds(change, tables)]
        if stale:
            yield (
                f"releases/{path.name} is behind the tables ({len(stale)}), as in {stale[0].table}/{stale[0].id}: "
                f"run `make version V={__version__}`."
            )


def _of_files(folder: Path | None) -> Iterator[str]:
    for name in FILES if folder else ():
        path = Path(folder or "", name)
        if not path.is_file() or not path.stat().st_size:
            yield f"{path} is missing or empty: run `make release`, which makes it."


def prepare(root: Path, version: str, old: Path, day: date) -> list[str]:
    """Write the number and the day of a new version wherever they stand, and which rows differ from the last.

    Parameters
    ----------
    root : Path
        The project's folder.
    version : str
        The new number.
    old : Path
        The tables of the last version.
    day : date
        The day of the new version.

    Returns
    -------
    list of str
        A sentence for each file that was written.

    Raises
    ------
    ValueError
        When the number is none or not later than the last, or a file has no place for it.
    """
    before = json.loads((old / "datapackage.json").read_text(encoding="utf-8"))["version"]
    _refuse(version, before)
    texts = {name: _set(root / name, pattern, version) for name, pattern in PLACES.items()}
    texts["CITATION.cff"] = re.sub(DAY, rf"\g<1>{day}", texts["CITATION.cff"], flags=re.MULTILINE)
    for name in (name for name, pattern in PLACES.items() if pattern == TOLD):
        texts[name] = re.sub(rf"(version {re.escape(version)}, )\d{{4}}\.", rf"\g<1>{day.year}.", texts[name])
    found = changes.changes(old, root / "data")
    for name, text in texts.items():
        (root / name).write_text(text, encoding="utf-8")
    target = root / "releases" / f"changes-{before}-{version}.csv"
    target.parent.mkdir(exist_ok=True)
    with open(target, "w", encoding="utf-8", newline="") as handle:
        changes.write(found, handle)
    tables, _, _ = files.read_directory(root / "data")
    new = published.write(root / "data", tables)
    return [
        f"{', '.join(texts)}: version {version}, {day}.",
        f"{target.relative_to(root).as_posix()}: {len(found)} differences from {before}.",
        f"data/{published.FILE}: {new} new ids. Now write CHANGELOG.md.",
    ]


def _refuse(version: str, before: str) -> None:
    if not NUMBER.fullmatch(version):
        raise ValueError(f"{version!r} is no version; expected three numbers, as 1.2.0")
    if [int(part) for part in version.split(".")] <= [int(part) for part in before.split(".")]:
        raise ValueError(f"{version!r} is not later than the last version, {before}")


def _set(path: Path, pattern: str, version: str) -> str:
    text, count = re.subn(pattern, rf"\g<1>{version}\g<2>", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    if not count:
        raise ValueError(f"{path.name} has no place for the version")
    return text
