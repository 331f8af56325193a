"""How well and how fast texts are grouped, beside plain TF-IDF with k-means in the same run.

    python benchmarks/analysis.py LABEL=FILE.csv [LABEL=FILE.csv …] [--column comment-body] [--json]

Each file is one class: all texts are grouped together, into as many topics as there are files, and the
groups compared with the files that the texts came from. V is the V-measure, ARI the adjusted Rand index;
both are means over several orders and seeds where the method has any. A row counts if its `moderated`
column, where there is one, says 1. Campaign search is timed on the same texts.
"""

import argparse
import csv
import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from sklearn.cluster import KMeans
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import adjusted_rand_score, v_measure_score

from engage.analysis.duplicates import campaigns
from engage.analysis.texts import Text
from engage.analysis.topics import group

SEEDS = range(3)
T = TypeVar("T")


def main() -> None:
    """Measure both methods and print a line for each."""
    arguments = _arguments()
    said, classes = _read(arguments.files, arguments.column)
    how_many = len(set(classes))
    ours, seconds = _timed(lambda: _ours(said, how_many))
    plain, plain_seconds = _timed(lambda: [_plain(said, how_many, seed) for seed in SEEDS])
    found, campaign_seconds = _timed(lambda: campaigns(said))
    result: dict[str, Any] = {
        "texts": len(said),
        "classes": how_many,
        "engage": _score(classes, [ours]) | {"seconds": round(seconds, 3)},
        "plain": _score(classes, plain) | {"seconds": round(plain_seconds / len(SEEDS), 3)},
        "campaigns": {"found": len(found), "seconds": round(campaign_seconds, 3)},
    }
    result["ratio_v"] = round(result["engage"]["v"] / max(result["plain"]["v"], 1e-9), 2)
    print(json.dumps(result) if arguments.json else _table(result))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("files", nargs="+", metavar="LABEL=FILE.csv")
    parser.add_argument("--column", default="comment-body", help="the column that holds the text")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser.parse_args()


def _read(files: Sequence[str], column: str) -> tuple[list[Text], list[str]]:
    said, classes = [], []
    for given in files:
        label, _, path = given.partition("=")
        with Path(path).open(encoding="utf-8-sig", newline="") as file:
            for n, row in enumerate(csv.DictReader(file)):
                if row.get("moderated", "1") == "1":
                    said.append(Text(f"{label}-{n:06}", row[column], row.get("author-id", str(n))))
                    classes.append(label)
    return said, classes


def _ours(said: Sequence[Text], how_many: int) -> list[int]:
    found = {m: n for n, topic in enumerate(group(said, how_many=how_many)) for m in topic.members}
    return [found[text.id] for text in said]


def _plain(said: Sequence[Text], how_many: int, seed: int) -> list[int]:
    counted = TfidfVectorizer(stop_words="english").fit_transform([text.words for text in said])
    return list(KMeans(how_many, n_init=10, random_state=seed).fit_predict(counted))


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    start = time.perf_counter()
    return work(), time.perf_counter() - start


def _score(classes: Sequence[str], runs: Sequence[Sequence[int]]) -> dict[str, float]:
    return {
        "v": round(float(np.mean([v_measure_score(classes, run) for run in runs])), 3),
        "ari": round(float(np.mean([adjusted_rand_score(classes, run) for run in runs])), 3),
    }


def _table(result: dict[str, Any]) -> str:
    return "\n".join(f"{name:10} {value}" for name, value in result.items())


if __name__ == "__main__":
    main()
