"""The migration graph: answers counted by hand, and what holds for any set of people."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Any

import networkx as nx
import pytest
from afterllama.loading.folder import load
from afterllama.network.graphs import (
    coauthors,
    cut_people,
    layout,
    migration,
    moves,
    overlaps,
    sharing,
    signatures,
    writable,
)
from afterllama.network.teams import bonds, cut, joined, out, separators
from afterllama.record.evidence import Proof, best
from afterllama.record.lookup import UnknownError
from afterllama.record.record import Record
from afterllama.words.days import FOREVER
from hypothesis import given
from hypothesis import strategies as st
from records import day, exodus, proof, real

REPORT = day("2023-09-05")
EVERYBODY = sorted(real().data["people"]["person_id"])
DAYS = st.dates(date(2012, 1, 1), date(2026, 11, 23))
ADA, BEN, CY = "ada-vale", "ben-oake", "cy-moor"


@pytest.fixture
def small(tmp_path_factory: pytest.TempPathFactory) -> Record:
    """Three people: Ada from north to south, Ben at north, Cy at south and once at north."""
    return replace(
        load(exodus(tmp_path_factory.mktemp("small"))),
        proofs=(
            at(ADA, "north", "2020-01-01"),
            at(ADA, "north", "2020-03-01"),
            at(ADA, "south", "2020-06-01", kind="inferred"),
            at(BEN, "north", "2020-01-01"),
            at(BEN, "north", "2020-12-31"),
            at(CY, "north", "2019-01-01"),
            at(CY, "south", "2020-02-01"),
            at(CY, "south", "2020-12-31"),
        ),
        _histories={},
    )


def at(person: str, place: str, on: str, kind: str = "recorded") -> Proof:
    """A proof that a person was at a place on a day."""
    return proof(place, on, person_id=person, evidence_id=f"{person}-{place}-{on}", kind=kind)


def states(record: Record, on: str) -> dict[tuple[str, str], str]:
    """Who is where on a day, and how surely."""
    graph = migration(record, [ADA, BEN, CY], day(on))
    return {(a, b): state for a, b, state in graph.edges(data="state")}


def test_an_edge_tells_whether_somebody_is_may_be_or_was_there(small: Record) -> None:
    assert states(small, "2020-03-01") == {
        (ADA, "north"): "certain",
        (ADA, "south"): "possible",
        (BEN, "north"): "certain",
        (CY, "north"): "past",
        (CY, "south"): "certain",
    }
    assert states(small, "2020-05-01")[ADA, "north"] == "possible"
    assert states(small, "2020-06-01")[ADA, "north"] == "past"


def test_a_stint_that_has_not_begun_has_no_edge(small: Record) -> None:
    assert (ADA, "south") not in states(small, "2020-02-01")
    assert states(small, "2018-12-31")[CY, "north"] == "possible"


def test_a_graph_by_the_evidence_of_a_day_ignores_what_came_to_be_known_later(
    small: Record,
) -> None:
    graph = migration(small, [ADA], day("2020-06-01"), known=day("2020-05-31"))
    assert [(b, s) for _, b, s in graph.edges(data="state")] == [("north", "possible")]


def test_nodes_are_people_and_organizations_by_name(small: Record) -> None:
    nodes = migration(small, [ADA, BEN], day("2020-03-01")).nodes
    assert nodes[ADA] == {"kind": "person", "name": "Ada Vale"}
    assert nodes["north"] == {"kind": "organization", "name": "North Works"}


def test_a_move_runs_from_one_organization_to_the_next_with_its_days(small: Record) -> None:
    (first, second) = sorted(moves(small, [ADA, BEN, CY]).edges(data=True), key=str)
    assert [edge[:2] for edge in (first, second)] == [("north", "south")] * 2
    assert {first[2]["person_id"], second[2]["person_id"]} == {ADA, CY}
    ada = next(data for *_, data in (first, second) if data["person_id"] == ADA)
    assert (ada["when"].first, ada["when"].last) == (day("2020-03-01"), day("2020-06-01"))
    assert ada["kind"] == "inferred"


def test_the_best_of_the_evidence_is_the_recorded_then_the_reported() -> None:
    kinds = [proof("north", "2020-01-01", kind=k) for k in ("inferred", "reported", "recorded")]
    assert best(kinds) == "recorded"
    assert best(kinds[:2]) == "reported"
    assert best(kinds[:1]) == "inferred"


@pytest.mark.parametrize(
    ("on", "least", "most"),
    [
        # Ada and Ben at north.
        ("2020-03-01", 1, 2),  # perhaps Ada is with Cy at south already
        # Nobody knows where Ada is: with Ben, or with Cy.
        ("2020-05-01", 0, 2),
        # Ada and Cy at south.
        ("2020-06-01", 1, 1),
    ],
)
def test_pairs_are_counted_between_the_certain_and_the_possible(
    small: Record, on: str, least: int, most: int
) -> None:
    assert sharing(small, [ADA, BEN, CY], day(on)) == (least, most, 3)


@pytest.mark.parametrize(
    ("on", "known", "expected"),
    [
        # All fourteen at one employer: 14 x 13 / 2.
        ("2023-02-24", None, (91, 91, 91)),
        # Eight still at Meta: 28. Four at Mistral AI: 6. Joulin at Apple, and Grave may come there
        # on that day at the earliest. Izacard nowhere.
        ("2023-09-05", None, (34, 35, 91)),
        # By the evidence of that day: Lample, Lacroix and Lachaux at Mistral AI, 3; Grave alone
        # certainly at Meta. Nine may be there, Lavril among them: 36.
        ("2023-09-05", REPORT, (3, 39, 91)),
        # Touvron, Martinet and Azhar at Meta: 3. Five at Mistral AI, with Rozière: 10.
        ("2025-05-26", None, (13, 13, 91)),
    ],
)
def test_pairs_of_the_first_papers_authors_are_as_counted_by_hand(
    on: str, known: date | None, expected: tuple[int, int, int]
) -> None:
    assert sharing(real(), real().authors("llama1"), day(on), known) == expected


def test_the_two_papers_hang_together_by_one_author_until_a_third_joins_them() -> None:
    record = real()
    people = {*record.authors("llama1"), *record.authors("opt")}
    assert len(people) == 32
    assert cut_people(coauthors(record, ["llama1", "opt"], people)) == {"naman-goyal"}
    # Llama 2 brings six of the one and four of the other together.
    assert cut_people(coauthors(record, ["llama1", "opt", "llama2"], people)) == set()


def test_an_edge_between_coauthors_carries_the_papers_they_signed_together() -> None:
    record = real()
    graph = coauthors(record, ["llama1", "llama2", "codellama"], record.authors("llama1"))
    assert graph.edges["hugo-touvron", "faisal-azhar"]["papers"] == {"llama1", "codellama"}
    assert graph.edges["hugo-touvron", "xavier-martinet"]["papers"] == {"llama1", "llama2"}
    assert graph.number_of_edges() == 91


def test_a_coauthor_outside_the_people_asked_for_joins_nobody() -> None:
    graph = coauthors(real(), ["llama1", "opt"], ["hugo-touvron", "susan-zhang"])
    assert (graph.number_of_nodes(), graph.number_of_edges()) == (2, 0)


def test_papers_share_the_authors_counted_by_hand() -> None:
    table = overlaps(real(), ["llama1", "opt", "llama2", "codellama", "mistral7b"])
    shared = table.set_index(["first", "second"])
    assert {pair: shared.loc[pair, "shared"] for pair in shared.index} == {
        ("llama1", "opt"): 1,
        ("llama1", "llama2"): 6,
        ("llama1", "codellama"): 3,
        ("llama1", "mistral7b"): 4,
        ("opt", "llama2"): 4,
        ("opt", "codellama"): 0,
        ("opt", "mistral7b"): 0,
        ("llama2", "codellama"): 5,
        ("llama2", "mistral7b"): 2,
        ("codellama", "mistral7b"): 0,
    }
    assert shared.loc[("llama1", "opt"), "people"] == ("naman-goyal",)
    assert shared.loc[("opt", "llama2"), "people"] == (
        *("naman-goyal", "moya-chen", "todor-mihaylov", "punit-singh-koura"),
    )


def test_who_signs_alone_is_in_the_graph_of_signatures_and_cuts_nothing_off() -> None:
    record = real()
    people = record.authors("llama1")
    graph = signatures(record, ["llama1", "opt"], people)
    assert list(graph["opt"]) == ["naman-goyal"]
    assert set(graph["llama1"]) == set(people)
    assert cut_people(graph) == cut_people(coauthors(record, ["llama1", "opt"], people)) == set()


def test_a_graph_takes_names_days_in_words_and_one_alone() -> None:
    record: Any = real()
    named = migration(record, "Armand Joulin", "report")
    assert nx.utils.graphs_equal(named, migration(record, ["armand-joulin"], REPORT))
    assert sharing(record, record.authors("LLaMA"), "2023-09-05", "report") == (3, 39, 91)
    one, other = (
        coauthors(record, p, ["Hugo Touvron", "faisal-azhar"]) for p in ("LLaMA", ["llama1"])
    )
    assert list(one.edges(data=True)) == list(other.edges(data=True)) != []
    assert overlaps(record, ["LLaMA", "OPT"]).equals(overlaps(record, ["llama1", "opt"]))
    with pytest.raises(UnknownError, match="no person 'touvron'; did you mean 'hugo-touvron'"):
        migration(record, "touvron", "report")


def test_the_people_who_hold_two_lists_together_are_named() -> None:
    record = real()
    held = separators(record, "LLaMA", "OPT", "report")
    assert held.attrs == {}
    graph = joined(record, "llama1", "opt", out(record, REPORT), thanked=False)
    group = set(held["person_id"])
    assert group == cut(record, "llama1", "opt", graph)
    both = held[held["first"] & held["second"]]
    assert both["person_id"].tolist() == ["naman-goyal"]

    def parts(people: set[str]) -> bool:
        rest = graph.subgraph(set(graph) - people)
        one, two = (set(record.authors(paper)) - people for paper in ("llama1", "opt"))
        return not any(nx.has_path(rest, a, b) for a in one for b in two)

    assert parts(group)
    # One fewer is not enough.
    assert not any(parts(group - {person}) for person in group)
    assert separators(record, "OPT", "LLaMA", "report").equals(
        held.rename(columns={"first": "second", "second": "first"})[held.columns]
    )


@pytest.mark.parametrize("ask", [separators, lambda r, *two: overlaps(r, two)])
def test_a_paper_without_authors_is_told_and_not_taken_for_one_apart(ask: Any) -> None:
    with pytest.raises(ValueError, match="the record lists no authors of PaLM"):
        ask(real(), "llama1", "PaLM")
    with pytest.warns(UserWarning, match="Llama 2 was not out by 2023-06-01"):
        ask(real().as_of("2023-06-01"), "llama1", "llama2")


def test_two_papers_are_two() -> None:
    with pytest.raises(ValueError, match="two papers are wanted, and both are LLaMA"):
        separators(real(), "LLaMA", "llama1")
    with pytest.raises(ValueError, match="two papers or more are wanted, and not llama1"):
        overlaps(real(), "llama1")


def test_what_two_partial_lists_share_is_marked_as_partial() -> None:
    table = overlaps(real(), ["llama1", "llama2", "mixtral"])
    assert table["complete"].tolist() == [True, False, False]


@pytest.mark.parametrize(
    "graph",
    [
        lambda r, p: migration(r, p, "report"),
        lambda r, p: moves(r, p, unknown="?"),
        lambda r, p: coauthors(r, ["llama1", "opt"], p),
        lambda r, p: bonds(r, "llama1", "opt"),
    ],
)
def test_every_graph_can_be_written_and_read_again(graph: Any, tmp_path: Path) -> None:
    drawn = graph(real(), real().authors("llama1"))
    plain = writable(drawn)
    nx.write_graphml(plain, tmp_path / "graph.graphml")
    again = nx.read_graphml(tmp_path / "graph.graphml")
    assert set(again) == set(drawn)
    assert again.number_of_edges() == drawn.number_of_edges()
    assert nx.utils.edges_equal(plain.edges(), drawn.edges())


PAPERS = sorted(set(real().data["authorships"]["paper_id"]))


@given(st.permutations(PAPERS).map(lambda papers: papers[:2]))
def test_an_overlap_is_the_same_from_either_side(pair: list[str]) -> None:
    (one,) = overlaps(real(), pair).itertuples()
    (other,) = overlaps(real(), pair[::-1]).itertuples()
    assert one.shared == other.shared == len(one.people)
    assert set(one.people) == set(other.people)


@given(st.sets(st.sampled_from(EVERYBODY), max_size=12), DAYS)
def test_every_edge_for_any_people_and_day_is_dated_and_sourced(people: set[str], on: date) -> None:
    record = real()
    sources = set(record.data["sources"]["source_id"])
    graph = migration(record, people, on)
    assert {n for n, kind in graph.nodes(data="kind") if kind == "person"} == people
    for person, place, data in graph.edges(data=True):
        assert data["proofs"]
        for found in data["proofs"]:
            assert (found.person_id, found.employer_id) == (person, place)
            assert found.source_id in sources
        assert data["started"].first <= on
    for *_, data in moves(record, people).edges(data=True):
        assert {p.source_id for p in data["proofs"]} <= sources
        assert data["proofs"]
        assert data["when"].last < FOREVER


@given(st.sets(st.sampled_from(EVERYBODY), max_size=12), DAYS, st.none() | DAYS)
def test_pairs_stay_between_none_and_all(people: set[str], on: date, known: date | None) -> None:
    least, most, total = sharing(real(), sorted(people), on, known)
    assert 0 <= least <= most <= total == len(list(combinations(people, 2)))


@given(st.lists(st.sampled_from(EVERYBODY), unique=True, max_size=14), st.randoms())
def test_places_are_apart_the_same_each_time_and_run_from_left_to_right(
    people: list[str], random: Random
) -> None:
    record, origin = real(), "meta"
    places = layout(record, people, origin)
    other = list(people)
    random.shuffle(other)
    assert layout(record, other, origin) == places
    assert len(set(places.values())) == len(places)
    middle = {places[p][0] for p in people}
    right = {spot[0] for node, spot in places.items() if node not in {*people, origin}}
    assert all(places[origin][0] < x for x in middle)
    assert all(x < y for x in middle for y in right)
    for person in people:
        assert {s.employer_id for s in record.history(person)} <= set(places)


def test_people_stand_in_the_order_in_which_they_left() -> None:
    places = layout(real(), real().authors("llama1"), "meta")
    order = sorted(real().authors("llama1"), key=lambda p: -places[p][1])
    # April; May; by the first proof elsewhere in June (13th, then the 30th).
    assert order[:2] == ["gautier-izacard", "armand-joulin"]
    assert set(order[2:4]) == {"guillaume-lample", "timothee-lacroix"}
    assert set(order[4:6]) == {"marie-anne-lachaux", "thibaut-lavril"}
    # Those who stayed, at the foot.
    assert set(order[-3:]) == {"hugo-touvron", "xavier-martinet", "faisal-azhar"}


def test_destinations_stand_in_the_order_of_those_who_went_there() -> None:
    places = layout(real(), real().authors("llama1"), "meta")
    sites = sorted((n for n, (x, _) in places.items() if x == 1), key=lambda n: -places[n][1])
    assert sites == [
        "google",  # Joulin, second to leave
        "apple",  # Joulin and Grave, second and seventh
        "mistral-ai",  # third to sixth, and Rozière in August 2024
        "kyutai",  # Grave, in November 2023
        *("anthropic", "cohere", "thinking-machines"),  # by May 2025, the earliest trace first
    ]


def test_one_person_with_two_destinations_has_them_apart() -> None:
    places = layout(real(), ["armand-joulin"], "meta")
    assert places["apple"] != places["google"]


def test_lists_of_papers_that_were_not_out_are_held_together_by_nobody() -> None:
    with pytest.warns(UserWarning, match="LLaMA was not out by 2018-01-01"):
        assert separators(real(), "LLaMA", "OPT", known="2018-01-01").empty
    with pytest.warns(UserWarning, match="LLaMA was not out by 2022-12-31"):
        graph = bonds(real(), "LLaMA", "OPT", known="2022-12-31")
    assert "llama1" not in graph


@pytest.mark.parametrize(("first", "second"), [("llama1", "opt"), ("llama1", "llama2")])
def test_who_can_be_replaced_among_those_who_hold_lists_together_is_marked(
    first: str, second: str
) -> None:
    record = real()
    held = separators(record, first, second)
    graph = joined(record, first, second, out(record), thanked=False)
    size = len(held)
    for row in held.itertuples():
        # Somebody who joins all neighbours cannot be cut: the person stays.
        kept = graph.copy()
        neighbours = [*kept.neighbors(row.person_id)]
        kept.add_edges_from((one, f"double {n}") for n in range(size + 1) for one in neighbours)
        lists = [record.authors(paper) for paper in (first, second)]
        on = [row.person_id in people for people in lists]
        kept.add_edges_from((end, p) for end, ps in zip("<>", lists, strict=True) for p in ps)
        kept.add_edges_from(
            (end, f"double {n}")
            for n in range(size + 1)
            for end, there in zip("<>", on, strict=True)
            if there
        )
        same = nx.node_connectivity(kept, "<", ">") == size
        assert row.replaceable == same
    assert not held[held["first"] & held["second"]]["replaceable"].any()
