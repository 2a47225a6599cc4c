"""What ids mean: parents of groups, named sets of kinds and of bodies, and the page on which each register stands."""

__all__ = ["CONGRESSES", "DEATHS", "PAGES", "PARENTS", "PERSON_PAGES", "quoted"]

# Finer groups count with the group they belong to: the column `parent` of data/factions.csv.
PARENTS = {
    "kapsan": "guerrilla",
    "domestic-south": "domestic",
    "domestic-north": "domestic",
    "technocrat": "other",
    "foreign": "other",
}

DEATHS = ("executed", "suicide", "died", "died_natural", "died_other")  # kinds of outcome that end a life

CONGRESSES = ("cc1", "cc2", "cc3", "cc4")  # the Central Committees elected in 1946, 1948, 1956 and 1961

PAGES = {  # what an id may name: the page that registers it
    "person": "chapters/reference/persons",
    "event": "chapters/reference/chronology",
    "source": "chapters/reference/sources",
    "emendation": "chapters/reference/textual-notes",
    "verdict": "chapters/reference/verdicts",
    "body": "chapters/reference/bodies",
    "contact": "chapters/reference/conversations",
}

PERSON_PAGES = "chapters/reference/persons"  # the folder of the pages of persons, each named by the id


def quoted(text: str) -> str:
    """Put quotation marks around a text, unless it brings its own.

    Examples
    --------
    >>> quoted("word"), quoted("“word”")
    ('“word”', '“word”')
    """
    return text if text.startswith("“") else f"“{text}”"
