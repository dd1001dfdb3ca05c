"""Who acts: armed groups, armies, states, agencies and coalitions that a text names."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.derive.arabic import Words, fold
from pipeline.derive.inflect import noun_cores
from pipeline.derive.place_words import cut_clitics

if TYPE_CHECKING:
    from pipeline.derive.match import Reading  # which reads the clues, which name the actors

KINDS = ("armed_group", "army", "state", "agency", "coalition")

_FOLDER = Path(__file__).parent / "lexicons"
_OF_COUNTRY = {"army": ("الجيش", ""), "state": ("الحكومة", "ة")}
_LONGEST = 30

# Clitic, first word, most words and second words of the names that a word can begin.
Start = tuple[str, str, int, set[str]]


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who acts. `kind` is one of KINDS, `country` ISO 3166-1 alpha-2 or "", `wikidata` an id or ""."""

    actor_id: str
    name: str
    kind: str
    country: str
    wikidata: str = ""
    not_before: frozenset[str] = frozenset()
    not_with: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ActorMention:
    """Words [first, last) of a reading that name an actor; [start, end) of the published text, without clitics.

    `country` is "" where the actor has none or the text does not tell it: "الجيش" alone is
    `army` of nobody unless an army with its country was named before.
    """

    first: int
    last: int
    start: int
    end: int
    actor_id: str
    kind: str
    country: str


@dataclass(eq=False)
class Actors:
    """All actors by folded name. Pickles; never changed after it is loaded.

    `names` maps names to actors, `nouns` those that an adjective makes one of a country (الجيش) to
    army or state, `alone` lists the nouns that mean somebody without it; `adjectives` maps
    السورية and سورية to SY, `countries` SY to سوري. `sizes` maps each first word to the most words of a name,
    `seconds` to the words that can follow.
    """

    by_id: dict[str, Actor] = field(default_factory=dict)
    names: dict[str, Actor] = field(default_factory=dict)
    nouns: dict[str, str] = field(default_factory=dict)
    alone: set[str] = field(default_factory=set)
    adjectives: dict[str, str] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    seconds: dict[str, set[str]] = field(default_factory=dict)
    countries: dict[str, str] = field(default_factory=dict)

    def actor(self, actor_id: str) -> Actor:
        """The actor of an id that find_actors gave. Armies and states bear the plain name of their country's, not
        one of the names that parties to a war give each other.
        """
        kind, _, country = actor_id.partition(":")
        if kind not in _OF_COUNTRY:
            return self.by_id[actor_id]
        noun, ending = _OF_COUNTRY[kind]
        adjective = " ".join(f"ال{word}{ending}" for word in self.countries.get(country, "").split())
        return Actor(actor_id, f"{noun} {adjective or country}".strip(), kind, country)

    def add_name(self, name: str) -> str:
        """The folded name, once its first word is known."""
        words = fold(name).text.split()
        self.sizes[words[0]] = max(len(words), self.sizes.get(words[0], 0))
        self.seconds.setdefault(words[0], set()).update(words[1:2])
        return " ".join(words)

    def starts(self, word: str) -> tuple[Start, ...]:
        """The names that a folded word can begin; none for most words."""
        cut = cut_clitics(word) if len(word) <= _LONGEST else ()
        return tuple((clitic, core, self.sizes[core], self.seconds[core]) for clitic, core in cut if core in self.sizes)


@lru_cache(maxsize=1)
def load_actors() -> Actors:
    """The project's actors, read once a process from lexicons/actors.toml and countries.toml."""
    tables = tomllib.loads((_FOLDER / "actors.toml").read_text(encoding="utf-8"))
    countries = tomllib.loads((_FOLDER / "countries.toml").read_text(encoding="utf-8"))
    actors = Actors()
    for kind in KINDS:
        for actor_id, entry in tables[kind].items():
            _add(actors, kind, actor_id, entry)
    of_country = tables["of_country"]
    for kind in ("army", "state"):
        for noun in of_country[kind]:
            actors.nouns[actors.add_name(noun)] = kind
            indefinite = " ".join(word.removeprefix("ال") for word in noun.split())
            actors.nouns.setdefault(actors.add_name(indefinite), kind)
    actors.alone.update(map(actors.add_name, of_country["alone"]))
    for code, country in countries.items():
        actors.countries[code] = country["adjectives"][0] if country["adjectives"] else ""
        for adjective in country["adjectives"]:
            _add_adjective(actors, code, adjective)
    return actors


