"""Imports modules once and forks a kernel for each launcher that asks, until the build ends."""

from __future__ import annotations

import builtins
import gc
import io
import json
import os
import shutil
import signal
import socket
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from importlib import import_module
from pathlib import Path
from select import select
from typing import Any

KERNEL, SHELL, LAUNCHER = "ipykernel.kernelapp", "ipykernel.zmqshell", "ipykernel_launcher"
#: Seconds after which the server looks whether the build has ended.
LOOK = 1.0


class Kernel:
    """A forked kernel, and the launcher that stands for it."""

    def __init__(self, launcher: socket.socket, process: int) -> None:
        self.launcher, self.process = launcher, process
        self.ending = os.pidfd_open(process)

    def is_over(self, ready: list[Any]) -> bool:
        """Close the kernel if it or its launcher has ended, and return whether it did."""
        if self.ending in ready:
            self.ended()
        elif self.launcher in ready:
            self.abandoned()
        else:
            return False
        return True

    def ended(self) -> None:
        """Tell the launcher the kernel's status."""
        _, status = os.waitpid(self.process, 0)
        with suppress(OSError):
            # A shell's number for what a signal has ended.
            code = os.waitstatus_to_exitcode(status)
            self.launcher.sendall(str(code if code >= 0 else 128 - code).encode())
        self.close()

    def abandoned(self) -> None:
        """End the kernel, as its launcher was killed."""
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)
        self.close()

    def close(self) -> None:
        """Forget the kernel."""
        self.launcher.close()
        os.close(self.ending)


def load(modules: Iterable[str], path: list[str]) -> None:
    """Import modules that lie on ``path``.

    Raises
    ------
    RuntimeError
        If one of them prints something, which would be missing in the notebooks.
    """
    own, said = list(sys.path), io.StringIO()
    sys.path[:] = path
    with redirect_stdout(said), redirect_stderr(said):
        import_module(KERNEL)
        with in_a_notebook():
            for name in modules:
                import_module(name)
    sys.path[:] = own
    if said.getvalue():
        raise RuntimeError(said.getvalue())
    # What was imported is never collected; looking at it would copy its memory into each kernel.
    gc.freeze()


@contextmanager
def in_a_notebook() -> Iterator[None]:
    """Answer modules that ask, when they are imported, where they are.

    Pandas does: in a terminal it shows as many columns as fit, in a notebook up to twenty.
    """
    shell = import_module(SHELL).ZMQInteractiveShell
    # Without being initialized, it has all attributes and no effects.
    builtins.get_ipython = lambda: shell.__new__(shell)  # type: ignore[attr-defined]
    yield
    del builtins.get_ipython  # type: ignore[attr-defined]


def serve(door: socket.socket, parent: int) -> dict[str, Any] | None:
    """Fork kernels until the parent has ended; in each kernel, return the order for it."""
    kernels: list[Kernel] = []
    while os.getppid() == parent:
        ends = [end for kernel in kernels for end in (kernel.launcher, kernel.ending)]
        ready, _, _ = select([door, *ends], [], [], LOOK)
        kernels = [kernel for kernel in kernels if not kernel.is_over(ready)]
        if door not in ready:
            continue
        launcher, _ = door.accept()
        try:
            order, files = received(launcher)
        except (OSError, ValueError):  # it was killed while it asked
            launcher.close()
            continue
        process = os.fork()
        if process == 0:
            for kernel in kernels:
                kernel.close()
            launcher.close()
            door.close()
            stand(order, files)
            return order
        kernels.append(begun(launcher, process, files))
    for kernel in kernels:
        kernel.abandoned()
    return None


def received(launcher: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """Return a launcher's order and its standard files."""
    length, files, _, _ = socket.recv_fds(launcher, 4, 3)
    with launcher.makefile("rb") as message:
        order: dict[str, Any] = json.loads(message.read(int.from_bytes(length, "big")))
    return order, files


def begun(launcher: socket.socket, process: int, files: list[int]) -> Kernel:
    """Leave the standard files to a new kernel, and tell its launcher the number."""
    for file in files:
        os.close(file)
    with suppress(OSError):
        launcher.sendall(str(process).encode())
    return Kernel(launcher, process)


def stand(order: dict[str, Any], files: list[int]) -> None:
    """Give a forked process what its launcher was started with."""
    for number, file in enumerate(files):
        os.dup2(file, number)
        os.close(file)
    os.chdir(order["folder"])
    os.environ.clear()
    os.environ.update(order["environment"])
    sys.argv[:] = [LAUNCHER, *order["arguments"]]
    if "numpy" in sys.modules:
        # Otherwise every notebook would draw the same random numbers.
        sys.modules["numpy"].random.seed()


def main(room: Path, parent: int, given: dict[str, list[str]]) -> None:
    """Serve at a socket in ``room``, and remove the room in the end."""
    order = None
    server = os.getpid()
    # Kernels end when their parent has ended; they ask for it when they are imported.
    os.environ["JPY_PARENT_PID"] = str(server)
    try:
        # Where the system cannot tell the end of a process, this fails here and kernels are cold.
        os.close(os.pidfd_open(server))
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as door:
            door.bind(str(room / "socket"))
            door.listen()
            load(given["modules"], given["path"])
            order = serve(door, parent)
    finally:
        if os.getpid() == server:
            shutil.rmtree(room, ignore_errors=True)
    if order:
        sys.modules[KERNEL].launch_new_instance()


if __name__ == "__main__":
    del sys.path[0]  # the folder of this file
    main(Path(sys.argv[1]), int(sys.argv[2]), json.loads(sys.argv[3]))
