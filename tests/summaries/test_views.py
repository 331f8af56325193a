from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import select

from engage import clock
from engage.accounts import Person
from engage.consultations.models import Consultation
from engage.db import db
from engage.feedback.models import Contribution, Response
from engage.summaries import compilation, queries, report
from engage.summaries.models import Quote, Summary
from tests.browser import Browser
from tests.factories import Manager, OpenConsultation, Staff, WithheldContribution
from tests.factories.summaries import (
    BUSES,
    HOMES,
    CompiledSummary,
    PublishedSummary,
    RequestedSummary,
    ShownTexts,
)

SignIn = Callable[[Person], Browser]


@pytest.fixture
def published() -> Summary:
    return PublishedSummary()


def test_everybody_can_find_and_read_a_published_summary(client: Browser, published: Summary) -> None:
    client.get("/summaries")
    client.follow(published.consultation.title)
    assert "16 contributions by 16 people" in client.text()
    assert "A consultation is not a vote" in client.text()


def test_a_draft_is_not_public(client: Browser) -> None:
    summary = CompiledSummary()
    client.get(f"/summaries/{summary.consultation.slug}", expect=404)
    client.get("/summaries")
    assert summary.consultation.title not in client.text()


def test_every_finding_leads_to_the_contributions_behind_it(client: Browser, published: Summary) -> None:
    client.get(f"/summaries/{published.consultation.slug}")
    for topic in queries.topics(published):
        client.get(f"/summaries/{published.consultation.slug}/topics/{topic.id}")
        assert client.page
        assert len(client.page.query("blockquote")) == topic.counts["contributions"]


def test_all_contributions_behind_the_numbers_can_be_read(client: Browser, published: Summary) -> None:
    theme = published.consultation.themes[0]
    client.get(f"/summaries/{published.consultation.slug}/contributions?theme={theme.slug}")
    assert "16 contributions" in client.text()


def test_a_topic_of_a_summary_that_was_superseded_is_not_found(client: Browser, published: Summary) -> None:
    topic = queries.topics(published)[0]
    PublishedSummary(published.consultation)
    client.get(f"/summaries/{published.consultation.slug}/topics/{topic.id}", expect=404)


def test_withheld_words_are_on_no_page(client: Browser) -> None:
    consultation = OpenConsultation()
    ShownTexts(consultation)
    WithheldContribution(
        theme=consultation.themes[0], text="Councillor Quillfeather takes bribes, ask anyone."
    )
    summary = PublishedSummary(consultation)
    paths = ["", "/contributions", "/data.json", "/report.html"]
    paths += [f"/topics/{topic.id}" for topic in queries.topics(summary)]
    for path in paths:
        assert "Quillfeather" not in client.get(f"/summaries/{consultation.slug}{path}").text


def test_what_was_taken_back_is_shown_as_a_dated_note_only(client: Browser, published: Summary) -> None:
    quote = db.session.scalars(select(Quote).where(Quote.position == 1)).first()
    assert quote
    words = quote.item.contribution.text[quote.start : quote.end]
    response = db.session.get_one(Response, quote.item.contribution.response_id)
    response.withdrawn_at = clock.now()
    db.session.commit()
    slug = published.consultation.slug
    page = client.get(f"/summaries/{slug}").text
    assert words not in page
    assert "has since been redacted or taken back" in page
    assert words not in client.get(f"/summaries/{slug}/data.json").text
    assert words not in client.get(f"/summaries/{slug}/contributions").text


@pytest.mark.parametrize(
    ("name", "media_type"),
    [("report.pdf", "application/pdf"), ("report.html", "text/html"), ("data.json", "application/json")],
)
def test_a_summary_can_be_taken_away(client: Browser, published: Summary, name: str, media_type: str) -> None:
    answer = client.client.get(f"/summaries/{published.consultation.slug}/{name}")
    assert (answer.status_code, answer.mimetype) == (200, media_type)


def test_a_manager_compiles_edits_and_publishes(signed_in_as: SignIn) -> None:
    consultation = OpenConsultation()
    ShownTexts(consultation)
    manager = signed_in_as(Manager(consultation))
    manager.get("/desk/summaries")
    manager.submit(button=f"Compile a summary {consultation.title}")
    assert "16 contributions are being read" in manager.text()
    assert manager.answer
    assert manager.answer.headers["Refresh"]
    summary = _newest(consultation)
    compilation.compile_summary(summary.id)
    db.session.commit()
    manager.get(f"/desk/summaries/{summary.id}")
    manager.follow("Reword it")
    manager.submit({"title": "Buses decide which jobs people take"}, button="Save")
    assert "Buses decide which jobs people take" in manager.text()
    manager.submit(button="Publish this summary", form=f"form[action='/desk/summaries/{summary.id}/publish']")
    assert manager.at == f"/summaries/{consultation.slug}"
    assert "Buses decide which jobs people take" in manager.text()


