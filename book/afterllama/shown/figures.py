"""The call that shows a figure: in the book, JupyterLab, VS Code and Colab."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from html import escape
from typing import Any, TypedDict
from urllib.parse import quote

import pandas as pd
from IPython.display import HTML, display

from afterllama.charts.base import Chart, Steps, View
from afterllama.charts.notebook_figure import draw
from afterllama.charts.theme import variables
from afterllama.record.lookup import check_texts
from afterllama.shown.downloads.csv_export import separated
from afterllama.tables.schema import Reading
from afterllama.words import prose
from afterllama.words.language import say

PAYLOAD = "application/vnd.afterllama.figure+json"
ESCAPES = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}
#: A text of a figure: the same on every reading date, or by the date's name.
Words = str | Mapping[str, str]


class FigureWords(TypedDict):
    """The words of a figure, for `show(chart, **words)`."""

    id: str
    title: Words
    caption: Words
    alt: Words


#: Stops a notebook's MathJax from reading sums in dollars as formulas.
PLAIN = "tex2jax_ignore mathjax_ignore"


def show(chart: Chart, *, id: str, title: Words, caption: Words, alt: Words) -> None:
    """Show a figure with its title, caption, sources, table and text alternative.

    The words of a chapter's figures are in its folder in `chapters`:
    `show(chart, **figures.departures(n))`.

    Parameters
    ----------
    chart : Chart
        The plotly figure with its table and its sources, by reading date.
    id : str
        Address of the figure on its page, such as `fig-departures`.
    title : str or mapping
        A sentence that states the finding; a mapping by reading date if it depends on it.
    caption : str or mapping
        How to read the figure, and what it leaves out.
    alt : str or mapping
        What the figure shows, for somebody who cannot see it.

    Raises
    ------
    ValueError
        If one of these, the table, the sources, or a text for a reading date is missing.
    TypeError
        If something else than a chart is given, or than a text for one of these.
    """
    words = {"title": title, "caption": caption, "alt": alt}
    if os.environ.get("AFTERLLAMA_BOOK"):
        held = payload(chart, id=id, **words)
        display(bundle(PAYLOAD, held, held["views"][-1]["title"]), raw=True)
    else:
        _show_in_notebook(chart, id, _told(chart, id, words))


def payload(chart: Chart, *, id: str, title: Words, caption: Words, alt: Words) -> dict[str, Any]:
    """What `show` passes to the book's pages: the same arguments, as JSON."""
    told = _told(chart, id, {"title": title, "caption": caption, "alt": alt})
    view = chart.shown
    columns = [
        {"name": name, "label": label, "kind": view.kind(name)}
        for name, label in view.heads.items()
    ]
    people = {key: name for held in chart.views.values() for key, name in held.people.items()}
    return {
        "id": id,
        "sources": [vars(source) for source in view.sources],
        "columns": columns,
        "height": {"wide": view.height, "narrow": view.narrow_height},
        "people": people,
        "views": [
            {**_reading(chart.readings[name]), **told[name], **_view(held)}
            for name, held in chart.views.items()
        ],
    }


def _told(chart: Chart, id: str, words: Mapping[str, Words]) -> dict[str, dict[str, str]]:
    """The words of a figure by reading date; ValueError if something is missing."""
    if not isinstance(chart, Chart):
        raise TypeError(f"show takes a chart of `charts`, not its figure: {type(chart).__name__}")
    told = {name: _words(id, words, name, view) for name, view in chart.views.items()}
    _complete(chart, id, told)
    return told


def bundle(kind: str, payload: dict[str, Any], title: str) -> dict[str, str]:
    """An output that carries a payload to the book's pages under a media type."""
    text = json.dumps(payload, ensure_ascii=False).translate(ESCAPES)
    return {"text/html": f'<script type="{kind}">{text}</script>', "text/plain": title}


def markup(html: str) -> HTML:
    """HTML for a notebook, protected from MathJax; texts in it must be escaped already."""
    return HTML(f'<div class="{PLAIN}">{html}</div>')


def heading(text: str) -> HTML:
    """A title for a notebook, escaped."""
    return markup(f"<strong>{escape(text)}</strong>")


def what_if(judged: bool = False) -> None:
    """Say in a notebook that what follows is drawn from a changed record, or judged on one."""
    note = say("What if: drawn from a changed record. The words of the figure may not fit it.")
    if judged:
        note = say("What if: judged on a changed record. The reason may not fit it.")
    display(markup(f"<em>{escape(note)}</em>"))


@contextmanager
def whole_tables() -> Iterator[None]:
    """Show data frames in a notebook with all rows and whole texts, without mathematics."""
    every = ("display.max_rows", None, "display.max_colwidth", None)
    with pd.option_context(*every, "display.html.use_mathjax", False):
        yield


def check_list(kind: str, id: str, title: str) -> None:
    """Raise an error if a list has no title, or an id that cannot be an address or is no text."""
    check_texts(kind, id=id, title=title)
    if not re.fullmatch(r"[a-z][a-z0-9-]*", id) or not title.strip():
        raise ValueError(f"{kind} {id or '(without id)'}: needs an address and a title")


