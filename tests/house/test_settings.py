"""Every setting is explained where operators look."""

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from engage import create_app
from engage.settings import Settings

ROOT = Path(__file__).parents[2]


@pytest.mark.no_database
def test_every_setting_stands_in_the_example() -> None:
    named = set(re.findall(r"^#?\s*ENGAGE_([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert {name.lower() for name in named} == set(Settings.model_fields)


@pytest.mark.no_database
def test_a_language_is_one_whose_dates_can_be_written() -> None:
    assert Settings(language="cy").language == "cy"
    with pytest.raises(ValidationError, match="names no language"):
        Settings(language="newspeak")


def test_pages_say_which_language_they_are_in(settings: Settings) -> None:
    welsh = create_app(settings.model_copy(update={"language": "cy"}))
    page = welsh.test_client().get("/sign-in").text
    assert '<html lang="cy"' in page
