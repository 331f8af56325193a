"""Signing in, through Flask-Security: Argon2 passwords, a second factor, recovery by e-mail."""

from typing import Any
from uuid import uuid4

from flask import Flask
from flask_babel import lazy_gettext as _l
from flask_security.core import RoleMixin, Security
from flask_security.datastore import SQLAlchemyUserDatastore
from flask_security.mail_util import MailUtil

from engage.accounts.access import SignInNeeded, lead_to_sign_in
from engage.accounts.models import Person
from engage.accounts.people import SHORTEST_PASSWORD
from engage.db import db
from engage.mail import Letter, post
from engage.settings import Settings
from engage.web.security import limiter

PATHS = {
    "LOGIN_URL": "/sign-in",
    "LOGOUT_URL": "/sign-out",
    "RESET_URL": "/sign-in/reset",
    "CHANGE_URL": "/account/password",
    "VERIFY_URL": "/sign-in/again",
    "TWO_FACTOR_SETUP_URL": "/account/second-factor",
    "TWO_FACTOR_TOKEN_VALIDATION_URL": "/sign-in/code",
    "TWO_FACTOR_RESCUE_URL": "/sign-in/code/help",
    "TWO_FACTOR_SELECT_URL": "/sign-in/code/choose",
    "MULTI_FACTOR_RECOVERY_CODES_URL": "/account/recovery-codes",
    "MULTI_FACTOR_RECOVERY_URL": "/sign-in/recovery",
    "POST_LOGIN_VIEW": "/desk",
    "POST_LOGOUT_VIEW": "/",
    "POST_CHANGE_VIEW": "/desk",
    "POST_RESET_VIEW": "/desk",
}


MESSAGES = {
    "REAUTHENTICATION_REQUIRED": (_l("It has been a while: enter your password again to go on"), "info"),
    "REAUTHENTICATION_SUCCESSFUL": (_l("You have signed in again"), "success"),
    "TWO_FACTOR_PERMISSION_DENIED": (_l("Sign in first"), "error"),
    "INVALID_RESET_PASSWORD_TOKEN": (_l("This link is not complete, or has been used already"), "error"),
    "LOGIN": (_l("Sign in to see this page"), "info"),
    "GENERIC_AUTHN_FAILED": (_l("This address and this password do not belong together"), "error"),
    "PASSWORD_RESET_REQUEST": (
        _l("If this address has an account, a letter with a link to a new password is on its way to it"),
        "info",
    ),
    "TWO_FACTOR_INVALID_TOKEN": (_l("This is not the code that the app shows now"), "error"),
    "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": (_l("From now on you sign in with a code as well"), "success"),
}
"""What Flask-Security would say to people in words of its own trade."""

LIMITS = {
    "security.login": "10 per minute; 100 per hour",
    "security.forgot_password": "5 per minute; 20 per hour",
    "security.reset_password": "10 per minute",
    "security.verify": "10 per minute",
    "security.change_password": "10 per minute",
    "security.two_factor_token_validation": "10 per minute; 60 per hour",
    "security.mf_recovery": "5 per minute; 20 per hour",
}
"""How often one address may try; whole offices share one."""


class LedgerMail(MailUtil):
    """Flask-Security's letters, owed through the ledger like all others."""

    def send_mail(
        self,
        template: str,
        subject: str,
        recipient: str | tuple[str, str],
        sender: str | tuple[str, str],
        body: str | None,
        html: str | None,
        **kwargs: Any,
    ) -> None:
        """Post one letter; each request for one is a cause of its own."""
        address = recipient if isinstance(recipient, str) else recipient[1]
        post(to=address, letter=Letter(str(subject), body or "", html or ""), key=f"account:{uuid4()}")
        # Flask-Security's view for a forgotten password writes nothing else, and commits nothing.
        db.session.commit()


def init_app(app: Flask, settings: Settings) -> None:
    """Let staff sign in to this application."""
    assert settings.password_salt
    app.config.update({f"SECURITY_{name}": value for name, value in PATHS.items()})
    app.config.update({f"SECURITY_MSG_{name}": said for name, said in MESSAGES.items()})
    app.config.update(
        SECURITY_PASSWORD_SALT=settings.password_salt.get_secret_value(),
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106 - the name of the scheme
        SECURITY_PASSWORD_SINGLE_HASH=["argon2"],
        SECURITY_PASSWORD_SCHEMES=["argon2"],
        SECURITY_PASSWORD_LENGTH_MIN=SHORTEST_PASSWORD,
        SECURITY_PASSWORD_CONFIRM_REQUIRED=False,
        SECURITY_RECOVERABLE=True,
        SECURITY_CHANGEABLE=True,
        SECURITY_TWO_FACTOR=True,
        SECURITY_TWO_FACTOR_ENABLED_METHODS=["authenticator"],
        SECURITY_TWO_FACTOR_RESCUE_EMAIL=False,
        SECURITY_MULTI_FACTOR_RECOVERY_CODES=True,
        SECURITY_TOTP_SECRETS={"1": settings.password_salt.get_secret_value()},
        SECURITY_TOTP_ISSUER=settings.service_name,
        SECURITY_RETURN_GENERIC_RESPONSES=True,
        SECURITY_EMAIL_SUBJECT_PASSWORD_RESET=_l("Choose a new password"),
        SECURITY_LOGOUT_METHODS=["POST"],
        SECURITY_JOIN_USER_ROLES=False,
        SECURITY_CACHE_CONTROL={},
        SECURITY_EMAIL_SENDER=settings.mail_from,
        SECURITY_CSRF_IGNORE_UNAUTH_ENDPOINTS=False,
        SECURITY_EMAIL_VALIDATOR_ARGS={"check_deliverability": False, "test_environment": True},
    )
    people = SQLAlchemyUserDatastore(db, Person, RoleMixin)
    app.extensions["security"] = Security(app, people, mail_util_cls=LedgerMail)
    # Only a session signs anybody in: Flask-Security also takes tokens, even in an address, that never end.
    app.login_manager.request_loader(lambda request: None)  # type: ignore[attr-defined]
    _slow_down_guessing(app)
    app.register_error_handler(SignInNeeded, lead_to_sign_in)  # type: ignore[arg-type]


def _slow_down_guessing(app: Flask) -> None:
    for endpoint, often in LIMITS.items():
        limited = limiter.limit(often, methods=["POST"])(app.view_functions[endpoint])
        app.view_functions[endpoint] = limited  # type: ignore[assignment]  # never awaitable here
