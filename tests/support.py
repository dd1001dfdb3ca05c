"""What several tests share: homes, the pipeline without Prefect, servers that misbehave."""

from __future__ import annotations

import asyncio
import atexit
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import FrameType
from typing import Any

import duckdb

from pipeline.collect.collect import Collected, collect, utc_now
from pipeline.collect.feeds import load_feeds
from pipeline.collect.fetch import Attempt, Fetcher
from pipeline.derive.rules import load_rules
from pipeline.settings import Settings
from pipeline.warehouse.publish import publish, sole_writer
from pipeline.warehouse.staging import derive_pending
from samples.server import SampleServer

SAMPLE_FEEDS = Path(__file__).parents[1] / "samples" / "feeds.toml"


@cache
def _prefect_home() -> Path:
    """A home of Prefect with its database made: hundreds of migrations take five seconds, in every new home."""
    home = Path(tempfile.mkdtemp(prefix="prefect-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    variables = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    command = [sys.executable, "-m", "prefect", "server", "database", "upgrade", "--yes"]
    subprocess.run(command, env=variables | {"PREFECT_HOME": str(home)}, check=True, capture_output=True)
    return home


def with_prefect(home: Path) -> Path:
    """`home`, with Prefect's database in it as a run before would have left it."""
    if not (home / "prefect").exists():
        shutil.copytree(_prefect_home(), home / "prefect")
    return home


@contextmanager
def prefect_server(home: Path) -> Iterator[str]:
    """Serve Prefect, as it serves a run that has no server, to many runs: to start one takes longer than most of them.

    Gives PREFECT_API_URL.
    """
    variables = {name: value for name, value in os.environ.items() if not name.startswith(("MARSAD_", "PREFECT_"))}
    variables |= {
        "PREFECT_HOME": str(with_prefect(home) / "prefect"),
        "PREFECT__SERVER_EPHEMERAL": "1",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_LOGGING_LEVEL": "INFO",
        "DO_NOT_TRACK": "1",
    }
    app = ("--factory", "prefect.server.api.server:create_app", "--port", "0", "--no-access-log")
    with subprocess.Popen(
        [sys.executable, "-m", "uvicorn", *app], env=variables, stderr=subprocess.PIPE, text=True
    ) as server:
        assert server.stderr is not None
        said = []
        try:
            for line in server.stderr:
                said.append(line)
                if found := re.search(r"running on (http://127.0.0.1:\d+)", line):
                    break
            else:
                raise RuntimeError("".join(said))
            reader = threading.Thread(target=server.stderr.read)  # or it would wait for one, some day
            reader.start()
            yield f"{found[1]}/api"
        finally:
            server.terminate()
            server.wait()
        reader.join()


def silent(stage: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


def calls_of(work: Callable[[], object]) -> int:
    """Calls and returns of functions, built-in ones too, while `work` runs: its cost, whatever the machine's speed."""
    taken = 0

    def step(frame: FrameType, event: str, arg: object) -> None:
        nonlocal taken
        taken += 1

    sys.setprofile(step)
    try:
        work()
    finally:
        sys.setprofile(None)
    return taken


def settings_for(server: SampleServer, home: Path, feeds: Path = SAMPLE_FEEDS, *, max_attempts: int = 3) -> Settings:
    """Settings whose every request ends at `server`, without waiting between them."""
    return Settings(
        home=home,
        feeds=feeds,
        host_delay_s=0,
        wayback="http://web.archive.example",
        wayback_delay_s=0,
        retry_wait_s=0,
        max_retry_wait_s=0,
        max_attempts=max_attempts,
        connect_to=(("*", "127.0.0.1", server.port),),
    )


def fetched(url: str, settings: Settings) -> Attempt:
    """One attempt at an address, by the fetcher alone."""

    async def ask() -> Attempt:
        fetcher = Fetcher(settings, utc_now)
        try:
            return await fetcher.get(url)
        finally:
            await fetcher.aclose()

    return asyncio.run(ask())


def run_pipeline(settings: Settings, now: Callable[[], datetime] = utc_now) -> Collected:
    """What the daily flow does, without Prefect."""
    with sole_writer(settings):
        collected = collect(settings, load_feeds(settings.feeds), silent, now)
        derive_pending(settings, silent)
        publish(settings, load_rules(), now(), silent)
    return collected


def rows(database: Path, query: str) -> list[tuple[Any, ...]]:
    """The rows that a query gives on a snapshot."""
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute(query).fetchall()


@contextmanager
def raw_server(answer: Callable[[socket.socket], None]) -> Iterator[int]:
    """Serve loopback connections with `answer`, one thread each; gives the port.

    For what no HTTP server library would send. The connection is closed when `answer`
    returns; `answer` may block in recv, which ends when the client or the test goes away.
    """
    listener = socket.create_server(("127.0.0.1", 0))
    open_sockets: list[socket.socket] = []
    threads: list[threading.Thread] = []

    def serve(connection: socket.socket) -> None:
        with connection:
            try:
                answer(connection)
            except OSError:
                return

    def accept() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            open_sockets.append(connection)
            threads.append(threading.Thread(target=serve, args=(connection,)))
            threads[-1].start()

    acceptor = threading.Thread(target=accept)
    acceptor.start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        acceptor.join()
        for connection in open_sockets:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue
        for thread in threads:
            thread.join()


@dataclass
class Receiver:
    """What a loopback server was sent: (method, path with query, body); it answers with `status`."""

    port: int
    status: int = 200
    received: list[tuple[str, str, str]] = field(default_factory=list)

    def paths(self) -> list[str]:
        """Paths asked for so far, in order, without their queries."""
        return [path.partition("?")[0] for _, path, _ in self.received]

    def notices(self) -> list[dict[str, Any]]:
        """What Apprise's json:// sent so far."""
        return [json.loads(body) for _, _, body in self.received if body.startswith("{")]


@contextmanager
def receiver() -> Iterator[Receiver]:
    """Serve what takes heartbeats and notices on loopback."""

    class Taker(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0)).decode()
            taken.received.append((self.command, self.path, body))
            self.send_response(taken.status)
            self.end_headers()

        do_GET = do_POST  # noqa: N815

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Taker) as served:
        taken = Receiver(served.server_port)
        thread = threading.Thread(target=served.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield taken
        finally:
            served.shutdown()
            thread.join()


def read_request(connection: socket.socket) -> bytes:
    """The head of one request."""
    data = b""
    while b"\r\n\r\n" not in data:
        part = connection.recv(4096)
        if not part:
            break
        data += part
    return data
