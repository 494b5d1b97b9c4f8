"""Flat arrays as bytes. Pure."""

import struct
from collections.abc import Mapping

import msgspec
import numpy as np
import numpy.typing as npt

Slots = npt.NDArray[np.int64]
Masks = npt.NDArray[np.uint8]
Array = npt.NDArray[np.generic]
_WIDTHS = ((0xFF, b"B", np.dtype(np.uint8)), (0xFFFF, b"H", np.dtype("<u2")), (0xFFFFFFFF, b"I", np.dtype("<u4")))
_DTYPES = {mark[0]: dtype for _, mark, dtype in _WIDTHS}
_ONE = struct.Struct("<cIB")


def pack(gaps: npt.NDArray[np.uint32], masks: Masks) -> bytes:
    """Return postings as bytes: the distance of each document to the one before, then the fields of each as bits."""
    if len(gaps) == 1:
        return _ONE.pack(b"I", int(gaps[0]), int(masks[0]))
    largest = int(gaps.max())
    for most, mark, dtype in _WIDTHS:
        if largest <= most:
            return b"".join((mark, gaps.astype(dtype).tobytes(), masks.tobytes()))
    raise ValueError(largest)


def unpack(packed: bytes | memoryview, count: int) -> tuple[Slots, Masks]:
    """Return the places of the documents, ascending, and the fields of each."""
    raw = bytes(packed)
    dtype = _DTYPES[raw[0]]
    end = 1 + count * dtype.itemsize
    gaps = np.frombuffer(raw, dtype, count, 1)
    return np.cumsum(gaps, dtype=np.int64), np.frombuffer(raw, np.uint8, count, end)


def pack_numbers(numbers: npt.NDArray[np.uint32]) -> bytes:
    """Return ascending numbers as bytes."""
    return numbers.astype("<u4").tobytes()


def unpack_numbers(packed: bytes | memoryview) -> npt.NDArray[np.uint32]:
    """Return the numbers."""
    return np.frombuffer(bytes(packed), "<u4")


def pack_columns(columns: Mapping[str, Array], labels: Mapping[str, list[str]]) -> bytes:
    """Return named arrays and lists of labels as bytes."""
    arrays = {name: (array.dtype.str, list(array.shape), array.tobytes()) for name, array in columns.items()}
    return msgspec.msgpack.encode({"arrays": arrays, "labels": dict(labels)})


def unpack_columns(packed: bytes | memoryview) -> tuple[dict[str, Array], dict[str, list[str]]]:
    """Return the arrays, which cannot be written to, and the lists of labels."""
    held = msgspec.msgpack.decode(bytes(packed))
    arrays: dict[str, Array] = {
        name: np.frombuffer(raw, np.dtype(dtype)).reshape(shape) for name, (dtype, shape, raw) in held["arrays"].items()
    }
    return arrays, held["labels"]


def narrow(codes: npt.NDArray[np.int64], most: int) -> Array:
    """Return codes in the narrowest type that holds numbers below ``most`` and ``most`` itself, which stands for none."""
    return codes.astype(np.uint8 if most <= 0xFF else np.uint16 if most <= 0xFFFF else np.uint32)
