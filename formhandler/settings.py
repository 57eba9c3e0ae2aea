"""Settings: what this machine's environment says, read once, with every problem at once."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

DEFAULT_PORT = 8000
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?|[0-9a-f:.]+")
_PORTS = {"http": 80, "https": 443}
_NOW_EXAMPLE = "2020-01-14T09:00"


class SettingsError(Exception):
    """The environment cannot be used; the text has one line for each problem."""


@dataclass(frozen=True)
class Settings:
    """This machine's settings.

    `state` holds the database and the secret, `site` the built pages; `siteurl` tells where the
    site is met from outside, if it is known; `now` is set in previews only.
    """

    state: Path
    site: Path
    port: int
    siteurl: str | None = None
    now: datetime | None = None

    @property
    def url(self) -> str:
        """Return where the site is met, without a slash at the end."""
        return self.siteurl or f"http://127.0.0.1:{self.port}"

    @property
    def database(self) -> Path:
        """Return where the sign-ups are."""
        return self.state / "pameldt.sqlite3"

    @property
    def secret(self) -> Path:
        """Return where the key is that signs links."""
        return self.state / "secret"


def read_settings(environment: Mapping[str, str], zone: ZoneInfo) -> Settings:
    """Return the settings in `environment`, `PAMELDT_NOW` in `zone`; raises SettingsError.

    Folders are taken from the working folder.
    """
    port = environment.get("PORT") or str(DEFAULT_PORT)
    url = environment.get("SITEURL")
    now = environment.get("PAMELDT_NOW")
    if problems := list(_problems(port, url, now)):
        raise SettingsError("\n".join(problems))
    return Settings(
        state=Path(environment.get("PAMELDT_STATE") or "state").absolute(),
        site=Path(environment.get("PAMELDT_SITE") or "output").absolute(),
        port=int(port),
        siteurl=_origin(url) if url else None,
        now=_moment(now, zone) if now else None,
    )


def _problems(port: str, url: str | None, now: str | None) -> Iterator[str]:
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        yield f"PORT: «{port}» er ikke et portnummer. Skriv for eksempel 8000."
    if url and _origin(url) is None:
        yield (
            f"SITEURL: «{url}» må være http:// eller https:// og et vertsnavn, uten sti. "
            "Skriv for eksempel https://arrangement.example.no."
        )
    if now and _moment(now, ZoneInfo("UTC")) is None:
        yield f"PAMELDT_NOW: «{now}» er ikke et tidspunkt. Skriv for eksempel {_NOW_EXAMPLE}."


def _origin(url: str) -> str | None:
    """Return the origin as browsers write it (RFC 6454 §6.2), or None where it is none."""
    try:
        parts = urlsplit(url.rstrip("/"))
        host, port = (parts.hostname or "").encode("idna").decode(), parts.port
    except ValueError:
        return None
    if parts.scheme not in _PORTS or not _HOST.fullmatch(host) or "@" in parts.netloc:
        return None
    if parts.path or parts.query or parts.fragment:
        return None
    host = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{host}" + (
        f":{port}" if port and port != _PORTS[parts.scheme] else ""
    )


def _moment(text: str, zone: ZoneInfo) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)
