"""No sentence is put together in code: translators get whole sentences.

An f-string, `+`, `join`, `format` or `%` that combines words outside `say` and `count` is a fault,
as is a text that extraction cannot find because it is made where it is said.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from string import Formatter

import pytest
from chapter_runs import BOOK, EVERY, read

PACKAGE = BOOK / "afterllama"
SAYING = ("say", "count", "noted")
#: What has words for those who mend data or code, and none for a reader of the book.
FOR_EDITORS = frozenset(
    {
        "tables/constraints.py",
        "check.py",
        "loading/comparison.py",
        "record/lookup.py",
        "loading/conflicts.py",
        "dictionary.py",
        "claims/grammar.py",
        "idle.py",
        "charts/palette.py",
        "shown/corrections.py",
        "shown/publisher.py",
        "shown/downloads/sqlite_export.py",
        "loading/rules.py",
        "tables/schema.py",
        "tables/csv_files.py",
        "tables/spreadsheet_changes.py",
        "tables/reading.py",
        "withdraw.py",
    }
)
#: Names, ids, addresses and media types that are put together: module, and the text with `{}`.
NO_WORDS = frozenset(
    {
        ("chapters/authors/numbers.py", "{}:"),
        ("shown/citations/bibliography.py", " and "),
        ("chapters/comparison/texts.py", "thin{}"),
        ("charts/joint_papers.py", "thanks:{}"),
        ("charts/lab_heads.py", "{headnode}-{}"),
        ("charts/benchmark_scores.py", "model with these scores whose {} is known"),
        ("charts/benchmark_scores.py", "x{}"),
        ("charts/benchmark_scores.py", "y{}"),
        ("shown/citations/book_citation.py", " and "),
        ("claims/verdicts.py", "claim-{}"),
        ("claims/verdicts.py", "; "),
        ("charts/groups.py", "group:{}"),
        ("shown/directory_facts.py", "person-{}"),
        ("shown/directory_facts.py", "organization-{}"),
        ("shown/directory_facts.py", "(?<!\\w)(?:{})(?!\\w)"),
        ("shown/directory_entries.py", "people-{}"),
        ("shown/directory_entries.py", "person-{}"),
        ("shown/directory_entries.py", "organization-{}"),
        ("record/tally.py", "<li><samp>{}</samp>: {}</li>"),
        ("record/record.py", "the record does not list {} further authors of {}"),
        ("charts/signatures.py", "{}: it is left out"),
        ("words/days.py", "a day is a date or a text such as '2023-09-05', and not {}"),
        ("words/days.py", ": name one of its days, such as '{}'"),
        ("shown/downloads/exports.py", "{}-data.zip"),
        ("shown/downloads/exports.py", "{}_kind"),
        ("shown/downloads/exports.py", "begin_{}_kind"),
        ("shown/downloads/exports.py", "end_{}"),
        ("shown/downloads/exports.py", "{}.sqlite"),
        ("shown/downloads/exports.py", "{}.graphml"),
        ("shown/downloads/exports.py", "{}-nodes.csv"),
        ("shown/downloads/exports.py", "{}-edges.csv"),
        ("shown/downloads/exports.py", "{}-ledger.csv"),
        ("shown/downloads/exports.py", "{}-ledger.json"),
        ("shown/downloads/exports.py", "{}-corrections.csv"),
        ("shown/downloads/exports.py", "{}-sources.bib"),
        ("shown/downloads/exports.py", "{}:{}"),
        ("shown/downloads/exports.py", ":"),
        ("shown/downloads/exports.py", "{}_earliest"),
        ("shown/downloads/exports.py", "{}_latest"),
        ("record/evidence.py", "{}:{}"),
        # What an analyst is told where a question has no answer.
        ("charts/commits.py", "commits to {} on the branch {}"),
        ("charts/training_costs.py", "GPU-hours of these models by {}"),
        ("charts/departures.py", "dated evidence on the authors of {}"),
        ("charts/colleagues.py", "second author of {}"),
        ("charts/storyline.py", "stays of authors of {}"),
        ("network/graphs.py", "{}: it is left out"),
        ("record/record.py", "column of {}"),
        ("record/record.py", "row of {}"),
        ("record/record.py", "{} was not out by {}"),
        ("record/record.py", "the record lists no authors of {}"),
        ("record/record.py", "it is a {}, ask for {}={}"),
        ("record/record.py", "{} of evidence"),
        ("charts/base.py", "no evidence passes the test of {}"),
        ("charts/published_counts.py", "counts of the authors of {}"),
        (
            "record/data_frames.py",
            "the table {} of a record cannot be {}, as nothing would follow from it: "
            "change the files of a folder and load it, or ask for record.without(...)",
        ),
        ("record/record.py", "{} was signed for several employers, and one is wanted"),
        ("record/record.py", "{} may have come out after {}, and count: {}"),
        ("record/record.py", "{} of {} pieces of evidence"),
        ("record/record.py", "{}; their month or year was not over"),
        ("record/evidence.py", "a piece of evidence has no {}; a test may read {}"),
        ("record/record.py", "a {} of evidence"),
        ("record/record.py", "no evidence is left: {}"),
        ("record/record.py", "none meets what is asked for{}"),
        ("record/record.py", "nothing is set aside: no evidence meets what is asked for{}"),
        ("record/record.py", "the name of one {}"),
        ("record/record.py", "the record ends on {}, before {}: it has no later evidence"),
        ("record/record.py", "{}; for 'or', make two calls"),
        # How a record, a tally, a chart and the ledger print in a notebook's code cells.
        ("record/record.py", "{}_id"),
        ("record/record.py", " or "),
        ("chapters/reorganization/texts.py", "row{}"),
        (
            "shown/claim_cards.py",
            "<blockquote><p>{} {}</p><p><strong>{}</strong> ({}). {}</p></blockquote>",
        ),
        ("shown/controls.py", "min({}rem, 98%)"),
        ("shown/figures.py", "\\u{}"),
        ("shown/figures.py", "data:text/csv;charset=utf-8,{}"),
        ("charts/theme.py", "c{}"),
        ("charts/theme.py", "var(--al-{})"),
    }
)
WORD = re.compile(r"[^\W\d_]|[:;()]")
#: Markup, and places that plotly fills.
MARKUP = re.compile(r"<[^>]*>|%\{[^}]*\}")


def combined(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and text of every expression that combines words, those of errors left out."""
    for node in said(tree):
        if isinstance(node, ast.JoinedStr):
            yield node.lineno, "".join(map(typed, node.values))
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
            yield from ((node.lineno, typed(side)) for side in (node.left, node.right))
        elif getattr(getattr(node, "func", None), "attr", "") in ("join", "format"):
            yield node.lineno, typed(node.func.value)  # type: ignore[attr-defined]


