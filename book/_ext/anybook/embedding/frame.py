"""The line that embeds a figure in another page, and the heights that its frame needs.

Heights are estimated from the figure's texts, so that a build needs no browser for them and gives
the same on every machine. There is one for the width of a phone and one for that of a column, each
enough for every reading date. A browser without container queries takes the greater.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape
from math import ceil
from typing import Any

from anybook.figures.legend import legend

#: The folder of the pages in a site.
FOLDER = "figures"
#: The widths in pixels at which a frame fits.
WIDTHS = (390, 700)
#: Pixels: what `own_page.css` leaves free at both sides; the size of the page's letters.
SIDE, LETTER = 16, 16
#: The mean width of a letter as a part of its height; bold ones are wider.
PLAIN, BOLD = 0.57, 0.64
#: Sizes of titles and of small texts, and the height of their lines, as parts of `LETTER`.
TITLE, SMALL, TITLE_LINE, SMALL_LINE = 1.18, 0.84, 1.18 * 1.3, 0.84 * 1.5
#: Pixels: the width below which a chart has its phone layout, and the widths of its pictures.
PHONE, WIDE_PICTURE, NARROW_PICTURE = 560, 688, 358
#: Pixels: the least width of a frame that is a column, where a chart has its wide layout.
COLUMN = PHONE + 2 * SIDE
#: Pixels: a row of buttons, a button's width without its text, and the margin below rows.
ROW, BUTTON, GAP = 29, 48, 7
#: Pixels: the choice of a reading date, and the parts of a page that do not depend on its figure
#: (margins, number, downloads, the line at the foot), with a line to spare for other fonts.
READINGS, REST = 53, 165


@dataclass(frozen=True)
class Frame:
    """A frame with a figure: the address of the figure's page, its title, and its heights.

    `page` is the address relative to the book's page, `address` the one for other sites: the same
    if the site's address is not known. `number` and `title` are the figure's. `narrow` and `wide`
    are heights in pixels, below and from the width of a column.
    """

    page: str
    address: str
    number: str
    title: str
    narrow: int
    wide: int

    @property
    def line(self) -> tuple[str, str, str, str, str]:
        """The line in parts; the second is the address, the fourth the title of the figure."""
        least, most = min(self.narrow, self.wide), max(self.narrow, self.wide)
        # Positive on the side that is higher, and large within two pixels.
        side = f"{COLUMN}px - 100cqw" if self.narrow > self.wide else f"100cqw - {COLUMN}px"
        return (
            '<div style="width:100%;container-type:inline-size"><iframe src="',
            escape(self.address),
            f'" title="{escape(self.number)}. ',
            escape(self.title),
            f'" width="100%" height="{most}" loading="lazy"'
            f' style="border:0;height:clamp({least}px,({side})*999,{most}px)"></iframe></div>',
        )


def frame(
    payload: dict[str, Any],
    number: str,
    page: str,
    base: str,
    needed: Callable[[dict[str, Any], int], float] | None = None,
) -> Frame:
    """Return the frame of a figure, by its number, its page's address, and the site's address.

    A figure that is no chart has a function of its own for the height that it needs at a width
    between its sides.
    """
    path = f"{FOLDER}/{payload['id']}.html"
    title, up = payload["views"][-1]["title"], "../" * page.count("/")
    least = needed or height
    narrow, wide = (ceil(least(payload, width - 2 * SIDE) / 10) * 10 for width in WIDTHS)
    return Frame(up + path, (base or up) + path, number, title, narrow, wide)


def height(payload: dict[str, Any], width: int) -> float:
    """Return the height in pixels that a figure's page needs at a width between its sides."""
    names = [entry.name for entry in legend(payload["views"])]
    views = payload["views"]
    return max(_height(view, payload["height"], names, len(views), width) for view in views)


def _height(
    view: dict[str, Any], chart: dict[str, int], names: list[str], readings: int, width: int
) -> float:
    """Return the height of a view's page at a width between its sides."""
    groups = [rows_of(names, width), 1 if view.get("steps") else 0]
    controls = sum(rows * ROW + GAP for rows in groups if rows)
    return words(view, width) + controls + drawn(chart, width) + rest(readings, width)


def words(view: dict[str, Any], width: int) -> float:
    """Return the height of the title and the caption of a view at a width."""
    title = lines_of(view["title"], width, TITLE, BOLD) * TITLE_LINE
    return (title + lines_of(view["caption"], width) * SMALL_LINE) * LETTER


def rest(readings: int, width: int) -> float:
    """Return the height of what is around a figure.

    Its last line takes two on a phone, and where it says the day, as there is no choice of one.
    """
    folded = SMALL_LINE * LETTER if width < PHONE or readings == 1 else 0
    return REST + folded + (READINGS if readings > 1 else 0)


def lines_of(text: str, width: float, size: float = SMALL, letter: float = PLAIN) -> int:
    """Return the number of lines of a text at a width; words of six letters end a line early."""
    room = width / (size * LETTER * letter)
    return ceil(len(text) / max(room - 3, 1))


def rows_of(names: Iterable[str], width: int, button: int = BUTTON) -> int:
    """Return the number of rows of buttons with these texts, each so much wider than its text."""
    rows, left = 0, 0.0
    for name in names:
        needed = button + len(name) * SMALL * LETTER * PLAIN
        if needed > left:
            rows, left = rows + 1, float(width)
        left -= needed
    return rows


def drawn(chart: dict[str, int], width: int) -> float:
    """Return the height of a chart at a width, as `figure.css` scales it."""
    if width < PHONE:
        return chart["narrow"] * min(width, 480) / NARROW_PICTURE
    return chart["wide"] * min(1, width / WIDE_PICTURE)
