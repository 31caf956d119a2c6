"""The pages' content security policy: complete, never violated, and a stop to unescaped text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from anybook.building.content_security import BOLD, digest, guard, hashed, is_known, policy
from playwright.sync_api import Browser, Page
from reading_text import parsed
from visits import Visit, figures, pages, serving, settled, visiting

MARK = "window.broken = true"
HEAD = '<!DOCTYPE html>\n<html>\n<head>\n<meta charset="utf-8" />\n'


#: What is inline in a page and runs, and where addresses stand.
INLINE = "script:not([src], [type*=json]), style"
ADDRESSES = ("href", "src", "action")


@pytest.fixture
def visit(chromium: Browser, base: str) -> Iterator[Visit]:
    """A visit to the book, from a server and from a folder, that ends without a fault."""
    with visiting(chromium, base) as visit:
        yield visit
        settled(visit.page)


def test_every_page_has_its_policy_before_anything_it_covers(book: Path) -> None:
    for name in pages(book):
        page = parsed(book / name)
        (found,) = page.select("[http-equiv=Content-Security-Policy]")
        assert found in page.find_all(True, limit=4), f"{name}: after html, head and charset"
        text = str(found["content"])
        rules = {rule.split()[0]: rule.split()[1:] for rule in text.split("; ")}
        assert rules["default-src"] == rules["connect-src"] == rules["base-uri"] == ["'none'"]
        assert "'unsafe-inline'" not in text
        assert "'unsafe-eval'" not in text
        hosts = [word for words in rules.values() for word in words if not word.startswith("'")]
        assert hosts == ["data:"], f"{name}: pictures alone may be data, and no host is named"
        for inline in filter(lambda one: one.text, page.select(INLINE)):
            assert hashed(digest(inline.text)) in rules[f"{inline.name}-src"]


def test_no_page_has_handlers_style_attributes_or_addresses_that_run(book: Path) -> None:
    for name in pages(book):
        tags = parsed(book / name).find_all(True)
        given = {attribute for tag in tags for attribute in tag.attrs}
        assert {one for one in given if one == "style" or one.startswith("on")} == set(), name
        addresses = [str(tag[one]) for tag in tags for one in ADDRESSES if one in tag.attrs]
        schemes = {address.split(":")[0] for address in addresses if ":" in address}
        assert schemes <= {"http", "https", "mailto"}, name


def test_every_page_and_chart_obeys_the_policy(visit: Visit, book: Path) -> None:
    for name in pages(book):
        page = visit.open(name)
        for figure in figures(page):
            for button in figure.locator(".al-legend button").all()[:1]:
                button.click()
            for slider in figure.locator(".al-time input").all():
                slider.fill("2")
            with page.expect_download() as download:
                figure.locator(".al-svg").click()
            assert download.value.suggested_filename.endswith(".svg")
        read_as_of_the_first_day_and_mark_somebody(page)
        page.evaluate("document.documentElement.dataset.theme = 'dark'")
        settled(page)
        page.pdf()


def read_as_of_the_first_day_and_mark_somebody(page: Page) -> None:
    """Use the controls that all figures of a page obey, where it has them."""
    days = page.locator(".al-reading [name=on]").all()
    if days:
        days[0].check()
    names = page.locator("#al-people option").all()
    if names:
        page.locator(".al-reading [name=person]").fill(str(names[0].get_attribute("value")))
        settled(page)


def test_the_ledger_the_search_and_its_page_obey_the_policy(visit: Visit) -> None:
    page = visit.open("claims.html")
    page.locator("form.al-filters [name=verdict]").select_option("open")
    page.locator(".al-claims summary >> visible=true").first.click()
    page.locator("form.al-filters [name=q]").fill("meta")
    with page.expect_download():
        page.locator(".al-ledger .al-download a").click()
    page = visit.open("search.html?q=authors")
    page.locator("#search-results a").first.click()
    page.locator(".bd-article h1").wait_for()
    assert "search.html" not in page.url


def test_what_plotly_makes_bold_is_bold(visit: Visit) -> None:
    page = visit.open("index.html")
    name = str(page.locator("#al-people option").first.get_attribute("value"))
    figures(page)
    page.locator(".al-reading [name=person]").fill(name)
    bold = page.locator(f'.al-plot tspan[style*="{BOLD.split(":")[0]}"]').first
    bold.wait_for(state="attached")
    assert bold.evaluate("(text) => getComputedStyle(text).fontWeight") == "700"


@pytest.mark.parametrize(
    "slip",
    [
        f"<script>{MARK}</script>",
        f'<img src="x" onerror="{MARK}">',
        f'<svg onload="{MARK}"></svg>',
        f'<iframe srcdoc="&lt;script&gt;parent.{MARK}&lt;/script&gt;"></iframe>',
        f'<script src="data:text/javascript,{MARK}"></script>',
        '<script src="http://127.0.0.1:9/x.js"></script>',
        '<img src="http://127.0.0.1:9/x.png">',
        '<link rel="stylesheet" href="http://127.0.0.1:9/x.css">',
        '<p style="position: fixed; inset: 0">',
        '<object data="http://127.0.0.1:9/x"></object>',
        '<base href="http://127.0.0.1:9/">',
    ],
)
def test_unescaped_text_is_stopped_by_the_policy(
    chromium: Browser, book: Path, tmp_path: Path, slip: str
) -> None:
    page = (book / "run_it.html").read_text(encoding="utf-8")
    assert "</article>" in page
    (tmp_path / "run_it.html").write_text(page.replace("</article>", f"{slip}</article>"))
    (tmp_path / "_static").symlink_to(book / "_static")
    with serving(tmp_path) as address, chromium.new_context() as context:
        visit = Visit(context, address)
        opened = visit.page
        with opened.expect_console_message(lambda told: "Content Security Policy" in told.text):
            visit.open("run_it.html")
        settled(opened)
        assert opened.evaluate("window.broken") is None
        assert not [fault for fault in visit.faults if fault.startswith("asks for")]
        assert any("Content Security Policy" in fault for fault in visit.faults)


def test_an_unknown_inline_part_gets_no_hash(tmp_path: Path) -> None:
    text = policy(f"{HEAD}<script>{MARK}</script><style>p {{color: red}}</style></head>")
    assert digest(MARK) not in text
    assert re.search(r"script-src 'self';", text)


@pytest.mark.parametrize(
    ("style", "known"),
    [
        ("#fig-a{--al-wide:12px;--al-narrow:3px}#fig-b{--al-wide:1px;--al-narrow:2px}", True),
        ("#fig-a{--al-wide:12px;--al-narrow:3px}body{display:none}", False),
        ("#fig-a{--al-wide:url(x);--al-narrow:3px}", False),
    ],
)
def test_only_heights_of_figures_are_allowed_as_inline_styles(style: str, known: bool) -> None:
    assert is_known("style", style) == known
    assert not is_known("script", style)


def test_an_unknown_inline_part_fails_the_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "page.html").write_text(f"{HEAD}</head><script>{MARK}</script>")
    (tmp_path / "bare.html").write_text("<p>no head</p>")
    told: list[str] = []
    monkeypatch.setattr(
        "anybook.building.content_security.LOGGER.warning",
        lambda text, *args: told.append(text % args),
    )
    guard(tmp_path)
    assert told == [
        "bare.html has no head to put its policy in.",
        f"page.html has an inline script unknown to content_security.py: {MARK}",
    ]


def test_no_page_has_a_prefetch_link(book: Path) -> None:
    hints = re.compile(r'<link[^>]*rel="(next|prefetch|prerender|dns-prefetch|preconnect)"')
    assert [
        path.name for path in book.glob("*.html") if hints.search(path.read_text("utf-8"))
    ] == []
