"""The record as networkx graphs: people, organizations, and dated, sourced edges."""

from afterllama.network.graphs import (
    Link,
    coauthors,
    cut_people,
    layout,
    leaving,
    migration,
    moves,
    overlaps,
    sharing,
    signatures,
    signed,
    standing,
    thanked,
    writable,
)
from afterllama.network.teams import bonds, separators

__all__ = [
    "Link",
    "bonds",
    "coauthors",
    "cut_people",
    "layout",
    "leaving",
    "migration",
    "moves",
    "overlaps",
    "separators",
    "sharing",
    "signatures",
    "signed",
    "standing",
    "thanked",
    "writable",
]
