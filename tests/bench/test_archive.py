"""The generated archive: that it is what it says, since backfill and rebuild are measured on it."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from base64 import b32encode
from collections import Counter
from datetime import datetime
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from fastwarc.warc import ArchiveIterator as FastIterator
from warcio.archiveiterator import ArchiveIterator

from bench.archive.pages import pages
from bench.archive.plan import FOREIGN, Page, Plan
from bench.archive.warc import DAMAGE
from bench.archive.write import Output, write_archive
from pipeline.capture import Capture
from pipeline.collect.http_message import MessageError, parse_response
from pipeline.derive.articles import extract_page
from pipeline.derive.dateline import parse_dateline
from pipeline.derive.entries import parse_entries
from pipeline.derive.urls import article_id, is_article_url, url_date

PLAN = Plan(400, seed=7, corrections=0.05, copies=0.1, foreign=0.2, unknown=0.1)
OUTPUT = Output(damage=0.08, feeds=True, saved_pages=0.1, files_of=150)


@pytest.fixture(scope="module")
def made() -> list[Page]:
    return list(pages(PLAN))


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("archive") / "out"
    write_archive(folder, PLAN, OUTPUT)
    return folder


@pytest.fixture(scope="module")
def manifest(archive: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((archive / "manifest.json").read_text(encoding="utf-8"))
    return told


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def shingles(text: str) -> set[tuple[str, ...]]:
    found = text.split()
    return set(zip(found, found[1:], found[2:], strict=False))


def likeness(one: str, other: str) -> float:
    first, second = shingles(one), shingles(other)
    return len(first & second) / len(first | second)


def body_of(page: Page) -> str:
    assert page.article is not None
    return "\n".join(page.article.body)


def test_same_seed_makes_the_same_bytes_and_another_seed_other_texts(tmp_path: Path, archive: Path) -> None:
    write_archive(tmp_path / "again", PLAN, OUTPUT)
    assert files_of(tmp_path / "again") == files_of(archive)
    other = next(pages(Plan(400, seed=8)))
    assert body_of(other) != body_of(next(pages(PLAN)))


def test_first_articles_do_not_wait_for_the_last() -> None:
    assert len(list(islice(pages(Plan(10_000_000)), 20))) == 20


def test_known_layout_is_recognised_and_gives_back_what_was_put_in(made: list[Page]) -> None:
    known = [page for page in made if page.article and page.layout != "unknown"]
    seen = set()
    for page in known:
        assert page.article is not None
        found = extract_page(page.capture)
        assert found.template != "general", page.layout
        assert found.title == page.article.title
        assert found.body == body_of(page)
        assert found.stamp_at is not None
        assert abs((found.stamp_at - page.article.published).total_seconds()) < 60  # one layout stamps minutes
        seen.add(page.layout)
    assert seen >= {"old_2012", "arabic_2018_a", "arabic_2018_b", "arabic_2022", "xinhuanet_2019", "people"}


def test_unknown_layout_is_known_to_no_template_and_weighs_what_such_pages_weigh(made: list[Page]) -> None:
    unknown = [page for page in made if page.layout == "unknown"]
    assert len(unknown) > 20
    assert {extract_page(page.capture).template for page in unknown} == {"general"}
    assert all(25_000 < len(page.capture.body) < 90_000 for page in unknown)


def test_articles_are_of_twenty_two_years_under_addresses_of_their_own(made: list[Page]) -> None:
    articles = [page for page in made if page.article]
    first = [page for page in articles if page.kind != "correction"]
    assert all(is_article_url(page.capture.url) for page in articles)
    assert len({article_id(page.capture.url) for page in first}) == len(first)
    years = {page.article.published.year for page in articles if page.article}
    assert years == set(range(2003, 2025))
    for page in articles:
        assert page.article is not None
        assert page.article.published < page.capture.fetched_at
        assert url_date(page.capture.url) in (page.article.published.date(), None)


def test_report_opens_with_a_dateline_of_its_day(made: list[Page]) -> None:
    for page in made:
        if page.article is None or page.kind != "article":
            continue
        published = page.article.published.date()
        line = parse_dateline(body_of(page), published)
        assert line is not None, page.article.body[0][:80]
        assert 0 <= (published - line.on).days <= 1
        assert line.agency == "شينخوا"


def test_no_two_articles_are_alike_by_chance() -> None:
    # An inverted index of shingles: only pairs that share half of the rarer one's are compared.
    bodies = [body_of(page) for page in pages(Plan(1_500, seed=3, corrections=0, copies=0, foreign=0))]
    by_shingle: dict[tuple[str, ...], list[int]] = {}
    for number, body in enumerate(bodies):
        for shingle in shingles(body):
            by_shingle.setdefault(shingle, []).append(number)
    shared: Counter[tuple[int, int]] = Counter()
    for numbers in by_shingle.values():
        if len(numbers) < 60:
            shared.update((one, other) for place, one in enumerate(numbers) for other in numbers[place + 1 :])
    worst = max(likeness(bodies[one], bodies[other]) for (one, other), _ in shared.most_common(2_000))
    assert worst < 0.6


def test_copy_is_nearly_its_original_and_correction_is_another_text(made: list[Page]) -> None:
    by_url = {page.capture.url: page for page in made if page.kind == "article"}
    copies = [page for page in made if page.kind == "copy"]
    assert len(copies) > 20
    for page in copies:
        assert page.article is not None
        original = by_url[page.article.reprint_of]
        assert original.article is not None
        assert page.capture.url not in by_url
        assert likeness(body_of(page), body_of(original)) > 0.7
        assert 0 < (page.article.published - original.article.published).total_seconds() < 2 * 86_400
    corrections = [page for page in made if page.kind == "correction"]
    assert len(corrections) > 10
    for page in corrections:
        original = by_url[page.capture.url]
        assert body_of(page) != body_of(original)
        assert page.capture.fetched_at > original.capture.fetched_at


def test_share_of_conflict_is_an_agencys() -> None:
    drawn = [page.article for page in pages(Plan(2_000, corrections=0, copies=0, foreign=0)) if page.article]
    # Reports drawn from tagged sources are filed under the Middle East; an eighth of the others is too.
    mideast = sum(article.section == "mideast" for article in drawn) / len(drawn)
    assert 0.2 < mideast < 0.29


def test_whole_records_have_valid_digests_and_say_the_pages_that_were_made(tmp_path: Path, made: list[Page]) -> None:
    manifest = write_archive(tmp_path / "out", PLAN, Output(files_of=200))
    found: list[Capture] = []
    kinds: Counter[str] = Counter()
    for told in manifest["files"]:
        path = tmp_path / "out" / told["name"]
        assert path.stat().st_size == told["bytes"]
        records = 0
        with path.open("rb") as file:
            for record in ArchiveIterator(file, no_record_parse=True):
                block = record.raw_stream.read()
                kinds[record.rec_type] += 1
                records += 1
                assert record.rec_headers.protocol == "WARC/1.1"
                if record.rec_type == "response":
                    status, headers, body = parse_response(block, 10_000_000)
                    url = record.rec_headers.get_header("WARC-Target-URI")
                    found.append(Capture(url, made[len(found)].capture.fetched_at, status, headers, body))
                    date = record.rec_headers.get_header("WARC-Date")
                    assert date == f"{found[-1].fetched_at:%Y-%m-%dT%H:%M:%SZ}"
        assert records == told["records"]
        with path.open("rb") as file:  # digests of blocks and payloads: of both only where the message is parsed
            for record in ArchiveIterator(file, check_digests="raise"):
                record.raw_stream.read()
    assert kinds == {"warcinfo": len(manifest["files"]), "response": len(made)}
    assert [capture.capture_id for capture in found] == [page.capture.capture_id for page in made]


def test_manifest_counts_what_can_be_read(archive: Path, manifest: dict[str, Any], made: list[Page]) -> None:
    lost = {entry["url"] for entry in manifest["damaged"]}
    whole = [page for page in made if page.capture.url not in lost]
    by_kind = Counter(page.kind for page in whole)
    assert manifest["articles"] == by_kind["article"] == PLAN.articles - len(lost)
    assert manifest["corrections"] == by_kind["correction"] > 0
    assert manifest["copies"] == by_kind["copy"] > 0
    texts = {(page.capture.url, body_of(page)) for page in whole if page.article}
    assert manifest["revisions"] == len(texts)
    assert manifest["unknown_layout"] == sum(page.layout == "unknown" for page in whole)
    assert manifest["foreign"] == {kind: by_kind[kind] for kind in FOREIGN}
    assert sum(manifest["foreign"].values()) == 80
    assert manifest["damage"].keys() == set(DAMAGE)
    assert all(manifest["damage"].values())
    assert all(manifest["other_records"].values())


def test_each_damaged_record_is_where_the_manifest_says_and_cannot_be_read(
    archive: Path, manifest: dict[str, Any]
) -> None:
    whole_of = {page.capture.url: page.capture for page in pages(PLAN)}
    for entry in manifest["damaged"]:
        data = (archive / entry["file"]).read_bytes()[entry["offset"] :]
        assert data.startswith(b"\x1f\x8b\x08")
        assert not is_readable(data, whole_of[entry["url"]]), entry


def is_readable(data: bytes, wanted: Capture) -> bool:
    """Whether a reader that checks digests finds that response in the record at the beginning of `data`."""
    try:
        record = next(iter(FastIterator(BytesIO(data), parse_http=False)))
        block = record.reader.read()
        _, _, body = parse_response(block, 10_000_000)
    except (OSError, MessageError):
        return False
    digest = b32encode(hashlib.sha1(block).digest()).decode()
    return record.headers["WARC-Block-Digest"] == f"sha1:{digest}" and body == wanted.body


def test_saved_pages_are_files_that_stand_in_no_warc(archive: Path, manifest: dict[str, Any]) -> None:
    saved = [path for path in (archive / "pages").rglob("*") if path.is_file()]
    assert len(saved) == manifest["saved_pages"] > 10
    by_url = {page.capture.url: page.capture for page in pages(PLAN)}
    for path in saved:
        capture = by_url[f"http://{path.relative_to(archive / 'pages')}"]
        assert path.read_bytes() == capture.body
        assert path.stat().st_mtime == capture.fetched_at.timestamp()


def test_saved_feeds_name_every_article_once_or_more(archive: Path, manifest: dict[str, Any], made: list[Page]) -> None:
    paths = sorted((archive / "feeds" / "arabic_world").glob("*.xml"))
    assert all(re.fullmatch(r"\d{8}T\d{6}Z\.xml", path.name) for path in paths)
    listed: list[str] = []
    for path in paths:
        at = datetime.strptime(path.stem, "%Y%m%dT%H%M%S%z")
        capture = Capture("http://arabic.news.example/rss/world.xml", at, 200, (), path.read_bytes())
        listed += [entry.url or "" for entry in parse_entries(capture, "rss")]
    assert set(listed) == {page.capture.url for page in made if page.kind == "article"}
    assert manifest["feeds"]["arabic_world"] == {"files": len(paths), "entries": len(listed)}


def test_folder_with_something_in_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "precious").touch()
    command = [sys.executable, "-m", "bench.archive", "--articles", "3", "--out", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "not empty" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["precious"]


def test_command_makes_an_archive_and_prints_its_counts(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bench.archive", "--articles", "12", "--out", str(tmp_path / "out"), "--feeds"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["articles"] == 12
    assert (tmp_path / "out" / "manifest.json").exists()
