"""The check: for every rule a planted fault and the line it must give; on sound data, silence."""

import csv
import os
import random
import re
import subprocess
import sys

import pytest
import sample

from august1956.__main__ import main
from august1956.check.problems import RULES

# code; the cells changed: table, row, column, value; the line up to what was expected; the rest, where the
# rule's own words are replaced
CELLS = [
    ("E-REQUIRED", [("persons", 0, "name", "")],
     "persons.csv:2:name: is empty", ""),
    ("E-TYPE", [("seats", 0, "rank", "first")],
     'seats.csv:2:rank: is not of type integer ("first")',
     "the type integer; write the value as the column describes it"),
    ("E-ENUM", [("name_forms", 0, "script", "Latin")],
     'name_forms.csv:2:script: is not a listed value ("Latin")',
     "one of Latn, Hang, Hani, Cyrl; did you mean Latn?"),
    ("E-ENUM", [("persons", 0, "sex", "male")],
     'persons.csv:2:sex: is not a listed value ("male")', "one of m, f; choose one of them"),
    ("E-PATTERN", [("persons", 0, "wikidata", "q12")],
     'persons.csv:2:wikidata: has the wrong form ("q12")',
     "the form ^Q[1-9][0-9]*$; write it like Q484590"),
    ("E-RANGE", [("bodies", 0, "full_seats", "0"), ("seats", 0, "seat", "member")],
     'bodies.csv:2:full_seats: is out of range ("0")', "a minimum of 1; correct the number"),
    ("E-UNIQUE", [("posts", 1, "post", "Premier")],
     'posts.csv:3:id: is the same as in line 2 ("p-1")', ""),
    ("E-UNIQUE", [("name_forms", 2, "source", "ho1612")],
     'name_forms.csv:4:form: is the same as in line 3 ("im-kkok-chong, Лим Ккок Чон")', ""),
    ("E-SPACE", [("persons", 1, "role", "Outlaw ")],
     'persons.csv:3:role: begins or ends with a space ("Outlaw ")', ""),
    ("E-SPACE", [("persons", 1, "role", "An  outlaw")],
     'persons.csv:3:role: has two spaces together ("An  outlaw")', ""),
    ("E-INVISIBLE", [("persons", 1, "role", "Out\u200blaw")],
     'persons.csv:3:role: holds U+200B ZERO WIDTH SPACE ("Out\\u200blaw")', ""),
    ("E-INVISIBLE", [("persons", 1, "role", "An\xa0outlaw")],
     'persons.csv:3:role: holds U+00A0 NO-BREAK SPACE ("An\\xa0outlaw")', ""),
    ("E-INVISIBLE", [("persons", 1, "role", "Outlaw,\nthen general")],
     'persons.csv:3:role: holds U+000A control character ("Outlaw,\\nthen general")', ""),
    ("E-INVISIBLE", [("persons", 1, "role", "Outl\ufffdw")],
     'persons.csv:3:role: holds U+FFFD REPLACEMENT CHARACTER ("Outl\ufffdw")', ""),
    ("E-NFC", [("persons", 1, "mr", "Im Kko\u0306kcho\u0306ng")],
     'persons.csv:3:mr: has letters made of several characters ("Im Kko\u0306kcho\u0306ng")', ""),
    ("E-NFC", [("persons", 1, "hangul", "\u110b\u1175\u11b7꺽정")],
     'persons.csv:3:hangul: has letters made of several characters ("\u110b\u1175\u11b7꺽정")', ""),
    ("E-MARKUP", [("persons", 1, "role", "<script>alert(1)</script>")],
     'persons.csv:3:role: holds HTML, <script> ("<script>alert(1)</script>")', ""),
    ("E-MARKUP", [("persons", 1, "role", "Outlaw &amp; general")],
     'persons.csv:3:role: holds HTML, &amp; ("Outlaw &amp; general")', ""),
    ("E-FORMULA", [("persons", 1, "role", '=HYPERLINK("https://example.org")')],
     'persons.csv:3:role: may be taken for a formula ("=HYPERLINK("https://example.org")")', ""),
    ("E-FORMULA", [("persons", 1, "role", "-1+1|cmd")],
     'persons.csv:3:role: may be taken for a formula ("-1+1|cmd")', ""),
    ("E-FORMULA", [("persons", 1, "role", "@SUM(A1)")],
     'persons.csv:3:role: may be taken for a formula ("@SUM(A1)")', ""),
    ("E-MIXED", [("persons", 1, "role", "Оutlaw")],
     'persons.csv:3:role: mixes Latin and Cyrillic letters in one word, Оutlaw ("Оutlaw")', ""),
    ("E-LOST", [("persons", 1, "hangul", "???")],
     'persons.csv:3:hangul: has question marks where letters were, ??? ("???")', ""),
    ("E-LOST", [("name_forms", 1, "form", "Лим ? Чон")],
     'name_forms.csv:3:form: has a question mark among its letters ("Лим ? Чон")', ""),
    ("E-LOST", [("persons", 1, "role", "A bandit?s son")],
     'persons.csv:3:role: has question marks where letters were, ? ("A bandit?s son")', ""),
    ("E-LOST", [("persons", 1, "role", "A banditâ€™s son")],
     'persons.csv:3:role: has letters of UTF-8 read as another encoding, â€™ ("A banditâ€™s son")', ""),
    ("E-LOST", [("persons", 1, "role", "Ðž outlaw")],
     'persons.csv:3:role: has letters of UTF-8 read as another encoding, Ðž ("Ðž outlaw")', ""),
    ("E-SCRIPT", [("persons", 1, "hangul", "林巨正")],
     'persons.csv:3:hangul: has 林, CJK UNIFIED IDEOGRAPH-6797 ("林巨正")',
     "only Hangul letters; type the letters in their script, or move the value"),
    ("E-SCRIPT", [("persons", 0, "hanja", "홍길동")],
     'persons.csv:2:hanja: has 홍, HANGUL SYLLABLE HONG ("홍길동")',
     "only CJK letters; type the letters in their script, or move the value"),
    ("E-SCRIPT", [("persons", 0, "cyrillic", "Hong")],
     'persons.csv:2:cyrillic: has H, LATIN CAPITAL LETTER H ("Hong")',
     "only Cyrillic letters; type the letters in their script, or move the value"),
    ("E-SCRIPT", [("name_forms", 0, "form", "Хон")],
     'name_forms.csv:2:form: has Х, CYRILLIC CAPITAL LETTER HA ("Хон")',
     "only Latin letters; type the letters in their script, or move the value"),
    ("E-LIST", [("persons", 0, "source", "ho1612;yi1740")],
     'persons.csv:2:source: is not a clean list ("ho1612;yi1740")', ""),
    ("E-LIST", [("persons", 0, "source", "ho1612; ho1612")],
     'persons.csv:2:source: is not a clean list ("ho1612; ho1612")', ""),
    ("E-DATE-FORM", [("persons", 0, "birth", "8/30/1926")],
     'persons.csv:2:birth: is not EDTF ("8/30/1926")', "a date in EDTF; did you mean 1926-08-30?"),
    ("E-DATE-FORM", [("persons", 0, "birth", "unknown")],
     'persons.csv:2:birth: is not EDTF ("unknown")', ""),
    ("E-DATE-REAL", [("persons", 0, "birth", "1926-02-30")],
     'persons.csv:2:birth: is not in the calendar: 1926-02-30 ("1926-02-30")', ""),
    ("E-DATE-REAL", [("events", 0, "date", "1956-08-31/1956-08-30")],
     'events.csv:2:date: ends (1956-08-30) before it begins (1956-08-31) ("1956-08-31/1956-08-30")', ""),
    ("E-REFERENCE", [("posts", 0, "person", "hong-kil-dong")],
     'posts.csv:2:person: is not in persons ("hong-kil-dong")',
     "an id of the other table; did you mean hong-kil-tong?"),
    ("E-REFERENCE", [("contacts", 0, "persons", "hong-kil-tong; nobody")],
     'contacts.csv:2:persons: is not in persons ("nobody")', ""),
    ("E-REFERENCE", [("factions", 2, "parent", "others")],
     'factions.csv:4:parent: is not in factions ("others")',
     "an id of the other table; did you mean other?"),
    ("E-REFERENCE", [("audit", 0, "row", "s-11")],
     'audit.csv:2:row: is not in seats ("s-11")', "an id of the other table; did you mean s-1?"),
    ("E-REFERENCE", [("audit", 0, "table", "posts")],
     'audit.csv:2:row: is not in posts ("s-1")', "an id of the other table; did you mean p-1?"),
    ("E-SOURCE", [("events", 0, "source", "ho1621")],
     'events.csv:2:source: is not in sources.bib ("ho1621")', "a key of sources.bib; did you mean ho1612?"),
    ("E-SOURCE", [("persons", 0, "source", "ho1612; nothing")],
     'persons.csv:2:source: is not in sources.bib ("nothing")', ""),
    ("E-PARENT", [("factions", 1, "parent", "outlaws")],
     'factions.csv:3:parent: leads back to the row itself ("outlaws")', ""),
    ("E-REASON", [("outcomes", 5, "reason", "")],
     "outcomes.csv:7:reason: is empty on a rejected row", ""),
    ("E-GROUP", [("affiliations", 1, "status", "preferred")],
     'affiliations.csv:3:status: is a second preferred affiliation, beside line 2 ("hong-kil-tong")', ""),
    ("E-BESIDE", [("affiliations", 0, "beside", "yes")],
     'affiliations.csv:2:status: is not alternative on a second label ("preferred")', ""),
    ("E-BESIDE", [("affiliations", 1, "beside", "yes"), ("affiliations", 1, "faction", "outlaws")],
     'affiliations.csv:3:beside: has no preferred label to stand beside ("hong-kil-tong")', ""),
    ("E-TWICE", [("outcomes", 3, "date", "1956-08")],
     'outcomes.csv:5:date: may be the occasion of line 3, o-2 ("1956-08")', ""),
    ("E-TWICE", [("outcomes", 3, "date", "")],
     'outcomes.csv:5:date: may be the occasion of line 3, o-2 ("no date")', ""),
    ("E-TWICE", [("outcomes", 3, "event", "august-plenum")],
     'outcomes.csv:5:date: may be the occasion of line 3, o-2 ("1957")', ""),
    ("E-ORDER", [("seats", 0, "to", "1956-03")],
     'seats.csv:2:to: is before the beginning, 1956-04-29 ("1956-03")', ""),
    ("E-ORDER", [("bodies", 0, "to", "1955")],
     'bodies.csv:2:to: is before the beginning, 1956-04-29 ("1955")', ""),
    ("E-DEATH", [("outcomes", 3, "date", "1961")],
     'outcomes.csv:5:date: is after the death of hong-kil-tong, 1960-12-31 at the latest ("1961")', ""),
    ("E-DEATH", [("seats", 0, "to", "1961-09-18")],
     'seats.csv:2:to: is after the death of hong-kil-tong, 1960-12-31 at the latest ("1961-09-18")', ""),
    ("E-DEATH", [("contacts", 0, "date", "1961")],
     'contacts.csv:2:date: is after the death of hong-kil-tong, 1960-12-31 at the latest ("1961")', ""),
    ("E-DIED", [("outcomes", 5, "status", "preferred")],
     'outcomes.csv:7:kind: is a second preferred death, beside executed in line 6 ("died")', ""),
    ("E-PLACE", [("places", 0, "longitude", "")],
     "places.csv:2:longitude: is empty beside a latitude", ""),
    ("E-PLACE", [("places", 0, "source", "")],
     "places.csv:2:source: is empty on a row with coordinates", ""),
    ("E-PLACE", [("places", 0, "latitude", ""), ("places", 0, "longitude", ""), ("places", 0, "uncertainty", "Lost.")],
     "places.csv:2:latitude: is empty on a row with a record of the gazetteer", ""),
    ("E-PLACE", [("places", 1, "uncertainty", "")],
     "places.csv:3:uncertainty: is empty on a row without coordinates", ""),
    ("E-REFERENCE", [("events", 0, "place", "Pyongyan")],
     'events.csv:2:place: is not in places ("Pyongyan")',
     "an id of the other table; did you mean Pyongyang?"),
    ("E-TALKERS", [("contacts", 0, "faction", "other")],
     'contacts.csv:2:faction: is not the persons’ groups ("other")',
     '"other; unknown", from the preferred rows of affiliations; copy what is expected, or correct persons or '
     "affiliations"),
    ("E-INTENT", [("outcomes", 3, "detail", "Planned to be dismissed at the next plenum.")],
     "outcomes.csv:5:detail: says that it was only meant, Planned to be dismissed "
     '("Planned to be dismissed at the next plenum.")', ""),
    ("E-ORDER", [("outcomes", 3, "annulled", "august-plenum")],
     'outcomes.csv:5:annulled: is before the penalty itself, 1957 ("august-plenum")', ""),
    ("E-SUM", [("counts", 1, "id", "c-2"), ("counts", 1, "faction", "other")],
     'counts.csv:3:count: adds up to 2 with the other groups of the source, more than the total ("1")', ""),
    ("E-CHOSEN", [("bodies", 1, "id", "sc3"), ("bodies", 1, "chosen_from", "cc3"), ("bodies", 1, "candidate_seats", ""),
                  ("seats", 2, "id", "s-3"),
                  ("seats", 2, "body", "sc3"), ("seats", 2, "person", "hong-kil-tong"), ("seats", 1, "body", "sc3"),
                  ("seats", 2, "from", "")],
     'seats.csv:3:person: sits in sc3 and has no seat in cc3, from which it was chosen ("im-kkok-chong")', ""),
    ("E-SEATS", [("seats", 1, "seat", "full")],
     'bodies.csv:2:full_seats: is less than the 2 preferred full members that seats names ("1")', ""),
    ("E-EVIDENCE", [("verdicts", 0, "rows", "o-1; o-99")],
     'verdicts.csv:2:rows: is not in any table ("o-99")', ""),
    ("E-EVIDENCE", [("verdicts", 1, "rows", "v-headline-1")],
     'verdicts.csv:3:rows: is not in any table ("v-headline-1")', ""),
    ("E-BASIS", [("verdicts", 3, "source", "")],
     'verdicts.csv:5:source: is empty ("confirmed")', ""),
    ("E-UNJUDGED", [("verdicts", 11, "paragraph", "p9")],
     'verdicts.csv:1:paragraph: has no verdict ("p10")', ""),
]  # fmt: skip

