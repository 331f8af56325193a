"""Running parts of the service as processes of their own."""

import os
from pathlib import Path

from engage.settings import Settings

ROOT = Path(__file__).parent.parent


def environment(settings: Settings) -> dict[str, str]:
    """Give the environment in which a child has these settings."""
    told = {
        f"ENGAGE_{name.upper()}": value.get_secret_value()
        if hasattr(value, "get_secret_value")
        else str(value)
        for name, value in settings
        if value is not None
    }
    return os.environ | told | {"PYTHONPATH": str(ROOT)}
