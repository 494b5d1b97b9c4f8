"""The benchmark of tagging: its figures, what it takes out of the texts, and that it finds a leak."""

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.quality import labelled_texts as known
from benchmarks.quality import shipped_weights, tagging
from benchmarks.quality.leaks import Leak
from tests.engine.matching.encoding import Thesaurus
from wayfare.engine.matching import sentences
from wayfare.engine.matching.hybrid import WORDS, Label

SUBJECTS = {"Welding": "torch", "Leadership": "boss", "Statistics": "numbers", "Baking": "bread", "Sailing": "boat"}
ENCODER = Thesaurus(*(f"{name} {word}" for name, word in SUBJECTS.items()))


def write(path: Path, rows: list[dict[str, str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder laid out as the real data, with five subjects that are told by their words or only by their meaning."""
    folder = tmp_path_factory.mktemp("data")
    _catalogue(folder)
    _vacancies(folder)
    _occupations(folder)
    return folder


def _catalogue(folder: Path) -> None:
    rows = []
    for turn in range(60):
        for name, word in SUBJECTS.items():
            title = f"{name if turn % 2 else 'The ' + word} course {turn} of {name[:2]}{turn}"
            rows.append(
                {"title": title, "description": f"All of it, number {turn}.", "org": "A", "skills": [name, f"{word}s"]}
            )
    (folder / "catalog").mkdir()
    (folder / "catalog" / "courses.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")


def _vacancies(folder: Path) -> None:
    skills = [
        {"conceptUri": f"u{at}", "preferredLabel": name, "altLabels": f"{name}\n{name} skills"}
        for at, name in enumerate(SUBJECTS)
    ]
    write(folder / "esco" / "skills_en.csv", skills)
    for name in ("tech_validation", "tech_test", "house_test"):
        rows = [
            {"sentence": f"We {name} want {word if turn % 2 else subject} {turn}", "label": subject}
            for turn in range(8)
            for subject, word in SUBJECTS.items()
        ]
        rows.append({"sentence": "We want everything", "label": "LABEL NOT PRESENT"})
        write(folder / "skill_extraction" / "data" / f"{name}_annotations.csv", rows)
    write(
        folder / "esco" / "occupationSkillRelations.csv",
        [{"occupationUri": f"o{at}", "relationType": "essential", "skillUri": f"u{at % 5}"} for at in range(30)],
    )
    write(
        folder / "esco" / "occupations_en.csv",
        [
            {"conceptUri": f"o{at}", "preferredLabel": f"{list(SUBJECTS)[at % 5]} worker", "description": f"Job {at}."}
            for at in range(30)
        ],
    )


def _occupations(folder: Path) -> None:
    names = [f"{name} Workers" for name in SUBJECTS]
    write(
        folder / "onet" / "Occupation Data.csv",
        [{"O*NET-SOC Code": f"{at}", "Title": name} for at, name in enumerate(names)],
    )
    write(
        folder / "onet" / "Alternate Titles.csv",
        [
            {"O*NET-SOC Code": f"{at}", "Alternate Title": f"{word} hand {names[at][:3]}{turn}", "Short Title": ""}
            for turn in range(40)
            for at, word in enumerate(SUBJECTS.values())
        ],
    )


def test_figures_are_those_of_the_field() -> None:
    order, right = [7, 1, 2, 8, 9], frozenset({7, 8, 5})
    assert tagging.average_precision(order, right) == pytest.approx((1 + 2 / 4) / 3)
    assert tagging.precision(order, right, 5) == 0.4
    assert tagging.r_precision(order, right, 2) == 0.5
    assert tagging.r_precision(order, frozenset({1}), 5) == 1.0
    assert tagging.reciprocal_rank(order, frozenset({2, 9})) == pytest.approx(1 / 3)
    assert tagging.reciprocal_rank(order, frozenset({0})) == 0.0


def test_courses_are_judged_by_others(data: Path) -> None:
    found = tagging.catalogue(known.catalogue(data), ENCODER)
    assert found["items"] == 300
    assert found["leak_audit"]["passed"] is True
    assert found["hybrid"]["map"] > found["sentences"]["map"]
    assert found["hybrid"]["map"] > found["lexical"]["map"]
    for method in ("lexical", "sentences", "hybrid", "hybrid_shipped"):
        assert all(0 <= share <= 1 for share in found[method].values())


def test_sentences_take_their_weights_from_the_validation_sets(data: Path) -> None:
    found = tagging.esco(known.sentences(data), ENCODER)
    assert set(found["sets"]) == {"tech_test", "house_test"}
    assert found["hybrid"]["mrr"] >= found["lexical"]["mrr"]
    assert set(found["weights"]["lexical"]) == {"constant", *WORDS}


def test_titles_that_are_asked_stand_in_no_list(data: Path) -> None:
    task = known.job_titles(data, 20, np.random.default_rng(1))
    asked = {known._key(reading.title) for reading in task.readings}
    listed = {known._key(title) for label in task.labels for title in (label.name, *label.aliases)}
    assert len(asked) == 40
    assert not asked & listed
    found = tagging.titles(task, ENCODER)
    assert found["titles"] == 20
    assert found["hybrid"]["r1"] >= found["lexical"]["r1"]


def test_lists_of_skills_are_taken_out_of_a_text() -> None:
    text = "A course. Skills you will gain: SQL, Python, Excel. It uses Python. Topics: SQL, Python, Excel and Tableau daily."
    found = known.without_lists(text, ["SQL", "Python", "Excel", "Tableau"])
    assert found == "A course.   It uses Python. Topics:   daily."


def test_two_tags_in_a_sentence_are_no_list() -> None:
    text = "Learn SQL and Python with C++."
    assert known.without_lists(text, ["SQL", "Python", "C++"]) == text


def test_a_list_that_is_left_is_a_leak(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known, "without_lists", lambda text, tags: f"{text} {', '.join([*tags, *tags])}")
    with pytest.raises(Leak, match="list their own tags"):
        tagging.catalogue(known.catalogue(data), ENCODER)


def test_near_duplicates_stand_in_one_group(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"title": "Agile Basics", "description": "", "org": "A", "skills": ["Agile"]},
        {"title": "agile basics!", "description": "", "org": "B", "skills": ["Agile"]},
        {"title": "Other", "description": "", "org": "A", "skills": ["Agile"]},
        {"title": "null", "description": "", "org": "A", "skills": ["Agile"]},
    ]
    (tmp_path / "catalog").mkdir()
    (tmp_path / "catalog" / "courses.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert known.catalogue(tmp_path).groups == [0, 0, 2]


def test_shipped_weights_can_be_fitted_anew(data: Path) -> None:
    with_meaning = shipped_weights.shipped(data, ENCODER)
    assert with_meaning.weights["title_meaning"] + with_meaning.weights["behind"] > 0
    assert set(shipped_weights.shipped(data, None).weights) == set(WORDS)


def test_what_cannot_be_read_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if not sentences.installed():
        pytest.skip("no model for sentences is installed")
    for task in tagging.TASKS:
        assert tagging.main(["--data", str(tmp_path), "--tasks", task, "--tier", "static", "--json"]) == 2
        assert "There is no file" in capsys.readouterr().err


def test_the_command_prints_one_object(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if sentences.STATIC not in sentences.installed():
        pytest.skip("no static vectors are installed")
    asked = ["--data", str(data), "--tasks", "esco,titles", "--titles", "20", "--tier", "static"]
    assert tagging.main([*asked, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert set(found["gain_over_sentences"]) == {"esco", "titles"}
    assert tagging.main(asked) == 0
    assert "hybrid" in capsys.readouterr().out


def test_speed_is_texts_a_second(data: Path) -> None:
    task = known.catalogue(data)
    assert all(number > 0 for number in tagging.speeds(task.labels, task.readings, ENCODER).values())


def test_tags_that_a_shuffle_does_not_spoil_are_a_leak(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tagging, "SHUFFLED_MOST", 0.0)
    with pytest.raises(Leak, match="shuffled"):
        tagging.catalogue(known.catalogue(data), ENCODER)


def test_gains_are_shares_of_the_model_alone() -> None:
    figures = {"sentences": {"map": 0.2, "p5": 0.0}, "hybrid": {"map": 0.3, "p5": 0.1}}
    assert tagging.gains(figures) == {"map": pytest.approx(0.5), "p5": 0.0}


def test_labels_keep_their_other_names(data: Path) -> None:
    assert known.sentences(data).labels[0] == Label(0, "Welding", ("Welding skills",))
