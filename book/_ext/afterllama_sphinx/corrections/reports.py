"""The links that report an error: an issue in the repository, filled in as far as the page knows.

`repository: url:` in `_config.yml` switches them on. On GitHub a link opens the form in
`.github/ISSUE_TEMPLATE`, whose fields have the ids below; on other hosts it fills in the text.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from afterllama.words.language import say
from anybook.building.provenance import data_digest
from anybook.running.run_links import repository
from sphinx.builders import Builder

#: The description of the data, in their folder.
DESCRIPTION = "datapackage.json"
#: The forms: for a fact, and for a claim's verdict.
FACT, VERDICT = "fact.yml", "verdict.yml"
#: The digits of the digest that a report names.
DIGITS = 16


def report(builder: Builder, name: str, day: str = "", form: str = FACT) -> str:
    """Return the address that reports an error in what has an id; empty without a repository.

    The day is the reading date of what is shown, or else the record date.
    """
    page = builder.get_target_uri(builder.current_docname)  # type: ignore[attr-defined]
    where, record_date, digest = about(Path(builder.srcdir))
    return address(where, form, name, page, day or record_date, digest) if where else ""


@cache
def about(root: Path) -> tuple[str, str, str]:
    """Return the repository of a book, its record date, and the beginning of its data's digest.

    All are empty without a repository.
    """
    where, data = repository(root).rstrip("/").removesuffix(".git"), root / "data"
    if not where:
        return "", "", ""
    described = data / DESCRIPTION
    if not described.is_file():
        return where, "", ""
    told = json.loads(described.read_text(encoding="utf-8"))
    return where, str(told.get("record_date", "")), data_digest(data)[:DIGITS]


def address(where: str, form: str, name: str, page: str, day: str, digest: str) -> str:
    """Return the address of a new issue in a repository."""
    fields = {"place": name, "page": page, "day": day, "digest": digest}
    title = say("Error: {place}", place=name)
    host = urlsplit(where).hostname or ""
    if host == "github.com":
        return f"{where}/issues/new?{urlencode({'template': form, 'title': title, **fields})}"
    text = "\n".join(f"{key}: {value}" for key, value in fields.items())
    if "gitlab" in host:
        given = {"issue[title]": title, "issue[description]": text}
        return f"{where}/-/issues/new?{urlencode(given)}"
    return f"{where}/issues/new?{urlencode({'title': title, 'body': text})}"