# changes that look like a fault and are none
SILENT = [
    ("E-TYPE", [("seats", 0, "rank", "")]),
    ("E-INVISIBLE", [("persons", 1, "role", "“Outlaw” – bandit’s son, 林")]),
    ("E-NFC", [("persons", 1, "mr", "Im Kkŏkchŏng")]),
    ("E-MARKUP", [("persons", 1, "role", "Outlaw & general, 3 < 4 > 2; R&D")]),
    ("E-FORMULA", [("persons", 1, "role", "-5")]),
    ("E-FORMULA", [("persons", 1, "role", "Outlaw = hero + 1 - @")]),
    ("E-MIXED", [("persons", 1, "role", "Outlaw (Хон)")]),
    ("E-LOST", [("persons", 1, "role", "Outlaw? Hero? See https://example.org/tale?page=3")]),
    ("E-SCRIPT", [("persons", 0, "hangul", "홍길동 (洞)".replace("洞", "동"))]),
    ("E-LIST", [("persons", 0, "source", "yi1740")]),
    ("E-DATE-FORM", [("persons", 0, "birth", "")]),
    ("E-DATE-REAL", [("events", 0, "date", "1956-02-29")]),
    ("E-REFERENCE", [("outcomes", 0, "event", "")]),
    ("E-REFERENCE", [("audit", 0, "table", "posts"), ("audit", 0, "row", "p-1")]),
    ("E-REASON", [("outcomes", 5, "status", "alternative"), ("outcomes", 5, "reason", "")]),
    ("E-BESIDE", [("affiliations", 1, "beside", "yes")]),
    ("E-TWICE", [("outcomes", 3, "date", "1956-08"), ("outcomes", 3, "status", "alternative")]),
    ("E-TWICE", [("outcomes", 3, "date", "1956-08"), ("outcomes", 3, "person", "im-kkok-chong")]),
    ("E-ORDER", [("seats", 0, "to", "1956")]),
    ("E-DEATH", [("outcomes", 3, "date", "1958/1970")]),
    ("E-DEATH", [("outcomes", 3, "date", "1961"), ("outcomes", 4, "date", "")]),
    ("E-DIED", [("outcomes", 5, "status", "alternative")]),
    (
        "E-PLACE",
        [
            ("places", 0, "latitude", ""),
            ("places", 0, "longitude", ""),
            ("places", 0, "record", ""),
            ("places", 0, "source", ""),
            ("places", 0, "uncertainty", "Lost."),
        ],
    ),
    ("E-SEATS", [("seats", 1, "seat", "full"), ("seats", 1, "person", "hong-kil-tong")]),
    ("E-INTENT", [("outcomes", 3, "detail", "Planned to be dismissed."), ("outcomes", 3, "by", "none")]),
    ("E-INTENT", [("outcomes", 3, "detail", "Rebuked for the five-year plan.")]),
    ("E-SEATS", [("seats", 1, "seat", "full"), ("seats", 1, "entry", "co-opted")]),
    ("E-EVIDENCE", [("verdicts", 0, "rows", "")]),
    ("E-EVIDENCE", [("verdicts", 0, "rows", "hong-kil-tong; cc3; a-1; s-1; p-1; c-1; contact-1")]),
    ("E-BASIS", [("verdicts", 3, "source", ""), ("verdicts", 3, "verdict", "not verifiable")]),
    ("E-UNJUDGED", [("verdicts", 12, "id", "v-p10-2")]),
]


