"""A manager brings a file in through the pages: uploaded, explained, looked over, begun, undone."""

from collections.abc import Callable
from io import BytesIO

import openpyxl
import pytest
from sqlalchemy import func, select

from engage.accounts import Person
from engage.audit.models import AuditEntry
from engage.consultations.models import Consultation
from engage.db import db
from engage.feedback.models import Consent, Contribution, Response
from engage.imports import running
from engage.imports.models import ImportRun
from engage.jobs import Job, QueuedJob
from engage.organisations.models import Sector
from tests.browser import Browser
from tests.factories import Facilitator, Manager, OpenConsultation, ShownContribution, ThemeOf

ROWS = (
    b"No,Name of organisation,Sector,May we publish this?,Your comment\n"
    b"1,Vale Joinery,firm,yes,More buses in the evening would let our apprentices get home\n"
    b"2,,citizen,no,Fewer roads\n"
    b"3,,citizen,yes,\n"
)


@pytest.fixture
def consultation() -> Consultation:
    """An open consultation with two themes."""
    themes = [ThemeOf.build(slug="work", title="Work", position=1), ThemeOf.build(slug="homes", position=2)]
    made: Consultation = OpenConsultation(slug="growth", themes=themes)
    return made


@pytest.fixture
def browser(consultation: Consultation, signed_in_as: Callable[[Person], Browser]) -> Browser:
    """The browser of a manager, on the page of imports."""
    browser = signed_in_as(Manager(consultation))
    browser.get("/desk/consultations/growth/imports")
    return browser


def _upload(browser: Browser, content: bytes = ROWS, name: str = "survey.csv") -> None:
    browser.submit({"file": [(BytesIO(content), name)]})


def _selects(browser: Browser) -> dict[str, str]:
    """Give what each column of the page is chosen to be, by its label."""
    assert browser.page
    found = {}
    for label in browser.page.query(".columns label"):
        select_ = browser.page.query(f"#{label.attrs['for']}")[0]
        chosen = [option for option in select_.query("option") if "selected" in option.attrs]
        found[label.to_text().strip()] = chosen[0].to_text().strip() if chosen else ""
    return found


def _run() -> ImportRun:
    return db.session.scalars(select(ImportRun)).one()


def _worked() -> None:
    """Do what a worker would, part by part."""
    for _ in range(20):
        jobs = db.session.scalars(select(QueuedJob).where(QueuedJob.job == Job.IMPORT_ROWS)).all()
        if not jobs:
            return
        for job in jobs:
            db.session.delete(job)
            running.carry_on(job.subject_id)
        db.session.commit()
    raise AssertionError("the import never ends")


def _explained(browser: Browser) -> None:
    """Go through the pages with what was guessed, and say what the codes mean."""
    _upload(browser)
    browser.submit({"theme": str(_run().consultation.themes[0].id), "consent": "none"})
    browser.submit(
        {"value-0-0": "business", "value-0-1": "resident", "value-1-0": "unnamed", "value-1-1": "none"}
    )


def test_what_the_columns_are_is_guessed_from_their_headings(browser: Browser) -> None:
    _upload(browser)
    assert _selects(browser) == {
        "No": "Id of the row",
        "Name of organisation": "Organisation",
        "Sector": "Sector",
        "May we publish this?": "May it be published?",
        "Your comment": "The text",
    }
    assert "Vale Joinery" in browser.text()


def test_a_file_goes_in_as_it_was_explained(browser: Browser, consultation: Consultation) -> None:
    _explained(browser)
    assert browser.at.endswith("/preview")
    assert "Line 4: The text is empty" in browser.text()
    assert db.session.scalar(select(func.count(Contribution.id))) == 0
    browser.submit(form='form[action$="/begin"]')
    assert "The rows are being counted" in browser.text()
    _worked()
    browser.get(browser.at)
    assert "rows added" in browser.text()
    kept = db.session.scalars(select(Response).order_by(Response.sector)).all()
    assert [(one.sector, one.consent, one.organisation) for one in kept] == [
        (Sector.BUSINESS, Consent.UNNAMED, "Vale Joinery"),
        (Sector.RESIDENT, Consent.NONE, None),
    ]
    assert {one.theme_id for one in db.session.scalars(select(Contribution))} == {consultation.themes[0].id}


def test_once_it_has_begun_the_columns_no_longer_change(browser: Browser) -> None:
    _explained(browser)
    browser.submit(form='form[action$="/begin"]')
    for step in ("columns", "layout", "values", "preview"):
        browser.get(f"/desk/consultations/growth/imports/{_run().id}/{step}")
        assert browser.at == f"/desk/consultations/growth/imports/{_run().id}"


