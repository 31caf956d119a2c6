"""The record: all tables, and the histories, rosters and counts that follow from their proofs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from numbers import Integral
from types import MappingProxyType

import pandas as pd

from afterllama.record import evidence_filters
from afterllama.record.data_frames import ROSTER, Frames, evidence_table, timestamps
from afterllama.record.decisive_evidence import Stands, carriers
from afterllama.record.evidence import Proof, employers, lagged, parents_of, passes, placed
from afterllama.record.evidence_filters import Conditions
from afterllama.record.lookup import (
    NAMED,
    Register,
    UnknownError,
    asked_by_package,
    check,
    choose,
    folded,
    missing,
    registers,
    several,
    text_of,
    unknown,
    warn,
)
from afterllama.record.replies import Reply, replies
from afterllama.record.stints import Stint, departure, stints
from afterllama.record.tally import EARLY, HAD_LEFT, THERE, UNKNOWN, Tally, comes, standing
from afterllama.tables.schema import LONGEST_LAG, Package
from afterllama.words.days import FOREVER, Day, Span, day, ends, span

#: One word or several; none where nothing is given.
Several = str | Iterable[str] | None
#: What `Record.name` names.
TITLED = ("person", "organization", "paper")


@dataclass(frozen=True, repr=False)
class Record:
    """All tables, and what follows from them.

    `data` holds one typed data frame a table, as `datapackage.json` describes them. Each is a copy:
    a change to it changes no answer. To ask of other facts, change the files of a folder and
    `load` it, or take a record that `without`, `only`, `as_of` or `with_lag` returns.

    Wherever a person, a paper, an organization or a source is asked for, its id will do, its name
    or another spelling; what nothing is called raises `UnknownError`, which says what is near. A
    day is a date, a timestamp, a text such as `2023-09-05`, or the name of a reading date.
    """

    package: Package
    data: Frames
    proofs: tuple[Proof, ...] = field(repr=False)
    _histories: dict[tuple[str, date], tuple[Stint, ...]] = field(default_factory=dict, repr=False)
    #: The record that this one is a part of: what is left out has a name and a day all the same.
    _whole: Record | None = field(default=None, repr=False, compare=False)
    # What is made once: records by day and by lag, tables by key, and their rows.
    _readings: dict[date, Record] = field(default_factory=dict, init=False, compare=False)
    _lagged: dict[int, Record] = field(default_factory=dict, init=False, compare=False)
    _keyed: dict[str, pd.DataFrame] = field(default_factory=dict, init=False, compare=False)
    _rows: dict[tuple[str, str], pd.Series] = field(default_factory=dict, init=False, compare=False)

    @property
    def changed(self) -> bool:
        """Whether `as_of`, `without`, `only` or `with_lag` made this record.

        Examples
        --------
        >>> record.changed, record.without(kind="reported").changed
        (False, True)
        """
        return self.whole is not self

    @property
    def whole(self) -> Record:
        """The record without what `as_of`, `without`, `only` or `with_lag` changed.

        Examples
        --------
        >>> record.without(basis="commit").whole is record, record.whole is record
        (True, True)
        """
        return self._whole or self

    def __repr__(self) -> str:
        sizes = (f"{len(self.data[name])} {name}" for name in ("papers", "people", "sources"))
        held = f"{', '.join(sizes)} and {len(self.proofs)} pieces of evidence"
        return f"Record of {held}, as of {self.package.record_date}"

    def _repr_html_(self) -> str:
        rows = [
            (name, len(self.data[name]), table.title) for name, table in self.package.tables.items()
        ]
        table = pd.DataFrame(rows, columns=["data", "rows", "title"])
        return f"<p>{self!r}</p>{table.to_html(index=False, escape=True)}"

    @cached_property
    def _ids(self) -> dict[str, set[str]]:
        """The ids of people, papers and the like; proofs may have more of them."""
        held = {kind: table for kind, (table, _) in NAMED.items() if table in self.data}
        found = {kind: set(self.data[table][f"{kind}_id"]) for kind, table in held.items()}
        found["person"] |= self._by_person.keys()
        found["organization"] |= {p.employer_id for p in self.proofs} - {""}
        found["source"] |= {p.source_id for p in self.proofs}
        return found

    @cached_property
    def _registers(self) -> dict[str, Register]:
        """What people, papers, organizations, sources, models and events are called."""
        return registers(self.data)

    def find(self, kind: str, given: object) -> str:
        """The id of one thing by any spelling.

        `kind` is `person`, `paper`, `organization`, `source`, `model` or `event`.

        Raises
        ------
        UnknownError
            Where nothing of the kind is called so, or several are; the message says what is near,
            and which table lists all.

        Examples
        --------
        >>> record.find("paper", "OPT"), record.find("paper", "code llama")
        ('opt', 'codellama')
        >>> record.find("paper", "meta")
        Traceback (most recent call last):
        ...
        afterllama.record.lookup.UnknownError: no paper 'meta': it is the name of one organization
        """
        kind, held = choose("kind of name", kind, NAMED), self.whole._registers
        if isinstance(given, str) and given in self.whole._ids.get(kind, ()):
            return given
        try:
            return held[kind].find(given)
        except UnknownError:
            others = [f"the name of one {k}" for k in held if k != kind and str(given) in held[k]]
            others += [f"a {sort} of evidence" for sort in self._sorts(given)]
            if not others:
                raise
            raise UnknownError(f"no {kind} {given!r}: it is {others[0]}") from None

    def find_all(self, kind: str, given: object) -> list[str]:
        """The ids of several of a kind, each once, or of one that is given by itself.

        Examples
        --------
        >>> record.find_all("paper", ["OPT", "LLaMA"])
        ['opt', 'llama1']
        """
        return list(dict.fromkeys(self.find(kind, one) for one in several(kind, given)))

    @cached_property
    def _bylines(self) -> dict[str, str]:
        """The organization in each paper's byline."""
        return self._by_key("papers")["organization_id"].to_dict()

    @cached_property
    def replies(self) -> Mapping[str, tuple[Reply, ...]]:
        """What people answer, by who they are and by the rows that it is about (ids)."""
        return MappingProxyType(replies(self.data["replies"], self.whole._names))

    @cached_property
    def _out(self) -> dict[str, date]:
        """Since when sources were out."""
        return evidence_filters.out(self.data, self.proofs)

    def value(self, table: str, column: str, given: str) -> str:
        """A value that a column of the whole record has; else `UnknownError` with what is near.

        Examples
        --------
        >>> record.value("commits", "branch", "main")
        'main'
        """
        rows = self.whole.data[choose("table", table, self.package.tables)]
        values = rows[choose(f"column of {table}", column, list(rows))]
        return choose(column, given, sorted(map(str, set(values))))

    def rows(self, table: str) -> pd.DataFrame:
        """A table by its key, for keys of one column.

        Raises
        ------
        UnknownError
            Where there is no such table.
        ValueError
            Where its key has several columns: `data` has it.

        Examples
        --------
        >>> record.rows("papers").loc["llama1", "date"]
        '2023-02-24'
        """
        return self._by_key(table).copy(deep=False)

    def row(self, table: str, identifier: str) -> pd.Series:
        """The row of a table with an id or a name: `rows` without a copy of the others.

        Raises
        ------
        UnknownError
            Where no row has the id; else as `rows`.

        Examples
        --------
        >>> record.row("papers", "llama1")["date"]
        '2023-02-24'
        """
        table = choose("table", table, self.package.tables)
        identifier = text_of(f"row of {table}", identifier)
        if (table, identifier) not in self._rows:
            self._rows[table, identifier] = self._row(table, identifier)
        # A copy shares its memory until it is changed.
        return self._rows[table, identifier].copy(deep=False)

    def _row(self, table: str, identifier: str) -> pd.Series:
        rows = self._by_key(table)
        if identifier not in rows.index:
            kinds = [kind for kind, (held, _) in NAMED.items() if held == table]
            identifier = self.find(kinds[0], identifier) if kinds else identifier
            if identifier not in rows.index:
                raise UnknownError(unknown(f"row of {table}", identifier, ()))
        return rows.loc[identifier]

    def _by_key(self, table: str) -> pd.DataFrame:
        """The kept table behind `rows`, which nobody may change."""
        table = choose("table", table, self.package.tables)
        if table not in self._keyed:
            key = self.package.tables[table].key
            if len(key) > 1:
                raise ValueError(f"{table} has no key of one column: take record.data[{table!r}]")
            self._keyed[table] = self.data[table].set_index(key[0])
        return self._keyed[table]

    @cached_property
    def _by_person(self) -> dict[str, list[Proof]]:
        found: dict[str, list[Proof]] = defaultdict(list)
        for proof in self.proofs:
            found[proof.person_id].append(proof)
        return found

    @cached_property
    def _authors(self) -> dict[str, list[str]]:
        """Authors by paper, in the order of the lists; those without a place at the end."""
        if self.changed and self.data.has_same("authorships", self.whole.data):
            return self.whole._authors
        rows = self.data["authorships"]
        places = rows["position"].fillna(len(rows) + 1)
        listed = zip(places, rows["person_id"], rows["paper_id"], strict=True)
        found: dict[str, list[str]] = defaultdict(list)
        # Sorted as tuples: pandas takes five times as long for so few rows.
        for _, person_id, paper_id in sorted(listed):
            found[paper_id].append(person_id)
        return dict(found)

    @cached_property
    def _names(self) -> dict[str, str]:
        called = (("people", "name"), ("organizations", "name"), ("papers", "short_title"))
        columns = (self._by_key(table)[name] for table, name in called)
        return {identifier: text for column in columns for identifier, text in column.items()}

    @property
    def people(self) -> tuple[str, ...]:
        """Everybody of whom the record has evidence.

        Examples
        --------
        >>> set(record.authors("llama1")) < set(record.people)
        True
        """
        return tuple(self._by_person)

    @cached_property
    def employers(self) -> Mapping[str, str]:
        """The topmost parent of every organization.

        Examples
        --------
        >>> record.employers["fair"]
        'meta'
        """
        return MappingProxyType(employers(parents_of(self.data["organizations"])))

    def day(self, given: object) -> date:
        """A day: by the name of a reading date, `report` or `record`, or as any day is given.

        Examples
        --------
        >>> record.day("report") == record.day("2023-09-05")
        True
        """
        if isinstance(given, str) and folded(given) in self.package.readings:
            return self.package.readings[folded(given)].day
        try:
            return day(given)
        except ValueError as error:
            names = " or ".join(map(repr, self.package.readings))
            raise ValueError(f"{error}; a reading date is {names}") from None

    def reached(self, given: object) -> date:
        """A day, with a warning where the whole record ends before it.

        What was known by a day may be asked of a later one.

        Examples
        --------
        >>> record.reached("record") == record.package.record_date
        True
        """
        day, last = self.day(given), self.whole.package.record_date
        if day > last:
            warn(f"the record ends on {last}, before {day}: it has no later evidence")
        return day

    def _known(self, given: object) -> date:
        """The day on which evidence had to be public; the record date where none is given."""
        return self.package.record_date if given is None else self.day(given)

    def tell_early(self, known: Day | None, people: Iterable[str] | None = None) -> None:
        """Warn of evidence that counts as public on a day though its month or year was not over.

        It is that on some people, or on all; there is none where no day is given.

        Examples
        --------
        >>> record.tell_early("2023-12-31")
        """
        if known is None:
            return
        last = self.day(known)
        held = self.proofs if people is None else [p for x in people for p in self._on(x)]
        if early := [p.evidence_id for p in held if p.early(last)]:
            counted = f"{len(early)} of {len(held)} pieces of evidence"
            told = f"{counted} may have come out after {last}, and count: {', '.join(early)}"
            warn(f"{told}; their month or year was not over")

    @cached_property
    def sought(self) -> date | None:
        """The day up to which documents on people who lead nothing were looked for.

        That is the day of the last published count of the authors.
        """
        return max((ends(text)[1] for text in self.data["counts"]["date"]), default=None)

    def name(self, identifier: str) -> str:
        """What the book calls a person, an organization or a paper.

        A missing value stays what it is, so that a column with gaps can be mapped.

        Examples
        --------
        >>> record.name("llama1")
        'LLaMA'
        >>> record.roster("llama1", "report")["destination_id"].map(record.name).nunique()
        5
        """
        if isinstance(identifier, pd.Series | list | tuple):
            raise TypeError(f"one name is asked for, not {len(identifier)}: map(record.name) does")
        if missing(identifier):
            return identifier
        if not isinstance(identifier, str):
            raise TypeError(f"one {' or '.join(TITLED)} is named by a text, not by {identifier!r}")
        names, held = self.whole._names, self.whole._registers
        if identifier in names:
            return names[identifier]
        kinds = [k for k in TITLED if identifier in held[k]]
        if not kinds:
            near = [id_ for kind in TITLED for id_ in held[kind].near(identifier)]
            raise UnknownError(unknown("person, organization or paper", identifier, near))
        found = self.find(kinds[0], identifier)
        return names.get(found, found)

    def is_organization(self, identifier: str) -> bool:
        """Whether an id is that of an organization.

        Examples
        --------
        >>> record.is_organization("meta"), record.is_organization("llama1")
        (True, False)
        """
        return isinstance(identifier, str) and identifier in self.employers

    def is_paper(self, identifier: str) -> bool:
        """Whether an id is that of a paper.

        Examples
        --------
        >>> record.is_paper("llama1"), record.is_paper("meta")
        (True, False)
        """
        return isinstance(identifier, str) and identifier in self._bylines

    def authors(self, paper_id: str) -> list[str]:
        """Person ids of a paper's authors, in the order of the list, as far as the record has it.

        There is a warning where these are not all, or none; code of the package does not get it.

        Examples
        --------
        >>> len(record.authors("LLaMA"))
        14
        """
        if not asked_by_package() and (told := self.lacking(paper_id)):
            warn(told)
        return list(self._authors.get(self.find("paper", paper_id), ()))

    def listed(self, paper_id: str) -> list[str]:
        """As `authors`, with its warning for code of the package, too.

        Examples
        --------
        >>> record.listed("llama1") == record.authors("llama1")
        True
        """
        if told := self.lacking(paper_id):
            warn(told)
        return self.authors(paper_id)

    def lacking(self, paper_id: str) -> str:
        """Why a paper's authors are not all here, or none; blank where they are.

        Examples
        --------
        >>> record.lacking("llama1"), record.lacking("palm")
        ('', 'the record lists no authors of PaLM')
        """
        return self.unsigned(paper_id) or self.left_out(paper_id)

    def lists_nobody(self, paper_id: str) -> bool:
        """Whether a paper was out, and no author of it is recorded.

        Examples
        --------
        >>> record.lists_nobody("palm"), record.lists_nobody("llama1")
        (True, False)
        """
        return self.is_out(paper_id) and not self.authors(paper_id)

    def unsigned(self, paper_id: str) -> str:
        """Why there are no authors of a paper here; blank where there are some.

        Examples
        --------
        >>> record.as_of("2023-06-01").unsigned("llama2")
        'Llama 2 was not out by 2023-06-01'
        """
        if self.authors(paper_id):
            return ""
        if not self.is_out(paper_id):
            return f"{self.name(paper_id)} was not out by {self.package.record_date}"
        return f"the record lists no authors of {self.name(paper_id)}"

    def left_out(self, paper_id: str) -> str:
        """What the list of a paper's authors leaves out, in words; blank where nothing.

        Examples
        --------
        >>> record.left_out("Mixtral")
        'the record does not list 22 further authors of Mixtral'
        >>> record.as_of("2023-06-01").left_out("llama2")
        'Llama 2 was not out by 2023-06-01'
        """
        number = self.unlisted(paper_id)
        if number == 0:
            return ""
        if not self.is_out(paper_id):
            return self.unsigned(paper_id)
        others = "an unknown number of" if number is None else number
        return f"the record does not list {others} further authors of {self.name(paper_id)}"

    def check_signed(self, paper_id: str) -> None:
        """Raise ValueError where there are no authors of a paper here; the message says why."""
        if told := self.unsigned(paper_id):
            raise ValueError(told)

    def is_out(self, paper_id: str) -> bool:
        """Whether a paper may have been public by the day of this record.

        Examples
        --------
        >>> record.as_of("2023-06-01").is_out("llama2")
        False
        """
        return self.paper_day(paper_id) <= self.package.record_date

    def unlisted(self, paper_id: str) -> int | None:
        """How many authors a paper has beyond those listed here; None where that is not known.

        Examples
        --------
        >>> record.unlisted("llama1"), record.unlisted("palm")
        (0, 67)
        """
        size = self._sizes.get(self.find("paper", paper_id))
        return None if size is None else size - len(self.authors(paper_id))

    @cached_property
    def _sizes(self) -> dict[str, int]:
        """How many authors each paper's newest version has, of those of which that is known."""
        if self.changed and self.data.has_same("versions", self.whole.data):
            return self.whole._sizes
        columns = (self.data["versions"][name] for name in ("date", "paper_id", "n_authors"))
        versions = sorted(zip(*columns, strict=True), key=lambda version: version[0])
        return {paper_id: int(size) for _, paper_id, size in versions if not pd.isna(size)}

    def employer_of(self, paper_id: str) -> str:
        """The employer in a paper's byline; ValueError where it has several.

        Examples
        --------
        >>> record.employer_of("LLaMA")
        'meta'
        """
        paper_id = self.find("paper", paper_id)
        byline = self.whole._bylines[paper_id]
        if not byline:
            told = f"{self.name(paper_id)} was signed for several employers, and one is wanted"
            raise ValueError(f"{told}; record.data['authorships'] has who signed for which")
        return self.employers[byline]

    def employer(self, given: str) -> str:
        """The employer that an organization is, or belongs to.

        Examples
        --------
        >>> employer = record.employer_of("LLaMA")
        >>> record.employer(record.name(employer)) == employer
        True
        """
        found = self.find("organization", given)
        return self.employers.get(found, found)

    def by_departure(self, people: Iterable[str], employer_id: str) -> list[str]:
        """People in the order in which they left an employer, with the others at the end.

        Examples
        --------
        >>> len(record.by_departure(record.authors("LLaMA"), record.employer_of("LLaMA")))
        14
        """
        employer = self.employer(employer_id)

        def key(person_id: str) -> tuple[date, date, str]:
            history = self.history(person_id)
            move = departure(history, employer)
            there = [s.ended.first for s in history if s.employer_id == employer]
            return move.when.last if move else FOREVER, max(there, default=date.min), person_id

        return sorted(self.find_all("person", people), key=key)

    def paper_day(self, paper_id: str) -> date:
        """The first day on which a paper may have been public.

        Examples
        --------
        >>> record.paper_day("LLaMA")
        datetime.date(2023, 2, 24)
        """
        row = self.whole.row("papers", self.find("paper", paper_id))
        return span(row["date"], row["date_precision"]).first

    def left(self, person_id: str, employer_id: str) -> Span:
        """The days within which a person left an employer; ValueError where nothing proves it.

        Examples
        --------
        >>> *_, last = record.authors("llama1")
        >>> record.left(last, "meta").last.year
        2023
        """
        move = departure(self.history(person_id), self.employer(employer_id))
        if move is None:
            raise ValueError(f"no departure of {person_id} from {employer_id} is proven")
        return move.when

    def evidence(self, person_id: str, known: Day | None = None) -> list[Proof]:
        """All proofs on a person that were public on a day (default: the record date).

        `evidence_frame` has the evidence on everybody as a table.

        Examples
        --------
        >>> first, *_ = record.authors("llama1")
        >>> sorted({proof.kind for proof in record.evidence(first)})
        ['recorded', 'reported']
        """
        limit = self._known(known)
        if known is not None and not asked_by_package():
            self.tell_early(known, [person_id])
        return [p for p in self._on(person_id) if p.known <= limit]

    def _on(self, person_id: str) -> list[Proof]:
        """All proofs on a person."""
        return self._by_person.get(self.find("person", person_id), [])

    def evidence_frame(self) -> pd.DataFrame:
        """All evidence in one table, bylines included, sorted by person and day.

        Returns
        -------
        DataFrame
            One row a proof. `evidence_id`; `person_id` and `person`, `organization_id` and
            `organization`, `employer_id` and `employer` (its topmost parent): ids and names;
            `paper_id` of a byline; `assertion` and `post`; `first` and `last`, the days between
            which it holds, and `known`, since when it was public (timestamps, missing where nothing
            bounds them; a byline reaches back by its lag); `kind`, `basis` and `confidence`;
            `decides`, whether it counts for where somebody worked; `source_id` and `source`;
            `statement`.

        Examples
        --------
        >>> evidence = record.evidence_frame()
        >>> evidence.groupby("kind")["source_id"].nunique().index.tolist()
        ['inferred', 'recorded', 'reported']
        """
        return evidence_table(
            self.proofs, self.whole._names, self.rows("sources")["label"], self.decides
        )

    def history(self, person_id: str, known: Day | None = None) -> tuple[Stint, ...]:
        """Stints of a person, in order, by the evidence that was public on a day.

        Examples
        --------
        >>> first, *_ = record.authors("llama1")
        >>> [stint.employer_id for stint in record.history(first)]
        ['meta']
        """
        key = (self.find("person", person_id), self._known(known))
        if known is not None and not asked_by_package():
            self.tell_early(known, [person_id])
        if key not in self._histories:
            proofs = self.evidence(*key)
            self._histories[key] = stints(p for p in proofs if self.decides(p))
        return self._histories[key]

    def decides(self, proof: Proof) -> bool:
        """Whether a proof is dated, sure enough and about a main post.

        Examples
        --------
        >>> first, *_ = record.authors("llama1")
        >>> sorted({record.decides(proof) for proof in record.evidence(first)})
        [False, True]
        """
        check(proof, "decides", "assertion", "a piece of evidence, as record.evidence() returns it")
        return placed(proof) and proof.confidence in self.package.deciding

    def as_of(self, day: Day) -> Record:
        """The record as it could be read on a day: by the evidence and the tables of the time.

        Evidence that is dated to a month or a year was public from its first day on: the record
        shows the most that may have been known. An event that only a story without a date tells is
        left out until the day on which the story was read for the book. A later day than that of
        this record adds nothing to it, and it keeps its own.
        `data` has what was public by then (`afterllama.record.evidence_filters` says how that is
        told), and whole only what names things and what is asked: people, organizations, sources,
        claims.
        Every figure asks for the same few days: each is made once, and keeps its histories.

        Warns
        -----
        UserWarning
            Where evidence is counted whose month or year was not over by the day; code of the
            package does not get it.

        Examples
        --------
        >>> record.as_of("report").tally("llama1", "report")
        5 to 13 of 14 (least 5, most 13)
        """
        last = min(self.day(day), self.package.record_date)
        if not asked_by_package():
            self.tell_early(last)
        if last not in self._readings:
            self._readings[last] = Record(
                replace(self.package, record_date=last),
                evidence_filters.public(self.data, self.whole._out, last),
                tuple(p for p in self.proofs if p.known <= last),
                _whole=self.whole,
            )
        return self._readings[last]

    def without(
        self,
        *tests: Callable[[Proof], bool],
        kind: Several = None,
        basis: Several = None,
        source: Several = None,
    ) -> Record:
        """The record as it would be if some evidence did not exist.

        Proofs go that pass one of the tests, or meet all conditions: `kind`, `basis` and `source`
        given together are joined by "and", the words of one list by "or". For "or" between
        conditions, make one call after the other. A named set of evidence is a test. With
        conditions go, too, what was inferred from a source of which nothing else is left, and the
        rows of `data` that meet them, such as published counts. A test is asked of proofs alone.
        Author lists stay: they are what is counted.

        Parameters
        ----------
        *tests : function of a Proof
            Each says whether a proof goes. Texts that it may read: `evidence_id`, `person_id`,
            `organization_id`, `employer_id`, `assertion`, `post`, `when` and `told` (the dates of
            the fact and of its telling, as written), `kind`, `basis`, `confidence`, `source_id`,
            `paragraphs`, `statement`; days: `known`, `founded` (of the employer), and `span` with
            its `first` and `last`; and `departs`, whether it says that the person left. The names
            are those of `evidence_frame`, which has `span` as `first` and `last`.
        kind, basis, source : str or iterable of str
            Kinds of evidence (`recorded`, `reported`, `inferred`), what it is (`press`, `commit`,
            `byline`, ...; the article is a basis of its own), and sources; one or several of each.
            An empty list is met by nothing.

        Raises
        ------
        UnknownError
            Where there is no such kind, basis or source.

        Warns
        -----
        UserWarning
            Where nothing is set aside, or no evidence is left.

        Examples
        --------
        >>> record.without(basis="commit").tally("llama1", "report")
        6 to 7 of 14 (least 6, most 7)
        >>> record.without(kind="reported").data["counts"].empty
        True
        >>> record.without(basis="commit").without(source="The article").tally("llama1", "report")
        5 to 8 of 14 (least 5, most 8)
        """
        asked = self._conditions(tests, kind, basis, source)
        if not tests and not asked:
            if not asked_by_package():
                warn("nothing is set aside: no condition is given")
            return self
        left = self._cut(tests, asked, keep=False)
        if not asked_by_package() and left._has_as_much(self):
            told = f"nothing is set aside: no evidence meets what is asked for{asked.joined}"
            warn(f"{told}; for 'or', make two calls" if asked.joined else told)
        return left

    def only(
        self,
        *tests: Callable[[Proof], bool],
        kind: Several = None,
        basis: Several = None,
        source: Several = None,
    ) -> Record:
        """The record of the evidence that passes one of the tests, or meets all conditions.

        Parameters and errors are those of `without`; there is a warning where nothing is kept. Here
        one call after the other means "and": for "or" between conditions, give a test for each.
        What was inferred stays where it is asked for itself, by its kind, its basis or its source.

        Examples
        --------
        >>> record.only(kind="recorded").tally("llama1", "report")
        1 to 8 of 14 (least 1, most 8)
        >>> commits_or_article = lambda p: p.basis == "commit" or p.source_id == "article"
        >>> len(record.only(commits_or_article).proofs) > len(record.only(basis="commit").proofs)
        True
        """
        return self._cut(tests, self._conditions(tests, kind, basis, source), keep=True)

    def _conditions(
        self, tests: Iterable[object], kind: Several, basis: Several, source: Several
    ) -> Conditions:
        for test in tests:
            if not callable(test):
                raise TypeError(f"evidence is named by kind=, basis= or source=, not by {test!r}")
        asked = {"kind": kind, "basis": basis, "source": source}
        return Conditions(
            {
                sort: frozenset(self._condition(sort, one) for one in several(sort, given))
                for sort, given in asked.items()
                if given is not None
            }
        )

    def _condition(self, sort: str, given: object) -> str:
        """One kind, basis or source; where it is one of another sort, the error says of which."""
        sorts = self._sorts(given)
        sorts += ["source"] if given in self.whole._registers["source"] else []
        if sorts and sort not in sorts:
            told = f"it is a {sorts[0]}, ask for {sorts[0]}={given!r}"
            raise UnknownError(f"no {sort} {given!r}: {told}")
        if sort == "source":
            return self.find(sort, given)
        return choose(f"{sort} of evidence", given, self._words[sort])

    def _sorts(self, given: object) -> list[str]:
        """Whether this is a `kind` of evidence, a `basis` of it, or neither."""
        words = self._words.items()
        return [sort for sort, held in words if isinstance(given, str) and folded(given) in held]

    @cached_property
    def _words(self) -> dict[str, list[str]]:
        """The kinds and the bases that evidence may have."""
        columns = {column.name: column for column in self.package.tables["evidence"].columns}
        return {sort: columns[sort].constraints["enum"] for sort in ("kind", "basis")}

    def _cut(
        self, tests: Sequence[Callable[[Proof], bool]], conditions: Conditions, keep: bool
    ) -> Record:
        """The record with what passes or meets, or with all else."""

        def goes(proof: Proof) -> bool:
            facts = {"kind": proof.kind, "basis": proof.basis, "source": proof.source_id}
            met = bool(conditions) and conditions.met(**facts)
            return (met or any(passes(test, proof) for test in tests)) != keep

        left = tuple(p for p in self.proofs if not goes(p))
        if conditions:
            if not keep:
                left = evidence_filters.remaining(self.proofs, left)
            data = evidence_filters.cut(self.data, left, conditions, keep)
        else:
            data = evidence_filters.evidence_of(self.data, left)
        if self.proofs and not left:
            met = f"none meets what is asked for{conditions.joined}" if keep else "all meets it"
            warn(f"no evidence is left: {met}")
        return Record(self.package, data, left, self._histories_without(left), _whole=self.whole)

    def _histories_without(
        self, left: Iterable[Proof]
    ) -> dict[tuple[str, date], tuple[Stint, ...]]:
        """The histories of those whose proofs are all left: the rest changes nothing of them."""
        held = {id(proof) for proof in left}
        touched = {p.person_id for p in self.proofs if id(p) not in held}
        return {key: stints_ for key, stints_ in self._histories.items() if key[0] not in touched}

    def _has_as_much(self, other: Record) -> bool:
        """Whether another record has as many proofs and rows as this one."""
        sizes = [[len(r.proofs), *map(len, r.data.values())] for r in (self, other)]
        return sizes[0] == sizes[1]

    def with_lag(self, days: int) -> Record:
        """The record as it would be if a byline proved presence up to so many days before.

        Raises
        ------
        ValueError
            Where this is no whole number of days from 0 to that of ten years.

        Examples
        --------
        >>> record.with_lag(365).package.byline_lag
        365
        """
        if not isinstance(days, Integral) or not 0 <= days <= LONGEST_LAG:
            raise ValueError(f"a lag is a whole number of days, 0 to {LONGEST_LAG}, not {days!r}")
        days = int(days)
        if days == self.package.byline_lag:
            return self
        if days not in self._lagged:
            package = replace(self.package, byline_lag=days)
            more = days - self.package.byline_lag
            spans = ((p, lagged(p.span, p.basis, more)) for p in self.proofs)
            held = tuple(p if s is p.span else replace(p, span=s) for p, s in spans)
            self._lagged[days] = Record(package, self.data, held, _whole=self.whole)
        return self._lagged[days]

    def tally(self, paper_id: str, on: Day, known: Day | None = None) -> Tally:
        """How many of a paper's authors had left its employer on a day.

        It counts the authors whom the record lists, and says so where these are not all. Who is
        shown there on a later day only is not among those who may have left. There is a warning
        where the paper was not out by the day, where the record ends before it, or does not list
        all authors of the paper, and that of `as_of` for the day of `known`.

        Parameters
        ----------
        paper_id : str
            Paper whose authors are meant.
        on : day
            The day asked about.
        known : day, optional
            The day on which the evidence had to be public; default: the record date.

        Examples
        --------
        >>> tally = record.tally("llama1", "2023-09-05")
        >>> tally
        6 of 14 (least 6, most 6)
        >>> tally.frame().columns.tolist()
        ['person_id', 'person', 'status']
        >>> record.tally("palm", "2023-09-05")
        0 of 0 (least 0, most 0); the record does not list 67 further authors of PaLM
        """
        if (then := self._then(paper_id, known)) is not self:
            return then.tally(paper_id, on)
        if known is not None and not asked_by_package():
            self.tell_early(known, self.authors(paper_id))
        stands = self._stands(paper_id, self.day(on))
        held = {p: stands(self.history(p, known)) for p in self._asked(paper_id, on)}

        def those(*statuses: str) -> tuple[str, ...]:
            return tuple(p for p, status in held.items() if status in statuses)

        return Tally(
            had_left=those(HAD_LEFT),
            unknown=those(UNKNOWN, EARLY),
            there=those(THERE),
            unlisted=self.unlisted(paper_id),
            names=self.whole._names,
            early=those(EARLY),
            note=self.left_out(paper_id),
        )

    def _stands(self, paper_id: str, on: date) -> Stands:
        """How an author of a paper stands on a day, as a function of a history."""
        employer = self.employer_of(paper_id)
        before = on < self.paper_day(paper_id) - timedelta(days=self.package.byline_lag)

        def stands(history: Sequence[Stint]) -> str:
            status = standing(history, employer, on)
            early = status == UNKNOWN and (before or comes(history, employer, on))
            return EARLY if early else status

        return stands

    def _asked(self, paper_id: str, on: Day) -> list[str]:
        """As `listed`, with a warning, too, where the record does not reach the day asked about."""
        day = self.reached(on)
        if self.is_out(paper_id) and day < self.paper_day(paper_id):
            warn(f"{self.name(paper_id)} was not out by {day}")
        return self.listed(paper_id)

    def then(self, papers: Iterable[str], known: Day | None) -> Record:
        """This record, or that of the day of knowing where one of some papers was not out by then.

        Examples
        --------
        >>> record.then(["llama2"], "2023-06-01").package.record_date
        datetime.date(2023, 6, 1)
        """
        asked = several("paper", papers)
        return next((r for p in asked if (r := self._then(p, known)) is not self), self)

    def _then(self, paper_id: str, known: Day | None) -> Record:
        """This record, or that of the day of knowing where a paper was not out by then."""
        early = known is not None and self.paper_day(paper_id) > self.day(known)
        return self.as_of(known) if known is not None and early else self

    def roster(self, paper_id: str, on: Day, known: Day | None = None) -> pd.DataFrame:
        """Who was where on a day: where every author of a paper stood towards its employer.

        Parameters are those of `tally`, and so are the warnings.

        Returns
        -------
        DataFrame
            One row an author, in the order of the paper: `person_id` and `person`; `status`
            (`had-left`, `there`, `unknown`, or `cannot-have-left` where nothing is shown for the
            day, and the person is shown there later or the paper came later); `employer_id` and
            `employer` on that day, and `destination_id` and `destination` of the last departure
            known, which may come after the day: count them where `status` is `had-left` (ids and
            names, missing if not known);
            `left_not_before` and `left_not_after`, the days between which the person left; the
            first is the last day on which the person is shown there, so that those have it too who
            are not shown to have left (timestamps, missing where nothing bounds them); `kind` of
            the evidence that carries the status: the weakest without which, and without all that
            is weaker, it would change; `evidence_ids` (tuple, as in `evidence_frame`): without all
            of these rows the status changes, and with any one of them it stands;
            `single_evidence_ids` and `single_source_ids` (tuples): the rows and the sources without
            one of which it changes though all else stays. Where several rows each suffice,
            `evidence_ids` has them all, and no single row may carry the status. Presence before the
            departure carries a departure too: `single_evidence_ids` has such a row, `evidence_ids`
            what shows the departure. Where nothing carries a status, as with `unknown`, `kind` is
            missing and the tuples are empty.

        Examples
        --------
        >>> roster = record.roster("llama1", on="2023-09-05")
        >>> roster["status"].value_counts().to_dict()
        {'there': 8, 'had-left': 6}
        >>> roster.query("status == 'had-left'")["kind"].value_counts().to_dict()
        {'reported': 5, 'recorded': 1}
        """
        if (then := self._then(paper_id, known)) is not self:
            return then.roster(paper_id, on)
        if known is not None and not asked_by_package():
            self.tell_early(known, self.authors(paper_id))
        employer, day = self.employer_of(paper_id), self.day(on)
        stands = self._stands(paper_id, day)
        rows = [
            self._stood(person_id, employer, day, self.history(person_id, known), stands)
            for person_id in self._asked(paper_id, day)
        ]
        table = pd.DataFrame(rows, columns=list(ROSTER), dtype=object)
        for name in ("left_not_before", "left_not_after"):
            table[name] = timestamps(table[name])
        return table

    def _stood(
        self, person_id: str, employer: str, on: date, history: Sequence[Stint], stands: Stands
    ) -> tuple[object, ...]:
        """A row of the roster."""
        move, held = departure(history, employer), carriers(history, employer, stands)
        here = [s.ended.first for s in history if s.employer_id == employer]
        place = next((s.employer_id for s in history if s.certain(on)), None)
        to = move.destination_id if move else None
        return (
            person_id,
            self.name(person_id),
            stands(history),
            place,
            place and self.name(place),
            to,
            to and self.name(to),
            here[-1] if here else None,
            move.when.last if move else None,
            *held,
        )

    def named(self, paper_id: str, source_id: str) -> dict[str, tuple[str, ...]]:
        """What one source says of a paper's authors: who is `had-left`, and who is `there`.

        Examples
        --------
        >>> {status: len(people) for status, people in record.named("LLaMA", "The article").items()}
        {'had-left': 4, 'there': 7}
        """
        employer, source_id = self.employer_of(paper_id), self.find("source", source_id)
        found: dict[str, list[str]] = {HAD_LEFT: [], THERE: []}
        for person_id in self.listed(paper_id):
            proofs = [p for p in self.evidence(person_id) if p.source_id == source_id and placed(p)]
            if any(p.departs or p.employer_id != employer for p in proofs):
                found[HAD_LEFT].append(person_id)
            if any(not p.departs and p.employer_id == employer for p in proofs):
                found[THERE].append(person_id)
        return {status: tuple(people) for status, people in found.items()}
