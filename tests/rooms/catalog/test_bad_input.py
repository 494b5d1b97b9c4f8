"""Tagging what can hardly be tagged: no text, unknown scripts, a million characters, nothing at all, a damaged model."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from tests import factories
from wayfare.catalog import api
from wayfare.catalog.imports.tagging import tagger
from wayfare.catalog.models import Item, ItemSkill
from wayfare.core.imports import Options, Report
from wayfare.engine.matching import sentences
from wayfare.engine.matching.sentences import weights
from wayfare.engine.matching.tagging import Texts
from wayfare.skills import api as skills
from wayfare.skills.models import Skill

pytestmark = pytest.mark.django_db


@pytest.fixture
def python(db: None) -> Skill:
    factories.skill("Leadership")
    return factories.skill("Python", kind=Skill.Kind.TECHNOLOGY)


def bring(folder: Path, *rows: dict[str, object]) -> Report:
    path = folder / "courses.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    return api.import_catalog(path=path, form=None, mapping=None, options=Options())


def proposed() -> dict[str, set[int]]:
    return {
        item.source_id: set(ItemSkill.objects.filter(item=item).values_list("skill_id", flat=True))
        for item in Item.objects.all()
    }


def test_an_item_without_any_text_but_its_address_has_no_skill(tmp_path: Path, python: Skill) -> None:
    rows = ({"id": "1", "url": "https://example.org/courses/x"}, {"id": "2", "title": "?", "description": ""})
    report = bring(tmp_path, *rows)
    assert (report.applied, report.notes["items without a skill"]) == (True, 2)
    assert proposed() == {"1": set(), "2": set()}


@pytest.mark.parametrize(
    "text",
    ["ᠮᠣᠩᠭᠣᠯ ᠪᠢᠴᠢᠭ", "ማስተማር ሥልጠና", "𐎀𐎁𐎂 𐎃𐎄", "学习 数据 分析", "😀😀😀", "\u202e\u200b\u0301", "ﷺ" * 50],
    ids=["mongolian", "amharic", "ugaritic", "chinese", "emoji", "invisible", "ligatures"],
)
def test_a_text_in_a_script_that_no_model_knows_has_no_skill(tmp_path: Path, python: Skill, text: str) -> None:
    report = bring(tmp_path, {"id": "1", "title": f"a {text}", "description": text * 20})
    assert report.applied, report.rejected
    assert proposed() == {"1": set()}


def test_a_name_inside_of_another_script_is_still_found(tmp_path: Path, python: Skill) -> None:
    bring(tmp_path, {"id": "1", "title": "Python 数据 分析", "skills": ["Python"]})
    assert proposed() == {"1": {python.pk}}


@pytest.mark.parametrize("word", ["python ", "a", "ж", "python, sql; "])
def test_a_very_long_description_is_cut_and_tagged(tmp_path: Path, python: Skill, word: str) -> None:
    long = (word * 199_000)[:199_000]
    report = bring(tmp_path, {"id": "1", "title": "Python for all", "description": long, "syllabus": long})
    assert (report.applied, report.notes["descriptions cut off"]) == (True, 1)
    assert proposed() == {"1": {python.pk}}
    assert len(Item.objects.get().summary) <= 20_000


def test_a_description_of_a_million_characters_rejects_its_row_with_a_code(tmp_path: Path, python: Skill) -> None:
    report = bring(tmp_path, {"id": "1", "title": "Python", "description": "python " * 150_000})
    assert [(row.column, row.code) for row in report.rejected] == [("description", "too-long")]
    assert not Item.objects.exists()


def test_the_tagger_reads_the_beginning_of_a_million_characters(python: Skill) -> None:
    texts = Texts("Python for all", "python " * 150_000, tags=("python",) * 10_000, language="en")
    assert [tag.skill for tag in tagger().tag([texts])[0]] == [python.pk]
    assert tagger().tag([Texts("", "")]) == [[]]
    assert tagger().tag([]) == []


def test_an_empty_catalogue_has_nothing_to_tag_to_learn_or_to_decide(python: Skill, now: datetime) -> None:
    report = api.retag(now=now)
    assert (report.read, report.created, report.updated) == (0, 0, 0)
    assert not api.train(now=now)["kept"]
    assert (api.proposals(most=5), api.proposal_heaps(by="item", most=5)) == ([], ([], 0, 0))
    assert api.decide(approved=[1], rejected=[2], by=None, now=now) == 0
    assert len(api.candidates(skill_ids=[python.pk], per_skill=5, language="en")) == 0


def test_without_any_skill_items_are_imported_all_the_same(tmp_path: Path, db: None) -> None:
    assert bring(tmp_path, {"id": "1", "title": "Python"}).created == 1
    assert proposed() == {"1": set()}


def test_a_damaged_model_leaves_tagging_by_words(
    tmp_path: Path, python: Skill, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "damaged_model"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "model.zip").write_bytes(b"PK\x03\x04 and then nothing")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(weights, "_MINILM", ("damaged_model", "model.zip"))
    monkeypatch.setattr(weights, "_WORDLLAMA", ("damaged_model", "model.zip", "model.zip"))
    sentences.shared.cache_clear()
    try:
        assert skills.matcher() is None
        assert bring(tmp_path, {"id": "1", "title": "Python for all"}).applied
    finally:
        sentences.shared.cache_clear()
    assert proposed() == {"1": {python.pk}}
