"""The record behind the book: who worked where, when, and who says so.

The data flows one way: `data/*.csv` -> `tables` -> `record` -> `network`, `claims` and `charts` ->
notebooks. Nothing here names a person or a company, or reads the clock.
"""

from afterllama.claims import Ledger, judge
from afterllama.downloads import show_downloads
from afterllama.entries import show_people, show_places
from afterllama.language import say
from afterllama.ledger import show_ledger
from afterllama.loading import load
from afterllama.prose import guard
from afterllama.record import Record
from afterllama.show import show
from afterllama.sources import Sources, show_sources

__all__ = [
    "Ledger",
    "Record",
    "Sources",
    "guard",
    "judge",
    "load",
    "say",
    "show",
    "show_downloads",
    "show_ledger",
    "show_people",
    "show_places",
    "show_sources",
]
