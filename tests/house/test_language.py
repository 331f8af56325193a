"""In another language, no word of English is left: every one that people read goes through gettext."""

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from engage import clock
from engage.accounts import Person
from engage.consultations import evidence, questionnaire, roles
from engage.consultations.models import Consultation, Question, Role
from engage.consultations.question_sets import SETS
from engage.db import db
from engage.digests import compiling, scheduling
from engage.digests.models import Frequency
from engage.feedback import amending, keys
from engage.feedback.form.filled import Filled
from engage.feedback.intake import NewContribution
from engage.feedback.models import Contact, DraftLink, Response
from engage.feedback.rights import linking, retention
from engage.feedback.rights import requests as rights
from engage.feedback.rights.models import RequestKind
from engage.imports import preparing, running
from engage.imports.mapping import ColumnMap, Field
from engage.imports.models import ImportRun
from engage.mail.models import Message
from engage.operations import erasing
from engage.summaries import printing, report
from engage.web.private_links import key_hash
from tests.browser import Browser
from tests.factories import (
    Administrator,
    ClosedConsultation,
    ContributionTo,
    DraftConsultation,
    OpenConsultation,
    OpenWorkshop,
    Registered,
    ShownContribution,
    ThemeOf,
    WithheldContribution,
)
from tests.factories.summaries import CompiledSummary, PublishedSummary, ShownTexts
from tests.feedback.visitor import addresses_asked, begun, sent
from tests.house.speech import ADDRESS, heard, spoken, untranslated, write_catalogue

PUBLIC = [
    "/",
    "/accessibility",
    "/consultations",
    "/consultations/growth",
    "/consultations/growth/privacy",
    "/consultations/growth/respond",
    "/consultations/growth/themes/homes",
    "/consultations/past",
    "/contact",
    "/how-we-moderate",
    "/other-formats",
    "/privacy",
    "/responses/lost",
    "/sign-in",
    "/sign-in/code",
    "/sign-in/reset",
    "/sign-in/reset/used",
    "/summaries",
    "/summaries/growth",
    "/summaries/growth/contributions",
    "/summaries/growth/report.html",
    "/workshops",
    "/workshops/lunch",
    "/workshops/lunch/register",
    "/workshops/lunch/registered",
    "/your-data",
]
DESK = [
    "/account",
    "/desk",
    "/desk/bodies",
    "/desk/consultations",
    "/desk/data-requests",
    "/desk/data-requests/{erasure}",
    "/desk/data-requests/{complaint}",
    "/desk/consultations/new",
    "/desk/consultations/draft",
    "/desk/consultations/draft/publish",
    "/desk/consultations/growth",
    "/desk/consultations/growth/closing",
    "/desk/consultations/growth/description",
    "/desk/consultations/growth/equality",
    "/desk/consultations/growth/evidence",
    "/desk/consultations/growth/imports",
    "/desk/consultations/growth/imports/{upload}/columns",
    "/desk/consultations/growth/imports/{upload}/layout",
    "/desk/consultations/growth/imports/{upload}/preview",
    "/desk/consultations/growth/imports/{upload}/values",
    "/desk/consultations/growth/imports/{run}",
    "/desk/consultations/growth/languages",
    "/desk/consultations/growth/privacy-notice",
    "/desk/consultations/growth/questions",
    "/desk/consultations/growth/questions/copies",
    "/desk/consultations/growth/questions/new",
    "/desk/consultations/growth/questions/new/number",
    "/desk/consultations/growth/questions/new/scale",
    "/desk/consultations/growth/questions/new/several",
    "/desk/consultations/growth/questions/new/yes_no",
    "/desk/consultations/growth/questions/sets",
    "/desk/consultations/growth/questions/{question}",
    "/desk/consultations/growth/questions/{question}/condition",
    "/desk/consultations/growth/questions/{question}/replacement",
    "/desk/consultations/growth/roles",
    "/desk/consultations/growth/themes",
    "/desk/organisations",
    "/desk/people",
    "/desk/people/new",
    "/desk/summaries",
    "/desk/summaries/{summary}",
    "/desk/workshops",
    "/desk/workshops/{workshop}",
    "/desk/workshops/{workshop}/approval",
    "/desk/workshops/{workshop}/attendance",
    "/desk/workshops/{workshop}/attendees",
    "/desk/workshops/{workshop}/balance",
    "/desk/workshops/{workshop}/balance/aims",
    "/desk/workshops/{workshop}/cancel",
    "/desk/workshops/{workshop}/change",
    "/desk/workshops/{workshop}/clone",
    "/desk/workshops/{workshop}/day",
    "/desk/workshops/{workshop}/day/missing",
    "/desk/workshops/{workshop}/exercises",
    "/desk/workshops/{workshop}/exercises/new",
    "/desk/workshops/{workshop}/exercises/new/evidence",
    "/desk/workshops/{workshop}/exercises/new/ideas",
    "/desk/workshops/{workshop}/facilitators",
    "/desk/workshops/{workshop}/invitations",
    "/desk/workshops/{workshop}/invitations/new",
    "/desk/workshops/{workshop}/log",
    "/desk/workshops/{workshop}/places",
    "/desk/workshops/{workshop}/pools",
    "/desk/workshops/{workshop}/questions",
    "/desk/workshops/{workshop}/questions/new",
    "/desk/workshops/{workshop}/seats",
    "/desk/workshops/{workshop}/sessions",
    "/desk/workshops/{workshop}/sessions/new",
    "/desk/workshops/{workshop}/tables",
    "/desk/workshops/{workshop}/tables/new",
    "/desk/workshops/{workshop}/waiting-list",
    "/digests",
    "/digests/themes/{theme}",
    "/digests/themes/{theme}/next",
    "/letters",
    "/moderation",
    "/operations",
    "/operations/mail",
]
"""Left out are the lists of jobs and of the trail, which show the names that machines use."""


