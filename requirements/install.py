"""`python requirements/install.py book`: install what a lock pins into `.venv`, creating it if
necessary.

`make` calls it before every command; if nothing is to be done it ends at once. A lock is complete,
so nothing is resolved: pip installs uv, and uv installs the lock. It uses pip's settings of where
packages come from (index, certificates, proxy, cache). An environment for another lock or Python,
or one that was moved or is incomplete, is replaced.

It may import only the standard library, and every Python 3 must be able to parse it.
"""

import sys

if not (3, 11) <= sys.version_info[:2] <= (3, 13):
    sys.exit("This book needs Python 3.11, 3.12 or 3.13; try: make PYTHON=python3.12 book")

import argparse
import ast
import contextlib
import hashlib
import os
import re
import shlex
import shutil
import signal
import socket
import ssl
import subprocess
import sysconfig
import tempfile
import zipfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

ROOT = Path(__file__).absolute().parents[1]
LOCKS = ROOT / "requirements"
TOOLS = LOCKS / "tools.lock"
NAMES = ("book", "lab", "test")
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
UV = VENV / "bin" / "uv"
ACTIVATE = VENV / "bin" / "activate"
#: Exists during an installation; if it is left over, the environment is incomplete.
BEGUN = VENV / "begun"
ASIDE = ROOT / ".venv.old"
#: Pip's settings of where packages come from, with uv's names for those with one value.
SETTINGS = {
    "index-url": ["UV_DEFAULT_INDEX"],
    "extra-index-url": ["UV_INDEX"],
    "find-links": [],
    "no-index": [],
    "trusted-host": ["UV_INSECURE_HOST"],
    "cert": ["SSL_CERT_FILE"],
    "client-cert": ["SSL_CLIENT_CERT"],
    "proxy": ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"],
    "timeout": ["UV_HTTP_TIMEOUT"],
    "default-timeout": ["UV_HTTP_TIMEOUT"],
    "retries": ["UV_HTTP_RETRIES"],
    "keyring-provider": [],
    "cache-dir": [],
    "no-cache-dir": [],
    "use-feature": [],
}
#: A user's uv settings that are kept: how it works, not what it installs.
KEPT = ("UV_CACHE_DIR", "UV_LINK_MODE", "UV_CONCURRENT", "UV_HTTP")
PORTS = {"http": 80, "https": 443}


class InstallError(Exception):
    """The installation failed; the message says why."""


