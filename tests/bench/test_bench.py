"""The benchmark: serving and weighing pages, comparing, writing the results."""

from __future__ import annotations

import gzip
import json
import sys
import urllib.request
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
import yaml
from anybook.figures.compact_json import fold
from playwright.sync_api import Browser
from records import ROOT

from bench import builds, clone, lighthouse, mutation, pages, report, scale
from bench.__main__ import arguments
from bench.serve import Site, served


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A page with a style sheet, a picture, and a figure that is drawn when it is near."""
    (tmp_path / "style.css").write_text("p { color: red }\n" * 200)
    (tmp_path / "dot.png").write_bytes(b"\x89PNG" + bytes(range(256)))
    (tmp_path / "index.html").write_text(PAGE)
    return Site(tmp_path)


PAGE = """<!doctype html><meta charset="utf-8"><title>One</title>
<link rel="stylesheet" href="style.css"><link rel="icon" href="data:,">
<img src="https://elsewhere.example/one.png" alt="">
<div style="height: 3000px"></div>
<div class="al-box" style="width: 400px; height: 300px"><div class="al-plot"></div></div>
<script>
const place = document.querySelector(".al-plot");
const draw = () => {
  if (place.firstChild || scrollY < 100) return;
  place.innerHTML = '<svg class="main-svg" width="400" height="300">' +
    '<g class="trace"><path class="point" d="M195 145h10v10h-10z"/></g>' +
    '<g class="hoverlayer"></g></svg>';
  place.querySelector(".point").onmousemove = () => {
    place.querySelector(".hoverlayer").innerHTML = '<g class="hovertext"></g>';
  };
  document.head.append(Object.assign(document.createElement("link"),
    { rel: "stylesheet", href: "style.css?late" }));
};
addEventListener("scroll", draw);
</script>
"""


def fetch(address: str, **headers: str) -> tuple[dict[str, str], bytes]:
    """The headers and the body of an answer."""
    request = urllib.request.Request(address, headers=headers)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request) as answer:
        return dict(answer.headers), answer.read()


def test_text_is_served_gzipped_if_accepted_and_pictures_unchanged(site: Site) -> None:
    text, picture = ((site.root / name).read_bytes() for name in ("style.css", "dot.png"))
    with served(site) as host:
        headers, body = fetch(f"{host}/style.css", **{"Accept-Encoding": "gzip"})
        assert headers["Content-Encoding"] == "gzip" and gzip.decompress(body) == text
        assert len(body) == len(asset.packed if (asset := site.asset("/style.css")) else b"")
        headers, body = fetch(f"{host}/style.css?v=1", **{"Accept-Encoding": "identity"})
        assert "Content-Encoding" not in headers and body == text
        headers, body = fetch(f"{host}/dot.png", **{"Accept-Encoding": "gzip"})
        assert "Content-Encoding" not in headers and body == picture


def test_nothing_outside_the_folder_is_served(site: Site) -> None:
    (site.root.parent / "secret.txt").write_text("no")
    assert site.asset("/../secret.txt") is None
    assert site.asset("/%2e%2e/secret.txt") is None
    assert site.asset("/missing.html") is None


def test_a_page_is_weighed_touched_and_timed(site: Site, chromium: Browser) -> None:
    book = pages.Book(site.root, {"index": "index.html"}, pages.BOOK)
    measuring = pages.Measure(chromium, book, runs=1)
    with served(measuring.site) as host:
        found = measuring.page(host, "index.html", None)
    assert (found["figures"], found["answering"]) == (1, 1)
    assert (found["first"]["requests"], found["all"]["requests"]) == (3, 4)
    assert found["first"]["foreign"] == 1
    raw = sum(len((site.root / name).read_bytes()) for name in ("index.html", "style.css"))
    assert found["first"]["raw"] == raw > found["first"]["gzip"]
    assert found["first"]["kinds"]["css"]["requests"] == 1
    for rate in ("1x", "4x"):
        # Nothing is drawn until the page is scrolled; then a label shows.
        assert found[rate]["shown"] is found[rate]["screen"] is None
        assert found[rate]["label"] > 0


@pytest.mark.parametrize(
    ("type_", "media", "kind"),
    [
        ("document", "text/html", "html"),
        ("script", "", "js"),
        ("fetch", "application/json", "json"),
        ("other", "image/svg+xml", "pictures"),
        ("other", "font/woff2", "fonts"),
        ("other", "text/plain", "other"),
    ],
)
def test_requests_are_sorted_by_kind(type_: str, media: str, kind: str) -> None:
    assert pages.kind_of(type_, media) == kind


def test_requests_to_other_hosts_are_counted_once_and_weigh_nothing(site: Site) -> None:
    traffic = pages.Traffic(site, "127.0.0.1:1")
    for address in ("https://cdn.example/lib.js", "https://cdn.example/lib.js", "data:,"):
        traffic.heard(address, "script")
    weight = traffic.weight()
    assert (weight["requests"], weight["foreign"], weight["raw"]) == (1, 1, 0)


def test_lighthouse_has_the_median_of_each_score(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = iter([[97, 100], [99, 92], [99, 100]])
    names = lighthouse.CATEGORIES[:2]
    monkeypatch.setattr(lighthouse, "installed", lambda: nullcontext(["lighthouse"]))
    monkeypatch.setattr(
        lighthouse, "_scores", lambda *asked: dict(zip(names, next(rows), strict=True))
    )
    found = lighthouse.scores(pages.Book(site.root, {"one": "index.html"}, pages.BOOK), 3)
    assert list(found["one"].values()) == [99, 100]


def test_a_median_is_unknown_if_one_load_lacks_the_value() -> None:
    rows: list[dict[str, float | None]] = [
        {"a": 1.0, "b": 5.0},
        {"a": 9.0, "b": None},
        {"a": 2.4, "b": 5.0},
    ]
    assert pages.medians(rows) == {"a": 2, "b": None}


def test_a_person_is_taken_from_the_figures_of_a_page() -> None:
    data = json.dumps(fold({"people": {"bo": "Bo", "al": "Al"}}))
    page = f'<p><script type="application/json" id="fig-a-data">{data}</script>'
    assert pages.person_in(page) == "al"
    assert pages.person_in("<p>Nobody.") is None


def test_the_baseline_has_the_books_settings_and_names_nothing_that_it_lacks(
    tmp_path: Path,
) -> None:
    folder = builds.baseline(tmp_path / "plain")
    given = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    plain = yaml.safe_load((folder / "_config.yml").read_text(encoding="utf-8"))
    assert plain["execute"] == given["execute"]
    sphinx = plain["sphinx"]["config"]
    assert "local_extensions" in given["sphinx"] and "local_extensions" not in plain["sphinx"]
    assert sphinx["include_patterns"] == ["book/*.md", "book/*.ipynb"]
    assert sphinx["html_theme_options"]["search_bar_text"] == "Search this book"
    left = json.dumps(plain)
    for part in builds.OWN:
        assert not (folder / part).exists()
        names = [path.name for path in (ROOT / part).rglob("*") if path.is_file()]
        assert not [name for name in names if f'"{name}"' in left]


@pytest.mark.parametrize("lay_out", [builds.lay_out, builds.baseline])
def test_a_short_run_builds_the_front_page_alone(
    lay_out: Callable[[Path], Path], tmp_path: Path
) -> None:
    folder = lay_out(tmp_path / "book")
    builds.shorten(folder)
    assert builds.chapters(folder / "_toc.yml") == builds.chapters(ROOT / "_toc.yml")[:1]
    config = yaml.safe_load((folder / "_config.yml").read_text(encoding="utf-8"))
    assert "strict" not in config["sphinx"]["config"].get("anybook_features", [])


@pytest.mark.parametrize(
    ("given", "left"),
    [
        ({"**": ["ours.html", "theirs.html"]}, {"**": ["theirs.html"]}),
        ([["ours.js", {"defer": "defer"}], "theirs.js"], ["theirs.js"]),
        ({"one": "book/_static/ours.svg", "two": 2}, {"two": 2}),
        ({"one": {"two": ["ours.html"]}}, None),
        ({"one": [], "two": {}, "three": None}, {"one": [], "two": {}, "three": None}),
    ],
)
def test_settings_about_missing_files_are_dropped(given: Any, left: Any) -> None:
    assert builds.without({"ours.html", "ours.js"}, given) == left


def test_a_copy_of_the_book_is_the_whole_working_tree(tmp_path: Path) -> None:
    folder = builds.lay_out(tmp_path / "copy")
    for name in ("CHANGELOG.md", "Makefile", "requirements/book.lock", "book/_static/palette.css"):
        assert (folder / name).read_bytes() == (ROOT / name).read_bytes()
    for name in ("_build", ".venv", ".git"):
        assert not (folder / name).exists()


def test_without_git_a_copy_holds_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = builds.lay_out(tmp_path / "source")
    (source / "_build").mkdir()
    (source / "book" / "__pycache__").mkdir()
    monkeypatch.setattr(builds, "ROOT", source)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    copy = builds.lay_out(tmp_path / "copy")

    def files(folder: Path) -> set[str]:
        every = folder.rglob("*")
        return {path.relative_to(folder).as_posix() for path in every if path.is_file()}

    assert files(copy) == files(source)
    assert not (copy / "_build").exists() and not (copy / "book" / "__pycache__").exists()


def test_the_pages_are_those_of_the_table_of_contents() -> None:
    found = builds.chapters(ROOT / "_toc.yml")
    assert found[0] == "book/index" and "book/claims" in found


def test_a_cold_build_keeps_only_what_is_made_once(tmp_path: Path) -> None:
    for name in ("html", ".doctrees", *builds.MADE_ONCE):
        (tmp_path / "_build" / name).mkdir(parents=True)
    builds.cool(tmp_path)
    assert {path.name for path in (tmp_path / "_build").iterdir()} == set(builds.MADE_ONCE)


def test_an_edit_is_one_line_under_the_title(tmp_path: Path) -> None:
    chapter = tmp_path / "one.ipynb"
    cells = [
        {"cell_type": "markdown", "source": ["# One"]},
        {"cell_type": "code", "source": []},
        {"cell_type": "markdown", "source": ["Two\n", "three."]},
        {"cell_type": "markdown", "source": ["## Sentences that the data must bear out"]},
    ]
    chapter.write_text(json.dumps({"cells": cells}))
    builds.edit(chapter)
    after = json.loads(chapter.read_text())["cells"]
    assert after[2]["source"] == f"Two\nthree.\n\n{builds.EDIT}\n"
    assert [*after[:2], after[3]] == [*cells[:2], cells[3]]


def test_a_cell_compares() -> None:
    assert report.compared(12, 100) == "12 : 100 (0.12)"
    assert report.compared(0, 0) == "0 : 0"
    assert report.compared(1234.6, None) == "1,235"
    assert report.compared(None, 5.25) == "- : 5.2"


def results() -> dict[str, Any]:
    """Results of one page, of builds and of two sizes."""
    weight = {"requests": 3, "foreign": 0, "raw": 9_000, "gzip": 4_000}
    times = {"blocking": 20, "screen": None, "shown": None, "label": 300, "task": 80}
    page = {"figures": 2, "first": weight, "all": weight, "1x": times, "4x": times}
    return {
        "about": {"date": "2026-01-01", "runs": 1, **report.machine()},
        "pages": {"book/one": {"book": page | {"person": {"1x": times}}, "baseline": page}},
        "clone": {
            "book": {"install": 3.0, "build": 2.0},
            "baseline": {"install": 8.0, "build": 2.0},
        },
        "builds": {
            "book": {"first": 9.0, "cold": 2.0, "edit": 1.0},
            "baseline": {"first": 4.0, "cold": 4.0, "edit": 1.0},
        },
        "scale": [vars(scale.Cost("load", n, n / 1000, 80.0)) for n in (10, 100)],
    }


def test_the_results_are_tables() -> None:
    text = report.document(results())
    assert "| page, figures | one, 2 |" in text
    assert "| KB gzipped, first view | 4 : 4 (1.00) |" in text
    assert "| `?person=`: first touch to label, ms | 300 |" in text
    assert "| cold build, with those cached, s | 2.0 | 4.0 | 0.50 |" in text
    assert "| from clone to open book, s | 5.0 | 10.0 | 0.50 |" in text
    assert "| building | 2.0 | 2.0 | 1.00 |" in text
    assert "| load | 10.0 ms | 100.0 ms | 1.00 | 80 |" in text
    assert "Lighthouse: not measured" in text


def test_tables_are_written_between_the_markers_and_replace_old_ones() -> None:
    text = f"Before.\n{report.BEGIN}\nold \\1\n{report.END}\nAfter.\n"
    once = report.put(text, "new \\1")
    assert once == f"Before.\n{report.BEGIN}\n\nnew \\1\n\n{report.END}\nAfter.\n"
    assert report.put(once, "new \\1") == once
    with pytest.raises(ValueError, match="bench"):
        report.put("no markers", "new")


def test_a_run_of_some_parts_keeps_the_tables_of_the_others(tmp_path: Path) -> None:
    file = tmp_path / "tables.md"
    everything = results()
    file.write_text(report.put(f"{report.BEGIN}{report.END}", report.document(everything)))
    about = {**everything["about"], "date": "2030-01-02"}
    builds = {book: {"cold": 7.0} for book in ("book", "baseline")}
    page = {"raw": 2000.0, "gzip": 1000.0, "blocking": 5.0}
    ordinary = {"one": {"anybook": page, "notebook": page, "none": dict.fromkeys(page, 0.0)}}
    some = {"about": about, "builds": builds, "ordinary": ordinary}
    for _ in range(2):
        report.write_parts(file, report.document(some))
        text = file.read_text()
        assert "| load | 10.0 ms | 100.0 ms | 1.00 | 80 |" in text
        assert "**Builds** (measured on 2030-01-02)" in text
        assert "| cold build, with those cached, s | 7.0 | 7.0 | 1.00 |" in text
        assert text.count("| one | 2 : 2 (1.00) |") == text.count("**Ordinary figures**") == 1
        assert "| from clone to open book, s | 5.0 | 10.0 | 0.50 |" in text
        assert text.rstrip().removesuffix(report.END).rstrip().endswith("available.")


@pytest.mark.parametrize("file", ["docs/benchmarks.md", "README.md"])
def test_the_files_have_markers_for_the_results(file: str) -> None:
    report.put((ROOT / file).read_text(encoding="utf-8"), "tables")


def test_the_readme_shows_four_numbers_of_the_page_with_most_figures() -> None:
    def page(figures: int, gzip: int, blocking: int) -> dict[str, Any]:
        return {"figures": figures, "first": {"gzip": gzip}, "4x": {"blocking": blocking}}

    results = {
        "pages": {
            "book/few": {"book": page(1, 1, 1), "baseline": page(1, 2, 2)},
            "book/many": {"book": page(7, 134_000, 280), "baseline": page(7, 2_680_000, 5_600)},
        },
        "builds": {"book": {"cold": 20, "edit": 7.5}, "baseline": {"cold": 40, "edit": 7.5}},
    }
    assert report.headline(results).splitlines()[2:] == [
        "| many: KB gzipped, first view | 134 | 2,680 | 0.05 |",
        "| many: blocking, ms, CPU four times slower | 280 | 5,600 | 0.05 |",
        "| cold build, s | 20.0 | 40.0 | 0.50 |",
        "| build after an edit of one line, s | 7.5 | 7.5 | 1.00 |",
    ]
    assert {"pages", "builds"} == report.HEADLINE_PARTS


def test_the_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) < 120


def test_what_the_baseline_installs_is_pinned_as_in_the_requirements() -> None:
    assert [line.partition("==")[0] for line in clone.needs()] == list(clone.NEEDED)
    assert all("==" in line for line in clone.needs())


def test_a_command_that_fails_says_which_and_why(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "import sys; sys.exit('no such thing')"]
    with pytest.raises(RuntimeError, match="no such thing"):
        clone.spent(command, tmp_path, clone.fresh(tmp_path))


def test_the_growth_is_the_exponent_between_the_two_largest_sizes() -> None:
    costs = [scale.Cost("x", n, n**2 / 1e6, 1.0) for n in (1000, 10, 100)]
    assert scale.growth(costs) == pytest.approx(2)


def test_the_command_takes_parts_and_refuses_others(capsys: pytest.CaptureFixture[str]) -> None:
    assert arguments(["--parts", "scale,pages"]).parts == ["scale", "pages"]
    assert arguments([]).parts == ["clone", "pages", "builds", "ordinary", "scale"]
    short = arguments(["--short"])
    assert (short.runs, short.most, short.only_print) == (1, 100, True)
    with pytest.raises(SystemExit):
        arguments(["--parts", "speed"])
    assert "parts" in capsys.readouterr().err


def test_a_stopped_mutation_report_resumes_and_counts_both_runs(tmp_path: Path) -> None:
    out = tmp_path / "made" / "faults.json"
    text = mutation.source("words.days")
    fault, other = (
        mutation.Mutant(
            "words.days", "Number", place, text.replace("range(1, 13)", f"range(1, {number})")
        )
        for place, number in ((0, 11), (1, 12))
    )
    begun = mutation.Report(out)
    begun.row(fault)["by"].append("")
    begun.row(other)["by"].append("tests/words/test_days.py::test_months")
    begun.write()
    assert fault.diff.splitlines()[-1].endswith("for month in range(1, 11))")
    later = mutation.Report(out, json.loads(out.read_text(encoding="utf-8")))
    later.row(fault)["by"].append("tests/words/test_days.py::test_months")
    assert len(later.rows) == 2
    assert later.score("words.days") == "words.days: of 2 found 1 at first, 2 at last"
    assert later.score("rules") == "rules: of 0 found 0 at first, 0 at last"


def test_the_tests_that_found_other_faults_of_a_module_come_first_then_the_quickest() -> None:
    known = mutation.Answers({"slow": 2.0, "quick": 0.1, "finder": 3.0})
    known.found["days"]["finder"] += 1
    assert sorted(known.seconds, key=lambda test: known.order("days", test)) == [
        *("finder", "quick", "slow"),
    ]
    assert known.order("rules", "finder") > known.order("rules", "slow")


def test_a_fault_in_code_that_does_not_run_is_skipped() -> None:
    assert mutation.shape("def f(a: int | None) -> int: return a") == (
        mutation.shape("def f(a: int & None) -> str: return a")
    )
    assert mutation.shape("a = 1 + 1") != mutation.shape("a = 1 - 1")
