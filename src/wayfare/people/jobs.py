"""What people's room does by itself: forget what proves nothing any more."""

from datetime import datetime, timedelta

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.db.models import Q

from wayfare.core.jobs import periodic
from wayfare.people.models import ApiToken
from wayfare.people.search.door import refresh_search

KEPT = timedelta(days=30)


@periodic(timedelta(hours=1))
def clear_tokens(*, now: datetime) -> None:
    """Delete tokens a month after they expired or were revoked; until then an answer can still say which it was."""
    old = now - KEPT
    ApiToken.objects.filter(Q(expires_at__lt=old) | Q(revoked_at__lt=old)).delete()


@periodic(timedelta(days=1))
def clear_attempts(*, now: datetime) -> None:
    """Delete what is kept of signing in, after a month."""
    for model in (AccessAttempt, AccessFailureLog, AccessLog):
        model.objects.filter(attempt_time__lt=now - KEPT).delete()


@periodic(timedelta(hours=1))
def index_people(*, now: datetime) -> None:
    """Let search find who is new or changed, and nobody who has left; an import does so by itself."""
    refresh_search(now=now)
