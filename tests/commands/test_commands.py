"""Every command in README, `make help` and the pages runs unchanged in a fresh clone.

A command that is neither run here nor listed with a reason is a fault.
"""

from __future__ import annotations

import json
import os
import re
import signal
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from book_builds import ELSEWHERE, PROVENANCE, digests
from chapter_runs import read
from records import BOOK, DATA, ROOT, real
from registry import Registry
from visits import Quiet, answering

from bench.__main__ import PARTS
from upkeep import links

#: What runs in the clone, in this order; each entry is the text that a reader copies.
RUN = [
    "make help",
    "make check",
    "make book",
    ".venv/bin/jupyter-book build .",
    "make restore",
    "make review",
    "make idle",
    "make words",
    "make pdf",
    "make links",
    "make lint",
    "make format",
    "make audit",
    "make bench SHORT=1",
    "make lab",
    "make lab EDITION=fr",
    ".venv/bin/python -m http.server -d _build/html",
    "PYTHONPATH=book .venv/bin/python -m afterllama.dictionary",
    "LC_ALL=C; sha256sum *.csv datapackage.json */*.csv | sha256sum",
    "make publishable",
    "make clean",
]
#: What runs after that in the same clone, in an environment that is made by hand.
BY_HAND = [
    "python3 -m venv .venv",
    ".venv/bin/pip install -r requirements.txt",
    "cd book && python -m afterllama.check",
    "python -m pip install -r requirements/lab.txt && jupyter lab",
]
#: These may say no today: their answer is of the day, or of who hosts the book.
MAY_SAY_NO = {"make review", "make publishable"}
#: These run until they are stopped, and say so when they are ready.
SERVERS = {
    "make lab": "is running at",
    "make lab EDITION=fr": "is running at",
    "python -m pip install -r requirements/lab.txt && jupyter lab": "is running at",
    ".venv/bin/python -m http.server -d _build/html": "Serving HTTP on",
}
ACTIVATED = ". .venv/bin/activate && "
ITSELF = "it runs these tests, and would not end"
WINDOWS = "takes Windows"
PLACES = "stands for an address that only who copies it knows"
LISTED = {
    "make test": ITSELF,
    "make test-all": ITSELF,
    'python -m pip install -r requirements/test.txt && python -m pytest -m "not slow"': ITSELF,
    "make bench": "takes a quarter of an hour; its short form runs",
    "pip install duckdb": "is a requirement of the tests, which run what the page says after it",
    "make lock": "changes what is pinned, with whatever the registries have today",
    "make PYTHON=python3.12 book": "Debian has one Python: `tests/commands/test_install.py`",
    "apt-get install chromium libatomic1": "changes the machine; `.ci/run` does it",
    ".venv/bin/python -m playwright install --with-deps chromium": "asks Playwright's own host",
    "py -3.12 -m venv .venv": WINDOWS,
    r".venv\Scripts\pip install -r requirements.txt": WINDOWS,
    r".venv\Scripts\jupyter-book build .": WINDOWS,
    ". .venv/bin/activate": "is run before each command that is typed by hand",
    "cp -r tests/fixtures/exodus another": "`tests/commands/test_make_it_yours.py` runs it",
    'export AFTERLLAMA_DATA="$PWD/another"': "`tests/commands/test_make_it_yours.py` runs it",
    "git clone https://github.com/OWNER/REPOSITORY /opt/after-llama": PLACES,
    "cd /opt/after-llama && sudo -E /opt/tljh/user/bin/pip install -r .binder/requirements.txt": (
        "takes a JupyterHub; `tests/commands/test_make_it_yours.py` holds the file to the lab's"
    ),
    "sudo tljh-config set user_environment.default_app jupyterlab": "takes a JupyterHub",
    "sudo tljh-config set limits.memory 1G": "takes a JupyterHub",
    "sudo tljh-config reload": "takes a JupyterHub",
    "pip install jupyter-repo2docker": "takes Docker",
    "docker push REGISTRY/after-llama:1": PLACES,
    "jupyter-repo2docker --no-run --image-name REGISTRY/after-llama:1 "
    "https://github.com/OWNER/REPOSITORY": PLACES,
}
#: How a command begins, within a sentence.
BEGINS = re.compile(
    r"(?:\w+=\S+ )*(?:make|python3?|pip|py|cd|cp|git|sudo|docker|export|\.|apt-get|curl|"
    r"LC_ALL=C;|\.venv[/\\]\S+) \S"
)


def pages() -> Iterator[str]:
    """The texts in which a reader finds commands: README, and the pages of the book."""
    yield (ROOT / "README.md").read_text(encoding="utf-8")
    for path in sorted(BOOK.glob("*.md")):
        yield path.read_text(encoding="utf-8")
    for path in sorted(BOOK.glob("*.ipynb")):
        yield read(path).prose


