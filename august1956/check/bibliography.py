"""The faults of the bibliography, each with its line."""

import re
from difflib import get_close_matches

from pybtex import errors
from pybtex.database.input.bibtex import Parser
from pybtex.exceptions import PybtexError

from august1956.check.problems import Problem

__all__ = ["GRADES", "keys"]

GRADES = ("primary", "scholarly", "reference", "web")
NEEDED = ("title", "grade", "consulted")
_ENTRY = re.compile(r"^[ \t]*@(\w+)[ \t]*\{[ \t]*([^,\s}]+)", re.MULTILINE)
_LINE = re.compile(r"in line (\d+)")


def keys(text: str, file: str, problems: list[Problem]) -> dict[str, int]:
    """Return the keys of a bibliography and their lines, and add what is wrong with it to the problems.

    Parameters
    ----------
    text : str
        The bibliography.
    file : str
        Its name, for the problems.
    problems : list of Problem
        Those of form (a comma or brace that is missing), of fields (a grade that is none) and of keys (one key twice,
        capitals not told apart) are added.

    Returns
    -------
    dict of str to int
    """
    lines: dict[str, int] = {}
    for found in _ENTRY.finditer(text):
        if found[1].lower() in ("comment", "string", "preamble"):
            continue
        key, line = found[2], text.count("\n", 0, found.start()) + 1
        same = next((other for other in lines if other.lower() == key.lower()), None)
        if same is not None:
            what = f"is the key of two sources, here and in line {lines[same]}"
            problems.append(Problem(file, line, "-", "E-BIB", what, key))
        lines.setdefault(key, line)
    problems += _of_form(text, file, lines)
    return lines


def _of_form(text: str, file: str, lines: dict[str, int]) -> list[Problem]:
    """Read the text as the build does; where that fails, the fields are not looked at."""
    with errors.capture() as told:
        try:
            entries = Parser().parse_string(text).entries
        except PybtexError as error:
            told.append(error)
    broken = [error for error in told if "repeated" not in str(error)]  # keys twice are told above
    if broken:
        return [_broken(error, file) for error in broken]
    found = []
    for key, entry in entries.items():
        line = lines.get(key, 1)
        found += [Problem(file, line, name, "E-BIB-FIELD", "is missing", key)
                  for name in NEEDED if not entry.fields.get(name)]  # fmt: skip
        grade = entry.fields.get("grade", GRADES[0])
        if grade not in GRADES:
            near = get_close_matches(grade, GRADES, n=1)
            mend = f"did you mean {near[0]}?" if near else "choose one of them"
            what = f"of {key} is no grade"
            found.append(Problem(file, line, "grade", "E-BIB-FIELD", what, grade, f"one of {', '.join(GRADES)}", mend))
    return found


def _broken(error: PybtexError, file: str) -> Problem:
    words = str(error)
    line = _LINE.search(words) or re.search(r"line (\d+)", words)
    number = int(line[1]) if line else getattr(error, "lineno", None) or 1
    return Problem(file, number, "-", "E-BIB-FORM", f"cannot be read: {_LINE.sub('', words).strip(': ')}")
