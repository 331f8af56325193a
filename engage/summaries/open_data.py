"""A summary as open data: figures, topics, quotes and how they were had, for machines."""

import json
from datetime import datetime
from typing import Any

from engage.summaries import wording
from engage.summaries.report import Breakdown, Finding, Part, Quoted, Report

FORMAT = "engage-summary/1"


def encoded(report: Report) -> bytes:
    """Write a summary as UTF-8 JSON, the same bytes for the same summary."""
    return (json.dumps(as_dict(report), ensure_ascii=False, indent=2) + "\n").encode()


def as_dict(report: Report) -> dict[str, Any]:
    """Give what a summary states, small groups left out as they are on the page."""
    summary, consultation = report.summary, report.consultation
    return {
        "format": FORMAT,
        "consultation": {
            "slug": consultation.slug,
            "title": consultation.title,
            "body": consultation.body.name,
            "opened": _moment(consultation.opens_at),
            "closed": _moment(consultation.closes_at),
        },
        "published": _moment(summary.published_at),
        "figures": report.counts,
        "themes": [_part(part) for part in report.parts],
        "who_took_part": [_breakdown(one) for one in report.breakdowns],
        "reconciliation": report.received,
        "method": {
            "evidence_frozen": _moment(summary.requested_at),
            "evidence_sha256": summary.evidence_digest,
            "engine": summary.engine,
            "engine_version": summary.engine_version,
            "engine_sha256": summary.engine_digest,
        },
        "changed_since": {
            "contributions": report.change.contributions if report.change else 0,
            "last": _moment(report.change.last_at) if report.change else None,
        },
    }


def _part(part: Part) -> dict[str, Any]:
    return {
        "theme": part.theme.slug if part.theme else None,
        "title": part.title,
        "figures": part.counts,
        "topics": [_finding(finding) for finding in part.findings],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "headline": finding.headline,
        "worded_by": "person" if finding.topic.title else "engine",
        "kind": finding.topic.kind,
        "raised_by_few": finding.few,
        "phrases": finding.phrases,
        "figures": finding.counts,
        "said_by": wording.voices(finding.counts),
        "quotes": [_quoted(quote) for quote in finding.quotes],
        "changed_since": finding.change.contributions if finding.change else 0,
    }


def _quoted(quoted: Quoted) -> dict[str, Any]:
    return {
        "words": quoted.words,
        "who": quoted.who,
        "reference": quoted.reference,
        "whole": not (quoted.cut_before or quoted.cut_after),
    }


def _breakdown(breakdown: Breakdown) -> dict[str, Any]:
    return {
        "by": breakdown.name,
        "groups": dict(breakdown.shown),
        "not_shown": breakdown.hidden,
    }


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
