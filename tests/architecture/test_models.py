"""What import tools cannot see: foreign keys by name, and who may see which field."""

import importlib

import pytest
from django.apps import apps
from django.db import models

from tests.architecture.test_imports import layers
from wayfare.core.fields import Privacy

OWN = [model for model in apps.get_models() if model.__module__.startswith("wayfare.")]
RANK = {name: rank for rank, row in enumerate(reversed(layers())) for name in row}


def _room(model: type[models.Model]) -> str:
    return model.__module__.split(".")[1]


def _fields(model: type[models.Model]) -> set[str]:
    fields = [*model._meta.concrete_fields, *model._meta.many_to_many]
    return {field.name for field in fields if not isinstance(field, models.CompositePrimaryKey)}


def test_no_foreign_key_points_up() -> None:
    up = [
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for model in OWN
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and isinstance(field.related_model, type)
        if field.related_model in OWN and _room(field.related_model) != _room(model)
        if RANK[_room(field.related_model)] >= RANK[_room(model)]
    ]
    assert not up


@pytest.mark.parametrize("model", OWN, ids=lambda model: model._meta.label)
def test_every_field_has_a_privacy_class(model: type[models.Model]) -> None:
    declared = importlib.import_module(f"wayfare.{_room(model)}.models").PRIVACY[model]
    assert set(declared) == _fields(model)
    assert all(isinstance(privacy, Privacy) for privacy in declared.values())


def test_no_room_classifies_a_model_that_is_gone() -> None:
    for room in {_room(model) for model in OWN}:
        assert set(importlib.import_module(f"wayfare.{room}.models").PRIVACY) <= set(OWN)


def test_append_only_tables_are_keyed_by_person_and_nothing_points_to_them() -> None:
    """They can be partitioned or distributed without a rewrite."""
    keyed = [model for model in OWN if isinstance(model._meta.pk, models.CompositePrimaryKey)]
    assert {"learner.Evidence", "learner.SkillState", "audit.Decision"} <= {model._meta.label for model in keyed}
    for model in keyed:
        assert next(iter(model._meta.pk_fields)).name == "person_id"
        assert not model._meta.related_objects
