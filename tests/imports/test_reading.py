"""Files as offices write them."""

from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from engage.errors import RuleBroken
from engage.imports import reading

pytestmark = pytest.mark.no_database
WORDS = "“Café” on Ŵygyr Street"


def _cells(path: Path, **options: str) -> list[dict[str, str]]:
    return [dict(row.cells) for row in reading.rows(path, **options)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_text_files_are_read_whatever_encoding_and_separator(
    tmp_path: Path, encoding: str, separator: str
) -> None:
    file = tmp_path / "a.csv"
    file.write_text(f"id{separator}text\n1{separator}{WORDS}\n", encoding=encoding)
    assert _cells(file) == [{"id": "1", "text": WORDS}]


def test_windows_1252_is_recognised(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes("id,text\r\n1,It’s £5 – “too much”\r\n".encode("cp1252"))
    assert _cells(file) == [{"id": "1", "text": "It’s £5 – “too much”"}]


def test_line_breaks_inside_quotes_stay_and_lines_are_counted(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text('id,text\n1,"one\ntwo, ""three"""\n\n2,last\n')
    assert [(row.line, row.cells["text"]) for row in reading.rows(file)] == [
        (2, 'one\ntwo, "three"'),
        (5, "last"),
    ]


def test_short_rows_are_filled_up(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("id,text,area\n1,only this\n")
    assert _cells(file) == [{"id": "1", "text": "only this", "area": ""}]


def test_a_spreadsheet_gives_numbers_and_dates_as_people_write_them(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active
    book.active.append(["id", "text", "when"])
    book.active.append([7, WORDS, datetime(2026, 4, 24, 17)])
    book.create_sheet("Other").append(["text"])
    book.save(tmp_path / "a.xlsx")
    assert _cells(tmp_path / "a.xlsx") == [{"id": "7", "text": WORDS, "when": "2026-04-24T17:00:00"}]
    assert reading.columns(tmp_path / "a.xlsx", sheet="Other") == ["text"]


def test_json_lines_give_nested_values_their_path(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text('{"id": 1, "who": {"area": "North"}, "text": "Hello"}\n')
    assert _cells(file) == [{"id": "1", "who.area": "North", "text": "Hello"}]


@pytest.mark.parametrize(
    ("name", "content"), [("a.xlsx", b"not a workbook"), ("a.jsonl", b"{"), ("a.csv", b"")]
)
def test_what_is_no_table_is_refused_in_a_sentence(tmp_path: Path, name: str, content: bytes) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(RuleBroken):
        reading.columns(file)
