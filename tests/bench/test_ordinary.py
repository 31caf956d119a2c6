"""What ordinary figures add to a page: books laid out for it, and the table of the results."""

from __future__ import annotations

from pathlib import Path

from bench import ordinary

PAGE = {
    "anybook": {"raw": 900_000, "gzip": 300_000, "blocking": 210},
    "notebook": {"raw": 5_800_000, "gzip": 1_800_000, "blocking": 2_200},
    "none": {"raw": 800_000, "gzip": 200_000, "blocking": 200},
}


def test_what_figures_add_is_counted_over_the_page_without_them() -> None:
    assert ordinary.added(PAGE, "anybook") == ordinary.Added(100_000, 100_000, 10)
    assert ordinary.table({"one": PAGE})[2] == (
        "| one | 100 : 5,000 (0.02) | 100 : 1,600 (0.06) | 10 : 2,000 (0.01) |"
    )


def test_a_page_that_plotly_does_not_slow_down_has_no_ratio() -> None:
    idle = {name: {**numbers, "blocking": 200} for name, numbers in PAGE.items()}
    assert ordinary.table({"one": idle})[2].endswith("| 0 : 0 |")


def test_only_one_of_the_books_has_the_extension(tmp_path: Path) -> None:
    own = ordinary.lay_out(tmp_path / "own", extended=True)
    plain = ordinary.lay_out(tmp_path / "plain", extended=False)
    assert (own / "_ext" / "anybook" / "__init__.py").is_file()
    assert "anybook" in (own / "_config.yml").read_text(encoding="utf-8")
    assert "sphinx:" not in (plain / "_config.yml").read_text(encoding="utf-8")
    assert not (plain / "_ext").exists()
