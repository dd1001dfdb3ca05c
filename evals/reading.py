"""Feeds, pages and addresses of others through the real functions."""

from __future__ import annotations

import re
import time
import warnings
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import feedparser
import trafilatura

from evals.data import table
from evals.part import Cell, Part, Sheet
from evals.saved import benchmark_pages, saved_pages
from pipeline.capture import Capture
from pipeline.derive.articles import PageError, extract_page
from pipeline.derive.entries import FeedError, parse_entries
from pipeline.derive.urls import article_id, canonical_url, is_article_url, page_number

_SEEN = datetime(2026, 3, 10, tzinfo=UTC)


def feeds(folder: Path) -> Part:
    """Every feed file: read or named as none, with as many entries as plain feedparser finds."""
    part = Part()
    words: Counter[str] = Counter()
    agree = entries = 0
    paths = sorted(path for path in (folder / "feeds").rglob("*.xml"))
    for path in paths:
        body = path.read_bytes()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            plain = len(feedparser.parse(body)["entries"])
        try:
            found = len(parse_entries(_capture(f"http://feeds.example/{path.name}", body, _served_as(body)), "rss"))
        except FeedError as error:
            words[error.word] += 1
            found = 0
        else:
            words["read"] += 1
        entries += found
        agree += found == plain
    rows = [(word, count) for word, count in words.most_common()]
    part.sheets.append(Sheet(f"{len(paths)} feed files, {entries} entries", ("result", "files"), list(rows)))
    part.share("feeds.read", words["read"], len(paths))
    part.share("feeds.entries_as_feedparser", agree, len(paths))
    return part


def pages(folder: Path) -> Part:
    """Saved news pages, and the public benchmark of extraction beside trafilatura's own default."""
    part = Part()
    rows: list[tuple[Cell, ...]] = []
    for page in saved_pages(folder):
        found = extract_page(_capture(page.url, page.html, "text/html"))
        score = round(word_f1(found.body, page.text), 3) if page.text else None
        rows.append((page.name, found.template, found.title, len(found.body), score))
    part.sheets.append(Sheet("Saved pages", ("page", "template", "title", "characters", "word F1"), rows))
    benchmark = benchmark_pages(folder)
    ours, theirs, our_s, their_s = 0.0, 0.0, 0.0, 0.0
    for page in benchmark:
        clock = time.perf_counter()
        try:
            text = extract_page(_capture(page.url, page.html, "text/html; charset=utf-8")).body
        except PageError:
            text = ""
        our_s += time.perf_counter() - clock
        clock = time.perf_counter()
        default = trafilatura.extract(page.html.decode("utf-8", "replace")) or ""
        their_s += time.perf_counter() - clock
        ours += word_f1(text, page.text or "")
        theirs += word_f1(default, page.text or "")
    count = len(benchmark)
    part.sheets.append(
        Sheet(
            f"Extraction benchmark, {count} pages",
            ("extractor", "word F1", "ms a page"),
            [
                ("marsad", round(ours / count, 4), round(our_s / count * 1000, 1)),
                ("trafilatura's default", round(theirs / count, 4), round(their_s / count * 1000, 1)),
            ],
        )
    )
    part.share("pages.word_f1", ours, count)
    part.share("pages.not_below_trafilatura", int(ours >= theirs), 1)
    return part


def urls(folder: Path) -> Part:
    """The address shapes that are known: articles told from other pages, one spelling for each."""
    part = Part()
    rows: list[tuple[Cell, ...]] = []
    right = 0
    examples = table(folder / "xinhua" / "url_examples.tsv", "\t")
    for row in examples:
        url = row["url"]
        wanted = not re.search(r"\.jpg$|/index\.htm$", url)
        spellings = {canonical_url(form) for form in (url, url.replace("http://", "https://"), f"{url}#comment")}
        is_right = is_article_url(url) == wanted and len(spellings) == 1 and article_id(url) == article_id(f"{url}?f=x")
        right += is_right if wanted else is_article_url(url) == wanted
        rows.append((url[:80], "article" if is_article_url(url) else "other", page_number(url)))
    part.sheets.append(Sheet("Addresses", ("address", "is", "page"), rows))
    part.share("urls.right", right, len(examples))
    return part


def _served_as(body: bytes) -> str | None:
    """The Content-Type that a file of the feed collection says it is served with."""
    found = re.search(rb"Header:\s*Content-[Tt]ype:\s*([^\r\n]+)", body[:1000])
    return found[1].decode("ascii").strip() if found else None


def _capture(url: str, body: bytes, content_type: str | None) -> Capture:
    return Capture(url, _SEEN, 200, (("Content-Type", content_type),) if content_type else (), body)


def word_f1(text: str, expected: str) -> float:
    """F1 over the words of both texts, counted with their repetitions."""
    ours, theirs = Counter(re.findall(r"\w+", text)), Counter(re.findall(r"\w+", expected))
    common = (ours & theirs).total()
    if not ours or not theirs:
        return float(ours == theirs)
    precision, recall = common / ours.total(), common / theirs.total()
    return 2 * precision * recall / (precision + recall) if common else 0.0
