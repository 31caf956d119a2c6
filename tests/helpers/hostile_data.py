"""A data folder in which every text is an injection attempt."""

from __future__ import annotations

from pathlib import Path

from records import copied, lines_of, write

#: What runs if any part of the text is taken for markup.
BROKEN = "window.broken=1"
#: Each tries another way out of being text: HTML, its attributes and scripts, plotly's own markup
#: and templates, Markdown, MyST, Jinja, mathematics, XML, and letters that run the other way.
ATTACKS = (
    f'<img src=x onerror="{BROKEN}">',
    f"<script>{BROKEN}</script>",
    f'"><svg onload={BROKEN}>',
    f"'onfocus='{BROKEN}'autofocus='",
    f"[x](javascript:{BROKEN})",
    f'<a href="javascript:{BROKEN}">y</a>',
    f"<javascript:{BROKEN}>",
    "</script></style></title>-->]]>",
    "<b>q</b><br>%{x}%{customdata[0]}<extra></extra>",
    "{eval}`1+1` {{ 7*7 }} {% raw %} {# c #} ${7*7} $x$ $$y$$",
    "*em* **st** `co` |bar| &lt;i&gt; &amp; \\n # = - +",
    "\u05e9\u05dc\u05d5\u05dd 12",
)
#: The columns of free text: what no pattern, list or key holds, and no chapter asks for by name.
COLUMNS = {
    "sources": ("label", "publisher", "title", "relays", "note"),
    "organizations": ("name", "note"),
    "people": ("name", "aliases", "note"),
    "papers": ("short_title", "title", "note"),
    "versions": ("note",),
    "authorships": ("note",),
    "evidence": ("statement",),
    "conflicts": ("explanation",),
    "counts": ("statement",),
    "acknowledgements": ("statement",),
    "models": ("name", "note"),
    "training": ("locator", "note"),
    "benchmarks": ("locator",),
    "events": ("title", "note"),
    "statements": ("statement",),
    "paragraphs": ("reason",),
    "claims": ("statement", "for_against", "wording"),
}


def hostile(folder: Path) -> Path:
    """Copy the data into ``folder / "data"`` with an attack behind every text, each in turn."""
    data = copied(folder)
    turn = 0
    for table, columns in COLUMNS.items():
        header, *rows = lines_of(data, table)
        for column in columns:
            place = header.index(column)
            attack: dict[str, str] = {}
            for row in rows:
                text = row[place]
                if text and text not in attack:
                    attack[text] = ATTACKS[turn % len(ATTACKS)]
                    turn += 1
                if text:
                    row[place] = f"{text} {attack[text]}"
        write(data, table, [header, *rows])
    return data


#: What only an attack can make: the book's own pages have no such element.
MADE = (
    "img, script:not([src]):not([type]), [onerror], [onload], [onfocus], [autofocus], "
    "[href^='javascript' i], [src^='data' i]"
)
