"""What templates can say: times, numbers and assets, as the service writes them."""

import json
from collections import Counter
from collections.abc import MutableMapping
from datetime import date, datetime
from functools import lru_cache
from gettext import NullTranslations
from pathlib import Path
from typing import Any, Protocol

import flask.templating
from babel import Locale
from babel.dates import format_date, format_timedelta
from babel.numbers import format_decimal
from flask import Flask, url_for
from flask_babel import get_locale, get_translations, gettext, ngettext
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader
from markupsafe import Markup, escape

from engage import clock
from engage.analysis import characters
from engage.web import fields, languages, navigation
from engage.web.addresses import address

STRANDS = 8


class Placed(Protocol):
    """Anything that has a place in a fixed order, from 1: a theme."""

    position: int


class Environment(flask.templating.Environment):
    """Flask's, whose templates share their globals rather than each have a chain of them.

    Jinja compares the names in that chain each time a macro is imported: a tenth of a page's time.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Give a template the globals of all, unless it asks for some of its own."""
        return self.globals if d is None else super().make_globals(d)


def init_app(app: Flask) -> None:
    """Give templates the components, filters and globals that they share."""
    _speak(app)
    components = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    app.jinja_loader = ChoiceLoader([loader for loader in (app.jinja_loader, components) if loader])
    app.jinja_env.filters.update(
        moment=moment,
        day=day,
        weekday_moment=weekday_moment,
        span=span,
        hour=hour,
        number=number,
        ago=ago,
        filesize=filesize,
        paragraphs=paragraphs,
        isolated=isolated,
        visibly=visibly,
        strand_class=strand_class,
    )
    app.jinja_env.globals.update(
        address=address,
        asset=asset,
        now=clock.now,
        unseen=unseen,
        kind=fields.kind,
        faults=fields.faults,
        options_of=fields.options_of,
        longest=fields.longest,
        public_places=navigation.public_places,
        staff_places=navigation.staff_places,
        foot_places=navigation.foot_places,
        staff_door=navigation.staff_door,
        sign_out_href=navigation.sign_out_href,
        account_place=navigation.account_place,
        language=language,
        direction=languages.direction,
        language_offers=languages.offers,
        language_name=languages.name_of,
        page_href=navigation.page_href,
        security_action=navigation.security_action,
    )


def _speak(app: Flask) -> None:
    """Have templates look the catalogue of a language up by the language, and not by its name each time."""
    catalogues: dict[Locale | None, NullTranslations] = {}

    def words() -> NullTranslations:
        locale = get_locale()
        if locale not in catalogues:
            catalogues[locale] = get_translations()
        return catalogues[locale]

    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda text: words().gettext(text),
        ngettext=lambda one, many, count: words().ngettext(one, many, count),
        newstyle=True,
    )


def language() -> str:
    """Name the language of the page, for its `lang`."""
    return str(get_locale() or "en").replace("_", "-")


def locale() -> str:
    """Name the language that is being written; dates and numbers are British in every English."""
    chosen = str(get_locale() or "en")
    return "en_GB" if chosen.startswith("en") else chosen


def hour(at: datetime) -> str:
    """Write a time of day: 5pm, 9.30am, midday."""
    here = clock.london(at)
    if (here.hour, here.minute) in ((0, 0), (12, 0)):
        return str(gettext("midday") if here.hour else gettext("midnight"))
    minutes = f".{here:%M}" if here.minute else ""
    half = gettext("am") if here.hour < 12 else gettext("pm")
    return f"{here.hour % 12 or 12}{minutes}{half}"


def day(at: date) -> str:
    """Write a date, or the day on which a moment falls in London: 24 April 2026."""
    return format_date(clock.london(at) if isinstance(at, datetime) else at, "d MMMM y", locale=locale())


def moment(at: datetime) -> str:
    """Write a moment: 24 April 2026, 5pm."""
    return f"{day(at)}, {hour(at)}"


def weekday_moment(at: datetime) -> str:
    """Write a moment with its weekday: Thursday 19 March 2026, 9.30am."""
    return f"{format_date(clock.london(at), 'EEEE d MMMM y', locale=locale())}, {hour(at)}"


def span(starts_at: datetime, ends_at: datetime) -> str:
    """Write from when to when: Thursday 19 March 2026, 9.30am to 4pm; with both days, if there are two."""
    same_day = clock.london(starts_at).date() == clock.london(ends_at).date()
    end = hour(ends_at) if same_day else weekday_moment(ends_at)
    return str(gettext("%(start)s to %(end)s", start=weekday_moment(starts_at), end=end))


def ago(at: datetime) -> str:
    """Write how long ago a moment was, or how long it is until then: 3 hours ago, in 2 days."""
    return format_timedelta(at - clock.now(), add_direction=True, threshold=1.2, locale=locale())


def number(value: float) -> str:
    """Write a number: 1,284."""
    return format_decimal(value, locale=locale())


def filesize(octets: int) -> str:
    """Write the size of a file: 900 kB, 1.2 MB."""
    if octets < 1000:
        return str(ngettext("%(num)d byte", "%(num)d bytes", octets))
    if octets < 1_000_000:
        return f"{number(round(octets / 1000))} kB"
    return f"{number(round(octets / 1_000_000, 1))} MB"


def paragraphs(text: str | None) -> Markup:
    """Turn plain text into paragraphs and line breaks, with nothing in it read as markup.

    Each is written in the direction of its own first letter.
    """
    blocks = [block.strip() for block in (text or "").replace("\r\n", "\n").split("\n\n")]
    lines = (Markup("<br>").join(escape(line) for line in block.split("\n")) for block in blocks if block)
    return Markup("\n").join(Markup('<p dir="auto">{}</p>').format(block) for block in lines)


def isolated(words: object) -> Markup:
    """Keep the direction of what somebody wrote to itself, in the middle of words of ours."""
    return Markup("<bdi>{}</bdi>").format(words) if words else Markup("")


def visibly(text: str) -> Markup:
    """Show where a text holds characters that nobody sees: their numbers are drawn, the text is the same."""
    sign = Markup('<span class="unseen unseen--{}" data-sign="U+{:04X}">{}</span>')
    return Markup("").join(
        sign.format(why, ord(piece), piece) if why else escape(piece)
        for piece, why in characters.pieces(text)
    )


def unseen(text: str) -> Counter[str]:
    """Count the characters of a text that nobody sees, by why."""
    return Counter(why.value for _, why in characters.pieces(text) if why)


def strand_class(theme: Placed | int | None) -> str:
    """Name the class that carries a theme's colour, by its place in the consultation."""
    position = theme if isinstance(theme, int | None) else theme.position
    return f"s{(max(position, 1) - 1) % STRANDS + 1}" if position is not None else "s0"


def asset(name: str, **values: Any) -> str:
    """Give the address of a built asset; raises if the assets were not built or have no such file."""
    return str(url_for("static", filename=manifest()[name], **values))


@lru_cache(maxsize=1)
def manifest() -> dict[str, str]:
    """Read which file a build made of which asset."""
    path = Path(__file__).resolve().parents[1] / "static" / "manifest.json"
    if not path.is_file():
        raise RuntimeError("The assets are not built: run `npm ci && npm run build`")
    built: dict[str, str] = json.loads(path.read_text())
    return built
