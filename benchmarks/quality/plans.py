"""A judging sheet: the plans of imported people, two from each kind of job, as Markdown with a column for the verdict.

    DATABASE_URL=… python -m benchmarks.quality.plans [--seed 1] [--people 2]

People are drawn at random within their professional group, so that nobody chooses the easy ones.
"""

import argparse
import os
import random
from collections.abc import Iterator

GROUPS = [
    "Policy",
    "Operational Delivery",
    "Law",
    "Finance",
    "Programme and Project Management (PPM)",
    "Human Resources",
    "Communications",
    "Information Technology",
    "Science and Engineering",
    "Procurement",
]


def main() -> None:
    """Print the sheet."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--people", type=int, default=2)
    wanted = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wayfare.config.settings")
    import django

    django.setup()
    dice = random.Random(wanted.seed)
    for group in GROUPS:
        print(f"\n## {group}")
        for person_id in _drawn(dice, group, wanted.people):
            print("\n".join(_sheet(person_id)))


def _drawn(dice: random.Random, group: str, size: int) -> list[int]:
    from wayfare.people.models import Person

    ids = list(Person.objects.filter(group=group, active=True).order_by("id").values_list("id", flat=True))
    return dice.sample(ids, min(size, len(ids)))


def _sheet(person_id: int) -> Iterator[str]:
    from wayfare.core import clock
    from wayfare.people import api as people
    from wayfare.recommend import api as recommend

    who, view = people.person(person_id=person_id), recommend.feed(person_id=person_id, now=clock.now())
    yield f"\n### {who.job_title} ({who.key})\n"
    yield f"{who.organisation}. Role: {view.role or 'none'}, {view.role_state or 'unknown'}. {view.note}\n"
    yield "| pick | provider | minutes | skill | reason | verdict |"
    yield "|---|---|---|---|---|---|"
    for pick in [view.next, *view.picks]:
        if pick is not None:
            reason = pick.reason.replace("|", "/")
            title = pick.title.replace("|", "/")
            yield f"| {title} | {pick.provider} | {pick.minutes:.0f} | {pick.skill} | {reason} | |"


if __name__ == "__main__":
    main()
