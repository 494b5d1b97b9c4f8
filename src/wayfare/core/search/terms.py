"""The words of a query: which words of an index they are, begin, or are misspellings of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wayfare.core import sql
from wayfare.core.search import spelling, words
from wayfare.core.search.packing import Masks, Slots, unpack, unpack_numbers
from wayfare.core.search.parts import Part, View
from wayfare.core.search.shape import Shape

# a computed operand (part_id + 0) keeps the planner on the index of words
Postings = dict[str, tuple[Slots, Masks]]
WordsOf = dict[int, Postings]
MOST_WORDS = 12
BEGUN, ONE_SLIP, TWO_SLIPS = 0.7, 0.6, 0.4
"""What a word counts that is only begun, or that is another one by one or two slips."""
FEW = 5
"""A word in at most so many documents may be a misspelling of a usual one."""
USUAL = 20
"""A usual word is so many times as frequent as the rare one that it may stand for."""
ENDINGS, ENDINGS_DOCS = 64, 400_000
"""A beginning stands for so many words at most, the most frequent ones, in about so many documents together."""
LIKELY = 6
SHORTEST_BEGINNING = 2
COMMON, SMALL = 0.4, 200
"""A word in more than this share of an index of some size tells nothing apart, and need not be there."""
_FILLERS = """
a an and are as at be by can do for from how i in into is it me my of on or our that the their them this to was we what when
where which who why will with you your
der die das und fur mit ein eine im in zu den el la los las de del y en para por con un una le les des et du pour avec
"""
FILLERS = frozenset(_FILLERS.split())


@dataclass(slots=True)
class Word:
    """A word of a query: the indexed words that stand for it, with how near each is, and in how many documents they stand.

    ``needed`` is 1 for a word that has to be there; ``read_as`` names the word that a misspelt one is taken for.
    """

    typed: str
    names: dict[str, float]
    count: int = 0
    needed: int = 1
    read_as: str = ""


def resolve(shape: Shape, seen: View, text: str, *, typing: bool) -> list[Word]:
    """Return the words of a query. What nobody could have meant counts no less: it is then not found."""
    typed = list(dict.fromkeys(words.tokens(text)))[:MOST_WORDS]
    if not typed or not seen.parts:
        return [Word(word, {}) for word in typed]
    counts = _counts(shape, seen, typed)
    found = [Word(word, {word: 1.0} if counts.get(word) else {}, counts.get(word, 0)) for word in typed]
    if typing and text[-1:].strip():
        _begin(shape, seen, found[-1], found[-1].typed, BEGUN)
    for word in found:
        if word.count <= FEW and spelling.slips(word.typed):
            _correct(shape, seen, word)
        if not word.names and (stem := words.stem(word.typed)):
            _begin(shape, seen, word, stem, ONE_SLIP)
    _need(found, seen.docs)
    return found


def _counts(shape: Shape, seen: View, typed: Sequence[str]) -> dict[str, int]:
    rows = sql.fetch(
        f"SELECT word, SUM(count) FROM {shape.table('term')} WHERE word IN ({sql.marks(typed)}) "
        f"AND part_id + 0 IN ({sql.marks(seen.parts)}) GROUP BY word",
        [*(word.encode() for word in typed), *(part.id for part in seen.parts)],
    )
    return {bytes(word).decode(): int(count) for word, count in rows}


def _begin(shape: Shape, seen: View, word: Word, beginning: str, counts: float) -> None:
    """Let a beginning stand for the most frequent words that begin so."""
    if len(beginning) < SHORTEST_BEGINNING:
        return
    start = beginning.encode()
    rows = sql.fetch(
        f"SELECT word, SUM(count) AS docs FROM {shape.table('term')} WHERE word > %s AND word < %s "
        f"AND part_id + 0 IN ({sql.marks(seen.parts)}) GROUP BY word ORDER BY docs DESC, word LIMIT {ENDINGS}",
        [start, start + b"\xff", *(part.id for part in seen.parts)],
    )
    for name, count in rows:
        if word.count > ENDINGS_DOCS:
            break
        word.names.setdefault(bytes(name).decode(), counts)
        word.count += int(count)


def _correct(shape: Shape, seen: View, word: Word) -> None:
    """Let a word that is hardly known stand for known ones that are near; of these the nearest and most frequent."""
    found: dict[str, int] = {}
    lists = _lists(shape, seen, spelling.grams(word.typed))
    for part in seen.parts:
        numbers = spelling.near(
            word.typed, lists.get(part.id, []), part.columns["letters"].astype(np.uint8, copy=False)
        )
        for name, count in _named(shape, part, numbers):
            found[name] = found.get(name, 0) + count
    most = spelling.slips(word.typed)
    slips = {name: spelling.distance(word.typed, name, most) for name in found if name != word.typed}
    likely = [name for name, slip in slips.items() if slip <= most and found[name] > USUAL * word.count]
    if not likely:
        return
    nearest = min(slips[name] for name in likely)
    likely = sorted(
        (name for name in likely if slips[name] == nearest),
        key=lambda name: (name[0] != word.typed[0], -found[name], name),
    )[:LIKELY]
    if not word.names:
        word.read_as = likely[0]
    for name in likely:
        word.names.setdefault(name, ONE_SLIP if nearest == 1 else TWO_SLIPS)
        word.count += found[name]


def _lists(shape: Shape, seen: View, grams: Sequence[str]) -> dict[int, list[npt.NDArray[np.uint32]]]:
    rows = sql.fetch(
        f"SELECT part_id, numbers FROM {shape.table('gram')} WHERE gram IN ({sql.marks(grams)})",
        [gram.encode() for gram in grams],
    )
    found: dict[int, list[npt.NDArray[np.uint32]]] = {}
    for part_id, numbers in rows:
        found.setdefault(part_id, []).append(unpack_numbers(numbers))
    return found


def _named(shape: Shape, part: Part, numbers: Sequence[int]) -> Iterable[tuple[str, int]]:
    if not numbers:
        return []
    rows = sql.fetch(
        f"SELECT word, count FROM {shape.table('term')} WHERE part_id = %s AND number IN ({sql.marks(numbers)})",
        [part.id, *numbers],
    )
    return [(bytes(word).decode(), int(count)) for word, count in rows]


def _need(found: Sequence[Word], docs: int) -> None:
    """Small words, and those that nearly everything holds, need not be there beside others that say more."""
    telling = [
        word for word in found if word.typed not in FILLERS and not (docs >= SMALL and word.count > COMMON * docs)
    ]
    if telling:
        for word in found:
            word.needed = int(any(word is one for one in telling))


def read(shape: Shape, seen: View, looked: Sequence[Word]) -> WordsOf:
    """Return by part the postings of all words that stand for those of a query."""
    names = list({name for word in looked for name in word.names})
    found: WordsOf = {}
    if not names or not seen.parts:
        return found
    rows = sql.fetch(
        f"SELECT part_id, word, count, postings FROM {shape.table('term')} WHERE word IN ({sql.marks(names)}) "
        f"AND part_id + 0 IN ({sql.marks(seen.parts)})",
        [*(name.encode() for name in names), *(part.id for part in seen.parts)],
    )
    for part_id, word, count, postings in rows:
        found.setdefault(part_id, {})[bytes(word).decode()] = unpack(postings, count)
    return found
