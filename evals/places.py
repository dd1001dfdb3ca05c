"""Places in texts of others, beside a plain look-up of every name of the gazetteer."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path

from evals.data import json_lines, newspaper_day
from evals.part import Cell, Part, Sheet
from pipeline.derive.gazetteer import Gazetteer, Place, load_gazetteer, read_gazetteer
from pipeline.derive.match import read
from pipeline.derive.place_list import distance_km
from pipeline.derive.place_words import cut_clitics
from pipeline.derive.places import find_places
from pipeline.derive.rules import load_rules

_WANTED = ("CTRY", "PROV", "CITY")
_NEAR_KM = 10.0
_LONGEST_NAME = 4  # words that the plain look-up joins

Span = tuple[int, int]
Found = list[tuple[Span, Place | None]]
Finder = Callable[[str], Found]


# What some annotators mark with the name and others do not.
_HEADS = frozenset("مدينة محافظة ولاية دولة مملكة المملكة جمهورية عاصمة العاصمة شمال جنوب شرق غرب وسط".split())  # noqa: SIM905


@dataclass(frozen=True, slots=True)
class Text:
    """A text with the spans that must be found, and those that are neither right nor wrong."""

    text: str
    wanted: frozenset[Span]
    open: tuple[Span, ...] = ()

    def agreed(self, found: Iterable[Span]) -> tuple[dict[Span, Span], list[Span]]:
        """What is right, with the mark that it fits, and what is wrong, when only names are compared.

        A mark may begin with #, clitics or a word such as "town"; a name that is marked elsewhere in the
        text is not wrong where its mark is lacking.
        """
        right: dict[Span, Span] = {}
        rest: list[Span] = []
        for span in found:
            mark = next((mark for mark in self.wanted if mark not in right.values() and self._fits(span, mark)), None)
            if mark:
                right[span] = mark
            else:
                rest.append(span)
        names = {self.text[start:end] for start, end in (*right, *self.wanted)}
        return right, [span for span in rest if self.text[span[0] : span[1]] not in names and not self.is_open(span)]

    def is_open(self, span: Span) -> bool:
        """Whether it overlaps a place of another type."""
        return any(span[0] < end and start < span[1] for start, end in self.open)

    def _fits(self, span: Span, mark: Span) -> bool:
        if span[1] != mark[1] or not mark[0] <= span[0]:
            return False
        words = self.text[mark[0] : span[0]].replace("#", " ").replace("_", " ").split()
        return all(word.lstrip("وفبلك") == "" or not _HEADS.isdisjoint((word, word[1:], word[2:])) for word in words)


def by_context(gazetteer: Gazetteer, text: str) -> Found:
    """The places that Marsad finds."""
    mentions = find_places(text, read(text, load_rules()), gazetteer)
    return [((mention.start, mention.end), mention.place) for mention in mentions]


def most_specific(gazetteer: Gazetteer, text: str) -> Found:
    """The places that Marsad finds, without those that only say where another one lies."""
    mentions = find_places(text, read(text, load_rules()), gazetteer)
    around = {mention.part_of for mention in mentions}
    return [((each.start, each.end), each.place) for at, each in enumerate(mentions) if at not in around]


def by_names(gazetteer: Gazetteer, text: str) -> Found:
    """Every name of the gazetteer that stands in the text, the longest first, of its places the most populous."""
    reading = read(text, load_rules())
    words, found, free = reading.words, Found(), 0
    for at in range(len(words.words)):
        if at < free:
            continue
        for last in range(min(at + _LONGEST_NAME, len(words.words)), at, -1):
            rest = "".join(words.words[at + 1 : last])
            names = ((clitic, gazetteer.named(core + rest)) for clitic, core in cut_clitics(words.words[at]))
            clitic, places = next(((clitic, places) for clitic, places in names if places), ("", []))
            if places:
                span = reading.folded.span(words.offsets[at] + len(clitic), words.end(last - 1))
                found.append((span, max(places, key=lambda place: place.population)))
                free = last
                break
    return found


def half_of(key: str) -> str:
    """`tune`, with which words and rules were written, or `test`, by the key's hash."""
    return "test" if sha256(key.encode()).digest()[0] % 2 else "tune"


def places(folder: Path) -> Part:
    """Spans of places in crisis tweets and newswire, points of air strikes, cost."""
    part = Part()
    load_rules()
    clock = time.process_time()  # of the processor: other work on the machine must not show
    ours = read_gazetteer()
    part.notes.append(f"Gazetteer of {len(ours.places)} places read in {time.process_time() - clock:.2f} s.")
    _spans(part, folder, load_gazetteer())
    village_list = folder / "gazetteers" / "syria_places_ar.tsv"
    _strikes(part, folder, load_gazetteer((village_list,)))
    _speed(part, folder, load_gazetteer())
    return part


def _spans(part: Part, folder: Path, gazetteer: Gazetteer) -> None:
    rows: list[tuple[Cell, ...]] = []
    tweets = {half: list(tweets_of(folder, half)) for half in ("tune", "test")}
    news = {name: list(news_of(folder, name)) for name in ("TRAIN", "TEST")}
    sets = [("IDRISI", half, texts) for half, texts in tweets.items()]
    sets += [("CLEANANERCorp LOC", half, texts) for half, texts in news.items()]
    for name, half, texts in sets:
        figures = [span_scores(texts, partial(find, gazetteer)) for find in (by_context, by_names)]
        rows.append((name, half, len(texts), *(round(figure, 3) for figure in (*figures[0], *figures[1]))))
        if name == "IDRISI":
            part.share(f"places.tweet_{half}_span_f1", figures[0][2] * len(texts), len(texts))
    figures_of = ("precision", "recall", "F1", "F1 to the letter")
    columns = ("set", "half", "texts", *figures_of, *(f"plain {figure}" for figure in figures_of))
    part.sheets.append(Sheet("Spans of places", columns, rows))
    part.notes.append(
        "IDRISI: countries, provinces, cities. What overlaps a marked place of another type (quarter, street, "
        "building) is neither right nor wrong. Its marks differ: some hold #, clitics or 'city'; one of several equal "
        "names is marked. F1 is of names alike but for that, 'to the letter' of equal spans. Only the half `tune` was "
        "looked at; of CLEANANERCorp, none."
    )


