"""Tables that know nothing of people's data: versions, leases, jobs, staged imports."""

from django.db import models

from wayfare.core.fields import Privacy


class PersonVersion(models.Model):
    """A counter for each person, bumped by every room that writes something about them."""

    person_id = models.BigIntegerField(primary_key=True)
    version = models.BigIntegerField(default=0)


class Epoch(models.Model):
    """A named counter for things that change for everyone, such as the catalogue."""

    name = models.CharField(max_length=40, primary_key=True)
    value = models.BigIntegerField(default=0)
    changed_at = models.DateTimeField()


class Fact(models.Model):
    """Something true of this installation, such as that it holds the demo company."""

    name = models.CharField(max_length=40, primary_key=True)
    value = models.TextField()


class Lease(models.Model):
    """A right that at most one process holds at a time, such as running the background jobs."""

    name = models.CharField(max_length=40, primary_key=True)
    holder = models.CharField(max_length=80)
    expires_at = models.DateTimeField()


class JobRun(models.Model):
    """When a background job ran last, and how that ended."""

    name = models.CharField(max_length=80, primary_key=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)


class Blob(models.Model):
    """Bytes that are too large for a row of parameters, named by their SHA-256."""

    hash = models.CharField(max_length=64, primary_key=True)
    kind = models.CharField(max_length=20)
    content = models.BinaryField()
    created_at = models.DateTimeField()


class ImportBatch(models.Model):
    """One run of one importer over one file or folder."""

    kind = models.CharField(max_length=20)
    format = models.CharField(max_length=40)
    source_name = models.CharField(max_length=255)
    started_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)
    read = models.IntegerField(default=0)
    created = models.IntegerField(default=0)
    updated = models.IntegerField(default=0)
    unchanged = models.IntegerField(default=0)
    rejected = models.IntegerField(default=0)


class StagedRow(models.Model):
    """A parsed, valid record that waits for its batch to be applied."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE)
    table = models.CharField(max_length=40)
    line = models.IntegerField()
    key = models.CharField(max_length=300)
    digest = models.CharField(max_length=64)
    payload = models.TextField()

    class Meta:
        """Rows are read by batch and table, in the order of the file."""

        indexes = [models.Index(fields=["batch", "table", "key"], name="core_staged_key")]


PRIVACY = {
    PersonVersion: {"person_id": Privacy.PUBLIC, "version": Privacy.PUBLIC},
    Epoch: {"name": Privacy.PUBLIC, "value": Privacy.PUBLIC, "changed_at": Privacy.PUBLIC},
    Fact: {"name": Privacy.PUBLIC, "value": Privacy.PUBLIC},
    Lease: {"name": Privacy.PUBLIC, "holder": Privacy.PUBLIC, "expires_at": Privacy.PUBLIC},
    Blob: dict.fromkeys(("hash", "kind", "content", "created_at"), Privacy.PUBLIC),
    JobRun: {
        **dict.fromkeys(("name", "started_at", "finished_at"), Privacy.PUBLIC),
        "error": Privacy.SENSITIVE,  # it may quote what the job was working on
    },
    ImportBatch: dict.fromkeys(
        (
            "id",
            "kind",
            "format",
            "source_name",
            "started_at",
            "applied_at",
            "read",
            "created",
            "updated",
            "unchanged",
            "rejected",
        ),
        Privacy.PUBLIC,
    ),
    StagedRow: {
        "id": Privacy.PUBLIC,
        "batch": Privacy.PUBLIC,
        "table": Privacy.PUBLIC,
        "line": Privacy.PUBLIC,
        "key": Privacy.SENSITIVE,
        "digest": Privacy.SENSITIVE,
        "payload": Privacy.SENSITIVE,
    },
}
