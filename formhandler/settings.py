"""Settings: what this machine's environment says, read once, with every problem at once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

DEFAULT_PORT = 8000
_NOW_EXAMPLE = "2020-01-14T09:00"


class SettingsError(Exception):
    """The environment cannot be used; the text has one line for each problem."""


@dataclass(frozen=True)
class Settings:
    """This machine's settings.

    `state` holds the database and the secret, `site` the built pages; `url` is where the site is
    met from outside, without a slash at the end; `now` is set in previews only.
    """

    state: Path
    site: Path
    port: int
    url: str
    now: datetime | None = None

    @property
    def database(self) -> Path:
        """Return where the sign-ups are."""
        return self.state / "pameldt.sqlite3"

    @property
    def is_https(self) -> bool:
        """Tell whether people meet the site over HTTPS."""
        return self.url.startswith("https:")


def read_settings(environment: Mapping[str, str], zone: ZoneInfo) -> Settings:
    """Return the settings in `environment`, `PAMELDT_NOW` in `zone`; raises SettingsError."""
    port = environment.get("PORT", str(DEFAULT_PORT))
    url = environment.get("SITEURL") or f"http://127.0.0.1:{port}"
    now = environment.get("PAMELDT_NOW")
    if problems := list(_problems(port, url.rstrip("/"), now)):
        raise SettingsError("\n".join(problems))
    return Settings(
        state=Path(environment.get("PAMELDT_STATE", "state")),
        site=Path(environment.get("PAMELDT_SITE", "output")),
        port=int(port),
        url=url.rstrip("/"),
        now=_moment(now, zone) if now else None,
    )


def _problems(port: str, url: str, now: str | None) -> Iterator[str]:
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        yield f"PORT: «{port}» er ikke et portnummer. Skriv for eksempel 8000."
    elif not _is_origin(url):
        yield (
            f"SITEURL: «{url}» må være http:// eller https:// og et vertsnavn, uten sti. "
            "Skriv for eksempel https://arrangement.example.no."
        )
    if now and _moment(now, ZoneInfo("UTC")) is None:
        yield f"PAMELDT_NOW: «{now}» er ikke et tidspunkt. Skriv for eksempel {_NOW_EXAMPLE}."


def _is_origin(url: str) -> bool:
    """Tell whether this is scheme, host and at most a port (RFC 6454)."""
    try:
        parts = urlsplit(url)
        has_only_origin = url == f"{parts.scheme}://{parts.netloc}" and "@" not in parts.netloc
        return has_only_origin and parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def _moment(text: str, zone: ZoneInfo) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)
