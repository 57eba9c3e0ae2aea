"""Headers: the headers of every response, errors included."""

from werkzeug.datastructures import Headers

NO_STORE = "no-store"
POLICY = "Content-Security-Policy"
FRAME_OPTIONS = "X-Frame-Options"
# An editor's preview may also poll for a new build.
RENEWING = {"script-src": "'self'", "connect-src": "'self'"}

SECURITY = {
    POLICY: (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    # «no-referrer» would make browsers send «Origin: null» with our own form.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    FRAME_OPTIONS: "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}
HTTPS_ONLY = {"Strict-Transport-Security": "max-age=31536000"}


def policy_of(headers: Headers, changed: dict[str, str]) -> str:
    """Return the response's policy (CSP level 3) with changed or additional directives."""
    directives = headers.get(POLICY, SECURITY[POLICY]).split("; ")
    sources = dict(each.split(" ", 1) for each in directives)
    return "; ".join(f"{name} {source}" for name, source in (sources | changed).items())


def security_headers(*, is_https: bool) -> dict[str, str]:
    """Return the security headers for a site on HTTPS or HTTP."""
    return SECURITY | (HTTPS_ONLY if is_https else {})


def add_missing_headers(headers: Headers, *, is_https: bool) -> None:
    """Add the headers of every response; without a caching header it is not stored anywhere."""
    for name, value in security_headers(is_https=is_https).items():
        headers.setdefault(name, value)
    headers.setdefault("Cache-Control", NO_STORE)
