"""Data folders of their own for stacks that are tried out."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from engage.settings import Settings
from engage.stack.place import Place


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A data folder; what its stack keeps elsewhere goes with it."""
    yield tmp_path
    Place(tmp_path).remove()


@pytest.fixture
def chosen(folder: Path) -> Settings:
    """Settings of an operator who has set nothing but the folder."""
    return Settings(data_dir=folder)
