"""A manager brings the export of another survey in through the pages, without scripts, and sees it go in."""

import csv
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.stage import Service, looked_at

PASSWORD = "correct horse battery staple"
MANAGER = "ines@council.example"
LINES = 2300


@pytest.fixture(scope="module")
def survey(service: Service, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A consultation with its manager, and the export of a survey about it."""
    service.engage(
        *("consultations", "create", "--slug", "river", "--title", "What should become of the river bank?"),
        *("--theme", "paths=Paths and bridges", "--theme", "trees=Trees and wildlife", "--open"),
    )
    service.engage(
        *("people", "add", MANAGER, "--name", "Ines Okafor", "--role", "manager"),
        *("--consultation", "river", "--password", PASSWORD),
    )
    file = tmp_path_factory.mktemp("survey") / "survey.csv"
    with file.open("w", newline="") as opened:
        rows = csv.writer(opened)
        rows.writerow(["Response ID", "Submitted", "Sector", "Paths and bridges", "Trees and wildlife"])
        for number in range(LINES):
            said = f"The path number {number} floods in every winter, and prams turn back there."
            rows.writerow([number, "24/04/2026", ["resident", "firm"][number % 2], said, ""])
        rows.writerow(["extra", "soon", "resident", "A bridge", "More alders"])
    return file


def _press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words, exact=False).first.click()


def test_a_survey_goes_in_through_the_pages(without_scripts: Page, survey: Path) -> None:
    page = without_scripts
    page.goto("/sign-in")
    page.get_by_label("E-mail address").fill(MANAGER)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    _press(page, "Sign in")
    page.goto("/desk/consultations/river/imports")
    page.get_by_label("Choose a file").set_input_files(survey)
    _press(page, "Upload the file")
    page.get_by_label("Without name").check()
    _press(page, "Keep these and go on")
    page.get_by_label("firm").select_option("Business")
    _press(page, "Keep these and go on")
    expect(page.get_by_text("“soon” is not a date").first).to_be_visible()
    _press(page, "Start the import")
    expect(page.get_by_role("heading", level=1)).to_have_text("Import")
    for _ in range(120):
        if page.locator(".pill").first.inner_text() == "Done":
            break
        page.wait_for_timeout(500)
        page.reload()
    expect(page.locator(".pill").first).to_have_text("Done")
    expect(page.get_by_text("2,300").first).to_be_visible()


def test_the_pages_of_an_import_can_be_used_by_everybody(visitor: Page, survey: Path) -> None:
    page = visitor
    page.goto("/sign-in")
    page.get_by_label("E-mail address").fill(MANAGER)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    _press(page, "Sign in")
    page.goto("/desk/consultations/river/imports")
    page.get_by_label("Choose a file").set_input_files(survey)
    _press(page, "Upload the file")
    looked_at(page, "import-columns")
    page.get_by_role("link", name="Change that").click()
    looked_at(page, "import-layout")
    _press(page, "Read it so")
    _press(page, "Keep these and go on")
    looked_at(page, "import-values")
    page.get_by_label("firm").select_option("Business")
    _press(page, "Keep these and go on")
    looked_at(page, "import-preview")
    _press(page, "Start the import")
    expect(page.locator(".pill").first).to_have_text("Done", timeout=60_000)
    looked_at(page, "import-run")
    page.goto("/desk/consultations/river/imports")
    looked_at(page, "import-index")
