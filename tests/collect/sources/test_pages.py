from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.collect.feeds import Feed
from pipeline.collect.found import Found, Item, PassedOver, Unread
from pipeline.collect.sources.pages import PagesSource
from pipeline.collect.sources.wanted import Wanted
from pipeline.settings import SettingsError
from tests.collect.warcs import http_answer

NOW = datetime(2026, 11, 24, tzinfo=UTC)
SAVED = datetime(2019, 5, 6, tzinfo=UTC)
URL = "http://arabic.news.example/2018-03/29/c_137072890.htm"
PATH = "arabic.news.example/2018-03/29/c_137072890.htm"
PAGE = "<html><head>HEAD</head><p>خرجت آخر حافلة</p></html>"
FEEDS = [Feed("page", "العالم", "http://arabic.news.example/world/index.htm", "section", 3)]


def page(head: str = "") -> bytes:
    return PAGE.replace("HEAD", head).encode()


def put(tmp_path: Path, name: str, data: bytes | None = None) -> Path:
    path = tmp_path / "saved" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(page() if data is None else data)
    return tmp_path / "saved"


def read(
    folder: Path, mapping: Path | None = None, saved_at: datetime | None = SAVED, patterns: tuple[str, ...] = ()
) -> list[Item]:
    source = PagesSource([str(folder)], Wanted(FEEDS, patterns), NOW, mapping, saved_at)
    return [found for item in source.inputs() for found in source.read(item)]


def found(items: list[Item]) -> Found:
    (item,) = items
    assert isinstance(item, Found), item
    return item


def test_mirror_tells_the_address_by_its_path(tmp_path: Path) -> None:
    assert found(read(put(tmp_path, PATH))) == Found(
        f"saved/{PATH}", URL, SAVED, "article", page(), "text/html", read_bytes=len(page())
    )


@pytest.mark.parametrize(
    ("path", "url"),
    [
        (f"site.old/{PATH}", URL),
        (f"{PATH}.gz", URL),
        ("arabic.news.example:8080/2018-03/29/c_137072890.htm", URL.replace("example", "example:8080")),
        (f"web.archive.example/{PATH}", URL),
    ],
)
def test_mirror_in_other_shapes(tmp_path: Path, path: str, url: str) -> None:
    assert found(read(put(tmp_path, path))).url == url


def test_mirror_keeps_queries_and_arabic_letters(tmp_path: Path) -> None:
    folder = put(tmp_path, "paper.example/مقال/a?id=7 b#c.html")
    url = found(read(folder, patterns=("*",))).url
    assert url == "http://paper.example/%D9%85%D9%82%D8%A7%D9%84/a?id=7%20b%23c.html"


def test_folder_that_is_a_host_itself_counts(tmp_path: Path) -> None:
    assert found(read(put(tmp_path, PATH) / "arabic.news.example")).url == URL


def test_what_a_mirror_holds_beside_articles_is_passed_over_unless_a_pattern_asks_for_it(tmp_path: Path) -> None:
    folder = put(tmp_path, "arabic.news.example/about.htm")
    (item,) = read(folder)
    assert item == PassedOver("saved/arabic.news.example/about.htm", "other_url", len(page()))
    assert found(read(folder, patterns=("arabic.news.example/*",))).purpose == "article"


def test_section_page_in_a_mirror_is_the_feed(tmp_path: Path) -> None:
    item = found(read(put(tmp_path, "arabic.news.example/world/index.htm")))
    assert (item.purpose, item.feed_id, item.feed_kind) == ("feed", "page", "section")


@pytest.mark.parametrize(
    "head",
    [
        f'<link href="{URL}" rel="canonical">',
        f'<meta property="og:url" content="{URL}">',
        f"<!-- saved from url=(0053){URL} -->",
        f'<!-- saved from url=(0053){URL} --><link rel="canonical" href="http://arabic.news.example/">',
        f'<link rel="canonical" href="{URL}"><meta property="og:url" content="http://arabic.news.example/">',
    ],
)
def test_page_tells_its_own_address(tmp_path: Path, head: str) -> None:
    assert found(read(put(tmp_path, "الصفحة.html", page(head)))).url == URL


