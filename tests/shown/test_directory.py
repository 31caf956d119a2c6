"""The directory: what is said of people and organizations follows from the record, unknown kept."""

from __future__ import annotations

import itertools
import re
from datetime import date
from pathlib import Path

import pytest
from afterllama.charts.stay_timeline import reach, strip
from afterllama.claims.verdicts import judge
from afterllama.loading.folder import load
from afterllama.record.record import Record
from afterllama.shown.directory_entries import people_payload, places_payload
from afterllama.shown.directory_facts import Person, Said, Stay, people, places, standing, stays_of
from afterllama.words import prose
from afterllama.words.days import FOREVER, ends
from afterllama_sphinx.lists.directory_page import curled, words_of
from records import BOOK, add, change, copied, day, drop, exodus, real

PAPERS = ("llama1", "opt")
LEDGER = judge(real())
GROUPS = people(real(), LEDGER, PAPERS)
SOUGHT = real().sought
assert SOUGHT is not None
LATER = f"No later document up to {prose.day(SOUGHT)} was found."
UNSOUGHT = "Later documents were not looked for."
OUTSIDE = "Later posts are not this book's question."
EVERYBODY = {person.id: person for group in GROUPS.values() for person in group}
PLACES = {place.id: place for place in places(real(), EVERYBODY)}
#: The entries of the page on people, and of that on organizations.
ENTRIES, SITES = (
    [entry for group in payload["groups"] for entry in group["entries"]]
    for payload in (
        people_payload(real(), GROUPS, "index#fig-story"),
        places_payload(real(), list(PLACES.values())),
    )
)


def person(folder: Path, person_id: str) -> Person:
    """What the directory has of somebody, by the data in a folder."""
    record = load(folder)
    found = people(record, judge(record), PAPERS)
    return next(p for group in found.values() for p in group if p.id == person_id)


def said(folder: Path, person_id: str) -> list[str]:
    """The sentences on a person's stays, by the data in a folder."""
    return [s.text for stay in stays_of(load(folder), person_id) for s in sentences(stay)]


def sentences(stay: Stay) -> tuple[Said, ...]:
    """What is said of a stay, in order."""
    return (*stay.there, *stay.leaving)


def test_every_author_of_both_papers_and_every_leader_has_one_entry() -> None:
    ids = [p.id for group in GROUPS.values() for p in group]
    assert len(ids) == len(set(ids))
    authors = {p for paper in PAPERS for p in real().authors(paper)}
    leaders = set(real().data["people"].query("role == 'leader'")["person_id"])
    assert len(authors) == 32
    assert authors | leaders <= set(ids)
    assert {p.id for p in GROUPS["llama1"]} == set(real().authors("llama1"))


def test_whoever_else_a_claim_names_is_listed(data: Path) -> None:
    assert GROUPS["other"] == [], "the book tells others' roles, and has no entry of them"
    change(data, "claims", "p23-demand", statement="Binh Tang says something.")
    record = load(data)
    found = people(record, judge(record), PAPERS)
    assert [p.id for p in found["other"]] == ["binh-tang"]


def test_a_surname_within_a_longer_name_names_nobody_else() -> None:
    """Of the two who share a word of their names, the claim names the one with the whole name."""
    (claim,) = [c for c in LEDGER if "Punit Singh Koura" in c.row["statement"]]
    naming = {p.id for p in EVERYBODY.values() if claim in p.claims}
    assert naming == set(re.findall(r"[a-z-]+", claim.row["arguments"].partition("=")[2]))


def test_bounds_are_those_of_the_record() -> None:
    for listed in EVERYBODY.values():
        history = real().history(listed.id)
        assert tuple(stay.stint for stay in listed.stays) == history
        for stay, stint in zip(listed.stays, history, strict=True):
            assert len(stay.evidence) == len(stint.proofs)
            unknown = [said.text for said in stay.leaving if said.unknown]
            is_open = stint.ended.last == FOREVER and listed.role != "leader"
            assert is_open == bool({LATER, UNSOUGHT, OUTSIDE} & set(unknown))


