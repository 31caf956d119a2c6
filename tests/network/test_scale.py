"""The package on corpora of any size: the same answers as by brute force, and growth by counting.

Growth is measured in calls of functions, which are the same on every machine, and never in time.
"""

from __future__ import annotations

import cProfile
import logging
import pstats
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import combinations
from pathlib import Path

import networkx as nx
import pytest
from afterllama import network
from afterllama.loading.folder import load
from afterllama.record.record import Record
from book_builds import digests
from invented_corpora import SMALL, folder, invented
from records import proof, real

from bench import scale
from bench.corpus import LONGEST, corpus

DAY = scale.DAY
#: Twice as many people may take so many times the calls: near linear, with room for chance.
DOUBLE = 2.4
LARGE = 4_000
#: The one step that grows with the square of the longest list, as its docstring says.
SQUARE = {"coauthors"}


def calls(work: Callable[[], object]) -> int:
    """How many calls of functions, written in Python or not, a piece of work makes."""
    profile = cProfile.Profile()
    profile.runcall(work)
    return int(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined]


# The corpora -------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [10, 100, 1_000])
def test_a_corpus_is_valid_and_of_the_size_asked_for(size: int) -> None:
    assert len(invented(size).data["people"]) == size


def test_a_corpus_is_the_same_each_time_and_another_by_another_seed(tmp_path: Path) -> None:
    one, same = (corpus(200).write(tmp_path / name) for name in ("one", "same"))
    other = corpus(200, seed=2).write(tmp_path / "other")
    assert digests(one) == digests(same) != digests(other)
    load(other)


