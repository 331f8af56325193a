"""Links in letters lead to the service as people reach it."""

import pytest
from flask import Flask

from engage.settings import Settings
from engage.web.addresses import address

pytestmark = pytest.mark.no_database


@pytest.mark.parametrize(
    ("public", "whole"),
    [
        ("https://views.example/", "https://views.example/workshops/a%20b?page=2"),
        ("https://views.example:8443/asked", "https://views.example:8443/asked/workshops/a%20b?page=2"),
    ],
)
def test_host_and_scheme_come_from_the_settings_alone(public: str, whole: str) -> None:
    app = Flask(__name__)
    app.config["SETTINGS"] = Settings(public_url=public)
    app.add_url_rule("/workshops/<slug>", "show")
    with app.test_request_context("/", base_url="http://evil.example"):
        assert address("show", slug="a b", page=2) == whole
