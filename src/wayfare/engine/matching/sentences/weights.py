"""The files of models that come inside Python wheels. They are read where they lie; no code of those wheels is run."""

import json
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
_MINILM = ("all_minilm_l6_v2", "model.zip")
_WORDLLAMA = ("wordllama", "weights/l2_supercat_256.safetensors", "tokenizers/l2_supercat_tokenizer_config.json")
_NEEDED = ("embeddings.word_embeddings.weight", *(f"encoder.layer.{layer}.output.dense.weight" for layer in range(6)))
_TYPES = {"F32": np.float32, "F16": np.float16, "I64": np.int64}


class Missing(Exception):
    """A model is not installed, or a file of it cannot be read."""


@dataclass(frozen=True, slots=True)
class MiniLM:
    """all-MiniLM-L6-v2: its tensors by name and its vocabulary."""

    tensors: Mapping[str, Floats]
    vocabulary: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Words:
    """Static vectors (one row a piece) with the pieces and the pairs that join, first ones first."""

    vectors: Floats
    vocabulary: Mapping[str, int]
    joins: Mapping[tuple[str, str], int]

    def numbers(self, piece: str) -> list[int]:
        """Return the rows of a piece; one that is not in the vocabulary is spelled in bytes."""
        if piece in self.vocabulary:
            return [self.vocabulary[piece]]
        return [self.vocabulary[f"<0x{byte:02X}>"] for byte in piece.encode(errors="replace")]


def has_minilm() -> bool:
    """Say whether the sentence model is installed."""
    return _found(*_MINILM)


def has_words() -> bool:
    """Say whether the static vectors are installed."""
    return _found(*_WORDLLAMA)


def minilm() -> MiniLM:
    """Read the sentence model: 90 MB, half a second. Raises Missing."""
    try:
        with zipfile.ZipFile(_file(*_MINILM)) as model:
            tensors = _tensors(model.read("model.safetensors"))
            vocabulary = json.loads(model.read("tokenizer.json"))["model"]["vocab"]
        for name in _NEEDED:
            tensors[name].shape  # noqa: B018  a tensor that is not there is found out here, not in the middle of an import
    except (OSError, EOFError, KeyError, TypeError, ValueError, zipfile.BadZipFile, zlib.error) as error:
        raise Missing(f"The sentence model cannot be read: {error}") from error
    return MiniLM(tensors, vocabulary)


def words() -> Words:
    """Read the static vectors: 16 MB. Raises Missing."""
    package, vectors, pieces = _WORDLLAMA
    try:
        table = _tensors(_file(package, vectors).read_bytes())["embedding.weight"].astype(np.float32)
        model = json.loads(_file(package, pieces).read_bytes())["model"]
        joins = {(a, b): rank for rank, (a, _, b) in enumerate(pair.partition(" ") for pair in model["merges"])}
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise Missing(f"The static vectors cannot be read: {error}") from error
    return Words(table, model["vocab"], joins)


def _tensors(data: bytes) -> dict[str, Any]:
    """Return the tensors of a safetensors file as views of it."""
    size = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + size])
    header.pop("__metadata__", None)
    return {
        name: np.frombuffer(
            data, _TYPES[told["dtype"]], int(np.prod(told["shape"])), 8 + size + told["data_offsets"][0]
        ).reshape(told["shape"])
        for name, told in header.items()
    }


def _file(package: str, *inside: str) -> Path:
    # finding a package runs none of its code: the one with the weights prints when it is imported
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise Missing(f"The package {package} is not installed.")
    return Path(spec.submodule_search_locations[0]).joinpath(*inside)


def _found(package: str, *inside: str) -> bool:
    try:
        return all(_file(package, name).is_file() for name in inside)
    except Missing:
        return False