def _spoil(file, spoil):
    def change(folder):
        path = folder / file
        path.write_bytes(spoil(path.read_bytes()))

    return change


def _swap(file, old, new):
    return _spoil(file, lambda raw: raw.replace(old, new, 1))


def _excel(raw):
    """Turn a table into what Excel saves where the comma is the decimal sign."""
    rows = list(csv.reader(raw.decode().splitlines()))
    return "\n".join(";".join(row) for row in rows).encode()


def _backwards(raw):
    rows = list(csv.reader(raw.decode().splitlines()))
    return "\n".join(",".join(reversed(row)) for row in rows).encode()


def _twice(raw):
    return b"\n".join(line.split(b",")[0] + b"," + line for line in raw.rstrip(b"\n").split(b"\n"))


POSTS = len(sample.columns("posts"))

# code; what happens to which file; the first line up to what was expected; the rest, where it is replaced
FILES = [
    ("E-PACKAGE", lambda folder: (folder / "datapackage.json").unlink(),
     "datapackage.json:1:-: is missing", ""),
    ("E-PACKAGE", _spoil("datapackage.json", lambda raw: raw.replace(b":", b";", 1)),
     "datapackage.json:2:-: is not JSON: Expecting ':' delimiter in column 11", ""),
    ("E-PACKAGE", _spoil("datapackage.json", lambda raw: b'{"tables": []}'),
     "datapackage.json:1:-: does not describe tables: 'resources' is a required property", ""),
    ("E-PACKAGE", _swap("datapackage.json", b'"type": "string"', b'"type": "strings"'),
     'datapackage.json:1:-: does not describe tables: field type "strings" is not supported', ""),
    ("E-PACKAGE", _swap("datapackage.json", b"^Q[1-9]", b"^Q[9-1]"),
     "datapackage.json:1:-: does not describe tables: bad character range 9-1 at position 3", ""),
    ("E-PACKAGE", _swap("datapackage.json", b'"foreignKeys": [', b'"foreignKeys": 3, "was": ['),
     "datapackage.json:1:-: does not describe tables: 'int' object is not iterable", ""),
    ("E-PACKAGE", _swap("datapackage.json", b'"schema": {', b'"was": {'),
     "datapackage.json:1:-: does not describe tables: 'schema' is missing", ""),
    ("E-FILE", lambda folder: (folder / "counts.csv").unlink(), "counts.csv:1:-: is missing", ""),
    ("E-FILE", lambda folder: [(folder / "counts.csv").unlink(), (folder / "counts.csv").mkdir()],
     "counts.csv:1:-: cannot be read: Is a directory", ""),
    ("E-UNLISTED", lambda folder: (folder / "copy of persons.csv").write_text("id\n"),
     "copy of persons.csv:1:-: is not described", ""),
    ("E-UTF8", _swap("events.csv", b"September plenum", "Plénum".encode("latin-1")),
     "events.csv:3:-: is not UTF-8 (byte e9); it may be Latin-1 or Windows-1252", ""),
    ("E-UTF8", _spoil("persons.csv", lambda raw: raw.decode().encode("cp949", "replace")),
     "persons.csv:2:-: is not UTF-8 (byte b1); it may be the Korean code page 949 (EUC-KR)", ""),
    ("E-UTF8", _spoil("name_forms.csv", lambda raw: raw.decode().encode("cp1251", "replace")),
     "name_forms.csv:3:-: is not UTF-8 (byte cb); it may be the Russian code page 1251", ""),
    ("E-UTF8", _spoil("events.csv", lambda raw: raw.decode().encode("utf-16")),
     "events.csv:1:-: is not UTF-8 (byte ff); it may be UTF-16", ""),
    ("E-BOM", _spoil("persons.csv", lambda raw: b"\xef\xbb\xbf" + raw),
     "persons.csv:1:-: begins with a byte order mark", ""),
    ("E-EOL", _spoil("persons.csv", lambda raw: raw.replace(b"\n", b"\r\n")),
     "persons.csv:1:-: ends lines with CR, as Windows does", ""),
    ("E-EOL", _spoil("sources.bib", lambda raw: raw.replace(b"\n}", b"\r\n}", 1)),
     "sources.bib:5:-: ends lines with CR, as Windows does", ""),
    ("E-EMPTY", _spoil("counts.csv", lambda raw: b""), "counts.csv:1:-: is empty", ""),
    ("E-EMPTY", _spoil("counts.csv", lambda raw: raw.split(b"\n")[0] + b"\n"),
     "counts.csv:1:-: has no rows", ""),
    ("E-COMMA", _spoil("counts.csv", _excel), "counts.csv:1:-: has its cells separated by semicolons", ""),
    ("E-QUOTE", _swap("events.csv", b"August plenum", b'"August plenum'),
     "events.csv:2:-: has quotes that do not match: unexpected end of data", ""),
    ("E-HEADER", _swap("posts.csv", b",post,", b",office,"), "posts.csv:1:post: is missing", ""),
    ("E-HEADER", _swap("posts.csv", b",post,", b",posts,"),
     "posts.csv:1:post: is missing", "the columns of datapackage.json, in its order; did you mean posts?"),
    ("E-HEADER", _spoil("posts.csv", lambda raw: raw.replace(b"\n", b",\n")),
     "posts.csv:1:-: is a column too many",
     "the columns of datapackage.json, in its order; describe the column there, or take it out"),
    ("E-HEADER", _spoil("posts.csv", _twice), "posts.csv:1:id: is there 2 times", ""),
    ("E-HEADER", _spoil("posts.csv", _backwards), "posts.csv:1:reason: is out of order", ""),
    ("E-WIDTH", _swap("posts.csv", b",Minister,", b",Minister, first,"),
     f"posts.csv:2:-: has {POSTS + 1} cells", f"{POSTS} cells, one for each column; {RULES['E-WIDTH'].mend}"),
    ("E-WIDTH", _swap("posts.csv", b",Minister,", b","),
     f"posts.csv:2:-: has {POSTS - 1} cells", f"{POSTS} cells, one for each column; {RULES['E-WIDTH'].mend}"),
    ("E-WIDTH", _swap("posts.csv", b"\n", b"\n\n"),
     "posts.csv:2:-: is an empty line", f"{POSTS} cells, one for each column; {RULES['E-WIDTH'].mend}"),
    ("E-BIB", _spoil("sources.bib", lambda raw: raw + b"@book{ho1612,\n}\n"),
     'sources.bib:13:-: is the key of two sources, here and in line 2 ("ho1612")', ""),
    ("E-BIB", _spoil("sources.bib", lambda raw: raw + b"@book{HO1612,\n}\n"),
     'sources.bib:13:-: is the key of two sources, here and in line 2 ("HO1612")', ""),
    ("E-BIB-FORM", _swap("sources.bib", b"Kil-tong},", b"Kil-tong}"),
     "sources.bib:4:-: cannot be read: syntax error : '}' expected", ""),
    ("E-BIB-FORM", _spoil("sources.bib", lambda raw: raw.rstrip().rstrip(b"}")),
     "sources.bib:12:-: cannot be read: syntax error : premature end of file", ""),
    ("E-BIB-FIELD", _swap("sources.bib", b"grade = {web}", b"grade = {website}"),
     'sources.bib:8:grade: of yi1740 is no grade ("website")',
     "one of primary, scholarly, reference, web; did you mean web?"),
    ("E-BIB-FIELD", _swap("sources.bib", b"  consulted = {Whole.},\n", b""),
     'sources.bib:2:consulted: is missing ("ho1612")', ""),
    ("E-VANISHED", lambda folder: (folder / "published.txt").write_text("# ids\npersons/hong-kil-dong\n"),
     'persons.csv:1:id: was published and is gone ("hong-kil-dong")', ""),
    ("E-BIB", lambda folder: (folder / "sources.bib").unlink(), "sources.bib:1:-: is missing", ""),
]  # fmt: skip


