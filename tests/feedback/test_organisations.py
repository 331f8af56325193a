"""The organisations that took part: listed, corrected, and found to be one."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.exc import NoResultFound

from engage import clock
from engage.accounts import Person
from engage.audit.models import AuditEntry
from engage.consultations.models import Consultation
from engage.db import db
from engage.errors import RuleBroken
from engage.feedback import intake, organisations
from engage.feedback.intake import NewContribution
from engage.feedback.models import Channel, Consent, Response
from engage.organisations import correcting
from engage.organisations.correcting import Details
from engage.organisations.models import Organisation, Sector
from engage.organisations.registering import known_as
from engage.summaries.counting import Heard, count
from engage.summaries.models import Item
from tests.browser import Browser
from tests.counting import statements
from tests.factories import Administrator, Manager, OpenConsultation


def _response_of(consultation: Consultation, name: str) -> Response:
    return intake.accept(
        consultation,
        sector=Sector.BUSINESS,
        consent=Consent.UNNAMED,
        channel=Channel.ONLINE,
        contributions=[NewContribution("Buses", consultation.themes[0].id)],
        received_at=clock.now(),
        organisation=name,
    )


def _of(response: Response) -> Organisation:
    return db.session.get_one(Organisation, response.organisation_id)


def _voices(*responses: Response) -> int:
    heard = [
        Heard.of(Item(theme_id=None), one.contributions[0], one.contributions[0].text, one)
        for one in responses
    ]
    return count(heard)["organisations"]


def test_two_that_are_one_are_counted_once_and_so_is_what_comes_later() -> None:
    consultation, officer = OpenConsultation(), Administrator()
    short, whole = _response_of(consultation, "AVC"), _response_of(consultation, "Amble Valley Council")
    assert _voices(short, whole) == 2
    gone, kept = _of(short), _of(whole)
    organisations.merge(gone, "amble valley council", by=officer)
    db.session.expire_all()
    later = _response_of(consultation, "avc")
    assert {one.organisation_id for one in (short, whole, later)} == {kept.id}
    assert _voices(short, whole, later) == 1
    assert short.organisation == "AVC"
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.act == "organisation.merged")).one()
    assert (entry.subject_id, entry.detail["into"]) == (gone.id, str(kept.id))


def test_what_was_merged_before_moves_along() -> None:
    consultation, officer = OpenConsultation(), Administrator()
    first, second, third = (_of(_response_of(consultation, name)) for name in ("One", "Two", "Three"))
    organisations.merge(first, "Two", by=officer)
    organisations.merge(second, "Three", by=officer)
    db.session.expire_all()
    assert known_as("One", sector=Sector.BUSINESS) == third.id
    assert correcting.other_names(third) == ["One", "Two"]


@pytest.mark.parametrize("name", ["Ambleford Mills", "Nobody Knows It", " "])
def test_what_is_no_other_organisation_is_refused(name: str) -> None:
    organisation = _of(_response_of(OpenConsultation(), "Ambleford Mills"))
    with pytest.raises(RuleBroken) as refusal:
        organisations.merge(organisation, name, by=Administrator())
    assert refusal.value.field == "into"


def test_a_corrected_name_keeps_the_old_one_as_its_own() -> None:
    consultation, officer = OpenConsultation(), Administrator()
    organisation = _of(_response_of(consultation, "Ambelford Mills"))
    correcting.correct(organisation, Details("Ambleford Mills", Sector.BUSINESS), by=officer)
    for name in ("Ambelford Mills", "Ambleford Mills"):
        assert known_as(name, sector=Sector.BUSINESS) == organisation.id
    correcting.correct(organisation, Details("Ambelford Mills", Sector.BUSINESS), by=officer)
    for name in ("Ambelford Mills", "Ambleford Mills"):
        assert known_as(name, sector=Sector.BUSINESS) == organisation.id


def test_a_name_that_another_has_is_refused() -> None:
    consultation = OpenConsultation()
    organisation, _other = (_of(_response_of(consultation, name)) for name in ("One", "Two"))
    with pytest.raises(RuleBroken) as refusal:
        correcting.correct(organisation, Details("TWO", Sector.BUSINESS), by=Administrator())
    assert refusal.value.field == "name"


def test_a_manager_finds_and_corrects_what_took_part(signed_in_as: Callable[[Person], Browser]) -> None:
    consultation = OpenConsultation()
    _response_of(consultation, "Ambleford Mills")
    _response_of(consultation, "Clee Hill Farms")
    browser = signed_in_as(Manager(consultation))
    browser.get("/desk/organisations?name=mills")
    assert "Ambleford Mills" in browser.text()
    assert "Clee Hill Farms" not in browser.text()
    assert f"{consultation.title} (1)" in browser.text()
    browser.follow("Ambleford Mills")
    browser.submit({"name": "Ambleford Mills Ltd", "sector": "voluntary", "kind": "charity"})
    assert "The details are corrected" in browser.text()
    assert "Known as" in browser.text()
    browser.follow("It is the same as another")
    browser.submit({"into": "Clee Hill Farm"})
    assert "No organisation has this name" in browser.text()
    browser.submit({"into": "Clee Hill Farms"})
    assert f"{consultation.title} (2)" in browser.text()


def test_a_manager_sees_and_changes_no_more_than_they_manage(
    signed_in_as: Callable[[Person], Browser],
) -> None:
    mine, other = OpenConsultation(), OpenConsultation()
    shared = _of(_response_of(mine, "Ambleford Mills"))
    _response_of(other, "Ambleford Mills")
    elsewhere = _of(_response_of(other, "Clee Hill Farms"))
    manager = Manager(mine)
    browser = signed_in_as(manager)
    browser.get("/desk/organisations")
    assert "Clee Hill Farms" not in browser.text()
    assert other.title not in browser.text()
    browser.get(f"/desk/organisations/{elsewhere.id}", expect=404)
    browser.get(f"/desk/organisations/{shared.id}")
    assert "only an administrator can correct this" in browser.text()
    browser.get(f"/desk/organisations/{shared.id}/merge", expect=403)
    own = _of(_response_of(mine, "Own"))
    with pytest.raises(RuleBroken):
        organisations.merge(own, "Ambleford Mills", by=manager)
    with pytest.raises(NoResultFound):
        organisations.get(manager, elsewhere.id)


def test_the_list_asks_as_little_with_many_as_with_few(signed_in_as: Callable[[Person], Browser]) -> None:
    consultation = OpenConsultation()
    browser, asked = signed_in_as(Manager(consultation)), []
    for names in (range(2), range(2, 9)):
        for number in names:
            _response_of(consultation, f"Mill {number}")
        db.session.commit()
        db.session.expire_all()
        with statements() as made:
            browser.get("/desk/organisations")
        asked.append(len(made))
    assert asked[0] == asked[1]
