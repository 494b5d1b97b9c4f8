"""Texts as the sentence model reads them: words without case and accents, in pieces of its vocabulary (WordPiece)."""

import unicodedata
from collections.abc import Mapping

START, END, UNKNOWN = "[CLS]", "[SEP]", "[UNK]"
LONGEST_WORD = 100
CUT_CHARACTERS = 20_000
"""No more of a text is looked at: far more than the model reads, far less than a million characters."""
KEPT_WORDS = 200_000
_CJK = (
    (0x4E00, 0x9FFF),
    (0x3400, 0x4DBF),
    (0x20000, 0x2A6DF),
    (0x2A700, 0x2B73F),
    (0x2B740, 0x2B81F),
    (0x2B920, 0x2CEAF),
    (0xF900, 0xFAFF),
    (0x2F800, 0x2FA1F),
)
_LAST_LATIN = 0x24F
_KNOWN_SHARE = 0.5


class _Characters(dict[int, str]):
    """What becomes of each character: nothing, a blank, a word of its own, or its small letter."""

    def __missing__(self, code: int) -> str:
        self[code] = found = _written(chr(code))
        return found


def _written(character: str) -> str:
    category = unicodedata.category(character)
    if character in "\t\n\r":
        return " "
    if category[0] == "C" or category == "Mn" or character == "\ufffd":
        return ""
    if character.isspace():
        return " "
    ascii_sign = character.isascii() and not character.isalnum()
    if ascii_sign or category[0] == "P" or any(first <= ord(character) <= last for first, last in _CJK):
        return f" {character} "
    return character.lower()


_CHARACTERS = _Characters()


def is_latin(text: str) -> bool:
    """Say whether a text has letters or digits and at least half of them are Latin: other scripts mean nothing to the model."""
    text = text[:CUT_CHARACTERS]
    if text.isascii():
        return any(map(str.isalnum, text))
    known = [c.isascii() or ord(c) <= _LAST_LATIN for c in unicodedata.normalize("NFKC", text) if c.isalnum()]
    return bool(known) and sum(known) >= _KNOWN_SHARE * len(known)


class WordPiece:
    """Cuts texts into numbers of a vocabulary, the longest piece first, as BERT does."""

    def __init__(self, vocabulary: Mapping[str, int]) -> None:
        """Take the vocabulary: pieces that go on with a word begin with ``##``."""
        self._vocabulary = vocabulary
        self._start, self._end, self._unknown = (vocabulary[name] for name in (START, END, UNKNOWN))
        self._pieces: dict[str, tuple[int, ...]] = {}

    def numbers(self, text: str, longest: int) -> list[int]:
        """Return at most ``longest`` numbers, start and end among them; none for a text without a known word."""
        if not is_latin(text):
            return []
        text = text[:CUT_CHARACTERS]
        if not text.isascii():
            text = unicodedata.normalize("NFD", text)
        found = [self._start]
        for word in text.translate(_CHARACTERS).split():
            found += self._pieces.get(word) or self._cut(word)
            if len(found) >= longest:
                break
        del found[longest - 1 :]
        return [*found, self._end] if set(found) - {self._start, self._unknown} else []

    def _cut(self, word: str) -> tuple[int, ...]:
        if len(self._pieces) >= KEPT_WORDS:
            self._pieces.clear()
        self._pieces[word] = found = self._longest_first(word)
        return found

    def _longest_first(self, word: str) -> tuple[int, ...]:
        if len(word) > LONGEST_WORD:
            return (self._unknown,)
        found, at = [], 0
        while at < len(word):
            for end in range(len(word), at, -1):
                number = self._vocabulary.get(word[at:end] if at == 0 else f"##{word[at:end]}")
                if number is not None:
                    found.append(number)
                    at = end
                    break
            else:
                return (self._unknown,)
        return tuple(found)
