"""Artefacts: the same content is the same file, and a damaged one is refused."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from wayfare.engine import artefact

ARRAYS = {
    "a": np.arange(7, dtype=np.int32),
    "b": np.linspace(0, 1, 6).reshape(2, 3),
    "none": np.zeros((0, 3), np.float32),
}
some = st.sampled_from([np.float64, np.float32, np.int64, np.int32]).flatmap(
    lambda kind: arrays.arrays(kind, arrays.array_shapes(min_dims=1, max_dims=3, min_side=0, max_side=4))
)


@given(st.dictionaries(st.text("abcxyz_", min_size=1, max_size=8), some, max_size=5))
def test_what_is_packed_is_unpacked(given_arrays: dict[str, np.ndarray]) -> None:
    header, found = artefact.unpack(artefact.pack({"n": 1}, given_arrays))
    assert header == {"n": 1}
    assert found.keys() == given_arrays.keys()
    for name, array in given_arrays.items():
        assert found[name].dtype == array.dtype
        assert found[name].shape == array.shape
        assert found[name].tobytes() == array.tobytes()


def test_a_file_is_named_by_its_content_and_read_back(tmp_path: Path) -> None:
    path = artefact.write(tmp_path, artefact.pack({"kind": "x"}, ARRAYS))
    header, found = artefact.load(path)
    assert header == {"kind": "x"}
    assert all(np.array_equal(found[name], array) for name, array in ARRAYS.items())
    assert len(path.stem) == 64


def test_equal_content_is_one_file_whatever_the_order(tmp_path: Path) -> None:
    paths = {artefact.write(tmp_path, artefact.pack({"b": 1, "a": 2}, ARRAYS))}
    paths.add(artefact.write(tmp_path, artefact.pack({"a": 2, "b": 1}, dict(reversed(ARRAYS.items())))))
    assert len(paths) == 1
    assert len(list(tmp_path.iterdir())) == 1


def test_loaded_arrays_cannot_be_written_to(tmp_path: Path) -> None:
    _, found = artefact.load(artefact.write(tmp_path, artefact.pack({}, ARRAYS)))
    with pytest.raises(ValueError, match="read-only"):
        found["a"][0] = 5


def test_arrays_are_aligned() -> None:
    content = artefact.pack({}, ARRAYS)
    base = np.frombuffer(content, np.uint8).ctypes.data
    _, found = artefact.unpack(content)
    assert all((array.ctypes.data - base) % artefact.ALIGN == 0 for array in found.values() if array.size)


@pytest.mark.parametrize("place", [0, 9, 40, -1])
def test_one_changed_byte_is_found(tmp_path: Path, place: int) -> None:
    path = artefact.write(tmp_path, artefact.pack({"kind": "x"}, ARRAYS))
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)
    with pytest.raises(artefact.Damaged, match="what its name says"):
        artefact.load(path)


@pytest.mark.parametrize("size", [0, 5, 16, 100])
def test_a_file_cut_short_is_found(tmp_path: Path, size: int) -> None:
    path = artefact.write(tmp_path, artefact.pack({"kind": "x"}, ARRAYS))
    path.write_bytes(path.read_bytes()[:size])
    with pytest.raises(artefact.Damaged):
        artefact.load(path)


@pytest.mark.parametrize(
    "content", [b"something else entirely", b"WFTRACE1" + b"\xff" * 40, b"WFTRACE1\x02" + b"\0" * 7 + b"{}"]
)
def test_bytes_that_never_were_an_artefact_are_refused(content: bytes) -> None:
    with pytest.raises(artefact.Damaged):
        artefact.unpack(content)


def test_a_missing_file_is_missing(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        artefact.load(tmp_path / "nothing.trace")
