"""What the workbench asks at first: chapter 1's count."""

from __future__ import annotations

from afterllama.chapters.authors.evidence import evidence_sets
from afterllama.chapters.authors.numbers import Authors
from afterllama.shown.workbench import Question, Workbench, kinds


def bench(a: Authors) -> Workbench:
    """The workbench: it begins with the paper and the day of chapter 1, and all evidence of today.

    The kinds of evidence are those of the chapter's figure, and all that is reported or recorded.
    """
    first = Question(known=a.record.package.record_date, on=a.report, papers=(a.paper,))
    return Workbench(a.record, kinds(evidence_sets(a)), first)
