"""Posts by meaning: which of their words are read, and what lies near them."""

import numpy as np
import pytest

from tests.engine.matching.encoding import Thesaurus
from wayfare.engine.matching import posts
from wayfare.engine.matching.posts import FULL, LEAST, Post


@pytest.mark.parametrize(
    ("title", "core"),
    [
        ("Head of Contracts", "Contracts"),
        ("Deputy Director, Genetics & Stem Cells", "Genetics & Stem Cells"),
        ("Director of Internal Audit", "Internal Audit"),
        ("Skills Director", "Skills Director"),  # alone, that could be anything
        ("Operations Director", "Operations Director"),
        ("Acting Director", ""),
        ("", ""),
    ],
)
def test_words_of_rank_say_nothing_of_the_matter(title: str, core: str) -> None:
    assert Post(title).about == core
    assert posts.readings(Post(title, "Ships")) == ([core, title, f"{core}. Ships"] if core else ["Ships"])


def test_what_is_said_of_the_function_is_read_as_well() -> None:
    assert posts.readings(Post("DGDC-CAG-HD", "", "Leads commercial assurance."))[-1] == "Leads commercial assurance."
    assert posts.readings(Post("Director", "", "")) == []


def test_an_item_is_read_with_the_skills_its_provider_names_where_it_is_english() -> None:
    assert posts.text_of("Smart Contracts", ["Blockchain", "Ethereum"]) == "Smart Contracts. Blockchain, Ethereum"
    assert posts.text_of("Verträge und Recht für alle", language="de") == ""


def test_nothing_to_read_gives_no_direction() -> None:
    found = posts.vectors([Post("Director"), Post("Head of Contracts")], Thesaurus("contracts").encode)
    assert not found[0].any()
    assert found[1].any()


def test_what_lies_near_is_the_same_however_it_is_paged() -> None:
    dice = np.random.default_rng(1)
    items = dice.normal(size=(400, 8)).astype(np.float32)
    items /= np.linalg.norm(items, axis=1, keepdims=True)
    wanted, ids = items[:5], np.arange(1000, 1400)
    whole = posts.nearest(wanted, [(ids, items)])
    paged = posts.nearest(wanted, [(ids[at : at + 70], items[at : at + 70]) for at in range(0, 400, 70)])
    assert [[item for item, _ in own] for own in paged] == [[item for item, _ in own] for own in whole]
    assert [own[0] for own in whole] == [(1000 + at, pytest.approx(1.0, abs=1e-6)) for at in range(5)]
    cosines = [cosine for own in whole for _, cosine in own]
    assert min(cosines) > LEAST
    assert max(map(len, whole)) <= posts.MOST


def test_strength_grows_from_what_anything_has_to_what_is_about_that_very_post() -> None:
    assert posts.strength(LEAST) == 0.0
    assert posts.strength((LEAST + FULL) / 2) == pytest.approx(0.5)
    assert posts.strength(0.99) == 1.0
