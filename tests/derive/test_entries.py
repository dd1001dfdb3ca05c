from __future__ import annotations

import pickle
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.capture import Capture
from pipeline.derive.entries import Entry, FeedError, parse_entries

FEED_URL = "http://arabic.news.example/world/news_world.xml"
SEEN = datetime(2018, 6, 5, tzinfo=UTC)


def feed(body: str | bytes, content_type: str | None = "application/xml") -> Capture:
    headers = (("Content-Type", content_type),) if content_type else ()
    return Capture(FEED_URL, SEEN, 200, headers, body.encode() if isinstance(body, str) else body)


def rss(items: str, declaration: str = '<?xml version="1.0" encoding="utf-8"?>') -> str:
    return f'{declaration}<rss version="2.0"><channel><title>العالم</title>{items}</channel></rss>'


def entries_of(items: str) -> list[Entry]:
    return parse_entries(feed(rss(items)), "rss")


def test_well_formed_item_is_read_whole() -> None:
    [entry] = entries_of(
        "<item><title>إجلاء سكان القرى</title><link>http://arabic.news.example/2018-06/04/c_137228407.htm</link>"
        "<guid isPermaLink='false'>n-1</guid><pubDate>Mon, 04 Jun 2018 08:00:00 GMT</pubDate>"
        "<description>&lt;p&gt;نقل السكان &amp;amp; الماشية.&lt;/p&gt;</description></item>"
    )
    assert entry == Entry(
        position=0,
        url="http://arabic.news.example/2018-06/04/c_137228407.htm",
        guid="n-1",
        title="إجلاء سكان القرى",
        summary="نقل السكان & الماشية.",
        published_at=datetime(2018, 6, 4, 8, tzinfo=UTC),
        published_raw="Mon, 04 Jun 2018 08:00:00 GMT",
        updated_at=None,
    )


def test_bare_date_between_link_and_description_is_kept() -> None:
    dated = [
        f"<item><title>{n}</title><link>http://arabic.news.example/{n}</link>Sat,{15 + n}-Nov-2013 11:33:12 GMT"
        "<description>نص</description></item>"
        for n in range(3)
    ]
    undated = "<item><title>x</title><link>http://arabic.news.example/x</link><description>نص</description></item>"
    entries = entries_of(dated[0] + dated[1] + undated + dated[2])
    assert [entry.published_at and entry.published_at.day for entry in entries] == [15, 16, None, 17]
    assert entries[1].published_raw == "Sat,16-Nov-2013 11:33:12 GMT"
    assert entries[1].published_at == datetime(2013, 11, 16, 11, 33, 12, tzinfo=UTC)


def test_bare_date_is_kept_beside_items_with_a_pub_date_and_in_a_broken_feed() -> None:
    entries = entries_of(
        "<item><link>http://a.example/1</link><pubDate>Mon, 04 Jun 2018 08:00:00 GMT</pubDate></item>"
        "<item><title>قصف & حصار</title><link>http://a.example/2</link>Sat,16-Nov-2013 11:33:12 GMT</item>"
    )
    assert [entry.published_at and entry.published_at.year for entry in entries] == [2018, 2013]
    assert entries[1].title == "قصف & حصار"


def test_odd_date_inside_pub_date_is_read() -> None:
    [entry] = entries_of("<item><title>a</title><pubDate>Sat,16-Nov-2013 11:33:12 GMT</pubDate></item>")
    assert entry.published_at == datetime(2013, 11, 16, 11, 33, 12, tzinfo=UTC)


def test_link_in_literal_quotes_loses_them() -> None:
    [entry] = entries_of('<item><link>"http://arabic.news.example/2018-06/04/c_137228407.htm"</link></item>')
    assert entry.url == "http://arabic.news.example/2018-06/04/c_137228407.htm"
    assert entry.guid is None


def test_relative_link_resolves_against_the_feed() -> None:
    [entry] = entries_of("<item><title>a</title><link>../2018-06/04/c_137228407.htm</link></item>")
    assert entry.url == "http://arabic.news.example/2018-06/04/c_137228407.htm"


def test_item_without_a_web_address_has_no_url() -> None:
    entries = entries_of("<item><title>a</title></item><item><title>b</title><link>javascript:void(0)</link></item>")
    assert [entry.url for entry in entries] == [None, None]


@pytest.mark.parametrize(
    "markup",
    [
        '<a href="http://a.example/">قصف   مدفعي</a> &amp;quot;عنيف&amp;quot;',
        '<![CDATA[<a href="http://a.example/">قصف\n مدفعي</a> &quot;عنيف&quot;]]>',
        "&lt;a href=http://a.example/&gt;قصف مدفعي&lt;/a&gt; &quot;عنيف&quot;",
        '&amp;lt;a href="x"&amp;gt;قصف مدفعي&amp;lt;/a&amp;gt; "عنيف"',
    ],
)
def test_markup_and_entities_in_a_title_become_text(markup: str) -> None:
    [entry] = entries_of(f"<item><title>{markup}</title></item>")
    assert entry.title == 'قصف مدفعي "عنيف"'


def test_title_keeps_its_letters_and_marks() -> None:
    title = "إجلاءٌ ــ «النَّازحين»\u200c وأسرهم\u200f: 5 < 7"
    [entry] = entries_of(f"<item><title>{title.replace('<', '&lt;')}</title></item>")
    assert entry.title == title


def test_date_that_cannot_be_is_dropped_and_its_text_kept() -> None:
    entries = entries_of(
        "<item><title>a</title><pubDate>Fri, 08 Jun 2018 08:00:00 GMT</pubDate></item>"
        "<item><title>b</title><pubDate>Thu, 01 Jan 1970 00:00:00 GMT</pubDate></item>"
    )
    assert [entry.published_at for entry in entries] == [None, None]
    assert entries[1].published_raw == "Thu, 01 Jan 1970 00:00:00 GMT"


