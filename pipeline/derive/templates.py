"""The page layouts of Xinhua and People's Daily, told apart by their structure, never by their host."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree, html

_EXSLT = {"re": "http://exslt.org/regular-expressions"}


def _with_class(tag: str, name: str) -> str:
    return f"{tag}[contains(concat(' ', normalize-space(@class), ' '), ' {name} ')]"


def _beside_pipe(pattern: str) -> str:
    """An element that holds a pipe and whose short text matches: both 2018 layouts stamp pages so."""
    return f"//text()[contains(., '|')]/parent::*[string-length(.) < 120][re:test(string(.), '{pattern}', 'i')]"


@dataclass(frozen=True, slots=True)
class Template:
    """A layout: it is recognised when every path of `marks` finds something.

    `body` finds the container of the text, first path that finds one with text; none of them
    means that the container is not known and is sought by weight. `stamp` finds the
    elements whose joined text is the newsroom's time.
    """

    name: str
    marks: tuple[etree.XPath, ...]
    title: tuple[etree.XPath, ...]
    stamp: tuple[etree.XPath, ...]
    body: tuple[etree.XPath, ...]


def template_of(tree: html.HtmlElement) -> Template | None:
    """The first layout of the table that the page has, or None."""
    return next((known for known in TEMPLATES if all(mark(tree) for mark in known.marks)), None)


def _template(
    name: str, *, marks: list[str], stamp: list[str], title: list[str] | None = None, body: list[str]
) -> Template:
    return Template(
        name=name,
        marks=_compiled(marks),
        title=_compiled(title or []),
        stamp=_compiled(stamp),
        body=_compiled(body),
    )


def _compiled(paths: list[str]) -> tuple[etree.XPath, ...]:
    return tuple(etree.XPath(path, namespaces=_EXSLT) for path in paths)


_H1_TITLE = "//h1//" + _with_class("span", "title")
_SPLIT_TIME = "//" + _with_class("*", "header-time")
_MOBILE_INFO = "//" + _with_class("*", "mheader") + "//" + _with_class("*", "info")
_BEIJING_TIME = "//text()[re:test(., '\\d{4}\\s*年\\s*\\d{1,2}\\s*月\\s*\\d{1,2}\\s*日?\\s*\\d{1,2}:')]/.."
_PEOPLE_TIME = "//text()[contains(., ':')][re:test(., '^\\s*\\d{4}:\\d\\d:\\d\\d\\.\\d\\d:\\d\\d')]/.."
_CONTENT_ID = "//*[@id='Content' or @id='content']"
_TIME_SPAN = "//span[re:test(@class, 'time\\s*$')]"

# Order matters: 2025 pages have everything that marks 2023, and any page may quote a pipe.
TEMPLATES = (
    _template(
        "xinhuanet_2019",
        marks=["//*[@id='p-detail']", "//" + _with_class("*", "h-time")],
        title=["//" + _with_class("*", "h-title")],
        stamp=["//" + _with_class("*", "h-time")],
        body=["//*[@id='p-detail']"],
    ),
    _template(
        "news_2025",
        marks=["//*[@id='detail']//span[@id='detailContent']"],
        title=[_H1_TITLE, "//h1"],
        stamp=[_MOBILE_INFO, _SPLIT_TIME],
        body=["//*[@id='detail']//span[@id='detailContent']", "//*[@id='detail']"],
    ),
    _template(
        "news_2023",
        marks=["//*[@id='detail']", f"{_MOBILE_INFO} | {_SPLIT_TIME}"],
        title=[_H1_TITLE, "//h1"],
        stamp=[_MOBILE_INFO, _SPLIT_TIME],
        body=["//*[@id='detail']"],
    ),
    _template(
        "english_news",
        marks=["//" + _with_class("*", "conTop"), "//*[@id='detailContent']"],
        title=["//" + _with_class("*", "conTop") + "//h1"],
        stamp=["//" + _with_class("*", "conTop") + "//" + _with_class("*", "time"), "//" + _with_class("*", "time")],
        body=["//*[@id='detailContent']"],
    ),
    _template(
        "arabic_2018_a",
        marks=[_beside_pipe(r"arabic\s*\.\s*\w+\s*\.\s*\w+\s*\|\s*\d{4}-\d")],
        stamp=[_beside_pipe(r"arabic\s*\.\s*\w+\s*\.\s*\w+\s*\|\s*\d{4}-\d")],
        body=[_CONTENT_ID],
    ),
    _template(
        "arabic_2018_b",
        marks=[_beside_pipe(r"\d:\d\d\s+\d{1,2}-\d{1,2}-\d{4}\s*\|\s*arabic\s*\.")],
        stamp=[_beside_pipe(r"\d:\d\d\s+\d{1,2}-\d{1,2}-\d{4}\s*\|\s*arabic\s*\.")],
        body=[_CONTENT_ID],
    ),
    _template(
        "arabic_2022",
        marks=["//" + _with_class("div", "cont") + "//p", _TIME_SPAN],
        stamp=[_TIME_SPAN],
        body=["//" + _with_class("div", "cont")],
    ),
    _template(
        "xinhua_2012",
        marks=["//table//table", _BEIJING_TIME],
        stamp=[_BEIJING_TIME],
        body=[_CONTENT_ID],
    ),
    _template(  # People's Daily Arabic, which reprints Xinhua; its clock is Beijing's too
        "people_daily",
        marks=[_PEOPLE_TIME],
        stamp=[_PEOPLE_TIME],
        body=[],
    ),
)
