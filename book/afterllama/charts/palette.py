"""Prints `book/_static/palette.css`, the palette as a style sheet.

Update it with `python -m afterllama.charts.palette > book/_static/palette.css`.
"""

from __future__ import annotations

from afterllama.charts.theme import COLOURS


def style_sheet() -> str:
    """The values of the CSS variables on the light page, on the dark one, and on paper.

    In a contrast theme the reader's system chooses the background, and pictures keep their colours.
    They then use the colours for that background, whatever the page's setting.
    """
    light, dark = (
        "".join(f"  --al-{name}: {pair[theme]};\n" for name, pair in COLOURS.items())
        for theme in (0, 1)
    )
    return (
        "/* Made from afterllama/charts/theme.py by `python -m afterllama.charts.palette`. */\n\n"
        f'html,\nhtml[data-theme="light"] {{\n{light}}}\n\n'
        f'@media screen {{\nhtml[data-theme="dark"] {{\n{dark}}}\n}}\n\n'
        f"{forced('light', light, '#ffffff')}\n{forced('dark', dark, '#000000')}"
    )


def forced(scheme: str, values: str, paper: str) -> str:
    """The values in a contrast theme with a light or a dark background."""
    return (
        f"@media screen and (forced-colors: active) and (prefers-color-scheme: {scheme}) {{\n"
        f"html[data-theme] {{\n{values}  --al-paper: {paper};\n}}\n}}\n"
    )


if __name__ == "__main__":
    print(style_sheet(), end="")
