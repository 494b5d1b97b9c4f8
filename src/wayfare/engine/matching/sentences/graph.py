"""The sentence model as an ONNX graph, written byte by byte: the format is small, and its library is not needed for it.

Weights are whole numbers of 8 bits with a scale for each row, and what they are multiplied with has a scale for each place of
each text: so a text's vector does not depend on which other texts are computed with it. Field numbers are those that the
schema of ONNX 1.17 gives; operators of ``com.microsoft`` are ONNX Runtime's own.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.generic]
Floats = npt.NDArray[np.float32]
LAYERS, HEADS, EPSILON = 6, 12, 1e-12
_MOST, _MIDDLE, _TINY = 127, 128, 1e-12
_IR, _OPSET = 9, 17
_MICROSOFT = "com.microsoft"
_FLOAT, _UINT8, _INT8, _INT32, _INT64, _HALF = 1, 2, 3, 6, 7, 10
_TYPES = {
    np.dtype(np.float32): _FLOAT,
    np.dtype(np.uint8): _UINT8,
    np.dtype(np.int8): _INT8,
    np.dtype(np.int64): _INT64,
    np.dtype(np.float16): _HALF,
}
_FLOAT_ATTRIBUTE, _INT_ATTRIBUTE, _INTS_ATTRIBUTE = 1, 2, 7
_NEGATIVE = 2**64


def _number(value: int) -> bytes:
    """Return a varint; a negative one takes all of its 64 bits."""
    value %= _NEGATIVE
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _whole(field: int, value: int) -> bytes:
    return _number(field << 3) + _number(value)


def _bytes(field: int, value: bytes | str) -> bytes:
    data = value.encode() if isinstance(value, str) else value
    return _number(field << 3 | 2) + _number(len(data)) + data


def _tensor(name: str, array: Array) -> bytes:
    dims = b"".join(_whole(1, size) for size in array.shape)
    return dims + _whole(2, _TYPES[array.dtype]) + _bytes(8, name) + _bytes(9, np.ascontiguousarray(array).tobytes())


def _attribute(name: str, value: float | tuple[int]) -> bytes:
    if isinstance(value, tuple):
        return _bytes(1, name) + _whole(8, value[0]) + _whole(20, _INTS_ATTRIBUTE)
    if isinstance(value, int):
        return _bytes(1, name) + _whole(3, value) + _whole(20, _INT_ATTRIBUTE)
    return _bytes(1, name) + b"\x15" + np.float32(value).tobytes() + _whole(20, _FLOAT_ATTRIBUTE)


def _port(name: str, kind: int, dims: Sequence[str | int]) -> bytes:
    """Return an input or output of the graph; a dimension is a number or a name."""
    sizes = b"".join(_bytes(1, _bytes(2, dim) if isinstance(dim, str) else _whole(1, dim)) for dim in dims)
    return _bytes(1, name) + _bytes(2, _bytes(1, _whole(1, kind) + _bytes(2, sizes)))


class _Graph:
    """Collects nodes and constants."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []
        self._whole: dict[str, tuple[str, str]] = {}
        self._share = self.constant("share", np.array(1 / _MOST, dtype=np.float32))
        self._up = self.constant("up", np.array(_MIDDLE, dtype=np.float32))
        self._middle = self.constant("middle", np.array(_MIDDLE, dtype=np.uint8))

    def constant(self, name: str, array: Array) -> str:
        self.parts.append(_bytes(5, _tensor(name, array)))
        return name

    def node(
        self, kind: str, inputs: Sequence[str], output: str, domain: str = "", **attributes: float | tuple[int]
    ) -> str:
        """Add a step; attributes are numbers, or a tuple of one whole number where ONNX asks for a list."""
        ports = b"".join(_bytes(1, name) for name in inputs) + _bytes(2, output)
        given = b"".join(_bytes(5, _attribute(name, value)) for name, value in attributes.items())
        self.parts.append(_bytes(1, ports + _bytes(3, output) + _bytes(4, kind) + given + _bytes(7, domain)))
        return output

    def linear(self, name: str, source: str, weight: Floats, bias: Floats) -> str:
        """Multiply by a weight of shape (out, in), held as whole numbers with a scale for each row."""
        scale = np.maximum(np.abs(weight).max(axis=1) / _MOST, _TINY).astype(np.float32)
        whole = np.rint(weight / scale[:, None]).astype(np.int8).T
        rounded, size = self._rounded(source)
        product = self.node(
            "MatMulInteger", [rounded, self.constant(f"{name}.whole", whole), self._middle], f"{name}.product"
        )
        sized = self.node("Mul", [self.node("Cast", [product], f"{name}.float", to=_FLOAT), size], f"{name}.sized")
        scaled = self.node("Mul", [sized, self.constant(f"{name}.scale", scale)], f"{name}.scaled")
        return self.node("Add", [scaled, self.constant(f"{name}.bias", bias)], f"{name}.out")

    def _rounded(self, source: str) -> tuple[str, str]:
        """Return a value as whole numbers, with a scale for each place of each text; worked out once for all that use it."""
        if source not in self._whole:
            most = self.node("ReduceMax", [self.node("Abs", [source], f"{source}.size")], f"{source}.most", axes=(-1,))
            size = self.node("Mul", [most, self._share], f"{source}.step")
            steps = self.node("Round", [self.node("Div", [source, size], f"{source}.steps")], f"{source}.round")
            above = self.node("Add", [steps, self._up], f"{source}.above")
            self._whole[source] = self.node("Cast", [above], f"{source}.whole", to=_UINT8), size
        return self._whole[source]

    def norm(self, name: str, source: str, weight: Floats, bias: Floats) -> str:
        given = [source, self.constant(f"{name}.weight", weight), self.constant(f"{name}.bias", bias)]
        return self.node("LayerNormalization", given, f"{name}.normed", axis=-1, epsilon=EPSILON)


