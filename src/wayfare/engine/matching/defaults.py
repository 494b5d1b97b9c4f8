"""The weights that Wayfare starts with, before anybody has approved or rejected anything.

Fitted to the validation sentences of the public skill extraction sets (TECH and HOUSE, Decorte et al. 2022) with ESCO's skills,
seed 1: ``python -m benchmarks.quality.tagging --tasks esco --json`` prints them. No catalogue took part.
"""

from collections.abc import Mapping

from wayfare.engine.matching.blend import Blend
from wayfare.engine.matching.sentences import Encoder

_BY_MODEL: Mapping[str, Blend] = {
    "minilm": Blend(
        {
            "title_meaning": -0.653,
            "text_meaning": -0.653,
            "part_meaning": 2.963,
            "behind": 3.758,
            "title_words": 1.415,
            "text_words": 1.415,
            "title_phrase": 0.727,
            "text_phrase": 0.727,
            "letters": 4.303,
        },
        -5.300,
    ),
    "wordllama": Blend(
        {
            "title_meaning": -1.125,
            "text_meaning": -1.125,
            "part_meaning": 1.498,
            "behind": 2.982,
            "title_words": 1.707,
            "text_words": 1.707,
            "title_phrase": 0.764,
            "text_phrase": 0.764,
            "letters": 5.589,
        },
        -4.978,
    ),
    "": Blend(
        {
            "title_words": 2.320,
            "text_words": 2.320,
            "title_phrase": 0.474,
            "text_phrase": 0.474,
            "letters": 5.359,
        },
        -7.313,
    ),
}


def default(encoder: Encoder | None) -> Blend:
    """Return the weights for an encoder's signs, or for words alone without one."""
    return _BY_MODEL[encoder.name.partition("-")[0] if encoder else ""]
