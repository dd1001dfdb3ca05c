"""Words that generated reports are varied with, read from `words.toml`, which says what its slots are."""

from __future__ import annotations

import tomllib
from pathlib import Path

_LISTS: dict[str, list[str]] = tomllib.loads(Path(__file__).with_name("words.toml").read_text("utf-8"))

PLACES = _LISTS["places"]
COUNTRIES = _LISTS["countries"]
FIRST_NAMES = _LISTS["first_names"]
LAST_NAMES = _LISTS["last_names"]
OFFICES = _LISTS["offices"]
TAILS = _LISTS["tails"]
NEWS = _LISTS["news"]
TITLES = _LISTS["titles"]
EXTRA = _LISTS["extra"]
ENGLISH = _LISTS["english"]

MONTHS = (
    "يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو",
    "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر",
)  # fmt: skip
OTHER_MONTHS = (
    "كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران",
    "تموز", "آب", "أيلول", "تشرين الأول", "تشرين الثاني", "كانون الأول",
    "جانفي", "فيفري", "أفريل", "ماي", "جوان", "جويلية", "أوت", "يوليوز", "غشت", "شتنبر", "نونبر", "دجنبر",
)  # fmt: skip
"""As the Levant and the Maghreb say them: the agency does not, but sources do."""
WEEKDAYS = ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد")
"""Monday first, as `date.weekday` counts."""
