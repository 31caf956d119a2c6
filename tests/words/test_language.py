"""The words a reader sees: found in a catalogue where there is one, English where there is none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from afterllama.charts.base import figure, time_axis
from afterllama.words import language, prose
from babel.messages.catalog import Catalog
from marked_edition import spoken


@pytest.fixture
def french(tmp_path: Path) -> Iterator[None]:
    """An edition in French with a few texts in its catalogue."""
    catalogue = Catalog("fr")
    catalogue.add("{left} of {total} left", "Sur {total}, {left} sont partis")
    catalogue.add(("{number} commit", "{number} commits"), ("{number} ajout", "{number} ajouts"))
    catalogue.add("1,234.5", "1\u202f234,5")
    catalogue.add("{share} percent", "{share}\xa0%")
    catalogue.add("{some} and {last}", "{some} et {last}")
    catalogue.add("September", "septembre")
    catalogue.add("Sep", "sept.")
    catalogue.add("1", "1er")
    catalogue.add("{head}: {text}", "{head}\xa0: {text}")
    with spoken(tmp_path, catalogue):
        yield


def test_a_text_is_english_without_a_catalogue() -> None:
    assert language.say("{left} of {total} left", left=6, total=14) == "6 of 14 left"


def test_a_catalogue_may_turn_the_places_around(french: None) -> None:
    assert language.say("{left} of {total} left", left=6, total=14) == "Sur 14, 6 sont partis"


def test_what_a_catalogue_lacks_stays_english(french: None) -> None:
    assert language.say("Nobody") == "Nobody"


def test_plurals_follow_the_language(french: None) -> None:
    """French counts none as one, English as many."""
    told = [language.count("{number} commit", "{number} commits", n, number=n) for n in (0, 1, 2)]
    assert told == ["0 ajout", "1 ajout", "2 ajouts"]


def test_braces_are_kept_where_nothing_is_filled_in() -> None:
    assert language.say("{eval}") == "{eval}"


def test_numbers_have_the_signs_of_the_language(french: None) -> None:
    assert prose.figure(1234567.25, 1) == "1\u202f234\u202f567,2"
    assert prose.general(0.429) == "0,429" and prose.number(12000) == "12\u202f000"
    assert prose.share(1, 3) == "33\xa0%"


def test_plotly_is_told_the_signs_of_the_language(french: None) -> None:
    assert figure().layout.separators == ",\u202f"


def test_plotly_is_told_nothing_that_it_does_untold() -> None:
    assert figure().layout.separators is None


def test_dates_and_lists_are_the_language_s(french: None) -> None:
    day = date(2023, 9, 5)
    assert prose.day(day) == "5 septembre 2023" and prose.short(day) == "5 sept. 2023"
    assert prose.day(day.replace(day=1)) == "1er septembre 2023"
    assert prose.shortest(day.replace(day=1)) == "1er sept."
    assert time_axis([], [day])["ticktext"] == ["sept.<br>2023"]
    assert prose.names(["A", "B", "C"]) == "A, B et C"
    assert prose.labelled("mai", "12") == "mai\xa0: 12"
