"""`engage moderation …`: decisions from a file, and campaigns."""

from pathlib import Path

import click
from flask_babel import lazy_gettext as _l

from engage.accounts import Person
from engage.accounts.queries import by_email
from engage.consultations.commands import called
from engage.db import db, transaction
from engage.errors import RuleBroken
from engage.moderation import applying, gathering
from engage.moderation.applying import Report
from engage.operator import Result, Trouble, operator_command, say

TOLD = 10


@click.group()
def moderation() -> None:
    """What may be shown, and campaigns."""


@operator_command(moderation, "apply")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--consultation", "slug", metavar="SLUG", help="Whose ids these are, if others have the same")
@click.option("--by", "email", metavar="EMAIL", help="Who decided; else nobody is named")
@click.option("--dry-run", is_flag=True, help="Check everything, write nothing")
def apply(file: Path, slug: str | None, email: str | None, dry_run: bool) -> Result:
    """Apply the decisions in FILE, a CSV file with the columns reference, decision, reason and note.

    A reference is the id of a contribution, its id in the file it was imported from, or the sender's
    reference if they sent one text. Decisions: show, hold, withhold (with a reason).
    """
    rows = applying.rows_of(file)
    consultation = called(slug) if slug else None
    report = Report()
    for batch in applying.batches(rows):
        with transaction():
            applying.apply(batch, report, consultation=consultation, by=_person(email))
            if dry_run:
                db.session.rollback()
    _tell(report, dry_run)
    told = {
        "read": report.read,
        "applied": report.applied,
        "already": report.already,
        "rejected": len(report.rejected),
        "reasons": [
            {"line": one.line, "reference": one.reference, "reason": str(one.why)} for one in report.rejected
        ],
        "dry_run": dry_run,
    }
    if report.rejected and not report.applied + report.already:
        raise Trouble(f"No row could be applied. The first: {report.rejected[0].why}", **told)
    return told


def _person(email: str | None) -> Person | None:
    if not email:
        return None
    person = by_email(email)
    if person is None:
        raise RuleBroken(_l("Nobody with the e-mail address %(email)s has an account", email=email))
    return person


def _tell(report: Report, dry_run: bool) -> None:
    would = "would be " if dry_run else ""
    say(
        f"{report.read} rows read: {report.applied} {would}applied, {report.already} applied already, "
        f"{len(report.rejected)} refused."
    )
    for one in report.rejected[:TOLD]:
        say(f"  line {one.line}: {one.why}")
    if len(report.rejected) > TOLD:
        say(f"  and {len(report.rejected) - TOLD} more")


@operator_command(moderation, "gather")
@click.argument("slug")
def gather(slug: str) -> Result:
    """Look for campaigns in a consultation now: texts that are nearly the same."""
    consultation = called(slug)
    with transaction():
        found = gathering.gather(consultation.id)
    say(f"{found} campaigns of nearly the same texts")
    return {"campaigns": found}
