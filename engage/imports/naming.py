"""Whose ids a file holds, where nobody says."""

from sqlalchemy import select

from engage.consultations.models import Theme
from engage.db import db
from engage.imports.models import ImportRun


def usual_source(run: ImportRun, theme: Theme | None) -> str:
    """Name the source of a run after its theme, unless the very same file was read under another name.

    A file that was once read without a theme is the same file when it is read again with one, and the
    other way about: its rows are known.
    """
    own = theme.slug if theme else ""
    names = [one.mapping.get("source", "") for one in earlier(run) if _unnamed(one)]
    if own in names or not names:
        return own
    return "" if "" in names else names[0] if theme is None else own


def earlier(run: ImportRun) -> list[ImportRun]:
    """List the runs that read the same file into the same consultation before, the first one first."""
    same = select(ImportRun).where(
        ImportRun.consultation_id == run.consultation_id,
        ImportRun.sha256 == run.sha256,
        ImportRun.id != run.id,
        ImportRun.begun_at.is_not(None),
        ImportRun.undone_at.is_(None),
    )
    return list(db.session.scalars(same.order_by(ImportRun.begun_at, ImportRun.id)))


def _unnamed(run: ImportRun) -> bool:
    return run.mapping.get("source", "") in ("", run.theme.slug if run.theme else "")
