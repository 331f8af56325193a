"""Rows become contributions, once, or are refused with their line and reason."""

import csv
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from engage import clock
from engage.consultations.models import Consultation
from engage.db import db
from engage.feedback.models import Contribution, Response
from engage.imports.commands import imports
from engage.imports.models import ImportRun
from engage.moderation import queries
from engage.moderation.models import Decision, Outcome
from engage.operations import erasing
from engage.organisations.models import Sector
from tests.factories import OpenConsultation, ThemeOf
from tests.operators import ran

MAPPED = ("--map", "text=words", "--map", "id=no", "--map", "author=who")


@pytest.fixture
def consultation() -> Consultation:
    """A consultation with two themes: work and homes."""
    themes = [ThemeOf.build(slug="work", title="Work", position=1), ThemeOf.build(slug="homes", position=2)]
    made: Consultation = OpenConsultation(slug="growth", themes=themes)
    return made


@pytest.fixture
def sheet(tmp_path: Path) -> Callable[[str], Path]:
    """Write a CSV file."""

    def write(content: str) -> Path:
        file = tmp_path / "sheet.csv"
        file.write_text(content, encoding="utf-8")
        return file

    return write


def _import(file: Path, *words: str, expect: int = 0) -> dict[str, Any]:
    return ran(imports, "contributions", str(file), "--consultation", "growth", *words, expect=expect)


def _texts() -> list[str]:
    return sorted(db.session.scalars(select(Contribution.text)))


@pytest.mark.usefixtures("consultation")
def test_each_row_becomes_a_contribution_and_each_author_a_response(sheet: Callable[[str], Path]) -> None:
    file = sheet("no,who,words\n1,ann,More buses\n2,ben,Fewer roads\n3,ann,Cheaper homes\n")
    told = _import(file, *MAPPED, "--theme", "work")
    assert (told["read"], told["added"], told["rejected"]) == (3, 3, 0)
    assert db.session.scalar(select(func.count()).select_from(Response)) == 2
    assert _texts() == ["Cheaper homes", "Fewer roads", "More buses"]


@pytest.mark.usefixtures("consultation")
def test_running_it_twice_adds_nothing_twice(sheet: Callable[[str], Path]) -> None:
    file = sheet("no,who,words\n1,ann,More buses\n2,ben,Fewer roads\n")
    _import(file, *MAPPED)
    told = _import(file, *MAPPED)
    assert (told["added"], told["already"]) == (0, 2)
    assert db.session.scalar(select(func.count()).select_from(ImportRun)) == 2


@pytest.mark.usefixtures("consultation")
def test_words_that_were_erased_are_not_brought_back_by_their_file(sheet: Callable[[str], Path]) -> None:
    file = sheet("no,who,words\n1,ann,More buses\n2,ben,Fewer roads\n")
    _import(file, *MAPPED, "--theme", "work")
    ann = db.session.scalars(select(Response).where(Response.author_key.endswith("/ann"))).one()
    erasing.erase(ann, at=clock.now())
    told = _import(file, *MAPPED, "--theme", "work")
    assert (told["added"], told["already"], told["rejected"]) == (0, 2, 0)
    assert _texts() == ["", "Fewer roads"]


@pytest.mark.usefixtures("consultation")
def test_the_same_words_from_two_people_without_ids_stay_two(sheet: Callable[[str], Path]) -> None:
    file = sheet("words\nSave our library\nSave our library\n")
    assert _import(file, "--map", "text=words")["added"] == 2
    assert _import(file, "--map", "text=words")["already"] == 2


@pytest.mark.usefixtures("consultation")
def test_bad_rows_are_refused_with_line_and_reason_and_good_ones_kept(sheet: Callable[[str], Path]) -> None:
    file = sheet(
        "no,theme,words,when\n1,work,Good,24/04/2025\n2,work,,\n3,parks,Lost,\n4,work,Late,soon\n1,work,Again,\n"
    )
    told = _import(
        file, "--map", "text=words", "--map", "id=no", "--map", "theme=theme", "--map", "received=when"
    )
    assert (told["added"], told["rejected"]) == (1, 4)
    with Path(told["rejects_file"]).open(encoding="utf-8-sig") as rejects:
        refused = {int(row["line"]): row["reason"] for row in csv.DictReader(rejects)}
    assert refused[3] == "The text is empty"
    assert "There is no theme “parks”; there are: homes, work" in refused[4]
    assert "“soon” is not a date" in refused[5]
    assert "more than once" in refused[6]


