"""What an operator may set, by environment variable alone."""

from pathlib import Path
from typing import Annotated

from babel.localedata import exists
from pydantic import AfterValidator, AnyHttpUrl, Field, SecretStr, UrlConstraints
from pydantic_core import Url
from pydantic_settings import BaseSettings, SettingsConfigDict


def _known(language: str) -> str:
    """Keep the name of a language whose dates and numbers can be written."""
    if not exists(language):
        raise ValueError("it names no language like en_GB or cy")
    return language


SmtpUrl = Annotated[Url, UrlConstraints(allowed_schemes=["smtp", "smtps"], host_required=True)]


class Settings(BaseSettings):
    """Every setting of the service; `.env.example` lists and explains them.

    A URL that is not set means: use the embedded server of that kind, which `engage up` runs.
    """

    model_config = SettingsConfigDict(env_prefix="ENGAGE_", frozen=True, extra="ignore")

    data_dir: Path = Path("var")
    """Uploads, caught mail, and the data of the embedded servers."""
    database_url: str | None = Field(None, pattern=r"^postgresql(\+psycopg)?://")
    redis_url: str | None = Field(None, pattern=r"^(rediss?|redis\+socket|unix)://")
    smtp_url: SmtpUrl | None = None
    """`smtp://user:password@host:587`; STARTTLS is used where the server offers it."""

    catch_mail: bool = False
    """Whether mail goes to the catcher of `engage up`, which sets this: anybody may then read it."""

    public_url: AnyHttpUrl = AnyHttpUrl("http://127.0.0.1:8000")
    """Where people reach the service: every link in an e-mail starts with it."""
    secret_key: SecretStr | None = Field(None, min_length=32)
    """Signs sessions and links; `engage up` makes and keeps one where none is set."""
    password_salt: SecretStr | None = Field(None, min_length=16)

    service_name: str = "Engage"
    language: Annotated[str, AfterValidator(_known)] = "en_GB"
    """What pages and letters are written in; one that is not translated yet falls back to English."""
    mail_from: str = "Engage <no-reply@engage.example>"
    mail_reply_to: str | None = None
    trusted_proxies: int = Field(0, ge=0, le=4)
    """How many proxies stand in front and set `X-Forwarded-For`."""
    upload_limit_mb: int = Field(25, ge=1, le=200)
    web_workers: int = Field(2, ge=1, le=64)
    worker_processes: int = Field(2, ge=1, le=64)
    rate_limits: bool = True
    log_level: str = Field("INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$")
    demo: bool = False
    """Whether `engage up` loads the demo."""
    shared_data: Path | None = None
    """A folder of real contributions for the tests that need them."""

    @property
    def uploads(self) -> Path:
        """The folder of uploaded files, outside anything that is served as it is."""
        return self.data_dir / "uploads"

    @property
    def caught_mail(self) -> Path:
        """Where the mail catcher of a laptop keeps what would have been sent."""
        return self.data_dir / "mail"

    @property
    def secure(self) -> bool:
        """Say whether people reach the service over TLS, so that cookies may be bound to it."""
        return self.public_url.scheme == "https"

    def environment(self) -> dict[str, str]:
        """Write the settings as the variables in which another process reads them."""
        told = {name: value for name, value in self if value is not None}
        return {f"ENGAGE_{name.upper()}": _plain(value) for name, value in told.items()}


def _plain(value: object) -> str:
    return value.get_secret_value() if isinstance(value, SecretStr) else str(value)
