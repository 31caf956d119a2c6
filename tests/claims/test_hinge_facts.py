"""Hinge facts: the record's answers with and without each of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from afterllama import judge
from afterllama.chapters.authors import authors
from afterllama.claims.measures import OPEN, PARTLY
from afterllama.loading.folder import load
from afterllama.record.record import Record
from afterllama.record.stints import departure
from afterllama.record.tally import Tally
from records import add, change, day, faults, real

REPORT = day("2023-09-05")
LATER = day("2025-05-26")


def without(*names: str) -> Record:
    """The record without proofs, or without all the proofs of a source."""
    return real().without(lambda p: p.evidence_id in names or p.source_id in names)


def numbers(tally: Tally) -> tuple[int, int, int]:
    """How many had left, were there, and are open."""
    return len(tally.had_left), len(tally.there), len(tally.unknown)


# OPT --------------------------------------------------------------------------------------------


def test_five_of_opt_had_left_seven_were_there_and_seven_are_open() -> None:
    assert numbers(real().tally("opt", REPORT)) == (5, 7, 7)
    told = real().rows("claims").loc["p59-half-opt", "for_against"]
    assert "Documents show five. Seven no document places on that day" in told


@pytest.mark.parametrize(
    ("hinge", "person", "expected"),
    [
        ("stephen-roller-character-ai-1", "stephen-roller", (4, 7, 8)),
        ("moya-chen-meta-1", "moya-chen", (4, 7, 8)),
        ("sam-shleifer-meta-1", "sam-shleifer", (4, 7, 8)),
        ("cmu-director", "mona-diab", (4, 7, 8)),
        ("christopher-dewan-meta-2", "christopher-dewan", (5, 6, 8)),
        ("xian-li-meta-2", "xian-li", (5, 6, 8)),
        ("tianlu-wang-meta-1", "tianlu-wang", (5, 6, 8)),
        ("myle-ott-meta-1", "myle-ott", (4, 7, 8)),
        ("xi-victoria-lin-meta-1", "xi-victoria-lin", (5, 6, 8)),
        ("llama3:todor-mihaylov", "todor-mihaylov", (5, 6, 8)),
        ("llama3:punit-singh-koura", "punit-singh-koura", (5, 6, 8)),
    ],
)
def test_without_its_hinge_an_author_of_opt_is_open(
    hinge: str, person: str, expected: tuple[int, int, int]
) -> None:
    assert person not in real().tally("opt", REPORT).unknown
    bare = without(hinge).tally("opt", REPORT)
    assert numbers(bare) == expected
    assert person in bare.unknown


@pytest.mark.parametrize("row", ["myle-ott-character-ai-1", "radit:xi-victoria-lin"])
def test_a_second_row_on_an_author_with_a_hinge_decides_nothing(row: str) -> None:
    assert numbers(without(row).tally("opt", REPORT)) == (5, 7, 7)


def test_proofs_place_goyal_each_alone_and_not_without_all_of_them() -> None:
    rows = ("naman-goyal-meta-1", "llama3:naman-goyal", "naman-goyal-thinking-machines-1")
    for row in rows:
        assert "naman-goyal" in without(row).tally("opt", REPORT).there
    assert "naman-goyal" in without(*rows).tally("opt", REPORT).unknown


def test_half_of_opt_is_possible_and_not_shown() -> None:
    claim = judge(real())["p59-half-opt"]
    assert (claim.verdict, claim.measured) == (OPEN, "5 to 12 of 19")
    bare = judge(without("stephen-roller-character-ai-1"))["p59-half-opt"]
    assert (bare.verdict, bare.measured) == (OPEN, "4 to 12 of 19")


@pytest.mark.parametrize(
    ("hinge", "measured"),
    [
        ("", "1 to 10 of 19"),
        ("moya-chen-meta-1", "0 to 10 of 19"),
        ("christopher-dewan-meta-2", "1 to 11 of 19"),
    ],
)
def test_how_many_left_opt_after_january_2023_hangs_on_single_rows(
    hinge: str, measured: str
) -> None:
    claim = judge(without(hinge))["p57-opt-leavers"]
    assert (claim.verdict, claim.measured) == (OPEN, measured)


def test_who_had_left_by_an_own_page_is_not_in_the_team_of_the_article() -> None:
    claim, bare = (judge(r)["p67-in-genai"] for r in (real(), without("moya-chen-meta-1")))
    assert (claim.verdict, bare.verdict) == (PARTLY, PARTLY)
    assert "evidence shows otherwise for Moya Chen" in claim.measured
    assert "not known for Moya Chen" in bare.measured


@pytest.mark.parametrize("person", ["myle-ott", "stephen-roller"])
def test_a_first_destination_is_known_by_one_row_and_unknown_without_it(person: str) -> None:
    move = departure(real().history(person), "meta")
    assert move
    assert move.destination_id == "character-ai"
    bare = departure(without(f"{person}-character-ai-1").history(person), "meta")
    assert bare is None or bare.destination_id is None


# LLaMA ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("aside", "least", "most"),
    [
        ((), 6, 6),
        (("article",), 5, 7),
        (("article", "coverage-967cq", "eric-hambro-meta-ai-1"), 4, 8),
        (("article", "coverage-967cq"), 4, 7),
        (("eric-hambro-meta-ai-1",), 6, 7),
        (("armand-joulin-meta-1", "armand-joulin-apple-1"), 5, 6),
        (("edouard-grave-meta-1",), 6, 7),
        (("gautier-izacard-meta-1",), 5, 6),
        (("thibaut-lavril-mistral-ai-1",), 5, 6),
        (("faisal-azhar-meta-1",), 6, 7),
        (("llama3:aurelien-rodriguez",), 6, 7),
    ],
)
def test_llamas_count_with_and_without_its_hinges(
    aside: tuple[str, ...], least: int, most: int
) -> None:
    tally = without(*aside).tally("llama1", REPORT)
    assert (tally.least, tally.most) == (least, most)


def test_by_may_2025_it_was_eleven_and_eight_without_one_report() -> None:
    assert numbers(real().tally("llama1", LATER)) == (11, 3, 0)
    bare = without("bi-2025-05").tally("llama1", LATER)
    assert bare.least == 8


@pytest.mark.parametrize("person", ["armand-joulin", "edouard-grave"])
def test_a_paper_shows_two_at_apple_by_november_and_on_no_day(person: str) -> None:
    bare = without("article").history(person)
    (stint,) = [s for s in bare if s.employer_id == "apple"]
    assert not stint.certain(REPORT)
    assert stint.started.last <= day("2023-11-22")
    later = without("article", "pass-paper").history(person)
    assert all(s.started.last > day("2023-11-22") for s in later if s.employer_id == "apple")


@pytest.mark.parametrize("claim", ["p69-three", "p69-grave-there"])
def test_what_the_article_says_of_the_four_who_are_thanked_stays_open(claim: str) -> None:
    assert judge(real())[claim].verdict == OPEN
    urls = {citation.url for citation in judge(real())[claim].citations}
    assert real().rows("sources").loc["pass-paper", "url"] in urls


def test_without_the_paper_one_of_the_four_is_not_shown_to_have_left_before_2024() -> None:
    claims = (judge(r)["p18-joulin-may"].measured for r in (real(), without("pass-paper")))
    assert tuple(claims) == (
        "between 8 Feb 2023 and 22 Nov 2023, by our rule on papers",
        "between 8 Feb 2023 and 17 Jan 2024, by our rule on papers",
    )


def test_an_order_that_the_days_allow_makes_one_stay_of_two() -> None:
    places = [s.employer_id for s in real().history("edouard-grave")]
    assert places == ["meta", "apple", "kyutai"]
    assert [s.employer_id for s in without("pass-paper").history("edouard-grave")] == [
        "meta",
        "kyutai",
    ]


# Foundings --------------------------------------------------------------------------------------


def starts(record: Record, place: str) -> list[date]:
    """The first possible days of all stays at an employer."""
    histories = (record.history(person) for person in record.people)
    return [s.started.first for h in histories for s in h if s.employer_id == place]


@pytest.mark.parametrize(
    ("place", "founded"),
    [("mistral-ai", "2023-04-24"), ("reka", "2023-01-01")],
)
def test_nobody_may_be_at_a_company_before_it_was_founded(
    place: str, founded: str, data: Path
) -> None:
    assert min(starts(real(), place)) >= day(founded)
    change(data, "organizations", place, founded="", founded_precision="", founded_source_id="")
    bare, held = starts(load(data), place), starts(real(), place)
    assert all(a <= b for a, b in zip(bare, held, strict=True))
    if place != "reka":
        assert min(bare) < day(founded)


@pytest.mark.parametrize("assertion", ["at", "joined", "left", "had-left"])
def test_evidence_from_before_a_founding_is_refused(assertion: str, data: Path) -> None:
    row = change(
        data,
        "evidence",
        "marie-anne-lachaux-mistral-ai-1",
        assertion=assertion,
        date="2023-03",
    )
    assert (
        f"evidence.csv, row {row}, column date: '2023-03': must not be before the founding of "
        "mistral-ai, 2023-04-24"
    ) in faults(data)


def test_a_month_that_holds_the_founding_and_an_announcement_before_it_are_taken(
    data: Path,
) -> None:
    change(data, "evidence", "marie-anne-lachaux-mistral-ai-1", date="2023-04")
    early = {"assertion": "announced", "date": "2023-02-13"}
    change(data, "evidence", "guillaume-lample-mistral-ai-3", **early)
    assert not [line for line in faults(data) if "founding" in line]


def test_a_byline_from_before_a_founding_is_refused(data: Path) -> None:
    row = change(data, "authorships", "imagebind/armand-joulin", organization_id="mistral-ai")
    change(data, "organizations", "mistral-ai", founded="2023-06", founded_precision="month")
    (line,) = [text for text in faults(data) if text.startswith(f"authorships.csv, row {row},")]
    assert line.endswith("must have been founded by 2023-05-09, and was on 2023-06-01")


def test_a_part_is_no_older_than_the_whole(data: Path) -> None:
    given = {"founded": "2024-01-01", "founded_precision": "day", "founded_source_id": "article"}
    change(data, "organizations", "google", **given)
    add(
        data,
        "evidence",
        "armand-joulin-apple-1",
        evidence_id="armand-joulin-google-deepmind-1",
        organization_id="google-deepmind",
    )
    assert [text for text in faults(data) if "founding of google-deepmind, 2024-01-01" in text]


def test_a_launch_is_no_founding() -> None:
    rows = real().rows("organizations")
    for place in ("kyutai", "character-ai", "thinking-machines"):
        assert rows.loc[place, "founded"] == ""
    note = rows.loc["kyutai", "note"]
    assert "when it was founded is not recorded" in note


def test_papers_and_code_alone_show_departures_and_a_place_less_without_a_paper() -> None:
    shown = set(authors(real()).recorded_left)
    assert {"timothee-lacroix", "armand-joulin", "edouard-grave"} <= shown
    bare = without("pass-paper", "aim-repository", "gemma2-paper")
    assert shown - set(authors(bare).recorded_left) == {"armand-joulin"}
