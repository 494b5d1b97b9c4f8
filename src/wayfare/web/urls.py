"""Addresses of the pages."""

from django.urls import path

from wayfare.web.views import account, check, demo, home, items, practice, skills, why

app_name = "web"
urlpatterns = [
    path("", home.home, name="home"),
    path("sign-in", account.sign_in, name="sign-in"),
    path("sign-out", account.sign_out, name="sign-out"),
    path("settings", account.settings_page, name="settings"),
    path("settings/theme", account.choose_theme, name="theme"),
    path("settings/password", account.change_password, name="password"),
    path("role", home.role, name="role"),
    path("items/<int:item_id>", items.item, name="item"),
    path("items/<int:item_id>/start", items.start, name="start"),
    path("items/<int:item_id>/finish", items.finish, name="finish"),
    path("items/<int:item_id>/dismiss", home.dismiss, name="dismiss"),
    path("items/<int:item_id>/undo", home.undo, name="undo"),
    path("items/<int:item_id>/questions/<int:place>", practice.practise, name="practise"),
    path("questions/<int:version_id>", practice.open_question, name="question"),
    path("questions/<int:version_id>/<uuid:attempt_id>", practice.attempt, name="attempt"),
    path("skills/<int:skill_id>/check", check.check, name="check"),
    path("why/<int:decision_id>", why.why, name="why"),
    path("skills", skills.my_skills, name="skills"),
    path("help", why.help_page, name="help"),
    path("demo", demo.switcher, name="demo"),
    path("demo/switch", demo.switch, name="switch"),
]