def named() -> set[str]:
    """Every command that a page, README or `make help` names."""
    done = subprocess.run(
        ["make", "--no-print-directory", "help"], cwd=ROOT, capture_output=True, text=True
    )
    found = set(re.findall(r"^ +(make \S+)", done.stdout, re.M))
    for text in pages():
        blocks = re.findall(r"^```sh\n(.*?)^```$", text, re.M | re.S)
        blocks += re.findall(r"\n\n((?: {4}\S.*\n)+)", text)
        found |= {line.strip() for block in blocks for line in block.splitlines()}
        prose = re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S)
        spans = re.findall(r"`([^`\n]+)`", prose)
        found |= {span for span in spans if BEGINS.match(span)}
    return {one for one in found if "->" not in one}


def test_every_named_command_is_run_or_exempt_for_a_reason() -> None:
    run = {*RUN, *BY_HAND}
    assert not named() - run - set(LISTED), "run it here, or list it with a reason"
    assert not (run | set(LISTED)) - named(), "no page names it any more"
    assert not run & set(LISTED)


def test_python_keeps_what_it_has_compiled_also_where_containers_forbid_it() -> None:
    shown = ["make", "--silent", "--eval", "shown: ; @echo kept$$PYTHONDONTWRITEBYTECODE", "shown"]
    forbidden = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
    told = subprocess.run(shown, cwd=ROOT, env=forbidden, capture_output=True, text=True)
    assert told.stdout == "kept\n"


# The clone


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh clone with what is not committed yet, in a folder with a space and an accent."""
    folder = tmp_path_factory.mktemp("clone") / "un été"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder)], check=True)
    changed = ["git", "ls-files", "-z", "--modified", "--deleted", "--others", "--exclude-standard"]
    listed = subprocess.run(changed, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        (folder / name).unlink(missing_ok=True)
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes((ROOT / name).read_bytes())
    git = ["git", "-C", str(folder), "-c", "user.name=tests", "-c", "user.email=tests@localhost"]
    subprocess.run([*git, "add", "--all"], check=True)
    subprocess.run([*git, "commit", "--quiet", "--allow-empty", "-m", "As it is"], check=True)
    return folder


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a reader whose `python3` is the Python of these tests."""
    folder = tmp_path_factory.mktemp("bin")
    python = folder / "python3"
    python.write_text(f'#!/bin/sh\nexec "{Path(sys.executable).resolve()}" "$@"\n')
    python.chmod(0o755)
    own = ("MAKE", "PYTEST", "VIRTUAL_ENV", "COV_", "AFTERLLAMA_", "PYTHON")
    env = {name: text for name, text in os.environ.items() if not name.startswith(own)}
    # JupyterLab refuses to run as root, as these tests may, unless told so.
    allowed = {"ServerApp": {"allow_root": True}}
    (folder / "jupyter_server_config.json").write_text(json.dumps(allowed), encoding="utf-8")
    here = str(Path(sys.executable).parent)
    places = [str(folder), *(one for one in env["PATH"].split(os.pathsep) if one != here)]
    given = {"JUPYTER_CONFIG_DIR": str(folder), "BROWSER": "true", "PYTHONUNBUFFERED": "1"}
    return {**env, **given, "PATH": os.pathsep.join(places)}


