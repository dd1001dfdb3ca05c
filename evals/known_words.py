"""`python -m evals.known_words SHARED`: make pipeline/search/known.tsv, the frequent words and their terms.

Which letters of a word are its own is told by how often newspapers write it: الوزير shows that the و of وزير is no
"and", and دمشق stands so much more often than بدمشق that ب is the preposition. Broken plurals and imperfects come from
the lists of words that rules inflect. The file holds single words, no text.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from evals.data import data_folder, newspaper_day
from pipeline.derive.arabic import fold
from pipeline.derive.inflect import NOUN, readings
from pipeline.search.terms import KNOWN, regular

_word = re.compile(r"\w+")
_DERIVE = Path(__file__).parents[1] / "pipeline" / "derive"
_LEAST = 12
# Of how often a word is written, one in so many is the least for its rest, alone and with the article.
_SHARE = 8
# Prepositions and "so" that are written on to a word without an article, with an "and" before them or not.
_ONE = re.compile(r"^(و?[بلكف])(\w{3,})$")
# Countries whose end looks like a plural; لبنان is no milk.
_NAMES = "لبنان إيران السودان عمان باكستان أفغانستان اليونان اليابان طاجيكستان كازاخستان كردستان"


def main() -> int:
    """Count the words, write the file."""
    folder = data_folder(Path(sys.argv[1]))
    counts: Counter[str] = Counter()
    for path in sorted((folder / "corpus" / "saudinewsnet").glob("*.zip")):
        for report in newspaper_day(folder, path.stem):
            for text in (report.title, *report.paragraphs):
                counts.update(_word.findall(fold(text.lower()).text))
    others = dict(_other_forms())
    names = {regular(bare): bare for bare in (fold(name).text.removeprefix("ال") for name in _NAMES.split())}
    found = {}
    for word, count in sorted(counts.items()):
        if (count >= _LEAST and not _is_attached(word, counts)) or word in others:
            found[word] = _term(word, counts, others, names)
    lines = (word if term == regular(word) else f"{word}\t{term}" for word, term in found.items())
    head = "# Frequent folded words, with their terms where the rule is wrong; made by evals/known_words.py."
    KNOWN.write_text("\n".join([head, *lines, ""]), encoding="utf-8")
    print(f"{len(found)} words")
    return 0


def _is_attached(word: str, counts: Counter[str]) -> bool:
    """Whether the first letter is a preposition: the rest is written far more often, or is a noun that is no rarity and
    takes the article, as the word never does: لوقف is "for" and وقف, and لجنة a word of its own.
    """
    one = _ONE.match(word)
    if one is None or counts["ال" + word]:
        return False
    alone, definite = counts[one[2]], counts["ال" + one[2]]
    return alone >= 3 * counts[word] or (_SHARE * alone >= counts[word] and _SHARE * definite >= counts[word])


def _term(word: str, counts: Counter[str], others: dict[str, str], names: dict[str, str]) -> str:
    if word in others:
        return others[word]
    has_article = word.startswith(("وال", "ولل", "وبال", "وكال"))
    is_rare_without = not has_article and counts[word[1:]] < counts[word] / 10
    # Also as an object: وقفا, beside الوقف.
    has_definite = counts["ال" + word] > 1 or (word.endswith("ا") and counts["ال" + word[:-1]] > 1)
    if word.startswith("و") and len(word) > 3 and (has_definite or is_rare_without):
        # The rule leaves a و alone that stands behind an article.
        return regular("ال" + word)
    for core in readings(word, NOUN):
        if core in others:
            return others[core]
    term = regular(word)
    name = names.get(term)
    return name if name and name in word else term


def _other_forms() -> Iterator[tuple[str, str]]:
    """Folded broken plurals and imperfects, with the term of their singular or perfect."""
    lexicon = tomllib.loads((_DERIVE / "rules" / "lexicon.toml").read_text(encoding="utf-8"))
    pairs = [(first, form) for table in lexicon.values() for first, forms in table.items() for form in forms]
    casualties = tomllib.loads((_DERIVE / "lexicons" / "casualties.toml").read_text(encoding="utf-8"))
    for table in casualties.values():
        for entry in (*table["nouns"], *table["verbs"]):
            first, *forms = entry.split()
            pairs += [(first, form) for form in forms]
    for first, other in pairs:
        form, term = fold(other).text, regular(fold(first).text)
        if len(form) > 3 and regular(form) != term:
            yield form, term


if __name__ == "__main__":
    sys.exit(main())
