"""The numbers of the chapter on the fight over compute."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import networkx as nx
import pandas as pd

from afterllama.charts.benchmark_scores import mean, operations
from afterllama.network import teams
from afterllama.record.record import Record
from afterllama.words.days import Span, span


@dataclass(frozen=True)
class Compute:
    """What the chapter says of two teams' models and of the people who made them.

    Parameters
    ----------
    record : Record
        The record.
    first, second : str
        Paper ids of the two teams.
    named : dict
        What else `datapackage.json` names for the chapter: events, models and measures.
    """

    record: Record
    first: str
    second: str
    named: dict[str, Any]

    @cached_property
    def report(self) -> date:
        return self.record.day("report")

    @cached_property
    def published(self) -> date:
        """The day of the later of the two papers."""
        return max(self.record.paper_day(p) for p in (self.first, self.second))

    # Models in time

    @cached_property
    def machine(self) -> date:
        """The day on which the second team's code names the machine of the first."""
        row = self.record.rows("sources").loc[self.named["machine"]]
        return span(row["date"], row["date_precision"]).first

    def run(self, name: str) -> dict[str, Span]:
        """The events of a run by stage, as spans of days."""
        (row,) = (r for r in self.named["runs"] if r["name"] == name)
        return {key: self.event(value) for key, value in row.items() if key != "name"}

    def event(self, event_id: str) -> Span:
        row = self.record.whole.rows("events").loc[event_id]
        return span(row["date"], row["date_precision"])

    @cached_property
    def kinds(self) -> dict[str, str]:
        """The kind of evidence for the beginning of every run, or else for its first document."""
        events = self.record.whole.rows("events")
        stages = ("begun", "released", "shown")
        held = {r["name"]: next(r[s] for s in stages if s in r) for r in self.named["runs"]}
        return {name: events.loc[event, "kind"] for name, event in held.items()}

    @cached_property
    def between(self) -> int:
        """Whole months from the end of one team's training to the beginning of the other's."""
        end, begin = self.run(self.second)["ended"].last, self.run(self.first)["begun"].first
        return (begin.year - end.year) * 12 + begin.month - end.month - (begin.day < end.day)

    # What a run took

    def taken(self, model: str, measure: str, field: str) -> float:
        """What training a model took by a measure; NaN if the measure has no value."""
        rows = self.record.data["training"].query("model_id == @model and measure == @measure")
        return float(rows[field].iloc[0]) if len(rows) else math.nan

    def own(self, name: str, field: str) -> float:
        """The same for a model of the chapter, by the measure used for comparisons."""
        return self.taken(self.named[name], self.named["measure"], field)

    @cached_property
    def hours(self) -> float:
        """Processor hours of the largest model, as a multiple of the other model's."""
        return self.own("largest", "gpu_hours") / self.own("other", "gpu_hours")

    @cached_property
    def years(self) -> float:
        """How long one processor would have taken for the largest model, in full centuries."""
        return self.own("largest", "gpu_hours") / (365.25 * 24) // 100 * 100

    @cached_property
    def largest_released(self) -> bool:
        """Whether the largest size of the one team's model has more parameters than the others."""
        sizes = self.record.whole.rows("models")["params_billion"]
        return bool(sizes[self.named["largest"]] > sizes[self.named["smaller"]].max())

    @cached_property
    def trials(self) -> float:
        """The other model's development as a multiple of its final run, by its own paper."""
        measure = self.named["other_measure"]
        whole = self.taken(self.named["other_whole"], measure, "co2_tonnes")
        return whole / self.taken(self.named["other"], measure, "co2_tonnes")

    @cached_property
    def compared(self) -> list[str]:
        """The models whose runs are compared, by the one measure."""
        return [self.named["other"], *reversed(self.named["smaller"]), self.named["largest"]]

    @cached_property
    def smaller_less(self) -> bool:
        """Whether every smaller size took less of everything than the other model."""
        fields, sizes = ("gpu_hours", "energy_mwh"), self.named["smaller"]
        taken = {(m, f): self.taken(m, self.named["measure"], f) for m in sizes for f in fields}
        return all(value < self.own("other", f) for (_, f), value in taken.items())

    # The model that was not released

    @cached_property
    def a_token(self) -> float:
        """The unreleased model's cost per token as a multiple of the largest model's."""
        return self.parameters("unreleased") / self.parameters("largest")

    @cached_property
    def even(self) -> float:
        """Tokens, in billions, from which on it took more than the largest model's whole run."""
        return self.tokens("largest") / self.a_token

    @cached_property
    def length_known(self) -> bool:
        """Whether the record has how long it was trained, or what that took."""
        trained = set(self.record.data["training"]["model_id"])
        return not math.isnan(self.tokens("unreleased")) or self.named["unreleased"] in trained

    @cached_property
    def not_released(self) -> bool:
        """Whether neither the model nor its weights were given out."""
        kind = self.record.whole.rows("models").loc[self.named["unreleased"], "license_kind"]
        return bool(kind == "closed")

    @cached_property
    def reporting(self) -> tuple[str, ...]:
        """Who of the second team signs the paper that has it."""
        second = set(self.record.authors(self.second))
        return tuple(p for p in self.record.authors(self.named["unreleased_paper"]) if p in second)

    @cached_property
    def ahead(self) -> int:
        """Days from the code's first mention of such a model to the rival's release."""
        return (self.event(self.named["rival"]).first - self.loaded).days

    @cached_property
    def loaded(self) -> date:
        return self.event(self.named["unreleased_event"]).last

    @cached_property
    def first_record(self) -> date:
        """The day of the first record: the earliest on which a source was read."""
        return date.fromisoformat(str(min(self.record.data["sources"]["accessed"])))

    @cached_property
    def added(self) -> bool:
        """Whether the documents on the unreleased model were all read after that day."""
        papers, events = self.record.whole.rows("papers"), self.record.whole.rows("events")
        documents = [
            papers.loc[self.named["unreleased_paper"], "source_id"],
            events.loc[self.named["unreleased_event"], "source_id"],
        ]
        read = self.record.rows("sources").loc[documents, "accessed"]
        return all(date.fromisoformat(str(day)) > self.first_record for day in read)

    # Carbon

    @cached_property
    def stated(self) -> tuple[float, float]:
        """What the other paper states, of its model and of the one beside it, in tonnes."""
        measure = self.named["other_measure"]
        models = self.named["other"], self.named["beside"]
        own, beside = (self.taken(model, measure, "co2_tonnes") for model in models)
        return own, beside

    def beside(self, field: str) -> float:
        """What the model beside took, by the measure that has its energy."""
        return self.taken(self.named["beside"], self.named["beside_measure"], field)

    @cached_property
    def moved(self) -> float:
        """What the other model would have emitted on the grid of the one beside it, in tonnes."""
        return self.own("other", "energy_mwh") * self.beside("grid_kg_per_kwh")

    @cached_property
    def estimates(self) -> list[float]:
        """Every estimate of the other model's final run, in tonnes, the smallest first."""
        training = self.record.data["training"]
        rows = training[training["model_id"] == self.named["other"]]["co2_tonnes"].dropna()
        return sorted([*map(float, rows), self.moved])

    @cached_property
    def local(self) -> float:
        """The grid on which the other model was trained, in kg a kWh."""
        return self.taken(self.named["other"], self.named["own_grid"], "grid_kg_per_kwh")

    @cached_property
    def factors(self) -> tuple[float, float]:
        """By how much the two models differ in energy, and in the grid."""
        energy = self.beside("energy_mwh") / self.own("other", "energy_mwh")
        return energy, self.beside("grid_kg_per_kwh") / self.local

    @cached_property
    def grid_explains(self) -> bool:
        """Whether the grids differ by more than half of what the estimates differ by."""
        grids = self.factors[1] - 1
        return grids > (self.estimates[-1] / self.estimates[0] - 1) / 2 > 0

    # Scores

    def score(self, name: str, tasks: str) -> float:
        found = mean(self.record, self.named[name], self.named[tasks])
        return math.nan if found is None else found

    def operations(self, name: str) -> float:
        return operations(self.record, self.named[name]) or math.nan

    def shots(self, tasks: str) -> set[int]:
        """How many examples the prompts of a set of tasks held."""
        names = [name for held in self.named[tasks].values() for name in held]
        rows = self.record.data["benchmarks"]
        return {int(n) for n in rows[rows["benchmark"].isin(names)]["shots"].dropna()}

    def parameters(self, name: str) -> float:
        size = self.record.whole.rows("models").loc[self.named[name], "params_billion"]
        return math.nan if pd.isna(size) else float(size)

    def tokens(self, name: str) -> float:
        """How many tokens a model was trained on, in billions."""
        tokens = self.record.whole.rows("models").loc[self.named[name], "train_tokens_billion"]
        return math.nan if pd.isna(tokens) else float(tokens)

    @cached_property
    def family(self) -> list[str]:
        """The sizes of the first team's model, the smallest first."""
        return [*reversed(self.named["smaller"]), self.named["largest"]]

    # People

    @cached_property
    def both(self) -> tuple[str, ...]:
        """People who signed both papers."""
        other = set(self.record.authors(self.second))
        return tuple(p for p in self.record.authors(self.first) if p in other)

    @cached_property
    def thanked(self) -> tuple[str, ...]:
        return teams.thanks(self.record, self.first, self.second)[self.first]

    @cached_property
    def older(self) -> tuple[str, ...]:
        """Joint papers from before either of the two."""
        begin = min(self.record.paper_day(p) for p in (self.first, self.second))
        graph = teams.bonds(self.record, self.first, self.second)
        papers = (p for p in teams.out(self.record) if p in graph)
        return tuple(p for p in papers if self.record.paper_day(p) < begin)

    def joined(self, known: date, thanked: bool = False) -> nx.Graph:
        """Both lists through the papers out by a day."""
        papers = teams.out(self.record, known)
        return teams.joined(self.record, self.first, self.second, papers, thanked)

    @cached_property
    def titles(self) -> nx.Graph:
        """Both lists through the two papers alone."""
        papers = (self.first, self.second)
        return teams.joined(self.record, self.first, self.second, papers, thanked=False)

    def cut(self, graph: nx.Graph) -> int:
        """The fewest people whose removal disconnects the lists."""
        return len(teams.cut(self.record, self.first, self.second, graph))

    def steps(self, graph: nx.Graph) -> Counter[int | None]:
        """How far apart the pairs are without the people on both lists."""
        rest = graph.subgraph(p for p in graph if p not in self.both)
        return teams.steps(self.record, self.first, self.second, rest)

    def farthest(self, graph: nx.Graph) -> int:
        return max((n for n in self.steps(graph) if n is not None), default=0)

    def signers(self, paper: str) -> tuple[list[str], list[str]]:
        """Of a joint paper, those of the one list alone and those of the other."""
        held = set(self.record.authors(paper)) - set(self.both)
        lists = self.record.authors(self.first), self.record.authors(self.second)
        one, two = ([p for p in people if p in held] for people in lists)
        return one, two


def compute(record: Record) -> Compute:
    """The chapter's numbers for what `datapackage.json` names."""
    named = dict(record.package.chapters["compute"])
    record.check_signed(named["first"])
    return Compute(record, named.pop("first"), named.pop("second"), named)
