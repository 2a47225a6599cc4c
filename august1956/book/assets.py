"""The style sheet and the script that every page asks for, each made of its parts."""

from pathlib import Path

from sphinx.application import Sphinx

from august1956 import style

__all__ = ["setup"]

SCRIPTS = ("parts/follow.js", "parts/cards.js")  # what is put behind edition.js


def join_parts(app: Sphinx, exception: Exception | None) -> None:
    """Put the palette, from which charts are drawn too, before the style sheet, and each page's scripts into one file.

    A page asks for fewer files then, and is drawn sooner where each request takes its time.
    """
    if exception or app.builder.name != "html":
        return
    sheet, *scripts = (_theme(name) for name in ("static/edition.css", "static/edition.js", *SCRIPTS))
    static = Path(app.outdir) / "_static"
    static.mkdir(exist_ok=True)
    (static / "edition.css").write_text(f"{style.css()}\n{sheet}", encoding="utf-8")
    (static / "edition.js").write_text("\n".join(scripts), encoding="utf-8")


def _theme(name: str) -> str:
    return (Path(__file__).parent / "theme" / name).read_text(encoding="utf-8")


def setup(app: Sphinx) -> None:
    """Connect everything; `august1956.book` calls this."""
    app.connect("build-finished", join_parts, priority=10)  # just after Sphinx has copied them
