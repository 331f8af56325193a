"""What the summary of a workshop says, every word of it ready to be set in a document."""

from collections.abc import Sequence
from typing import Any

from flask import current_app
from flask_babel import gettext

from engage.record import workshop_wording as tell
from engage.record.workshop_record import Card, Column, Part, Point, Record, Said
from engage.web import glyphs
from engage.web.templating import language, number, span
from engage.workshops.tables.models import ExerciseKind

Told = dict[str, Any]


def told(record: Record) -> Told:
    """Give the summary as documents take it: words in the reader's language, numbers written out."""
    workshop = record.workshop
    return {
        "language": language().partition("-")[0],
        "service": current_app.config["SETTINGS"].service_name,
        "body": workshop.consultation.body.name,
        "title": tell.title(record),
        "dated": tell.dated(record),
        "lead": tell.lead(record),
        "caution": tell.caution(),
        "figures": [{"label": str(label), "value": number(value)} for label, value in tell.figures(record)],
        "facts": _facts(record),
        "parts": [_part(part, len(record.tables)) for part in record.parts],
        "took_part": _took_part(record),
        "next": _next(record),
        "agreed": _agreed(record),
        "method": _method(record),
        "differently": gettext("Seen differently by somebody at the table"),
        "page": gettext("Page"),
        "contents": gettext("In this summary"),
        "lacking": glyphs.lacking(),
    }


def _facts(record: Record) -> list[list[str]]:
    workshop = record.workshop
    place = ", ".join(filter(None, [workshop.venue, *workshop.address.splitlines()]))
    return [
        [gettext("When"), span(workshop.starts_at, workshop.ends_at)],
        [gettext("Where"), place or gettext("Online")],
        [gettext("Part of"), workshop.consultation.title],
    ]


def _part(part: Part, all_tables: int) -> Told:
    theme = part.exercise.theme
    return {
        "title": part.exercise.title,
        "position": theme.position if theme else 0,
        "theme": theme.title if theme else "",
        "prompt": part.exercise.prompt,
        "evidence": tell.evidence(part),
        "votes": _votes(part),
        "named": part.exercise.kind is ExerciseKind.IDEAS,
        "cards": [_card(card, all_tables) for card in part.cards],
    }


def _votes(part: Part) -> Told | None:
    if not part.votes:
        return None
    return {
        "title": gettext("Where the dots went"),
        "name": gettext("What was said"),
        "counted": gettext("Dots"),
        "rows": [
            {"name": _first_line(point.words), "number": point.dots, "written": number(point.dots)}
            for point in part.votes
        ],
    }


def _first_line(words: str) -> str:
    return words.splitlines()[0] if words else ""


def _card(card: Card, all_tables: int) -> Told:
    return {
        "text": card.text,
        "differ": tell.differ(card),
        "columns": [_column(column, all_tables) for column in card.columns],
    }


def _column(column: Column, all_tables: int) -> Told:
    return {"title": column.title, "points": [_point(point, all_tables) for point in column.points]}


def _point(point: Point, all_tables: int) -> Told:
    return {
        "words": point.words.splitlines(),
        "where": tell.where(point, all_tables),
        "notes": [_variant(notes) for notes in point.variants] if point.is_gathered else [],
        "dissents": [] if point.is_gathered else [words.splitlines() for words in point.dissents],
    }


def _variant(notes: Sequence[Said]) -> Told:
    return {
        "words": notes[0].words.splitlines(),
        "where": tell.of_variant(notes),
        "dissents": [words.splitlines() for one in notes for words in one.dissents],
    }


def _took_part(record: Record) -> Told:
    groups = tell.told_groups(record)
    return {
        "title": gettext("Who took part"),
        "sentence": tell.attendance(record),
        "headings": [gettext("Sector"), gettext("Came"), gettext("Had a place")],
        "rows": [[tell.sector(one), number(one.came or 0), number(one.had_place)] for one in groups],
        "remarks": [words for words in (tell.hidden_groups(record), tell.absent_groups(record)) if words],
    }


def _next(record: Record) -> Told | None:
    paragraphs = [line for line in record.workshop.what_follows.splitlines() if line.strip()]
    return {"title": gettext("What happens next"), "paragraphs": paragraphs} if paragraphs else None


def _agreed(record: Record) -> Told:
    return {
        "title": gettext("How the record was agreed"),
        "paragraphs": tell.agreed(record),
        "table": gettext("The tables"),
        "headings": [gettext("Table"), gettext("Reference"), gettext("Notes handed in")],
        "rows": [
            [str(one.table.number), record.references.get(one.table.number, ""), number(one.notes)]
            for one in record.tables
        ],
    }


def _method(record: Record) -> Told:
    return {
        "title": gettext("How this was done"),
        "paragraphs": tell.method(record),
        "table": gettext("What became of the notes"),
        "headings": [gettext("What became of them"), gettext("Notes")],
        "rows": [[str(name), number(many)] for name, many in tell.reconciliation(record)],
    }
