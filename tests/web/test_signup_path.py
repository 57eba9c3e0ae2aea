"""The way of a sign-up through the code: few files, so that one can follow it."""

import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import formhandler
from formhandler.web.services import Services
from tests.support.events import an_event
from tests.support.forms import a_client, filled_in, get_form, post, show

PACKAGE = Path(formhandler.__file__).parent
MOST = 10
# Values and rules without input or output, which every room may know.
VALUES = ("core/", "events/", "signups/models.py")
VIEW = "web/views/signup.py"
END = "mail/outbox.py"


def entered(call: Callable[[], object]) -> list[str]:
    """Return the package's file at each step of a call from one function to the next."""
    found: list[str] = []

    def note(frame: FrameType, event: str, _argument: object) -> None:
        path = Path(frame.f_code.co_filename)
        if event == "call" and path.is_relative_to(PACKAGE):
            found.append(path.relative_to(PACKAGE).as_posix())

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        call()
    finally:
        sys.setprofile(before)
    return found


def test_a_sign_up_passes_few_files_from_the_view_to_the_outbox(services: Services) -> None:
    show(services.site.folder, an_event())
    client = a_client(services)
    fields = filled_in(get_form(client))

    files = entered(lambda: post(client, fields))
    passed = set(files[files.index(VIEW) : files.index(END) + 1])
    assert len([each for each in passed if not each.startswith(VALUES)]) <= MOST, sorted(passed)
