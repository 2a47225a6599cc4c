"""The longest stretch of days before a plenum in which nobody, or only a few, are on record speaking to a diplomat."""

from typing import Any, NamedTuple

import pandas as pd

from august1956.charts._words import listed

__all__ = ["OTHERS", "Silence", "silence"]

OTHERS = "others"  # who spoke in a conversation that ends a stretch
LEAST = 14  # days: fewer are no finding
DAY = pd.Timedelta(days=1)


class Silence(NamedTuple):
    """A stretch of days: the first, the last, and the names of those who alone spoke in it."""

    start: pd.Timestamp
    end: pd.Timestamp
    names: list[str]

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.end - self.start).days + 1

    @property
    def who(self) -> str:
        """Say of whom alone it is so, with the verb."""
        return f"only {listed(self.names)} {'is' if len(self.names) == 1 else 'are'}" if self.names else "no Korean is"

    @property
    def when(self) -> str:
        """Say its days, without the year."""
        return f"{self.start.day} {self.start:%B} to {self.end.day} {self.end:%B}"


def silence(talks: pd.DataFrame, first: Any, plenum: Any, few: list[str]) -> Silence | None:
    """Return the longest stretch between the first day and a plenum, or None where there is none of two weeks.

    A conversation of others ends a stretch on every day on which it may have been held; one without a date does so
    on all of them.

    Parameters
    ----------
    talks : pandas.DataFrame
        Conversations: begin and end, the days that the date allows; spoke, `OTHERS` or not; said, a list of names.
    first, plenum : pandas.Timestamp
        The first day that is looked at, and the day after the last.
    few : list of str
        The names of those who may speak in the stretch, in the order in which they are told.
    """
    days = pd.Series(1, pd.date_range(first, plenum - DAY))
    begin, end = talks["begin"].fillna(first), talks["end"].fillna(plenum)
    for start, stop in zip(begin[talks["spoke"] == OTHERS], end[talks["spoke"] == OTHERS], strict=True):
        days[start:stop] = 0
    runs = days[days == 1].groupby((days == 0).cumsum())
    if not len(runs) or runs.size().max() < LEAST:
        return None
    longest = runs.get_group(runs.size().idxmax()).index
    within = talks[(begin <= longest[-1]) & (end >= longest[0])]
    spoke = {name for said in within["said"] for name in said}
    return Silence(longest[0], longest[-1], [name for name in few if name in spoke])
