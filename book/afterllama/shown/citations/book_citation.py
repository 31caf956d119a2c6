"""Citations of the book and its figures in BibTeX and APA style, from CITATION.cff."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from afterllama.shown.citations.bibtex import entry, escaped, protected

NAME = "CITATION.cff"


@dataclass(frozen=True)
class Author:
    """A person with two names, or a group without `given`."""

    family: str
    given: str = ""

    @property
    def name(self) -> str:
        """The full name."""
        return f"{self.given} {self.family}".strip()

    @property
    def bibtex(self) -> str:
        return (
            f"{escaped(self.family)}, {escaped(self.given)}"
            if self.given
            else protected(self.family)
        )

    @property
    def apa(self) -> str:
        initials = " ".join(f"{name[0]}." for name in self.given.split())
        return f"{self.family}, {initials}" if initials else self.family


@dataclass(frozen=True)
class Work:
    """The book as it is cited; `address` is the site's, or empty before it has one."""

    title: str
    authors: tuple[Author, ...]
    version: str
    released: str
    licences: tuple[str, ...]
    address: str
    abstract: str = ""
    keywords: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The key of the entry: the title up to a colon, as one word."""
        return slug(self.title.partition(":")[0])

    @property
    def year(self) -> str:
        return self.released[:4]

    @property
    def apa_authors(self) -> str:
        """The authors in APA style, with the final full stop."""
        names = [author.apa for author in self.authors]
        joined = names[0] if len(names) == 1 else f"{', '.join(names[:-1])}, & {names[-1]}"
        return joined if joined.endswith(".") else f"{joined}."

    @property
    def shared(self) -> dict[str, str]:
        """The fields that entries of the book and of its parts share."""
        return {
            "author": " and ".join(author.bibtex for author in self.authors),
            "year": self.year,
            "date": self.released,
            "version": self.version,
        }

    @property
    def bibtex(self) -> str:
        """The book as a BibTeX entry."""
        fields = {"title": self.title, "note": ", ".join(self.licences), "url": self.address}
        return entry("misc", self.key, self.shared | fields)

    def figure(self, name: str, number: str, title: str, page: str) -> Part:
        """A figure of the book, by its id, number, title and page."""
        address = f"{self.address.rstrip('/')}/{page}#{name}" if self.address else ""
        return Part(self, name, number, title, address)


@dataclass(frozen=True)
class Part:
    """A figure of the book as it is cited; `address` is empty if the site has none."""

    work: Work
    name: str
    number: str
    title: str
    address: str

    @property
    def escaped_title(self) -> str:
        """The title as in `bibtex`."""
        return escaped(self.title)

    @property
    def bibtex(self) -> str:
        """The figure as a BibTeX entry."""
        fields = {
            "title": self.title,
            "howpublished": f"{self.number}, {self.work.title}",
            "url": self.address,
        }
        return entry("misc", f"{self.work.key}-{self.name}", self.work.shared | fields)


def read(root: Path, address: str) -> Work | None:
    """Read CITATION.cff of the book at ``root``; None if there is none.

    Raises
    ------
    KeyError
        If the file lacks a title, authors, a version, a date or a licence.
    """
    path = root / NAME
    if not path.is_file():
        return None
    told: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    licences = told["license"]
    return Work(
        title=told["title"],
        authors=tuple(map(author, told["authors"])),
        version=str(told["version"]),
        released=str(told["date-released"]),
        licences=tuple([licences] if isinstance(licences, str) else licences),
        address=address,
        abstract=" ".join(told.get("abstract", "").split()),
        keywords=tuple(told.get("keywords", ())),
    )


def author(told: dict[str, str]) -> Author:
    """An author of CITATION.cff: a person, or a group under one name."""
    if "name" in told:
        return Author(told["name"])
    return Author(told["family-names"], told["given-names"])


def slug(text: str) -> str:
    """A text turned into a key or a word of an address."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