def test_atom_tells_published_from_updated() -> None:
    body = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title>'
        "<entry><id>urn:1</id><title type='html'>&lt;b&gt;هدنة&lt;/b&gt;</title>"
        "<link href='/2018-06/04/c_137228407.htm'/>"
        "<published>2018-06-04T08:00:00Z</published><updated>2018-06-04T09:30:00Z</updated></entry>"
        "<entry><id>urn:2</id><title>ب</title><updated>2018-06-04T09:30:00Z</updated></entry></feed>"
    )
    first, second = parse_entries(feed(body), "rss")
    assert first.url == "http://arabic.news.example/2018-06/04/c_137228407.htm"
    assert (first.guid, first.title) == ("urn:1", "هدنة")
    assert first.published_at == datetime(2018, 6, 4, 8, tzinfo=UTC)
    assert first.updated_at == second.updated_at == datetime(2018, 6, 4, 9, 30, tzinfo=UTC)
    assert second.published_at is None


def test_created_stands_in_for_a_missing_published() -> None:
    [entry] = parse_entries(
        feed(
            '<rss version="2.0" xmlns:dcterms="http://purl.org/dc/terms/"><channel><item><title>a</title>'
            "<dcterms:created>2018-06-04T08:00:00Z</dcterms:created>"
            "<dcterms:modified>2018-06-04T09:00:00Z</dcterms:modified></item></channel></rss>"
        ),
        "rss",
    )
    assert entry.published_at == datetime(2018, 6, 4, 8, tzinfo=UTC)
    assert entry.updated_at == datetime(2018, 6, 4, 9, tzinfo=UTC)


def test_dc_date_of_rdf_is_when_it_was_published() -> None:
    body = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>t</title></channel>'
        '<item rdf:about="http://a.example/1"><title>a</title><link>http://a.example/1</link>'
        "<dc:date>2018-06-04T16:00:00+08:00</dc:date></item></rdf:RDF>"
    )
    [entry] = parse_entries(feed(body), "rss")
    assert entry.published_at == datetime(2018, 6, 4, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("encoding", "declared", "content_type"),
    [
        ("utf-8", None, "text/xml"),
        ("utf-8", "gb2312", "application/xml"),
        ("utf-8", "utf-8", "text/xml; charset=ISO-8859-1"),
        ("utf-8-sig", None, "text/html"),
        ("windows-1256", "windows-1256", "text/xml; charset=iso-8859-1"),
        ("windows-1256", None, "application/xml; charset=windows-1256"),
        ("windows-1256", None, None),
        ("utf-16", "utf-16", "application/xml"),
        ("utf-16-le", "utf-16", None),
    ],
)
def test_arabic_title_survives_wrong_and_missing_charsets(
    encoding: str, declared: str | None, content_type: str | None
) -> None:
    declaration = f'<?xml version="1.0" encoding="{declared}"?>' if declared else '<?xml version="1.0"?>'
    body = rss("<item><title>إجلاء مئات السكان من المدينة</title></item>", declaration).encode(encoding)
    [entry] = parse_entries(feed(body, content_type), "rss")
    assert entry.title == "إجلاء مئات السكان من المدينة"


def test_chinese_feed_declared_gb2312_is_read() -> None:
    body = rss("<item><title>新华社北京电 镕基</title></item>", '<?xml version="1.0" encoding="gb2312"?>').encode(
        "gb18030"
    )
    [entry] = parse_entries(feed(body, "text/xml"), "rss")
    assert entry.title == "新华社北京电 镕基"


def test_real_feed_without_items_is_empty_and_no_error() -> None:
    assert entries_of("") == []


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (b"", "empty_body"),
        (b" \r\n\t", "empty_body"),
        ("<html><body><h1>404 الصفحة غير موجودة</h1></body></html>".encode(), "not_a_feed"),
        (b'{"status": 404}', "not_a_feed"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not_a_feed"),
        (b"http://127.0.0.1:9/feed.xml", "not_a_feed"),
    ],
)
def test_what_is_no_feed_says_so(body: bytes, word: str) -> None:
    with pytest.raises(FeedError) as caught:
        parse_entries(feed(body, "text/html"), "rss")
    assert caught.value.word == pickle.loads(pickle.dumps(caught.value)).word == word
    assert FEED_URL in str(caught.value)


def test_entities_that_multiply_do_not_expand() -> None:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    body = f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY e0 "boom">{levels}]>' + rss(
        "<item><title>x &e9;</title><link>http://a.example/1</link></item>", ""
    )
    [entry] = parse_entries(feed(body), "rss")
    assert len(entry.title) < 100


def test_external_entity_is_not_read() -> None:
    body = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + rss(
        "<item><title>a&x;b</title></item>", ""
    )
    [entry] = parse_entries(feed(body), "rss")
    assert "root" not in entry.title


def test_ninety_thousand_nested_tags_do_no_harm() -> None:
    body = '<rss version="2.0"><channel><item><link>http://a.example/1</link></item><item><title>' + "<a>" * 90_000
    entries = parse_entries(feed(body), "rss")
    assert entries[0].url == "http://a.example/1"


def test_body_that_is_the_path_of_a_file_is_not_opened(tmp_path: Path) -> None:
    planted = tmp_path / "feed.xml"
    planted.write_text(rss("<item><title>a</title></item>"), "utf-8")
    with pytest.raises(FeedError):
        parse_entries(feed(str(planted)), "rss")
