"""One function per chart: frame first, options by keyword, axes out; `evidence` tells what was drawn."""

from august1956.charts._base import Evidence, Mark, evidence
from august1956.charts.committees import committees
from august1956.charts.contacts import contacts
from august1956.charts.purges import purges
from august1956.charts.totals import totals

__all__ = ["Evidence", "Mark", "committees", "contacts", "evidence", "purges", "totals"]
