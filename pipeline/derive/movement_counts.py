"""How many moved: which of the counts of a report are people, or what carries them, on the move."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from pipeline.derive.arabic import Words
from pipeline.derive.casualty_person import Casualty
from pipeline.derive.clues import Clues
from pipeline.derive.counts import OTHERS, Count
from pipeline.derive.movement_words import EVACUATE, TAKE, Move
from pipeline.derive.number_words import fold_words

CARRIERS = fold_words(
    "حافلة باص أتوبيس سيارة شاحنة طائرة مروحية هليكوبتر سفينة قارب زورق باخرة عبارة قطار مركب فرقاطة عربة"
)
_KIN = tuple(fold_words("عائل أسر"))
_FAMILIES = tuple(fold_words("وأسرهم وعائلاتهم وعوائلهم وذويهم ومرافقيهم وعائلات ونسائهم وأسرته وأفراد ومدنيين"))
_LEAVERS = fold_words(
    "الخارجين المغادرين الواصلين العائدين الذين النازحين المهجرين المنقولين من القادمين المرحلين الأشخاص الركاب"
)
# Before a count these say that it is of somebody who stays, helps or lives there.
_STAYING = fold_words(
    "يقطن يقطنها تقطن يسكن يسكنها يعيش تعيش يؤوي تؤوي يقيم تقيم يقيمون يقدر ويقدر بمشاركة"
    " شارك شاركت يشارك بحماية نشر نشرت إرسال أرسل أرسلت عالقين عالقون عالقا يزال تزال زال"
    " مصير مقابل إطلاق إفراج الإفراج أفرج محاصرين تحاصر"
    " تبقى يبقى وتبقى ويبقى بقي وبقي بقيت وبقيت ظل وظل ظلت وظلت"
    " يحاصر استهدف يتبق تتبق محتاجين يحتاج بحاجة أثرت تؤثر يؤثر تضرر تضررت"
)
_ESTIMATED = fold_words("يقدر ويقدر")
_FOR = "مقابل"
_SENT = fold_words("إرسال أرسل أرسلت نشر نشرت")
_HOLDING = fold_words("يضم تضم")
_GROUPS = fold_words("القافلة قافلة الدفعة دفعة دفعات القوافل المجموعة وتضم")
_OF_THEM = fold_words("منهم منهن")
_STAFF = fold_words("موظف طبيب ممرض عامل دبلوماسي مستخدم")
_ARMED = fold_words("حملة السلاح")
_HELPERS = fold_words("المدني المدنية الإطفاء الإنقاذ الإسعاف الأحمر")
_FISHING, _MEMBER = "صيد", "عنصر"
_CARRYING = fold_words("متن ظهرها تقل أقلت نقلت حملت نقل بواسطة استخدام باستخدام أوصلتهم نقلتهم تقلهم حملتهم")
_DEAD = fold_words("جثة جثمان قتيل شهيد ضحية")
_ESCORT = fold_words("يرافقهم ترافقهم رافقهم يرافقه برفقة ويرافقهم")
_ABOARD = fold_words("عليها وعليها عليه وعليه متنها متنه ظهرها ظهره الركاب ركاب ركابها ركابه تقل يقل أقلت")
_ABOARD_REACH = 3
_STAY_REACH = 5
_CARRY_REACH = 3  # words from a movement to whom it moves
_NUMBER_OF = fold_words("عدد وعدد بعدد")
_LEAVER_REACH = 6
_THEIRS = fold_words("عددهم وعددهم عددهن وعددهن وهم وهن البالغين البالغون")
_WHOM = frozenset({"people", "civilians", "fighters", "households", "wounded"})
_THEIRS_REACH, _MOVE_REACH = 10, 8  # words back to whom a figure counts, to the movement that it is of


def moved_counts(
    words: Words,
    counts: Sequence[Count],
    casualties: Iterable[Casualty],
    clues: Clues,
    is_of_nationals: bool,
) -> list[Count]:
    """The counts of a text that can be of a movement, with the unit that the words around give them.

    Left out are casualties, things, vehicles that carry nobody, and people who are said to live
    there, to help or to stay. Fighters counted together with their families are people.
    """
    taken = {(c.first, c.last) for c in casualties}
    found: list[Count] = []
    for count in counts:
        is_taken = any(first < count.last and count.first < last for first, last in taken)
        if is_taken and not (count.unit == "wounded" and _is_aboard(words, count)):
            continue
        moved = _moved(words, count, is_of_nationals, clues) or (
            _part(words, count, found[-1], clues) if found else None
        )
        if moved is None and count.is_bare and _is_moved(words, count, clues.moves):
            moved = replace(count, unit="nationals" if is_of_nationals else "people")
        if moved is None and count.is_bare and (unit := _unit_of_theirs(words, count, clues)):
            moved = replace(count, unit=unit)
        if moved:
            found.append(moved)
    return found


def _is_aboard(words: Words, count: Count) -> bool:
    """Whether a craft carries the counted: "وعليها خمسون جريحا", "بين الركاب ثلاثة جرحى"."""
    low = max(words.sentence(count.core)[0], count.first - _ABOARD_REACH)
    return not _ABOARD.isdisjoint(words.words[low : count.first])


def _moved(words: Words, count: Count, is_of_nationals: bool, clues: Clues) -> Count | None:
    moves = clues.moves
    low, high = words.sentence(count.core)
    start = max(low, count.first - _STAY_REACH)
    before = words.words[start : count.first]
    if _FOR in before and any(at in moves for at in range(start + before.index(_FOR), count.first)):
        before = before[before.index(_FOR) + 1 :]  # "مقابل خروج 338 مدنيا": the others of an exchange
    staying = _STAYING - _SENT if count.unit == "vehicles" else _STAYING
    if not staying.isdisjoint(before) and _is_of_leavers(words.words, low, count.first):
        staying = staying - _ESTIMATED
    if not staying.isdisjoint(before) or (_HOLDING.intersection(before) and _GROUPS.isdisjoint(before)):
        return None
    if count.noun in _STAFF and not _ESCORT.isdisjoint(before):
        return None
    if before[-1:] in (["حياه"], ["بحياه"]):
        return None  # أودت بحياة
    if count.high == 1 and before[-1:] == ["من"]:
        return None  # "أربعة مواطنين من أسرة واحدة"
    if count.noun in _DEAD:
        return None
    if count.unit == "vehicles":
        if words.words[count.last - 1] == _FISHING and _CARRYING.isdisjoint(
            [*before, *words.words[count.last : count.last + _STAY_REACH]]
        ):
            return None  # "عاد 45 قارب صيد إلى الميناء"
        return count if count.noun in CARRIERS else None
    if _is_of_helpers(words, count) and not any(at in moves for at in range(count.first - _CARRY_REACH, count.first)):
        return None  # "120 عنصرا من الدفاع المدني"
    families = _families_after(words, count, high) if count.unit == "fighters" else None
    if families:
        return replace(count, unit="people", last=families)
    if count.noun == "فرد" and words.words[count.last : count.last + 1] and words.words[count.last].startswith(_KIN):
        count = replace(count, last=count.last + 1)  # 112 من أفراد عائلة
    of_whom = words.words[count.last : count.last + 2]
    is_of_state = (is_of_nationals and count.noun not in _STAFF and of_whom[1:] != ["موظفي"]) or of_whom == [
        "من",
        "رعايا",
    ]
    if count.unit == "people" and is_of_state:
        return replace(count, unit="nationals")
    if count.unit:
        return count
    return _of_leavers(words, count, low)


def _is_of_helpers(words: Words, count: Count) -> bool:
    """Whether عنصر is no fighter but a fireman or rescuer: "120 عنصرا من الدفاع المدني"."""
    end = min(words.clause(count.core)[1], count.last + 3)
    return count.noun == _MEMBER and not _HELPERS.isdisjoint(words.words[count.core + 1 : end])


def _part(words: Words, count: Count, whole: Count, clues: Clues) -> Count | None:
    """A bare figure of those counted just before: "أربعة منهم"; "62 منهم مسلحون" says what they are."""
    if not count.is_bare or words.words[count.last - 1] not in _OF_THEM or whole.unit == "vehicles":
        return None
    following = words.words[count.last : count.last + 2]
    noun = clues.nouns.get(count.last + (following[:1] == ["من"]))
    is_armed = (noun is not None and noun.unit == "fighters") or not _ARMED.isdisjoint(following)
    return replace(count, unit="fighters" if is_armed else whole.unit)


def _is_moved(words: Words, count: Count, moves: Mapping[int, Move]) -> bool:
    """A bare figure beside a word that moves people: "إجلاء 210 آلاف", "نقل 40 آخرين", "163 ألفا أجلوا"."""
    before, after = moves.get(count.first - 1), moves.get(count.last)
    is_carried = before is not None and (
        before.kind == EVACUATE or (before.kind == TAKE and words.words[count.last - 1] in OTHERS)
    )
    if is_carried and words.clause(count.first)[0] < count.first:
        return True
    is_subject = after is not None and after.is_verb
    return is_subject and words.words[count.last].endswith(("وا", "ون"))


def _unit_of_theirs(words: Words, count: Count, clues: Clues) -> str | None:
    """The unit of a bare figure that counts those told before it: "المرضى، وعددهم زهاء تسعين", "حملت تسعة آخرين"."""
    low = words.sentence(count.core)[0]
    near = words.words[max(low, count.first - 1) : count.core]
    if _THEIRS.isdisjoint(near):
        is_of_others = words.words[count.last - 1] in OTHERS or words.words[count.last - 1] in _OF_THEM
        start = max(words.clause(count.core)[0], count.first - _MOVE_REACH)
        if not is_of_others or not any(at in clues.moves for at in range(start, count.first)):
            return None
    back = range(count.first - 1, max(low, count.first - _THEIRS_REACH) - 1, -1)
    units = (noun.unit for at in back if (noun := clues.nouns.get(at)) and noun.unit in _WHOM)
    return next(units, "people")


def _families_after(words: Words, count: Count, high: int) -> int | None:
    """The word after "and their families": "700 من مسلحي داعش وأسرهم", but "275 مسلحا مع عائلاتهم" counts fighters."""
    near = range(count.last, min(high, count.last + 3))
    return next((at + 1 for at in near if words.words[at].startswith(_FAMILIES)), None)


def _is_of_leavers(words: Sequence[str], low: int, first: int) -> bool:
    """Whether the figure is of "the number of those who leave": "عدد المغادرين يقدر بنحو 5200 شخص"."""
    at = _number_of(words, low, first)
    return at is not None and words[at + 1] in _LEAVERS


def _number_of(words: Sequence[str], low: int, first: int) -> int | None:
    """The word "number" that a figure beginning at word `first` belongs to."""
    near = range(first - 1, max(low, first - _LEAVER_REACH) - 1, -1)
    return next((at for at in near if words[at] in _NUMBER_OF), None)


def _of_leavers(words: Words, count: Count, low: int) -> Count | None:
    """A bare figure after "عدد الخارجين"."""
    if not count.is_bare:
        return None
    at = _number_of(words.words, low, count.first)
    if at is None or words.clause(at) != words.clause(count.first) or at + 1 == count.first:
        return None
    return replace(count, unit="people", first=at) if words.words[at + 1] in _LEAVERS else None
