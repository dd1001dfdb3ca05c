"""The data folder: is everything there, and what its files hold."""

from __future__ import annotations

import csv
import gzip
import json
import zipfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

NEEDED = (
    "corpus/saudinewsnet/2015-07-23.zip",
    "corpus/saudinewsnet/2015-08-02.zip",
    "feeds/feedparser",
    "feeds/miniflux",
    "labelled/ant_corpus/ant.jsonl.gz",
    "gazetteers/syria_places_ar.tsv",
    "labelled/arabic_event_gsr/assault_gsr.csv",
    "labelled/cleananercorp/cleananercorp_TEST.txt",
    "labelled/cleananercorp/cleananercorp_TRAIN.txt",
    "labelled/idrisi_ar/lmr_gold.jsonl",
    "labelled/syrian_archive/ru_airstrike_titles.jsonl",
    "numbers/duckling_ar/numeral_ar.jsonl",
    "numbers/duckling_ar/ordinal_ar.jsonl",
    "numbers/duckling_ar/time_ar.jsonl",
    "numbers/recognizers_text_ar/DateExtractor.json",
    "numbers/recognizers_text_ar/DateParser.json",
    "numbers/recognizers_text_ar/NumberModel.json",
    "numbers/recognizers_text_ar/NumberRangeModel.json",
    "numbers/recognizers_text_ar/OrdinalModel.json",
    "numbers/recognizers_text_ar/PercentModel.json",
    "pages/aeb/ground-truth.json",
    "pages/fundus/LBCGroup_2026_01_08.html.gz",
    "pages/newspaper4k/arabic_article.html",
    "pages/newspaper4k/chinese_article_002.html",
    "pages/trafilatura/assabah.com.tn.article.html",
    "pages/trafilatura/xinhuanet.com.c_1125597921.html",
    "seed/evacuation_2017-08-28.txt",
    "xinhua/url_examples.tsv",
)


class MissingDataError(Exception):
    """Something that the evaluation reads is not there; the message says what, and how to name the folder."""


@dataclass(frozen=True, slots=True)
class Report:
    """A newspaper article of the corpus; `published` is naive, on the newspaper's clock."""

    title: str
    paragraphs: tuple[str, ...]
    published: datetime


def data_folder(shared: Path) -> Path:
    """Return `shared/data`; raise MissingDataError when any file that a part reads is missing.

    A part that is left out for want of its data would look as if it had passed.
    """
    folder = shared / "data"
    missing = [name for name in NEEDED if not (folder / name).exists()]
    if not missing:
        return folder
    more = f" (and {len(missing) - 1} more)" if len(missing) > 1 else ""
    raise MissingDataError(
        f"{folder / missing[0]}{more} is missing: set the variable SHARED to the folder that holds data/, "
        "as in `make eval SHARED=/path/to/folder`."
    )


def newspaper_day(folder: Path, day: str) -> list[Report]:
    """The articles of one day of the newspaper corpus, in file order, those without text too."""
    with zipfile.ZipFile(folder / "corpus" / "saudinewsnet" / f"{day}.zip") as archive:
        rows = json.loads(archive.read(f"{day}.json"))
    return [
        Report(
            title=folded(row["title"]),
            paragraphs=tuple(line for line in map(folded, row["content"].splitlines()) if line),
            published=datetime.fromisoformat(row["date_extracted"]),
        )
        for row in rows
    ]


def folded(text: str) -> str:
    """The text with every run of white space as one space.

    U+001A goes too: 15 stand in the chosen day where an encoder failed, and no XML feed may hold one.
    """
    return " ".join(text.replace("\x1a", " ").split())


def json_lines(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSON Lines file, which may be compressed."""
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return [json.loads(line) for line in data.decode().split("\n") if line]


def table(path: Path, delimiter: str = ",") -> list[dict[str, str]]:
    """The rows of a file of separated values with a head line."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))