@pytest.mark.usefixtures("consultation")
def test_an_id_that_comes_back_with_another_text_is_told(sheet: Callable[[str], Path]) -> None:
    _import(sheet("no,who,words\n1,ann,More buses\n"), *MAPPED)
    told = _import(sheet("no,who,words\n1,zoe,Other file\n"), *MAPPED, expect=1)
    assert (told["added"], told["rejected"]) == (0, 1)
    assert _import(sheet("no,who,words\n1,zoe,Other file\n"), *MAPPED, "--source", "second")["added"] == 1


@pytest.mark.usefixtures("consultation")
def test_the_ids_of_two_themes_are_not_taken_for_one_another(sheet: Callable[[str], Path]) -> None:
    file = sheet("no,who,words\n1,ann,More buses\n")
    assert _import(file, *MAPPED, "--theme", "work")["added"] == 1
    assert _import(file, *MAPPED, "--theme", "homes")["added"] == 1


@pytest.mark.usefixtures("consultation")
def test_earlier_decisions_come_along(sheet: Callable[[str], Path]) -> None:
    file = sheet("no,words,moderated\n1,Shown,1\n2,Withheld,-1\n3,Waits,0\n")
    values = ("decision:1=show", "decision:-1=withhold", "decision:0=wait")
    told = _import(
        file,
        *("--map", "text=words", "--map", "id=no", "--map", "decision=moderated"),
        *(word for value in values for word in ("--value", value)),
    )
    assert told["decisions"] == 2
    made = Counter(db.session.scalars(select(Decision.outcome)))
    assert made == {Outcome.SHOW: 1, Outcome.WITHHOLD: 1}
    assert [contribution.text for contribution, _ in db.session.execute(queries.public())] == ["Shown"]


@pytest.mark.usefixtures("consultation")
def test_labels_and_values_are_understood(sheet: Callable[[str], Path]) -> None:
    file = sheet("words,kind\nOne,Business\nTwo,VCSE\nThree,voluntary\n")
    told = _import(file, "--map", "text=words", "--map", "sector=kind", "--value", "sector:VCSE=voluntary")
    assert told["rejected"] == 0
    sectors = Counter(db.session.scalars(select(Response.sector)))
    assert sectors == {Sector.BUSINESS: 1, Sector.VOLUNTARY: 2}


@pytest.mark.usefixtures("consultation")
def test_a_dry_run_says_the_same_and_writes_nothing(sheet: Callable[[str], Path]) -> None:
    file = sheet("no,who,words\n1,ann,More buses\n2,ben,\n")
    told = _import(file, *MAPPED, "--dry-run")
    assert (told["added"], told["rejected"], told["rejects_file"]) == (1, 1, None)
    assert _texts() == []


@pytest.mark.usefixtures("consultation")
@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--map", "text=wrods"), "There is no column wrods; the file has: no, who, words"),
        (("--map", "txet=words"), "There is no field txet; there are: text, id"),
        (("--map", "id=no"), "Say which column holds the text"),
        (("--map", "text=words", "--theme", "parks"), "There is no theme “parks”; there are: work, homes"),
    ],
)
def test_a_wrong_word_is_told_with_what_there_is(
    sheet: Callable[[str], Path], words: tuple[str, ...], told: str
) -> None:
    assert told in _import(sheet("no,who,words\n1,ann,x\n"), *words, expect=1)["error"]


@pytest.mark.usefixtures("consultation")
def test_a_file_with_an_open_quotation_mark_is_refused_whole(sheet: Callable[[str], Path]) -> None:
    told = _import(sheet('no,who,words\n1,ann,"More buses\n2,ben,Fewer roads\n'), *MAPPED, expect=1)
    assert "line 2" in told["error"]
    assert _texts() == []


@pytest.mark.usefixtures("consultation")
def test_a_quotation_mark_inside_a_text_does_no_harm(sheet: Callable[[str], Path]) -> None:
    file = sheet('no,who,words\n1,ann,A 12" pipe is too small\n2,ben,Fewer roads\n')
    assert _import(file, *MAPPED)["added"] == 2
