"""The migration as networkx graphs: people, organizations, and dated, sourced edges.

Measures use networkx's public functions, so that any of its backends can be used. All but two take
time linear in people and bylines. `coauthors` has an edge for every two authors of a paper;
`overlaps` with its defaults has a row for every two papers. Their docstrings name faster ways.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations, pairwise
from numbers import Integral

import networkx as nx
import pandas as pd

from afterllama.record.evidence import Proof
from afterllama.record.lookup import check, recorded, text_of, warn
from afterllama.record.record import Record
from afterllama.record.stints import Move, Stint, carried_by, departure
from afterllama.words.days import FOREVER, Day, Span, day
from afterllama.words.language import noted

Point = tuple[float, float]


@dataclass(frozen=True)
class Link:
    """A link between two people, papers or organizations.

    `relation` says in words what links them; `kind` and `source_ids` say how that is known.
    """

    start: str
    end: str
    relation: str
    kind: str
    source_ids: tuple[str, ...]


@recorded
def migration(
    record: Record, people: Iterable[str], on: Day, known: Day | None = None
) -> nx.MultiDiGraph:
    """People and organizations, with one edge for every stint begun by a day.

    Nodes are ids with attribute `kind` (`person` or `organization`) and `name`. Edges run from
    person to employer and carry `state` on that day (`certain`, `possible` or `past`), `started`
    and `ended` (spans of days), `kind` (of the evidence that carries the state: see
    `Record.roster`) and `proofs`. There is a warning where the record ends before the day.

    Parameters
    ----------
    record : Record
        The record.
    people : iterable of str
        Person ids.
    on : day
        The day of the graph.
    known : day, optional
        The day on which evidence had to be public; default: the record date.

    Examples
    --------
    >>> graph = migration(record, record.authors("LLaMA"), on="2023-09-05")
    >>> sorted({state for *_, state in graph.edges(data="state")})
    ['certain', 'past', 'possible']
    """
    graph, day = nx.MultiDiGraph(), record.reached(on)
    people = record.find_all("person", people)
    record.tell_early(known, people)
    for person_id in people:
        graph.add_node(person_id, kind="person", name=record.name(person_id))
        history = record.history(person_id, known)
        for stint in history:
            state = standing(stint, day)
            if state is None:
                continue
            place = stint.employer_id
            graph.add_node(place, kind="organization", name=record.name(place))
            graph.add_edge(
                person_id,
                place,
                state=state,
                started=stint.started,
                ended=stint.ended,
                kind=_kind(history, stint.employer_id, state, day),
                proofs=stint.proofs,
            )
    return graph


def _kind(history: Sequence[Stint], employer_id: str, state: str, on: date) -> str:
    """The kind of evidence that carries the state of a stint."""

    def shown(held: Sequence[Stint]) -> bool:
        return any(s.employer_id == employer_id and standing(s, on) == state for s in held)

    return carried_by(history, shown)


def standing(stint: Stint, on: Day) -> str | None:
    """Whether a stint is `certain`, `possible` or `past` on a day; None if it has not begun.

    Examples
    --------
    >>> stint = record.history(record.authors("LLaMA")[-1])[0]
    >>> standing(stint, "2023-02-24"), standing(stint, "2023-09-05")
    ('certain', 'past')
    """
    check(stint, "standing", "certain", "a stay, as record.history(person) returns it")
    on = day(on)
    if stint.certain(on):
        return "certain"
    if stint.possible(on):
        return "possible"
    return None if stint.started.first > on or stint.started.last > on else "past"


def leaving(when: Span, on: Day) -> str | None:
    """Whether a departure is `certain` or `possible` on a day, or None if neither.

    Examples
    --------
    >>> leaving(Span(date(2023, 4, 1), date(2023, 6, 30)), date(2023, 5, 1))
    'possible'
    """
    check(when, "leaving", "last", "a span of days, as record.left(person, employer) returns it")
    on = day(on)
    return "certain" if when.last <= on else "possible" if when.first < on else None


@recorded
def moves(
    record: Record,
    people: Iterable[str],
    known: Day | None = None,
    unknown: str | None = None,
) -> nx.MultiDiGraph:
    """Organizations, with one edge for every proven move to a known destination.

    Edges carry `person_id`, `when` (the span of days in which the person left), `kind` (of the
    evidence that carries it: the firmest that, without the weaker, still shows a move to this place
    no later than this), `proofs`, and the stints before (`origin`, the last of `before`) and after
    (`stint`).

    Parameters
    ----------
    record : Record
        The record.
    people : iterable of str
        Person ids.
    known : day, optional
        The day on which evidence had to be public; default: the record date.
    unknown : str, optional
        A node for departures without a known destination; default: these are left out.

    Raises
    ------
    ValueError
        Where `unknown` is the id of an organization.

    Examples
    --------
    >>> graph = moves(record, record.authors("LLaMA"))
    >>> max(graph.number_of_edges(*pair) for pair in graph.edges())
    5
    """
    _check_node(record, unknown)
    graph, people = nx.MultiDiGraph(), record.find_all("person", people)
    record.tell_early(known, people)
    for person_id in people:
        history = record.history(person_id, known)
        for number, move in _moves(history, bool(unknown)):
            later = history[number] if number < len(history) else None
            graph.add_edge(
                move.origin_id,
                later.employer_id if later else unknown,
                person_id=person_id,
                when=move.when,
                kind=move.kind,
                proofs=move.proofs,
                origin=history[number - 1],
                before=history[:number],
                stint=later,
            )
    return graph


def _moves(history: Sequence[Stint], lost: bool) -> Iterator[tuple[int, Move]]:
    """Departures, each with the number of stays up to it; with `lost`, the unknown place first."""
    gone = departure(history, history[-1].employer_id) if lost and history else None
    if gone:
        yield len(history), gone
    for number, (stint, later) in enumerate(pairwise(history), 1):
        move = departure((stint, later), stint.employer_id)
        if move:  # else it is open which of the two came first
            yield number, move


def _check_node(record: Record, unknown: object) -> None:
    """Raise TypeError or ValueError where nothing unknown can be named so."""
    node = "node for unknown places"
    if unknown is not None and record.is_organization(text_of(node, unknown)):
        raise ValueError(f"the {node} cannot be an organization's: {unknown!r}")


@recorded
def sharing(
    record: Record, people: Sequence[str], on: Day, known: Day | None = None
) -> tuple[int, int, int]:
    """How many pairs of people share an employer on a day; the warning is that of `migration`.

    Returns
    -------
    least, most, total : int
        Pairs proven to be at one employer; pairs whose proofs allow it (only at employers that the
        record names for both); all pairs.

    Examples
    --------
    >>> sharing(record, record.authors("LLaMA"), on="2023-09-05")
    (34, 35, 91)
    """
    people, day = record.find_all("person", people), record.reached(on)
    record.tell_early(known, people)
    places = {
        p: [(standing(stint, day), stint.employer_id) for stint in record.history(p, known)]
        for p in people
    }
    least = _pairs(places.values(), {"certain"})
    most = _pairs(places.values(), {"certain", "possible"})
    return least, most, len(people) * (len(people) - 1) // 2


def _pairs(places: Iterable[list[tuple[str | None, str]]], states: set[str]) -> int:
    """The number of pairs of people with places in these states at the same organization.

    People with the same places are grouped into one node, so that the graph grows with the number
    of groups, not with the square of the number of people.
    """
    groups = Counter(frozenset(at for state, at in one if state in states) for one in places)
    groups.pop(frozenset(), None)
    kept = nx.Graph((group, place) for group in groups for place in group)
    joint = nx.bipartite.projected_graph(kept, list(groups))
    within = sum(size * (size - 1) // 2 for size in groups.values())
    return within + sum(groups[a] * groups[b] for a, b in joint.edges)


@recorded
def coauthors(record: Record, papers: Iterable[str], people: Iterable[str]) -> nx.Graph:
    """People joined by papers that both signed; edges carry the set `papers`.

    Whoever is asked for is a node; who signed none of the papers with another of them has no edge.
    `graph.remove_nodes_from(list(nx.isolates(graph)))` takes these out.

    A paper of n authors has n (n - 1) / 2 edges: 845,000 for 1,300 authors. For such papers use
    `signatures`, which has one edge per byline and which `cut_people` takes too. There is a warning
    where the record does not list all authors of a paper.

    Examples
    --------
    >>> graph = coauthors(record, ["LLaMA", "Llama 2"], record.authors("LLaMA"))
    >>> graph.number_of_nodes(), graph.number_of_edges()
    (14, 91)
    """
    papers = record.find_all("paper", papers)
    for paper_id in papers:
        record.listed(paper_id)
    return joint(record, papers, record.find_all("person", people))


def joint(record: Record, papers: Iterable[str], people: Iterable[str]) -> nx.Graph:
    """As `coauthors`, by the authors that are listed, without a warning."""
    graph, wanted = nx.Graph(), set(people)
    graph.add_nodes_from(sorted(wanted))
    for paper_id in papers:
        signed = frozenset((paper_id,))
        joined: dict[frozenset[str], frozenset[str]] = {}
        for first, second in combinations([p for p in record.authors(paper_id) if p in wanted], 2):
            edge = graph.get_edge_data(first, second)
            if edge is None:
                graph.add_edge(first, second, papers=signed)
            else:
                # One set is shared by all pairs that signed the same papers.
                before = edge["papers"]
                edge["papers"] = joined.setdefault(before, before | signed)
    return graph


@recorded
def signatures(record: Record, papers: Iterable[str], people: Iterable[str]) -> nx.Graph:
    """People and papers, with one edge per byline: `coauthors` without an edge for every pair.

    Nodes carry `kind` (`person` or `paper`). A paper that one of the people alone signed is there
    with its one edge; one that none of them signed is left out. Warnings are those of `coauthors`.

    Examples
    --------
    >>> graph = signatures(record, ["LLaMA", "OPT"], record.authors("LLaMA"))
    >>> sorted(graph.degree(paper) for paper in ("llama1", "opt"))
    [1, 14]
    """
    graph = nx.Graph()
    wanted = set(record.find_all("person", people))
    graph.add_nodes_from(sorted(wanted), kind="person")
    for paper_id in record.find_all("paper", papers):
        authors = [p for p in record.listed(paper_id) if p in wanted]
        if authors:
            graph.add_node(paper_id, kind="paper")
            graph.add_edges_from((paper_id, person_id) for person_id in authors)
    return graph


def cut_people(graph: nx.Graph) -> set[str]:
    """The people without whom the graph of `coauthors` (or of `signatures`) falls apart.

    Linear in the edges. Both graphs give the same people: without one person, every paper in
    `signatures` still has another author, so papers are connected exactly if their authors are. A
    paper that one person alone signed connects nobody and does not count.

    Examples
    --------
    >>> cut_people(nx.path_graph(["a", "b", "c"]))
    {'b'}
    """
    check(graph, "cut_people", "edges", "a graph, as coauthors(record, papers, people) returns it")
    kinds = graph.nodes(data="kind")
    joining = graph.subgraph(n for n in graph if kinds[n] != "paper" or graph.degree(n) > 1)
    return {node for node in nx.articulation_points(joining) if kinds[node] != "paper"}


@recorded
def signed(record: Record, papers: Iterable[str]) -> list[Link]:
    """A link from every author to the paper; warnings are those of `coauthors`.

    Examples
    --------
    >>> len(signed(record, ["LLaMA"]))
    14
    """
    sources = record.rows("papers")["source_id"]
    return [
        Link(person, paper, noted("signed"), "recorded", (sources[paper],))
        for paper in record.find_all("paper", papers)
        for person in record.listed(paper)
    ]


@recorded
def thanked(record: Record, papers: Iterable[str]) -> list[Link]:
    """A link from every person whom a paper thanks to the paper.

    Examples
    --------
    >>> len(thanked(record, ["LLaMA"]))
    2
    """
    rows = record.data["acknowledgements"]
    return [
        Link(row.person_id, paper, noted("thanked by"), "recorded", (row.source_id,))
        for paper in record.find_all("paper", papers)
        for row in rows.query("paper_id == @paper").itertuples()
    ]


@recorded
def overlaps(record: Record, papers: Sequence[str], least: int = 0) -> pd.DataFrame:
    """The people on both lists, for every pair of papers.

    The number of pairs grows with the square of the papers. With `least` above 0, only pairs that
    share somebody are visited, and the time grows with the length of the result. A paper whose
    authors the record does not list is left out with a warning; there is one, too, where it does
    not list them all, or a paper was not out by the day of the record.

    Parameters
    ----------
    record : Record
        The record.
    papers : sequence of str
        Paper ids, two at least.
    least : int
        The people that a pair must share to be listed.

    Returns
    -------
    DataFrame
        Columns `first`, `second` (paper ids), `shared` (number), `people` (tuple of ids, in the
        order of the first paper) and `complete` (whether the record lists all authors of both; if
        not, they may share more), in the order of the papers.

    Raises
    ------
    ValueError
        Where the authors of less than two of the papers are listed, or `least` is no whole number.

    Examples
    --------
    >>> overlaps(record, ["LLaMA", "OPT", "Llama 2"])[["first", "second", "shared"]]
        first  second  shared
    0  llama1     opt       1
    1  llama1  llama2       6
    2     opt  llama2       4
    """
    if not isinstance(least, Integral) or least < 0:
        raise ValueError(f"least is a whole number of people, 0 or more, not {least!r}")
    papers = record.find_all("paper", papers)
    if len(papers) < 2:
        raise ValueError(f"two papers or more are wanted, and not {', '.join(papers) or 'none'}")
    without = [p for p in papers if record.lists_nobody(p)]
    papers = [p for p in papers if p not in without]
    if len(papers) < 2:
        raise ValueError(record.unsigned(without[0]))
    for paper_id in without:
        warn(f"{record.unsigned(paper_id)}: it is left out")
    lists = [record.listed(paper_id) for paper_id in papers]
    whole = [record.unlisted(paper_id) == 0 for paper_id in papers]
    shared: dict[tuple[int, int], list[str]] = {}
    if not least:
        shared = {pair: [] for pair in combinations(range(len(papers)), 2)}
    signed: dict[str, list[int]] = defaultdict(list)
    for number, authors in enumerate(lists):
        for person_id in authors:
            signed[person_id].append(number)
    for first, authors in enumerate(lists):
        for person_id in authors:
            for second in signed[person_id]:
                if second > first:
                    shared.setdefault((first, second), []).append(person_id)
    rows = [
        (papers[first], papers[second], len(people), tuple(people), whole[first] and whole[second])
        for (first, second), people in sorted(shared.items())
        if len(people) >= least
    ]
    return pd.DataFrame(rows, columns=["first", "second", "shared", "people", "complete"])


def writable(graph: nx.Graph) -> nx.Graph:
    """A copy of a graph whose attributes are texts and numbers, which any file format takes.

    A span of days becomes two attributes, `..._first` and `..._last` (none where nothing bounds
    it); a list of texts is joined by `|`, and proofs become their `evidence_ids`. Stints are left
    out: the record has them.

    Examples
    --------
    >>> edges = writable(moves(record, record.authors("LLaMA"))).edges(data=True)
    >>> sorted({name for *_, held in edges for name in held})
    ['evidence_ids', 'kind', 'person_id', 'when_first', 'when_last']
    >>> len("".join(nx.generate_graphml(writable(moves(record, record.people))))) > 1000
    True
    """
    check(graph, "writable", "edges", "a graph, as moves(record, people) returns it")
    plain = graph.copy()
    for *_, held in (*plain.nodes(data=True), *plain.edges(data=True)):
        found = [pair for name, value in held.items() for pair in _written(name, value)]
        held.clear()
        held.update(found)
    return plain


def _written(name: str, value: object) -> Iterator[tuple[str, str | float]]:
    """An attribute as attributes that are texts and numbers."""
    if isinstance(value, str | float | int):
        yield name, value
    elif isinstance(value, Span):
        bounds = {"first": value.first, "last": value.last}
        for end, day in bounds.items():
            if day not in (date.min, FOREVER):
                yield f"{name}_{end}", day.isoformat()
    elif isinstance(value, tuple | list | set | frozenset):
        if all(isinstance(one, str) for one in value):
            yield name, "|".join(sorted(value))
        elif all(isinstance(one, Proof) for one in value):
            yield "evidence_ids", "|".join(one.evidence_id for one in value)


@recorded
def layout(
    record: Record, people: Sequence[str], origin: str, unknown: str | None = None
) -> Mapping[str, Point]:
    """Positions of people and employers: origin left, people in the middle, destinations right.

    People are in the order in which they left, from the top; those not proven to have left are at
    the bottom. Destinations are evenly spaced, in the order of the mean heights of their people.
    Nothing is random. With `unknown`, a node of that id is among the destinations if on some
    reading date somebody had left for an unknown place.

    Examples
    --------
    >>> authors = record.authors("llama1")
    >>> places = layout(record, authors, "meta")
    >>> places["meta"][0] < places[authors[0]][0]
    True
    """
    _check_node(record, unknown)
    origin = record.employer(origin)
    order = record.by_departure(people, origin)
    places = {p: (0.26, -float(n)) for n, p in enumerate(order)}
    middle = -(len(order) - 1) / 2
    spots: dict[str, list[float]] = {}
    for person_id in order:
        height = places[person_id][1]
        for stint in record.history(person_id):
            if stint.employer_id != origin:
                spots.setdefault(stint.employer_id, []).append(height)
        if unknown and any(_lost(record, person_id)):
            spots.setdefault(unknown, []).append(height)
    means = sorted(spots, key=lambda o: (-sum(spots[o]) / len(spots[o]), o))
    step = (max(len(order), len(means)) - 1) / max(1, len(means) - 1)
    top = middle + step * (len(means) - 1) / 2
    sites = {o: (1.0, top - n * step) for n, o in enumerate(means)}
    return {origin: (0.0, middle)} | places | sites


def _lost(record: Record, person_id: str) -> Iterable[bool]:
    """For every reading date, whether a person had left for an unknown place."""
    for reading in record.package.readings.values():
        history = record.history(person_id, reading.day)
        yield bool(history) and history[-1].ended.last < FOREVER
