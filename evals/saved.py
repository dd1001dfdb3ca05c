"""The five saved news pages, under URLs of the shapes that they had, and the pages of a public benchmark."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class SavedPage:
    """A page as it was saved. `title` and `text` are what others say that it holds, None where nobody did."""

    name: str
    url: str
    html: bytes
    title: str | None
    text: str | None


def saved_pages(folder: Path) -> list[SavedPage]:
    """Xinhua of 2019 and 2023, Arabic CNN, Assabah and LBC, on hosts that exist nowhere."""
    pages = folder / "pages"
    lbc = json.loads((pages / "fundus" / "LBCGroup.json").read_text("utf-8"))["V1"]
    sections = lbc["body"]["sections"]
    return [
        SavedPage(
            "Xinhua 2020",
            "http://www.xinhuanet.example/politics/2020-02/19/c_1125597921.htm",
            (pages / "trafilatura" / "xinhuanet.com.c_1125597921.html").read_bytes(),
            None,
            None,
        ),
        _newspaper4k(
            pages, "Xinhua 2023", "chinese_article_002", "http://www.news.example/fortune/2023-11/17/c_1129981476.htm"
        ),
        _newspaper4k(
            pages,
            "CNN Arabic",
            "arabic_article",
            "http://arabic.cnn.example/2013/middle_east/8/3/syria.clashes/index.html",
        ),
        SavedPage(
            "Assabah",
            "http://www.assabah.example/article/164913/interview",
            (pages / "trafilatura" / "assabah.com.tn.article.html").read_bytes(),
            None,
            None,
        ),
        SavedPage(
            "LBC",
            "http://www.lbcgroup.example/news/lifestyle/898682/ar",
            gzip.decompress((pages / "fundus" / "LBCGroup_2026_01_08.html.gz").read_bytes()),
            lbc["title"],
            "\n".join(text for section in sections for text in (*section["headline"], *section["paragraphs"])),
        ),
    ]


def benchmark_pages(folder: Path) -> list[SavedPage]:
    """The pages of the public benchmark of extraction, in its order, with the text that it says they hold."""
    pages = folder / "pages" / "aeb"
    truth = json.loads((pages / "ground-truth.json").read_text("utf-8"))
    return [
        SavedPage(
            name,
            f"http://aeb.example/{name}",
            gzip.decompress((pages / "html" / f"{name}.html.gz").read_bytes()),
            None,
            expected["articleBody"],
        )
        for name, expected in truth.items()
    ]


def _newspaper4k(pages: Path, name: str, stem: str, url: str) -> SavedPage:
    folder = pages / "newspaper4k"
    title = json.loads((folder / f"{stem}.json").read_text("utf-8"))["title"]
    text = (folder / f"{stem}.txt").read_text("utf-8")
    return SavedPage(name, url, (folder / f"{stem}.html").read_bytes(), title, text)
