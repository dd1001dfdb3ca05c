"""Copies become one story, whatever order they were read in, and nothing else does."""

from __future__ import annotations

from datetime import datetime, timedelta

from pipeline.derive.signature import signature
from pipeline.warehouse.stories import Text, assign
from tests.support import calls_of

DAY = datetime(2020, 1, 1)  # noqa: DTZ001  (times are UTC without zone)
WORDS = [f"كلمة{number}" for number in range(200)]


def text(name: str, hours: float, body: str) -> Text:
    return Text(name, DAY + timedelta(hours=hours), signature("", body), None)


def stories(*texts: Text) -> dict[str, str]:
    return dict(assign(sorted(texts, key=lambda text: (text.published_at, text.article_id))))


def test_copies_of_two_days_are_one_story_and_of_the_next_week_another() -> None:
    whole, cut = " ".join(WORDS), " ".join(WORDS[:150])
    found = stories(text("a", 0, whole), text("b", 20, cut), text("c", 48, whole), text("d", 49, whole))
    assert found == {"a": "a", "b": "a", "c": "a", "d": "d"}


def test_story_does_not_grow_along_a_chain_of_likenesses() -> None:
    chain = [text(f"{n}", n, " ".join(WORDS[n * 40 : n * 40 + 120])) for n in range(3)]
    assert stories(*chain)["2"] == "2"


def test_short_text_is_a_copy_of_the_same_words_only() -> None:
    found = stories(
        text("a", 0, "عاجل: انفجار في دمشق"), text("b", 1, "عاجل انفجار فى دمشق"), text("c", 2, "عاجل: انفجار في حلب")
    )
    assert found == {"a": "a", "b": "a", "c": "c"}
    assert stories(text("a", 0, ""), text("b", 1, "")) == {"a": "a", "b": "b"}


def test_many_copies_cost_no_more_each_than_few() -> None:
    def cost(count: int) -> int:
        copies = [text(f"{n:04}", 0, " ".join(WORDS)) for n in range(count)]
        return calls_of(lambda: list(assign(copies)))

    assert cost(400) < 2.2 * cost(200)


def test_phrase_that_all_texts_share_does_not_cost_their_square() -> None:
    def cost(count: int) -> int:
        texts = [
            text(f"{n:04}", 0, " ".join([*WORDS[:80], *(f"{n}و{word}" for word in range(100))])) for n in range(count)
        ]
        return calls_of(lambda: list(assign(texts)))

    assert cost(400) < 3 * cost(200)
