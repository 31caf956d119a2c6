"""Serves a folder on 127.0.0.1 as a static host does, with text gzipped."""

from __future__ import annotations

import gzip
import mimetypes
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

TEXT = re.compile(r"text/|application/(javascript|json|xml)|image/svg")


@dataclass(frozen=True)
class Asset:
    """A served file: its media type, its bytes, and the bytes sent."""

    media: str
    raw: bytes
    packed: bytes


class Site:
    """The files of a folder, each read and compressed once."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self._known: dict[str, Asset | None] = {}

    def asset(self, address: str) -> Asset | None:
        """The file at an address or a path, or None."""
        path = unquote(urlsplit(address).path).lstrip("/") or "index.html"
        if path not in self._known:
            self._known[path] = self._read(path)
        return self._known[path]

    def _read(self, path: str) -> Asset | None:
        file = (self.root / path).resolve()
        if not file.is_relative_to(self.root) or not file.is_file():
            return None
        media = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        raw = file.read_bytes()
        packed = gzip.compress(raw, 6, mtime=0) if TEXT.match(media) else raw
        return Asset(media, raw, packed)


@contextmanager
def served(site: Site) -> Iterator[str]:
    """Serve a site; yield its address, without a final slash."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            asset = site.asset(self.path)
            takes = "gzip" in self.headers.get("Accept-Encoding", "")
            body = b"" if asset is None else asset.packed if takes else asset.raw
            self.send_response(200 if asset else 404)
            self.send_header("Content-Type", asset.media if asset else "text/plain")
            if asset and body is asset.packed and asset.packed is not asset.raw:
                self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
