"""What an analyst asks of the record: by names, on days, with and without some evidence."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields
from datetime import date, datetime, timedelta
from typing import Any

import afterllama
import numpy as np
import pandas as pd
import pytest
from afterllama import charts, judge, network
from afterllama.record import counts_without_evidence
from afterllama.record.counts_without_evidence import EvidenceSet
from afterllama.record.evidence import Proof
from afterllama.record.lookup import UnknownError
from afterllama.record.record import Record
from afterllama.record.tally import Tally
from afterllama.shown.source_rows import Sources
from afterllama.words.days import Span
from records import real

REPORT = date(2023, 9, 5)
#: The package, to give it what its types exclude.
untyped: Any = afterllama


# Names and days -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "given", "found"),
    [
        ("paper", "OPT", "opt"),
        ("paper", " code llama ", "codellama"),
        ("paper", "2302.13971", "llama1"),
        ("paper", "LLaMA: Open and Efficient Foundation Language Models", "llama1"),
        ("person", "Timothee Lacroix", "timothee-lacroix"),
        ("person", "guillaume lampe", "guillaume-lample"),
        ("organization", "Mistral AI", "mistral-ai"),
        ("source", "The article", "article"),
    ],
)
def test_an_id_a_name_and_another_spelling_mean_the_same(kind: str, given: str, found: str) -> None:
    assert real().find(kind, given) == real().find(kind, found) == found


def test_a_name_means_the_same_at_every_entry() -> None:
    record = real()
    who, where = "Armand Joulin", "Meta"
    assert record.authors("LLaMA") == record.authors("llama1")
    assert record.paper_day("LLaMA") == record.paper_day("llama1")
    assert record.employer_of("LLaMA") == "meta"
    assert record.history(who) == record.history("armand-joulin")
    assert record.evidence(who) == record.evidence("armand-joulin")
    assert record.left(who, where) == record.left("armand-joulin", "meta")
    assert record.by_departure([who], where) == record.by_departure("Armand Joulin", "fair")
    assert record.name("armand joulin") == record.name("armand-joulin") == who
    assert record.named("LLaMA", "The article") == record.named("llama1", "article")


IN_VAIN: list[tuple[Callable[[Record], Any], str]] = [
    (
        lambda r: r.authors("OPT-175"),
        "no paper 'OPT-175'; did you mean 'opt'? record.data['papers'] lists all",
    ),
    (lambda r: r.authors("zzqq"), "no paper 'zzqq'; record.data['papers'] lists all"),
    (lambda r: r.history("zzqq"), "no person 'zzqq'; record.data['people'] lists all"),
    (lambda r: r.employer("zzqq"), "no organization 'zzqq'; record.data['organizations'] lists"),
    (lambda r: r.find("source", "zzqq"), "no source 'zzqq'; record.data['sources'] lists all"),
    (lambda r: r.find("source", "press"), "no source 'press': it is a basis of evidence"),
    (lambda r: r.named("llama1", "Press"), "no source 'Press': it is a basis of evidence"),
    (lambda r: r.find("person", "reported"), "no person 'reported': it is a kind of evidence"),
    (lambda r: r.only(source="Press"), "no source 'Press': it is a basis, ask for basis='Press'"),
    (lambda r: r.authors("meta"), "no paper 'meta': it is the name of one organization"),
    (lambda r: r.authors(""), "no paper ''"),
    (lambda r: r.named("llama1", "wsj"), "no source 'wsj'; did you mean 'wsj-2023-06'?"),
    (lambda r: r.history("Lample"), "no person 'Lample'; did you mean 'guillaume-lample'?"),
    (lambda r: r.tally("lama1", REPORT), "no paper 'lama1'; did you mean 'llama1'"),
    (lambda r: r.left("armand-joulin", "Metta"), "no organization 'Metta'; did you mean 'meta'"),
    (lambda r: r.name("LLaMa 65"), "no person, organization or paper 'LLaMa 65'; did you mean"),
    (lambda r: r.rows("paper"), "no table 'paper'; did you mean 'papers'?"),
    (lambda r: r.find("people", "x"), "no kind of name 'people'; there is person, paper"),
    (lambda r: r.without(basis="pres"), "no basis of evidence 'pres'; did you mean 'press'?"),
    (lambda r: r.only(kind="true"), "no kind of evidence 'true'; there is reported, recorded"),
    (lambda r: r.without(source="bi"), "no source 'bi'; did you mean"),
    (
        lambda r: r.without(source="Business Insider"),
        "no source 'Business Insider'; did you mean 'bi-2025-05'",
    ),
    (lambda r: r.only(source="press"), "no source 'press': it is a basis, ask for basis='press'"),
    (lambda r: r.only(kind="press"), "no kind 'press': it is a basis, ask for basis='press'"),
    (lambda r: r.only(basis="reported"), "no basis 'reported': it is a kind, ask for kind='rep"),
    (
        lambda r: r.only(basis="bi-2025-05"),
        "no basis 'bi-2025-05': it is a source, ask for source='bi-2025-05'",
    ),
    (lambda r: r.value("commits", "brnch", "main"), "no column of commits 'brnch'; did you mean"),
    (lambda r: r.value("commit", "branch", "main"), "no table 'commit'; did you mean 'commits'?"),
    (lambda r: r.data["paper"], "no table 'paper'; did you mean 'papers'?"),
    (lambda r: r.row("papers", "lama"), "no paper 'lama'"),
    (lambda r: r.row("claims", "x"), "no row of claims 'x'"),
    (lambda r: Sources(judge(r))["artcle"], "no source 'artcle'; did you mean 'article'"),
    (lambda r: judge(r).of(paragraphs="P99"), "no paragraphs 'P99'"),
    (lambda r: judge(r).of(claim_id="p13"), "no claim_id 'p13'"),
    (
        lambda r: judge(r).of(chapters="compute"),
        "no column of claims 'chapters'; did you mean 'chapter'",
    ),
    (lambda r: judge(r).of(chapter="computing"), "no chapter 'computing'; did you mean 'compute'"),
    (lambda r: judge(r).of(verdict="false"), "no verdict 'false'; there is confirmed, "),
    (lambda r: judge(r)["p09"], "no claim 'p09'; did you mean 'p09-"),
    (lambda r: judge(r)["p09_half"], "no claim 'p09_half'; did you mean 'p09-half'"),
]


@pytest.mark.parametrize(
    "ask",
    [
        lambda r, up: r.day(up("report")),
        lambda r, up: r.without(basis=up("press")).proofs,
        lambda r, up: r.only(kind=up("recorded"), basis=[up("commit")]).proofs,
        lambda r, up: len(r.data[up("papers")]),
        lambda r, up: r.row(up("papers"), "llama1")["date"],
        lambda r, up: r.find(up("paper"), "opt"),
        lambda r, up: len(judge(r).of(**{up("verdict"): up("open")})),
        lambda r, up: (
            charts.commits(r, up("facebookresearch/metaseq"), up("main"), {}).shown.table.size
        ),
    ],
)
def test_small_and_capital_letters_mean_the_same(
    ask: Callable[[Record, Callable[[str], str]], object],
) -> None:
    assert ask(real(), str.title) == ask(real(), str)


@pytest.mark.parametrize(("ask", "told"), IN_VAIN, ids=[told for _, told in IN_VAIN])
def test_what_is_not_there_is_an_error_that_says_what_is(
    ask: Callable[[Record], Any], told: str
) -> None:
    with pytest.raises(UnknownError, match=f"^{re.escape(told)}"):
        ask(real())
    assert real().data.get("paper") is None and "paper" not in real().data


@pytest.mark.parametrize(
    ("ask", "told"),
    [
        (lambda r: r.authors(None), "one paper is named by a text, and not by None"),
        (lambda r: r.authors(["opt"]), r"one paper is named by a text, and not by \['opt'\]"),
        (lambda r: r.row("papers", []), r"one row of papers is named by a text, and not by \[\]"),
        (lambda r: r.row("claims", {}), "one row of claims is named by a text, and not by {}"),
        (lambda r: untyped.judge(r)[[]], r"one claim is named by a text, and not by \[\]"),
        (
            lambda r: untyped.network.moves(r, "Armand Joulin", unknown=["?"]),
            r"one node for unknown places is named by a text, and not by \['\?'\]",
        ),
        (
            lambda r: untyped.network.layout(r, "Armand Joulin", "meta", unknown=3.5),
            "one node for unknown places is named by a text, and not by 3.5",
        ),
        (lambda r: r.decides(None), "decides takes a piece of evidence, .*, and not None"),
        (
            lambda r: untyped.network.standing([], "2023-09-05"),
            r"standing takes a stay, .*, and not \[\]",
        ),
        (
            lambda r: untyped.network.leaving({}, "2023-09-05"),
            "leaving takes a span of days, .*, and not {}",
        ),
        (lambda r: untyped.network.writable(3.5), "writable takes a graph, .*, and not 3.5"),
        (lambda r: untyped.network.cut_people(""), "cut_people takes a graph, .*, and not ''"),
        (
            lambda r: untyped.show_corrections(None),
            "show_corrections takes a record, .*, and not None",
        ),
        (
            lambda r: untyped.show_places(r, untyped.judge(r), None),
            "a list is wanted, each paper by a text, and not None",
        ),
        (lambda r: r.by_departure(5, "meta"), "a list is wanted, each person by a text, and not 5"),
        (lambda r: r.without("press"), "evidence is named by kind=, basis= or source=, not by 'pr"),
        (lambda r: r.without(kind=1), "a list is wanted, each kind by a text, and not 1"),
        (lambda r: r.name(5), "one person or organization or paper is named by a text, not by 5"),
        (
            lambda r: r.find_all("person", r.roster("llama1", "report")),
            "a list is wanted, each person by a text: take a column of the data frame",
        ),
    ],
)
def test_what_is_no_name_is_told(ask: Callable[[Record], Any], told: str) -> None:
    with pytest.raises(TypeError, match=told):
        ask(real())


def test_what_is_no_name_is_no_organization_and_no_paper() -> None:
    record: Any = real()
    assert not record.is_organization([])
    assert not record.is_paper({})


@pytest.mark.parametrize("days", [-5, 1.5, "365", None, 10**7])
def test_a_lag_is_a_whole_number_of_days(days: Any) -> None:
    with pytest.raises(ValueError, match="a lag is a whole number of days, 0 to"):
        real().with_lag(days)


def test_a_column_with_gaps_can_be_mapped_to_names() -> None:
    record = real()
    roster = record.roster("llama1", "report")
    for column in ("employer", "destination"):
        named = roster[f"{column}_id"].map(record.name)
        assert named.dropna().tolist() == roster[column].dropna().tolist()
        assert named.isna().tolist() == roster[column].isna().tolist()
    makers = record.data["papers"]["organization_id"]
    assert "" in set(makers.map(record.name))


def test_a_paper_of_several_employers_has_no_count() -> None:
    with pytest.raises(ValueError, match="PaSS was signed for several employers"):
        real().tally("pass", REPORT)


def test_a_table_whose_key_has_several_columns_is_told_where_it_is() -> None:
    with pytest.raises(ValueError, match=r"take record\.data\['authorships'\]"):
        real().rows("authorships")


@pytest.mark.parametrize(
    "on",
    [
        "2023-09-05",
        "report",
        datetime(2023, 9, 5, 12),
        pd.Timestamp("2023-09-05"),
        str(pd.Timestamp("2023-09-05")),
        np.datetime64("2023-09-05"),
    ],
)
def test_a_day_may_be_a_text_a_timestamp_or_a_reading_date(on: Any) -> None:
    record = real()
    assert record.day(on) == REPORT
    assert record.tally("llama1", on, on) == record.tally("llama1", REPORT, REPORT)
    assert record.roster("opt", on).equals(record.roster("opt", REPORT))
    assert record.as_of(on) is record.as_of(REPORT)
    assert record.history("armand-joulin", on) == record.history("armand-joulin", REPORT)


@pytest.mark.parametrize("on", ["2023-02-30", "2023-13-01"])
def test_a_day_that_the_calendar_lacks_is_told(on: str) -> None:
    with pytest.raises(ValueError, match=f"there is no date {on}"):
        real().tally("llama1", on)


@pytest.mark.parametrize("on", ["5 Sept", "2023-09", "1.4.2023", "", None, pd.NaT, 2023])
def test_what_is_no_day_is_told_with_how_one_is_written(on: Any) -> None:
    told = f"a text such as '2023-09-05', and not {on!r}"
    with pytest.raises(ValueError, match=re.escape(told)) as refused:
        real().tally("llama1", on)
    assert str(refused.value).endswith("; a reading date is 'report' or 'record'")


@pytest.mark.parametrize(
    ("on", "told"),
    [
        ("2022-11", "2022-11-01"),
        ("2022", "2022-01-01"),
        (np.datetime64("2022-11"), "2022-11-01"),
        (np.datetime64("2022"), "2022-01-01"),
    ],
)
def test_a_month_is_refused_with_a_day_of_it(on: Any, told: str) -> None:
    for ask in (real().day, real().as_of, lambda d: real().roster("llama1", d)):
        with pytest.raises(ValueError, match=f": name one of its days, such as '{told}'"):
            ask(on)


def test_a_word_in_the_names_of_several_names_all_of_them() -> None:
    sources = real().data["sources"]
    named = sources[["label", "publisher"]].agg(" ".join, axis=1).str.contains("Usine")
    ids = set(sources.loc[named, "source_id"])
    assert len(ids) == 4
    with pytest.raises(UnknownError) as told:
        real().find("source", "usine")
    assert set(re.findall(r"'(\S+)'", str(told.value))[1:]) == {*ids, "sources"}
    with pytest.raises(UnknownError) as told:
        real().find("source", "com")  # a word of very many
    assert str(told.value).count(" or ") == 2


@pytest.mark.parametrize("least", ["1", None, -1, 1.5])
def test_a_number_of_people_or_claims_is_a_whole_one(least: Any) -> None:
    with pytest.raises(ValueError, match="least is a whole number of people, 0 or more"):
        network.overlaps(real(), ["OPT", "LLaMA"], least)
    with pytest.raises(ValueError, match="a whole number of claims is wanted"):
        judge(real()).most_checked(least)


@pytest.mark.parametrize("given", [[], ["papers"], {}])
def test_what_is_no_name_of_a_table_is_told(given: Any) -> None:
    with pytest.raises(UnknownError, match="no table"):
        real().rows(given)


# Tables that are changed -----------------------------------------------------------------------


def test_a_table_cannot_be_replaced() -> None:
    data: Any = real().data
    with pytest.raises(TypeError, match="the table 'evidence' of a record cannot be replaced"):
        data["evidence"] = data["evidence"].iloc[0:0]
    with pytest.raises(TypeError, match="the table 'evidence' of a record cannot be taken out"):
        del data["evidence"]


def test_a_change_in_a_table_of_a_chart_or_a_ledger_changes_neither() -> None:
    chart, ledger = charts.rollcall(real(), "llama1", [(REPORT, "")]), judge(real())
    before = chart.shown.table.copy(), ledger.silent.copy()
    for held in (chart.shown.table, ledger.silent, ledger.table()):
        held.iloc[:, 0] = "x"
    pd.testing.assert_frame_equal(chart.shown.table, before[0])
    pd.testing.assert_frame_equal(ledger.silent, before[1])
    assert len(ledger.table()) == len(ledger)


def test_the_labels_of_a_chart_are_its_own() -> None:
    def drawn() -> dict[str, str]:
        return charts.rollcall(real(), "llama1", [(REPORT, "")]).shown.labels

    drawn()["more"] = "x"
    assert "more" not in drawn()


def test_what_a_record_and_a_claim_hold_by_name_cannot_be_changed() -> None:
    record, claim = real(), judge(real()).claims[0]
    held: Any
    for held in (record.employers, record.replies, claim.row):
        with pytest.raises(TypeError, match="does not support item assignment"):
            held["fair"] = "x"


@pytest.mark.parametrize("table", ["papers", "evidence", "authorships", "counts"])
def test_a_change_in_a_copy_of_a_table_changes_no_answer(table: str) -> None:
    record, rows = real(), real().data[table]
    size, papers = len(rows), record.rows("papers")
    rows.drop(rows.index, inplace=True)
    papers.loc["llama1", "date"] = "2030-01-01"
    assert len(record.data[table]) == size
    assert record.paper_day("llama1") == date(2023, 2, 24)


# Less evidence --------------------------------------------------------------------------------


@pytest.mark.parametrize("on", ["2023-06-01", "2023-09-05"])
def test_as_of_a_day_no_table_has_what_came_later(on: str) -> None:
    record, then = real(), real().as_of(on)
    data = then.data
    for table, column in {
        "papers": "date",
        "versions": "date",
        "counts": "date",
        "statements": "date",
        "evidence": "known_from",
        "events": "date",
        "models": "release_date",
        "commits": "month",
    }.items():
        assert len(data[table]) < len(record.data[table]) or table == "commits", table
        assert all(text <= on for text in data[table][column]), table
    assert set(data["authorships"]["paper_id"]) <= set(data["papers"]["paper_id"])
    assert "tmtpost-llama" not in set(data["counts"]["count_id"])
    for table in ("people", "organizations", "sources", "claims", "paragraphs"):
        assert data[table].equals(record.data[table])
    # What is not public yet has a name, and nothing else.
    assert (then.name("llama3"), then.authors("llama3")) == ("Llama 3", [])


def test_as_of_a_day_nothing_has_the_word_of_a_source_that_came_out_later() -> None:
    events = real().as_of("2023-09-04").data["events"]
    assert "article" not in set(events["source_id"])
    assert "article" in set(real().as_of("2023-09-05").data["events"]["source_id"])


def test_what_a_story_without_a_date_tells_is_left_out_until_it_was_read() -> None:
    record = real()
    sources, events = record.rows("sources"), record.data["events"]
    undated = set(sources.index[sources["date"] == ""])
    dated = {p.source_id for p in record.proofs} | {*record.data["counts"]["source_id"]}
    dated |= {*record.data["statements"]["source_id"]}
    rests = events[events["source_id"].isin(undated - dated)]
    stories = rests[rests["kind"] != "recorded"]
    assert len(stories) > 5
    for row in stories.itertuples():
        read = date.fromisoformat(sources.loc[row.source_id, "accessed"])
        assert row.event_id not in record.as_of(read - timedelta(days=1)).rows("events").index
        assert row.event_id in record.as_of(read).rows("events").index
    # A document is as old as what it records.
    released = rests[(rests["kind"] == "recorded") & (rests["date"] == "2023-02-24")]
    assert set(released["event_id"]) <= set(record.as_of("2023-02-24").rows("events").index)
    assert not released.empty


def test_evidence_whose_month_or_year_was_not_over_is_named() -> None:
    rows = real().rows("evidence")
    months = rows.index[(rows["known_precision"] == "month") & (rows["known_from"] == "2023-09")]
    years = rows.index[(rows["known_precision"] == "year") & (rows["known_from"] == "2023")]
    assert len(months) and len(years)
    with pytest.warns(UserWarning, match="may have come out after 2023-09-05") as told:
        real().as_of("report")
    [warning] = told
    assert warning.filename == __file__
    assert {*months, *years} == set(re.findall(r"[a-z-]+-\d+(?=[,;])", str(warning.message)))
    with pytest.warns(UserWarning, match="codellama:"):
        real().as_of("2024-01-10")


@pytest.mark.parametrize(
    "ask",
    [
        lambda r, who: r.tally("codellama", "2024-01-10", known="2024-01-10"),
        lambda r, who: r.roster("codellama", "2024-01-10", known="2024-01-10"),
        lambda r, who: r.evidence(who, "2024-01-10"),
        lambda r, who: r.history(who, "2024-01-10"),
        lambda r, who: network.moves(r, [who], known="2024-01-10"),
        lambda r, who: network.migration(r, [who], "2024-01-10", known="2024-01-10"),
        lambda r, who: network.sharing(r, [who], "2024-01-10", known="2024-01-10"),
    ],
)
def test_a_day_of_knowing_names_what_that_day_of_the_record_names(ask: Callable[..., Any]) -> None:
    record = real()
    early = [p for p in record.proofs if p.early(date(2024, 1, 10))]
    signed = next(p for p in early if p.evidence_id.startswith("codellama:"))
    with pytest.warns(UserWarning, match=f"after 2024-01-10.*{signed.evidence_id}") as told:
        ask(record, signed.person_id)
    [warning] = [one for one in told if "come out" in str(one.message)]
    assert warning.filename == __file__


def test_nothing_is_named_where_all_months_were_over(recwarn: pytest.WarningsRecorder) -> None:
    real().as_of("2023-12-31")
    real().tally("llama1", "2023-12-31", known="2023-12-31")
    charts.rollcall(real(), "llama1", [(REPORT, "")])
    assert not recwarn.list


def test_a_cut_changes_no_day_on_which_a_source_was_out() -> None:
    told = real().rows("events").query("source_id == 'bi-2025-05'").index
    cut = real().without(lambda p: p.source_id == "bi-2025-05")
    assert set(told) <= set(cut.as_of("2025-06-01").rows("events").index)
    assert not set(told) & set(cut.as_of("2023-09-05").rows("events").index)


def test_as_of_a_day_a_list_has_the_authors_of_the_version_of_that_day() -> None:
    record = real()
    assert (len(record.authors("codellama")), record.unlisted("codellama")) == (26, 0)
    then = record.as_of("2023-09-05")
    assert (len(then.authors("codellama")), then.unlisted("codellama")) == (25, 0)


def test_without_press_nothing_of_it_is_left_in_any_table() -> None:
    record = real().without(kind="reported")
    assert {p.kind for p in record.proofs} == {"recorded"}  # what was inferred rests on the press
    assert set(record.data["evidence"]["kind"]) == {"recorded"}
    assert "reported" not in set(record.data["events"]["kind"])
    assert record.data["counts"].empty
    assert record.authors("llama1") == real().authors("llama1")
    assert record.tally("llama1", "2023-06-01") == record.only(kind="recorded").tally(
        "llama1", "2023-06-01"
    )


def test_what_was_inferred_goes_with_its_source_and_stays_while_that_is_heard() -> None:
    def inferred(record: Record) -> int:
        return sum(p.kind == "inferred" for p in record.proofs)

    assert inferred(real()) == 5
    assert inferred(real().without(source="bi-2025-05")) == 0
    assert inferred(real().without(basis="press")) == 0
    assert inferred(real().without(basis="article")) == 5
    assert inferred(real().without(kind="inferred")) == 0


def test_a_basis_of_the_press_is_not_the_article() -> None:
    held = real().without(basis="press")
    assert set(held.data["counts"]["source_id"]) == {"article"}
    assert {p.basis for p in held.proofs if p.kind == "reported"} == {"announcement", "article"}
    both = real().without(basis=["press", "article"])
    assert both.tally("llama1", "report") == real().without(kind="reported").tally(
        "llama1", "report"
    )


def test_a_source_that_is_set_aside_says_nothing_in_any_table_of_facts() -> None:
    record = real().without(source="The article")
    for table in ("evidence", "events", "counts", "statements", "conflicts"):
        assert "article" not in set(record.data[table]["source_id"]), table
    assert len(record.data["claims"]) == len(real().data["claims"])


def test_conditions_hold_together_and_one_after_the_other_either() -> None:
    record = real()
    some = record.without(kind="reported", source="article")
    assert some.proofs == record.without(source="article").proofs
    with pytest.warns(UserWarning, match="nothing is set aside"):
        none = record.without(kind="inferred", basis="press")
    assert none.proofs == record.proofs
    one = record.without(basis="commit").without(basis="press")
    assert one.proofs == record.without(basis=["commit", "press"]).proofs


@pytest.mark.parametrize(
    "given", [{"kind": "recorded"}, {"basis": "commit"}, {"source": "article"}]
)
def test_with_and_without_part_the_evidence(given: dict[str, str]) -> None:
    record = real()
    kept, left = record.only(**given), record.without(**given)
    parted = {p.evidence_id for p in kept.proofs} | {p.evidence_id for p in left.proofs}
    assert not {p.evidence_id for p in kept.proofs} & {p.evidence_id for p in left.proofs}
    lost = {p.evidence_id for p in record.proofs} - parted
    assert all(p.kind == "inferred" for p in record.proofs if p.evidence_id in lost)


def test_what_keeps_no_evidence_says_so() -> None:
    with pytest.warns(UserWarning, match="no evidence is left") as warned:
        real().only(kind="recorded", basis="press")
    assert warned[0].filename == __file__
    with pytest.warns(UserWarning, match="no evidence is left"):
        real().without(lambda proof: True)


VAIN: list[Callable[[Record], Record]] = [
    lambda r: r.without(kind="inferred", basis="press"),
    lambda r: r.without(lambda p: p.basis == "pres"),
    lambda r: r.without(basis="commit").without(basis="commit"),
]


@pytest.mark.parametrize("ask", VAIN)
def test_what_sets_nothing_aside_says_so(ask: Callable[[Record], Record]) -> None:
    with pytest.warns(UserWarning, match="nothing is set aside: no evidence meets") as warned:
        assert ask(real()).proofs
    assert [one.filename for one in warned] == [__file__]


def test_a_warning_says_how_conditions_are_joined() -> None:
    told = "conditions given together must all be met; for 'or', make two calls"
    with pytest.warns(UserWarning, match=told):
        real().without(kind="inferred", basis="press")
    with pytest.warns(UserWarning, match="conditions given together must all be met$"):
        real().only(kind="inferred", basis="press")


def test_what_sets_something_aside_says_nothing(recwarn: pytest.WarningsRecorder) -> None:
    record = real()
    record.without(basis="byline")
    record.without(source="usine-llama-authors")
    record.without(source="tmtpost")  # it has published counts, and no evidence
    counts_without_evidence.outcome(
        record, "llama1", REPORT, [EvidenceSet("none", "None", lambda p: False)], ["none"]
    )
    assert not recwarn.list


WRONG: list[tuple[Callable[[Proof], Any], type[Exception], str]] = [
    (lambda p: p.source == "article", AttributeError, "no 'source'; a test may read evidence_id"),  # type: ignore[attr-defined]
    (lambda p: p.first < REPORT, AttributeError, "no 'first'; .* span.first, span.last"),  # type: ignore[attr-defined]
    (lambda p: p.known > "2023-01-01", TypeError, r"as in p.known > date\(2023, 9, 5\)"),  # type: ignore[operator]
    (lambda p: p["basis"] == "press", TypeError, "a test takes one piece of evidence"),  # type: ignore[index]
]


@pytest.mark.parametrize(("test", "error", "told"), WRONG)
def test_a_test_that_reads_what_is_not_there_is_told_what_is(
    test: Callable[[Proof], Any], error: type[Exception], told: str
) -> None:
    for cut in (real().without, real().only):
        with pytest.raises(error, match=told):
            cut(test)


def test_what_a_test_may_read_is_told_where_it_is_asked_for() -> None:
    told = Record.without.__doc__ or ""
    lacking = [one.name for one in fields(Proof) if f"`{one.name}`" not in told]
    assert not lacking and "`departs`" in told


def test_a_piece_of_evidence_has_one_id() -> None:
    record = real()
    ids = {proof.evidence_id for proof in record.proofs}
    assert ids == set(record.evidence_frame()["evidence_id"])


PARTIAL: list[Callable[[Record], object]] = [
    lambda r: r.tally("mixtral", "record"),
    lambda r: r.roster("mixtral", "record"),
    lambda r: r.authors("mixtral"),
    lambda r: r.listed("mixtral"),
    lambda r: r.named("mixtral", "article"),
    lambda r: network.overlaps(r, ["mixtral", "mistral7b"]),
    lambda r: network.coauthors(r, ["mixtral"], r.people),
    lambda r: network.signatures(r, ["mixtral"], r.people),
    lambda r: network.signed(r, ["mixtral"]),
    lambda r: network.bonds(r, "mixtral", "mistral7b"),
    lambda r: network.separators(r, "mixtral", "mistral7b"),
    lambda r: charts.storyline(r, ["mixtral"], date(2024, 6, 1), ""),
    lambda r: charts.signatures(r, ["Guillaume Lample"], ["mixtral"]),
]


@pytest.mark.parametrize("ask", PARTIAL)
def test_whatever_uses_a_list_that_is_not_whole_says_so_at_the_line_that_asks(
    ask: Callable[[Record], object],
) -> None:
    told = "the record does not list 22 further authors of Mixtral"
    with pytest.warns(UserWarning, match=told) as warned:
        ask(real())
    assert {one.filename for one in warned} == {__file__}


def test_whoever_asks_for_the_authors_of_a_paper_is_told_why_there_are_none() -> None:
    with pytest.warns(UserWarning, match="the record lists no authors of PaLM"):
        assert real().authors("palm") == []
    with pytest.warns(UserWarning, match="Llama 2 was not out by 2023-06-01"):
        assert real().as_of("2023-06-01").authors("llama2") == []


LATE: list[Callable[[Record, str], object]] = [
    lambda r, day: r.tally("llama1", day),
    lambda r, day: r.roster("llama1", day),
    lambda r, day: network.migration(r, r.authors("llama1"), day),
    lambda r, day: network.sharing(r, r.authors("llama1"), day),
]


@pytest.mark.parametrize("ask", LATE)
def test_a_day_after_the_end_of_the_record_is_told(ask: Callable[[Record, str], object]) -> None:
    told = f"the record ends on {real().package.record_date}, before 2030-01-01"
    for record in (real(), real().as_of("report")):
        with pytest.warns(UserWarning, match=told) as warned:
            ask(record, "2030-01-01")
        assert {one.filename for one in warned} == {__file__}


@pytest.mark.parametrize("ask", LATE)
def test_a_day_within_the_record_is_not(
    ask: Callable[[Record, str], object], recwarn: pytest.WarningsRecorder
) -> None:
    ask(real(), "record")
    ask(real().as_of("2023-12-31"), "report")
    assert not recwarn.list


def test_a_test_of_proofs_takes_out_what_passes_it_and_nothing_else() -> None:
    def commit(proof: Proof) -> bool:
        return proof.basis == "commit"

    record, left = real(), real().without(commit)
    assert left.proofs == tuple(p for p in record.proofs if not commit(p))
    assert record.only(commit).proofs == tuple(p for p in record.proofs if commit(p))
    assert "commit" not in set(left.data["evidence"]["basis"])
    assert left.data["counts"].equals(record.data["counts"])
    assert record.without() is record


@pytest.mark.parametrize("given", [{"kind": []}, {"basis": []}, {"source": []}])
def test_an_empty_filter_is_met_by_nothing(given: dict[str, list[str]]) -> None:
    record = real()
    assert record.only(**given).proofs == record.only().proofs == ()
    assert record.only(**given).data["counts"].empty
    assert record.without(**given).proofs == record.proofs
    assert len(record.without(**given).data["counts"]) == len(record.data["counts"])


@pytest.mark.parametrize("given", [{"kind": "inferred"}, {"basis": "elimination"}])
def test_what_was_inferred_stays_where_it_is_asked_for(given: dict[str, str]) -> None:
    assert {p.kind for p in real().only(**given).proofs} == {"inferred"}
    assert len(real().only(**given).proofs) == 5


def test_a_record_of_a_day_has_no_later_day() -> None:
    early = real().as_of("2023-06-01")
    later = early.as_of("2024-01-01")
    assert later.proofs == early.proofs
    assert repr(later).endswith("as of 2023-06-01")


# Tables ---------------------------------------------------------------------------------------


def test_all_evidence_stands_in_one_table_with_bylines_names_and_days() -> None:
    record = real()
    table = record.evidence_frame()
    assert len(table) == len(record.proofs) > len(record.data["evidence"])
    assert table["evidence_id"].is_unique
    assert (table["paper_id"] != "").sum() + len(record.data["evidence"]) == len(table)
    for column in ("first", "last", "known"):
        assert pd.api.types.is_datetime64_any_dtype(table[column]), column
    for column in ("person", "employer", "source"):
        assert table[column].ne("").all() and table[column].notna().all(), column
    row = table.set_index("evidence_id").loc["llama1:hugo-touvron"]
    assert (row["person"], row["employer"], row["kind"]) == ("Hugo Touvron", "Meta", "recorded")
    # A byline reaches back by its lag of 90 days.
    assert (row["first"], row["last"]) == (pd.Timestamp("2022-11-26"), pd.Timestamp("2023-02-24"))
    decided = table[table["decides"]].groupby("kind").size()
    assert decided.sum() == sum(map(record.decides, record.proofs))


def test_the_evidence_of_a_day_has_what_was_public_by_it() -> None:
    table = real().as_of("2023-06-01").evidence_frame()
    assert table["known"].max() <= pd.Timestamp("2023-06-01")


def test_a_roster_says_who_was_where_on_the_day() -> None:
    record = real()
    roster = record.roster("LLaMA", on="2023-09-05")
    assert roster["person_id"].tolist() == record.authors("llama1")
    places = roster.groupby("employer")["person"].count().to_dict()
    assert places == {"Apple": 1, "Meta": 8, "Mistral AI": 4}
    assert roster["employer"].isna().sum() == 1
    assert roster["left_not_after"].dropna().min() == pd.Timestamp("2023-04-30")
    ids = {i for held in roster["evidence_ids"] for i in held}
    assert ids <= set(record.evidence_frame()["evidence_id"])


@pytest.mark.parametrize("paper", ["llama1", "opt"])
@pytest.mark.parametrize("on", ["2022-03-01", "2023-06-01", "2023-09-05"])
def test_a_roster_names_the_rows_without_which_a_status_changes(paper: str, on: str) -> None:
    record = real()

    def status(person: str, gone: set[str]) -> str:
        left = record.without(lambda p: p.evidence_id in gone)
        return str(left.roster(paper, on).set_index("person_id").loc[person, "status"])

    for row in list(record.roster(paper, on).itertuples())[::4]:
        carrying = {*row.evidence_ids}
        assert (status(row.person_id, carrying) != row.status) == bool(carrying)
        for one in carrying:
            assert status(row.person_id, carrying - {one}) == row.status
        for one in {*carrying, *row.single_evidence_ids}:
            changed = status(row.person_id, {one}) != row.status
            assert changed == (one in row.single_evidence_ids)
        assert bool(row.kind) == bool(carrying)


@pytest.mark.parametrize("on", ["2023-06-01", "2023-09-05"])
def test_the_kind_of_a_status_is_that_of_the_evidence_without_which_it_falls(on: str) -> None:
    record = real()
    roster = record.roster("llama1", on).set_index("person_id")
    recorded = record.only(kind="recorded").roster("llama1", on).set_index("person_id")
    stands = (roster["status"] == recorded["status"]) & ~roster["status"].eq("unknown")
    assert stands[roster["kind"] == "recorded"].all()
    assert not stands[roster["kind"].isin(["reported", "inferred"])].any()


def test_a_move_is_recorded_where_what_is_recorded_alone_shows_it() -> None:
    record = real()
    people = record.authors("llama1")

    def shown(one: Record) -> dict[tuple[str, str], Any]:
        edges = network.moves(one, people).edges(data=True)
        return {(edge["person_id"], to): edge for _, to, edge in edges}

    held, alone = shown(record), shown(record.only(kind="recorded"))
    assert {edge["kind"] for edge in held.values()} >= {"reported"}
    for move, edge in held.items():
        stands = move in alone and alone[move]["when"].last <= edge["when"].last
        assert stands == (edge["kind"] == "recorded")


def test_whoever_is_shown_there_has_a_day_before_which_nobody_left() -> None:
    roster = real().roster("llama1", "report")
    assert roster["left_not_before"].notna().all()


def test_a_roster_of_a_paper_without_authors_says_so() -> None:
    with pytest.warns(UserWarning, match="the record lists no authors of PaLM"):
        assert real().roster("palm", "report").empty
    with pytest.warns(UserWarning, match="Llama 2 was not out by 2023-06-01"):
        roster = real().as_of("2023-06-01").roster("llama2", "report")
    assert roster.empty
    assert "status" in roster


@pytest.mark.parametrize("on", ["1923-09-05", "2022-06-01"])
def test_nobody_can_have_left_before_being_there(on: str) -> None:
    told = f"LLaMA was not out by {on}"
    with pytest.warns(UserWarning, match=told) as warned:
        tally = real().tally("llama1", on)
    assert {one.filename for one in warned} == {__file__}
    with pytest.warns(UserWarning, match=told):
        roster = real().roster("llama1", on)
    for table in (tally.frame(), roster):
        early = table["status"] == "cannot-have-left"
        assert set(table.loc[early, "person_id"]) == set(tally.early)
    assert tally.most == 0
    assert set(tally.early) == set(tally.unknown) != set()
    assert repr(tally) == f"0 of 14 (least 0, most 0); {len(tally.early)} cannot have left yet"


def test_a_tally_of_a_paper_that_was_not_out_says_so() -> None:
    told = repr(real().as_of("2023-06-01").tally("llama2", "2023-06-01"))
    assert told == "0 of 0 (least 0, most 0); Llama 2 was not out by 2023-06-01"


def test_a_tally_known_before_its_paper_was_out_says_so() -> None:
    tally = real().tally("llama2", "2023-06-01", known="2023-06-01")
    assert repr(tally) == "0 of 0 (least 0, most 0); Llama 2 was not out by 2023-06-01"


def test_who_is_named_twice_counts_once() -> None:
    record = real()
    both = [*record.authors("llama1"), *record.authors("opt")]
    assert len(both) == len(record.find_all("person", both)) + 1
    assert network.sharing(record, both, "report") == (
        network.sharing(record, sorted(set(both)), "report")
    )


def test_a_claim_is_found_by_one_of_its_paragraphs() -> None:
    ledger = judge(real())
    (first, *_) = [claim for claim in ledger if len(claim.paragraphs) > 1]
    for paragraph in first.paragraphs:
        assert first in ledger.of(paragraphs=paragraph)


@pytest.mark.parametrize("given", ["2023-09-05", date(2023, 9, 5), pd.Timestamp("2023-09-05")])
def test_a_stay_and_a_departure_take_a_day_in_any_form(given: Any) -> None:
    stay = real().history("Guillaume Lample")[0]
    assert network.standing(stay, given) == network.standing(stay, REPORT) == "past"
    assert stay.certain(given) == stay.certain(REPORT)
    assert network.leaving(Span(REPORT, REPORT), given) == "certain"


def test_without_what_is_reported_no_reported_statement_and_no_conflict_of_it_is_left() -> None:
    left = real().without(kind="reported")
    own = left.data["sources"].query("own_page == True")["source_id"]
    assert 0 < len(left.data["statements"]) < len(real().data["statements"])
    assert set(left.data["statements"]["source_id"]) <= set(own)
    assert "article" not in set(left.data["conflicts"]["source_id"])
    assert "article" in set(real().data["conflicts"]["source_id"])


def test_a_record_with_its_own_lag_is_the_same_record() -> None:
    assert real().with_lag(real().package.byline_lag) is real()
    days: Any = np.int64(365)
    assert real().with_lag(days) is real().with_lag(365)


# How things print -----------------------------------------------------------------------------


def test_a_tally_prints_what_it_counts() -> None:
    assert repr(real().tally("llama1", "report")) == "6 of 14 (least 6, most 6)"
    open_ = Tally(had_left=("a",), unknown=("b", "c"), there=("d",))
    assert str(open_) == "1 to 3 of 4 (least 1, most 3)"
    assert open_.frame()["status"].tolist() == ["had-left", "unknown", "unknown", "there"]
    named = real().tally("llama1", "report").frame()
    assert "Armand Joulin" in set(named.query("status == 'had-left'")["person"])


@pytest.mark.parametrize(
    ("paper", "told"),
    [
        ("palm", "the record does not list 67 further authors of PaLM"),
        ("mixtral", "the record does not list 22 further authors of Mixtral"),
        ("llama3", "the record does not list an unknown number of further authors of Llama 3"),
    ],
)
def test_a_tally_of_a_list_that_is_not_whole_says_so(paper: str, told: str) -> None:
    tally = real().tally(paper, "record")
    assert tally.unlisted != 0
    assert str(tally).endswith(f"; {told}")


def test_a_record_prints_short() -> None:
    told = repr(real().as_of("2023-06-01"))
    assert told.startswith("Record of 13 papers, 154 people")
    assert told.endswith("as of 2023-06-01")
    assert len(told) < 120
    assert real()._repr_html_().count("<tr>") == len(real().data)


def test_what_a_cell_may_end_with_prints_short_and_a_tally_with_names() -> None:
    record, ledger = real(), judge(real())
    for shown in (
        ledger.claims[0],
        record.history("armand-joulin"),
        record.package,
        record.proofs[0],
    ):
        assert len(repr(shown)) < 300
    assert "Armand Joulin" in record.tally("llama1", "report")._repr_html_()


def test_the_usual_day_of_no_end_is_asked_as_the_day_before_it() -> None:
    """The record has that day for no known end."""
    with pytest.warns(UserWarning, match="ends on"):
        asked, before = (real().tally("llama1", day) for day in ("9999-12-31", "9999-12-30"))
    assert asked == before and asked.least < asked.total


def test_a_cut_without_a_condition_says_that_it_sets_nothing_aside() -> None:
    with pytest.warns(UserWarning, match="no condition is given"):
        assert real().without(kind=None) is real()


def test_the_node_of_unknown_places_is_no_organization() -> None:
    with pytest.raises(ValueError, match="cannot be an organization's"):
        network.moves(real(), real().authors("llama1"), unknown="meta")