def _newest(consultation: Consultation) -> Summary:
    return db.session.scalars(queries.of(consultation.id)).first() or pytest.fail("no summary")


def test_quotes_are_hidden_and_put_first(signed_in_as: SignIn) -> None:
    summary = CompiledSummary()
    topic = next(topic for topic in queries.topics(summary) if len(topic.quotes) > 3)
    first, last = topic.quotes[0].id, topic.quotes[3].id
    manager = signed_in_as(Manager(summary.consultation))
    manager.get(f"/desk/summaries/topics/{topic.id}")
    manager.submit(button="mark=hide", form=f"form[action='/desk/summaries/quotes/{first}']")
    manager.submit(button="mark=pin", form=f"form[action='/desk/summaries/quotes/{last}']")
    assert _quote(first).hidden_at
    assert _quote(last).pinned_at


def _quote(quote_id: UUID) -> Quote:
    return db.session.get_one(Quote, quote_id)


def test_a_title_that_is_too_long_is_refused_and_kept(signed_in_as: SignIn) -> None:
    summary = CompiledSummary()
    topic = queries.topics(summary)[0]
    manager = signed_in_as(Manager(summary.consultation))
    manager.get(f"/desk/summaries/topics/{topic.id}")
    manager.submit({"title": "Buses " * 50}, button="Save")
    assert "Say it in 200 characters or fewer" in manager.text()


def test_nothing_to_summarise_is_said_in_a_sentence(signed_in_as: SignIn) -> None:
    consultation = OpenConsultation()
    manager = signed_in_as(Manager(consultation))
    manager.get("/desk/summaries")
    manager.submit(button=f"Compile a summary {consultation.title}")
    assert "There is nothing to summarise yet" in manager.text()


def test_a_failed_summary_says_why_and_offers_another_try(signed_in_as: SignIn) -> None:
    summary = RequestedSummary()
    summary.failed_at, summary.cause = clock.now(), "ArithmeticError: the sums do not add up"
    manager = signed_in_as(Manager(summary.consultation))
    manager.get(f"/desk/summaries/{summary.id}")
    assert "the sums do not add up" in manager.text()
    manager.submit(button="Compile again")
    assert "are being read" in manager.text()


def test_others_who_sign_in_do_not_reach_a_draft(signed_in_as: SignIn) -> None:
    summary = CompiledSummary()
    stranger = signed_in_as(Manager(OpenConsultation()))
    stranger.get(f"/desk/summaries/{summary.id}", expect=403)
    stranger.get(f"/desk/summaries/{summary.id}/report.pdf", expect=403)
    stranger.get(f"/desk/summaries/topics/{queries.topics(summary)[0].id}", expect=403)
    signed_in_as(Staff()).get(f"/desk/summaries/{summary.id}", expect=403)


def test_words_that_were_taken_back_stand_in_no_heading_either(client: Browser) -> None:
    consultation = OpenConsultation()
    ShownTexts(
        consultation, [*(f"{text} Zebedee Quillfeather knows." for text in BUSES[:3]), *BUSES[3:], *HOMES]
    )
    summary = PublishedSummary(consultation)
    topic = next(one for one in queries.topics(summary) if "Quillfeather" in one.label)
    said = select(Response).join(Response.contributions).where(Contribution.text.contains("Quillfeather"))
    for response in db.session.scalars(said).unique():
        response.withdrawn_at = clock.now()
    db.session.commit()
    for path in ("", "/data.json", "/report.html", f"/topics/{topic.id}"):
        assert "Quillfeather" not in client.get(f"/summaries/{consultation.slug}{path}").text
    assert report.headline(topic)
    assert "Quillfeather" not in report.headline(topic)


def test_a_place_that_few_named_is_counted_and_not_named(client: Browser) -> None:
    consultation = OpenConsultation()
    ShownTexts(consultation)
    somebody = db.session.scalars(select(Response)).first()
    assert somebody
    somebody.area = "14 Acacia Lane"
    PublishedSummary(consultation)
    for path in ("", "/data.json", "/report.html"):
        assert "1 other place" in (page := client.get(f"/summaries/{consultation.slug}{path}").text)
        assert "fewer than 5): 14 Acacia Lane" not in page
