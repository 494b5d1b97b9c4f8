"""Text as people type it, made comparable."""

import re
import unicodedata

_WORD = re.compile(r"[a-z0-9+#]+(?:[.'][a-z0-9]+)*")


def fold(text: str) -> str:
    """Return ``text`` without case, accents, punctuation and doubled spaces: equal folds, same words."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("&", " and "))
    return " ".join(_WORD.findall("".join(c for c in plain if not unicodedata.combining(c))))
