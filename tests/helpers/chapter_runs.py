"""Runs a chapter's cells in this process, on any data folder, and collects what it shows."""

from __future__ import annotations

import ast
import inspect
import json
import pickle
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import FunctionType, ModuleType, SimpleNamespace
from typing import Any
from unittest import mock

import afterllama.chapters
import plotly.io as pio
from afterllama import Ledger
from anybook.building import table_of_contents
from coverage import Coverage
from filelock import FileLock
from IPython.core.formatters import DisplayFormatter
from pytest import MonkeyPatch

ROOT = Path(__file__).resolve().parents[2]
BOOK = ROOT / "book"
EVERY = sorted(table_of_contents.chapters(ROOT))
#: Pages that compute what they say; the others lead through something.
PAGES = [path for path in EVERY if path.suffix == ".ipynb"]
#: A place of a text that `say` fills.
PLACE = re.compile(r"\{[^}]*\}")
EVAL = re.compile(r"\{eval\}`([^`]+)`")
#: Where the processes of the tests keep what the chapters show; `conftest.py` names the folder.
KEPT = SimpleNamespace(folder=None)
#: What the chapters' functions answered on the last ledger that was given to a run.
MADE = SimpleNamespace(ledger=None, answers={})
FRONT = re.compile(r"\A---\n.*?^---\n", re.M | re.S)


@dataclass
class Page:
    """A chapter's source: its prose and its code cells."""

    prose: str
    code: list[str]

    @property
    def expressions(self) -> list[str]:
        return sorted(set(EVAL.findall(self.prose)))


@dataclass
class Run:
    """What a chapter showed: values of expressions, figures and ledgers by id, failed guards.

    `directories` are the groups of people or of organizations that it lists, `choices` the counts
    that a reader can change, by id, and `cards` the claim cards and links to claims. `order` has
    the ids of what `SHOWING` shows, first to last. `given` are the chapters' words, `used` those
    that something reads, as pairs of chapter and name.
    """

    values: dict[str, str] = field(default_factory=dict)
    figures: dict[str, dict[str, Any]] = field(default_factory=dict)
    ledgers: dict[str, dict[str, Any]] = field(default_factory=dict)
    directories: list[dict[str, Any]] = field(default_factory=list)
    choices: dict[str, dict[str, Any]] = field(default_factory=dict)
    cards: list[dict[str, Any]] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    order: list[str] = field(default_factory=list)
    given: set[tuple[str, str]] = field(default_factory=set)
    used: set[tuple[str, str]] = field(default_factory=set)


def read(path: Path) -> Page:
    """The prose and the code of a notebook, or the prose of a page of text."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".ipynb":
        return Page(FRONT.sub("", text), [])
    cells = [(c["cell_type"], "".join(c["source"])) for c in json.loads(text)["cells"]]
    prose = "\n\n".join(source for kind, source in cells if kind == "markdown")
    return Page(prose, [source for kind, source in cells if kind == "code"])


@cache
def told(path: Path) -> Run:
    """What a chapter shows of the book's own data: to be looked at only.

    It is run once for all processes of the tests, but where coverage is measured, once for each.
    """
    if KEPT.folder is None or Coverage.current():
        return _watched(path)
    kept = KEPT.folder / path.stem
    with FileLock(f"{kept}.lock"):
        if not kept.exists():
            kept.write_bytes(pickle.dumps(_watched(path)))
        return pickle.loads(kept.read_bytes())


def _watched(path: Path) -> Run:
    """Run a chapter on the book's own data, and watch which words are read."""
    given: set[tuple[str, str]] = set()
    used: set[tuple[str, str]] = set()
    with _watching(given, used):
        found = run(path, ROOT / "data")
    return replace(found, given=given, used=used)


