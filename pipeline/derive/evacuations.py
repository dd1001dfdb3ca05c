"""Who left which place for where, how many, under which deal: the movements that a report tells."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipeline.derive.actors import ActorMention
from pipeline.derive.casualty_sentence import Casualty
from pipeline.derive.clues import Clues
from pipeline.derive.counts import Count
from pipeline.derive.deals import evacuated_in, names_deal, parties_in
from pipeline.derive.facts import ORIGIN
from pipeline.derive.lexicon import Hit
from pipeline.derive.match import Reading
from pipeline.derive.movement_counts import moved_counts
from pipeline.derive.movement_places import roles_in
from pipeline.derive.movement_words import EVACUATE, Move
from pipeline.derive.movements import Movement, add_part, containers, finish
from pipeline.derive.number_words import fold_words
from pipeline.derive.places import PlaceMention

_DATELINE = 3  # words: a place before a day at the very beginning is where the report was written
_PEOPLE_REACH = 10  # words from a movement to the people who move
_OF_PEOPLE = frozenset({"people", "civilians", "fighters", "households", "wounded", "nations", "vehicles"})
_NOT_MOVED = fold_words("سبيل سبيله سبيلهم سبيلها سبيلهما مسؤولية مسؤوليته طرف")
# "عاد" and "انسحب" are movements out of danger where the report tells of one of these.
_WITH_WEAK = frozenset({"nationals_evacuation", "deal_evacuation"})
_FUTURE = ("س", "وس", "فس")
# A sentence with one of these goes on about the movement told before.
_GOES_ON = fold_words(
    "القافلة الحافلات حافلات الدفعة دفعة وشمل شمل شملت وشملت وتشمل تشمل وتضم تضم وضمت ضمت متنها متنه الخارجين المغادرين"
    " حملت وحملت الإجلاء الرحلة الطائرة السفينة إجلاؤهم إجلاؤها الذين عددهم"
)


@dataclass(frozen=True, slots=True)
class Told:
    """A passage that tells of an evacuation: its words, realis, subtype and trigger."""

    core: Hit
    realis: str
    subtype: str
    trigger: str


@dataclass(frozen=True, slots=True)
class Known:
    """What was found in a text before its movements are told.

    `told` are its passages of evacuations, `tag` subtype and trigger of its strongest tag for one; without
    a tag nothing is reported. `realis_at` gives the realis of a word.
    """

    reading: Reading
    clues: Clues
    told: Sequence[Told]
    tag: tuple[str, str] | None
    counts: Sequence[Count]
    casualties: Sequence[Casualty]
    places: Sequence[PlaceMention]
    actors: Sequence[ActorMention]
    realis_at: Callable[[int], str]


def find_movements(known: Known) -> list[Movement]:
    """The movements of a text in reading order; none where nothing tells of an evacuation.

    Sentences that tell of one are read for places, counts and actors; one that only goes on about it
    ("وتضم القافلة 62 حافلة") adds its counts. Parts with the same, near or no places and with statuses
    that do not contradict are one movement.
    """
    if not known.told and not known.tag:
        return []
    words = known.reading.words
    is_of_nationals = known.tag is not None and known.tag[0] == "nationals_evacuation"
    counts = moved_counts(words, known.counts, known.casualties, is_of_nationals)
    starts = [*known.clues.moves, *(t.core[0] for t in known.told), *(c.core for c in counts)]
    around = containers(known.places)
    movements: list[Movement] = []
    for sentence in sorted({words.sentence(at) for at in starts}):
        here = [count for count in counts if sentence[0] <= count.core < sentence[1]]
        told = [told for told in known.told if sentence[0] <= told.core[0] < sentence[1]]
        moves = _moves(known, sentence, told)
        if moves:
            for part in _parts(known, sentence, moves, told, here):
                if known.tag or not part.is_reported:
                    add_part(movements, part, known.places, around)
        elif here and not _GOES_ON.isdisjoint(words.words[slice(*sentence)]):
            _go_on(movements, here)
    for movement in movements:
        if not movement.origins and not movement.locations:
            movement.locations = _place_before(known, movement)
    return finish(movements, known.places, around, parties_in(words, known.actors))


def _moves(known: Known, sentence: Hit, told: Sequence[Told]) -> dict[int, Move]:
    """The words of a sentence that move people, by word; a passage that has none stands for one itself."""
    words = known.reading.words
    found: dict[int, Move] = {}
    for at, move in known.clues.moves.items():
        if sentence[0] <= at < sentence[1] and _moves_people(known, at, move, sentence, bool(told)):
            found[at] = move
    if not found:
        found = {t.core[0]: Move(EVACUATE, words.words[t.core[0]], False, False) for t in told}
    return dict(sorted(found.items()))


def _moves_people(known: Known, at: int, move: Move, sentence: Hit, is_told: bool) -> bool:
    words = known.reading.words.words
    is_weak = move.is_weak and not is_told and (known.tag is None or known.tag[0] not in _WITH_WEAK)
    if is_weak or not _NOT_MOVED.isdisjoint(words[at + 1 : at + 3]):
        return False
    if move.kind == EVACUATE or words[at].endswith(("هم", "هن")):
        return True
    near = range(max(sentence[0], at - _PEOPLE_REACH), min(sentence[1], at + _PEOPLE_REACH))
    return any((noun := known.clues.nouns.get(i)) is not None and noun.unit in _OF_PEOPLE for i in near)


def _parts(
    known: Known, sentence: Hit, moves: dict[int, Move], told: Sequence[Told], counts: Sequence[Count]
) -> list[Movement]:
    """One part for each move of a sentence, with the places and counts that belong to it."""
    words = known.reading.words
    heads = list(moves)
    placed = roles_in(words, heads, moves, _places_in(known, sentence), known.clues)
    parts = []
    for at in heads:
        part = _part(known, at, sentence, told)
        for place in placed.get(at, ()):
            target = part.origins if place.role == ORIGIN else part.destinations
            (target if place.is_explicit else part.locations).append(place.mention)
        part.counts = [c for c in counts if _head_of(heads, c) == at]
        part.is_under_deal = names_deal(words, *sentence)
        if part.counts or part.origins or part.destinations:
            part.evacuated = evacuated_in(words, known.actors, known.clues, *sentence)
        parts.append(part)
    return parts


def _places_in(known: Known, sentence: Hit) -> list[tuple[int, PlaceMention]]:
    """(index, mention) of the places of a sentence: not those that say where another lies, and no dateline."""
    outer = {mention.part_of for mention in known.places}
    nouns = {at for count in known.counts for at in range(count.core + 1, count.last)}
    return [
        (number, mention)
        for number, mention in enumerate(known.places)
        if sentence[0] <= mention.first < sentence[1]
        and number not in outer
        and mention.first not in nouns  # "150 روسيا"
        and not (mention.first < _DATELINE and mention.last in known.clues.tokens)
    ]


def _place_before(known: Known, movement: Movement) -> list[int]:
    """The last place told before a movement, in its sentence or the one before: what it left, where none is named."""
    words = known.reading.words
    low = movement.sentence[0]
    since = words.sentence(low - 1)[0] if low else 0
    told = [n for n, m in _places_in(known, (since, movement.head[0])) if m.kind != "country"]
    led_to = {known.places[n].name for n in movement.destinations}
    return [n for n in told if known.places[n].name not in led_to][-1:]


def _head_of(heads: list[int], count: Count) -> int:
    """The move before a count, or the first one: "32 حافلة تقل نحو 600 مسلح"."""
    return heads[max(0, bisect_left(heads, count.core) - 1)]


def _part(known: Known, at: int, sentence: Hit, told: Sequence[Told]) -> Movement:
    own = next((t for t in told if t.core[0] <= at < t.core[1]), None)
    near = own or min(told, key=lambda t: abs(t.core[0] - at), default=None)
    subtype, trigger = (
        (near.subtype, near.trigger) if near else known.tag or (known.told[0].subtype, known.told[0].trigger)
    )
    status = own.realis if own else known.realis_at(at)
    tense = _tense(known.reading.words.words, at, known.clues.moves.get(at)) if status == "done" else status
    is_sure = own is not None or tense != "done"
    return Movement((at, at + 1), sentence, tense, subtype, trigger, is_sure)


def _tense(words: Sequence[str], at: int, move: Move | None) -> str:
    """What the form of a verb says: سيغادرون is planned, a sentence that begins with تنقل is under way."""
    if move is None or not move.is_verb:
        return "done"
    word = words[at]
    if word.startswith(_FUTURE) and word.lstrip("وفس")[:1] in ("ي", "ت", "ن") and len(word) > len(move.lemma):
        return "planned"
    return "planned" if at and words[at - 1] == "سوف" else "done"


def _go_on(movements: list[Movement], counts: Sequence[Count]) -> None:
    """Add counts to the last movement that is reported."""
    last = next((movement for movement in reversed(movements) if movement.is_reported), None)
    if last:
        last.counts.extend(counts)
