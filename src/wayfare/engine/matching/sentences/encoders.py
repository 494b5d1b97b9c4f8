"""Sentence vectors in three tiers: the model by ONNX Runtime, the same by numpy, and static vectors of words."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from wayfare.engine.matching.sentences import graph, weights
from wayfare.engine.matching.sentences.pairs import joined
from wayfare.engine.matching.sentences.wordpiece import CUT_CHARACTERS, LONGEST_WORD, WordPiece, is_latin

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
LONGEST = 256
"""Pieces of words the model reads of a text, as its makers set it."""
AT_ONCE, PIECES_AT_ONCE = 64, 256
KEPT_WORDS = 200_000
_MASKED = -1e9


class Encoder(Protocol):
    """Turns texts into vectors; ``name`` tells vectors of different encoders apart."""

    name: str
    dimensions: int

    def encode(self, texts: Sequence[str], longest: int = LONGEST) -> Floats:
        """Return unit vectors, one row a text, of the first ``longest`` pieces; zeros where nothing is understood."""
        ...


class _Transformer(ABC):
    """What both forms of the model share: texts of about the same length are computed together."""

    name = ""
    dimensions = 384

    def __init__(self, pieces: WordPiece) -> None:
        self._pieces = pieces

    def encode(self, texts: Sequence[str], longest: int = LONGEST) -> Floats:
        """Return unit vectors, one row a text, of the first ``longest`` pieces; zeros where nothing is understood."""
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for rows, ids, mask in _batches([self._pieces.numbers(text, min(longest, LONGEST)) for text in texts]):
            vectors[rows] = self._sums(ids, mask)
        return unit(vectors)

    @abstractmethod
    def _sums(self, ids: Ints, mask: npt.NDArray[np.int32]) -> Floats:
        """Return the sums over the pieces of each text, one row a text, not yet of unit length."""


def _built(model: weights.MiniLM) -> bytes:
    """Return the graph. Raises weights.Missing where a tensor that it needs is not there, or of another shape."""
    try:
        return graph.build(model.tensors)
    except (KeyError, IndexError, ValueError) as error:
        raise weights.Missing(f"The sentence model cannot be read: {error}") from error


class Quantised(_Transformer):
    """The model with weights of 8 bits on ONNX Runtime, on one core."""

    name = "minilm-int8"

    def __init__(self) -> None:
        """Read the weights and build the graph: two seconds. Raises weights.Missing."""
        try:
            import onnxruntime
        except ImportError as error:
            raise weights.Missing("ONNX Runtime is not installed.") from error
        model = weights.minilm()
        super().__init__(WordPiece(model.vocabulary))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(_built(model), options, providers=["CPUExecutionProvider"])

    def _sums(self, ids: Ints, mask: npt.NDArray[np.int32]) -> Floats:
        places = np.arange(ids.shape[1])
        sums: Floats = self._session.run(None, {"ids": ids, "mask": mask, "places": places})[0]
        return sums


class Exact(_Transformer):
    """The model as its makers published it, in numpy: two to three times slower, and needs nothing else."""

    name = "minilm"

    def __init__(self) -> None:
        """Read the weights. Raises weights.Missing."""
        model = weights.minilm()
        super().__init__(WordPiece(model.vocabulary))
        self._tensors = model.tensors

    def _sums(self, ids: Ints, mask: npt.NDArray[np.int32]) -> Floats:
        own = self._tensors
        x = own["embeddings.word_embeddings.weight"][ids]
        x = x + own["embeddings.position_embeddings.weight"][: ids.shape[1]]
        x = self._normed("embeddings", x + own["embeddings.token_type_embeddings.weight"][0])
        hidden = np.where(mask == 1, np.float32(0), np.float32(_MASKED))[:, None, None, :]
        for number in range(graph.LAYERS):
            x = self._layer(f"encoder.layer.{number}", x, hidden)
        return np.asarray((x * mask[:, :, None].astype(np.float32)).sum(axis=1), dtype=np.float32)

    def _layer(self, name: str, x: Floats, hidden: Floats) -> Floats:
        texts, length, size = x.shape
        shape = (texts, length, graph.HEADS, size // graph.HEADS)
        parts = (self._linear(f"{name}.attention.self.{part}", x) for part in ("query", "key", "value"))
        query, key, value = (part.reshape(shape).transpose(0, 2, 1, 3) for part in parts)
        scores = query @ key.transpose(0, 1, 3, 2) / np.float32(np.sqrt(shape[-1])) + hidden
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        seen = (scores / scores.sum(axis=-1, keepdims=True)) @ value
        seen = self._linear(f"{name}.attention.output.dense", seen.transpose(0, 2, 1, 3).reshape(texts, length, size))
        x = self._normed(f"{name}.attention.output", seen + x)
        bent = _gelu(self._linear(f"{name}.intermediate.dense", x))
        return self._normed(f"{name}.output", self._linear(f"{name}.output.dense", bent) + x)

    def _linear(self, name: str, x: Floats) -> Floats:
        flat = x.reshape(-1, x.shape[-1]) @ self._tensors[f"{name}.weight"].T + self._tensors[f"{name}.bias"]
        return flat.reshape(*x.shape[:-1], -1)

    def _normed(self, name: str, x: Floats) -> Floats:
        centred = x - x.mean(axis=-1, keepdims=True)
        spread = np.sqrt((centred * centred).mean(axis=-1, keepdims=True) + np.float32(graph.EPSILON))
        return np.asarray(
            centred / spread * self._tensors[f"{name}.LayerNorm.weight"] + self._tensors[f"{name}.LayerNorm.bias"]
        )


class Static:
    """The mean of vectors that words have whatever stands beside them: thirty times faster, half as good."""

    name = "wordllama"
    dimensions = 256

    def __init__(self) -> None:
        """Read the vectors. Raises weights.Missing."""
        self._own = weights.words()
        self._kept: dict[str, Floats] = {}

    def encode(self, texts: Sequence[str], longest: int = LONGEST) -> Floats:
        """Return unit vectors, one row a text, of the first ``longest`` words; zeros where nothing is understood."""
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in enumerate(texts):
            if is_latin(text):
                for word in text[:CUT_CHARACTERS].split()[:longest]:
                    vectors[row] += self._kept[word] if word in self._kept else self._keep(word)
        return unit(vectors)

    def _keep(self, word: str) -> Floats:
        """Return the sum of the vectors of a word's pieces."""
        if len(self._kept) >= KEPT_WORDS:
            self._kept.clear()
        own = self._own
        numbers = [number for piece in joined(word[:LONGEST_WORD], own.joins) for number in own.numbers(piece)]
        self._kept[word] = np.asarray(own.vectors[numbers].sum(axis=0))
        return self._kept[word]


