"""Deals under which people leave: whether a sentence names one, its parties, and whose people leave."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from pipeline.derive.actors import ActorMention
from pipeline.derive.arabic import Words
from pipeline.derive.clues import Clues
from pipeline.derive.counted_nouns import Noun
from pipeline.derive.number_words import fold_words

_BEFORE_PARTY = fold_words(
    "بين وبين مع ووافق وافق وافقت ووافقت أبرم أبرمه أبرمته وقع وقعه وقعته توصل توصلت إليه إليها طرفا"
)
_MEDIATION = fold_words("برعاية بوساطة بإشراف وساطة رعاية بضمانة بتنسيق رعته رعتها برعايه إشراف بدعم")
_OFFICES = fold_words("السلطات سلطات شركة الشركة إدارة وزارة")
_NO_DEAL = fold_words("سوء عدم دون")
_UNDER = ("بموجب", "بمقتضي")
_PAPER, _STOP = "وثيقه", "وقف"  # وثيقة وقف إطلاق النار
_LAWS = fold_words(
    "القانون قانون قرار القرار قرارات أمر أوامر مرسوم حكم لوائح اللوائح برنامج البرنامج خطة الخطة مذكرة نظام النظام عقد"
)
_ESCORTS = fold_words("يرافق رافق ترافق رافقت يحرس حرس برفقة بمرافقة")
_PARTY_KINDS = frozenset({"armed_group", "army", "state", "coalition"})
_PARTY_REACH = 14  # words from "بين" to the second party: "بين الحكومة السورية ومسلحي المعارضة وجيش الإسلام"
_PEOPLE = frozenset({"people", "civilians", "fighters", "households", "wounded"})


def names_deal(words: Words, clues: Clues, low: int, high: int) -> bool:
    """Whether one of words [low, high) names a deal; a misunderstanding (سوء تفاهم) is none."""
    deals = clues.deals[bisect_left(clues.deals, low) : bisect_left(clues.deals, high)]
    return any(
        words.words[max(0, at - 1)] not in _NO_DEAL and not _is_with_office(words, at) and not _is_of_law(words, at)
        for at in deals
    )


def _is_of_law(words: Words, at: int) -> bool:
    """Under a law or an order, or a paper that is no truce: "بموجب القانون", "وثيقة سفر"."""
    word, following = words.words[at], words.words[at + 1 : at + 2]
    if word.endswith(_PAPER):
        return following != [_STOP]
    return word.endswith(_UNDER) and not _LAWS.isdisjoint(following)


def _is_with_office(words: Words, at: int) -> bool:
    """An agency or company that agrees with an office on something: "اتفقت مع السلطات على نقل"."""
    following = words.words[at + 1 : at + 3]
    return following[:1] == ["مع"] and not _OFFICES.isdisjoint(following[1:])


def parties_in(words: Words, actors: Sequence[ActorMention], clues: Clues) -> list[ActorMention]:
    """Actors that a deal is said to be between, or that agreed to one, each once, in reading order.

    Who only mediates (برعاية روسية) is none, and neither is an agency.
    """
    found: dict[str, ActorMention] = {}
    for actor in actors if clues.deals else ():
        if actor.kind in _PARTY_KINDS and actor.actor_id not in found and _is_party(words, actor, clues):
            found[actor.actor_id] = actor
    return list(found.values())


def _is_party(words: Words, actor: ActorMention, clues: Clues) -> bool:
    """A word such as "between" stands before the actor, near a deal, and no mediation does."""
    low, high = words.sentence(actor.first)
    for at in range(actor.first - 1, max(low, actor.first - _PARTY_REACH) - 1, -1):
        word = words.words[at]
        if word in _MEDIATION:
            return False
        if word in _BEFORE_PARTY:
            return names_deal(words, clues, max(low, at - _PARTY_REACH), min(actor.last + _PARTY_REACH, high))
    return False


def evacuated_in(words: Words, actors: Sequence[ActorMention], clues: Clues) -> list[ActorMention]:
    """Actors of a sentence whose fighters, families or wounded a noun right before them names: مسلحي داعش."""
    found: dict[str, ActorMention] = {}
    for actor in actors:
        if actor.kind in ("armed_group", "army") and actor.actor_id not in found:
            before = range(max(0, actor.first - 3), actor.first)
            if any(_is_of_people(words.words[at], clues.nouns.get(at)) and not _escorts(words, at) for at in before):
                found[actor.actor_id] = actor
    return list(found.values())


def _escorts(words: Words, at: int) -> bool:
    """Whether they go with those who leave: "يرافق مقاتلو الحزب القافلة"."""
    return any(word.lstrip("و") in _ESCORTS for word in words.words[max(0, at - 2) : at])


def _is_of_people(word: str, noun: Noun | None) -> bool:
    return noun is not None and noun.unit in _PEOPLE and not word.endswith("هم")
