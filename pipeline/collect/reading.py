"""What a source holds, read in batches and counted."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import file_digest, sha256
from typing import Any

from pipeline.collect.collect import Progress
from pipeline.collect.found import Found, Input, PassedOver, Source, Unread
from pipeline.collect.imports import Batch, Segment

# A segment holds at most so many captures and, roughly, bytes.
MOST_ITEMS = 500
MOST_BYTES = 12_000_000
# Kinds whose files are large: one that was read to its end is known by its content and not read again.
_LARGE_FILES = ("warc", "table")


@dataclass(slots=True)
class Tally:
    """What a source held. `known` counts captures that the archive has already, under whatever name.

    `examples` has one place or sentence for each word that is counted.
    """

    kind: str
    found: int = 0
    new: int = 0
    known: int = 0
    unread: int = 0
    passed_over: Counter[str] = field(default_factory=Counter)
    files: int = 0
    files_known: int = 0
    examples: dict[str, str] = field(default_factory=dict)

    def note(self, segment: Segment) -> None:
        """Count what became of a batch."""
        self.new += len(segment.new)
        self.known += len(segment.known)
        for word, places in (("new", segment.new), ("known", segment.known)):
            if places:
                self.examples.setdefault(word, places[0])
        for unread in segment.unread:
            self.note_unread(unread)

    def note_unread(self, unread: Unread) -> None:
        """Count a stretch that cannot be read."""
        self.unread += 1
        self.examples.setdefault("unread", f"{unread.origin}: {unread.message}")


class Reading:
    """The inputs of a source in batches, told to a tally.

    Files of `known_files` are not read again; `files` are those read to their end, as rows of `imported_files`.
    """

    def __init__(
        self,
        source: Source,
        inputs: list[Input],
        tally: Tally,
        known_files: set[str],
        progress: Progress,
    ) -> None:
        self._source, self._inputs, self.tally = source, inputs, tally
        self._known, self._progress = known_files, progress
        self.files: list[dict[str, Any]] = []
        self.batches = 0

    def __iter__(self) -> Iterator[Batch]:
        items: list[Found | Unread] = []
        size = 0
        for item in self._items():
            items.append(item)
            size += len(item.content) if isinstance(item, Found) else 0
            if len(items) >= MOST_ITEMS or size >= MOST_BYTES:
                yield self._batch(items)
                items, size = [], 0
        if items:
            yield self._batch(items)

    def _batch(self, items: list[Found | Unread]) -> Batch:
        self.batches += 1
        return Batch(self.batches, items)

    def _items(self) -> Iterator[Found | Unread]:
        stage, total = f"{self._source.kind}, KB read", sum(item.size_bytes for item in self._inputs) // 1000
        before = 0
        for number, item in enumerate(self._inputs):
            self._progress(stage, before // 1000, total)
            identity = self._identity(item)
            if identity and identity["imported_file_id"] in self._known:
                self.tally.files_known += 1
                self.tally.examples.setdefault("files_known", item.name)
            else:
                self.tally.files += 1
                counts: Counter[str] = Counter()
                for read in self._source.read(item):
                    self._progress(stage, min(before + read.read_bytes, before + item.size_bytes) // 1000, total)
                    if isinstance(read, PassedOver):
                        counts["passed_over"] += 1
                        self.tally.passed_over[read.reason] += 1
                        self.tally.examples.setdefault(read.reason, read.origin)
                        continue
                    counts["unread" if isinstance(read, Unread) else "found"] += 1
                    self.tally.found += isinstance(read, Found)
                    yield read
                if identity:
                    kinds = ("found", "passed_over", "unread")
                    self.files.append(identity | {f"{kind}_count": counts[kind] for kind in kinds})
            before += item.size_bytes
            if number == len(self._inputs) - 1:
                self._progress(stage, total, total)

    def _identity(self, item: Input) -> dict[str, Any] | None:
        """A row of `imported_files` without its counts; None for kinds whose files are small and many."""
        if self._source.kind not in _LARGE_FILES:
            return None
        with item.path.open("rb") as file:
            digest = file_digest(file, "sha256").hexdigest()
        options = json.dumps(self._source.options(), sort_keys=True, ensure_ascii=False)
        return {
            "imported_file_id": sha256(f"{digest}\n{self._source.kind}\n{options}".encode()).hexdigest()[:24],
            "kind": self._source.kind,
            "name": item.name,
            "options": options,
            "file_bytes": item.size_bytes,
            "file_sha256": digest,
        }
