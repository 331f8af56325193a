"""What the printed report says, every word of it ready to be set."""

from typing import Any

from flask import current_app
from flask_babel import gettext

from engage.summaries import wording
from engage.summaries.evidence import Change
from engage.summaries.report import Breakdown, Finding, Part, Quoted, Report
from engage.web import glyphs
from engage.web.templating import day, language, number

Printed = dict[str, Any]


def printed(report: Report) -> Printed:
    """Give the report as the template takes it: words in the reader's language, numbers written out."""
    summary, consultation = report.summary, report.consultation
    return {
        "language": language().partition("-")[0],
        "service": current_app.config["SETTINGS"].service_name,
        "body": consultation.body.name,
        "title": gettext("What we heard: %(title)s", title=consultation.title),
        "dated": gettext("Published %(day)s", day=day(summary.published_at))
        if summary.published_at
        else gettext("Draft, not published"),
        "lead": wording.lead(report.counts),
        "caution": wording.caution(),
        "figures": _figures(report),
        "changed": _changed(report.change),
        "parts": [_part(part) for part in report.parts],
        "took_part": {
            "title": gettext("Who took part"),
            "breakdowns": [_breakdown(one) for one in report.breakdowns],
        },
        "method": _method(report),
        "page": gettext("Page"),
        "topics_title": gettext("Topics under this theme"),
        "topic": gettext("Topic"),
        "voices": str(wording.VOICES),
        "contents": gettext("In this report"),
    }


def _figures(report: Report) -> list[Printed]:
    return [{"label": str(label), "value": number(value)} for label, value in wording.figures(report.counts)]


def _part(part: Part) -> Printed:
    return {
        "title": part.title,
        "position": part.theme.position if part.theme else 0,
        "evidence": f"{wording.voices(part.counts)} · {wording.contributions(part.counts)}",
        "findings": [_finding(finding) for finding in part.findings],
    }


def _finding(finding: Finding) -> Printed:
    return {
        "headline": finding.headline,
        "rest": finding.is_rest,
        "evidence": wording.evidence(finding.counts, few=finding.few),
        "voices": finding.voices,
        "written": number(finding.voices),
        "quotes": [_quoted(quote) for quote in finding.quotes],
        "changed": _changed(finding.change),
    }


def _quoted(quoted: Quoted) -> Printed:
    return {"words": str(quoted), "who": f"{quoted.who} · {quoted.reference}"}


def _breakdown(breakdown: Breakdown) -> Printed:
    return {
        "title": str(breakdown.title),
        "counted": str(breakdown.counted),
        "groups": [{"name": name, "number": many, "written": number(many)} for name, many in breakdown.shown],
        "hidden": wording.hidden(breakdown.hidden),
    }


def _method(report: Report) -> Printed:
    return {
        "title": gettext("How this was done"),
        "paragraphs": [*report.method, glyphs.lacking()],
        "table": gettext("What became of all that was received"),
        "headings": [gettext("What became of it"), gettext("Contributions")],
        "rows": [[str(name), number(many)] for name, many in wording.reconciliation(report.received)],
    }


def _changed(change: Change | None) -> str | None:
    return wording.changed(change) if change else None
