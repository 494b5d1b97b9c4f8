"""Sentence vectors against golden ones.

``golden_sentences.json`` was made with the published weights and none of our code: the tokens and the vectors of the sentence
model with the FlaxBertModel and BertTokenizerFast of transformers 4.49 (mean over the tokens, length one), the static ones with
the library tokenizers.
"""

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from wayfare.engine.matching import sentences
from wayfare.engine.matching.sentences import Encoder, encoders, graph, weights
from wayfare.engine.matching.sentences.pairs import BEGINS, joined
from wayfare.engine.matching.sentences.wordpiece import WordPiece, is_latin

GOLDEN: list[dict[str, Any]] = json.loads((Path(__file__).parent / "golden_sentences.json").read_text(encoding="utf-8"))
TEXTS = [one["text"] for one in GOLDEN]
SPELLED_OUT = 7
"""The golden texts from here on have two blanks in a row or a word that we cut: other tokens for static vectors."""
tiers = pytest.mark.parametrize("tier", sentences.TIERS)


@cache
def encoder(tier: str) -> Encoder:
    if tier not in sentences.installed():
        pytest.skip(f"the model of the tier “{tier}” is not installed")
    return sentences.load(tier)


@cache
def pieces() -> WordPiece:
    if not weights.has_minilm():
        pytest.skip("the sentence model is not installed")
    return WordPiece(weights.minilm().vocabulary)


@pytest.mark.parametrize("one", GOLDEN, ids=range(len(GOLDEN)))
def test_texts_are_cut_into_the_pieces_of_the_original(one: dict[str, Any]) -> None:
    found = pieces().numbers(one["text"], 256)
    assert found[: len(one["ids"])] == one["ids"]


def test_the_exact_model_gives_the_vectors_of_the_original() -> None:
    golden = np.array([one["minilm"] for one in GOLDEN])
    assert np.abs(encoder("exact").encode(TEXTS) - golden).max() < 1e-4


def test_eight_bits_change_little() -> None:
    golden = np.array([one["minilm"] for one in GOLDEN])
    found = encoder("quantised").encode(TEXTS)
    assert (found * golden).sum(axis=1).min() > 0.99
    assert np.abs(found - golden).max() < 0.03


def test_static_vectors_are_those_of_the_original() -> None:
    golden = np.array([one["words"] for one in GOLDEN])
    found = encoder("static").encode(TEXTS)
    assert np.abs(found - golden)[:SPELLED_OUT].max() < 1e-4
    assert (found * golden).sum(axis=1).min() > 0.99


@tiers
def test_vectors_have_length_one_and_the_size_they_say(tier: str) -> None:
    own = encoder(tier)
    found = own.encode(TEXTS)
    assert found.shape == (len(TEXTS), own.dimensions)
    assert found.dtype == np.float32
    assert np.linalg.norm(found, axis=1) == pytest.approx(np.ones(len(TEXTS)), abs=1e-5)


@tiers
@pytest.mark.parametrize("text", ["", " \n\t", "!!! … –", "数据库管理", "Управление проектами", "\U0001f600", "\x00"])
def test_what_the_model_does_not_know_has_no_vector(tier: str, text: str) -> None:
    assert not encoder(tier).encode([text]).any()


@tiers
def test_no_texts_have_no_vectors(tier: str) -> None:
    assert encoder(tier).encode([]).shape == (0, encoder(tier).dimensions)


@tiers
@pytest.mark.parametrize("text", ["word " * 200_000, "w" * 1_000_000, "é" * 1_000_000])
def test_a_million_characters_are_cut(tier: str, text: str) -> None:
    found = encoder(tier).encode([text])
    assert np.isfinite(found).all()


@tiers
def test_a_vector_does_not_depend_on_the_texts_beside_it(tier: str) -> None:
    own = encoder(tier)
    alone = np.vstack([own.encode([text]) for text in TEXTS])
    assert np.abs(own.encode(TEXTS) - alone).max() < 1e-5


@tiers
def test_the_same_meaning_is_nearer_than_the_same_words(tier: str) -> None:
    asked, meant, alike = encoder(tier).encode(
        ["how to lead people", "team leadership and management", "how to bake bread"]
    )
    assert asked @ meant > asked @ alike


@tiers
def test_only_the_first_pieces_are_read(tier: str) -> None:
    asked = ["data analysis with sheets", "data analysis"]
    room = 2 if tier == "static" else 4  # of which two stand for start and end
    first, alone = encoder(tier).encode(asked, longest=room)
    assert first @ alone == pytest.approx(1.0, abs=1e-5)


