"""Who left which place for where, how many, under which deal: the movements that a report tells."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from pipeline.derive.actors import ActorMention
from pipeline.derive.casualty_person import Casualty
from pipeline.derive.clues import Clues
from pipeline.derive.counted_nouns import NATIONS
from pipeline.derive.counts import Count
from pipeline.derive.deals import evacuated_in, names_deal, parties_in
from pipeline.derive.facts import DESTINATION, ORIGIN
from pipeline.derive.lexicon import Hit
from pipeline.derive.match import Reading
from pipeline.derive.movement_counts import moved_counts
from pipeline.derive.movement_heads import heads_of, is_fetching
from pipeline.derive.movement_places import roles_in
from pipeline.derive.movement_scene import Placing, may_be_left, place_before, scenes
from pipeline.derive.movement_status import Told, tense, told_at
from pipeline.derive.movement_words import EVACUATE, GOODS, Move
from pipeline.derive.movements import MOST_FACTS, Movement, add_part, containers, finish
from pipeline.derive.number_words import fold_words
from pipeline.derive.places import PlaceMention

_LONGEST = 60  # words of a sentence that are looked at for signs of its going on
_DASHES = frozenset("(-–—:/")
_AIRPORT = "مطار"
_DATELINE = 3  # words: a place before a day at the very beginning is where the report was written
# Before a noun these say that it took place: "تم إجلاء".
_TOOK_PLACE = fold_words("تم وتم تمت وتمت جرى وجرى جرت بعد عقب إثر عملية عمليات العملية انتهت انتهاء اكتمل")
# No armed parties agree on these, whatever agreement the sentence names.
_WITHOUT_DEAL = frozenset({"nationals_evacuation", "disaster_evacuation"})
# A sentence that opens with one of these says what the movement before it came of.
_COMES_OF = fold_words(
    "ويأتي وتأتي وجاء وجاءت يأتي تأتي جاء جاءت ويندرج وتندرج وينص ينص وتنص ويقضي يقضي وقضى وبموجب بموجب والاتفاق"
    " الاتفاق والصفقة وبحسب بحسب ووفق ووفقا وتنفذ وينفذ"
)
_OPENING = 3  # words
# A sentence with one of these goes on about the movement told before.
_GOES_ON = fold_words(
    "القافلة الحافلات حافلات الدفعة دفعة وشمل شمل شملت وشملت وتشمل تشمل وتضم تضم وضمت ضمت متنها متنه الخارجين المغادرين"
    " حملت وحملت الإجلاء الرحلة الطائرة السفينة إجلاؤهم إجلاؤها الذين عددهم منهم هؤلاء"
    " حافلة حافلتان حافلتين المغادرون الخارجون الواصلون الواصلين العائدون الركاب ركاب العائدين تقديرات تتضمن وتتضمن"
)


@dataclass(frozen=True, slots=True)
class Known:
    """What was found in a text before its movements are told, each in reading order.

    `told` are its passages of evacuations, `tag` subtype and trigger of its strongest tag for one; without
    a tag nothing is reported. `realis_at` gives the realis of a word; `is_of_deal` says that a tag is of a deal.
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
    is_of_deal: bool = False


@dataclass(slots=True)
class _Sentence:
    """What stands in one sentence, each in order; places with their index of mention."""

    moves: dict[int, Move] = field(default_factory=dict)
    told: list[Told] = field(default_factory=list)
    counts: list[Count] = field(default_factory=list)
    places: list[Placing] = field(default_factory=list)
    actors: list[ActorMention] = field(default_factory=list)
    deals: list[int] = field(default_factory=list)


def find_movements(known: Known) -> list[Movement]:
    """The movements of a text in reading order; none where nothing tells of an evacuation.

    Sentences that tell of one are read for places, counts and actors; one that only goes on about it
    ("وتضم القافلة 62 حافلة") adds its counts. Parts with the same, near or no places and with statuses
    that do not contradict are one movement. Linear in the length of the text.
    """
    if not known.told and not known.tag:
        return []
    words = known.reading.words
    around = containers(known.places)
    movements: list[Movement] = []
    before: _Sentence | None = None
    scene = list(scenes(words, _plain_places(known)))
    for span, sentence in sorted(_sentences(known).items()):
        if span[0] and "\n" in known.reading.folded.text[words.end(span[0] - 1) : words.offsets[span[0]]]:
            before = None  # a paragraph of its own
        subtype = known.tag[0] if known.tag else ""
        moves = heads_of(words.words, known.clues, span, sentence.moves, sentence.told, subtype)
        if moves:
            for part in _parts(known, span, sentence, moves, before, scene):
                if known.tag if part.is_reported else _is_told(known, part.head[0], sentence.told):
                    add_part(movements, part, known.places, around)
        elif before and before.moves and sentence.deals and _comes_of_deal(known, span):
            _under_deal(movements)
        if not moves and sentence.counts and not _GOES_ON.isdisjoint(words.words[span[0] : span[0] + _LONGEST]):
            _go_on(movements, sentence.counts)
        before = sentence
    return finish(movements, known.places, around, parties_in(words, known.actors, known.clues))


