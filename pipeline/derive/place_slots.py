"""Names that no list has and no word such as town stands before, where a movement says whence or whither."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from pipeline.derive.arabic import Words
from pipeline.derive.clues import Clues
from pipeline.derive.lexicon import Hit
from pipeline.derive.match import Reading
from pipeline.derive.movement_words import LEAVE, Move
from pipeline.derive.number_words import fold_words
from pipeline.derive.place_words import NOT_NAMES, PARTICLES, SIGNS, frequent_words
from pipeline.derive.places import PlaceMention

_WAYS = fold_words("من ومن إلى وإلى باتجاه نحو صوب")
_FROM = fold_words("من ومن")
_TO = fold_words("إلى وإلى باتجاه صوب")
_IN = fold_words("في وفي")
# Whose place is told, and what bears the name of its place: "أهالي X", "ميناء X", "مستشفيات X".
_HOLDERS = fold_words(
    "أهالي أهل سكان قاطني ساكني أبناء نزلاء ميناء مرفأ رصيف ملعب سجن سجون مستشفيات مشافي مستشفى مشفى منجم جامعة قاعدة"
    " معسكر مخيم حي أحياء بلدة بلدات قرية قرى مدينة مدن ضفاف سفوح مرتفعات كنائس مدارس فنادق جزيرة جزر وادي دوار ناحية"
    " محطة كراج غابة بحيرة بركان مصنع مطار فندق شاطئ محلة محلتي ناحيتي بلدتي قريتي حيي جزيرتي ثكنة منتجع خليج جبل"
)
# Several places follow these: "قرى X وY وZ".
_HEADS_OF_MANY = fold_words(
    "قرى أحياء بلدات مدن جزر مخيمات ضواحي نواحي مديريات محليات حارات قريتي بلدتي مدينتي حيي جزيرتي مخيمي ناحيتي محلتي"
    " مديريتي قريتا بلدتا مدينتا"
)
_AFTER_LIST = fold_words("في من إلى على حتى بعد قبل قرب عند عبر منذ باتجاه نحو شمال جنوب شرق غرب شرقي غربي شمالي جنوبي")
# Foreign articles and the like that no list of words has: what follows them is the name ("لا بينيا", "إل باراييسو").
_OPENERS = fold_words("لا إل ذا تين ماي وانغ")
_ARTICLE = "ال"
_SHORTEST, _SHORTEST_INSIDE, _SHORTEST_DEFINITE = 4, 5, 6  # letters
_SHORTEST_OPENING = 3  # of a word that opens a longer name
_SHORTEST_NOUN = 7  # of a word in م: shorter ones are nouns of place and plurals (مطاحن)
_MOST_WORDS = 3
_LINK_REACH = 4  # words between a name and what it lies in: "في أقصى شمال X"
_WAY_REACH = 8  # words from whence to whither
_ENDS = ("ها", "هم", "هن", "هما", "نا", "ات", "كم", "اء", "ته")
_SHORTEST_FEMININE = 5  # letters of a name in ة
_DEFINITE_ENDS = ("ه", "ين", "ون", "يه", "يات", "اء")  # of common nouns; القلابات is a town
_STARTS = ("لل", "لم", "است", "مت", "يت", "تت")
_INFLECTED = ("ه", "ها", "هم", "ات", "ين", "ون", "يه", "نا", "هن", "ت")
_STEM = 3  # letters that are left of a word without its ending
_MEMO_SIZE = 20_000


def with_slots(text: str, reading: Reading, clues: Clues, mentions: Sequence[PlaceMention]) -> list[PlaceMention]:
    """The places that a text names and those of its slots, in reading order; `reading` is of this very text."""
    words, folded = reading.words, reading.folded
    found = list(mentions)
    told = [hit for hits in reading.hits.values() for hit in hits]  # by rules
    by_lead = {mention.lead: number for number, mention in enumerate(mentions)}
    for first, last in slot_names(words, clues, [*((m.lead, m.last) for m in mentions)], told):
        is_joined = not _is_slot(words.words[first - 1], clues.moves.get(first - 1))
        clitic = is_joined and words.words[first].startswith("و")
        start, end = folded.span(words.offsets[first] + clitic, words.end(last - 1))
        around = _around(words, last, by_lead)
        found.append(PlaceMention(first, last, start, end, text[start:end], None, "unknown", first, around))
    order = sorted(range(len(found)), key=lambda number: found[number].first)
    place = {old: new for new, old in enumerate(order)}
    sorted_ = [found[number] for number in order]
    return [m if m.part_of is None else m._replace(part_of=place[m.part_of]) for m in sorted_]


def _around(words: Words, last: int, by_lead: Mapping[int, int]) -> int | None:
    """The known place that one before word `last` is said to lie in: "كوربوليتا بولاية X", "كوربوليتا في شمال X"."""
    end = words.clause(last - 1)[1]
    if last < end and last in by_lead:
        return by_lead[last] if words.words[last].startswith("ب") else None
    for at in range(last, min(end, last + _LINK_REACH)):
        sign = SIGNS[words.words[at]]
        if at in by_lead:
            return by_lead[at]
        if sign is None or not sign.is_link:
            return None
    return None


def slot_names(words: Words, clues: Clues, taken: Sequence[Hit], told: Sequence[Hit] = ()) -> Iterator[Hit]:
    """[first, last) words of each such name, in reading order.

    `taken` are the words of the names that are known. A name stands right behind "from", "to", "towards" or "in",
    behind whose or what place it is ("أهالي جاسبر", "ميناء بالاتي"), or behind another one that و joins it to: "من
    سيفيرسك إلى لوتروس وأفانتاس". It is a word that is neither frequent in any form nor anything that rules (`told`) and
    facts are told by.
    """
    covered = {at for hit in (*taken, *told) for at in range(*hit)}
    known = dict(taken)
    starts = {0, *words.clauses}
    for low, high in sorted({words.sentence(at) for at in (0, *words.sentences)}):
        many: dict[int, bool] = {}  # by the word after a name, whether it is one of several behind "villages"
        at = low
        while at < high:
            before = words.words[at - 1] if at not in starts else ""
            is_of_many = many.get(at, False) if words.words[at].startswith("و") else before in _HEADS_OF_MANY
            last = known.get(at, at)
            if last > at:
                is_of_many |= words.words[at].lstrip("بلو") in _HEADS_OF_MANY
            elif at not in covered or words.words[at] in _OPENERS:
                if _is_slot(before, clues.moves.get(at - 1)):
                    last = _end(words, clues, at, high, covered, starts)
                elif at in many and words.words[at].startswith("و"):
                    last = _joined(words, clues, at, high, starts, is_of_many)
                if last > at:
                    yield at, last
            if last > at:
                many[last] = is_of_many
            at = max(last, at + 1)


def _is_slot(before: str, move: Move | None) -> bool:
    """Whether a name can stand behind a word, which is a word of movement if it is some `move`."""
    is_left = move is not None and move.kind == LEAVE
    return is_left or before in _WAYS or before in _IN or _is_head(before)


def _is_head(word: str) -> bool:
    return word in _HOLDERS or word.lstrip("وبل") in _HOLDERS


def _end(words: Words, clues: Clues, at: int, high: int, covered: set[int], starts: set[int]) -> int:
    """The word after a name that begins at word `at`, or `at`."""
    word, before = words.words[at], words.words[at - 1]
    if word.startswith(_ARTICLE) and word not in _OPENERS:
        shortest = _SHORTEST_DEFINITE - _ends_after(words, at + 1, high, starts)
        is_name = before in _TO and _is_definite_name(word, shortest) and _is_free(words, clues, at)
        return at + 1 if is_name else at
    last = at
    is_opened = word in _OPENERS
    while last < min(high, at + _MOST_WORDS) and (last == at or last not in starts):
        if last in covered and words.words[last] not in _OPENERS:
            break
        is_next = last > at and words.words[last].startswith("و")
        if (words.words[last] in PARTICLES or words.words[last] in _OPENERS) and last + 1 < high:
            last += 1
            continue
        shortest = 2 if is_opened else _SHORTEST_OPENING
        is_cut = last > at and _is_cut(words.words[last])
        if is_next or is_cut or not _looks_so(words.words[last], shortest) or not _is_free(words, clues, last):
            break
        last += 1
    while last > at and (words.words[last - 1] in PARTICLES or words.words[last - 1] in _OPENERS):
        last -= 1
    if is_opened and last > at:
        return last
    is_short = before in _TO or _ends_after(words, last, high, starts)
    shortest = _SHORTEST if is_short else _SHORTEST_INSIDE
    if before in _FROM and shortest > _SHORTEST and _TO.isdisjoint(words.words[at + 1 : min(high, at + _WAY_REACH)]):
        return at  # "from" opens much else
    return last if any(_looks_so(word, shortest) for word in words.words[at:last]) else at


def _ends_after(words: Words, last: int, high: int, starts: set[int]) -> bool:
    """Whether a name ends before word `last`: with the clause, or before what it is joined to or lies in."""
    if last >= high or last in starts:
        return True
    return words.words[last].startswith(("و", "ب")) or words.words[last] in _AFTER_LIST


def _joined(words: Words, clues: Clues, at: int, high: int, starts: set[int], is_of_many: bool) -> int:
    """The word after a name that و joins to the one before it, or `at`. Behind "villages" it may have the article."""
    rest = words.words[at][1:]
    if is_of_many and rest.startswith(_ARTICLE):
        is_name = len(rest) >= _SHORTEST_DEFINITE - 1 and SIGNS[rest] is None and not _is_fact(clues, at)
        return at + 1 if is_name and rest not in NOT_NAMES and _ends_after(words, at + 1, high, starts) else at
    shortest = _SHORTEST if is_of_many or _ends_after(words, at + 1, high, starts) else _SHORTEST_INSIDE
    is_name = _looks_so(rest, shortest) and not (rest.endswith("ت") or _is_common(rest) or _is_cut(rest))
    return at + 1 if is_name and not _is_fact(clues, at) and not SIGNS[words.words[at]] else at


def _looks_so(word: str, shortest: int) -> bool:
    """Whether a word without article has the form of a foreign name."""
    if len(word) < shortest or not word.isalpha() or word.isascii() or _is_plural(word):
        return False
    if word.startswith("م") and not word.startswith("ما") and len(word) < _SHORTEST_NOUN:
        return False
    if word.endswith("ه") and (len(word) < _SHORTEST_FEMININE or word.startswith("م")):
        return False
    return not word.startswith((_ARTICLE, *_STARTS)) and not word.endswith(_ENDS)


def _is_cut(word: str) -> bool:
    """Whether a preposition or "and" is attached to a frequent word: بسبب."""
    return word.startswith(("و", "ف", "ب", "ل", "ك")) and not frequent_words().isdisjoint(
        (word[1:], _ARTICLE + word[1:])
    )


def _is_plural(word: str) -> bool:
    """Whether a word has the form of a broken plural or of a verbal noun: أدغال, ملاجئ, تقادم, سطوح."""
    if len(word) == len("سطوح"):
        return word[2] == "و"
    is_plural = word.startswith("ا") and word[3:4] == "ا"
    return len(word) == len("ادغال") and (is_plural or (word[:1] in ("م", "ت") and word[2] == "ا"))


def _is_definite_name(word: str, shortest: int) -> bool:
    bare = word.removeprefix(_ARTICLE)
    is_noun = _is_plural(bare) or (bare.startswith("م") and len(bare) <= _SHORTEST_INSIDE)
    return len(word) >= shortest and word.isalpha() and not is_noun and not word.endswith(_DEFINITE_ENDS)


def _is_free(words: Words, clues: Clues, at: int) -> bool:
    """Whether nothing is known of a word."""
    word = words.words[at]
    return not _is_common(word) and word not in NOT_NAMES and not SIGNS[word] and not _is_fact(clues, at)


def _is_fact(clues: Clues, at: int) -> bool:
    return any(at in fact for fact in (clues.tokens, clues.nouns, clues.fates, clues.moves, clues.actors))


@lru_cache(maxsize=_MEMO_SIZE)
def _is_common(word: str) -> bool:
    """Whether newspapers often write a word in any form: with or without article and ending.

    Nothing is attached before a word that follows a preposition or a noun that it belongs to.
    """
    forms = {word, _ARTICLE + word, word.removeprefix(_ARTICLE)}
    for end in _INFLECTED:
        stem = word.removesuffix(end)
        if stem != word and len(stem) >= _STEM:
            forms |= {stem, _ARTICLE + stem, stem + "ه"}
    return not forms.isdisjoint(frequent_words())
