"""The environment of a build's kernels, without anybody's own settings."""

from __future__ import annotations

import os
from pathlib import Path

#: The kernels' settings. Tables of pandas are text on a page: their HTML brings a style of its own,
#: which the policy of the pages forbids.
CONFIG = """\
c.IPKernelApp.log_level = 40
c.HistoryManager.enabled = False
c.HTMLFormatter.deferred_printers = {("pandas", "DataFrame"): lambda table: None}
"""


def prepare(build: Path) -> None:
    """Give kernels a profile and folders of their own in the build folder.

    Otherwise a user's start-up files would run before every chapter, a user's kernel of the same
    name would run the chapters, and kernel messages would mix with real warnings. It also works
    without a writable home folder.
    """
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
