"""From the bytes of an HTTP response, as they stand in an archive, to status, headers and body."""

from __future__ import annotations

import re
import zlib

import brotli
import h11

_HEAD_END = re.compile(rb"\r?\n\r?\n")
_SECRETS = re.compile(
    rb"^(?:set-cookie2?|cookie|(?:proxy-)?authorization)[ \t]*:[^\n]*(?:\n[ \t]+[^\r\n][^\n]*)*\n?",
    re.IGNORECASE | re.MULTILINE,
)


class MessageError(Exception):
    """A response that cannot be read; `word` is `protocol`, `bad_encoding` or `too_large`."""

    def __init__(self, word: str, message: str) -> None:
        super().__init__(message)
        self.word = word


def parse_response(raw: bytes, max_body_bytes: int) -> tuple[int, tuple[tuple[str, str], ...], bytes]:
    """Return (status, headers, body), the body freed of chunks and of its content encoding.

    Raises MessageError. A body cut short is `protocol`: a page that ends in the middle
    would otherwise become a revision.
    """
    # State machine of the library that read the socket too, so both agree on what is valid.
    connection = h11.Connection(h11.CLIENT, max_incomplete_event_size=1_000_000)
    connection.send(h11.Request(method="GET", target="/", headers=[("Host", "archived")]))
    connection.send(h11.EndOfMessage())
    status, headers, parts = 0, [], []
    try:
        connection.receive_data(raw)
        connection.receive_data(b"")
        while not isinstance(event := connection.next_event(), h11.EndOfMessage | h11.ConnectionClosed):
            if isinstance(event, h11.Response):
                status, headers = event.status_code, event.headers.raw_items()
            elif isinstance(event, h11.Data):
                parts.append(bytes(event.data))
            elif not isinstance(event, h11.InformationalResponse):
                raise MessageError("protocol", "the response ends before it is complete")
    except h11.RemoteProtocolError as error:
        raise MessageError("protocol", f"the response breaks HTTP: {error}") from error
    pairs = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in headers)
    encodings = [value for name, value in pairs if name.lower() == "content-encoding"]
    body = b"".join(parts)
    for encoding in reversed([word.strip().lower() for value in encodings for word in value.split(",")]):
        body = decode_body(body, encoding, max_body_bytes)
    return status, pairs, body


def without_secrets(message: bytes) -> bytes:
    """A request or response as it may be kept: verbatim, but for the headers that open doors.

    Those are Cookie, Set-Cookie and the credentials of Authorization and Proxy-Authorization, in the head and in those
    of the interim responses before it. We send none of them; servers, and the archives of others, do.
    """
    end = 0
    while match := _HEAD_END.search(message, end):
        is_interim = message.startswith(b"HTTP/1", end) and message[end + 9 : end + 10] == b"1"
        end = match.end()
        if not is_interim:
            break
    head = message[:end] if end else message
    return _SECRETS.sub(b"", head) + message[len(head) :]


def decode_body(body: bytes, encoding: str, max_bytes: int) -> bytes:
    """Undo one content encoding. Raises MessageError for one that is unknown, untrue or cut short, and for too much."""
    if not body or encoding in ("identity", ""):
        return body
    try:
        if encoding in ("gzip", "x-gzip", "deflate"):
            return _inflate(body, encoding, max_bytes)
        if encoding == "br":
            return _unbrotli(body, max_bytes)
    except (zlib.error, brotli.error) as error:
        raise MessageError("bad_encoding", f"the body says it is {encoding} and is not: {error}") from error
    raise MessageError("bad_encoding", f"the body is encoded as {encoding!r}, which was not asked for")


def _inflate(body: bytes, encoding: str, max_bytes: int) -> bytes:
    # "deflate" is zlib by the standard and raw deflate from some servers.
    raw_deflate = encoding == "deflate" and (body[0] & 0x0F) != 8
    inflater = zlib.decompressobj(-zlib.MAX_WBITS if raw_deflate else zlib.MAX_WBITS | 32)
    text = inflater.decompress(body, max_bytes + 1)
    if len(text) > max_bytes:
        raise MessageError("too_large", f"the body unpacks to more than {max_bytes} bytes")
    if not inflater.eof:
        raise MessageError("bad_encoding", f"the {encoding} body ends before it is complete")
    return text


def _unbrotli(body: bytes, max_bytes: int) -> bytes:
    decoder = brotli.Decompressor()
    text = bytes(decoder.process(body, output_buffer_limit=max_bytes + 1))
    while not decoder.is_finished() and len(text) <= max_bytes and not decoder.can_accept_more_data():
        text += decoder.process(b"", output_buffer_limit=max_bytes + 1 - len(text))
    if len(text) > max_bytes:
        raise MessageError("too_large", f"the body unpacks to more than {max_bytes} bytes")
    if not decoder.is_finished():
        raise MessageError("bad_encoding", "the brotli body ends before it is complete")
    return text
