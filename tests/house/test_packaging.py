"""What the wheel is told to carry is what there is."""

from configparser import ConfigParser
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.no_database
def test_every_package_is_listed_for_the_wheel() -> None:
    listed = ConfigParser()
    listed.read(ROOT / "setup.cfg")
    named = set(listed["options"]["packages"].split())
    there = {".".join(init.parent.relative_to(ROOT).parts) for init in ROOT.glob("engage/**/__init__.py")}
    assert named == there | {"workers", "engage.templates", "engage.migrations"}
