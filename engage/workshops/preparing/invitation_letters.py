"""What those who are invited are told by e-mail, once for each cause."""

from engage import clock
from engage.mail import post, render
from engage.web.addresses import address
from engage.workshops.preparing.models import Invitation


def address_of(invitation: Invitation, key: str) -> str:
    """Give the whole address of the private link in an invitation."""
    return f"{address('workshops.show', slug=invitation.workshop.slug)}/invitation/{key}"


def invite(invitation: Invitation, key: str, *, again: bool) -> None:
    """Ask somebody to come; again, if they have not answered."""
    letter = render(
        "workshops/emails/invited",
        invitation=invitation,
        workshop=invitation.workshop,
        link=address_of(invitation, key),
        again=again,
    )
    # One a day, whoever presses the button how often.
    cause = f"again:{clock.today()}" if again else "first"
    key = f"workshop:invitation:{invitation.id}:{cause}"
    post(to=invitation.email, letter=letter, key=key, about=invitation.id)
