"""What was decided by the machine, and what was done by people. Rows are only ever added."""

from django.db import models

from wayfare.core.fields import Privacy


class Decision(models.Model):
    """An automated choice that somebody was shown, with all that is needed to explain and rebuild it."""

    pk = models.CompositePrimaryKey("person_id", "id")
    person_id = models.BigIntegerField()
    id = models.BigIntegerField()
    kind = models.CharField(max_length=20)
    feed_id = models.BigIntegerField()
    rank = models.SmallIntegerField()
    subject_id = models.BigIntegerField()
    score = models.FloatField()
    propensity = models.FloatField()
    policy = models.CharField(max_length=40)
    artefact = models.CharField(max_length=64)
    input_hash = models.CharField(max_length=64)
    payload = models.TextField()
    made_at = models.DateTimeField()
    seal = models.BigIntegerField(null=True)
    salt = models.CharField(max_length=32, null=True)  # noqa: DJ001  (written with the seal, not with the row)
    digest = models.CharField(max_length=64, null=True)  # noqa: DJ001

    class Meta:
        """Rows wait for the next seal, and are read again seal by seal."""

        indexes = [
            models.Index(fields=["id"], condition=models.Q(seal=None), name="audit_decision_unsealed"),
            models.Index(fields=["seal"], name="audit_decision_seal"),
        ]


class Act(models.Model):
    """Something a person did that changes what others or the machine may do."""

    actor_id = models.BigIntegerField(null=True)
    verb = models.CharField(max_length=40)
    subject = models.CharField(max_length=200)
    details = models.JSONField(default=dict)
    at = models.DateTimeField()
    seal = models.BigIntegerField(null=True)
    salt = models.CharField(max_length=32, null=True)  # noqa: DJ001
    digest = models.CharField(max_length=64, null=True)  # noqa: DJ001

    class Meta:
        """Rows wait for the next seal, and are read again seal by seal."""

        indexes = [
            models.Index(fields=["id"], condition=models.Q(seal=None), name="audit_act_unsealed"),
            models.Index(fields=["seal"], name="audit_act_seal"),
        ]


class Seal(models.Model):
    """What a batch of rows was when it was sealed: the root over their digests, linked to the seal before it."""

    number = models.BigIntegerField(primary_key=True)
    rows = models.IntegerField()
    root = models.CharField(max_length=64)
    link = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()


PRIVACY = {
    Decision: dict.fromkeys((field.name for field in Decision._meta.concrete_fields), Privacy.SELF),
    Act: dict.fromkeys((field.name for field in Act._meta.concrete_fields), Privacy.SENSITIVE),
    Seal: dict.fromkeys((field.name for field in Seal._meta.concrete_fields), Privacy.PUBLIC),
}
