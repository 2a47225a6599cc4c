"""What became of a person, in at most two sentences that say no more than the preferred rows do."""

from typing import Any, NamedTuple

from august1956 import dates, style
from august1956.registers._claims import Claim, folded
from august1956.registers._markdown import ended, has, plain
from august1956.vocabulary import DEATHS

__all__ = ["Sentence", "fate", "in_a_line", "last_word", "last_words", "when"]

Row = dict[str, Any]
VERBS = {  # what is said of a step; "is said to have been …" where the row is doubtful: see `_said`
    "criticised": "was criticised",
    "demoted": "lost an office",
    "purged": "was purged",
    "expelled_cc": "was expelled from the Central Committee",
    "expelled_party": "was expelled from the party",
    "banished": "was banished inside the country",
    "arrested": "was arrested",
    "tried": "was tried",
    "imprisoned": "was imprisoned",
    "fled_abroad": "fled abroad",
    "returned_abroad": "went back abroad",
    "sighted_abroad": "was seen abroad",
    "rehabilitated": "was rehabilitated",
    "promoted": "was promoted",
    "survived_in_post": "remained in office",
    "executed": "was executed",
    "suicide": "died by suicide",
    "died": "died",
    "died_natural": "died a natural death",
    "died_other": "died",
}
REPORTED = {"was": "is said to have been", "went": "is said to have gone"}  # other verbs have one form for both
BY = {"south_korea": " by South Korea", "ussr": " by the Soviet Union"}  # whose act it was, where not the North's
CAREER = ("promoted", "survived_in_post")
LIGHT = ("criticised", "demoted", "sighted_abroad", "rehabilitated")  # left out first where there is too much to tell
MOST = 4  # steps in a sentence
NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")  # to begin with


class Sentence(NamedTuple):
    """A sentence and the keys of the sources on whose word it stands."""

    text: str
    sources: tuple[str, ...]


def fate(name: str, claims: list[Claim]) -> list[Sentence]:
    """Say what befell a person and how the life ended.

    Parameters
    ----------
    name : str
        The person's name.
    claims : list of Claim
        The outcomes, folded, in order of date; only preferred rows speak.

    Returns
    -------
    list of Sentence
        Two at most. A row of low certainty is reported ("is said to have been …"); an end that no row tells is
        said to be untold, as far as the tables go.
    """
    preferred = [claim for claim in claims if claim.row["status"] == "preferred"]
    steps = _steps(sorted((claim.row for claim in preferred), key=_last_day))
    end = [claim for claim in preferred if claim.row["kind"] in (*DEATHS, "fate_unknown")]
    told = [_told(name, steps)] if steps else []
    if end:
        return [*told, _end(name, end[-1])]
    if told:
        return [*told, Sentence("The tables do not say how the life ended.", ())]
    return [Sentence(f"The tables do not say what became of {name}.", ())]


def last_word(claims: list[Claim]) -> Row | None:
    """Return the last preferred outcome that is more than a step of a career, or of all where there is no other."""
    rows = [claim.row for claim in claims if claim.row["status"] == "preferred"]
    grave = [row for row in rows if row["kind"] not in CAREER]
    ends = [row for row in grave if row["kind"] in (*DEATHS, "fate_unknown")]
    return next(reversed(ends or grave or rows), None)


def in_a_line(last: Row | None) -> str:
    """Return the last word on a person with its day, as the index of persons and the cards of the charts say it.

    Examples
    --------
    >>> in_a_line({"kind": "executed", "date": "1957-04"}), in_a_line(None)
    ('executed, April 1957', 'end not told')
    """
    if last is None:
        return "end not told"
    day = dates.label(last["date"]) if has(last["date"]) else ""
    return plain(", ".join(filter(None, [style.KINDS[last["kind"]].label, day])))


def last_words(outcomes: Any) -> dict[str, str]:
    """Return the last word on each person in a line, by the person's id.

    Parameters
    ----------
    outcomes : pandas.DataFrame
        What `august1956.data.load` gives for ``outcomes``; a person without a preferred row is left out.
    """
    ends = {person: last_word(folded(rows.to_dict("records"))) for person, rows in outcomes.groupby("person")}
    return {str(person): in_a_line(last) for person, last in ends.items() if last}


def when(edtf: object) -> str:
    """Return a date with its preposition, or in brackets where none fits.

    Examples
    --------
    >>> when("1956-08-30"), when("1956-08"), when("1958~"), when("")
    (' on 30 August 1956', ' in August 1956', ' (about 1958)', '')
    """
    if not has(edtf):
        return ""
    text = str(edtf)
    word = {10: "on", 7: "in", 4: "in"}.get(len(text), "") if text.replace("-", "").isdigit() else ""
    return f" {word} {dates.label(text)}" if word else f" ({dates.label(text)})"


def _last_day(row: Row) -> str:
    """Order a year after its months: what happened in 1956 need not have come before August 1956."""
    return str(row["date_latest"] if has(row["date_latest"]) else row["date_earliest"] if has(row["date"]) else "9999")


def _steps(rows: list[Row]) -> list[Row]:
    steps = [row for row in rows if row["kind"] in VERBS and row["kind"] not in (*DEATHS, *CAREER)]
    for kind in LIGHT:
        if len(steps) > MOST:
            steps = [row for row in steps if row["kind"] != kind]
    if not steps:
        steps = [row for row in rows if row["kind"] in CAREER][-1:]
    return _without_repeats(steps)[-MOST:]


def _without_repeats(steps: list[Row]) -> list[Row]:
    """Leave out what is the same step again without another between."""
    return [row for i, row in enumerate(steps) if i == 0 or steps[i - 1]["kind"] != row["kind"]]


def _told(name: str, steps: list[Row]) -> Sentence:
    said = [_said(row) for row in steps]
    for i in range(len(said) - 1, 0, -1):  # "was arrested and was tried" is "was arrested and tried"
        said[i] = said[i].removeprefix(_begins(said[i - 1], said[i]))
    text = said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"
    return Sentence(f"{name} {text}.", tuple(dict.fromkeys(row["source"] for row in steps)))


def _said(row: Row) -> str:
    verb, _, rest = VERBS[row["kind"]].partition(" ")
    if row["certainty"] == "low":
        verb = REPORTED.get(verb, f"is said to have {verb}")
    how = BY.get(str(row.get("by")), "") + (" in absence" if row.get("absent") == "yes" else "")
    return f"{verb} {rest}".strip() + how + when(row["date"])


def _begins(one: str, other: str) -> str:
    """Return the words with which two steps begin and that need not be said twice."""
    return next((words for words in ("was ", "is said ") if one.startswith(words) and other.startswith(words)), "")


def _end(name: str, claim: Claim) -> Sentence:
    row = claim.row
    if row["kind"] == "fate_unknown":
        text = f"How {name} ended is not known. {ended(row['detail'])}".strip()
    else:
        where = f" in {row['place']}" if has(row["place"]) else ""
        text = f"{name} {_said(row)}{where}."
    rivals = len(claim.rivals)
    number = NUMBERS[rivals] if rivals < len(NUMBERS) else rivals
    more = f" {number} other version{'s' * (rivals > 1)} of the end {'are' if rivals > 1 else 'is'} kept below."
    return Sentence(text + more * bool(rivals), (row["source"],))
