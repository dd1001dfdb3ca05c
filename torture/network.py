"""Servers that misbehave."""

from __future__ import annotations

import gzip
import os
import signal
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime
from functools import partial
from typing import Any

from pipeline.collect.collect import utc_now
from torture.ground import NOW, Ground, do_work, read_rows, run_daily
from torture.scene import BrokenPromiseError, Fault, Scene

Answer = Callable[[socket.socket], None]
# What a server may take in these tests before it is given up, in seconds.
PATIENCE: dict[str, Any] = {
    "connect_timeout_s": 0.3,
    "read_timeout_s": 0.3,
    "total_timeout_s": 0.6,
    "max_body_bytes": 200_000,
}


def _sends(*parts: bytes) -> Answer:
    def answer(connection: socket.socket) -> None:
        for part in parts:
            connection.sendall(part)

    return answer


def _stalls(data: bytes) -> Answer:
    def answer(connection: socket.socket) -> None:
        connection.sendall(data)
        connection.recv(1)

    return answer


def _resets(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def _trickles(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    while True:
        connection.sendall(b"x")
        connection.settimeout(0.05)
        try:
            if not connection.recv(1):
                return
        except TimeoutError:
            continue


def _chunks_for_ever(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        connection.sendall(b"1000\r\n" + b"x" * 4096 + b"\r\n")


def _status(line: str, *headers: str, body: bytes = b"") -> Answer:
    head = "".join(f"{header}\r\n" for header in (*headers, f"Content-Length: {len(body)}"))
    return _sends(f"HTTP/1.1 {line}\r\n{head}\r\n".encode() + body)


_LATER = format_datetime(utc_now() + timedelta(hours=2), usegmt=True)
_PAST = format_datetime(utc_now() - timedelta(hours=2), usegmt=True)
_ARABIC = "<html><body><p>خبر عاجل من دمشق</p></body></html>"
ANSWERS: dict[str, Answer] = {
    "nothing": _sends(b""),
    "not HTTP": _sends(b"220 smtp.example ESMTP\r\n"),
    "reset in the middle": _resets,
    "stalled before headers": _stalls(b""),
    "stalled in the headers": _stalls(b"HTTP/1.1 200 OK\r\n"),
    "stalled after headers": _stalls(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"),
    "a byte at a time": _trickles,
    "Content-Length too long": _sends(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nab"),
    "Content-Length too short": _sends(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nabcdefgh"),
    "Content-Length no number": _sends(b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\nab"),
    "two Content-Lengths": _sends(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nabc"),
    "chunked without end": _chunks_for_ever,
    "chunk size no number": _sends(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
    "larger than allowed": _sends(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 300_000),
    "endless header": _sends(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 300_000),
    "301 to itself": _status("301 Moved", "Location: /rss/world.xml"),
    "301 in a circle": _status("301 Moved", "Location: ?"),
    "301 to a file": _status("301 Moved", "Location: file:///etc/passwd"),
    "301 to nowhere": _status("301 Moved"),
    "429, seconds": _status("429 Slow", "Retry-After: 7200"),
    "429, a date": _status("429 Slow", f"Retry-After: {_LATER}"),
    "503, no seconds": _status("503 Later", "Retry-After: 0"),
    "503, a past date": _status("503 Later", f"Retry-After: {_PAST}"),
    "503, nonsense": _status("503 Later", "Retry-After: soon"),
    "403": _status("403 No"),
    "500": _status("500 Oops"),
    "gzip that is not gzip": _status("200 OK", "Content-Encoding: gzip", body=b"no gzip at all"),
    "gzip cut off": _status("200 OK", "Content-Encoding: gzip", body=gzip.compress(_ARABIC.encode() * 99)[:60]),
    "gzip bomb": _status("200 OK", "Content-Encoding: gzip", body=gzip.compress(bytes(50_000_000))),
    "brotli that is not brotli": _status("200 OK", "Content-Encoding: br", body=b"no brotli at all"),
    "charset that lies": _status(
        "200 OK", "Content-Type: text/html; charset=iso-8859-6", body=_ARABIC.encode("utf-16")
    ),
    "charset that is none": _status(
        "200 OK", "Content-Type: text/html; charset=klingon", body=_ARABIC.encode("cp1256")
    ),
}


def faults(ground: Ground, counts: dict[str, int], seed: int) -> Iterator[Fault]:
    """So many faults of each family as `counts` says."""
    for name in list(ANSWERS)[: counts["every server answers wrongly"]]:
        yield Fault("every server answers wrongly", name, partial(_all_wrong, answer=ANSWERS[name]))
    for name in list(ANSWERS)[: counts["articles answer wrongly"]]:
        yield Fault("articles answer wrongly", name, partial(_articles_wrong, answer=ANSWERS[name]))
    for name, target in {"refused": ("127.0.0.1", 9), "no such host": ("no-such-host.invalid", 80)}.items():
        if counts["every server answers wrongly"]:
            yield Fault(
                "every server answers wrongly",
                name,
                partial(_run_without_answer, connect_to=(("*", *target),)),
            )
    if counts["every server answers wrongly"]:
        yield Fault("every server answers wrongly", "no TLS where TLS is asked for", _no_tls)


class _Wrong:
    """A server that answers wrongly: every request, or only those for articles, and the others from the site."""

    def __init__(self, answer: Answer, site_port: int | None) -> None:
        self._answer = answer
        self._site_port = site_port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]

    def serve(self) -> None:
        """Answer until the process ends."""
        signal.signal(signal.SIGPIPE, signal.SIG_IGN)
        while True:
            connection, _ = self._listener.accept()
            threading.Thread(target=self._meet, args=(connection,), daemon=True).start()

    def _meet(self, connection: socket.socket) -> None:
        try:
            with connection:
                head = b""
                while b"\r\n\r\n" not in head:
                    part = connection.recv(4096)
                    if not part:
                        return
                    head += part
                path = head.split(b" ", 2)[1]
                if self._site_port is not None and (path.startswith(b"/rss/") or path == b"/robots.txt"):
                    self._pass_on(connection, head)
                else:
                    self._answer(connection)
        except OSError:
            return

    def _pass_on(self, connection: socket.socket, head: bytes) -> None:
        with socket.create_connection(("127.0.0.1", self._site_port or 0)) as site:
            site.sendall(head.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
            while part := site.recv(65536):
                connection.sendall(part)


def _against(answer: Answer, site_port: int | None, play: Callable[[int], None]) -> None:
    server = _Wrong(answer, site_port)
    pid = os.fork()
    if pid == 0:
        server.serve()
        os._exit(0)
    try:
        play(server.port)
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _all_wrong(scene: Scene, answer: Answer) -> None:
    _against(answer, None, lambda port: _run_without_answer(scene, connect_to=(("*", "127.0.0.1", port),)))


def _run_without_answer(scene: Scene, **changes: Any) -> None:
    """A run without any answer publishes nothing new and says so; one that read rubbish publishes no news of it."""
    before = (scene.home / "marsad.duckdb").read_bytes()
    code = scene.do(lambda: do_work("daily", scene.ground, scene.home, **PATIENCE, **changes))
    if code and (scene.home / "marsad.duckdb").read_bytes() != before:
        raise BrokenPromiseError("torn", "a run that failed has changed the snapshot")
    if read_rows(scene.home / "marsad.duckdb")["articles"] != read_rows(scene.before / "marsad.duckdb")["articles"]:
        raise BrokenPromiseError("torn", "a run without answers has changed articles")
    if not code:
        raise BrokenPromiseError("torn", "a run without answers ended as if all were well")
    scene.must_be_sound()
    scene.must_end_well()


def _no_tls(scene: Scene) -> None:
    secure = scene.home.with_suffix(".toml")
    plain = (scene.ground.folder / "feeds.toml").read_text(encoding="utf-8")
    secure.write_text(plain.replace("http://", "https://"), encoding="utf-8")
    port = scene.ground.ports[2]
    before = (scene.home / "marsad.duckdb").read_bytes()
    settings = replace(scene.ground.settings(scene.home, **PATIENCE), feeds=secure)
    # Before the runs to come: of two runs of one second none is the later, and the last run says where feeds stand.
    code = scene.do(lambda: run_daily(settings, scene.ground.rules, NOW - timedelta(minutes=1)))
    if not code or (scene.home / "marsad.duckdb").read_bytes() != before:
        raise BrokenPromiseError("torn", f"a run without TLS on port {port} published")
    scene.must_end_well()


def _articles_wrong(scene: Scene, answer: Answer) -> None:
    site = scene.ground.ports[2]

    def play(port: int) -> None:
        changes = PATIENCE | {"connect_to": (("*", "127.0.0.1", port),)}
        scene.do(lambda: do_work("daily", scene.ground, scene.home, **changes))
        scene.must_be_sound()

    _against(answer, site, play)
    # Later, when the server is well: whoever asks again a day later has all that it missed.
    later = NOW + timedelta(hours=25)
    settings = scene.ground.settings(scene.home)
    scene.must_be_done(lambda: run_daily(settings, scene.ground.rules, later))
    scene.must_be_sound()
    texts = "SELECT DISTINCT title, body FROM revisions WHERE is_current"
    scene.must_have(texts)
