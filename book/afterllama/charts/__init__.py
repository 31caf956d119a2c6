"""Figures: each function takes data and returns a `Chart`, reads no file and knows no name."""

from afterllama.charts.base import Chart, Citation, View
from afterllama.charts.bonds import bonds
from afterllama.charts.carbon import carbon
from afterllama.charts.commits import commits
from afterllama.charts.compared import compared
from afterllama.charts.costs import costs
from afterllama.charts.counts import counts
from afterllama.charts.course import course
from afterllama.charts.departures import departures
from afterllama.charts.lengths import lengths
from afterllama.charts.links import links
from afterllama.charts.mentions import mentions
from afterllama.charts.migration import migration
from afterllama.charts.overlaps import overlaps
from afterllama.charts.pairs import pairs
from afterllama.charts.rollcall import rollcall
from afterllama.charts.runs import runs
from afterllama.charts.scores import scores
from afterllama.charts.shares import shares
from afterllama.charts.signatures import Roll, signatures
from afterllama.charts.storyline import storyline
from afterllama.charts.timeline import timeline
from afterllama.charts.verdicts import verdicts

__all__ = [
    "Chart",
    "Citation",
    "Roll",
    "View",
    "bonds",
    "carbon",
    "commits",
    "compared",
    "costs",
    "counts",
    "course",
    "departures",
    "lengths",
    "links",
    "mentions",
    "migration",
    "overlaps",
    "pairs",
    "rollcall",
    "runs",
    "scores",
    "shares",
    "signatures",
    "storyline",
    "timeline",
    "verdicts",
]
