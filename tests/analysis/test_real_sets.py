"""The analysis on real contributions, where a folder of them is at hand (`ENGAGE_SHARED_DATA`)."""

import csv
from pathlib import Path
from statistics import fmean

import pytest
from sklearn.cluster import KMeans
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import v_measure_score

from engage.analysis.duplicates import campaigns
from engage.analysis.texts import Text
from engage.analysis.topics import Kind, group

pytestmark = pytest.mark.no_database

POLICIES = ("affordable-housing", "biodiversity", "freshwater", "taxes", "ubi")


@pytest.fixture
def polis(shared_data: Path) -> Path:
    return shared_data / "polis"


def _read(folder: Path, *decisions: str) -> list[Text]:
    with (folder / "comments.csv").open(encoding="utf-8-sig", newline="") as file:
        return [
            Text(
                f"{folder.name}-{row['comment-id']}", row["comment-body"], f"{folder.name}-{row['author-id']}"
            )
            for row in csv.DictReader(file)
            if row["moderated"] in decisions
        ]


def test_five_policy_questions_come_apart_far_better_than_by_counting_words(polis: Path) -> None:
    said = [text for policy in POLICIES for text in _read(polis / f"scoop-hivemind.{policy}", "1")]
    asked = [text.id.rsplit("-", 1)[0] for text in said]
    topics = group(said, how_many=len(POLICIES))
    found = {member: n for n, topic in enumerate(topics) for member in topic.members}
    counted = TfidfVectorizer(stop_words="english").fit_transform([text.words for text in said])
    plain = [KMeans(len(POLICIES), n_init=10, random_state=n).fit_predict(counted) for n in range(3)]
    worth = v_measure_score(asked, [found[text.id] for text in said])
    assert worth >= 0.36
    assert worth >= 1.3 * fmean(v_measure_score(asked, labels) for labels in plain)


def test_what_a_town_wants_reads_as_a_list_of_subjects(polis: Path) -> None:
    said = _read(polis / "american-assembly.bowling-green", "1")
    topics = group(said, places=["Bowling Green", "BG", "Warren County"])
    labels = [topic.label for topic in topics if topic.kind is Kind.FOUND]
    assert 6 <= len(labels) <= 12
    assert len(set(labels)) == len(labels)
    headings = " ".join(labels).lower()
    assert all(word in headings for word in ("traffic", "school", "drug"))
    assert "bowling" not in headings
    assert all(len(topic.quotes) >= 3 for topic in topics if topic.kind is Kind.FOUND)


def test_real_comments_hold_few_campaigns(polis: Path) -> None:
    said = _read(polis / "american-assembly.bowling-green", "1", "0", "-1")
    repeated = sum(len(campaign.ids) for campaign in campaigns(said))
    assert 0 < repeated < 0.1 * len(said)
