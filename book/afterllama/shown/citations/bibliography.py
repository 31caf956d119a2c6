"""The sources as references of a bibliography, with the fields of BibTeX and BibLaTeX.

`python -m afterllama.shown.citations.bibliography FILE` writes them for the build, which cites from
that file by `shorthand`; `bibtex` makes the file for readers.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from afterllama.loading.folder import load
from afterllama.loading.rules import PREPRINT
from afterllama.record.record import Record
from afterllama.shown.citations.bibtex import entry
from afterllama.tables.schema import DataError
from afterllama.words.language import say

#: Hosts of code.
REPOSITORY = "github.com/"


#: BibTeX's word for the rest of the authors.
OTHERS = "others"


@dataclass(frozen=True)
class Reference:
    """A source as a reference: `kind` is BibTeX's type, `key` the source's id.

    `authors` are all authors of a paper, or the first ones and then `others`; none if the record
    does not know the first author.
    """

    key: str
    kind: str
    authors: tuple[str, ...]
    fields: dict[str, str]


def references(record: Record) -> list[Reference]:
    """All sources as references, in the order of their ids."""
    papers = {row.source_id: row for row in record.data["papers"].itertuples()}
    rows = sorted(record.data["sources"].itertuples(), key=lambda row: row.source_id)
    return [_reference(record, row, papers.get(row.source_id)) for row in rows]


def _reference(record: Record, row: Any, paper: Any) -> Reference:
    read_as_paper = row.how_read == "paper"
    kind = "online"
    if read_as_paper:
        kind = "misc"
    elif row.how_read == "repository" and REPOSITORY in row.url:
        kind = "software"
    fields = {
        "title": row.title or f"[{row.label}]",
        "shorthand": row.label,
        "howpublished": row.publisher,
        **(_preprint(row, paper) if read_as_paper else {}),
        # For both programs: as exact as it is known, and the year.
        "date": row.date,
        "year": row.date[:4],
        "url": row.url,
        "urldate": row.accessed,
        "note": relayed(row),
    }
    # A repository may have the authors of its paper; a report about a paper has not.
    stands_for = paper is not None and paper.title == row.title
    authors = _authors(record, paper) if stands_for else ()
    return Reference(row.source_id, kind, authors, {k: text for k, text in fields.items() if text})


def relayed(row: Any) -> str:
    """Says whose reporting a source passes on; empty if it is its own."""
    if not row.relays:
        return ""
    return say(
        "{original}, as relayed by {publisher}", original=row.relays, publisher=row.publisher
    )


def _preprint(row: Any, paper: Any) -> dict[str, str]:
    found = PREPRINT.search(row.url)
    number = paper.arxiv_id if paper is not None else found[1] if found else ""
    return {"eprint": number, "archiveprefix": "arXiv"} if number else {}


def _authors(record: Record, paper: Any) -> tuple[str, ...]:
    """The first authors of a paper up to a gap in the record, and `others` for the rest."""
    rows = record.data["authorships"].query("paper_id == @paper.paper_id")
    places = dict(zip(rows["position"], rows["person_id"], strict=True))
    head: list[str] = []
    while (place := len(head) + 1) in places:
        head.append(record.name(places[place]))
    if not head or len(head) == paper.n_authors:
        return tuple(head)
    return (*head, OTHERS)


def bibtex(record: Record) -> str:
    """All sources as a BibTeX file to download, which every program reads correctly."""
    return _written(map(portable, references(record)))


def portable(one: Reference) -> Reference:
    """A reference for any program.

    It has a `label`, as a `shorthand` would replace numbers and years of citations; and no
    `others`, which some programs take for a name.
    """
    fields = {{"shorthand": "label"}.get(name, name): text for name, text in one.fields.items()}
    if OTHERS in one.authors:
        note = say("The list of authors goes on.")
        fields["note"] = f"{fields['note']}. {note}" if "note" in fields else note
    authors = tuple(author for author in one.authors if author != OTHERS)
    return replace(one, authors=authors, fields=fields)


def _written(found: Iterable[Reference]) -> str:
    texts = (
        entry(one.kind, one.key, {"author": " and ".join(one.authors), **one.fields})
        for one in found
    )
    return "\n\n".join(texts) + "\n"


def main(path: str) -> int:
    """Write the sources as BibTeX; return 1 if the data have faults, else 0."""
    try:
        text = _written(references(load()))
    except DataError as error:
        print(error, file=sys.stderr)
        return 1
    Path(path).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
