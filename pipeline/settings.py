"""Every setting of Marsad: the only module that reads the environment."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlsplit

DEFAULT_FEEDS = Path(__file__).parent / "collect" / "feeds.toml"
VERSION = version("marsad")


SECRET = frozenset({"heartbeat", "notify"})
"""Fields whose values are never printed. Any value with an `@` in it is not told either: it may hold a password."""


class SettingsError(Exception):
    """A setting or feeds file that cannot be used; the message says which and how to mend it."""


@dataclass(frozen=True, slots=True)
class Secret:
    """An address that gives whoever knows it the right to use it: shown nowhere, whoever prints or logs it."""

    value: str = field(repr=False)

    def __str__(self) -> str:
        return "(secret)"


@dataclass(frozen=True, slots=True)
class Settings:
    """One run's settings; each field is read from `MARSAD_<FIELD>` by `from_environment`."""

    home: Path = Path("data")
    feeds: Path = DEFAULT_FEEDS
    rules: tuple[Path, ...] = ()
    contact: str = ""
    host_delay_s: float = 1.0
    connect_timeout_s: float = 10.0
    read_timeout_s: float = 20.0
    total_timeout_s: float = 60.0
    max_body_bytes: int = 20_000_000
    document_cpu_s: float = 20.0
    document_memory_bytes: int = 1_500_000_000
    query_memory_bytes: int = 2_000_000_000
    max_attempts: int = 3
    retry_wait_s: float = 2.0
    max_retry_wait_s: float = 60.0
    site_time_s: float = 7200.0
    connect_to: tuple[tuple[str, str, int], ...] = ()
    gazetteer: tuple[Path, ...] = ()
    wayback: str = "https://web.archive.org"
    log: str = "text"
    heartbeat: Secret | None = None
    heartbeat_style: str = "healthchecks"
    notify: tuple[Secret, ...] = ()
    allow_changes: bool = False
    watches: Path | None = None
    wayback_delay_s: float = 2.5  # its lists of captures are limited to 24 requests a minute

    @property
    def user_agent(self) -> str:
        """Who asks, where the code is told apart, and whom to write to."""
        contact = f"; {self.contact}" if self.contact else ""
        return f"Marsad/{VERSION} (news archive for research{contact})"

    @property
    def archive(self) -> Path:
        """Folder of WARC files: the only state that cannot be made again."""
        return self.home / "archive"

    @property
    def derived(self) -> Path:
        """Folder of Parquet parts, one set per WARC file; can be deleted at any time."""
        return self.home / "derived"

    @property
    def history(self) -> Path:
        """Folder of what each publication changed: cannot be made again, old code and rules are gone."""
        return self.home / "history"

    @property
    def lake(self) -> Path:
        """Link to the Parquet snapshot that is live."""
        return self.home / "lake"

    @property
    def briefs(self) -> Path:
        """Folder of the briefs, one page a day, and the link to the latest; each can be made again."""
        return self.home / "briefs"

    @property
    def watched(self) -> Path:
        """Folder of the watches' feeds, and of what each has told: a list that cannot be made again."""
        return self.home / "watches"

    @property
    def database(self) -> Path:
        """The DuckDB snapshot that is live."""
        return self.home / "marsad.duckdb"

    @property
    def search_index(self) -> Path:
        """The index of the snapshot's texts; can be deleted at any time."""
        return self.home / "search.duckdb"

    @property
    def candidate(self) -> Path:
        """A DuckDB snapshot that was built and did not become live, to be compared with the one that is."""
        return self.home / "candidate.duckdb"


def from_environment(environment: Mapping[str, str] | None = None) -> Settings:
    """Return the settings that `MARSAD_*` variables give; unset ones keep their defaults.

    Raises SettingsError for a value that does not fit and for a `MARSAD_` name that no
    setting has: a misspelt variable that is silently ignored costs a night's run.
    """
    env = os.environ if environment is None else environment
    known = {f"MARSAD_{field.name.upper()}": field.name for field in fields(Settings)}
    values: dict[str, object] = {}
    for variable in sorted(name for name in env if name.startswith("MARSAD_")):
        if variable not in known:
            raise SettingsError(f"{variable} is no setting of Marsad; it knows {', '.join(sorted(known))}.")
        name = known[variable]
        try:
            values[name] = _READERS[name](env[variable])
        except ValueError as error:
            value = "…" if name in SECRET or "@" in env[variable] else repr(env[variable])
            raise SettingsError(f"{variable}={value} cannot be used: {error}.") from None
    return Settings(**values)  # type: ignore[arg-type]


