"""wayfare simulate, as somebody types it, in a world of twelve skills."""

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner, Result

from wayfare.cli.root import root
from wayfare.engine.simulate import world

FEW = ("simulate", "--people", "4", "--earlier", "12")


@pytest.fixture(autouse=True)
def _small_world(monkeypatch: pytest.MonkeyPatch) -> None:
    small = world.course(3, skills=12, layers=3)
    monkeypatch.setattr(world, "course", lambda seed: small)


def typed(*words: str | Path) -> Result:
    done = CliRunner().invoke(root, [str(word) for word in words])
    assert done.exception is None or isinstance(done.exception, SystemExit)
    return done


def test_it_prints_one_table_says_that_it_is_simulated_and_draws_it(tmp_path: Path) -> None:
    picture = tmp_path / "simulated.svg"
    done = typed(*FEW, "--known", "30", "--seed", "2", "--plot", picture)
    assert done.exit_code == 0
    head, columns, first, second, *others, last = done.output.splitlines()
    assert head == "Simulated: 4 people of each of 3 families, 30% of 12 skills known at the start, seed 2"
    assert columns.split()[:2] == ["policy", "minutes"]
    assert first.startswith("wayfare ")
    assert second.startswith("best fixed course")
    assert len(others) == 5
    assert "less time" in last
    drawn = ET.fromstring(picture.read_text("utf-8"))
    assert drawn.findtext("{http://www.w3.org/2000/svg}title") == head


def test_json_is_one_object_with_shares_as_fractions() -> None:
    done = typed(*FEW, "--known", "56", "--json")
    found = json.loads(done.output)
    assert found["simulated"] is True
    assert found["known"] == pytest.approx(0.56)
    assert found["saving_interval"][0] <= found["saving"] <= found["saving_interval"][1] <= 1
    assert 0 <= found["skip_failure"] <= 1
    assert {"competence_margin_worst_family", "table", "families", "people", "seed"} <= set(found)


@pytest.mark.parametrize("wrong", [("--known", "0"), ("--people", "1"), ("--known", "many"), ("--plot", ".")])
def test_wrong_usage_is_said_so(wrong: tuple[str, str]) -> None:
    assert typed("simulate", *wrong).exit_code == 2
