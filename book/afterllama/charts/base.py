"""The parts of every figure: the plotly figure, its table and its sources, by reading date.

Marks are made from rows of the table. In a trace, `meta.columns` says which property repeats which
column, and `customdata` has the row number of each mark, so that tests can compare the drawn figure
with its table. `meta.people` names the person of each point, or of the whole trace, so that a
person can be marked in every figure of a page.
"""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence, Sized
from dataclasses import dataclass, field, replace
from datetime import date
from functools import wraps
from html import escape
from typing import Any, Concatenate, ParamSpec, TypeVar

import pandas as pd
import plotly.graph_objects as go

from afterllama.charts.notebook_figure import draw, live
from afterllama.charts.theme import MUTED, SHADE, TEMPLATE, colour
from afterllama.record.cited_sources import Citation, cite
from afterllama.record.data_frames import Kept, shared
from afterllama.record.evidence import Proof, passes
from afterllama.record.lookup import check_record, several, warn
from afterllama.record.record import Record
from afterllama.tables.schema import Reading
from afterllama.words import prose
from afterllama.words.days import ISO, halves
from afterllama.words.language import say

P = ParamSpec("P")
Held = TypeVar("Held", bound=Sized)
#: Columns whose cells are ids with a label, which readers see instead.
TERMS = frozenset(
    {
        *("kind", "since_kind", "until_kind", "left_kind", "confidence", "decides", "says"),
        *("verdict", "how", "relation", "what"),
    }
)
#: Plotly's default thousands separator and decimal mark.
SIGNS = (",", ".")
#: Width of a hover label, in characters, and the most lines of each part of its text.
HOVER, LINES = 52, 12


@dataclass(frozen=True)
class Steps:
    """A figure with a time control: how its traces look on each of several days.

    `looks` has, for every day, one dict per trace of dotted plotly names to values, with the same
    names on every day. `start` is the index of the day shown first. `words` label the steps if
    these are not days; days are labelled by their month.
    """

    days: tuple[date, ...]
    start: int
    looks: tuple[tuple[dict[str, Any], ...], ...]
    words: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"Steps({self.labels[0]} to {self.labels[-1]}, {len(self.looks)} steps)"

    @property
    def labels(self) -> list[str]:
        """The label of every step."""
        return list(self.words) or [prose.month(day) for day in self.days]

    def changes(self) -> list[dict[int, dict[str, Any]]]:
        """For every day, the differences from the day before, by number of the trace."""
        before: tuple[dict[str, Any], ...] = tuple({} for _ in self.looks[0])
        found = []
        for day in self.looks:
            pairs = enumerate(zip(before, day, strict=True))
            new = {
                n: {key: value for key, value in look.items() if old.get(key) != value}
                for n, (old, look) in pairs
                if look != old
            }
            found.append(new)
            before = day
        return found


@dataclass(frozen=True, repr=False, eq=False, kw_only=True)
class View:
    """A figure on one reading date, with its table and its sources.

    `table` has ids and numbers as in the data; it and `figure` are handed out as copies. `labels`
    has English texts; readers see `cells` and `heads`. `height` and `narrow_height` are in pixels,
    for a wide page and for a phone. `narrow` and `narrow_data` have what differs on a phone, in the
    layout and by number of the trace, as dotted plotly names. `people` maps the ids in
    `meta.people` to names.
    If the figure draws groups instead of people, `groups` says how to read them.
    """

    figure: Kept[go.Figure] = Kept(go.Figure)  # noqa: RUF009 (no default: see Kept)
    table: Kept[pd.DataFrame] = Kept(shared)  # noqa: RUF009
    labels: dict[str, str]
    sources: tuple[Citation, ...]
    height: int
    narrow_height: int
    narrow: dict[str, Any] = field(default_factory=dict)
    narrow_data: dict[int, dict[str, Any]] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)
    steps: Steps | None = None
    groups: str = ""

    def __post_init__(self) -> None:
        if list(self.labels) != list(self.table.columns):
            raise ValueError("a chart's labels must name the columns of its table, in order")
        # Charts of one sort share their labels: a change to those of one leaves the others.
        object.__setattr__(self, "labels", dict(self.labels))

    def __repr__(self) -> str:
        return f"View of {len(self.table)} rows ({', '.join(self.labels)})"

    @property
    def drawn(self) -> go.Figure:
        """The figure itself, which nobody may change: a copy takes time."""
        return vars(self)["figure"]

    @property
    def heads(self) -> dict[str, str]:
        """The columns' labels, by name."""
        return {name: say(label) for name, label in self.labels.items()}

    @property
    def cells(self) -> pd.DataFrame:
        """The table as readers see it, with labels instead of ids."""
        return self.table.assign(
            **{name: self.table[name].map(say) for name in self.table if name in TERMS}
        )

    def kind(self, column: str) -> str:
        """`number`, `date` or `text`."""
        values = self.table[column]
        if pd.api.types.is_numeric_dtype(values):
            return "number"
        dated = len(values) and all(ISO.fullmatch(text) for text in values if text)
        return "date" if dated and any(values) else "text"


