"""The addresses that one page has had, since publishers moved."""

from __future__ import annotations

from urllib.parse import urlsplit

from pipeline.derive.urls import EDITIONS, MOVED_DOMAINS, registered_domain


def homes(url: str) -> list[str]:
    """The URL and those that it has had, or has got, under other names of its publisher; the one given comes first.

    An edition of Xinhua has stood on a host of its own and in a folder of the main host, `www` and before that
    `news`. Scheme and `www.` make no difference where captures are looked up, so each address stands once.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    present = registered_domain(url)
    former = [old for old, new in MOVED_DOMAINS.items() if new == present]
    domain = next((name for name in (present, *former) if host == name or host.endswith(f".{name}")), None)
    if not former or domain is None or parts.port is not None:
        return [url]
    sub, tail = host.removesuffix(domain).rstrip("."), parts._replace(scheme="", netloc="").geturl()
    first, _, rest = tail.lstrip("/").partition("/")
    if sub not in EDITIONS and not (sub in ("", "www", "news") and first in EDITIONS):
        found = [f"http://{'.'.join(filter(None, (sub, name)))}{tail}" for name in (present, *former)]
    else:
        edition, path = (sub, tail) if sub in EDITIONS else (first, f"/{rest}")
        found = [f"http://{edition}.{name}{path}" for name in (present, *former)]
        found += [f"http://www.{name}/{edition}{path}" for name in (present, *former)]
        found += [f"http://news.{name}/{edition}{path}" for name in former]
    return [url, *(other for other in found if not same_place(other, url))]


def same_place(one: str, other: str) -> bool:
    """Whether captures of two URLs are looked up in one place: scheme and `www.` make no difference."""
    return _bare(one) == _bare(other)


def _bare(url: str) -> str:
    return url.partition("://")[2].removeprefix("www.")