@pytest.fixture(scope="module", autouse=True)
def _another_language(app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    folder = tmp_path_factory.mktemp("language")
    write_catalogue(folder)
    with app.app_context(), spoken(app, folder):
        yield


def growing() -> Consultation:
    """Make a consultation that has a little of everything."""
    consultation: Consultation = OpenConsultation(
        slug="growth", themes=[ThemeOf.build(slug="homes", position=1), ThemeOf.build(position=2)]
    )
    ShownTexts(consultation)
    ContributionTo(theme=consultation.themes[0])
    WithheldContribution(theme=consultation.themes[0])
    evidence.link_to(consultation, "Report", "https://example.org/", by=None)
    return consultation


def asking(consultation: Consultation) -> Question:
    """Ask questions of which one depends on another, and give the one that does."""
    first, second, third = SETS["proposal"].items()[:3]
    made = questionnaire.add(consultation, [first, second, third], theme=consultation.themes[0], by=None)
    return made[2]


def responded(consultation: Consultation) -> Response:
    """Give a response with a name, an address, and a link that opens it."""
    response: Response = ShownContribution(theme=consultation.themes[0]).response
    response.secret_hash = key_hash(keys.private_key(response.id))
    response.received_at = clock.now() - timedelta(days=1)
    response.contact = Contact(name="Άννα", email="ann@example.com", confirmed_at=clock.now())
    db.session.flush()
    return response


def everybody(consultation: Consultation) -> Person:
    """Make somebody who holds every role."""
    person: Person = Administrator()
    for role in (Role.MANAGER, Role.FACILITATOR):
        roles.give(person, role, consultation, by=None)
    roles.give(person, Role.LEAD, consultation, consultation.themes[0], by=None)
    return person


def foreign(browser: Browser) -> list[str]:
    """Give the words of the page that is open which no translator could have reached."""
    assert browser.answer
    return [word for told in heard(browser.answer.text) for word in untranslated(told)]


def test_no_public_page_has_an_english_word_left(client: Browser) -> None:
    consultation = growing()
    PublishedSummary(consultation)
    Registered(OpenWorkshop(slug="lunch", consultation=consultation))
    ClosedConsultation(slug="past")
    for path in PUBLIC:
        client.get(path)
        assert not foreign(client), path


def received(consultation: Consultation, person: Person) -> ImportRun:
    """Upload a file that is ready to be imported: ids, sectors, texts, one of them empty."""
    rows = "1,2,3\n1,α,Λεωφορεία σε κάθε χωριό της κοιλάδας\n2,α,\n"
    run = preparing.receive(consultation, BytesIO(rows.encode()), "1.csv", by=person)
    columns = {Field.ID: "1", Field.SECTOR: "2", Field.TEXT: "3"}
    preparing.choose(run, ColumnMap(columns), None, whole=True)
    return run


def imported(consultation: Consultation, person: Person) -> ImportRun:
    """Import such a file."""
    run = received(consultation, person)
    running.begin(run, by=person)
    running.take_part(run, by=person)
    return run


def test_no_page_of_the_desk_has_an_english_word_left(app: Flask) -> None:
    consultation = growing()
    ids = {
        "summary": CompiledSummary(consultation).id,
        "theme": consultation.themes[0].id,
        "question": asking(consultation).id,
        "workshop": OpenWorkshop(consultation=consultation).id,
        "erasure": rights.ask_erasure(responded(consultation), at=clock.now()).id,
        "complaint": rights.ask(
            RequestKind.COMPLAINT, text="Γιατί;", response=responded(consultation), at=clock.now()
        ).id,
    }
    browser, person = Browser(app), everybody(consultation)
    ids |= {"upload": received(consultation, person).id, "run": imported(consultation, person).id}
    roles.give(person, Role.MANAGER, DraftConsultation(slug="draft"), by=None)
    browser.become(person)
    for path in DESK:
        browser.get(path.format(**ids))
        assert not foreign(browser), path


def test_the_moderators_sheet_has_no_english_word_left(app: Flask) -> None:
    consultation = OpenConsultation()
    text = ContributionTo(theme=consultation.themes[0], text="Τηλέφωνο: 01632 960 983.")
    browser = Browser(app)
    browser.become(everybody(consultation))
    browser.get("/moderation")
    browser.submit(form=f'form[action="/moderation/{text.id}/open"]')
    assert not foreign(browser)


def test_responding_brings_no_english_word(client: Browser) -> None:
    sent(client, OpenConsultation(), text="Λεωφορεία", name="Άννα", email="ann@example.com", button=None)
    assert client.at.endswith("/receipt")
    assert not foreign(client)


def test_saving_writing_together_and_what_one_tells_of_oneself_have_no_english_word(
    client: Browser, app: Flask
) -> None:
    consultation, other = OpenConsultation(), Browser(app)
    at = f"/consultations/{consultation.slug}/respond"
    begun(client, consultation, text="Λεωφορεία")
    client.submit({"sector": "business"})
    client.submit({"organisation": "Μύλος"})
    client.get(f"{at}/save")
    assert not foreign(client)
    client.submit({"email": "ann@example.com", "remind": "y"})
    assert not foreign(client)
    client.get(f"{at}/colleagues")
    client.submit({"inviter": "Άννα", "name": "Μαρία", "email": "maria@example.com"}, form="#invite")
    assert not foreign(client)
    for link in db.session.scalars(select(DraftLink)):
        other.get(f"/drafts/{keys.link_key(link.id)}")
        assert not foreign(other)
        other.submit()
        assert not foreign(other)
    sent(client, OpenConsultation(), text="Λεωφορεία", button=None)
    client.get(client.at.replace("receipt", "about-yourself"))
    assert client.at.endswith("/about-yourself")
    assert not foreign(client)
    for letter in db.session.scalars(select(Message)):
        for told in (letter.subject, letter.text, *heard(letter.html)):
            assert not untranslated(told), letter.key


def test_the_private_page_and_all_behind_it_have_no_english_word(client: Browser) -> None:
    response = responded(growing())
    link = f"/responses/{keys.private_key(response.id)}"
    amending.amend(
        response,
        amending.begin(response, uuid4(), at=clock.now()),
        Filled(
            response.sector,
            response.consent,
            None,
            None,
            "Άννα",
            None,
            [NewContribution("Λεωφορεία", response.consultation.themes[0].id)],
        ),
        at=clock.now(),
    )
    db.session.expire_all()
    rights.ask(RequestKind.QUESTION, text="Γιατί;", response=response, at=clock.now())
    for page in ("", "/withdraw", "/texts/1/withdraw", "/link", "/data", "/erase", "/ask"):
        client.get(link + page)
        assert not foreign(client), page
    client.get(link + "/erase")
    client.submit()
    assert not foreign(client)
    linking.replace(response, at=clock.now())
    client.get(link, expect=410)
    assert not foreign(client)


def test_letters_about_data_have_no_english_word() -> None:
    response = responded(growing())
    officer = Administrator()
    for kind in (RequestKind.QUESTION, RequestKind.COMPLAINT):
        asked = rights.ask(kind, text="Γιατί;", response=response, at=clock.now())
        rights.answer(asked, "Έτσι.", by=officer, at=clock.now())
    erasure = rights.ask_erasure(response, at=clock.now())
    retention.remind(at=erasure.due_at)
    rights.refuse(erasure, "Όχι.", by=officer, at=clock.now())
    again = rights.ask_erasure(response, at=clock.now())
    linking.replace(response, at=clock.now())
    linking.send_lost("ann@example.com", at=clock.now())
    erasing.order(again, by=officer, at=clock.now())
    letters = list(db.session.scalars(select(Message)))
    told = [(one.subject, one.text, one.html) for one in letters]
    erasing.carry_out(again.id)
    last = db.session.scalars(select(Message).where(Message.recipient == "ann@example.com")).one()
    for subject, text, html in [*told, (last.subject, last.text, last.html)]:
        for words in (subject, text, *heard(html)):
            assert not untranslated(ADDRESS.sub(" ", words)), words


def test_refusals_and_missing_pages_have_no_english_word(client: Browser) -> None:
    OpenConsultation(slug="growth")
    client.get("/consultations/growth/respond")
    client.submit({"strands": None})
    assert not foreign(client)
    client.get("/consultations/none", expect=404)
    assert not foreign(client)


def test_letters_have_no_english_word_left(client: Browser) -> None:
    consultation = growing()
    theme = consultation.themes[0]
    lead = everybody(consultation)
    sent(client, consultation, text="Λεωφορεία", email="ann@example.com", button=None)
    addresses_asked()
    Registered(OpenWorkshop(consultation=consultation))
    scheduling.choose(lead, theme, Frequency.DAILY, hour=9, weekday=0)
    assert compiling.compile_due(scheduling.kept(lead, theme).id)
    letters = db.session.scalars(select(Message)).all()
    assert {letter.key.partition(":")[0] for letter in letters} == {"response-confirm", "workshop", "digest"}
    for letter in letters:
        for told in (letter.subject, letter.text, *heard(letter.html)):
            assert not untranslated(told), letter.key


def test_the_printed_report_has_no_english_word_left(app: Flask) -> None:
    consultation = growing()
    with app.test_request_context():
        printed = printing.printed(report.assemble(PublishedSummary(consultation)))
    told = list(pieces({name: value for name, value in printed.items() if name != "language"}))
    assert len(told) > 30
    assert not [word for one in told for word in untranslated(one)]


def pieces(value: object) -> Iterator[str]:
    """Give the texts inside of lists and dictionaries."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple):
        for one in value.values() if isinstance(value, dict) else value:
            yield from pieces(one)
