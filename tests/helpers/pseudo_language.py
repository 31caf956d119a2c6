"""An invented language: every text in ⟦marks⟧, with accents, so that untranslated text shows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from anybook.figures.compact_json import unfold
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po
from bs4 import BeautifulSoup
from bs4.element import Comment, PreformattedString, Tag

OPEN, CLOSE = "⟦", "⟧"
ACCENTS = str.maketrans("aeiouAEIOU", "áéíóúÁÉÍÓÚ")
#: What a translator keeps: values, code, addresses, tags, places, and the word of a numbered link.
KEPT = re.compile(
    r"\{eval\}`[^`]*`|`[^`]*`|(?:\[Figure)?\]\([^)]*\)|<[^<>]*>|\{[^{}]*\}|%\(\w+\)s|https?://\S+"
)
TAGS = re.compile(r"((?:<[^<>]+>)*)(.*?)((?:</[^<>]+>)*)", re.DOTALL)
#: Elements that begin a text of their own.
BLOCKS = {
    *("p", "li", "td", "th", "caption", "summary", "dt", "dd", "label", "legend", "option"),
    *("button", "h1", "h2", "h3", "h4", "h5", "h6", "title", "figcaption", "div", "section"),
    *("nav", "main", "header", "footer", "article", "aside", "body", "output", "text", "details"),
    *("form", "fieldset", "ul", "ol", "dl", "table", "svg", "g", "blockquote"),
}
#: Elements whose text is no prose.
CODE = {"script", "style", "code", "pre", "kbd", "samp"}
ATTRIBUTES = ("alt", "aria-label", "aria-valuetext", "aria-description", "placeholder", "title")
#: Where the data of a figure has texts.
SHOWN = {
    *("title", "caption", "alt", "date", "reading", "rows", "labels"),
    *("text", "name", "hovertext", "ticktext"),
}
WORD = re.compile(r"[A-Za-z]{2,}")
#: A word that would have accents, had it been translated.
BARE = re.compile(r"\b(?=[a-z]*[aeiou])[a-z]{2,}\b", re.IGNORECASE | re.ASCII)


def marked(text: str, kept: re.Pattern[str]) -> str:
    """A text as the language that is none has it."""
    before, inner, after = TAGS.fullmatch(text).groups()  # type: ignore[union-attr]
    parts, end = [], 0
    for one in kept.finditer(inner):
        parts += [inner[end : one.start()].translate(ACCENTS), one[0]]
        end = one.end()
    return f"{before}{OPEN}{''.join(parts)}{inner[end:].translate(ACCENTS)}{CLOSE}{after}"


def anyof(words: Iterable[str]) -> str:
    """A pattern that finds any of the words as a whole, the longest first."""
    ordered = sorted(words, key=len, reverse=True)
    return rf"(?<!\w)(?:{'|'.join(map(re.escape, ordered))})(?!\w)"


def translation(message: Message, kept: re.Pattern[str]) -> str | tuple[str, ...]:
    """The forms of a text."""
    if isinstance(message.id, str):
        return marked(message.id, kept) if message.id.strip(" ;,") else message.id
    return tuple(marked(text, kept) for text in message.id)


def translate(pots: Path, locale: Path, language: str, names: Iterable[str]) -> None:
    """Write a catalogue for each file of texts; names stay as they are."""
    kept = re.compile(f"{KEPT.pattern}|{anyof(names)}")
    for path in sorted(pots.rglob("*.pot")):
        with path.open("rb") as file:
            found = read_po(file)
        texts = Catalog(language)
        for message in found:
            if message.id:
                texts.add(message.id, translation(message, kept), locations=message.locations)
        to = locale / language / "LC_MESSAGES" / path.relative_to(pots).with_suffix(".po")
        to.parent.mkdir(parents=True, exist_ok=True)
        with to.open("wb") as file:
            write_po(file, texts)


def texts(page: BeautifulSoup) -> Iterator[tuple[str, str]]:
    """Each text that a reader sees or hears, and what it is: an element, or an attribute."""
    held: dict[int, tuple[str, list[str]]] = {}
    for string in page.find_all(string=True):
        above = list(string.parents)
        if isinstance(string, Comment | PreformattedString) or any(t.name in CODE for t in above):
            continue
        block = next((tag for tag in above if tag.name in BLOCKS), page)
        held.setdefault(id(block), (block.name, []))[1].append(str(string))
    # A text of a picture is cut into lines.
    yield from ((name, (" " if name == "text" else "").join(p)) for name, p in held.values())
    for tag in page.find_all(True):
        yield from ((name, str(tag[name])) for name in ATTRIBUTES if tag.get(name))
        if tag.name == "meta" and description(tag):
            yield "meta", str(tag["content"])
        if tag.name == "script" and str(tag.get("id", "")).endswith("-data"):
            yield from (("chart", text) for text in drawn(unfold(json.loads(tag.text))))


def description(tag: Tag) -> bool:
    """Whether a meta element holds words."""
    name = str(tag.get("name") or tag.get("property") or "")
    return name.endswith(("description", "title", "site_name", "alt"))


def drawn(value: Any, key: str = "") -> Iterator[str]:
    """The texts of a figure's data: of its views, of what is drawn, and of its table."""
    if isinstance(value, dict):
        for name, part in value.items():
            # Nobody sees what a trace is about, and names of what is in no legend.
            unseen = key == "annotations" or value.get("showlegend") is False
            if name != "meta" and not (name == "name" and unseen):
                yield from drawn(part, name)
    elif isinstance(value, list):
        for part in value:
            yield from drawn(part, key)
    elif isinstance(value, str) and key in SHOWN:
        yield re.sub(r"<[^<>]+>", " ", value)


def outside(text: str) -> str:
    """What stands outside of all marks."""
    found: list[str] = []
    depth = 0
    for sign in text:
        depth += (sign == OPEN) - (sign == CLOSE)
        if depth < 0:  # the text is the end of a longer one
            found.clear()
            depth = 0
        found.append(sign if depth == 0 and sign != CLOSE else " ")
    return "".join(found)


def escaped(text: str, allowed: re.Pattern[str]) -> list[str]:
    """Words of a text that are in no marks, or have no accents, and are not allowed to be so."""
    left = allowed.sub(" ", " ".join(text.split()))
    return [*BARE.findall(left), *WORD.findall(outside(left))]
