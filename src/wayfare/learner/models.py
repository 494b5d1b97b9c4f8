"""What is known about what a person knows: evidence, states, the parameters they were computed with."""

from django.db import models

from wayfare.core.fields import Privacy


class Learner(models.Model):
    """One row for each person: the lock of their evidence, its last sequence number, and their general ability."""

    person_id = models.BigIntegerField(primary_key=True)
    n = models.BigIntegerField(default=0)
    mean = models.FloatField()
    variance = models.FloatField()


class Evidence(models.Model):
    """An observation about a person's skill, numbered in order of arrival."""

    pk = models.CompositePrimaryKey("person_id", "id")
    person_id = models.BigIntegerField()
    id = models.BigIntegerField()
    source = models.CharField(max_length=20)
    by_id = models.BigIntegerField(null=True)
    attempt_id = models.UUIDField()
    skill_id = models.BigIntegerField(null=True)
    question_version_id = models.BigIntegerField(null=True)
    response = models.JSONField(null=True)
    score = models.FloatField()
    level = models.FloatField(null=True)
    options = models.SmallIntegerField(default=0)
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField()
    statement_id = models.UUIDField(null=True)
    artefact = models.CharField(max_length=64)
    prior = models.FloatField(null=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        """A resent attempt is found by its id."""

        constraints = [models.UniqueConstraint(fields=["person_id", "attempt_id"], name="learner_attempt_once")]


class SkillState(models.Model):
    """The current estimate of one skill of one person, on the level scale."""

    pk = models.CompositePrimaryKey("person_id", "skill_id")
    person_id = models.BigIntegerField()
    skill_id = models.BigIntegerField()
    mean = models.FloatField()
    variance = models.FloatField()
    answers = models.IntegerField(default=0)
    updated_at = models.DateTimeField()


class Artefact(models.Model):
    """Parameters of the learner model, named by the hash of their content."""

    hash = models.CharField(max_length=64, primary_key=True)
    kind = models.CharField(max_length=20)
    params = models.JSONField()
    active = models.BooleanField(default=False)
    created_at = models.DateTimeField()


class ItemProgress(models.Model):
    """That a person has started or finished an item."""

    pk = models.CompositePrimaryKey("person_id", "item_id")
    person_id = models.BigIntegerField()
    item_id = models.BigIntegerField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)


_SELF = Privacy.SELF
PRIVACY = {
    Learner: dict.fromkeys((field.name for field in Learner._meta.concrete_fields), _SELF),
    Evidence: dict.fromkeys((field.name for field in Evidence._meta.concrete_fields), _SELF),
    SkillState: dict.fromkeys((field.name for field in SkillState._meta.concrete_fields), _SELF),
    Artefact: dict.fromkeys((field.name for field in Artefact._meta.concrete_fields), Privacy.PUBLIC),
    ItemProgress: dict.fromkeys((field.name for field in ItemProgress._meta.concrete_fields), _SELF),
}
