"""Written forms of Arabic verbs and nouns, and the clitics that can be attached to them.

Inflected cores are listed once when rules are loaded; clitics are cut off when a word
is met. Listing both would take over a million strings for a lexicon of a few hundred
words, and cutting without a list of cores (light stemming) finds unrelated words. All
forms are folded, so that each spelling of a hamza or a final ى is one form.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.derive.arabic import fold

PERFECT, IMPERFECT, NOUN, FIXED, EXACT = "perfect", "imperfect", "noun", "fixed", "exact"

# A verb takes no preposition, a fixed word no pronoun, an exact one (for words that a clitic would
# make ambiguous: و + فرت is also وفرت, "provided") neither. س and ل of purpose come before an imperfect only.
_BEFORE = {
    PERFECT: ("", "و", "ف"),
    IMPERFECT: ("", "و", "ف", "س", "وس", "فس", "ل", "ول", "فل"),
    NOUN: tuple(
        joined + preposition + article
        for joined in ("", "و", "ف")
        for preposition, article in (
            *((p, a) for p in ("", "ب", "ك") for a in ("", "ال")),
            ("ل", ""),
            ("لل", ""),
        )
    ),
    FIXED: ("", "و", "ف", "ب", "ل", "ك", "وب", "ول", "فب", "فل"),
    EXACT: ("",),
}
_ARTICLES = ("ال", "لل")
# ي (my) is left out: it cannot be told from the nisba (حرب, حربي) and news is not told in first person.
_PRONOUNS = ("ه", "ها", "هم", "هن", "هما", "نا", "كم")
# By the first letter of a word, since most words begin with none of these: what can be attached before it.
_BEFORE_AT = {
    kind: {letter: tuple(b for b in before if b[:1] in ("", letter)) for letter in {b[:1] for b in before}}
    for kind, before in _BEFORE.items()
}
_PRONOUNS_AT = {letter: tuple(p for p in _PRONOUNS if p.endswith(letter)) for letter in {p[-1] for p in _PRONOUNS}}
_NOTHING = ("",)
_LONGEST_WORD = 24  # longer "words" are noise such as letters run together; none is in a lexicon

_PERFECT_ENDINGS = ("", "ت", "وا", "ا", "تا", "نا", "ن")
_IMPERFECT_ENDINGS = ("", "ون", "وا", "ان", "ا", "ن", "و")


def perfect_cores(verb: str) -> Iterator[str]:
    """Folded forms of a perfect given as third person masculine singular, active or passive."""
    form = fold(verb).text
    if verb.endswith(("أ", "ئ")):
        yield from (form + ending for ending in _PERFECT_ENDINGS)
        yield from (form[:-1] + ending for ending in ("ووا", "اوا", "وو", "ءوا"))  # لجؤوا, لجأوا, لجأو(ه), بدءوا
    elif form[-1] in "اي":  # أجلى, نجا: the last letter changes or falls before an ending
        yield form
        base = form[:-1]
        yield from (base + ending for ending in ("ي", "ت", "تا", "وا", "يا", "ينا", "يت", "يوا"))
        # Without their pronoun these two are other words (أجلا, "a term").
        yield from (base + vowel + pronoun for vowel in "او" for pronoun in _PRONOUNS)
    else:
        yield from (form + ending for ending in (*_PERFECT_ENDINGS, "و"))  # و: قصفو(ه), before a pronoun


def imperfect_cores(verb: str) -> Iterator[str]:
    """Folded forms, with each subject prefix, of an imperfect given as third person masculine singular."""
    form = fold(verb).text
    for subject in "يتن":
        stem = subject + form[1:]
        base = stem[:-1]
        if verb.endswith(("أ", "ئ")):
            yield from (stem + ending for ending in _IMPERFECT_ENDINGS)
            yield from (base + ending for ending in ("وون", "ووا", "اون", "اوا"))
        elif form[-1] in "ايو":
            yield stem
            yield from (base + ending for ending in ("ون", "وا", "ين", "يان"))
            # "يخلو" alone is "is empty", not "they clear"
            yield from (base + vowel + pronoun for vowel in "او" for pronoun in _PRONOUNS)
        else:
            yield from (stem + ending for ending in _IMPERFECT_ENDINGS)


def noun_cores(singular: str, plurals: tuple[str, ...] = (), has_sound_plural: bool = False) -> Iterator[str]:
    """Folded forms of a noun, adjective or participle and of the plurals that are given.

    Dual and ات are always made: a form that no writer uses costs a few bytes, a missing
    one costs a report. `has_sound_plural` adds ون/ين and what they become before a
    genitive (مسلحو داعش) and the feminine; never for plain nouns, where the same letters
    make another word (حرب, حربي).
    """
    for word in (singular, *plurals):
        form = fold(word).text
        yield form
        if word.endswith("ة"):
            yield from (form[:-1] + ending for ending in ("ات", "تان", "تين", "تا", "تي", "ت"))  # ت before a pronoun
        elif word.endswith("اء"):
            yield from (form[:-1] + hamza + ending for hamza in "ءوي" for ending in ("", "ات", "ان", "ين"))
        else:
            yield from (form + ending for ending in ("ات", "ان", "ين", "ا"))
        if has_sound_plural and word == singular:
            yield from (form + ending for ending in ("ه", "ون", "و", "ي", "تين", "تان"))
            if form.endswith("ي"):
                yield from (form[:-1] + ending for ending in ("ون", "ين", "ا"))


def readings(word: str, kind: str) -> Iterator[str]:
    """Every core that a folded word can hold when it is read as this kind.

    A pronoun is never cut from a word with the article. At most a few dozen cores
    come out, whatever the word: the cost of a text stays linear.
    """
    if len(word) > _LONGEST_WORD:
        return
    pronouns = () if kind in (FIXED, EXACT) else _PRONOUNS_AT.get(word[-1:], ())
    for before in _BEFORE_AT[kind].get(word[:1], _NOTHING):
        if not word.startswith(before):
            continue
        rest = word[len(before) :]
        if len(rest) < 2:
            continue
        yield rest
        if pronouns and not before.endswith(_ARTICLES):
            yield from (rest[: -len(p)] for p in pronouns if rest.endswith(p) and len(rest) > len(p) + 1)
