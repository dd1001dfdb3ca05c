"""Movements in sentences of kinds that were once missed: own sentences, several of each kind."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.derive.facts import DESTINATION, ORIGIN, Evacuation
from pipeline.derive.rules import load_rules
from pipeline.derive.tags import tag_report


def _told(body: str) -> Evacuation:
    return tag_report("", body, date(2018, 5, 17), load_rules()).evacuations[0]


def _names(told: Evacuation, role: str) -> list[str]:
    return [place.name for place in told.places if place.role == role]


@pytest.mark.parametrize(
    ("body", "origin", "destination"),
    [
        # A name that no list has, before the country or province that it lies in.
        ("نقلت طائرتان 90 من موظفي السفارة من جوبا إلى كبتشورا في كينيا بعد معارك.", ["جوبا"], ["كبتشورا"]),
        ("أجلي 80 شخصا بسبب الفيضان من سيلدرمو بولاية كوينزلاند.", ["سيلدرمو"], []),
        ("أجلت السلطات 40 شخصا نحو هرنفيك في محافظة إدلب.", [], ["هرنفيك"]),
        # After a town a word that opens a name is its name, though it is a title elsewhere.
        ("أجلى الجيش مئة أسرة من قرية أم العوسج إلى مدينة درعا.", ["أم العوسج"], ["درعا"]),
        ("أجلى الجيش مئة أسرة من بلدة أبو طلحون إلى مدينة درعا.", ["أبو طلحون"], ["درعا"]),
        ("أجلى الجيش مئة أسرة من قرية الشيخ زعرور إلى مدينة درعا.", ["الشيخ زعرور"], ["درعا"]),
        # A hospital or hotel is a place.
        ("أجلت السلطات 70 مريضا من مستشفى هلدسبورغ إلى مدرسة قريبة بسبب الفيضان.", ["هلدسبورغ"], []),
        ("أجلت السلطات 70 نزيلا من فندق برستولف بعد حريق.", ["برستولف"], []),
        # … but its adjective is no name of it.
        ("أجلت السلطات 70 شخصا من فندق فاخر في بيروت بسبب حريق.", ["بيروت"], []),
        # Places that were first only counted.
        (
            "أجلت السلطات سكان ثلاث قرى، هي الحولة وتلدو والرستن، إلى حمص بسبب الفيضان.",
            ["الحولة", "تلدو", "الرستن"],
            ["حمص"],
        ),
        # The subject stands far behind the verb.
        (
            "خرجت اليوم (الأحد) من بلدات يلدا وببيلا وحرستا جنوب دمشق الدفعة الثالثة الكبيرة من"
            " المسلحين على متن 41 حافلة باتجاه إدلب بموجب اتفاق.",
            ["يلدا", "ببيلا", "حرستا"],
            ["إدلب"],
        ),
        # Both of the places that people were at.
        (
            "تستعد الزبداني ومضايا في ريف دمشق لوداع 120 مسلحا، إذ ينص الاتفاق على خروجهم غدا إلى إدلب.",
            ["الزبداني", "مضايا"],
            ["إدلب"],
        ),
        # Who somebody is, is no origin.
        ("أجلت السلطات 20 شخصا معظمهم طلاب من مصر.", [], []),
        ("أجلي 60 مدنيا من الفوعة بوساطة قادها مشايخ من حلب.", ["الفوعة"], []),
    ],
)
def test_place_of_a_movement_is_found(body: str, origin: list[str], destination: list[str]) -> None:
    told = _told(body)
    assert (_names(told, ORIGIN), _names(told, DESTINATION)) == (origin, destination)


@pytest.mark.parametrize(
    ("body", "counts"),
    [
        ("نقلت طائرتا شحن 60 مدنيا من عدن بعد إجلائهم.", [("vehicles", 2), ("civilians", 60)]),
        (
            "وصلت إلى دمشق حافلتا ركاب تقلان 60 مدنيا تم إجلاؤهم من دوما.",
            [("vehicles", 2), ("civilians", 60)],
        ),
        ("تم إجلاء 40 شخصا من عدن. وكان بين ركاب الطائرة ستة جرحى.", [("people", 40), ("wounded", 6)]),
        ("تم إجلاء 40 شخصا من عدن. وتبقى في المدينة 300 أسرة جرى إحصاؤهم قبل إجلاء غيرهم.", [("people", 40)]),
        ("تم إجلاء 40 شخصا من عدن. وانتظرتهم 25 حافلة عند المعبر.", [("people", 40), ("vehicles", 25)]),
    ],
)
def test_counts_of_a_movement_are_found(body: str, counts: list[tuple[str, int]]) -> None:
    assert [(count.unit, count.low) for count in _told(body).counts] == counts
