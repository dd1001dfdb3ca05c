"""The sample articles: enough of them, of every kind, with labels that annotation knows."""

from __future__ import annotations

from collections import Counter

import pytest

from samples.feeds import load_feeds
from samples.render import FORMS
from samples.texts import NEWSROOM, Article, load_articles

ARTICLES = load_articles()
OWN = [article for article in ARTICLES if not article.reprint_of]

# The labels of the annotation guideline.
SUBTYPES = {
    "conflict": {
        "battle",
        "air_strike",
        "shelling",
        "bombing",
        "armed_attack",
        "abduction",
        "siege",
        "territory_change",
        "ceasefire_or_deal",
        "exchange",
    },
    "evacuation": {
        "deal_evacuation",
        "civilian_evacuation",
        "medical_evacuation",
        "nationals_evacuation",
        "disaster_evacuation",
    },
    "displacement": {"flight", "displaced_people", "return"},
}
DATELINE_STYLES = {
    "plain",
    "double_brackets",
    "weekday",
    "two_places",
    "levantine",
    "levantine_double",
    "maghreb",
    "arabic_indic_digits",
    "slashes",
    "slashes_without_year",
}


def by_slug(slug: str) -> Article:
    return next(article for article in ARTICLES if article.slug == slug)


def test_there_are_more_than_44_own_texts_and_none_is_told_twice() -> None:
    assert len(OWN) > 44
    assert len({article.body for article in OWN}) == len(OWN)
    assert len({article.title for article in OWN}) == len(OWN)


def test_every_url_is_one_article() -> None:
    assert not [url for url, times in Counter(article.url for article in ARTICLES).items() if times > 1]


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article.slug)
def test_article_is_complete(article: Article) -> None:
    assert article.title
    assert article.why
    assert article.template in FORMS
    assert article.feeds
    assert set(article.feeds) <= {feed.id for feed in load_feeds()}
    assert 80 <= len(" ".join(article.body).split()) <= 400
    assert article.dateline is not None
    assert article.body[0].startswith(article.dateline.text)
    assert 0 <= (article.published.astimezone(NEWSROOM).date() - article.dateline.on).days <= 2


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article.slug)
def test_labels_are_those_of_the_guideline(article: Article) -> None:
    assert len(set(article.tags)) == len(article.tags)
    for tag, subtype, trigger in article.tags:
        assert subtype in SUBTYPES[tag]
        assert trigger in ({None} if tag == "conflict" else {"conflict", "disaster", "other"})


def test_every_subtype_is_labelled_somewhere() -> None:
    labelled = {(tag, subtype) for article in OWN for tag, subtype, _ in article.tags}
    assert labelled == {(tag, subtype) for tag, subtypes in SUBTYPES.items() for subtype in subtypes}


def test_deals_and_hard_negatives_are_several() -> None:
    deals = [a for a in OWN if any(subtype == "deal_evacuation" for _, subtype, _ in a.tags)]
    assert len(deals) >= 5
    assert len([article for article in OWN if not article.tags]) >= 15


@pytest.mark.parametrize("words", ["تدريب على الإخلاء", "إخلاء سبيل", "حرب الأسعار", "الحرب التجارية", "معركة الصدارة"])
def test_hard_negatives_use_the_words_of_the_real_thing(words: str) -> None:
    texts = [article for article in OWN if words in "\n".join([article.title, *article.body])]
    assert texts
    assert not [article.slug for article in texts if article.tags]


def test_every_template_and_dateline_style_occurs() -> None:
    assert {article.template for article in ARTICLES} == set(FORMS)
    assert {article.dateline.style for article in OWN if article.dateline} >= DATELINE_STYLES


def test_templates_hold_articles_of_their_years() -> None:
    years = {
        template: {article.published.year for article in OWN if article.template == template} for template in FORMS
    }
    assert years["old_2012"] == {2012}
    assert years["xinhuanet_2019"] == {2019, 2020}
    assert years["news_2023"] == {2023}
    assert min(years["arabic_2022"]) == 2022
    assert max(years["arabic_2022"]) == 2026


def test_seed_report_carries_its_deal_and_its_wounded() -> None:
    seed = by_slug("seed-qalamoun")
    assert ("evacuation", "deal_evacuation", "conflict") in seed.tags
    assert ("evacuation", "medical_evacuation", "conflict") in seed.tags
    assert not [tag for tag in seed.tags if tag[1] == "abduction"]


def test_correction_changes_title_and_figures_and_nothing_else() -> None:
    before = by_slug("flood-corrected")
    after = before.in_phase(2)
    assert after.title != before.title
    assert len(after.body) == len(before.body)
    changed = [pair for pair in zip(before.body, after.body, strict=True) if pair[0] != pair[1]]
    assert len(changed) == 2
    assert after.changed_at > before.changed_at
    assert before.in_phase(1) == before


def test_reprint_has_the_text_and_labels_of_its_original_at_another_host() -> None:
    reprint = by_slug("people-waer-reprint")
    original = by_slug(reprint.reprint_of)
    assert (reprint.title, reprint.body, reprint.tags) == (original.title, original.body, original.tags)
    assert reprint.url.split("/")[2] != original.url.split("/")[2]