def test_what_was_known_before_its_day_is_an_announcement(data: Path) -> None:
    assert "Leaving announced for 30 May 2025 (reported)." in said(data, "joelle-pineau")
    assert "Had left by 2020 (reported)." in said(data, "ahmad-al-dahle")
    drop(data, "evidence", "joelle-pineau-cohere-1")
    assert standing(load(data), "joelle-pineau") == (
        "Leaving Meta announced for 30 May 2025 (reported); no document found says where to."
    )


def test_what_is_not_known_is_said_and_nothing_else(data: Path) -> None:
    assert said(data, "sam-shleifer") == [
        "Shown there by a paper of 2 May 2022 (recorded).",
        "Had left by 21 June 2022 (recorded).",
        "No document found says where to.",
    ]
    for row in load(data).data["evidence"].query("person_id == 'sam-shleifer'").itertuples():
        drop(data, "evidence", row.evidence_id)
    assert said(data, "sam-shleifer") == ["Shown there by a paper of 2 May 2022 (recorded).", LATER]


def test_on_the_page_of_an_organization_a_stay_is_told_in_the_order_of_its_days() -> None:
    entries = {entry["anchor"]: entry for entry in SITES}

    def told(place: str, person_id: str) -> list[str]:
        (stay,) = [
            stay
            for stay in entries[f"organization-{place}"]["stays"]
            if stay["who"]["anchor"] == f"person-{person_id}"
        ]
        return [said["text"] for said in stay["said"]]

    (unsaid,) = [text for text in told("meta", "mikel-artetxe") if "no document says" in text]
    assert told("meta", "mikel-artetxe") == [
        "Shown there by a paper of 2 May 2022 (recorded).",
        unsaid,
        "After: Reka.",
    ]
    assert told("mistral-ai", "thibaut-lavril")[:4] == [
        "Hired in June 2023 (reported).",
        "Shown there by a paper of 10 October 2023 (recorded), and last by a paper of 8 January "
        "2024 (recorded).",
        "Placed there by our own conclusion from a report of 26 May 2025 (inferred).",
        "Before: Meta.",
    ]


def test_an_arrival_is_told_as_its_source_tells_it() -> None:
    told = {
        "mona-diab": "Announced there on 23 August 2023 (recorded).",
        "marie-anne-lachaux": "Hired in June 2023 (reported).",
        "yann-lecun": "Announced there on 9 December 2013 (recorded).",
        "antoine-bordes": "Announced there on 15 March 2023 (recorded).",
    }
    for who, text in told.items():
        assert EVERYBODY[who].stays[-1].there[0].text == text
    assert EVERYBODY["joelle-pineau"].stays[0].there[0].text == "Joined in May 2017 (reported)."
    assert EVERYBODY["mona-diab"].standing == (
        "Announced at Carnegie Mellon University on 23 August 2023 (recorded)."
    )


def test_what_is_concluded_is_not_shown() -> None:
    """A document leads where there is one; else the sentence says that the conclusion is ours."""
    for listed in EVERYBODY.values():
        texts = [listed.standing, *(s.text for stay in listed.stays for s in sentences(stay))]
        for text in texts:
            assert ("our own conclusion" in text) == ("(inferred)" in text), text
            assert not ("hown" in text and "(inferred)" in text), text
    assert EVERYBODY["guillaume-lample"].standing == (
        "Last shown at Mistral AI by a paper of 8 January 2024 (recorded)."
    )
    assert EVERYBODY["baptiste-roziere"].standing == (
        "Placed at Mistral AI by our own conclusion from a report of 26 May 2025 (inferred)."
    )


def test_a_leaving_is_recorded_only_where_a_document_tells_of_it() -> None:
    for listed in EVERYBODY.values():
        for stay in listed.stays:
            texts = [one.text for one in stay.leaving]
            tells = any(p.departs for p in stay.stint.proofs)
            assert tells == any(
                text.startswith(("Left ", "Had left ", "Leaving ")) for text in texts
            )
    texts = [one.text for one in EVERYBODY["mikel-artetxe"].stays[0].leaving]
    assert texts == [
        "Shown at Reka by a paper of December 2023 (recorded); when the person left Meta, no "
        "document says."
    ]


