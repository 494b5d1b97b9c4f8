"""Words of a text as search sees them: without case and accents, English plurals as singulars, any script. Pure."""

import re
import unicodedata

LONGEST = 40
MOST_CHARACTERS = 8_000
"""What a text says further down says little about what it is about."""
_ASCII = re.compile(r"[a-z0-9]+(?:[.'][a-z0-9]+)*[+#]*")
# letters and digits of any script; the vowel signs of Indic and South East Asian scripts are marks, and belong to their words
_ANY = re.compile(r"(?:[^\W_]|[\u0900-\u0963\u0966-\u0fff\u1780-\u17d3])+(?:[.'][^\W_]+)*[+#]*")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
_ENDINGS = ("ment", "ing", "ion", "ed", "er", "or", "e", "y")
_KEEP = ("ss", "us", "is", "as", "os")


class _Singular(dict[str, str]):
    """The form each word is kept in, worked out once."""

    def __missing__(self, word: str) -> str:
        form = _form(word)
        if len(self) < 300_000:
            self[word] = form
        return form


def _form(word: str) -> str:
    word = word.removesuffix("'s")
    if word.isascii() and word.isalpha() and len(word) > 3:
        if len(word) > 4 and word.endswith("ies"):
            return f"{word[:-3]}y"
        if word.endswith("s") and not word.endswith(_KEEP):
            return word[:-1]
    return word[:LONGEST]


_singular = _Singular()


def fold(text: str) -> str:
    """Return a text without case and accents."""
    text = text[:MOST_CHARACTERS].casefold()
    if text.isascii():
        return text
    plain = unicodedata.normalize("NFKD", text.replace("’", "'"))
    return "".join(c for c in plain if not unicodedata.combining(c))


def tokens(text: str) -> list[str]:
    """Return the words of a text in order. Writing without spaces (Chinese, Japanese) is cut into pairs of characters.

    >>> tokens("Managing Teams in C++, Node.js & Café")
    ['managing', 'team', 'in', 'c++', 'node.js', 'cafe']
    """
    folded = fold(text)
    if folded.isascii():
        return [_singular[word] for word in _ASCII.findall(folded)]
    found: list[str] = []
    for word in _ANY.findall(folded):
        if _UNSPACED.search(word):
            found += _pairs(word)
        else:
            found.append(_singular[word])
    return found


def _pairs(word: str) -> list[str]:
    """Cut the unspaced stretches of a word into overlapping pairs; what stands between them stays whole."""
    found: list[str] = []
    at = 0
    for stretch in _UNSPACED.finditer(word):
        if between := word[at : stretch.start()]:
            found.append(_singular[between])
        run, at = stretch.group(), stretch.end()
        found += [run[place : place + 2] for place in range(len(run) - 1)] or [run]
    if rest := word[at:]:
        found.append(_singular[rest])
    return found


def stem(word: str) -> str:
    """Return what is left of an English word without its ending, or nothing where it has none or little would be left.

    >>> stem("manage"), stem("negotiating"), stem("node.js")
    ('manag', 'negotiat', '')
    """
    ending = next((one for one in _ENDINGS if word.endswith(one)), "") if word.isascii() and word.isalpha() else ""
    left = word.removesuffix(ending)
    return left if ending and len(left) > 3 else ""


def variants(word: str) -> list[str]:
    """Return the further words under which an indexed word is found: the parts of one with a dot, single characters of a pair."""
    if "." in word or "'" in word:
        return [_singular[part] for part in re.split(r"[.']", word) if len(part) > 1]
    if len(word) == 2 and not word.isascii() and _UNSPACED.fullmatch(word):
        return list(word)
    return []
