"""Statements in the form of xAPI. This room knows addresses (IRIs) and actors, never items or people."""

from django.db import models

from wayfare.core.fields import Privacy


class Statement(models.Model):
    """One statement, with the bytes that were stored."""

    id = models.UUIDField(primary_key=True)
    actor_key = models.CharField(max_length=64, db_index=True)
    n = models.BigIntegerField(null=True)
    verb = models.CharField(max_length=300)
    object_id = models.CharField(max_length=1000)
    timestamp = models.DateTimeField()
    stored = models.DateTimeField()
    raw = models.BinaryField()


class Actor(models.Model):
    """Which person an actor is, where that is known."""

    actor_key = models.CharField(max_length=64, primary_key=True)
    person_id = models.BigIntegerField(null=True, db_index=True)


PRIVACY = {
    Statement: dict.fromkeys(("id", "actor_key", "n", "verb", "object_id", "timestamp", "stored", "raw"), Privacy.SELF),
    Actor: dict.fromkeys(("actor_key", "person_id"), Privacy.SENSITIVE),
}
