"""The secrets of an installation whose operator has set none: made once and kept in the data folder."""

import json
import os
import secrets
from pathlib import Path

from pydantic import SecretStr

from engage.operator import Trouble
from engage.settings import Settings
from engage.stack.place import writable

KEPT = ("secret_key", "password_salt")


def with_secrets(settings: Settings) -> Settings:
    """Fill in the secrets that are not set.

    :raises Trouble: if they cannot be kept
    """
    if all(getattr(settings, name) for name in KEPT):
        return settings
    kept = _kept(settings.data_dir / "secrets.json")
    missing = {name: SecretStr(kept[name]) for name in KEPT if not getattr(settings, name)}
    return settings.model_copy(update=missing)


def _kept(file: Path) -> dict[str, str]:
    writable(file.parent)
    if not file.exists():
        _make(file)
    try:
        kept = json.loads(file.read_text())
        return {name: str(kept[name]) for name in KEPT}
    except (OSError, ValueError, KeyError) as error:
        raise Trouble(
            f"The secrets in {file} cannot be read. Make it readable, or remove it for new ones."
        ) from error


def _make(file: Path) -> None:
    """Write the secrets whole or not at all; who comes second keeps to the first."""
    unfinished = file.with_name(f"{file.name}.{os.getpid()}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as written:
        json.dump({name: secrets.token_urlsafe(48) for name in KEPT}, written)
        written.flush()
        os.fsync(descriptor)
    try:
        os.link(unfinished, file)
    except FileExistsError:
        pass
    finally:
        unfinished.unlink()
