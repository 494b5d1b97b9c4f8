"""What is known about what a person knows: evidence, states, the parameters they were computed with."""

from django.db import models

from wayfare.core.fields import Privacy


class Learner(models.Model):
    """One row for each person: the lock of their evidence, its last sequence number, and their general ability.

    ``flagged_at`` is when they were last stopped for answering faster than a person can.
    """

    person_id = models.BigIntegerField(primary_key=True)
    n = models.BigIntegerField(default=0)
    mean = models.FloatField()
    variance = models.FloatField()
    flagged_at = models.DateTimeField(null=True)


class Evidence(models.Model):
    """An observation about a person's skill, numbered in order of arrival."""

    pk = models.CompositePrimaryKey("person_id", "id")
    person_id = models.BigIntegerField()
    id = models.BigIntegerField()
    source = models.CharField(max_length=20)
    by_id = models.BigIntegerField(null=True)
    attempt_id = models.UUIDField()
    skill_id = models.BigIntegerField(null=True)
    question_id = models.BigIntegerField(null=True)
    question_version_id = models.BigIntegerField(null=True)
    response = models.JSONField(null=True)
    score = models.FloatField()
    level = models.FloatField(null=True)
    options = models.SmallIntegerField(default=0)
    seconds = models.FloatField(null=True)
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


class Memory(models.Model):
    """What somebody remembers of a question, or (question 0) of a skill as a whole; ``reviewed`` is in seconds since 1970."""

    pk = models.CompositePrimaryKey("person_id", "skill_id", "question_id")
    person_id = models.BigIntegerField()
    skill_id = models.BigIntegerField()
    question_id = models.BigIntegerField()
    stability = models.FloatField()
    difficulty = models.FloatField()
    reviewed = models.FloatField()
    rating = models.SmallIntegerField()
    reviews = models.IntegerField()
    lapses = models.IntegerField()
    due_at = models.DateTimeField()

    class Meta:
        """What is due is found by person and time."""

        indexes = [models.Index(fields=["person_id", "due_at"], name="learner_memory_due")]


class Artefact(models.Model):
    """Parameters of the learner model, named by the hash of their content."""

    hash = models.CharField(max_length=64, primary_key=True)
    kind = models.CharField(max_length=20)
    params = models.JSONField()
    report = models.JSONField(default=dict)
    active = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    activated_at = models.DateTimeField(null=True)


class PredictorState(models.Model):
    """How a predictor sees somebody after their ``n``-th piece of evidence."""

    person_id = models.BigIntegerField(primary_key=True)
    predictor = models.CharField(max_length=64)
    n = models.BigIntegerField()
    state = models.JSONField()


class ItemProgress(models.Model):
    """That a person has started or finished an item."""

    pk = models.CompositePrimaryKey("person_id", "item_id")
    person_id = models.BigIntegerField()
    item_id = models.BigIntegerField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)


class Placement(models.Model):
    """A test of what somebody can do already: of one skill, of what an item teaches, or of all that a role needs.

    ``state`` is all that the engine needs to go on, ``asking`` the question that is put now, and why; ``result`` is what was
    found when it ended.
    """

    class Kind(models.TextChoices):
        """What it is about; ``subject_id`` is the id of that."""

        SKILL = "skill"
        ITEM = "item"
        ROLE = "role"

    pk = models.CompositePrimaryKey("person_id", "id")
    person_id = models.BigIntegerField()
    id = models.BigIntegerField()
    kind = models.CharField(max_length=8, choices=Kind)
    subject_id = models.BigIntegerField()
    state = models.JSONField()
    asking = models.JSONField(null=True)
    artefact = models.CharField(max_length=64)
    begun_at = models.DateTimeField()
    touched_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    result = models.JSONField(null=True)

    class Meta:
        """One placement of a subject at a time; an open one is gone on with."""

        constraints = [
            models.UniqueConstraint(
                fields=["person_id", "kind", "subject_id"],
                condition=models.Q(ended_at=None),
                name="learner_placement_open_once",
            )
        ]


class Skip(models.Model):
    """That a placement let somebody skip a skill up to a level, and what a later check in practice said of it.

    ``item_id`` is set where an item was tested out of. ``held`` is None until it is verified.
    """

    pk = models.CompositePrimaryKey("person_id", "id")
    person_id = models.BigIntegerField()
    id = models.BigIntegerField()
    skill_id = models.BigIntegerField()
    level = models.FloatField()
    item_id = models.BigIntegerField(null=True)
    placement_id = models.BigIntegerField()
    made_at = models.DateTimeField()
    verify_after = models.DateTimeField()
    tries = models.SmallIntegerField(default=0)
    held = models.BooleanField(null=True)
    verified_at = models.DateTimeField(null=True)

    class Meta:
        """Skips that wait for their check are found by person and skill."""

        indexes = [models.Index(fields=["person_id", "skill_id"], name="learner_skip_skill")]


class Exposure(models.Model):
    """In how many placements a question was put, so that not everybody is asked the same."""

    version_id = models.BigIntegerField(primary_key=True)
    skill_id = models.BigIntegerField(db_index=True)
    times = models.IntegerField(default=0)


_SELF = Privacy.SELF
PRIVACY = {
    Learner: dict.fromkeys((field.name for field in Learner._meta.concrete_fields), _SELF),
    Evidence: dict.fromkeys((field.name for field in Evidence._meta.concrete_fields), _SELF),
    SkillState: dict.fromkeys((field.name for field in SkillState._meta.concrete_fields), _SELF),
    Memory: dict.fromkeys((field.name for field in Memory._meta.concrete_fields), _SELF),
    Artefact: dict.fromkeys((field.name for field in Artefact._meta.concrete_fields), Privacy.PUBLIC),
    PredictorState: dict.fromkeys((field.name for field in PredictorState._meta.concrete_fields), _SELF),
    Placement: dict.fromkeys((field.name for field in Placement._meta.concrete_fields), _SELF),
    Skip: dict.fromkeys((field.name for field in Skip._meta.concrete_fields), _SELF),
    Exposure: dict.fromkeys((field.name for field in Exposure._meta.concrete_fields), Privacy.PUBLIC),
    ItemProgress: dict.fromkeys((field.name for field in ItemProgress._meta.concrete_fields), _SELF),
}
