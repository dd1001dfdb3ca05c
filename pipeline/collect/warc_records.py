"""The records of a WARC file, whatever is broken in it: for our own archive and for others' files.

The frame of a record is read here and not by fastwarc, which believes every Content-Length: one that is wrong
swallows the records behind it or ends the file, and nothing tells a record that was cut short from a whole one.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pipeline.collect.inflate import Piece, plain_pieces

_LONGEST_HEAD = 1 << 16
_STEP = 1 << 16
_START = re.compile(rb"WARC/\d\.\d{1,3}\r?\n[\w-]{1,30}:")  # behind a record cut short it begins no line
_LONGEST_START = 64
_FOLD = re.compile(r"\r?\n[ \t]+")
_ALGORITHMS = {"sha1": hashlib.sha1, "sha256": hashlib.sha256, "sha512": hashlib.sha512, "md5": hashlib.md5}


@dataclass(frozen=True, slots=True)
class WarcRecord:
    """One record. `headers` have names in lower case; `block` is None where it is longer than what was allowed.

    It stands in the gzip member at `offset`, `inside` bytes into what that unpacks to; without compression at `offset`.
    """

    offset: int
    inside: int
    headers: dict[str, str]
    block: bytes | None


@dataclass(frozen=True, slots=True)
class WarcFlaw:
    """A stretch that cannot be read, from its place on, with what is wrong with it."""

    offset: int
    inside: int
    message: str


def read_records(read: Callable[[int], bytes], most_block_bytes: int) -> Iterator[WarcRecord | WarcFlaw]:
    """Yield what a stream holds, gzipped or not, in its order; after damage, from the next record that can be found.

    No more than the longest block is in memory. A record is given once something after it shows where it ends;
    its digest is the caller's to check, where it has one.
    """
    plain = _Plain(plain_pieces(read))
    after_flaw = False
    while plain.begin_run():
        yield from _run(plain, most_block_bytes, after_flaw)
        after_flaw = plain.flaw is not None


def is_intact(record: WarcRecord) -> bool | None:
    """Whether the block has the digest that the record tells; None where it tells none that we know."""
    algorithm, _, told = record.headers.get("warc-block-digest", "").partition(":")
    make = _ALGORITHMS.get(algorithm.strip().lower().replace("-", ""))
    told = told.strip().rstrip("=").upper()
    if make is None or record.block is None or not told:
        return None
    digest = make(record.block, usedforsecurity=False)
    return told == digest.hexdigest().upper() or told == base64.b32encode(digest.digest()).decode().rstrip("=")


def _run(plain: _Plain, most: int, after_flaw: bool) -> Iterator[WarcRecord | WarcFlaw]:
    """What stands between two flaws of the compression."""
    is_told = after_flaw  # what follows damage belongs to it until a record begins
    while plain.skip_line_ends():
        offset, inside = plain.place()
        is_told = is_told and not plain.data.startswith(b"WARC/")
        try:
            yield _record(plain, most)
        except _BrokenError as broken:
            is_last = not plain.find_record(broken.look_from)
            if not is_told:
                also = f"; {plain.flaw.flaw}" if is_last and plain.flaw else ""
                yield WarcFlaw(offset, inside, f"{broken}{also}")
            is_told = is_told or is_last
    if plain.flaw and not is_told:
        yield WarcFlaw(plain.flaw.member or 0, 0, plain.flaw.flaw)


class _BrokenError(Exception):
    """A record that cannot be read; the next one is to be looked for from `look_from` on."""

    def __init__(self, message: str, look_from: int) -> None:
        super().__init__(message)
        self.look_from = look_from


def _record(plain: _Plain, most: int) -> WarcRecord:
    offset, inside = plain.place()
    headers, begin = _head(plain)
    length = int(headers["content-length"])
    if length > most:
        plain.drop(begin)
        _pass_over(plain, length)
        return WarcRecord(offset, inside, headers, None)
    end = begin + length
    is_whole = plain.have(end)
    if (cut := plain.record_within(begin, end)) is not None:
        raise _BrokenError(f"the record ends after {cut - begin:,} of {length:,} bytes", cut)
    if not is_whole:
        raise _BrokenError(f"the record ends after {len(plain.data) - begin:,} of {length:,} bytes", begin)
    with memoryview(plain.data) as data:
        record = WarcRecord(offset, inside, headers, bytes(data[begin:end]))
    if not plain.ends_at(end) and is_intact(record) is not True:
        raise _BrokenError(f"the record's Content-Length of {length:,} does not lead to its end", begin)
    plain.drop(end)
    return record


def _head(plain: _Plain) -> tuple[dict[str, str], int]:
    """The headers of the record that begins here, and where its block does."""
    data = plain.data
    plain.have(_STEP >> 3)
    if not data.startswith(b"WARC/"):
        raise _BrokenError("no WARC record begins here", 1)
    end, lf_end = -1, -1
    for size in (_STEP >> 3, _LONGEST_HEAD):
        plain.have(size)
        end = data.find(b"\n\r\n", 0, _LONGEST_HEAD)
        lf_end = data.find(b"\n\n", 0, end if end >= 0 else _LONGEST_HEAD)
        if end >= 0 or lf_end >= 0:
            break
    else:
        raise _BrokenError("the head of the record has no end", 5)
    end, begin = (lf_end, lf_end + 2) if lf_end >= 0 else (end, end + 3)
    headers: dict[str, str] = {}
    text = data[:end].decode("utf-8", "replace")
    if "\n " in text or "\n\t" in text:
        text = _FOLD.sub(" ", text)
    for line in text.split("\n")[1:]:
        name, _, value = line.partition(":")
        headers.setdefault(name.strip().lower(), value.strip())
    length = headers.get("content-length", "")
    if not (length.isascii() and length.isdigit() and len(length) < 16):
        raise _BrokenError(f"the record tells no length (Content-Length: {length[:40]!r})", begin)
    return headers, begin


def _pass_over(plain: _Plain, length: int) -> None:
    """Drop a block too long to keep; a record that begins within it shows that it is shorter than it says."""
    left = length
    while left:
        plain.have(min(left, _STEP) + _LONGEST_START)
        size = min(left, _STEP, len(plain.data))
        cut = plain.record_within(0, size, in_text=True) if size else 0
        if cut is not None:
            raise _BrokenError(f"the record ends after {length - left + cut:,} of {length:,} bytes", cut)
        plain.drop(size)
        left -= size
    if not plain.ends_at(0):
        raise _BrokenError(f"the record's Content-Length of {length:,} does not lead to its end", 0)


class _Plain:
    """One run of pieces as a buffer; `data` begins where reading stands."""

    def __init__(self, pieces: Iterator[Piece]) -> None:
        self.data = bytearray()
        self.flaw: Piece | None = None
        self._pieces = pieces
        self._is_over = False
        self._at = 0
        self._begins: list[tuple[int, int | None]] = []

    def begin_run(self) -> bool:
        """Go on behind a flaw; False at the end of all."""
        self.data.clear()
        self._begins.clear()
        self.flaw = None
        return not self._is_over

    def have(self, size: int) -> bool:
        """Buffer that many bytes; False where the run ends before."""
        while len(self.data) < size and self.flaw is None:
            piece = next(self._pieces, None)
            if piece is None:
                self._is_over = True
                break
            if piece.flaw:
                self.flaw = piece
                break
            if piece.begins:
                self._begins.append((self._at + len(self.data), piece.member))
            self.data += piece.data
        return len(self.data) >= size

    def drop(self, size: int) -> None:
        del self.data[:size]
        self._at += size
        while len(self._begins) > 1 and self._begins[1][0] <= self._at:
            del self._begins[0]

    def place(self) -> tuple[int, int]:
        """Where reading stands: offset of the gzip member, and how far inside."""
        begin, member = self._begins[0]
        return (self._at, 0) if member is None else (member, self._at - begin)

    def skip_line_ends(self) -> bool:
        """Go to what comes next but line ends; False where the run ends."""
        while self.have(1):
            start = self.data[:512]
            blank = len(start) - len(start.lstrip(b"\r\n"))
            self.drop(blank)
            if blank < len(start):
                return True
        return False

    def ends_at(self, at: int) -> bool:
        """Whether a record can end there: what follows is what stands between records, another one, or nothing.

        At damage of the compression it is not known: what came before may be what is damaged.
        """
        self.have(at + 16)
        follows = self.data[at : at + 16]
        rest = follows.lstrip(b"\r\n")
        if not rest and self.flaw and self.flaw.in_member:
            return False
        return not rest or rest.startswith(b"WARC/") or follows.startswith(b"\r\n\r\n") or self._begins_at(at, follows)

    def _begins_at(self, at: int, follows: bytes | bytearray) -> bool:
        first = self._at + at + len(follows) - len(follows.lstrip(b"\r\n"))
        return any(begin == first for begin, _ in self._begins)

    def record_within(self, begin: int, end: int, in_text: bool = False) -> int | None:
        """Where, from `begin` to before `end`, a gzip member with a record begins, or any text that starts one."""
        places = (place - self._at for place, member in self._begins if member is not None)
        found = [place for place in places if begin <= place < end and self.data.startswith(b"WARC/", place)]
        match = _START.search(self.data, begin, end + _LONGEST_START) if in_text else None
        if match and match.start() < end:
            found.append(match.start())
        return min(found, default=None)

    def find_record(self, begin: int) -> bool:
        """Go to the next record that begins there or later; False, at the run's end, without one."""
        while (found := self.record_within(begin, len(self.data), in_text=True)) is None:
            gone = max(0, len(self.data) - _LONGEST_START)
            self.drop(gone)
            begin = max(0, begin - gone)
            if not self.have(len(self.data) + 1):
                self.drop(len(self.data))
                return False
        self.drop(found)
        return True