@dataclass(frozen=True)
class Room:
    """A page width in pixels, with the size of letters and their mean width."""

    width: float
    font: int
    glyph: float

    def text(self, words: str) -> float:
        """The approximate width of a text."""
        return len(words) * self.glyph


@dataclass(frozen=True, repr=False)
class Chart:
    """A figure on each reading date, by the date's name; the last is shown first.

    `readings` has the dates. All views have the same columns and heights, so that a page does not
    jump when the date changes. In a notebook a chart draws itself; `show` adds its
    words, its table and its sources. `changed` says whether its record was one that `as_of`,
    `without`, `only` or `with_lag` made.
    """

    views: dict[str, View]
    readings: dict[str, Reading]
    changed: bool = False

    def __post_init__(self) -> None:
        if len({(*v.labels, v.height, v.narrow_height) for v in self.views.values()}) != 1:
            raise ValueError("the views of a chart differ in their columns or heights")

    @property
    def shown(self) -> View:
        """The view that is shown first."""
        return list(self.views.values())[-1]

    @property
    def figure(self) -> go.Figure:
        """The plotly figure of the view that is shown first, as a copy that can be changed."""
        *_, name = self.views
        return live({name: self.shown})

    def with_buttons(self, titles: Mapping[str, str] | None = None) -> go.Figure:
        """The plotly figure with buttons for the reading dates, and a title for each if given."""
        names = {
            name: say("Evidence public by {day}", day=prose.short(self.readings[name].day))
            for name in self.views
        }
        return live(self.views, names, titles)

    def __repr__(self) -> str:
        days = " or ".join(f"{self.readings[name].day}" for name in self.views)
        rows = f"{len(self.shown.table)} rows ({', '.join(self.shown.labels)})"
        return f"Chart of {rows}, as of {days}"

    def _ipython_display_(self) -> None:
        draw(self.with_buttons())


def some(held: Held, what: str) -> Held:
    """What a chart draws; ValueError where the record has nothing of it."""
    if not len(held):
        raise ValueError(f"the record has no {what}")
    return held


def out_before(record: Record, paper_id: str, until: date) -> date:
    """The day on which a paper was out; ValueError where this is not before the last day drawn."""
    begin = record.paper_day(paper_id)
    if until <= begin:
        raise ValueError(f"{record.name(paper_id)} was out on {begin}: {until} is not after it")
    return begin


def _pairs(given: Any, wanted: str) -> list[Any]:
    """One pair or more."""
    held = list(given) if isinstance(given, Iterable) and not isinstance(given, str) else [given]
    for pair in held:
        if not isinstance(pair, tuple | list) or len(pair) != 2:
            raise TypeError(f"{wanted}, and not {pair!r}")
    if not held:
        raise ValueError(f"{wanted}, and none is given")
    return held


def _labelled(record: Record, given: Any) -> list[tuple[date, str]]:
    """Days with their labels."""
    pairs = _pairs(given, "a list of days and their labels is wanted, such as [('report', '')]")
    return [(record.reached(day), label_of(text)) for day, text in pairs]


def _signed(record: Record, given: Any) -> str:
    """A paper of which the record lists authors."""
    record.check_signed(given)
    return _paper(record, given)


