"""Worker: takes mails from the outbox one by one, sends them, and records the result."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from formhandler.core.background import Background
from formhandler.core.clock import Clock
from formhandler.core.errors import wordless
from formhandler.core.jinja import Environment
from formhandler.events.manifest import Manifest, Site
from formhandler.mail import outbox
from formhandler.mail.eml_files import file_name, sweep
from formhandler.mail.kinds import Occasion
from formhandler.mail.letters import Letter
from formhandler.mail.mime import message, wire_address
from formhandler.mail.outbox import Mail
from formhandler.mail.retries import LONGEST, next_try, rest
from formhandler.mail.smtp import (
    EventGoneError,
    PermanentError,
    QueueError,
    TemporaryError,
    Transport,
    UnansweredError,
    UnsendableError,
)
from formhandler.signups import register
from formhandler.signups.database import Connection, Database, DatabaseBusyError

_LOG = logging.getLogger(__name__)
_SECONDS_BETWEEN = 1.0
_MOST_NOTICES = 10
_MOST_UNANSWERED = 3
_CHORES_EVERY = timedelta(minutes=1)
_LONG_AGO = datetime.min.replace(tzinfo=UTC)

Compose = Callable[[Connection, Mail, Manifest, datetime], Letter | None]
Chores = Callable[[datetime], None]


@dataclass
class Worker:
    """Delivers what is due.

    `manifest` returns what is published, or None if nothing is. `compose` writes a mail's letter,
    or returns None if there is nothing left to say; it may raise EventGoneError.
    `chores` are done each minute, and mails in `folder` whose sign-up is gone are deleted then.
    """

    database: Database
    manifest: Callable[[], Manifest | None]
    clock: Clock
    transport: Transport
    compose: Compose
    templates: Environment
    folder: Path | None = None
    chores: Chores | None = None
    _failures: int = field(default=0, init=False)
    _rests_until: datetime = field(default=_LONG_AGO, init=False)
    _chores_due: datetime = field(default=_LONG_AGO, init=False)
    _chores_error: Exception | None = field(default=None, init=False)
    background: Background = field(init=False)

    def __post_init__(self) -> None:
        """Prepare the loop that does chores and delivers what is due, every second."""
        self.background = Background("mail", self._turn)

    def _turn(self) -> float:
        """Do chores and deliver one mail; return how many seconds to wait then.

        An error in the chores is raised when no mail is due, so that it delays none and is noticed.
        """
        try:
            self._try_chores()
            if self.deliver_next():
                return 0.0
        except DatabaseBusyError:
            self._rest()
            raise
        if self._chores_error:
            raise self._chores_error
        return _SECONDS_BETWEEN

    def _try_chores(self) -> None:
        """Do the chores if they are due, and keep the error that they raise."""
        if self.clock() < self._chores_due:
            return
        self._chores_error = None
        try:
            self.do_chores()
        except DatabaseBusyError:
            raise
        except Exception as error:
            self._chores_error = error

    def do_chores(self) -> None:
        """Do the chores, unless that was less than a minute ago; raises DatabaseBusyError."""
        now = self.clock()
        if now < self._chores_due:
            return
        self._chores_due = now + _CHORES_EVERY
        try:
            if self.chores:
                self.chores(now)
        finally:
            # What was erased must leave the folder, whatever becomes of the rest.
            if self.folder:
                sweep(self.folder, self.database)

    def deliver_due(self) -> int:
        """Deliver everything due, and return the number of attempts."""
        tried = 0
        while self.deliver_next():
            tried += 1
        return tried

    def deliver_next(self) -> bool:
        """Try the mail that has been due longest; raises DatabaseBusyError.

        Return False if none is due, nothing is published, or the queue rests.
        """
        now, manifest = self.clock(), self.manifest()
        if manifest is None or now < self._rests_until:
            return False
        mail = self._take(now)
        if mail is None:
            return False
        self._deliver(mail, manifest)
        return True

    def _take(self, now: datetime) -> Mail | None:
        # Look without the write lock first: it is for people signing up.
        with self.database.reading() as db:
            if not outbox.is_due(db, now):
                return None
        with self.database.writing() as db:
            return outbox.take(db, now)

    def _deliver(self, mail: Mail, manifest: Manifest) -> None:
        """Send the mail, with no transaction open meanwhile, and record the result."""
        expires = mail.created + LONGEST
        try:
            letter = self._letter(mail, manifest)
            if letter is None:
                self._note(lambda db: outbox.drop(db, mail))
                return
            expires = letter.expires
            self._send(mail, letter, manifest.site)
            self._failures = 0
            self._note(lambda db: outbox.sent(db, mail))
        except QueueError as error:
            self._put_back(mail, error)
        except TemporaryError as error:
            self._try_again(mail, expires, error.reply)
        except EventGoneError:
            self._try_again(mail, expires, "")
        except UnansweredError as error:
            self._maybe_again(mail, error)
        except PermanentError as error:
            self._give_up(mail, error.reply)
        except UnsendableError as error:
            _LOG.error("mail %s is not sent, for its %s", mail.id, error)
            self._give_up(mail, "")
        except DatabaseBusyError:
            raise
        except Exception as error:
            # A mistake of ours in one mail: it waits for a version that can send it.
            kind = type(error).__name__
            _LOG.error("mail %s cannot be sent: %s", mail.id, kind, exc_info=wordless(error))
            self._try_again(mail, expires, "")

    def _letter(self, mail: Mail, manifest: Manifest) -> Letter | None:
        with self.database.reading() as db:
            db.execute("begin")
            return self.compose(db, mail, manifest, self.clock())

    def _send(self, mail: Mail, letter: Letter, site: Site) -> None:
        finished = message(letter, site, mail, self.templates)
        to, sender = wire_address(letter.to), wire_address(site.sender)
        self.transport.send(finished, sender, to, file_name(mail.id))

    def _put_back(self, mail: Mail, error: QueueError) -> None:
        """Let the whole queue rest; this mail goes behind all that are due by then."""
        _LOG.warning("mail waits for the relay: %s", error)
        due = self._rest()
        self._note(lambda db: outbox.put_back(db, mail, due))

    def _rest(self) -> datetime:
        self._failures += 1
        self._rests_until = self.clock() + rest(self._failures)
        return self._rests_until

    def _try_again(self, mail: Mail, expires: datetime, reply: str) -> None:
        due = next_try(mail.attempts, mail.created, expires, self.clock())
        if due is None:
            self._give_up(mail, reply)
        else:
            self._note(lambda db: outbox.send_again(db, mail, due, reply))

    def _maybe_again(self, mail: Mail, error: UnansweredError) -> None:
        """Retry a mail that may have arrived, a limited number of times."""
        _LOG.warning("mail %s was not answered: %s", mail.id, error)
        if mail.attempts < _MOST_UNANSWERED:
            due = self._rest()
            self._note(lambda db: outbox.send_again(db, mail, due, ""))
        else:
            self._note(lambda db: outbox.drop(db, mail))

    def _give_up(self, mail: Mail, reply: str) -> None:
        """Give up a mail; unless a relay refused it, that says nothing about the address."""
        _LOG.warning("mail %s cannot be delivered: %s", mail.id, reply or "no reply")
        if reply:
            self._note(lambda db: _mark_undeliverable(db, mail, reply, self.clock()))
        else:
            self._note(lambda db: outbox.drop(db, mail))

    def _note(self, what: Callable[[Connection], None]) -> None:
        with self.database.writing() as db:
            what(db)


def _mark_undeliverable(db: Connection, mail: Mail, reply: str, now: datetime) -> None:
    """Give up the mail and notify the organiser, once per sign-up and address."""
    signup = register.find_by_id(db, mail.signup)
    is_told = signup is None or outbox.is_unreached(db, signup)
    outbox.give_up(db, mail, reply)
    if signup is None or is_told or mail.kind is Occasion.UNDELIVERABLE:
        return
    # An address corrected since needs nobody's help, and nobody reads a hundred notices.
    is_same = mail.recipient == outbox.recipient_of(signup)
    if is_same and outbox.count_notices(db, signup.event, now) < _MOST_NOTICES:
        outbox.insert(db, signup, Occasion.UNDELIVERABLE, now)
