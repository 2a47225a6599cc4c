"""The registers of the book: pages that are made from the tables, each a file; their words stand in ``templates``.

A register is MyST Markdown, and shows itself when a cell ends with it.
"""

from august1956.registers import disagreements, places
from august1956.registers._markdown import Page, captioned, cite, plain
from august1956.registers.bibliography import imprints, source_uses
from august1956.registers.bodies import bodies
from august1956.registers.changes import versions
from august1956.registers.chronology import chronology
from august1956.registers.codebook import audit, citation, codebook, news
from august1956.registers.conversations import conversations
from august1956.registers.emendations import emendations, retired
from august1956.registers.persons import persons
from august1956.registers.review import review
from august1956.registers.verdicts import verdicts

__all__ = [
    "Page",
    "audit",
    "bodies",
    "captioned",
    "chronology",
    "citation",
    "cite",
    "codebook",
    "conversations",
    "disagreements",
    "emendations",
    "imprints",
    "news",
    "persons",
    "places",
    "plain",
    "retired",
    "review",
    "source_uses",
    "verdicts",
    "versions",
]
