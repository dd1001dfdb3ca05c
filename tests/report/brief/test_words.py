"""Words, numbers, days and plural forms in both languages, and the parts of the page that are made of them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from babel import Locale

from pipeline.derive.rules import load_rules
from pipeline.report.brief import words
from pipeline.report.brief.page import figure
from pipeline.report.brief.words import LANGUAGES, has, plain, shown

WORDS = tomllib.loads(Path(words.__file__).with_name("words.toml").read_text(encoding="utf-8"))


def entries() -> Iterator[tuple[str, dict[str, Any]]]:
    for section, keys in WORDS.items():
        for key, languages in keys.items():
            yield f"{section}.{key}", languages


@pytest.mark.parametrize(
    ("key", "languages"), list(entries()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_every_word_is_there_in_both_languages_with_its_plural_forms(key: str, languages: dict[str, Any]) -> None:
    assert set(languages) == set(LANGUAGES)
    plural = {language: isinstance(found, dict) for language, found in languages.items()}
    assert len(set(plural.values())) == 1
    if plural["ar"]:
        assert set(languages["ar"]) >= {"one", "two", "few", "many", "other"}
        assert set(languages["ar"]) <= set(Locale.parse("ar").plural_form.tags) | {"other"}
        assert "other" in languages["en"]


@pytest.mark.parametrize(
    ("n", "arabic", "english"),
    [
        (1, "شخص واحد", "1 person"),
        (2, "شخصان", "2 people"),
        (3, "3 أشخاص", "3 people"),
        (11, "11 شخصا", "11 people"),
        (100, "100 شخص", "100 people"),
        (103, "103 أشخاص", "103 people"),
        (7_500, "7,500 شخص", "7,500 people"),
    ],
)
def test_counted_nouns_have_the_form_of_their_number(n: int, arabic: str, english: str) -> None:
    assert (plain("ar", "unit.people", n=n), plain("en", "unit.people", n=n)) == (arabic, english)


def test_range_keeps_one_noun() -> None:
    told = figure("unit.people", 200, 999, "vague")
    assert "200 to 999 people (read from a word)" in told.striptags()
    assert "200 إلى 999 شخصا" in told.striptags()


def test_days_and_times_are_written_as_the_language_has_them() -> None:
    assert shown("ar", date(2026, 11, 28)) == "28 نوفمبر 2026"
    assert shown("en", datetime(2026, 11, 28, 4, 5, tzinfo=UTC)) == "November 28, 2026 04:05"


def test_every_subtype_of_our_rules_has_a_name() -> None:
    subtypes = {rule.subtype for rule in load_rules().rules}
    assert [subtype for subtype in subtypes if not has(f"subtype.{subtype}")] == []


def test_words_that_hold_markup_stay_text() -> None:
    assert words.said("en", "page.days", first="<b>", last="{n}") == ("<bdi>&lt;b&gt;</bdi> to <bdi>{n}</bdi>")
