"""Files as items, and files beside an export: their stretches become segments that teach."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from tests import factories
from wayfare.catalog import api
from wayfare.catalog.models import Item, ItemSkill, Segment
from wayfare.core.imports import Options, Report
from wayfare.learner import api as learner
from wayfare.people.models import Person
from wayfare.recommend import api as recommend
from wayfare.skills.models import Skill

pytestmark = pytest.mark.django_db
PYTHON = "Python is a language. In Python you write Python programs. " * 12
SQL = "SQL asks tables. With SQL you join tables, and SQL groups them. " * 12
OTHER = "The weather was fine, and the river ran by the house all day long. " * 12
TEXT = f"# Python\n\n{PYTHON}\n\n# SQL\n\n{SQL}\n\n# A walk\n\n{OTHER}"


@pytest.fixture
def skills(db: None) -> tuple[Skill, Skill]:
    python, sql = (factories.skill(name, kind=Skill.Kind.TECHNOLOGY) for name in ("Python", "SQL"))
    return python, sql


def bring(path: Path, **options: bool) -> Report:
    return api.import_catalog(path=path, form=None, mapping=None, options=Options(**options))


def exported(folder: Path, **cells: object) -> Path:
    (folder / "texts").mkdir(exist_ok=True)
    (folder / "texts" / "data.md").write_text(TEXT, "utf-8")
    path = folder / "courses.jsonl"
    path.write_text(json.dumps({"id": "1", "title": "Working with data", "file": "texts/data.md", **cells}), "utf-8")
    return path


def parts(item: Item) -> list[tuple[str, int | None]]:
    return list(Segment.objects.filter(item=item).order_by("position").values_list("title", "skill_id"))


def test_a_file_beside_an_export_becomes_segments_with_their_skills(
    tmp_path: Path, skills: tuple[Skill, Skill]
) -> None:
    report = bring(exported(tmp_path))
    assert report.applied, report.rejected
    item = Item.objects.get()
    python, sql = skills
    assert parts(item) == [("Python", python.pk), ("SQL", sql.pk), ("A walk", None)]
    assert item.minutes == pytest.approx(sum(Segment.objects.values_list("minutes", flat=True)), abs=0.1)
    taught = {row.skill_id: row for row in ItemSkill.objects.all()}
    assert set(taught) == {python.pk, sql.pk}
    assert {row.state for row in taught.values()} == {ItemSkill.State.PROPOSED}
    assert report.notes["segments of files"] == 3


def test_the_good_stuff_is_what_this_person_lacks(
    tmp_path: Path, skills: tuple[Skill, Skill], alice: Person, now: datetime
) -> None:
    bring(exported(tmp_path))
    python, _ = skills
    factories.holds(alice, factories.role("Analyst", needs={python: 4.0}))
    view = api.item(item_id=Item.objects.get().pk)
    said = recommend.segments_for(person_id=alice.id, item=view, now=now)
    assert [said[part.id] for part in view.segments] == ["useful", "aside", "aside"]


def test_what_was_rejected_is_taught_by_no_segment(tmp_path: Path, skills: tuple[Skill, Skill], now: datetime) -> None:
    bring(exported(tmp_path))
    python, sql = skills
    row = ItemSkill.objects.get(skill=python)
    api.decide(approved=[], rejected=[row.pk], by=None, now=now)
    view = api.item(item_id=row.item_id)
    assert [part.skill_id for part in view.segments] == [None, sql.pk, None]
    shelf = api.offers(item_ids=[row.item_id], language="en")
    assert [part.skill_id for part in shelf.parts(0)] == [sql.pk]


def test_a_proposed_segment_is_no_proof_when_the_item_is_finished(
    tmp_path: Path, skills: tuple[Skill, Skill], alice: Person, now: datetime
) -> None:
    bring(exported(tmp_path))
    item = Item.objects.get()
    assert api.taught(item_id=item.pk) == []
    learner.finish(person_id=alice.id, item_id=item.pk, now=now)
    api.decide(approved=[ItemSkill.objects.get(skill=skills[0]).pk], rejected=[], by=None, now=now)
    assert [skill for skill, _ in api.taught(item_id=item.pk)] == [skills[0].pk]


def test_the_same_again_changes_nothing_and_a_changed_text_changes_segments_in_place(
    tmp_path: Path, skills: tuple[Skill, Skill]
) -> None:
    path = exported(tmp_path)
    bring(path)
    before = dict(Segment.objects.values_list("anchor", "id"))
    assert bring(path).unchanged == 1
    (tmp_path / "texts" / "data.md").write_text(f"# SQL\n\n{SQL}\n\n# Python\n\n{PYTHON}", "utf-8")
    assert bring(path).updated == 1
    after = dict(Segment.objects.values_list("anchor", "id"))
    assert after == {name: before[name] for name in ("part-1", "part-2")}
    assert parts(Item.objects.get())[0] == ("SQL", skills[1].pk)


def test_a_row_that_names_no_file_any_more_has_no_segments(tmp_path: Path, skills: tuple[Skill, Skill]) -> None:
    bring(exported(tmp_path))
    bring(exported(tmp_path, file=""))
    assert not Segment.objects.exists()


def test_segments_are_tagged_again_when_skills_change(tmp_path: Path, now: datetime) -> None:
    bring(exported(tmp_path))
    assert {skill for _, skill in parts(Item.objects.get())} == {None}
    sql = factories.skill("SQL", kind=Skill.Kind.TECHNOLOGY)
    api.retag(now=now)
    assert parts(Item.objects.get())[1] == ("SQL", sql.pk)
    assert ItemSkill.objects.get().skill_id == sql.pk
    sql.name = "COBOL"
    sql.save()
    api.retag(now=now)
    assert {skill for _, skill in parts(Item.objects.get())} == {None}
    assert not ItemSkill.objects.exists()


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("texts/gone.md", "no-file"),
        ("../outside.md", "file-outside"),
        ("/etc/hostname.md", "file-outside"),
        (7, "no-file"),
        ("texts/data.docx", "unknown-kind"),
    ],
)
def test_a_file_that_cannot_be_used_rejects_the_row_with_a_code(tmp_path: Path, name: object, code: str) -> None:
    (tmp_path / "outside.md").write_text(TEXT, "utf-8")
    (tmp_path / "in").mkdir()
    report = bring(exported(tmp_path / "in", file=name))
    assert [(row.column, row.code) for row in report.rejected] == [("file", code)]
    assert (report.applied, Item.objects.exists()) == (False, False)


def test_a_link_that_leads_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text(TEXT, "utf-8")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "link.md").symlink_to(tmp_path / "secret.md")
    report = bring(exported(tmp_path / "in", file="link.md"))
    assert report.rejected[0].code == "file-outside"


def test_a_folder_of_files_becomes_lessons(tmp_path: Path, skills: tuple[Skill, Skill]) -> None:
    folder = tmp_path / "talks"
    (folder / "deep").mkdir(parents=True)
    (folder / "deep" / "python-talk.vtt").write_text(
        f"WEBVTT\n\n00:00.000 --> 03:30.000\n{PYTHON}\n\n03:30.000 --> 05:00.000\nThank you.\n", "utf-8"
    )
    (folder / "page.html").write_text(f"<title>All of SQL</title><main>{SQL}</main>", "utf-8")
    (folder / ".hidden.md").write_text("no", "utf-8")
    (folder / "notes.txt").write_text("no", "utf-8")
    report = api.import_catalog(path=folder, form="files", mapping=None, options=Options())
    assert report.applied, report.rejected
    rows = Item.objects.order_by("source_id").values_list("source", "source_id", "kind", "title", "minutes")
    assert list(rows) == [
        ("files", "deep/python-talk.vtt", "lesson", "Python talk", 5.0),
        ("files", "page.html", "lesson", "All of SQL", pytest.approx(0.7, abs=0.1)),
    ]
    assert [skill for _, skill in parts(Item.objects.get(kind="lesson", source_id__startswith="deep"))] == [
        skills[0].pk,
        None,
    ]


def test_one_hostile_file_among_good_ones_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "good.md").write_text(TEXT, "utf-8")
    (tmp_path / "bad.md").write_bytes(b"\xff\xfe\x00")
    report = api.import_catalog(path=tmp_path, form="files", mapping=None, options=Options())
    assert [(row.file, row.code) for row in report.rejected] == [("bad.md", "not-text")]
    assert not Item.objects.exists()
    going = api.import_catalog(path=tmp_path, form="files", mapping=None, options=Options(keep_going=True))
    assert (going.applied, going.created) == (True, 1)


def test_one_file_alone_is_known_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "good.md").write_text(TEXT, "utf-8")
    assert bring(tmp_path / "good.md").created == 1
    assert Item.objects.get().kind == Item.Kind.LESSON


def test_a_text_in_an_unknown_script_is_kept_without_a_skill(tmp_path: Path, skills: tuple[Skill, Skill]) -> None:
    (tmp_path / "old.md").write_text("# ᠨᠢᠭᠡ\n\n" + "ᠮᠣᠩᠭᠣᠯ ᠪᠢᠴᠢᠭ᠌ " * 300, "utf-8")
    report = bring(tmp_path / "old.md")
    assert report.applied
    assert (report.notes["segments without a skill"], ItemSkill.objects.exists()) == (1, False)
