from __future__ import annotations

import gzip
import io
import tracemalloc
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.collect.warc_records import WarcFlaw, WarcRecord, is_intact, read_records
from tests.collect.warcs import digest_of, http_answer, warc_record, zipped

LIMIT = 1_000_000


def block(name: str, size: int = 600) -> bytes:
    # Not one letter over and over: what compresses to nothing hides where damage hits.
    return http_answer(b"".join(digest_of(f"{name}{n}".encode(), "sha1").encode() for n in range(size // 37)))


def record(name: str, **options: object) -> bytes:
    return warc_record(f"http://h.example/{name}", block(name), **options)  # type: ignore[arg-type]


A, B, C = record("a"), record("b"), record("c")


def names(data: bytes, limit: int = LIMIT) -> list[str]:
    """Per record the name in its URL, per flaw "!"; a block that was not kept has "-"."""
    found = []
    for item in read_records(io.BytesIO(data).read, limit):
        if isinstance(item, WarcFlaw):
            found.append("!")
            continue
        name = item.headers.get("warc-target-uri", "?").rpartition("/")[2]
        assert item.block in (None, block(name))
        found.append(name + ("-" if item.block is None else ""))
    return found


def flaws(data: bytes) -> list[WarcFlaw]:
    return [item for item in read_records(io.BytesIO(data).read, LIMIT) if isinstance(item, WarcFlaw)]


def places(data: bytes) -> list[tuple[int, int]]:
    return [(item.offset, item.inside) for item in read_records(io.BytesIO(data).read, LIMIT)]


WAYS: dict[str, Callable[[bytes, bytes, bytes], bytes]] = {
    "plain": lambda a, b, c: a + b + c,
    "a member each": zipped,
    "one member": lambda a, b, c: gzip.compress(a + b + c, mtime=0),
    "members that cut records": lambda a, b, c: zipped(*((a + b + c)[n : n + 500] for n in range(0, 9000, 500))),
    "gzip in gzip": lambda a, b, c: gzip.compress(zipped(a, b, c), mtime=0),
    "one member in members": lambda a, b, c: zipped(
        *(gzip.compress(a + b + c)[n : n + 300] for n in range(0, 6000, 300))
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_whole_file_gives_each_record_however_it_is_packed(way: str) -> None:
    assert names(WAYS[way](A, B, C)) == ["a", "b", "c"]


def test_place_of_a_record_is_where_its_bytes_are() -> None:
    assert places(A + B + C) == [(0, 0), (len(A), 0), (len(A + B), 0)]
    assert places(zipped(A, B, C)) == [(0, 0), (len(zipped(A)), 0), (len(zipped(A, B)), 0)]
    assert places(gzip.compress(A + B + C)) == [(0, 0), (0, len(A)), (0, len(A + B))]


@pytest.mark.parametrize("way", ["plain", "a member each", "one member"])
@pytest.mark.parametrize(
    "broken",
    [
        record("b", length=300),
        record("b", length=len(block("b")) + 50),
        record("b", length=len(block("b")) + len(C) + 50),
        record("b", length=90_000),
        record("b", length=999_999_999_999),
        record("b", length=10**30),
        record("b", length=-5),
        record("b", length="12a"),
        record("b", length=""),
        record("b", length="٦٠٠"),
        B.replace(b"Content-Length", b"X-Length"),
        B.replace(b"WARC/1.0", b"XXXX/1.0"),
        B.replace(b"WARC/1.0\r\n", b"WARC/1.0\r\nX: " + b"y" * 70_000 + b"\r\n"),
        b"nothing of a WARC\r\n" * 9,
        b"<html>" * 30_000,
    ],
    ids=lambda data: data[:0].decode() + f"{len(data)} bytes",
)
def test_record_that_is_broken_costs_itself_alone(way: str, broken: bytes) -> None:
    assert names(WAYS[way](A, broken, C)) == ["a", "!", "c"]


@pytest.mark.parametrize("way", ["plain", "a member each", "one member", "gzip in gzip"])
def test_record_cut_short_in_the_middle_costs_itself_alone(way: str) -> None:
    assert names(WAYS[way](A, B[:-200], C)) == ["a", "!", "c"]


def test_line_ends_between_records_may_lack_or_abound() -> None:
    assert names(A[:-4] + B[:-2] + C + b"\r\n" * 40 + A[:-4]) == ["a", "b", "c", "a"]
    assert names(zipped(A[:-4], B + b"\n" * 99, C)) == ["a", "b", "c"]


def test_head_with_bare_line_feeds_and_folded_lines_is_read() -> None:
    head, _, rest = A.partition(b"\r\n\r\n")
    folded = head.replace(b"WARC-Date: 2018", b"WARC-Date:\r\n  2018")
    assert names(head.replace(b"\r\n", b"\n") + b"\n\n" + rest + folded + b"\r\n\r\n" + rest) == ["a", "a"]
    (found,) = read_records(io.BytesIO(folded + b"\r\n\r\n" + rest).read, LIMIT)
    assert isinstance(found, WarcRecord)
    assert found.headers["warc-date"] == "2018-03-29T10:00:00Z"


def test_damaged_member_costs_itself_alone_and_is_told_once() -> None:
    first, second, third = zipped(A), bytearray(zipped(B)), zipped(C)
    second[100:130] = bytes(30)
    assert names(first + bytes(second) + third) == ["a", "!", "c"]
    assert [flaw.offset for flaw in flaws(first + bytes(second) + third)] == [len(first)]
    second = bytearray(zipped(B))
    second[-6] ^= 255  # the checksum
    without_digest = zipped(record("b", digest=None))
    assert names(first + without_digest[:-6] + b"xx" + without_digest[-4:] + third) == ["a", "!", "c"]


def test_member_cut_short_does_not_cost_the_next_one() -> None:
    for cut in (1, 7, 9, 60, len(zipped(B)) - 12):
        assert names(zipped(A) + zipped(B)[:-cut] + zipped(C))[-1] == "c"
        assert len(flaws(zipped(A) + zipped(B)[:-cut] + zipped(C))) == 1


def test_damage_late_in_one_long_member_keeps_what_stands_before_it() -> None:
    records = [record(f"r{n}") for n in range(200)]
    data = bytearray(gzip.compress(b"".join(records)))
    at = len(data) * 3 // 4
    data[at : at + 40] = bytes(40)
    found = list(read_records(io.BytesIO(bytes(data)).read, LIMIT))
    intact = [item for item in found if isinstance(item, WarcRecord) and is_intact(item)]
    assert len(intact) > 130
    assert [item.headers["warc-target-uri"][17:] for item in intact[:130]] == [f"r{n}" for n in range(130)]
    assert any(isinstance(item, WarcFlaw) for item in found)


def test_what_is_not_gzip_between_members_is_told_with_its_length() -> None:
    data = zipped(A) + b"junk" * 9 + zipped(B)
    assert names(data) == ["a", "!", "b"]
    (flaw,) = flaws(data)
    assert flaw.offset == len(zipped(A))
    assert "36 bytes" in flaw.message
    assert names(zipped(A) + b"\x1f\x8b\x08\0" * 5000 + zipped(B)) == ["a", "!", "b"]


def test_zeros_that_fill_up_a_file_and_empty_members_are_nothing() -> None:
    assert names(zipped(A) + bytes(700) + zipped(b"", B, b"\r\n", b"") + bytes(300_000)) == ["a", "b"]


@pytest.mark.parametrize("data", [b"", b"\0" * 99, b"\r\n\r\n"], ids=["nothing", "zeros", "line ends"])
def test_file_without_anything(data: bytes) -> None:
    assert names(data).count("!") <= 1
    assert "a" not in names(data)


@pytest.mark.parametrize("data", [b"%PDF-1.4 \n" * 999, b"\x1f\x8b\x08", b"\x1f\x8b\x08" + bytes(range(256)) * 99])
def test_file_that_is_no_warc_is_one_flaw(data: bytes) -> None:
    assert names(data) == ["!"]


def test_file_cut_anywhere_gives_the_records_before_the_cut() -> None:
    for data in (A + B, zipped(A, B)):
        whole = len(data) - (len(B) if data[:4] == b"WARC" else len(zipped(B)))
        for cut in range(whole + 1, len(data) - 4, 13):
            assert names(data[:cut])[0] == "a"
            assert names(data[:cut])[1:] in (["!"], ["b"], ["b", "!"])


@given(
    at=st.integers(0, 4000),
    junk=st.binary(min_size=1, max_size=300),
    is_put=st.booleans(),
    way=st.sampled_from(sorted(WAYS)),
)
def test_damage_anywhere_raises_nothing_and_gives_no_record_that_was_not_there(
    at: int, junk: bytes, is_put: bool, way: str
) -> None:
    data = WAYS[way](A, B, C)
    at %= len(data)
    data = data[:at] + junk + data[at + (0 if is_put else len(junk)) :]
    for item in read_records(io.BytesIO(data).read, LIMIT):
        if isinstance(item, WarcRecord) and is_intact(item):
            assert item.block in (block("a"), block("b"), block("c"))


def test_block_longer_than_allowed_is_passed_over_without_losing_the_next() -> None:
    long = warc_record("http://h.example/long", b"x" * 3_000_000)
    for data in (A + long + B, zipped(A, long, B), gzip.compress(A + long + B)):
        found = list(read_records(io.BytesIO(data).read, LIMIT))
        assert [isinstance(item, WarcRecord) and item.block is None for item in found] == [False, True, False]
    assert names(A + record("b", length=5_000_000) + C) == ["a", "!", "c"]


def test_digests_are_checked_in_every_spelling() -> None:
    content = block("x")

    def verdict(digest: str | None) -> bool | None:
        (item,) = read_records(io.BytesIO(warc_record("http://h.example/x", content, digest=digest)).read, LIMIT)
        assert isinstance(item, WarcRecord)
        return is_intact(item)

    for algorithm in ("sha1", "sha256", "md5", "sha512"):
        for as_hex in (True, False):
            right = digest_of(content, algorithm, as_hex)
            assert verdict(right) is True
            assert verdict(right.lower()) is True
            assert verdict(right.rstrip("=")) is True
            assert verdict(digest_of(content + b" ", algorithm, as_hex)) is False
    assert verdict("SHA-256:" + digest_of(content, "sha256").partition(":")[2]) is True
    assert verdict(None) is None
    assert verdict("blake3:abc") is None


def test_a_large_file_is_read_in_little_memory() -> None:
    part = zipped(*(record(f"r{n}") for n in range(50)))
    left = 400

    def read(_size: int) -> bytes:
        nonlocal left
        left -= 1
        return part if left >= 0 else b""

    tracemalloc.start()
    count = sum(1 for _ in read_records(read, LIMIT))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 50 * 400
    assert peak < 5_000_000 < 400 * len(part)


def test_gzip_bomb_stays_in_little_memory() -> None:
    bomb = gzip.compress(warc_record("http://h.example/bomb", bytes(100_000_000), digest=None))
    tracemalloc.start()
    found = list(read_records(io.BytesIO(bomb + zipped(B)).read, LIMIT))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [isinstance(item, WarcRecord) and item.block is None for item in found] == [True, False]
    assert peak < 40_000_000
