"""Hostile article pages by name."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from functools import partial

from torture.markup import ESCAPES, SIGNS, TEXT, Body, attributes, known, page, rss


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
        for layout, make in (("general", page), ("known", known)):
            # Within the limit of tags, and a million.
            found[f"{name}_many_{layout}"] = partial(_repeated, make, tag, 12_000 // tag.count("<"), paragraph)
        found[f"{name}_million"] = partial(_repeated, page, tag, 1_000_000, paragraph)
    for name, (begin, end) in nested.items():
        for depth in (200, 100_000):
            found[f"{name}_nested_{depth}"] = partial(_nested, begin, end, depth, paragraph)
        found[f"{name}_nested_often"] = partial(_repeated, page, begin * 100 + "نص" + end * 100, 60, paragraph)
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
        found[f"text_{name}"] = partial(page, f"<p>{TEXT}{text}{TEXT}</p>")
        found[f"text_{name}_known"] = partial(known, f"{TEXT}{text}<br>{TEXT}")
    huge = {
        "class": "class='" + "a " * 3_000_000,
        "style": "style='" + "a:b;" * 2_000_000,
        "src": "src='data:" + "A" * 9_000_000,
        "name": "a" * 9_000_000 + "='",
    }
    found |= {f"attribute_{name}": partial(page, f"<p {text}'>{TEXT}</p>") for name, text in huge.items()}
    found |= {
        "attributes_many": partial(page, f"<p {attributes(100_000)}>{TEXT}</p>"),
        "attributes_many_with_signs": partial(page, f"<p {attributes(30_000, SIGNS)}>{TEXT}</p>"),
        "size_50_mb": lambda: page(f"<p>{TEXT * 400_000}</p>"),
        "size_9_mb_of_one_text": lambda: page(f"<p>{TEXT * 65_000}</p>"),
        "json_deep": partial(page, paragraph, f'<script type="application/ld+json">{"[" * 100_000}</script>'),
        "json_many": partial(
            page, paragraph, '<script type="application/ld+json">{"datePublished":"x"}</script>' * 9_000
        ),
        "xss": partial(page, f"<h1><script>alert(1)</script></h1><p onload=alert(1)>{TEXT}</p>"),
        "sql": partial(page, f"<h1>'; DROP TABLE articles;--</h1><p>{TEXT}'); DELETE FROM revisions;--</p>"),
        "formula": partial(page, f"<h1>=cmd|'/c calc'!A1</h1><p>=1+1 {TEXT}</p>"),
        "path": partial(page, f"<h1>../../../etc/passwd\\0</h1><p>{TEXT}</p>"),
        "refresh": partial(page, paragraph, "<meta http-equiv=refresh content='0;url=file:///etc/passwd'>"),
        "base": partial(page, paragraph, "<base href='javascript:x'><link rel=canonical href='file:///etc/passwd'>"),
        "frames": partial(
            page, f"<iframe src=http://127.0.0.1/></iframe><object data=file:///etc/passwd></object>{paragraph}"
        ),
        "include": lambda: b'<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + page(f"<p>&x;{TEXT}</p>"),
        "xinclude": partial(page, f'<xi:include href="file:///etc/passwd" parse="text"/>{paragraph}'),
        "nul": lambda: b"\0" * 1_000_000 + page(paragraph),
        "binary": lambda: bytes(range(256)) * 4_000,
        "high_bytes": lambda: b"<p>" + bytes(range(128, 256)) * 50_000,
        "gb18030": lambda: b"<p>" + b"\x81\x30\x81\x30" * 500_000,
        "utf_7": lambda: b"<meta charset=utf-7>+ADw-script+AD4-" + page(paragraph),
        "utf_16": lambda: ("\ufeff" + page(paragraph).decode()).encode("utf-16"),
        "utf_16_cut": lambda: ("\ufeff" + page(paragraph).decode()).encode("utf-16")[:-1],
        "utf_32": lambda: page(paragraph).decode().encode("utf-32"),
        "charset_unknown": partial(page, paragraph, "<meta charset='x-nothing'>"),
        "charset_rot13": partial(page, paragraph, "<meta charset='rot13'>"),
        "charset_base64": partial(page, paragraph, "<meta charset='base64'>"),
        "surrogates": lambda: b"<p>" + b"\xed\xa0\x80" * 10_000 + TEXT.encode(),
        "empty": lambda: b"",
        "blank": lambda: b" \r\n" * 100_000,
        "pdf": lambda: b"%PDF-1.7" + b"x" * 1000,
        "zip": lambda: b"PK\x03\x04" + b"x" * 1000,
        "json": lambda: b'{"a":' * 100_000,
        "text": lambda: TEXT.encode() * 10,
        "xml": partial(rss, f"<item><title>{TEXT}</title></item>"),
        "gzip_inside": lambda: gzip.compress(page(paragraph)),
    }
    return found


def _repeated(make: Callable[[str], bytes], part: str, times: int, rest: str) -> bytes:
    return make(part * times + rest)


def _nested(begin: str, end: str, depth: int, inside: str) -> bytes:
    return page(begin * depth + inside + end * depth)
