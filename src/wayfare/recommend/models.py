"""What a person was offered last, and what they said no to."""

from django.db import models

from wayfare.core.fields import Privacy


class Feed(models.Model):
    """The last feed computed for a person; valid while its key is the current one."""

    person_id = models.BigIntegerField(primary_key=True)
    id = models.BigIntegerField()
    key = models.CharField(max_length=64)
    payload = models.TextField()
    computed_at = models.DateTimeField()


class Dismissal(models.Model):
    """That a person does not want an item for now."""

    pk = models.CompositePrimaryKey("person_id", "item_id")
    person_id = models.BigIntegerField()
    item_id = models.BigIntegerField()
    at = models.DateTimeField()
    until = models.DateTimeField()


class Popularity(models.Model):
    """How many people of a role (0: of all) have finished an item, and which share of the role that is; a job counts anew."""

    role_id = models.BigIntegerField()
    item_id = models.BigIntegerField()
    people = models.IntegerField()
    share = models.FloatField()

    class Meta:
        """One count of an item for each role; those of a role are read most finished first."""

        constraints = [models.UniqueConstraint(fields=["role_id", "item_id"], name="recommend_popularity_once")]
        indexes = [models.Index(fields=["role_id", "-people"], name="recommend_popularity_most")]


class BehaviourModel(models.Model):
    """A fitted model of what goes together, by the name of its bytes; its report says what held-out people showed."""

    hash = models.CharField(max_length=64, primary_key=True)
    active = models.BooleanField(default=False)
    report = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    activated_at = models.DateTimeField(null=True)


class PostFit(models.Model):
    """The items that lie near a post by their meaning, as JSON pairs of id and cosine; ``post`` is the digest of its words."""

    post = models.CharField(max_length=64, primary_key=True)
    items = models.TextField()


PRIVACY = {
    Feed: dict.fromkeys(("person_id", "id", "key", "payload", "computed_at"), Privacy.SELF),
    Dismissal: dict.fromkeys(("person_id", "item_id", "at", "until"), Privacy.SELF),
    Popularity: dict.fromkeys(("id", "role_id", "item_id", "people", "share"), Privacy.PUBLIC),
    PostFit: dict.fromkeys(("post", "items"), Privacy.PUBLIC),
    BehaviourModel: dict.fromkeys(("hash", "active", "report", "created_at", "activated_at"), Privacy.PUBLIC),
}
