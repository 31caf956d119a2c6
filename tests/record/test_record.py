"""The record: known answers worked out by hand, and what holds for any evidence.

A byline proves presence within the 90 days before the paper: for LLaMA (24 February 2023) from
26 November 2022, for Llama 2 (18 July 2023) from 19 April, for Mistral 7B (10 October 2023) from
12 July, for AIM (17 January 2024) from 19 October, for Llama 3 and Gemma 2 (31 July 2024) from
2 May, for OPT (2 May 2022) from 1 February.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import accumulate, groupby, pairwise, permutations
from pathlib import Path
from random import Random
from typing import Any

import pandas as pd
import pytest
from afterllama.loading.conflicts import conflicts
from afterllama.loading.folder import load
from afterllama.record.evidence import Proof, placed
from afterllama.record.record import Record
from afterllama.record.stints import clashes, departure, runs, stints
from afterllama.record.tally import standing
from afterllama.words.days import FOREVER, UNDATED, Span, span
from hypothesis import given
from hypothesis import strategies as st
from records import bounds, day, days, exodus, proof, real

REPORT = day("2023-09-05")

# Those whom the evidence public on the report's day proves gone: Joulin left in May and Lample,
# Lacroix and Lachaux were at Mistral AI (all by the article), Izacard left in April (by the press).
FIVE = {
    "gautier-izacard",
    "marie-anne-lachaux",
    "timothee-lacroix",
    "armand-joulin",
    "guillaume-lample",
}
STAYED = {"hugo-touvron", "xavier-martinet", "faisal-azhar"}


# Counts ---------------------------------------------------------------------------------------


def test_the_reading_dates_are_the_day_of_the_report_and_the_record_date() -> None:
    assert real().day("report") == REPORT
    assert real().day("record") == real().package.record_date


def test_five_authors_are_proven_gone_by_the_evidence_of_the_reports_day() -> None:
    tally = real().tally("llama1", REPORT, REPORT)
    assert set(tally.had_left) == FIVE
    # Only Grave is placed on that very day; the Generative AI list is of low confidence, and
    # the bylines of July and August reach back and not forward.
    assert tally.there == ("edouard-grave",)
    assert (tally.least, tally.most, tally.total) == (5, 13, 14)


def test_six_are_gone_on_that_day_by_all_evidence_and_nobody_is_in_doubt() -> None:
    # Lavril's hiring in June 2023 became known in May 2025.
    tally = real().tally("llama1", REPORT)
    assert set(tally.had_left) == {*FIVE, "thibaut-lavril"}
    assert (tally.least, tally.most) == (6, 6)


def test_seven_at_most_are_gone_if_commits_prove_nothing() -> None:
    # Then nothing places Hambro between his byline and Anthropic in May 2025.
    tally = real().without(lambda p: p.basis == "commit").tally("llama1", REPORT)
    assert (tally.least, tally.most) == (6, 7)
    assert tally.unknown == ("eric-hambro",)


def test_eleven_are_gone_in_may_2025() -> None:
    tally = real().tally("llama1", day("2025-05-26"))
    assert (tally.least, tally.most) == (11, 11)
    assert set(tally.there) == STAYED


def test_nobody_had_left_when_the_paper_appeared() -> None:
    tally = real().tally("llama1", day("2023-02-24"))
    assert len(tally.there) == tally.total == 14


@pytest.mark.parametrize("known", [REPORT, None])
def test_five_authors_of_opt_can_be_named_for_the_reports_day(known: date | None) -> None:
    # Ott and Shleifer by the footnote of June 2022, Diab by the announcement of August 2023, Chen
    # by her own page of July 2023, Roller by an address in his code of April 2023.
    gone = real().tally("opt", REPORT, known).had_left
    assert set(gone) == {"mona-diab", "myle-ott", "sam-shleifer", "moya-chen", "stephen-roller"}


def test_seven_authors_of_opt_are_proven_there_on_the_reports_day() -> None:
    # Three signed Llama 3 in July 2024, three have later commits or pages; Goyal has both.
    there = real().tally("opt", REPORT).there
    assert set(there) == {
        *("naman-goyal", "todor-mihaylov", "punit-singh-koura", "tianlu-wang"),
        *("christopher-dewan", "xian-li", "xi-victoria-lin"),
    }
    assert len(real().tally("opt", REPORT).unknown) == 7


def test_the_article_names_four_as_gone_and_lists_one_of_them_as_still_there() -> None:
    named = real().named("llama1", "article")
    assert set(named["had-left"]) == FIVE - {"gautier-izacard"}
    assert set(named["had-left"]) & set(named["there"]) == {"marie-anne-lachaux"}
    assert len(named["there"]) == 7  # six who signed Llama 2, and Grave


def test_one_source_is_heard_without_the_others() -> None:
    first, second, third = real().authors("llama1")[:3]
    proofs = (
        proof("meta", "2023-01-01", source_id="gazette", person_id=first),
        proof("apple", "2023-02-01", source_id="almanac", person_id=second),
        proof("meta", "2023-03-01", assertion="left", source_id="page", person_id=third),
    )
    record = replace(real(), proofs=proofs, _histories={})
    assert record.named("llama1", "gazette") == {"had-left": (), "there": (first,)}
    assert record.named("llama1", "almanac") == {"had-left": (second,), "there": ()}
    assert record.named("llama1", "page") == {"had-left": (third,), "there": ()}


def test_an_announcement_and_a_side_post_do_not_place_anybody() -> None:
    assert [s.employer_id for s in real().history("yann-lecun")] == ["meta"]
    assert [s.employer_id for s in real().history("luke-zettlemoyer")] == ["meta"]


# Stints ---------------------------------------------------------------------------------------

AT_META = ("meta", days("", "2023-02-24"))  # somewhere before the LLaMA byline
HISTORIES = {
    # Signed Llama 2, so left after 19 April; hired at Mistral AI within June.
    "thibaut-lavril": [
        (*AT_META, days("2023-04-19", "2023-06-30")),
        ("mistral-ai", days("2023-06-01", "2023-06-30"), days("2025-05-26", "")),
    ],
    "marie-anne-lachaux": [
        (*AT_META, days("2023-04-19", "2023-06-30")),
        ("mistral-ai", days("2023-06-01", "2023-06-30"), days("2025-05-26", "")),
    ],
    # Left within May; at Apple by 5 September and until the AIM byline; then Gemma 2.
    "armand-joulin": [
        (*AT_META, days("2023-05-01", "2023-05-31")),
        ("apple", days("2023-05-01", "2023-09-05"), days("2023-10-19", "2024-07-31")),
        ("google", days("2023-10-19", "2024-07-31"), days("2024-05-02", "")),
    ],
    # A commit of 7 April; left within April, for where the record does not say.
    "gautier-izacard": [(*AT_META, days("2023-04-07", "2023-04-30"))],
    # Last commits on 16 November 2023; at Anthropic by the report of May 2025.
    "eric-hambro": [
        (*AT_META, days("2023-11-16", "2025-05-26")),
        ("anthropic", days("2023-11-16", "2025-05-26"), days("2025-05-26", "")),
    ],
    # Signed OPT and had left by the footnote of its fourth version; an address of May 2022. Which
    # came first, the two leave open.
    "myle-ott": [
        ("meta", days("", "2022-05-02"), days("2022-02-01", "2022-06-21")),
        ("character-ai", days("", "2022-05-31"), days("2022-05-01", "")),
    ],
    # Signed OPT and a paper of 23 August 2023: 90 days before is 25 May.
    "daniel-simig": [("meta", days("", "2022-05-02"), days("2023-05-25", ""))],
    # At Apple by a paper of 22 November, and before the 17th, when he is shown at Kyutai; by the
    # article still at Meta on 5 September.
    "edouard-grave": [
        (*AT_META, days("2023-09-05", "2023-11-17")),
        ("apple", days("2023-09-05", "2023-11-17"), days("2023-09-05", "2023-11-17")),
        ("kyutai", days("2023-09-05", "2023-11-17"), days("2024-06-19", "")),
    ],
    # Had left Apple by 2020; signed Llama 3; at Airbnb within January 2026.
    "ahmad-al-dahle": [
        ("apple", days("", "2020-12-31"), days("", "2020-12-31")),
        ("meta", days("2020-01-01", "2020-12-31"), days("2024-05-02", "2026-01-31")),
        ("airbnb", days("2026-01-01", "2026-01-31"), days("2026-01-01", "")),
    ],
    # Joined in May 2017, last day announced; somewhere in 2025 at the next.
    "joelle-pineau": [
        ("meta", days("2017-05-01", "2017-05-31"), days("2025-05-30", "2025-05-30")),
        ("cohere", days("2025-05-30", "2025-12-31"), days("2025-05-30", "")),
    ],
}


@pytest.mark.parametrize("person", HISTORIES)
def test_stints_have_the_bounds_that_the_evidence_sets(person: str) -> None:
    assert bounds(real().history(person)) == HISTORIES[person]


def test_the_roster_tells_when_and_where_to_with_the_proofs() -> None:
    roster = real().roster("llama1", REPORT).set_index("person_id")
    assert list(roster.index) == real().authors("llama1")
    joulin, touvron = roster.loc["armand-joulin"], roster.loc["hugo-touvron"]
    assert (joulin["left_not_before"], joulin["left_not_after"]) == (
        pd.Timestamp("2023-05-01"),
        pd.Timestamp("2023-05-31"),
    )
    assert (joulin["destination_id"], joulin["kind"]) == ("apple", "reported")
    assert "armand-joulin-meta-1" in joulin["evidence_ids"]
    assert (joulin["person"], joulin["employer_id"]) == ("Armand Joulin", "apple")
    assert (touvron["status"], touvron["destination_id"]) == ("there", None)
    assert "hugo-touvron-meta-1" in touvron["evidence_ids"]


def test_a_byline_proves_presence_only_within_its_lag() -> None:
    # Llama 2 of 18 July 2023: with no lag it contradicts the hiring in June.
    assert real().with_lag(0).history("thibaut-lavril")[0].ended.first == day("2023-02-24")
    lavril = [s.employer_id for s in real().with_lag(0).history("thibaut-lavril")]
    assert lavril == ["meta", "mistral-ai", "meta", "mistral-ai"]
    assert real().with_lag(120).history("thibaut-lavril")[0].ended.first == day("2023-03-20")


def test_the_sources_disagree_on_four_authors() -> None:
    assert set(conflicts(real())) == {
        ("edouard-grave", "order-open", "apple", "kyutai"),
        ("moya-chen", "proof-after-leaving", "meta", "meta"),
        ("marie-anne-lachaux", "order-open", "meta", "mistral-ai"),
        ("thibaut-lavril", "order-open", "meta", "mistral-ai"),
    }


# Author lists ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("paper", "number", "first", "last"),
    [
        ("llama1", 14, "hugo-touvron", "guillaume-lample"),
        ("opt", 19, "susan-zhang", "luke-zettlemoyer"),
        ("llama2", 68, "hugo-touvron", "thomas-scialom"),
        ("codellama", 26, "baptiste-roziere", "gabriel-synnaeve"),
        ("mistral7b", 18, "albert-q-jiang", "william-el-sayed"),
    ],
)
def test_author_lists_are_whole_and_in_order(
    paper: str, number: int, first: str, last: str
) -> None:
    authors = real().authors(paper)
    assert (len(authors), authors[0], authors[-1]) == (number, first, last)
    places = real().data["authorships"].query("paper_id == @paper")["position"]
    assert sorted(places) == list(range(1, number + 1))


def test_every_list_is_as_long_as_its_paper_and_its_version_say() -> None:
    data = real().data
    signed = data["authorships"].groupby(["paper_id", "version"]).size()
    whole = ("llama1", "opt", "llama2", "codellama", "mistral7b", "aim", "moshi", "imagebind")
    numbers = data["papers"].set_index("paper_id")["n_authors"]
    for paper in whole:
        assert len(real().authors(paper)) == numbers[paper]
    # Code Llama had 25 authors in August 2023, and one more from January 2024.
    assert signed["codellama", "first"] == 25
    assert signed["codellama", "2024-01"] == 1


# Stints from small proofs ---------------------------------------------------------------------


def test_without_proofs_there_are_no_stints() -> None:
    assert stints([]) == ()


def test_one_proof_bounds_neither_beginning_nor_end() -> None:
    assert bounds(stints([proof("north", "2020-01-01")])) == [
        ("north", days("", "2020-01-01"), days("2020-01-01", ""))
    ]


def test_a_move_happened_between_the_last_proof_here_and_the_first_there() -> None:
    history = stints(
        [
            proof("north", "2020-01-01"),
            proof("north", "2020-03-01"),
            proof("south", "2020-06-01"),
            proof("south", "2020-09-01"),
        ]
    )
    assert bounds(history) == [
        ("north", days("", "2020-01-01"), days("2020-03-01", "2020-06-01")),
        ("south", days("2020-03-01", "2020-06-01"), days("2020-09-01", "")),
    ]


def test_a_known_start_bounds_the_stint_and_not_the_one_before() -> None:
    history = stints(
        [proof("north", "2020-01-01"), proof("south", "2020-06-01", "2020-06-30", "joined")]
    )
    assert bounds(history) == [
        ("north", days("", "2020-01-01"), days("2020-01-01", "2020-06-30")),
        ("south", days("2020-06-01", "2020-06-30"), days("2020-06-01", "")),
    ]


def test_somebody_who_left_was_there_until_the_first_day_it_may_mean() -> None:
    (stint,) = stints([proof("north", "2020-05-01", "2020-05-31", "left")])
    assert (stint.started, stint.ended) == (
        days("", "2020-05-31"),
        days("2020-05-01", "2020-05-31"),
    )


def test_somebody_who_is_gone_may_have_left_at_any_time_before() -> None:
    gone = proof("north", "2020-05-31", assertion="had-left")
    (stint,) = stints([proof("north", "2020-01-01"), gone])
    assert stint.ended == days("2020-01-01", "2020-05-31")
    (alone,) = stints([gone])
    assert alone.ended == days("", "2020-05-31")


def test_a_return_makes_a_second_stint_at_the_same_employer() -> None:
    history = stints(
        [proof("north", "2020-01-01"), proof("south", "2021-01-01"), proof("north", "2022-01-01")]
    )
    assert [s.employer_id for s in history] == ["north", "south", "north"]
    assert history[1].ended == days("2021-01-01", "2022-01-01")
    assert departure(history, "north") is None
    away = departure(history, "south")
    assert away is not None
    assert (away.destination_id, away.when) == ("north", days("2021-01-01", "2022-01-01"))


def test_a_late_byline_that_may_be_early_makes_no_return() -> None:
    # Within 1 May and 30 July: before the first proof at the other employer is possible.
    history = stints(
        [
            proof("north", "2020-01-01"),
            proof("north", "2020-05-01", "2020-07-30"),
            proof("south", "2020-06-01"),
        ]
    )
    assert bounds(history) == [
        ("north", days("", "2020-01-01"), days("2020-05-01", "2020-06-01")),
        ("south", days("2020-05-01", "2020-06-01"), days("2020-06-01", "")),
    ]


def test_a_proof_after_leaving_widens_the_end_and_is_a_conflict(tmp_path: Path) -> None:
    left, later = proof("north", "2020-03-01", assertion="left"), proof("north", "2020-06-01")
    (stint,) = stints([left, later])
    assert stint.ended == days("2020-03-01", "2020-06-01")
    record = replace(load(exodus(tmp_path)), proofs=(left, later), _histories={})
    assert list(conflicts(record)) == [("ada-vale", "proof-after-leaving", "north", "north")]


def test_a_proof_on_the_day_of_leaving_is_no_conflict() -> None:
    last = (proof("north", "2020-03-01", assertion="left"), proof("north", "2020-03-01"))
    assert conflicts(replace(real(), proofs=last, _histories={})) == {}


def test_a_proof_before_joining_widens_the_beginning() -> None:
    (stint,) = stints([proof("north", "2020-01-01"), proof("north", "2020-03-01", "", "joined")])
    assert stint.started == days("2020-01-01", "2020-03-01")


def test_a_departure_tells_the_destination_the_days_and_the_kind_that_carries_them() -> None:
    history = stints(
        [
            proof("north", "2020-01-01"),
            proof("north", "2020-03-01", "2020-03-31", "left", kind="reported"),
            proof("south", "2020-06-01", kind="inferred"),
        ]
    )
    move = departure(history, "north")
    assert move is not None
    assert (move.origin_id, move.destination_id, move.kind) == ("north", "south", "inferred")
    assert move.when == days("2020-03-01", "2020-03-31")
    assert [p.assertion for p in move.proofs] == ["left", "at"]
    assert departure(history, "south") is None
    assert departure(history, "elsewhere") is None


def test_a_departure_without_a_later_employer_has_no_destination() -> None:
    history = stints([proof("north", "2020-03-01", assertion="left")])
    move = departure(history, "north")
    assert move is not None
    assert move.destination_id is None


@pytest.mark.parametrize(
    "other",
    [
        {"span": UNDATED},
        {"post": "side"},
        {"employer_id": ""},
        {"assertion": "announced"},
        {"assertion": "role"},
    ],
)
def test_a_proof_undated_beside_or_nowhere_places_nobody(other: dict[str, Any]) -> None:
    assert placed(proof("north", "2020-01-01"))
    assert not placed(proof("north", "2020-01-01", **other))


@pytest.mark.parametrize("confidence", ["low", "unverified"])
def test_unsure_evidence_is_kept_and_decides_nothing(confidence: str) -> None:
    unsure = proof("south", "2020-06-01", confidence=confidence)
    record = replace(real(), proofs=(proof("north", "2020-01-01"), unsure), _histories={})
    assert unsure in record.evidence("ada-vale")
    assert [s.employer_id for s in record.history("ada-vale")] == ["north"]


def test_evidence_counts_from_the_day_it_was_known() -> None:
    late = proof("south", "2020-06-01", known=day("2020-09-01"))
    record = replace(real(), proofs=(proof("north", "2020-01-01"), late), _histories={})
    assert len(record.history("ada-vale", day("2020-08-31"))) == 1
    assert len(record.history("ada-vale", day("2020-09-01"))) == 2


def test_another_exodus_is_counted_by_the_same_rules(tmp_path: Path) -> None:
    record = load(exodus(tmp_path))
    tally = record.tally("tides", record.day("report"))
    # Ada left in December; Ben commits a year later; of Cy only the byline is known.
    assert (tally.had_left, tally.there, tally.unknown) == (
        ("ada-vale",),
        ("ben-oake",),
        ("cy-moor",),
    )
    # The paper is of March 2019: its byline reaches from 1 December to 31 March.
    assert record.history("cy-moor")[0].ended == days("2018-12-01", "")
    assert record.paper_day("tides") == day("2019-03-01")
    assert record.history("cy-moor", day("2019-02-28")) == ()
    assert len(record.history("cy-moor", day("2019-03-01"))) == 1


def test_nobody_has_left_an_employer_before_having_come() -> None:
    # All four of LLaMA who signed Mistral 7B were at Meta then.
    tally = real().tally("mistral7b", day("2022-01-01"))
    assert tally.had_left == ()


def test_two_employers_on_one_day_are_a_conflict() -> None:
    both = (proof("north", "2020-01-01"), proof("south", "2020-01-01"))
    record = replace(real(), proofs=both, _histories={})
    assert list(conflicts(record)) == [("ada-vale", "order-open", "north", "south")]


# Any evidence ---------------------------------------------------------------------------------

START = day("2020-01-01")
PEOPLE = ("ada-vale", "ben-oake", "cy-moor")


@st.composite
def some_proofs(
    draw: st.DrawFn,
    assertions: tuple[str, ...] = ("at", "joined", "left", "had-left"),
    people: tuple[str, ...] = ("ada-vale",),
    most: int = 8,
) -> list[Proof]:
    """Any proofs at three employers, within days and months of two years."""
    found = []
    for number in range(draw(st.integers(0, most))):
        first = START + timedelta(days=draw(st.integers(0, 700)))
        last = first + timedelta(days=draw(st.sampled_from([0, 0, 30, 90, 365])))
        found.append(
            proof(
                draw(st.sampled_from(["north", "south", "west"])),
                first.isoformat(),
                last.isoformat(),
                draw(st.sampled_from(assertions)),
                evidence_id=f"{number:02}",
                person_id=draw(st.sampled_from(people)),
                known=first + timedelta(days=draw(st.integers(0, 700))),
                confidence=draw(st.sampled_from(["high", "medium", "low"])),
            )
        )
    return found


DAYS = st.integers(-30, 1200).map(lambda n: START + timedelta(days=n))


@given(some_proofs(), st.randoms())
def test_the_order_of_proofs_decides_nothing(proofs: list[Proof], random: Random) -> None:
    other = list(proofs)
    random.shuffle(other)
    assert stints(other) == stints(proofs)


@given(some_proofs())
def test_every_proof_is_in_one_stint_at_its_employer(proofs: list[Proof]) -> None:
    history = stints(proofs)
    assert Counter(p for s in history for p in s.proofs) == Counter(proofs)
    assert all(p.employer_id == s.employer_id for s in history for p in s.proofs)


@given(some_proofs())
def test_bounds_are_in_order_and_stints_follow_each_other(proofs: list[Proof]) -> None:
    history = stints(proofs)
    for stint in history:
        assert stint.started.first <= stint.started.last
        assert stint.ended.first <= stint.ended.last
    for stint, later in pairwise(history):
        assert stint.employer_id != later.employer_id
        assert stint.started.first <= later.started.first


@given(some_proofs())
def test_where_somebody_certainly_is_they_possibly_are(proofs: list[Proof]) -> None:
    for stint in stints(proofs):
        for on in (stint.started.last, stint.ended.first):
            assert stint.possible(on) or not stint.certain(on)


@given(some_proofs(), st.data())
def test_a_further_proof_within_a_certain_stretch_changes_no_bound(
    proofs: list[Proof], data: st.DataObject
) -> None:
    history = stints(proofs)
    sure = [s for s in history if s.started.last <= s.ended.first]
    if not sure:
        return
    stint = data.draw(st.sampled_from(sure))
    length = (stint.ended.first - stint.started.last).days
    on = stint.started.last + timedelta(days=data.draw(st.integers(0, length)))
    more = stints([*proofs, proof(stint.employer_id, on.isoformat(), evidence_id="further")])
    assert bounds(more) == bounds(history)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Record:
    """Another exodus, whose evidence a test replaces."""
    return load(exodus(tmp_path_factory.mktemp("any")))


@given(proofs=some_proofs(people=PEOPLE, most=12), on=DAYS)
def test_every_author_is_gone_or_there_or_unknown(
    small: Record, proofs: list[Proof], on: date
) -> None:
    tally = replace(small, proofs=tuple(proofs), _histories={}).tally("tides", on)
    assert Counter([*tally.had_left, *tally.unknown, *tally.there]) == Counter(PEOPLE)
    for person in PEOPLE:
        if not any(p.person_id == person for p in proofs):
            assert person in tally.unknown


@given(proofs=some_proofs(people=PEOPLE, most=12), known=DAYS)
def test_what_becomes_known_later_does_not_change_what_was_known(
    small: Record, proofs: list[Proof], known: date
) -> None:
    early = tuple(p for p in proofs if p.known <= known)
    record = replace(small, proofs=tuple(proofs), _histories={})
    alone = replace(small, proofs=early, _histories={})
    for person in PEOPLE:
        assert record.history(person, known) == alone.history(person, date.max)


def histories(proofs: list[Proof]) -> list[list[tuple[str, Span, Span]]]:
    """Bounds of all histories with the fewest stints that proofs of presence allow.

    Found by trying every order of the proofs: each has the days that its neighbours leave it.
    """
    found = []
    for order in permutations(proofs):
        earliest = list(accumulate((p.span.first for p in order), max))
        latest = list(accumulate((p.span.last for p in reversed(order)), min))[::-1]
        if all(first <= last for first, last in zip(earliest, latest, strict=True)):
            sizes = [len(list(g)) for _, g in groupby(order, lambda p: p.employer_id)]
            ends = list(accumulate(sizes))
            found.append(
                [
                    (
                        order[end - 1].employer_id,
                        Span(
                            earliest[end - size - 1] if end > size else date.min, latest[end - size]
                        ),
                        Span(earliest[end - 1], latest[end] if end < len(order) else FOREVER),
                    )
                    for size, end in zip(sizes, ends, strict=True)
                ]
            )
    fewest = min(map(len, found))
    return [history for history in found if len(history) == fewest]


def widest(allowed: list[list[tuple[str, Span, Span]]]) -> list[tuple[str, Span, Span]]:
    """One history whose bounds hold all of several at the same employers."""
    return [
        (
            stints_[0][0],
            Span(min(s.first for _, s, _ in stints_), max(s.last for _, s, _ in stints_)),
            Span(min(e.first for _, _, e in stints_), max(e.last for _, _, e in stints_)),
        )
        for stints_ in zip(*allowed, strict=True)
    ]


def presence(*raw: tuple[str, int, int]) -> list[Proof]:
    """Proofs of presence: employer, first and last day as numbers."""
    return [
        proof(
            place,
            (START + timedelta(days=first)).isoformat(),
            (START + timedelta(days=last)).isoformat(),
            evidence_id=f"{number}",
        )
        for number, (place, first, last) in enumerate(raw)
    ]


@st.composite
def clear_proofs(draw: st.DrawFn) -> list[Proof]:
    """Proofs that overlap only where they are at one employer, so that their order is decided."""
    raw, begin = [], 0
    for number in range(draw(st.integers(1, 3))):
        place = draw(st.sampled_from(["north", "south", "west"]))
        length = draw(st.integers(0, 5))
        for _ in range(draw(st.integers(1, 5 - 2 * (number > 0) - (number > 1)))):
            first = begin + draw(st.integers(0, length))
            raw.append((place, first, draw(st.integers(first, begin + length))))
        begin += length + draw(st.integers(1, 3))
    return presence(*raw[:6])


@given(clear_proofs())
def test_stints_are_the_fewest_and_their_bounds_the_closest_the_proofs_allow(
    proofs: list[Proof],
) -> None:
    assert bounds(stints(proofs)) == widest(histories(proofs))


UNDECIDED = pytest.mark.xfail(
    strict=True, reason="a proof that fits either of two stays at an employer is given to one"
)


@pytest.mark.parametrize(
    "raw",
    [
        [("north", 10, 20), ("south", 0, 2)],
        [("north", 0, 0), ("north", 3, 9), ("south", 5, 5)],
        [("north", 0, 0), ("north", 5, 9), ("south", 5, 5)],
        [("north", 0, 0), ("south", 2, 2), ("south", 12, 12), ("north", 5, 13)],
        [("north", 0, 9), ("south", 5, 5), ("south", 12, 12)],
        [("west", 2, 5), ("north", 6, 6), ("west", 7, 8)],
        [("north", 1, 4), ("west", 3, 6), ("north", 7, 13)],
        pytest.param(
            [("west", 2, 2), ("north", 4, 5), ("west", 5, 7), ("west", 7, 8)], marks=UNDECIDED
        ),
    ],
    ids=[
        *("apart", "late byline", "to the day", "true return", "byline alone", "day by day"),
        *("one before the last", "two ways to share"),
    ],
)
def test_overlapping_proofs_are_ordered_so_that_stints_are_fewest(
    raw: list[tuple[str, int, int]],
) -> None:
    proofs = presence(*raw)
    found, allowed = bounds(stints(proofs)), widest(histories(proofs))
    assert [place for place, *_ in found] == [place for place, *_ in allowed]
    for (_, *wide), (_, *close) in zip(found, allowed, strict=True):
        for outer, inner in zip(wide, close, strict=True):
            assert outer.first <= inner.first
            assert inner.last <= outer.last


def test_of_two_stays_in_an_open_order_the_one_that_is_proven_to_end_first_comes_first() -> None:
    # At one employer on some day from 8 to 14 January, gone from the other from 9 to 12.
    at, left = (
        proof("north", "2020-01-08", "2020-01-14"),
        proof("south", "2020-01-09", "2020-01-12", "left"),
    )
    assert [stint.employer_id for stint in stints([at, left])] == ["south", "north"]


def test_two_stays_in_an_open_order_both_began_after_the_one_before_them() -> None:
    history = stints(presence(("south", 3, 3), ("north", 8, 9), ("west", 9, 10)))
    assert [stint.employer_id for stint in history] == ["south", "north", "west"]
    assert [stint.started.first for stint in history[1:]] == [START + timedelta(days=3)] * 2


@given(some_proofs(), DAYS)
def test_nobody_is_certainly_in_two_stays_at_one_employer_on_a_day(
    proofs: list[Proof], on: date
) -> None:
    places = Counter(stint.employer_id for stint in stints(proofs) if stint.certain(on))
    assert all(number == 1 for number in places.values())


def test_no_departure_is_proven_where_the_order_is_open() -> None:
    # A year at one employer, a day of it at another: either may have come first.
    history = stints(presence(("north", 0, 365), ("south", 100, 100)))
    assert departure(history, "south") is None


def test_no_departure_is_proven_by_two_employers_on_one_day() -> None:
    history = stints([proof("north", "2020-03-01"), proof("south", "2020-03-01")])
    assert [stint.ended.last for stint in history] == [FOREVER, FOREVER]


def test_runs_that_meet_on_a_day_clash_and_no_others() -> None:
    at = [("north", "2020-01-01"), ("south", "2020-03-01"), ("west", "2020-03-01")]
    found = runs(proof(place, when) for place, when in at)
    assert [run[0].employer_id for run in found] == ["north", "south", "west"]
    assert list(clashes(found)) == [(1, 2)]


def test_a_return_clashes_with_the_run_after_the_first_stay() -> None:
    found = runs(presence(("west", 0, 0), ("north", 5, 5), ("south", 10, 10), ("north", 15, 15)))
    assert [run[0].employer_id for run in found] == ["west", "north", "south", "north"]
    assert list(clashes(found)) == [(3, 2)]


def test_presence_between_two_proofs_is_as_firm_as_the_weaker_side() -> None:
    sides = proof("north", "2020-01-01"), proof("north", "2020-03-01", kind="reported")
    (stint,) = stints(sides)
    assert stint.kind(day("2020-02-01")) == "reported"
    assert stint.kind(day("2020-01-01")) == "recorded"


def test_the_days_of_a_departure_are_those_of_the_last_move_or_an_error() -> None:
    assert real().left("armand-joulin", "meta").last <= real().day("report")
    with pytest.raises(ValueError, match="no departure of hugo-touvron from apple is proven"):
        real().left("hugo-touvron", "apple")


def test_of_whom_it_is_open_whether_they_left_nothing_carries_that() -> None:
    roster = real().roster("llama1", day("2023-04-01"))
    open_ones = roster[(roster["status"] == "unknown") & roster["left_not_after"].notna()]
    assert len(open_ones)
    assert not any(open_ones["evidence_ids"])
    assert open_ones["kind"].isna().all()


def test_those_who_stayed_are_ordered_by_the_last_proof_at_that_employer() -> None:
    record = real()
    order = record.by_departure(record.authors("llama1"), "meta")
    stayed = [
        (max(s.ended.first for s in history if s.employer_id == "meta"), person)
        for person in order
        if departure(history := record.history(person), "meta") is None
        and any(s.employer_id == "meta" for s in history)
    ]
    assert len(stayed) > 1
    assert stayed == sorted(stayed)


def test_the_order_of_departures_goes_by_proofs_at_that_employer_and_not_by_those_elsewhere() -> (
    None
):
    gone = {"first": "2020-03-01", "assertion": "had-left"}
    ben, cy = {"person_id": "ben-oake"}, {"person_id": "cy-moor"}
    proofs = (
        # Gone by one day, and last seen there on different days.
        *(proof("north", "2020-01-20"), proof("north", **gone)),
        *(proof("north", "2020-01-10", **ben), proof("north", **gone, **ben)),
        proof("east", "2022-01-01", **ben),
        *(proof("north", "2020-01-05", **cy), proof("north", **gone, **cy)),
        proof("west", "2021-01-01", **cy),
    )
    record = replace(real(), proofs=proofs, _histories={})
    assert record.by_departure(PEOPLE, "north") == ["cy-moor", "ben-oake", "ada-vale"]


def test_who_stayed_comes_last_in_the_order_of_departures_by_the_last_proof_there() -> None:
    proofs = (
        proof("north", "2020-03-01"),
        proof("south", "2020-01-01", person_id="ben-oake"),
        proof("north", "2020-02-01", person_id="ben-oake"),
        proof("north", "2020-01-01", person_id="cy-moor"),
        proof("south", "2020-01-15", person_id="cy-moor"),
    )
    record = replace(real(), proofs=proofs, _histories={})
    assert record.by_departure(PEOPLE, "north") == ["cy-moor", "ben-oake", "ada-vale"]


def test_between_two_stays_somebody_is_gone_and_at_their_edges_it_is_unknown() -> None:
    history = stints(
        presence(("north", 0, 0), ("south", 10, 10), ("south", 12, 12), ("north", 20, 20))
    )
    days_ = (0, 5, 10, 11, 12, 15, 20)
    assert [standing(history, "north", START + timedelta(days=n)) for n in days_] == [
        *("there", "unknown", "had-left", "had-left", "unknown", "unknown", "there"),
    ]


def test_the_record_as_of_a_day_has_what_was_public_by_it() -> None:
    somebody = real().authors("llama1")[0]
    early = proof("north", "2020-01-01", known=day("2020-02-01"), person_id=somebody)
    late = proof("south", "2020-01-15", known=day("2020-02-02"), person_id=somebody)
    record = replace(real(), proofs=(early, late), _histories={})
    for known, heard in (
        ("2020-01-31", ()),
        ("2020-02-01", (early,)),
        ("2020-02-03", (early, late)),
    ):
        then = record.as_of(day(known))
        assert (then.proofs, then.package.record_date) == (heard, day(known))
        assert then.history(somebody) == record.history(somebody, day(known))
    counts = real().data["counts"]
    first = {row.count_id: span(row.date, row.date_precision).first for row in counts.itertuples()}
    for on in {*first.values(), min(first.values()) - timedelta(days=1)}:
        held = set(real().as_of(on).data["counts"]["count_id"])
        assert held == {name for name, since in first.items() if since <= on}


def test_a_cut_keeps_the_histories_that_it_does_not_touch_and_no_others() -> None:
    record = replace(real(), _histories={})
    for person in record.people:
        record.history(person)
    cut = record.without(basis="press")
    kept = dict(cut._histories)
    assert 0 < len(kept) < len(record.people)
    anew = replace(cut, _histories={})
    assert [cut.history(p) for p in record.people] == [anew.history(p) for p in record.people]
    assert all(kept[key] is record._histories[key] for key in kept)
