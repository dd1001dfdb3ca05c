from __future__ import annotations

import pickle
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.derive.findings import find_passages, signals_of
from pipeline.derive.linear import features, read_model
from pipeline.derive.rules import load_rules, model_rules
from pipeline.derive.tags import tag_report

RULES = load_rules()
DAY = date(2017, 8, 28)
WORDS = st.sampled_from(["قصف", "الجيش", "مواقع", "المسلحين", "إجلاء", "سكان", "حافلة", "لاعب", ".", "\n", "28", "من"])


@settings(max_examples=60)
@given(st.lists(WORDS, max_size=40).map(" ".join), st.lists(WORDS, max_size=8).map(" ".join))
def test_fast_sums_are_those_of_the_features_the_model_was_trained_on(body: str, title: str) -> None:
    model = RULES.tag_model
    assert model is not None
    signals = signals_of(find_passages(title, body, DAY, RULES), RULES)
    slow = list(model.biases)
    for name, value in features(signals, RULES.concepts).items():
        for at, weight in enumerate(model.weights.get(name, ())):
            slow[at] += weight * value
    assert model.sums(signals) == pytest.approx(slow)


def test_report_without_a_rule_is_tagged_with_the_sentence_that_weighs_most() -> None:
    title = "فرقاطة تعود من ميناء عدن برعايا أجانب"
    body = (
        "رست في الميناء فجر اليوم فرقاطة قادمة من عدن، ونزل منها 186 راكبا من بينهم دبلوماسيون بعد أن اقترب القتال من"
        " بيوتهم. وأشاد الوزير بالطاقم."
    )
    tags = [tag for tag in tag_report(title, body, DAY, RULES).tags if tag.tag == "evacuation"]
    ids = {rule.id for rule in (*RULES.rules, *model_rules(RULES))}
    assert tags
    for tag in tags:
        for evidence in tag.evidence:
            assert evidence.rule_id in ids
            assert evidence.text == {"title": title, "body": body}[evidence.field][evidence.start : evidence.end]


def test_model_never_tags_what_the_rules_found_to_be_only_called_for_or_past() -> None:
    title = "الأمم المتحدة تدعو إلى إجلاء المدنيين"
    body = "دعت الأمم المتحدة إلى إجلاء المدنيين من المدينة."
    assert not [tag for tag in tag_report(title, body, DAY, RULES).tags if tag.tag == "evacuation"]


def test_sentence_on_its_own_that_tells_of_a_transport_of_civilians_is_an_evacuation_and_no_conflict() -> None:
    tags = tag_report("", "نقل الجيش مئات المدنيين من حمص إلى إدلب", DAY, RULES).tags
    assert {tag.tag for tag in tags} == {"evacuation"}


def test_sentence_on_its_own_is_weighed_by_the_model_of_short_texts() -> None:
    model = RULES.short_model
    assert model is not None
    assert model.outputs == ("conflict",)
    sentence = "قتل ثلاثة جنود وأصيب خمسة في هجوم شنه مسلحون على نقطة تفتيش"
    tags = [tag for tag in tag_report("", sentence, DAY, RULES).tags if tag.tag == "conflict"]
    assert tags
    signals = signals_of(find_passages("", sentence, DAY, RULES), RULES)
    assert RULES.tag_model is not None
    both = [part.probabilities(signals)["conflict"] for part in (model, RULES.tag_model)]
    assert max(tag.score for tag in tags) <= sum(both) / 2 + 0.001


def test_model_reads_its_lines_and_survives_pickling() -> None:
    model = read_model("# c\nbias\ta=-1 b=0.5\nword قصف\ta=2\n".encode(), ())
    assert (model.outputs, model.biases, model.words) == (("a", "b"), (-1.0, 0.5), {"قصف": (2.0, 0.0)})
    signals = signals_of(find_passages("", "قصف", None, RULES), RULES)
    assert pickle.loads(pickle.dumps(model)).sums(signals) == model.sums(signals) == (1.0, 0.5)
