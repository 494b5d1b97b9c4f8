"""The benchmark of the model of behaviour: its world, its figures, its picture."""

import json
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from benchmarks.quality import recommend_report
from benchmarks.speed import behaviour, picture
from tests.engine.matching.behaviour.worlds import world


def test_the_world_has_the_size_that_was_asked_for_and_a_few_popular_items() -> None:
    data, roles = behaviour.world(2_000, 1_000, 20_000)
    again, _ = behaviour.world(2_000, 1_000, 20_000)
    assert data.table.shape == (1_000, 2_000)
    assert roles.shape == (1_000,)
    assert 8_000 < data.table.nnz <= 20_100
    assert (data.table != again.table).nnz == 0
    counts = np.sort(np.asarray(data.table.sum(0)).ravel())[::-1]
    assert counts[:20].sum() > 0.1 * counts.sum()


def test_the_figures_are_those_of_a_fit(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "sys.argv", ["behaviour", "--items", "800", "--people", "400", "--events", "8000", "--times", "20", "--json"]
    )
    behaviour.main()
    found = json.loads(capsys.readouterr().out)
    assert found["items"] == 800
    assert found["ms_p50"] <= found["ms_p99"]
    assert found["peak_mb"] >= found["model_mb"]


def test_growth_is_a_table_and_a_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    def child(module: str, *given: str) -> dict[str, float]:
        asked = dict(zip(given[::2], map(float, given[1::2]), strict=True))
        figures = {name[2:]: value for name, value in asked.items()}
        return {**figures, "fit_cpu_s": 3.0, "peak_mb": 200.0, "model_mb": 9.0, "ms_p50": 0.2, "ms_p99": 0.5}

    monkeypatch.setattr("benchmarks.harness.child", child)
    rows = behaviour.grown()
    assert len(rows) == len(behaviour.MORE_ITEMS) + len(behaviour.MORE_PEOPLE) - 1
    assert behaviour.table(rows).count("\n") == len(rows) + 1
    drawn = ET.fromstring(behaviour.draw(rows))
    assert len(list(drawn.iter("{http://www.w3.org/2000/svg}circle"))) == 2 * (len(rows) + 1)


def test_points_stand_in_order_on_the_paper() -> None:
    drawn = ET.fromstring(picture.svg([picture.Panel("a < b", [(1.0, 5.0), (10.0, 50.0), (100.0, 5_000.0)])]))
    dots = [
        (float(dot.attrib["cx"]), float(dot.attrib["cy"])) for dot in drawn.iter("{http://www.w3.org/2000/svg}circle")
    ]
    assert dots == sorted(dots)
    assert [y for _, y in dots] == sorted((y for _, y in dots), reverse=True)


def test_the_report_says_where_personal_pays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recommend_report, "SIZES", (60, 300, 9_000))
    monkeypatch.setattr(recommend_report, "ASKED", 200)
    found = recommend_report.report(world(5, people=900))
    assert set(found) == {"60", "300"}
    for by_known in found.values():
        for one in by_known.values():
            assert one["difference"] == pytest.approx(one["personal"] - one["common"])
            assert one["interval"][0] <= one["difference"] <= one["interval"][1]
            assert one["pays"] == (one["interval"][0] > 0)
    assert found["300"]["3"]["pays"]
    assert found["300"]["3"]["difference"] > found["60"]["3"]["difference"]
    assert recommend_report.table(found).count("|") >= 20
