"""Actors in texts: groups, armies and states of every country, agencies."""

from __future__ import annotations

import pickle
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.derive import actors as module
from pipeline.derive.actors import KINDS, find_actors, load_actors
from pipeline.derive.match import read
from pipeline.derive.rules import load_rules


def _ids(text: str) -> list[str]:
    return [mention.actor_id for mention in find_actors(read(text, load_rules()), load_actors())]


def _spans(text: str) -> list[str]:
    return [text[m.start : m.end] for m in find_actors(read(text, load_rules()), load_actors())]


@pytest.mark.parametrize(
    ("text", "actor_id"),
    [
        ("مقاتلو تنظيم الدولة الاسلامية", "daesh"),
        ("وداعش", "daesh"),
        ("اتفق مع هيئة تحرير الشام", "nusra"),
        ("المرتبطة بالقاعدة", "al-qaeda"),
        ("تنظيم القاعدة في جزيرة العرب", "aqap"),
        ("كتائب حزب الله العراقي", "kataib-hezbollah"),
        ("المتمردين الحوثيين", "houthis"),
        ("قوات سوريا الديمقراطية", "sdf"),
        ("متمردي إم 23", "m23"),
        ("قوات الدعم السريع", "rsf"),
        ("حركة طالبان باكستان", "ttp"),
        ("الهلال الأحمر العربي السوري", "sarc"),
        ("للصليب الأحمر الدولي", "icrc"),
        ("وللأمم المتحدة", "un"),
        ("حلف شمال الأطلسي", "nato"),
        ("قوات النظام السوري", "army:SY"),
        ("الجيش السوري الحر", "fsa"),
    ],
)
def test_names_and_aliases_are_found_with_clitics_and_the_longest_wins(text: str, actor_id: str) -> None:
    assert _ids(text) == [actor_id]


@pytest.mark.parametrize(
    ("text", "actor_id", "country"),
    [
        ("أعلن الجيش السوري", "army:SY", "SY"),
        ("القوات المسلحة السودانية", "army:SD", "SD"),
        ("طائرات روسية", "army:RU", "RU"),
        ("والقوات الحكومية اليمنية", "army:YE", "YE"),
        ("الحكومة الفلبينية", "state:PH", "PH"),
        ("السلطات الكورية الجنوبية", "state:KR", "KR"),
        ("الجيش الجنوب أفريقي", "army:ZA", "ZA"),
    ],
)
def test_adjective_of_any_country_makes_its_army_and_state(text: str, actor_id: str, country: str) -> None:
    (found,) = find_actors(read(text, load_rules()), load_actors())
    assert (found.actor_id, found.kind, found.country) == (actor_id, actor_id.split(":")[0], country)


def test_army_alone_is_that_of_the_country_named_last_before_it() -> None:
    assert _ids("قال الجيش اللبناني إنه تقدم. وأضاف الجيش") == ["army:LB", "army:LB"]
    assert _ids("وقال الجيش") == ["army"]


def test_definite_noun_takes_no_indefinite_adjective() -> None:
    assert _ids("سقطت القوات سورية") == []


@pytest.mark.parametrize(
    "text",
    [
        "القاعدة الجوية في حميميم",
        "استقبلوه بحماس",
        "لقاء في 23 مارس الماضي",
        "طالبان في الجامعة",
        "الطائرات في المطار",
    ],
)
def test_word_that_is_another_thing_here_is_no_actor(text: str) -> None:
    assert _ids(text) == []


def test_span_leaves_the_clitic_out_and_stays_in_the_sentence() -> None:
    assert _spans("وحزب الله اللبناني وللحكومة السورية") == ["حزب الله اللبناني", "لحكومة السورية"]
    assert _ids("في الدعم. السريع") == []


def test_every_actor_has_a_kind_a_name_and_sound_codes() -> None:
    actors = load_actors()
    for actor in actors.by_id.values():
        assert actor.kind in KINDS
        assert actor.country == "" or (len(actor.country) == 2 and actor.country.isupper())
        assert actor.wikidata == "" or actor.wikidata[1:].isdigit()
    assert len(actors.by_id) > 120


def test_no_name_stands_for_two_actors() -> None:
    actors = load_actors()
    seen: dict[str, str] = {}
    table = tomllib.loads((Path(module.__file__).parent / "lexicons" / "actors.toml").read_text(encoding="utf-8"))
    for kind in KINDS:
        for actor_id, entry in table[kind].items():
            for name in entry["names"]:
                assert seen.setdefault(name, actor_id) == actor_id
                assert actors.names[actors.add_name(name)].actor_id == actor_id


def test_actors_pickle() -> None:
    copy = pickle.loads(pickle.dumps(load_actors()))
    assert copy.by_id == load_actors().by_id


@given(
    st.one_of(
        st.text(), st.lists(st.sampled_from(["الجيش", "السوري", "وداعش", "حزب", "الله", ".", "قوات"])).map(" ".join)
    )
)
def test_any_text_gives_ordered_spans_inside_it(text: str) -> None:
    at = 0
    for mention in find_actors(read(text, load_rules()), load_actors()):
        assert at <= mention.first < mention.last
        assert 0 <= mention.start < mention.end <= len(text)
        at = mention.last


@pytest.mark.parametrize(
    ("actor_id", "name"),
    [
        ("army:SY", "الجيش السوري"),
        ("state:YE", "الحكومة اليمنية"),
        ("army:KR", "الجيش الكوري الجنوبي"),
        ("army", "الجيش"),
    ],
)
def test_army_and_state_bear_a_plain_name(actor_id: str, name: str) -> None:
    assert load_actors().actor(actor_id).name == name
