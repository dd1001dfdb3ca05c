"""What is timed: reports of 2,048 bytes, and hostile texts of any size."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from evals.data import MissingDataError, newspaper_day

DAYS = ("2015-07-23", "2015-08-02")
SIZE = 2_048  # bytes of UTF-8, title and body together
_OWN = Path(__file__).parent.parent / "evals" / "labelled"

HOSTILE = {
    "one word repeated": "قال ",
    "a word that every list knows": "مقتل ",
    "no spaces": "قصف",
    "punctuation only": "،.؟!-(«",
    "digits only": "1",
    "digits and separators": "1,5.",
    "nested numbers": "مئة ",
    "numbers joined": "ألف و",
    "names of places": "حلب ",
    "words before places": "مدينة ",
    "actors": "الجيش السوري ",
    "movement verbs": "غادر ",
    "movements in full": "غادر 300 مدني حلب إلى إدلب ",
    "casualties": "مقتل 3 مدنيين و",
    "dates": "في 3 مارس ",
    "bidi controls": "\u202e",
    "combining marks": "\u064e",
    "lone surrogates": "\ud800",
    "ligatures": "\ufdfa",
}
"""Pieces that are repeated without a full stop, so that each text is one sentence without an end."""


@dataclass(frozen=True, slots=True)
class Report:
    """One text with its day."""

    title: str
    body: str
    on: date


def newspaper_reports(shared: Path) -> list[Report]:
    """Newspaper articles of two days that have 2,048 bytes or more, cut there at the end of a word."""
    for day in DAYS:
        path = shared / "data" / "corpus" / "saudinewsnet" / f"{day}.zip"
        if not path.exists():
            raise MissingDataError(
                f"{path} is missing: set the variable SHARED to the folder that holds data/, "
                "as in `make bench SHARED=/path/to/folder`, or `make bench QUICK=1` to do without."
            )
    articles = [article for day in DAYS for article in newspaper_day(shared / "data", day)]
    cut = (_cut(a.title, "\n".join(a.paragraphs), a.published.date()) for a in articles)
    return [report for report in cut if report]


def own_reports() -> list[Report]:
    """The project's own short reports, most of them on conflict and evacuations, joined up to 2,048 bytes."""
    reports = []
    title = ""
    bodies: list[str] = []
    for line in (_OWN / "own_reports.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        title = title or row["title"]
        bodies.append(row["body"])
        report = _cut(title, "\n".join(bodies), date.fromisoformat(row["published"][:10]))
        if report:
            reports.append(report)
            title, bodies = "", []
    return reports


def _cut(title: str, body: str, on: date) -> Report | None:
    encoded = body.encode()
    room = SIZE - len(title.encode())
    if len(encoded) < room:
        return None
    kept = encoded[:room].decode(errors="ignore")
    return Report(title, kept[: max(kept.rfind(" "), kept.rfind("\n"))], on)


def hostile(piece: str, size: int) -> str:
    """The piece repeated to about `size` bytes of UTF-8."""
    return piece * max(1, size // len(piece.encode(errors="surrogatepass")))
