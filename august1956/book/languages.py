"""The language of words in other scripts, marked for voices and fonts."""

import re

from docutils import nodes
from sphinx.application import Sphinx

from august1956.book.trees import put_instead

__all__ = ["language", "setup"]

FOREIGN = re.compile(  # a run of words in another script, with the spaces and marks between them
    r"[\u0400-\u04ff]+(?:[\s,.:«»()\d-]*[\u0400-\u04ff]+)*"
    r"|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]+(?:[\s()\d-]*[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]+)*"
)


def mark_languages(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Mark Korean, Chinese, Japanese and Russian words with their language, for voices and fonts."""
    for text in list(doctree.findall(nodes.Text)):
        if isinstance(text.parent, (nodes.raw, nodes.literal, nodes.literal_block, nodes.title)):
            continue
        pieces = FOREIGN.split(text)
        if len(pieces) == 1:
            continue
        words = FOREIGN.findall(text)
        marked = [nodes.inline(word, word, classes=[f"language-{language(word)}"]) for word in words]
        mixed = [node for pair in zip(map(nodes.Text, pieces), [*marked, None], strict=True) for node in pair if node]
        put_instead(text, mixed)


def language(word: str) -> str:
    """Return the language tag of a word in another script: ru, ko, ja, or ko-Hani for Han characters alone."""
    if re.search(r"[\u0400-\u04ff]", word):
        return "ru"
    if re.search(r"[\uac00-\ud7a3]", word):
        return "ko"
    return "ja" if re.search(r"[\u3040-\u30ff]", word) else "ko-Hani"


def setup(app: Sphinx) -> None:
    """Connect everything; `august1956.book` calls this."""
    app.connect("doctree-resolved", mark_languages, priority=600)  # after names and marks have their place
