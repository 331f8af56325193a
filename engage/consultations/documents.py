"""Telling what an uploaded file really is, whatever it is called."""

import csv
import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path, PurePath
from zipfile import BadZipFile, ZipFile

import puremagic
from flask_babel import lazy_gettext as _l

from engage import clock
from engage.errors import RuleBroken

OFFICE = "application/vnd.openxmlformats-officedocument."
TYPES = {
    "pdf": "application/pdf",
    "docx": f"{OFFICE}wordprocessingml.document",
    "xlsx": f"{OFFICE}spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "png": "image/png",
    "jpg": "image/jpeg",
    "csv": "text/csv",
}
"""What a file may be: the ending of its name, and its media type."""
EVIDENCE = ("pdf", "docx", "odt", "xlsx", "csv", "png", "jpg")
SAME = {"jpeg": "jpg"}
ODF = ("odt", "ods", "odp")
SETTLED = timedelta(days=1)
"""How old a file without a row must be before it is swept: younger ones may be about to be committed."""
MAIN = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
GLANCE = 1024 * 1024
"""How much of a part of a packed file is read to know what it is (bytes)."""


@dataclass(frozen=True)
class Document:
    """A file that was looked into: its name without any path, its media type, its bytes."""

    name: str
    media_type: str
    content: bytes


def examined(name: str, content: bytes, *, limit: int, taken: Sequence[str] = EVIDENCE) -> Document:
    """Look into a file and say what it is; `taken` are the endings of the kinds that are.

    :raises RuleBroken: if it is empty, over `limit` bytes, of another kind than we take, or misnamed
    """
    if not content:
        raise RuleBroken(_l("The file is empty"), field="file")
    if len(content) > limit:
        raise RuleBroken(
            _l("The file must be smaller than %(limit)s MB", limit=limit // 1024**2), field="file"
        )
    kind = _kind(content)
    if kind not in taken:
        raise RuleBroken(
            _l(
                "The file must be one of these, without macros or a password: %(kinds)s",
                kinds=", ".join(kind.upper() for kind in taken),
            ),
            field="file",
        )
    assert kind
    bare = _bare(name)
    ending = PurePath(bare).suffix.lower().lstrip(".")
    if SAME.get(ending, ending) != kind:
        raise RuleBroken(
            _l(
                "The file is named .%(ending)s but is a %(kind)s: give it its right name",
                ending=ending,
                kind=kind.upper(),
            ),
            field="file",
        )
    return Document(bare, TYPES[kind], content)


def write(target: Path, content: bytes) -> None:
    """Write a file so that it is on the disk before the row that names it is committed."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def swept(folder: Path, is_needed: Callable[[str], bool]) -> int:
    """Delete the files of a folder that nothing needs any more, or never did, and count them."""
    before = (clock.now() - SETTLED).timestamp()
    stray = [
        file
        for file in (folder.iterdir() if folder.is_dir() else ())
        if not is_needed(file.name) and file.stat().st_mtime < before
    ]
    for file in stray:
        file.unlink(missing_ok=True)
    return len(stray)


def _bare(name: str) -> str:
    last = re.split(r"[/\\]", name)[-1]
    return re.sub(r"[\x00-\x1f\x7f\"<>|:*?]", "", last).strip().lstrip(".")[-120:] or "document"


def _kind(content: bytes) -> str | None:
    if content.startswith(b"PK\x03\x04"):
        return _packed(content)
    if content.startswith(b"%PDF-"):
        return "pdf"
    found = _magic(content)
    if found in ("image/png", "image/jpeg"):
        return "png" if found == "image/png" else "jpg"
    return "csv" if _tabular(content) else None


def _magic(content: bytes) -> str | None:
    try:
        return str(puremagic.from_string(content[:4096], mime=True))
    except (puremagic.PureError, ValueError):
        return None


def _packed(content: bytes) -> str | None:
    # What the library raises for a file that is broken, locked, or packed in a way that it cannot unpack.
    try:
        with ZipFile(BytesIO(content)) as archive:
            return _odf(archive) or _ooxml(archive)
    except (BadZipFile, NotImplementedError, OSError, RuntimeError, UnicodeDecodeError):
        return None


def _odf(archive: ZipFile) -> str | None:
    if archive.namelist()[:1] != ["mimetype"] or "content.xml" not in archive.namelist():
        return None
    scripted = any(name.startswith(("Basic/", "Scripts/")) for name in archive.namelist())
    told = _read(archive, "mimetype").decode().strip()
    return next((kind for kind in ODF if told == TYPES[kind] and not scripted), None)


def _ooxml(archive: ZipFile) -> str | None:
    names = set(archive.namelist())
    if "[Content_Types].xml" not in names or any("vbaproject" in name.lower() for name in names):
        return None
    types = _read(archive, "[Content_Types].xml").decode()
    for kind, main in MAIN.items():
        if main in names and f"{TYPES[kind]}.main+xml" in types:
            return kind
    return None


def _read(archive: ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        return part.read(GLANCE)


def _tabular(content: bytes) -> bool:
    """Say whether this is text in rows of at least two columns, and nothing a browser would run."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd]", text) or text.lstrip().startswith("<"):
        return False
    try:
        rows = (row for sign in ",;\t" for row in csv.reader(StringIO(text[:GLANCE]), delimiter=sign))
        return any(len(row) > 1 for row in rows)
    except csv.Error:
        return False
