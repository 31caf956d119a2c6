"""Outside links, known faults and workflow files: asked of this machine alone."""

from __future__ import annotations

import json
import re
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any, ClassVar

import pytest
import yaml
from records import DATA, ROOT, real
from registry import Registry
from visits import Quiet, answering

from upkeep import audit, links

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
ANSWERS = {"/ok": 200, "/gone": 410, "/none": 404, "/no": 403, "/many": 429, "/broken": 500}


class Host(Quiet, BaseHTTPRequestHandler):
    """A host with pages of every kind, which counts what it is asked."""

    asked: ClassVar[Counter[str]] = Counter()
    agents: ClassVar[set[str]] = set()
    over: ClassVar[threading.Event] = threading.Event()

    def do_HEAD(self) -> None:
        """Answer as a page of that name does."""
        path = self.path.split("?")[0]
        type(self).asked[f"{self.command} {path}"] += 1
        type(self).agents.add(str(self.headers["User-Agent"]))
        code = ANSWERS.get(path, 200)
        if path == "/head" and self.command == "HEAD":
            code = 405
        if path == "/flaky" and self.asked["HEAD /flaky"] + self.asked["GET /flaky"] < 2:
            code = 503
        if path == "/late":
            # Long after anybody who asks here has given up.
            type(self).over.wait()
        self.send_response(301 if path == "/moved" else code)
        if path == "/moved":
            self.send_header("Location", "/ok")
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_HEAD  # noqa: N815 (the name is the server's)


@pytest.fixture
def host() -> Iterator[str]:
    """The address of the host."""
    Host.asked.clear()
    Host.over.clear()
    with answering(Host) as address:
        yield address
        Host.over.set()


