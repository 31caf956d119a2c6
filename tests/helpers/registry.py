"""Local stand-ins for other hosts, one of them a package registry."""

from __future__ import annotations

import gzip
import json
from http.server import BaseHTTPRequestHandler
from typing import Any, ClassVar
from urllib.parse import unquote

from visits import Quiet


class Registry(Quiet, BaseHTTPRequestHandler):
    """A registry that knows a fault of one package, as OSV tells it and as npm's registry does."""

    FAULTY: ClassVar[dict[str, Any]] = {
        "package": {"name": "faulty", "ecosystem": "PyPI"},
        "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "2.0"}]}],
    }

    def do_POST(self) -> None:
        """Answer which faults are known."""
        asked = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers["Content-Encoding"] == "gzip":
            asked = gzip.decompress(asked)
        about = json.loads(asked)
        known = {"id": "X-1", "published": "2026-01-01T00:00:00Z", "affected": [self.FAULTY]}
        advisory = {
            "id": 1,
            "severity": "high",
            "vulnerable_versions": "<99",
            "url": "",
            "title": "",
        }
        if self.path == "/osv":
            self.answer({"vulns": [known]} if about["package"]["name"] == "faulty" else {})
        else:
            self.answer({name: [advisory] for name in about if name == "minimist"})

    def do_GET(self) -> None:
        """Answer that a package has no other versions."""
        self.answer({"name": unquote(self.path[1:]), "versions": {}, "dist-tags": {}})

    def answer(self, told: dict[str, Any]) -> None:
        """Send an answer."""
        body = json.dumps(told).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
