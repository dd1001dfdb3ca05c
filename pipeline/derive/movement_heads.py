"""The words of a sentence that move people, told from those that move goods, crews and reporters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.derive.clues import Clues
from pipeline.derive.counted_nouns import NATIONS, Noun
from pipeline.derive.lexicon import Hit
from pipeline.derive.movement_counts import CARRIERS
from pipeline.derive.movement_status import Told
from pipeline.derive.movement_words import ARRIVE, EVACUATE, GO, GOODS, TAKE, Move, is_hospital
from pipeline.derive.number_words import fold_words

_PURPOSE_REACH = 14  # words from a craft's going to whom it fetches
_PEOPLE_REACH, _SUBJECT_REACH = 10, 16  # words from a movement, from a verb to its subject behind it
_OF_PEOPLE = frozenset({"people", "civilians", "fighters", "households", "wounded", "nations", "vehicles"})
# People whom no number counts.
_DWELLERS = fold_words(
    "الموجودين الموجودون المتواجدين المتواجدون القاطنين القاطنون المقيمين المقيمون الساكنين سكانها سكانه قاطنيها أهلها"
    " أهاليها ساكنيها الباقين الباقون المتبقين المتبقون المغادرين المغادرون الخارجين الخارجون النازلين"
)
_MEDICAL, _HOSPITAL_REACH = "medical_evacuation", 8  # words from a movement to the hospital that it leads to
_WAS, _HOLDS = fold_words("كان كانت وكان وكانت"), fold_words("أقل حمل")
_WHICH, _REACHES = fold_words("الذي التي"), fold_words("يصل تصل")
_RESCUE = fold_words("أنقذ إنقاذ")
_THEM = ("هم", "هن")
_WITH_THEM = fold_words("بهم بهن")
_GROUPS = fold_words("دفعة الدفعة دفعات الدفعات القافلة قافلة قوافل القوافل المجموعة مجموعة")
_WAYS, _WAY_REACH = fold_words("من إلى باتجاه نحو"), 5
_MOST_OF_THEM = fold_words("أغلبهم معظمهم بعضهم جميعهم كلهم غالبيتهم الباقون هؤلاء")
_HOSTS = fold_words("استقبل استقبال آوى إيواء")
# Vehicles that say by themselves that people go: not the lorries of aid, not the pick-ups of an attack.
_FOR_PEOPLE = (CARRIERS | fold_words("قافلة")) - fold_words("شاحنة قارب عربة")
_CARGO_REACH = 14  # words from a movement to what the craft brings
_TO_FIGHT = fold_words(
    "لمهاجمة للهجوم لاقتحام لقصف لشن لاستهداف لقتال للقتال لضرب لمحاربة لمواجهة لتعزيز لدعم لمساندة لاستعادة لتحرير"
)
_GOODS = tuple(fold_words("مساعدات إغاثة إغاثية تعزيزات شحنة مواد أسلحة ذخائر بضائع وقود الوقود أدوية الأدوية"))
_TONS = fold_words("طن طنا أطنان")  # whole words: وطنا is a homeland
_JOINED = ("و", "ف", "ب", "ل", "ك")
# What follows says that it is something else: إخلاء سبيل, لا يقل عن.
_NOT_MOVED = fold_words("السبيل سبيل سبيله سبيلهم سبيلها سبيلهما مسؤولية مسؤوليته طرف")
_FROM_WHOM = fold_words("عن")
# "نقل الوزير للمصابين تحيات الملك"
_REGARDS = fold_words("تحيات تحية تعازي تهاني تهنئة شكر")
# It reaches a place, or else a sum: "بلغ عدد النازحين".
_OF_PLACES = fold_words("بلغ")
# Who reports: "نقلت وكالة الأنباء", "نقل مراسل".
_MEDIA = fold_words(
    "وكالة وكالات الوكالة صحيفة الصحيفة صحف قناة القناة قنوات مراسل مراسلنا مراسلو تلفزيون التلفزيون إذاعة الإذاعة"
    " شبكة الشبكة موقع بيان مصدر مصادر وسائل شهود رسالة تحيات تحية تعازي صورة"
)
# Who comes to help or to look, and what such crews and offices are named after: "فرق الإطفاء والإنقاذ", "وزارة النقل".
_CREWS = fold_words(
    "فرق الفرق فرقة فرقتي فرقتان فريق الفريق وحدات وحدة رجال طواقم طاقم أطقم كوادر وفد لجنة وزير رئيس مدير محافظ"
    " الإطفاء إطفاء إسعاف الإسعاف والإسعاف الأمن والأمن قوارب مركز إدارة هيئة وزارة شركة شركات قطاع أعمال"
    " البحث وسائل قائد نائب ممثل"
)
# Who travels on duty: officials, and forces that come to fight.
_ON_DUTY = fold_words(
    "وزير الوزير وزراء الوزراء رئيس الرئيس نائب وفد الوفد سفير السفير مبعوث المبعوث محافظ المحافظ كتيبة قوات القوات قوة"
    " لواء اللواء تعزيزات آليات مدرعات دبابات مقاتلات الجيش"
)
_ON_DUTY_REACH = 3
# "عاد" and "انسحب" are movements out of danger where the report tells of one of these.
_WITH_WEAK = frozenset({"nationals_evacuation", "deal_evacuation"})
# What an exercise rehearses is no movement, not even one that is denied.
_DRILLS = fold_words(
    "تدريب تدريبا تدريبات التدريب تمرين تمرينا التمرين مناورة مناورات المناورة المناورات فرضية الفرضية محاكاة"
    " سيناريو السيناريو وهمي وهمية وهميا وهميين"
)


def heads_of(
    words: Sequence[str], clues: Clues, span: Hit, moves: Mapping[int, Move], told: Sequence[Told], subtype: str
) -> dict[int, Move]:
    """The words of a sentence `span` that move people, by word, and beside them those that move goods.

    `moves` are its words of movement, `told` its passages of evacuations, `subtype` the report's strongest tag for
    one or "". A passage without a word of movement stands for one itself. A drill moves nobody.
    """
    goods = {at for at in moves if any(map(_is_goods, words[at + 1 : at + 4]))}
    found = {
        at: move
        for at, move in moves.items()
        if at not in goods
        and _moves_people(words, clues, span, at, move, told, subtype)
        and (told or not _is_to_hospital(words, span, at, move, subtype))
    }
    if found:
        found |= {at: replace(moves[at], kind=GOODS) for at in goods}
    else:
        found = {passage.core[0]: Move(EVACUATE, "", is_verb=False, is_weak=False) for passage in told}
    is_drill = found and not _DRILLS.isdisjoint(words[span[0] : max(found)])
    return {} if is_drill else found


def is_fetching(words: Sequence[str], moves: Mapping[int, Move], at: int, following: int) -> bool:
    """Whether a craft only goes to fetch people, as a word with ل says behind it: لنقل, لتقل."""
    is_going = moves[at].is_verb and moves[at].kind in (GO, ARRIVE)
    return is_going and words[following].startswith("ل") and following - at <= _PURPOSE_REACH


def _moves_people(
    words: Sequence[str], clues: Clues, span: Hit, at: int, move: Move, told: Sequence[Told], subtype: str
) -> bool:
    may_be_weak = subtype in _WITH_WEAK or (subtype == "disaster_evacuation" and move.lemma in _RESCUE)
    may_be_weak |= bool(subtype) and (
        not (_MOST_OF_THEM | _WITH_THEM).isdisjoint(words[at + 1 : at + 2])
        or _is_counted_on_way(words, clues, span, at)
    )
    is_weak = move.is_weak and not told and not may_be_weak and not _is_aboard(words, clues, span, at)
    is_other = not _NOT_MOVED.isdisjoint(words[at + 1 : at + 3]) or _is_relative(words, at, move)
    if is_weak or is_other or _is_of_others(words, clues, at, move):
        return False
    if move.kind == EVACUATE or words[at].endswith(_THEM):
        return True
    is_of_people = words[at].endswith("وا") or not _WITH_THEM.isdisjoint(words[at + 1 : at + 2])
    if subtype and move.is_verb and is_of_people:
        return True  # the plural is of people alone: "عبروا", "عادت بهم السفينة"
    end = min(span[1], at + (_SUBJECT_REACH if move.is_verb else _PEOPLE_REACH))
    if not _TO_FIGHT.isdisjoint(words[at:end]):
        return False
    near = range(max(span[0], at - _PEOPLE_REACH), end)
    nouns = [noun for i in near if (noun := clues.nouns.get(i)) and _is_of_people(words, clues, i, noun)]
    if any(noun.unit != "vehicles" for noun in nouns) or any(words[i].lstrip("ول") in _DWELLERS for i in near):
        return True
    has_cargo = any(map(_is_goods, words[at + 1 : min(span[1], at + _CARGO_REACH)]))
    if subtype and not has_cargo and any(words[i] in _GROUPS for i in near):
        return True
    return not has_cargo and any(noun.singular in _FOR_PEOPLE for noun in nouns)


def _is_for_them(word: str) -> bool:
    """Whether a word says for whom something is: لاستقبالهم."""
    return word.startswith("ل") and word.endswith(_THEM)


def _is_counted_on_way(words: Sequence[str], clues: Clues, span: Hit, at: int) -> bool:
    """Whether whence or whither and a number of people follow: "أعيد إلى كوسكو 418 سائحا"."""
    end = min(span[1], at + _SUBJECT_REACH)
    if _WAYS.isdisjoint(words[at + 1 : at + 1 + _WAY_REACH]):
        return False
    return any(
        i - 1 in clues.tokens and (noun := clues.nouns.get(i)) is not None and noun.unit in _OF_PEOPLE
        for i in range(at + 1, end)
    )


def _is_aboard(words: Sequence[str], clues: Clues, span: Hit, at: int) -> bool:
    """Whether a craft with a number of people stands behind: "رست سفينة وعلى ظهرها 441 راكبا"."""
    nouns = [i for i in range(at + 1, min(span[1], at + _SUBJECT_REACH)) if i in clues.nouns]
    has_craft = any(clues.nouns[i].singular in _FOR_PEOPLE for i in nouns)
    return has_craft and any(i - 1 in clues.tokens and _is_of_people(words, clues, i, clues.nouns[i]) for i in nouns)


def _is_relative(words: Sequence[str], at: int, move: Move) -> bool:
    """Whether a road or an air bridge reaches somewhere, "الجسر الجوي الذي يصل كابول بإسبانيا", or a craft is told of,
    "غرق مركب كان يقل 35 شخصا".
    """
    before = words[at - 1] if at else ""
    is_road = move.kind == ARRIVE and words[at] in _REACHES and before in _WHICH
    return is_road or (move.lemma in _HOLDS and before in _WAS)


def _is_to_hospital(words: Sequence[str], span: Hit, at: int, move: Move, subtype: str) -> bool:
    """Whether the hurt are brought to a hospital, in a report of another evacuation than theirs."""
    if move.kind != TAKE or subtype == _MEDICAL:
        return False
    return any(map(is_hospital, words[at + 1 : min(span[1], at + _HOSPITAL_REACH)]))


def _is_goods(word: str) -> bool:
    return word in _TONS or word.startswith(_GOODS) or (word[:1] in _JOINED and word[1:].startswith(_GOODS))


def _is_of_people(words: Sequence[str], clues: Clues, at: int, noun: Noun) -> bool:
    """Whether a noun is of people or what carries them: جيبوتي is a country where nobody is counted."""
    is_counted = at - 1 in clues.tokens or at - 1 in clues.nouns
    is_country = noun.unit == NATIONS and words[at].endswith("ي") and not noun.definite and not is_counted
    return noun.unit in _OF_PEOPLE and not is_country


def _is_of_others(words: Sequence[str], clues: Clues, at: int, move: Move) -> bool:
    """Whether a word of movement tells who reports or helps: نقلت عن مصادر, فرق الإنقاذ, وصلت الفرق."""
    if move.kind == EVACUATE:
        return False
    following = words[at + 1 : at + 3]
    if not _FROM_WHOM.isdisjoint(following) or (move.is_verb and not _MEDIA.isdisjoint(following[:1])):
        return True
    if not move.is_verb and at and not _CREWS.isdisjoint((words[at - 1], words[at - 1].lstrip("وبل"))):
        return True
    if move.is_verb and move.kind == TAKE and not _REGARDS.isdisjoint(words[at + 1 : at + _CARGO_REACH]):
        return True
    if move.lemma in _OF_PLACES and at + 1 not in clues.places:
        return True
    if move.kind in (GO, ARRIVE) and move.lemma not in _HOSTS:
        return not _CREWS.isdisjoint(following[:1]) or not _ON_DUTY.isdisjoint(words[at + 1 : at + 1 + _ON_DUTY_REACH])
    return move.kind in (GO, ARRIVE) and not _is_for_them(words[at]) and not _CREWS.isdisjoint(following[:1])
