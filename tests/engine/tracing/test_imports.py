"""What a web process needs: numpy, and nothing that is only for fitting."""

import subprocess
import sys
from pathlib import Path

from tests.engine.tracing.trained import trained

FOR_FITTING = ("lightgbm", "scipy", "sklearn", "numba", "pandas")


def run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert not done.returncode, done.stderr
    return done.stdout


def test_importing_the_tracers_imports_nothing_that_is_for_fitting() -> None:
    modules = "gaussian, levels, predictor, state, tracer, training"
    code = f"import sys; from wayfare.engine.tracing import {modules}; print(*sys.modules)"
    loaded = {name.split(".")[0] for name in run(code).split()}
    assert "numpy" in loaded
    assert not loaded & set(FOR_FITTING)


def test_trees_answer_without_lightgbm(tmp_path: Path) -> None:
    path = trained("trees").predictor.save(tmp_path)
    blocked = "".join(f"sys.modules[{name!r}] = None; " for name in FOR_FITTING)
    code = (
        f"import sys; {blocked}from pathlib import Path; from wayfare.engine.tracing.answers import Answer; "
        "from wayfare.engine.tracing.predictor import Predictor; "
        f"p = Predictor.load(Path({str(path)!r})); s = p.step(p.start(), Answer(10, (1,), 1.0)); "
        "print(p.kind, 0 < p.predict(s, Answer(20, (1,), 0.0).asked) < 1)"
    )
    assert run(code).split() == ["trees", "True"]