def said(tree: ast.AST) -> Iterator[ast.AST]:
    """All nodes but those of raised errors, of guards, and of the forms of numbers."""
    for child in ast.iter_child_nodes(tree):
        if isinstance(child, ast.Raise):
            continue
        if isinstance(child, ast.Call) and getattr(child.func, "id", "") == "guard":
            continue
        yield child
        yield from said(child.value if isinstance(child, ast.FormattedValue) else child)


def typed(node: ast.AST) -> str:
    """A text as it is typed; `{}` for what is computed, with the texts it is chosen from."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.FormattedValue):
        return "{" + typed(node.value) + "}"
    if isinstance(node, ast.IfExp):
        return typed(node.body) + typed(node.orelse)
    return ""


def has_words(text: str) -> bool:
    """Whether a text holds words, or signs that a language sets in its own way."""
    return bool(WORD.search(MARKUP.sub("", text).replace("{}", "")))


def codes() -> dict[str, str]:
    """The code whose words a reader may see: modules, and the cells of pages."""
    modules = {
        path.relative_to(PACKAGE).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(PACKAGE.rglob("*.py"))
        if path.relative_to(PACKAGE).as_posix() not in FOR_EDITORS
    }
    return modules | {path.name: "\n".join(read(path).code) for path in EVERY}


def found() -> list[tuple[str, int, str]]:
    """All that combines words, by module and line."""
    return [
        (name, line, text)
        for name, code in codes().items()
        for line, text in combined(shown(ast.parse(code)))
        if has_words(text)
    ]


def shown(tree: ast.Module) -> ast.Module:
    """A module without the texts by which objects print for whoever writes code."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            node.body = [one for one in node.body if getattr(one, "name", "") != "__repr__"]
    return tree


