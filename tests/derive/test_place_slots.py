"""Names that no list has, where a movement says whence or whither."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.derive.facts import DESTINATION, ORIGIN
from pipeline.derive.rules import load_rules
from pipeline.derive.tags import tag_report

ON = date(2023, 5, 2)


def _places(body: str) -> tuple[list[str], list[str]]:
    told = [place for movement in tag_report("", body, ON, load_rules()).evacuations for place in movement.places]
    for place in told:
        assert body[place.start : place.end] == place.text
    return [p.name for p in told if p.role == ORIGIN], [p.name for p in told if p.role == DESTINATION]


@pytest.mark.parametrize(
    ("body", "origin", "destination"),
    [
        ("أجلت السلطات 240 شخصا من كوربوليتا إلى دورتفينغا بسبب الفيضان.", ["كوربوليتا"], ["دورتفينغا"]),
        ("أجلت السلطات 240 شخصا من دمشق باتجاه كوربوليتا وزيلوتشا.", ["دمشق"], ["كوربوليتا", "زيلوتشا"]),
        ("أجلت السلطات 240 شخصا من دمشق إلى القلبوشات.", ["دمشق"], ["القلبوشات"]),
        ("أجلت السلطات 240 شخصا من دمشق إلى بوركيت فالنتشي.", ["دمشق"], ["بوركيت فالنتشي"]),
        ("أجلت السلطات 240 شخصا من دمشق إلى كليات في كوربوليتا.", ["دمشق"], ["كوربوليتا"]),
        ("أجلت السلطات 240 من أهالي كوربوليتا إلى ميناء زيلوتشا.", ["كوربوليتا"], ["زيلوتشا"]),
        ("غادر كوربوليتا إلى دمشق 240 مدنيا بعد أوامر بالإخلاء.", ["كوربوليتا"], ["دمشق"]),
        ("أجلت السلطات 240 شخصا من دمشق إلى باراو دي كوكايس.", ["دمشق"], ["باراو دي كوكايس"]),
        ("أجلت السلطات 240 شخصا من دمشق وأنزلتهم في مدرسة في كوربوليتا.", ["دمشق"], ["كوربوليتا"]),
        # Short names, names in ة and with the article behind "to".
        ("أجلت السلطات 240 شخصا من دمشق إلى زوكي سيرا على الأقدام.", ["دمشق"], ["زوكي"]),
        ("أجلت السلطات 240 شخصا من دمشق إلى ترفلة بسبب الفيضان.", ["دمشق"], ["ترفلة"]),
        ("أجلت السلطات 240 شخصا من دمشق إلى الزقفم.", ["دمشق"], ["الزقفم"]),
        # All places behind "villages", also those with the article.
        (
            "أجلت السلطات 240 شخصا من قرى زلفوقة ودرتوم والقزرب بسبب الفيضان.",
            ["زلفوقة", "درتوم", "القزرب"],
            [],
        ),
        # A foreign word that opens a name.
        ("أجلت السلطات 240 من أهالي لا بارشيتو إلى دمشق.", ["لا بارشيتو"], ["دمشق"]),
        # The town that an unlisted place lies in is no second origin, and people go from an airport's town.
        ("أجلت السلطات 240 شخصا من كوربوليتا بريف دمشق إلى حلب.", ["كوربوليتا"], ["حلب"]),
        ("أجلت السلطات 240 شخصا من دمشق، وحطت الطائرة في مطار زيلبوغا بأنقرة.", ["دمشق"], ["أنقرة"]),
    ],
)
def test_unlisted_name_in_a_slot_is_a_place(body: str, origin: list[str], destination: list[str]) -> None:
    assert _places(body) == (origin, destination)


@pytest.mark.parametrize(
    "body",
    [
        "أجلت السلطات 240 شخصا من دمشق إلى سطوح مجاورة.",
        "أجلت السلطات 240 شخصا من دمشق إلى مدارسها.",
        "أجلت السلطات 240 شخصا من دمشق وتكفلت بهم.",
        "أجلت السلطات 240 شخصا من دمشق إلى تجمعات مؤقتة.",
        "أجلت السلطات 240 شخصا من دمشق في وقت قياسي.",
        "أجلت السلطات 240 شخصا من دمشق بعد أن أهملت سكان أزقتها.",
        "أجلت السلطات 240 شخصا من دمشق إلى أدغال قريبة.",
        "أجلت السلطات 240 شخصا من دمشق إلى ثكنتها.",
        "أجلت السلطات 240 شخصا من قرى دمشق والمناطق المجاورة.",
    ],
)
def test_common_word_in_a_slot_is_no_place(body: str) -> None:
    assert _places(body) == (["دمشق"], [])


def test_names_in_slots_are_looked_for_in_reports_of_movements_only() -> None:
    body = "سافر الوفد من دمشق إلى كوربوليتا لحضور الحفل."
    names = [m.text for m in tag_report("", body, ON, load_rules()).mentions if m.kind == "place"]
    assert names == ["دمشق"]


def test_state_that_evacuates_is_not_what_is_left() -> None:
    assert _places("أجلت تركيا من الخرطوم 1800 من رعاياها إلى إثيوبيا.") == (["الخرطوم"], ["إثيوبيا"])


def test_place_of_an_order_to_leave_is_what_is_left_though_it_stands_behind_l() -> None:
    assert _places("أعلن الحاكم أمرا بإخلاء إلزامي لمدينة تامبا قبل الإعصار.") == (["تامبا"], [])
