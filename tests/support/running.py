"""The real server for tests: waitress on a free port of this machine, in a thread of its own."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace

from waitress import wasyncore

from formhandler.web.app import create_app
from formhandler.web.server import make_server
from formhandler.web.services import Services
from tests.support.builds import compiled_templates


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def held_port() -> Iterator[int]:
    """Give a free port, which nobody else is given before the end of the block."""
    with socket.socket() as holder:
        # Bound without listening, so that a server that reuses addresses may listen there.
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        holder.bind(("127.0.0.1", 0))
        yield int(holder.getsockname()[1])


@contextlib.contextmanager
def running(services: Services, port: int = 0) -> Iterator[str]:
    """Serve until the end of the block, at `port` or a free one, and give the address."""
    with contextlib.nullcontext(port) if port else held_port() as port:
        url = f"http://127.0.0.1:{port}"
        app = create_app(replace(services, port=port, url=url))
        app.jinja_env.bytecode_cache = compiled_templates()
        server = make_server(app, port)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield url
    finally:
        # Woken by a worker, the loop may close the pipe before the pull is written to it.
        with contextlib.suppress(OSError):
            server.trigger.pull_trigger(lambda: wasyncore.close_all(server._map))
        thread.join(timeout=10)
        server.task_dispatcher.shutdown()
        assert not thread.is_alive()
