"""An import that is killed at any moment leaves everything as it was, or all of it done; the next one cleans up."""

import json
import random
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.commands import Installation, kill_group

ROWS = 1_500
LOOK = """
import json
from wayfare.catalog import api
from wayfare.catalog.models import Item, ItemSkill
from wayfare.core.models import ImportBatch, StagedRow
from wayfare.skills.models import Skill
seen = api.items(item_ids=list(Item.objects.values_list("id", flat=True)))
taught = api.candidates(skill_ids=list(Skill.objects.values_list("id", flat=True)), per_skill=100_000, language="en")
print(json.dumps({
    "titles": sorted({view.title.split()[0] for view in seen.values()}),
    "items": len(seen),
    "taught": len(taught),
    "hidden": Item.objects.count() - len(seen),
    "doubled": ItemSkill.objects.count() - ItemSkill.objects.values("item", "skill").distinct().count(),
    "staged": StagedRow.objects.count(),
    "open": ImportBatch.objects.filter(applied_at=None).count(),
}))
"""
COUNT = """
from wayfare.catalog import api
from wayfare.skills.models import Skill
skills = Skill.objects.filter(source_id="course").values_list("id", flat=True)
print(len(api.candidates(skill_ids=list(skills), per_skill=100_000, language="en")))
"""
HIDDEN = """
SELECT COUNT(*) FROM catalog_item i JOIN core_importbatch b ON b.id = i.batch_id WHERE b.applied_at IS NULL
"""
NOTHING = {"titles": [], "items": 0, "taught": 0}
OLD = {"titles": ["Old"], "items": ROWS, "taught": ROWS}
NEW = {"titles": ["New"], "items": ROWS + 100, "taught": ROWS + 100}
CLEAN = {"hidden": 0, "doubled": 0, "staged": 0, "open": 0}


def write(path: Path, word: str, rows: int) -> Path:
    lines = (
        {"id": str(n), "title": f"{word} course {n} on Python", "description": "All about Python. " * 20, "rating": 4.0}
        for n in range(rows)
    )
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return path


@pytest.fixture
def skilled(installation: Installation) -> Installation:
    path = installation.home / "skills.toml"
    path.write_text('[[skill]]\nid = "python"\nname = "Python"\n', encoding="utf-8")
    installation.must("import", "skills", path)
    return installation


def look(installation: Installation) -> dict[str, object]:
    found: dict[str, object] = json.loads(installation.python(LOOK))
    return found


def seen(found: dict[str, object]) -> dict[str, object]:
    return {name: found[name] for name in NOTHING}


def killed(installation: Installation, kind: str, path: Path, after: float) -> None:
    """Start an import and kill it after so many seconds."""
    process = installation.start("import", kind, path)
    time.sleep(after)
    kill_group(process)


@pytest.mark.slow
def test_an_import_killed_at_any_moment_leaves_nothing_half_visible(skilled: Installation) -> None:
    dice = random.Random(3)
    old = write(skilled.home / "old.jsonl", "Old", ROWS)
    new = write(skilled.home / "new.jsonl", "New", ROWS + 100)
    for path, before, after in ((old, NOTHING, OLD), (new, OLD, NEW)):
        begun = time.monotonic()
        skilled.must("import", "catalog", path, "--dry-run")
        whole = 2 * (time.monotonic() - begun)
        for _ in range(3):
            killed(skilled, "catalog", path, dice.uniform(0.2, 1.0) * whole)
            found = look(skilled)
            assert seen(found) in (before, after), found
            assert found["doubled"] == 0
            if seen(found) == after:
                break
        skilled.must("import", "catalog", path)
        assert look(skilled) == after | CLEAN


def hidden(installation: Installation) -> int:
    """Return how many items wait for their batch, read beside the running import."""
    with closing(sqlite3.connect(installation.database_url.removeprefix("sqlite:///"))) as base:
        return int(base.execute(HIDDEN).fetchone()[0])


@pytest.mark.slow
@pytest.mark.usefixtures("sqlite_only")
def test_what_was_written_ahead_is_never_seen_and_goes_with_the_next_import(skilled: Installation) -> None:
    path = write(skilled.home / "old.jsonl", "Old", ROWS)
    process = skilled.start("import", "catalog", path)
    while process.poll() is None and not hidden(skilled):
        time.sleep(0.01)
    kill_group(process)
    found = look(skilled)
    assert found["hidden"]
    assert seen(found) == NOTHING
    skilled.must("import", "skills", skilled.home / "skills.toml")
    assert look(skilled) == NOTHING | CLEAN
    skilled.must("import", "catalog", path)
    assert look(skilled) == OLD | CLEAN


@pytest.mark.slow
def test_skills_proposed_anew_become_visible_together(skilled: Installation) -> None:
    skilled.must("import", "catalog", write(skilled.home / "old.jsonl", "Old", ROWS))
    more = skilled.home / "more.toml"
    more.write_text('[[skill]]\nid = "course"\nname = "Old course"\n', encoding="utf-8")
    dice = random.Random(7)
    for _ in range(3):
        killed(skilled, "skills", more, dice.uniform(0.8, 3.0))
        assert int(skilled.python(COUNT)) in (0, ROWS)
    skilled.must("import", "skills", more)
    assert int(skilled.python(COUNT)) == ROWS
    assert {name: look(skilled)[name] for name in CLEAN} == CLEAN
