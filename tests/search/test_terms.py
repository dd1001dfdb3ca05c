"""Words are looked up alike in Python, which makes the index, and in SQL, which asks it."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.search.tables import create_index, fill_known
from pipeline.search.terms import terms_of
from samples.texts import load_articles


@pytest.fixture(scope="module")
def index() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("ATTACH ':memory:' AS search_index")
        create_index(connection)
        fill_known(connection)
        yield connection


def asked(index: duckdb.DuckDBPyConnection, query: str) -> list[str]:
    rows = index.execute("SELECT term FROM search_index.main.asked($query)", {"query": query}).fetchall()
    return [term for (term,) in rows]


@pytest.mark.parametrize(
    "written",
    [
        "المسلحين مسلحون مسلحو مسلحي والمسلحين للمسلحين مسلحيهم بالمسلحين المسلّحين المســلحين",
        "إجلاء اجلاء الإجلاء والإجلاء بالإجلاء إجلاءهم لإجلاء",
        "سوريا سورية السورية السوريين سوري",
        "مدينة المدينة مدينه بالمدينة ومدينتي",
        "عائلات عائلاتهم العائلات وعائلاتهم عائلة",
        "ﺍﻷﻣﻦ الأمن الامن أمن وأمن",
        "١٦ 16 ۱۶",
        "حلب وحلب بحلب لحلب",
        "وزير الوزير والوزير ووزير",
        "لبنان اللبنانية لبناني واللبنانيين",
        "قتيل القتلى وقتلى قتيلا بقتلى",
        "قصف يقصف القصف وقصفت",
        "صاروخ صواريخ بالصواريخ",
        "قال وقال وقالت",
        "حافلة حافلات الحافلات بالحافلات",
        "وقف لوقف وقفا الوقف بوقف ولوقف",
        "دعم لدعم بدعم الدعم",
    ],
)
def test_forms_of_a_word_are_one_term(written: str, index: duckdb.DuckDBPyConnection) -> None:
    assert len(set(terms_of(written))) == 1
    assert asked(index, written) == list(terms_of(written))


@pytest.mark.parametrize("letters", ["ها", "هما", "انا", "ونا", "هن", "كما", "ه"])
def test_endless_word_of_endings_is_read_at_once_and_stands_for_itself(
    letters: str, index: duckdb.DuckDBPyConnection
) -> None:
    word = letters * (60 // len(letters)) + "ق"
    assert asked(index, word) == list(terms_of(word))
    long = letters * 2_000_000 + "ق"
    assert terms_of(long) == (long,)
    assert asked(index, letters * 300 + "ق") == [letters * 300 + "ق"]


@pytest.mark.parametrize("pair", ["مسلح مسلم", "حلب طلب", "وزير زيارة", "لبنان لبن", "بيان يان", "فرنسا رنسا"])
def test_other_words_are_other_terms(pair: str) -> None:
    first, second = terms_of(pair)
    assert first != second


def test_sql_reads_every_word_of_the_sample_site_as_python_does(index: duckdb.DuckDBPyConnection) -> None:
    text = " ".join(part for article in load_articles() for part in (article.title, *article.body)).replace('"', " ")
    assert asked(index, text) == list(terms_of(text))


ARABIC = st.text(
    st.characters(min_codepoint=0x600, max_codepoint=0x6FF) | st.sampled_from(" aéZ_١9ﻷﻻ\u200fـ،.\n-"), max_size=60
)


@settings(max_examples=20, deadline=None)
@given(ARABIC)
def test_sql_reads_any_arabic_as_python_does(index: duckdb.DuckDBPyConnection, text: str) -> None:
    assert asked(index, text) == list(terms_of(text))
