"""The one call that shows a figure: in the book, in JupyterLab, in VS Code and in Colab."""

from __future__ import annotations

import json
import os
import re
from typing import Any
from urllib.parse import quote

import plotly.graph_objects as go
from IPython.display import HTML, Markdown, display

from afterllama.charts.base import Chart

PAYLOAD = "application/vnd.afterllama.figure+json"
ESCAPES = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}


def show(chart: Chart, *, id: str, title: str, caption: str, alt: str) -> None:
    """Show a figure with its title, caption, sources, table and text alternative.

    Parameters
    ----------
    chart : Chart
        The plotly figure with its table and its sources.
    id : str
        Address of the figure on its page, such as `fig-departures`.
    title : str
        A sentence that states the finding.
    caption : str
        How to read the figure, and what it leaves out.
    alt : str
        What the figure shows, for somebody who does not see it.

    Raises
    ------
    ValueError
        Where one of these, the table or the sources is missing.
    """
    _complete(chart, id, title, caption, alt)
    if os.environ.get("AFTERLLAMA_BOOK"):
        display(bundle(PAYLOAD, _payload(chart, id, title, caption, alt), title), raw=True)
    else:
        _show_in_notebook(chart, id, title, caption)


def bundle(kind: str, payload: dict[str, Any], title: str) -> dict[str, str]:
    """An output that carries a payload of a media type to the book's pages."""
    text = json.dumps(payload, ensure_ascii=False).translate(ESCAPES)
    return {"text/html": f'<script type="{kind}">{text}</script>', "text/plain": title}


def _show_in_notebook(chart: Chart, id: str, title: str, caption: str) -> None:
    """Show the ordinary plotly figure between its words; the table and its CSV are folded."""
    figure = go.Figure(chart.figure).update_layout(height=chart.height)
    cited = "; ".join(f"[{source.text}]({source.url})" for source in chart.sources)
    table = chart.table.rename(columns=chart.labels).to_html(index=False, escape=True)
    link = f"data:text/csv;charset=utf-8,{quote(chart.table.to_csv(index=False))}"
    display(Markdown(f"**{title}**"))
    display(figure)
    display(Markdown(caption))
    display(
        HTML(
            f"<details><summary>Data as a table</summary>{table}"
            f'<a download="{id}.csv" href="{link}">Download CSV</a></details>'
        )
    )
    display(Markdown(f"<details><summary>Sources</summary>\n\n{cited}\n\n</details>"))


def _complete(chart: Chart, id: str, title: str, caption: str, alt: str) -> None:
    words = {"id": id, "title": title, "caption": caption, "alt": alt}
    missing = [name for name, text in words.items() if not text.strip()]
    if not chart.sources:
        missing.append("sources")
    if chart.table.empty:
        missing.append("table")
    if missing:
        raise ValueError(f"figure {id or '(without id)'}: lacks {', '.join(missing)}")
    if not re.fullmatch(r"fig-[a-z0-9-]+", id):
        raise ValueError(f"figure {id}: an id is fig- and then small letters, digits and hyphens")


def _payload(chart: Chart, id: str, title: str, caption: str, alt: str) -> dict[str, Any]:
    columns = [
        {"name": name, "label": label, "kind": chart.kind(name)}
        for name, label in chart.labels.items()
    ]
    figure = json.loads(chart.figure.to_json())
    return {
        "id": id,
        "title": title,
        "caption": caption,
        "alt": alt,
        "sources": [vars(source) for source in chart.sources],
        "table": {"columns": columns, "rows": chart.table.values.tolist()},
        "height": {"wide": chart.height, "narrow": chart.narrow_height},
        "narrow": chart.narrow,
        "figure": {key: figure[key] for key in ("data", "layout", "frames") if key in figure},
    }
