"""Tables, dates, charts and figures of the digital edition *To Kill Kim Il Sung*."""

from importlib import import_module

from august1956.notebook import record

__all__ = ["record"]
__version__ = "1.0.0"

PAGE_FIGURE = "application/vnd.august1956.figure+json"  # what a cell gives and the book takes; unknown to notebooks
IN_THE_BOOK = "AUGUST1956_IN_THE_BOOK"  # set while the book is built: elsewhere a cell need not draw for its pages

# Names that notebooks already handed out still import.
_MOVED = {
    "sources": "august1956.data.sources",
    "rivals": "august1956.registers.disagreements",
    "strips": "august1956.registers.lifeline",
}


def __getattr__(name: str) -> object:
    """Find a module by the name that it had before it got a room."""
    if name in _MOVED:
        return import_module(_MOVED[name])
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
