"""Real contributions through the import, as they come."""

from collections import Counter
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from engage.db import db
from engage.feedback.models import Contribution, Response
from engage.imports.commands import imports
from engage.moderation.models import Decision, Outcome
from tests.factories import OpenConsultation, ThemeOf
from tests.operators import ran

POLIS = (
    *("--map", "text=comment-body", "--map", "id=comment-id", "--map", "author=author-id"),
    *("--map", "received=timestamp", "--map", "decision=moderated"),
    *("--value", "decision:1=show", "--value", "decision:-1=withhold", "--value", "decision:0=wait"),
)
POLICIES = ("affordable-housing", "biodiversity", "freshwater", "taxes", "ubi")


def _import(file: Path, *words: str) -> dict[str, Any]:
    return ran(imports, "contributions", str(file), "--consultation", "real", *words)


def test_a_county_s_comments_come_in_with_their_decisions(shared_data: Path) -> None:
    OpenConsultation(slug="real")
    file = shared_data / "polis" / "american-assembly.bowling-green" / "comments.csv"
    told = _import(file, *POLIS)
    assert (told["read"], told["added"], told["rejected"]) == (896, 896, 0)
    made = Counter(db.session.scalars(select(Decision.outcome)))
    assert made[Outcome.SHOW] + made[Outcome.WITHHOLD] == told["decisions"]
    assert made[Outcome.SHOW] > 500
    assert _import(file, *POLIS)["already"] == 896


def test_five_files_become_five_themes_of_one_consultation(shared_data: Path) -> None:
    themes = [ThemeOf.build(slug=slug, position=n) for n, slug in enumerate(POLICIES, 1)]
    OpenConsultation(slug="real", themes=themes)
    for slug in POLICIES:
        file = shared_data / "polis" / f"scoop-hivemind.{slug}" / "comments.csv"
        assert _import(file, *POLIS, "--theme", slug)["rejected"] == 0
    per_theme = select(Contribution.theme_id, func.count()).group_by(Contribution.theme_id)
    counts = [count for _, count in db.session.execute(per_theme)]
    assert len(counts) == 5
    assert min(counts) >= 50


def test_a_respondent_a_row_comes_in_from_json_lines(shared_data: Path) -> None:
    OpenConsultation(slug="real")
    file = shared_data / "uk-synthetic" / "inputs" / "question_part_1" / "responses.jsonl"
    assert _import(file, "--map", "text=response", "--map", "author=response_id")["added"] == 100
    assert db.session.scalar(select(func.count()).select_from(Response)) == 100


def test_a_column_without_a_name_does_no_harm(shared_data: Path) -> None:
    OpenConsultation(slug="real")
    file = shared_data / "uk-synthetic" / "eval_sentiments.csv"
    told = _import(file, "--map", "text=response", "--map", "id=response_id")
    assert told["read"] == 1000
    assert told["rejected"] == 0
