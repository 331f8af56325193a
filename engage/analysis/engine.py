"""Which engine read the texts: its name, its version, and a digest of all that its results hang on."""

from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from typing import Final

NAME: Final = "tfidf-svd-kmeans"
VERSION: Final = "1"
_RESTS_ON: Final = ("numpy", "scipy", "scikit-learn")


@dataclass(frozen=True, slots=True)
class Engine:
    """What is stated with each result, so that it can be had again."""

    name: str
    version: str
    digest: str
    """SHA-256 of the engine's own source and of the versions of what it rests on, in hexadecimal."""


@lru_cache(maxsize=1)
def engine() -> Engine:
    """Name the engine that is installed."""
    digest = sha256()
    for file in sorted(files(__package__).iterdir(), key=lambda file: file.name):
        if file.name.endswith(".py"):
            digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    for package in _RESTS_ON:
        digest.update(f"{package}=={version(package)}\0".encode())
    return Engine(NAME, VERSION, digest.hexdigest())
