"""Draw the newspaper articles that real_articles_*.jsonl labels; the labels keep ids, the texts stay in SHARED.

SHARED=/path/to/folder python -m evals.labelled.draw > ids.json
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

SEED = 20150721
SHORTEST = 200
# Order matters: an article belongs to the first stratum one of whose words it holds. The numbers are how
# many are drawn. ترحيل is left out: in these papers it is nearly always the deportation of workers.
STRATA: dict[str, tuple[int, str]] = {
    "evacuation": (70, r"إجلاء|اجلاء|إخلاء|اخلاء|إجلاؤ|إخلاؤ|\b[وف]?(?:أجلت|اجلت|أجلي|أخلت|اخلت|أخلي)\b|ممرات? آمنة?"),
    "displacement": (41, r"نازح|نزوح|نزح|لاجئ|لجوء|مشرد|تشريد|تهجير|مهجر"),
    "conflict": (82, r"قصف|غارة|غارات|معارك|اشتباك|مسلح|هجوم|تفجير|مقتل|هدنة|حصار|ميليشيا|مليشيا|داعش|حوثي"),
    "other": (62, r""),
}
CASUALTIES = (20, r"\b(?:قتيل|قتلى|جريح|جرحى|مصرع|أصيب)")


def articles(corpus: Path) -> Iterator[tuple[str, str, str]]:
    """Yield (id, title, content) of every article, zips by date; an id is `<zip date>/<index in its list>`.

    Offsets in the labels count code points of `content` exactly as the list holds it.
    """
    for path in sorted(corpus.glob("*.zip")):
        with zipfile.ZipFile(path) as archive:
            records = json.loads(archive.read(archive.namelist()[0]))
        for index, record in enumerate(records):
            yield f"{path.stem}/{index}", record["title"], record["content"]


def stratum(text: str) -> str:
    """Return the first stratum whose words stand in `text`."""
    return next(name for name, (_, words) in STRATA.items() if re.search(words, text))


def split_of(article_id: str) -> str:
    """Return "tune" or "test", by the first byte of the SHA-256 of the id."""
    return "tune" if hashlib.sha256(article_id.encode()).digest()[0] % 2 == 0 else "test"


def draw(corpus: Path) -> dict[str, list[str]]:
    """Return the drawn ids by stratum; papers reprint each other, so a known opening is drawn only once.

    The last, "casualties", is drawn from what the conflict stratum left: too few of the others count their dead.
    """
    known: set[str] = set()
    pools: dict[str, list[str]] = {name: [] for name in STRATA}
    with_casualties: set[str] = set()
    for article_id, title, content in articles(corpus):
        opening = re.sub(r"\W", "", content)[:100]
        if len(content) < SHORTEST or opening in known:
            continue
        known.add(opening)
        pools[stratum(f"{title} {content}")].append(article_id)
        if re.search(CASUALTIES[1], content):
            with_casualties.add(article_id)
    source = random.Random(SEED)  # noqa: S311 -- a repeatable draw, not a secret
    drawn = {name: sorted(source.sample(pools[name], number)) for name, (number, _) in STRATA.items()}
    left = [i for i in pools["conflict"] if i in with_casualties and i not in drawn["conflict"]]
    return drawn | {"casualties": sorted(source.sample(left, CASUALTIES[0]))}


if __name__ == "__main__":
    corpus_folder = Path(os.environ["SHARED"]) / "data" / "corpus" / "saudinewsnet"
    print(json.dumps(draw(corpus_folder), indent=1))
