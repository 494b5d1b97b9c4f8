import gzip
import re

import pytest
from django.test import Client

from wayfare.web import assets

CSS = "wayfare.css"


@pytest.fixture
def browser():
    return Client()


def test_a_file_is_named_by_its_content_and_kept_for_a_year(browser):
    answer = browser.get(assets.asset(CSS))
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
    assert assets.version() in assets.asset(CSS)


def test_a_file_comes_compressed_where_that_helps(browser):
    plain = browser.get(assets.asset(CSS))
    small = browser.get(assets.asset(CSS), headers={"Accept-Encoding": "gzip, br"})
    assert gzip.decompress(small.content) == plain.content
    assert len(small.content) < len(plain.content) / 2
    assert small.headers["Vary"] == "Accept-Encoding"
    font = browser.get(assets.asset("fonts/figtree-latin-wght-normal.woff2"), headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in font.headers


def test_a_file_that_did_not_change_is_not_sent_again(browser):
    tag = browser.get(assets.asset(CSS)).headers["ETag"]
    assert browser.get(assets.asset(CSS), headers={"If-None-Match": tag}).status_code == 304


def test_a_page_of_an_older_release_gets_the_file_but_does_not_keep_it(browser):
    answer = browser.get("/assets/000000000000/wayfare.css")
    assert answer.status_code == 200
    assert "immutable" not in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    "path", ["nothing.css", "../templates/base.html", "%2e%2e/assets.py", "", "fonts/", "htmx.min.js/"]
)
def test_only_files_of_the_folder_are_served(browser, path):
    assert browser.get(f"/assets/{assets.version()}/{path}").status_code == 404


def test_a_file_cannot_be_posted_to(browser):
    assert browser.post(assets.asset(CSS)).status_code == 404


def test_an_unknown_name_is_found_when_the_page_is_made():
    with pytest.raises(KeyError):
        assets.asset("nothing.css")


def test_every_file_that_the_style_sheet_names_is_there():
    text = assets.files()[CSS].body.decode()
    assert set(re.findall(r"url\(([^)]+)\)", text)) <= set(assets.files())


def test_what_is_others_work_comes_with_its_licence():
    assert {"licences/figtree-OFL.txt", "licences/htmx-0BSD.txt", "licences/lucide-ISC.txt"} <= set(assets.files())


def test_a_first_visit_is_light(client):
    page = len(client.get("/").content)
    files = assets.files()
    needed = [CSS, "fonts/figtree-latin-wght-normal.woff2"]
    assert page + sum(len(files[name].body) for name in needed) < 120_000
    assert len(files["htmx.min.js"].small) + len(files["wayfare.js"].small) < 20_000
