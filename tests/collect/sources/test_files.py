from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from pipeline.collect.sources.files import inputs_of, read_small
from pipeline.settings import SettingsError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("old/b.warc", "old/a.WARC.GZ", "old/deep/a.warc", "old/readme.txt", "new/a.warc", "plain"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x" * len(name))
    return tmp_path


def names(*paths: Path | str) -> list[str]:
    return [item.name for item in inputs_of(map(str, paths), (".warc", ".warc.gz"))]


def test_folder_gives_what_ends_so_with_all_below_in_order(folder: Path) -> None:
    assert names(folder / "old") == ["old/a.WARC.GZ", "old/b.warc", "old/deep/a.warc"]


def test_file_is_taken_whatever_its_name(folder: Path) -> None:
    (item,) = inputs_of([str(folder / "plain")], (".warc",))
    assert (item.name, item.path, item.size_bytes) == ("plain", folder / "plain", 5)


def test_pattern_gives_files_and_folders(folder: Path) -> None:
    assert names(f"{folder}/**/*.warc") == sorted(["b.warc", f"{folder}/new/a.warc", f"{folder}/old/deep/a.warc"])
    assert names(f"{folder}/ne*") == ["new/a.warc"]


def test_file_named_twice_is_one_and_two_of_one_name_are_told_apart(folder: Path) -> None:
    assert names(folder / "old/b.warc", f"{folder}/old/*.warc", folder / "old" / "." / "b.warc") == ["b.warc"]
    both = names(folder / "old/deep/a.warc", folder / "new/a.warc")
    assert both == sorted([f"{folder}/old/deep/a.warc", f"{folder}/new/a.warc"])


@pytest.mark.parametrize("path", ["missing", "missing/*.warc", "new/*.gz"])
def test_path_that_leads_to_nothing_is_refused_with_what_to_do(folder: Path, path: str) -> None:
    with pytest.raises(SettingsError, match=r"nothing to read there; name a file.*\.warc"):
        names(folder / "old", folder / path)


def test_folder_without_such_files_is_refused(folder: Path) -> None:
    (folder / "empty").mkdir()
    with pytest.raises(SettingsError, match="empty"):
        names(folder / "empty")


def test_small_file_is_unpacked_and_one_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(gzip.compress(b"abc"))
    assert read_small(path, 3) == b"abc"
    assert read_small(path, 2) == "is longer than 2 bytes"
    path.write_bytes(gzip.compress(b"abc")[:-3])
    assert "cannot be read" in str(read_small(path, 9))
    path.write_bytes(b"\x1f\x8b\x08junk")
    assert "cannot be read" in str(read_small(path, 9))
    assert "cannot be read" in str(read_small(tmp_path / "missing", 9))