def run(
    path: Path, data: Path, ledger: Ledger | None = None, draw: Collection[str] | None = None
) -> Run:
    """Run a chapter on a data folder; guards are collected instead of raised.

    With `ledger`, that of the folder's data, the chapter takes it and its record instead of reading
    and judging them anew: several chapters are run on the same changed data. With `draw`, of the
    figures only those with these ids are drawn.
    """
    page, result = read(path), Run()
    if draw is not None:
        page = _drawing(page, [name in draw for name in told(path).order])

    def collect(sentence: str, holds: bool) -> None:
        if not holds:
            result.failed.append(sentence)

    def keep(bundle: dict[str, str], raw: bool) -> None:
        payload = re.fullmatch(r"<script[^>]*>(.*)</script>", bundle["text/html"], re.S)
        assert payload and raw
        shown = json.loads(payload[1])
        if "groups" in shown:
            result.directories.append(shown)
            return
        if "card" in shown or "chapter" in shown:
            result.cards.append(shown)
            return
        if "views" in shown:
            kept = result.choices if "outcomes" in shown else result.figures
            kept[shown["id"]] = shown
            result.order.append(shown["id"])
            return
        result.ledgers[shown.get("id", "files")] = shown

    with (
        mock.patch.dict("os.environ", AFTERLLAMA_DATA=str(data), AFTERLLAMA_BOOK="1"),
        mock.patch.object(afterllama, "guard", collect),
        _reading(ledger),
        _displaying(keep),
    ):
        names = _executed(path, page)
        for expression in page.expressions:
            result.values[expression] = str(eval(expression, names))
    return result


def shown_in_a_notebook(
    path: Path, data: Path, change: Callable[[str], str] = str
) -> list[dict[str, Any]]:
    """What a chapter shows in JupyterLab on a data folder: by media type, in order.

    `change` rewrites the code of each cell.
    """
    found: list[dict[str, Any]] = []
    formatter = DisplayFormatter()

    def keep(thing: object) -> None:
        found.append(formatter.format(thing)[0])

    with (
        mock.patch.dict("os.environ", AFTERLLAMA_DATA=str(data), AFTERLLAMA_BOOK=""),
        MonkeyPatch.context() as patch,
        mock.patch("IPython.display.display", lambda bundle, raw: found.append(bundle)),
        _displaying(keep),
    ):
        patch.setattr(pio.renderers, "default", "plotly_mimetype")
        page = read(path)
        _executed(path, Page(page.prose, [change(source) for source in page.code]))
    return found


@contextmanager
def not_measured() -> Iterator[None]:
    """Measure no coverage: the same lines run again and again, and each is slower for it."""
    measured = Coverage.current()
    if measured is None:
        yield
        return
    measured.stop()
    yield
    measured.start()


@contextmanager
def _reading(ledger: Ledger | None) -> Iterator[None]:
    """Hand out a ledger and its record, where there is one, to whoever loads or judges them.

    What the chapters' functions make of it is kept too, for the other pages that ask for it.
    """
    if ledger is None:
        yield
        return
    if MADE.ledger is not ledger:
        MADE.ledger, MADE.answers = ledger, {}
    given, judge = ledger, afterllama.judge
    with (
        mock.patch.object(afterllama, "load", lambda: given.record),
        mock.patch.object(afterllama, "judge", lambda r: given if r is given.record else judge(r)),
        ExitStack() as stack,
    ):
        for module in _chapter_modules():
            for name in {"words", module.__name__.rpartition(".")[2]} & set(vars(module)):
                stack.enter_context(mock.patch.object(module, name, _kept(getattr(module, name))))
        yield