def begun(command: str, folder: Path, env: dict[str, str]) -> subprocess.Popen[str]:
    """Start a command in a shell, as the leader of its own processes."""
    return subprocess.Popen(
        command,
        shell=True,
        cwd=folder,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def ran(command: str, folder: Path, env: dict[str, str]) -> str:
    """Run a command to its end, or until it serves; return what it said."""
    until = SERVERS.get(command.removeprefix(ACTIVATED))
    said = []
    with begun(command, folder, env) as process:
        assert process.stdout is not None
        for line in process.stdout:
            said.append(line)
            if until and until in line:
                os.killpg(process.pid, signal.SIGKILL)
    told = "".join(said)
    if until:
        assert until in told, f"{command}\n{told[-4000:]}"
    elif command in MAY_SAY_NO:
        assert told.strip() and "No rule" not in told and "Traceback" not in told, told
    else:
        assert process.returncode == 0, f"{command}\n{told[-4000:]}"
    return told


# What stands in for the outside


class Web(Quiet, BaseHTTPRequestHandler):
    """A proxy behind which every host is this machine, and has every page."""

    context: ssl.SSLContext

    def do_CONNECT(self) -> None:
        """Speak as the host that is asked for."""
        self.send_response(200)
        self.end_headers()
        try:
            with self.context.wrap_socket(self.connection, server_side=True) as secure:
                while b"\r\n\r\n" not in secure.recv(65536):
                    pass
                secure.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        except OSError:  # whoever asked has gone
            pass
        self.close_connection = True

    def do_HEAD(self) -> None:
        """Have every page."""
        self.send_response(200)
        self.end_headers()


@contextmanager
def web(clone: Path, folder: Path) -> Iterator[dict[str, str]]:
    """Yield settings with which every outside address leads to this machine."""
    places = links.addresses(clone / "_build" / "html", DATA)
    hosts = sorted({urlsplit(address).hostname or "" for address in places})
    key, cert = folder / "key.pem", folder / "cert.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    command += ["-subj", "/CN=tests", "-keyout", str(key), "-out", str(cert)]
    command += ["-addext", "subjectAltName=" + ",".join(f"DNS:{host}" for host in hosts)]
    subprocess.run(command, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    kind = type("Web", (Web,), {"context": context})
    with answering(kind) as here:
        yield {"https_proxy": here, "http_proxy": here, "no_proxy": "", "SSL_CERT_FILE": str(cert)}


class Sound(Registry):
    """A registry that knows no faults."""

    def do_POST(self) -> None:  # noqa: N802
        """Answer that nothing is known."""
        self.rfile.read(int(self.headers["Content-Length"]))
        self.answer({})


# The commands


@pytest.mark.slow
@pytest.mark.parametrize("command", RUN)
def test_a_command_runs_as_it_stands(
    command: str, book: Path, clone: Path, shell: dict[str, str], tmp_path: Path
) -> None:
    if command == "make book":
        ran(command, clone, shell | ELSEWHERE)
        the_pages_are_the_same(book, clone / "_build" / "html")
    elif command == "make links":
        with web(clone, tmp_path) as settings:
            told = ran(command, clone, shell | settings)
        assert re.search(r"\d+ addresses: \d+ ok\. All are in", told), told
    elif command == "make audit":
        with answering(Sound) as registry:
            asking = {"PIP_AUDIT_VULNERABILITY_SERVICE": "osv", "npm_config_registry": registry}
            told = ran(command, clone, shell | asking | {"PIP_AUDIT_OSV_URL": f"{registry}/osv"})
        assert told.count("known faults: none") == 2, told
    elif command == "make bench SHORT=1":
        every_part_is_measured(ran(command, clone, shell), clone / "_build" / "bench.json")
    else:
        ran(command, clone / "data" if "sha256sum" in command else clone, shell)
    changed = ["git", "status", "--porcelain"]
    left = subprocess.run(changed, cwd=clone, capture_output=True, text=True, check=True).stdout
    assert left == "", "the command changed what is committed"


def the_pages_are_the_same(ours: Path, theirs: Path) -> None:
    """Hold that two builds have the same files, but for the commit that a page tells."""
    one, other = digests(ours), digests(theirs)
    assert one.keys() == other.keys()
    telling = ["data.html", "fr/data.html"]
    assert [name for name in one if one[name] != other[name]] in ([], telling)
    for name in telling:
        pages = [(site / name).read_text(encoding="utf-8") for site in (ours, theirs)]
        assert PROVENANCE.sub("", pages[0]) == PROVENANCE.sub("", pages[1])


def every_part_is_measured(told: str, results: Path) -> None:
    """Hold that a benchmark has results of every part, and shows them."""
    found = json.loads(results.read_text(encoding="utf-8"))
    assert set(PARTS) - {"clone"} <= set(found), "a short run installs nothing"
    assert [set(found["builds"][book]) for book in ("book", "baseline")] == [{"first"}] * 2
    (page,) = found["pages"].values()
    for which in ("book", "baseline"):
        assert page[which]["figures"] == page[which]["answering"] > 0
    assert {cost["people"] for cost in found["scale"]} == {100}
    for heading in ("Pages", "Builds", "The package", "The figures of"):
        assert f"**{heading}" in told


@pytest.mark.slow
@pytest.mark.parametrize("command", BY_HAND)
def test_a_command_that_is_typed_by_hand_runs(
    command: str, clone: Path, shell: dict[str, str], tmp_path: Path
) -> None:
    if command == BY_HAND[0]:
        ran("make clean", clone, shell)
    in_it = command.startswith(("cd", "python "))
    ran(f"{ACTIVATED * in_it}{command}", clone, shell)
    if "lab.txt" in command:
        count = "import afterllama as a; print(len(a.load().authors('llama1')))"
        told = ran(f'"{clone}/.venv/bin/python" -c "{count}"', tmp_path, shell)
        assert told == f"{len(real().authors('llama1'))}\n", "a notebook elsewhere finds no package"
