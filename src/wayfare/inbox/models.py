"""Requests."""

from django.db import models

from wayfare.core.fields import Privacy


class Request(models.Model):
    """Something that one person asks of another.

    ``subject`` says to programs what it is about (``skill:42``), ``title`` to people. What an answer means is known to the room
    that had it asked.
    """

    class State(models.TextChoices):
        """What became of it; a request whose time is over is ``expired``, whether or not that was written down yet."""

        OPEN = "open"
        ANSWERED = "answered"
        DECLINED = "declined"
        WITHDRAWN = "withdrawn"
        EXPIRED = "expired"

    kind = models.CharField(max_length=40)
    asker = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    asked = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    subject = models.CharField(max_length=200)
    title = models.CharField(max_length=200)
    note = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    answer = models.JSONField(null=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        """The same thing is asked of the same person once at a time."""

        constraints = [
            models.UniqueConstraint(
                fields=["asker", "asked", "kind", "subject"],
                condition=models.Q(state="open"),
                name="inbox_request_open_once",
            )
        ]
        indexes = [models.Index(fields=["asked", "state"], name="inbox_request_asked")]


PRIVACY = {Request: dict.fromkeys((field.name for field in Request._meta.concrete_fields), Privacy.SELF)}
