"""Which skill somebody means by a few words."""

import pytest

from tests import factories
from wayfare.skills import api, finding
from wayfare.skills.models import Skill

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_words() -> None:
    """Forget the skills of other tests."""
    finding._tagger.cache_clear()


def names(text: str) -> list[tuple[str, bool]]:
    return [(one.name, one.sure) for one in api.meanings(text=text)]


def test_a_name_is_meant_whatever_its_case() -> None:
    factories.skill("Reading charts")
    assert names("reading  CHARTS") == [("Reading charts", True)]


def test_an_alias_is_meant_only_as_a_whole() -> None:
    factories.skill("Reading charts", aliases=["100% charts", 'the "bars"', "Müllplan lesen"])
    for whole in ("100% charts", 'the "bars"', "Müllplan lesen"):
        assert names(whole) == [("Reading charts", True)]
    for other in ("100_ charts", '"', "%", "_"):
        assert [sure for _, sure in names(other) if sure] == []


def test_a_name_counts_more_than_an_alias_and_our_own_skill_more_than_a_taxonomy() -> None:
    factories.skill("SQL databases", aliases=["SQL"])
    tool = Skill.objects.create(source="onet", source_id="7", name="SQL", kind="technology", digest="")
    assert names("sql") == [("SQL", True)]
    own = factories.skill("sql")
    assert api.meanings(text="SQL")[0].skill_id == own.pk != tool.pk


def test_a_name_within_a_sentence_is_meant_where_no_other_is() -> None:
    factories.skill("Reading charts")
    factories.skill("Giving feedback")
    assert names("Get better at reading charts") == [("Reading charts", True)]
    found = names("reading charts and giving feedback")
    assert {name for name, _ in found} == {"Reading charts", "Giving feedback"}
    assert not any(sure for _, sure in found)
    assert len(api.meanings(text="reading charts and giving feedback", most=1)) == 1


def test_words_without_any_skill_mean_nothing() -> None:
    factories.skill("Reading charts")
    assert names("win the lottery") == []
    assert names("") == []
