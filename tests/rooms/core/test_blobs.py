"""Large models: a copy on each machine that is mended, whatever stands in its place."""

import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from wayfare.core import blobs
from wayfare.core.errors import NotFound
from wayfare.core.models import Blob

pytestmark = pytest.mark.django_db


@pytest.fixture
def name(now: datetime, tmp_path: Path, settings: Any) -> str:
    settings.WAYFARE_HOME = tmp_path
    return blobs.put("test", b"what was fitted", now)


def place(name: str) -> Path:
    return Path(settings.WAYFARE_HOME) / blobs.FOLDER / f"{name}{blobs.SUFFIX}"


def test_a_damaged_copy_is_made_anew(name: str) -> None:
    blobs.file(name).write_bytes(b"something else")
    assert blobs.file(name).read_bytes() == b"what was fitted"
    assert blobs.file(name) == place(name)


def test_a_folder_in_place_of_the_copy_or_a_file_in_that_of_the_folder_stops_nobody(name: str) -> None:
    place(name).mkdir(parents=True)
    assert blobs.file(name).read_bytes() == b"what was fitted"
    shutil.rmtree(place(name).parent)
    place(name).parent.write_text("no folder", "utf-8")
    assert blobs.file(name).read_bytes() == b"what was fitted"


def test_what_the_database_does_not_have_whole_is_not_found(name: str) -> None:
    Blob.objects.update(content=b"half")
    assert blobs.damaged() == [name]
    with pytest.raises(NotFound):
        blobs.file(name)
