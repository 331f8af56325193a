"""Exports of other systems are recognised by how they are laid out."""

import csv
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from sqlalchemy import func, select

from engage.consultations.models import Choice, Consultation, Question, QuestionKind
from engage.db import db
from engage.feedback.models import Contribution, Reply, Response
from engage.imports import preparing, queries, running
from engage.imports.choosing import codes
from engage.imports.commands import imports
from engage.imports.layouts import Layout, Shape, distinct, recognise
from engage.imports.mapping import ColumnMap
from engage.imports.models import ImportRun
from tests.factories import Manager, OpenConsultation, ThemeOf
from tests.operators import ran

IMPORT_IDS = '{"ImportId":"%s"}'
QUALTRICS: list[tuple[str, str, list[str]]] = [
    ("StartDate", "Start Date", ["2026-03-02 09:00:00"] * 4),
    ("Status", "Response Type", ["IP Address", "IP Address", "Survey Preview", "Spam"]),
    ("IPAddress", "IP Address", ["203.0.113.7", "203.0.113.8", "", "203.0.113.9"]),
    ("Progress", "Progress", ["100", "40", "100", "100"]),
    ("Finished", "Finished", ["True", "False", "True", "True"]),
    ("RecordedDate", "Recorded Date", ["2026-03-02 09:12:00"] * 4),
    ("ResponseId", "Response ID", ["R_1", "R_2", "R_3", "R_4"]),
    ("RecipientEmail", "Recipient Email", ["ann@example.com", "", "", ""]),
    ("DistributionChannel", "Distribution Channel", ["anonymous", "anonymous", "preview", "anonymous"]),
    ("UserLanguage", "User Language", ["CY", "EN", "EN", "EN"]),
    ("Q1", "What would help you travel?", ["More buses,\nplease", "Roads", "Test", "BUY NOW"]),
    ("Q2", "How do you travel? - Selected Choice", ["By bus,On foot", "By car, or van", "", ""]),
    ("Q2_3_TEXT", "How do you travel? - Other (please specify) - Text", ["By canoe", "", "", ""]),
    ("Q3_1", "Put these in order - Buses", ["2", "1", "", ""]),
    ("Q3_2", "Put these in order - Trains", ["1", "2", "", ""]),
]
CITIZEN_SPACE = [
    [
        "Response ID",
        "Submitted on",
        "Are you responding as",
        "What would help you travel? - Your answer",
        "How do you travel? - By bus",
        "How do you travel? - On foot",
        "How do you travel? - Other",
        "Notes",
    ],
    ["ANON-1A2B-C", "24/04/2026 17:05", "Resident", "=More buses", "By bus", "", "", "coded"],
    ["ANON-3D4E-F", "25/04/2026 09:30", "Resident", "", "", "On foot", "By canoe", ""],
]


@pytest.fixture
def consultation() -> Consultation:
    """A consultation that asks what the exports answer."""
    made: Consultation = OpenConsultation(slug="growth", themes=[ThemeOf.build(slug="travel", position=1)])
    ways: list[Choice] = [
        {"key": "a", "text": "By bus"},
        {"key": "b", "text": "On foot"},
        {"key": "c", "text": "By car, or van"},
    ]
    first: list[Choice] = [{"key": "x", "text": "Buses"}, {"key": "y", "text": "Trains"}]
    theme = made.themes[0]
    for position, (text, kind, options) in enumerate(
        [
            ("What would help you travel?", QuestionKind.TEXT, []),
            ("How do you travel?", QuestionKind.SEVERAL, ways),
            ("Put these in order", QuestionKind.RANKING, first),
        ],
        1,
    ):
        db.session.add(
            Question(
                consultation_id=made.id,
                theme_id=theme.id,
                text=text,
                kind=kind,
                options=options,
                position=position,
            )
        )
    db.session.flush()
    db.session.refresh(made)
    return made


def _csv(lines: list[list[str]]) -> bytes:
    file = StringIO()
    csv.writer(file).writerows(lines)
    return file.getvalue().encode("utf-8-sig")


def _qualtrics() -> bytes:
    heads = [[one[0] for one in QUALTRICS], [one[1] for one in QUALTRICS]]
    ids = [IMPORT_IDS % one[0] for one in QUALTRICS]
    return _csv([*heads, ids, *([one[2][row] for one in QUALTRICS] for row in range(4))])


@pytest.fixture
def received(consultation: Consultation, tmp_path: Path) -> Callable[[bytes], ImportRun]:
    """Upload a file as the page does."""

    def receive(content: bytes) -> ImportRun:
        path = tmp_path / "export.csv"
        path.write_bytes(content)
        with path.open("rb") as file:
            return preparing.receive(consultation, file, path.name, by=Manager(consultation))

    return receive


def _done(run: ImportRun) -> ImportRun:
    preparing.choose(run, ColumnMap.restored(run.mapping), None, whole=True)
    running.begin(run, by=None)
    while not run.ended_at:
        running.take_part(run, by=None)
    return run


