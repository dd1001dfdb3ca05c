"""A file of gzip members, of a member within another, or without compression, as plain bytes that know their place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import cast

from isal import isal_zlib

_InflateError = cast("type[Exception]", isal_zlib.error)  # its stub calls it an instance
# Deflate, and none of the flags that no gzip writes: three bytes stand by chance once in 16 MB.
_MEMBER = re.compile(rb"\x1f\x8b\x08[\x00-\x1f]")
_GZIP = b"\x1f\x8b\x08"
_NOT_NUL = re.compile(rb"[^\0]")
_STEP = 1 << 12  # of what is packed: what an inflater made of one step before damage in it is lost
_BLOCK = 1 << 18
_LOOK_BACK = 1 << 16


@dataclass(frozen=True, slots=True)
class Piece:
    """Plain bytes that follow each other without a gap, or the `flaw` that ends such a run.

    `member` is where their gzip member begins, None in a file without compression; `begins` is True for the first
    piece of a member. `in_member` tells a flaw that spoils what came last from one that stands behind it.
    """

    member: int | None
    data: bytes = b""
    begins: bool = False
    flaw: str = ""
    in_member: bool = False


class _Window:
    """A stream that can go back a little, so that it need not be a file."""

    def __init__(self, read: Callable[[int], bytes]) -> None:
        self._read = read
        self._data = b""
        self._base = 0
        self.at = 0

    def take(self, size: int) -> bytes:
        """The next bytes, at most `size`; none at the end."""
        begin = self.at - self._base
        if begin >= len(self._data):
            more = self._read(_BLOCK)
            keep = self._data[-_LOOK_BACK:]
            self._data = keep + more
            self._base = self.at - len(keep)
            begin = len(keep)
        part = self._data[begin : begin + size]
        self.at += len(part)
        return part

    def find(self, wanted: re.Pattern[bytes]) -> bool:
        """Go on to the next match, which may straddle what was read; False at the end."""
        overlap = b""
        while part := self.take(_BLOCK):
            if match := wanted.search(overlap + part):
                self.at += match.start() - len(overlap) - len(part)
                return True
            overlap = (overlap + part)[-3:]
        return False

    def begins_with(self, prefix: bytes) -> bool:
        here, part = self.at, b""
        while len(part) < len(prefix) and (more := self.take(len(prefix) - len(part))):
            part += more
        self.at = here
        return part == prefix

    def back_to(self, at: int) -> None:
        self.at = max(at, self._base)


def plain_pieces(read: Callable[[int], bytes]) -> Iterator[Piece]:
    """Yield what a stream holds, freed of gzip, also where it was packed twice; goes on behind damage.

    Members of a stream that was packed twice have their place in the stream unpacked once.
    """
    window = _Window(read)
    if not window.begins_with(_GZIP):
        while part := window.take(_BLOCK):
            yield Piece(None, part, begins=window.at == len(part))
        return
    outer = _members(window)
    first = next(outer, None)
    pieces = chain([first] if first else [], outer)
    if first and first.data.startswith(_GZIP):
        # A flaw of the outer gzip needs no word of its own: the inner one cannot be read there either.
        packed = (piece.data for piece in pieces if piece.data)
        pieces = chain(_members(_Window(lambda _size: next(packed, b""))))
    yield from pieces


def _members(window: _Window) -> Iterator[Piece]:
    while window.take(1):
        window.back_to(window.at - 1)
        offset = window.at
        if not window.begins_with(_GZIP):
            # Tapes and some stores fill up with zeros, which gzip passes over too.
            if window.begins_with(b"\0") and (not window.find(_NOT_NUL) or window.begins_with(_GZIP)):
                continue
            window.find(_MEMBER)
            yield Piece(offset, flaw=f"{window.at - offset:,} bytes from byte {offset} on are not gzip")
            continue
        begins = True
        inflater = isal_zlib.decompressobj(31)
        try:
            while not inflater.eof:
                part = window.take(_STEP)
                if not part:
                    raise _InflateError("the file ends within it")
                plain = inflater.decompress(part)
                if plain or begins:
                    yield Piece(offset, plain, begins)
                    begins = False
            window.back_to(window.at - len(inflater.unused_data))
        except _InflateError as error:
            # A member cut short runs on into the next one: that began before the error was seen.
            window.back_to(max(offset + 1, window.at - _LOOK_BACK))
            window.find(_MEMBER)
            reason = re.sub(r"^Error -?\d+ ", "", str(error)).strip()
            yield Piece(offset, flaw=f"the gzip member at byte {offset} is damaged: {reason}", in_member=True)
