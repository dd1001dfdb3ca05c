"""Which URLs are one article, and what a URL itself says: page, day, article or not."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from urllib.parse import parse_qsl, quote, urljoin, urlsplit, urlunsplit

# Old and new domain of one publisher. news.xinhuanet.com was the host of all editions until 2017,
# <edition>.xinhuanet.com and www.xinhuanet.com/<edition>/ came next, <edition>.news.cn is today's.
# ".example" (RFC 2606) lets the sample site show the same history without a real name.
MOVED_DOMAINS = {
    "xinhuanet.com": "news.cn",
    "xinhuanet.example": "news.example",
    "peopledaily.com.cn": "people.com.cn",
}
_XINHUA_DOMAINS = ("news.cn", "news.example")
EDITIONS = frozenset(
    {"arabic", "english", "french", "german", "japanese", "korean", "portuguese", "russian", "spanish"}
)
_SECOND_LEVEL = frozenset({"ac", "co", "com", "edu", "gov", "net", "org"})

_ARTICLE_PATHS = (
    re.compile(r"/(?:[\w-]+/)*\d{4}-\d{2}/\d{2}/c_\d{6,}(?:_(?P<page>\d{1,3}))?\.html?"),
    re.compile(r"/(?:[\w-]+/)*\d{8}/[0-9a-f]{32}/c(?:_(?P<page>\d{1,3}))?\.html?"),
    re.compile(r"/(?:[\w-]+/)*\d{4}-\d{2}/\d{2}/content_\d{4,}(?:_(?P<page>\d{1,3}))?\.html?"),
    re.compile(r"/(?:[\w-]+/)*n\d?/\d{4}/\d{4}/c\d+-\d+(?:-(?P<page>\d{1,3}))?\.html?"),
)
_PEOPLE_2012_PATH = re.compile(r"(?:/\d{4,})+/\d{6,}\.html?")
_DAY = re.compile(r"/(\d{4})[-/]?(\d{2})[-/]?(\d{2})(?=[/-]|$)")
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|mc_[ce]id|igshid", re.IGNORECASE)
_QUOTES = "\"'“”«»<>"
_DEFAULT_PORTS = {"http": 80, "https": 443}
LONGEST_URL = 8_000
"""Signs of an address at most (RFC 9110 asks of servers no more): each is written into the head of a WARC record."""


def clean_url(text: str, base: str | None = None) -> str | None:
    """Absolute http(s) URL from a link as written, or None when there is none in it.

    Literal quotes and white space round the link go (feeds of the Chinese edition have both),
    white space inside is percent-encoded; longer than LONGEST_URL is none. `base` is the URL of the page or feed.
    """
    link = text.strip().strip(_QUOTES).strip()
    link = re.sub(r"[\t\r\n]", "", link)
    # Of an address without a host, joining would make that of the page or feed itself.
    if not link or re.fullmatch(r"(?:https?:)?//+|https?:", link, re.IGNORECASE):
        return None
    try:
        url = urljoin(base, link) if base else link
        parts = urlsplit(url)
        parts.port  # noqa: B018  urlsplit checks the port only when it is read
    except ValueError:
        return None
    if parts.scheme.lower() not in _DEFAULT_PORTS or not parts.hostname or len(url) > LONGEST_URL:
        return None
    return url.replace(" ", "%20")


def canonical_url(url: str) -> str:
    """One spelling for all the URLs that lead to one article; anything but http(s) comes back stripped.

    It names the article and is not meant to be fetched: the scheme is always http, a moved
    host has its present name, later pages have the name of the first. Hosts are renamed, and
    queries and page suffixes dropped, on known article paths only: elsewhere a query may be
    what tells two articles apart, so only tracking parameters and the fragment go.
    """
    cleaned = clean_url(url)
    if cleaned is None:
        return url.strip()
    parts = urlsplit(cleaned)
    host, path = (parts.hostname or "").rstrip("."), _clean_path(parts.path)
    match = _article_match(host, path)
    query = ""
    if match is None:
        kept = (part for part in parts.query.split("&") if part and not _is_tracking(part))
        query = _escape("&".join(kept), "/?")
    else:
        if match.groupdict().get("page"):
            path = path[: match.start("page") - 1] + path[match.end("page") :]
        host, path = _present_home(host, path)
    if ":" in host:
        host = f"[{host}]"
    if parts.port is not None and parts.port != _DEFAULT_PORTS[parts.scheme.lower()]:
        host = f"{host}:{parts.port}"
    return urlunsplit(("http", host, path, query, ""))


def place_of(url: str) -> str:
    """One spelling for all the URLs of one page or feed, a moved host under its present name on any path.

    For comparing addresses that somebody configured; what names an article is `canonical_url`.
    """
    parts = urlsplit(canonical_url(url))
    host, path = _present_home(parts.hostname or "", parts.path)
    return urlunsplit(("http", f"{host}:{parts.port}" if parts.port else host, path, parts.query, ""))


def article_id(url: str) -> str:
    """24 hex digits, the same for every spelling and every page of one article."""
    return hashlib.sha256(canonical_url(url).encode()).hexdigest()[:24]


def page_number(url: str) -> int:
    """1 for a first page or an unknown shape, 2 for `c_137228407_2.htm`."""
    cleaned = clean_url(url)
    if cleaned is None:
        return 1
    parts = urlsplit(cleaned)
    return _page(parts.hostname or "", _clean_path(parts.path))


def is_article_url(url: str) -> bool:
    """True for the article paths of Xinhua and People's Daily, whatever the host they stand on."""
    cleaned = clean_url(url)
    if cleaned is None:
        return False
    parts = urlsplit(cleaned)
    return _article_match(parts.hostname or "", _clean_path(parts.path)) is not None


