"""Addresses of the pages."""

from django.urls import path, register_converter

from wayfare.web.converters import RowId
from wayfare.web.views import (
    account,
    demo,
    home,
    inbox,
    items,
    place,
    practice,
    proposals,
    review,
    search,
    skill,
    skills,
    week,
    why,
)

register_converter(RowId, "id")

app_name = "web"
urlpatterns = [
    path("", home.home, name="home"),
    path("sign-in", account.sign_in, name="sign-in"),
    path("sign-out", account.sign_out, name="sign-out"),
    path("settings", account.settings_page, name="settings"),
    path("settings/theme", account.choose_theme, name="theme"),
    path("settings/password", account.change_password, name="password"),
    path("role", home.role, name="role"),
    path("items/<id:item_id>", items.item, name="item"),
    path("items/<id:item_id>/start", items.start, name="start"),
    path("items/<id:item_id>/finish", items.finish, name="finish"),
    path("items/<id:item_id>/dismiss", home.dismiss, name="dismiss"),
    path("items/<id:item_id>/undo", home.undo, name="undo"),
    path("items/<id:item_id>/questions/<id:place>", practice.practise, name="practise"),
    path("questions/<id:version_id>", practice.open_question, name="question"),
    path("questions/<id:version_id>/<uuid:attempt_id>", practice.attempt, name="attempt"),
    path("skills/<id:skill_id>", skill.skill, name="skill"),
    path("skills/<id:skill_id>/level", skill.say_level, name="say-level"),
    path("skills/<id:skill_id>/ask", skill.ask, name="ask"),
    path("skills/<id:skill_id>/check", place.check, name="check"),
    path("why/<id:decision_id>", why.why, name="why"),
    path("skills", skills.my_skills, name="skills"),
    path("inbox", inbox.inbox_page, name="inbox"),
    path("inbox/<id:request_id>", inbox.settle, name="settle"),
    path("inbox/<id:request_id>/withdraw", inbox.withdraw, name="withdraw"),
    path("proposals", proposals.proposals_page, name="proposals"),
    path("proposals/decide", proposals.decide, name="proposals-decide"),
    path("proposals/undo", proposals.undo, name="proposals-undo"),
    path("help", why.help_page, name="help"),
    path("demo", demo.switcher, name="demo"),
    path("demo/switch", demo.switch, name="switch"),
    path("place/<str:kind>/<id:subject_id>", place.place, name="place"),
    path("placements/<id:placement_id>", place.placement, name="placement"),
    path("placements/<id:placement_id>/stop", place.stop, name="placement-stop"),
    path(
        "placements/<id:placement_id>/questions/<id:version_id>/<uuid:attempt_id>",
        place.answer,
        name="placement-answer",
    ),
    path("week", week.week, name="week"),
    path("search", search.search_page, name="search"),
    path("search/now", search.now, name="search-now"),
    path("review", review.review, name="review"),
    path("review/<id:version_id>/<uuid:attempt_id>", review.answer, name="review-answer"),
]
