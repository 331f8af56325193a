"""Setting up a draft."""

import threading
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from engage.consultations import drafting, queries, questions
from engage.consultations.models import Consultation, Question, Tag
from engage.db import db, transaction
from engage.errors import RuleBroken
from tests.factories import ContributionTo, DraftConsultation, OpenConsultation, PartnerBody, Staff


def _titles(consultation: object) -> list[tuple[int, str]]:
    db.session.flush()
    db.session.expire_all()
    return [(theme.position, theme.title) for theme in consultation.themes]  # type: ignore[attr-defined]


def test_a_new_draft_has_a_privacy_notice_in_its_bodys_name() -> None:
    consultation = drafting.create("growth", " Growth ", PartnerBody(name="Vale Council"), by=None)
    assert consultation.title == "Growth"
    assert "Vale Council" in consultation.purpose
    assert "public interest" in consultation.lawful_basis


def test_two_consultations_cannot_share_an_address() -> None:
    taken = DraftConsultation()
    with pytest.raises(RuleBroken, match="address") as refusal:
        drafting.create(taken.slug, "Other", taken.body, by=None)
    assert refusal.value.field == "slug"


def test_no_draft_takes_the_address_at_which_drafts_are_begun() -> None:
    with pytest.raises(RuleBroken, match="address"):
        drafting.create("new", "Growth", PartnerBody(), by=None)


@pytest.mark.parametrize("slug", ["", "Growth", "a--b", "-a", "a b", "a/b", "é"])
def test_an_address_is_plain(slug: str) -> None:
    with pytest.raises(RuleBroken, match="small letters"):
        drafting.create(slug, "Growth", PartnerBody(), by=None)


def test_themes_stand_in_the_order_they_were_added_and_move() -> None:
    consultation = DraftConsultation(themes=[])
    for title in ("Work", "Firms", "Homes"):
        drafting.add_theme(consultation, title, tags=[Tag.PEOPLE], by=None)
    drafting.move_theme(consultation.themes[2], -1, by=None)
    assert _titles(consultation) == [(1, "Work"), (2, "Homes"), (3, "Firms")]
    drafting.move_theme(consultation.themes[0], -1, by=None)
    assert _titles(consultation) == [(1, "Work"), (2, "Homes"), (3, "Firms")]
    drafting.remove_theme(consultation.themes[0], by=Staff())
    assert _titles(consultation) == [(1, "Homes"), (2, "Firms")]


def test_themes_of_one_name_are_refused_and_the_draft_goes_on() -> None:
    consultation = DraftConsultation(themes=[])
    drafting.add_theme(consultation, "Work", by=None)
    with pytest.raises(RuleBroken, match="this name"):
        drafting.add_theme(consultation, "Work!", by=None)
    drafting.add_theme(consultation, "Firms", by=None)
    assert _titles(consultation) == [(1, "Work"), (2, "Firms")]


def test_a_theme_that_people_answered_has_to_stay() -> None:
    consultation = DraftConsultation()
    ContributionTo(theme=consultation.themes[0])
    with pytest.raises(RuleBroken, match="has to stay"):
        drafting.remove_theme(consultation.themes[0], by=None)
    assert len(_titles(consultation)) == 2


def test_questions_go_with_their_theme() -> None:
    consultation = DraftConsultation()
    questions.ask(consultation, "What holds you back?", theme=consultation.themes[0], by=None)
    questions.ask(consultation, "Anything else?", by=None)
    drafting.remove_theme(consultation.themes[0], by=None)
    assert [question.text for question in db.session.scalars(select(Question))] == ["Anything else?"]
    assert len(consultation.questions) == 1


def test_questions_move_among_those_of_their_theme() -> None:
    consultation = DraftConsultation()
    theme = consultation.themes[0]
    for text, under in (("One", theme), ("Whole", None), ("Two", theme)):
        questions.ask(consultation, text, theme=under, by=None)
    questions.move(consultation.questions[2], -1, by=None)
    db.session.flush()
    db.session.expire_all()
    assert [question.text for question in consultation.questions] == ["Two", "Whole", "One"]
    questions.remove(consultation.questions[0], by=None)
    assert [question.text for question in consultation.questions] == ["Whole", "One"]


def test_what_people_answer_to_does_not_change_once_it_is_public() -> None:
    consultation = OpenConsultation()
    theme = consultation.themes[0]
    for change in (
        lambda: drafting.describe(consultation, drafting.Description("Other"), by=None),
        lambda: drafting.inform(consultation, drafting.Notice("p", "l", "w", 1, "c"), by=None),
        lambda: drafting.add_theme(consultation, "Other", by=None),
        lambda: drafting.change_theme(theme, "Other", description="", tags=[], by=None),
        lambda: drafting.move_theme(theme, 1, by=None),
        lambda: drafting.remove_theme(theme, by=None),
    ):
        with pytest.raises(RuleBroken, match="public"):
            change()


def _meanwhile(app: Flask, change: Callable[[Consultation], object]) -> None:
    """Let another manager change the draft and commit, on a connection of their own."""

    def act() -> None:
        with app.app_context():
            with transaction():
                change(queries.by_slug("growth"))
            db.session.remove()

    other = threading.Thread(target=act)
    other.start()
    other.join()


@pytest.mark.commits
def test_two_managers_who_add_a_theme_at_once_both_find_room(app: Flask) -> None:
    DraftConsultation(slug="growth")
    db.session.commit()
    mine = queries.by_slug("growth")
    _meanwhile(app, lambda theirs: drafting.add_theme(theirs, "Theirs", by=None))
    with transaction():
        drafting.add_theme(mine, "Mine", by=None)
    assert [title for _, title in _titles(mine)][2:] == ["Theirs", "Mine"]


@pytest.mark.commits
def test_a_theme_moves_from_where_it_is_not_from_where_it_was(app: Flask) -> None:
    DraftConsultation(slug="growth")
    db.session.commit()
    mine = queries.by_slug("growth")
    first, second = mine.themes
    _meanwhile(app, lambda theirs: drafting.move_theme(theirs.themes[0], 1, by=None))
    with transaction():
        drafting.move_theme(second, 1, by=None)
    assert _titles(mine) == [(1, first.title), (2, second.title)]