def _line(code, head, tail):
    rule = RULES[code]
    return f"{head}; expected {tail or f'{rule.expected}; {rule.mend}'} [{code}]"


def _check(folder, capsys):
    """Run the command; return its exit code and its lines; make sure that it changes no file."""
    before = {path.name: path.is_file() and path.read_bytes() for path in folder.iterdir()}
    code = main(["check", str(folder)])
    assert before == {path.name: path.is_file() and path.read_bytes() for path in folder.iterdir()}
    output = capsys.readouterr()
    assert output.err == ""
    return code, output.out.splitlines()


@pytest.mark.parametrize(("code", "changes", "head", "tail"), CELLS)
def test_rule_fires(tmp_path, capsys, code, changes, head, tail):
    assert _check(sample.write(tmp_path, changes), capsys) == (1, [_line(code, head, tail)])


@pytest.mark.parametrize(("code", "changes"), SILENT)
def test_rule_stays_silent(tmp_path, capsys, code, changes):
    exit_code, lines = _check(sample.write(tmp_path, changes), capsys)
    assert (code in RULES, exit_code, len(lines)) == (True, 0, 1), lines


@pytest.mark.parametrize(("code", "change", "head", "tail"), FILES)
def test_rule_of_files_fires(folder, capsys, code, change, head, tail):
    change(folder)
    exit_code, lines = _check(folder, capsys)
    assert (exit_code, lines[0]) == (1, _line(code, head, tail))