def _add(actors: Actors, kind: str, actor_id: str, entry: dict[str, Any]) -> None:
    names = entry["names"]
    not_before = frozenset(fold(" ".join(entry.get("not_before", ()))).text.split())
    not_with = frozenset(entry.get("not_with", ()))
    country, wikidata = entry.get("country", ""), entry.get("wikidata", "")
    actors.by_id[actor_id] = actor = Actor(actor_id, names[0], kind, country, wikidata, not_before, not_with)
    for name in names:
        actors.names[actors.add_name(name)] = actor


def _add_adjective(actors: Actors, code: str, adjective: str) -> None:
    """Definite and indefinite forms; of كوري جنوبي both words bend, of جنوب أفريقي the second."""
    first, _, second = adjective.rpartition(" ")
    seconds = list(noun_cores(second, has_sound_plural=True))
    pairs: Iterable[tuple[str, str]] = ((_fold(first), core) for core in seconds)
    if first.endswith("ي"):
        pairs = zip(noun_cores(first, has_sound_plural=True), seconds, strict=True)
    for one, two in pairs:
        actors.adjectives.setdefault(f"{one} {two}".strip(), code)
        definite = f"ال{one} ال{two}" if first.endswith("ي") else f"ال{one} {two}".replace("ال ", "ال")
        actors.adjectives.setdefault(definite, code)


def _fold(text: str) -> str:
    return fold(text).text


def find_actors(
    reading: Reading, actors: Actors, starts: Mapping[int, Sequence[Start]] | None = None
) -> list[ActorMention]:
    """Actors that a text names, in reading order; the longest name wins and spans never overlap.

    `starts` are the words that a name can begin at, where they are known already. Linear in the length of
    the text. A name that is something else before certain words (القاعدة الجوية) is left out there.
    """
    if starts is None:
        starts = {at: names for at, word in enumerate(reading.words.words) if (names := actors.starts(word))}
    found: list[ActorMention] = []
    last_country: dict[str, str] = {}
    free = 0
    for at, start in starts.items():
        if at < free:
            continue
        mention = _longest(reading, at, start, actors, last_country)
        if mention:
            found.append(mention)
            free = mention.last
            if mention.country and mention.kind in ("army", "state"):
                last_country[mention.kind] = mention.country
    return found


def _longest(
    reading: Reading, at: int, starts: Sequence[Start], actors: Actors, last_country: dict[str, str]
) -> ActorMention | None:
    words = reading.words
    end = words.sentence(at)[1]
    best: tuple[int, int, str, str, str] | None = None
    texts = words.words
    for clitic, core, size, seconds in starts:
        is_long = size > 1 and at + 1 < end and texts[at + 1] in seconds
        for last in range(min(at + size, end) if is_long else at + 1, at, -1):
            name = " ".join((core, *texts[at + 1 : last])) if is_long else core
            read = _named(name, clitic, last, end, words, actors) or _of_country(
                name, last, end, words, actors, last_country
            )
            if read and (best is None or read[0] > best[0]):
                best = (read[0], len(clitic), *read[1:])
                break
    if best is None:
        return None
    last, cut, actor_id, kind, country = best
    start, stop = reading.folded.span(words.offsets[at] + cut, words.end(last - 1))
    return ActorMention(at, last, start, stop, actor_id, kind, country)


_Read = tuple[int, str, str, str]  # last word, id, kind, country


def _named(name: str, clitic: str, last: int, end: int, words: Words, actors: Actors) -> _Read | None:
    actor = actors.names.get(name)
    following = words.words[last] if last < end else ""
    if actor is None or following in actor.not_before or clitic in actor.not_with:
        return None
    if actor.country and actors.adjectives.get(following) == actor.country:
        last += 1  # "قوات النظام السوري", "أنصار الله اليمنية"
    return last, actor.actor_id, actor.kind, actor.country


def _of_country(
    name: str, last: int, end: int, words: Words, actors: Actors, last_country: dict[str, str]
) -> _Read | None:
    kind = actors.nouns.get(name)
    if kind is None:
        return None
    is_definite = name.startswith("ال") or " ال" in name
    texts = words.words
    for size in (2, 1):
        if last + size > end:
            continue
        adjective = f"{texts[last]} {texts[last + 1]}" if size == 2 else texts[last]
        country = actors.adjectives.get(adjective)
        if country and adjective.startswith("ال") == is_definite:
            return last + size, f"{kind}:{country}", kind, country
    if name in actors.alone:
        country = last_country.get(kind, "")
        return last, f"{kind}:{country}" if country else kind, kind, country
    return None
