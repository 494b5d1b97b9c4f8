"""Parameters: named by their content, put in place and taken back, never used where damaged."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from wayfare.core.errors import NotFound
from wayfare.engine.memory.shown import Shown
from wayfare.learner import artefacts
from wayfare.learner.models import Artefact

pytestmark = pytest.mark.django_db


def steeper(slope: float) -> artefacts.Bundle:
    return replace(artefacts.DEFAULT, tracing=replace(artefacts.TRACING, slope=slope), levels={7: 2.25})


def damage(name: str) -> None:
    row = Artefact.objects.get(hash=name)
    row.params["tracing"]["slope"] = 99.0
    row.save()
    artefacts.bundle.cache_clear()


def test_a_bundle_survives_being_stored(now: datetime) -> None:
    bundle = replace(steeper(2.0), shown=Shown(0.5, 0.1, 0.9), seconds={3: 12.5})
    name = artefacts.store(bundle, now, {"log_loss": 0.5})
    artefacts.bundle.cache_clear()
    assert artefacts.bundle(name) == bundle
    assert artefacts.store(bundle, now) == name
    assert Artefact.objects.get().report == {"log_loss": 0.5}


def test_without_training_the_shipped_parameters_count(now: datetime) -> None:
    assert artefacts.active_hash() == artefacts.DEFAULT_HASH
    artefacts.store(steeper(2.0), now)
    assert artefacts.active_hash() == artefacts.DEFAULT_HASH


def test_one_artefact_is_active_at_a_time_and_can_be_taken_back(now: datetime) -> None:
    first, second = artefacts.store(steeper(2.0), now), artefacts.store(steeper(3.0), now)
    for name in (first, second, first, artefacts.DEFAULT_HASH):
        artefacts.activate(name, now)
        assert artefacts.active_hash() == name
        assert Artefact.objects.filter(active=True).count() == 1
    with pytest.raises(NotFound):
        artefacts.activate("f" * 64, now)
    assert artefacts.active_hash() == artefacts.DEFAULT_HASH


def test_damaged_parameters_are_not_used_and_the_last_good_ones_are(now: datetime) -> None:
    names = [artefacts.store(steeper(slope), now) for slope in (2.0, 3.0, 4.0)]
    for days, name in enumerate(names):
        artefacts.activate(name, now + timedelta(days=days))
    damage(names[2])
    assert artefacts.active_hash() == names[1]
    assert artefacts.damaged() == [names[2]]
    with pytest.raises(NotFound):
        artefacts.bundle(names[2])
    damage(names[1])
    damage(names[0])
    assert artefacts.active_hash() == artefacts.DEFAULT_HASH


def test_a_question_counts_at_the_level_that_answers_have_shown() -> None:
    bundle = steeper(2.0)
    assert (bundle.level(7, 3.0), bundle.level(8, 3.0), bundle.level(7, None)) == (2.25, 3.0, None)
