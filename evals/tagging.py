"""Tags on labelled texts of others, beside a plain list of words."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

from evals.data import newspaper_day
from evals.part import Cell, Part, Sheet
from evals.texts import others_texts
from pipeline.derive.rules import load_rules
from pipeline.derive.tags import tag_report
from samples.texts import load_articles

# What a user would otherwise search for.
_WORDS = {
    "conflict": """قصف غارة غارات اشتباكات معارك هجوم تفجير انفجار قتل مقتل مسلحين مسلحون قوات صاروخ قذائف هدنة
        حصار""",
    "evacuation": "إجلاء إخلاء أجلت أجلي إجلاؤهم حافلات",
    "displacement": "نزوح نازحين نازحون لاجئين لاجئون فرار فروا",
}
KEYWORDS = {tag: text.split() for tag, text in _WORDS.items()}
Tagger = Callable[[str, str], set[str]]


def by_rules(title: str, body: str) -> set[str]:
    """The tags that Marsad gives."""
    return {tag.tag for tag in tag_report(title, body, None, load_rules()).tags}


def by_keywords(title: str, body: str) -> set[str]:
    """The tags whose words stand anywhere in the text."""
    text = f"{title} {body}"
    return {tag for tag, words in KEYWORDS.items() if any(word in text for word in words)}


def tags(folder: Path) -> Part:
    """Seed, sentences of assaults, titles of air strikes, texts that must not be tagged, the sample site's labels."""
    part = Part()
    rows: list[tuple[Cell, ...]] = []

    def compare(name: str, measure: Callable[[Tagger], float], items: int, is_ceiling: bool = False) -> None:
        ours, plain = measure(by_rules), measure(by_keywords)
        if is_ceiling:
            ours, plain = 1 - ours, 1 - plain
        rows.append((name, items, round(ours, 4), round(plain, 4)))
        part.share(f"tags.{name}", ours * items, items)

    unseen: dict[str, list[str]] = {}
    for text in others_texts(folder):
        if not text.is_tune:
            unseen.setdefault(text.kind, []).append(text.body)
    yes, easy, difficult = (unseen[f"assault {label}"] for label in ("yes", "easy no", "difficult no"))
    compare("assault_f1_against_easy_no", lambda tagger: _f1(tagger, yes, easy), len(yes + easy))
    compare("assault_f1_against_all_no", lambda tagger: _f1(tagger, yes, easy + difficult), len(yes + easy + difficult))
    strikes = unseen["strikes"]
    compare("air_strike_titles_recall", lambda tagger: _share(tagger, strikes, {"conflict"}), len(strikes))
    news = unseen["other news"]
    harm = {"conflict", "evacuation"}
    compare("other_news_not_tagged", lambda tagger: _share(tagger, news, harm), len(news), is_ceiling=True)
    floods = unseen["floods"]
    compare("floods_not_conflict", lambda tagger: _share(tagger, floods, {"conflict"}), len(floods), is_ceiling=True)
    part.sheets.append(Sheet("Tags on labelled texts", ("measure", "unseen texts", "Marsad", "plain word list"), rows))
    _seed(part, folder)
    _samples(part)
    _speed(part, folder)
    return part


def _f1(tagger: Tagger, yes: list[str], no: list[str]) -> float:
    hits = sum("conflict" in tagger("", text) for text in yes)
    false = sum("conflict" in tagger("", text) for text in no)
    return 2 * hits / (len(yes) + hits + false)


def _share(tagger: Tagger, texts: list[str], wanted: set[str]) -> float:
    return sum(bool(wanted & tagger("", text)) for text in texts) / max(1, len(texts))


def _seed(part: Part, folder: Path) -> None:
    text = (folder / "seed" / "evacuation_2017-08-28.txt").read_text("utf-8")
    tagged = tag_report("", text, date(2017, 8, 28), load_rules())
    found = {(tag.tag, tag.subtype, tag.trigger) for tag in tagged.tags}
    dateline = tagged.dateline
    facts = {
        "dateline": dateline is not None
        and (dateline.place, dateline.on, dateline.agency) == ("دمشق", date(2017, 8, 28), "شينخوا"),
        "deal evacuation": ("evacuation", "deal_evacuation", "conflict") in found,
        "medical evacuation": ("evacuation", "medical_evacuation", "conflict") in found,
        "conflict": any(tag == "conflict" for tag, _, _ in found),
        "nothing else": {tag for tag, _, _ in found} == {"conflict", "evacuation"},
        "spans": all(text[e.start : e.end] == e.text for tag in tagged.tags for e in tag.evidence if e.field == "body"),
    }
    part.sheets.append(Sheet("The founding report", ("fact", "found"), [(name, str(ok)) for name, ok in facts.items()]))
    part.share("tags.founding_report", sum(facts.values()), len(facts))


def _samples(part: Part) -> None:
    """Precision and recall of tag and subtype on the sample site's own labels."""
    rows: list[tuple[Cell, ...]] = []
    articles = load_articles()
    levels: list[tuple[str, Callable[[tuple[str, ...]], tuple[str, ...]]]] = [
        ("tag", lambda label: label[:1]),
        ("subtype", lambda label: label[:2]),
    ]
    for level, cut in levels:
        right = given = wanted = 0
        for article in articles:
            tagged = tag_report(article.title, "\n".join(article.body), article.published.date(), load_rules())
            found = {cut((tag.tag, tag.subtype)) for tag in tagged.tags}
            labels = {cut(label[:2]) for label in article.tags}
            right, given, wanted = right + len(found & labels), given + len(found), wanted + len(labels)
        precision, recall = right / given, right / wanted
        rows.append((level, round(precision, 3), round(recall, 3)))
        part.share(f"tags.sample_{level}_f1", 2 * right, given + wanted)
    part.sheets.append(Sheet(f"The sample site's {len(articles)} texts", ("level", "precision", "recall"), rows))


def _speed(part: Part, folder: Path) -> None:
    reports = [report for day in ("2015-07-23", "2015-08-02") for report in newspaper_day(folder, day)][:2000]
    texts = ["\n".join(report.paragraphs) for report in reports]
    load_rules()
    clock = time.perf_counter()
    _all(tag_report("", text, None, load_rules()) for text in texts)
    seconds = time.perf_counter() - clock
    part.notes.append(
        f"{len(texts) / seconds:.0f} reports a second on one core, "
        f"{sum(map(len, texts)) / len(texts):.0f} letters each on the average."
    )


def _all(work: Iterable[object]) -> None:
    for _ in work:
        pass
