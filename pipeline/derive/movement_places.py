"""Where a movement began and led to, from the prepositions and nouns before the places of its sentence."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.derive.arabic import Words, fold
from pipeline.derive.clues import Clues
from pipeline.derive.counted_nouns import THINGS, Noun
from pipeline.derive.facts import DESTINATION, ORIGIN
from pipeline.derive.movement_words import ARRIVE, EVACUATE, GO, LEAVE, TAKE, Move
from pipeline.derive.number_words import fold_words
from pipeline.derive.place_words import head_clitic
from pipeline.derive.places import PlaceMention

LOCATION = "location"

_REACH = 9  # words from a preposition to the place that it governs: "إلى مستشفيات قريبة في مدينة"
_FROM = fold_words("من ومن")
_TO = fold_words("إلى وإلى باتجاه بإتجاه نحو صوب تجاه لاتجاه باتجاهه")
_IN = fold_words("في وفي داخل وسط لدى بوسط ضمن بجوار قرب حول بمحيط محيط")
_VIA = fold_words("حتى عبر مرورا طريق بطريق معبر بمعبر جسر عن على بشأن حسب وفق")
_STOPS = fold_words(
    "مقابل بعد قبل إثر اثر جراء خلال بسبب نتيجة عقب منذ حيث أن إن الذي التي الذين بينما فيما كما عندما حين"
)
_HOMES = tuple(fold_words("منازل منزل بيوت بيت ديار مساكن مساكنهم مسكن مناطق قراهم مدنهم"))
# Whoever is taken "to shelters in X" or "over shelters in X" ends there.
_SHELTERS = fold_words("ملجأ ملاجئ الملاجئ إيواء الإيواء مأوى فنادق مدارس صالات خيام")
_INTO = fold_words("على في إلى")
# Whoever is taken somewhere "to be treated in X" ends there.
_FOR_CURE = fold_words("للعلاج لعلاجهم لعلاجه لعلاجها لمعالجتهم للمعالجة للتداوي لإسعافهم للاستشفاء")
_TO_GET = fold_words("لتلقي لتلقيهم لاستكمال لمتابعة بغرض بهدف قصد")
_CURE = fold_words("العلاج علاجهم المعالجة العناية الرعاية")
# Where somebody is put down they have got to: "أنزلتهم في سانتو دومينغو".
_LANDS = fold_words("أنزل إنزال أسكن إسكان وزع ترجل")
# An office, paper or witness at a place: "الدفاع المدني بمحافظة جدة", "مصادر في مطار القاهرة". Nobody left it for that.
_OFFICES = fold_words(
    "المدني الصحية الصحة صحة شرطة الشرطة مرور مديرية المديرية إدارة الإدارة هيئة محافظ أمير وكيل مدير رئيس حاكم وزارة"
    " وزير مصادر مصدر مسؤول مسؤولون مسؤولين شهود صحيفة مراسل المتحدث الناطق متحدث ناطق الرسمي الأحمر قائد عمليات"
    " الإعلامي سفير سفيرها ملاحية طبية أمنية محلية"
)
_OFFICE_REACH = 3
# Who helps, and where they are: "بمشاركة فرق العمل في مستشفيات X".
_HELP = fold_words("بمشاركة بإشراف بحضور بالتعاون بالتنسيق بمساندة وبمساندة وبمشاركة وبمتابعة بمتابعة بدعم")
_ONWARD_REACH = 4  # words from whence to "to"
# Who is spread "over" places gets there, and who hosts somebody is where they get to.
_SPREADS, _OVER = fold_words("وزع توزع"), fold_words("على")
_GOAL, _GOAL_REACH = "وجهه", 3
_HOSTS = fold_words("استقبل استقبال استضاف استضافة آوى إيواء")
# "إلى جانب" and the like lead nowhere.
_NOWHERE = fold_words("جانب حين ذلك غاية أن")
# Who "were in" a place is not brought there.
_WERE = fold_words(
    "كانوا كان كانت كن عالقين العالقين العالقون عالقون عالقا عالقة محاصرين المحاصرين محاصرون المحاصرون موجودين"
    " الموجودين متواجدين المتواجدين المقيمين يقيمون محتجزين حاصرتهم حاصرهم علقوا علق علقت يعيشون يدرسون يعملون عاشوا"
    " محتجزا المحتجزين المحتجزون محتجزون احتجزوا الموجودون المتواجدون العالقة المقيمون العاملين العاملون يتواجدون أمضوا"
)
_CITIZENS = fold_words("رعية مواطن جنسية جندي")
# What follows names the places that were only counted: "سكان ثلاث قرى هي".
_NAMELY = fold_words("هي هما وهي وهما")
_EACH = "كل"  # "في كل من X وY" is in both, not from them
_DWELLERS = fold_words("سكان أهالي أهل قاطني ساكني جميع كل من")
# After these "from" tells who somebody is: "بينهم 12 طفلا من حلب".
_OF_THEM = fold_words(
    "معظمهم ومعظمهم أغلبهم وأغلبهم أغلبيتهم غالبيتهم وغالبيتهم جميعهم وجميعهم كلهم بعضهم وبعضهم بينهم"
)
_NOTABLES = fold_words("مشايخ شيوخ وجهاء أعيان وسطاء متطوعون متطوعين خبراء نشطاء صحفيون")
_OF_THEM_REACH = 3
_OF_PEOPLE = frozenset({"people", "civilians", "fighters", "households", "wounded", "nations"})
_WHOSE = ("ه", "ها", "هم", "هن", "هما")


@dataclass(frozen=True, slots=True)
class Placed:
    """A place of a sentence with its role: origin, destination, or location where only "in" stands before it.

    `is_explicit` for a role that a preposition or the verb itself gives, `is_of_office` where only an office that
    is at the place is spoken of.
    """

    mention: int
    role: str
    is_explicit: bool
    is_of_office: bool = False


def roles_in(
    words: Words,
    heads: Sequence[int],
    moves: Mapping[int, Move],
    places: Sequence[tuple[int, PlaceMention]],
    clues: Clues,
) -> dict[int, list[Placed]]:
    """Places of a sentence by the word of the move that they belong to: the last one before them, else the first.

    `heads` are the words of `moves` in order; `places` are (index, mention), those that only say where
    another one lies left out.
    """
    found: dict[int, list[Placed]] = {}
    before: tuple[PlaceMention, Placed, int] | None = None
    taken = {at for _, mention in places for at in range(mention.first, mention.last)}
    for number, mention in places:
        head = _head_of(words, heads, mention)
        if before and _is_joined(words, before[0], mention):
            placed: Placed | None = replace(before[1], mention=number)
            head = before[2]
        else:
            placed = _role(words, mention, number, head, moves[head], clues, taken)
        if placed:
            found.setdefault(head, []).append(placed)
            before = (mention, placed, head)
    return found


def _head_of(words: Words, heads: Sequence[int], mention: PlaceMention) -> int:
    """The last move before a place, or the first one after it where only that stands in its clause."""
    after = bisect_left(heads, mention.lead)
    before = heads[max(0, after - 1)]
    low, high = words.clause(mention.lead)
    is_of_next = after and after < len(heads) and before < low and heads[after] < high
    return heads[after] if is_of_next else before


def _is_joined(words: Words, one: PlaceMention, other: PlaceMention) -> bool:
    """Whether و joins the second place to the first."""
    return other.lead - one.last <= 1 and words.words[other.lead].startswith("و") and not _is_whole(words, other)


def _role(
    words: Words, mention: PlaceMention, number: int, head: int, move: Move, clues: Clues, taken: set[int]
) -> Placed | None:
    clitic = _clitic(words, mention)
    is_left = mention.lead and words.words[mention.lead - 1] in _FROM  # "من معبر رفح"
    is_reached = move.kind == ARRIVE and (words.words[mention.lead - 1] in _TO or head == mention.lead - 1)
    if not (is_left or is_reached) and words.words[mention.lead].lstrip("وبل") in _VIA:
        return None
    if move.lemma == _GOAL and abs(mention.lead - head) <= _GOAL_REACH and not is_left:
        return Placed(number, DESTINATION, True)  # "ووجهة القافلة إدلب", "حدد بلدة ساكي وجهة لهم"
    office = _is_of_office(words, mention)
    if head > mention.lead:
        owner = clues.nouns.get(mention.lead - 1)
        is_theirs = owner and not owner.is_singular and _owns(words.words[mention.lead - 1], owner)
        if is_theirs or (is_left and mention.kind != "country" and _is_counted(clues, mention.lead - 2)):
            return Placed(number, ORIGIN, True)  # "27 أسرة من قرية الشقيري جرى إيواؤها"
        fronted = _fronted(words, mention, head)
        if fronted:
            return Placed(number, fronted, True)
        if _are_there(words, mention):
            return Placed(number, ORIGIN, True)  # "أمر الجيش الموجودين في القرارة بالانتقال"
        is_host = move.lemma in _HOSTS and not is_left and not clitic and words.words[mention.lead - 1] not in _IN
        if is_host and not move.is_verb and words.clause(mention.lead)[0] == words.clause(head)[0]:
            return Placed(number, DESTINATION, True)  # "تستعد مالطا لاستقبال سفينة"
        if words.words[mention.lead - 1] in _TO:
            return None
        is_state = mention.kind == "country" and not clitic and words.words[mention.lead - 1] not in _IN | _FROM
        return None if is_state else Placed(number, LOCATION, False, office)  # "إيطاليا التي نقلت 80 من رعاياها"
    if "ل" in clitic and move.kind != LEAVE:
        # "إخلاء إلزامي لمدينة" is of the city that is left.
        return Placed(number, ORIGIN if move.kind == EVACUATE and not move.is_verb else DESTINATION, True)
    is_inside = "ب" in clitic or not _IN.isdisjoint(words.words[mention.lead : mention.first])
    clause, high = words.clause(mention.lead)
    is_cut = False
    is_namely = mention.lead > 0 and words.words[mention.lead - 1] in _NAMELY
    if is_namely and clause == mention.lead - 1:
        clause = words.clause(max(0, clause - 1))[0]
    for at in range(mention.lead - 1, max(clause, head, mention.lead - _REACH) - 1, -1):
        word = words.words[at]
        if at == head:
            if move.is_verb and mention.kind == "country" and mention.lead == at + 1 and move.kind in (EVACUATE, TAKE):
                return None  # who brings them out: "أجلت تركيا من الخرطوم 1800 من رعاياها"
            placed = _object(number, move, mention.lead - at, is_inside)
            return replace(placed, is_of_office=office and not placed.is_explicit) if placed else None
        if word in _TO and at + 1 not in clues.tokens and words.words[at + 1] not in _NOWHERE:
            return Placed(number, DESTINATION, True)
        if word in _FROM and words.words[at - 1] != _EACH and not _is_partitive(at, clues):
            is_left = _goes_on(words.words, mention, high) or not _is_nationality(words.words, at, mention, clues)
            return Placed(number, ORIGIN, True) if is_left else None
        if word in _OVER and move.lemma in _SPREADS:
            return Placed(number, DESTINATION, True)  # "وزعوا على مدارس غينوباتان"
        if word in _OVER and is_inside:
            continue  # "إلى المدارس المقامة على التلال في X"
        if word in _VIA:
            is_left = at + 1 == mention.lead and move.kind in (EVACUATE, TAKE, GO)
            is_from_home = word == "عن" and (is_left or words.words[at + 1].startswith(_HOMES))
            return Placed(number, ORIGIN, True) if is_from_home else None
        if is_inside and word in _SHELTERS and not _INTO.isdisjoint(words.words[max(clause, at - 2) : at]):
            return Placed(number, DESTINATION, True)  # على ملاجئ في
        if is_inside and (word in _FOR_CURE or (word in _CURE and words.words[at - 1] in _TO_GET)):
            return Placed(number, DESTINATION, True)
        if is_inside and word in _WERE:
            return Placed(number, ORIGIN, move.kind == ARRIVE)
        if word in _STOPS or at in taken:
            is_cut = True
            break
        is_inside |= word in _IN
        if is_namely and words.words[at - 1] in _DWELLERS:
            return Placed(number, ORIGIN, True)  # سكان قريتين هما
        owner = clues.nouns.get(at)
        if not is_inside and move.kind != ARRIVE and owner and not owner.is_singular and _owns(word, owner):
            return Placed(number, ORIGIN, True)  # سكان بلدة, مقاتلي مدينة
    if is_inside:
        is_of_helpers = not _HELP.isdisjoint(words.words[max(clause, head) : mention.lead])
        return Placed(number, LOCATION, False, office) if move.kind != ARRIVE and not is_of_helpers else None
    return Placed(number, ORIGIN, True) if move.kind == LEAVE and clause <= head and not is_cut else None


def _fronted(words: Words, mention: PlaceMention, head: int) -> str | None:
    """The role of a place that opens the clause of its verb: "ومن الفوعة أوصلت 75 حافلة أهاليها"."""
    low = words.clause(head)[0]
    if mention.lead - 1 != low:
        return None
    return ORIGIN if words.words[low] in _FROM else DESTINATION if words.words[low] in _TO else None


def _are_there(words: Words, mention: PlaceMention) -> bool:
    """Whether people are said to be in a place: "العالقين في X", "الموجودين بمدينة X"."""
    low, at = words.clause(mention.lead)[0], mention.lead - 1
    at -= at >= low and words.words[at] in _IN
    return at >= low and words.words[at] in _WERE and (at < mention.lead - 1 or "ب" in _clitic(words, mention))


def _goes_on(words: Sequence[str], mention: PlaceMention, high: int) -> bool:
    """Whether "to" follows a place, which makes "from" the way that they went and not where they are natives."""
    return not _TO.isdisjoint(words[mention.last : min(high, mention.last + _ONWARD_REACH)])


def _is_counted(clues: Clues, at: int) -> bool:
    """Whether people are counted at a word: 27 أسرة."""
    noun = clues.nouns.get(at)
    return noun is not None and noun.unit in _OF_PEOPLE and (noun.is_dual or at - 1 in clues.tokens)


def _is_of_office(words: Words, mention: PlaceMention) -> bool:
    low = words.clause(mention.lead)[0]
    before = words.words[max(low, mention.lead - _OFFICE_REACH) : mention.lead]
    return any(word in _OFFICES or word[1:] in _OFFICES for word in before)


def _owns(word: str, noun: Noun | None) -> bool:
    return noun is not None and noun.unit in _OF_PEOPLE and not word.endswith(_WHOSE)


def _object(number: int, move: Move, distance: int, is_inside: bool) -> Placed | None:
    """The place as object of the move itself: إخلاء بلدة, غادروا المدينة, وصلوا إدلب."""
    if is_inside:
        is_arrival = move.kind == ARRIVE or move.lemma in _LANDS
        return Placed(number, DESTINATION if is_arrival else LOCATION, is_arrival)
    if move.kind in (LEAVE, EVACUATE):
        return Placed(number, ORIGIN, True)
    return Placed(number, DESTINATION, True) if move.kind == ARRIVE and distance == 1 else None


def _clitic(words: Words, mention: PlaceMention) -> str:
    """What is attached to the first word of a place: بمدينة, للرقة; "" for ولاية and بيروت."""
    word = words.words[mention.lead]
    if mention.lead < mention.first:
        return head_clitic(word)
    return "" if _is_whole(words, mention) else word[: 2 if word[0] in "وف" else 1]


def _is_whole(words: Words, mention: PlaceMention) -> bool:
    """Whether the first letter belongs to the name itself."""
    word = words.words[mention.lead]
    return not head_clitic(word) if mention.lead < mention.first else fold(mention.name).text.startswith(word)


def _is_partitive(at: int, clues: Clues) -> bool:
    """After من stands no place but people: "300 من عناصر", "عدد من المدنيين"."""
    noun = clues.nouns.get(at + 1)
    return noun is not None and noun.unit != THINGS


def _is_nationality(words: Sequence[str], at: int, mention: PlaceMention, clues: Clues) -> bool:
    """ "رعايا من بيلاروس": where they come from, not what they left."""
    if words[at - 1] in _NOTABLES or not _OF_THEM.isdisjoint(words[max(0, at - _OF_THEM_REACH) : at]):
        return True  # "معظمهم سياح من كوريا", "وجهاء من ترهونة"
    noun = clues.nouns.get(at - 1)
    return noun is not None and noun.singular in _CITIZENS and mention.kind == "country"