def test_every_rule_is_tested():
    assert {case[0] for case in (*CELLS, *FILES)} == set(RULES)


def test_sound_data(folder, capsys):
    rows = sum(map(len, sample.ROWS.values()))
    assert _check(folder, capsys) == (0, [f"{len(sample.ROWS)} tables, {rows} rows, 2 sources: no faults"])


def test_a_missing_column_of_ids_is_one_fault(folder, capsys):
    path = folder / "factions.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("id,", "ident,", 1), encoding="utf-8")
    _, lines = _check(folder, capsys)
    assert [line.split(":")[:3] for line in lines[:-1]] == [["factions.csv", "1", "id"]]


def test_all_faults_at_once(folder, capsys):
    """Faults of several kinds in several files come in one run, in the order of tables and rows."""
    changes = [("seats", 1, "rank", "x"), ("seats", 0, "from", "29.04.1956"), ("persons", 1, "sex", "?")]
    sample.write(folder, changes)
    _swap("events.csv", b"September", "Plénum".encode("latin-1"))(folder)
    exit_code, lines = _check(folder, capsys)
    assert exit_code == 1
    assert [line.split(": ")[0] for line in lines] == [
        "events.csv:3:-", "persons.csv:3:sex", "seats.csv:2:from", "seats.csv:3:rank",
    ]  # fmt: skip


