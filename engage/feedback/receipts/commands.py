"""`engage receipts …`: proving that no receipt was taken out or changed."""

from pathlib import Path
from typing import Any

import click
from sqlalchemy import select

from engage import clock
from engage.consultations import queries as consultations
from engage.consultations.commands import called
from engage.consultations.models import Consultation
from engage.db import db, transaction
from engage.feedback import references
from engage.feedback.models import Response
from engage.feedback.receipts import files as receipt_files
from engage.feedback.receipts import issuing as chains
from engage.feedback.receipts import queries as receipt_queries
from engage.feedback.receipts import verification as receipt_verification
from engage.feedback.receipts.files import Kept
from engage.feedback.receipts.verification import Report
from engage.operator import Result, Trouble, operator_command, say


@click.group()
def receipts() -> None:
    """Receipts of responses, in a chain that only grows."""


@operator_command(receipts, "verify")
@click.option("--consultation", "slug", metavar="SLUG", help="Only the chain of this consultation")
@click.option("--receipt", "named", metavar="FILE|REFERENCE", help="Look for this receipt in its chain")
@click.option(
    "--heads",
    "letter",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Compare with the heads in this letter or file, too",
)
def verify(slug: str | None, named: str | None, letter: Path | None) -> Result:
    """Prove that the chains are whole, and that responses are as their receipts say."""
    owner, kept = _sought(named) if named else (None, [])
    chosen = [called(one)] if (one := slug or owner) else list(consultations.every())
    if owner and slug and owner != slug:
        raise Trouble(f"This receipt is of the consultation {owner}, not of {slug}.")
    outside = receipt_files.heads_in(letter) if letter else {}
    strange = set(outside) - {consultation.slug for consultation in chosen}
    if strange and not (slug or owner):
        raise Trouble(f"There is a head of the consultation {min(strange)} in {letter}, and no such here.")
    report = Report()
    for consultation in chosen:
        _verify(consultation, report, outside.get(consultation.slug, []), kept)
    return _told(report, named, kept)


def _verify(consultation: Consultation, report: Report, outside: Any, kept: list[Kept]) -> None:
    published = db.session.scalars(receipt_queries.heads(consultation.id)).all()
    heads = [(head.seq, head.head) for head in published]
    wanted = frozenset(one.leaf for one in kept)
    receipt_verification.verify(consultation, report, heads=[*heads, *outside], wanted=wanted, at=clock.now())
    for one in kept:
        if one.leaf not in report.found:
            report.note(consultation, f"the receipt of “{one.event}” is not in the chain")


def _sought(named: str) -> tuple[str, list[Kept]]:
    """Find what `--receipt` names: a file that exists, or else the reference of a response."""
    path = Path(named)
    if path.is_file():
        return receipt_files.receipts_in(path)
    reference = references.understood(named)
    response = db.session.scalar(select(Response).where(Response.reference == reference))
    if response is None:
        raise Trouble(f"There is neither a file nor a response {named}.")
    kept = [Kept(one.event, one.leaf) for one in receipt_queries.of_response(response)]
    if not kept:
        raise Trouble(f"The response {reference} has no receipt.")
    return response.consultation.slug, kept


def _told(report: Report, named: str | None, kept: list[Kept]) -> Result:
    say(
        f"{report.consultations} consultations: {report.receipts} receipts in their chains, "
        f"{report.verified} as they say, {report.erased} erased, {report.waiting} waiting for their place; "
        f"compared with {report.heads} published heads."
    )
    for one in kept:
        if one.leaf in report.found:
            say(f"The receipt of “{one.event}” is number {report.found[one.leaf]} in its chain.")
    told: dict[str, Any] = {
        "consultations": report.consultations,
        "receipts": report.receipts,
        "verified": report.verified,
        "erased": report.erased,
        "waiting": report.waiting,
        "heads": report.heads,
        "faults": report.faults,
        "broken": [
            {"consultation": one.consultation, "seq": one.seq, "what": one.what} for one in report.broken
        ],
    }
    if named:
        told["receipt"] = [
            {"event": one.event, "leaf": one.leaf.hex(), "seq": report.found.get(one.leaf)} for one in kept
        ]
    if report.faults:
        for fault in report.broken:
            say(f"{fault.consultation}: {fault.what}")
        raise Trouble(f"Not all is well: {report.faults} faults.", **told)
    return told


@operator_command(receipts, "chain")
def chain() -> Result:
    """Give all receipts that wait their place now, as a worker does every few seconds."""
    with transaction():
        count = chains.chain_all(chains.waiting())
    say(f"{count} receipts have joined their chains")
    return {"chained": count}


@operator_command(receipts, "publish")
def publish() -> Result:
    """Publish today's heads now, as a worker does each day."""
    with transaction():
        heads = chains.publish(at=clock.now())
    for head in heads:
        say(head.line)
    return {"heads": [head.line for head in heads]}