def _paper(record: Record, given: Any) -> str:
    """A paper, with a warning where the record does not list all its authors."""
    paper_id = record.find("paper", given)
    if told := record.lacking(paper_id):
        warn(told)
    return paper_id


def label_of(given: Any) -> str:
    """A label as it is drawn; TypeError where it is no text."""
    if not isinstance(given, str):
        raise TypeError(f"a label is a text, and not {given!r}")
    return given


def _rules(record: Record, given: Any) -> dict[str, Any]:
    """Functions of a record by their labels."""
    if not isinstance(given, Mapping):
        raise TypeError(f"rules are functions of a record by their labels, and not {given!r}")
    return {label_of(label): _function("rule", rule) for label, rule in given.items()}


def _tests(record: Record, given: Any) -> list[tuple[str, Any]]:
    """Groups of evidence as labels and tests, with a warning for one that no evidence passes."""
    pairs = _pairs(given, "a list of labels and tests of evidence is wanted")
    found = [(label_of(label), _function("test", test)) for label, test in pairs]
    for label, test in found:
        if not any(passes(test, proof) for proof in record.whole.proofs):
            warn(f"no evidence passes the test of {label!r}")
    return found


def _function(kind: str, given: Any) -> Any:
    if not callable(given):
        raise TypeError(f"a {kind} is a function, and not {given!r}")
    return given


#: What the arguments of charts are, by their names: how each is found, however it is given.
ARGUMENTS: dict[str, Callable[[Record, Any], Any]] = {
    **dict.fromkeys(("paper_id", "first", "second"), _signed),
    "papers": lambda r, given: [_paper(r, one) for one in r.find_all("paper", given)],
    **dict.fromkeys(("people", "others"), lambda r, given: r.find_all("person", given)),
    "origin": Record.employer,
    **dict.fromkeys(("marked", "until", "day", "begin", "start"), Record.reached),
    "also": lambda r, given: [r.reached(day) for day in several("day", given)],
    "days": _labelled,
    "mark": lambda r, given: label_of(given),
    "rules": _rules,
    "groups": _tests,
}


def readings_of(record: Record) -> dict[str, Reading]:
    """The reading dates on which a record differs: none after its own, and each day once."""
    last = record.package.record_date
    held = {name: min(one.day, last) for name, one in record.package.readings.items()}
    names = {day: name for name, day in held.items()}
    return {
        name: replace(record.package.readings[name], day=day) for day, name in sorted(names.items())
    }


def by_reading(
    draw: Callable[Concatenate[Record, Record, P], View],
) -> Callable[Concatenate[Record, P], Chart]:
    """Make a chart from a function that draws one view.

    The function gets the whole record, for what stays in place on every reading date, and the
    record as of a reading date, for what is drawn.
    The chart takes one record, and people, papers, employers and days in any form that the
    record takes.
    """
    drawn = inspect.signature(draw)
    whole, _, *others = drawn.parameters.values()
    signature = drawn.replace(parameters=[whole, *others], return_annotation=Chart)

    @wraps(draw)
    def chart(record: Record, *args: P.args, **kwargs: P.kwargs) -> Chart:
        given = signature.bind(record, *args, **kwargs)
        check_record(record, draw.__name__)
        for name in given.arguments.keys() & ARGUMENTS.keys():
            given.arguments[name] = ARGUMENTS[name](record, given.arguments[name])
        _, *rest = given.args
        readings = readings_of(record)
        views = {
            name: draw(record, record.as_of(reading.day), *rest, **given.kwargs)
            for name, reading in readings.items()
        }
        return Chart(views, readings, record.changed)

    chart.__signature__ = signature  # type: ignore[attr-defined]
    chart.__annotations__ = {k: v for k, v in draw.__annotations__.items() if k != "known"}
    chart.__annotations__["return"] = Chart
    return chart


def only(record: Record, view: View) -> Chart:
    """A chart that uses all evidence and is the same on every reading date."""
    name, reading = list(readings_of(record).items())[-1]
    return Chart({name: view}, {name: reading}, record.changed)


def outlined(symbol: Any, size: float, colour: Any, width: float = 2) -> dict[str, Any]:
    """A marker with an outline of its own colour."""
    line = {"width": width, "color": colour}
    return {"symbol": symbol, "size": size, "color": colour, "line": line}


