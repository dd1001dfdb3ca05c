"""The texts that the tag model is trained on and measured with, each set in two halves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path

from evals.data import json_lines, table
from evals.labelled.draw import articles
from pipeline.derive.rule_files import REPORTED, SUBTYPES
from pipeline.derive.rules import RuleSet
from samples.texts import load_articles

LABELLED = Path(__file__).with_name("labelled")
_ALL = frozenset(SUBTYPES)
_DAY = date(2017, 8, 28)  # of the rules' examples
_ENOUGH = 0.5  # a rule of less weight does not tag alone
_LONGEST = 3500  # letters of an article that the readers of more_articles.jsonl had before them
_LONGEST_SENTENCE = 300  # letters

Label = tuple[str, str]  # tag, subtype; the subtype is empty where only the tag is known


@dataclass(frozen=True, slots=True)
class Text:
    """One text. `known` are the tags that its labels decide on; of the others they say nothing.

    Texts of one `group` stand on the same side of every split: sentences of one article
    share its words. `is_tune` texts may be trained on, the others never.
    """

    kind: str
    group: str
    title: str
    body: str
    on: date | None
    labels: frozenset[Label]
    known: frozenset[str]
    is_tune: bool

    @property
    def fold(self) -> int:
        """One of five folds, by a hash of the group."""
        return sha256(f"fold {self.group}".encode()).digest()[0] % 5


def half(key: str) -> bool:
    """Whether a text is of the half that is trained on, by a hash of its key."""
    return sha256(key.encode()).digest()[0] % 2 == 0


def load_texts(folder: Path, rules: RuleSet) -> list[Text]:
    """All sets: those marked by hand, the examples of the rules, then those of others, in file order."""
    ours = [*_own(), *_articles(folder), *_samples(), *_examples(rules)]
    return [*ours, *others_texts(folder)]


def others_texts(folder: Path) -> list[Text]:
    """The sets that others labelled; two thirds of the assaults and half of each other set are trained on."""
    return [*_assaults(folder), *_strikes(folder), *_others(folder)]


def short_texts(texts: Iterable[Text]) -> Iterator[Text]:
    """Sentences and titles on their own that say for certain whether they tell of conflict.

    The title of a report stands for the report; its first sentence only where the report has no tag at all.
    """
    for text in texts:
        if text.kind in ("own", "real", "other news"):
            yield from _alone(text)
        elif text.kind != "sample" and "conflict" in text.known:
            yield text


def _alone(text: Text) -> Iterator[Text]:
    is_yes = any(tag == "conflict" for tag, _ in text.labels)
    labels: frozenset[Label] = frozenset([("conflict", "")] if is_yes else [])
    lines = [line for line in (text.title, *text.body.split("\n")) if line.strip()]
    kind = "title yes" if is_yes else "title no"
    yield replace(text, kind=kind, title="", body=lines[0], labels=labels, known=frozenset(["conflict"]))
    if not text.labels and len(lines) > 1:
        opening = lines[1].split(". ")[0][:_LONGEST_SENTENCE]
        yield replace(text, kind="opening no", title="", body=opening, known=frozenset(["conflict"]))


def _own() -> Iterator[Text]:
    for name in ("own", "blind", "later", "more", "wire", "varied", "apart"):
        for row in json_lines(LABELLED / f"{name}_reports.jsonl"):
            on = date.fromisoformat(row["published"][:10])
            is_tune = row.get("split") != "test"
            yield Text("own", row["id"], row["title"], row["body"], on, _labels(row["tags"]), _ALL, is_tune)


def _articles(folder: Path) -> Iterator[Text]:
    first = {row["id"]: row for row in json_lines(LABELLED / "real_articles_a.jsonl")}
    more = {row["id"]: row for row in json_lines(LABELLED / "more_articles.jsonl")}
    for key, title, content in articles(folder / "corpus" / "saudinewsnet"):
        on = date.fromisoformat(key[:10])
        if row := first.get(key):
            yield Text("real", key, title, content, on, _labels(row["tags"]), _ALL, row["split"] == "tune")
        elif row := more.get(key):
            yield Text("real", key, title, content[:_LONGEST], on, _labels(row["tags"]), _ALL, True)


def _samples() -> Iterator[Text]:
    for item in load_articles():
        labels = frozenset((tag, subtype) for tag, subtype, _ in item.tags)
        yield Text("sample", item.url, item.title, "\n".join(item.body), item.published.date(), labels, _ALL, True)


def _examples(rules: RuleSet) -> Iterator[Text]:
    """What a rule must find is an example of its tag; what is only called for, denied, past or vetoed is of none."""
    for rule in rules.rules:
        is_reported = rule.realis is None or rule.realis in REPORTED
        for text in rule.example if is_reported and rule.weight >= _ENOUGH else ():
            labels = frozenset([(rule.tag, rule.subtype)])
            yield Text("rule", rule.id, "", text, _DAY, labels, frozenset([rule.tag]), True)
        for text in rule.counterexample:
            yield Text("rule", rule.id, "", text, _DAY, frozenset(), frozenset([rule.tag]), True)
    for cue in rules.cues:
        for text in cue.example if cue.realis not in REPORTED else ():
            yield Text("rule", cue.id, "", text, _DAY, frozenset(), frozenset(cue.tags), True)
    for veto in rules.vetoes:
        for text in veto.example:
            yield Text("rule", veto.id, "", text, _DAY, frozenset(), frozenset(veto.tags), True)


def _assaults(folder: Path) -> Iterator[Text]:
    """Newswire sentences: "yes" is conflict, "easy no" and "difficult no" are not; the ambiguous are left out."""
    for row in table(folder / "labelled" / "arabic_event_gsr" / "assault_gsr.csv"):
        if row["label"] != "ambiguous":
            is_yes = row["label"] == "yes"
            labels: frozenset[Label] = frozenset([("conflict", "")] if is_yes else [])
            kind = "assault " + row["label"].replace("hard no", "difficult no")
            group = row["id"].rsplit("-", 1)[0]
            known = frozenset(["conflict"])
            yield Text(kind, group, "", row["text"], None, labels, known, sha256(group.encode()).digest()[0] % 3 > 0)


def _strikes(folder: Path) -> Iterator[Text]:
    for row in json_lines(folder / "labelled" / "syrian_archive" / "ru_airstrike_titles.jsonl"):
        if row.get("title_ar"):
            labels = frozenset([("conflict", "air_strike")])
            yield Text(
                "strikes", row["code"], "", row["title_ar"], None, labels, frozenset(["conflict"]), half(row["code"])
            )


def _others(folder: Path) -> Iterator[Text]:
    nothing: frozenset[Label] = frozenset()
    for row in json_lines(folder / "labelled" / "ant_corpus" / "ant.jsonl.gz"):
        if row["category"] in ("sport", "culture", "economy", "technology"):
            text = f"{row.get('title', '')}\n{row.get('text', '')}"
            yield Text("other news", row["id"], "", text, None, nothing, _ALL, half(row["id"]))
    for row in json_lines(folder / "labelled" / "idrisi_ar" / "lmr_gold.jsonl"):
        if any(word in row["event"] for word in ("flood", "storm", "cyclone")):
            text = str(row["text"])
            yield Text("floods", text, "", text, None, nothing, frozenset(["conflict"]), half(text))


def _labels(rows: list[list[str]]) -> frozenset[Label]:
    return frozenset((row[0], row[1]) for row in rows)
