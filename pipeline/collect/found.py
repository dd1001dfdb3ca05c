"""What a source of old material gives, one thing after another, whatever it was kept in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Input:
    """One file that a source reads. `name` tells it apart in reports and tables, relative to what was given."""

    name: str
    path: Path
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Found:
    """One response, or one document without its response, that was captured by somebody at some time.

    `origin` is the place it was found at, to the byte: `name@offset` in a WARC file, `name` for a file of
    its own, `name#row` in a table. `url` is the address that was asked for, `captured_at` aware. `content` is
    the HTTP response verbatim where `content_type` is None, else the document alone. `purpose` is `feed` or
    `article`; a feed comes with the id and kind that feeds.toml gives it. `outcome` is `not_modified` for a revisit,
    which says that the page was unchanged then and has no content; `ok` leaves the outcome to the status.
    `read_bytes` is how far into its input the source has come, for progress.
    """

    origin: str
    url: str
    captured_at: datetime
    purpose: str
    content: bytes
    content_type: str | None = None
    feed_id: str | None = None
    feed_kind: str | None = None
    outcome: str = "ok"
    read_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Unread:
    """A stretch of an input that cannot be read: where it stands, and a sentence saying why."""

    origin: str
    message: str
    read_bytes: int = 0


@dataclass(frozen=True, slots=True)
class PassedOver:
    """Something that is readable and was not asked for; `reason` is a fixed word, such as `other_url`."""

    origin: str
    reason: str
    read_bytes: int = 0


Item = Found | Unread | PassedOver


class Source(Protocol):
    """A kind of old material. Reading it twice gives the same items in the same order."""

    kind: str
    """`warc`, `feeds`, `pages` or `table`."""

    def inputs(self) -> list[Input]:
        """The files to read, in the order of their names.

        Raises SettingsError, with a sentence that says what to do, where nothing of that kind is there.
        """

    def read(self, item: Input) -> Iterator[Item]:
        """Read one input from its begin to its end in bounded memory; never raises for what stands in it."""

    def options(self) -> dict[str, str]:
        """What was asked for beside the files: with the same file and the same options, the same items are found."""
