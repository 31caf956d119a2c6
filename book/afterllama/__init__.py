"""The record behind the book: who worked where, when, and who says so.

The data flows one way: `data/*.csv` -> `tables` -> `record` -> `network` and `charts` ->
notebooks. Nothing here names a person or a company, or reads the clock.
"""

from afterllama.loading import load
from afterllama.prose import guard
from afterllama.record import Record
from afterllama.show import show

__all__ = ["Record", "guard", "load", "show"]