@pytest.mark.slow
def test_a_corpus_has_a_long_list_many_short_ones_and_who_came_back() -> None:
    record = invented(LARGE)
    sizes = record.data["papers"]["n_authors"].sort_values().tolist()
    assert sizes[-1] == LARGE // 8 <= LONGEST
    assert sizes[len(sizes) // 2] < 10
    assert len(record.data["conflicts"]) == LARGE * 0.005


def test_a_corpus_is_of_the_real_tables_proportions() -> None:
    for table in ("authorships", "evidence"):
        shares = [len(r.data[table]) / len(r.data["people"]) for r in (real(), invented(1_000))]
        assert shares[1] == pytest.approx(shares[0], rel=0.1)


# The same answers as by brute force --------------------------------------------------------------


@pytest.mark.parametrize("day", [DAY, DAY - timedelta(1_500), DAY + timedelta(700)])
@pytest.mark.parametrize("size", [30, 300])
def test_pairs_counted_by_group_are_the_pairs_of_the_joint_graph(size: int, day: date) -> None:
    record = invented(size)
    people = scale.people(record)
    graph = network.migration(record, people, day)

    def joined(states: set[str]) -> int:
        kept = nx.Graph((a, b) for a, b, state in graph.edges(data="state") if state in states)
        kept.add_nodes_from(people)
        return int(nx.bipartite.projected_graph(kept, people).number_of_edges())

    least, most, total = network.sharing(record, people, day)
    assert (least, most) == (joined({"certain"}), joined({"certain", "possible"}))
    assert total == size * (size - 1) // 2 or len(people) < size


def test_overlaps_are_the_intersections_of_the_lists() -> None:
    record = invented(300)
    papers = scale.papers(record)
    every = network.overlaps(record, papers)
    expected = [
        tuple(p for p in record.authors(first) if p in record.authors(second))
        for first, second in combinations(papers, 2)
    ]
    assert every["people"].tolist() == expected
    assert every["shared"].tolist() == [len(people) for people in expected]
    assert list(zip(every["first"], every["second"], strict=True)) == [*combinations(papers, 2)]


@pytest.mark.parametrize("least", [1, 2])
def test_overlaps_from_so_many_on_are_those_of_all(least: int) -> None:
    record = invented(300)
    papers = scale.papers(record)
    every = network.overlaps(record, papers)
    some = network.overlaps(record, papers, least)
    assert 0 < len(some) < len(every)
    assert some.values.tolist() == every[every["shared"] >= least].values.tolist()


def test_a_paper_listed_twice_is_one_paper() -> None:
    with pytest.raises(ValueError, match="two papers or more"):
        network.overlaps(real(), ["llama1", "LLaMA"])
    assert network.overlaps(real(), ["opt", "llama1", "OPT"])["shared"].tolist() == [1]


@pytest.mark.parametrize("size", [30, 300, 1_000])
def test_the_people_who_hold_authors_together_are_the_same_in_either_graph(size: int) -> None:
    record = invented(size)
    given = scale.papers(record), scale.people(record)
    pairs, signed = network.coauthors(record, *given), network.signatures(record, *given)
    found = network.cut_people(signed)
    assert found == network.cut_people(pairs) and (found or size < 100)
    joint = nx.bipartite.projected_graph(signed, given[1])
    assert nx.utils.graphs_equal(nx.Graph(pairs.edges), nx.Graph(joint.edges))


def test_the_real_authors_are_held_together_by_the_same_people_in_either_graph() -> None:
    record = real()
    for papers in (["llama1", "opt"], ["llama1", "opt", "llama2"], scale.papers(record)):
        people = {*record.authors("llama1"), *record.authors("opt")}
        pairs = network.coauthors(record, papers, people)
        assert network.cut_people(network.signatures(record, papers, people)) == (
            network.cut_people(pairs)
        )


def test_an_edge_of_a_long_list_shares_its_papers_with_others() -> None:
    record = invented(300)
    graph = network.coauthors(record, scale.papers(record), scale.people(record))
    sets = [data["papers"] for *_, data in graph.edges(data=True)]
    assert len({id(papers) for papers in sets}) < len(sets) / 3
    for first, second, papers in graph.edges(data="papers"):
        assert all({first, second} <= {*record.authors(paper)} for paper in papers)


def test_a_tally_counts_the_roster() -> None:
    record = invented(300)
    for paper in scale.papers(record):
        status = record.roster(paper, DAY)["status"].tolist()
        tally = record.tally(paper, DAY)
        held = (tally.had_left, tally.early, tally.there)
        names = ("had-left", "cannot-have-left", "there")
        assert [*map(len, held)] == [*map(status.count, names)]
        assert len(tally.unknown) == len(tally.early) + status.count("unknown")


def test_a_move_of_which_the_order_is_open_is_left_out() -> None:
    person = scale.people(invented(100))[0]
    either = [proof(place, "2020-01-01", "2020-12-31", person_id=person) for place in ("a", "b")]
    record = replace(invented(100), proofs=tuple(either), _histories={})
    assert len(record.history(person)) == 2
    assert network.moves(record, [person]).number_of_edges() == 0


# Growth ------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("step", [*scale.FOLDER_STEPS, *scale.STEPS])
def test_a_step_grows_nearly_with_the_number_of_people(step: str) -> None:
    def cost(size: int) -> int:
        if step in scale.FOLDER_STEPS:
            return calls(lambda: scale.FOLDER_STEPS[step](folder(size)))
        record = replace(invented(size), _histories={})  # without what other steps left behind
        return calls(lambda: scale.STEPS[step][0](record))

    cost(SMALL // 10)  # what is paid once only, such as imports and the checks of plotly's fields
    ratio = cost(LARGE) / cost(SMALL)
    if step in SQUARE:
        assert ratio > DOUBLE**2, f"{step} is near linear now: say so"
    else:
        assert ratio < DOUBLE**2


@pytest.mark.slow
@pytest.mark.parametrize(("size", "bound"), [(10_000, 800), (100_000, 2_000)])
def test_memory_stays_within_its_bound(size: int, bound: int) -> None:
    # One process runs every step on one record, so its peak is at least that of any step alone.
    ((_, cost),) = scale.apart([scale.EVERY], folder(size))
    assert cost["megabytes"] < bound


# A backend ---------------------------------------------------------------------------------------


@pytest.fixture
def asked(caplog: pytest.LogCaptureFixture) -> Iterator[Callable[[], set[str]]]:
    """Prefer a backend to networkx itself; give what tells which functions it answered."""
    caplog.set_level(logging.DEBUG, logger="networkx.utils.backends")
    tell = re.compile(r"Using backend 'rustworkx' for call to '(\w+)'")
    with nx.config(backend_priority=["rustworkx"]):
        yield lambda: set(tell.findall(caplog.text))


def measures(record: Record) -> list[object]:
    """All measures on the graph of a record."""
    papers, people = scale.papers(record), scale.people(record)
    return [
        network.cut_people(network.coauthors(record, papers, people)),
        network.cut_people(network.signatures(record, papers, people)),
        network.sharing(record, people, DAY),
        network.overlaps(record, papers, least=1).values.tolist(),
    ]


@cache
def plain() -> list[object]:
    """The measures as networkx itself finds them."""
    with nx.config(backend_priority=[]):
        return measures(invented(SMALL))


def test_measures_run_on_a_backend_with_the_same_results(asked: Callable[[], set[str]]) -> None:
    assert measures(invented(SMALL)) == plain()
    assert "articulation_points" in asked()