def _replies() -> list[object]:
    wanted = select(Reply.value).join(Question, Question.id == Reply.question_id)
    return list(db.session.scalars(wanted.order_by(Question.position, Reply.id)))


def test_qualtrics_is_known_by_its_three_heading_lines(received: Callable[[bytes], ImportRun]) -> None:
    run = received(_qualtrics())
    assert Layout.read(run.layout) == Layout(Shape.QUALTRICS, (0,), 1, 3)
    mapping = ColumnMap.restored(run.mapping)
    told = {column: code.partition(":")[0] for column, code in codes(mapping).items()}
    assert told == {
        "ResponseId": "field",
        "RecordedDate": "field",
        "UserLanguage": "field",
        "Q1": "question",
        "Q2": "question",
        "Q2_3_TEXT": "beside",
        "Q3_1": "option",
        "Q3_2": "option",
    }


def test_an_export_of_qualtrics_becomes_responses_with_their_answers(
    received: Callable[[bytes], ImportRun],
) -> None:
    run = _done(received(_qualtrics()))
    assert (run.read, run.added, run.left_out, run.rejected) == (4, 1, 3, 0)
    response = db.session.scalars(select(Response)).one()
    assert (response.language, response.received_at.isoformat()) == ("cy", "2026-03-02T09:12:00+00:00")
    assert [one.text for one in response.contributions] == ["More buses,\nplease", "By canoe"]
    assert _replies() == [["a", "b"], ["y", "x"]]


def test_the_same_comes_in_by_command(consultation: Consultation, tmp_path: Path) -> None:
    file = tmp_path / "export.csv"
    file.write_bytes(_qualtrics())
    told = ran(imports, "contributions", str(file), "--consultation", consultation.slug)
    assert (told["added"], told["left_out"], told["texts"], told["replies"]) == (1, 3, 2, 2)


def test_rows_are_left_out_by_choice_alone(received: Callable[[bytes], ImportRun]) -> None:
    run = received(_qualtrics())
    run.mapping = ColumnMap.restored({**run.mapping, "omitted": []}).told()
    assert _done(run).added == 4
    assert ["c"] in _replies()


def test_where_people_sat_is_kept_nowhere(received: Callable[[bytes], ImportRun]) -> None:
    run = received(_qualtrics().replace(b"By bus,On foot", b"By rocket"))
    _done(run)
    assert run.rejected == 1
    refused = "".join("".join(one.cells) for one in db.session.scalars(queries.refused(run)))
    assert "By rocket" in refused
    assert "203.0.113.7" not in refused
    assert "203.0.113.7" not in str(preparing.samples(run))


def test_the_same_export_read_again_adds_nothing(received: Callable[[bytes], ImportRun]) -> None:
    _done(received(_qualtrics()))
    again = _done(received(_qualtrics()))
    assert (again.added, again.already, again.texts, again.replies) == (0, 1, 0, 0)
    assert db.session.scalar(select(func.count(Reply.id))) == 2


@pytest.mark.parametrize(
    "above", [[], [["Consultation: Growth"], ["Exported 1 May 2026", "12 responses"], []]]
)
def test_an_export_of_citizen_space_becomes_responses_with_their_answers(
    received: Callable[[bytes], ImportRun], above: list[list[str]]
) -> None:
    run = received(_csv([*above, *CITIZEN_SPACE]))
    assert Layout.read(run.layout).shape is Shape.CITIZEN_SPACE
    assert _done(run).added == 2
    assert sorted(db.session.scalars(select(Contribution.text))) == ["=More buses", "By canoe"]
    assert sorted(map(str, _replies())) == ["['a']", "['b']"]
    kept = db.session.scalars(select(Response).order_by(Response.received_at)).all()
    assert [one.received_at.isoformat() for one in kept] == [
        "2026-04-24T16:05:00+00:00",
        "2026-04-25T08:30:00+00:00",
    ]


def test_parts_of_questions_on_a_line_of_their_own_are_joined_to_them() -> None:
    top = [
        ["Response ID", "Date Submitted", "How do you travel?", "", "Why?"],
        ["", "", "By bus", "On foot", ""],
        ["ANON-1", "24/04/2026", "By bus", "", "It is cheap"],
    ]
    layout = recognise(top)
    assert (layout.shape, layout.rows_from) == (Shape.CITIZEN_SPACE, 2)
    assert layout.names(top)[2:] == ["How do you travel? - By bus", "How do you travel? - On foot", "Why?"]


def test_a_free_table_is_named_by_the_first_line_that_fills_its_columns() -> None:
    top = [["Our survey"], [], ["id", "comment", "area"], ["1", "Trees", "North"]]
    assert recognise(top) == Layout(Shape.FREE, (2,), None, 3)
    assert recognise([["id", "comment"], ["1", "Trees"]]) == Layout()


def test_columns_of_one_name_are_told_apart() -> None:
    assert distinct(["a", "a", "", "", "a (2)"]) == ["a", "a (3)", "", " (2)", "a (2)"]