def test_refused_rows_can_be_downloaded_and_the_import_undone(browser: Browser) -> None:
    _explained(browser)
    browser.submit(form='form[action$="/begin"]')
    _worked()
    browser.get(browser.at)
    at = browser.at
    browser.follow("Download them with the reasons")
    assert browser.answer
    assert "The text is empty" in browser.answer.text
    browser.get(at)
    browser.submit(form='form[action$="/undo"]')
    assert "nothing of it is left" in browser.text()
    assert db.session.scalar(select(func.count(Contribution.id))) == 0
    assert "import.undone" in db.session.scalars(select(AuditEntry.act)).all()


def test_nothing_chosen_is_lost_when_something_is_missing(browser: Browser) -> None:
    _upload(browser)
    browser.submit({"column-4": "", "column-0": "field:author", "consent": "unnamed"})
    assert "Say which columns hold what people said" in browser.text()
    assert _selects(browser)["No"] == "Id of the author"
    browser.submit({"column-1": "field:author", "column-4": "field:text"})
    assert "Two columns are this: choose one" in browser.text()


def test_a_value_that_nobody_explained_is_asked_for(browser: Browser) -> None:
    _upload(browser)
    browser.submit({"theme": "whole", "consent": "none"})
    browser.submit({"value-0-0": "business", "value-0-1": "", "value-1-0": "unnamed", "value-1-1": "none"})
    assert "Choose what it means" in browser.text()


def test_an_upload_that_was_not_begun_can_be_dropped(browser: Browser) -> None:
    _upload(browser)
    browser.submit(form='form[action$="/discard"]')
    assert "Nothing of it was taken in" in browser.text()
    assert not db.session.scalars(select(ImportRun)).all()


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("notes.pdf", b"%PDF-1.7", "The file must be CSV"),
        ("survey.xlsx", b"not a workbook", "cannot be read"),
        ("survey.csv", b"", "Choose the file"),
    ],
)
def test_what_is_no_table_is_refused_beside_the_field(
    browser: Browser, name: str, content: bytes, told: str
) -> None:
    _upload(browser, content, name)
    assert told in browser.text() or "is empty" in browser.text()
    assert not db.session.scalars(select(ImportRun)).all()


def test_a_heading_further_down_and_another_sheet_can_be_chosen(browser: Browser) -> None:
    book = openpyxl.Workbook()
    assert book.active
    book.active.append(["Nothing here"])
    second = book.create_sheet("Answers")
    for line in (
        ["Exported for the council"],
        [],
        ["id", "comment"],
        [7, "More trees along the high street"],
    ):
        second.append(line)
    file = BytesIO()
    book.save(file)
    _upload(browser, file.getvalue(), "book.xlsx")
    browser.follow("Change that")
    browser.submit({"sheet": "Answers"})
    assert _selects(browser) == {"id": "Id of the row", "comment": "The text"}


def test_a_wide_file_is_explained_page_by_page(browser: Browser) -> None:
    names = [f"vote {number}" for number in range(900)]
    line = ["1"] * 900
    _upload(
        browser, "\n".join([",".join(["id", "comment", *names]), ",".join(["7", "Trees", *line])]).encode()
    )
    assert "Page 1 of 23, 902 columns" in browser.text()
    browser.submit({"consent": "none"})
    assert "Page 2 of 23" in browser.text()
    browser.get(f"{browser.at}?page=23")
    browser.submit({"consent": "none"})
    assert browser.at.endswith("/preview")
    assert "Trees" in browser.text()


def test_nobody_but_its_managers_gets_there(
    consultation: Consultation, signed_in_as: Callable[[Person], Browser]
) -> None:
    for person in (Facilitator(consultation), Manager(OpenConsultation())):
        signed_in_as(person).get("/desk/consultations/growth/imports", expect=403)


def test_what_was_said_is_downloaded_and_leaves_a_mark(browser: Browser, consultation: Consultation) -> None:
    ShownContribution(theme=consultation.themes[0], text="=1+1")
    browser.submit({"x-scope": "public", "x-form": "csv"}, form='form[action$="/export"]')
    assert browser.answer
    assert "'=1+1" in browser.answer.text
    assert "attachment" in browser.answer.headers["Content-Disposition"]
    browser.answer.close()
    assert "consultation.exported" in db.session.scalars(select(AuditEntry.act)).all()


def test_whole_responses_are_refused_for_the_public(browser: Browser) -> None:
    browser.submit({"x-of": "responses", "x-scope": "public"}, form='form[action$="/export"]')
    assert "Whole responses are for staff alone" in browser.text()
