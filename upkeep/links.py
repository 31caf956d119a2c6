"""Checks every outside address of the book's pages and sources.

`make links` writes a table to the terminal and to `_build/links.csv`. It exits with 0 if nothing is
gone, with 1 if something is, and with 2 without a network. A host that is down or blocks programs
proves nothing about the page: it is listed, but is not a fault.
"""

from __future__ import annotations

import csv
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urldefrag, urlsplit
from urllib.request import Request, urlopen

from bs4 import BeautifulSoup, SoupStrainer

ROOT = Path(__file__).parents[1]
AGENT = "Mozilla/5.0 (compatible; AfterLLaMA-links/1.0; checks the book's references)"
#: Timeout in seconds; seconds between two requests to one host; parallel requests.
TIMEOUT, PAUSE, AT_ONCE = 20.0, 1.0, 8
#: Retries if a host, or the network on the way, is down.
RETRIES = 2
#: Hosts to try first: if none can be reached, there is no network.
PROBES = 3
GONE = {404, 410}
BLOCKED = {401, 402, 403, 405, 406, 418, 429, 451, 999}
#: Statuses of hosts that do not support HEAD.
ASK_WHOLE = {400, 403, 404, 405, 501}


@dataclass(frozen=True)
class Answer:
    """The result for an address: ``outcome`` is one word, ``told`` says more."""

    address: str
    outcome: str
    told: str = ""


def linked(page: str) -> set[str]:
    """The outside addresses that a page links to."""
    links = BeautifulSoup(page, "html.parser", parse_only=SoupStrainer("a"))
    found = links.select('a[href^="https://"], a[href^="http://"]')
    return {str(link["href"]) for link in found}


def addresses(site: Path, data: Path) -> dict[str, list[str]]:
    """Return every outside address, without its fragment, and where it is used."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for path in sorted(site.glob("*.html")):
        for address in linked(path.read_text(encoding="utf-8")):
            found[urldefrag(address)[0]].append(path.name)
    for path in tables(data, "sources.csv"):
        for row in rows(path):
            where = path.relative_to(data).as_posix()
            found[urldefrag(row["url"])[0]].append(f"{where}: {row['source_id']}")
    return {address: sorted(set(found[address])) for address in sorted(found)}


def own_pages(data: Path) -> dict[str, list[str]]:
    """The addresses of people's own pages, and the rows to remove when one is gone."""
    owned = {
        row["source_id"]: urldefrag(row["url"])[0]
        for path in tables(data, "sources.csv")
        for row in rows(path)
        if row.get("own_page") == "true"
    }
    found: defaultdict[str, list[str]] = defaultdict(list)
    for path in tables(data, "*.csv") if owned else []:
        for row in rows(path):
            for source in {row.get("source_id", ""), *row.get("source_ids", "").split("|")}:
                if source in owned:
                    key = next(iter(row.values()))
                    where = path.relative_to(data).as_posix()
                    found[owned[source]].append(f"{where}: {key}")
    return dict(found)


def tables(data: Path, pattern: str) -> list[Path]:
    """The tables of that name, of the book and of the other papers."""
    return [*sorted(data.glob(pattern)), *sorted(data.glob(f"*/{pattern}"))]


def rows(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a table."""
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def asked(address: str, method: str, timeout: float) -> Answer:
    """Send one request. Addresses that are not ASCII are encoded."""
    written = quote(address, safe="%/:=&?~#+!$,;'@()*[]")
    request = Request(written, method=method, headers={"User-Agent": AGENT, "Accept": "*/*"})
    try:
        with urlopen(request, timeout=timeout) as response:
            moved = response.url != written
            return Answer(address, "redirected" if moved else "ok", response.url if moved else "")
    except HTTPError as error:
        error.close()
        outcome = "gone" if error.code in GONE else "blocked" if error.code in BLOCKED else "failed"
        return Answer(address, outcome, str(error.code))
    except (URLError, HTTPException, OSError, ValueError) as error:
        return Answer(address, "unreached", str(getattr(error, "reason", error)))


def look(address: str, timeout: float = TIMEOUT, pause: float = PAUSE) -> Answer:
    """Request the head of a page, then the page; retry if something is down."""
    answer = asked(address, "HEAD", timeout)
    if answer.told.isdigit() and int(answer.told) in ASK_WHOLE:
        answer = asked(address, "GET", timeout)
    for turn in range(RETRIES):
        if answer.outcome not in {"failed", "unreached"}:
            break
        time.sleep(pause * 2**turn)
        answer = asked(address, "GET", timeout)
    return answer


def check(
    wanted: Iterable[str], timeout: float = TIMEOUT, pause: float = PAUSE
) -> list[Answer] | None:
    """Check all addresses, in order; None if no host can be reached."""
    listed = list(wanted)
    hosts: defaultdict[str, list[str]] = defaultdict(list)
    for address in listed:
        hosts[urlsplit(address).netloc].append(address)
    first = [held[0] for held in hosts.values()][-PROBES:]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        if all(
            one.outcome == "unreached"
            for one in pool.map(lambda a: asked(a, "HEAD", timeout), first)
        ):
            return None
        # The host with the most addresses takes longest, and begins.
        turns = sorted(hosts.values(), key=len, reverse=True)
        found = pool.map(lambda one: in_turn(one, timeout, pause), turns)
        answers = {answer.address: answer for held in found for answer in held}
    return [answers[address] for address in listed]


def in_turn(listed: list[str], timeout: float, pause: float) -> list[Answer]:
    """Check the addresses of one host, one after the other, with a pause in between."""
    answers = []
    for address in listed:
        answers.append(look(address, timeout, pause))
        time.sleep(pause)
    return answers


def report(answers: list[Answer], places: dict[str, list[str]], file: Path) -> str:
    """Write all results as a table into ``file``; return the bad ones, and a count."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8", newline="") as table:
        writer = csv.writer(table)
        writer.writerow(["address", "outcome", "told", "places"])
        for one in answers:
            writer.writerow([one.address, one.outcome, one.told, "; ".join(places[one.address])])
    ranked = sorted(answers, key=lambda one: (one.outcome, one.address))
    lines = [
        f"{one.outcome:<10}  {one.address}  {one.told}  ({', '.join(places[one.address])})"
        for one in ranked
        if one.outcome != "ok"
    ]
    counts = Counter(one.outcome for one in answers)
    told = ", ".join(f"{number} {outcome}" for outcome, number in sorted(counts.items()))
    return "\n".join([*lines, f"{len(answers)} addresses: {told}. All are in {file}."])


def main(site: Path, data: Path, file: Path) -> int:
    """Check all addresses, print the result, and return the exit status."""
    places = addresses(site, data)
    answers = check(places, TIMEOUT, PAUSE)
    if answers is None:
        print(f"No network: of {len(places)} addresses none was checked.", file=sys.stderr)
        return 2
    print(report(answers, places, file))
    for address, rows in own_pages(data).items():
        if any(one.address == address and one.outcome == "gone" for one in answers):
            print(f"{address} is somebody's own page; remove the rows: {', '.join(rows)}")
    return int(any(one.outcome == "gone" for one in answers))


if __name__ == "__main__":
    sys.exit(main(ROOT / "_build" / "html", ROOT / "data", ROOT / "_build" / "links.csv"))
