"""A marked person can be unmarked without a keyboard."""

from __future__ import annotations

import pytest
from axe import violations
from playwright.sync_api import Browser, expect
from visits import visiting


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_a_button_unmarks_whoever_is_marked(chromium: Browser, server: str, width: int) -> None:
    with visiting(chromium, server, width) as visit:
        page = visit.open("01_authors_who_left.html?person=baptiste-roziere#fig-course")
        button = page.get_by_role("button", name="Unmark Baptiste Rozière")
        expect(button).to_be_in_viewport()
        if width < 640:
            # No mark of a chart lies below it.
            head, place = page.locator(".bd-header-article").bounding_box(), button.bounding_box()
            assert head and place
            assert place["y"] >= head["y"]
            assert place["y"] + place["height"] <= head["y"] + head["height"]
            free = page.locator(".header-article__inner button:visible").all()
            boxes = [box for one in free if (box := one.bounding_box())]
            assert boxes and all(
                box["x"] + box["width"] <= place["x"] or box["x"] >= place["x"] + place["width"]
                for box in boxes
            )
        assert violations(page) == []
        button.click()
        expect(page.locator(".al-unmark")).to_be_hidden()
        assert "person" not in page.url
        assert page.locator("tr.al-marked").count() == 0
