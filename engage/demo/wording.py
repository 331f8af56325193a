"""How the demo's manager worded the topics of the summary: as findings, where one fits."""

import re
from collections.abc import Iterator

from sqlalchemy import select

from engage.accounts import Person
from engage.analysis.kinds import Kind
from engage.db import db
from engage.moderation.models import Decision
from engage.summaries import editing
from engage.summaries.models import Item, Summary, Topic

MOST = 0.6
"""What share of a topic's texts a finding has to speak for."""
FINDINGS = {
    "work": {
        "Apprenticeships and trades are wanted, and hard to reach or to afford": (
            "apprentic|trades?\\b|toolmaker|college|course|training|careers"
        ),
        "Childcare decides who can take a job": "childcare|nurser|school club|crèche",
        "People trained elsewhere need English classes that they can get to": "english|degrees|translat",
        "Carers, disabled people and older workers are seldom asked what would work": (
            "carer|disab|bipolar|learning difficult|redundant"
        ),
        "Insecure hours and low pay keep people in work poor": "living wage|zero hours|insecure",
    },
    "firms": {
        "Small firms cannot find a workshop of the next size, on terms they can sign": (
            "units|lease|square feet|stall|workshop|lock-up"
        ),
        "Business rates and energy cost more than some firms can earn back": "rates|electricity",
        "Public contracts and loans are made for bigger firms": "contract|tender|loan|lend|insurance",
        "In the dales, slow broadband holds trade back": "broadband|lay-by",
        "Exporters want help from somebody who has filled in the forms": "export",
    },
    "research": {
        "Young firms leave for want of laboratory space": r"\blabs?\b|laborator|bench|fume",
        "What the university knows seldom reaches the towns": "university|library|technician",
        "Open data and fast connections would start things": r"\bdata\b|fibre|signal|broadband",
    },
    "homes": {
        "The first bus comes too late, and the last one leaves too early": r"\bbus\b|buses|minibus",
        "Saltwick wants its direct train back, with a late departure": "direct (train|line|serv)|late train",
        "Homes that working people can afford are not to be had": r"\brent|homes|houses?\b|flat\b|landlord",
        "Cycling stops where the path does": "cycl|path|bike",
        "Some say that roads come first": "road|pothole|roundabout|lorr",
        "Stations without lifts shut people out": "lift|steps|platform",
    },
    "clean": {
        "Insulate the old homes first, and whole streets at once": "insulat|solid wall|draught|retrofit",
        "Without grid connections nothing else can begin": "grid|induction|substation|furnace",
        "Hold water on the hills, and build for floods": "flood|peat|hold water|hold back",
        "Charging at home is for those who have a drive": "charg",
        "Put solar on the roofs that are there": "solar",
    },
}


def word(summary: Summary, *, by: Person) -> None:
    """Word topics by the findings that fit most of their texts; what none fits keeps the engine's label."""
    named: set[object] = set()
    for share, finding, topic in sorted(_fitting(summary), key=lambda fit: -fit[0]):
        if share >= MOST and not {finding, topic} & named:
            editing.rename(topic, finding, by=by)
            named |= {finding, topic}


def _fitting(summary: Summary) -> Iterator[tuple[float, str, Topic]]:
    for topic in summary.topics:
        if topic.theme and topic.kind is Kind.FOUND:
            texts = _texts(topic)
            for finding, words in FINDINGS[topic.theme.slug].items():
                yield _share(words, texts), finding, topic


def _texts(topic: Topic) -> list[str]:
    shown = select(Decision.shown_text).join(Item, Item.decision_id == Decision.id)
    return [text or "" for text in db.session.scalars(shown.where(Item.topic_id == topic.id))]


def _share(words: str, texts: list[str]) -> float:
    return sum(1 for text in texts if re.search(words, text, re.IGNORECASE)) / max(len(texts), 1)
