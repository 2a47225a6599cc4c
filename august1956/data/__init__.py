"""The tables: as pandas DataFrames (`load`, `groups`), as plain rows (`descriptor`), and the bibliography (`sources`).

pandas is imported when a frame is first asked for: a build of the book that changes nothing needs only rows.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from august1956.data.describe import describe
from august1956.data.descriptor import DataError, package, root, tables

if TYPE_CHECKING:
    from august1956.data.frames import groups, load

__all__ = ["DataError", "describe", "groups", "load", "package", "root", "tables"]


def __getattr__(name: str) -> object:
    """Bring what needs pandas when it is asked for."""
    if name in ("groups", "load"):
        return getattr(import_module("august1956.data.frames"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
