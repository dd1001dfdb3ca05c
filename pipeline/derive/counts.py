"""What is counted: numbers of people, households and vehicles with the nouns that they count."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.derive.clues import Clues, find_clues
from pipeline.derive.counted_nouns import NATIONS, THINGS, Noun, is_joined_noun, noun_of
from pipeline.derive.digits import Value
from pipeline.derive.match import Reading
from pipeline.derive.number_words import TOKENS, fold_words
from pipeline.derive.numbers import Quantity, find_numbers
from pipeline.derive.qualifiers import EXACT, QUALIFIER_STARTS, qualifier_after

OTHERS = fold_words("اخرين اخرون اخر اخري اخريات اضافيين اضافيا اضافيه")
"""Words after a figure of people of whom others were told before."""

# Whose children are told: "أم لثلاثة أطفال" is one person.
_PARENTS = fold_words("أم أما أب أبا وأم وأب والدة والد جد جدة ولديه ولديها لديها لديه")
_CHILDREN = fold_words("طفل ولد ابن بنت ابنه طفله حفيد")
_OF_VEHICLES = fold_words(
    "إسعاف نقل صيد شحن ركاب عسكرية عسكريتان عسكريتين مدنية خاصة حربية حربيتان حربيتين تجارية مصفحة مدرعة مكشوفة"
)
_THEIR_NUMBER = fold_words("عددهم وعددهم عددها وعددها عددهن وعددهن")
_REACHES = fold_words("ب إلى بلغ وصل يبلغ")  # between "عدد النازحين" and its figure
_CASES = fold_words("وفاة إصابة")
_ANYBODY = fold_words("شخص فرد نسمة")
_OF_THEM = fold_words("منهم منهن منها")
_NUMBER_OF = fold_words("عدد وعدد اعداد عديد حصيله وحصيله")
_THEIRS_REACH = 7  # words back from "وعددهم 27 شخصا" to the wounded or fighters that it means
_NOUN_REACH = 5  # words back from "وعددهم" to whom it means
_TOTAL_REACH = 9  # words back from a figure to its "عدد": "عدد النازحين من المدينة منذ السبت إلى"
_NATION_HOLDERS = frozenset({"مواطن", "رعيه"})
_NOT_NOUNS = fold_words(
    "في على إلى عن مع بعد قبل خلال منذ حتى إثر جراء فيما بينما بين ثم أو بل كما وفق حسب بحسب لدى من منهم منها بينهم"
    " بينها أمس اليوم عندما حين حيث بسبب نتيجة داخل خارج قرب عبر ضمن تحت فوق أمام وسط شمال جنوب شرق غرب أن التي الذين"
    " عدد وعدد لا لم قد كانوا كان هم بجروح بحالات حالتهم أثناء فقط مصرعهم حتفهم غرقا حرقا ضد"
    " إلى التي الذي معظمهم ممن جميعهم كلهم أحدهم غالبيتهم أغلبهم جلهم نصفهم عدا سوى إلا تم كانت"
)


@dataclass(frozen=True, slots=True)
class Count:
    """A number with what it counts: words [first, last), qualifier and noun included.

    unit: people, civilians, fighters, households, wounded, nationals or vehicles; None for a bare
    figure ("وإصابة 30") and for a noun that is in no list, which only the words around can
    explain. `noun` is its folded singular. `core` is the word where the number itself begins.
    """

    unit: str | None
    low: Value
    high: Value
    qualifier: str
    first: int
    last: int
    core: int
    noun: str | None = None
    is_bare: bool = False


def find_counts(reading: Reading, numbers: Sequence[Quantity] | None = None, clues: Clues | None = None) -> list[Count]:
    """Every count in reading order, duals without a number ("عائلتان") included; spans never overlap.

    Numbers of other things (days, houses, money) give none. Whether the counted were evacuated,
    displaced or killed is not looked at.
    """
    words = reading.words
    clues = clues or find_clues(words)
    nouns = clues.nouns
    duals = [at for at, noun in nouns.items() if noun.is_dual and not noun.definite and noun.unit != THINGS]
    if numbers is None:
        numbers = find_numbers(reading.folded.text, words, clues)
    found: list[Count] = []
    at = 0
    starts = [quantity.first for quantity in numbers[1:]] + [len(words.words)]
    for quantity, following in zip(numbers, starts, strict=False):
        found.extend(_duals(words.words, nouns, duals, at, quantity.first))
        low, high = words.sentence(quantity.core_first)
        count = _count(reading, nouns, quantity, max(at, low), min(high, following))
        if count:
            while found and found[-1].last > count.first:
                found.pop()  # "مدنيين اثنين"
            found.append(count)
        at = max(quantity.last, count.last if count else 0)
    found.extend(_duals(words.words, nouns, duals, at, len(words.words)))
    return found


def proclitic(word: str) -> int:
    """How many letters of the first word of a count are attached to it: 1 in و66, بنحو and وجنديان, else 0."""
    if word[:1] not in "وبلف":
        return 0
    token = TOKENS[word]
    if token and not (token.joined or token.governed):
        return 0
    rest = word[1:]
    if TOKENS[rest] or rest in QUALIFIER_STARTS or (token is None and noun_of(rest) and noun_of(word)):
        return 1 if rest[:1] not in "بل" or rest in QUALIFIER_STARTS or noun_of(rest) else 1 + proclitic(rest)
    return 0


def _count(reading: Reading, nouns: Mapping[int, Noun], q: Quantity, low: int, high: int) -> Count | None:
    words = reading.words.words
    if q.first > low and words[q.first - 1] in _PARENTS and _are_children(nouns, q.last):
        return None
    if q.low != int(q.low) or q.high != int(q.high) or q.high <= 0:
        return None  # 2.5 of anything is no count of people
    at, others = q.last, False
    if at < high and words[at] in OTHERS and not _is_break(reading, at):
        at, others = at + 1, True
    after = _noun_after(reading, nouns, at, high)
    if after and not (others and nouns[after[0]].unit == THINGS):  # "210 آلاف آخرين من مدينة"
        return _with_noun(reading, nouns, q, q.first, *after, high)
    if not others:
        before = _noun_before(reading, nouns, q, low)
        if before:
            return _with_noun(reading, nouns, q, *before, q.last, high)
    if not others and at < high and not _is_break(reading, at) and _is_other_noun(words[at], nouns.get(at)):
        return Count(None, q.low, q.high, q.qualifier, q.first, at + 1, q.core_first)
    if at < high and words[at] in _OF_THEM:
        at += 1
    qualifier = qualifier_after(words, at, high) if q.qualifier == EXACT else None
    end = qualifier[1] if qualifier else at
    return Count(
        None, q.low, q.high, qualifier[0] if qualifier else q.qualifier, q.first, end, q.core_first, None, True
    )


def _are_children(nouns: Mapping[int, Noun], at: int) -> bool:
    noun = nouns.get(at)
    return noun is None or noun.singular in _CHILDREN


def _with_noun(
    reading: Reading, nouns: Mapping[int, Noun], q: Quantity, first: int, noun_at: int, end: int, high: int
) -> Count | None:
    noun = nouns.get(noun_at)
    if noun is None or noun.unit == THINGS:
        return None
    words = reading.words.words
    qualifier, first = q.qualifier, min(first, q.first)
    after = qualifier_after(words, end, high) if qualifier == EXACT else None
    if after:
        qualifier, end = after
    unit = _unit(nouns, noun, noun_at, is_part=noun_at > q.core_first and words[noun_at - 1] == "من")
    before = _told_before(words, nouns, q) if noun.singular in _ANYBODY and noun_at > q.core_first else None
    if before:
        unit, noun = before.unit, before
    case = nouns.get(noun_at + 1) if noun.singular == "حاله" and noun_at + 1 < high else None
    if case and case.singular in _CASES:
        noun, end = case, max(end, noun_at + 2)  # "( 81 ) حالة وفاة"
    return Count(unit, q.low, q.high, qualifier, first, max(end, q.last), q.core_first, noun.singular)


def _told_before(words: list[str], nouns: Mapping[int, Noun], q: Quantity) -> Noun | None:
    """Wounded or fighters of whom "and their number is" goes on to tell: "المصابين العمانيين وعددهم 27 شخصا"."""
    if _THEIR_NUMBER.isdisjoint(words[max(0, q.first - 2) : q.core_first]):
        return None
    back = range(q.first - 1, max(0, q.first - _THEIRS_REACH) - 1, -1)
    return next((noun for at in back if (noun := nouns.get(at)) and noun.unit in ("wounded", "fighters")), None)


def _unit(nouns: Mapping[int, Noun], noun: Noun, at: int, is_part: bool = False) -> str:
    following = nouns.get(at + 1)
    is_of_nation = following is not None and following.unit == NATIONS
    if is_part and noun.unit == "households":
        return "people"  # "خمسين من أسرهم" are not fifty families
    if noun.unit == "people" and is_of_nation and following and not following.definite:
        return "nationals"  # ست وأربعون ممرضة هندية
    if noun.unit == NATIONS or (noun.singular in _NATION_HOLDERS and (is_of_nation or noun.definite)):
        return "nationals"
    return noun.unit


def _is_break(reading: Reading, at: int) -> bool:
    """Whether more than spaces, quotation marks and brackets stand before word `at`."""
    gap = reading.folded.text[reading.words.end(at - 1) : reading.words.offsets[at]]
    return gap != " " and bool(gap.strip(" \u00a0\"'«»“”()"))


def _noun_after(reading: Reading, nouns: Mapping[int, Noun], at: int, high: int) -> tuple[int, int] | None:
    """(noun, end of its phrase) right after the number, or after من: 300 من عناصر الجيش."""
    words = reading.words.words
    if _is_glued(words[at - 1]) and nouns.get(at - 1):
        return at - 1, at
    is_part = at + 1 < high and words[at] == "من" and not _is_break(reading, at)
    noun_at = at + 1 if is_part else at
    if noun_at >= high or _is_break(reading, noun_at):
        return None
    noun = nouns.get(noun_at)
    if noun is None or not noun.is_bare or words[noun_at] in _NOT_NOUNS:
        return None  # "18 آخرون اليوم" are no days
    end = noun_at + 1
    while end < high and end < noun_at + 3 and not _is_break(reading, end) and _belongs(nouns, words, end, is_part):
        end += 1
    if end < high and not is_part and is_joined_noun(nouns, words, noun_at, end):
        end += 1
    return noun_at, end


def _is_glued(word: str) -> bool:
    """15حوثيا"""
    return word[:1].isdigit() and not word.isdigit()


def _belongs(nouns: Mapping[int, Noun], words: list[str], at: int, is_part: bool) -> bool:
    """Whether a word still describes the noun: جريحا فلسطينيا, من مسلحي التنظيم السوريين."""
    noun, word = nouns.get(at), words[at]
    if noun is not None and noun.unit == NATIONS:
        return not word.startswith("و")
    before = nouns.get(at - 1)
    if before is not None and before.unit == "vehicles" and word in _OF_VEHICLES:
        return True  # سيارة إسعاف
    if is_part and noun is not None and noun.unit != THINGS and word.startswith("وال"):
        return words[at - 1].startswith(("ال", "وال"))  # سبعة من النساء والأطفال
    is_definite = word.startswith("ال") and word not in _NOT_NOUNS
    return is_part and is_definite and nouns.get(at - 1) is not None


def _noun_before(reading: Reading, nouns: Mapping[int, Noun], q: Quantity, low: int) -> tuple[int, int] | None:
    """(first word, noun) of a noun told before its number: الحافلات الـ16, شخص واحد, سكانها البالغ عددهم 88 ألفا."""
    words = reading.words.words
    at = q.core_first - 1
    if at < low:
        return None
    token = TOKENS[words[q.core_first]]
    noun = nouns.get(at)
    if noun and token and (token.definite or q.high <= 2) and not token.joined and not _is_break(reading, at + 1):
        is_all = noun.definite and token.definite and not noun.is_singular and noun.singular != "ضحيه"
        if is_all or (q.high == 1 and noun.is_singular and not noun.definite) or (q.high == 2 and not noun.is_singular):
            return at, at
    theirs = [word for word in words[max(low, q.first - 2) : q.core_first] if word in _THEIR_NUMBER]
    if theirs:
        is_of_people = theirs[-1].endswith("هم")  # of the patients, not of "the hospital" that stands nearer
        back = range(q.first - 1, max(low, q.first - _NOUN_REACH) - 1, -1)
        found = ((i, n) for i in back if (n := nouns.get(i)) and not (is_of_people and n.unit == THINGS))
        noun_at = next((i for i, n in found if n.definite or not n.is_singular), None)
        if noun_at is None:
            return None
        is_apart = reading.words.clause(noun_at) != reading.words.clause(q.core_first)
        is_apart |= any((n := nouns.get(i)) and n.unit == THINGS for i in range(noun_at + 1, q.first))
        return (q.first if is_apart else noun_at), noun_at
    return _total(words, nouns, q, low)


def _total(words: list[str], nouns: Mapping[int, Noun], q: Quantity, low: int) -> tuple[int, int] | None:
    """The noun of a total: ارتفع عدد النازحين من المدينة إلى 5000."""
    if q.first - 2 >= low and words[q.first - 2] in _NUMBER_OF and nouns.get(q.first - 1):
        return q.first - 2, q.first - 1
    if q.first <= low or words[q.first - 1] not in _REACHES:
        return None
    for at in range(q.first - 1, max(low, q.first - _TOTAL_REACH) - 1, -1):
        if words[at] in _NUMBER_OF and nouns.get(at + 1):
            return q.first, at + 1
    return None


def _is_other_noun(word: str, noun: Noun | None) -> bool:
    if noun is not None and not noun.is_bare:
        return False
    is_verb = word.endswith("وا")
    is_phrase = word.startswith(("و", "بال", "لل"))
    return bool(word) and not is_verb and not is_phrase and word not in _NOT_NOUNS and not word.isdigit()


def _duals(words: list[str], nouns: Mapping[int, Noun], duals: list[int], low: int, high: int) -> Iterator[Count]:
    """Duals that stand without a number in words [low, high): جريحان, عائلتين."""
    for at in duals[bisect_left(duals, low) : bisect_left(duals, high)]:
        noun, following = nouns[at], nouns.get(at + 1)
        before = nouns.get(at - 1)
        if before and (noun.unit == NATIONS or before.is_dual):
            continue  # جنديان بريطانيان are no more than two, طائرتان عسكريتان no soldiers
        is_told = following is not None and following.unit == NATIONS and not following.is_singular
        is_told |= noun.unit == "vehicles" and at + 1 < high and words[at + 1] in _OF_VEHICLES
        end = at + 2 if is_told else at + 1
        unit = _unit(nouns, noun, at)
        if noun.singular == "حاله" and following and following.singular in _CASES:
            noun, end = following, at + 2  # حالتي وفاة
        yield Count(unit, 2, 2, EXACT, at, min(end, high), at, noun.singular)
