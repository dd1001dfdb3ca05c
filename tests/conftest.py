"""Fixtures that several tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pipeline.settings import Settings
from samples.server import SampleServer
from tests.support import run_pipeline, settings_for
from tests.told import publish_told


@pytest.fixture(scope="session")
def sample_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """A home that polled the sample site twice, the second time with its correction; not to be written to."""
    with SampleServer() as server:
        settings = settings_for(server, tmp_path_factory.mktemp("sample") / "home")
        run_pipeline(settings)
        server.phase = 2
        run_pipeline(settings)
        yield settings


@pytest.fixture(scope="session")
def told_settings(sample_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """That home once more, with movements told by the founding report; not to be written to."""
    return publish_told(sample_settings, tmp_path_factory.mktemp("told"))


@pytest.fixture
def server() -> Iterator[SampleServer]:
    """The sample site in its first phase."""
    with SampleServer() as running:
        yield running


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take minutes: the last of those that run side by side must not be one of them."""
    items.sort(key=lambda item: next((at for at, name in enumerate(_SLOW) if name in item.path.parts), len(_SLOW)))


_SLOW = ("torture", "test_torture_hostile.py", "flows", "warehouse")
