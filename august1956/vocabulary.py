"""What ids mean: groups, kinds of outcome, sets of them and of bodies, parts of the article, registers; some days."""

__all__ = [
    "ABROAD", "AUGUST_PLENUM", "CONGRESSES", "DEATHS", "ENDS", "GROUPS", "HARM", "HEADINGS", "KIM_ABROAD", "KINDS",
    "MARKS", "NUMBERED", "OTHER_HANDS", "PAGES", "PARAGRAPHS", "PARENTS", "PERSON_PAGES", "REPEATED",
    "SEPTEMBER_PLENUM", "STEPS", "quoted",
]  # fmt: skip

GROUPS = {  # the groups that charts tell apart, in their order
    "guerrilla": "Guerrilla",
    "yanan": "Yan’an",
    "soviet": "Soviet",
    "domestic": "Domestic",
    "other": "Outside the groups",
    "unknown": "None known",
}

# Finer groups count with the group they belong to: the column `parent` of data/factions.csv.
PARENTS = {
    "kapsan": "guerrilla",
    "domestic-south": "domestic",
    "domestic-north": "domestic",
    "technocrat": "other",
    "foreign": "other",
}

STEPS = (  # from the gravest to the mildest; silence is a class of its own, and never milder than a rebuke
    "executed or suicide", "held, tried or banished", "purged or expelled", "fate unknown", "went abroad", "demoted",
    "rebuked", "died", "restored or promoted", "still in post",
)  # fmt: skip

KINDS = {  # a kind of outcome: its words, and its step
    "criticised": ("criticised", "rebuked"),
    "demoted": ("demoted", "demoted"),
    "purged": ("purged", "purged or expelled"),
    "expelled_cc": ("expelled from the Central Committee", "purged or expelled"),
    "expelled_party": ("expelled from the party", "purged or expelled"),
    "banished": ("banished inside the country", "held, tried or banished"),
    "arrested": ("arrested", "held, tried or banished"),
    "tried": ("tried", "held, tried or banished"),
    "imprisoned": ("imprisoned", "held, tried or banished"),
    "executed": ("executed", "executed or suicide"),
    "suicide": ("suicide", "executed or suicide"),
    "died": ("died, cause not stated", "died"),
    "died_natural": ("died naturally", "died"),
    "died_other": ("died, other cause", "died"),
    "fled_abroad": ("fled abroad", "went abroad"),
    "returned_abroad": ("went back abroad", "went abroad"),
    "sighted_abroad": ("seen abroad", "went abroad"),
    "rehabilitated": ("rehabilitated", "restored or promoted"),
    "promoted": ("promoted", "restored or promoted"),
    "survived_in_post": ("still in post", "still in post"),
    "fate_unknown": ("fate unknown", "fate unknown"),
}

# What took membership, freedom or life, and was done to somebody.
HARM = ("purged", "expelled_cc", "expelled_party", "banished", "arrested", "tried", "imprisoned", "executed")
DEATHS = ("executed", "suicide", "died", "died_natural", "died_other")  # kinds of outcome that end a life
ABROAD = ("fled_abroad", "returned_abroad", "sighted_abroad")
ENDS = (*HARM, "fled_abroad", "suicide", "died", "died_natural", "died_other")  # what ends a career
OTHER_HANDS = ("south_korea", "japan", "none")  # whose harm is not Pyongyang's: the column `by` of outcomes

# The affair: first and last days, as they stand in data/events.csv.
KIM_ABROAD = ("1956-06-01", "1956-07-19")
AUGUST_PLENUM = ("1956-08-30", "1956-08-31")
SEPTEMBER_PLENUM = "1956-09-23"

CONGRESSES = ("cc1", "cc2", "cc3", "cc4")  # the Central Committees elected in 1946, 1948, 1956 and 1961

# Of verdicts.
MARKS = {"confirmed": "●", "partly confirmed": "◐", "not verifiable": "○", "disputed": "◇", "contradicted": "✕"}

# Of the article: its headings, one of which the newspaper printed twice, and its paragraphs, in their order.
REPEATED = "headline-again"
HEADINGS = ("headline", REPEATED, "title")
NUMBERED = tuple(f"p{number}" for number in range(1, 11))
PARAGRAPHS = (*HEADINGS, *NUMBERED)

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
INNER = str.maketrans("“”", "‘’")  # quotation marks within a quotation


def quoted(text: str) -> str:
    """Put quotation marks around a text, unless it begins with its own; those within become single.

    Examples
    --------
    >>> quoted("word"), quoted("“word”"), quoted("the “word”")
    ('“word”', '“word”', '“the ‘word’”')
    """
    return text if text.startswith("“") else f"“{text.translate(INNER)}”"
