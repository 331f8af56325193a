"""Each contribution that is shown comes to each lead in one digest, and in one letter."""

from datetime import timedelta

from sqlalchemy import select

from engage import clock
from engage.accounts import Person
from engage.consultations.models import Role, RoleHeld, Theme
from engage.db import db
from engage.digests import contents, scheduling
from engage.digests.compiling import compile_due
from engage.digests.models import Digest, DigestItem, Frequency
from engage.feedback.models import Consent
from engage.mail.models import Message
from engage.moderation.models import Decision, Outcome
from engage.organisations.models import Sector
from tests.factories import ContributionTo, Lead, OpenConsultation, ShownContribution, WithheldContribution

CAMPAIGN = (
    "Please keep the 73 bus running after six in the evening, because shift workers at the "
    "mill have no other way home and the walk along the bypass is not safe in winter."
)


def _theme() -> Theme:
    theme: Theme = OpenConsultation().themes[0]
    return theme


def _compile(lead: Person, theme: Theme) -> Digest | None:
    return compile_due(scheduling.kept(lead, theme).id)


def _letters() -> list[Message]:
    return list(db.session.scalars(select(Message).order_by(Message.id)))


def test_what_is_shown_is_told_once() -> None:
    theme = _theme()
    lead, shown = Lead(theme), ShownContribution(theme=theme)
    assert _compile(lead, theme)
    assert _compile(lead, theme) is None
    assert [item.contribution_id for item in db.session.scalars(select(DigestItem))] == [shown.id]
    assert [letter.recipient for letter in _letters()] == [lead.email]


def test_what_is_not_shown_is_not_told() -> None:
    theme = _theme()
    lead = Lead(theme)
    ContributionTo(theme=theme)
    WithheldContribution(theme=theme)
    ShownContribution(theme=theme).response.withdrawn_at = clock.now()
    ShownContribution(theme=theme.consultation.themes[1])
    db.session.flush()
    assert _compile(lead, theme) is None
    assert not _letters()


def test_what_is_shown_late_comes_in_the_next_digest_however_old_it_is() -> None:
    theme = _theme()
    lead = Lead(theme)
    late = ContributionTo(theme=theme, received_at=clock.now() - timedelta(days=5))
    ShownContribution(theme=theme)
    _compile(lead, theme)
    decision = Decision(
        contribution_id=late.id, outcome=Outcome.SHOW, shown_text=late.text, decided_at=clock.now()
    )
    db.session.add(decision)
    db.session.flush()
    second = _compile(lead, theme)
    assert second
    assert [piece.contribution for group in contents.of(second).groups for piece in group.pieces] == [late]


def test_two_leads_of_a_theme_are_both_told() -> None:
    theme = _theme()
    leads = [Lead(theme), Lead(theme)]
    ShownContribution(theme=theme)
    assert all(_compile(lead, theme) for lead in leads)
    assert {letter.recipient for letter in _letters()} == {lead.email for lead in leads}


def test_somebody_who_no_longer_leads_is_told_nothing() -> None:
    theme = _theme()
    lead = Lead(theme)
    ShownContribution(theme=theme)
    schedule = scheduling.kept(lead, theme)
    db.session.delete(db.session.scalars(select(RoleHeld).where(RoleHeld.role == Role.LEAD)).one())
    db.session.flush()
    assert compile_due(schedule.id) is None


def test_a_stopped_digest_is_not_compiled_unless_it_is_asked_for() -> None:
    theme = _theme()
    lead = Lead(theme)
    ShownContribution(theme=theme)
    scheduling.choose(lead, theme, Frequency.PAUSED, hour=8, weekday=0)
    assert _compile(lead, theme) is None
    scheduling.ask_now(lead, theme)
    assert _compile(lead, theme)


def test_a_campaign_is_one_text_with_its_people_counted() -> None:
    theme = _theme()
    lead = Lead(theme)
    for own in ("", "", " My daughter works there."):
        ShownContribution(theme=theme, text=CAMPAIGN + own)
    digest = _compile(lead, theme)
    assert digest
    (group,) = contents.of(digest).groups
    assert (group.people, group.wordings, group.heard_before) == (3, 2, False)


def test_what_repeats_an_earlier_digest_stands_apart_from_what_is_new() -> None:
    theme = _theme()
    lead = Lead(theme)
    for _ in range(2):
        ShownContribution(theme=theme, text=CAMPAIGN)
    _compile(lead, theme)
    ShownContribution(theme=theme, text=CAMPAIGN)
    ShownContribution(theme=theme, text=CAMPAIGN + " I wrote this part myself.")
    new = ShownContribution(theme=theme, text="Spin-outs leave for want of laboratories.")
    digest = _compile(lead, theme)
    assert digest
    told = contents.of(digest)
    assert [group.typical.contribution for group in told.new] == [new]
    assert [group.people for group in told.repeated] == [2]


def test_text_without_consent_is_marked_and_stays_out_of_the_letter() -> None:
    theme = _theme()
    lead = Lead(theme)
    ShownContribution(theme=theme, text="Between you and me, the depot leaks.", consent=Consent.NONE)
    digest = _compile(lead, theme)
    assert digest
    (letter,) = _letters()
    assert "depot leaks" not in letter.text + letter.html + letter.subject
    assert "Not for publication" in letter.text
    assert contents.of(digest).groups[0].typical.words == "Between you and me, the depot leaks."


def test_a_group_is_quoted_from_somebody_who_agreed_to_it() -> None:
    theme = _theme()
    lead = Lead(theme)
    ShownContribution(theme=theme, text=CAMPAIGN, consent=Consent.NONE)
    agreed = ShownContribution(theme=theme, text=CAMPAIGN)
    told = contents.upcoming(lead, theme)
    assert told.groups[0].typical.contribution is agreed


def test_only_the_redacted_words_are_told() -> None:
    theme = _theme()
    lead = Lead(theme)
    named = ContributionTo(theme=theme, text="Dave at number 14 agrees.")
    decision = Decision(
        contribution_id=named.id, outcome=Outcome.REDACT, shown_text="█ agrees.", decided_at=clock.now()
    )
    db.session.add(decision)
    _compile(lead, theme)
    (letter,) = _letters()
    assert "█ agrees." in letter.text
    assert "Dave" not in letter.text + letter.html


def test_a_digest_says_what_is_shown_no_longer() -> None:
    theme = _theme()
    lead, shown = Lead(theme), ShownContribution(theme=theme)
    digest = _compile(lead, theme)
    assert digest
    shown.response.withdrawn_at = clock.now()
    db.session.flush()
    told = contents.of(digest)
    assert (told.groups, told.gone) == ([], 1)


def test_the_figures_count_people_by_sector_and_what_waits() -> None:
    theme = _theme()
    lead = Lead(theme)
    ShownContribution(theme=theme, sector=Sector.BUSINESS)
    ShownContribution(theme=theme, sector=Sector.BUSINESS)
    oldest = ContributionTo(theme=theme, received_at=clock.now() - timedelta(days=2))
    ContributionTo(theme=theme)
    WithheldContribution(theme=theme)
    digest = _compile(lead, theme)
    assert digest
    figures = contents.of(digest).figures
    assert (figures.received, figures.people, figures.shown, figures.waiting) == (5, 5, 2, 2)
    assert figures.oldest_waiting == oldest.received_at
    assert figures.sectors == {Sector.RESIDENT: 3, Sector.BUSINESS: 2}
