"""What the tests share: steady property tests, and a detector that needs no model."""

from __future__ import annotations

import pytest
from hypothesis import settings

from tests.fakes import FakeDetector

# A slow machine is no failure, and a run that found nothing yesterday finds nothing today.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")


@pytest.fixture
def detector() -> FakeDetector:
    return FakeDetector()
