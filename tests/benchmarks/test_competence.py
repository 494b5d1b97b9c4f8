"""The benchmark of competence holds what its readers look for; what its figures mean is tested with the engine."""

import pytest

from benchmarks.quality import competence
from wayfare.engine.simulate import world


def test_each_share_has_its_saving_margin_and_skip_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    small = world.course(3, skills=12, layers=3)
    monkeypatch.setattr(world, "course", lambda seed: small)
    found = competence.measure(people=3, seed=1, known=(5, 56))
    assert found["label"] == "simulated"
    for name, target in (("known_5", 0.28), ("known_56", 0.5)):
        figures = found[name]
        assert figures["target"] == target
        assert figures["simulated"] is True
        assert figures["saving"] <= 1
        assert -1 <= figures["competence_margin_worst_family"] <= 1
        assert 0 <= figures["skip_failure"] <= 1
        assert figures["saving_interval"][0] <= figures["saving_interval"][1]
        assert {"minutes", "minutes_p90"} <= set(figures["table"][0])


def test_the_shares_are_those_of_the_design() -> None:
    assert competence.KNOWN == (5, 30, 56)
    assert {0.28, 0.40, 0.50} == set(competence.TARGETS.values())
