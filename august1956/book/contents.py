"""Finding one's way: the rail of contents, the number and voice of a page, and the neighbours' numbers."""

import re
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxRole

__all__ = ["number", "setup"]

WORDS = "august1956_words"  # of a page and, of these, of the article: a field of the page's metadata

VOICES = {
    "article": "Asmolov’s article, with commentary",
    "sequel": "by the editors",
    "chapters": "by the editors",
    "reference": "",
}
WORDS_A_MINUTE = 220


def number(docname: str) -> int | None:
    """Return the number of a chapter, from the name of its file; None for a page that has none.

    Examples
    --------
    >>> number("chapters/sequel/08-the-summer-of-1956"), number("chapters/article/00-the-article")
    (8, None)
    """
    found = re.match(r"(\d+)-", Path(docname).name)
    return int(found[1]) or None if found else None


def add_contents(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Give the template the parts of the rail, the line over the title, and the numbers of the neighbours."""
    parts = [_part(app, pagename, tree) for tree in app.config.external_site_map[app.config.root_doc].subtrees]
    context["parts"] = parts
    context["chapter_number"] = number(pagename)
    for side in ("prev", "next"):
        if context.get(side):
            context[side]["number"] = _number_of_address(app, context[side]["link"], pagename)
    if doctree is not None:
        context["eyebrow"] = _eyebrow(app, pagename)
        context["sections"] = _sections(doctree)


def _part(app: Sphinx, pagename: str, tree: Any) -> dict[str, Any]:
    pages = [str(item) for item in tree.items]
    entries = [
        {
            "number": number(page),
            "title": app.env.titles[page].astext(),
            "href": app.builder.get_relative_uri(pagename, page) or "#",
            "here": page == pagename,
        }
        for page in pages
    ]
    return {"caption": tree.caption, "pages": entries, "open": _same_part(pagename, pages)}


def _same_part(pagename: str, pages: list[str]) -> bool:
    """Tell whether a part is to be open: that of the page; and the whole story on a page of the story."""
    of_reference = any("/reference/" in page for page in pages)
    return of_reference == ("/reference/" in pagename) and pagename.startswith("chapters/")


def _number_of_address(app: Sphinx, link: str, pagename: str) -> int | None:
    addresses = {app.builder.get_relative_uri(pagename, name): name for name in app.env.found_docs}
    return number(addresses[link]) if link in addresses else None


def _eyebrow(app: Sphinx, pagename: str) -> str:
    """Return the line over the title: what a page is, who speaks, how long it takes."""
    folder = Path(pagename).parent.name
    if pagename == app.config.root_doc or folder not in VOICES or folder == "reference":
        return ""
    chapter = number(pagename)
    whole = pagename.endswith("/00-the-article")
    what = f"Chapter {chapter}" if chapter else "The article, whole" if whole else "Prologue"
    voice = "by Konstantin Asmolov" if whole else VOICES[folder]
    return f"{what} · {voice} · {reading_time(app.env, 'article' if whole else pagename)}"


def count_words(app: Sphinx, doctree: nodes.document) -> None:
    """Note how many words a page has, and how many of them are the article's."""
    quoted = sum(_words(quote) for quote in doctree.findall(nodes.block_quote) if "article" in quote["classes"])
    app.env.metadata[app.env.docname][WORDS] = f"{_words(doctree)} {quoted}"


def _words(node: nodes.Node) -> int:
    return sum(len(text.split()) for text in node.findall(nodes.Text) if not _in_code(text))


def _in_code(text: nodes.Text) -> bool:
    node = text.parent
    while node is not None and not isinstance(node, nodes.literal_block | nodes.raw):
        node = node.parent
    return node is not None


def reading_time(env: BuildEnvironment, what: str) -> str:
    """Say how long a page takes to read, or "article", or "story": prologue and chapters."""
    counts = {name: tuple(map(int, about[WORDS].split())) for name, about in env.metadata.items() if WORDS in about}
    if what == "article":
        minutes = _minutes(sum(quoted for _, quoted in counts.values()))
    elif what == "story":  # as many as its pages say together
        told = (words for name, (words, _) in counts.items() if number(name) or name.endswith("/prologue"))
        minutes = sum(map(_minutes, told))
    else:
        minutes = _minutes(counts.get(what, (0, 0))[0])
    return f"{minutes} minute{'s' * (minutes != 1)}"


def _minutes(words: int) -> int:
    return max(1, round(words / WORDS_A_MINUTE))


class ReadingTime(nodes.inline, nodes.Element):
    """Stands for a reading time until all pages have been read."""


class Minutes(SphinxRole):
    """How long something takes to read: ``{minutes}`article` `` or ``{minutes}`story` ``."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return a place to be filled."""
        return [ReadingTime("", "", what=self.text, classes=["pasted-text"])], []


def fill_times(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Fill in the reading times."""
    for place in list(doctree.findall(ReadingTime)):
        place.replace_self(nodes.inline("", reading_time(app.env, place["what"])))


def times_changed(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Write the front page again when the story takes longer or shorter."""
    now = reading_time(env, "article"), reading_time(env, "story")
    before, env.august1956_times = getattr(env, "august1956_times", now), now
    return [] if before == now else [app.config.root_doc]


def titles_changed(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Write every page again when one is called otherwise: its title stands in the contents, and in links to it."""
    now = {name: title.astext() for name, title in env.titles.items()}
    before, env.august1956_titles = getattr(env, "august1956_titles", now), now
    return [] if before == now else sorted(env.found_docs)


def _sections(doctree: nodes.document) -> list[tuple[str, str]]:
    """Return the id and title of each section below the page's own."""
    top = next(doctree.findall(nodes.section), None)
    found = [part for part in (top.children if top else ()) if isinstance(part, nodes.section)]
    return [(part["ids"][0], next(part.findall(nodes.title)).astext()) for part in found if part["ids"]]


def setup(app: Sphinx) -> None:
    """Connect everything; `august1956.book` calls this."""
    app.add_node(ReadingTime)
    app.add_role("minutes", Minutes())
    app.connect("doctree-read", count_words, priority=600)  # after the article's paragraphs have their class
    app.connect("env-updated", times_changed)
    app.connect("env-updated", titles_changed)
    app.connect("doctree-resolved", fill_times)
    app.connect("html-page-context", add_contents, priority=610)