def _is_told(known: Known, at: int, told: Sequence[Told]) -> bool:
    """Whether a rule or the word itself says that it is of people out of danger: others did not happen either."""
    move = known.clues.moves.get(at)
    return known.tag is not None or bool(told) or (move is not None and move.kind == EVACUATE)


def _sentences(known: Known) -> dict[Hit, _Sentence]:
    """What was found by the sentence that it stands in."""
    words = known.reading.words
    found: defaultdict[Hit, _Sentence] = defaultdict(_Sentence)
    is_of_nationals = known.tag is not None and known.tag[0] == "nationals_evacuation"
    for told in sorted(known.told, key=lambda passage: passage.core):
        found[words.sentence(told.core[0])].told.append(told)
    for count in moved_counts(words, known.counts, known.casualties, known.clues, is_of_nationals):
        found[words.sentence(count.core)].counts.append(count)
    for at, move in known.clues.moves.items():
        found[words.sentence(at)].moves[at] = move
    for number, mention in _plain_places(known):
        found[words.sentence(mention.first)].places.append((number, mention))
    for actor in known.actors:
        found[words.sentence(actor.first)].actors.append(actor)
    for at in known.clues.deals:
        found[words.sentence(at)].deals.append(at)
    return found


def _plain_places(known: Known) -> Iterator[Placing]:
    """(index, mention) of the places that say no more than where: no dateline, nothing that only says where
    another one lies, no nation that is counted ("150 روسيا").
    """
    outer = {mention.part_of for mention in known.places}
    nouns = {at for count in known.counts for at in range(count.core + 1, count.last)}
    for number, mention in enumerate(known.places):
        if number in outer or mention.first in nouns or _is_dateline(known, mention):
            continue
        if mention.kind != "country" or not _is_people(known, mention.first):
            yield _city_of(known, number, mention), mention


def _city_of(known: Known, number: int, mention: PlaceMention) -> int:
    """The town of an airport where one is named, since people go from town to town: "مطار أسنبوغا بأنقرة"."""
    around = known.places[mention.part_of] if mention.part_of is not None else None
    is_airport = known.reading.words.words[mention.lead].lstrip("بلو") == _AIRPORT
    if is_airport and mention.part_of is not None and around and around.kind not in ("country", "province"):
        return mention.part_of
    return number


def _is_people(known: Known, at: int) -> bool:
    """Whether و joins a word to people of a nation: "17 تونسيا وليبيا" are no Libya."""
    before = known.clues.nouns.get(at - 1)
    return before is not None and before.unit == NATIONS and known.reading.words.words[at].startswith("و")


def _is_dateline(known: Known, mention: PlaceMention) -> bool:
    """Whether a place at the very beginning says where the report was written: a day, an agency or a dash follows."""
    if mention.first >= _DATELINE:
        return False
    words = known.reading.words
    end = words.offsets[mention.last] if mention.last < len(words.words) else len(known.reading.folded.text)
    gap = known.reading.folded.text[words.end(mention.last - 1) : end]
    return mention.last in known.clues.tokens or not _DASHES.isdisjoint(gap)


