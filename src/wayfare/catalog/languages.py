"""Languages: their tags (BCP 47) from names as catalogues write them, and a guess from the text where none is named."""

import re
from functools import lru_cache

UNDETERMINED = "und"
"""The tag for a language that is not known; it is not English, as far as the guess goes."""
_NAMES = {
    "ar": "arabic العربية",
    "bn": "bengali",
    "bo": "བོད་ཡིག tibetan",
    "cs": "czech čeština",
    "da": "danish dansk",
    "de": "german deutsch",
    "el": "greek",
    "en": "english",
    "es": "spanish español castilian",
    "et": "estonian",
    "eu": "basque euskara",
    "fa": "persian farsi",
    "fi": "finnish suomi",
    "fr": "french français",
    "he": "hebrew",
    "hi": "hindi हिन्दी",
    "hu": "hungarian magyar",
    "hy": "armenian հայերեն",
    "id": "indonesian",
    "it": "italian italiano",
    "ja": "japanese 日本語",
    "ko": "korean 한국어",
    "nl": "dutch nederlands",
    "no": "norwegian norsk",
    "pl": "polish polski",
    "pt": "portuguese português",
    "ro": "romanian",
    "ru": "russian русский",
    "sv": "swedish svenska",
    "ta": "tamil",
    "te": "telugu",
    "th": "thai",
    "tr": "turkish türkçe",
    "uk": "ukrainian українська",
    "ur": "urdu اردو",
    "vi": "vietnamese",
    "zh": "chinese 中文 mandarin",
}
_TAGS = {name: tag for tag, names in _NAMES.items() for name in names.split()}
_REGIONS = {"brazilian": "BR", "brazil": "BR", "european": "PT", "simplified": "Hans", "traditional": "Hant"}
_TAG = re.compile(r"[a-z]{2,3}(?:[-_][a-z0-9]{2,8})*", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_SMALL = {
    "en": "the of and to in for with your you is are how from this that will learn on an by what",
    "es": "el los las una del de la y en para con por que como más curso aprende desde introducción",
    "fr": "le les des une du de la pour avec est dans sur vous et cours apprendre à",
    "de": "der die das und ein eine für mit von ist sie lernen einführung auf",
    "it": "il gli una della per con che di corso impara come",
    "pt": "os uma de e para com por que como não curso aprenda do da em",
}
_SPEAKS = {tag: set(words.split()) for tag, words in _SMALL.items()}
_LANGUAGES = {word: [tag for tag in _SPEAKS if word in _SPEAKS[tag]] for words in _SPEAKS.values() for word in words}
_READ = 600


@lru_cache(maxsize=1024)
def tag(name: str) -> str:
    """Return the tag of a language that is named, such as “pt-BR” for “Portuguese (Brazilian)”; nothing if none is known."""
    plain = name.casefold()
    words = _WORD.findall(plain) or [plain]
    for word in (*words, plain.split()[-1] if plain.split() else ""):
        if word in _TAGS:
            region = next((_REGIONS[part] for part in words if part in _REGIONS), "")
            return f"{_TAGS[word]}-{region}" if region else _TAGS[word]
    if _TAG.fullmatch(name) and re.split("[-_]", plain)[0] in _NAMES:
        return name.replace("_", "-")[:35]
    return ""


def guess(title: str, text: str = "") -> str:
    """Return “en” where a text reads as English, else “und”.

    Letters that are not Latin decide first, then small words, then accents. A text in plain letters without any small words
    counts as English, as most bare titles are.
    """
    whole = f"{title} {text}"[:_READ].casefold()
    letters = "" if whole.isascii() else "".join(filter(str.isalpha, whole))
    if sum(letter < "\u0250" for letter in letters) < 0.7 * len(letters):
        return UNDETERMINED
    counts = dict.fromkeys(_SMALL, 0)
    for word in _WORD.findall(whole):
        if word in _LANGUAGES:
            for language in _LANGUAGES[word]:
                counts[language] += 1
    english = counts.pop("en")
    if english or any(counts.values()):
        return "en" if english >= max(counts.values()) else UNDETERMINED
    return "en" if letters.isascii() else UNDETERMINED
