"""Where each text stands beside the others: TF-IDF, reduced by SVD, and pulled towards its neighbours."""

from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer

from engage.analysis import wording
from engage.analysis.wording import Roots

Matrix = NDArray[np.float64]
Told = NDArray[np.bool_]

_FEWEST_DIMENSIONS: Final = 20
_MOST_DIMENSIONS: Final = 150
_TEXTS_A_DIMENSION: Final = 8
_NEIGHBOURS: Final = 15
_ROUNDS: Final = 6
_BLOCK: Final = 1024
_DECIMALS: Final = 6
"""Sums differ in their last digits from one machine to the next; what is decided on must not."""


def embed(
    texts: Sequence[str], *, ignored: Collection[str] = (), names: Collection[Roots] = ()
) -> tuple[Matrix, Told]:
    """Give a unit vector to each text, and say which of the texts the vectors tell something about.

    Words whose root is `ignored` count for nothing: those of the question, which every answer repeats.
    Nor do `names`: they tell where, not what.
    """
    found = [_features(wording.roots(text, names), ignored) for text in texts]
    weights = TfidfVectorizer(
        analyzer=_as_given, min_df=2 if len(texts) >= 40 else 1, sublinear_tf=True, dtype=np.float64
    )
    try:
        table = weights.fit_transform(found)
    except ValueError:  # scikit-learn's word for: no feature is left
        return np.zeros((len(texts), 1)), np.zeros(len(texts), dtype=np.bool_)
    wanted = min(_MOST_DIMENSIONS, max(_FEWEST_DIMENSIONS, len(texts) // _TEXTS_A_DIMENSION))
    size = min(wanted, *(side - 1 for side in table.shape))
    if size < 1:
        return np.zeros((len(texts), 1)), np.zeros(len(texts), dtype=np.bool_)
    reduced: Matrix = TruncatedSVD(size, n_iter=7, random_state=0).fit_transform(table)
    # A length under .2 means that less than a twenty-fifth of the text is found in what others say.
    told = np.linalg.norm(reduced, axis=1) >= 0.2
    vectors = np.zeros_like(reduced)
    vectors[told] = unit(reduced[told])
    if told.any():
        vectors[told] = unit(vectors[told] - vectors[told].mean(axis=0))
    return np.round(vectors, _DECIMALS), told


def smooth(vectors: Matrix) -> Matrix:
    """Draw each vector towards those of its nearest neighbours, so that groups stand out."""
    if len(vectors) <= _NEIGHBOURS:
        return vectors
    graph = _neighbours(vectors)
    drawn = vectors
    for _ in range(_ROUNDS):
        drawn = unit(drawn / 2 + unit(graph @ drawn) / 2)
    return np.round(drawn, _DECIMALS)


def unit(vectors: Matrix) -> Matrix:
    """Scale each row to length one; a row of zeros stays."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(lengths == 0, 1, lengths))


def _neighbours(vectors: Matrix) -> csr_matrix:
    """Weigh each text's nearest neighbours by likeness, either way round."""
    rows, columns, weights = [], [], []
    for start in range(0, len(vectors), _BLOCK):
        likeness = np.round(vectors[start : start + _BLOCK] @ vectors.T, _DECIMALS)
        here = np.arange(len(likeness))
        likeness[here, here + start] = -2
        nearest = np.argsort(-likeness, axis=1, kind="stable")[:, :_NEIGHBOURS]
        rows.append(np.repeat(here + start, _NEIGHBOURS))
        columns.append(nearest.ravel())
        weights.append(np.maximum(np.take_along_axis(likeness, nearest, axis=1), 0).ravel())
    where = (np.concatenate(rows), np.concatenate(columns))
    graph = csr_matrix((np.concatenate(weights), where), shape=(len(vectors),) * 2)
    return graph + graph.T


def _features(roots: Sequence[str], ignored: Collection[str]) -> list[str]:
    roots = [root for root in roots if root not in ignored]
    return [root for root in roots if root not in wording.WEAK_WORDS] + [
        f"{one} {two}" for one, two in pairwise(roots)
    ]


def _as_given(features: list[str]) -> list[str]:
    return features
