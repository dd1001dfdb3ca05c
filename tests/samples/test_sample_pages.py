"""The pages and feeds of the sample site, as bytes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import feedparser
import pytest
from lxml import etree, html

from samples.feeds import load_feeds
from samples.quirks import FORBIDDEN, GONE, MISSING, REDIRECT, SPELLED_TWICE
from samples.render import FORMS, Link, page_body, page_count, page_url, render
from samples.site import CLOCK, key_of, sample_site
from samples.texts import NEWSROOM, Article, load_articles

ARTICLES = load_articles()
FEEDS = {feed.id: feed for feed in load_feeds()}
SITE = sample_site(1)

FOREIGN = Article(
    title='عنوان فيه "اقتباس" & <علامة>',
    body=("فقرة أولى فيها 5 < 7 و $شيء.", "فقرة ثانية."),
    published=datetime(2018, 4, 1, 2, 4, 38, tzinfo=NEWSROOM),
    template="arabic_2018_a",
    url="http://arabic.news.example/2018-04/01/c_137000001.htm",
)


def parsed(body: bytes) -> html.HtmlElement:
    return html.document_fromstring(body)


def words_of(text: str) -> str:
    return " ".join(text.split())


def page_text(body: bytes) -> str:
    return words_of(str(parsed(body).text_content()))


def entries(feed_id: str, phase: int = 1) -> list[feedparser.FeedParserDict]:
    body = sample_site(phase)[key_of(FEEDS[feed_id].url)].body
    return list(feedparser.parse(body).entries)


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article.slug)
def test_page_holds_title_and_every_paragraph_of_its_article(article: Article) -> None:
    site = sample_site(article.phase)
    for page in range(1, page_count(article) + 1):
        text = page_text(site[key_of(page_url(article.url, page))].body)
        assert words_of(article.title) in text
        for paragraph in page_body(article, page):
            assert words_of(paragraph) in text


@pytest.mark.parametrize(
    ("template", "stamp"),
    [
        ("arabic_2018_a", "arabic.news.cn | 2018-04-01 02:04:38"),
        ("arabic_2018_b", "02:04:38 01-04-2018 | Arabic. News. Cn"),
        ("arabic_2022", "2018-04-01 02:04:38"),
        ("english", "2018-04-01 02:04:38"),
        ("news_2023", "2018 04/ 01 02:04:38"),
        ("news_2025", "201804/0102:04:38"),
        ("xinhuanet_2019", "2018-04-01 02:04:38"),
        ("old_2012", "2018年04月01日 02:04:38"),
        ("people", "2018:04:01.02:04"),
    ],
)
def test_template_stamps_the_page_in_the_newsrooms_time(template: str, stamp: str) -> None:
    assert stamp in page_text(render(FOREIGN, template))


@pytest.mark.parametrize(
    ("template", "body"),
    [
        ("arabic_2022", "//div[@class='cont']"),
        ("english", "//*[@id='detailContent']"),
        ("news_2023", "//*[@id='detail']"),
        ("news_2025", "//*[@id='detail']//span[@id='detailContent']"),
        ("xinhuanet_2019", "//*[@id='p-detail']"),
    ],
)
def test_template_keeps_the_body_where_the_source_has_it(template: str, body: str) -> None:
    container = parsed(render(FOREIGN, template)).xpath(body)[0]
    assert [words_of(p.text_content()) for p in container.iter("p")][: len(FOREIGN.body)] == list(FOREIGN.body)


@pytest.mark.parametrize("template", FORMS)
def test_foreign_text_with_markup_characters_survives_every_template(template: str) -> None:
    related = [Link("خبر آخر", "http://arabic.news.example/2017-01/01/c_136000000.htm", FOREIGN.published)]
    text = page_text(render(FOREIGN, template, url=FOREIGN.url, related=related))
    for wanted in [FOREIGN.title, *FOREIGN.body, "خبر آخر"]:
        assert wanted in text


def test_title_stands_twice_and_the_editor_inside_the_body_in_2023() -> None:
    tree = parsed(render(FOREIGN, "news_2023"))
    titles = [words_of(e.text_content()) for e in tree.xpath("//h1/span[@class='title']")]
    assert titles == [FOREIGN.title] * 2
    assert tree.xpath("//*[@id='detail']//*[@id='articleEdit']//*[@class='editor']")
    assert [e.text.strip() for e in tree.xpath("//span[@class='year' or @class='day']/em")] == ["2018", "04", "01"]


def test_sidebar_of_2019_holds_dates_of_other_articles_only() -> None:
    article = next(a for a in ARTICLES if a.template == "xinhuanet_2019")
    tree = parsed(SITE[key_of(article.url)].body)
    others = [e.text for e in tree.xpath("//*[@class='publish-time']")]
    assert len(others) >= 3
    assert f"{article.published:%Y-%m-%d %H:%M:%S}" not in others
    assert article.title not in [e.text for e in tree.xpath("//a")]


def test_2012_page_is_gb2312_with_references_for_arabic_and_open_paragraphs() -> None:
    body = render(FOREIGN, "old_2012")
    body.decode("gb2312")
    assert b"charset=gb2312" in body
    assert b"&#1601;" in body
    assert b"</p>" not in body
    assert body.count(b"<table") >= 5


def test_second_page_continues_the_first_and_is_linked_from_it() -> None:
    article = next(a for a in ARTICLES if a.page_break)
    first, second = (SITE[key_of(page_url(article.url, page))].body for page in (1, 2))
    name = page_url(article.url, 2).rsplit("/", 1)[1]
    assert name.endswith("_2.htm")
    assert parsed(first).xpath(f"//a[@href='{name}' and text()='التالي']")
    assert words_of(article.body[-1]) not in page_text(first)
    assert words_of(article.body[0]) not in page_text(second)
    assert page_body(article, 1) + page_body(article, 2) == article.body


def test_the_same_phase_gives_the_same_bytes_and_phase_2_changes_only_what_it_must() -> None:
    assert sample_site.__wrapped__(1) == SITE
    later = sample_site(2)
    assert set(SITE) <= set(later)
    new = [article for article in ARTICLES if article.phase == 2]
    corrected = [article for article in ARTICLES if article.correction]
    changed = {key for key in SITE if SITE[key] != later[key]}
    assert set(later) - set(SITE) == {key_of(article.url) for article in new}
    touched = {feed for article in [*new, *corrected] for feed in article.feeds}
    assert changed == {key_of(a.url) for a in corrected} | {key_of(FEEDS[feed].url) for feed in touched}


def test_nothing_is_dated_after_its_phase() -> None:
    for phase, now in CLOCK.items():
        stamps = [r.last_modified for r in sample_site(phase).values() if r.last_modified]
        assert max(stamps) <= now


def test_wellformed_feed_lists_its_articles_newest_first() -> None:
    rows = entries("arabic_world")
    etree.fromstring(SITE[key_of(FEEDS["arabic_world"].url)].body)
    stamps = [row.published_parsed for row in rows]
    assert stamps == sorted(stamps, reverse=True)
    assert {a.url for a in ARTICLES if "arabic_world" in a.feeds and a.phase == 1} <= {row.link for row in rows}


def test_corrected_entry_moves_its_date_in_rss_and_new_article_leads_the_feed() -> None:
    article = next(a for a in ARTICLES if a.correction)
    first, second = (next(r for r in entries("arabic_world", p) if r.link == article.url) for p in (1, 2))
    assert second.published_parsed > first.published_parsed
    assert second.title != first.title
    assert {row.link for row in entries("arabic_world", 2)[:2]} == {
        a.url for a in ARTICLES if a.phase == 2 or a.correction
    }


def test_chinese_feed_has_bare_dates_quoted_links_and_no_guid() -> None:
    body = SITE[key_of(FEEDS["arabic_mideast"].url)].body
    items = etree.fromstring(body).findall("channel/item")
    assert len(items) > 5
    for item in items:
        link = item.find("link")
        assert link is not None
        assert link.text is not None
        assert link.text.startswith('"http')
        assert link.tail is not None
        assert datetime.strptime(f"{link.tail.strip()} +0000", "%a,%d-%b-%Y %H:%M:%S GMT %z").year > 2011
        assert item.find("guid") is None
        assert item.find("pubDate") is None
    assert any("<a href=" in (item.findtext("title") or "") for item in items)
    assert any("<a href=" not in (item.findtext("title") or "") for item in items)


def test_atom_feed_is_atom() -> None:
    parsed_feed = feedparser.parse(SITE[key_of(FEEDS["world_atom"].url)].body)
    assert (parsed_feed.version, parsed_feed.bozo) == ("atom10", False)
    assert all(row.updated_parsed and row.published_parsed for row in parsed_feed.entries)


def test_section_page_leads_to_its_articles_by_relative_links() -> None:
    feed = FEEDS["world_index"]
    tree = parsed(SITE[key_of(feed.url)].body)
    hrefs = [a.get("href") for a in tree.xpath("//div[@class='list']//a")]
    assert all(href.startswith("../20") for href in hrefs)
    tree.make_links_absolute(feed.url)
    found = {a.get("href") for a in tree.xpath("//div[@class='list']//a")}
    assert found == {a.url for a in ARTICLES if "world_index" in a.feeds and a.phase == 1}


def test_frozen_error_and_empty_feeds_are_what_they_are_called() -> None:
    assert max(row.published_parsed.tm_year for row in entries("frozen_world")) == 2017
    assert entries("empty_science") == []
    assert feedparser.parse(SITE[key_of(FEEDS["empty_science"].url)].body).version == "rss20"
    moved = SITE[key_of(FEEDS["moved_culture"].url)]
    assert moved.status == 200
    assert feedparser.parse(moved.body).version == ""


def test_broken_pages_are_named_by_feeds() -> None:
    linked = {key_of(row.link) for feed in ("arabic_world", "www_latest") for row in entries(feed)}
    assert {MISSING, FORBIDDEN, GONE, REDIRECT} <= linked
    assert MISSING not in SITE


def test_one_article_is_linked_under_another_spelling() -> None:
    host, path = SPELLED_TWICE
    article = next(a for a in ARTICLES if key_of(a.url) == SPELLED_TWICE)
    spelled = [row.link for row in entries("www_latest") if path in row.link]
    assert len(spelled) == 1
    assert spelled[0] != article.url
    assert host in spelled[0].lower()


def test_unknown_phase_is_refused() -> None:
    with pytest.raises(ValueError, match="phases"):
        sample_site(3)


def test_correction_that_does_not_match_the_text_is_refused() -> None:
    article = next(a for a in ARTICLES if a.correction)
    with pytest.raises(ValueError, match="not in the body"):
        replace(article, body=("نص آخر",)).in_phase(2)
