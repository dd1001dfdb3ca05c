"""Serves whole answers, in pieces and however odd, on loopback."""

from __future__ import annotations

import socket
import socketserver
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

Answer = Callable[[], Iterator[bytes]]
_MISSING = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


def document(body: Callable[[], bytes], content_type: str) -> Answer:
    """The answer that an ordinary server gives with a body."""

    def answer() -> Iterator[bytes]:
        data = body()
        head = f"HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\nContent-Length: {len(data)}\r\n"
        yield f"{head}Connection: close\r\n\r\n".encode()
        yield data

    return answer


class _Server(socketserver.ThreadingTCPServer):
    request_queue_size = 128
    daemon_threads = True
    block_on_close = False
    answers: Mapping[str, Answer]


class _Handler(socketserver.BaseRequestHandler):
    server: _Server

    def handle(self) -> None:
        connection: socket.socket = self.request
        connection.settimeout(60)
        try:
            head = b""
            while b"\r\n\r\n" not in head:
                part = connection.recv(65_536)
                if not part:
                    return
                head += part
            path = head.split(b" ", 2)[1].decode("latin-1").partition("?")[0]
            answer = self.server.answers.get(path)
            for piece in answer() if answer else (_MISSING,):
                connection.sendall(piece)
        except OSError:
            return  # the client has had enough


@contextmanager
def serving(answers: Mapping[str, Answer]) -> Iterator[int]:
    """Serve answers by path, whatever the host; gives the port."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.answers = answers
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield int(server.server_address[1])
        finally:
            server.shutdown()
            thread.join()
