"""A PDF read by an independent library: PDFium for the words, pikepdf for what is not seen."""

from contextlib import contextmanager

from pikepdf import Pdf
from pypdfium2 import PdfDocument


def pages(source):
    """Return the text of each page of a PDF, given as a path or as bytes."""
    with PdfDocument(source) as book:
        texts = [page.get_textpage().get_text_bounded() for page in book]
    return [text.replace("\x02", "-") for text in texts]  # its sign for a hyphen that ends a line


@contextmanager
def sound(path):
    """Open a PDF that has language, tags and title as a reader who hears it needs them."""
    with Pdf.open(path) as book:
        assert book.Root.Lang == "en" and book.Root.MarkInfo.Marked
        assert book.docinfo["/Title"] == "To Kill Kim Il Sung"
        yield book
