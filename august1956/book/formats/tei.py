"""The article as TEI P5: text, apparatus, names, verdicts with their sources, and registers of what they point at."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup, escape

from august1956.book.edition import citation
from august1956.book.formats import bibliography
from august1956.book.formats.article import Passage, passages
from august1956.check.release import FORMATS
from august1956.data import descriptor
from august1956.vocabulary import HEADINGS

__all__ = ["FILE", "make"]

FILE = FORMATS["tei"]
HERE = Path(__file__).parent / "templates"
DAY = re.compile(r"\d{4}(-\d\d){0,2}")
LANGUAGES = {"hangul": "ko-Hang", "hanja": "ko-Hani", "cyrillic": "ru", "mr": "ko-Latn"}
CALLED = {  # what the article calls a place that the table of places has under another name
    "Soviet Union": "ussr", "Republic of Korea": "south-korea", "DPRK": "north-korea", "DPRK’s": "north-korea",
}  # fmt: skip
WITNESSES = {"asmolov2019eng", "asmolov2019lenta"}


@dataclass(frozen=True)
class _Span:
    """A stretch of a passage that is marked: what stands before and after its words."""

    start: int
    end: int
    before: Markup
    after: Markup


def make(root: Path, target: Path) -> Path:
    """Write the TEI file.

    Parameters
    ----------
    root : Path
        The project's folder.
    target : Path
        The folder that gets the file.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    ValueError
        If a textual note is on words that its paragraph does not have.
    """
    path = target / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    engine = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE), autoescape=True, trim_blocks=True, lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )  # fmt: skip
    path.write_text(engine.get_template("article.xml").render(_contents(root)) + "\n", encoding="utf-8")
    return path


def _contents(root: Path) -> dict[str, Any]:
    data = root / "data"
    texts = passages(root)
    notes, verdicts = descriptor.rows("emendations", data), descriptor.rows("verdicts", data)
    named = {link.target for text in texts.values() for link in text.links}
    places = {row["name"]: row["id"] for row in descriptor.rows("places", data)} | CALLED
    persons = [row | {"forms": _forms(row, data)} for row in _chosen("persons", named, data)]
    claims = [*notes, *verdicts, *(form for person in persons for form in person["forms"])]
    cited = WITNESSES | {key for row in claims for key in row["source"].split("; ")}
    marked = {name: _marked(text, notes, places) for name, text in texts.items()}
    there = set(re.findall(r'<placeName ref="#([^"]+)"', "".join(marked.values())))
    works = bibliography.csl(bibliography.read(data))
    return {
        "cite": citation(root),
        "rights": (root / "LICENSE-CONTENT").read_text(encoding="utf-8").split("\n\n")[-1],
        "passages": marked,
        "headings": HEADINGS,
        "verdicts": verdicts,
        "persons": persons,
        "places": _chosen("places", there, data),
        "works": [work for work in works if work["id"] in cited],
        "languages": LANGUAGES,
        "when": lambda date: Markup(' when="{}"').format(date) if DAY.fullmatch(date) else "",
        "name": xml_id,
        "person": bibliography.ordered,
    }


def xml_id(name: str) -> str:
    """Return an id as XML allows it: the book's own, with a stroke before one that begins with a digit."""
    return name if name[0].isalpha() else f"_{name}"


def _chosen(table: str, ids: Iterable[str], data: Path) -> list[dict[str, Any]]:
    return [row for row in descriptor.rows(table, data) if row["id"] in ids]


def _forms(person: dict[str, str], data: Path) -> list[dict[str, str]]:
    return [row for row in descriptor.rows("name_forms", data) if row["person"] == person["id"]]


# --- marks in the text ---


def _marked(text: Passage, notes: list[dict[str, str]], places: dict[str, str]) -> Markup:
    names = [_Span(link.start, link.end, *_element("persName", ref=f"#{link.target}")) for link in text.links]
    names += _places(text, places, names)
    apparatus = _apart(sorted(_apps(text, notes, names), key=lambda app: (app[0], -app[1])))
    spans = [*names, *(_app(text, *app) for app in apparatus)]
    return _nested(text.text, 0, len(text.text), sorted(spans, key=lambda span: (span.start, -span.end)))


def _nested(text: str, start: int, end: int, spans: list[_Span]) -> Markup:
    """Return the words of a stretch with its marks; a span that begins in another ends in it."""
    done, parts = start, []
    while spans:
        first = spans[0]
        inner = [span for span in spans[1:] if span.start < first.end]
        parts += [escape(text[done : first.start]), first.before, _nested(text, first.start, first.end, inner)]
        parts.append(first.after)
        done, spans = first.end, spans[1 + len(inner) :]
    return Markup("").join([*parts, escape(text[done:end])])


def _element(name: str, **attributes: str) -> tuple[Markup, Markup]:
    said = Markup("").join(Markup(' {}="{}"').format(key, value) for key, value in attributes.items())
    return Markup(f"<{name}") + said + Markup(">"), Markup(f"</{name}>")


def _places(text: Passage, places: dict[str, str], names: list[_Span]) -> list[_Span]:
    ordered = sorted(places, key=len, reverse=True)  # North Korea before Korea
    found = re.finditer(rf"\b(?:{'|'.join(map(re.escape, ordered))})(?!\w)", text.text)
    free = [place for place in found if not any(s.start < place.end() and place.start() < s.end for s in names)]
    return [_Span(*place.span(), *_element("placeName", ref=f"#{places[place[0]]}")) for place in free]


def _apps(text: Passage, notes: list[dict[str, str]], names: list[_Span]) -> Iterator[tuple[int, int, dict[str, str]]]:
    for note in notes:
        if note["paragraph"] == text.id:
            first, *rest = note["edited"].split(" … ")
            start = text.text.find(first)
            end = text.text.find(rest[-1] if rest else first, start)
            if start < 0 or end < 0:
                said = f"textual note {note['id']} is on words that {text.id} does not have: {note['edited']}"
                raise ValueError(said)
            end += len(rest[-1] if rest else first)
            yield start, max([end, *(name.end for name in names if name.start < end < name.end)]), note


def _apart(apps: list[tuple[int, int, dict[str, str]]]) -> list[tuple[int, int, dict[str, str]]]:
    """Let a note that would end inside the next one end before it; its whole reading is told besides."""
    starts = [start for start, *_ in apps]
    ends = [max((s for s, e, _ in apps if start < s < end < e), default=end) for start, end, _ in apps]
    return list(zip(starts, ends, (note for *_, note in apps), strict=True))


def _app(text: Passage, start: int, end: int, note: dict[str, str]) -> _Span:
    while text.text[end - 1] == " ":
        end -= 1
    head, tail = _element("app", **{"xml:id": note["id"], "type": note["type"].replace(" ", "-")})
    opened, closed = _element("lem", resp="#editors")
    received = Markup('<rdg wit="#received">{}</rdg>').format(note["received"])
    sure = "high" if note["russian_basis"] == "attested" else "low"
    whose = Markup(' wit="#russian"') if sure == "high" else Markup(' resp="#editors"')
    russian = Markup('<rdg{} cert="{}" xml:lang="ru" type="{}">{}</rdg>').format(
        whose, sure, note["russian_basis"], note["russian"]
    )
    whole = Markup("") if text.text[start:end] == note["edited"] else Markup("The reading: {}. ").format(note["edited"])
    keys = " ".join(f"#{xml_id(key)}" for key in note["source"].split("; "))
    said = Markup('<note resp="#editors" source="{}">{}{}</note>').format(keys, whole, note["note"])
    return _Span(start, end, head + opened, closed + received + russian + said + tail)