@pytest.mark.parametrize("tier", ["static", "quantised"])
@given(text=st.text(max_size=200))
@example("\ud800")
def test_no_text_is_an_error(tier: str, text: str) -> None:
    found = encoder(tier).encode([text])
    assert float(np.linalg.norm(found)) == pytest.approx(1.0, abs=1e-5) or not found.any()


def test_nothing_is_loaded_by_the_import() -> None:
    code = "import sys, wayfare.engine.matching.hybrid_tagging; print({'onnxruntime', 'wordllama', 'scipy'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ)
    assert done.stdout.strip() == "set()"


def test_an_unknown_tier_is_said() -> None:
    with pytest.raises(sentences.Missing, match="no tier “huge”"):
        sentences.load("huge")


def test_without_any_wheel_the_lack_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "_MINILM", ("no_such_package", "model.zip"))
    monkeypatch.setattr(weights, "_WORDLLAMA", ("no_such_package", "a", "b"))
    assert sentences.installed() == ()
    for attempt in (sentences.load, weights.minilm, weights.words):
        with pytest.raises(sentences.Missing):
            _called(attempt)


def _called(verb: Callable[[], object]) -> object:
    return verb()


def test_a_broken_file_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "broken_model").mkdir()
    (tmp_path / "broken_model" / "__init__.py").touch()
    (tmp_path / "broken_model" / "model.zip").write_bytes(b"not a zip file")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(weights, "_MINILM", ("broken_model", "model.zip"))
    with pytest.raises(sentences.Missing, match="cannot be read"):
        weights.minilm()


@pytest.mark.parametrize(
    ("text", "latin"),
    [
        ("Projektmanagement für Einsteiger", True),
        ("学 Python", True),
        ("学习编程 SQL", False),
        ("", False),
        ("…", False),
    ],
)
def test_half_of_the_letters_have_to_be_latin(text: str, latin: bool) -> None:
    assert is_latin(text) is latin


def test_pairs_join_in_the_order_of_the_list() -> None:
    joins = {("a", "b"): 0, (BEGINS, "ab"): 1, ("b", "c"): 2}
    assert joined("abc", joins) == [f"{BEGINS}ab", "c"]
    assert joined("", joins) == [BEGINS]


def test_long_and_short_texts_are_computed_apart() -> None:
    numbers = [[1] * 3, [], [1] * 200, [1] * 2, [1] * 3]
    batches = list(encoders._batches(numbers))
    assert [rows.tolist() for rows, _, _ in batches] == [[3, 0, 4], [2]]
    assert batches[0][2].tolist() == [[1, 1, 0], [1, 1, 1], [1, 1, 1]]


def test_numbers_are_written_as_the_format_says() -> None:
    assert graph._number(300) == b"\xac\x02"
    assert graph._number(-1) == b"\xff" * 9 + b"\x01"
    assert graph._bytes(1, "ab") == b"\x0a\x02ab"


def _zip(path: Path, tensors: bytes, tokenizer: bytes = b'{"model": {"vocab": {}}}') -> None:
    with zipfile.ZipFile(path, "w") as model:
        model.writestr("model.safetensors", tensors)
        model.writestr("tokenizer.json", tokenizer)


def _flipped(path: Path) -> None:
    _zip(path, b"\x02\x00\x00\x00\x00\x00\x00\x00{}" + b"x" * 1_000)
    content = bytearray(path.read_bytes())
    content[200] ^= 0xFF
    path.write_bytes(bytes(content))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"\x00" * 10_000),
        _flipped,
        lambda path: _zip(path, b"\x02\x00\x00\x00\x00\x00\x00\x00{}"),
        lambda path: _zip(path, b"\xff" * 100),
        lambda path: _zip(path, b"\x02\x00\x00\x00\x00\x00\x00\x00{}", b"[]"),
    ],
    ids=["empty", "zeros", "one byte", "no tensors", "no header", "no vocabulary"],
)
def test_a_damaged_model_gives_way_to_the_next_tier_and_is_named(
    spoil: Callable[[Path], object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "spoilt_model").mkdir()
    (tmp_path / "spoilt_model" / "__init__.py").touch()
    spoil(tmp_path / "spoilt_model" / "model.zip")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(weights, "_MINILM", ("spoilt_model", "model.zip"))
    found = sentences.shared.__wrapped__()
    assert found is None or type(found).__name__ == "Static"
    assert [text for text in sentences.damaged() if "sentence model cannot be read" in text]
    monkeypatch.setattr(weights, "_WORDLLAMA", ("spoilt_model", "model.zip", "model.zip"))
    assert sentences.shared.__wrapped__() is None
    assert len(sentences.damaged()) == 2


def test_whole_models_are_not_called_damaged() -> None:
    assert sentences.damaged() == []