def unit(vectors: Floats) -> Floats:
    """Return vectors of length one; zeros stay zeros."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0))


def _gelu(x: Floats) -> Floats:
    from scipy.special import erf  # slow to import, and only the exact tier needs it

    return np.asarray(x * (1 + erf(x / np.float32(np.sqrt(2)))) / 2, dtype=np.float32)


def _batches(numbers: Sequence[Sequence[int]]) -> Iterator[tuple[Ints, Ints, npt.NDArray[np.int32]]]:
    """Yield rows, padded numbers and what of them counts, the shortest texts first; texts without numbers are left out."""
    order = sorted((row for row, found in enumerate(numbers) if found), key=lambda row: len(numbers[row]))
    start = 0
    while start < len(order):
        end = start + 1
        while end < len(order) and _fits(end - start + 1, len(numbers[order[end]])):
            end += 1
        rows = order[start:end]
        ids = np.zeros((len(rows), len(numbers[rows[-1]])), dtype=np.int64)
        mask = np.zeros(ids.shape, dtype=np.int32)
        for at, row in enumerate(rows):
            ids[at, : len(numbers[row])] = numbers[row]
            mask[at, : len(numbers[row])] = 1
        yield np.array(rows), ids, mask
        start = end


def _fits(texts: int, length: int) -> bool:
    return texts <= AT_ONCE and texts * length <= PIECES_AT_ONCE
