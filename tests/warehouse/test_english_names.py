"""Each place and actor that Marsad knows by itself has a name in Latin letters, and the snapshot holds it."""

from __future__ import annotations

from pipeline.derive.actors import load_actors
from pipeline.derive.gazetteer import load_gazetteer
from pipeline.settings import Settings
from pipeline.warehouse.english_names import OWN, english_names
from tests.support import rows


def names() -> dict[str, str]:
    table = english_names().to_pydict()
    return dict(zip(table["id"], table["name_en"], strict=True))


def test_every_place_and_actor_has_a_name() -> None:
    known = [place.place_id for place in load_gazetteer().places] + [*load_actors().by_id, "army", "state"]
    missing = sorted(set(known) - set(names()))
    assert missing == [], f"add to {OWN}"


def test_names_are_in_latin_letters_and_of_something_known() -> None:
    known = {place.place_id for place in load_gazetteer().places} | set(load_actors().by_id) | {"army", "state"}
    own = dict(line.split("\t") for line in OWN.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    assert set(own) <= known
    assert [
        name for name in names().values() if not name.strip() or any("\u0590" <= sign <= "\u08ff" for sign in name)
    ] == []
    assert names()["marsad:SY/جرود قارة"] == "Jurud Qara"
    assert names()["geonames:170654"] == "Damascus"
    assert names()["admin1:SY.07"] == "Deir ez-Zor"
    assert names()["iso:SY"] == "Syria"
    assert names()["army:EG"] == "Army of Egypt"


def test_snapshot_holds_the_names(sample_settings: Settings) -> None:
    for table in ("places", "actors"):
        ((without,),) = rows(sample_settings.database, f"SELECT count(*) FROM {table} WHERE name_en IS NULL")
        assert without == 0
    assert rows(sample_settings.database, "SELECT name_en FROM places WHERE name = 'البوكمال'") == [("Al-Bukamal",)]