def test_no_day_that_a_rule_computes_is_printed() -> None:
    """A byline reaches back a number of days; the day where that begins is in no document."""
    for listed in EVERYBODY.values():
        proofs = real().evidence(listed.id)
        written = {prose.dated(p.when) for p in proofs if p.when}
        written |= {prose.day(SOUGHT or date.max), *(event.when for event in listed.events)}
        told = " ".join([listed.standing, *(s.text for y in listed.stays for s in sentences(y))])
        assert set(re.findall(r"\d{1,2} [A-Z][a-z]+ \d{4}", told)) <= written, listed.id


def test_a_paper_after_the_move_hints_at_no_second_employer() -> None:
    meta = [one.text for one in EVERYBODY["thibaut-lavril"].stays[0].there]
    assert meta == [
        "Shown there by a paper of 24 February 2023 (recorded).",
        "Named by a paper of 18 July 2023, for work done before.",
    ]


#: Somebody, an employer, and the paper that came out when the next place may have begun.
OVERLAPS = {
    "stephen-roller": ("meta", "Named by a paper of 19 April 2023"),
    "moya-chen": ("meta", "Named by a paper of 18 July 2023"),
    "myle-ott": ("meta", "Named by a paper of 2 May 2022"),
    "edouard-grave": ("apple", "Named by a paper of 22 November 2023"),
}


@pytest.mark.parametrize("who", OVERLAPS)
def test_a_paper_of_the_time_of_a_move_is_of_work_done_before(who: str) -> None:
    place, told = OVERLAPS[who]
    (stay,) = [stay for stay in EVERYBODY[who].stays if stay.stint.employer_id == place]
    (said,) = [one.text for one in stay.there if one.text.startswith("Named by")]
    assert said.startswith(f"{told}, for work done before")


def test_nobody_is_said_to_be_shown_at_two_places_at_once() -> None:
    """By their own days, what shows the next place is no older than what showed the last one."""
    for listed in EVERYBODY.values():
        for stay, after in itertools.pairwise(listed.stays):
            shown = " ".join(one.text for one in stay.there if one.text.startswith("Shown"))
            days = [p for p in stay.stint.proofs if prose.dated(p.when) in shown and not p.departs]
            first = min(ends(p.when)[1] for p in after.stint.proofs)
            assert all(ends(p.when)[0] <= first for p in days), listed.id


def test_of_days_for_which_nothing_was_looked_for_none_is_said_to_be_searched() -> None:
    last = real().sought
    assert last == date(2025, 5, 26)
    for listed in EVERYBODY.values():
        papers = [p for p in PAPERS if listed.id in real().authors(p)]
        homes = {real().employer_of(paper) for paper in papers}
        for stay in listed.stays:
            texts = {one.text for one in stay.leaving}
            if stay.stint.employer_id not in homes:
                assert not {LATER, UNSOUGHT} & texts, listed.id
                continue
            assert OUTSIDE not in texts
            newest = max(ends(p.when)[1] for p in stay.stint.proofs)
            assert not (LATER in texts and newest >= last.replace(day=1)), listed.id
            assert not (UNSOUGHT in texts and newest < last.replace(day=1)), listed.id


def test_a_document_leads_and_not_the_word_of_the_story() -> None:
    standing = EVERYBODY["antoine-bordes"].standing
    assert standing == "Announced at Helsing on 15 March 2023 (recorded)."
    (_, there) = EVERYBODY["marie-anne-lachaux"].stays
    assert not any("Shown there according to the article" in one.text for one in there.there)


def test_no_pronoun_is_guessed_and_no_leader_is_missed() -> None:
    for listed in EVERYBODY.values():
        told = " ".join([listed.standing, *(s.text for y in listed.stays for s in sentences(y))])
        assert not re.search(r"\b(he|she|they|his|her|him)\b", told, re.I), told
        assert listed.role != "leader" or LATER not in told


def test_what_the_story_alone_says_is_called_its_claim() -> None:
    for listed in EVERYBODY.values():
        facts = [*listed.events, *listed.aside, *(f for s in listed.stays for f in s.evidence)]
        for fact in facts:
            told = "By the article:" in fact.text
            assert told == (fact.citations[0].id == "article"), fact.text


def test_no_event_on_an_entry_rests_on_the_story_alone_and_leaders_are_named_in_theirs() -> None:
    for listed in EVERYBODY.values():
        assert all(fact.citations[0].id != "article" for fact in listed.events)
        surname = listed.name.split()[-1]
        assert listed.role != "leader" or all(surname in fact.text for fact in listed.events)


