"""What stands in no file: names of the machines it was made on, work put off; and how long a module gets."""

import re
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
IGNORED = [line.strip("/") for line in (ROOT / ".gitignore").read_text().split()]
LOCKED = ("package-lock.json", "requirements")
"""Written by tools, about packages that may be called anything; only addresses are looked for in them."""
LONGEST = 400

ADDRESSES = re.compile(
    r"py[p]i\.(org|python)|pythonhost[e]d|npm[j]s\.(org|com)|yarnpk[g]\.|registr[y]\.|"
    r"resolved\W+http|--(extra-)?inde[x]-url"
)
MACHINES = re.compile(r"(?<![\w.$*}])/(work|root|home/\w+|Users/\w+)/")
PUT_OFF = re.compile(r"\b(TO[D]O|FIX[M]E|XX[X]|HAC[K])\b")

pytestmark = pytest.mark.no_database


def files(folder: Path = ROOT) -> Iterator[Path]:
    """Give the files of the project, without what git ignores."""
    for path in sorted(folder.iterdir()):
        inside = path.relative_to(ROOT).as_posix()
        if path.name == ".git" or any(fnmatch(inside, one) or fnmatch(path.name, one) for one in IGNORED):
            continue
        if path.is_dir():
            yield from files(path)
        else:
            yield path


def lines() -> Iterator[tuple[str, str]]:
    """Give each line of text, with where it stands."""
    for path in files():
        content = path.read_bytes()
        if b"\0" not in content:
            for number, line in enumerate(content.decode().splitlines(), start=1):
                yield f"{path.relative_to(ROOT)}:{number}", line


def found(words: re.Pattern[str], *, apart_from: tuple[str, ...] = ()) -> list[str]:
    """List the places where something stands."""
    return [where for where, line in lines() if words.search(line) and not where.startswith(apart_from)]


def test_no_file_says_where_packages_were_fetched() -> None:
    assert not found(ADDRESSES, apart_from=("Makefile",))  # which names the option that leaves indexes out


def test_no_file_knows_a_path_of_the_machine_it_was_written_on() -> None:
    assert not found(MACHINES, apart_from=LOCKED)


def test_nothing_is_put_off() -> None:
    assert not found(PUT_OFF, apart_from=LOCKED)


def test_no_module_is_too_long_to_read_at_a_sitting() -> None:
    long = {
        str(path.relative_to(ROOT)): many
        for path in files()
        if path.suffix in (".py", ".html", ".js", ".scss", ".typ")
        and (many := len(path.read_text().splitlines())) > LONGEST
    }
    assert not long