def silent() -> str:
    """An address at which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}"


def outcomes(addresses: list[str], timeout: float = 5) -> dict[str, str]:
    """What the check finds out, by the path of an address."""
    answers = links.check(addresses, timeout=timeout, pause=0.01)
    assert answers is not None
    return {"/" + one.address.split("/", 3)[-1]: one.outcome for one in answers}


def test_every_kind_of_answer_has_its_word(host: str) -> None:
    paths = ("ok", "moved", "gone", "none", "no", "many", "broken", "head", "flaky", "är?ö=ü")
    assert outcomes([f"{host}/{path}" for path in paths]) == {
        "/ok": "ok",
        "/moved": "redirected",
        "/gone": "gone",
        "/none": "gone",
        "/no": "blocked",
        "/many": "blocked",
        "/broken": "failed",
        "/head": "ok",
        "/flaky": "ok",
        "/är?ö=ü": "ok",
    }
    assert Host.asked["GET /broken"] == links.RETRIES
    assert Host.agents == {links.AGENT}


def test_what_answers_late_or_not_at_all_is_told_beside_what_answers(host: str) -> None:
    found = outcomes([f"{host}/ok", f"{host}/late", f"{silent()}/nobody"], timeout=0.3)
    assert found == {"/ok": "ok", "/late": "unreached", "/nobody": "unreached"}


def test_hosts_take_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    """One host with many addresses keeps no other waiting."""
    many = [f"https://many.org/{n}" for n in range(links.AT_ONCE + 1)]
    other = threading.Event()

    def question(address: str, *given: object) -> links.Answer:
        if address == "https://one.org/a":
            other.set()
        return links.Answer(address, "ok" if address in many and other.wait(5) else "asked")

    monkeypatch.setattr(links, "asked", lambda address, *given: links.Answer(address, "ok"))
    monkeypatch.setattr(links, "look", question)
    answers = links.check([*many, "https://one.org/a"], pause=0) or []
    assert [one.address for one in answers] == [*many, "https://one.org/a"]
    assert [one.outcome for one in answers] == ["ok"] * len(many) + ["asked"]


def test_a_host_is_asked_one_question_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    at_once, most = 0, 0

    def question(address: str, *given: object) -> links.Answer:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        time.sleep(0.02)
        at_once -= 1
        return links.Answer(address, "ok")

    monkeypatch.setattr(links, "asked", lambda address, *given: links.Answer(address, "ok"))
    monkeypatch.setattr(links, "look", question)
    assert links.check([f"https://example.org/{n}" for n in range(5)], pause=0)
    assert most == 1


def site(folder: Path, *addresses: str) -> tuple[Path, Path]:
    """Lay out a page with links, and a table of sources without rows."""
    (folder / "data").mkdir()
    header = (DATA / "sources.csv").read_text(encoding="utf-8").splitlines()[0]
    (folder / "data" / "sources.csv").write_text(header + "\n", encoding="utf-8")
    text = "".join(f'<a href="{address}">x</a>' for address in addresses)
    (folder / "page.html").write_text(text, encoding="utf-8")
    return folder, folder / "data"


@pytest.mark.parametrize(("path", "code"), [("/ok", 0), ("/broken", 0), ("/no", 0), ("/gone", 1)])
def test_only_what_is_gone_is_a_fault(
    tmp_path: Path,
    host: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    code: int,
) -> None:
    monkeypatch.setattr(links, "PAUSE", 0.01)
    file = tmp_path / "out" / "links.csv"
    assert links.main(*site(tmp_path, f"{host}{path}#part", "page.html"), file) == code
    told = capsys.readouterr().out.splitlines()
    assert told[-1].startswith("1 addresses: 1 ")
    (row,) = links.rows(file)
    assert (row["address"], row["places"]) == (f"{host}{path}", "page.html")


def test_the_rows_that_go_with_an_own_page_that_is_gone_are_named(
    host: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    html, data = site(tmp_path, f"{host}/gone", f"{host}/ok")
    for name, lines in {
        "sources": f"source_id,url,own_page\nhers,{host}/gone,true\nnews,{host}/ok,\n",
        "evidence": "evidence_id,source_id\na-row,hers\nb-row,news\n",
        "claims": "claim_id,source_ids,source_id\np01-x,news|hers,news\n",
    }.items():
        (data / f"{name}.csv").write_text(lines, encoding="utf-8")
    assert links.main(html, data, tmp_path / "links.csv") == 1
    told = capsys.readouterr().out
    assert "remove the rows: claims.csv: p01-x, evidence.csv: a-row, sources.csv: hers" in told
    assert "b-row" not in told


def test_an_own_page_is_cited_by_its_public_address() -> None:
    owned = [row for row in links.rows(DATA / "sources.csv") if row["own_page"] == "true"]
    assert owned
    for row in owned:
        assert not re.search(r"/(blob|tree|commit|raw)/|[0-9a-f]{12,}", row["url"]), row["url"]


#: A publisher that keeps its own archive there.
PUBLISHER = "github.com/Interconnects-AI"


def test_a_handle_of_a_person_stands_in_addresses_alone() -> None:
    """There it cannot be left out, or the page could not be opened."""
    tables = [list(links.rows(path)) for path in sorted(DATA.rglob("*.csv"))]
    own = [row["url"] for rows in tables for row in rows if row.get("own_page") == "true"]
    handles = {re.sub(r"https://(?:github\.com/)?([\w-]+)[/.].*", r"\1", url) for url in own}
    assert len(handles) > 3 and all(re.fullmatch(r"[\w-]+", handle) for handle in handles)
    people = {row["person_id"] for row in links.rows(DATA / "people.csv")}
    told = re.compile(rf"\b(?:{'|'.join(sorted(handles - people))})\b|\.github\.io|github\.com/")

    found = [
        (column, text)
        for rows in tables
        for row in rows
        for column, text in row.items()
        if column != "url" and told.search(text.replace(PUBLISHER, ""))
    ]
    assert found == []


#: Accounts of companies, labs and projects on code hosts; others are people's.
SHARED = re.compile(
    r"(?i:facebookresearch|meta-llama|apple|google(?:-research|-deepmind)?|openai|anthropics|"
    r"tensorflow|pytorch|mistralai|kyutai-labs|reka-ai|dao-ailab)"
)


@pytest.mark.parametrize("folder", [DATA, DATA / "comparison"], ids=["book", "comparison"])
def test_an_account_of_a_person_is_cited_only_as_an_own_page(folder: Path) -> None:
    rows = list(links.rows(folder / "sources.csv"))
    accounts = {
        row["source_id"]: re.sub(r"https?://(?:www\.)?git(?:hub|lab)\.com/([^/]+).*", r"\1", url)
        for row in rows
        for url in [row["url"]]
        if re.match(r"https?://(?:www\.)?git(?:hub|lab)\.com/", url) and row["own_page"] != "true"
    }
    assert len(accounts) > 20
    assert {i: who for i, who in accounts.items() if not SHARED.fullmatch(who)} == {}


def test_nothing_on_a_person_rests_on_a_forum_or_a_made_up_encyclopedia() -> None:
    kinds = r"reddit|ycombinator|quora|zhihu|4chan|blind|wiki|grokipedia|peoplepill|forum"
    sources = real().rows("sources")["url"]
    for table in ("evidence", "events", "people", "statements"):
        for row in real().data[table].itertuples():
            about = getattr(row, "person_id", "") or getattr(row, "person_ids", "")
            assert not (about and re.search(kinds, sources[row.source_id], re.I)), row


def test_without_a_network_one_line_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "links.csv"
    assert links.main(*site(tmp_path, f"{silent()}/a", f"{silent()}/b"), file) == 2
    assert capsys.readouterr().err == "No network: of 2 addresses none was checked.\n"
    assert not file.exists()


def test_the_addresses_are_those_of_the_pages_and_of_all_sources(book: Path) -> None:
    found = links.addresses(book, DATA)
    rows = list(links.rows(DATA / "sources.csv"))
    for row in rows:
        assert f"sources.csv: {row['source_id']}" in found[row["url"].split("#")[0]]
    assert any(place.endswith(".html") for places in found.values() for place in places)
    assert all(address.startswith("http") and "#" not in address for address in found)


FAULTY = {"name": "a", "version": "1", "vulns": [{"id": "X-1", "fix_versions": ["2"]}]}
SOUND = {"name": "b", "version": "1", "vulns": []}
SKIPPED = {"name": "c", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("packages", "told", "code"),
    [
        ([SOUND], "PyPI, packages: 1, known faults: none.", 0),
        ([FAULTY, SOUND], "a 1: X-1, mended in 2\nPyPI, packages: 2, known faults: 1.", 1),
        (
            [SOUND, SKIPPED],
            "PyPI, packages: 1, known faults: none; packages without advisories: 1.",
            2,
        ),
        ([SKIPPED], "PyPI: not audited, packages without advisories: 1.", 2),
    ],
)
def test_what_pip_audit_tells_is_read(packages: list[Any], told: str, code: int) -> None:
    found = audit.of_pip(json.dumps({"dependencies": packages}))
    assert (str(found), audit.end([found])) == (told, code)


@pytest.mark.parametrize(
    ("answer", "told", "code"),
    [
        (
            {"vulnerabilities": {}, "metadata": {"dependencies": {"total": 7}}},
            "npm, packages: 7, known faults: none.",
            0,
        ),
        (
            {
                "vulnerabilities": {"x": {"severity": "high", "fixAvailable": False}},
                "metadata": {"dependencies": {"total": 7}},
            },
            "x: high, mended not yet\nnpm, packages: 7, known faults: 1.",
            1,
        ),
        ({"message": "request failed", "error": {}}, "npm: not audited, request failed.", 2),
        ({"statusCode": 405, "error": {"summary": ""}}, "npm: not audited, the registry", 2),
    ],
)
def test_what_npm_tells_is_read(answer: dict[str, Any], told: str, code: int) -> None:
    found = audit.of_npm(json.dumps(answer))
    assert str(found).startswith(told)
    assert audit.end([found]) == code


@pytest.mark.slow
def test_known_faults_are_found_by_the_tools_themselves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock, digest = tmp_path / "test.lock", "0" * 64
    lock.write_text(f"faulty==1.0 --hash=sha256:{digest}\nsound==1.0 --hash=sha256:{digest}\n")
    with answering(Registry) as registry:
        asking = ["--vulnerability-service=osv", f"--osv-url={registry}/osv"]
        python = audit.audited("PyPI", [*audit.PIP_AUDIT, str(lock), *asking], tmp_path)
        monkeypatch.setenv("npm_config_registry", registry)
        npm = audit.audited("npm", [*audit.NPM_AUDIT], audit.NPM)
    assert str(python) == "faulty 1.0: X-1, mended in 2.0\nPyPI, packages: 2, known faults: 1."
    assert "minimist: high, mended not yet" in npm.faults
    assert audit.end([python]) == audit.end([npm]) == 1


def test_an_audit_that_fails_is_told_in_one_line(tmp_path: Path) -> None:
    found = audit.audited("PyPI", ["-c", "raise SystemExit('no route to host')"], tmp_path)
    assert str(found) == "PyPI: not audited, no route to host."


def steps() -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Every step of every workflow, with its job."""
    for path in WORKFLOWS:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert document["permissions"] == {}, "what a job may do, the job says"
        for name, job in document["jobs"].items():
            for step in job["steps"]:
                yield name, job, step


def test_workflows_pin_their_actions_and_may_little() -> None:
    assert WORKFLOWS
    lines = [
        line for path in WORKFLOWS for line in path.read_text().splitlines() if "uses:" in line
    ]
    pinned = re.compile(r"uses: actions/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")
    assert all(pinned.search(line) for line in lines)
    for name, job, step in steps():
        assert job["timeout-minutes"] <= 60
        allowed = {"pages", "id-token"} if name == "publish" else set()
        writes = {what for what, kind in job["permissions"].items() if kind == "write"}
        assert writes == allowed, name
        if "checkout" in step.get("uses", ""):
            assert step["with"]["persist-credentials"] is False
        assert "${{" not in step.get("run", ""), "no text of a change becomes a command"


def test_workflows_run_the_commands_of_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
    used = {
        word for _, _, step in steps() for word in re.findall(r"make (\S+)", step.get("run", ""))
    }
    assert used == {"test", "test-all", "lint", "audit", "links", "review", "publishable"}
    assert used <= targets
