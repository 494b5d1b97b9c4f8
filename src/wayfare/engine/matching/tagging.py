"""Tagging: which skills an item is about, from its words alone.

All phrases of all skills stand in one trie over words (Aho and Corasick's idea, on words and longest match first), so an item is
read once whatever the number of skills. A phrase counts by the place it stands in; phrases join as independent hints:
confidence = 1 − Π(1 − place × weight). A phrase that needs company counts only beside one of its companions, and a phrase
against a skill, where it stands in the title or the labels, takes the skill away.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from wayfare.engine.matching.words import is_english, words

TITLE, SKILLS, TAGS, CATEGORY, SUMMARY, SYLLABUS = range(6)
PLACES = (1.0, 0.6, 0.6, 0.45, 0.3, 0.25)
"""How much a phrase counts in the title, the provider's skills, tags, category, summary and syllabus."""
LABELLED, BODY = (SKILLS, TAGS), (SUMMARY, SYLLABUS)
BODY_MOST = 0.48
"""What summary and syllabus can add up to without a word in title or labels."""
STRONG = 0.9
UNSURE_MOST = 0.49
"""What hints can add up to where none is strong and at most one stands in title or labels with some weight."""
SOME = 0.4
FLOOR = 0.35
LABELS = 8
"""In a longer list of skills or tags each one says less: its weight shrinks as the list grows beyond so many."""
MOST_TAGS = 6
BESIDE_PRODUCT, BESIDE_MOST = 3, 0.39
"""Where a title names a product, other skills need so many hints in title or labels, or stay at most this sure."""
FADE = 0.5
"""A tag much weaker than the strongest one is passed over: below this share of it."""
WORDS_LENGTH = 200
READ_CHARACTERS = 6_000

_LEVELS = {
    1.5: ("absolute beginner", "for dummies", "no experience", "what is", "getting started", "crash course"),
    2.0: (
        "beginner",
        "basic",
        "introduction",
        "introductory",
        "intro",
        "fundamental",
        "essential",
        "foundation",
        "101",
    ),
    3.0: ("intermediate", "applied", "in practice", "complete", "bootcamp", "a z", "level 2"),
    4.0: ("advanced", "mastering", "masterclass", "professional", "specialist", "expert", "deep dive", "level 3"),
}
_WIDE = 3.0
"""The level of what goes from beginner to advanced."""
_LEVEL_WORDS = {number: [" ".join(words(phrase)) for phrase in phrases] for number, phrases in _LEVELS.items()}


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that hint at a skill: ``weight`` in (0, 1] is the confidence that they give in a title.

    ``near`` lists words (each may be several) of which one has to stand elsewhere in the item; none asked for if empty.
    ``name`` says that it is a name, the same in every language.
    """

    text: str
    weight: float
    near: tuple[str, ...] = ()
    name: bool = False


@dataclass(frozen=True, slots=True)
class SkillTerms:
    """All that hints at a skill, and what speaks against it where it stands in a title or a label.

    Within a ``kind`` a longer phrase takes its words from the shorter ones; phrases of different kinds may share words.
    ``product`` says that the skill is a product by name; ``technical`` that items about products may well be about it too.
    """

    skill: int
    phrases: tuple[Phrase, ...]
    against: tuple[str, ...] = ()
    kind: str = ""
    product: bool = False
    technical: bool = False


@dataclass(frozen=True, slots=True)
class Texts:
    """What is written about an item. ``language`` is a code or a name, empty if unknown."""

    title: str
    summary: str = ""
    skills: Sequence[str] = ()
    tags: Sequence[str] = ()
    category: str = ""
    syllabus: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Tag:
    """That an item is about a skill: confidence in (0, 1], level 1–5 where words say so, and the words it rests on."""

    skill: int
    confidence: float
    level: float | None
    words: str


@dataclass(frozen=True, slots=True)
class _Hint:
    skill: int
    text: str
    weight: float = 0.0
    near: frozenset[str] = frozenset()
    name: bool = False


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of an item's text that is read on its own: a title, one label, a summary."""

    place: int
    weight: float
    words: list[str]


