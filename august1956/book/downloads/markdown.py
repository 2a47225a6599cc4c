"""MyST made plain: the Markdown of a chapter for readers that know no roles, targets or directives."""

import re
from collections.abc import Callable

__all__ = ["plain"]

Label = Callable[[str], str]
Link = Callable[[str], tuple[str, str]]

FENCED = re.compile(r"^(`{3,}|~{3,})(?!\{)[^\n]*\n.*?^\1[ \t]*$", re.MULTILINE | re.DOTALL)
INLINE = re.compile(
    r"(?P<code>``.+?``)|\{(?P<role>[\w:-]+)\}`(?P<content>[^`]*)`|(?P<span>`[^`]*`)"
    r"|(?<!!)\[(?P<words>[^\[\]]*)\]\((?P<target>[^)\s]+)\)",
    re.DOTALL,
)
PARAGRAPH = re.compile(r"^\(p(\d+)\)=\n+> ?", re.MULTILINE)
TARGET = re.compile(r"^\([\w.:-]+\)=[ \t]*\n", re.MULTILINE)
DIRECTIVE = re.compile(r"^(?::{3,}|`{3,})\{(\w[\w-]*)\}[ \t]*([^\n]*)\n((?::[\w-]+:[^\n]*\n)*)", re.MULTILINE)
CLOSING = re.compile(r"^:{3,}[ \t]*$\n?", re.MULTILINE)
TERM = re.compile(r"^(\S[^\n]*)\n\n?:[ \t]+", re.MULTILINE)
SPAN = re.compile(r"\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\{[#.][^{}]*\}")
ABSENT = (
    "download",
    "mentions",
    "shown",
)  # files of the page, and what other pages say: a notebook has left them behind
MINUTES = re.compile(r" \(\{minutes\}`\w+`\)")  # what only the whole book can tell
BIBLIOGRAPHY = re.compile(r"^```\{bibliography\}.*?^```[ \t]*$", re.MULTILINE | re.DOTALL)


def plain(
    text: str,
    *,
    label: Label,
    value: Label,
    link: Link,
) -> str:
    """Turn MyST Markdown into Markdown that any notebook renders.

    Parameters
    ----------
    text : str
        Markdown of a chapter, or of a cell's output.
    label : callable
        From the key of a source to its short label.
    value : callable
        From the name of a recorded value to what a sentence shows.
    link : callable
        From a target, as ``#kim-tu-bong`` or ``data.md``, to an address, empty where there is none, and to the
        words for a link that has none of its own.

    Returns
    -------
    str
        The same words: sources stand as labels in brackets, values as they are, links within the book as links
        where it has an address and as words where it has not. Fenced code is left alone.
    """
    parts, done = [], 0
    for code in FENCED.finditer(text):
        parts += [_words(text[done : code.start()], label, value, link), code[0]]
        done = code.end()
    return "".join([*parts, _words(text[done:], label, value, link)])


def _words(text: str, label: Label, value: Label, link: Link) -> str:
    text = INLINE.sub(lambda match: _inline(match, label, value, link), _blocks(text))
    while (less := SPAN.sub(r"\1", text)) != text:  # a question with several addresses stands in several
        text = less
    return text


def _blocks(text: str) -> str:
    """Turn numbered paragraphs, targets, directives and terms into plain blocks."""
    text = MINUTES.sub("", text)
    text = BIBLIOGRAPHY.sub("*The list itself stands in the book.*", text)
    text = TARGET.sub("", PARAGRAPH.sub(r"> **\1** ", text))
    text = CLOSING.sub("", DIRECTIVE.sub(_heading, text))
    return TERM.sub(lambda match: f"- **{match[1].strip('*')}**: ", text)


def _heading(match: re.Match[str]) -> str:
    if match[1] == "container":  # only a look
        return ""
    title = match[2] or match[1].capitalize()
    return f"**{title}**\n\n"


def _inline(match: re.Match[str], label: Label, value: Label, link: Link) -> str:
    if match["role"] == "cite":
        return f"[{'; '.join(label(key.strip()) for key in match['content'].split(','))}]"
    if match["role"] == "eval":
        return value(match["content"])
    if match["role"] in ABSENT:
        return ""
    if match["role"]:
        return re.sub(r"\s*<[^>]*>$", "", match["content"])
    return _link(match, link) if match["target"] else match[0]


def _link(match: re.Match[str], link: Link) -> str:
    if re.match(r"[a-z]+:", match["target"]):
        return match[0]
    address, title = link(match["target"])
    words = match["words"] or title
    return f"[{words}]({address})" if address else words
