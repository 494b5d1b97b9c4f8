import pytest

from wayfare.people import api as people
from wayfare.people.rules import is_loopback


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.8.9.1", "localhost", "LOCALHOST:8000", "::1", "[::1]", "[::1]:8000"]
)
def test_this_machine_is_loopback(host):
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host",
    [
        "0.0.0.0",
        "::",
        "192.168.1.4",
        "example.org",
        "localhost.example.org",
        "*",
        "",
        "127.0.0.1.example.org",
        ".localhost",
    ],
)
def test_anything_else_is_not_loopback(host):
    assert not is_loopback(host)


def test_the_demo_is_allowed_only_where_every_host_is_this_machine():
    assert people.demo_allowed(hosts=["127.0.0.1", "localhost", "[::1]"])
    assert not people.demo_allowed(hosts=["127.0.0.1", "0.0.0.0"])
    assert not people.demo_allowed(hosts=["*"])
    assert not people.demo_allowed(hosts=[])


LOCAL = {"REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "localhost:8000"}


def test_a_demo_visit_comes_from_this_machine():
    assert people.demo_visit_allowed(meta=LOCAL)


@pytest.mark.parametrize(
    "trace",
    [
        {"REMOTE_ADDR": "10.0.0.7"},
        {"HTTP_HOST": "learn.example.org"},
        {"HTTP_X_FORWARDED_FOR": "10.0.0.7"},
        {"HTTP_FORWARDED": "for=10.0.0.7"},
        {"HTTP_X_REAL_IP": "10.0.0.7"},
        {"HTTP_VIA": "1.1 proxy"},
        {"REMOTE_ADDR": ""},
        {"HTTP_HOST": ""},
    ],
)
def test_a_visit_from_elsewhere_or_through_a_proxy_is_not_a_demo_visit(trace):
    assert not people.demo_visit_allowed(meta=LOCAL | trace)
