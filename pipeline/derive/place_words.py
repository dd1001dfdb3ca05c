"""The words around names that tell a place from a common word: towns, directions, prepositions, titles."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple

from pipeline.derive.arabic import fold, split_words
from pipeline.derive.counted_nouns import noun_of
from pipeline.derive.number_words import TOKENS

TOWN, PROVINCE, AREA, DIRECTION, PREPOSITION, TITLE = "town", "province", "area", "direction", "preposition", "title"

FREQUENT = Path(__file__).parents[1] / "search" / "known.tsv"
"""Frequent words of newspapers, one at the beginning of each line."""
_FILE = Path(__file__).parent / "lexicons" / "place_words.toml"
_TABLES: dict[str, dict[str, list[str]]] = {
    table: {key: fold(words).text.split() for key, words in lists.items()}
    for table, lists in tomllib.loads(_FILE.read_text(encoding="utf-8")).items()
}
_SIGNS, _NAMES = _TABLES["signs"], _TABLES["names"]

# Of a word in two lists the first list tells: "قضاء" is a district before it is anything else.
_ROLES = {word: role for role in (TITLE, PREPOSITION, DIRECTION, AREA, PROVINCE, TOWN) for word in _SIGNS[role]}
_LINK_WORDS = frozenset(_NAMES["links"])
SURE_HEADS = tuple(_NAMES["sure_heads"])
NOT_NAMES = frozenset(_NAMES["none"])
_HEADS = frozenset(_NAMES["heads"])
PARTICLES = frozenset(_NAMES["particles"])
# No name of a place begins with these: "في", "من" and the like are half of all words.
FUNCTION_WORDS = (NOT_NAMES | frozenset(_SIGNS[PREPOSITION])) - {"بين"}

# Longer clitics last: a name that begins with such a letter (بيروت) is read whole first. ك is none of them:
# كورونا would be "like" a town of Romania more often than any report compares places.
_MEMO_SIZE = 20_000
_LONGEST = 20
_LONG_NAME = 5
_MOST_WORDS = 3  # of a foreign name
_SHORTEST_VERB = 4  # letters; without them names end so (أبها, بنها)
_CLITIC_LETTERS = ("ب", "ل", "و", "ف")
_CLITICS = ("", "ب", "ل", "و", "ف", "وب", "ول", "فب", "فل")


def cut_clitics(word: str) -> list[tuple[str, str]]:
    """(clitic, rest) of a folded word for each clitic that it can begin with, none first; للرقة is ل and الرقة."""
    if word[:1] not in _CLITIC_LETTERS:
        return [("", word)] if len(word) > 1 else []
    cores = [(clitic, word[len(clitic) :]) for clitic in _CLITICS if word.startswith(clitic)]
    if word.startswith(("لل", "ولل", "فلل")):
        before, _, rest = word.partition("لل")
        cores.append((before + "ل", "ال" + rest))
    return [(clitic, core) for clitic, core in cores if len(core) > 1]


def head_clitic(word: str) -> str:
    """What is attached to a word such as town or province: ب of بمدينة, "" of ولاية and of other words."""
    return next((clitic for clitic, core in cut_clitics(word) if core in _ROLES), "")


TOWN_WORDS = (
    frozenset(word for word, role in _ROLES.items() if role in (TOWN, PROVINCE))
    | set(_NAMES["named"])
    | set(_NAMES["sites"])
)
_SITES = frozenset(_NAMES["sites"])
_DUALS = ("تي", "تا", "حيي", "مخيمي", "ريفي", "قضائي", "اقليمي")
_FEMININE = frozenset(_NAMES["feminine"])
_PLAIN = frozenset(_NAMES["plain"])


class Sign(NamedTuple):
    """What a word that is no name says of the name after it, and whether it can stand before what that lies in."""

    role: str | None
    is_link: bool


class _Signs(dict[str, Sign | None]):
    """Sign of each folded word met so far, with its clitics; None, as for most words, when it is none."""

    def __missing__(self, word: str) -> Sign | None:
        if len(self) >= _MEMO_SIZE:
            self.clear()
        cut = cut_clitics(word) if len(word) <= _LONGEST else []
        role = next((_ROLES[core] for _, core in cut if core in _ROLES), None)
        is_link = any(core in _LINK_WORDS for _, core in cut)
        self[word] = sign = Sign(role, is_link) if role or is_link else None
        return sign


SIGNS = _Signs()


def split_name(name: str) -> str:
    """The key of a published name in the gazetteer: folded, without spaces and punctuation."""
    return "".join(split_words(fold(name).text).words)


def joined_name(words: list[str], at: int, head: str) -> int:
    """How many words from `at` on are the second name after "the two towns of": 1 in مقاطعتي بالم بيتش ومارتن, 2 where
    a head opens it (حيي مساكن هنانو وجبل بدرو), else 0.
    """
    if not head.endswith(_DUALS) or at >= len(words) or not words[at].startswith("و"):
        return 0
    name = words[at][1:]
    if len(name) < 2 or not name.isalpha() or name in NOT_NAMES or TOKENS[name]:
        return 0
    if name in _HEADS:
        return 2 if at + 1 < len(words) and words[at + 1].isalpha() and words[at + 1] not in NOT_NAMES else 0
    return 0 if SIGNS[name] else 1


def unknown_name(words: list[str], at: int, last: int) -> int:
    """How many words from `at` on, before `last`, look like a name that follows "town"; 0 when none does.

    A definite word after an indefinite "بلدة" is its name (بلدة الهبيط). An indefinite one may be an
    adjective or a verb (بلدة صغيرة, بلدة تقع): it is a name when it opens one of two words (بلدة كفر X), or
    when it cannot be an adjective because it does not agree with the word before it (بلدة طفس).
    """
    if at >= last or words[at] in NOT_NAMES or len(words[at]) < 2:
        return 0
    if words[at] in _HEADS:
        return 2 if at + 1 < last and len(words[at + 1]) > 2 and words[at + 1] not in NOT_NAMES else 0
    if words[at] in PARTICLES:
        is_named = at + 1 < last and words[at + 1].isalpha() and not words[at + 1].startswith("ال")
        return 2 + _rest(words, at + 2, min(last, at + _MOST_WORDS)) if is_named else 0
    is_site = any(core in _SITES for _, core in cut_clitics(words[at - 1]))
    if words[at].startswith("ال"):
        is_person = is_site and (sign := SIGNS[words[at]]) and sign.role == TITLE  # "مستشفى الملك فهد"
        return 1 if len(words[at]) > 4 and not is_person else 0
    is_name = looks_foreign(words[at]) if is_site else _is_no_adjective(words[at], words[at - 1])
    return 1 + _rest(words, at + 1, min(last, at + _MOST_WORDS)) if is_name else 0


def _rest(words: list[str], at: int, last: int) -> int:
    """How many words from `at` on, before `last`, go on with a foreign name: "توديرن ستريدج", "باراو دي كوكايس"."""
    end = at
    while end < last and not words[end].startswith("و") and (_is_rare(words[end]) or words[end] in PARTICLES):
        end += 1
    return end - at if end > at and words[end - 1] not in PARTICLES else 0


def _is_rare(word: str) -> bool:
    return looks_foreign(word) and not SIGNS[word] and word not in frequent_words()


@cache
def frequent_words() -> frozenset[str]:
    """Frequent words of newspapers, folded: none of them is a rare name."""
    lines = FREQUENT.read_text(encoding="utf-8").splitlines()[1:]
    return frozenset(line.partition("\t")[0] for line in lines)


def looks_foreign(word: str) -> bool:
    """Whether a word without article looks like no common noun: five letters or more, no ending or plural of one."""
    if len(word) < _LONG_NAME or not word.isalpha() or word.isascii() or TOKENS[word] or noun_of(word):
        return False
    if word in NOT_NAMES or word in _PLAIN or word in _HEADS or word.startswith(("ال", "لل", "م")) or word[2] == "ا":
        return False  # منازل, مساكن, فنادق, شواطئ
    return not word.endswith(("ه", "ها", "هم", "ات", "ين", "ون", "اء", "يا")) and not word.startswith("ا")


def _has_object(word: str) -> bool:
    """Whether a word looks like a verb with its object: "قرى غمرتها المياه"."""
    return len(word) > _SHORTEST_VERB and word.endswith(("ها", "هم"))


def _is_no_adjective(word: str, head: str) -> bool:
    """Whether an indefinite word after a head is neither an adjective nor a verb of it, nor a number."""
    if word in _PLAIN or _has_object(word) or len(word) < 3 or not word.isalpha() or word.isascii() or TOKENS[word]:
        return False
    if head.endswith("يا") and word.endswith("ا"):
        return False  # "حيا سكنيا": both are objects
    is_feminine = any(core in _FEMININE for _, core in cut_clitics(head))
    return not word.endswith(("ه", "ات", "ين", "ون", "وا") if is_feminine else ("ي", "يه", "ين", "ون", "وا"))
