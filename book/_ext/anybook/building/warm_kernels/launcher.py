"""Stands for a kernel that is forked elsewhere: passes signals to it, and ends with it.

It starts an ordinary kernel where the server does not answer. Only small modules are imported.
"""

import json
import os
import signal
import socket
import sys
from types import FrameType

ORDINARY = [sys.executable, "-m", "ipykernel_launcher"]
PASSED_ON = (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT, signal.SIGHUP)


def asked(address: str, arguments: list[str]) -> tuple[socket.socket, int]:
    """Ask the server for a kernel; return the way to it and the kernel's process.

    Raises
    ------
    OSError
        If it does not answer.
    """
    server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    server.connect(address)
    order = {"arguments": arguments, "folder": os.getcwd(), "environment": dict(os.environ)}  # noqa: PTH109
    message = json.dumps(order).encode()
    socket.send_fds(server, [len(message).to_bytes(4, "big")], [0, 1, 2])
    server.sendall(message)
    answer = server.recv(16)
    if not answer:
        raise ConnectionResetError(address)
    return server, int(answer)


def main(address: str, *arguments: str) -> int:
    """Have a kernel started, and return its status when it has ended."""
    try:
        server, kernel = asked(address, [*arguments])
    except OSError:
        os.execv(sys.executable, [*ORDINARY, *arguments])

    def pass_on(number: int, frame: FrameType | None) -> None:
        os.kill(kernel, number)

    for number in PASSED_ON:
        signal.signal(number, pass_on)
    return int(server.recv(16) or 1)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