def test_torn_row_leaves_its_id_known(folder, capsys):
    """One person's row with a comma too many is one fault, not one for each mention of the person."""
    _swap("persons.csv", b",Hong Kil-tong,", b",Hong, Kil-tong,")(folder)
    assert [line.split(": ")[0] for line in _check(folder, capsys)[1]] == ["persons.csv:2:-"]


@pytest.mark.parametrize(
    ("old", "new", "place"), [(b",reason\n", b",reason,remark\n", "remark"), (b",reason\n", b"\n", "reason")]
)
def test_a_name_too_many_or_too_few_in_the_header_is_one_fault(folder, capsys, old, new, place):
    _swap("posts.csv", old, new)(folder)
    assert [line.split(": ")[0] for line in _check(folder, capsys)[1]] == [f"posts.csv:1:{place}"]


def test_a_cell_of_any_length_is_answered(folder, capsys):
    """A quadratic search in 200,000 letters would outlast the patience of any reader; here it would outlast the run."""
    sample.write(folder, [("persons", 0, "source", "x" * 200_000), ("persons", 1, "role", "aш" * 100_000),
                          ("persons", 1, "birth", "1" * 200_000)])  # fmt: skip
    assert [line.split(": ")[0] for line in _check(folder, capsys)[1]] == [
        "persons.csv:2:source", "persons.csv:3:role", "persons.csv:3:birth",
    ]  # fmt: skip


