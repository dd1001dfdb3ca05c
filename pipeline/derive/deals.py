"""Deals under which people leave: whether a sentence names one, its parties, and whose people leave."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from pipeline.derive.actors import ActorMention
from pipeline.derive.arabic import Words
from pipeline.derive.clues import Clues
from pipeline.derive.number_words import fold_words

_CLITICS = tuple(map("".join, product(("", "و", "ف"), ("", "ب", "ل", "ال", "بال", "لل"))))
_DEALS = frozenset(
    clitics + word
    for clitics in _CLITICS
    for word in fold_words("اتفاق اتفاقا اتفاقية صفقة تسوية مصالحة هدنة تفاهم تفاهمات اتفاقات موجب")
) | fold_words("بموجب بموجبه بموجبها اتفقت اتفق اتفقا اتفقوا توصل توصلت توصلوا")
_BEFORE_PARTY = fold_words(
    "بين وبين مع ووافق وافق وافقت ووافقت أبرم أبرمه أبرمته وقع وقعه وقعته توصل توصلت إليه إليها طرفا"
)
_MEDIATION = fold_words("برعاية بوساطة بإشراف وساطة رعاية بضمانة بتنسيق رعته رعتها برعايه إشراف بدعم")
_PARTY_KINDS = frozenset({"armed_group", "army", "state", "coalition"})
_PARTY_REACH = 14  # words from "بين" to the second party: "بين الحكومة السورية ومسلحي المعارضة وجيش الإسلام"
_PEOPLE = frozenset({"people", "civilians", "fighters", "households", "wounded"})


def names_deal(words: Words, low: int, high: int) -> bool:
    """Whether words [low, high) name a deal."""
    return not _DEALS.isdisjoint(words.words[low:high])


def parties_in(words: Words, actors: Sequence[ActorMention]) -> list[ActorMention]:
    """Actors that a deal is said to be between, or that agreed to one, each once, in reading order.

    Who only mediates (برعاية روسية) is none, and neither is an agency.
    """
    found: dict[str, ActorMention] = {}
    for actor in actors:
        if actor.kind not in _PARTY_KINDS or actor.actor_id in found:
            continue
        low, high = words.sentence(actor.first)
        if names_deal(words, low, high) and _is_party(words, actor, low):
            found[actor.actor_id] = actor
    return list(found.values())


def _is_party(words: Words, actor: ActorMention, low: int) -> bool:
    """A word such as "between" stands before the actor and no mediation does."""
    for at in range(actor.first - 1, max(low, actor.first - _PARTY_REACH) - 1, -1):
        word = words.words[at]
        if word in _MEDIATION:
            return False
        if word in _BEFORE_PARTY:
            return names_deal(words, max(low, at - _PARTY_REACH), min(actor.last + _PARTY_REACH, words.sentence(at)[1]))
    return False


def evacuated_in(words: Words, actors: Sequence[ActorMention], clues: Clues, low: int, high: int) -> list[ActorMention]:
    """Actors of words [low, high) whose fighters, families or wounded a noun right before them names: مسلحي داعش."""
    found: dict[str, ActorMention] = {}
    for actor in actors:
        if low <= actor.first < high and actor.kind in ("armed_group", "army"):
            before = range(max(low, actor.first - 3), actor.first)
            is_of_people = any(
                (noun := clues.nouns.get(at)) is not None
                and noun.unit in _PEOPLE
                and not words.words[at].endswith("هم")
                for at in before
            )
            if is_of_people:
                found.setdefault(actor.actor_id, actor)
    return list(found.values())
