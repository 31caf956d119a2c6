"""The call that shows what can be downloaded, and what every column means."""

from __future__ import annotations

import hashlib
import os
from base64 import b64encode
from collections.abc import Mapping
from html import escape
from typing import Any

from IPython.display import display

from afterllama.claims.verdicts import Ledger
from afterllama.record.lookup import check_ledger
from afterllama.record.record import Record
from afterllama.shown import corrections
from afterllama.shown.downloads.exports import EDGES, LEDGER, NODES, File, dated, files
from afterllama.shown.figures import bundle, heading, markup
from afterllama.tables.schema import Column, Table, folder
from afterllama.words import prose
from afterllama.words.language import count, say

PAYLOAD = "application/vnd.afterllama.downloads+json"
SUMS = "SHA256SUMS"


def show_downloads(ledger: Ledger) -> None:
    """Show all files to download, with size and checksum, and the columns of the tables."""
    check_ledger(ledger, "show_downloads")
    found = files(ledger, folder())
    about = ledger.record.package
    name = f"{dated(about.document['name'], about.record_date)}-{SUMS}"
    found.append(File(name, say("The checksums of these files"), sums(found)))
    title = say("Files to download")
    if os.environ.get("AFTERLLAMA_BOOK"):
        display(bundle(PAYLOAD, payload_of(ledger.record, found, title), title), raw=True)
        return
    display(heading(title))
    for file in found:
        data = b64encode(file.content).decode()
        name, what = escape(file.name), escape(file.what)
        link = f'<a download="{name}" href="data:application/octet-stream;base64,{data}">'
        display(markup(f"{link}{name}</a> {what}"))


def sums(found: list[File]) -> bytes:
    """The checksums of files in the format of `sha256sum --check`."""
    return "".join(f"{checksum(file)}  {file.name}\n" for file in found).encode()


def checksum(file: File) -> str:
    """The SHA-256 of a file."""
    return hashlib.sha256(file.content).hexdigest()


def payload_of(record: Record, found: list[File], title: str) -> dict[str, Any]:
    """The files and the columns in the form that the book's pages use."""
    tables = [_table(record, table) for table in record.package.tables.values()]
    return {
        "title": title,
        "day": record.package.record_date.isoformat(),
        "files": [
            {
                "name": file.name,
                "what": file.what,
                "bytes": len(file.content),
                "sha256": checksum(file),
                "content": b64encode(file.content).decode(),
            }
            for file in found
        ],
        "tables": [
            *tables,
            _own(say("The nodes of the graph"), NODES),
            _own(say("The edges of the graph"), EDGES),
            _own(say("The ledger"), LEDGER),
            _own(say("The log of corrections"), corrections.SHOWN),
        ],
        "licences": [
            {"title": one["title"], "path": one["path"]}
            for one in record.package.document["licenses"]
        ],
    }


def _table(record: Record, table: Table) -> dict[str, Any]:
    rows = len(record.data[table.name])
    return {
        "title": say(table.title),
        "path": table.path,
        "rows": count("{n} row", "{n} rows", rows, n=rows),
        "description": say(table.description),
        "columns": [
            {
                "name": column.name,
                "kind": _kind(column),
                "cells": column.constraints.get("enum", []),
                "means": say(column.description),
            }
            for column in table.columns
        ],
    }


def _kind(column: Column) -> str:
    """The type and limits of a column, in words; allowed values are listed elsewhere."""
    parts = [
        "" if "enum" in column.constraints else say(column.type),
        say("several separated by {sign}", sign=column.separator) if column.separator else "",
        say(column.unit) if column.unit else "",
        say("required") if column.required else "",
    ]
    return prose.series(part for part in parts if part)


def _own(title: str, columns: Mapping[str, str]) -> dict[str, Any]:
    told = [
        {"name": name, "kind": "", "cells": [], "means": say(means)}
        for name, means in columns.items()
    ]
    return {"title": title, "path": "", "rows": "", "description": "", "columns": told}