def span_scores(texts: Sequence[Text], find: Finder) -> tuple[float, float, float, float]:
    """Precision, recall and F1 of the names, and F1 of spans that are marked to the letter."""
    right = given = wanted = exact = spans = 0
    for text in texts:
        found = {span for span, _ in find(text.text)}
        fits, wrong = text.agreed(found)
        right, given, wanted = right + len(fits), given + len(fits) + len(wrong), wanted + len(text.wanted)
        exact += len(found & text.wanted)
        spans += sum(span in text.wanted or not text.is_open(span) for span in found)
    f1, exact_f1 = 2 * right / max(1, given + wanted), 2 * exact / max(1, spans + wanted)
    return right / max(1, given), right / max(1, wanted), f1, exact_f1


def tweets_of(folder: Path, half: str) -> Iterator[Text]:
    """The tweets of one half of IDRISI."""
    for row in json_lines(folder / "labelled" / "idrisi_ar" / "lmr_gold.jsonl"):
        if half_of(str(row["tweet_id"])) == half:
            marked = [
                (mention["type"], (mention["startIdx"], mention["endIdx"])) for mention in row["location_mentions"]
            ]
            wanted = frozenset(span for kind, span in marked if kind in _WANTED)
            yield Text(row["text"], wanted, tuple(span for kind, span in marked if kind not in _WANTED))


def news_of(folder: Path, name: str) -> Iterator[Text]:
    """Sentences of newswire: one word with its label a line, an empty line between them."""
    lines = (folder / "labelled" / "cleananercorp" / f"cleananercorp_{name}.txt").read_text("utf-8").split("\n")
    words: list[str] = []
    wanted: list[Span] = []
    length = 0
    for line in lines:
        word, _, label = line.strip().partition(" ")
        if word:
            if label == "I-LOC" and wanted:
                wanted[-1] = (wanted[-1][0], length + len(word))
            elif label.endswith("-LOC"):
                wanted.append((length, length + len(word)))
            words.append(word)
            length += len(word) + 1
        if words and (not word or word == "."):
            yield Text(" ".join(words), frozenset(wanted))
            words, wanted, length = [], [], 0
    if words:
        yield Text(" ".join(words), frozenset(wanted))


def _strikes(part: Part, folder: Path, gazetteer: Gazetteer) -> None:
    rows: list[tuple[Cell, ...]] = []
    for half in ("tune", "test"):
        titles = list(strikes_of(folder, half))
        finders = (by_context, most_specific, by_names)
        shares = [sum(is_found(find(gazetteer, title), at) for title, at in titles) for find in finders]
        rows.append((half, len(titles), *(round(share / len(titles), 3) for share in shares)))
        part.share(f"places.strike_{half}_within_10_km", shares[0], len(titles))
    columns = ("half", "located titles", "a place", "one that holds no other", "plain look-up")
    part.notes.append("Titles whose point the archive gives in degrees and minutes are left out, in both halves.")
    part.sheets.append(
        Sheet("Titles of verified air strikes with a place within 10 km, list of p-codes loaded", columns, rows)
    )


def strikes_of(folder: Path, half: str) -> Iterator[tuple[str, Place]]:
    """Titles of one half with the point that the archive gives them."""
    for row in json_lines(folder / "labelled" / "syrian_archive" / "ru_airstrike_titles.jsonl"):
        if half_of(row["code"]) == half and (at := _point(row["lat"], row["lon"])):
            yield row["title_ar"], at


def _point(lat: str, lon: str) -> Place | None:
    """The point of a row; None where the archive has none, or degrees and minutes in letters."""
    try:
        return Place("", "", float(lat), float(lon), "", "", "", 0, False)
    except ValueError:
        return None


def is_found(found: Found, at: Place) -> bool:
    """Whether some place that was found lies near."""
    return any(place is not None and distance_km(place, at) <= _NEAR_KM for _, place in found)


def _speed(part: Part, folder: Path, gazetteer: Gazetteer) -> None:
    reports = [report for day in ("2015-07-23", "2015-08-02") for report in newspaper_day(folder, day)][:2000]
    texts = ["\n".join(report.paragraphs) for report in reports]
    readings = [read(text, load_rules()) for text in texts]
    rows: list[tuple[Cell, ...]] = []
    for state in ("cold", "warm"):
        clock = time.process_time()
        count = sum(len(find_places(text, reading, gazetteer)) for text, reading in zip(texts, readings, strict=True))
        seconds = time.process_time() - clock
        words = sum(len(reading.words.words) for reading in readings)
        per_report = seconds / words * 190 * 1e6
        rows.append((state, count, round(count / seconds), round(per_report, 1)))
    columns = ("memo", "places", "places a second", "µs for 190 words, reading apart")
    part.sheets.append(Sheet("Cost on newspaper articles, processor time", columns, rows))
