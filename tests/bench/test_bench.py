from __future__ import annotations

import json
import subprocess
import sys
from itertools import islice
from pathlib import Path

import pytest

from bench.pages import endless_pages, own_pages
from bench.texts import HOSTILE, SIZE, hostile, own_reports
from pipeline.derive.articles import extract_page
from pipeline.derive.rules import load_rules
from pipeline.derive.tags import tag_report
from samples.render import FORMS
from tests.support import calls_of


def _bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bench", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_missing_data_is_said_in_one_sentence_with_the_variable(tmp_path: Path) -> None:
    done = _bench(str(tmp_path))
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "corpus/saudinewsnet" in done.stderr
    assert "SHARED" in done.stderr


def test_quick_run_needs_no_data_and_says_on_what_it_ran(tmp_path: Path) -> None:
    path = tmp_path / "bench.json"
    done = _bench("--quick", "--section", "tagging", "--json", str(path))
    assert done.returncode == 0, done.stderr
    told = json.loads(path.read_text(encoding="utf-8"))
    assert told["machine"] in done.stdout
    measures = {measure["name"]: measure["value"] for measure in told["sections"]["tagging"]["measures"]}
    assert measures.keys() == {"tagging.warm_per_second", "loading.seconds"}
    assert all(value > 0 for value in measures.values())


def test_quick_run_on_pages_needs_no_data(tmp_path: Path) -> None:
    path = tmp_path / "bench.json"
    done = _bench("--quick", "--section", "extraction", "--json", str(path))
    assert done.returncode == 0, done.stderr
    part = json.loads(path.read_text(encoding="utf-8"))["sections"]["extraction"]
    assert [measure["name"] for measure in part["measures"]] == ["extraction.known_times"]
    assert {row[0] for row in part["sheets"][0]["rows"]} == FORMS.keys()


def test_quick_run_on_the_explorer_asks_for_every_kind_of_page(tmp_path: Path) -> None:
    path = tmp_path / "bench.json"
    done = _bench("--quick", "--section", "explorer", "--json", str(path))
    assert done.returncode == 0, done.stderr
    part = json.loads(path.read_text(encoding="utf-8"))["sections"]["explorer"]
    assert part["measures"][0]["name"] == "explorer.slowest_ms"
    assert part["measures"][0]["value"] > 0
    assert len(part["sheets"][0]["rows"]) == 16


def test_endless_pages_all_differ_and_keep_their_layout() -> None:
    pages = list(islice(endless_pages(), 2 * len(FORMS) * len(own_pages()["people"])))
    assert len({page.body for page in pages}) == len(pages)
    assert "general" not in {extract_page(page).template for page in pages[-len(FORMS) :]}


def test_timed_reports_have_the_size_that_is_told() -> None:
    sizes = [len((report.title + report.body).encode()) for report in own_reports()]
    assert len(sizes) > 20
    assert all(SIZE - 100 < size <= SIZE for size in sizes)


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE.keys())
def test_twice_the_hostile_text_takes_no_more_than_twice_the_steps(piece: str) -> None:
    rules = load_rules()

    def steps(size: int) -> int:
        text = hostile(piece, size)
        return calls_of(lambda: tag_report(text[:300], text, None, rules))

    steps(1_000)  # the memos are warm
    assert steps(40_000) < 2.2 * steps(20_000) + 200