def test_an_entry_shows_no_other_spelling_and_no_reason_of_who_leads_nothing() -> None:
    shown = " ".join(text for entry in ENTRIES for text in words_of(entry))
    assert not re.search(r"Lampe|Xiao Zha|Timothee|Also written", shown)
    assert all(p.role == "leader" or not p.statements for p in EVERYBODY.values())


def test_an_event_that_the_story_or_a_retelling_alone_tells_says_so_wherever_its_title_goes() -> (
    None
):
    events = real().data["events"]
    retold = real().package.chapters["authors"]["retold"]
    of_people = events["person_ids"] != ""
    for lead, sources in (
        ("By the article: ", events["source_id"] == "article"),
        ("By another retelling of the report: ", events["source_id"].isin(retold) & of_people),
    ):
        told = events["title"].str.startswith(lead)
        assert (told == sources).all() and told.any(), lead


def test_no_summary_of_an_organization_begins_with_a_number() -> None:
    texts = [text for place in PLACES.values() for text in place.summary]
    assert "Of this book's people, 37 were there at one time or another." in texts
    assert "Of this book's people, one was there at one time or another." in texts
    assert [text for text in texts if not text.startswith(("Of this", "Evidence shows"))] == []


def test_evidence_stands_in_the_order_of_its_dates_as_written() -> None:
    proofs = [p for person_id in EVERYBODY for p in real().evidence(person_id) if p.when]
    written = {prose.dated(p.when): ends(p.when) for p in proofs} | {"": (FOREVER, FOREVER)}
    for listed in EVERYBODY.values():
        for facts in (*(stay.evidence for stay in listed.stays), listed.aside):
            days = [written[fact.when] for fact in facts]
            assert days == sorted(days), (listed.id, [fact.when for fact in facts])
    whens = [fact.when for fact in EVERYBODY["joelle-pineau"].stays[0].evidence]
    assert whens.index("2023") + 1 == whens.index("5 September 2023")


def test_evidence_of_another_place_ends_a_stay_between_days(data: Path) -> None:
    like = "kurt-shuster-meta-ai-3"
    add(
        data,
        "evidence",
        like,
        evidence_id="shuohui-chen-cohere-1",
        person_id="shuohui-chen",
        organization_id="cohere",
        date="2023-05",
        date_precision="month",
        kind="reported",
        basis="press",
    )
    sentences = said(data, "shuohui-chen")
    assert sentences[1] == (
        "Shown at Cohere in May 2023 (reported); when the person left Meta, no document says."
    )
    assert sentences[2:] == ["Shown there in May 2023 (reported).", OUTSIDE]
    assert person(data, "shuohui-chen").standing == "Shown at Cohere in May 2023 (reported)."


def test_evidence_that_decides_nothing_stands_apart_with_its_reason() -> None:
    chen = EVERYBODY["moya-chen"]
    assert [fact.aside for fact in chen.aside] == ["not sure enough"]
    for listed in EVERYBODY.values():
        total = sum(len(stay.evidence) for stay in listed.stays) + len(listed.aside)
        assert total == len(real().evidence(listed.id))


def test_somebody_without_dated_evidence_is_placed_nowhere() -> None:
    unplaced = [p for p in EVERYBODY.values() if not p.stays]
    assert unplaced
    for listed in unplaced:
        is_told = bool(listed.events) and listed.role != "leader"
        assert ("there are dated events" in listed.standing) == is_told
        assert real().history(listed.id) == ()


def test_every_fact_of_the_directory_has_a_source_to_open() -> None:
    facts = 0
    for entry in (*ENTRIES, *SITES):
        assert entry["source"]["url"].startswith(("https://", "http://"))
        items = [i for stay in entry["stays"] for i in stay["facts"]]
        assert all(stay["facts"] for stay in entry["stays"]), entry["title"]
        items += [i for held in entry["lists"] for i in held["items"]]
        for item in items:
            facts += 1
            urls = [source["url"] for source in item["sources"]]
            assert item["claim"] or (
                urls and all(u.startswith(("https://", "http://")) for u in urls)
            )
    assert facts > 300


