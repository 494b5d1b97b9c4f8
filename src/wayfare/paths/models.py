"""Goals, projects, and what somebody has to learn with."""

from django.db import models

from wayfare.core.fields import Privacy


class Goal(models.Model):
    """What somebody wants to reach: a skill at a level, or all that a role needs.

    ``text`` is what they wrote themselves, where they did; ``level`` is None for a role, whose targets have levels.
    """

    class State(models.TextChoices):
        """Only an open goal counts."""

        OPEN = "open"
        REACHED = "reached"
        DROPPED = "dropped"

    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    skill = models.ForeignKey("skills.Skill", models.CASCADE, null=True, related_name="+")
    role = models.ForeignKey("people.Role", models.CASCADE, null=True, related_name="+")
    text = models.CharField(max_length=200, blank=True)
    level = models.FloatField(null=True)
    importance = models.FloatField()
    deadline = models.DateField(null=True)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    made_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        """A goal is about a skill or a role, and open once at a time."""

        constraints = [
            models.CheckConstraint(
                condition=models.Q(skill=None, role__isnull=False, level=None)
                | models.Q(skill__isnull=False, role=None, level__isnull=False),
                name="paths_goal_of_one_kind",
            ),
            models.UniqueConstraint(
                fields=["person", "skill"], condition=models.Q(state="open"), name="paths_goal_skill_open_once"
            ),
            models.UniqueConstraint(
                fields=["person", "role"], condition=models.Q(state="open"), name="paths_goal_role_open_once"
            ),
        ]
        indexes = [models.Index(fields=["person", "state"], name="paths_goal_person")]


class Project(models.Model):
    """Work that needs skills from one day to another, both included; made by one of its members or their manager."""

    made_by = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    title = models.CharField(max_length=200)
    starts_on = models.DateField()
    ends_on = models.DateField()
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)


class ProjectSkill(models.Model):
    """That a project needs a skill at a level, and how much it matters (importance 1 to 5)."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="skills")
    skill = models.ForeignKey("skills.Skill", models.CASCADE, related_name="+")
    level = models.FloatField()
    importance = models.FloatField()

    class Meta:
        """A project needs a skill once."""

        constraints = [models.UniqueConstraint(fields=["project", "skill"], name="paths_projectskill_once")]


class ProjectMember(models.Model):
    """That somebody works on a project."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="members")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")

    class Meta:
        """Somebody is a member once."""

        constraints = [models.UniqueConstraint(fields=["project", "person"], name="paths_projectmember_once")]


class Means(models.Model):
    """What somebody has to learn with, where they said so: minutes a week, formats and languages they accept."""

    person = models.OneToOneField("people.Person", models.CASCADE, primary_key=True, related_name="+")
    weekly_minutes = models.SmallIntegerField()
    formats = models.JSONField(default=list)
    languages = models.JSONField(default=list)
    changed_at = models.DateTimeField()


PRIVACY = {
    model: dict.fromkeys((field.name for field in model._meta.concrete_fields), Privacy.SELF)
    for model in (Goal, Project, ProjectSkill, ProjectMember, Means)
}
