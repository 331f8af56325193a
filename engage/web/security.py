"""Headers that keep pages to what we wrote, proxies we trust, and limits on public forms."""

from flask import Flask, Response, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from engage.settings import Settings

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

TYPED = 2_500_000
"""Bytes that a form without files may have: 200,000 characters of four bytes, as browsers send them."""

csrf = CSRFProtect()
limiter = Limiter(get_remote_address, headers_enabled=False)


def init_app(app: Flask, settings: Settings) -> None:
    """Guard every request and every answer."""
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]
    app.config.update(
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SECURE=settings.secure,
        SESSION_COOKIE_NAME="__Host-session" if settings.secure else "session",
        REMEMBER_COOKIE_SECURE=settings.secure,
        REMEMBER_COOKIE_HTTPONLY=True,
        # A file somewhat over the limit is refused next to its field, by its form; here, what is far over.
        MAX_CONTENT_LENGTH=4 * settings.upload_limit_mb * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=TYPED,
        RATELIMIT_ENABLED=settings.rate_limits,
        RATELIMIT_STORAGE_URI=(settings.redis_url or "memory://").replace("unix://", "redis+unix://", 1),
        RATELIMIT_IN_MEMORY_FALLBACK_ENABLED=True,
        RATELIMIT_IN_MEMORY_FALLBACK="600 per minute",
        RATELIMIT_KEY_PREFIX="engage",
    )
    app.before_request(_limit_plain_forms)
    csrf.init_app(app)
    limiter.init_app(app)
    app.after_request(_set_headers)
    if settings.secure:
        app.after_request(_keep_to_tls)


def _limit_plain_forms() -> None:
    # Werkzeug holds only forms with files to this limit, and reads any other whole.
    if request.mimetype == "application/x-www-form-urlencoded":
        request.max_content_length = request.max_form_memory_size


def _set_headers(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
    response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
    # What may be taken back tomorrow is kept by nobody in between: no page, nor any document.
    if response.mimetype == "text/html":
        response.headers["Cache-Control"] = "no-store"
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def _keep_to_tls(response: Response) -> Response:
    response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response
