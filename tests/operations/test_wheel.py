"""The wheel, installed and started where there is no checkout."""

import json
import os
import signal
import subprocess
import sys
import sysconfig
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from shutil import copy, copytree, ignore_patterns
from zipfile import ZipFile

import pytest

from engage.stack.place import Place
from tests.journeys.stage import free_port, until

ROOT = Path(__file__).parents[2]
SOURCES = {
    "engage": "engage",
    "workers": "workers",
    "templates": "engage/templates",
    "migrations": "engage/migrations",
}
"""The folders that the wheel is made of, and where each stands in it."""
BESIDE = ("pyproject.toml", "setup.cfg", "README.md", "requirements/app.in")

pytestmark = [pytest.mark.no_database, pytest.mark.xdist_group("wheel")]


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what the wheel is made of: building leaves folders behind, and takes in those it finds."""
    folder = tmp_path_factory.mktemp("sources")
    for name in SOURCES:
        copytree(ROOT / name, folder / name, ignore=ignore_patterns("__pycache__"))
    (folder / "requirements").mkdir()
    for name in BESIDE:
        copy(ROOT / name, folder / name)
    return folder


@pytest.fixture(scope="module")
def wheel(sources: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built without a network."""
    target = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(target), cwd=sources)
    return next(target.glob("engage-*.whl"))


@pytest.fixture(scope="module")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of a fresh environment that holds the wheel; what it needs is that of these tests."""
    venv = tmp_path_factory.mktemp("installed") / "venv"
    run(sys.executable, "-m", "venv", "--without-pip", str(venv))
    into = ["--python", str(venv / "bin" / "python"), "install", "--quiet", "--no-deps", "--no-index"]
    run(sys.executable, "-m", "pip", *into, str(wheel))
    packages = next(venv.glob("lib/python*/site-packages"))
    (packages / "dependencies.pth").write_text(f"{sysconfig.get_path('purelib')}\n")
    return venv / "bin"


def run(*words: str, cwd: Path | None = None, expect: int = 0, **environment: str) -> str:
    """Run a program as somebody who has set nothing else, and give what it printed."""
    ours = ("ENGAGE_", "PYTHONPATH", "PORT")
    plain = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    ran = subprocess.run(
        words, cwd=cwd, env=plain | environment, capture_output=True, text=True, check=False, timeout=300
    )
    assert ran.returncode == expect, ran.stdout + ran.stderr
    return ran.stdout


class Installed:
    """The service of the wheel, running in a folder of its own."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self.program, self.folder, self.port = str(programs / "engage"), folder, free_port()
        self.log = folder / "up.txt"
        small = {"PORT": str(self.port), "ENGAGE_WEB_WORKERS": "1", "ENGAGE_WORKER_PROCESSES": "1"}
        plain = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [self.program, "up"], cwd=folder, env=plain | small, stdout=log, stderr=log
            )
        until(
            lambda: "Press Ctrl-C" in self.said or self.process.poll() is not None, "the start", seconds=240
        )

    @property
    def said(self) -> str:
        return self.log.read_text()

    def engage(self, *words: str) -> str:
        """Run one of its commands where it runs."""
        return run(self.program, *words, cwd=self.folder)

    def get(self, path: str) -> str:
        """Open one of its pages."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=20) as answer:
            return str(answer.read().decode())


@pytest.fixture(scope="module")
def installed(programs: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installed]:
    """The service of the wheel, running far from any checkout."""
    folder = tmp_path_factory.mktemp("elsewhere")
    service = Installed(programs, folder)
    yield service
    service.process.send_signal(signal.SIGINT)
    service.process.wait(60)
    Place(folder / "var").remove()


def test_the_wheel_holds_every_file_of_the_service_and_no_other(sources: Path, wheel: Path) -> None:
    held = {name for name in ZipFile(wheel).namelist() if ".dist-info/" not in name}
    there = {
        f"{inside}/{path.relative_to(sources / name).as_posix()}"
        for name, inside in SOURCES.items()
        for path in (sources / name).rglob("*")
        if path.is_file()
    }
    assert held == there


def test_the_wheel_says_what_it_needs(wheel: Path) -> None:
    with ZipFile(wheel) as file:
        about = next(name for name in file.namelist() if name.endswith(".dist-info/METADATA"))
        needed = {
            line for line in file.read(about).decode().splitlines() if line.startswith("Requires-Dist:")
        }
    assert {"Requires-Dist: Flask>=3.1", "Requires-Dist: celery"} <= needed


def test_an_environment_without_a_checkout_runs_what_the_wheel_brought(
    programs: Path, tmp_path: Path
) -> None:
    assert run(str(programs / "engage"), "--version", cwd=tmp_path).startswith("engage, version ")
    where = "from importlib.util import find_spec as f; print(f('engage').origin, f('workers').origin)"
    found = run(str(programs / "python"), "-c", where, cwd=tmp_path).split()
    assert all(path.startswith(str(programs.parent)) for path in found)


def test_the_doctor_finds_nothing_amiss(installed: Installed) -> None:
    told = json.loads(installed.engage("doctor", "--json").splitlines()[-1])
    looked_at = {finding["name"] for finding in told["findings"]}
    assert told["ok"]
    assert {"migrations", "styles, scripts", "fonts", "workers"} <= looked_at


def test_its_pages_show_what_its_commands_made(installed: Installed) -> None:
    made = ["--slug", "growth", "--title", "How should we grow?", "--theme", "homes=Homes", "--open"]
    installed.engage("consultations", "create", *made)
    assert "How should we grow?" in installed.get("/consultations/growth")


def test_its_pages_are_dressed(installed: Installed) -> None:
    sheet = next(part for part in installed.get("/").split('"') if part.endswith(".css"))
    assert "--brand" in installed.get(sheet)
