"""The index is made, renewed with what is new, and asked as a reader of a paper would ask."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from evals.search_home import home_of, number_of
from pipeline.report.search import Question, SearchError, ask
from pipeline.search import index as indexing
from pipeline.search.attached import attach_index
from pipeline.search.index import renew_index
from pipeline.search.postings import Text, joined, postings
from pipeline.search.terms import Terms
from pipeline.settings import Settings
from tests.support import rows, silent

NOON = datetime.fromisoformat("2017-08-28 12:00:00")
TEXTS = (
    ("إجلاء مسلحي داعش من جرود قارة", "غادرت الحافلات التي تقل المسلحين وعائلاتهم جرود قارة."),
    ("مجلس الأمن يبحث الوضع في حلب", "عقد مجلس الأمن جلسة.\nوطالب المجلس بإجلاء المدنيين من حلب."),
    ("أمن الحدود", "بحث مجلس النواب أمن الحدود، ثم الأمن في المجلس."),
    ("مباراة", "فاز الفريق في مباراة الأمس بثلاثة أهداف."),
)


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    return home_of(tmp_path / "home", [(*text, NOON + timedelta(days=at)) for at, text in enumerate(TEXTS)])


def found(settings: Settings, query: str, **more: Any) -> list[int]:
    return [number_of(hit["revision_id"]) for hit in ask(settings, Question(query, **more)).hits]


def test_words_are_found_in_every_form_and_the_title_counts_most(home: Settings) -> None:
    assert found(home, "اجلاء المسلحون") == [0]
    assert found(home, "إجلاء") == [0, 1]
    assert found(home, "مدني وحلب") == [1]


def test_phrase_stands_together_in_its_order_within_title_or_body(home: Settings) -> None:
    assert found(home, "مجلس الأمن") == [1, 2]
    assert found(home, '"مجلس الأمن"') == [1]
    assert found(home, '"الأمن مجلس"') == []
    assert found(home, '"جرود قارة غادرت"') == []  # the end of a title and the beginning of its body
    assert found(home, '"في حلب" الأمن') == [1]
    assert found(home, "«مجلس الأمن»") == found(home, "“مجلس الأمن”") == [1]
    assert found(home, "«الأمن مجلس»") == []
    assert found(home, '"الأمن') == [2, 1]  # a quotation mark that nobody closed


def test_phrase_of_more_words_than_are_looked_up_is_found(tmp_path: Path) -> None:
    words = [f"كلمة{letter * 3}" for letter in "بتثجحخدذرزسشصض"]
    texts = [("أولا", " ".join(words), NOON), ("ثانيا", " ".join(reversed(words)), NOON)]
    assert found(home_of(tmp_path / "home", texts), f'"{" ".join(words)}"') == [0]


def test_phrase_of_common_words_is_found_by_their_pairs(tmp_path: Path) -> None:
    texts = [
        ("من قبل", "أعلن من قبل الجيش.", NOON),
        ("قبل", "من جهة أخرى قبل ذلك من", NOON),
        ("بيان من", "قبل الجيش ومن قبله أيضا", NOON),
        ("خبر", "ما هو من قبل الجيش", NOON),
    ]
    home = home_of(tmp_path / "home", texts)
    assert found(home, '"من قبل"') == [0, 3]
    assert found(home, '"من قبل الجيش"') == [0, 3]
    assert found(home, '"ما هو من قبل الجيش"') == [3]
    assert found(home, '"قبل من"') == []
    assert sorted(found(home, "من قبل")) == [0, 1, 2, 3]
    # Found so without reading where each of the words stands.
    with duckdb.connect(str(home.database), read_only=True) as connection:
        attach_index(connection, home)
        asked = """SELECT term FROM search_index.main.asked('"من قبل الجيش"') WHERE is_wanted ORDER BY place"""
        wanted = connection.execute(asked).fetchall()
    assert [len(term.split()) for (term,) in wanted] == [2, 1]


def test_where_no_article_has_all_words_some_are_enough(home: Settings) -> None:
    answer = ask(home, Question("مباراة حلب"))
    assert answer.is_any_word
    assert {number_of(hit["revision_id"]) for hit in answer.hits} == {1, 3}
    assert found(home, "من") == [0, 1]  # a common word alone is looked for
    assert found(home, "من مباراة") == [3]  # and is left out beside another


def test_period_bounds_what_is_found(home: Settings) -> None:
    assert found(home, "إجلاء", since=NOON + timedelta(days=1)) == [1]
    assert found(home, "إجلاء", until=NOON + timedelta(days=1)) == [0]


def test_snippet_is_published_text_and_offsets_lead_to_it(home: Settings) -> None:
    (hit, _) = ask(home, Question("إجلاء حلب", is_any_word=True)).hits
    body = TEXTS[1][1]
    assert body.startswith(hit["snippet"], hit["snippet_start"])
    assert [body[span["start_char"] : span["end_char"]] for span in hit["hits"]] == ["بإجلاء", "حلب"]
    assert [TEXTS[1][0][span["start_char"] : span["end_char"]] for span in hit["title_hits"]] == ["حلب"]
    assert "⟦بإجلاء⟧" in hit["marked"]


def test_text_with_vowel_signs_ligatures_and_markup_is_marked_where_it_stands(tmp_path: Path) -> None:
    body = "<b>قال</b> إنَّ المُسَلَّحين 😀 غادروا ﺍﻷﻣﻦ\u200f، وبقي'الأمن'."
    settings = home_of(tmp_path / "home", [("'); DROP TABLE revisions; --", body, NOON)])
    (hit,) = ask(settings, Question("مسلح 'الأمن'")).hits
    assert [body[span["start_char"] : span["end_char"]] for span in hit["hits"]][:2] == ["المُسَلَّحين", "ﺍﻷﻣﻦ\u200f"]


def test_query_without_words_and_home_without_index_say_what_to_do(home: Settings) -> None:
    for query in ("", "؟ !", '""', "  "):
        with pytest.raises(SearchError, match="no word to look for"):
            ask(home, Question(query))
    home.search_index.unlink()
    with pytest.raises(SearchError, match="marsad daily"):
        ask(home, Question("حلب"))


def test_hostile_queries_are_answered(home: Settings) -> None:
    for query in (
        "حلب' OR 1=1 --",
        "حلب; DROP TABLE texts",
        "حلب $1 ? %",
        "ا" * 5_000,
        "حلب " * 2_000,
        "\u202eحلب",
        "_",
    ):
        ask(home, Question(query))
    assert found(home, " ".join(TEXTS[1][1].split() * 3)) == [1]  # more words than are looked up


def test_only_who_asks_for_a_name_waits_for_the_mentions(home: Settings) -> None:
    def plan(arguments: str) -> str:
        with duckdb.connect(str(home.database), read_only=True) as connection:
            attach_index(connection, home)
            return str(connection.execute(f"EXPLAIN (FORMAT json) FROM search_hits({arguments})").fetchall())

    assert "mentions" in plan("'حلب', named := 'حلب'")
    assert "mentions" not in plan("'حلب', tagged := 'conflict', since := '2017-01-01'")


def test_hits_are_counted_and_weighed_without_reading_an_id(home: Settings) -> None:
    with duckdb.connect(str(home.database), read_only=True) as connection:
        attach_index(connection, home)
        shared = "text_no, published_at, score, words_found"
        hits = connection.execute(f"SELECT {shared} FROM search_hits('الأمن') ORDER BY ALL").fetchall()
        assert len(hits) == 2
        assert connection.execute(f"SELECT {shared} FROM search_numbers('الأمن') ORDER BY ALL").fetchall() == hits
        plan = str(
            connection.execute(
                "EXPLAIN (FORMAT json) SELECT count(*), sum(score) FROM search_numbers('حلب')"
            ).fetchall()
        )
        assert "word_count" in plan
        assert "revision_id" not in plan


def test_texts_shown_are_read_by_the_indexes_of_the_snapshot(home: Settings) -> None:
    with duckdb.connect(str(home.database), read_only=True) as connection:
        attach_index(connection, home)
        ((_, plan),) = connection.execute("EXPLAIN (ANALYZE, FORMAT json) FROM search('الأمن')").fetchall()
    scans = {found["Table"].split(".")[-1]: found["Type"] for found in scans_of(json.loads(plan)) if "Table" in found}
    assert {table for table, kind in scans.items() if kind == "Index Scan"} >= {"revisions", "articles", "tags"}


def scans_of(operator: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield operator.get("extra_info", {})
    for child in operator["children"]:
        yield from scans_of(child)


def test_text_that_is_no_longer_current_is_not_shown_before_the_index_is_renewed(home: Settings) -> None:
    changed(home, "UPDATE revisions SET is_current = false WHERE title = 'أمن الحدود'")
    assert found(home, "الأمن") == [1]


def test_text_without_a_date_is_shown(home: Settings) -> None:
    changed(home, "UPDATE revisions SET published_at = NULL WHERE title = 'مباراة' OR title = 'أمن الحدود'")
    renew_index(home, silent)
    (hit,) = ask(home, Question("مباراة")).hits
    assert hit["published_at"] is None
    assert found(home, "الأمن") == [2, 1]


def changed(settings: Settings, statement: str) -> None:
    """Change the snapshot as a publication would: in a new file that takes its place."""
    copy = settings.home / "copy.duckdb"
    shutil.copyfile(settings.database, copy)
    with duckdb.connect(str(copy)) as connection:
        connection.execute(statement)
    copy.replace(settings.database)


def test_renewed_index_finds_what_is_new_and_not_what_is_gone(home: Settings) -> None:
    reader = duckdb.connect(str(home.search_index), read_only=True)
    assert renew_index(home, silent) == 0
    changed(
        home,
        """UPDATE revisions SET is_current = false WHERE title = 'مباراة';
           UPDATE revisions SET published_at = TIMESTAMP '2020-01-01' WHERE title = 'أمن الحدود';
           INSERT INTO revisions BY NAME SELECT * REPLACE ('9' AS revision_id, 'زلزال' AS title, 'زلزال' AS body)
           FROM revisions WHERE title = 'أمن الحدود'""",
    )
    # A segment with so few texts is made again as a whole.
    assert renew_index(home, silent) == 4
    assert found(home, "زلزال") == [9]
    assert found(home, "مباراة") == []
    assert found(home, "الحدود", since=datetime.fromisoformat("2019-01-01")) == [2]
    assert reader.execute("SELECT count(*) FROM texts").fetchall() == [(4,)]  # an open reader keeps what it had
    reader.close()
    assert rows(home.search_index, "SELECT count(*), count(DISTINCT text_no) FROM texts") == [(4, 4)]


def test_full_segments_stay_and_the_dead_are_not_found(home: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "SMALL", 0)
    changed(
        home,
        """UPDATE revisions SET is_current = false WHERE title = 'مباراة';
           INSERT INTO revisions BY NAME
           SELECT * REPLACE ('9' AS revision_id, 'زلزال في حلب' AS title, true AS is_current)
           FROM revisions WHERE title = 'مباراة'""",
    )
    monkeypatch.setattr(indexing, "MOST_GONE", 1.0)
    assert renew_index(home, silent) == 1
    assert rows(home.search_index, "SELECT DISTINCT segment_no FROM postings ORDER BY ALL") == [(0,), (1,)]
    assert set(found(home, "حلب")) == {1, 9}
    assert found(home, "مباراة") == [9]  # its body still says so; the old text is gone
    assert found(home, '"مباراة الأمس"') == [9]


def test_postings_are_the_same_whatever_pieces_they_are_made_in(tmp_path: Path) -> None:
    texts: list[Text] = [
        (f"{title} {number}", f"{body} وقال من على هذه") for number in range(5) for title, body in TEXTS
    ]
    whole = joined([postings(3, 0, texts, Terms())[0]])
    terms, pieces, counts = Terms(), [], []
    for first in range(0, len(texts), 3):
        piece, words = postings(3, first, texts[first : first + 3], terms)
        pieces.append(piece)
        counts += words
    assert joined(pieces).to_pylist() == whole.to_pylist()
    assert counts == postings(3, 0, texts, Terms())[1]
    names = whole["term"].to_pylist()
    assert names == sorted(set(names))


def test_segment_of_several_pieces_numbers_its_texts_in_a_row(home: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    before = rows(home.search_index, "FROM postings ORDER BY term")
    home.search_index.unlink()
    monkeypatch.setattr(indexing, "PIECE", 1)
    assert renew_index(home, silent) == 4
    assert rows(home.search_index, "FROM postings ORDER BY term") == before
    home.search_index.unlink()
    monkeypatch.setattr(indexing, "SEGMENT", 2)
    assert renew_index(home, silent) == 4
    numbered = rows(home.search_index, "SELECT DISTINCT segment_no, unnest(texts) FROM postings ORDER BY ALL")
    assert numbered == [(0, 0), (0, 1), (1, 0), (1, 1)]


def test_index_of_other_code_is_made_anew(home: Settings) -> None:
    with duckdb.connect(str(home.search_index)) as connection:
        connection.execute("UPDATE facts SET index_version = 'old'; DELETE FROM postings")
    assert renew_index(home, silent) == 4
    assert found(home, "إجلاء") == [0, 1]


def test_empty_warehouse_has_an_index_that_finds_nothing(tmp_path: Path) -> None:
    settings = home_of(tmp_path / "home", [])
    assert settings.search_index.exists()
    assert found(settings, "حلب") == []
