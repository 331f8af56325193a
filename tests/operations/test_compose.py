"""The deployed shape, as far as it can be checked without an engine to run it."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from engage.settings import Settings

ROOT = Path(__file__).parents[2]
COMPOSE = ROOT / "docker-compose.yml"
pytestmark = pytest.mark.no_database


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    """What the file asks for, anchors resolved."""
    return dict(yaml.safe_load(COMPOSE.read_text())["services"])


def test_the_file_keeps_to_the_compose_specification() -> None:
    check = [
        sys.executable,
        "-m",
        "check_jsonschema",
        "--builtin-schema",
        "vendor.compose-spec",
        str(COMPOSE),
    ]
    ran = subprocess.run(check, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_every_part_of_the_service_runs_and_is_watched(services: dict[str, Any]) -> None:
    assert {"web", "worker", "relay", "beat", "migrate", "postgres", "redis", "mailcatcher"} == set(services)
    assert all("healthcheck" in services[name] for name in services)
    assert services["mailcatcher"]["profiles"] == ["mailcatcher"]


def test_no_secret_stands_in_the_file(services: dict[str, Any]) -> None:
    for service in services.values():
        for name, value in service.get("environment", {}).items():
            if any(word in name for word in ("PASSWORD", "SECRET", "SALT")):
                assert value.startswith("${"), f"{name} has a value"
                assert ":?" in value, f"{name} may be left out"


def test_every_setting_it_names_is_one(services: dict[str, Any]) -> None:
    named = {name for name in services["web"]["environment"] if name.startswith("ENGAGE_")}
    assert {name.removeprefix("ENGAGE_").lower() for name in named} <= set(Settings.model_fields)


def test_any_setting_can_be_given_in_an_env_file_beside_it(services: dict[str, Any]) -> None:
    for name in ("web", "worker", "relay", "beat", "migrate"):
        assert services[name]["env_file"] == [{"path": ".env", "required": False}]
