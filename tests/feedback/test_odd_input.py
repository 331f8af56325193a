"""Whatever people type is kept to the character, or they are told what cannot be, and lose nothing else."""

import json
from collections.abc import Iterator
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as properties
from hypothesis import strategies as st
from sqlalchemy import select

from engage.analysis.characters import storable, unkeepable
from engage.consultations.models import Consultation
from engage.db import db
from engage.feedback.form.forms import newlines
from engage.feedback.models import Draft, Response
from engage.imports.export_files import Format, Of, write
from engage.imports.exporting import Export, Scope
from tests.browser import Browser, checked
from tests.factories import OpenConsultation
from tests.feedback.visitor import answered, begun, sent
from tests.oddities import OURS, UNKEEPABLE, well_known

KEPT = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\0"), max_size=300)
"""Every text that PostgreSQL holds."""
LOST = "that cannot be kept, and we took"


def squashed(text: str) -> str:
    """Leave out the spaces, which pages fold."""
    return "".join(text.split())


def _box(browser: Browser) -> str:
    assert browser.page
    return str(browser.page.query("textarea")[0].to_text(strip=False))


def _draft() -> Draft:
    return db.session.scalars(select(Draft)).one()


def _typed(consultation: Consultation) -> str:
    answers = _draft().answers
    return str(answers["texts"][str(consultation.themes[0].id)]["text"])


def _page(consultation: Consultation) -> str:
    return f"/consultations/{consultation.slug}/respond/themes/{consultation.themes[0].slug}"


def batched(texts: list[str], size: int) -> Iterator[list[str]]:
    """Cut a list into shorter ones."""
    return (texts[at : at + size] for at in range(0, len(texts), size))


def _lines() -> Iterator[str]:
    yield from OURS
    for some in batched(well_known(), 50):
        yield "\n".join(some)


def test_every_odd_text_comes_back_as_it_was_typed(client: Browser) -> None:
    consultation, before = OpenConsultation(), ""
    begun(client, consultation)
    for text in [*_lines(), ""]:
        client.get(_page(consultation))
        assert _box(client) == before
        client.submit({f"text-{consultation.themes[0].id}": text})
        before = newlines(text)
        assert _typed(consultation) == before


def test_every_odd_text_is_checked_and_sent_as_it_was_typed(client: Browser) -> None:
    texts = [text for text in OURS if text.strip()]
    for some in batched(texts, 8):
        text, consultation = "\n\n".join(newlines(one) for one in some)[:10_000], OpenConsultation()
        begun(client, consultation, text=text)
        answered(client)
        assert client.page
        assert squashed(client.page.query(".words")[0].to_text()) == squashed(text)
        client.submit(button="Send my response")
        assert client.at.endswith("/receipt")
        response = db.session.scalars(
            select(Response).where(Response.consultation_id == consultation.id)
        ).one()
        assert [one.text for one in response.contributions] == [text]


@properties(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=KEPT.filter(lambda text: bool(text.strip())))
def test_any_text_that_can_be_kept_goes_round_unchanged(client: Browser, text: str) -> None:
    browser, consultation, text = Browser(client.app), OpenConsultation(), newlines(text)
    sent(browser, consultation, text=text)
    assert browser.page
    response = db.session.scalars(select(Response).where(Response.consultation_id == consultation.id)).one()
    assert [one.text for one in response.contributions] == [text]
    browser.get(browser.page.query(".receipt__link")[0].attrs["href"].partition("://")[2].partition("/")[2])
    assert browser.page
    shown = [squashed(one.to_text()) for one in browser.page.query(".words")]
    assert squashed(text) in shown
    file = BytesIO()
    write(Export(consultation, Scope.STAFF), Of.CONTRIBUTIONS, Format.JSON, file)
    exported = json.loads(file.getvalue())
    rows = exported["contributions"] if isinstance(exported, dict) else exported
    assert [row["text"] for row in rows] == [text]


@given(text=st.text(st.characters(), max_size=80))
def test_only_what_cannot_be_kept_is_taken_out(text: str) -> None:
    rest = storable(text)
    assert not unkeepable(rest)
    rest.encode()
    assert rest == "".join(one for one in text if one != "\0" and not "\ud800" <= one <= "\udfff")


@pytest.mark.parametrize("text", UNKEEPABLE)
def test_what_cannot_be_kept_is_said_next_to_the_box_and_all_else_stays(client: Browser, text: str) -> None:
    consultation = OpenConsultation()
    begun(client, consultation)
    client.get(_page(consultation))
    raw = f"before {text} after".encode(errors="surrogatepass")
    _post_bytes(client, consultation, raw)
    assert client.page
    assert LOST in client.page.query(".govuk-error-message")[0].to_text()
    assert _typed(consultation) == _box(client) == f"before {storable(text)} after"


def _post_bytes(browser: Browser, consultation: Consultation, text: bytes, *, quoted: bool = True) -> None:
    """Send bytes as no browser does: percent-encoded, or as they are."""
    assert browser.page
    token = browser.page.query("input[name=csrf_token]")[0].attrs["value"].encode()
    told = b"".join(b"%%%02X" % byte for byte in text) if quoted else text
    name = f"text-{consultation.themes[0].id}".encode()
    answer = browser.client.post(
        _page(consultation),
        data=b"csrf_token=" + token + b"&" + name + b"=" + told,
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code == 200, answer.status
    browser.page = checked(answer.text, _page(consultation))


@pytest.mark.parametrize("quoted", [True, False])
def test_bytes_that_are_no_text_are_said_rather_than_written_out(client: Browser, quoted: bool) -> None:
    consultation = OpenConsultation()
    begun(client, consultation)
    client.get(_page(consultation))
    _post_bytes(client, consultation, b"caf\xe9 \xed\xa0\x80 end", quoted=quoted)
    assert client.page
    assert "Your text held 4 characters" in client.page.query(".govuk-error-message")[0].to_text()
    assert _typed(consultation) == "caf  end"


def test_a_text_of_200_000_characters_is_counted_and_stays(client: Browser) -> None:
    consultation, text = OpenConsultation(), "🚌" * 200_000
    begun(client, consultation)
    client.get(_page(consultation))
    _post_bytes(client, consultation, text.encode())
    assert client.page
    told = client.page.query(".govuk-error-message")[0].to_text()
    assert "must be 10,000 characters or fewer. You have written 200,000" in told
    assert _typed(consultation) == _box(client) == text


def test_what_is_over_every_limit_is_refused_in_words_and_what_was_saved_stays(client: Browser) -> None:
    consultation = OpenConsultation()
    begun(client, consultation, text="Buses")
    answer = client.client.post(
        _page(consultation), data={"text": "x" * 2_600_000}, content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 413
    assert "All that you saved on pages before is still there" in " ".join(answer.text.split())
    assert _typed(consultation) == "Buses"


@pytest.mark.parametrize(
    "name", ["Ann\r\nBcc: all@c.example", "Ann\u202eB", "\x1b[0m", "Ann\u2028B", "A\u200bB"]
)
def test_a_name_is_one_line_of_what_can_be_read(client: Browser, name: str) -> None:
    begun(client, OpenConsultation(), text="Buses")
    client.submit({"sector": "resident"})
    client.submit({"name": name, "email": "ann@b.example"})
    assert client.at.endswith("/contact")
    assert "This must be on one line, and of letters that can be read" in client.text()


def test_bytes_that_are_no_text_break_no_other_form(client: Browser) -> None:
    sent = b"email=%ED%A0%80@b.example&password=x"
    answer = client.client.post("/sign-in", data=sent, content_type="application/x-www-form-urlencoded")
    assert answer.status_code in (200, 400)
