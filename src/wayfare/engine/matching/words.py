"""Words of a text as matching sees them, and whether a title is English."""

import re
import unicodedata

_WORD = re.compile(r"\.?[a-z0-9]+(?:[.'][a-z0-9]+)*[+#]*|[^\sa-z0-9'\"&-]")
_POSSESSIVE = re.compile(r"['’]s\b")
_KEEP = ("ss", "us", "is", "as", "os")
_PLURAL_ONLY = frozenset({"customs", "goods", "means", "news", "series", "species", "states"})
_SPELLINGS = {
    "archaeology": "archeology",
    "behaviour": "behavior",
    "behavioural": "behavioral",
    "centre": "center",
    "colour": "color",
    "counselling": "counseling",
    "defence": "defense",
    "labour": "labor",
    "licence": "license",
    "modelling": "modeling",
    "paediatric": "pediatric",
    "programme": "program",
    "theatre": "theater",
}
_FOREIGN_WORDS = """
alles apprendre aprenda aprende aprender aus avec bases bir como comment completa completo corso creer cours curso cursos
dein deine deinem dem desde desenvolvimento desenvolvendo der einfach ein eine einen egitimi espanol facil formation
formacion fur gli grundlagen grundkurs guia icin ile imparare impara introduccion introducao kurs kursu lernen maitriser mais
mejor mit nella nivel ogren ogrenin ogrenme para passo paso pour principiantes quoi sich sifirdan sobre sua temel todo todos
tudo tutto tuo tus una und vom votre vous von zum zur
"""
_MAYBE_FOREIGN_WORDS = (
    "al con das de del des di du e el em en es et il la las le les los nel o per que se um un uno ve y"
)
_ENGLISH_WORDS = "the and of for to in with your how an from on by is using learn beginners guide introduction"
_FOREIGN = frozenset(_FOREIGN_WORDS.split())
_MAYBE_FOREIGN = frozenset(_MAYBE_FOREIGN_WORDS.split())
_ENGLISH = frozenset(_ENGLISH_WORDS.split())


def words(text: str) -> list[str]:
    """Return the words of a text: no case, no accents, singular, one spelling; punctuation stands as words of its own."""
    text = text.casefold()
    if not text.isascii():
        text = _plain(text)
    if "'" in text:
        text = _POSSESSIVE.sub("", text)
    return [_SINGULAR[word] for word in _WORD.findall(text)]


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFKD", text.replace("’", "'"))
    return "".join(c for c in text if not unicodedata.combining(c))


class _Singular(dict[str, str]):
    """Each word's common form, worked out once."""

    def __missing__(self, word: str) -> str:
        form = _common_form(word)
        if len(self) < 500_000:
            self[word] = form
        return form


def _common_form(word: str) -> str:
    if word in _PLURAL_ONLY:
        return word
    if len(word) > 4 and word.endswith("ies"):
        word = f"{word[:-3]}y"
    elif len(word) > 3 and word.isalpha() and word.endswith("s") and not word.endswith(_KEEP):
        word = word[:-1]
    if "isation" in word or "ising" in word or word.endswith("ise"):
        word = word.replace("isation", "ization")
    return _SPELLINGS.get(word, word)


_SINGULAR = _Singular()
_TELLING = 2
_UNSTATED = ("", "null", "none", "not mentioned", "unknown", "und", "mul")


def is_english(title: str, language: str) -> bool:
    """Say whether an item is in English: by its language where it has one, else by the small words of its title."""
    stated = language.casefold().replace("-", " ").strip()
    if stated not in _UNSTATED:
        return stated[:2] == "en" or "english" in stated
    plain = _plain(title.casefold())
    letters = sum(c.isalpha() for c in plain)
    if letters and sum(c.isascii() and c.isalpha() for c in plain) < 0.7 * letters:
        return False
    found = re.findall(r"\b[a-z]+\b", plain)  # whole words: “E2E” holds no “e”
    foreign = sum(word in _FOREIGN for word in found)
    maybe = sum(word in _MAYBE_FOREIGN for word in found)
    english = sum(word in _ENGLISH for word in found)
    if foreign:
        return english > foreign
    return maybe < _TELLING or english > 0