@dataclass(frozen=True, slots=True)
class _Found:
    """A hint found in an item: what it adds, its weight as a phrase, and the place where it adds most."""

    value: float
    weight: float
    place: int


@dataclass(slots=True)
class _Node:
    after: dict[str, "_Node"] = field(default_factory=dict)
    hints: list[_Hint] = field(default_factory=list)
    ends: bool = False


class _Trie:
    """Phrases by their words."""

    def __init__(self) -> None:
        self._root: dict[str, _Node] = {}

    def add(self, text: str, hint: _Hint | None = None) -> None:
        after, node = self._root, None
        for word in words(text):
            node = after.setdefault(word, _Node())
            after = node.after
        if node is not None:
            node.ends = True
            node.hints += [hint] if hint else []

    def longest(self, found: Sequence[str]) -> list[_Hint]:
        """Return the hints of the longest phrases, from left to right without overlap."""
        root, hints, at, end = self._root, [], 0, len(found)
        while at < end:
            node = root.get(found[at])
            step = 1
            if node is not None:
                ahead, best = at + 1, node if node.ends else None
                while ahead < end and (node := node.after.get(found[ahead])) is not None:
                    ahead += 1
                    if node.ends:
                        best, step = node, ahead - at
                if best is not None:
                    hints += best.hints
            at += step
        return hints

    def every(self, found: Sequence[str]) -> list[_Hint]:
        """Return the hints of all phrases, whether they overlap or not."""
        hints: list[_Hint] = []
        for at, word in enumerate(found):
            node, ahead = self._root.get(word), at + 1
            while node is not None:
                hints += node.hints
                node, ahead = (node.after.get(found[ahead]) if ahead < len(found) else None), ahead + 1
        return hints


class Tagger:
    """Reads items and says which skills they are about. Building it takes a second for ten thousand skills; keep it."""

    def __init__(self, skills: Iterable[SkillTerms], nothing: Iterable[str] = ()) -> None:
        """Compile the phrases. ``nothing`` lists phrases that mean none of the skills although they contain their words."""
        self._for: dict[str, _Trie] = {}
        self._against = _Trie()
        self._products: set[int] = set()
        self._technical: set[int] = set()
        for terms in skills:
            if terms.product:
                self._products.add(terms.skill)
            if terms.product or terms.technical:
                self._technical.add(terms.skill)
            own = self._for.setdefault(terms.kind, _Trie())
            for phrase in terms.phrases:
                near = frozenset(" ".join(words(text)) for text in phrase.near)
                own.add(phrase.text, _Hint(terms.skill, phrase.text, phrase.weight, near, phrase.name))
            for text in terms.against:
                self._against.add(text, _Hint(terms.skill, text))
        for text in nothing:
            for trie in self._for.values():
                trie.add(text)

    def tag(self, texts: Texts) -> list[Tag]:
        """Return the skills an item is about, surest first; at most six, none below .35 confidence."""
        english = is_english(texts.title, texts.language)
        pieces = _read(texts, english)
        company = _Company([piece.words for piece in pieces])
        gone = {hint.skill for piece in pieces if piece.place not in BODY for hint in self._against.every(piece.words)}
        best: dict[int, dict[str, _Found]] = {}
        for piece in pieces:
            for hint in self._hints(piece):
                if hint.skill in gone or not (english or hint.name or piece.place == SKILLS):
                    continue
                if hint.near and not company.holds(hint.near):
                    continue
                value = piece.weight * hint.weight
                own = best.setdefault(hint.skill, {})
                if hint.text not in own or value > own[hint.text].value:
                    own[hint.text] = _Found(value, hint.weight, piece.place)
        return _tags(best, self._wary_of(best), level(texts.title))

    def _wary_of(self, best: Mapping[int, Mapping[str, _Found]]) -> frozenset[int]:
        """Return the skills that a product in the title casts doubt on: “customer engagement” is also a product's module."""
        named = any(
            hint.place == TITLE and skill in self._products for skill, own in best.items() for hint in own.values()
        )
        if not named:
            return frozenset()
        return frozenset(
            skill
            for skill, own in best.items()
            if skill not in self._technical and sum(hint.place not in BODY for hint in own.values()) < BESIDE_PRODUCT
        )

    def _hints(self, piece: _Piece) -> Iterable[_Hint]:
        """Return the hints in a piece of text; a label is one statement, so only its strongest hint at a skill counts."""
        found = [hint for trie in self._for.values() for hint in trie.longest(piece.words)]
        if piece.place not in LABELLED:
            return found
        strongest: dict[int, _Hint] = {}
        for hint in found:
            if hint.skill not in strongest or hint.weight > strongest[hint.skill].weight:
                strongest[hint.skill] = hint
        return strongest.values()


