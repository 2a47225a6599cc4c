"""What editors, spreadsheets and JupyterLab leave beside chapters and tables, and no file of the edition is."""

from collections.abc import Iterator
from pathlib import Path

__all__ = ["is_leftover", "own_files"]

_BEGINNINGS = (".", "~", "#")  # hidden files, locks of editors and of LibreOffice, checkpoints, autosaves
_ENDINGS = ("~", "#", ".bak", ".orig", ".rej", ".swp", ".swo", ".tmp", ".part", ".ipynb")


def is_leftover(path: Path, root: Path) -> bool:
    """Tell whether a path below a root was left there by a tool: hidden, backup, lock, checkpoint, notebook.

    Parameters
    ----------
    path, root : pathlib.Path
        The path, and the folder from which on its parts count.

    Returns
    -------
    bool

    Examples
    --------
    >>> is_leftover(Path("data/.~lock.persons.csv#"), Path("data"))
    True
    >>> is_leftover(Path("data/persons.csv"), Path("data"))
    False
    """
    parts = path.relative_to(root).parts
    hidden = any(part.startswith(_BEGINNINGS) or part == "__pycache__" for part in parts)
    return hidden or path.name.lower().endswith(_ENDINGS)


def own_files(root: Path, pattern: str = "**/*") -> Iterator[Path]:
    """Yield the edition's own files below a folder, in order: neither leftovers nor links to nowhere.

    Parameters
    ----------
    root : pathlib.Path
        The folder; one that is not there has no files.
    pattern : str, default "**/*"
        As for `pathlib.Path.glob`.

    Yields
    ------
    pathlib.Path
    """
    for path in sorted(root.glob(pattern)):
        if not is_leftover(path, root) and path.is_file():
            yield path