def url_date(url: str) -> date | None:
    """The day in the path, only when year, month and day are all there and make a real date.

    It is the newsroom's day (UTC+8). A year and month alone, as in `/2018-05/c.htm`, give None.
    """
    cleaned = clean_url(url)
    if cleaned is None:
        return None
    for match in _DAY.finditer(_clean_path(urlsplit(cleaned).path)):
        year, month, day = map(int, match.groups())
        if 1990 <= year <= 2099:
            try:
                return date(year, month, day)
            except ValueError:
                continue
    return None


def registered_domain(url: str) -> str:
    """`news.cn` for `http://arabic.news.cn/…`, under a publisher's present name; "" without a host."""
    cleaned = clean_url(url)
    if cleaned is None:
        return ""
    domain = _domain((urlsplit(cleaned).hostname or "").rstrip("."))
    return MOVED_DOMAINS.get(domain, domain)


def _domain(host: str) -> str:
    labels = host.split(".")
    size = 3 if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL else 2
    return ".".join(labels[-size:])


def _present_home(host: str, path: str) -> tuple[str, str]:
    domain = _domain(host)
    home = MOVED_DOMAINS.get(domain, domain)
    sub = host.removesuffix(domain).rstrip(".")
    if home not in _XINHUA_DOMAINS:
        return (f"{sub}.{home}" if sub else home), path
    sub = "www" if sub in ("", "news") else sub
    first, _, rest = path[1:].partition("/")
    if sub == "www" and first in EDITIONS:
        sub, path = first, f"/{rest}"
    return f"{sub}.{home}", path


def _clean_path(path: str) -> str:
    kept: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            kept = kept[:-1]
        elif segment not in ("", "."):
            kept.append(segment)
    slash = "/" if kept and path.endswith("/") else ""
    return "/" + _escape("/".join(kept), "/") + slash


def _escape(text: str, extra: str) -> str:
    """Percent-encode what is not ASCII, so that an Arabic slug has one spelling."""
    escaped = quote(text, safe=f"%:@!$&()*+,;=~-._{extra}", errors="replace")
    return re.sub(r"%[0-9a-fA-F]{2}", lambda match: match[0].upper(), escaped)


def _is_tracking(part: str) -> bool:
    return any(_TRACKING.fullmatch(name) for name, _ in parse_qsl(part, keep_blank_values=True))


def _article_match(host: str, path: str) -> re.Match[str] | None:
    for shape in _ARTICLE_PATHS:
        if match := shape.fullmatch(path):
            return match
    # Two numbers and .html are an article only at People's Daily: any shop has such paths.
    if any(label in ("people", "peopledaily") for label in host.split(".")):
        return _PEOPLE_2012_PATH.fullmatch(path)
    return None


def _page(host: str, path: str) -> int:
    match = _article_match(host, path)
    return int(match.groupdict().get("page") or 1) if match else 1
