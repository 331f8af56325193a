"""The log of a workshop's places: who got what and why, to read and to take away."""

import csv
import json
from io import StringIO
from typing import Any
from uuid import UUID

from flask import Response, make_response, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from engage.web import page
from engage.web.spreadsheets import harmless
from engage.workshops.allocation import logbook
from engage.workshops.allocation.models import Logged
from engage.workshops.models import Attendee, Leaving, Registration
from engage.workshops.preparing import pools
from engage.workshops.preparing.labels import ACTS, OBSTACLES, REASONS
from engage.workshops.preparing.views import managed
from engage.workshops.views import bp

COLUMNS = ("number", "at", "act", "party", "by", "reason", "detail")


@bp.route("/desk/workshops/<uuid:workshop_id>/log")
def log(workshop_id: UUID) -> ResponseReturnValue:
    """Show what happened to the places, the latest first."""
    _officer, workshop = managed(workshop_id)
    return render_template(
        "workshops/log.html",
        workshop=workshop,
        page=page(_lines(workshop_id), size=50),
        pools={str(pool.id): pool.name for pool in pools.of(workshop_id)},
        ACTS=ACTS,
        OBSTACLES=OBSTACLES,
        REASONS=REASONS,
        Leaving=Leaving,
    )


@bp.route("/desk/workshops/<uuid:workshop_id>/log.<any(csv, json):form>")
def log_file(workshop_id: UUID, form: str) -> ResponseReturnValue:
    """Hand out the whole log; it names nobody but by the id of their registration."""
    _officer, workshop = managed(workshop_id)
    told = [_told(line) for line in logbook.everything(workshop_id)]
    written = _csv(told) if form == "csv" else json.dumps({"workshop": workshop.slug, "log": told}, indent=1)
    answer: Response = make_response(written)
    answer.mimetype = "text/csv" if form == "csv" else "application/json"
    answer.headers["Content-Disposition"] = f'attachment; filename="{workshop.slug}-log.{form}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _lines(workshop_id: UUID) -> Select[Logged, str | None, str | None]:
    named = select(Logged, Attendee.name, Registration.organisation)
    joined = named.outerjoin(Registration, Registration.id == Logged.party_id).outerjoin(
        Attendee, Attendee.registration_id == Registration.id
    )
    of_it = joined.where(Logged.workshop_id == workshop_id).options(joinedload(Logged.by))
    return of_it.order_by(Logged.number.desc())


def _told(line: Logged) -> dict[str, Any]:
    return {
        "number": line.number,
        "at": line.at.isoformat(),
        "act": line.act.value,
        "party": str(line.party_id) if line.party_id else None,
        "by": str(line.by_id) if line.by_id else None,
        "reason": line.reason,
        "detail": line.detail,
    }


def _csv(told: list[dict[str, Any]]) -> str:
    file = StringIO()
    file.write("\N{BYTE ORDER MARK}")  # or Excel reads it as Windows-1252
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    for line in told:
        cells = [json.dumps(line[name]) if name == "detail" else line[name] for name in COLUMNS]
        writer.writerow([harmless("" if cell is None else str(cell)) for cell in cells])
    return file.getvalue()