def test_what_somebody_published_on_leaving_is_told_of_leaders_alone() -> None:
    table = real().data["statements"]
    leaders = set(real().data["people"].query("role == 'leader'")["person_id"])
    told = {p.id: [f.text for f in p.statements] for p in EVERYBODY.values() if p.statements}
    own = table[table["person_id"].isin(leaders)].sort_values(["date", "statement_id"])
    assert told == own.groupby("person_id")["statement"].apply(list).to_dict() != {}
    assert set(table["person_id"]) - leaders - {""}
    # A group whose members can be listed counts as its members: own words stand without a name.
    assert not set(table["person_id"]) & {p for k in PAPERS for p in real().authors(k)}


def test_a_card_has_two_lines_at_most_below_the_name() -> None:
    for entry in ENTRIES:
        assert 1 <= len(entry["card"]) <= 2
        assert all(len(line) < 90 for line in entry["card"]), entry["card"]


def test_places_have_the_people_and_the_papers_of_the_record() -> None:
    record, held = real(), PLACES
    assert set(held) == set(record.data["organizations"]["organization_id"])
    for place_id, place in held.items():
        there = {p for p in EVERYBODY for s in record.history(p) if s.employer_id == place_id}
        assert {stay.stint.person_id for stay in place.stays} == there
        assert list(place.parents) == [] or place.parents[-1] == record.employers[place_id]
        names = {paper.name for paper in place.papers}
        assert {p.name for part in place.parts for p in held[part].papers} <= names
    signed = record.data["authorships"]
    for paper in record.data["papers"].itertuples():
        rows = signed[signed["paper_id"] == paper.paper_id]
        at = {record.employers[place] for place in rows["organization_id"] if place}
        if rows.empty and paper.organization_id:
            at = {record.employers[paper.organization_id]}
        tops = {i for i, p in held.items() if not p.parents}
        assert at == {i for i in tops if paper.short_title in {p.name for p in held[i].papers}}, (
            paper.paper_id
        )
    meta, mistral = held["meta"], held["mistral-ai"]
    assert "meta-ai" in meta.parts
    assert {stay.before for stay in mistral.stays} == {"meta"}
    assert "mistral-ai" in {stay.after for stay in meta.stays}


def test_a_part_of_an_employer_has_whom_evidence_names_there() -> None:
    team = PLACES["genai"]
    assert team.stays == ()
    proofs = [p for x in EVERYBODY for p in real().evidence(x) if p.organization_id == "genai"]
    assert set(team.named) == {p.person_id for p in proofs if real().decides(p)}


def test_a_strip_draws_what_is_proven_solid_and_the_rest_dotted() -> None:
    record = real()
    history = record.history("eric-hambro")
    within = reach(history, record.package.record_date)
    assert within == (date(2023, 1, 1), record.package.record_date)
    drawn = strip(record, [(record.name(s.employer_id), s) for s in history], within)
    first, last = drawn.rows

    def at(text: str) -> float:
        whole = (within[1] - within[0]).days
        return round(100 * (day(text) - within[0]).days / whole, 2)

    assert first.solid == ((at("2023-02-24"), at("2023-11-16")),)
    assert first.dotted == ((at("2023-11-16"), at("2025-05-26")),)
    # After the last proof nothing is drawn.
    assert last.solid == () and last.marks[-1].x == at("2025-05-26")
    assert max(x for line in last.dotted for x in line) == at("2025-05-26")


def test_nothing_dated_has_no_strip() -> None:
    assert reach([], date(2020, 1, 1)) is None


def test_where_no_evidence_places_a_leader_the_newest_event_leads(data: Path) -> None:
    told = EVERYBODY["jerome-pesenti"]
    newest = told.events[-1]
    assert told.standing == f"{newest.when}: {newest.text} (reported)."
    for event in load(data).data["events"].itertuples():
        if told.id in event.person_ids.split("|"):
            others = [p for p in event.person_ids.split("|") if p != told.id]
            change(data, "events", event.event_id, person_ids="|".join(others))
    assert standing(load(data), told.id) == ""


def test_where_no_evidence_places_somebody_else_events_are_pointed_to(data: Path) -> None:
    change(data, "people", "jerome-pesenti", role="author")
    text = "No document found places this person at an employer"
    assert standing(load(data), "jerome-pesenti") == f"{text}; there are dated events."


