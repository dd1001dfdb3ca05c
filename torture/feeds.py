"""Hostile feeds by name."""

from __future__ import annotations

from functools import partial

from torture.markup import ESCAPES, HOST, NAMESPACES, SIGNS, TEXT, Body, attributes, item_of, page, rss


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
        f"external_{name}": partial(rss, "<item><title>&x;</title></item>", f"<!DOCTYPE r [<!ENTITY x {where}>]>")
        for name, where in external.items()
    }
    found |= {
        "laughs": lambda: rss("<item><title>&a11;</title></item>", f'<!DOCTYPE r [<!ENTITY a0 "ha">{laughs}]>'),
        "quadratic": lambda: rss(
            f"<item><title>{'&a;' * 90_000}</title></item>", f'<!DOCTYPE r [<!ENTITY a "{"A" * 90_000}">]>'
        ),
        "laughs_of_parameters": lambda: rss(item, "<!DOCTYPE r [" + '<!ENTITY % a "x">%a;' * 20_000 + "]>"),
        "doctype_external": partial(rss, item, '<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/x.dtd">'),
        "entity_recursive": partial(
            rss, "<item><title>&a;</title></item>", '<!DOCTYPE r [<!ENTITY a "&b;"><!ENTITY b "&a;">]>'
        ),
        "stylesheet": lambda: b'<?xml-stylesheet href="file:///etc/passwd"?>' + rss(item),
        "items_5000": partial(rss, item * 5_000),
        "items_million": lambda: rss(item * 1_000_000),
        "nested_90000": partial(item_of, "<a>" * 90_000),
        "nested_million": partial(item_of, "<a>" * 1_000_000),
        "nested_items": partial(rss, "<item>" * 40_000 + "</item>" * 40_000),
        "attributes": partial(rss, f"<item {attributes(100_000)}/>"),
        "attributes_with_signs": lambda: rss(f"<item {attributes(60_000, SIGNS)}/>"),
        "namespaces": partial(rss, f"<item {attributes(50_000, NAMESPACES)}/>"),
        "attribute_huge": partial(rss, f"<item a='{'x' * 9_000_000}'/>"),
        "title_huge": partial(item_of, "x" * 9_000_000),
        "title_escaped": partial(item_of, "&lt;" * 1_000_000),
        "title_of_controls": partial(item_of, ESCAPES),
        "title_of_control_references": partial(item_of, "&#27;[2J&#0;&#xffff;"),
        "cdata_many": partial(item_of, "<![CDATA[x]]>" * 90_000),
        "cdata_open": partial(item_of, "<![CDATA[x"),
        "comment_open": partial(rss, "<!-- " + item),
        "lt_many": partial(item_of, "<" * 90_000),
        "marked_sections": lambda: b"<rss version='2.0'><channel>" + b"<![x" * 90_000,
        "declarations": lambda: b"<?xml version='1.0'?><!DOCTYPE a [" + b"<!x " * 90_000,
        "encoding_huge": lambda: b'<?xml version="1.0" encoding="' + b"x" * 1_000_000 + b'"?><rss version="2.0"/>',
        "encoding_unknown": lambda: rss(item).replace(b"utf-8", b"x-no"),
        "encoding_lies": lambda: rss(item).replace(b"utf-8", b"utf-16"),
        "encoding_rot13": lambda: rss(item).replace(b"utf-8", b"rot13"),
        "bytes_200_mb": lambda: b" " * 200_000_000,
        "spaces_9_mb": lambda: b" " * 9_000_000 + rss(item),
        "nul": lambda: b"\0" * 100_000 + rss(item),
        "geo": partial(rss, f"<item xmlns:g='http://www.georss.org/georss'><g:line>{'1 2 ' * 300_000}</g:line></item>"),
        "date_of_digits": partial(rss, f"<item><pubDate>{'1' * 500_000}</pubDate></item>"),
        "date_of_spaces": partial(rss, f"<item><pubDate>Mon,{' ' * 500_000}x</pubDate></item>"),
        "date_of_9999": partial(rss, item.replace("<link>", "<pubDate>9999-12-31T23:59:59-23:59</pubDate><link>")),
        "date_of_names": partial(rss, f"<item><pubDate>{'Mon, ' * 99_999}</pubDate></item>"),
        "xhtml_deep": lambda: (
            b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><content type="xhtml">' + b"<div>" * 45_000
        ),
        "base64_content": lambda: (
            b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><content type="a/b">'
            + b"=" * 99_999
            + b"</content></entry></feed>"
        ),
        "links_odd": partial(
            rss, "".join(f"<item><link>{link}</link></item>" for link in ("http://[", "//", "\\\\x", "a" * 99_999))
        ),
        "guid_paths": partial(rss, "<item><guid>../../etc/passwd</guid><title>'; DROP TABLE x;--</title></item>"),
        "html": lambda: page(TEXT),
        "json": lambda: b'{"items":' + b"[" * 99_999,
        "empty": lambda: b"",
        "binary": lambda: bytes(range(256)) * 999,
        "path_of_a_file": lambda: b"/etc/passwd",
        "address": lambda: b"http://127.0.0.1:9/",
    }
    return found
