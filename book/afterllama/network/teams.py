"""How two author lists are connected: joint papers, thanks, and people on both lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import combinations

import networkx as nx
import pandas as pd

from afterllama.network.graphs import joint
from afterllama.record.lookup import recorded
from afterllama.record.record import Record
from afterllama.words.days import Day


@recorded
def bonds(record: Record, first: str, second: str, known: Day | None = None) -> nx.Graph:
    """People of two lists and the papers that connect them; each edge says `how`.

    Nodes carry `kind` (`person` or `paper`). Besides the two papers, the graph has every paper out
    by a day that people of both lists signed together. `how` is `signed`, or `thanked` if one of
    the two papers thanks somebody of the other list. There is a warning where the record does not
    list all authors of one of the two, or it was not out by the day.

    Parameters
    ----------
    record : Record
        The record.
    first, second : str
        Paper ids.
    known : day, optional
        The day by which papers had to be out; default: the record date.

    Examples
    --------
    >>> sorted(set(nx.get_node_attributes(bonds(record, "LLaMA", "OPT"), "kind").values()))
    ['paper', 'person']
    """
    first, second = two_papers(record, first, second)
    record = record.then((first, second), known)
    lists = set(record.listed(first)), set(record.listed(second))
    graph = nx.Graph()
    for person_id in sorted(lists[0] | lists[1]):
        graph.add_node(person_id, kind="person")
    for paper_id in out(record, known):
        people = [p for p in record.authors(paper_id) if p in graph]
        both = any(a != b for a in lists[0] & {*people} for b in lists[1] & {*people})
        if paper_id in (first, second) or both:
            graph.add_node(paper_id, kind="paper")
            graph.add_edges_from(((p, paper_id) for p in people), how="signed")
    for paper_id, named in thanks(record, first, second).items():
        if paper_id in graph:
            graph.add_edges_from(((p, paper_id) for p in named), how="thanked")
    return graph


def two_papers(record: Record, first: str, second: str) -> tuple[str, str]:
    """The ids of two papers; ValueError where they are one."""
    papers = record.find("paper", first), record.find("paper", second)
    if len({*papers}) == 1:
        raise ValueError(f"two papers are wanted, and both are {record.name(first)}")
    return papers


def out(record: Record, known: Day | None = None) -> list[str]:
    """Papers with an author list that were out by a day, oldest first."""
    last = record.package.record_date if known is None else record.day(known)
    signed = set(record.data["authorships"]["paper_id"])
    days = {p: record.paper_day(p) for p in record.data["papers"]["paper_id"] if p in signed}
    return sorted((p for p in days if days[p] <= last), key=lambda p: (days[p], p))


def thanks(record: Record, first: str, second: str) -> dict[str, tuple[str, ...]]:
    """For each of two papers, those whom it thanks of the other's authors, except its own."""
    found = {}
    for paper_id, other in ((first, second), (second, first)):
        own, wanted = set(record.authors(paper_id)), set(record.authors(other))
        named = record.data["acknowledgements"].query("paper_id == @paper_id")["person_id"]
        found[paper_id] = tuple(p for p in named if p in wanted - own)
    return found


def joined(
    record: Record, first: str, second: str, papers: Iterable[str], thanked: bool
) -> nx.Graph:
    """The people of two lists, joined if they signed a paper together.

    With `thanked`, people whom one of the two papers thanks are joined to its authors.
    """
    lists = {first: record.authors(first), second: record.authors(second)}
    graph = joint(record, papers, {*lists[first], *lists[second]})
    if thanked:
        for paper_id, people in thanks(record, first, second).items():
            graph.add_edges_from((a, b) for a in lists[paper_id] for b in people if a != b)
    return graph