def test_what_tools_leave_beside_the_tables_is_no_table(folder, capsys):
    (folder / ".#persons.csv").symlink_to("me@host.1:2")
    for name in (".~lock.persons.csv#", "~$persons.csv", "persons.csv~", "persons.csv.bak"):
        (folder / name).write_text(",me,host\n", encoding="utf-8")
    (folder / ".ipynb_checkpoints").mkdir()
    (folder / ".ipynb_checkpoints" / "persons-checkpoint.csv").write_text("id\n", encoding="utf-8")
    code = main(["check", str(folder)])
    assert (code, "no faults" in capsys.readouterr().out) == (0, True)


def test_an_id_is_retired_by_name_and_published_ids_grow(folder, capsys):
    assert main(["publish", str(folder)]) == 0
    published = (folder / "published.txt").read_text(encoding="utf-8").splitlines()
    assert "outcomes/o-1" in published and len(published) == len(set(published))
    path = folder / "verdicts.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("v-p9-1", "v-p9-2"), encoding="utf-8")
    capsys.readouterr()
    assert [line.split("; ")[0] for line in _check(folder, capsys)[1]] == [
        'verdicts.csv:1:id: was published and is gone ("v-p9-1")'
    ]


SCRAPS = (b"", b'"', b",", b";", b"\n", b"\r", b"\x00", b"\xff", b"/", b"[", b"}", b"..", b"<b>", b"\xe2\x80\x8b")


