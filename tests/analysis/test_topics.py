import os
import random
import subprocess
import sys
from collections import Counter

import pytest
from threadpoolctl import threadpool_limits

from engage.analysis.texts import Text
from engage.analysis.topics import Kind, Topic, group
from tests.analysis.speech import speech

pytestmark = pytest.mark.no_database


def _said(*words: str) -> list[Text]:
    return [Text(f"t{n:03}", text, f"p{n:03}") for n, text in enumerate(words)]


def _members(topics: list[Topic]) -> list[str]:
    return sorted(member for topic in topics for member in topic.members)


def test_what_is_about_the_same_comes_together() -> None:
    said, subjects = speech()
    topics = group(said)
    purity = [
        max(Counter(subjects[m] for m in topic.members).values()) / len(topic.members) for topic in topics
    ]
    assert len(topics) >= 4
    assert min(purity) > 0.9


def test_every_text_is_in_exactly_one_topic() -> None:
    said, _ = speech()
    said += _said("???", "Yes", "!", "A zebra crossing for hedgehogs near Xyzzy")
    assert _members(group(said)) == sorted(text.id for text in said)


def test_a_topic_is_headed_by_what_its_people_say() -> None:
    said, subjects = speech()
    topics = group(said, how_many=4)
    headings = {subjects[topic.members[0]]: topic.label.lower() for topic in topics}
    assert "bus" in headings["buses"]
    assert "hous" in headings["homes"] or "home" in headings["homes"]
    assert all(topic.label[0].isupper() for topic in topics)


def test_the_order_in_which_texts_come_changes_nothing() -> None:
    said, _ = speech()
    shuffled = random.Random(1).sample(said, len(said))
    assert group(said) == group(shuffled)


def test_the_number_of_threads_changes_nothing() -> None:
    said, _ = speech()
    with threadpool_limits(1):
        alone = group(said)
    assert group(said) == alone


@pytest.mark.parametrize("kernels", ["Haswell", "Prescott"])
def test_another_process_on_another_processor_finds_the_same(kernels: str) -> None:
    told = "from engage.analysis.topics import group; from tests.analysis.speech import speech; "
    told += "print(repr(group(speech()[0])))"
    chosen = {"OPENBLAS_CORETYPE": kernels, "OMP_NUM_THREADS": "2", "PYTHONHASHSEED": "7"}
    there = subprocess.run(
        [sys.executable, "-c", told], env=os.environ | chosen, capture_output=True, text=True, check=True
    )
    assert there.stdout.strip() == repr(group(speech()[0]))


def test_no_texts_make_no_topics() -> None:
    assert group([]) == []


@pytest.mark.parametrize("how_many", [1, 2, 7, 11])
def test_few_texts_stay_together(how_many: int) -> None:
    said = speech()[0][:how_many]
    (topic,) = group(said)
    assert topic.kind is Kind.EVERYTHING
    assert _members([topic]) == sorted(text.id for text in said)
    assert topic.people == topic.distinct_texts == how_many


def test_texts_without_words_still_count() -> None:
    (topic,) = group(_said("???", "...", ""))
    assert (topic.people, topic.distinct_texts, topic.quotes) == (3, 1, ())


def test_a_campaign_counts_its_people_and_one_text() -> None:
    letter = "Keep the swimming baths open: they are the only warm place for older people to meet."
    said, _ = speech()
    campaign = [Text(f"c{n:02}", letter.upper() if n % 2 else letter, f"c{n}") for n in range(30)]
    topic = next(topic for topic in group(said + campaign) if "c00" in topic.members)
    assert {text.id for text in campaign} <= set(topic.members)
    assert topic.people - topic.distinct_texts == 29


def test_texts_that_share_nothing_with_others_go_to_other() -> None:
    said, _ = speech()
    topics = group([*said, Text("odd", "Fluoridation kerfuffle, quoth Balderdash", "odd")])
    assert [topic.kind for topic in topics].count(Kind.OTHER) == 1
    assert topics[-1].kind is Kind.OTHER
    assert "odd" in topics[-1].members


def test_the_words_of_the_question_and_names_of_places_head_no_topic() -> None:
    said, _ = speech()
    asked = ["What should change about the bus service?"]
    here = [Text(t.id, f"{t.words} That is Upper Northmoor for you.", t.person) for t in said]
    for topic in group(here, asked=asked, places=["Upper Northmoor"], how_many=4):
        told = {word for phrase in topic.phrases for word in phrase.words.lower().split()}
        assert not told & {"bus", "service", "northmoor", "upper"}


def test_the_number_of_topics_can_be_asked_for() -> None:
    said, _ = speech()
    assert len([topic for topic in group(said, how_many=6) if topic.kind is Kind.FOUND]) == 6
