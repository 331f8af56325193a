"""Running parts of the service as processes of their own."""

import os
from pathlib import Path

from engage.settings import Settings

ROOT = Path(__file__).parent.parent


def environment(settings: Settings) -> dict[str, str]:
    """Give the environment in which a child has these settings."""
    return os.environ | settings.environment() | {"PYTHONPATH": str(ROOT)}
