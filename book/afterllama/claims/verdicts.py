"""The fact-check: every claim of the story with its verdict, computed where possible.

A check measures the record on the day of the report, by all evidence. Three other readings are kept
if they differ: by what was public on that day, on the record date, and with the other weight of the
claim's own source. That source may count against its claim, never for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from numbers import Integral
from types import MappingProxyType, SimpleNamespace
from typing import Any

import pandas as pd

from afterllama.claims import grammar
from afterllama.claims.measures import (
    CHECKS,
    CONFIRMED,
    CONTRADICTED,
    CORRECTED,
    OPEN,
    PARTLY,
    VERDICTS,
    Finding,
    LeftOutError,
    Question,
)
from afterllama.record.cited_sources import UNREAD, Citation, cite
from afterllama.record.lookup import UnknownError, choose, recorded, text_of, unknown
from afterllama.record.record import Record
from afterllama.record.replies import said
from afterllama.words import prose
from afterllama.words.language import count, noted, say


@dataclass(frozen=True)
class Reading:
    """A check's finding under other conditions, with their name and words for it.

    The name is `word` (another weight for the story's own word), `then`, or `now`.
    """

    name: str
    label: str
    finding: Finding


@dataclass(frozen=True)
class Claim:
    """A claim with its verdict.

    `row` has the columns of `claims.csv` as text. `finding` is None if no check can judge.
    `readings` are those that differ from the finding. `aside` names the source that was set aside,
    and is empty if that changes nothing. `changed` says whether the record was one that `as_of`,
    `without`, `only` or `with_lag` made.
    """

    row: Mapping[str, str]
    verdict: str
    finding: Finding | None
    readings: tuple[Reading, ...]
    citations: tuple[Citation, ...]
    aside: str = ""
    changed: bool = False

    @property
    def id(self) -> str:
        return self.row["claim_id"]

    @property
    def anchor(self) -> str:
        """The claim's address on its page."""
        return f"claim-{self.id}"

    @property
    def paragraphs(self) -> tuple[str, ...]:
        return tuple(self.parts("paragraphs"))

    def parts(self, column: str) -> list[str]:
        """What stands in a column, each item of a list by itself; the verdict is the ledger's."""
        text = self.verdict if column == "verdict" else self.row[column]
        return text.split("|")

    def __repr__(self) -> str:
        return f"Claim({self.id}: {self.verdict})"

    @property
    def computed(self) -> bool:
        """Whether a check judged it."""
        return self.finding is not None

    @property
    def claimed(self) -> str:
        return self.finding.claimed if self.finding else ""

    @property
    def measured(self) -> str:
        return self.finding.measured if self.finding else ""


class Ledger:
    """All claims of a record with their verdicts, in the order of the story.

    Examples
    --------
    >>> ledger.of(kind="motive")[0].verdict in ledger.tally()
    True
    >>> ledger.table().columns[:4].tolist()
    ['claim', 'paragraphs', 'chapter', 'kind']
    """

    def __init__(self, record: Record) -> None:
        self.record = record
        self._aside: dict[str, Record] = {}

    @cached_property
    def claims(self) -> tuple[Claim, ...]:
        rows = self.record.data["claims"].to_dict("records")
        changed = self.record.changed
        judged = (replace(self._judged(row), changed=changed) for row in rows)
        return tuple(sorted(judged, key=lambda claim: claim.id))

    def __iter__(self) -> Iterator[Claim]:
        return iter(self.claims)

    def __len__(self) -> int:
        return len(self.claims)

    def __getitem__(self, claim_id: str) -> Claim:
        claim_id = text_of("claim", claim_id)
        if claim_id in self._by_id:
            return self._by_id[claim_id]
        near = [name for name in self._by_id if claim_id.casefold() in name]
        if near:
            raise UnknownError(unknown("claim", claim_id, near))
        return self._by_id[choose("claim", claim_id, self._by_id)]

    def __repr__(self) -> str:
        return f"Ledger of {len(self)} claims: {_told(self.tally())}"

    def _repr_html_(self) -> str:
        columns = ["claim", "statement", "verdict", "claimed", "measured"]
        table = self.table()[columns].rename(columns={name: say(COLUMNS[name]) for name in columns})
        return f"<p>{self!r}</p>{table.to_html(index=False, escape=True)}"

    @cached_property
    def _by_id(self) -> dict[str, Claim]:
        return {claim.id: claim for claim in self.claims}

    @cached_property
    def report(self) -> date:
        return self.record.day("report")

    @cached_property
    def computed(self) -> tuple[Claim, ...]:
        """The claims that a check judged."""
        return tuple(claim for claim in self.claims if claim.computed)

    @cached_property
    def words(self) -> SimpleNamespace:
        """The words for each claim's verdict, by the claim's id with `_` for `-`."""
        return SimpleNamespace(**{c.id.replace("-", "_"): say(c.verdict) for c in self.claims})

    @property
    def silent(self) -> pd.DataFrame:
        """The paragraphs without a claim, with the reason."""
        return self.record.data["paragraphs"].query("reason != ''")

    def of(self, **columns: str) -> tuple[Claim, ...]:
        """The claims whose columns have these values, such as `chapter="compute"`.

        The columns are those of `claims.csv`; `verdict` is that of the ledger. Of a column that
        lists several, such as `paragraphs`, one is asked for.

        Raises
        ------
        UnknownError
            Where there is no such column, or it can have no such value.

        Examples
        --------
        >>> {claim.verdict for claim in ledger.of(verdict="open", chapter="compute")}
        {'open'}
        """
        held = {column.name: column for column in self.record.package.tables["claims"].columns}
        asked = {}
        for given, text in columns.items():
            name = choose("column of claims", given, held)
            parts = (part for c in self.claims for part in c.parts(name))
            words = held[name].constraints.get("enum", ())
            asked[name] = choose(name, text, dict.fromkeys((*words, *parts)))
        return tuple(
            c for c in self.claims if all(text in c.parts(name) for name, text in asked.items())
        )

    def most_checked(self, number: int) -> tuple[Claim, ...]:
        """So many claims, those whose verdicts rest on the most sources first.

        Examples
        --------
        >>> len(ledger.most_checked(3))
        3
        """
        if not isinstance(number, Integral) or number < 0:
            raise ValueError(f"a whole number of claims is wanted, and not {number!r}")
        return tuple(sorted(self.claims, key=lambda claim: -len(claim.citations))[:number])

    def tally(self, **columns: str) -> Counter[str]:
        """The number of claims per verdict, in the order of verdicts; of some claims or of all.

        Examples
        --------
        >>> sum(ledger.tally().values()) == len(ledger)
        True
        """
        found = Counter(claim.verdict for claim in self.of(**columns))
        return Counter({verdict: found[verdict] for verdict in VERDICTS})

    def sentence(self, **columns: str) -> str:
        """The tally in words: `four confirmed, one partly and two open`."""
        held = self.tally(**columns).items()
        return prose.names(_counted(verdict, number) for verdict, number in held if number)

    def sections(self) -> list[str]:
        """The sections of the story, in order."""
        return list(dict.fromkeys(self.record.data["paragraphs"]["section"]))

    def table(self) -> pd.DataFrame:
        """The ledger as plain texts, one row per claim.

        Examples
        --------
        >>> len(ledger.table()) == len(ledger)
        True
        """
        return pd.DataFrame([self._plain(claim) for claim in self.claims], columns=list(COLUMNS))

    def _plain(self, claim: Claim) -> tuple[str, ...]:
        row = claim.row
        others = [
            say(
                "{reading}: {measured} ({verdict})",
                reading=reading.label,
                measured=reading.finding.measured,
                verdict=say(reading.finding.verdict),
            )
            for reading in claim.readings
        ]
        return (
            claim.id,
            ", ".join(claim.paragraphs),
            say(row["chapter"]),
            say(row["kind"]),
            row["statement"],
            say(claim.verdict),
            say("computed") if claim.computed else say("judged"),
            row["check"],
            claim.claimed,
            claim.measured,
            prose.series(others),
            row["rests_on"],
            row["for_against"],
            row["settles"],
            row["wording"],
            "; ".join(citation.url for citation in claim.citations),
            " ".join(map(said, self.record.replies.get(claim.id, ()))),
        )

    def _judged(self, row: dict[str, str]) -> Claim:
        listed = [part for part in row["source_ids"].split("|") if part]
        held = MappingProxyType(row)
        if not row["check"]:
            return Claim(held, row["verdict"], None, (), cite(self.record, listed))
        finding, readings, aside = self._measured(row)
        used = {*listed, *finding.source_ids}
        return Claim(held, finding.verdict, finding, readings, cite(self.record, used), aside)

    def _measured(self, row: dict[str, str]) -> tuple[Finding, tuple[Reading, ...], str]:
        """The deciding finding, the readings that differ from it, and the source set aside."""
        last = self.record.package.record_date
        label = self.record.row("sources", row["source_id"])["label"]
        aside = self._without(row["source_id"])
        whole = self._ask(row, self.record, self.report)
        alone = self._ask(row, aside, self.report)
        leans = FAVOUR.index(whole.verdict) < FAVOUR.index(alone.verdict)
        finding, record = (alone, aside) if leans else (whole, self.record)
        others = [
            ("word", _weighed(label, leans), (alone, whole)[leans]),
            (
                "then",
                say("by what was public on {day}", day=prose.day(self.report)),
                self._ask(row, record, self.report, self.report),
            ),
            ("now", say("on {day}", day=prose.day(last)), self._ask(row, record, last)),
        ]
        kept = tuple(
            Reading(name, label, other)
            for name, label, other in others
            if (other.measured, other.verdict) != (finding.measured, finding.verdict)
        )
        return finding, kept, _within(label) if leans else ""

    def _ask(self, row: dict[str, str], record: Record, on: date, known: date | None = None) -> Any:
        given = grammar.arguments(row["arguments"])
        question = Question(record, given, row["operator"], row["claimed"], on, known)
        try:
            finding = CHECKS[row["check"]](question)
        except LeftOutError:
            return Finding(OPEN, "", say("not in the record as it is read here"))
        return finding if self._read(row, finding, record) else replace(finding, verdict=OPEN)

    def _read(self, row: dict[str, str], finding: Finding, record: Record) -> bool:
        """Whether a source of a finding was read, or none is named; the story may be set aside."""
        named = {*finding.source_ids, *filter(None, row["source_ids"].split("|"))}
        aside = set() if record is self.record else {row["source_id"]}
        return not named or not named <= self._unread | aside

    @cached_property
    def _unread(self) -> set[str]:
        sources = self.record.data["sources"]
        return set(sources.loc[sources["how_read"].isin(UNREAD), "source_id"])

    def _without(self, source_id: str) -> Record:
        if source_id not in self._aside:
            self._aside[source_id] = self.record.without(lambda p: p.source_id == source_id)
        return self._aside[source_id]


#: Verdicts from best to worst for the article; its own word may not improve one.
FAVOUR = (CONFIRMED, CORRECTED, PARTLY, OPEN, CONTRADICTED)

#: The names of the ledger's columns in its file and its table.
COLUMNS = {
    "claim": noted("Claim"),
    "paragraphs": noted("Paragraphs"),
    "chapter": noted("Chapter"),
    "kind": noted("Kind"),
    "statement": noted("Statement"),
    "verdict": noted("Verdict"),
    "how": noted("How"),
    "check": noted("Check"),
    "claimed": noted("Claimed"),
    "measured": noted("Measured on the report's day"),
    "otherwise": noted("Read otherwise"),
    "rests_on": noted("Rests on"),
    "for_against": noted("For and against"),
    "settles": noted("Would settle it"),
    "wording": noted("Wording"),
    "sources": noted("Sources"),
    "replies": noted("Replies"),
}


@recorded
def judge(record: Record) -> Ledger:
    """The ledger of a record's claims.

    Examples
    --------
    >>> len(judge(record)) == len(record.data["claims"])
    True
    """
    return Ledger(record)


def _told(tally: Counter[str]) -> str:
    return ", ".join(f"{number} {verdict}" for verdict, number in tally.items() if number)


def _within(label: str) -> str:
    """A source's label within a sentence."""
    return f"{label[:1].lower()}{label[1:]}" if label.startswith("The ") else label


def _weighed(label: str, heard: bool) -> str:
    """Says whether the word of a source counts."""
    source = _within(label)
    if heard:
        return say("with the word of {source}", source=source)
    return say("without the word of {source}", source=source)


def _counted(verdict: str, number: int) -> str:
    """A number of claims with a verdict, within a sentence."""
    words = prose.number(number)
    if verdict == CONFIRMED:
        return count("{number} confirmed", "{number} confirmed", number, number=words)
    if verdict == CORRECTED:
        return count(
            "{number} confirmed with a correction",
            "{number} confirmed with a correction",
            number,
            number=words,
        )
    if verdict == PARTLY:
        return count("{number} partly", "{number} partly", number, number=words)
    if verdict == CONTRADICTED:
        return count("{number} contradicted", "{number} contradicted", number, number=words)
    return count("{number} open", "{number} open", number, number=words)
