"""Tables, dates, charts and figures of the digital edition *To Kill Kim Il Sung*."""

__version__ = "0.1.0"

PAGE_FIGURE = "application/vnd.august1956.figure+html"  # what a cell gives and the book takes; unknown to notebooks
