"""One function per chart: frame first, options by keyword, axes out; `evidence` tells what was drawn."""

from august1956.charts._contract import Evidence, Mark, evidence, finding
from august1956.charts._seats import harm, joined_later
from august1956.charts.affair import affair
from august1956.charts.bloc_leaders import bloc_leaders
from august1956.charts.committees import committees
from august1956.charts.contacts import contacts
from august1956.charts.coverage import coverage
from august1956.charts.disagreements import disagreements
from august1956.charts.emendations import emendations
from august1956.charts.lifelines import lifelines
from august1956.charts.map import map
from august1956.charts.outcomes_by_faction import outcomes_by_faction
from august1956.charts.purges import purges
from august1956.charts.seat_score import seat_score
from august1956.charts.summer import summer
from august1956.charts.survival import kaplan_meier, survival
from august1956.charts.totals import totals
from august1956.charts.turnover import turnover
from august1956.charts.verdict_strip import verdict_strip
from august1956.charts.who_told_whom import who_told_whom
from august1956.vocabulary import HARM

__all__ = [
    "Evidence",
    "HARM",
    "Mark",
    "affair",
    "bloc_leaders",
    "committees",
    "contacts",
    "coverage",
    "disagreements",
    "emendations",
    "evidence",
    "finding",
    "harm",
    "joined_later",
    "kaplan_meier",
    "lifelines",
    "map",
    "outcomes_by_faction",
    "purges",
    "seat_score",
    "summer",
    "survival",
    "totals",
    "turnover",
    "verdict_strip",
    "who_told_whom",
]
