"""The real server: malformed HTTP, slow clients and large bodies, all answered in our words."""

import contextlib
import logging
import random
import socket
import time
import wsgiref.simple_server
from collections.abc import Iterator
from dataclasses import replace
from threading import Thread
from urllib.parse import urlencode, urlsplit

import pytest
from waitress import wasyncore

from formhandler.publishing.build import Build
from formhandler.signups.database import Database
from formhandler.web.app import create_app
from formhandler.web.server import LARGEST_BUFFERED, make_server
from formhandler.web.services import Services
from tests.support.events import an_event
from tests.support.forms import FORM_TYPE, Answer, Page, ask, filled_in, post_to, show, stored, talk
from tests.support.running import free_port, running
from tests.web.test_headers import FOREIGN_WORDS, HSTS, PROTECTION

FORM = "/pamelding/frokostmote/"


@pytest.fixture
def address(build: Build, services: Services) -> Iterator[str]:
    """Run waitress with one event, and give its address."""
    show(build.site, an_event())
    with running(services) as url:
        yield url


def parsed(received: bytes) -> Answer:
    """Read an answer as bytes (RFC 9112), without help from a client that mends things."""
    head, _, body = received.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = [(name, value) for name, _, value in (line.partition(": ") for line in lines)]
    return Answer(int(first.split()[1]), headers, body)


def request(line: str, url: str, *headers: str, body: bytes = b"") -> bytes:
    """Return a request as bytes, with the right Host and no keeping alive."""
    lines = [line, f"Host: {urlsplit(url).netloc}", "Connection: close", *headers, "", ""]
    return "\r\n".join(lines).encode("latin-1") + body


def filled(url: str, **answers: str | None) -> dict[str, str]:
    return filled_in(ask(url, FORM).page, **answers)


def chunked(body: bytes, size: int = 1000) -> bytes:
    """Return the body in chunks (RFC 9112 §7.1)."""
    parts = [body[start : start + size] for start in range(0, len(body), size)]
    return b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def post_request(url: str, *headers: str, body: bytes) -> bytes:
    return request(f"POST {FORM} HTTP/1.1", url, f"Content-Type: {FORM_TYPE}", *headers, body=body)


