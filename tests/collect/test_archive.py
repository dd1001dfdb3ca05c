from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from pipeline.capture import Capture
from pipeline.collect.archive import Aim, Archived, ArchiveWriter, Damage, RunRecord
from pipeline.collect.archive_reader import read_archive
from pipeline.collect.fetch import Attempt

MOMENT = datetime(2026, 3, 10, 2, 0, 0, 123456, tzinfo=UTC)
LIMIT = 1_000_000
BODY = "خروج آخر حافلة تقل المسلحين".encode()


def attempt(number: int, body: bytes = BODY) -> Attempt:
    url = f"http://arabic.news.example/{number}"
    raw = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nETag: x\r\n\r\n%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)
    headers = (("Transfer-Encoding", "chunked"), ("ETag", "x"))
    request = f"GET /{number} HTTP/1.1\r\nHost: arabic.news.example\r\n\r\n".encode()
    return Attempt(url, MOMENT, 5, "ok", 200, None, request, raw, Capture(url, MOMENT, 200, headers, body))


def failure(number: int) -> Attempt:
    return Attempt(f"http://arabic.news.example/{number}", MOMENT, 7, "dns", None, "no such host", b"", b"", None)


def write(folder: Path, attempts: list[Attempt], ended: bool = True) -> Path:
    with ArchiveWriter(folder, "20260310T020000Z-abcdef", {"user_agent": "Marsad", "run_id": "r"}) as archive:
        for one in attempts:
            archive.add(one, Aim("article", "world", None, one.url), 1)
        if ended:
            archive.end({"run_id": "r", "fetch_count": len(attempts)})
    return archive.path


def test_what_is_written_is_read_back_in_order(tmp_path: Path) -> None:
    path = write(tmp_path, [attempt(1), failure(2), attempt(3)])
    first, one, two, three, last = read_archive(path, LIMIT)
    assert isinstance(first, RunRecord)
    assert first.state == "started"
    assert isinstance(one, Archived)
    assert one.capture == attempt(1).capture
    assert one.fetch.aim == Aim("article", "world", None, "http://arabic.news.example/1")
    assert one.fetch.started_at == MOMENT
    assert isinstance(two, Archived)
    assert (two.capture, two.fetch.outcome, two.fetch.error) == (None, "dns", "no such host")
    assert isinstance(three, Archived)
    assert three.capture is not None
    assert three.capture.body == BODY
    assert isinstance(last, RunRecord)
    assert (last.state, last.facts["fetch_count"]) == ("ended", 3)


def test_another_tool_reads_the_file_and_finds_the_bytes_verbatim(tmp_path: Path) -> None:
    path = write(tmp_path, [attempt(1)])
    with path.open("rb") as stream:
        records = [
            (record.rec_type, record.rec_headers, record.raw_stream.read(), record.digest_checker.passed)
            for record in ArchiveIterator(stream, no_record_parse=True, check_digests=True)
        ]
    kinds = [kind for kind, *_ in records]
    assert kinds[0] == "warcinfo"
    assert kinds.count("request") == kinds.count("response") == 1
    assert all(passed for *_, passed in records)
    _, headers, block, _ = records[kinds.index("response")]
    assert block == attempt(1).response
    assert headers.protocol == "WARC/1.1"
    assert headers.get_header("WARC-Target-URI") == "http://arabic.news.example/1"
    assert headers.get_header("WARC-Date") == "2026-03-10T02:00:00.123456Z"


def test_offset_leads_to_the_response_record(tmp_path: Path) -> None:
    path = write(tmp_path, [attempt(1), attempt(2)])
    found = [record for record in read_archive(path, LIMIT) if isinstance(record, Archived)]
    for record in found:
        assert record.warc_offset is not None
        with path.open("rb") as stream:
            stream.seek(record.warc_offset)
            block = gzip.GzipFile(fileobj=stream).read(20_000)
        assert b"WARC-Type: response" in block
        assert f"WARC-Target-URI: {record.fetch.url}".encode() in block


def test_run_that_was_not_ended_has_no_end(tmp_path: Path) -> None:
    path = write(tmp_path, [attempt(1)], ended=False)
    states = [record.state for record in read_archive(path, LIMIT) if isinstance(record, RunRecord)]
    assert states == ["started"]


def test_second_writer_of_one_run_is_refused(tmp_path: Path) -> None:
    write(tmp_path, [])
    with pytest.raises(FileExistsError):
        write(tmp_path, [])


@given(cut=st.integers(min_value=1, max_value=2500))
def test_file_cut_anywhere_gives_what_stands_before_the_cut(tmp_path_factory: pytest.TempPathFactory, cut: int) -> None:
    path = write(tmp_path_factory.mktemp("cut"), [attempt(1), attempt(2), attempt(3)], ended=False)
    whole = [record for record in read_archive(path, LIMIT) if isinstance(record, Archived)]
    data = path.read_bytes()
    path.write_bytes(data[:-cut])
    left = list(read_archive(path, LIMIT))
    captures = [record for record in left if isinstance(record, Archived) and record.capture]
    assert captures == whole[: len(captures)]
    complete = [record for record in whole if record.warc_offset is not None and record.warc_offset < len(data) - cut]
    assert len(captures) >= len(complete) - 1
    torn = [record for record in left if isinstance(record, Archived) and record.fetch.outcome == "torn"]
    assert len(torn) <= 1
    if torn:
        assert any(isinstance(record, Damage) for record in left)


def test_damage_in_the_middle_costs_one_record_and_is_told(tmp_path: Path) -> None:
    path = write(tmp_path, [attempt(1), attempt(2), attempt(3)])
    found = [record for record in read_archive(path, LIMIT) if isinstance(record, Archived)]
    offset = found[1].warc_offset
    assert offset is not None
    data = bytearray(path.read_bytes())
    data[offset + 40 : offset + 60] = bytes(20)
    path.write_bytes(bytes(data))
    left = list(read_archive(path, LIMIT))
    outcomes = [record.fetch.outcome for record in left if isinstance(record, Archived)]
    assert outcomes == ["ok", "torn", "ok"]
    assert any(isinstance(record, Damage) and record.offset == offset for record in left)


def test_file_of_garbage_is_damage_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "marsad-x.warc.gz"
    path.write_bytes(b"\x1f\x8b\x08" + bytes(range(256)) * 40)
    assert {type(record) for record in read_archive(path, LIMIT)} <= {Damage}
    path.write_bytes(b"")
    assert list(read_archive(path, LIMIT)) == []
