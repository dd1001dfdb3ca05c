"""The page layouts of Xinhua and People's Daily, told apart by their structure, never by their host."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from lxml import etree

from pipeline.derive.outline import Outline

_EXSLT = {"re": "http://exslt.org/regular-expressions"}


def _with_class(tag: str, name: str) -> str:
    # By the attributes, of which there are few, and by a plain search before the names are told apart.
    attribute = f"@class[contains(., '{name}')][contains(concat(' ', normalize-space(.), ' '), ' {name} ')]"
    return f"/descendant::{tag}/{attribute}/.."


def _with_id(*names: str) -> str:
    return "/descendant::*/@id[" + " or ".join(f".='{name}'" for name in names) + "]/.."


def _beside_pipe(pattern: str) -> str:
    """An element that holds a pipe and whose short text matches: both 2018 layouts stamp pages so."""
    short = "parent::*[string-length(.) < 120]"
    return f"/descendant::text()[contains(., '|')]/{short}[re:test(string(.), '{pattern}', 'i')]"


@dataclass(frozen=True, slots=True)
class Template:
    """A layout: it is recognised when each of `marks` finds something by one of its paths.

    `ids`, `classes` and `text` are what any page of it has among its ids, in its class
    attributes and in its text: they cost nothing to ask, and rule out nearly all pages of
    other layouts. `body` finds the container of the text, first path that finds one with
    text; none of them means that the container is not known and is sought by weight. `stamp`
    finds the elements whose joined text is the newsroom's time.
    """

    name: str
    ids: frozenset[str]
    classes: frozenset[str]
    text: re.Pattern[str] | None
    marks: tuple[tuple[etree.XPath, ...], ...]
    title: tuple[etree.XPath, ...]
    stamp: tuple[etree.XPath, ...]
    body: tuple[etree.XPath, ...]


def template_of(page: Outline) -> Template | None:
    """The first layout of the table that the page has, or None."""
    return next((known for known in TEMPLATES if _is_possible(known, page) and _is_marked(known, page)), None)


def _is_possible(template: Template, page: Outline) -> bool:
    if not (template.ids <= page.ids and template.classes <= page.classes):
        return False
    return template.text is None or template.text.search(page.text) is not None


def _is_marked(template: Template, page: Outline) -> bool:
    return all(any(page.find(path) for path in mark) for mark in template.marks)


def _template(
    name: str,
    *,
    ids: str = "",
    classes: str = "",
    text: str | None = None,
    marks: list[list[str]],
    stamp: list[str],
    title: list[str] | None = None,
    body: list[str],
) -> Template:
    return Template(
        name=name,
        ids=frozenset(ids.split()),
        classes=frozenset(classes.split()),
        text=re.compile(text) if text else None,
        marks=tuple(map(_compiled, marks)),
        title=_compiled(title or []),
        stamp=_compiled(stamp),
        body=_compiled(body),
    )


def _compiled(paths: list[str]) -> tuple[etree.XPath, ...]:
    return tuple(map(_path, paths))


@cache
def _path(path: str) -> etree.XPath:
    """One object for a path that stands in the table twice, so that it is followed once a page."""
    return etree.XPath(path, namespaces=_EXSLT)


_H1_TITLE = "/descendant::h1" + _with_class("span", "title")
_SPLIT_TIME = _with_class("*", "header-time")
_MOBILE_INFO = _with_class("*", "mheader") + _with_class("*", "info")
_BEIJING = r"\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日?\s*\d{1,2}:"
_BEIJING_TIME = f"/descendant::text()[contains(., '年')][re:test(., '{_BEIJING}')]/.."
_PEOPLE_TIME = r"/descendant::text()[contains(., ':')][re:test(., '^\s*\d{4}:\d\d:\d\d\.\d\d:\d\d')]/.."
_TIME_SPAN = r"/descendant::span/@class[contains(., 'time')][re:test(., 'time\s*$')]/.."
_CONTENT_ID = _with_id("Content", "content")
_PIPE_DATE = _beside_pipe(r"arabic\s*\.\s*\w+\s*\.\s*\w+\s*\|\s*\d{4}-\d")
_DATE_PIPE = _beside_pipe(r"\d:\d\d\s+\d{1,2}-\d{1,2}-\d{4}\s*\|\s*arabic\s*\.")

# Order matters: 2025 pages have everything that marks 2023, and any page may quote a pipe.
TEMPLATES = (
    _template(
        "xinhuanet_2019",
        ids="p-detail",
        classes="h-time",
        marks=[],
        title=[_with_class("*", "h-title")],
        stamp=[_with_class("*", "h-time")],
        body=[_with_id("p-detail")],
    ),
    _template(
        "news_2025",
        ids="detail detailContent",
        marks=[["//*[@id='detail']//span[@id='detailContent']"]],
        title=[_H1_TITLE, "//h1"],
        stamp=[_MOBILE_INFO, _SPLIT_TIME],
        body=["//*[@id='detail']//span[@id='detailContent']", _with_id("detail")],
    ),
    _template(
        "news_2023",
        ids="detail",
        marks=[[_MOBILE_INFO, _SPLIT_TIME]],
        title=[_H1_TITLE, "//h1"],
        stamp=[_MOBILE_INFO, _SPLIT_TIME],
        body=[_with_id("detail")],
    ),
    _template(
        "english_news",
        ids="detailContent",
        classes="conTop",
        marks=[],
        title=[_with_class("*", "conTop") + "//h1"],
        stamp=[_with_class("*", "conTop") + _with_class("*", "time"), _with_class("*", "time")],
        body=[_with_id("detailContent")],
    ),
    _template(
        "arabic_2018_a",
        text=r"\|\s*\d{4}-\d",
        marks=[[_PIPE_DATE]],
        stamp=[_PIPE_DATE],
        body=[_CONTENT_ID],
    ),
    _template(
        "arabic_2018_b",
        text=r"\|\s*(?i:arabic)\s*\.",
        marks=[[_DATE_PIPE]],
        stamp=[_DATE_PIPE],
        body=[_CONTENT_ID],
    ),
    _template(
        "arabic_2022",
        classes="cont",
        marks=[[_TIME_SPAN], [_with_class("div", "cont") + "//p"]],
        stamp=[_TIME_SPAN],
        body=[_with_class("div", "cont")],
    ),
    _template(
        "xinhua_2012",
        text=r"年\s*\d{1,2}\s*月",
        marks=[["//table//table"], [_BEIJING_TIME]],
        stamp=[_BEIJING_TIME],
        body=[_CONTENT_ID],
    ),
    _template(  # People's Daily Arabic, which reprints Xinhua; its clock is Beijing's too
        "people_daily",
        text=r":\d\d:\d\d\.\d\d:\d\d",
        marks=[[_PEOPLE_TIME]],
        stamp=[_PEOPLE_TIME],
        body=[],
    ),
)
