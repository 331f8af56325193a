"""The chain of a consultation's receipts, for everybody to check, and what a respondent keeps of it."""

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from engage.feedback.labels import EVENTS
from engage.feedback.receipts import chain as receipt_chain
from engage.feedback.receipts import files as receipt_files
from engage.feedback.receipts import queries as receipt_queries
from engage.record.consultations import visible
from engage.record.receipt_record import standings
from engage.record.response_views import opened
from engage.web import page
from engage.web.addresses import address
from engage.web.private_links import keep_private
from engage.web.security import limiter

bp = Blueprint("receipts", __name__)
limiter.limit("120 per minute")(bp)

LINKS = 10_000
"""How many links of a chain one answer holds."""


@bp.app_context_processor
def _chain() -> dict[str, object]:
    return {"standings": standings, "EVENTS": EVENTS}


@bp.route("/consultations/<slug>/receipts")
def show(slug: str) -> ResponseReturnValue:
    """Show the published heads of a chain, and how anybody can check a receipt."""
    consultation = visible(slug)
    published = page(receipt_queries.heads(consultation.id), size=14)
    return render_template("record/receipts.html", consultation=consultation, published=published)


@bp.route("/consultations/<slug>/receipts.json")
def links(slug: str) -> ResponseReturnValue:
    """Give the links of a chain after a place, up to ten thousand, and all its published heads."""
    consultation = visible(slug)
    after = max(request.args.get("after", 0, type=int), 0)
    found = receipt_queries.links(consultation.id, after=after, most=LINKS)
    more = len(found) == LINKS
    return jsonify(
        format="engage-chain/1",
        consultation=consultation.slug,
        start=receipt_chain.start(consultation.id).hex(),
        links=[{"seq": seq, "leaf": leaf.hex()} for seq, leaf in found],
        next=address("receipts.links", slug=slug, after=found[-1][0]) if more else None,
        heads=receipt_queries.lines(consultation.id),
    )


@bp.route("/responses/<key>/receipt.json")
def kept(key: str) -> ResponseReturnValue:
    """Hand over the receipts of a response, to whoever has its link, for keeping."""
    response = opened(key)
    consultation = response.consultation
    answer = jsonify(
        receipt_files.told(
            consultation,
            receipt_queries.of_response(response),
            receipt_queries.latest_head(consultation.id),
            explained=address("receipts.show", slug=consultation.slug),
        )
    )
    name = f"receipt-{response.reference}.json"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return keep_private(answer)
