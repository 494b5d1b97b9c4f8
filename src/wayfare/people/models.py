"""People, teams, roles, accounts and tokens."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from wayfare.core.fields import Privacy
from wayfare.people.search import tables as search


class Team(models.Model):
    """A group of people who work together."""

    source = models.CharField(max_length=40)
    source_id = models.CharField(max_length=200)
    name = models.CharField(max_length=200)

    class Meta:
        """One row for each id of each source."""

        constraints = [models.UniqueConstraint(fields=["source", "source_id"], name="people_team_source")]


class Role(models.Model):
    """A job as a taxonomy or the organisation describes it."""

    source = models.CharField(max_length=40)
    source_id = models.CharField(max_length=200)
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    zone = models.SmallIntegerField(null=True)
    digest = models.CharField(max_length=64)

    class Meta:
        """One row for each id of each source."""

        constraints = [models.UniqueConstraint(fields=["source", "source_id"], name="people_role_source")]


class RoleTitle(models.Model):
    """A title under which people hold a role."""

    role = models.ForeignKey(Role, models.CASCADE, related_name="titles")
    title = models.CharField(max_length=200)
    folded = models.CharField(max_length=200, db_index=True)

    class Meta:
        """A role has each title once."""

        constraints = [models.UniqueConstraint(fields=["role", "title"], name="people_roletitle_once")]


class RelatedRole(models.Model):
    """Another role that is close to a role, best first."""

    role = models.ForeignKey(Role, models.CASCADE, related_name="related")
    other = models.ForeignKey(Role, models.CASCADE, related_name="+")
    tier = models.CharField(max_length=40, blank=True)
    position = models.SmallIntegerField()

    class Meta:
        """A pair stands once."""

        constraints = [models.UniqueConstraint(fields=["role", "other"], name="people_relatedrole_once")]


class Person(models.Model):
    """Somebody who works here. Pay is never stored.

    ``stated_role`` and ``starter_role`` are the ids that a source gives for roles, which may be imported later than people.
    """

    source = models.CharField(max_length=40)
    source_id = models.CharField(max_length=200)
    name = models.CharField(max_length=200)
    email = models.CharField(max_length=254, blank=True, db_index=True)
    job_title = models.CharField(max_length=200, blank=True)
    function = models.TextField(blank=True)
    group = models.CharField(max_length=120, blank=True)
    grade = models.CharField(max_length=40, blank=True)
    organisation = models.CharField(max_length=200, blank=True)
    unit = models.CharField(max_length=200, blank=True)
    team = models.ForeignKey(Team, models.SET_NULL, null=True, related_name="members")
    manager = models.ForeignKey("self", models.SET_NULL, null=True, related_name="reports")
    language = models.CharField(max_length=35, default="en")
    time_zone = models.CharField(max_length=64, default="UTC")
    weekly_minutes = models.SmallIntegerField(default=45)
    active = models.BooleanField(default=True)
    stated_role = models.CharField(max_length=200, blank=True)
    starter_role = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        """One row for each id of each source."""

        constraints = [models.UniqueConstraint(fields=["source", "source_id"], name="people_person_source")]


class PersonRole(models.Model):
    """That a person holds a role: stated by a source, matched by title, or proposed and waiting for a person."""

    class State(models.TextChoices):
        """How far it is settled; only ``starter`` and ``proposed`` are not."""

        STATED = "stated"
        MATCHED = "matched"
        PROPOSED = "proposed"
        CONFIRMED = "confirmed"
        REJECTED = "rejected"
        STARTER = "starter"

    person = models.ForeignKey(Person, models.CASCADE, related_name="roles")
    role = models.ForeignKey(Role, models.CASCADE, related_name="holders")
    state = models.CharField(max_length=12, choices=State)
    confidence = models.FloatField()
    words = models.CharField(max_length=200, blank=True)
    decided_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        """A person holds a role once."""

        constraints = [models.UniqueConstraint(fields=["person", "role"], name="people_personrole_once")]


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts."""

    def get_by_natural_key(self, username: str | None) -> "Account":
        """Find an account by its email address, whatever the case."""
        return self.get(email__iexact=username)


class Account(AbstractBaseUser):
    """What somebody signs in with. Not everybody has one, and not every account belongs to a person."""

    email = models.EmailField(unique=True)
    person = models.OneToOneField(Person, models.CASCADE, null=True, related_name="account")
    is_active = models.BooleanField(default=True)
    is_admin = models.BooleanField(default=False)
    is_learning_team = models.BooleanField(default=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = AccountManager()

    @property
    def curates(self) -> bool:
        """Whether this account may settle what the whole organisation sees: the learning team's and administrators'."""
        return self.is_active and (self.is_learning_team or self.is_admin)


class ApiToken(models.Model):
    """A bearer token of a person. Only its digest is kept."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)


_PUBLIC, _TEAM, _SELF, _SENSITIVE = Privacy.PUBLIC, Privacy.TEAM, Privacy.SELF, Privacy.SENSITIVE
PRIVACY: dict[type[models.Model], dict[str, Privacy]] = {
    Team: {"id": _PUBLIC, "source": _PUBLIC, "source_id": _PUBLIC, "name": _PUBLIC},
    Role: dict.fromkeys(("id", "source", "source_id", "title", "description", "zone", "digest"), _PUBLIC),
    RoleTitle: dict.fromkeys(("id", "role", "title", "folded"), _PUBLIC),
    RelatedRole: dict.fromkeys(("id", "role", "other", "tier", "position"), _PUBLIC),
    Person: {
        **dict.fromkeys(("id", "source", "source_id", "name", "job_title", "organisation", "unit", "team"), _PUBLIC),
        **dict.fromkeys(("function", "group", "manager", "active", "stated_role", "starter_role"), _PUBLIC),
        **dict.fromkeys(("email", "grade", "language", "time_zone"), _TEAM),
        "weekly_minutes": _SELF,
        "digest": _SENSITIVE,
    },
    PersonRole: {
        **dict.fromkeys(("id", "person", "role", "state"), _TEAM),
        **dict.fromkeys(("confidence", "words", "decided_by", "decided_at"), _TEAM),
    },
    Account: {
        **dict.fromkeys(("id", "email", "person"), _TEAM),
        **dict.fromkeys(("is_active", "is_admin", "is_learning_team", "last_login"), _SENSITIVE),
        "password": _SENSITIVE,
    },
    ApiToken: dict.fromkeys(("id", "person", "digest", "created_at", "expires_at", "revoked_at"), _SENSITIVE),
    **search.PRIVACY,
}
