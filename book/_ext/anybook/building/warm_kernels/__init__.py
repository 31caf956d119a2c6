"""Kernels that start with their modules imported.

Importing pandas, plotly and the kernel itself takes seconds, in every notebook anew. With
`anybook_preload`, one process imports them when a build begins, and each notebook's kernel is a
fork of it. Where that cannot be, kernels start as ever: on other systems than Linux, or if a module
fails or prints something when it is imported, which a notebook would have to show.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config

HERE = Path(__file__).parent


def prepare(app: Sphinx, config: Config) -> None:
    """Start the process that kernels are forked from (handles ``config-inited``).

    It ends with the build.
    """
    if not config.anybook_preload or sys.platform != "linux":
        return
    # Short, as the name of a socket has room for some hundred characters; nobody else can enter it.
    room = Path(tempfile.mkdtemp(prefix="kernels-"))
    address = room / "socket"
    launch = [sys.executable, "-I", "-S", str(HERE / "launcher.py"), str(address)]
    spec = room / "kernels" / "python3"
    spec.mkdir(parents=True)
    words = {
        "argv": [*launch, "-f", "{connection_file}"],
        "display_name": "Python 3",
        "language": "python",
    }
    (spec / "kernel.json").write_text(json.dumps(words), encoding="utf-8")
    os.environ["JUPYTER_PATH"] = os.pathsep.join(
        filter(None, [str(room), os.environ.get("JUPYTER_PATH")])
    )
    modules = json.dumps({"modules": config.anybook_preload, "path": sys.path})
    subprocess.Popen(
        [sys.executable, str(HERE / "server.py"), str(room), str(os.getpid()), modules],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def setup(app: Sphinx) -> None:
    """Register the setting and the start."""
    app.add_config_value("anybook_preload", [], "")
    app.connect("config-inited", prepare)
