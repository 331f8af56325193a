"""An upload is what its bytes say, whatever it is called."""

import os
from io import BytesIO
from zipfile import ZipFile, ZipInfo

import openpyxl
import pytest

from engage import clock
from engage.consultations import documents, evidence
from engage.consultations.documents import OFFICE, TYPES, examined
from engage.db import db
from engage.errors import RuleBroken
from tests.factories import DraftConsultation, OpenConsultation

LIMIT = 1024 * 1024
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32
JPG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\0" * 32


def packed(**parts: str) -> bytes:
    """Pack a ZIP of parts, in their order."""
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        for name, content in parts.items():
            archive.writestr(ZipInfo(name), content)  # the same bytes each time: they name tests
    return packed.getvalue()


def workbook() -> bytes:
    """Make a real spreadsheet."""
    saved = BytesIO()
    book = openpyxl.Workbook()
    book.save(saved)
    book.close()
    return saved.getvalue()


WORD_TYPES = f'<Types><Override ContentType="{OFFICE}wordprocessingml.document.main+xml"/></Types>'
WORD = packed(**{"[Content_Types].xml": WORD_TYPES, "word/document.xml": "<w/>"})
ODT = packed(mimetype=TYPES["odt"], **{"content.xml": "<o/>"})
MACROS = packed(**{"[Content_Types].xml": WORD_TYPES, "word/document.xml": "", "word/vbaProject.bin": "x"})


@pytest.mark.no_database
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("report.pdf", b"%PDF-1.7\n..."),
        ("report.docx", WORD),
        ("report.odt", ODT),
        ("figures.xlsx", workbook()),
        ("figures.csv", "area,people\nTŷ Coch,12\n".encode()),
        ("figures.csv", "area;people\nTŷ;£12\n".encode("utf-8-sig")),
        ("figures.csv", "area,price\nVale,£12\n".encode("cp1252")),
        ("map.png", PNG),
        ("MAP.JPEG", JPG),
    ],
    ids=range(9),  # not the content: a workbook holds the second in which it was made
)
def test_what_people_can_read_is_taken(name: str, content: bytes) -> None:
    document = examined(name, content, limit=LIMIT)
    assert document.content == content
    assert document.media_type in TYPES.values()


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("report.pdf", b"", "empty"),
        ("report.pdf", b"%PDF" + b"x" * LIMIT, "smaller than 1 MB"),
        ("report.pdf", b"MZ\x90\x00\x03", "must be one of these"),
        ("report.pdf", b"<!doctype html><script>alert(1)</script>, x", "must be one of these"),
        ("figures.csv", b"  <svg onload=alert(1)>,x", "must be one of these"),
        ("figures.csv", b"a,b\n\x00\x01,c", "must be one of these"),
        ("figures.csv", b"no columns here", "must be one of these"),
        ("report.docx", MACROS, "macros"),
        ("report.docx", packed(evil="x"), "must be one of these"),
        ("report.docx", WORD[:60], "must be one of these"),
        ("report.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "password"),
        ("report.odt", packed(**{"content.xml": ""}, mimetype=TYPES["odt"]), "must be one of these"),
        ("report.pdf", WORD, "right name"),
        ("page.html", b"%PDF-1.7", "right name"),
        ("picture.gif", b"GIF89a" + b"\0" * 32, "must be one of these"),
    ],
    ids=range(15),
)
def test_what_is_something_else_is_refused_in_a_sentence(name: str, content: bytes, told: str) -> None:
    with pytest.raises(RuleBroken) as refusal:
        examined(name, content, limit=LIMIT)
    assert told in str(refusal.value)
    assert refusal.value.field == "file"


@pytest.mark.no_database
@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        (r"C:\Users\ana\report.pdf", "report.pdf"),
        ('re"po\r\nrt.pdf', "report.pdf"),
        ("..pdf", "pdf"),
    ],
)
def test_a_name_is_kept_without_its_way(name: str, bare: str) -> None:
    content = b"%PDF-1.7"
    if "." in bare:
        assert examined(name, content, limit=LIMIT).name == bare
    else:
        with pytest.raises(RuleBroken):
            examined(name, content, limit=LIMIT)


def test_a_document_lies_under_a_random_name_with_its_digest() -> None:
    document = examined("report.pdf", b"%PDF-1.7", limit=LIMIT)
    kept = evidence.keep(OpenConsultation(), "Report", document, by=None)
    assert evidence.path(kept).read_bytes() == b"%PDF-1.7"
    assert "report" not in str(evidence.path(kept))
    assert (kept.size, kept.file_name, kept.media_type) == (8, "report.pdf", "application/pdf")


def test_public_evidence_stays() -> None:
    added = evidence.link_to(OpenConsultation(), "Report", "https://example.org", by=None)
    with pytest.raises(RuleBroken, match="public"):
        evidence.remove(added, by=None)


def test_files_that_nothing_needs_are_swept_once_they_have_settled() -> None:
    document = examined("report.pdf", b"%PDF-1.7", limit=LIMIT)
    consultation = DraftConsultation()
    kept, gone, young = (evidence.keep(consultation, "Report", document, by=None) for _ in range(3))
    paths = {one: evidence.path(one) for one in (kept, gone, young)}
    for one in (gone, young):
        evidence.remove(one, by=None)
    db.session.flush()
    old = (clock.now() - 2 * documents.SETTLED).timestamp()
    for one in (kept, gone):
        os.utime(paths[one], (old, old))
    evidence.sweep()
    assert [paths[one].exists() for one in (kept, gone, young)] == [True, False, True]
