"""The words that hint at each skill."""

import tomllib
from collections.abc import Container, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.rooms.skills import onet as release
from wayfare.core.imports import Options
from wayfare.engine.matching.tagging import Tagger, Texts
from wayfare.engine.matching.words import words
from wayfare.skills import api, terms
from wayfare.skills.models import Skill

JUDGED = Path(__file__).parent / "judged.txt"
DEMO = Path(api.__file__).parent.parent / "cli" / "demo_company"


@pytest.mark.django_db
def test_own_skills_are_found_by_name_and_alias(tmp_path: Path) -> None:
    (tmp_path / "skills.toml").write_text('[[skill]]\nid = "f"\nname = "Giving feedback"\naliases = ["Praising"]\n')
    api.import_skills(path=tmp_path, form=None, mapping=None, options=Options())
    tagger, ids = api.tagger(), api.ids_of(source="wayfare")
    for title in ("Giving Feedback: a half-day", "Praising people"):
        assert [tag.skill for tag in tagger.tag(Texts(title))] == [ids["f"]]


@pytest.mark.django_db
def test_every_skill_of_the_demo_company_finds_itself() -> None:
    api.import_skills(path=DEMO, form="wayfare", mapping=None, options=Options())
    tagger, ids = api.tagger(), api.ids_of(source="wayfare")
    for skill in tomllib.loads((DEMO / "skills.toml").read_text())["skill"]:
        assert ids[skill["id"]] in {tag.skill for tag in tagger.tag(Texts(skill["name"]))}


@pytest.fixture
def onet(tmp_path: Path, db: None) -> Tagger:
    """Return a tagger over a small O*NET release."""
    api.import_skills(path=release.write(tmp_path, release.files()), form=None, mapping=None, options=Options())
    return api.tagger()


def names(tagger: Tagger, title: str, **places: Any) -> set[str]:
    found = {tag.skill: tag.confidence for tag in tagger.tag(Texts(title, **places))}
    views = api.named(skill_ids=[skill for skill, confidence in found.items() if confidence >= 0.5])
    return {view.name for view in views.values()}


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("Financial Accounting Fundamentals", {"Economics and Accounting"}),
        ("Corporate Finance for Directors", {"Economics and Accounting"}),
        ("Forex Trading: Double Your Finance", set()),
        ("Linear Algebra", {"Mathematics"}),
        ("Excel: VLOOKUP and Pivot Tables", {"Microsoft Excel"}),
        ("How to excel in your career", set()),
        ("SQL for everybody", {"Structured query language SQL"}),
        ("Speed Reading", {"Reading Comprehension"}),
        ("Tarot Card Reading", set()),
        ("Business English Writing", {"English Language"}),
        ("SAP S/4HANA for Controllers", {"SAP software"}),
        ("SAP ABAP for Developers", set()),
        ("Knitting socks", set()),
    ],
)
def test_titles_get_the_skills_they_are_about(onet: Tagger, title: str, found: set[str]) -> None:
    assert names(onet, title) == found


def test_a_provider_s_labels_are_enough(onet: Tagger) -> None:
    assert names(onet, "Week one", skills=["Financial Accounting"]) == {"Economics and Accounting"}


def test_a_technology_s_acronym_that_nobody_listed_is_not_trusted(tmp_path: Path, db: None) -> None:
    rows = release.files()
    rows["Technology Skills"][0] |= {
        "Example": "Plant analysis super software PASS",
        "Commodity Title": "Plant software",
    }
    api.import_skills(path=release.write(tmp_path, rows), form=None, mapping=None, options=Options())
    assert "PASS" in Skill.objects.get(name="Plant analysis super software PASS").aliases
    assert names(api.tagger(), "How to pass your exam about plants") == set()


def test_a_name_of_one_word_that_nobody_listed_needs_its_category(tmp_path: Path, db: None) -> None:
    rows = release.files()
    rows["Technology Skills"][0] |= {"Example": "Focus", "Commodity Title": "Photo imaging software"}
    api.import_skills(path=release.write(tmp_path, rows), form=None, mapping=None, options=Options())
    assert names(api.tagger(), "Focus and win") == set()
    assert names(api.tagger(), "Focus for photo editors") == {"Focus"}


def test_the_lexicon_is_in_order() -> None:
    own = terms.lexicon("onet")
    assert len([key for key in own.entries if key.startswith("2.C")]) == 33
    assert len([key for key in own.entries if key.startswith(("2.A", "2.B"))]) == 35
    for key, entry in own.entries.items():
        texts = [phrase.text for phrase in entry.phrases]
        assert all(words(text) for text in (*texts, *entry.against)), key
        assert len(texts) == len(set(texts)), key
        if not key.startswith("technology/"):
            assert any(phrase.weight >= 0.9 for phrase in entry.phrases), key
    assert all(words(name) and near for name, near in own.company.items())
    assert not own.sure & own.company.keys()


def test_a_source_without_a_lexicon_has_an_empty_one() -> None:
    assert terms.lexicon("nowhere") == terms.Lexicon()


@pytest.mark.realdata
@pytest.mark.slow
@pytest.mark.django_db
def test_tags_of_courses_judged_by_hand_are_right(realdata: Path) -> None:
    """``judged.txt`` holds course ids of two random samples and the skills that a reader found right for them."""
    api.import_skills(path=realdata / "onet", form="onet", mapping=None, options=Options())
    keys = {number: key for key, number in api.ids_of(source="onet").items()}
    judged = dict(line.partition(" ")[::2] for line in JUDGED.read_text().splitlines())
    tagger, given, right, wanted = api.tagger(), 0, 0, sum(len(text.split()) for text in judged.values())
    for course in _courses(realdata / "catalog" / "courses.jsonl", judged.keys()):
        tags = {keys[tag.skill] for tag in tagger.tag(course[1]) if tag.confidence >= 0.5}
        given += len(tags)
        right += len(tags & set(judged[course[0]].split()))
    assert right / given >= 0.92
    assert right / wanted >= 0.92


def _courses(path: Path, ids: Container[str]) -> Iterator[tuple[str, Texts]]:
    for line in path.read_bytes().splitlines():
        row = msgspec.json.decode(line)
        if row["id"] in ids:
            yield (
                row["id"],
                Texts(
                    title=row["title"],
                    summary=row.get("description") or "",
                    skills=row.get("skills") or (),
                    tags=row.get("tags") or (),
                    category=f"{row.get('category') or ''} / {row.get('subcategory') or ''}",
                    syllabus=row.get("syllabus") or "",
                    language=row.get("language") or "",
                ),
            )
