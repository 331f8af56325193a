"""What was said goes out harmless, and comes in again as it was."""

import csv
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from engage import clock
from engage.consultations.models import Consultation, Question, QuestionKind
from engage.db import db
from engage.feedback.models import Consent, Contact, Contribution, Reply
from engage.imports.commands import imports
from engage.imports.export_commands import exports
from engage.web.spreadsheets import harmless, unguarded
from tests.factories import (
    ContributionTo,
    OpenConsultation,
    ResponseTo,
    ShownContribution,
    ThemeOf,
    WithheldContribution,
)
from tests.operators import ran

ODD = (
    "=1+1",
    "'=1+1",
    "+44 20 7946 0000 is answered by nobody",
    "-5 degrees in the library",
    "@everyone should read this",
    "\tindented",
    "  two spaces before, and after  ",
    '=HYPERLINK("https://example.org","look")',
    "＝cmd|' /C calc'!A0",
    "line one\nline two\r\nline three",
    "\n\nstarts with empty lines",
    'quotes "inside", commas; semicolons',
    "Ωåß∂ 田中さん ‮ override ​zero width",
    "👩‍👩‍👧 e\u0301",
    "<script>alert(1)</script> **bold** _x0041_",
    "1E9",
    "2026-04-24",
    "true",
    "'",
    "''quoted''",
)


@pytest.fixture
def consultation() -> Consultation:
    """A consultation with odd texts in it, and another to read them into."""
    made: Consultation = OpenConsultation(slug="growth", themes=[ThemeOf.build(slug="work", position=1)])
    OpenConsultation(slug="copy", themes=[ThemeOf.build(slug="work", position=1)])
    return made


def _exported(path: Path, *words: str, of: str = "contributions", expect: int = 0) -> Path:
    form = path.suffix.lstrip(".")
    ran(exports, of, "growth", "--format", form, "--out", str(path), *words, expect=expect)
    return path


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _texts(slug: str) -> list[str]:
    said = select(Contribution.text).join(Consultation, Consultation.id == Contribution.consultation_id)
    return sorted(db.session.scalars(said.where(Consultation.slug == slug)))


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_texts_come_in_again_as_they_went_out(consultation: Consultation, tmp_path: Path, form: str) -> None:
    for words in (*ODD, "a" * 70_000 + "é" * 29_000):
        ShownContribution(theme=consultation.themes[0], text=words)
    file = _exported(tmp_path / f"all.{form}")
    told = ran(imports, "contributions", str(file), "--consultation", "copy")
    assert (told["added"], told["rejected"]) == (len(ODD) + 1, 0)
    assert _texts("copy") == _texts("growth")
    assert ran(imports, "contributions", str(file), "--consultation", "copy")["already"] == len(ODD) + 1


def test_no_cell_of_a_csv_file_is_taken_for_a_formula(consultation: Consultation, tmp_path: Path) -> None:
    for words in ODD:
        ContributionTo(theme=consultation.themes[0], text=words)
    for row in _rows(_exported(tmp_path / "all.csv")):
        assert not row["text"].lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝"))


def test_every_cell_of_a_workbook_is_text(consultation: Consultation, tmp_path: Path) -> None:
    for words in ODD:
        ContributionTo(theme=consultation.themes[0], text=words)
    book = openpyxl.load_workbook(_exported(tmp_path / "all.xlsx"))
    assert book.sheetnames == ["contributions", "responses"]
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row if cell.value}
    assert kinds <= {"s", "inlineStr"}


