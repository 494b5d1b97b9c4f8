"""Skills, how they hang together, and what roles need of them."""

from django.db import models

from wayfare.core.fields import Privacy
from wayfare.skills.search import tables as search


class Skill(models.Model):
    """Something a person can do, on a level scale from 1 (aware) to 5 (expert)."""

    class Kind(models.TextChoices):
        """Where a skill stands: knowledge and technology first, generic ones only where an item teaches them."""

        PRACTICE = "practice"
        KNOWLEDGE = "knowledge"
        TECHNOLOGY = "technology"
        GENERIC = "generic"

    source = models.CharField(max_length=40)
    source_id = models.CharField(max_length=200)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=Kind)
    area = models.CharField(max_length=120, blank=True)
    description = models.TextField(blank=True)
    aliases = models.JSONField(default=list)
    levels = models.JSONField(default=list)
    digest = models.CharField(max_length=64)

    class Meta:
        """One row for each id of each source."""

        constraints = [models.UniqueConstraint(fields=["source", "source_id"], name="skills_skill_source")]


class OtherSource(models.Model):
    """That a further source knows a skill as well, under its own id and name; a skill that two taxonomies share stands once."""

    skill = models.ForeignKey(Skill, models.CASCADE, related_name="others")
    source = models.CharField(max_length=40)
    source_id = models.CharField(max_length=200)
    name = models.CharField(max_length=200)
    aliases = models.JSONField(default=list)
    description = models.TextField(blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        """One row for each id of each source, and each source once for a skill."""

        constraints = [
            models.UniqueConstraint(fields=["source", "source_id"], name="skills_othersource_source"),
            models.UniqueConstraint(fields=["skill", "source"], name="skills_othersource_once"),
        ]


class Edge(models.Model):
    """A relation between two skills."""

    class Kind(models.TextChoices):
        """``broader``: the other contains this one. ``prerequisite``: the other comes first."""

        BROADER = "broader"
        PREREQUISITE = "prerequisite"

    skill = models.ForeignKey(Skill, models.CASCADE, related_name="edges")
    other = models.ForeignKey(Skill, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind)

    class Meta:
        """A relation stands once."""

        constraints = [models.UniqueConstraint(fields=["skill", "other", "kind"], name="skills_edge_once")]


class RoleTarget(models.Model):
    """That a role needs a skill at a level, and how much it matters (importance 1 to 5)."""

    role = models.ForeignKey("people.Role", models.CASCADE, related_name="targets")
    skill = models.ForeignKey(Skill, models.CASCADE, related_name="targets")
    level = models.FloatField()
    importance = models.FloatField()
    basis = models.CharField(max_length=200, blank=True)

    class Meta:
        """A role has one target for each skill."""

        constraints = [models.UniqueConstraint(fields=["role", "skill"], name="skills_roletarget_once")]


_PUBLIC = Privacy.PUBLIC
PRIVACY: dict[type[models.Model], dict[str, Privacy]] = {
    Skill: dict.fromkeys(
        ("id", "source", "source_id", "name", "kind", "area", "description", "aliases", "levels", "digest"), _PUBLIC
    ),
    OtherSource: dict.fromkeys((field.name for field in OtherSource._meta.concrete_fields), _PUBLIC),
    Edge: dict.fromkeys(("id", "skill", "other", "kind"), _PUBLIC),
    RoleTarget: dict.fromkeys(("id", "role", "skill", "level", "importance", "basis"), _PUBLIC),
    **search.PRIVACY,
}
