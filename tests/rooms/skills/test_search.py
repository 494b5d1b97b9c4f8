"""Skills are found by their names and other names, and by meaning where vectors are at hand."""

from datetime import UTC, datetime

import numpy as np
import pytest

from tests import factories
from wayfare.skills import api as skills
from wayfare.skills.api import Encode
from wayfare.skills.models import Skill

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
MEANINGS = {"calm": (1, 0), "angry": (1, 0), "conflict": (1, 0), "numbers": (0, 1), "charts": (0, 1)}


def vectors(texts):
    """Return vectors of two meanings: the sum of those of known words."""
    found = np.zeros((len(texts), 2), np.float32)
    for place, text in enumerate(texts):
        for word in text.lower().split():
            found[place] += MEANINGS.get(word, (0, 0))
    lengths = np.linalg.norm(found, axis=1, keepdims=True)
    return np.divide(found, lengths, out=np.zeros_like(found), where=lengths > 0)


TWO = Encode("two meanings", vectors)


@pytest.fixture
def known(db):
    found = factories.skill("Resolving conflict", aliases=["Mediation"], area="People")
    factories.skill("Reading charts", description="Seeing what a chart says.")
    factories.skill("Conflict tracker", kind=Skill.Kind.TECHNOLOGY)
    skills.refresh_search(now=NOW)
    return found


def names(text, **more):
    found = skills.search(text=text, wishes=more.pop("wishes", {}), **more)
    known = skills.named(skill_ids=found.ids)
    return [known[number].name for number in found.ids]


@pytest.mark.usefixtures("known")
class TestWords:
    def test_by_name_other_name_area_and_what_it_is(self):
        assert names("chart") == ["Reading charts"]
        assert names("mediation") == names("people") == ["Resolving conflict"]

    def test_practices_come_before_products_of_the_same_words(self):
        assert names("conflict") == ["Resolving conflict", "Conflict tracker"]

    def test_slips_are_forgiven(self):
        assert names("confilct ")[0] == "Resolving conflict"

    def test_what_somebody_needs_comes_earlier(self):
        tracker = Skill.objects.get(name="Conflict tracker")
        assert names("conflict", wishes={tracker.id: 1.0})[0] == "Conflict tracker"

    def test_no_text_finds_none(self):
        assert names("") == []


class TestMeaning:
    def test_a_text_finds_what_it_means_without_its_words(self, known):
        assert skills.prepare_meaning(encode=TWO) == 2
        found = skills.alike(text="calm an angry customer", encode=TWO)
        assert list(found) == [known.id]
        assert found[known.id] == pytest.approx(1.0, abs=1e-3)

    def test_vectors_are_made_once_and_again_where_a_name_changes(self, known):
        skills.prepare_meaning(encode=TWO)
        assert skills.prepare_meaning(encode=TWO) == 0
        Skill.objects.filter(id=known.id).update(name="Numbers")
        assert skills.prepare_meaning(encode=TWO) == 1
        assert skills.alike(text="angry", encode=TWO) == {}

    def test_vectors_of_another_model_are_not_compared(self, known):
        skills.prepare_meaning(encode=TWO)
        assert skills.alike(text="angry", encode=Encode("another", vectors)) == {}

    def test_what_means_nothing_finds_nothing(self, known):
        skills.prepare_meaning(encode=TWO)
        assert skills.alike(text="", encode=TWO) == skills.alike(text="zzz", encode=TWO) == {}

    @pytest.mark.django_db
    def test_before_anything_was_prepared_nothing_is_found_and_nothing_breaks(self):
        assert skills.alike(text="angry", encode=TWO) == {}
