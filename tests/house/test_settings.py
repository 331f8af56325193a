"""Every setting is explained where operators look."""

import re
from pathlib import Path

import pytest

from engage.settings import Settings

ROOT = Path(__file__).parents[2]


@pytest.mark.no_database
def test_every_setting_stands_in_the_example() -> None:
    named = set(re.findall(r"^#?\s*ENGAGE_([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert {name.lower() for name in named} == set(Settings.model_fields)
