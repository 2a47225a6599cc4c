"""Dates: what is accepted, what it means, how it reads, what was likely meant."""

from datetime import date

import pandas as pd
import pytest
from edtf import parse_edtf

from august1956 import dates

# EDTF, earliest day, latest day, in English
YES = [
    ("1956-08-30", "1956-08-30", "1956-08-30", "30 August 1956"),  # a day
    ("1956-08-01", "1956-08-01", "1956-08-01", "1 August 1956"),  # no leading nought in English
    ("1956-02-29", "1956-02-29", "1956-02-29", "29 February 1956"),  # a leap year
    ("1956-08", "1956-08-01", "1956-08-31", "August 1956"),  # a month is never turned into a day
    ("1957-02", "1957-02-01", "1957-02-28", "February 1957"),  # no leap year
    ("1956", "1956-01-01", "1956-12-31", "1956"),  # a year
    ("1958~", "1958-01-01", "1958-12-31", "about 1958"),  # approximate
    ("1957-09?", "1957-09-01", "1957-09-30", "perhaps September 1957"),  # doubtful
    ("1956-08-30%", "1956-08-30", "1956-08-30", "perhaps about 30 August 1956"),  # both
    ("1957-?10", "1957-10-01", "1957-10-31", "perhaps October 1957"),  # doubt about the month alone
    ("1956-08-XX", "1956-08-01", "1956-08-31", "August 1956"),  # day not given
    ("1956-XX-XX", "1956-01-01", "1956-12-31", "1956"),  # neither day nor month
    ("195X", "1950-01-01", "1959-12-31", "1950s"),  # a decade
    ("195X-08", "1950-08-01", "1959-08-31", "between 1 August 1950 and 31 August 1959"),  # no English for it
    ("1956-22", "1956-06-01", "1956-08-31", "summer 1956"),  # a season
    ("1956-24", "1956-12-01", "1957-02-28", "winter 1956"),  # ends in the next year
    ("1956-07/1956-08", "1956-07-01", "1956-08-31", "July to August 1956"),  # from, to
    ("1956-08-30/1956-08-31", "1956-08-30", "1956-08-31", "30 to 31 August 1956"),  # the August plenum
    ("1956-06-01/1956-07-19", "1956-06-01", "1956-07-19", "1 June to 19 July 1956"),  # one year
    ("1956-08-01/1957-08-01", "1956-08-01", "1957-08-01", "1 August 1956 to 1 August 1957"),  # nothing shared
    ("1956-08-01/1956-09", "1956-08-01", "1956-09-30", "1 August 1956 to September 1956"),  # unlike precision
    ("1955~/1957?", "1955-01-01", "1957-12-31", "about 1955 to perhaps 1957"),  # each end has its doubt
    ("1956-09/..", "1956-09-01", None, "from September 1956"),  # open: no end
    ("../1956", None, "1956-12-31", "until 1956"),  # open: no beginning
    ("1956-09/", "1956-09-01", None, "from September 1956, end not known"),  # unknown: no bound made up
    ("/1956", None, "1956-12-31", "until 1956, beginning not known"),
    ("[1951..1952]", "1951-01-01", "1952-12-31", "1951 or 1952"),  # one of two that touch
    ("[1957..1961]", "1957-01-01", "1961-12-31", "between 1957 and 1961"),  # one of several
    ("[1956-07..1956-08]", "1956-07-01", "1956-08-31", "July or August 1956"),
    ("[1956-07,1956-08]", "1956-07-01", "1956-08-31", "July or August 1956"),  # a choice
    ("[1955-12, 1956-07, 1956-12]", "1955-12-01", "1956-12-31", "December 1955, July 1956 or December 1956"),
    ("{1956,1958}", "1956-01-01", "1958-12-31", "1956 and 1958"),  # both
    ("[..1957]", None, "1957-12-31", "1957 or earlier"),
    ("[1957..]", "1957-01-01", None, "1957 or later"),
]

