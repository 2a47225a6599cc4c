"""Tables, dates, charts and figures of the digital edition *To Kill Kim Il Sung*."""

__version__ = "0.1.0"
