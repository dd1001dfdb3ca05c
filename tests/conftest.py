"""Fixtures that several tests share."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from pipeline.settings import Settings
from samples.server import SampleServer
from tests.support import prefect_server, run_pipeline, settings_for
from tests.told import publish_told

# A run in the process of the tests finds Prefect loaded with its own settings: a server that takes more than twenty
# seconds to start on a busy machine would end the process, as it would that of the command.
os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "120")
hypothesis.settings.register_profile("marsad", deadline=None)  # no test fails for its time
hypothesis.settings.load_profile("marsad")


@pytest.fixture(scope="session")
def sample_homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Settings]]:
    """A home as its first poll of the sample site left it, and that of `sample_settings`."""
    folder = tmp_path_factory.mktemp("sample")
    with SampleServer() as server:
        settings = settings_for(server, folder / "home")
        run_pipeline(settings)
        shutil.copytree(settings.home, folder / "polled", symlinks=True)
        server.phase = 2
        run_pipeline(settings)
        yield folder / "polled", settings


@pytest.fixture(scope="session")
def sample_settings(sample_homes: tuple[Path, Settings]) -> Settings:
    """A home that polled the sample site twice, the second time with its correction; not to be written to."""
    return sample_homes[1]


@pytest.fixture
def polled(sample_homes: tuple[Path, Settings], server: SampleServer, tmp_path: Path) -> Settings:
    """`tmp_path / "home"`, the test's own, which polled the sample site once and leads to `server` from now on."""
    shutil.copytree(sample_homes[0], tmp_path / "home", symlinks=True)
    return settings_for(server, tmp_path / "home")


@pytest.fixture(scope="session")
def told_settings(sample_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """That home once more, with movements told by the founding report; not to be written to."""
    return publish_told(sample_settings, tmp_path_factory.mktemp("told"))


@pytest.fixture(scope="session")
def prefect_api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Prefect server for runs in which it does not matter whose server it is."""
    with prefect_server(tmp_path_factory.mktemp("served")) as address:
        yield address


@pytest.fixture
def server() -> Iterator[SampleServer]:
    """The sample site in its first phase."""
    with SampleServer() as running:
        yield running


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take minutes: the last of those that run side by side must not be one of them."""
    items.sort(key=lambda item: next((at for at, name in enumerate(_SLOW) if name in item.path.parts), len(_SLOW)))


_SLOW = ("torture", "test_torture_hostile.py", "flows", "warehouse")