def _path(text: str) -> Path:
    if not text:
        raise ValueError("it must name a path")
    return Path(text).expanduser()


def _paths(text: str) -> tuple[Path, ...]:
    return tuple(_path(part) for part in text.split(os.pathsep) if part.strip())


def _one_line(text: str) -> str:
    # The contact goes into a request header: a line break there would start another header.
    if not text.isprintable() or not text.isascii():
        raise ValueError("it must be one line of ASCII, such as an address of a page or mailbox")
    return text


def _number(low: float, high: float) -> Callable[[str], float]:
    def read(text: str) -> float:
        value = float(text)
        if not low <= value <= high:
            raise ValueError(f"it must be a number from {low:g} to {high:g}")
        return value

    return read


def _whole(low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        value = int(text)
        if not low <= value <= high:
            raise ValueError(f"it must be a whole number from {low} to {high}")
        return value

    return read


def _yes_no(text: str) -> bool:
    if text not in ("yes", "no"):
        raise ValueError("it must be yes or no")
    return text == "yes"


def _connect_to(text: str) -> tuple[tuple[str, str, int], ...]:
    rows = []
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        host, equals, target = part.partition("=")
        address, colon, port = target.rpartition(":")
        if not (host and equals and address and colon and port.isdigit()):
            raise ValueError("it must read HOST=ADDRESS:PORT[,…], HOST may be *")
        rows.append((host.lower(), address.strip("[]"), int(port)))
    return tuple(rows)


def _one_of(*words: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in words:
            raise ValueError(f"it must be one of {', '.join(words)}")
        return text

    return read


def _web_address(text: str) -> str:
    parts = urlsplit(text)
    if parts.username is not None or parts.password is not None:
        raise ValueError("it must not carry a user name")
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("it must begin with http:// or https:// and name a host")
    return text.rstrip("/")


def _heartbeat(text: str) -> Secret | None:
    parts = urlsplit(text)
    # Reading the port finds one that is none.
    is_address = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    if text and not (is_address and text.isascii() and text.isprintable() and " " not in text):
        raise ValueError("it must begin with http:// or https://, name a host and be plain ASCII")
    return Secret(text) if text else None


def _apprise_urls(text: str) -> tuple[Secret, ...]:
    urls = text.split()
    if not all(scheme and rest for scheme, _, rest in (url.partition("://") for url in urls)):
        raise ValueError("it must hold Apprise URLs, such as mailto:// or slack:// ones, with spaces between them")
    return tuple(map(Secret, urls))


_READERS: dict[str, Callable[[str], object]] = {
    "home": _path,
    "feeds": _path,
    "rules": _paths,
    "contact": _one_line,
    "host_delay_s": _number(0, 3600),
    "connect_timeout_s": _number(0.1, 600),
    "read_timeout_s": _number(0.1, 600),
    "total_timeout_s": _number(0.1, 3600),
    "max_body_bytes": _whole(1_000, 1_000_000_000),
    "document_cpu_s": _number(0.01, 3600),
    "document_memory_bytes": _whole(50_000_000, 100_000_000_000),
    "query_memory_bytes": _whole(50_000_000, 1_000_000_000_000),
    "max_attempts": _whole(1, 10),
    "retry_wait_s": _number(0, 600),
    "max_retry_wait_s": _number(0, 3600),
    "site_time_s": _number(0.1, 86_400),
    "connect_to": _connect_to,
    "gazetteer": _paths,
    "log": _one_of("text", "json"),
    "heartbeat": _heartbeat,
    "heartbeat_style": _one_of("healthchecks", "plain"),
    "notify": _apprise_urls,
    "allow_changes": _yes_no,
    "watches": _path,
    "wayback": _web_address,
    "wayback_delay_s": _number(0, 3600),
}