def test_nothing_is_said_to_be_missing_of_a_leader() -> None:
    for listed in GROUPS["leader"]:
        texts = [listed.standing, *(s.text for stay in listed.stays for s in sentences(stay))]
        found = [text for text in texts if re.search(r"(?i)\bno (\w+ )*document|, and last ", text)]
        assert found == [], listed.id


def test_what_is_said_of_later_documents_agrees_with_the_band() -> None:
    for entry in ENTRIES:
        texts = " ".join(part["text"] for stay in entry["stays"] for part in stay["said"])
        for told in re.findall(r"No later document up to (.+?) was found", texts):
            assert entry["strip"]["unread"]["text"] == f"not looked for after {told}"


def test_no_claim_is_found_on_an_entry_without_its_verdict() -> None:
    claims = 0
    for entry in ENTRIES:
        held = [item for part in entry["lists"] for item in part["items"] if item["claim"]]
        claims += len(held)
        for item in held:
            badge = item["claim"]["verdict"]["label"]
            assert f"{item['text']} ({badge})" in set(words_of(entry))
            assert item["text"] not in set(words_of(entry))
    assert claims


def test_one_document_is_said_once_and_suggests_no_end() -> None:
    listed = EVERYBODY["yann-lecun"]
    (stay,) = listed.stays
    assert (stay.there, stay.leaving) == (
        (Said("Announced there on 9 December 2013 (recorded)."),),
        (),
    )
    assert listed.standing == "Announced at Meta on 9 December 2013 (recorded)."
    for other in EVERYBODY.values():
        few = other.stays and len(other.stays[-1].evidence) == 1
        assert "Last" not in other.standing or not (few or other.role == "leader")


def test_a_second_post_puts_somebody_at_its_organization(tmp_path: Path) -> None:
    there = PLACES["nyu"]
    assert there.stays == () and list(there.seconds) == ["yann-lecun"]
    assert there.summary == ("Of this book's people, one had a second post there.",)
    (stay,) = next(entry["stays"] for entry in SITES if entry["title"] == there.name)
    assert stay["said"][0]["text"] == "A second post, held beside another." and stay["facts"]
    # Without the evidence, nobody is there.
    drop(data := copied(tmp_path), "evidence", "yann-lecun-nyu-1")
    (left,) = [place for place in places(load(data), EVERYBODY) if place.id == "nyu"]
    assert left.summary == ("Evidence shows nobody of this book there.",) and not left.seconds


def test_a_name_stands_at_its_mark_and_turns_where_there_is_no_room() -> None:
    (stint,) = real().history("yann-lecun")
    for begin, end in (("2013-01-01", "2015-01-01"), ("2013-12-01", "2026-01-01")):
        (row,) = strip(real(), [("A name", stint)], (day(begin), day(end))).rows
        assert row.x == row.marks[0].x and not row.turned
    (row,) = strip(real(), [("A name", stint)], (day("2013-01-01"), day("2014-01-01"))).rows
    assert row.x == row.marks[-1].x > 90 and row.turned


def test_quotes_of_entries_are_those_of_the_headings() -> None:
    held = {"lead": "This book's people", "source": {"title": "It's"}, "stays": ['"there"', None]}
    assert curled(held, "en") == {
        "lead": "This book\u2019s people",
        "source": {"title": "It's"},
        "stays": ["\u201cthere\u201d", None],
    }


def test_another_exodus_has_a_directory_of_its_own(tmp_path: Path) -> None:
    record: Record = load(exodus(tmp_path))
    papers = list(record.data["papers"]["paper_id"])[:1]
    found = people(record, judge(record), papers)
    assert [p.id for p in found[papers[0]]] == record.authors(papers[0])
    listed = [p.id for group in found.values() for p in group]
    assert {place.id for place in places(record, listed)} == set(record.employers)


@pytest.mark.parametrize(
    "name", ["shown/directory_facts.py", "shown/directory_entries.py", "charts/stay_timeline.py"]
)
def test_no_name_stands_in_the_code(name: str) -> None:
    text = (BOOK / "afterllama" / name).read_text(encoding="utf-8")
    names = {*real().data["people"]["name"], *real().data["organizations"]["name"]}
    assert [held for held in names if re.search(rf"\b{re.escape(held)}\b", text)] == []