def main() -> int:
    """Read the command line and install; on failure, say why in one line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("lock", choices=NAMES)
    parser.add_argument("--this-python", action="store_true", help="take no other Python's")
    asked = parser.parse_args()
    try:
        with alone():
            install(asked.lock, asked.this_python)
    except InstallError as refused:
        print(refused, file=sys.stderr)
    except subprocess.CalledProcessError as error:
        killed = signal.Signals(-error.returncode).name if error.returncode < 0 else ""
        why = f"a tool was ended by {killed}" if killed else "the reason stands above"
        print(f"Not everything could be installed: {why}.", file=sys.stderr)
    except OSError as error:
        print(f"Not everything could be installed: {error}", file=sys.stderr)
    except KeyboardInterrupt:
        print("The installation was interrupted.", file=sys.stderr)
    else:
        return 0
    return 1


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Wait until no other process installs here."""
    import fcntl

    folder = os.open(ROOT, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Another installation is running here: waiting for it to end.", file=sys.stderr)
            fcntl.flock(folder, fcntl.LOCK_EX)
        except OSError:  # a file system without locks
            pass
        yield
    finally:
        os.close(folder)


def install(lock: str, this_python: bool) -> None:
    """Install what ``lock`` pins into the environment."""
    fault = fault_of(lock, this_python)
    if not fault and stamp(lock).is_file():
        return
    if not os.access(ROOT, os.W_OK):
        where = "this folder, or _build in it, cannot be written"
        raise InstallError(f"The book cannot be built here: {where}.")
    if not fault:
        fill(lock)
        return
    if os.path.lexists(VENV):
        print(f"The environment in .venv {fault}: it is replaced.", file=sys.stderr)
        remove(ASIDE)
        VENV.rename(ASIDE)
    try:
        make()
        fill(lock)
    except BaseException:
        if os.path.lexists(ASIDE):
            remove(VENV)
            ASIDE.rename(VENV)
        raise
    remove(ASIDE)


def remove(path: Path) -> None:
    """Remove a folder, or a link to one."""
    if path.is_symlink():
        path.unlink()
    elif path.exists():
        shutil.rmtree(path)


def stamp(lock: str) -> Path:
    """The file that records the installed lock, by its digest."""
    return VENV / f"{lock}.stamp"


def digest(lock: str) -> str:
    """The digest of a lock and of this script."""
    text = TOOLS.read_bytes() + (LOCKS / f"{lock}.lock").read_bytes()
    return hashlib.sha256(text).hexdigest()


def fault_of(lock: str, this_python: bool) -> str:
    """Say why the environment must be replaced; empty if it can stay."""
    if not os.path.lexists(VENV):
        return "is missing"
    version = version_of(PYTHON)
    if not version:
        return "has no Python that starts"
    own = "{}.{}".format(*sys.version_info)
    if version not in ("3.11", "3.12", "3.13") or (this_python and version != own):
        return f"has Python {version}"
    if not (VENV / "lib" / f"python{version}" / "site-packages").is_dir():
        return f"was made with another Python than {version}"
    if BEGUN.exists() or not ACTIVATE.is_file():
        return "is incomplete"
    if not made_here():
        return "was moved here"
    for name in NAMES:
        if stamp(name).is_file() and stamp(name).read_text() != digest(name):
            return "is of another lock"
    return ""


def made_here() -> bool:
    """Return whether the environment's scripts name its current folder."""
    written = ACTIVATE.read_text("utf-8", "surrogateescape")
    place = str(VENV.resolve())
    names = (rf"VIRTUAL_ENV=[\"']?{re.escape(one)}[\"']?$" for one in (place, shlex.quote(place)))
    return any(re.search(name, written, re.M) for name in names)


def version_of(python: Path) -> str:
    """The major and minor version of a Python; empty if it does not start."""
    code = "import sys; print('{}.{}'.format(*sys.version_info))"
    try:
        done = subprocess.run([python, "-IS", "-c", code], capture_output=True, text=True)
    except OSError:
        return ""
    return done.stdout.strip()


def make() -> None:
    """Make an environment without pip, which takes a tenth of the time."""
    if not find_spec("ensurepip") or not find_spec("venv"):
        raise InstallError("This Python cannot make environments: install python3-venv.")
    print("Making an environment in .venv, with Python " + sys.version.split()[0])
    run([sys.executable, "-m", "venv", "--without-pip", VENV], dict(os.environ))


def fill(lock: str) -> None:
    """Install the lock into the environment, and record the installed locks."""
    BEGUN.touch()
    print(f"Installing what requirements/{lock}.lock pins", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        pip = pip_at(Path(folder))
        given = settings(pip)
        try:
            bring(lock, pip, given)
        except subprocess.CalledProcessError:
            silent = unreached(pip, given)
            if not silent:
                raise
            BEGUN.unlink()  # everything is downloaded before anything is installed
            raise InstallError(
                f"Not everything could be installed: {silent} cannot be reached. "
                "Is there a network? Run make again when there is."
            ) from None
    held = pins(lock)
    for name in NAMES:
        if pins(name) <= held:
            stamp(name).write_text(digest(name))
        else:
            stamp(name).unlink(missing_ok=True)
    BEGUN.unlink()


def pins(lock: str) -> set[str]:
    """The packages of a lock with their versions."""
    return set(re.findall(r"^\S+==\S+", (LOCKS / f"{lock}.lock").read_text(), re.M))


def run(command: list[str | Path], env: dict[str, str]) -> None:
    """Run a command and show its output."""
    subprocess.run(command, env=env, cwd=ROOT, check=True)


def pip_at(folder: Path) -> list[str | Path]:
    """Return the command of pip: the environment's, or the one that comes with Python.

    The latter is a wheel, unpacked into ``folder``; without one, pip is installed.
    """
    if not list(VENV.glob("lib/python3.*/site-packages/pip")):
        spec = find_spec("ensurepip")
        own = Path(spec.origin).parent / "_bundled" if spec and spec.origin else None
        for place in (sysconfig.get_config_var("WHEEL_PKG_DIR"), own):
            for wheel in Path(place).glob("pip-*.whl") if place else ():
                with zipfile.ZipFile(wheel) as packed:
                    packed.extractall(folder)
                return [PYTHON, "-I", folder / "pip"]
        run([PYTHON, "-I", "-m", "ensurepip"], dict(os.environ))
    return [PYTHON, "-I", "-m", "pip"]


def settings(pip: list[str | Path]) -> dict[str, str]:
    """Return pip's settings, from files or the environment, of where packages come from."""
    listed = subprocess.run([*pip, "config", "list"], stdout=subprocess.PIPE, text=True, check=True)
    found = {}
    for level in ("global", "install", ":env:"):
        for line in listed.stdout.splitlines():
            key, _, value = line.partition("=")
            section, _, name = key.rpartition(".")
            if section == level and name in SETTINGS:
                found[name] = ast.literal_eval(value)
    return {name: value for name, value in found.items() if value}


def bring(lock: str, pip: list[str | Path], given: dict[str, str]) -> None:
    """Install and check a lock, with uv or else with pip."""
    env = {name: text for name, text in os.environ.items() if not name.startswith("PIP_")}
    env |= {"PIP_CONFIG_FILE": os.devnull, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    env |= {f"PIP_{name.upper().replace('-', '_')}": value for name, value in given.items()}
    exact = ["--no-deps", "--require-hashes", "-r"]
    quick = ["install", "--quiet", "--no-compile", "--only-binary=:all:"]
    if not uv_is_here():
        try:
            run([*pip, *quick, *exact, TOOLS], env)
        except subprocess.CalledProcessError:
            if unreached(pip, given):
                raise
    if uv_is_here():
        env, flags = for_uv(given)
        run([UV, "pip", "install", "--python", PYTHON, *flags, *exact, LOCKS / f"{lock}.lock"], env)
        run([UV, "pip", "check", "--quiet", "--no-config", "--python", PYTHON], env)
        return
    print("uv is not available here: pip installs, which takes a minute or two.", flush=True)
    run([PYTHON, "-I", "-m", "ensurepip"], env)
    pip = [PYTHON, "-I", "-m", "pip"]
    run([*pip, "install", *exact, LOCKS / f"{lock}.lock"], env)
    run([*pip, "check"], env)


def uv_is_here() -> bool:
    """Return whether the environment has the pinned uv, and it starts."""
    pinned = re.findall(r"^uv==(\S+)", TOOLS.read_text(), re.M)
    try:
        told = subprocess.run([UV, "--version"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return False
    return told.split()[1:2] == pinned


def for_uv(given: dict[str, str]) -> tuple[dict[str, str], list[str]]:
    """Return pip's settings in uv's form: as environment variables, and as options."""
    env = {
        name: text
        for name, text in os.environ.items()
        if not name.startswith("UV_") or name.startswith(KEPT)
    }
    bundles = (env.get("REQUESTS_CA_BUNDLE"), env.get("CURL_CA_BUNDLE"))
    cert = next(filter(None, bundles), ssl.get_default_verify_paths().cafile)
    for name, value in {**({"cert": cert} if cert else {}), **given}.items():
        if name in ("timeout", "default-timeout", "retries"):
            value = str(int(float(value)))
        if name == "proxy" and "://" not in value:
            value = f"http://{value}"
        env |= dict.fromkeys(SETTINGS[name], value)
    # All indexes are equal, as for pip: the hashes identify the files.
    flags = ["--no-config", "--index-strategy=unsafe-best-match"]
    flags += [f"--find-links={place}" for place in given.get("find-links", "").split()]
    flags += ["--no-index"] * said(given, "no-index")
    flags += ["--no-cache"] * ("no-cache-dir" in given or not can_keep(env))
    flags += ["--keyring-provider=subprocess"] * ("keyring-provider" in given)
    flags += ["--quiet"] * (not sys.stderr.isatty())
    return env, flags


def said(given: dict[str, str], name: str) -> bool:
    """Return whether a setting of pip is switched on."""
    return given.get(name, "0").lower() in ("1", "y", "yes", "t", "true", "on")


def can_keep(env: dict[str, str]) -> bool:
    """Return whether uv can use its cache; without a home folder it fails."""
    caches = env.get("XDG_CACHE_HOME") or "~/.cache"
    folder = Path(env.get("UV_CACHE_DIR") or f"{caches}/uv").expanduser()
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    return os.access(folder, os.W_OK)


def unreached(pip: list[str | Path], given: dict[str, str]) -> str:
    """Return an index host that cannot be reached; empty if all can."""
    places = f"{given.get('extra-index-url', '')} {given.get('find-links', '')}".split()
    if not said(given, "no-index"):
        places.append(given.get("index-url") or usual_index(pip))
    for place in map(urlsplit, places):
        if place.scheme in PORTS and place.hostname:
            usual = "" if proxy_bypass(place.hostname) else getproxies().get(place.scheme, "")
            proxy = given.get("proxy", usual)
            way = urlsplit(proxy if "://" in proxy else f"http://{proxy}") if proxy else place
            try:
                port = way.port or PORTS[way.scheme]
                socket.create_connection((way.hostname, port), timeout=10).close()
            except OSError:
                return str(way.hostname)
    return ""


def usual_index(pip: list[str | Path]) -> str:
    """Pip's default index, from its own help."""
    helped = subprocess.run([*pip, "install", "--help"], capture_output=True, text=True, check=True)
    found = re.search(r"default:?\s+(https?://[^\s)]+)", helped.stdout)
    return found[1] if found else ""


if __name__ == "__main__":
    sys.exit(main())
