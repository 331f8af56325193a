"""Finding responses by what opens them."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import aliased, joinedload, selectinload

from engage.consultations.models import Consultation, Question
from engage.db import db
from engage.feedback import keys
from engage.feedback.models import Amendment, Contribution, Reply, Response, Upload
from engage.web.private_links import key_hash


def by_private_key(key: str) -> Response:
    """Get the response that a private link opens, with its contributions.

    :raises NoResultFound: if the link opens none
    """
    return _one(select(Response).where(Response.secret_hash == key_hash(key)))


def by_confirmation(token: str) -> Response:
    """Get the response whose address a token confirms.

    :raises NoResultFound: if we signed no such token, or the response has another address by now
    """
    response_id, sealed = keys.confirmed(token) or (None, "")
    response = _one(select(Response).where(Response.id == response_id))
    address = response.contact.email if response.contact else None
    if address and keys.seal(address) != sealed:
        raise NoResultFound
    return response


def successor_of(question: Question) -> Question | None:
    """Give the question that stands now where one stood; None if it was removed since."""
    following = db.session.scalar(select(Question).where(Question.supersedes_id == question.id))
    return successor_of(following) if following and following.superseded_at else following


def superseded_for(response: Response) -> list[tuple[Question, Question]]:
    """List what a response answered that was replaced since, each with what is asked now.

    Those whose successor it has answered are left out.
    """
    mine = _answers_of(response.id)
    old = select(Question).where(Question.id.in_(mine), Question.superseded_at.is_not(None))
    known = set(db.session.scalars(mine))
    pairs = [
        (one, successor_of(one)) for one in db.session.scalars(old.order_by(Question.position, Question.id))
    ]
    return [(one, now) for one, now in pairs if now is not None and now.id not in known]


def _answers_of(response_id: UUID) -> Select[UUID]:
    """Select which questions a response has answers in force to."""
    each = (
        select(kind.question_id).where(
            kind.response_id == response_id, kind.question_id.is_not(None), kind.ended_at.is_(None)
        )
        for kind in (Contribution, Reply, Upload)
    )
    return select(Question.id).where(or_(*(Question.id.in_(one) for one in each)))


def upload_to(consultation: Consultation, upload_id: UUID) -> Upload:
    """Get a file that came with a response to a consultation.

    :raises NoResultFound: if there is none, or it was taken back
    """
    sent = select(Upload).join(Response, Response.id == Upload.response_id)
    wanted = sent.where(
        Upload.id == upload_id,
        Response.consultation_id == consultation.id,
        Upload.ended_at.is_(None),
        Response.withdrawn_at.is_(None),
    )
    return db.session.scalars(wanted).one()


def amendments(response: Response) -> Sequence[Amendment]:
    """List the changes that were made to a response, in order."""
    made = select(Amendment).where(Amendment.response_id == response.id)
    return db.session.scalars(made.order_by(Amendment.version)).all()


def one_version() -> ColumnElement[bool]:
    """Say, in SQL, that a contribution is the version to count where each is counted once.

    That is the one in force, or, where none is, the latest.
    """
    other = aliased(Contribution)
    same = and_(other.response_id == Contribution.response_id, other.position == Contribution.position)
    replaced = and_(Contribution.ended_at.is_not(None), other.version > Contribution.version)
    to_come = and_(
        Contribution.ended_at.is_(None), other.ended_at.is_(None), other.version < Contribution.version
    )
    return ~exists().where(same, or_(replaced, to_come))


def _one(query: Select[Response]) -> Response:
    whole = selectinload(Response.contributions).options(
        joinedload(Contribution.theme), joinedload(Contribution.question)
    )
    replied = selectinload(Response.replies).joinedload(Reply.question)
    return db.session.scalars(
        query.options(whole, replied, joinedload(Response.consultation), joinedload(Response.contact))
    ).one()
