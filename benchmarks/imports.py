"""How fast a spreadsheet of contributions comes in, and with how much memory.

    .venv/bin/python benchmarks/imports.py [ROWS]

Writes a CSV of made-up rows (100,000 unless told otherwise) into a temporary folder, imports it into an
embedded PostgreSQL through `engage import contributions`, a quarter of the rows with earlier decisions, and
prints rows a second and peak memory; then imports it again, which must add nothing.
"""

import csv
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

WORDS = (
    "bus",
    "rail",
    "homes",
    "skills",
    "firms",
    "carbon",
    "heat",
    "lab",
    "school",
    "rent",
    "wages",
    "road",
    "park",
    "care",
    "energy",
    "land",
)


def write(path: Path, rows: int) -> None:
    draw = random.Random(7)
    with path.open("w", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(["id", "author", "text", "decision"])
        for number in range(rows):
            text = " ".join(draw.choices(WORDS, k=draw.randint(8, 60)))
            lines.writerow([number, draw.randint(0, rows // 2), text, draw.choice(["show", "", "", ""])])


def engage(*words: str, environment: dict[str, str]) -> tuple[dict[str, object], float]:
    began = time.perf_counter()
    ran = subprocess.run(
        [sys.executable, "-m", "engage", *words, "--json"],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(ran.stdout.splitlines()[-1]), time.perf_counter() - began


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "rows.csv"
        write(file, rows)
        environment = os.environ | {"ENGAGE_DATA_DIR": f"{folder}/data"}
        engage(
            *("consultations", "create", "--slug", "bench", "--title", "Bench", "--theme", "a=A", "--open"),
            environment=environment,
        )
        words = ("import", "contributions", str(file), "--consultation", "bench", "--theme", "a")
        maps = [f"{name}={name}" for name in ("id", "author", "text", "decision")]
        words += tuple(word for pair in maps for word in ("--map", pair))
        for run in ("first", "again"):
            told, seconds = engage(*words, environment=environment)
            print(f"{run}: {told['added']} added in {seconds:.1f} s, {rows / seconds:,.0f} rows a second")
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(f"peak memory of the largest process: {peak:.0f} MB")


if __name__ == "__main__":
    main()
