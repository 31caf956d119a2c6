"""The numbers and days on the page for the press, as text."""

from __future__ import annotations

from types import SimpleNamespace

from afterllama.claims.verdicts import Ledger
from afterllama.words import prose
from afterllama.words.language import say


def words(ledger: Ledger) -> SimpleNamespace:
    """What the page inserts: a credit, the version, the reading dates, and numbers of sources."""
    package = ledger.record.package
    version, day = package.document["version"], prose.day(package.record_date)
    return SimpleNamespace(
        credit=say(
            "After LLaMA, version {version}, data of {day}, CC BY 4.0", version=version, day=day
        ),
        version=version,
        record=day,
        report=prose.day(ledger.report),
        report_iso=ledger.report.isoformat(),
        sources=prose.names(prose.number(len(one.citations)) for one in ledger.most_checked(3)),
    )
