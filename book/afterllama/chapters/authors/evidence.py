"""The sets of evidence that a reader can set aside."""

from __future__ import annotations

from afterllama.chapters.authors.numbers import Authors
from afterllama.record.counts_without_evidence import EvidenceSet
from afterllama.shown.evidence_switches import Choice
from afterllama.words.language import say


def evidence_sets(a: Authors) -> tuple[EvidenceSet, ...]:
    """The article's word, coverage of what it retells, commits, the newest count, inferences."""
    sources, story, count = a.record.rows("sources"), a.story, a.newest.source_id
    original = sources.loc[story, "relays"].partition(",")[0]
    return (
        EvidenceSet("article", say("The article's word"), a.is_story),
        EvidenceSet(
            "coverage",
            say("Other texts about {publisher}'s report", publisher=original),
            lambda proof: proof.source_id in a.retold,
        ),
        EvidenceSet("commits", say("Changes to public code"), a.is_commit),
        EvidenceSet(
            "count",
            say("{publisher}'s count", publisher=sources.loc[count, "publisher"]),
            lambda proof: proof.source_id == count,
        ),
        EvidenceSet("inferred", say("Our own conclusions"), lambda proof: proof.kind == "inferred"),
    )


def choice(a: Authors) -> Choice:
    """How many had left, on the day of the report and on that of the newest count."""
    return Choice(a.record, a.paper, (a.report, a.newest.day), evidence_sets(a))
