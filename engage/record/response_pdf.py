"""What was sent, as a document to keep: every word of it ready to be set."""

from importlib.resources import files
from typing import Any

from flask import current_app
from flask_babel import gettext

from engage.feedback.form import replies
from engage.feedback.labels import label
from engage.feedback.models import Consent, Contribution, Response
from engage.feedback.standing import replied, standing
from engage.web import glyphs, typesetting
from engage.web.templating import day, filesize, language, moment


def pdf(response: Response) -> bytes:
    """Set what stands in a response as a tagged PDF."""
    template = files("engage.record").joinpath("response.typ")
    return typesetting.pdf(template, told(response), dated=response.amended_at or response.received_at)


def told(response: Response) -> dict[str, Any]:
    """Give a response as the template takes it: words in the reader's language, dates written out."""
    consultation = response.consultation
    return {
        "language": language().partition("-")[0],
        "service": current_app.config["SETTINGS"].service_name,
        "body": consultation.body.name,
        "title": gettext("Your response: %(title)s", title=consultation.title),
        "reference": gettext("Reference %(reference)s", reference=response.reference),
        "page": gettext("Page"),
        "withdrawn": _withdrawn(response),
        "facts": _facts(response),
        "said_title": gettext("What you wrote"),
        "said": [_said(one) for one in standing(response)],
        "replied_title": gettext("What you chose"),
        "replied": [
            {"asked": one.question.text, "words": replies.in_words(one.question, one.value)}
            for one in replied(response)
        ],
        "files_title": gettext("Files you sent"),
        "files": [
            f"{one.file_name} ({filesize(one.size)})" for one in response.uploads if one.ended_at is None
        ],
        "lacking": _lacking(),
    }


def _withdrawn(response: Response) -> str | None:
    if response.withdrawn_at is None:
        return None
    return str(gettext("You withdrew this response on %(at)s.", at=moment(response.withdrawn_at)))


def _facts(response: Response) -> list[list[str]]:
    contact = response.contact
    facts = [
        (gettext("Sent"), moment(response.received_at)),
        (gettext("Changed"), moment(response.amended_at) if response.amended_at else None),
        (gettext("Answering as"), label(response.sector)),
        (gettext("Organisation"), response.organisation),
        (gettext("Place"), response.area),
        (gettext("Name"), contact.name if contact else None),
        (gettext("E-mail address"), contact.email if contact else None),
        (gettext("Published"), _published(response)),
    ]
    return [[str(name), str(value)] for name, value in facts if value]


def _published(response: Response) -> str:
    if response.consent is Consent.NAMED and response.published_as:
        return str(gettext("With the name %(name)s", name=response.published_as))
    return str(label(response.consent))


def _said(one: Contribution) -> dict[str, Any]:
    return {
        "under": one.theme.title if one.theme else gettext("About the whole"),
        "position": one.theme.position if one.theme else 0,
        "asked": one.question.text if one.question else None,
        "text": one.text.replace("\r\n", "\n").split("\n"),
        "kind": f"{label(one.kind)} · {day(one.received_at)}",
    }


def _lacking() -> str:
    return str(
        gettext(
            "Where this document says %(mark)s, what you wrote has characters that cannot be printed, such "
            "as those of another script. They are kept, and stand on your private page.",
            mark=glyphs.LACKING,
        )
    )
