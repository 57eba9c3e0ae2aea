"""Headers: what every answer carries, errors too."""

from werkzeug.datastructures import Headers

NO_STORE = "no-store"
POLICY = "Content-Security-Policy"
FRAME_OPTIONS = "X-Frame-Options"
# What an editor's preview may do besides: ask whether the site has been built anew.
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
    """Return the answer's policy (CSP level 3) with other directives, or more of them."""
    directives = headers.get(POLICY, SECURITY[POLICY]).split("; ")
    sources = dict(each.split(" ", 1) for each in directives)
    return "; ".join(f"{name} {source}" for name, source in (sources | changed).items())


def security_headers(*, is_https: bool) -> dict[str, str]:
    """Return the headers for a site met over HTTPS or not."""
    return SECURITY | (HTTPS_ONLY if is_https else {})


def complete(headers: Headers, *, is_https: bool) -> None:
    """Put in what every answer carries; what says nothing of caching is not kept anywhere."""
    for name, value in security_headers(is_https=is_https).items():
        headers.setdefault(name, value)
    headers.setdefault("Cache-Control", NO_STORE)
