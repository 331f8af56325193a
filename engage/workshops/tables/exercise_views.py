"""The desk pages of exercises: choosing them, and saying what is on now."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engage.accounts import Person
from engage.db import transaction
from engage.web import flashed, refusals
from engage.workshops import policy
from engage.workshops.models import Workshop
from engage.workshops.tables import exercises, queries, voting
from engage.workshops.tables.exercise_forms import KindForm, exercise_form
from engage.workshops.tables.kinds import KINDS
from engage.workshops.tables.models import Exercise, ExerciseKind
from engage.workshops.tables.views import run
from engage.workshops.views import bp

TURNS = {
    "open": exercises.open_now,
    "close": exercises.close,
    "go_on": exercises.go_on_to,
    "open_votes": voting.open_votes,
    "close_votes": voting.close_votes,
}


@bp.route("/desk/workshops/<uuid:workshop_id>/exercises")
def exercise_list(workshop_id: UUID) -> ResponseReturnValue:
    """List the exercises, with what is on now and what comes next."""
    officer, workshop = run(workshop_id)
    return render_template(
        "workshops/tables/exercises.html",
        workshop=workshop,
        exercises=queries.exercises(workshop_id),
        noted=queries.noted(workshop_id),
        manages=policy.may_set_up(officer, workshop.consultation),
        KINDS=KINDS,
    )


@bp.route("/desk/workshops/<uuid:workshop_id>/exercises/new", methods=["GET", "POST"])
def choose_exercise(workshop_id: UUID) -> ResponseReturnValue:
    """Choose how the tables work."""
    _officer, workshop = run(workshop_id)
    form = KindForm()
    if form.validate_on_submit():
        return redirect(url_for(".new_exercise", workshop_id=workshop_id, kind=form.kind.data))
    return render_template("workshops/tables/exercise_kind.html", workshop=workshop, form=form)


@bp.route("/desk/workshops/<uuid:workshop_id>/exercises/new/<kind>", methods=["GET", "POST"])
def new_exercise(workshop_id: UUID, kind: str) -> ResponseReturnValue:
    """Say what is asked in a new exercise, from nothing or from the example."""
    officer, workshop = run(workshop_id)
    if kind not in set(ExerciseKind):
        abort(404)
    chosen = ExerciseKind(kind)
    form = exercise_form(chosen, workshop.consultation, example="example" in request.args)
    if form.validate_on_submit():
        with refusals(form), transaction():
            exercises.add(workshop_id, chosen, form.plan, by=officer)
            flash(_("The exercise is added"), "success")
            return redirect(url_for(".exercise_list", workshop_id=workshop_id))
    return render_template("workshops/tables/exercise.html", workshop=workshop, kind=KINDS[chosen], form=form)


@bp.route("/desk/workshops/<uuid:workshop_id>/exercises/<uuid:exercise_id>", methods=["GET", "POST"])
def change_exercise(workshop_id: UUID, exercise_id: UUID) -> ResponseReturnValue:
    """Change an exercise."""
    officer, workshop, exercise = _exercise(workshop_id, exercise_id)
    form = exercise_form(exercise.kind, workshop.consultation, exercise)
    if form.validate_on_submit():
        with refusals(form), transaction():
            exercises.change(exercise, form.plan, by=officer)
            flash(_("The changes are saved"), "success")
            return redirect(url_for(".exercise_list", workshop_id=workshop_id))
    return render_template(
        "workshops/tables/exercise.html",
        workshop=workshop,
        kind=KINDS[exercise.kind],
        form=form,
        exercise=exercise,
        written=exercises.is_written_in(exercise_id),
    )


@bp.route("/desk/workshops/<uuid:workshop_id>/exercises/<uuid:exercise_id>/move", methods=["POST"])
def move_exercise(workshop_id: UUID, exercise_id: UUID) -> ResponseReturnValue:
    """Put an exercise one place up or down."""
    officer, _workshop, exercise = _exercise(workshop_id, exercise_id)
    with transaction():
        exercises.move(exercise, up=request.form.get("way") == "up", by=officer)
    return redirect(url_for(".exercise_list", workshop_id=workshop_id))


@bp.route("/desk/workshops/<uuid:workshop_id>/exercises/<uuid:exercise_id>/remove", methods=["POST"])
def remove_exercise(workshop_id: UUID, exercise_id: UUID) -> ResponseReturnValue:
    """Take an exercise out."""
    officer, _workshop, exercise = _exercise(workshop_id, exercise_id)
    with flashed(), transaction():
        exercises.remove(exercise, by=officer)
    return redirect(url_for(".exercise_list", workshop_id=workshop_id))


@bp.route("/desk/workshops/<uuid:workshop_id>/exercises/<uuid:exercise_id>/turn", methods=["POST"])
def turn_exercise(workshop_id: UUID, exercise_id: UUID) -> ResponseReturnValue:
    """Open or close an exercise, or go on to it."""
    officer, _workshop, exercise = _exercise(workshop_id, exercise_id)
    if turn := TURNS.get(request.form.get("turn", "")):
        with flashed(), transaction():
            turn(exercise, by=officer)
    return redirect(url_for(".exercise_list", workshop_id=workshop_id))


def _exercise(workshop_id: UUID, exercise_id: UUID) -> tuple[Person, Workshop, Exercise]:
    officer, workshop = run(workshop_id)
    return officer, workshop, queries.exercise(workshop_id, exercise_id)