def _kept(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function of the chapters that answers once for the same arguments."""

    def answer(*given: Any) -> Any:
        key = (function, *map(id, given))
        if key not in MADE.answers:
            # The arguments stay too: another thing could get the number of one that is gone.
            MADE.answers[key] = given, function(*given)
        return MADE.answers[key][1]

    return answer


def _chapter_modules() -> list[ModuleType]:
    """The packages of the chapters' numbers and words."""
    names = [module.name for module in iter_modules(afterllama.chapters.__path__)]
    return [import_module(f"afterllama.chapters.{name}") for name in names]


@contextmanager
def _displaying(keep: Callable[..., None]) -> Iterator[None]:
    """Give to a function what the package's calls display."""
    with ExitStack() as stack:
        for module in (
            "figures",
            "ledger_rows",
            "source_rows",
            "downloads.download_list",
            "directory_entries",
            "claim_cards",
            "corrections",
            "evidence_switches",
            "guards",
            "workbench",
        ):
            stack.enter_context(mock.patch(f"afterllama.shown.{module}.display", keep))
        yield


@contextmanager
def _watching(given: set[tuple[str, str]], used: set[tuple[str, str]]) -> Iterator[None]:
    """Add the words that chapters give, and those that are read, as pairs of chapter and name."""

    def watched(chapter: str, words: Callable[..., SimpleNamespace]) -> Callable[..., Any]:
        class Watched(SimpleNamespace):
            def __getattribute__(self, name: str) -> Any:
                used.add((chapter, name))
                return super().__getattribute__(name)

        def watch(*numbers: Any) -> SimpleNamespace:
            texts = vars(words(*numbers))
            given.update((chapter, name) for name in texts)
            return Watched(**texts)

        return watch

    with ExitStack() as stack:
        for module in _chapter_modules():
            if hasattr(module, "words"):
                name = module.__name__.rpartition(".")[2]
                stack.enter_context(mock.patch.object(module, "words", watched(name, module.words)))
        yield


def _drawing(page: Page, drawn: Iterable[bool]) -> Page:
    """A page without those of its figures, in their order, that are not to be drawn.

    Each is shown by a statement of its own; else ValueError.
    """
    cells = [ast.parse(source).body for source in page.code]
    showing = [one for cell in cells for one in cell if any(_called(ast.walk(one), SHOWING))]
    left_out = {one for one, wanted in zip(showing, drawn, strict=True) if not wanted}
    return Page(
        page.prose,
        ["\n".join(ast.unparse(one) for one in cell if one not in left_out) for cell in cells],
    )


def _executed(path: Path, page: Page) -> dict[str, Any]:
    """The names that a chapter's cells leave behind."""
    names: dict[str, Any] = {}
    for source in page.code:
        exec(compile(source, str(path), "exec"), names)
    return names


def guards(page: Page) -> list[str]:
    """The sentences that a chapter guards."""
    return [node.args[0].value for node in _calls(page.code, "guard")]  # type: ignore[attr-defined]


#: The calls that show a figure: a chart, the choice of what counts, the workbench.
SHOWING = ("show", "show_choice", "show_workbench")


def shows(page: Page, *names: str) -> list[ast.Call]:
    """The calls that show a chapter's figures, or those of some names."""
    return list(_calls(page.code, *(names or SHOWING)))


def figure_words(page: Page) -> list[FunctionType]:
    """The functions that hold the words of a chapter's figures: `show(chart, **function(n))`."""
    names: dict[str, Any] = {}
    for node in _nodes(page.code):
        if isinstance(node, ast.Import | ast.ImportFrom):
            exec(ast.unparse(node), names)
    given = [k.value for node in shows(page) for k in node.keywords if k.arg is None]
    return [eval(ast.unparse(node.func), names) for node in given if isinstance(node, ast.Call)]


def figure_texts(page: Page) -> list[str]:
    """Titles, captions and alternatives as typed; `{}` stands for what is computed."""
    sources = [inspect.getsource(words) for words in figure_words(page)]
    texts = [text for node in _calls(sources, "say", "count") for text in node.args]
    return [PLACE.sub("{}", str(text.value)) for text in texts if isinstance(text, ast.Constant)]


def _calls(code: Iterable[str], *names: str) -> Iterator[ast.Call]:
    return _called(_nodes(code), names)


def _called(nodes: Iterable[ast.AST], names: Collection[str]) -> Iterator[ast.Call]:
    for node in nodes:
        if isinstance(node, ast.Call) and getattr(node.func, "id", None) in names:
            yield node


def _nodes(code: Iterable[str]) -> Iterator[ast.AST]:
    for source in code:
        yield from ast.walk(ast.parse(source))
