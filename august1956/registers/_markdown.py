"""What every register writes with: text that displays itself, marks escaped, citations, tables with captions."""

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

import pandas as pd
from jinja2 import Environment, FunctionLoader, StrictUndefined

__all__ = ["Page", "capital", "captioned", "cite", "ended", "has", "joined", "plain", "printed", "rendered", "template"]

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#$|~^@])")


class Page(str):
    """Markdown that a notebook shows as a page when a cell ends with it; in every other way a ``str``.

    Examples
    --------
    >>> page = Page("A *word*.")
    >>> page._repr_markdown_()
    'A *word*.'
    >>> page.startswith("A")
    True
    """

    def _repr_markdown_(self) -> str:
        return str(self)

    def __repr__(self) -> str:
        return f"<a page of Markdown, {len(self):,} characters>"  # stands beside the page: no second copy of it


def plain(text: object) -> str:
    r"""Escape what Markdown would read as markup, so that a cell of a table is only ever text.

    Examples
    --------
    >>> plain("**bold** [link](#there)")
    '\\*\\*bold\\*\\* \\[link\\](\\#there)'
    """
    return _MARKUP.sub(r"\\\1", str(text)) if has(text) else ""


def has(value: Any) -> bool:
    """Tell whether a cell of a table is filled."""
    return bool(not pd.isna(value) and value != "")


def ended(text: object) -> str:
    """Return a text as a sentence, with a full stop where it has no end.

    Examples
    --------
    >>> ended("A note"), ended("Why?")
    ('A note.', 'Why?')
    """
    words = "" if not has(text) else text if isinstance(text, str) else str(text)
    return words if not words or words.endswith((".", "!", "?")) else words + "."  # escaped text stays escaped


def capital(text: str) -> str:
    """Return a text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def joined(*parts: object) -> str:
    """Escape the parts that are filled and join them with commas."""
    return ", ".join(plain(part) for part in parts if has(part))


def cite(source: str) -> str:
    """Return the citation of one source key, or of several separated by semicolons.

    Examples
    --------
    >>> cite("lankov2009; kang1993")
    '{cite}`lankov2009,kang1993`'
    """
    return f"{{cite}}`{','.join(key.strip() for key in source.split(';'))}`"


def captioned(caption: str, lines: Iterable[str], name: str = "") -> str:
    """Return a Markdown table, given as its lines, with a caption.

    Parameters
    ----------
    caption : str
        What the table shows.
    lines : iterable of str
        Its head, its rule and its rows.
    name : str, optional
        Its id in the page. A table with one is a register: readers can sort it by any column, and filter it by the
        columns marked ``.by`` and by the words marked ``.by-NAME``; it is given in the order of its first column. See
        ``theme/static/registers.js``.
    """
    options = [":class: register", f":name: {name}"] if name else []
    return "\n".join([f":::{{table}} {caption}", *options, *([""] if name else []), *lines, ":::"])


@cache
def template(name: str) -> Any:
    """Return a template of the folder ``templates``; one whose name says HTML escapes whatever is put into it."""
    folder = files("august1956.registers") / "templates"
    environment = Environment(
        loader=FunctionLoader(lambda file: (folder / file).read_text(encoding="utf-8")),
        autoescape=lambda file: ".html" in (file or ""),
        undefined=StrictUndefined,
        comment_start_string="<#",  # an opening brace and # begin an id in MyST
        comment_end_string="#>",
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"plain": plain, "ended": ended, "cite": cite, "printed": printed}
    return environment.get_template(f"{name}.jinja")


def printed(text: str) -> str:
    r"""Return a text with printed apostrophes and quotation marks, as smartquotes gives the chapters.

    Examples
    --------
    >>> printed('the "Workers\' Party"')
    'the “Workers’ Party”'
    """
    return re.sub(r'(?<![\w.,;:!?)’])"', "“", re.sub(r"(?<=\w)'", "’", text)).replace('"', "”")


def rendered(name: str, **values: object) -> Page:
    """Fill a Markdown template of the folder ``templates``; runs of empty lines become one."""
    text = template(f"{name}.md").render(values)
    return Page(re.sub(r"\n{3,}", "\n\n", text).strip())
