"""Figures: each function takes data and returns a `Chart`, reads no file and knows no name."""

from afterllama.charts.author_list import author_list
from afterllama.charts.base import Chart, Citation, View
from afterllama.charts.benchmark_scores import benchmark_scores
from afterllama.charts.carbon import carbon
from afterllama.charts.colleagues import colleagues
from afterllama.charts.commits import commits
from afterllama.charts.departure_counts import departure_counts
from afterllama.charts.departures import departures
from afterllama.charts.event_dates import event_dates
from afterllama.charts.joint_papers import joint_papers
from afterllama.charts.lab_heads import lab_heads
from afterllama.charts.migration import migration
from afterllama.charts.papers_compared import papers_compared
from afterllama.charts.published_counts import published_counts
from afterllama.charts.rollcall import rollcall
from afterllama.charts.shared_authors import shared_authors
from afterllama.charts.signatures import Roll, signatures
from afterllama.charts.sources_on_people import sources_on_people
from afterllama.charts.storyline import storyline
from afterllama.charts.training_costs import training_costs
from afterllama.charts.training_length import training_length
from afterllama.charts.training_runs import training_runs
from afterllama.charts.verdicts import verdicts

__all__ = [
    "Chart",
    "Citation",
    "Roll",
    "View",
    "author_list",
    "benchmark_scores",
    "carbon",
    "colleagues",
    "commits",
    "departure_counts",
    "departures",
    "event_dates",
    "joint_papers",
    "lab_heads",
    "migration",
    "papers_compared",
    "published_counts",
    "rollcall",
    "shared_authors",
    "signatures",
    "sources_on_people",
    "storyline",
    "training_costs",
    "training_length",
    "training_runs",
    "verdicts",
]
