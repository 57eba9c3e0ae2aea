"""Settings: what this machine's environment says, read once, with every problem at once."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit
from zoneinfo import ZoneInfo

from formhandler.core.errors import ExpectedError

DEFAULT_PORT = 8000
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?|[0-9a-f:.]+")
_PORTS = {"http": 80, "https": 443}
_NOW_EXAMPLE = "2020-01-14T09:00"
_SMTP_EXAMPLE = "smtps://bruker:passord@smtp.example.no"
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_SMTP_PORT, _SUBMISSION_PORT, _SUBMISSIONS_PORT = 25, 587, 465  # RFC 5321, 6409 and 8314


class SettingsError(ExpectedError):
    """The environment is invalid; the text has one line per problem."""


@dataclass(frozen=True)
class Relay:
    """The server that takes our mail. With `has_tls` the connection is TLS from the first byte."""

    host: str
    port: int
    has_tls: bool = False
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def is_here(self) -> bool:
        """Whether it is on this machine, where nobody can listen in between."""
        return self.host in _LOOPBACK


@dataclass(frozen=True)
class Settings:
    """This machine's settings.

    `state` is the folder of the database, the secret and mail stored as files, `site` that of the
    built pages; `siteurl` is the site's public URL, if known; `now` is set in previews only.
    Without a `relay`, mail is stored as files; a preview has none, as it never sends real mail.
    """

    state: Path
    site: Path
    port: int
    siteurl: str | None = None
    now: datetime | None = None
    relay: Relay | None = None

    @property
    def url(self) -> str:
        """The site's URL, without a trailing slash."""
        return self.siteurl or f"http://127.0.0.1:{self.port}"

    @property
    def database(self) -> Path:
        """The path of the database."""
        return self.state / "pameldt.sqlite3"

    @property
    def secret(self) -> Path:
        """The path of the key that signs links."""
        return self.state / "secret"

    @property
    def mail(self) -> Path:
        """The folder of mail that is stored as files."""
        return self.state / "mail"


def read_settings(environment: Mapping[str, str], zone: ZoneInfo) -> Settings:
    """Return the settings in `environment`, `PAMELDT_NOW` in `zone`; raises SettingsError.

    Relative folders are resolved against the working folder.
    """
    port = environment.get("PORT") or str(DEFAULT_PORT)
    url = environment.get("SITEURL")
    now = environment.get("PAMELDT_NOW")
    smtp = environment.get("PAMELDT_SMTP")
    if problems := list(_problems(port, url, now, smtp)):
        raise SettingsError("\n".join(problems))
    return Settings(
        state=Path(environment.get("PAMELDT_STATE") or "state").absolute(),
        site=Path(environment.get("PAMELDT_SITE") or "output").absolute(),
        port=int(port),
        siteurl=origin(url) if url else None,
        now=_moment(now, zone) if now else None,
        relay=_relay(smtp) if smtp and not now else None,
    )


def origin(url: str) -> str | None:
    """Return the origin as browsers write it (RFC 6454 §6.2), or None if the URL has none."""
    parts = _split(url.rstrip("/"))
    if parts is None or parts.scheme not in _PORTS or "@" in parts.netloc:
        return None
    host, port = _host(parts), parts.port
    host = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{host}" + (
        f":{port}" if port and port != _PORTS[parts.scheme] else ""
    )


def _problems(port: str, url: str | None, now: str | None, smtp: str | None) -> Iterator[str]:
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        yield f"PORT: «{port}» er ikke et portnummer. Skriv for eksempel 8000."
    if url and origin(url) is None:
        yield (
            f"SITEURL: «{url}» må være http:// eller https:// og et vertsnavn, uten sti. "
            "Skriv for eksempel https://arrangement.example.no."
        )
    if now and _moment(now, ZoneInfo("UTC")) is None:
        yield f"PAMELDT_NOW: «{now}» er ikke et tidspunkt. Skriv for eksempel {_NOW_EXAMPLE}."
    if smtp and _relay(smtp) is None:
        # The value is not shown, because it may contain a password.
        yield (
            "PAMELDT_SMTP: må være smtp:// eller smtps:// og et vertsnavn, uten sti. "
            "I passordet skrives @, /, # og % som %40, %2F, %23 og %25. "
            f"Skriv for eksempel {_SMTP_EXAMPLE}."
        )


def _split(url: str) -> SplitResult | None:
    """Return the parts of a URL with a host and no path, or None."""
    try:
        parts = urlsplit(url)
        is_whole = _HOST.fullmatch(_host(parts)) and parts.port != 0
    except ValueError:
        return None
    return parts if is_whole and not (parts.path or parts.query or parts.fragment) else None


def _host(parts: SplitResult) -> str:
    return (parts.hostname or "").encode("idna").decode()


def _relay(url: str) -> Relay | None:
    """Return the relay at a URL (RFC 3986 §3.2), or None if it is not one."""
    parts = _split(url.rstrip("/"))
    if parts is None or parts.scheme not in ("smtp", "smtps"):
        return None
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    # Half a login is a mistake, and smtplib sends only ASCII (RFC 4954 allows more).
    if bool(user) != bool(password) or not _is_ascii(user + password):
        return None
    has_tls = parts.scheme == "smtps"
    usual = _SUBMISSIONS_PORT if has_tls else _SUBMISSION_PORT if user else _SMTP_PORT
    return Relay(_host(parts), parts.port or usual, has_tls, user, password)


def _is_ascii(text: str) -> bool:
    return text.isascii() and text.isprintable()


def _moment(text: str, zone: ZoneInfo) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)