def test_no_words_are_combined_in_code() -> None:
    faults = [f"{name}:{n}: {text!r}" for name, n, text in found() if (name, text) not in NO_WORDS]
    assert not faults, "\n".join(faults)


def test_every_exception_is_still_needed() -> None:
    assert {(name, text) for name, _, text in found()} == NO_WORDS


@pytest.mark.parametrize(
    "code",
    [
        "f'{n} authors left'",
        "f'{n}: {m}'",
        'f\'{"with" if heard else "without"} {word}\'',
        "'left ' + name",
        "name + ' left'",
        "'%s left' % name",
        "' and '.join(names)",
        "'{} left'.format(name)",
        "show(title=f'{n} left')",
    ],
)
def test_combined_words_are_found(code: str) -> None:
    assert any(has_words(text) for _, text in combined(ast.parse(code)))


@pytest.mark.parametrize(
    "code",
    [
        "say('{n} authors left', n=n)",
        "f'<b>{name}</b>, {day}'",
        "f'{value:,.1f}'",
        "raise ValueError(f'no {name} here')",
        "guard(f'{n} left', True)",
        "', '.join(names)",
    ],
)
def test_whole_texts_are_allowed(code: str) -> None:
    assert not any(has_words(text) for _, text in combined(ast.parse(code)))


def saying(code: str) -> Iterator[tuple[str, ast.Call]]:
    """The calls that say or note a text, with the name of what is called."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in SAYING:
            yield node.func.id, node  # type: ignore[attr-defined]


def literal(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def built(node: ast.expr) -> bool:
    """Whether a text is put together where it stands, or typed within a choice."""
    if isinstance(node, ast.IfExp):
        return any(literal(side) or built(side) for side in (node.body, node.orelse))
    return isinstance(node, ast.JoinedStr | ast.BinOp)


def test_texts_to_translate_can_be_extracted() -> None:
    """What `count` and `noted` are given is typed; what `say` is given is, or was `noted`."""
    faults = []
    for name, code in codes().items():
        for called, node in saying(code):
            texts = node.args[:2] if called == "count" else node.args[:1]
            if not all(literal(text) or (called == "say" and not built(text)) for text in texts):
                faults.append(f"{name}:{node.lineno}")
    assert not faults, faults


def test_no_text_is_typed_within_an_f_string() -> None:
    """Before Python 3.12 the extractor does not look into one."""
    for name, code in codes().items():
        for node in ast.walk(ast.parse(code)):
            if isinstance(node, ast.JoinedStr):
                within = [call for _, call in saying(ast.unparse(node))]
                assert not any(map(literal, (arg for call in within for arg in call.args))), name


def test_the_places_of_a_text_are_filled_and_no_others() -> None:
    for name, code in codes().items():
        for called, node in saying(code):
            if called == "noted":
                continue
            given = {word.arg for word in node.keywords}
            for text in filter(literal, node.args[:2]):
                fields = [field for _, field, _, _ in Formatter().parse(typed(text)) if field]
                places = {re.split(r"[.\[]", field)[0] for field in fields}
                assert places == given, f"{name}:{node.lineno}: {typed(text)!r}"


def test_nothing_is_translated_at_import() -> None:
    """The language is known when something is shown, not before."""
    for name, code in codes().items():
        if not name.endswith(".py"):
            continue
        tree = ast.parse(code)
        inside = {id(n) for f in functions(tree) for n in ast.walk(f)}
        early = [
            node.lineno
            for node in ast.walk(tree)
            if isinstance(node, ast.Call)
            and getattr(node.func, "id", "") in ("say", "count")
            and id(node) not in inside
        ]
        assert not early, f"{name}: {early}"


def functions(tree: ast.AST) -> list[ast.AST]:
    return [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.Lambda)]
