"""One function per chart: frame first, options by keyword, axes out; `evidence` tells what was drawn."""

from august1956.charts._contract import Evidence, Mark, evidence, joined_later
from august1956.charts.bloc_leaders import bloc_leaders
from august1956.charts.committees import committees
from august1956.charts.contacts import contacts
from august1956.charts.coverage import coverage
from august1956.charts.disagreements import disagreements
from august1956.charts.emendations import emendations
from august1956.charts.lifelines import lifelines
from august1956.charts.outcomes_by_faction import outcomes_by_faction
from august1956.charts.purges import purges
from august1956.charts.summer import summer
from august1956.charts.survival import kaplan_meier, survival
from august1956.charts.totals import totals
from august1956.charts.turnover import turnover

__all__ = [
    "Evidence",
    "Mark",
    "bloc_leaders",
    "committees",
    "contacts",
    "coverage",
    "disagreements",
    "emendations",
    "evidence",
    "joined_later",
    "kaplan_meier",
    "lifelines",
    "outcomes_by_faction",
    "purges",
    "summer",
    "survival",
    "totals",
    "turnover",
]
