"""Serve resources over real HTTP on loopback, by the Host header."""

from __future__ import annotations

import argparse
import gzip
import socket
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from samples.feeds import load_feeds
from samples.resource import Key, Resource, Site
from samples.site import PHASES, sample_site

NOT_FOUND = Resource("الصفحة غير موجودة\n".encode(), "text/plain; charset=utf-8", status=404)
LOGGED_HEADERS = ("user-agent", "accept-encoding", "if-none-match", "if-modified-since")


@dataclass(frozen=True, slots=True)
class Request:
    """One request as the server saw it; `headers` holds those of LOGGED_HEADERS that were sent."""

    host: str
    path: str
    headers: Mapping[str, str]
    status: int


class SampleServer:
    """A context manager that serves the sample site on 127.0.0.1.

    `resources` are laid over the site; `site=None` serves them alone. `phase` may be set
    while it runs. `requests` is what was asked, in order of answering. Host names are
    matched without the port, whatever port the server got. Give the query in a key to answer it
    apart; otherwise it is ignored, as by a server of static files.
    """

    def __init__(
        self,
        resources: Mapping[Key, Resource] | None = None,
        *,
        site: Callable[[int], Site] | None = sample_site,
        phase: int = 1,
        port: int = 0,
    ) -> None:
        self.requests: list[Request] = []
        self._extra = dict(resources or {})
        self._site = site
        self._asked: set[Key] = set()
        self._lock = threading.Lock()
        self.phase = phase
        self._http = _Server(("127.0.0.1", port), self)
        self.port: int = self._http.server_address[1]
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.05,), name="sample-server")

    @property
    def phase(self) -> int:
        """The phase being served."""
        return self._phase

    @phase.setter
    def phase(self, phase: int) -> None:
        self._resources = {**(self._site(phase) if self._site else {}), **self._extra}
        self._phase = phase

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.shutdown()
        self._http.hang_up()
        self._http.server_close()
        self._thread.join()

    def answer(self, host: str, target: str) -> Resource:
        """What stands at that host and request target now; its `first` on the first asking."""
        name = host.rsplit(":", 1)[0].lower()
        # `//` in a path and a full query both lead to the page on the source's own servers.
        path = "/" + target.split("?", 1)[0].lstrip("/")
        resources = self._resources
        key = (name, target) if (name, target) in resources else (name, path)
        resource = resources.get(key, NOT_FOUND)
        if resource.first is None:
            return resource
        with self._lock:
            asked_before = key in self._asked
            self._asked.add(key)
        return resource if asked_before else resource.first


class _Server(ThreadingHTTPServer):
    """Keeps its open connections, so that it can end while a client still holds one."""

    daemon_threads = False
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], owner: SampleServer) -> None:
        self.owner = owner
        self._open: set[socket.socket] = set()
        super().__init__(address, _Handler)

    def get_request(self) -> tuple[socket.socket, Any]:
        connection, address = super().get_request()
        self._open.add(connection)
        return connection, address

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        for connection in list(self._open):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # the client was faster

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exc_info()[1], ConnectionError):  # a client may leave in mid-answer
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # head and body in one segment: two writes wait 40 ms for a delayed ACK
    server: _Server

    def do_GET(self) -> None:  # the name that http.server calls
        owner = self.server.owner
        host = self.headers.get("Host", "")
        resource = owner.answer(host, self.path)
        status = 304 if resource.status == 200 and _unchanged(resource, self.headers) else resource.status
        seen = {name: self.headers[name] for name in LOGGED_HEADERS if name in self.headers}
        owner.requests.append(Request(host.rsplit(":", 1)[0].lower(), self.path, seen, status))
        self._send(resource, status)

    def _send(self, resource: Resource, status: int) -> None:
        packed = "gzip" in self.headers.get("Accept-Encoding", "") and bool(resource.body)
        body = gzip.compress(resource.body, mtime=0) if packed else resource.body
        self.send_response(status)
        if resource.status == 200:
            # A compressed body is another representation: it may only carry the tag as a weak one.
            self.send_header("ETag", f"W/{resource.etag}" if packed else resource.etag)
            self.send_header("Vary", "Accept-Encoding")
            if resource.last_modified is not None:
                self.send_header("Last-Modified", _http_date(resource.last_modified))
        if status != 304:
            self.send_header("Content-Type", resource.content_type)
            self.send_header("Content-Length", str(len(body)))
            if packed:
                self.send_header("Content-Encoding", "gzip")
        for name, value in resource.headers:
            self.send_header(name, value)
        self.end_headers()
        if status != 304:
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the name that http.server has
        """Say nothing: `SampleServer.requests` is the log."""


def _unchanged(resource: Resource, headers: Any) -> bool:
    """If-None-Match decides alone where it is sent, as RFC 9110 wants it; else If-Modified-Since."""
    tags = headers.get("If-None-Match")
    if tags is not None:
        return resource.etag in [tag.strip().removeprefix("W/") for tag in tags.split(",")]
    since = headers.get("If-Modified-Since")
    if since is None or resource.last_modified is None:
        return False
    return bool(resource.last_modified <= parsedate_to_datetime(since))


def _http_date(at: datetime) -> str:
    return format_datetime(at.astimezone(UTC), usegmt=True)


def main() -> None:
    """Serve the sample site until Ctrl-C, for a person to look at."""
    parser = argparse.ArgumentParser(prog="python -m samples.server", description=main.__doc__)
    parser.add_argument("--port", type=int, default=8017)
    parser.add_argument("--phase", type=int, choices=PHASES, default=1)
    options = parser.parse_args()
    with SampleServer(phase=options.phase, port=options.port) as server:
        sys.stdout.write(f"The sample site, phase {server.phase}, on http://127.0.0.1:{server.port}\n")
        sys.stdout.write("It answers by the Host header. Its feeds:\n")
        for feed in load_feeds():
            sys.stdout.write(f"  curl --connect-to ::127.0.0.1:{server.port} {feed.url}\n")
        sys.stdout.flush()
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            sys.stdout.write("\n")


if __name__ == "__main__":
    main()
