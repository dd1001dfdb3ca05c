"""A whole archive on disk: WARC files, saved feeds and pages, and the manifest that says what is in them."""

from __future__ import annotations

import json
import os
from collections import Counter
from dataclasses import asdict, dataclass, field
from itertools import chain, groupby
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlsplit

from bench.archive.feeds import SavedFeeds
from bench.archive.pages import pages
from bench.archive.plan import FOREIGN, Page, Plan
from bench.archive.warc import DAMAGE, WarcFile
from pipeline.capture import Capture

# Beside what spoils a response: records that a crawler adds and that are no response.
_TURNS = (*DAMAGE, "revisit", "metadata")


@dataclass(frozen=True, slots=True)
class Output:
    """How an archive is written; `files_of` is the number of pages of a WARC file.

    `damage` is the share of articles whose record is spoilt, or followed by one that is no response.
    `saved_pages` is the share that stands as files `pages/HOST/PATH` instead, with the time of capture as
    the file's own, as wget leaves them.
    """

    damage: float = 0.0
    feeds: bool = False
    saved_pages: float = 0.0
    files_of: int = 10_000


@dataclass(slots=True)
class _Tally:
    counts: Counter[str] = field(default_factory=Counter)
    files: list[dict[str, Any]] = field(default_factory=list)
    damaged: list[dict[str, Any]] = field(default_factory=list)
    turn: int = 0


def write_archive(folder: Path, plan: Plan, output: Output) -> dict[str, Any]:
    """Write the archive into a new or empty folder; return its manifest, which is also `manifest.json`.

    `articles`, `corrections` and `copies` count what can be read; `revisions` is their sum, since all have
    texts of their own under their URLs. Each damaged record is told with its file and offset.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise FileExistsError(f"{folder} is not empty: name a new folder.")
    tally = _Tally()
    rng = Random(plan.seed)
    feeds = SavedFeeds(folder / "feeds") if output.feeds else None
    for number, group in groupby(enumerate(pages(plan)), key=lambda pair: pair[0] // output.files_of):
        path = folder / f"archive-{number:05d}.warc.gz"
        first = next(group)[1]
        with WarcFile(path, (plan.seed << 20) + number, first.capture.fetched_at) as warc:
            for page in chain([first], (page for _, page in group)):
                if feeds and page.article and page.kind == "article":
                    feeds.add(page.article)
                _add(page, warc, folder, output, rng, tally)
        tally.files.append({"name": path.name, "records": warc.records, "bytes": warc.bytes})
    manifest = _manifest(plan, output, tally) | {"feeds": feeds.close() if feeds else {}}
    text = json.dumps(manifest, ensure_ascii=False, indent=1)
    (folder / "manifest.json").write_text(text, encoding="utf-8")
    return manifest


def _add(page: Page, warc: WarcFile, folder: Path, output: Output, rng: Random, tally: _Tally) -> None:
    # Only an article without correction or copy is lost, so that what is left stays easy to count.
    is_lone = page.kind == "article" and page.is_single
    is_saved = is_lone and rng.random() < output.saved_pages
    turn = None
    if is_lone and not is_saved and rng.random() < output.damage:
        turn = _TURNS[tally.turn % len(_TURNS)]
        tally.turn += 1
    if turn in DAMAGE:
        place = {"file": warc.path.name, "offset": warc.add(page.capture, turn)}
        tally.damaged.append({**place, "kind": turn, "url": page.capture.url})
        return
    if is_saved:
        _save(page.capture, folder / "pages")
    else:
        warc.add(page.capture)
    if turn == "revisit":
        warc.add_revisit(page.capture)
    elif turn == "metadata":
        warc.add_metadata(page.capture)
    tally.counts.update([page.kind, *([turn] if turn else []), *(["saved"] if is_saved else [])])
    tally.counts["unknown"] += page.layout == "unknown"


def _save(capture: Capture, folder: Path) -> None:
    parts = urlsplit(capture.url)
    path = folder / (parts.hostname or "") / parts.path.lstrip("/")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(capture.body)
    at = capture.fetched_at.timestamp()
    os.utime(path, (at, at))


def _manifest(plan: Plan, output: Output, tally: _Tally) -> dict[str, Any]:
    counts = tally.counts
    lost = Counter(entry["kind"] for entry in tally.damaged)
    return {
        "plan": asdict(plan),
        "output": asdict(output),
        "articles": counts["article"],
        "corrections": counts["correction"],
        "copies": counts["copy"],
        "revisions": counts["article"] + counts["correction"] + counts["copy"],
        "unknown_layout": counts["unknown"],
        "foreign": {kind: counts[kind] for kind in FOREIGN},
        "other_records": {kind: counts[kind] for kind in ("revisit", "metadata")},
        "saved_pages": counts["saved"],
        "damage": {kind: lost[kind] for kind in DAMAGE},
        "damaged": tally.damaged,
        "files": tally.files,
    }
