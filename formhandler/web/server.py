"""Server: waitress in one process, which buffers slow clients, with our own error texts."""

from typing import TypeAlias, cast

from flask import Flask
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.server import BaseWSGIServer, create_server
from waitress.task import ErrorTask

from formhandler.core.errors import ExpectedError
from formhandler.core.i18n import speaking
from formhandler.web.error_pages import bare_page
from formhandler.web.headers import NO_STORE, security_headers
from formhandler.web.services import EXTENSION, Services

# Above the app's own limit, so that most oversized requests still get the app's page.
LARGEST_BUFFERED = 256 * 1024
# More than the writers that can wait for a locked database, so pages are served meanwhile.
THREADS = 32
IDLE_SECONDS = 30
CONNECTIONS = 500


class PlainErrorTask(ErrorTask):  # type: ignore[misc]
    """Answers requests that never reach the app (malformed, too large) with our own page."""

    def execute(self) -> None:
        """Write the response and close the connection."""
        error, services = self.request.error, self.channel.server.services
        with speaking(services.site.language):
            body = bare_page(error.code).encode()
        self.status = f"{error.code} {error.reason}"
        headers = {"Content-Type": "text/html; charset=utf-8", "Cache-Control": NO_STORE}
        headers |= security_headers(is_https=services.is_https)
        self.response_headers.extend(headers.items())
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class Parser(HTTPRequestParser):  # type: ignore[misc]
    """Waitress's parser, with every unreadable request reported as malformed."""

    # Waitress logs the path when a client disconnects before it is told about bad syntax.
    path = ""

    def parse_header(self, header_plus: bytes) -> None:
        """Read the request line and the headers."""
        try:
            super().parse_header(header_plus)
        except ValueError as error:
            raise ParsingError("malformed request") from error


class Channel(HTTPChannel):  # type: ignore[misc]
    """Waitress's channel, which reads with our parser and answers errors with our page."""

    error_task_class = PlainErrorTask
    parser_class = Parser


Server: TypeAlias = BaseWSGIServer


class PortError(ExpectedError):
    """The port is unavailable; the text says why and proposes another."""


def make_server(app: Flask, port: int) -> Server:
    """Return a server bound to 127.0.0.1 at `port`; raises PortError."""
    try:
        server = create_server(
            app,
            host="127.0.0.1",
            port=port,
            threads=THREADS,
            connection_limit=CONNECTIONS,
            channel_timeout=IDLE_SECONDS,
            cleanup_interval=5,
            max_request_body_size=LARGEST_BUFFERED,
            ident=None,
            clear_untrusted_proxy_headers=True,
        )
    except OSError as error:
        raise PortError(
            f"Kan ikke bruke port {port} ({error.strerror}). "
            f"Velg en annen, for eksempel PORT={port + 1}."
        ) from error
    server.channel_class = Channel
    # What the server itself must know to answer what never reaches the app.
    server.services = cast(Services, app.extensions[EXTENSION])
    return server
