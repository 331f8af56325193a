"""Decisions from a file are applied once, and never against what somebody decided since."""

import json
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import func, select

from engage.db import db
from engage.feedback.models import Contribution
from engage.moderation import commands, queries
from engage.moderation.decisions import decide
from engage.moderation.models import Decision, Outcome, Reason
from engage.moderation.redaction import Span
from tests.factories import ContributionTo, Facilitator, Lead, OpenConsultation, ResponseTo

pytestmark = pytest.mark.usefixtures("session")
Apply = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def apply(app: Flask, tmp_path: Path) -> Apply:
    """Write a file and have it applied; give the exit status and what was told."""

    def run(content: str | bytes, *options: str) -> tuple[int, dict[str, Any]]:
        db.session.commit()
        file = tmp_path / "decisions.csv"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        call = ["apply", str(file), *options, "--json"]
        ran = CliRunner().invoke(commands.moderation, call, obj=lambda: nullcontext(app))
        return ran.exit_code, json.loads(ran.stdout.splitlines()[-1])

    return run


def _text(**values: Any) -> Contribution:
    contribution: Contribution = ContributionTo(theme=OpenConsultation().themes[0], **values)
    return contribution


def _now(contribution: Contribution) -> Decision | None:
    return queries.current([contribution.id]).get(contribution.id)


def test_decisions_are_applied_and_a_second_run_changes_nothing(apply: Apply) -> None:
    one, two, three = _text(), _text(source_id="taxes/17"), _text()
    file = (
        "reference,decision,reason,note\r\n"
        f'{one.id},Show,,\r\n17,withhold,abuse,"To a named officer, twice"\r\n'
        f"{three.response.reference.lower()},hold,,\r\n"
    )
    status, told = apply(file)
    assert (status, told["read"], told["applied"], told["rejected"]) == (0, 3, 3, 0)
    assert _now(one).outcome is Outcome.SHOW
    assert (_now(two).reason, _now(two).note) == (Reason.ABUSE, "To a named officer, twice")
    assert _now(three).outcome is Outcome.HOLD
    status, told = apply(file)
    assert (status, told["applied"], told["already"]) == (0, 0, 3)
    assert db.session.scalar(select(func.count()).select_from(Decision)) == 3


def test_rows_that_make_no_sense_are_refused_with_a_reason_and_the_rest_is_applied(apply: Apply) -> None:
    one, two = _text(), _text()
    twice = ResponseTo(consultation=one.response.consultation)
    for position in (1, 2):
        ContributionTo(theme=one.theme, response=twice, position=position)
    status, told = apply(
        f"id;decision;reason\n{one.id};show;\nnonsense;show;\n{two.id};publish;\n{two.id};withhold;\n"
        f"{two.id};withhold;rude\n;show;\n{one.id};hold;\n{twice.reference};show;\n"
        "K7R-4MW-HKW;show;\n"
    )
    assert (status, told["applied"], told["rejected"]) == (0, 1, 8)
    for told_one, expected in zip(
        told["reasons"],
        [
            "no contribution “nonsense”",
            "“publish” is no decision. There are: show, hold, withhold",
            "The reason is missing",
            "“rude” is no reason",
            "reference is missing",
            "stands on line 2 already",
            "stands for 2 contributions",
            "This reference cannot be right",
        ],
        strict=True,
    ):
        assert expected in told_one["reason"]


@pytest.mark.parametrize(
    ("row", "told"),
    [("withhold,", "The reason is missing"), ("withhold,rude", "“rude” is no reason. There are: personal")],
)
def test_withholding_needs_one_of_the_reasons(apply: Apply, row: str, told: str) -> None:
    one = _text()
    status, answer = apply(f"id,decision,reason\n{one.id},{row}\n")
    assert (status, answer["ok"]) == (1, False)
    assert told in answer["error"]
    assert _now(one) is None


def test_a_file_never_undoes_what_somebody_decided_after_it(apply: Apply) -> None:
    one = _text()
    file = f"id,decision\n{one.id},show\n"
    apply(file)
    shown = _now(one)
    decide(one, Outcome.WITHHOLD, by=None, reason=Reason.HATE, seen=shown.id)
    status, told = apply(file)
    assert status == 1
    assert "decided otherwise since" in told["error"]
    assert _now(one).outcome is Outcome.WITHHOLD


def test_a_new_file_supersedes_but_never_shows_words_that_were_taken_out(apply: Apply) -> None:
    one, two = _text(text="Ring Dave."), _text()
    decide(one, Outcome.REDACT, by=None, redactions=[Span(5, 9)])
    decide(two, Outcome.HOLD, by=None)
    _, told = apply(f"id,decision\n{one.id},show\n{two.id},show\n")
    assert (told["applied"], told["rejected"]) == (1, 1)
    assert "words removed" in told["reasons"][0]["reason"]
    assert _now(two).outcome is Outcome.SHOW


def test_the_same_id_in_two_consultations_needs_the_name_of_one(apply: Apply) -> None:
    one, two = _text(source_id="/7"), _text(source_id="/7")
    assert "stands for 2" in apply("id,decision\n7,show\n")[1]["error"]
    assert apply("id,decision\n7,show\n", "--consultation", two.response.consultation.slug)[0] == 0
    assert _now(one) is None
    assert _now(two).outcome is Outcome.SHOW


def test_a_dry_run_says_the_same_and_writes_nothing(apply: Apply) -> None:
    one = _text()
    _, told = apply(f"id,decision\n{one.id},show\n", "--dry-run")
    assert (told["applied"], told["dry_run"]) == (1, True)
    assert _now(one) is None


def test_decisions_carry_a_name_only_of_who_may_make_them(apply: Apply) -> None:
    one = _text()
    consultation = one.response.consultation
    file = f"id,decision\n{one.id},show\n"
    lead, facilitator = Lead(consultation.themes[0]), Facilitator(consultation)
    assert "may not moderate" in apply(file, "--by", lead.email)[1]["error"]
    assert "has an account" in apply(file, "--by", "nobody@body.example")[1]["error"]
    assert apply(file, "--by", facilitator.email)[0] == 0
    assert _now(one).decided_by_id == facilitator.id


@pytest.mark.parametrize(
    "content",
    [b"\xef\xbb\xbfReference\tDecision\tNote\n%s\tshow\t\n", b"Id,Decision,Note\n%s,show,caf\xe9\n"],
)
def test_files_of_other_programs_are_read(apply: Apply, content: bytes) -> None:
    one = _text()
    assert apply(content.replace(b"%s", str(one.id).encode()))[1]["applied"] == 1
    assert _now(one).note in ("", "café")


def test_a_file_of_another_kind_is_refused_in_a_sentence(apply: Apply) -> None:
    status, told = apply("name,colour\nx,y\n")
    assert status == 1
    assert "needs the columns" in told["error"]
    assert "name, colour" in told["error"]
