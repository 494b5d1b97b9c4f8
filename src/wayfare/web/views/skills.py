"""My skills: what the role asks for, and what is believed so far."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from wayfare.catalog import api as catalog
from wayfare.core import clock
from wayfare.learner import api as learner
from wayfare.people import api as people
from wayfare.people.api import PersonView
from wayfare.skills import api as skills
from wayfare.web import drawing, placing, texts
from wayfare.web.access import person_page
from wayfare.web.pages import page


@require_http_methods(["GET", "HEAD"])
@person_page
def my_skills(request: HttpRequest, who: PersonView) -> HttpResponse:
    """List the skills of one's role, then others there is evidence about."""
    role = people.role_of(person_id=who.id)
    settled = role is not None and role.state != "proposed"
    targets = skills.targets(role_id=role.id) if role is not None and settled else []
    snapshot = learner.snapshot(person_id=who.id)
    wanted = {target.skill_id: target for target in targets}
    others = [number for number in snapshot.answers if number not in wanted]
    testable = catalog.skills_with_questions(skill_ids=[*wanted, *others])
    names, moved = skills.named(skill_ids=[*wanted, *others]), learner.last_evidence(person_id=who.id)
    local = clock.now().astimezone(clock.zone(who.time_zone))

    def line(number: int) -> dict[str, object]:
        target, count = wanted.get(number), snapshot.answers.get(number, 0)
        belief, known = snapshot.belief(number), number in snapshot.answers
        return {
            "skill": names[number],
            "target": target.level if target else None,
            "answers": count,
            "known": known,
            "moved": texts.age(moved[number], local) if number in moved else "",
            "check": number in testable,
            "belief": belief,
            "bar": drawing.bar(belief, known=known, target=target.level if target else None),
        }

    lists = [[line(number) for number in group if number in names] for group in (wanted, others)]
    context = {
        "role": role,
        "settled": settled,
        "needed": lists[0],
        "others": lists[1],
        "can_show": settled and not testable.isdisjoint(wanted),
        "most": placing.OF_A_ROLE,
    }
    return page(request, "skills.html", who, context)