def cut(record: Record, first: str, second: str, graph: nx.Graph) -> frozenset[str]:
    """A smallest set of people without whom no path connects the lists.

    It includes everybody on both lists. If there are several such sets, every run returns the same
    one, in whichever order the papers are given.
    """
    flow = _flow(record, first, second, graph)
    if not nx.has_path(flow, "<", ">"):
        return frozenset()
    return frozenset(nx.minimum_node_cut(flow, "<", ">"))


def _flow(record: Record, first: str, second: str, graph: nx.Graph) -> nx.Graph:
    """A graph of people with one node, `<` or `>`, before each of the lists."""
    first, second = sorted((first, second))
    ends = {"<": record.authors(first), ">": record.authors(second)}
    flow = nx.Graph()
    flow.add_nodes_from([*ends, *sorted(graph)])
    flow.add_edges_from(sorted(tuple(sorted(edge)) for edge in graph.edges))
    flow.add_edges_from((end, person) for end, people in ends.items() for person in people)
    return flow


def _replaceable(flow: nx.Graph, person: str, size: int) -> bool:
    """Whether a cut of this size parts the ends without a person.

    Whoever stays joins all neighbours, so these are joined in the person's place.
    """
    kept = flow.copy()
    kept.remove_node(person)
    kept.add_edges_from(combinations(flow[person], 2))
    return not kept.has_edge("<", ">") and len(nx.minimum_node_cut(kept, "<", ">")) == size


@recorded
def separators(record: Record, first: str, second: str, known: Day | None = None) -> pd.DataFrame:
    """Who holds two author lists together: the fewest people without whom they fall apart.

    Two people of the lists are joined where they signed a paper together that was out by a day.
    Removing one of several does not part the lists: all of them must go. Of other papers than the
    two the record may list some authors only.

    Parameters
    ----------
    record : Record
        The record.
    first, second : str
        The two papers.
    known : day, optional
        The day by which papers had to be out; default: the record date.

    Returns
    -------
    DataFrame
        One row a person, by name: `person_id` and `person`; `first` and `second`, whether the
        person is on that list; `papers`, how many of the papers the person signed; `replaceable`,
        whether another group as small parts the lists while this person stays. Empty where the
        lists are apart already. Where several groups are as small it is one of them, and the same
        on every run and in either order of the papers.

    Raises
    ------
    ValueError
        Where both papers are one, or the record lists no authors of one of them. There is a warning
        where it does not list all, or one was not out by the day: then nothing holds them together.

    Examples
    --------
    >>> held = separators(record, "LLaMA", "OPT", known="report")
    >>> held.columns.tolist()
    ['person_id', 'person', 'first', 'second', 'papers', 'replaceable']
    >>> len(held)
    6
    """
    first, second = two_papers(record, first, second)
    record = record.then((first, second), known)
    papers = out(record, known)
    if told := next((record.unsigned(p) for p in (first, second) if record.lists_nobody(p)), ""):
        raise ValueError(told)
    lists = [set(record.listed(paper)) for paper in (first, second)]
    signed = Counter(person for paper in papers for person in record.authors(paper))
    graph = joined(record, first, second, papers, thanked=False)
    flow, found = _flow(record, first, second, graph), cut(record, first, second, graph)
    rows = [
        (
            *(person, record.name(person), *(person in held for held in lists), signed[person]),
            _replaceable(flow, person, len(found)),
        )
        for person in sorted(found, key=record.name)
    ]
    columns = ["person_id", "person", "first", "second", "papers", "replaceable"]
    return pd.DataFrame(rows, columns=columns)


def steps(record: Record, first: str, second: str, graph: nx.Graph) -> Counter[int | None]:
    """Pairs of people, one on each list only, by steps between them; None if not connected.

    People missing in the graph are left out.
    """
    one, two = record.authors(first), record.authors(second)
    away: Counter[int | None] = Counter()
    reach = dict(nx.all_pairs_shortest_path_length(graph))
    for start in (p for p in one if p not in two and p in graph):
        away.update(reach[start].get(p) for p in two if p not in one and p in graph)
    return away
