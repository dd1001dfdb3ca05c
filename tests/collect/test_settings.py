from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipeline.settings import SettingsError, from_environment


def test_defaults_need_no_variable() -> None:
    settings = from_environment({})
    assert settings.home == Path("data")
    assert settings.connect_to == ()
    assert settings.user_agent.startswith("Marsad/")


def test_values_are_read_and_other_variables_ignored() -> None:
    settings = from_environment(
        {
            "MARSAD_HOME": "/srv/m",
            "MARSAD_CONTACT": "https://example.org/bot",
            "HOME": "/root",
            "MARSAD_HOST_DELAY_S": "2",
        }
    )
    assert settings.home == Path("/srv/m")
    assert "https://example.org/bot" in settings.user_agent
    assert settings.host_delay_s == 2.0


def test_rules_are_paths_joined_like_other_paths() -> None:
    settings = from_environment({"MARSAD_RULES": os.pathsep.join(["a.toml", "/srv/rules"])})
    assert settings.rules == (Path("a.toml"), Path("/srv/rules"))


def test_connect_to_takes_hosts_a_star_and_brackets() -> None:
    settings = from_environment({"MARSAD_CONNECT_TO": "A.example=127.0.0.1:80, *=[::1]:8080"})
    assert settings.connect_to == (("a.example", "127.0.0.1", 80), ("*", "::1", 8080))


def test_gazetteer_takes_several_files() -> None:
    settings = from_environment({"MARSAD_GAZETTEER": os.pathsep.join(["/srv/a.csv", "/srv/b.tsv"])})
    assert settings.gazetteer == (Path("/srv/a.csv"), Path("/srv/b.tsv"))


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("MARSAD_HOST_DELAY_S", "soon"),
        ("MARSAD_HOST_DELAY_S", "-1"),
        ("MARSAD_HOST_DELAY_S", "nan"),
        ("MARSAD_MAX_ATTEMPTS", "0"),
        ("MARSAD_MAX_BODY_BYTES", "1e9"),
        ("MARSAD_HOME", ""),
        ("MARSAD_CONTACT", "me@example.org\r\nCookie: x"),
        ("MARSAD_CONTACT", "راسلني"),
        ("MARSAD_CONNECT_TO", "host:80"),
        ("MARSAD_CONNECT_TO", "a=b"),
    ],
)
def test_value_that_does_not_fit_is_refused_with_its_name(variable: str, value: str) -> None:
    with pytest.raises(SettingsError, match=variable):
        from_environment({variable: value})


def test_misspelt_setting_is_refused_with_the_known_ones() -> None:
    with pytest.raises(SettingsError, match=r"MARSAD_HOMES is no setting.*MARSAD_HOME"):
        from_environment({"MARSAD_HOMES": "x"})


def test_yes_and_no_are_the_only_answers() -> None:
    assert from_environment({"MARSAD_ALLOW_CHANGES": "yes"}).allow_changes
    with pytest.raises(SettingsError, match="it must be yes or no"):
        from_environment({"MARSAD_ALLOW_CHANGES": "1"})