#: Letters of a name that fit above a row on a phone.
ABOVE = 40


def names_above(fig: go.Figure, names: dict[str, str], shift: int = 7) -> dict[str, Any]:
    """Phone layout: row names above their marks, so that the marks get the full width.

    `names` maps each category of the vertical axis to its text; `shift` is in pixels.
    """
    above = [
        {
            "name": category,
            "x": 0,
            "xref": "paper",
            "xanchor": "left",
            "y": category,
            "yanchor": "bottom",
            "yshift": shift,
            "text": text,
            "align": "left",
            "showarrow": False,
        }
        for category, text in names.items()
    ]
    own = [note.to_plotly_json() for note in fig.layout.annotations]
    return {"yaxis.showticklabels": False, "annotations": [*own, *above]}


def shade(record: Record, organization_id: str) -> str:
    """The colour of an organization, taken from the data."""
    slot = record.row("organizations", organization_id)["slot"]
    return colour(None if pd.isna(slot) else int(slot))


def add_marks(
    fig: go.Figure,
    table: pd.DataFrame,
    rows: Iterable[int],
    columns: dict[str, str],
    told: Callable[[pd.Series], str] | None = None,
    **style: Any,
) -> None:
    """Add a scatter trace with properties from columns of the table.

    Parameters
    ----------
    fig : Figure
        The figure that gets the trace.
    table : DataFrame
        The figure's table.
    rows : iterable of int
        Numbers of the rows to draw.
    columns : dict of str to str
        Properties of the trace (`x`, `y`, `text`) and their columns; `text` is escaped.
    told : callable, optional
        Gives the hover label of a row.
    **style
        Properties of the trace; `people`, if given, are the person ids of the marks.
    """
    numbers = list(rows)
    meta: dict[str, Any] = {"columns": columns}
    if "people" in style:
        meta["people"] = list(style.pop("people"))
    values = {prop: table[name].iloc[numbers].tolist() for prop, name in columns.items()}
    if "text" in values:
        values["text"] = [plain(text) for text in values["text"]]
    if told:
        style |= {"hovertext": [told(table.iloc[n]) for n in numbers], "hoverinfo": "text"}
    fig.add_scatter(**values, customdata=numbers, meta=meta, **style)


def row_axis(texts: Mapping[str, str], **other: Any) -> dict[str, Any]:
    """Settings of a vertical axis of categories, top to bottom, with their texts.

    `other` are settings of plotly that override these.
    """
    return {
        "categoryorder": "array",
        "categoryarray": list(texts)[::-1],
        "tickmode": "array",
        "tickvals": list(texts),
        "ticktext": list(texts.values()),
        "range": [-0.6, len(texts) - 0.4],
        "showgrid": False,
        **other,
    }


def rows_of(names: Iterable[str], **other: Any) -> dict[str, Any]:
    """Settings of a vertical axis whose rows have names, top to bottom, shown as text."""
    return row_axis({name: plain(name) for name in names}, **other)


def lines(pieces: Iterable[tuple[Any, ...]], **style: Any) -> go.Scatter:
    """A trace of separate horizontal pieces `(from, to, y)`, or `(from, to, y, person id)`."""
    x: list[Any] = []
    y: list[Any] = []
    people: list[str | None] = []
    for first, last, place, *person in pieces:
        x += [first, last, None]
        y += [place, place, None]
        people += [*person * 2, None]
    meta = {"people": people} if any(people) else None
    return go.Scatter(x=x, y=y, mode="lines", hoverinfo="skip", meta=meta, **style)


def figure(**layout: Any) -> go.Figure:
    """An empty figure in the house style, with the number format of the edition's language."""
    thousands, decimal = prose.signs()
    if (thousands, decimal) != SIGNS:
        layout["separators"] = decimal + thousands
    return go.Figure(layout=go.Layout(template=TEMPLATE, **layout))


