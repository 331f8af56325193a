"""What an import brought in goes out again whole, while nothing of it is public."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from engage.audit.models import AuditEntry
from engage.consultations.models import Consultation
from engage.db import db
from engage.digests import compiling, scheduling
from engage.errors import RuleBroken
from engage.feedback.models import Contribution, Response
from engage.feedback.receipts import commands
from engage.feedback.receipts import issuing as receipts
from engage.imports import undoing
from engage.imports.commands import imports
from engage.imports.models import ImportedItem, ImportRun
from engage.moderation.decisions import decide
from engage.moderation.models import Decision, Outcome, Reason
from engage.summaries import requesting
from tests.factories import Facilitator, Lead, Manager, OpenConsultation, ThemeOf
from tests.operators import ran

ROWS = "no,who,words,was\n1,ann,More buses,show\n2,ben,Fewer roads,\n3,ann,Cheaper homes,withhold\n"
MAPPED = ("--map", "text=words", "--map", "id=no", "--map", "author=who", "--map", "decision=was")


@pytest.fixture
def consultation() -> Consultation:
    """An open consultation with a theme."""
    made: Consultation = OpenConsultation(slug="growth", themes=[ThemeOf.build(slug="work", position=1)])
    return made


@pytest.fixture
def imported(consultation: Consultation, tmp_path: Path) -> Callable[..., ImportRun]:
    """Import rows, and give the run."""

    def run(rows: str = ROWS, *words: str) -> ImportRun:
        file = tmp_path / "sheet.csv"
        file.write_text(rows)
        told = _ran(
            "contributions", str(file), "--consultation", "growth", "--theme", "work", *MAPPED, *words
        )
        return db.session.get_one(ImportRun, told["id"])

    return run


def _ran(*words: str, expect: int = 0) -> dict[str, Any]:
    return ran(imports, *words, expect=expect)


def _count(table: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def _first(run: ImportRun, words: str) -> Contribution:
    return db.session.scalars(select(Contribution).where(Contribution.text == words)).one()


@pytest.mark.parametrize("words", [("--undo",), ("undo",)])
def test_undoing_takes_out_all_that_it_made_and_says_so(
    imported: Callable[..., ImportRun], words: tuple[str, ...]
) -> None:
    run = imported()
    told = _ran(*words, str(run.id))
    assert told["contributions"] == 3
    assert [_count(one) for one in (Contribution, Response, Decision, ImportedItem)] == [0, 0, 0, 0]
    assert db.session.get_one(ImportRun, run.id).undone_at
    assert "import.undone" in db.session.scalars(select(AuditEntry.act)).all()


def test_it_can_be_imported_again_afterwards(imported: Callable[..., ImportRun]) -> None:
    _ran("--undo", str(imported().id))
    assert imported().added == 3


def test_what_another_import_brought_stays(imported: Callable[..., ImportRun]) -> None:
    first = imported()
    second = imported(ROWS + "4,ann,A tram,\n5,eve,A ferry,\n")
    assert (second.added, second.already) == (2, 3)
    _ran("--undo", str(first.id))
    assert sorted(db.session.scalars(select(Contribution.text))) == ["A ferry", "A tram"]
    assert _count(Response) == 2
    _ran("--undo", str(second.id))
    assert _count(Response) == 0


def test_the_chain_of_receipts_still_holds_afterwards(imported: Callable[..., ImportRun]) -> None:
    first = imported()
    imported(ROWS + "4,ann,A tram,\n")
    _ran("--undo", str(first.id))
    receipts.chain(first.consultation_id)
    assert ran(commands.receipts, "verify")["broken"] == []


def test_a_decision_that_came_with_the_file_does_not_prevent_it(imported: Callable[..., ImportRun]) -> None:
    assert undoing.obstacle(imported()) is None


def test_what_a_moderator_has_shown_stays(
    imported: Callable[..., ImportRun], consultation: Consultation
) -> None:
    run = imported()
    decide(_first(run, "Fewer roads"), Outcome.SHOW, by=Facilitator(consultation))
    told = _ran("--undo", str(run.id), expect=1)
    assert "A moderator has shown something of it to the public" in told["error"]
    assert _count(Contribution) == 3


def test_what_a_moderator_has_withheld_does_not_prevent_it(
    imported: Callable[..., ImportRun], consultation: Consultation
) -> None:
    run = imported()
    contribution = _first(run, "Fewer roads")
    decide(contribution, Outcome.WITHHOLD, reason=Reason.ABUSE, by=Facilitator(consultation))
    _ran("--undo", str(run.id))
    assert _count(Contribution) == 0


def test_what_is_in_a_summary_stays(imported: Callable[..., ImportRun], consultation: Consultation) -> None:
    run = imported()
    requesting.request(consultation, by=Manager(consultation))
    with pytest.raises(RuleBroken, match="in a summary"):
        undoing.undo(run, by=None)


def test_what_a_lead_was_told_of_stays(
    imported: Callable[..., ImportRun], consultation: Consultation
) -> None:
    run, theme = imported(), consultation.themes[0]
    assert compiling.compile_due(scheduling.kept(Lead(theme), theme).id)
    with pytest.raises(RuleBroken, match="reported to a theme’s lead"):
        undoing.undo(run, by=None)


def test_nothing_is_undone_twice_or_unknown(imported: Callable[..., ImportRun]) -> None:
    run = imported()
    _ran("--undo", str(run.id))
    assert "undone already" in _ran("--undo", str(run.id), expect=1)["error"]
    assert "There is no import" in _ran("--undo", "7", expect=1)["error"]


def test_without_an_undoing_the_database_keeps_what_was_sent(imported: Callable[..., ImportRun]) -> None:
    imported()
    with pytest.raises(IntegrityError, match="what people sent is kept"), db.session.begin_nested():
        db.session.execute(text("DELETE FROM contribution"))


def test_after_an_undoing_in_the_same_transaction_too(imported: Callable[..., ImportRun]) -> None:
    run, other = imported(), imported(ROWS.replace("ann", "zoe"), "--source", "other")
    assert other.added == 3
    undoing.undo(run, by=None)
    with pytest.raises(IntegrityError, match="what people sent is kept"), db.session.begin_nested():
        db.session.execute(text("DELETE FROM contribution"))
