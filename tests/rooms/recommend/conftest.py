"""What several tests of recommendations begin with."""

import pytest

from tests import factories
from wayfare.skills.models import Skill


@pytest.fixture
def charts(db: None) -> Skill:
    """Return a skill to learn."""
    return factories.skill("Reading charts")
