"""What the writers leave to be mended in a page, the language of foreign words, and what a page says of itself."""

import html
import re
from pathlib import Path

from docutils import nodes

from august1956 import style

__all__ = ["setup"]

FOLDED = re.compile(r'<summary aria-label="Toggle hidden content">.*?</summary>', re.DOTALL)
CAPTION_NUMBER = re.compile(r'<span class="caption-number">.*?</span>')
CITATIONS = re.compile(r' role="list"(?= class="citation-list")')
EXTERNAL = re.compile(r'<a (?=[^>]*href="https?:)(?![^>]*rel=)')
ENTRY = re.compile(r'<h3 class="rubric".*?(?=<h[23] class="rubric"|</div>|</section>)', re.DOTALL)
NEEDLESS = re.compile(r'<span class="std std-\w+">(.*?)</span>|(?<=<a )class="reference internal" ')
TABLE = re.compile(r'<table class="[^"]*docutils.*?</table>', re.DOTALL)
HEAD = re.compile(r"<th [^>]*>(.*?)</th>", re.DOTALL)
TAG = re.compile(r"<[^>]+>")
WIDE = 5  # columns: more than a phone can show side by side
FOREIGN = re.compile(  # a run of words in another script, with the spaces and marks between them
    r"[\u0400-\u04ff]+(?:[\s,.:«»()\d-]*[\u0400-\u04ff]+)*"
    r"|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]+(?:[\s()\d-]*[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]+)*"
)


def mark_languages(app, doctree, docname):
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
        text.parent.replace(text, mixed)


def language(word: str) -> str:
    """Return the language tag of a word in another script: ru, ko, ja, or ko-Hani for Han characters alone."""
    if re.search(r"[\u0400-\u04ff]", word):
        return "ru"
    if re.search(r"[\uac00-\ud7a3]", word):
        return "ko"
    return "ja" if re.search(r"[\u3040-\u30ff]", word) else "ko-Hani"


def finish_html(app, pagename, templatename, context, doctree):
    """Mend what the writers leave: scopes, wide tables, numbers of tables, the label of folded code, a dead role."""
    body = context.get("body", "")
    body = body.replace('<th class="head', '<th scope="col" class="head').replace(' role="doc-biblioentry"', "")
    body = CITATIONS.sub("", EXTERNAL.sub('<a rel="noopener" ', body))
    body = FOLDED.sub("<summary>Show the code</summary>", body)
    body = NEEDLESS.sub(r"\g<1>", CAPTION_NUMBER.sub("", body))  # markup that nothing here uses, on every link
    body = ENTRY.sub(r'<div class="entry">\g<0></div>', body)
    context["registers"] = 'class="register ' in body
    context["body"] = TABLE.sub(lambda m: f'<div class="table-wrap" tabindex="0">{_labelled(m[0])}</div>', body)


def _labelled(table):
    """Tell each cell of a wide register what its column is called, for phones, where a row is read downwards."""
    names = [TAG.sub("", head) for head in HEAD.findall(table)]
    if len(names) < WIDE or not table.startswith('<table class="register '):
        return table
    head, body = table.split("<tbody>")
    rows = body.split("<tr ")
    labelled = [_label_cells(row, names) for row in rows]
    return f"{head}<tbody>{'<tr '.join(labelled)}"


def _label_cells(row, names):
    parts = row.split("<td>")
    cells = [f'<td data-label="{html.escape(name)}">{cell}' for name, cell in zip(names, parts[1:], strict=False)]
    return parts[0] + "".join(cells)


def write_palette(app):
    """Write the one palette, from which the charts are drawn too, where the pages read it."""
    if app.builder.format == "html":
        target = Path(app.outdir) / "_static" / "palette.css"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(style.css(), encoding="utf-8")


def describe_page(app, pagename, templatename, context, doctree):
    """Give the template a description (the page's first plain paragraph) and the page's voice."""
    if doctree is None:
        return
    first = next((p.astext() for p in doctree.findall(nodes.paragraph) if len(p.astext()) > 60), "")
    context["page_description"] = " ".join(first.split())[:200]
    words = sum(len(text.split()) for text in doctree.findall(nodes.Text) if not _in_code(text))
    context["minutes"] = max(1, round(words / 220))
    context["voice"] = "front" if pagename == app.config.root_doc else Path(pagename).parent.name


def _in_code(text):
    node = text.parent
    while node is not None and not isinstance(node, (nodes.literal_block, nodes.raw)):
        node = node.parent
    return node is not None


def setup(app):
    """Connect everything; `august1956.book` calls this."""
    app.connect("builder-inited", write_palette)
    app.connect("doctree-resolved", mark_languages, priority=600)  # after names and marks have their place
    app.connect("html-page-context", describe_page)
    app.connect("html-page-context", finish_html)
