"""Faults of the data and the rules they break: code, what is expected, how to mend."""

from typing import NamedTuple

__all__ = ["RULES", "Problem", "Rule"]


class Rule(NamedTuple):
    """What a rule expects, and how a fault against it is mended."""

    expected: str
    mend: str


TIDY = "; or run `python -m august1956 tidy`"

RULES = {
    # the files
    "E-PACKAGE": Rule("a datapackage.json that describes every table", "restore or mend datapackage.json"),
    "E-FILE": Rule("every table of datapackage.json as a file", "restore the file, or its name"),
    "E-UNLISTED": Rule("only tables of datapackage.json", "describe the table there, or move the file away"),
    "E-UTF8": Rule("UTF-8", "save the file again as UTF-8"),
    "E-BOM": Rule("plain UTF-8", f'save the file as "UTF-8", not "UTF-8 with BOM" or "CSV UTF-8"{TIDY}'),
    "E-EOL": Rule("lines that end in LF", f"save the file with Unix line ends{TIDY}"),
    "E-EMPTY": Rule("a line of column names and at least one row", "restore the file"),
    "E-COMMA": Rule("cells separated by commas", "save the file again with commas as separators"),
    "E-QUOTE": Rule("quotes closed, and doubled inside a cell", 'write "the ""Kapsan"" men" or drop them'),
    "E-HEADER": Rule("the columns of datapackage.json, in its order", "restore the first line"),
    "E-WIDTH": Rule("one cell for each column", "add or join cells; put a cell that holds a comma in quotes"),
    "E-BIB": Rule("a sources.bib whose keys are all different", "restore the file, or rename a key"),
    "E-BIB-FORM": Rule("entries that BibTeX can read", "look for a comma, brace or quote that is missing just before"),
    "E-BIB-FIELD": Rule("a title, a grade and how it was consulted in every entry", "add the field"),
    "E-VANISHED": Rule("every id that the book has published", "put the row back, or name it in retired.csv"),
    # the schema
    "E-REQUIRED": Rule("a value", "fill it in, or leave the row out until a source gives it"),
    "E-TYPE": Rule("the type of the column", "write the value as the column describes it"),
    "E-ENUM": Rule("one of the listed values", "choose one of them"),
    "E-PATTERN": Rule("the form of the column", "write it in that form"),
    "E-RANGE": Rule("a number within the limits", "correct the number"),
    "E-UNIQUE": Rule("a value that no other row has", "rename the new one; an id in use never changes"),
    # the cells
    "E-SPACE": Rule("single spaces, and none at the ends", f"take the extra spaces out{TIDY}"),
    "E-INVISIBLE": Rule("only characters that can be seen, and plain spaces", "type the cell afresh"),
    "E-NFC": Rule("Unicode's composed form (NFC)", f"type the cell afresh, each letter as one character{TIDY}"),
    "E-MARKUP": Rule("plain text", "take the HTML tag or entity out"),
    "E-FORMULA": Rule("text that no spreadsheet takes for a formula", "begin with another character"),
    "E-MIXED": Rule("words in one alphabet", "type the word afresh in one alphabet"),
    "E-LOST": Rule("the letters themselves", "restore the cell from the last sound version, and save as UTF-8"),
    "E-SCRIPT": Rule("letters of one script", "type the letters in their script, or move the value"),
    "E-LIST": Rule('different values with "; " between', "separate them with a semicolon and one space"),
    "E-DATE-FORM": Rule("a date in EDTF", "write it like 1956-08-30, 1956-08, 1958~ or 1956-07/1956-08"),
    "E-DATE-REAL": Rule("a date of the calendar, the end not before the beginning", "correct the date"),
    # the rows, and what they say together
    "E-REFERENCE": Rule("an id of the other table", "correct the id, or add its row"),
    "E-SOURCE": Rule("a key of sources.bib", "correct the key, or add the source"),
    "E-PARENT": Rule("a group that is not within itself", "correct the parent"),
    "E-REASON": Rule("a reason on every rejected row", "say why the claim is rejected"),
    "E-GROUP": Rule("one preferred affiliation for a person", "make one an alternative"),
    "E-BESIDE": Rule(
        "an alternative beside a preferred label of another group", "make it an alternative, or empty beside"
    ),
    "E-TWICE": Rule("one preferred row for one occasion", "make one an alternative, or name two events"),
    "E-ORDER": Rule("an end that is not before its beginning", "correct one of the two dates"),
    "E-DEATH": Rule("nothing after a person's death but rehabilitation", "correct a date, or a status"),
    "E-DIED": Rule("one preferred death for a person", "make one an alternative"),
    "E-EVIDENCE": Rule("the id of a row of another table", "correct the id, or add its row"),
    "E-BASIS": Rule('a source for every verdict but "not verifiable"', "name the source, or change the verdict"),
    "E-UNJUDGED": Rule("a verdict for every paragraph", "add a row for the paragraph"),
    "E-PLACE": Rule(
        "both coordinates and their source, or a word on why there are none",
        "fill in what is missing from the gazetteer, or say in uncertainty why there is no point",
    ),
    "E-TALKERS": Rule("the groups of the persons named", "copy what is expected, or correct persons or affiliations"),
    "E-INTENT": Rule("something that happened", "move a plan to events, or say by: none"),
    "E-SUM": Rule("parts that are no more than their total", "correct a count, or the total"),
    "E-CHOSEN": Rule("a seat in the larger body too", "add the seat there, with basis implied, or correct the person"),
    "E-SEATS": Rule("no more preferred members than the body has seats", "correct the rows or the number"),
}


class Problem(NamedTuple):
    """A fault, its place and its cure; `expected` and `mend`, when given, say more than the rule does."""

    file: str
    row: int
    column: str
    code: str
    what: str
    value: str = ""
    expected: str = ""
    mend: str = ""

    def __str__(self) -> str:
        rule = RULES[self.code]
        what = f"{self.what} ({_shown(self.value)})" if self.value else self.what
        wanted = f"expected {self.expected or rule.expected}; {self.mend or rule.mend}"
        return f"{self.file}:{self.row}:{self.column}: {what}; {wanted} [{self.code}]"


def _shown(value: str) -> str:
    """Quote a value on one line, its invisible characters escaped, its middle cut when it is long."""
    text = "".join(sign if sign.isprintable() else _escaped(sign) for sign in value)
    return f'"{text}"' if len(text) <= 60 else f'"{text[:40]} … {text[-15:]}"'


def _escaped(sign: str) -> str:
    return sign.encode("unicode_escape").decode("ascii")