def band(fig: go.Figure, table: pd.DataFrame, x: str, hovers: Sequence[str], colour: str) -> None:
    """A stepped band between the columns `least` and `most` of a table, over its column `x`."""
    styles = {
        "most": (say("at most"), "dot", None),
        "least": (say("at least"), "solid", "tonexty"),
    }
    for end, (name, dash, fill) in styles.items():
        add_marks(
            fig,
            table,
            range(len(table)),
            {"x": x, "y": end},
            mode="lines",
            name=name,
            fill=fill,
            fillcolor=SHADE if fill else None,
            line={"shape": "hv", "color": colour, "width": 2.5, "dash": dash},
            hovertext=list(hovers),
            hoverinfo="text",
        )


def plain(*parts: str) -> str:
    """Text for a chart: one part per line, escaped."""
    return "<br>".join(escape(part, quote=False) for part in parts if part)


def wrapped(letters: int, *parts: str, most: int | None = None) -> str:
    """Text for a chart: as `plain`, in lines of so many letters, and as many lines at most."""
    lines = (textwrap.wrap(part, letters, max_lines=most, placeholder=" …") for part in parts)
    return plain(*(line for held in lines for line in held))


def hover(*parts: str) -> str:
    """Text for a hover label: wrapped for a phone and shortened."""
    return wrapped(HOVER, *parts, most=LINES)


def iso(day: date) -> str:
    """A day as in the table and on the axis."""
    return day.isoformat()


def told(record: Record, proof: Proof) -> str:
    """The source of a proof in words."""
    return cite(record, [proof.source_id])[0].text


def time_axis(reach: Sequence[str], ticks: Sequence[date]) -> dict[str, Any]:
    """Settings of a time axis with ticks labelled by month and year."""
    return {
        "type": "date",
        "range": reach,
        "tickvals": [iso(day) for day in ticks],
        "ticktext": [prose.tick(day) for day in ticks],
    }


def ticks(days: Sequence[date], write: Callable[[date], str] = prose.tick) -> dict[str, Any]:
    """Phone layout: the ticks of a time axis and their texts."""
    return {
        "xaxis.tickvals": [iso(day) for day in days],
        "xaxis.ticktext": [write(day) for day in days],
    }


def years(first: date, last: date) -> dict[str, Any]:
    """Phone layout: a time axis has one tick per year, so that labels stay horizontal."""
    januaries = [day for day in halves(first, last) if day.month == 1]
    return ticks(januaries, lambda day: str(day.year))


def vertical(fig: go.Figure, day: date, text: str) -> None:
    """A dashed line at a day, with a label above."""
    fig.add_shape(
        type="line",
        x0=iso(day),
        x1=iso(day),
        y0=0,
        y1=1,
        yref="paper",
        layer="below",
        line={"width": 1.5, "dash": "dash", "color": MUTED},
    )
    fig.add_annotation(
        x=iso(day), y=1, yref="paper", yanchor="bottom", text=escape(text), showarrow=False
    )


def unread(fig: go.Figure, known: Record, last: date, edge: date | str) -> None:
    """Shade the time after the reading date, about which nothing was known then.

    `last` is the last day about which anything is known today, `edge` the end of the time axis.
    """
    day = known.package.record_date
    if day < last:
        fig.add_vrect(x0=iso(day), x1=str(edge), fillcolor=SHADE, line_width=0, layer="below")


#: Letters in a line of text in a band.
BAND = 18


def unsought(
    fig: go.Figure, record: Record, known: Record, edge: date | str, above: bool = False
) -> None:
    """Shade the time for which no documents on people were searched for, and label it.

    Otherwise lines that end there would look like departures. `edge` is the end of the time axis,
    `above` says whether the label is over the chart, as where names are written in the band.
    """
    day = record.sought
    if day is None or not iso(day) < min(iso(known.package.record_date), str(edge)):
        return
    fig.add_vrect(x0=iso(day), x1=str(edge), fillcolor=SHADE, line_width=0, layer="below")
    text = say("not looked for after {day}", day=prose.day(day))
    fig.add_annotation(
        x=1,
        xref="paper",
        xanchor="right",
        y=1,
        yref="paper",
        yanchor="bottom" if above else "top",
        align="right",
        text=plain(*textwrap.wrap(text, BAND)),
        font={"color": MUTED, "size": 11},
        showarrow=False,
    )
