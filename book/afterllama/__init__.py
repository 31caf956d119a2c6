"""The record behind the book: who worked where, when, and who says so.

The data flows one way: `data/*.csv` -> `tables` -> `record` -> `network`, `claims` and `charts` ->
notebooks. Nothing here names a person or a company, or reads the clock.
"""

from afterllama.claims.verdicts import Ledger, judge
from afterllama.loading.folder import load
from afterllama.record.record import Record
from afterllama.shown.claim_cards import card, show_claims
from afterllama.shown.corrections import show_corrections
from afterllama.shown.directory_entries import show_people, show_places
from afterllama.shown.downloads.download_list import show_downloads
from afterllama.shown.evidence_switches import show_choice
from afterllama.shown.figures import show
from afterllama.shown.guards import guard
from afterllama.shown.ledger_rows import show_ledger
from afterllama.shown.source_rows import Sources, show_sources
from afterllama.shown.workbench import show_workbench
from afterllama.words.language import say

__all__ = [
    "Ledger",
    "Record",
    "Sources",
    "card",
    "guard",
    "judge",
    "load",
    "say",
    "show",
    "show_choice",
    "show_claims",
    "show_corrections",
    "show_downloads",
    "show_ledger",
    "show_people",
    "show_places",
    "show_sources",
    "show_workbench",
]
