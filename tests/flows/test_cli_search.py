"""`marsad search` and recipes from files, as a person and a program use them."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.settings import Settings
from tests.flows.test_cli import marsad

ROOT = Path(__file__).parents[2]


def test_search_shows_when_what_and_where_with_the_words_marked(sample_settings: Settings) -> None:
    result = marsad("search", "إجلاء المسلحين", "--from", "2017-08", "--tag", "evacuation", home=sample_settings.home)
    assert result.exit_code == 0
    assert "2017-08-28 17:58" in result.stdout
    assert "⟦إجلاء⟧ ⟦مسلحي⟧ داعش" in result.stdout
    assert "http://arabic.news.example/2017-08/29/c_136562140.htm" in result.stdout


def test_search_as_json_gives_offsets_into_the_published_text(sample_settings: Settings) -> None:
    result = marsad("search", "جرود قارة", "--phrase", "--to", "2017", "--json", home=sample_settings.home)
    told = json.loads(result.stdout)
    (hit,) = told["hits"]
    assert (told["found_count"], told["is_any_word"]) == (1, False)
    start = hit["snippet_start"]
    marked = [hit["snippet"][span["start_char"] - start : span["end_char"] - start] for span in hit["hits"]]
    assert marked[:2] == ["جرود", "قارة"]


def test_search_can_be_narrowed_and_paged(sample_settings: Settings) -> None:
    def titles(*more: str) -> list[str]:
        found = marsad("search", "إجلاء", "--limit", "3", "--json", *more, home=sample_settings.home)
        return [hit["title"] for hit in json.loads(found.stdout)["hits"]]

    assert len(titles()) == 3
    assert not set(titles()) & set(titles("--skip", "3"))
    assert titles("--subtype", "nationals_evacuation") != titles("--subtype", "medical_evacuation")
    assert titles("--named", "البوكمال")
    assert titles("--named", "البوكمال", "--from", "2020") == []


def test_what_nothing_holds_is_said_and_what_cannot_be_asked_is_usage(
    sample_settings: Settings, tmp_path: Path
) -> None:
    home = sample_settings.home
    assert "No article fits" in marsad("search", "زقزقزق", home=home).stdout
    assert "have some" in marsad("search", "زقزقزق حلب", home=home).stdout
    for words, word in (
        (("؟",), "no word"),
        (("حلب", "--from", "2017-13"), "no time"),
        (("حلب", "--to", "x"), "no time"),
    ):
        result = marsad("search", *words, home=home)
        assert result.exit_code == 2
        assert word in result.stderr
    assert marsad("search", "حلب", home=tmp_path).exit_code == 1


def test_recipe_is_read_from_a_file_and_asks_the_index(sample_settings: Settings, tmp_path: Path) -> None:
    recipe = ROOT / "sql" / "examples" / "search_in_a_year.sql"
    result = marsad("sql", "--file", str(recipe), "-o", "json", home=sample_settings.home)
    assert "⟦" in json.loads(result.stdout)[0]["marked"]
    assert (
        marsad("sql", "--file", "-", "-o", "csv", home=sample_settings.home, text="-- one\nSELECT 1 AS n").stdout
        == "n\n1\n"
    )
    assert marsad("sql", "SELECT 1", "--file", str(recipe), home=sample_settings.home).exit_code == 2
    assert marsad("sql", "--file", str(tmp_path / "none.sql"), home=sample_settings.home).exit_code == 2


@pytest.mark.parametrize("no_color", ["", "1"])
def test_terminal_gets_colours_unless_told_otherwise(no_color: str, sample_settings: Settings) -> None:
    env = {**os.environ, "MARSAD_HOME": str(sample_settings.home), "TERM": "xterm-256color", "COLUMNS": "100"}
    env |= {"NO_COLOR": no_color} if no_color else {}
    master, slave = pty.openpty()
    command = [sys.executable, "-m", "flows.cli", "search", "جرود قارة", "--limit", "1", "--arabic", "visual"]
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=slave, stderr=slave, stdin=subprocess.DEVNULL)
    os.close(slave)
    data = b""
    while chunk := _read(master):
        data += chunk
    os.close(master)
    assert process.wait() == 0
    told = data.decode()
    assert ("\x1b[1;30;43m" in told) is not bool(no_color)
    assert ("⟦" in told or "⟧" in told) is bool(no_color)


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65_536)
    except OSError:  # the other end is closed
        return b""
