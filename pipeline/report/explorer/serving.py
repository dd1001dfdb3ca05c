"""Runs the explorer on a socket of this machine."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from pathlib import Path

from waitress import create_server
from waitress.server import BaseWSGIServer

from pipeline.report.explorer.app import explorer
from pipeline.report.explorer.snapshot import Snapshots

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
_EVERYWHERE = ("0.0.0.0", "::", "")  # noqa: S104


class ServeError(Exception):
    """The address cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Serving:
    """A server that listens; `run` answers until `close`, which another thread may call."""

    server: BaseWSGIServer
    url: str

    def run(self) -> None:
        """Answer requests until the server is closed or the process is interrupted."""
        self.server.run()

    def close(self) -> None:
        """Stop listening and let `run` return."""
        self.server.close()


def listen(database: Path, host: str, port: int, allowed: tuple[str, ...] = ()) -> Serving:
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
    app = explorer(Snapshots(database), hosts)
    server = create_server(app.server, sockets=[listener], threads=4, ident=None, clear_untrusted_proxy_headers=True)
    shown = "127.0.0.1" if host in _EVERYWHERE else name
    return Serving(server, f"http://{shown}:{listener.getsockname()[1]}/")
