"""The weights that Wayfare starts with, before anybody has approved or rejected anything.

Fitted to public texts, seed 1, by ``python -m benchmarks.quality.shipped_weights``: the validation sentences of the skill
extraction sets TECH and HOUSE (Decorte et al. 2022), and 500 occupations of ESCO with their essential skills. No catalogue
took part.
"""

from collections.abc import Mapping

from wayfare.engine.matching.blend import Blend
from wayfare.engine.matching.sentences import Encoder

_BY_MODEL: Mapping[str, Blend] = {
    "wordllama": Blend(
        {
            "title_meaning": -0.32,
            "text_meaning": 5.577,
            "part_meaning": -0.32,
            "behind": 0.43,
            "title_words": -0.854,
            "text_words": 2.152,
            "title_phrase": 1.318,
            "text_phrase": 0.199,
            "letters": 2.836,
        },
        -5.937,
    ),
    "minilm": Blend(
        {
            "title_meaning": 0.784,
            "text_meaning": 4.302,
            "part_meaning": 0.784,
            "behind": 0.482,
            "title_words": -1.488,
            "text_words": 2.526,
            "title_phrase": 1.728,
            "text_phrase": 0.136,
            "letters": 2.334,
        },
        -6.025,
    ),
    "": Blend(
        {
            "title_words": -0.668,
            "text_words": 3.242,
            "title_phrase": 0.364,
            "text_phrase": -0.112,
            "letters": 5.393,
        },
        -5.644,
    ),
}


def default(encoder: Encoder | None) -> Blend:
    """Return the weights for an encoder's signs, or for words alone without one."""
    return _BY_MODEL[encoder.name.partition("-")[0] if encoder else ""]