def build(tensors: Mapping[str, Floats]) -> bytes:
    """Return the graph: ``ids`` and ``mask`` (text, place) and ``places`` in, ``sums`` (text, 384) of the words' vectors out."""
    graph = _Graph()
    table = graph.constant("words", tensors["embeddings.word_embeddings.weight"].astype(np.float16))
    words = graph.node("Cast", [graph.node("Gather", [table, "ids"], "words.half")], "words.float", to=_FLOAT)
    at = tensors["embeddings.position_embeddings.weight"] + tensors["embeddings.token_type_embeddings.weight"][0]
    places = graph.node("Gather", [graph.constant("table", at), "places"], "placed")
    x = _normed(graph, tensors, "embeddings", graph.node("Add", [words, places], "embedded"))
    for number in range(LAYERS):
        x = _layer(graph, tensors, f"encoder.layer.{number}", x)
    mask = graph.node("Cast", ["mask"], "mask.float", to=_FLOAT)
    wide = graph.node("Unsqueeze", [mask, graph.constant("last", np.array([2]))], "mask.wide")
    kept = graph.node("Mul", [x, wide], "kept")
    graph.node("ReduceSum", [kept, graph.constant("along", np.array([1]))], "sums", keepdims=0)
    ports = [
        _bytes(11, _port("ids", _INT64, ["texts", "length"])),
        _bytes(11, _port("mask", _INT32, ["texts", "length"])),
        _bytes(11, _port("places", _INT64, ["length"])),
        _bytes(12, _port("sums", _FLOAT, ["texts", at.shape[1]])),
    ]
    whole = b"".join([*graph.parts, _bytes(2, "sentences"), *ports])
    opsets = _bytes(8, _bytes(1, "") + _whole(2, _OPSET)) + _bytes(8, _bytes(1, _MICROSOFT) + _whole(2, 1))
    return _whole(1, _IR) + _bytes(7, whole) + opsets


def _normed(graph: _Graph, tensors: Mapping[str, Floats], name: str, source: str) -> str:
    return graph.norm(
        f"{name}.LayerNorm", source, tensors[f"{name}.LayerNorm.weight"], tensors[f"{name}.LayerNorm.bias"]
    )


def _layer(graph: _Graph, tensors: Mapping[str, Floats], name: str, x: str) -> str:
    def linear(part: str, source: str) -> str:
        return graph.linear(f"{name}.{part}", source, tensors[f"{name}.{part}.weight"], tensors[f"{name}.{part}.bias"])

    looked = [linear(f"attention.self.{part}", x) for part in ("query", "key", "value")]
    seen = graph.node("MultiHeadAttention", [*looked, "", "mask"], f"{name}.seen", _MICROSOFT, num_heads=HEADS)
    beside = graph.node("Add", [linear("attention.output.dense", seen), x], f"{name}.beside")
    x = _normed(graph, tensors, f"{name}.attention.output", beside)
    bent = graph.node("Gelu", [linear("intermediate.dense", x)], f"{name}.bent", _MICROSOFT)
    beyond = graph.node("Add", [linear("output.dense", bent), x], f"{name}.beyond")
    return _normed(graph, tensors, f"{name}.output", beyond)
