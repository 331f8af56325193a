"""A lead's pages, and stopping a digest from the letter."""

from collections.abc import Callable

from flask import Flask
from sqlalchemy import delete, select

from engage.accounts import Person
from engage.consultations.models import RoleHeld, Theme
from engage.db import db
from engage.digests import scheduling
from engage.digests.compiling import compile_due
from engage.digests.models import Digest, Frequency, Schedule
from engage.feedback.models import Consent
from engage.jobs import Job, QueuedJob
from tests.browser import Browser
from tests.factories import Lead, OpenConsultation, ShownContribution, Staff

SignIn = Callable[[Person], Browser]


def _theme() -> Theme:
    theme: Theme = OpenConsultation().themes[0]
    return theme


def _digest(lead: Person, theme: Theme) -> Digest:
    digest = compile_due(scheduling.kept(lead, theme).id)
    assert digest
    db.session.commit()
    return digest


def test_a_lead_sees_their_themes_and_when_they_hear(signed_in_as: SignIn) -> None:
    theme = _theme()
    page = signed_in_as(Lead(theme))
    page.get("/digests")
    assert theme.title in page.text()
    assert "Every day, if something is new. Next:" in page.text()
    assert db.session.scalar(select(Schedule)) is None


def test_somebody_who_leads_nothing_is_told_so(signed_in_as: SignIn) -> None:
    page = signed_in_as(Staff())
    page.get("/digests")
    assert "You lead no theme yet" in page.text()


def test_a_lead_chooses_when_to_hear(signed_in_as: SignIn) -> None:
    theme = _theme()
    page = signed_in_as(Lead(theme))
    page.get(f"/digests/themes/{theme.id}")
    page.submit({"frequency": "weekly", "hour": "17", "weekday": "4"})
    assert "Every week, if something is new. Next: Friday" in page.text()
    assert "5pm" in page.text()


def test_a_choice_that_was_not_on_offer_is_refused(signed_in_as: SignIn) -> None:
    theme = _theme()
    page = signed_in_as(Lead(theme))
    page.get(f"/digests/themes/{theme.id}")
    page.submit({"frequency": "hourly"})
    assert "There is a problem" in page.text()


def test_a_lead_sees_what_comes_next_and_has_it_sent(signed_in_as: SignIn) -> None:
    theme = _theme()
    lead = Lead(theme)
    ShownContribution(theme=theme, text="The yard needs a crane.")
    page = signed_in_as(lead)
    page.get(f"/digests/themes/{theme.id}/next")
    assert "The yard needs a crane." in page.text()
    page.submit(button="Send me this now")
    assert db.session.scalars(select(QueuedJob.job)).all() == [Job.COMPILE_DIGEST]


def test_a_digest_page_quotes_what_the_letter_may_not(signed_in_as: SignIn) -> None:
    theme = _theme()
    lead = Lead(theme)
    ShownContribution(theme=theme, text="Between you and me, the depot leaks.", consent=Consent.NONE)
    page = signed_in_as(lead)
    page.get(f"/digests/{_digest(lead, theme).id}")
    assert "Between you and me, the depot leaks." in page.text()
    assert "Not for publication" in page.text()


def test_a_digest_is_for_its_reader_alone(signed_in_as: SignIn) -> None:
    theme = _theme()
    lead, other = Lead(theme), Lead(theme)
    ShownContribution(theme=theme)
    signed_in_as(other).get(f"/digests/{_digest(lead, theme).id}", expect=403)


def test_a_lead_of_another_theme_cannot_look_in(signed_in_as: SignIn) -> None:
    consultation = OpenConsultation()
    page = signed_in_as(Lead(consultation.themes[0]))
    page.get(f"/digests/themes/{consultation.themes[1].id}/next", expect=403)


def _schedule() -> Schedule:
    theme = _theme()
    schedule = scheduling.kept(Lead(theme), theme)
    db.session.commit()
    return schedule


def test_a_mail_program_stops_a_digest_by_a_post_alone(app: Flask) -> None:
    schedule = _schedule()
    for _ in range(2):
        answer = app.test_client().post(
            f"/digests/stop/{schedule.stop_key}", data={"List-Unsubscribe": "One-Click"}
        )
        assert answer.status_code == 200
    db.session.expire_all()
    assert schedule.frequency is Frequency.PAUSED


def test_opening_the_link_stops_nothing_until_the_button_is_pressed(client: Browser) -> None:
    schedule = _schedule()
    answer = client.get(f"/digests/stop/{schedule.stop_key}")
    assert (answer.headers["Referrer-Policy"], answer.headers["X-Robots-Tag"]) == ("no-referrer", "noindex")
    assert schedule.frequency is Frequency.DAILY
    client.submit(button="Stop this digest")
    assert "You will get no more of these digests" in client.text()
    assert schedule.frequency is Frequency.PAUSED


def test_a_made_up_key_stops_nothing(client: Browser) -> None:
    client.get("/digests/stop/made-up", expect=404)


def test_the_desk_asks_the_database_a_fixed_number_of_times(
    signed_in_as: SignIn, queries_of: Callable[[Callable[[], object]], int]
) -> None:
    theme = _theme()
    lead = Lead(theme)
    page = signed_in_as(lead)
    counts = []
    for _ in range(2):
        for _ in range(3):
            ShownContribution(theme=theme)
            _digest(lead, theme)
        counts.append(queries_of(lambda: page.get("/digests")))
    assert counts[0] == counts[1]


def test_a_digest_of_a_theme_no_longer_led_is_no_longer_listed(signed_in_as: SignIn) -> None:
    theme = _theme()
    lead = Lead(theme)
    ShownContribution(theme=theme)
    digest = _digest(lead, theme)
    db.session.execute(delete(RoleHeld).where(RoleHeld.person_id == lead.id))
    page = signed_in_as(lead)
    page.get("/digests")
    assert "What you were told" not in page.text()
    page.get(f"/digests/{digest.id}", expect=403)


def test_the_pages_of_a_theme_ask_the_database_a_fixed_number_of_times(
    signed_in_as: SignIn, queries_of: Callable[[Callable[[], object]], int]
) -> None:
    theme = _theme()
    page = signed_in_as(Lead(theme))
    counts = []
    for _ in range(2):
        for _ in range(10):
            ShownContribution(theme=theme)
        counts.append(queries_of(lambda: page.get(f"/digests/themes/{theme.id}/next")))
    assert counts[0] == counts[1]
