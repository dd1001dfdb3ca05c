"""Fuzzes what reads documents, for so many seconds: `python -m fuzz 60 [TARGET …]`."""

from __future__ import annotations

import argparse
import sys
import time
import traceback
from collections import Counter

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from fuzz.targets import TARGETS

_ROUND = 100  # examples of a target before the next one's turn
# Pieces that lead further in than chance does.
_PIECES = [
    "<rss version='2.0'><channel>", "<item>", "</item>", "<title>", "</title>", "<link>", "<pubDate>", "<feed xmlns='http://www.w3.org/2005/Atom'>",
    "<entry>", "<![CDATA[", "]]>", "<!--", "-->", "<!DOCTYPE x [", "<!ENTITY a '", "&a;", "&#27;", "&amp;lt;", "<?xml version='1.0' encoding='",
    "<p>", "</p>", "<div id='p-detail'>", "<div class='share'>", "<br>", "<a href='", "'>", "<table><tr><td>", "<script type='application/ld+json'>",
    "<meta name='pubdate' content='", "<span class='time'>", "| 2018-06-04 arabic. news. cn", "2018年06月04日", "责任编辑:", "المحرر:",
    "HTTP/1.1 200 OK\r\n", "Content-Length: ", "Transfer-Encoding: chunked\r\n", "Content-Encoding: gzip\r\n", "\r\n", "\r\n\r\n", "5\r\n",
    "WARC/1.0\r\n", "WARC-Type: response\r\n", "WARC-Record-ID: <urn:uuid:x>\r\n", "WARC-Date: 2018-06-04T10:00:00Z\r\n",
    '[["timestamp","original","mimetype","statuscode","digest"],', '["20180604100000","http://a/","text/html","200","X"]', "{", "}", "[", "]", '"', ",",
    "Mon, 04 Jun 2018 08:00:00 GMT", "2018-06-04T08:00:00+08:00", "9999-12-31", "24:61", "+99:99", "http://", "//", "@", "%", "..", "/c_137228407_2.htm",
    "أجلى", "إجلاء", "مقتل", "قتل", "نزوح", "من", "إلى", "بين", "و", "مئة", "ألف", "مليون", "سبعمئة", "700", "٧٠٠", "دمشق", "عرسال", "داعش", "أكثر من", "ها", "انا", "ق",
    "28 أغسطس 2017", "(شينخوا)", "ـ", "\u064e", "\u200f", "\u202e", "\x00", "\x1b", "\ufeff", "\ud7ff", "=", "+", "\t", " ", ".", "،", "؟", "\n",
]  # fmt: skip
_DATA = st.lists(
    st.one_of(
        st.sampled_from([piece.encode() for piece in _PIECES]),
        st.binary(max_size=20),
        st.text(max_size=10).map(lambda text: text.encode("utf-8", "replace")),
        st.tuples(st.sampled_from([piece.encode() for piece in _PIECES]), st.integers(2, 300)).map(
            lambda p: p[0] * p[1]
        ),
    ),
    max_size=40,
).map(b"".join)


def main() -> int:
    """Fuzz until the time is up; print each crash with the shortest data that brings it, and return 1 for any."""
    parser = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__)
    parser.add_argument("seconds", type=float)
    parser.add_argument("targets", nargs="*", choices=[[], *TARGETS], help="all where none is named")
    options = parser.parse_args()
    names = options.targets or list(TARGETS)
    ends_at = time.monotonic() + options.seconds
    done: Counter[str] = Counter()
    slowest: dict[str, float] = {}
    crashes: dict[str, bytes] = {}
    while time.monotonic() < ends_at and len(crashes) < len(names):
        for name in names:
            if name not in crashes and time.monotonic() < ends_at:
                _fuzz(name, ends_at, done, slowest, crashes)
    for name in names:
        told = f"crashes with {crashes[name]!r}" if name in crashes else "no crash"
        print(f"{name:10} {done[name]:8} documents, the slowest {slowest.get(name, 0):.2f} s: {told}")
    return 1 if crashes else 0


def _fuzz(name: str, ends_at: float, done: Counter[str], slowest: dict[str, float], crashes: dict[str, bytes]) -> None:
    last = b""

    @settings(
        max_examples=_ROUND,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(_DATA)
    def example(data: bytes) -> None:
        nonlocal last
        if time.monotonic() > ends_at and name not in crashes:
            return
        last = data
        begin = time.process_time()
        TARGETS[name](data)
        done[name] += 1
        slowest[name] = max(slowest.get(name, 0.0), time.process_time() - begin)

    try:
        example()
    except Exception:  # noqa: BLE001  (to find those that nobody foresaw is what this is for)
        crashes[name] = last  # hypothesis runs the shortest one last
        traceback.print_exc()


if __name__ == "__main__":
    sys.exit(main())