@pytest.mark.parametrize("data", [page(), b"", b"no markup", page('<link rel="canonical" href="/c.htm">')])
def test_page_without_an_address_is_unread_with_what_to_do(tmp_path: Path, data: bytes) -> None:
    (item,) = read(put(tmp_path, "20180401.html", data))
    assert isinstance(item, Unread)
    assert "--urls-from" in item.message


def test_mapping_tells_address_and_time_before_all_else(tmp_path: Path) -> None:
    folder = put(tmp_path, "20170101.html", page('<link rel="canonical" href="http://other.example/">'))
    for sign in (",", "\t"):
        mapping = tmp_path / "urls"
        lines = [("captured_at", "path", "url"), ("2018-04-01T02:00:00+02:00", "20170101.html", URL)]
        mapping.write_text("\n".join(sign.join(line) for line in lines), encoding="utf-8-sig")
        item = found(read(folder, mapping))
        assert (item.url, item.captured_at) == (URL, datetime(2018, 4, 1, tzinfo=UTC))


def test_mapping_without_a_time_leaves_the_name(tmp_path: Path) -> None:
    mapping = tmp_path / "urls.csv"
    mapping.write_text(f"path,url\nsaved/20180401.html,{URL}\n")
    assert found(read(put(tmp_path, "20180401.html"), mapping)).captured_at == datetime(2018, 4, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a,b\n1,2",
        "path,url\na.html,",
        "path,url\na.html,ftp://x",
        "path,url,captured_at\na.html,http://x.example/,soon",
    ],
)
def test_mapping_that_cannot_be_used_is_refused(tmp_path: Path, text: str) -> None:
    mapping = tmp_path / "urls.csv"
    mapping.write_text(text)
    with pytest.raises(SettingsError, match=r"--urls-from .*urls\.csv"):
        PagesSource(["x"], Wanted(FEEDS), NOW, mapping)


def test_time_stands_in_the_name_of_the_file_or_of_the_mirrors_folder(tmp_path: Path) -> None:
    first = put(tmp_path / "a", "2018-04-01 10.30 page.html", page(f'<link rel="canonical" href="{URL}">'))
    assert found(read(first)).captured_at == datetime(2018, 4, 1, 10, 30, tzinfo=UTC)
    assert found(read(put(tmp_path / "b", f"crawl-20180402/{PATH}"))).captured_at == datetime(2018, 4, 2, tzinfo=UTC)


def test_numbers_of_an_article_address_are_no_time(tmp_path: Path) -> None:
    url = "http://arabic.news.example/2021-08/09/c_1310117221.htm"
    assert found(read(put(tmp_path / "a", "arabic.news.example/2021-08/09/c_1310117221.htm"))).captured_at == SAVED
    own = put(tmp_path / "b", "c_1310117221.htm", page(f'<link rel="canonical" href="{url}">'))
    assert found(read(own)).captured_at == SAVED


def test_page_without_a_time_is_unread_though_file_system_and_page_have_one(tmp_path: Path) -> None:
    folder = put(tmp_path, PATH, page('<meta name="pubdate" content="2018-03-29T10:00:00Z">'))
    (item,) = read(folder, saved_at=None)
    assert isinstance(item, Unread)
    assert "--saved-at" in item.message


def test_whole_response_is_found_verbatim_with_the_date_it_was_sent(tmp_path: Path) -> None:
    raw = http_answer(page()).replace(b"\r\n\r\n", b"\r\nDate: Sun, 01 Apr 2018 00:00:00 GMT\r\n\r\n", 1)
    item = found(read(put(tmp_path, f"{PATH}.http", raw)))
    assert (item.content, item.content_type, item.url) == (raw, None, URL)
    assert item.captured_at == datetime(2018, 4, 1, tzinfo=UTC)


def test_packed_page_is_unpacked_and_a_damaged_one_unread(tmp_path: Path) -> None:
    assert found(read(put(tmp_path / "a", f"{PATH}l.gz", gzip.compress(page())))).content == page()
    (item,) = read(put(tmp_path / "b", f"{PATH}l.gz", gzip.compress(page())[:-9]))
    assert isinstance(item, Unread)


def test_options_hold_what_was_said(tmp_path: Path) -> None:
    assert (
        PagesSource(["x"], Wanted(FEEDS), NOW, None, SAVED).options()
        != PagesSource(["x"], Wanted(FEEDS), NOW).options()
    )