MALFORMED: dict[str, tuple[int, bytes]] = {
    "no request line": (400, b"\x16\x03\x01\x02\r\n\r\n"),
    "no version and junk": (400, b"GET / JUNK/9\r\n\r\n"),
    "small letters": (400, b"get / HTTP/1.1\r\n\r\n"),
    "space in the path": (400, b"GET /a b HTTP/1.1\r\n\r\n"),
    "bare line feed in a header": (400, b"GET / HTTP/1.1\r\nX: a\nY: b\r\n\r\n"),
    "no colon": (400, b"GET / HTTP/1.1\r\nHost 127.0.0.1\r\n\r\n"),
    "null in a header": (400, b"GET / HTTP/1.1\r\nX: a\0b\r\n\r\n"),
    "folded first header": (400, b"GET / HTTP/1.1\r\n X: a\r\n\r\n"),
    "negative length": (400, b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n"),
    "length with a sign": (400, b"POST / HTTP/1.1\r\nContent-Length: +1\r\n\r\na"),
    "two lengths": (400, b"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\na"),
    "bad address in the path": (400, b"GET http://[ HTTP/1.1\r\n\r\n"),
    "other coding": (501, b"POST / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n"),
    "bad chunk": (400, b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n"),
    "too much before the body": (431, (b"GET / HTTP/1.1\r\nX: " + b"a" * 300_000)[: 256 * 1024]),
    "too large a body": (413, b"POST / HTTP/1.1\r\nContent-Length: 9999999\r\n\r\n"),
}


@pytest.mark.parametrize("kind", MALFORMED)
def test_a17_what_is_no_request_gets_a_page_of_ours(address: str, kind: str) -> None:
    status, sent = MALFORMED[kind]
    answer = parsed(talk(address, sent))

    assert answer.status == status
    assert {name: answer.header(name) for name in PROTECTION} == PROTECTION
    assert answer.header("Cache-Control") == "no-store"
    assert answer.header("Connection") == "close"
    assert answer.header("Content-Type") == "text/html; charset=utf-8"
    assert answer.header("Server") is None
    text = answer.body.decode()
    assert Page(text).heading
    assert [word for word in FOREIGN_WORDS if word in text] == []


def test_a17_no_hsts_where_the_site_is_not_met_over_https(address: str) -> None:
    assert parsed(talk(address, b"?\r\n\r\n")).header(HSTS) is None


def test_a17_a_site_met_over_https_says_so_on_what_is_no_request_too(
    build: Build, services: Services
) -> None:
    show(build.site, an_event())
    server = make_server(create_app(replace(services, url="https://example.no")), 0)
    thread = Thread(target=server.run)
    thread.start()
    answer = parsed(talk(f"http://127.0.0.1:{server.effective_port}", b"?\r\n\r\n"))
    with contextlib.suppress(OSError):  # where a worker has woken the loop already
        server.trigger.pull_trigger(lambda: wasyncore.close_all(server._map))
    thread.join()
    server.task_dispatcher.shutdown()

    assert answer.header(HSTS) == "max-age=31536000"


def test_a15_a_request_without_a_host_is_refused(address: str) -> None:
    assert parsed(talk(address, b"GET / HTTP/1.0\r\n\r\n")).status == 400
    assert parsed(talk(address, b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n")).status == 400


def test_a15_a_request_with_two_hosts_is_refused(address: str) -> None:
    sent = request(f"GET {FORM} HTTP/1.1", address, "Host: evil.example")

    assert parsed(talk(address, sent)).status == 400


def test_a19_what_is_smuggled_in_a_body_is_no_request(address: str) -> None:
    smuggled = b"0\r\n\r\nGET /healthz HTTP/1.1\r\n\r\n"
    both = ("Transfer-Encoding: chunked", f"Content-Length: {len(smuggled)}")
    received = talk(address, post_request(address, *both, body=smuggled))

    assert received.count(b"HTTP/1.") == 1
    assert b'"status"' not in received


def test_an_answer_names_no_program(address: str) -> None:
    answer = parsed(talk(address, request("GET /healthz HTTP/1.1", address)))

    assert {name for name, _ in answer.headers} & {"Server", "Via", "X-Powered-By"} == set()


def test_i07_a_form_in_chunks_is_a_form(address: str, database: Database) -> None:
    body = urlencode(filled(address, name="Åse")).encode()
    sent = post_request(address, "Transfer-Encoding: chunked", body=chunked(body, 7))

    assert parsed(talk(address, sent)).status == 303
    assert [each.answers.name for each in stored(database)] == ["Åse"]


def test_i07_a_large_form_in_chunks_is_refused(address: str, database: Database) -> None:
    body = urlencode(filled(address, message="a" * 70_000)).encode()
    sent = post_request(address, "Transfer-Encoding: chunked", body=chunked(body))
    answer = parsed(talk(address, sent))

    assert (answer.status, Page(answer.body.decode()).heading) == (413, "Det er for mye tekst")
    assert stored(database) == []


def test_i07_chunks_without_end_are_cut_off(address: str) -> None:
    body = chunked(b"name=" + b"a" * 2_000_000)[:LARGEST_BUFFERED]
    sent = post_request(address, "Transfer-Encoding: chunked", body=body)
    answer = parsed(talk(address, sent))

    assert (answer.status, Page(answer.body.decode()).heading) == (413, "Det er for mye tekst")


@pytest.mark.parametrize("size", [70_000, 250_000])
def test_i06_a_large_form_is_refused(address: str, database: Database, size: int) -> None:
    answer = post_to(address, filled(address, message="a" * size))

    assert (answer.status, answer.page.heading) == (413, "Det er for mye tekst")
    assert stored(database) == []


def test_a_body_that_ends_too_early_stores_nothing(address: str, database: Database) -> None:
    body = urlencode(filled(address)).encode()
    sent = post_request(address, f"Content-Length: {len(body) + 10}", body=body)

    assert talk(address, sent) == b""
    assert stored(database) == []


def test_many_requests_on_one_connection_are_answered_in_turn(address: str) -> None:
    host = urlsplit(address).netloc
    line = f"HTTP/1.1\r\nHost: {host}\r\n"
    paths = ["/healthz", "/finnes-ikke", "/healthz"]
    sent = "".join(f"GET {path} {line}\r\n" for path in paths)
    sent += f"GET / {line}Connection: close\r\n\r\n"
    received = talk(address, sent.encode())

    statuses = [part.split()[0] for part in received.split(b"HTTP/1.1 ")[1:]]
    assert statuses == [b"200", b"404", b"200", b"404"]


# I01: requests that a machine has spoilt.

_SEEDS = 3000
_JUNK = [b"\0", b"\r", b"\n", b"\r\n", b" ", b"%", b"%00", b"%ff", b"\xff", b":", b"/", b"..", b"["]
_JUNK += [b"\xc3", b"HTTP/1.1", b"a" * 3000, b"=", b"&", b";", b"-1", b"chunked", b"//", b"?", b"#"]


def spoilt(whole: bytes, chance: random.Random) -> bytes:
    """Return the request with one to four places cut, doubled, or filled with junk."""
    for _ in range(chance.randint(1, 4)):
        start = chance.randrange(len(whole) + 1)
        end = min(len(whole), start + chance.choice([0, 0, 1, 2, 10]))
        put = chance.choice([b"", chance.choice(_JUNK), whole[start:end] * 2, chance.randbytes(3)])
        whole = whole[:start] + put + whole[end:]
    return whole


def requests(url: str) -> list[bytes]:
    body = urlencode(filled(url)).encode()
    length = f"Content-Length: {len(body)}"
    return [
        request(f"GET {FORM} HTTP/1.1", url, "Cookie: a=b", "If-None-Match: x", "Range: bytes=0-"),
        request("GET /events.json?x=1 HTTP/1.1", url, "If-Modified-Since: x", "Accept: */*"),
        request("GET /kvittering/abc.def/ HTTP/1.0", url, "Sec-Fetch-Site: none"),
        post_request(url, length, "Origin: " + url, body=body),
        post_request(url, "Transfer-Encoding: chunked", body=chunked(body, 20)),
    ]


def status_of(url: str, sent: bytes) -> int | None:
    """Send and hang up; return the status of the first answer, if one came."""
    parts = urlsplit(url)
    try:
        with socket.create_connection((parts.hostname, parts.port), timeout=5) as connection:
            connection.sendall(sent)
            connection.shutdown(socket.SHUT_WR)
            first = connection.recv(12)
    except ConnectionError:
        return None
    return int(first[9:12]) if first else None


def test_i01_thousands_of_spoilt_requests_break_nothing(
    address: str, caplog: pytest.LogCaptureFixture
) -> None:
    chance = random.Random(20300502)
    whole = requests(address)
    with caplog.at_level(logging.ERROR):
        statuses = [status_of(address, spoilt(chance.choice(whole), chance)) for _ in range(_SEEDS)]

    assert {each for each in statuses if each} <= {200, 206, 303, 304, 308} | set(
        range(400, 432)
    ) | {501}
    assert sum(each == 400 for each in statuses) > _SEEDS / 10
    assert [record.getMessage() for record in caplog.records] == []
    assert ask(address, "/healthz").status == 200


# A20: clients that begin and do not end.


@contextlib.contextmanager
def half_open(url: str, count: int) -> Iterator[None]:
    """Keep as many connections open, each with half a request, until the end of the block."""
    parts = urlsplit(url)
    with contextlib.ExitStack() as stack:
        for _ in range(count):
            slow = socket.create_connection((parts.hostname, parts.port), timeout=5)
            stack.enter_context(slow)
            slow.sendall(b"POST /pamelding/frokostmote/ HTTP/1.1\r\nContent-Le")
        yield


def test_a20_two_hundred_slow_clients_keep_nobody_waiting(address: str) -> None:
    with half_open(address, 200):
        begun = time.monotonic()
        answer = ask(address, FORM)
        seconds = time.monotonic() - begun

    assert answer.status == 200
    assert seconds < 1


class _Quiet(wsgiref.simple_server.WSGIRequestHandler):
    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@contextlib.contextmanager
def plainly_running(services: Services) -> Iterator[str]:
    """Serve with the standard library's server, which reads from one client at a time."""
    port = free_port()
    app = create_app(replace(services, port=port))
    with wsgiref.simple_server.make_server("127.0.0.1", port, app, handler_class=_Quiet) as plain:
        thread = Thread(target=plain.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            plain.shutdown()
            thread.join()


def test_a20_control_a_server_that_does_not_buffer_waits_for_the_slow(
    build: Build, services: Services
) -> None:
    show(build.site, an_event())
    with plainly_running(services) as url:
        with half_open(url, 1), pytest.raises(TimeoutError):
            status_within(url, seconds=0.5)
        assert status_within(url, seconds=5) == 200


def status_within(url: str, seconds: float) -> int:
    """Return the status of the form; raises TimeoutError."""
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname, parts.port), timeout=seconds) as connection:
        connection.sendall(request(f"GET {FORM} HTTP/1.1", url))
        return int(connection.recv(12)[9:12])
