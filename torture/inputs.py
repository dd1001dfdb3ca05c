"""Hostile inputs by name: pages, feeds, HTTP answers and addresses that somebody on the web could serve."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterator
from functools import cache, partial

import brotli

HOST = "arabic.news.example"
TEXT = "قال مسؤول إن الجيش أجلى 700 من المقاتلين وعائلاتهم من بلدة عرسال إلى إدلب بموجب اتفاق. "
ESCAPES = "\x1b[31m\x1b]0;owned\x07\u009b2J\u202egnp.exe\u2066\u200f\x7f\x00\ufffe"
Body = Callable[[], bytes]
_SIGNS, _NAMESPACES = "a{}='>'", "xmlns:a{}='u'"


def _page(markup: str, head: str = "") -> bytes:
    return f"<html><head><title>عنوان</title>{head}</head><body>{markup}</body></html>".encode()


def _known(markup: str) -> bytes:
    stamp = '<div class="h-title">عنوان</div><div class="h-time">2018-06-04 10:00:00</div>'
    return _page(f'{stamp}<div id="p-detail">{markup}</div>')


def _rss(items: str, doctype: str = "") -> bytes:
    head = f'<?xml version="1.0" encoding="utf-8"?>{doctype}<rss version="2.0"><channel><title>x</title>'
    return f"{head}{items}</channel></rss>".encode()


def _item(title: str) -> bytes:
    return _rss(f"<item><title>{title}</title></item>")


def _attributes(count: int, form: str = "a{}='1'") -> str:
    return " ".join(form.format(number) for number in range(count))


def pages() -> dict[str, Body]:
    """Article pages."""
    paragraph = f"<p>{TEXT}</p>"
    repeated = {
        "p": "<p>نص قصير</p>",
        "br": "نص<br>",
        "div": "<div>نص</div>",
        "span": "<span>نص</span>",
        "b": "<b>نص</b>",
        "a": "<a href=x>نص</a>",
        "li": "<ul><li>نص</li></ul>",
        "table": "<table><tr><td>نص</td></tr></table>",
        "share": "<div class='share'>نص</div>",
        "hidden": "<p style='display:none'>x</p>",
        "empty": "<i></i>",
        "unclosed_p": "<p>",
        "unclosed_b": "<b><p>x",
        "comment": "<!-- x -->",
        "script": "<script>x</script>",
        "form": "<form><input></form>",
        "pipe": "<p>|arabic . arabic . x | 2018-</p>",
        "editor": "<p>编辑:((</p>",
        "meta": "<meta name=a content=b>",
        "h1": "<h1>x</h1>",
        "img": "<img src=x>",
        "lt": "<",
        "close": "</p>",
    }
    nested = {
        "div": ("<div>", "</div>"),
        "span": ("<span>", "</span>"),
        "table": ("<table><tr><td>", "</td></tr></table>"),
        "ul": ("<ul><li>", "</li></ul>"),
        "quote": ("<blockquote>", "</blockquote>"),
        "font": ("<font>", "</font>"),
        "a": ("<a>", "</a>"),
        "form": ("<form>", "</form>"),
        "svg": ("<svg><g>", "</g></svg>"),
        "b": ("<b>", "</b>"),
    }
    found: dict[str, Body] = {}
    for name, tag in repeated.items():
        for layout, make in (("general", _page), ("known", _known)):
            # Within the limit of tags, and a million.
            found[f"{name}_many_{layout}"] = partial(_repeated, make, tag, 12_000 // tag.count("<"), paragraph)
        found[f"{name}_million"] = partial(_repeated, _page, tag, 1_000_000, paragraph)
    for name, (begin, end) in nested.items():
        for depth in (200, 100_000):
            found[f"{name}_nested_{depth}"] = partial(_nested, begin, end, depth, paragraph)
        found[f"{name}_nested_often"] = partial(_repeated, _page, begin * 100 + "نص" + end * 100, 60, paragraph)
    signs = {
        "control": ESCAPES,
        "bidi": "\u202e\u2066\u200f" * 1000,
        "zalgo": "\u0301" * 100_000,
        "tatweel": "ـ" * 200_000,
        "digits": "7" * 300_000,
        "spaces": " " * 5_000_000,
        "nbsp": "\u00a0" * 3_000_000,
        "dots": "." * 300_000,
        "brackets": "(" * 300_000,
        "quotes": "\"'" * 150_000,
        "and": "و" * 300_000,
        "moved": "أجلى 700 " * 40_000,
        "killed": "قتل 7 " * 50_000,
        "places": "من دمشق إلى حلب " * 30_000,
        "escaped": "&amp;" * 1_000_000,
        "references": "&#x41;" * 500_000,
        "bad_entities": "&a" * 500_000,
        "control_references": "&#27;&#0;&#xffff;" * 999,
    }
    for name, text in signs.items():
        found[f"text_{name}"] = partial(_page, f"<p>{TEXT}{text}{TEXT}</p>")
        found[f"text_{name}_known"] = partial(_known, f"{TEXT}{text}<br>{TEXT}")
    huge = {
        "class": "class='" + "a " * 3_000_000,
        "style": "style='" + "a:b;" * 2_000_000,
        "src": "src='data:" + "A" * 9_000_000,
        "name": "a" * 9_000_000 + "='",
    }
    found |= {f"attribute_{name}": partial(_page, f"<p {text}'>{TEXT}</p>") for name, text in huge.items()}
    found |= {
        "attributes_many": partial(_page, f"<p {_attributes(100_000)}>{TEXT}</p>"),
        "attributes_many_with_signs": partial(_page, f"<p {_attributes(30_000, _SIGNS)}>{TEXT}</p>"),
        "size_50_mb": lambda: _page(f"<p>{TEXT * 400_000}</p>"),
        "size_9_mb_of_one_text": lambda: _page(f"<p>{TEXT * 65_000}</p>"),
        "json_deep": partial(_page, paragraph, f'<script type="application/ld+json">{"[" * 100_000}</script>'),
        "json_many": partial(
            _page, paragraph, '<script type="application/ld+json">{"datePublished":"x"}</script>' * 9_000
        ),
        "xss": partial(_page, f"<h1><script>alert(1)</script></h1><p onload=alert(1)>{TEXT}</p>"),
        "sql": partial(_page, f"<h1>'; DROP TABLE articles;--</h1><p>{TEXT}'); DELETE FROM revisions;--</p>"),
        "formula": partial(_page, f"<h1>=cmd|'/c calc'!A1</h1><p>=1+1 {TEXT}</p>"),
        "path": partial(_page, f"<h1>../../../etc/passwd\\0</h1><p>{TEXT}</p>"),
        "refresh": partial(_page, paragraph, "<meta http-equiv=refresh content='0;url=file:///etc/passwd'>"),
        "base": partial(_page, paragraph, "<base href='javascript:x'><link rel=canonical href='file:///etc/passwd'>"),
        "frames": partial(
            _page, f"<iframe src=http://127.0.0.1/></iframe><object data=file:///etc/passwd></object>{paragraph}"
        ),
        "include": lambda: b'<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + _page(f"<p>&x;{TEXT}</p>"),
        "xinclude": partial(_page, f'<xi:include href="file:///etc/passwd" parse="text"/>{paragraph}'),
        "nul": lambda: b"\0" * 1_000_000 + _page(paragraph),
        "binary": lambda: bytes(range(256)) * 4_000,
        "high_bytes": lambda: b"<p>" + bytes(range(128, 256)) * 50_000,
        "gb18030": lambda: b"<p>" + b"\x81\x30\x81\x30" * 500_000,
        "utf_7": lambda: b"<meta charset=utf-7>+ADw-script+AD4-" + _page(paragraph),
        "utf_16": lambda: ("\ufeff" + _page(paragraph).decode()).encode("utf-16"),
        "utf_16_cut": lambda: ("\ufeff" + _page(paragraph).decode()).encode("utf-16")[:-1],
        "utf_32": lambda: _page(paragraph).decode().encode("utf-32"),
        "charset_unknown": partial(_page, paragraph, "<meta charset='x-nothing'>"),
        "charset_rot13": partial(_page, paragraph, "<meta charset='rot13'>"),
        "charset_base64": partial(_page, paragraph, "<meta charset='base64'>"),
        "surrogates": lambda: b"<p>" + b"\xed\xa0\x80" * 10_000 + TEXT.encode(),
        "empty": lambda: b"",
        "blank": lambda: b" \r\n" * 100_000,
        "pdf": lambda: b"%PDF-1.7" + b"x" * 1000,
        "zip": lambda: b"PK\x03\x04" + b"x" * 1000,
        "json": lambda: b'{"a":' * 100_000,
        "text": lambda: TEXT.encode() * 10,
        "xml": partial(_rss, f"<item><title>{TEXT}</title></item>"),
        "gzip_inside": lambda: gzip.compress(_page(paragraph)),
    }
    return found


def _repeated(make: Callable[[str], bytes], part: str, times: int, rest: str) -> bytes:
    return make(part * times + rest)


def _nested(begin: str, end: str, depth: int, inside: str) -> bytes:
    return _page(begin * depth + inside + end * depth)


def feeds() -> dict[str, Body]:
    """Feeds."""
    item = f"<item><title>x</title><link>http://{HOST}/known</link></item>"
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    external = {
        "file": 'SYSTEM "file:///etc/passwd"',
        "http": 'SYSTEM "http://127.0.0.1:9/"',
        "ftp": 'SYSTEM "ftp://127.0.0.1/"',
        "parameter": 'SYSTEM "expect://id"',
        "public": 'PUBLIC "x" "file:///etc/passwd"',
        "netdoc": 'SYSTEM "netdoc:///etc"',
    }
    found: dict[str, Body] = {
        f"external_{name}": partial(_rss, "<item><title>&x;</title></item>", f"<!DOCTYPE r [<!ENTITY x {where}>]>")
        for name, where in external.items()
    }
    found |= {
        "laughs": lambda: _rss("<item><title>&a11;</title></item>", f'<!DOCTYPE r [<!ENTITY a0 "ha">{laughs}]>'),
        "quadratic": lambda: _rss(
            f"<item><title>{'&a;' * 90_000}</title></item>", f'<!DOCTYPE r [<!ENTITY a "{"A" * 90_000}">]>'
        ),
        "laughs_of_parameters": lambda: _rss(item, "<!DOCTYPE r [" + '<!ENTITY % a "x">%a;' * 20_000 + "]>"),
        "doctype_external": partial(_rss, item, '<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/x.dtd">'),
        "entity_recursive": partial(
            _rss, "<item><title>&a;</title></item>", '<!DOCTYPE r [<!ENTITY a "&b;"><!ENTITY b "&a;">]>'
        ),
        "stylesheet": lambda: b'<?xml-stylesheet href="file:///etc/passwd"?>' + _rss(item),
        "items_5000": partial(_rss, item * 5_000),
        "items_million": lambda: _rss(item * 1_000_000),
        "nested_90000": partial(_item, "<a>" * 90_000),
        "nested_million": partial(_item, "<a>" * 1_000_000),
        "nested_items": partial(_rss, "<item>" * 40_000 + "</item>" * 40_000),
        "attributes": partial(_rss, f"<item {_attributes(100_000)}/>"),
        "attributes_with_signs": lambda: _rss(f"<item {_attributes(60_000, _SIGNS)}/>"),
        "namespaces": partial(_rss, f"<item {_attributes(50_000, _NAMESPACES)}/>"),
        "attribute_huge": partial(_rss, f"<item a='{'x' * 9_000_000}'/>"),
        "title_huge": partial(_item, "x" * 9_000_000),
        "title_escaped": partial(_item, "&lt;" * 1_000_000),
        "title_of_controls": partial(_item, ESCAPES),
        "title_of_control_references": partial(_item, "&#27;[2J&#0;&#xffff;"),
        "cdata_many": partial(_item, "<![CDATA[x]]>" * 90_000),
        "cdata_open": partial(_item, "<![CDATA[x"),
        "comment_open": partial(_rss, "<!-- " + item),
        "lt_many": partial(_item, "<" * 90_000),
        "marked_sections": lambda: b"<rss version='2.0'><channel>" + b"<![x" * 90_000,
        "declarations": lambda: b"<?xml version='1.0'?><!DOCTYPE a [" + b"<!x " * 90_000,
        "encoding_huge": lambda: b'<?xml version="1.0" encoding="' + b"x" * 1_000_000 + b'"?><rss version="2.0"/>',
        "encoding_unknown": lambda: _rss(item).replace(b"utf-8", b"x-no"),
        "encoding_lies": lambda: _rss(item).replace(b"utf-8", b"utf-16"),
        "encoding_rot13": lambda: _rss(item).replace(b"utf-8", b"rot13"),
        "bytes_200_mb": lambda: b" " * 200_000_000,
        "spaces_9_mb": lambda: b" " * 9_000_000 + _rss(item),
        "nul": lambda: b"\0" * 100_000 + _rss(item),
        "geo": partial(
            _rss, f"<item xmlns:g='http://www.georss.org/georss'><g:line>{'1 2 ' * 300_000}</g:line></item>"
        ),
        "date_of_digits": partial(_rss, f"<item><pubDate>{'1' * 500_000}</pubDate></item>"),
        "date_of_spaces": partial(_rss, f"<item><pubDate>Mon,{' ' * 500_000}x</pubDate></item>"),
        "date_of_9999": partial(_rss, item.replace("<link>", "<pubDate>9999-12-31T23:59:59-23:59</pubDate><link>")),
        "date_of_names": partial(_rss, f"<item><pubDate>{'Mon, ' * 99_999}</pubDate></item>"),
        "xhtml_deep": lambda: (
            b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><content type="xhtml">' + b"<div>" * 45_000
        ),
        "base64_content": lambda: (
            b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><content type="a/b">'
            + b"=" * 99_999
            + b"</content></entry></feed>"
        ),
        "links_odd": partial(
            _rss, "".join(f"<item><link>{link}</link></item>" for link in ("http://[", "//", "\\\\x", "a" * 99_999))
        ),
        "guid_paths": partial(_rss, "<item><guid>../../etc/passwd</guid><title>'; DROP TABLE x;--</title></item>"),
        "html": lambda: _page(TEXT),
        "json": lambda: b'{"items":' + b"[" * 99_999,
        "empty": lambda: b"",
        "binary": lambda: bytes(range(256)) * 999,
        "path_of_a_file": lambda: b"/etc/passwd",
        "address": lambda: b"http://127.0.0.1:9/",
    }
    return found


def answers() -> dict[str, Callable[[], Iterator[bytes]]]:
    """Whole HTTP answers, in pieces."""

    def encoded(names: str, body: bytes | Callable[[], bytes]) -> Callable[[], Iterator[bytes]]:
        def answer() -> Iterator[bytes]:
            packed = body if isinstance(body, bytes) else body()
            head = f"HTTP/1.1 200 OK\r\nContent-Encoding: {names}\r\nContent-Length: {len(packed)}\r\n\r\n"
            yield head.encode()
            yield packed

        return answer

    def raw(*parts: bytes) -> Callable[[], Iterator[bytes]]:
        return lambda: iter(parts)

    ok = b"HTTP/1.1 200 OK\r\n"
    return {
        "gzip_bomb": encoded("gzip", _gzip_bomb),
        "deflate_bomb": encoded("deflate", _deflate_bomb),
        "brotli_bomb": encoded("br", _brotli_bomb),
        "gzip_in_gzip": encoded("gzip, gzip", lambda: gzip.compress(_gzip_bomb())),
        "gzip_in_brotli": encoded("gzip, br", lambda: brotli.compress(_gzip_bomb(), quality=1)),
        "gzip_100_times": encoded(", ".join(["gzip"] * 100), _gzip_bomb),
        "identity_many": encoded(", ".join(["identity"] * 9_999), b"x"),
        "gzip_that_is_none": encoded("gzip", b"<p>x</p>"),
        "gzip_cut": encoded("gzip", lambda: _gzip_bomb()[:1000]),
        "encoding_unknown": encoded("zstd", b"x"),
        "deflate_raw_bomb": encoded("deflate", lambda: _deflate_bomb()[2:-4]),
        "brotli_garbage": encoded("br", b"\xff" * 999),
        "gzip_members": encoded("gzip", gzip.compress(b"<p>x</p>") * 9_999),
        "gzip_empty": encoded("gzip", b""),
        "headers_huge": raw(ok + b"X: " + b"x" * 5_000_000 + b"\r\n\r\n"),
        "headers_many": raw(ok + b"X: y\r\n" * 200_000 + b"\r\n"),
        "header_bare_cr": raw(ok + b"X: a\rSet-Cookie: b\r\nContent-Length: 0\r\n\r\n"),
        "header_nul": raw(ok + b"X: \0\r\n\r\n"),
        "length_negative": raw(ok + b"Content-Length: -1\r\n\r\nx"),
        "length_huge": raw(ok + b"Content-Length: 999999999999\r\n\r\n<p>x"),
        "length_twice": raw(ok + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nxx"),
        "length_short": raw(ok + b"Content-Length: 1\r\n\r\n<p>xxxx"),
        "chunk_huge": raw(ok + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nx"),
        "chunk_garbage": raw(ok + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"),
        "chunks_of_a_byte": lambda: _chunks(300_000),
        "chunks_and_length": raw(ok + b"Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n3\r\nabc\r\n0\r\n\r\n"),
        "body_without_end": lambda: _endless(ok + b"\r\n"),
        "continues": raw(b"HTTP/1.1 100 Continue\r\n\r\n" * 9_999 + ok + b"\r\nx"),
        "status_999": raw(b"HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n"),
        "status_0": raw(b"HTTP/1.1 000 x\r\n\r\n"),
        "http_0_9": raw(b"<p>x</p>"),
        "http_2": raw(b"HTTP/2 200\r\n\r\nx"),
        "smtp": raw(b"220 mail ESMTP\r\n"),
        "nothing": raw(b""),
        "upgrade": raw(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"),
        "not_modified_unasked": raw(b"HTTP/1.1 304 x\r\n\r\n"),
        "redirect_to_itself": raw(b"HTTP/1.1 302 x\r\nLocation: ?\r\nContent-Length: 0\r\n\r\n"),
        "redirect_without_place": raw(b"HTTP/1.1 302 x\r\nContent-Length: 0\r\n\r\n"),
        "redirect_file": raw(b"HTTP/1.1 302 x\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n"),
        "redirect_loopback": raw(b"HTTP/1.1 302 x\r\nLocation: http://127.0.0.1:22/\r\nContent-Length: 0\r\n\r\n"),
        "redirect_metadata": raw(b"HTTP/1.1 302 x\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n"),
        "redirect_broken": raw(b"HTTP/1.1 302 x\r\nLocation: http://[::1\r\nContent-Length: 0\r\n\r\n"),
        "retry_after_odd": raw(b"HTTP/1.1 503 x\r\nRetry-After: \xb2\r\nContent-Length: 0\r\n\r\n"),
        "cookie_huge": raw(ok + b"Set-Cookie: " + b"x" * 50_000 + b"\r\nContent-Length: 8\r\n\r\n<p>x</p>"),
        "etag_odd": raw(ok + b'ETag: "\'; DROP TABLE x;--"\r\nContent-Length: 8\r\n\r\n<p>x</p>'),
        "type_odd": raw(ok + b"Content-Type: " + b"a/b;" * 9_999 + b"\r\nContent-Length: 8\r\n\r\n<p>x</p>"),
    }


@cache
def _gzip_bomb() -> bytes:
    return gzip.compress(bytes(200_000_000), 1)


@cache
def _deflate_bomb() -> bytes:
    return zlib.compress(bytes(200_000_000), 1)


@cache
def _brotli_bomb() -> bytes:
    packer = brotli.Compressor(quality=1)
    return b"".join([*(packer.process(bytes(1_000_000)) for _ in range(200)), packer.finish()])


def _chunks(count: int) -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    for _ in range(count // 1000):
        yield b"1\r\nx\r\n" * 1000
    yield b"0\r\n\r\n"


def _endless(head: bytes) -> Iterator[bytes]:
    yield head
    while True:
        yield b"<p>x</p>" * 10_000


def links() -> list[str]:
    """Addresses that no run may ask, as a feed writes them."""
    numbers = (
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0177.0.0.1",
        "0x7f000001",
        "0x7f.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "0",
        "[::]",
        "127。0。0。1",
        "127．0．0．1",
        "127.0.0.1.",
        "169.254.169.254",
        "0xa9fea9fe",
        "2852039166",
        "10.0.0.1",
        "192.168.0.1",
        "172.16.0.1",
        "100.64.0.1",
        "224.0.0.1",
        "[fe80::1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "[fd00:ec2::254]",
        "localhost",
        "metadata.google.internal",
        "evil.example.net",
        f"{HOST}.evil.net",
        f"evil{HOST}",
        f"user:pw@{HOST}",
        f"{HOST}:22",
        f"{HOST}:0",
        f"{HOST}:65536",
        f"{HOST}%00.evil.net",
        f"{HOST}%2eevil.net",
        f"x\\@{HOST}@evil.net",
        f"{HOST}#@evil.net:1",
    )
    schemes = (
        "file:///etc/passwd",
        "ftp://127.0.0.1/",
        "gopher://127.0.0.1:70/",
        "data:text/html,x",
        "javascript:alert(1)",
        "unix:///var/run/docker.sock",
        "dict://127.0.0.1/",
        "ldap://127.0.0.1/",
        "jar:http://x!/",
        "http://",
        "http:///etc/passwd",
        "http://[",
        "http://[::1",
        "mailto:a@b",
        "tel:1",
        "ws://127.0.0.1/",
    )
    return [*(f"http://{number}/{place}" for place, number in enumerate(numbers)), *schemes]
