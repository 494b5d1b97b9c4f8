"""Folders of what people did, and of what is said of the items."""

import json
from pathlib import Path

import numpy as np
import pytest

from benchmarks.quality import interactions


def folder(path: Path, train: str = "0 1 2\n1 0\n", test: str = "0 0\n1 2 1\n") -> Path:
    (path / "train.txt").write_text(train)
    (path / "test.txt").write_text(test)
    return path


def test_lines_of_a_user_and_items_are_read(tmp_path: Path) -> None:
    found = interactions.read(folder(tmp_path))
    assert found.train.table.toarray().tolist() == [[0, 1, 1], [1, 0, 0]]
    assert found.test.table.toarray().tolist() == [[1, 0, 0], [0, 1, 1]]
    assert found.train.times is None
    assert found.views == ()
    assert found.segments is None


def test_people_and_items_of_either_file_count(tmp_path: Path) -> None:
    found = interactions.read(folder(tmp_path, "0 1\n\n5\n", "3 9\n0 2\n"))
    assert found.train.table.shape == found.test.table.shape == (4, 10)


def test_times_are_read_where_they_are_given(tmp_path: Path) -> None:
    found = interactions.read(folder(tmp_path, "0 2:30 1:10.5\n", "0 0:40\n"))
    assert found.train.history(0).tolist() == [1, 2]
    assert found.train.times is not None
    assert found.train.times.tolist() == [10.5, 30]


@pytest.mark.parametrize("line", ["0 one\n", "zero 1\n", "0 1:noon\n"])
def test_a_line_in_another_format_is_named(tmp_path: Path, line: str) -> None:
    with pytest.raises(interactions.Unreadable, match=r"train\.txt"):
        interactions.read(folder(tmp_path, line))


def test_a_folder_without_the_files_or_without_a_line_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(interactions.Unreadable):
        interactions.read(tmp_path)
    with pytest.raises(interactions.Unreadable):
        interactions.read(folder(tmp_path, "", ""))


def test_columns_become_views_through_the_map_of_items(tmp_path: Path) -> None:
    (folder(tmp_path) / "item_map.txt").write_text("a 0\nb 1\nc 2\n")
    rows = [
        "key,topics,year,about",
        "c,x|y,1990,good course",
        "a,x,1991,good lesson",
        "b,y,2000,bad lesson",
        "q,x,1,none",
    ]
    (tmp_path / "things.csv").write_text("\n".join(rows))
    found = interactions.read(tmp_path)
    views = dict(zip(found.names, found.views, strict=True))
    assert set(views) == {"topics", "year", "about"}
    alike = (views["topics"] @ views["topics"].T).toarray()
    assert alike[0, 2] > alike[0, 1] == 0
    assert np.diff(views["year"].indptr).min() > 0
    assert views["about"].shape[0] == 3


def test_rows_that_say_the_item_s_number_need_no_map(tmp_path: Path) -> None:
    rows = [
        {"mapped_id": 0, "tags": ["x"], "links": {"a": 1}},
        {"mapped_id": 1, "tags": ["x", "z"]},
        {"mapped_id": 2, "tags": []},
    ]
    (folder(tmp_path) / "items.jsonl").write_text("\n".join(json.dumps(row) for row in rows))
    found = interactions.read(tmp_path)
    assert found.names == ("tags",)
    assert np.diff(found.views[0].indptr).tolist() == [1, 1, 0]


def test_files_about_something_else_are_left_alone(tmp_path: Path) -> None:
    (folder(tmp_path) / "people.csv").write_text("user,age\nfoo,20\nbar,30\n")
    assert interactions.read(tmp_path).views == ()


@pytest.mark.parametrize(
    ("train", "test", "says"),
    [
        ("0 -1 2\n", "0 0\n", "below 0"),
        ("-1 1 2\n", "0 0\n", "below 0"),
        ("0 1 2\n", "\n", "no interaction"),
        ("0 1 2\n", "5 1\n", "nobody of"),
        ("0 123456789012345678901234 2\n", "0 0\n", "not in the format"),
    ],
)
def test_what_cannot_be_measured_is_said(tmp_path: Path, train: str, test: str, says: str) -> None:
    with pytest.raises(interactions.Unreadable, match=says):
        interactions.read(folder(tmp_path, train, test))


def test_what_is_no_text_or_no_table_is_said(tmp_path: Path) -> None:
    folder(tmp_path)
    (tmp_path / "items.jsonl").write_text('{"mapped_id": 0}\n{oops\n', "utf-8")
    with pytest.raises(interactions.Unreadable, match="JSONL"):
        interactions.read(tmp_path)
    (tmp_path / "items.jsonl").unlink()
    (tmp_path / "test.txt").write_bytes(b"0 \xff\n")
    with pytest.raises(interactions.Unreadable, match="UTF-8"):
        interactions.read(tmp_path)


def test_ids_with_large_gaps_are_counted_anew_and_still_find_what_is_said_of_them(tmp_path: Path) -> None:
    folder(tmp_path, "7 2000000000 5\n900000000 5 6\n", "7 6\n")
    rows = [{"item_id": item, "topic": topic} for item, topic in ((5, "tea"), (6, "tea"), (2_000_000_000, "coffee"))]
    (tmp_path / "items.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    (tmp_path / "segments.txt").write_text("900000000 night\n8 nobody\n", "utf-8")
    found = interactions.read(tmp_path)
    assert found.train.table.shape == (2, 3)
    assert found.train.table.toarray().tolist() == [[1, 0, 1], [1, 1, 0]]
    assert found.names == ("topic",)
    assert found.segments is not None
    assert found.segments.tolist() == [-1, 0]


def test_segments_of_people(tmp_path: Path) -> None:
    (folder(tmp_path) / "segments.txt").write_text("1 sales team\n9 nobody\n")
    segments = interactions.read(tmp_path).segments
    assert segments is not None
    assert segments.tolist() == [-1, 0]
