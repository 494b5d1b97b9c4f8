"""Ranking for one person needs numpy alone; scipy is for fitting."""

from tests.engine.tracing.test_imports import run


def test_what_serves_loads_nothing_that_is_for_fitting() -> None:
    code = "import sys; from wayfare.engine.matching.behaviour import model, placed, rules; print(*sys.modules)"
    loaded = {name.split(".")[0] for name in run(code).split()}
    assert "numpy" in loaded
    assert "scipy" not in loaded
