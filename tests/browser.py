"""A test client that behaves like a browser without JavaScript, and checks each page it is given."""

from collections import Counter
from typing import Any
from urllib.parse import urljoin

from flask import Flask
from flask.testing import FlaskClient
from justhtml import JustHTML
from werkzeug.test import TestResponse

from engage.accounts import Person
from engage.db import db


class Browser:
    """Opens pages, fills in their forms and follows redirects."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client: FlaskClient = app.test_client()
        self.at = "/"
        self.page: JustHTML | None = None
        self.answer: TestResponse | None = None

    def become(self, person: Person) -> None:
        """Sign a person in without going through the page for it."""
        with self.client.session_transaction() as session:
            session["_user_id"] = person.fs_uniquifier
            session["_fresh"] = True
            session["fs_cc"] = "set"
            session["fs_paa"] = 4102444800

    def get(self, path: str, *, expect: int = 200, **kwargs: Any) -> TestResponse:
        """Open a page, following redirects."""
        return self._send("GET", path, expect, **kwargs)

    def post(self, path: str, data: dict[str, Any] | None = None, *, expect: int = 200) -> TestResponse:
        """Post without a page before it; fails on CSRF, as it should, unless the route is exempt."""
        return self._send("POST", path, expect, data=data or {})

    def submit(
        self,
        fields: dict[str, Any] | None = None,
        *,
        form: str = "main form",
        button: str | None = None,
        expect: int = 200,
    ) -> TestResponse:
        """Fill in a form of the page that is open, send it, and follow where it leads.

        Fields not named keep what the page holds. A list ticks several boxes; None leaves a field out.
        `form` is a CSS selector (the first match is taken), `button` the name=value or the text of
        the button to press.
        """
        assert self.page, "open a page first"
        node = self.page.query(form)[0]
        data = _held(node) | _pressed(node, button)
        for name, value in (fields or {}).items():
            data[name] = [] if value is None else value if isinstance(value, list) else [value]
        path = urljoin(self.at, _target(node, button) or self.at)
        if node.attrs.get("method", "get").lower() == "get":
            return self._send("GET", path, expect, query_string=data)
        return self._send("POST", path, expect, data=data, content_type="multipart/form-data")

    def text(self) -> str:
        """Give the words of the page that is open, spaces folded."""
        assert self.page
        return " ".join(self.page.query("body")[0].to_text().split())

    def follow(self, words: str) -> TestResponse:
        """Follow the first link of the page whose words contain these."""
        assert self.page
        link = next(a for a in self.page.query("a") if words in " ".join(a.to_text().split()))
        return self.get(urljoin(self.at, link.attrs["href"]))

    def _send(self, method: str, path: str, expect: int, **kwargs: Any) -> TestResponse:
        db.session.commit()  # what the test has made stays
        answer = self.client.open(path, method=method, follow_redirects=True, **kwargs)
        db.session.rollback()  # what a view forgot to commit is gone
        db.session.expire_all()
        assert answer.status_code == expect, f"{answer.request.path}: {answer.status}\n{answer.text[:2000]}"
        self.at, self.answer, self.page = answer.request.path, answer, None
        if answer.mimetype == "text/html":
            self.page = checked(answer.text, answer.request.path)
        return answer


def checked(html: str, path: str) -> JustHTML:
    """Parse a page and fail if its structure is not what assistive technology relies on."""
    page = JustHTML(html, collect_errors=True, sanitize=False)
    assert not page.errors, f"{path}: {page.errors[:3]}"
    assert len(page.query("h1")) == 1, f"{path}: {len(page.query('h1'))} h1"
    titles = page.query("head title")
    assert len(titles) == 1, f"{path}: {len(titles)} titles"
    assert titles[0].to_text().strip(), f"{path}: an empty title"
    ids = Counter(node.attrs["id"] for node in page.query("[id]"))
    assert not [twice for twice, count in ids.items() if count > 1], (
        f"{path}: ids used twice {ids.most_common(2)}"
    )
    for form in page.query("form"):
        assert form.attrs.get("action") is not None, f"{path}: a form without an action"
        if form.attrs.get("method", "").lower() == "post":
            assert form.query("input[name=csrf_token]"), f"{path}: a form that posts without a token"
    assert not page.query("[style]"), f"{path}: a style attribute, which the policy forbids"
    labelled = {label.attrs.get("for") for label in page.query("label")}
    for field in page.query("input, select, textarea"):
        if field.attrs.get("type") not in ("hidden", "submit", "button"):
            named = (
                field.attrs.get("id") in labelled
                or "aria-label" in field.attrs
                or "aria-labelledby" in field.attrs
            )
            assert named, f"{path}: the field {field.attrs.get('name')} has no label"
    return page


def _held(form: Any) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for field in form.query("input, textarea, select"):
        name, kind = field.attrs.get("name"), field.attrs.get("type", "text")
        if not name or kind in ("submit", "button", "file") or "disabled" in field.attrs:
            continue
        if kind in ("radio", "checkbox") and "checked" not in field.attrs:
            continue
        data.setdefault(name, []).extend(_values(field, kind))
    return data


def _values(field: Any, kind: str) -> list[str]:
    if field.name == "textarea":
        return [field.to_text(strip=False)]
    if field.name == "select":
        options = field.query("option")
        chosen = [option for option in options if "selected" in option.attrs] or options[:1]
        return [option.attrs.get("value", option.to_text()) for option in chosen]
    return [field.attrs.get("value", "on" if kind in ("radio", "checkbox") else "")]


def _button(form: Any, button: str | None) -> Any:
    for node in form.query("button"):
        named = f"{node.attrs.get('name')}={node.attrs.get('value')}"
        if button in (None, named, " ".join(node.to_text().split())):
            return node
    assert button is None, f"no button {button!r}"
    return None


def _pressed(form: Any, button: str | None) -> dict[str, Any]:
    node = _button(form, button)
    return {node.attrs["name"]: [node.attrs.get("value", "")]} if node and "name" in node.attrs else {}


def _target(form: Any, button: str | None) -> str | None:
    node = _button(form, button)
    return (node and node.attrs.get("formaction")) or form.attrs.get("action")
