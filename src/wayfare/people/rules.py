"""Rules about people that need no database."""

import ipaddress
from collections.abc import Iterable, Mapping

SEVERAL = " + "
"""What stands between the ids of several roles that a professional group starts from."""
_FORWARDED = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_X_REAL_IP", "HTTP_VIA")


def starters(text: str) -> list[str]:
    """Return the ids of the roles that somebody starts from, the nearest first."""
    return [role for role in text.split(SEVERAL) if role]


def is_loopback(host: str) -> bool:
    """Say whether a host name or address, with or without a port, can only be reached from this machine."""
    name = host.strip().lower().rstrip(".")
    if name.startswith("["):
        name = name[1:].partition("]")[0]
    elif name.count(":") == 1:
        name = name.partition(":")[0]
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def demo_allowed(*, hosts: Iterable[str]) -> bool:
    """Say whether a server that listens on and answers to ``hosts`` may sign visitors in as people of the demo company.

    It may only where every one of them is this very machine, and there is at least one.
    """
    named = list(hosts)
    return bool(named) and all(is_loopback(host) for host in named)


def demo_visit_allowed(*, meta: Mapping[str, object]) -> bool:
    """Say whether one request (its WSGI variables) comes from this machine itself and not by way of a proxy.

    A proxy on the same machine has a loopback address too, so any trace of one refuses.
    """
    here = demo_allowed(hosts=[str(meta.get("REMOTE_ADDR") or ""), str(meta.get("HTTP_HOST") or "")])
    return here and not any(meta.get(name) for name in _FORWARDED)
