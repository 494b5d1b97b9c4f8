"""The home page with 50,000 items and 5,000 people: computed anew, and read again. SQLite, one client, real server."""

from typing import Any

from benchmarks import harness
from benchmarks.speed import served

ITEMS, PEOPLE, VISITS = 50_000, 5_000, 300


def measure() -> dict[str, Any]:
    """Return ms a request: ``new`` computes a feed, ``again`` finds it unchanged."""
    harness.fresh_database()
    from benchmarks.speed import synthetic

    people = synthetic.build(ITEMS, PEOPLE)[:: PEOPLE // VISITS]
    cookies = [_session(person_id) for person_id in people]
    with served.server() as (port, process):
        client = served.Client(port, {})
        rounds = []
        for _ in range(2):
            client.timings.clear()
            before = served.cpu_seconds(process)
            for cookie in cookies:
                client.headers["Cookie"] = cookie
                client.send("GET", "/")
            cpu = (served.cpu_seconds(process) - before) * 1000 / len(cookies)
            rounds.append({**harness.quantiles(client.timings), "cpu": cpu})
    new, again = rounds
    return {
        "home, feed computed, ms p50": new["p50"],
        "home, feed computed, ms p99": new["p99"],
        "home, feed computed, server CPU ms": new["cpu"],
        "home, feed unchanged, ms p50": again["p50"],
        "home, feed unchanged, ms p99": again["p99"],
        "home, feed unchanged, server CPU ms": again["cpu"],
    }


def _session(person_id: int) -> str:
    """Sign a person in and return the cookie."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from wayfare.people.models import Account

    account = Account.objects.create(email=f"bench-{person_id}@bench.example", person_id=person_id, password="!")
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


if __name__ == "__main__":
    harness.main(measure)
