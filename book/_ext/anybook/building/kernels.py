"""The environment of a build's kernels, without anybody's own settings."""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path
from uuid import uuid4

import zmq
from jupyter_client import AsyncKernelManager

#: The kernels' settings. Tables of pandas are text on a page: their HTML brings a style of its own,
#: which the policy of the pages forbids.
CONFIG = """\
c.IPKernelApp.log_level = 40
c.HistoryManager.enabled = False
c.HTMLFormatter.deferred_printers = {("pandas", "DataFrame"): lambda table: None}
"""
#: Characters that a socket's name may have on every system, less those that a kernel adds.
LONGEST = 80


def prepare(build: Path) -> None:
    """Give kernels a profile and folders of their own in the build folder, and no network port.

    Otherwise a user's start-up files would run before every chapter, a user's kernel of the same
    name would run the chapters, and kernel messages would mix with real warnings. It also works
    without a writable home folder.
    """
    use_sockets_in_files()
    profile = build / ".ipython"
    config = profile / "profile_default" / "ipython_kernel_config.py"
    config.parent.mkdir(parents=True, exist_ok=True)
    config.write_text(CONFIG)
    own = build / ".jupyter"
    for name in ("config", "data", "runtime"):
        (own / name).mkdir(parents=True, exist_ok=True)
        os.environ[f"JUPYTER_{name.upper()}_DIR"] = str(own / name)
    os.environ["IPYTHONDIR"] = str(profile)
    os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"
    # Programs that a build starts write UTF-8, whatever the locale.
    os.environ["PYTHONUTF8"] = "1"


def use_sockets_in_files() -> None:
    """Let kernels and the build meet at files instead of ports, where the system can.

    A port is chosen before its kernel starts. Another program, such as the build of another
    edition, can take it in between, and the kernel dies.
    """
    room = Path(tempfile.mkdtemp(prefix="kernel-sockets-"))
    atexit.register(shutil.rmtree, room, ignore_errors=True)
    if sys.platform != "win32" and zmq.has("ipc") and len(str(room)) < LONGEST:
        # Defaults, as myst-nb makes the managers and takes no settings for them.
        AsyncKernelManager._transport_default = lambda self: "ipc"  # type: ignore[attr-defined]
        AsyncKernelManager._ip_default = lambda self: str(room / uuid4().hex[:8])  # type: ignore[method-assign]
