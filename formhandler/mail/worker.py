"""Worker: takes mails out of the outbox one by one, sends them, and notes what became of each."""

import contextlib
import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.errors import MessageError
from pathlib import Path

from formhandler.core.clock import Clock
from formhandler.core.jinja import Environment, TemplateError
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

# A mistake of ours in one mail must not keep the others from going, nor end the thread.
_MISTAKES = (
    ArithmeticError,
    AttributeError,
    LookupError,
    MessageError,
    TemplateError,
    TypeError,
    ValueError,
)

Compose = Callable[[Connection, Mail, Manifest, datetime], Letter | None]
Chores = Callable[[datetime], None]


@dataclass
class Worker:
    """Delivers what is due.

    `manifest` gives what is published, or None as long as nothing is. `compose` writes a mail's
    letter, or returns None where there is nothing to tell any more; it may raise EventGoneError.
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
    _stopped: threading.Event = field(default_factory=threading.Event, init=False)

    def start(self) -> threading.Thread:
        """Run in a thread of its own, which ends with the process if not before."""
        thread = threading.Thread(target=self.run, name="mail", daemon=True)
        thread.start()
        return thread

    def stop(self) -> None:
        """Let `run` end after the mail at hand."""
        self._stopped.set()

    def run(self) -> None:
        """Do chores and deliver what is due, now and every second, until stopped."""
        while not self._stopped.is_set():
            if not self._turn():
                self._stopped.wait(_SECONDS_BETWEEN)

    def _turn(self) -> bool:
        try:
            self._do_chores()
            return self.deliver_next()
        except DatabaseBusyError as error:
            _LOG.warning("mail waits for the database: %s", error)
            self._rest()
            return False

    def _do_chores(self) -> None:
        """Do the chores; one that fails must not end the delivery of mail."""
        try:
            self.do_chores()
        except (*_MISTAKES, OSError) as error:
            _LOG.error("a chore failed: %s", type(error).__name__, exc_info=error)

    def do_chores(self) -> None:
        """Do the chores, unless that was less than a minute ago; raises DatabaseBusyError."""
        now = self.clock()
        if now < self._chores_due:
            return
        self._chores_due = now + _CHORES_EVERY
        if self.chores:
            self.chores(now)
        if self.folder:
            sweep(self.folder, self.database)

    def deliver_due(self) -> int:
        """Deliver all that is due, and return how many mails were tried."""
        tried = 0
        while self.deliver_next():
            tried += 1
        return tried

    def deliver_next(self) -> bool:
        """Try the mail that has been due for longest; raises DatabaseBusyError.

        Return False where none is due, nothing is published, or the queue rests.
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
        # Looked for without the write lock first: it is for those who sign up.
        with self.database.reading() as db:
            if not outbox.is_due(db, now):
                return None
        with self.database.writing() as db:
            return outbox.take(db, now)

    def _deliver(self, mail: Mail, manifest: Manifest) -> None:
        """Send the mail, with no transaction open meanwhile, and note what became of it."""
        expires = mail.created + LONGEST
        try:
            letter = self._letter(mail, manifest)
            if letter is None:
                self._note(lambda db: outbox.drop(db, mail))
                return
            expires = letter.expires
            self._send(mail, letter, manifest.site)
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
        else:
            self._failures = 0
            self._note(lambda db: outbox.sent(db, mail))

    def _letter(self, mail: Mail, manifest: Manifest) -> Letter | None:
        with _own_mistakes(mail), self.database.reading() as db:
            db.execute("begin")
            return self.compose(db, mail, manifest, self.clock())

    def _send(self, mail: Mail, letter: Letter, site: Site) -> None:
        with _own_mistakes(mail):
            finished = message(letter, site, mail, self.templates)
        to, sender = wire_address(letter.to), wire_address(site.sender)
        self.transport.send(finished, sender, to, file_name(mail.id))

    def _put_back(self, mail: Mail, error: QueueError) -> None:
        """Let the whole queue rest; this mail is behind all that are due by then."""
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
        """Send a mail again that may have arrived, but not for ever."""
        _LOG.warning("mail %s was not answered: %s", mail.id, error)
        if mail.attempts < _MOST_UNANSWERED:
            due = self._rest()
            self._note(lambda db: outbox.send_again(db, mail, due, ""))
        else:
            self._note(lambda db: outbox.drop(db, mail))

    def _give_up(self, mail: Mail, reply: str) -> None:
        """Give a mail up; where no relay has refused it, that says nothing of the address."""
        _LOG.warning("mail %s cannot be delivered: %s", mail.id, reply or "no reply")
        if reply:
            self._note(lambda db: _mark_undeliverable(db, mail, reply, self.clock()))
        else:
            self._note(lambda db: outbox.drop(db, mail))

    def _note(self, what: Callable[[Connection], None]) -> None:
        with self.database.writing() as db:
            what(db)


def _mark_undeliverable(db: Connection, mail: Mail, reply: str, now: datetime) -> None:
    """Give the mail up, and have the organiser told, once for each sign-up and address."""
    signup = register.find_by_id(db, mail.signup)
    is_told = signup is None or outbox.is_unreached(db, signup)
    outbox.give_up(db, mail, reply)
    if signup is None or is_told or mail.kind is Occasion.UNDELIVERABLE:
        return
    # An address that has been mended since needs nobody's help; and nobody reads a hundred notices.
    is_same = mail.recipient == outbox.recipient_of(signup)
    if is_same and outbox.count_notices(db, signup.event, now) < _MOST_NOTICES:
        outbox.insert(db, signup, Occasion.UNDELIVERABLE, now)


@contextlib.contextmanager
def _own_mistakes(mail: Mail) -> Iterator[None]:
    """Let a mail that we cannot write wait for a version that can; its words are not logged."""
    try:
        yield
    except _MISTAKES as error:
        _LOG.error("mail %s cannot be written: %s", mail.id, type(error).__name__)
        raise TemporaryError("") from error
