"""A report that tells of movements, planted among the annotations of the sample site."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb

from pipeline.derive.actors import Actor
from pipeline.derive.annotate import annotation
from pipeline.derive.facts import Evacuation, MovedActor, MovedCount, MovedPlace
from pipeline.derive.place_list import Place
from pipeline.derive.rules import load_rules
from pipeline.derive.tags import Mention, Tagged, tag_report
from pipeline.settings import Settings
from pipeline.warehouse.annotations import attach_annotations
from pipeline.warehouse.publish import publish
from pipeline.warehouse.schema import to_arrow
from pipeline.warehouse.staging import derive_pending
from tests.support import rows, silent

NOW = datetime(2026, 3, 10, tzinfo=UTC)
BUKAMAL = Place("geonames:1", "البوكمال", 34.45, 40.92, "SY", "دير الزور", "city", 57_572, True)
QARA = Place("marsad:1", "جرود قارة", 34.15, 36.7, "SY", "", "area", 0, True)
DAESH = Actor("test:daesh", "داعش", "armed_group", "", "Q2429253")
ARMY = Actor("test:army", "الجيش السوري", "army", "SY")


class Text:
    """A body in which words are found by their letters."""

    def __init__(self, body: str) -> None:
        self.body = body

    def span(self, words: str) -> tuple[int, int, str]:
        start = self.body.index(words)
        return start, start + len(words), words

    def count(self, unit: str, low: int, high: int, qualifier: str, words: str) -> MovedCount:
        return MovedCount(unit, low, high, qualifier, *self.span(words))

    def place(self, role: str, place: Place | None, words: str) -> MovedPlace:
        return MovedPlace(role, words, place, "body", *self.span(words))


def told(body: str, tagged: Tagged) -> Tagged:
    """The founding report's movements, as a reader who knows it would tell them."""
    text = Text(body)
    counts = (
        text.count("fighters", 200, 999, "vague", "مئات الارهابيين"),
        text.count("people", 700, 700, "about", "حوالى 700 من مسلحى داعش وأسرهم"),
        text.count("fighters", 300, 300, "about", "حوالي 300 من عناصر"),
        text.count("people", 112, 112, "exact", "112 من أفراد عائلة داعش"),
        text.count("vehicles", 16, 16, "exact", "16 حافلة"),
    )
    places = (
        text.place("origin", QARA, "جرود قارة"),
        text.place("destination", BUKAMAL, "البوكمال"),
        text.place("destination", None, "الصحراء"),
    )
    actors = (
        MovedActor("party", "test:army", *text.span("الجيش السوري")),
        MovedActor("evacuated", "test:daesh", *text.span("داعش")),
    )
    main = Evacuation(
        "done", "deal_evacuation", "conflict", True, date(2017, 8, 28), "body", *text.span("نقل مئات"),
        places, counts, actors,
    )  # fmt: skip
    wounded = Evacuation(
        "done", "medical_evacuation", "conflict", False, None, "body", *text.span("نقل 25 جريحا"), (),
        (text.count("wounded", 25, 25, "exact", "25 جريحا"),), (),
    )  # fmt: skip
    demanded = Evacuation(
        "called_for", "deal_evacuation", "conflict", False, None, "body", *text.span("وطالبت بالإجلاء"), (), (), ()
    )
    named = (
        Mention("place", "body", *text.span("جرود قارة"), QARA.place_id, ""),
        Mention("place", "body", *text.span("القلمون الغربي"), "", ""),
        Mention("actor", "body", *text.span("الجيش السوري"), "test:army", ""),
    )
    return replace(
        tagged,
        mentions=tuple(m for m in tagged.mentions if m.kind not in ("place", "actor")) + named,
        evacuations=(main, wounded, demanded),
        places=(BUKAMAL, QARA),
        actors=(DAESH, ARMY),
    )


def publish_told(sample_settings: Settings, home: Path) -> Settings:
    """Publish in `home` what the sample site's home holds, with the movements of the founding report."""
    settings = Settings(home=home)
    settings.archive.symlink_to(sample_settings.archive.resolve())
    derive_pending(settings, silent)
    rules = load_rules()
    ((key, title, body, on),) = rows(
        sample_settings.database,
        "SELECT revision_id, title, body, published_at::DATE FROM revisions WHERE body LIKE '%700 من مسلحى%'",
    )
    facts = annotation(told(body, tag_report(title, body, on, rules)), title, body)
    row = {"revision_id": key, "published_on": on, "language": "ar", **facts}
    with duckdb.connect() as connection:
        attach_annotations(connection, settings, rules)
        connection.register("told", to_arrow("staged_annotations", [row]))
        connection.execute("INSERT INTO annotated.staged_annotations BY NAME FROM told")
    publish(settings, rules, NOW, silent)
    return settings
