"""What holds the texts of a topic together; apart from the engine, which is slow to load."""

from enum import StrEnum


class Kind(StrEnum):
    """What holds the texts of a topic together."""

    FOUND = "found"
    EVERYTHING = "everything"
    """There were too few texts to part them."""
    OTHER = "other"
    """They say too little, or nothing that others say too."""
