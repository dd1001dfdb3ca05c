"""Articles to pages: the markup of each template of the source's history, under `samples/templates`."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from string import Template

from samples.texts import Article

TEMPLATES = Path(__file__).parent / "templates"
_ARABIC_RUN = re.compile(r"[\u0600-\u06ff][\u0600-\u06ff\x00-\x7f]*")
SECTIONS = {
    "world": "العالم",
    "mideast": "الشرق الأوسط",
    "china": "الصين",
    "business": "الاقتصاد",
    "culture": "الثقافة والتعليم",
    "sports": "الرياضة",
    "science": "العلوم والتكنولوجيا",
    "society": "منوعات",
}


@dataclass(frozen=True, slots=True)
class Form:
    """How a template writes a page: declared charset, Content-Type sent, and the marks round a paragraph."""

    charset: str = "utf-8"
    content_type: str = "text/html; charset=utf-8"
    before: str = "<p>"
    after: str = "</p>\n"


# The Chinese layouts indent with an ideographic space. The 2012 pages say gb2312 only in a
# meta element and never close a paragraph.
FORMS = {
    "arabic_2018_a": Form(),
    "arabic_2018_b": Form(content_type="text/html", after="</p>"),
    "arabic_2022": Form(),
    "english": Form(),
    "news_2023": Form(before="<p>\u3000\u3000"),
    "news_2025": Form(content_type="text/html", before="<p>\u3000\u3000"),
    "xinhuanet_2019": Form(before="<p>\u3000\u3000"),
    "old_2012": Form("gb2312", "text/html", "<p>\u3000\u3000", "\n"),
    "people": Form(content_type="text/html; charset=UTF-8", before="<p>\n\t", after="\n</p>\n"),
}


@dataclass(frozen=True, slots=True)
class Link:
    """Another article, as a list beside the text names it."""

    title: str
    url: str
    published: datetime


def render(
    article: Article,
    template: str | None = None,
    url: str | None = None,
    related: Sequence[Link] = (),
    page: int = 1,
) -> bytes:
    """The page of an article, in the charset that its template declares.

    `template` and `url` default to the article's own; the page looks as if it stood at
    `url`. `related` fills the lists beside the text (titles and dates that are not this
    article's). `page` counts from 1 and follows `article.page_break`. Letters that the charset
    lacks become numeric character references, as the old pages have them.
    """
    template = template or article.template
    form = FORMS[template]
    values = _values(article, url or article.url, related)
    values["paragraphs"] = "".join(f"{form.before}{html.escape(text)}{form.after}" for text in page_body(article, page))
    values["pager"] = _pager(article, page, url or article.url)
    text = _template(template).substitute(values)
    return _encoded(text, form.charset)


def page_count(article: Article) -> int:
    """1, or 2 for an article with a page break."""
    return 2 if article.page_break else 1


def page_url(url: str, page: int) -> str:
    """The URL of that page of an article: `c_137228407_2.htm` for the second, `-2.html` at People's Daily."""
    sign = "-" if "/n3/" in url else "_"
    return url if page == 1 else re.sub(r"(\.html?)$", rf"{sign}{page}\1", url)


def page_body(article: Article, page: int = 1) -> tuple[str, ...]:
    """The paragraphs that stand on that page."""
    if not article.page_break:
        return article.body
    return article.body[: article.page_break] if page == 1 else article.body[article.page_break :]


def _encoded(text: str, charset: str) -> bytes:
    if charset == "gb2312":
        # It has no Arabic letter, and its codec asks for help with each one: a tenth of the time by runs of them.
        text = _ARABIC_RUN.sub(lambda run: run[0].encode("ascii", errors="xmlcharrefreplace").decode(), text)
    return text.encode(charset, errors="xmlcharrefreplace")


def _values(article: Article, url: str, related: Sequence[Link]) -> dict[str, str]:
    at = article.published
    plain = {
        "title": article.title,
        "description": article.body[0][:180] if article.body else "",
        "section": SECTIONS.get(article.section, article.section),
        "author": article.author,
        "editor": article.editor or "تشن لي",
        "url": url,
        "canonical": url.replace("http://", "https://", 1),
        "number": "".join(re.findall(r"\d", url))[-10:],
        "stamp": f"{at:%Y-%m-%d %H:%M:%S}",
        "stamp_day_first": f"{at:%H:%M:%S %d-%m-%Y}",
        "stamp_chinese": f"{at:%Y年%m月%d日 %H:%M:%S}",
        "stamp_people": f"{at:%Y:%m:%d.%H:%M}",
        "year": f"{at:%Y}",
        "month": f"{at:%m}",
        "day": f"{at:%d}",
        "clock": f"{at:%H:%M:%S}",
    }
    return {key: html.escape(value) for key, value in plain.items()} | _lists(related)


def _lists(related: Sequence[Link]) -> dict[str, str]:
    rows = [(html.escape(link.url), html.escape(link.title), link.published) for link in related]
    return {
        "related": "\n".join(f'<li><a href="{url}" target="_blank">{title}</a></li>' for url, title, _ in rows),
        "related_dated": "\n".join(
            f'<li><a href="{url}">{title}</a><span class="publish-time">{at:%Y-%m-%d %H:%M:%S}</span></li>'
            for url, title, at in rows
        ),
        "related_rows": "\n".join(
            f'<tr><td>·<a href="{url}">{title}</a> ({at:%m-%d %H:%M})</td></tr>' for url, title, at in rows
        ),
    }


def _pager(article: Article, page: int, url: str) -> str:
    if not article.page_break:
        return ""
    if page == 1:
        second = html.escape(page_url(url, 2).rsplit("/", 1)[-1])
        links = f'<span class="current">1</span> <a href="{second}">2</a> <a href="{second}">التالي</a>'
    else:
        first = html.escape(url.rsplit("/", 1)[-1])
        links = f'<a href="{first}">السابق</a> <a href="{first}">1</a> <span class="current">2</span>'
    return f'<div id="div_currpage" class="page">{links}</div>'


@cache
def _template(name: str) -> Template:
    return Template((TEMPLATES / f"{name}.html").read_text("utf-8"))