@pytest.mark.parametrize("seed", [f"Hong Kil-tong {number}" for number in range(25)])
def test_any_damage_is_a_fault_and_no_traceback(folder, capsys, seed):
    """Scraps written over any place of any file give one line for each fault, or none."""
    dice = random.Random(seed)
    for _ in range(3):
        path = dice.choice(sorted(folder.iterdir()))
        raw = path.read_bytes()
        start = dice.randrange(len(raw) + 1)
        path.write_bytes(raw[:start] + dice.choice(SCRAPS) + raw[start + dice.choice((0, 1, 3, 200)) :])
    exit_code, lines = _check(folder, capsys)
    assert exit_code == 0 or all(re.fullmatch(r"[^:]+:\d+:[^:]+: .+ \[E-[A-Z0-9-]+\]", line) for line in lines)


def test_without_frictionless(folder, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "frictionless", None)
    for name in [name for name in sys.modules if name.startswith("august1956.check")]:
        monkeypatch.delitem(sys.modules, name)
    code = main(["check", str(folder)])
    assert (code, *capsys.readouterr()) == (
        2, "", "august1956: `check` needs frictionless: pip install frictionless\n"
    )  # fmt: skip


def test_real_data(capsys):
    """The tables of the edition keep every rule."""
    exit_code, lines = _check(sample.DATA, capsys)
    assert (exit_code, len(lines)) == (0, 1), "\n".join(lines)


def _run(*arguments, **environment):
    command = [sys.executable, "-m", "august1956", *arguments]
    place = sample.DATA.parent
    return subprocess.run(command, cwd=place, env=os.environ | environment, capture_output=True, text=True)


NOWHERE = "is not a directory; name the one that holds datapackage.json"
USAGE = (
    "usage: python -m august1956 check [DIRECTORY] | tidy [DIRECTORY] | received FILE | changes OLD NEW | "
    "describe TABLE[.COLUMN] | publish [DIRECTORY] | prepare VERSION OLD | release [TAG] [FOLDER]"
)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], f"august1956: the following arguments are required: command; {USAGE}\n"),
        (["check", "--fast"], f"august1956: unrecognized arguments: --fast; {USAGE}\n"),
        (["check", "data", "chapters"], f"august1956: unrecognized arguments: chapters; {USAGE}\n"),
        (["check", "no/such"], f"august1956: no/such {NOWHERE}\n"),
        (["check", "pyproject.toml"], f"august1956: pyproject.toml {NOWHERE}\n"),
    ],
)
def test_bad_command(arguments, sentence, capsys, monkeypatch):
    monkeypatch.chdir(sample.DATA.parent)
    try:
        code = main(arguments)
    except SystemExit as end:
        code = end.code
    assert (code, *capsys.readouterr()) == (2, "", sentence)


def test_unknown_command():
    done = _run("chekc")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "invalid choice: 'chekc'" in done.stderr


@pytest.mark.slow
def test_command_line(tmp_path):
    """The date that everybody writes first, on a console without hangul."""
    sample.write(tmp_path, [("persons", 0, "birth", "8/30/1956"), ("persons", 0, "hanja", "홍")])
    done = _run("check", str(tmp_path), PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout == (
        'persons.csv:2:hanja: has \\ud64d, HANGUL SYLLABLE HONG ("\\ud64d"); expected only CJK letters; '
        "type the letters in their script, or move the value [E-SCRIPT]\n"
        'persons.csv:2:birth: is not EDTF ("8/30/1956"); expected a date in EDTF; did you mean 1956-08-30? '
        "[E-DATE-FORM]\n"
    )
