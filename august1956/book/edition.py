"""What the edition is: its title, and what ``CITATION.cff`` says of its version, day and editors."""

import functools
from pathlib import Path
from typing import Any

import yaml

__all__ = ["TITLE", "citation"]

TITLE = "To Kill Kim Il Sung"


def citation(root: Path) -> dict[str, Any]:
    """Return what ``CITATION.cff`` in the project's folder says.

    Parameters
    ----------
    root : Path
        The project's folder.

    Returns
    -------
    dict
        ``title``, ``version``, ``date-released`` (a date), ``authors``, as the file has them; not to be changed.
    """
    return _parsed((root / "CITATION.cff").read_text(encoding="utf-8"))


@functools.cache
def _parsed(text: str) -> dict[str, Any]:
    return dict(yaml.safe_load(text))
