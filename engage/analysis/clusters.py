"""Parting vectors into groups, and how many groups there should be."""

from math import sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import KMeans
from sklearn.metrics import silhouette_score

from engage.analysis.vectors import Matrix, unit

Labels = NDArray[np.int64]

MOST: Final = 12
"""More groups than this nobody reads."""
STRAY: Final = -1
"""The label of what is in no group."""
_FARTHEST: Final = 0.12
_FEWEST_TO_PART: Final = 12
_NEARLY_BEST: Final = 0.9
_JUDGED: Final = 2000
"""Silhouettes compare all with all: beyond this many, a fixed sample speaks for the rest."""


def part(vectors: Matrix, how_many: int | None = None) -> Labels:
    """Say for each vector which group it is in; the number of groups is chosen where none is given."""
    different = len(np.unique(vectors, axis=0))
    if how_many is not None:
        return _part(vectors, max(1, min(how_many, different)))
    most = min(MOST, round(sqrt(len(vectors) / 2)), different - 1)
    if len(vectors) < _FEWEST_TO_PART or most < 2:
        return np.zeros(len(vectors), dtype=np.int64)
    tried = [_part(vectors, k) for k in range(min(3, most), most + 1)]
    worth = [_silhouette(vectors, labels) for labels in tried]
    # Silhouettes of such texts keep rising with the number of groups: the fewest that are nearly best.
    enough = _NEARLY_BEST * max(worth)
    return next(labels for labels, value in zip(tried, worth, strict=True) if value >= enough)


def join(vectors: Matrix, sample: Labels, learnt: Labels) -> Labels:
    """Put all into groups that were learnt from a sample of them; what is far from its group is a stray."""
    if not learnt.any():
        return np.zeros(len(vectors), dtype=np.int64)
    members = [sample[learnt == label] for label in range(learnt.max() + 1)]
    middles = unit(np.array([vectors[rows].mean(axis=0) for rows in members]))
    likeness = np.round(vectors @ middles.T, 6)
    labels = np.asarray(likeness.argmax(axis=1), dtype=np.int64)
    labels[sample] = learnt
    labels[likeness[np.arange(len(labels)), labels] < _FARTHEST] = STRAY
    return labels


def _part(vectors: Matrix, how_many: int) -> Labels:
    labels = KMeans(how_many, n_init=10, random_state=0).fit_predict(vectors)
    return np.asarray(labels, dtype=np.int64)


def _silhouette(vectors: Matrix, labels: Labels) -> float:
    some = slice(None, None, -(-len(vectors) // _JUDGED))
    if len(np.unique(labels[some])) < 2:
        return 0.0
    return round(float(silhouette_score(vectors[some], labels[some])), 6)