def _words(id: str, words: Mapping[str, Words], reading: str, view: View) -> dict[str, str]:
    """The words of a figure on one reading date, with a note if it draws groups."""
    try:
        given = {k: t[reading] if isinstance(t, Mapping) else t for k, t in words.items()}
    except KeyError:
        raise ValueError(f"figure {id}: lacks words for the reading date {reading!r}") from None
    check_texts("show", id=id, **given)
    if not view.groups or not all(text.strip() for text in given.values()):
        return given
    title = say("{title} (people in groups)", title=given["title"])
    caption = say(
        "{reading} Nobody is singled out; the table to download has everybody.",
        reading=view.groups,
    )
    alt = say("{title}. {reading}", title=title, reading=view.groups)
    return {"title": title, "caption": caption, "alt": alt}


def _show_in_notebook(chart: Chart, id: str, told: Mapping[str, Mapping[str, str]]) -> None:
    """Show the plotly figure between its words; tables, their CSV and the sources are folded.

    Where buttons choose the reading date, the title is in the figure and follows them. A figure of
    a changed record stands under "What if", as its words may not hold of it.
    """
    *_, last = told
    if chart.changed:
        what_if()
    if len(chart.views) == 1:
        display(heading(told[last]["title"]))
        draw(chart.figure)
    else:
        draw(chart.with_buttons({name: words["title"] for name, words in told.items()}))
    days = {name: prose.short(chart.readings[name].day) for name in told}
    for caption, names in _alike({name: told[name]["caption"] for name in told}):
        day = prose.series(days[name] for name in names)
        text = caption if last in names else say("On {day}: {caption}", day=day, caption=caption)
        display(markup(escape(text)))
    for name in reversed(chart.views):
        display(_furniture(chart.views[name], id, days[name] if len(days) > 1 else ""))


def _alike(texts: Mapping[str, str]) -> list[tuple[str, list[str]]]:
    """Texts, each once, with the names of all that have it; that of the last name first."""
    found: dict[str, list[str]] = {}
    for name in reversed(list(texts)):
        found.setdefault(texts[name], []).append(name)
    return list(found.items())


def _furniture(view: View, id: str, day: str) -> HTML:
    """The table of a view with its CSV, and its sources, folded; with the day if there are more."""
    table = view.cells.rename(columns=view.heads).to_html(index=False, escape=True)
    cells = view.cells.astype(object).where(view.cells.notna(), "")
    link = f"data:text/csv;charset=utf-8,{quote(separated(cells.columns, cells.values))}"
    cited = prose.series(
        f'<a href="{escape(source.url)}">{escape(source.text)}</a>' for source in view.sources
    )
    data, sources, download = say("Data as a table"), say("Sources"), say("Download CSV")
    if day:
        data = say("Data as a table, as of {day}", day=day)
        sources = say("Sources, as of {day}", day=day)
    return markup(
        f"<details><summary>{escape(data)}</summary>{table}"
        f'<a download="{id}.csv" href="{link}">{escape(download)}</a></details>'
        f"<details><summary>{escape(sources)}</summary>{cited}</details>"
    )


def _complete(chart: Chart, id: str, told: Mapping[str, Mapping[str, str]]) -> None:
    parts = {"sources": bool(chart.shown.sources), "table": not chart.shown.table.empty}
    lacking = [] if chart.changed else [name for name, held in parts.items() if not held]
    check_words(id, told.values(), lacking)
    if not re.fullmatch(r"fig-[a-z0-9-]+", id):
        raise ValueError(f"figure {id}: an id must be fig-, then small letters, digits and hyphens")


def check_words(id: str, told: Iterable[Mapping[str, str]], lacking: Iterable[str] = ()) -> None:
    """Raise ValueError if a figure lacks its id, one of its words, or something in `lacking`."""
    words = [("id", id), *(pair for texts in told for pair in texts.items())]
    missing = [*dict.fromkeys(name for name, text in words if not text.strip()), *lacking]
    if missing:
        raise ValueError(f"figure {id or '(without id)'}: lacks {', '.join(missing)}")


def _reading(reading: Reading) -> dict[str, str]:
    return {
        "day": reading.day.isoformat(),
        "date": prose.short(reading.day),
        "reading": say(reading.title),
    }


def _view(view: View) -> dict[str, Any]:
    figure = json.loads(view.drawn.to_json())
    return {
        "rows": view.cells.values.tolist(),
        "figure": {"data": variables(figure["data"]), "layout": variables(figure["layout"])},
        "narrow": variables({"layout": view.narrow, "data": view.narrow_data}),
        "steps": _steps(view.steps) if view.steps else None,
        **({"groups": True} if view.groups else {}),
    }


def _steps(steps: Steps) -> dict[str, Any]:
    return {
        "labels": steps.labels,
        "start": steps.start,
        "changes": variables(json.loads(json.dumps(steps.changes()))),
    }