def _parts(
    known: Known,
    span: Hit,
    sentence: _Sentence,
    moves: dict[int, Move],
    before: _Sentence | None,
    scene: Sequence[Placing],
) -> Iterator[Movement]:
    """One part for each move of a sentence, with the places and counts that belong to it."""
    words = known.reading.words
    heads = sorted(moves)
    placed = roles_in(words, heads, moves, sentence.places, known.clues)
    counted: defaultdict[int, list[Count]] = defaultdict(list)
    for count in sentence.counts:
        counted[_head_of(heads, count)].append(count)
    is_under_deal = names_deal(words, known.clues, *span)
    evacuated = evacuated_in(words, sentence.actors, known.clues)
    fetching = ""  # the status of a craft on its way to the people of the next move
    for at, following in zip(heads, [*heads[1:], None], strict=True):
        if moves[at].kind == GOODS:
            continue  # it only keeps its places and figures from the movement before it
        if following and is_fetching(words.words, moves, at, following) and not _has_people(counted.get(at, ())):
            # Where a craft goes to fetch people is what they leave: "ستتوجه إلى بوخارست لنقل 40 طالبا".
            fetched = [replace(p, role=ORIGIN) for p in placed.get(at, ()) if p.role == DESTINATION]
            placed.setdefault(following, []).extend(fetched)
            counted[following] += counted.pop(at, [])
            fetching = tense(words, at, moves[at])
            continue
        part = _part(known, at, span, sentence.told)
        part.status, fetching = (fetching or part.status) if part.status == "done" else part.status, ""
        of_offices: list[int] = []
        for place in placed.get(at, ()):
            target = part.origins if place.role == ORIGIN else part.destinations
            loose = of_offices if place.is_of_office else part.locations
            (target if place.is_explicit else loose).append(place.mention)
        part.locations = _nearest(part.locations, at, known.places)
        part.counts = counted.get(at, [])
        part.is_under_deal = part.subtype not in _WITHOUT_DEAL and (is_under_deal or known.is_of_deal)
        part.evacuated = evacuated if part.has_facts else []
        own = [place for place in sentence.places if place[0] not in of_offices]
        told_before = place_before(words, at, own, scene, before.places if before else [])
        part.before = told_before or [n for n in of_offices if may_be_left(words, known.places[n])]
        yield part


def _has_people(counts: Sequence[Count]) -> bool:
    return any(count.unit != "vehicles" for count in counts)


def _nearest(locations: list[int], at: int, places: Sequence[PlaceMention]) -> list[int]:
    """The place where people were, of several: the first one after the move, else the last before it, and those that و
    joins to it.
    """
    kept = sorted(locations, key=lambda number: (places[number].first < at, abs(places[number].first - at)))[:1]
    while kept and kept[0] - 1 in locations and places[kept[0]].lead == places[kept[0] - 1].last:
        kept.insert(0, kept[0] - 1)
    for number in locations:
        if kept and number - kept[-1] == 1 and places[number].lead == places[kept[-1]].last:
            kept.append(number)
    return kept


def _head_of(heads: list[int], count: Count) -> int:
    """The move before a count, or the first one: "32 حافلة تقل نحو 600 مسلح"."""
    return heads[max(0, bisect_left(heads, count.core) - 1)]


def _part(known: Known, at: int, span: Hit, told: Sequence[Told]) -> Movement:
    own, near = told_at(told, at)
    if near is None:
        near = known.told[0] if known.told else None
    tag = (near.subtype, near.trigger) if near and (told or not known.tag) else known.tag
    status = own.realis if own else known.realis_at(at)
    form = tense(known.reading.words, at, known.clues.moves.get(at)) if status == "done" else status
    move = known.clues.moves.get(at)
    is_told = move is None or move.is_verb or not _TOOK_PLACE.isdisjoint(known.reading.words.words[max(0, at - 2) : at])
    is_sure = (own is not None and (is_told or own.realis != "done")) or form != "done"
    return Movement((at, at + 1), span, form, *(tag or ("", "other")), is_sure)


def _comes_of_deal(known: Known, span: Hit) -> bool:
    words = known.reading.words
    opens = _COMES_OF.intersection(words.words[span[0] : span[0] + _OPENING])
    return bool(opens) and names_deal(words, known.clues, *span)


def _under_deal(movements: list[Movement]) -> None:
    """The last movement came of a deal, as a sentence of its own says: "وتأتي العملية تنفيذا لاتفاق"."""
    if movements and movements[-1].is_reported and movements[-1].subtype not in _WITHOUT_DEAL:
        movements[-1].is_under_deal = True


def _go_on(movements: list[Movement], counts: Sequence[Count]) -> None:
    """Add counts to the last movement that is reported."""
    last = next((movement for movement in reversed(movements) if movement.is_reported), None)
    if last:
        last.counts = [*last.counts, *counts][:MOST_FACTS]
