import pytest


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_chosen_theme_is_kept_and_set_by_the_server(client, theme):
    client.post("/settings/theme", {"theme": theme})
    assert f'data-theme="{theme}"' in client.get("/").content.decode()
    client.post("/settings/theme", {"theme": ""})
    assert "data-theme" not in client.get("/").content.decode()


@pytest.mark.parametrize("theme", ['dark"><script>', "sepia"])
def test_a_theme_that_does_not_exist_is_the_systems(client, theme):
    client.post("/settings/theme", {"theme": theme})
    client.cookies["theme"] = theme
    assert "data-theme" not in client.get("/").content.decode()


def test_help_is_there_before_signing_in_and_after(client, world):
    from django.test import Client

    for browser in (client, Client()):
        text = browser.get("/help").content.decode()
        assert "How is my next step chosen?" in text
        assert 'href="/help"' in text


def test_what_was_put_aside_stands_there_and_can_be_brought_back(client, analyst, world):
    assert "Put aside" not in client.get("/settings").content.decode()
    client.post(f"/items/{world.lesson.pk}/dismiss")
    text = client.get("/settings").content.decode()
    assert "Put aside" in text
    assert world.lesson.title in text
    client.post(f"/items/{world.lesson.pk}/undo")
    client.get("/")  # shows the notice, which names the item as well
    assert world.lesson.title not in client.get("/settings").content.decode()
