"""Consultations, workshops and what was heard in them. Here: only the wiring."""

from datetime import timedelta
from pathlib import Path

from flask import Flask
from flask_babel import Babel

from engage import jobs, logging
from engage.accounts import security as accounts
from engage.accounts import views as account
from engage.audit import models as _audit  # noqa: F401  # its tables
from engage.consultations import content_views as content
from engage.consultations import doors
from engage.consultations import evidence_views as evidence
from engage.consultations import language_views as tongues
from engage.consultations import people_views as people
from engage.consultations import question_views as questions
from engage.consultations import views as setup
from engage.db import db, migrate
from engage.digests import views as digests
from engage.feedback import confirmation_views, organisation_views, paper_views, tally_views
from engage.feedback.equality import views as equality_views
from engage.feedback.form import colleague_views as _colleagues  # noqa: F401  # pages on feedback.views
from engage.feedback.form import room_views, saving_views, sending_views
from engage.imports import run_views as runs
from engage.imports import views as imports
from engage.moderation import views as moderation
from engage.operations import caught_views as caught_mail
from engage.operations import request_views as requests
from engage.operations import views as operations
from engage.organisations import views as bodies
from engage.record import consultations as pages
from engage.record import receipt_views, response_rights, response_views, wall_views, workshop_views
from engage.record import views as record
from engage.settings import Settings
from engage.summaries import views as summaries
from engage.web import failures, health, languages, navigation, security, templating
from engage.web.received import Received
from engage.workshops import desk as workshops
from engage.workshops import own as _own  # noqa: F401  # pages on workshops.views
from engage.workshops.agreeing import desk as _agreeing  # noqa: F401  # pages on workshops.views
from engage.workshops.agreeing import views as _replying  # noqa: F401
from engage.workshops.door import attendance_views as _attendance  # noqa: F401  # on the same blueprint
from engage.workshops.door import device_views as _devices  # noqa: F401
from engage.workshops.preparing import pages as _preparing  # noqa: F401  # pages on workshops.views
from engage.workshops.tables import desk_pages as _tables  # noqa: F401  # pages on workshops.views
from engage.workshops.tables import dots_views as _dots  # noqa: F401  # and on notes_views, which it imports
from engage.workshops.tables import wall_desk as _walls  # noqa: F401

HERE = Path(__file__).parent
BLUEPRINTS = (
    health.bp,
    account.bp,
    bodies.bp,
    setup.bp,
    content.bp,
    questions.bp,
    tongues.bp,
    evidence.bp,
    people.bp,
    saving_views.links,
    equality_views.staff,
    organisation_views.bp,
    room_views.bp,
    sending_views.bp,  # that of feedback.views, with the last pages on it
    confirmation_views.bp,
    paper_views.bp,
    tally_views.bp,
    workshops.bp,
    moderation.bp,
    summaries.bp,
    digests.bp,
    imports.bp,
    runs.bp,
    record.bp,
    pages.bp,
    response_views.bp,
    workshop_views.bp,
    receipt_views.bp,
    response_rights.bp,
    wall_views.bp,
    operations.bp,
    requests.bp,
    caught_mail.bp,
)


def _beside(name: str) -> Path:
    """Find a folder that travels inside the package, and stands at the top of a checkout."""
    inside = HERE / name
    return inside if inside.is_dir() else HERE.parent / name


def create_app(settings: Settings) -> Flask:
    """Make the web application from settings in which every URL and secret is set."""
    assert settings.database_url
    assert settings.redis_url
    assert settings.secret_key
    logging.configure(settings.log_level)
    app = Flask("engage", root_path=str(HERE), template_folder=str(_beside("templates")))
    app.jinja_environment = templating.Environment
    app.request_class = Received
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key.get_secret_value(),
        MIGRATIONS=_beside("migrations"),
        SQLALCHEMY_DATABASE_URI=settings.database_url.replace("postgresql://", "postgresql+psycopg://", 1),
        SQLALCHEMY_ENGINE_OPTIONS={
            "pool_pre_ping": True,
            "pool_size": 5,
            "max_overflow": 15,
            "pool_recycle": 1800,
            "hide_parameters": True,
        },
        BABEL_DEFAULT_LOCALE=settings.language,
        BABEL_DEFAULT_TIMEZONE="Europe/London",
        PERMANENT_SESSION_LIFETIME=timedelta(hours=12),
        SEND_FILE_MAX_AGE_DEFAULT=timedelta(days=365),
    )
    db.init_app(app)
    migrate.init_app(app, db, directory=str(app.config["MIGRATIONS"]), compare_type=True)
    Babel(app, locale_selector=languages.select_locale)
    jobs.init_app(app, settings.redis_url)
    security.init_app(app, settings)
    accounts.init_app(app, settings)
    failures.init_app(app)
    languages.init_app(app)
    templating.init_app(app)
    navigation.init_app(app, doors.opened)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    return app
