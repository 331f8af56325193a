"""Setting up from the command line."""

import json
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask

from engage import clock
from engage.accounts.queries import by_email
from engage.consultations import commands, evidence, policy, queries
from engage.consultations.models import Consultation, Role, Stage
from engage.db import db
from tests.factories import DraftConsultation, OpenConsultation, Staff, ThemeOf

PASSWORD = "a long enough password"


@pytest.fixture
def run(app: Flask) -> Any:
    """Call a command with --json, and give its answer and exit status."""

    def call(group: Any, *words: str) -> tuple[int, dict[str, Any]]:
        db.session.commit()
        ran = CliRunner().invoke(group, [*words, "--json"], obj=lambda: nullcontext(app))
        return ran.exit_code, json.loads(ran.stdout.splitlines()[-1])

    return call


def test_a_consultation_is_created_with_its_themes_and_opened(run: Any) -> None:
    status, told = run(
        commands.consultations,
        *("create", "--slug", "growth", "--title", "How should we grow?", "--open"),
        *("--theme", "work=Good work", "--theme", "homes=Homes = places", "--body", "vale=Vale Council"),
    )
    assert (status, told["ok"], told["state"], told["themes"]) == (0, True, "open", ["work", "homes"])
    consultation = queries.published_by_slug("growth")
    assert consultation.stage(clock.now()) is Stage.OPEN
    assert consultation.body.name == "Vale Council"
    assert consultation.themes[1].title == "Homes = places"


def test_without_open_it_stays_a_draft(run: Any) -> None:
    status, told = run(commands.consultations, "create", "--slug", "g", "--title", "G", "--theme", "w=W")
    assert (status, told["state"]) == (0, "draft")
    assert run(commands.consultations, "list")[1]["consultations"][0]["slug"] == "g"


def test_a_taken_address_fails_in_a_sentence_and_changes_nothing(run: Any) -> None:
    OpenConsultation(slug="growth")
    status, told = run(commands.consultations, "create", "--slug", "growth", "--title", "G", "--theme", "w=W")
    assert (status, told["ok"]) == (1, False)
    assert "address" in told["error"]
    assert len(run(commands.consultations, "list")[1]["consultations"]) == 1


def test_people_are_added_with_a_role_and_listed(run: Any) -> None:
    consultation = OpenConsultation(slug="growth")
    words = ("--name", "Ana Rao", "--consultation", "growth", "--password", PASSWORD)
    theme = consultation.themes[0].slug
    assert run(commands.people, "add", "ana@x.example", "--role", "lead", "--theme", theme, *words)[0] == 0
    assert run(commands.people, "add", "ana@x.example", "--role", "facilitator", *words)[0] == 0
    assert run(commands.people, "add", "boss@x.example", "--role", "administrator", *words)[0] == 0
    told = {one["email"]: one["roles"] for one in run(commands.people, "list")[1]["people"]}
    assert sorted(told["ana@x.example"]) == ["facilitator of growth", f"lead of growth/{theme}"]
    assert told["boss@x.example"] == ["administrator"]
    ana = by_email("ana@x.example")
    assert ana
    assert policy.holds(ana, Role.LEAD, consultation.id, consultation.themes[0].id)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--role", "lead"), "--consultation"),
        (("--role", "lead", "--consultation", "nowhere"), "no consultation"),
        (("--role", "lead", "--consultation", "growth", "--theme", "none"), "its themes are"),
        (("--role", "manager", "--consultation", "growth"), "name"),
    ],
)
def test_what_cannot_be_given_is_said_in_a_sentence(run: Any, words: tuple[str, ...], told: str) -> None:
    OpenConsultation(slug="growth")
    Staff()
    status, answer = run(commands.people, "add", "new@x.example", *words)
    assert status == 1
    assert told in answer["error"]
    assert by_email("new@x.example") is None


FILE = {
    "questions": [
        {
            "theme": "work",
            "kind": "yes_no",
            "name": "firm",
            "text": "Do you run a firm?",
            "follow_up": "Which?",
        },
        {
            "theme": "work",
            "kind": "number",
            "text": "How large?",
            "after": "firm",
            "answers": ["yes"],
        },
        {"kind": "one", "name": "way", "text": "Which way?", "options": ["This", "That"], "required": True},
        {"text": "Why?", "hint": "Briefly", "evidence": "Report", "after": "way", "answers": ["This"]},
    ]
}


@pytest.fixture
def draft(run: Any) -> Consultation:
    consultation: Consultation = DraftConsultation(
        slug="growth", themes=[ThemeOf.build(slug="work", position=1)]
    )
    evidence.link_to(consultation, "Report", "https://example.org", by=None)
    return consultation


def test_a_questionnaire_goes_in_from_a_file_and_comes_out_the_same(
    run: Any, draft: Consultation, tmp_path: Path
) -> None:
    file = tmp_path / "questions.json"
    file.write_text(json.dumps(FILE))
    assert run(commands.consultations, "questions", "growth", str(file)) == (
        0,
        {"ok": True, "added": 4, "questions": 4},
    )
    _status, told = run(commands.consultations, "questions", "growth")
    names = {"q1": "firm", "q3": "way"}
    plain = [
        {name: names.get(value, value) if isinstance(value, str) else value for name, value in one.items()}
        for one in told["questions"]
    ]
    assert plain == FILE["questions"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{", "cannot be read"),
        ('{"questions": [{"kind": "essay", "text": "?"}]}', "questions.0.kind"),
        ('{"questions": [{"text": "One"}, {"text": "Two", "colour": "red"}]}', "questions.1.colour"),
        ('{"questions": [{"text": "One", "theme": "homes"}]}', "no theme homes"),
        ('{"questions": [{"text": "One", "kind": "one"}]}', "at least two"),
        ('{"questions": [{"text": "One", "after": "x", "answers": ["yes"]}]}', "is called x"),
        ('{"questions": [{"text": "One", "evidence": "Other"}]}', "Other"),
    ],
)
def test_a_questionnaire_that_will_not_do_is_refused_whole(
    run: Any, draft: Consultation, tmp_path: Path, content: str, told: str
) -> None:
    file = tmp_path / "questions.json"
    file.write_text(content)
    status, answer = run(commands.consultations, "questions", "growth", str(file))
    assert (status, answer["ok"]) == (1, False)
    assert told in answer["error"]
    assert queries.by_slug("growth").questions == []


def test_questions_go_into_a_consultation_that_is_read_for_the_first_time(run: Any, tmp_path: Path) -> None:
    DraftConsultation(slug="growth", themes=[ThemeOf.build(slug="homes", position=1)])
    db.session.commit()
    db.session.expunge_all()
    file = tmp_path / "questions.json"
    file.write_text(json.dumps({"questions": [{"text": "What is missing?", "theme": "homes"}]}))
    status, told = run(commands.consultations, "questions", "growth", str(file))
    assert (status, told["added"]) == (0, 1)
