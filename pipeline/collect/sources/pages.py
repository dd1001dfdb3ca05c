"""Article pages that somebody saved as files: under which address, and when."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from pipeline.capture import Capture
from pipeline.collect.found import Found, Input, Item, PassedOver, Unread
from pipeline.collect.sources.files import inputs_of, read_small
from pipeline.collect.sources.moments import moment_in_name
from pipeline.collect.sources.wanted import Wanted
from pipeline.derive.beside import canonical_link
from pipeline.derive.dates import plausible
from pipeline.derive.markup import parse_html
from pipeline.derive.metadata import meta_values
from pipeline.derive.outline import outline_of
from pipeline.derive.urls import clean_url
from pipeline.settings import SettingsError

_SUFFIXES = (".html", ".htm", ".html.gz", ".htm.gz", ".shtml", ".xhtml", ".http", ".http.gz")
_MOST_BYTES = 20_000_000
_HEAD_BYTES = 100_000
_SAVED_FROM = re.compile(rb"<!--\s*saved from url=\(\d{4}\)(\S+)\s*-->")
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+([a-z]{2,24})(?::\d{1,5})?", re.IGNORECASE)
_NO_TOP_DOMAINS = frozenset({"bak", "backup", "d", "files", "gz", "htm", "html", "old", "orig", "tar", "tmp", "zip"})
_HTTP_DATE = re.compile(rb"\r?\nDate:[ \t]*([^\r\n]+)", re.IGNORECASE)


class PagesSource:
    """Folders of saved pages: mirrors, what browsers save, and whole HTTP responses (.http)."""

    kind = "pages"

    def __init__(
        self,
        paths: Iterable[str],
        wanted: Wanted,
        now: datetime,
        mapping: Path | None = None,
        saved_at: datetime | None = None,
    ) -> None:
        self._paths, self._wanted, self._now = tuple(paths), wanted, now
        self._mapping = mapping
        self._mapped = _read_mapping(mapping) if mapping else {}
        self._saved_at = saved_at

    def inputs(self) -> list[Input]:
        """Every file; raises SettingsError for a path that leads to none."""
        return inputs_of(self._paths, _SUFFIXES)

    def options(self) -> dict[str, str]:
        """The addresses that are wanted, the mapping and the time that were given."""
        saved_at = self._saved_at.isoformat() if self._saved_at else ""
        return self._wanted.options() | {"mapping": str(self._mapping or ""), "saved_at": saved_at}

    def read(self, item: Input) -> Iterator[Item]:
        """The page that a file holds, or why it cannot be told where or when it was found."""
        data = read_small(item.path, _MOST_BYTES)
        yield (
            Unread(item.name, f"{item.name} {data}.", item.size_bytes)
            if isinstance(data, str)
            else self._item(item, data)
        )

    def _item(self, item: Input, data: bytes) -> Item:
        is_http = item.name.lower().removesuffix(".gz").endswith(".http")
        mapped_url, mapped_at = self._mapped.get(item.name) or self._mapped.get(_within(item.name)) or (None, None)
        mirrored = _mirrored(item.name)
        url = mapped_url or (mirrored[1] if mirrored else None) or (None if is_http else _own_url(data))
        if url is None:
            message = (
                f"{item.name}: neither its path nor the page tells its address; give a file of"
                " paths and URLs with --urls-from."
            )
            return Unread(item.name, message, item.size_bytes)
        purpose = self._wanted.purpose(url)
        if purpose is None:
            return PassedOver(item.name, "other_url", item.size_bytes)
        # Numbers of the site's own path (c_1310123456.htm) are not the time of saving.
        name = PurePosixPath(item.name).name
        names = mirrored[0] if mirrored else "" if name.removesuffix(".gz") in url else name
        sent = _HTTP_DATE.search(data.partition(b"\r\n\r\n")[0]) if is_http else None
        moment = (
            mapped_at
            or moment_in_name(names, self._now)
            or (plausible(_http_date(sent[1]), self._now) if sent else None)
            or self._saved_at
        )
        if moment is None:
            message = f"{item.name}: nothing tells when it was saved; say so with --saved-at or in the file of URLs."
            return Unread(item.name, message, item.size_bytes)
        return Found(
            item.name,
            url,
            moment,
            purpose.purpose,
            data,
            None if is_http else "text/html",
            purpose.feed_id,
            purpose.feed_kind,
            read_bytes=item.size_bytes,
        )


def _read_mapping(path: Path) -> dict[str, tuple[str, datetime | None]]:
    """URL and time by path, of a CSV or TSV with the columns path, url and, if wanted, captured_at."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"--urls-from {path}: cannot be read: {error}") from error
    rows = csv.DictReader(text.splitlines(), delimiter="\t" if "\t" in text.partition("\n")[0] else ",")
    if not {"path", "url"} <= set(rows.fieldnames or ()):
        raise SettingsError(f"--urls-from {path}: needs a first line that names the columns path and url.")
    mapped: dict[str, tuple[str, datetime | None]] = {}
    for row in rows:
        name, url = (row["path"] or "").strip().removeprefix("./"), clean_url(row["url"] or "")
        written = (row.get("captured_at") or "").strip()
        try:
            moment = datetime.fromisoformat(written) if written else None
        except ValueError:
            url = None
        if not name or url is None:
            raise SettingsError(f"--urls-from {path}:{rows.line_num}: needs a path, a URL and no time but ISO 8601.")
        mapped[name] = url, moment.replace(tzinfo=moment.tzinfo or UTC) if moment else None
    return mapped


def _within(name: str) -> str:
    """A path as it is within the folder that was named."""
    return name.partition("/")[2]


def _mirrored(name: str) -> tuple[str, str] | None:
    """What stands before the host in a path of a mirror (`wget -x`), and the URL that the rest is."""
    parts = PurePosixPath(name).parts
    for at in range(len(parts) - 2, -1, -1):
        match = _HOST.fullmatch(parts[at])
        if match and match[1].lower() not in _NO_TOP_DOMAINS:
            rest = "/".join(parts[at + 1 :])
            rest = rest.removesuffix(".gz").removesuffix(".http")
            url = clean_url(f"http://{parts[at]}/{quote(rest, safe='/%?&=:;,+~@!$()*')}")
            return ("/".join(parts[:at]), url) if url else None
    return None


def _own_url(data: bytes) -> str | None:
    """The address that a page tells: what the browser noted when it saved it, else canonical link, else og:url."""
    head = data[:_HEAD_BYTES]
    if match := _SAVED_FROM.search(head):
        return clean_url(match[1].decode("utf-8", "replace"))
    tree = parse_html(Capture("", datetime.fromtimestamp(0, UTC), 200, (), head)) if b"<" in head else None
    if tree is None:
        return None
    return canonical_link(outline_of(tree), "") or clean_url(meta_values(tree).get("og:url", ""))


def _http_date(value: bytes) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value.decode("latin-1"))
    except ValueError:
        return None
    return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
