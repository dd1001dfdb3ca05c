"""Runs the explorer on a socket of this machine."""

from __future__ import annotations

import logging
import socket
from contextlib import suppress
from typing import Any

from flask import Flask
from waitress import create_server, wasyncore

from pipeline.report.explorer.app import explorer
from pipeline.report.explorer.snapshot import Snapshots
from pipeline.settings import Settings

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
_THREADS = 4
_EVERYWHERE = ("0.0.0.0", "::", "")  # noqa: S104


class ServeError(Exception):
    """The address cannot be used; the message says why."""


class Serving:
    """A server that listens at `url`; `run` answers until `close`, which another thread may call."""

    def __init__(self, application: Flask, listener: socket.socket, url: str) -> None:
        self.url = url
        self._open: dict[int, Any] = {}  # what waitress waits for, by file descriptor
        self._server = create_server(application, map=self._open, sockets=[listener], threads=_THREADS, ident=None)
        # A page asks for a dozen files at once; that some of them wait for a thread is nothing to warn of.
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)

    def run(self) -> None:
        """Answer requests until the server is closed or the process is interrupted."""
        self._server.run()
        self._server.task_dispatcher.shutdown()

    def close(self) -> None:
        """Let `run` return; only its own thread may take away what it waits for."""
        # An answer that ends just now wakes the loop too: then all is closed before this could wake it.
        with suppress(OSError):
            self._server.trigger.pull_trigger(lambda: wasyncore.close_all(self._open, ignore_all=True))


def listen(settings: Settings, host: str, port: int, allowed: tuple[str, ...] = ()) -> Serving:
    """Listen on `host` (an address or name of this machine) and `port`, 0 for any that is free.

    Requests are answered that name loopback, `host` or one of `allowed` as their host. Raises ServeError.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.socket(family, socket.SOCK_STREAM)
    except OSError as error:
        raise ServeError(f"{host} is no address of this machine: {error.strerror}.") from error
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise ServeError(
            f"Cannot listen on {host} port {port}: {error.strerror}. Choose another with --port, or 0 for any."
        ) from error
    name = f"[{host}]" if ":" in host else host
    hosts = [*LOOPBACK, *(() if host in _EVERYWHERE else (name,)), *allowed]
    app = explorer(Snapshots(settings), hosts)
    shown = "127.0.0.1" if host in _EVERYWHERE else name
    return Serving(app.server, listener, f"http://{shown}:{listener.getsockname()[1]}/")
