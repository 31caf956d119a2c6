"""The numbers of the chapter on the authors who left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from types import SimpleNamespace

from afterllama.charts.base import iso
from afterllama.charts.published_counts import Rule
from afterllama.charts.sources_on_people import HAD_LEFT, Group, verdict
from afterllama.network.graphs import sharing
from afterllama.record.evidence import Proof, placed
from afterllama.record.record import Record
from afterllama.record.stints import Move, departure
from afterllama.record.tally import Tally
from afterllama.words import prose
from afterllama.words.days import span
from afterllama.words.language import say

LAG_STEP = 30
LAG_LIMIT = 720


@dataclass(frozen=True)
class Authors:
    """What the chapter says of two papers' authors.

    Parameters
    ----------
    record : Record
        The record.
    paper, other : str
        Paper ids: the one in question, and the one beside it.
    story : str
        Source id of the story that is checked.
    overlap : str
        Paper id: the later paper whose byline the story takes for a team.
    retold : list of str
        Source ids of others that retell the report behind the story.
    counts : dict of str to str
        Count ids: the story's `half` and `more` than half, `press` and `coverage`, and for the
        other paper `other_half` and `other_press`.
    """

    record: Record
    paper: str
    other: str
    story: str
    overlap: str
    retold: list[str]
    counts: dict[str, str]

    @cached_property
    def report(self) -> date:
        return self.record.day("report")

    @cached_property
    def total(self) -> int:
        return len(self.record.authors(self.paper))

    @cached_property
    def origin(self) -> str:
        return self.record.employer_of(self.paper)

    @cached_property
    def shared(self) -> tuple[str, ...]:
        """Authors of both papers."""
        other = set(self.record.authors(self.other))
        return tuple(p for p in self.record.authors(self.paper) if p in other)

    @cached_property
    def of_the_day(self) -> Authors:
        """The same for what was public on the report's day."""
        return replace(self, record=self.record.as_of(self.report))

    @cached_property
    def then(self) -> Tally:
        """By the evidence that was public on the report's day."""
        return self.record.tally(self.paper, self.report, self.report)

    @cached_property
    def today(self) -> Tally:
        """For the report's day, by all evidence."""
        return self.record.tally(self.paper, self.report)

    @cached_property
    def without_commits(self) -> Tally:
        """For the report's day, if commits proved nothing."""
        return self.counted(self.record, self.is_commit)

    @cached_property
    def shown_otherwise(self) -> tuple[Proof, ...]:
        """Later evidence for people whom only commits show at the origin on the report's day."""
        return tuple(
            p
            for person in self.without_commits.unknown
            for p in self.record.evidence(person)
            if p.employer_id == self.origin
            and self.record.decides(p)
            and not (p.departs or self.is_commit(p))
            and p.span.last >= self.report
        )

    @cached_property
    def without_story(self) -> Tally:
        """For the report's day, if the story's own word proved nothing."""
        return self.counted(self.record, self.is_story)

    @cached_property
    def without_both(self) -> Tally:
        """For the report's day, if neither commits nor the story's own word proved anything."""
        return self.counted(self.record, self.is_commit, self.is_story)

    def counted(self, record: Record, *ignored: Callable[[Proof], bool]) -> Tally:
        """For the report's day, by a record without the proofs that pass one of the tests."""
        kept = record.without(lambda p: any(test(p) for test in ignored)) if ignored else record
        return kept.tally(self.paper, self.report)

    def is_commit(self, proof: Proof) -> bool:
        """Whether a proof is a commit to a code repository."""
        return proof.basis == "commit"

    def is_story(self, proof: Proof) -> bool:
        """Whether a proof is the word of the story that is checked."""
        return proof.source_id == self.story

    def is_retold(self, proof: Proof) -> bool:
        """Whether a proof comes from the story or from others who retell the same report."""
        return proof.source_id in (self.story, *self.retold)

    @cached_property
    def newest(self) -> SimpleNamespace:
        """The newest published count: `day`, `number`, `source_id`."""
        counts = self.record.whole.data["counts"]
        rows = counts.query("paper_id == @self.paper").sort_values("date")
        row = rows.iloc[-1]
        day = span(row["date"], row["date_precision"]).last
        return SimpleNamespace(day=day, number=int(row["least"]), source_id=row["source_id"])

    @cached_property
    def later(self) -> Tally:
        """On the day of the newest published count."""
        return self.record.tally(self.paper, self.newest.day)

    @cached_property
    def elsewhere(self) -> Tally:
        """On that day, without what the source of that count says."""
        return self._without(self.newest.source_id).tally(self.paper, self.newest.day)

    @cached_property
    def beside(self) -> Tally:
        """The other paper, for the report's day, by all evidence."""
        return self.record.tally(self.other, self.report)

    @cached_property
    def beside_before(self) -> Tally:
        """The other paper, for the day of the paper, by all evidence."""
        return self.record.tally(self.other, self.record.paper_day(self.paper))

    @cached_property
    def named(self) -> dict[str, tuple[str, ...]]:
        """Whom the story names as having left, and whom as still there."""
        return self.record.named(self.paper, self.story)

    @cached_property
    def twice(self) -> tuple[str, ...]:
        """Authors whom the story names as having left and as still there."""
        return tuple(p for p in self.named["had-left"] if p in self.named["there"])

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """Groups of sources that mention the authors after the paper itself."""

        def own(proof: Proof) -> bool:
            return proof.evidence_id.startswith(f"{self.paper}:")

        return (
            (say("The article"), lambda p: p.source_id == self.story),
            (say("Press by then"), lambda p: p.basis == "press" and p.known <= self.report),
            (say("Papers, code"), lambda p: p.kind == "recorded" and not own(p)),
            (
                say("Press since"),
                lambda p: p.basis in ("press", "elimination") and p.known > self.report,
            ),
        )

    @cached_property
    def recorded_left(self) -> tuple[str, ...]:
        """Authors whose departure is shown by papers, code or announcements, without the press."""
        recorded = self.groups[2][1]

        def shown(person: str) -> str | None:
            found = [p for p in self.record.evidence(person) if placed(p) and recorded(p)]
            return verdict(found, self.origin)

        return tuple(p for p in self.record.authors(self.paper) if shown(p) == HAD_LEFT)

    @cached_property
    def homes(self) -> list[tuple[str, int]]:
        """Employers where the departed are proven to be on the day of the newest count.

        With their numbers, largest first; the origin with 0 if nobody is proven to be there.
        """
        held: Counter[str] = Counter()
        for person in self.later.had_left:
            held.update(
                s.employer_id for s in self.record.history(person) if s.certain(self.newest.day)
            )
        order = sorted(held.items(), key=lambda item: (-item[1], self.record.name(item[0])))
        return order or [(self.origin, 0)]

    @cached_property
    def destinations(self) -> tuple[str, ...]:
        """Every later employer of an author."""
        found = {
            s.employer_id
            for p in self.record.authors(self.paper)
            for s in self.record.history(p)
            if s.employer_id != self.origin
        }
        return tuple(sorted(found))

    @cached_property
    def only_there(self) -> tuple[str, ...]:
        """Those who had left by then, as only the source of the newest count shows."""
        return tuple(p for p in self.later.had_left if p not in self.elsewhere.had_left)

    @cached_property
    def placed_elsewhere(self) -> tuple[str, ...]:
        """Authors whom other sources prove to be anywhere on that day."""
        bare, day = self._without(self.newest.source_id), self.newest.day
        authors = self.record.authors(self.paper)
        return tuple(p for p in authors if any(s.certain(day) for s in bare.history(p)))

    @cached_property
    def all_only_there(self) -> tuple[str, ...]:
        """Authors of either paper whose departure only the source of the newest count shows."""
        bare = self._without(self.newest.source_id)
        people = (m.person_id for m in self.moved)
        return tuple(p for p in people if not departure(bare.history(p), self.origin))

    @cached_property
    def bare(self) -> Record:
        """The record without the story's own word."""
        return self.record.without(self.is_story)

    @cached_property
    def told(self) -> tuple[str, ...]:
        """Authors of either paper whom the story alone shows to have left by the report's day."""
        left = (m.person_id for m in self.moved if m.when.last <= self.report)
        moves = {p: departure(self.bare.history(p), self.origin) for p in left}
        return tuple(p for p, m in moves.items() if not m or m.when.last > self.report)

    @cached_property
    def without_coverage(self) -> Tally:
        """For the report's day, if others who retell the report proved nothing."""
        return self.counted(self.record, lambda p: p.source_id in self.retold)

    @cached_property
    def without_count(self) -> Tally:
        """For the report's day, if the source of the newest count proved nothing."""
        return self.counted(self._without(self.newest.source_id))

    @cached_property
    def without_any(self) -> Tally:
        """For the report's day, if none of these, nor commits nor inferences, proved anything."""
        return self.counted(
            self.record,
            self.is_retold,
            self.is_commit,
            lambda p: p.source_id == self.newest.source_id,
            lambda p: p.kind == "inferred",
        )

    def doubted(self, bare: Tally) -> tuple[str, ...]:
        """Authors whose place on the report's day is open by `bare`, and not by all evidence."""
        return tuple(p for p in bare.unknown if p not in self.today.unknown)

    @cached_property
    def thin(self) -> tuple[str, ...]:
        """Authors whose place on the report's day only these kinds of evidence show."""
        return self.doubted(self.without_any)

    @cached_property
    def thin_there(self) -> tuple[str, ...]:
        """Of these, those who by all evidence were still at the origin."""
        return tuple(p for p in self.thin if p in self.today.there)

    @cached_property
    def single(self) -> tuple[str, ...]:
        """Authors whose place on the report's day a single source shows, next to the paper."""
        own = self.record.whole.rows("papers").loc[self.paper, "source_id"]
        people = self.record.authors(self.paper)
        sources = {p.source_id for who in people for p in self.record.evidence(who)} - {own}
        tallies = (self.counted(self._without(source)) for source in sources)
        open_without = {p for tally in tallies for p in self.doubted(tally)}
        return tuple(p for p in people if p in open_without)

    def _without(self, source: str) -> Record:
        """The record without what a source says of people."""
        return self.record.without(lambda p: p.source_id == source)

    @cached_property
    def staying_by_code(self) -> tuple[Proof, ...]:
        """The last commit at the origin of each whom only commits show there on that day."""
        return self._last_here(self.without_commits.unknown, self.is_commit)

    @cached_property
    def signing_later(self) -> tuple[Proof, ...]:
        """The last byline at the origin, after the report's day, of the others who were there."""
        others = [p for p in self.today.there if p not in self.thin_there]
        return self._last_here(others, lambda p: p.basis == "byline" and p.span.first > self.report)

    def _last_here(
        self, people: Iterable[str], counts: Callable[[Proof], bool]
    ) -> tuple[Proof, ...]:
        """Everybody's last proof at the origin of those that count."""
        found = {
            p.person_id: p
            for who in people
            for p in sorted(self.record.evidence(who), key=lambda p: (p.span.last, p.evidence_id))
            if counts(p) and p.employer_id == self.origin
        }
        return tuple(found.values())

    @cached_property
    def told_there(self) -> tuple[str, ...]:
        """Authors whom the story alone shows at the origin on the report's day."""
        return tuple(p for p in self.doubted(self.without_story) if p in self.today.there)

    @cached_property
    def at_home(self) -> tuple[str, ...]:
        """Those who had left by the report's day, shown at the largest later employer."""
        return self._at_home(self.today.had_left, self.report)

    @cached_property
    def not_at_home(self) -> tuple[str, ...]:
        """The others who had left by then."""
        return tuple(p for p in self.today.had_left if p not in self.at_home)

    @cached_property
    def still_signing(self) -> tuple[str, ...]:
        """Those who had left by the report's day, of the paper whose byline the story lists."""
        listed = self.record.authors(self.overlap)
        return tuple(p for p in self.today.had_left if p in listed)

    @cached_property
    def misplaced(self) -> tuple[str, ...]:
        """Of these, those whom the story lists at the origin and nowhere else."""
        return tuple(
            p
            for p in self.still_signing
            if p in self.named["there"] and p not in self.named["had-left"]
        )

    @cached_property
    def hires(self) -> tuple[Proof, ...]:
        """What shows when these were hired elsewhere."""
        return tuple(
            p for who in self.still_signing for p in self.record.evidence(who) if p.arrives
        )

    @cached_property
    def departures(self) -> tuple[Move, ...]:
        """The proven departures of the paper's authors, the first to be certain first."""
        own = set(self.record.authors(self.paper))
        moves = (m for m in self.moved if m.person_id in own)
        return tuple(sorted(moves, key=lambda m: (m.when.last, m.person_id)))

    @cached_property
    def reached(self) -> Move | None:
        """The departure with which more than half are shown to have left."""
        needed = self.count("more").least
        return self.departures[needed - 1] if needed <= len(self.departures) else None

    @cached_property
    def since(self) -> tuple[Move, ...]:
        """The departures after the report's day, up to the one with which it is more than half."""
        end = self.reached.when.last if self.reached else self.report
        return tuple(m for m in self.departures if self.report < m.when.last <= end)

    @cached_property
    def next_paper(self) -> Proof | None:
        """The byline that shows the first of these elsewhere."""
        proofs = self.since[0].proofs if self.since else ()
        elsewhere = (p for p in proofs if p.employer_id != self.origin)
        return next((p for p in elsewhere if p.basis == "byline"), None)

    @cached_property
    def signing_after(self) -> int:
        """Whole months from the report's day to the last byline of `signing_later`."""
        last = max((p.known for p in self.signing_later), default=self.report)
        months = 12 * (last.year - self.report.year) + last.month - self.report.month
        return months - (last.day < self.report.day)

    @cached_property
    def founded(self) -> date:
        """The day on which the largest later employer was founded, or that of the report."""
        home = self.record.rows("organizations").loc[self.homes[0][0]]
        day = home["founded"]
        return span(day, home["founded_precision"]).last if day else self.report

    @cached_property
    def together(self) -> tuple[str, ...]:
        """Those who had left by the day of the newest count, shown at that employer."""
        return self._at_home(self.later.had_left, self.newest.day)

    def _at_home(self, people: tuple[str, ...], day: date) -> tuple[str, ...]:
        """Those of some people who are proven to be at the largest later employer on a day."""
        home = self.homes[0][0]
        return tuple(
            p
            for p in people
            if any(s.employer_id == home and s.certain(day) for s in self.record.history(p))
        )

    @cached_property
    def founders(self) -> tuple[str, ...]:
        """Authors whom the event of its founding names for the largest later employer."""
        home = self.homes[0][0]
        founded = self.record.rows("organizations").loc[home, "founded"]
        events = self.record.data["events"]
        events = events[events["date"] == founded]
        named = {
            p
            for places, people in zip(events["organization_ids"], events["person_ids"], strict=True)
            if home in places.split("|")
            for p in people.split("|")
        }
        return tuple(p for p in self.record.authors(self.paper) if p in named)

    @cached_property
    def unplaced(self) -> int:
        """How many had left by the day of the newest count, and cannot be placed on it."""
        return self.later.least - sum(held for _, held in self.homes)

    @cached_property
    def lags(self) -> tuple[int, int]:
        """The shortest and the longest lag of a byline, in days, that leave today's count as is."""
        kept = [
            lag
            for lag in range(0, LAG_LIMIT, LAG_STEP)
            if self.record.with_lag(lag).tally(self.paper, self.report) == self.today
        ]
        return min(kept), max(kept)

    @cached_property
    def everybody(self) -> tuple[str, ...]:
        """Authors of either paper, each once."""
        both = (*self.record.authors(self.other), *self.record.authors(self.paper))
        return tuple(dict.fromkeys(both))

    @cached_property
    def moved(self) -> tuple[Move, ...]:
        """Every proven departure of an author of either paper from the origin."""
        moves = (departure(self.record.history(p), self.origin) for p in self.everybody)
        return tuple(move for move in moves if move)

    @cached_property
    def moved_by_newest(self) -> tuple[int, int]:
        """How many authors of either paper had left by the day of the newest published count.

        Without what the source of that count says, and with it.
        """
        bare, day = self._without(self.newest.source_id), self.newest.day
        moves = (departure(bare.history(p), self.origin) for p in self.everybody)
        without = sum(move is not None and move.when.last <= day for move in moves)
        return without, sum(move.when.last <= day for move in self.moved)

    @cached_property
    def rules(self) -> dict[str, Rule]:
        """The record's counting rules for the report's day, by label."""

        commit, story = self.is_commit, self.is_story
        return {
            say("Public by then"): lambda r: self.counted(r.as_of(self.report)),
            say("Everything known today"): self.counted,
            say("Without commits"): lambda r: self.counted(r, commit),
            say("Without the article's word"): lambda r: self.counted(r, story),
            say("Without commits and the article's word"): lambda r: self.counted(r, commit, story),
        }

    @cached_property
    def begin(self) -> date:
        """The first day of the year of the first event that names an author of either paper."""
        people = set(self.everybody)
        events = self.record.data["events"]
        named = [bool(people & set(ids.split("|"))) for ids in events["person_ids"]]
        return date(int(min(events[named]["date"], default=iso(self.report))[:4]), 1, 1)

    def pairs(self, on: date) -> tuple[int, int, int]:
        """Pairs of authors at one employer on a day: least, most, total."""
        return sharing(self.record, self.record.authors(self.paper), on)

    def count(self, name: str) -> SimpleNamespace:
        """A published count by its name in `counts`: `least`, `most` and `day`."""
        row = self.record.whole.rows("counts").loc[self.counts[name]]
        day = span(row["date"], row["date_precision"]).last
        return SimpleNamespace(least=int(row["least"]), most=int(row["most"]), day=day)

    def who(self, people: tuple[str, ...]) -> str:
        """People as a list in a sentence."""
        return prose.names(self.record.name(p) for p in people)

    def last(self, people: tuple[str, ...]) -> str:
        """People who have been named before, by their last names."""
        return prose.names(self.record.name(p).split()[-1] for p in people)


def authors(record: Record) -> Authors:
    """The chapter's numbers for the papers, source and counts that `datapackage.json` names."""
    named = record.package.chapters["authors"]
    record.check_signed(named["paper"])
    return Authors(record, **named)
