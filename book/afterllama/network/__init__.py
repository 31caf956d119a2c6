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
)

__all__ = [
    "Link",
    "coauthors",
    "cut_people",
    "layout",
    "leaving",
    "migration",
    "moves",
    "overlaps",
    "sharing",
    "signatures",
    "signed",
    "standing",
    "thanked",
]