@given(st.text())
@pytest.mark.no_database
def test_a_guarded_cell_is_harmless_and_gives_back_what_it_was(cell: str) -> None:
    assert unguarded(harmless(cell)) == cell
    assert not harmless(cell).lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def test_the_public_gets_only_what_it_may_see(consultation: Consultation, tmp_path: Path) -> None:
    theme = consultation.themes[0]
    ShownContribution(theme=theme, text="Shown")
    ShownContribution(theme=theme, text="Not agreed", consent=Consent.NONE)
    ContributionTo(theme=theme, text="Waits")
    WithheldContribution(theme=theme, text="Withheld")
    public = _rows(_exported(tmp_path / "all.csv", "--scope", "public"))
    assert [row["text"] for row in public] == ["Shown"]
    staff = _rows(_exported(tmp_path / "staff.csv"))
    assert {row["text"]: row["decision"] for row in staff} == {
        "Shown": "show",
        "Not agreed": "show",
        "Waits": "wait",
        "Withheld": "withhold",
    }


def _answered(consultation: Consultation) -> Question:
    """Make a response with a text, a name, an address, and a choice."""
    question = Question(
        consultation_id=consultation.id,
        text="How do you travel?",
        kind=QuestionKind.SEVERAL,
        options=[{"key": "a", "text": "By bus"}, {"key": "b", "text": "On foot"}],
        position=1,
    )
    response = ResponseTo(consultation=consultation)
    response.contact = Contact(name="Ann Ashe", email="ann@example.com")
    ContributionTo(theme=consultation.themes[0], response=response, text="More buses")
    db.session.add(question)
    db.session.flush()
    db.session.add(
        Reply(response_id=response.id, question_id=question.id, value=["b", "a"], received_at=clock.now())
    )
    db.session.flush()
    return question


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_what_was_chosen_stands_in_a_column_and_no_address_anywhere(
    consultation: Consultation, tmp_path: Path, form: str
) -> None:
    _answered(consultation)
    file = _exported(tmp_path / f"all.{form}")
    found = _read(file)
    assert [row["How do you travel?"] for row in found] == ["On foot; By bus"]
    assert "ann@example.com" not in str(found)
    assert "Ann Ashe" not in str(found)


def _read(file: Path) -> list[dict[str, Any]]:
    if file.suffix == ".csv":
        return list(_rows(file))
    if file.suffix == ".json":
        return list(json.loads(file.read_text())["contributions"])
    lines = [list(row) for row in openpyxl.load_workbook(file)["contributions"].iter_rows(values_only=True)]
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]


def test_a_response_is_a_row_with_a_column_for_each_question(
    consultation: Consultation, tmp_path: Path
) -> None:
    _answered(consultation)
    (row,) = _rows(_exported(tmp_path / "all.csv", of="responses"))
    assert (row["texts"], row["How do you travel?"]) == ("More buses", "On foot; By bus")


def test_whole_responses_are_not_for_the_public(consultation: Consultation, tmp_path: Path) -> None:
    _exported(tmp_path / "all.csv", "--scope", "public", of="responses", expect=1)
    assert not (tmp_path / "all.csv").exists()


def test_refused_rows_carry_no_formula(tmp_path: Path, consultation: Consultation) -> None:
    file = tmp_path / "rows.csv"
    file.write_text('words,theme\n=1+1,parks\n,"=cmd"\n')
    maps = ("--map", "text=words", "--map", "theme=theme")
    told = ran(imports, "contributions", str(file), "--consultation", "copy", *maps, expect=1)
    refused = _rows(Path(told["rejects_file"]))
    assert [row["words"] for row in refused] == ["'=1+1", ""]
    assert refused[1]["theme"] == "'=cmd"


def test_refused_rows_that_were_mended_come_in_without_their_guards(
    tmp_path: Path, consultation: Consultation
) -> None:
    file = tmp_path / "rows.csv"
    file.write_text("words,theme\n-5 in the library,parks\n")
    maps = ("--map", "text=words", "--map", "theme=theme")
    told = ran(imports, "contributions", str(file), "--consultation", "copy", *maps, expect=1)
    mended = Path(told["rejects_file"])
    mended.write_text(mended.read_text(encoding="utf-8-sig").replace("parks", "work"))
    assert ran(imports, "contributions", str(mended), "--consultation", "copy", *maps)["added"] == 1
    assert _texts("copy") == ["-5 in the library"]