NOT_EDTF = [
    "8/30/1956",  # American
    "30.08.1956",  # Russian
    "30 August 1956",  # English
    "1956-8-30",  # noughts missing
    "19560830",  # hyphens missing
    "1956–08–30",  # dashes for hyphens
    "1956-08-3O",  # a letter for a nought
    "１９５６",  # digits of double width
    "c. 1958",  # a word for ~
    "1956-1957",  # an interval wants a stroke
    "1956-08-30T10:00:00",  # times of day are not accepted
    "[1951..1952]?",  # a set has no qualifier
    "56-08-30",  # a year of two digits
    " 1956",  # a space before
    "1956 ",  # and behind
    "Y195600",  # a year of six digits
    "unknown",  # should be empty
    "1956/1957/1958",  # three ends
    "/",  # no end at all
    "../..",  # nor here: leave the cell empty
    "1956-X2",  # a month half known
    "[1956..1957}",  # brackets of two kinds
]

IMPOSSIBLE = [
    "1956-02-30",  # February has no 30th
    "1957-02-29",  # nor a 29th in 1957
    "1956-04-31",  # April has 30 days
    "1956-13",  # there is no 13th month
    "1956-30-08",  # day and month exchanged
    "1956-00",  # nor a month nought
    "1956-08-00",  # nor a day nought
    "1956-22-01",  # a season has no days
    "1956-09/1956-08",  # ends before it begins
    "[1952..1951]",  # so does this
    "[1956, 1957-02-29, 1958]",  # in the middle of a set
    "0000",  # the calendar here begins in the year 1
    "-0056",  # and has no years before Christ
]

MEANT = [
    ("8/30/1956", "1956-08-30"),
    ("30/8/1956", "1956-08-30"),
    ("9/8/1956", "1956-09-08 or 1956-08-09"),  # nobody can tell
    ("30.08.1956", "1956-08-30"),
    ("9.8.1956", "1956-08-09"),  # points: day first
    ("30 August 1956", "1956-08-30"),
    ("August 1956", "1956-08"),
    ("1956-8-30", "1956-08-30"),
    ("1956/08/30", "1956-08-30"),
    ("19560830", "1956-08-30"),
    ("1956–08–30", "1956-08-30"),
    ("1956-08-3O", "1956-08-30"),
    ("1956-08-30 00:00:00", "1956-08-30"),  # as a spreadsheet exports it
    ("1956.0", "1956"),
    (" 1956", "1956"),
    ("c. 1958", "1958~"),
    ("1958 (?)", "1958?"),
    ("1960s", "196X"),
    ("1956-1957", "1956/1957"),
    ("56-08-30", ""),  # which century?
    ("before 1958", ""),  # [..1957] or [..1958]?
    ("1956 or 1957", ""),  # half of it would be lost
    ("1956-02-30", ""),
    ("unknown", ""),
    ("", ""),
]


@pytest.mark.parametrize(("text", "earliest", "latest", "english"), YES)
def test_possible_date(text, earliest, latest, english):
    days = tuple(day and date.fromisoformat(day) for day in (earliest, latest))
    assert (dates.span(text), dates.label(text), dates.is_valid(text)) == (days, english, True)


@pytest.mark.parametrize("text", NOT_EDTF)
def test_not_edtf(text):
    with pytest.raises(dates.NotEDTF, match="is not EDTF"):
        dates.span(text)
    assert not dates.is_valid(text)


@pytest.mark.parametrize("text", IMPOSSIBLE)
def test_impossible_date(text):
    with pytest.raises(dates.ImpossibleDate):
        dates.label(text)
    assert not dates.is_valid(text)


@pytest.mark.parametrize("empty", ["", None, float("nan"), pd.NA, pd.NaT])
def test_empty_is_not_known(empty):
    assert (dates.span(empty), dates.label(empty), dates.is_valid(empty)) == ((None, None), "", False)


@pytest.mark.parametrize(("text", "meant"), MEANT)
def test_guess(text, meant):
    assert dates.suggest(text) == meant


@pytest.mark.parametrize("mark", ["", "?", "~", "%"])
@pytest.mark.parametrize("text", ["1956", "1956-02", "1957-02", "1956-12", "1956-08-30"])
def test_short_way_agrees_with_library(text, mark):
    node = parse_edtf(text + mark)
    library = tuple(date(*moment[:3]) for moment in (node.lower_strict(), node.upper_strict()))
    assert dates.span(text + mark) == library