class _Company:
    """The words of an item, asked only where a phrase needs company."""

    def __init__(self, places: Sequence[Sequence[str]]) -> None:
        self._places = places
        self._words: set[str] | None = None
        self._text = ""

    def holds(self, near: frozenset[str]) -> bool:
        if self._words is None:
            flat = [word for found in self._places for word in (*found, "|")]
            self._words, self._text = set(flat), f" {' '.join(flat)} "
        return any((text in self._words) if " " not in text else f" {text} " in self._text for text in near)


def _read(texts: Texts, english: bool) -> list[_Piece]:
    pieces = [
        _Piece(TITLE, PLACES[TITLE], words(texts.title)),
        _Piece(CATEGORY, PLACES[CATEGORY], words(texts.category)),
    ]
    for place, labels in ((SKILLS, texts.skills), (TAGS, texts.tags)):
        weight = PLACES[place] * min(1.0, LABELS / max(1, len(labels)))
        pieces += [_Piece(place, weight, words(label)) for label in labels]
    if english:
        for place, text in ((SUMMARY, texts.summary), (SYLLABUS, texts.syllabus)):
            pieces.append(_Piece(place, PLACES[place], words(text[:READ_CHARACTERS])))
    return pieces


def _tags(best: dict[int, dict[str, _Found]], wary: Container[int], stated: float | None) -> list[Tag]:
    found = []
    for skill, own in best.items():
        confidence = min(_joined(own.values()), BESIDE_MOST if skill in wary else 1.0)
        if confidence >= FLOOR:
            ordered = sorted(own, key=lambda text: -own[text].value)
            found.append(Tag(skill, round(confidence, 3), stated, _quoted(ordered)))
    found.sort(key=lambda tag: (-tag.confidence, tag.skill))
    return [tag for tag in found[:MOST_TAGS] if tag.confidence >= FADE * found[0].confidence]


def _joined(found: Iterable[_Found]) -> float:
    head, body, strong, some = 1.0, 1.0, False, 0
    for hint in found:
        strong = strong or hint.weight >= STRONG
        if hint.place in BODY:
            body *= 1 - hint.value
        else:
            head *= 1 - hint.value
            some += hint.weight >= SOME
    most = 0.99 if strong or some > 1 else UNSURE_MOST
    return min(most, 1 - head * max(body, 1 - BODY_MOST))


def _quoted(texts: Iterable[str]) -> str:
    text = ""
    for part in texts:
        longer = f"{text}, “{part}”" if text else f"“{part}”"
        if len(longer) > WORDS_LENGTH:
            break
        text = longer
    return text


def level(title: str) -> float | None:
    """Return the level that a title's words say, or None where they say nothing."""
    text = f" {' '.join(word for word in words(title) if word[0].isalnum())} "
    said = [number for number, phrases in _LEVEL_WORDS.items() if any(f" {phrase} " in text for phrase in phrases)]
    if not said:
        return None
    return _WIDE if min(said) <= 2.0 and max(said) >= 4.0 else max(said)
