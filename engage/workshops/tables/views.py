"""The desk pages of tables: the seating plan, drawing, and each table."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from engage.accounts import Person, demand, signed_in
from engage.db import transaction
from engage.web import flashed, refusals
from engage.workshops import policy
from engage.workshops import queries as workshops
from engage.workshops.models import Workshop
from engage.workshops.tables import codes, drawing, furnishing, queries, seating, seating_plan, sitting
from engage.workshops.tables.forms import DrawForm, FurnishingForm, TableForm
from engage.workshops.views import bp

__all__ = ["bp", "run"]

bp.add_app_template_filter(codes.written, "in_threes")


def run(workshop_id: UUID) -> tuple[Person, Workshop]:
    """Give who asks and the workshop that they run; anybody else is refused."""
    officer, workshop = signed_in(), workshops.get(workshop_id)
    demand(policy.may_run(officer, workshop))
    return officer, workshop


@bp.route("/desk/workshops/<uuid:workshop_id>/tables")
def seating_page(workshop_id: UUID) -> ResponseReturnValue:
    """Show who sits where, and how to change it."""
    return _plan(*run(workshop_id), DrawForm())


@bp.route("/desk/workshops/<uuid:workshop_id>/tables/draw", methods=["POST"])
def draw_tables(workshop_id: UUID) -> ResponseReturnValue:
    """Draw the tables, all of them or all but those whom one leaves."""
    officer, workshop = run(workshop_id)
    form = DrawForm()
    if form.validate_on_submit():
        with refusals(form), transaction():
            drawing.draw(
                workshop_id,
                by=officer,
                seed=form.seed.data,
                leave_by_hand=form.leave_by_hand.data,
                leave_arrived=form.leave_arrived.data,
            )
            flash(_("The tables are drawn"), "success")
            return redirect(url_for(".seating_page", workshop_id=workshop_id))
    return _plan(officer, workshop, form)


@bp.route("/desk/workshops/<uuid:workshop_id>/tables/rest", methods=["POST"])
def seat_rest(workshop_id: UUID) -> ResponseReturnValue:
    """Seat those who have no seat yet, and nobody else."""
    officer, _workshop = run(workshop_id)
    with transaction():
        count = seating.seat_rest(workshop_id, by=officer)
    flash(ngettext("%(num)d person got a seat", "%(num)d people got a seat", count), "success")
    return redirect(url_for(".seating_page", workshop_id=workshop_id))


@bp.route("/desk/workshops/<uuid:workshop_id>/tables/new", methods=["GET", "POST"])
def add_tables(workshop_id: UUID) -> ResponseReturnValue:
    """Put tables into the room."""
    officer, workshop = run(workshop_id)
    there = queries.of(workshop_id)
    tables, seats = (1, there[-1].seats) if there else furnishing.suggested(workshop)
    form = FurnishingForm(tables=tables, seats=seats)
    if form.validate_on_submit():
        with refusals(form), transaction():
            furnishing.add(workshop_id, form.tables.data or 0, form.seats.data or 0, by=officer)
            flash(_("The tables are set up"), "success")
            return redirect(url_for(".seating_page", workshop_id=workshop_id))
    return render_template("workshops/tables/add.html", workshop=workshop, there=there, form=form)


@bp.route("/desk/workshops/<uuid:workshop_id>/tables/<uuid:table_id>", methods=["GET", "POST"])
def change_table(workshop_id: UUID, table_id: UUID) -> ResponseReturnValue:
    """Change what is said about one table."""
    officer, workshop = run(workshop_id)
    table = queries.get(workshop_id, table_id)
    form = TableForm(obj=table)
    form.theme_id.choices = {theme.id: theme.title for theme in workshop.consultation.themes}
    form.facilitator_id.choices = queries.hosts(workshop)
    if form.validate_on_submit():
        with refusals(form), transaction():
            furnishing.change(table, form.plan, by=officer)
            flash(_("The changes are saved"), "success")
            return redirect(url_for(".seating_page", workshop_id=workshop_id))
    return render_template("workshops/tables/change.html", workshop=workshop, table=table, form=form)


@bp.route("/desk/workshops/<uuid:workshop_id>/tables/<uuid:table_id>/code", methods=["POST"])
def replace_code(workshop_id: UUID, table_id: UUID) -> ResponseReturnValue:
    """Give a table another code."""
    officer, _workshop = run(workshop_id)
    with transaction():
        furnishing.replace_code(queries.get(workshop_id, table_id), by=officer)
        flash(_("The table has a new code. Print its card again."), "success")
    return redirect(url_for(".change_table", workshop_id=workshop_id, table_id=table_id))


@bp.route("/desk/workshops/<uuid:workshop_id>/tables/<uuid:table_id>/remove", methods=["POST"])
def remove_table(workshop_id: UUID, table_id: UUID) -> ResponseReturnValue:
    """Take a table out of the room."""
    officer, _workshop = run(workshop_id)
    with flashed(), transaction():
        furnishing.remove(queries.get(workshop_id, table_id), by=officer)
        flash(_("The table is removed"), "success")
    return redirect(url_for(".seating_page", workshop_id=workshop_id))


def _plan(officer: Person, workshop: Workshop, form: DrawForm) -> str:
    return render_template(
        "workshops/tables/plan.html",
        workshop=workshop,
        plan=seating_plan.of(workshop.id),
        drawn=sitting.last_draw(workshop.id),
        hosts=queries.hosts(workshop),
        manages=policy.may_set_up(officer, workshop.consultation),
        form=form,
    )
