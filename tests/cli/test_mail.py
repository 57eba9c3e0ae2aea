"""The commands that write to those who have signed up, and the one that delivers."""

import contextlib
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from formhandler.cli.main import main
from formhandler.core.settings import Settings
from formhandler.events.model import Attendance
from formhandler.signups import changes, meeting_link, register
from formhandler.signups.database import Database
from formhandler.web.services import prepare
from tests.support.events import NOW, URL, an_event
from tests.support.forms import answers, change, everything, show, store, words_of
from tests.support.letters import statuses
from tests.support.machine import PAMELDT, Machine
from tests.support.mailbox import a_mailbox, free_port

EVENT = an_event(digitalt="Teams")
NOBODY = "Alle påmeldte vet tid, sted og status slik det står på nettsiden.\n"
TEXT = "Hei!\n\nHusk å ta med pass."


@dataclass(frozen=True)
class Desk:
    """An organiser's machine, on which commands are given in this process.

    With a `relay`, a port, mail is sent there by the machine's own clock.
    """

    folder: Path
    relay: int | None = None

    @property
    def settings(self) -> Settings:
        return Settings(self.folder / "state", self.folder / "site", 8000)

    @property
    def database(self) -> Database:
        return Database(self.settings.database)

    @property
    def mails(self) -> list[EmailMessage]:
        files = sorted(self.settings.mail.glob("*.eml"))
        return [message_from_bytes(each.read_bytes(), policy=policy.default) for each in files]

    def run(self, *words: str, answer: str = "") -> Result:
        """Give a command, and answer what it asks."""
        env = {
            "PAMELDT_STATE": str(self.settings.state),
            "PAMELDT_SITE": str(self.settings.site),
        }
        sending = {"PAMELDT_SMTP": f"smtp://127.0.0.1:{self.relay}"}
        env |= sending if self.relay else {"PAMELDT_NOW": "2030-05-02T12:00"}
        return CliRunner().invoke(main, words, input=answer, env=env)

    def send(self, *words: str, text: str = TEXT, answer: str = "") -> Result:
        """Write to those who have signed up."""
        file = self.folder / "hei.txt"
        file.write_text(text, "utf-8")
        subject = ("--subject", "Praktisk om møtet", "--text", str(file))
        return self.run("send", EVENT.slug, *subject, *words, answer=answer)

    def sign_up(self, names: Iterable[str], **given: Any) -> None:
        """Sign these people up, with no mail left to send."""
        for name in names:
            store(self.database, EVENT, answers(name, **given))
        with self.database.writing() as db:
            db.execute("update outbox set status = 'sent'")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Give a machine whose site has one hybrid event, to which nobody has signed up."""
    made = Desk(tmp_path)
    prepare(made.settings)
    show(made.settings.site, EVENT)
    return made


@pytest.fixture
def attended(desk: Desk) -> Desk:
    """Give a machine on which Ada and Bo come, and Cy attends on the net."""
    desk.sign_up(["Ada", "Bo"])
    desk.sign_up(["Cy"], attendance=Attendance.ONLINE)
    return desk


def to(desk: Desk) -> list[str]:
    return [str(mail["To"]) for mail in desk.mails]


def refusal(told: Result) -> str:
    """Return the one line with which a command was refused."""
    assert (told.exit_code, told.stdout) == (1, "")
    return told.stderr.removeprefix("pameldt: ").rstrip("\n")


def test_what_and_to_how_many_is_shown_before_anything_is_sent(attended: Desk) -> None:
    told = attended.send(answer="nei\n")

    assert told.exit_code == 1
    assert told.stdout.startswith(
        f"Arrangement: Frokostmøte\nEmne: Praktisk om møtet\n\n{TEXT}\n\n"
        "Til 3 adresser. I e-posten står også tid, sted og\n"
        "lenken til «Min påmelding», og svar går til ola@example.no.\n"
        "Sende til 3 adresser? (ja/nei) [nei]: "
    )
    assert told.stderr == "pameldt: Ingenting er sendt.\n"


@pytest.mark.parametrize("answer", ["nei\n", "\n", "n\n", "x\n", ""])
def test_nothing_is_sent_without_a_yes(attended: Desk, answer: str) -> None:
    before = everything(attended.database)

    assert attended.send(answer=answer).exit_code == 1
    assert (everything(attended.database), attended.mails) == (before, [])


@pytest.mark.parametrize("answer", ["ja\n", "J\n", " JA \n"])
def test_a_yes_sends_it(attended: Desk, answer: str) -> None:
    told = attended.send(answer=answer)

    where = f"{attended.settings.mail}/"
    last = f"3 e-poster er skrevet som filer i {where}."
    assert (told.exit_code, told.stdout.splitlines()[-1]) == (0, last)
    assert to(attended) == ["ada@example.no", "bo@example.no", "cy@example.no"]


def test_who_cannot_be_reached_is_counted_apart(attended: Desk) -> None:
    with a_mailbox() as mailbox:
        mailbox.refused["bo@example.no"] = "550 5.1.1 no"
        told = replace(attended, relay=mailbox.port).send("--yes")

    assert told.stdout.splitlines()[-2:] == [
        "1 adresse kunne ikke nås. Se participants.",
        "2 e-poster er sendt.",
    ]
    assert mailbox.recipients == ["ada@example.no", "cy@example.no"]


def test_what_the_relay_cannot_take_now_is_said_to_wait(attended: Desk) -> None:
    told = replace(attended, relay=free_port()).send("--yes")

    assert told.exit_code == 0
    assert told.stdout.splitlines()[-2:] == [
        "3 e-poster venter, og sendes av serveren.",
        "0 e-poster er sendt.",
    ]


def test_the_letter_has_the_text_the_facts_and_each_one_s_own_link(attended: Desk) -> None:
    attended.send("--yes")
    ada, _, cy = attended.mails

    assert (ada["Subject"], ada["Reply-To"]) == ("Praktisk om møtet", "ola@example.no")
    assert "\nHei!\n\nHusk å ta med pass.\n" in words_of(ada)
    assert "tirsdag 4. juni 2030 kl. 08.30–10.00" in words_of(ada)
    links = [
        [word for word in words_of(each).split() if word.startswith(f"{URL}/min-pamelding/")]
        for each in (ada, cy)
    ]
    assert [len(each) for each in links] == [1, 1]
    assert links[0] != links[1]
    assert statuses(attended.database)[3:] == [("message", "sent")] * 3


@pytest.mark.parametrize(
    ("way", "expected"),
    [("in_person", ["ada@example.no", "bo@example.no"]), ("online", ["cy@example.no"])],
)
def test_those_who_attend_one_way_can_be_written_to(
    attended: Desk, way: str, expected: list[str]
) -> None:
    attended.send("--yes", "--attendance", way)

    assert to(attended) == expected


def test_one_address_is_counted_as_one(attended: Desk) -> None:
    told = attended.send("--attendance", "online", answer="ja\n")

    assert "Til 1 adresse. " in told.stdout
    assert "Sende til 1 adresse? (ja/nei)" in told.stdout


def test_who_waits_is_written_to_only_when_it_is_asked_for(desk: Desk) -> None:
    event = an_event(digitalt="Teams", påmelding={"plasser": 1})
    show(desk.settings.site, event)
    for name in ("Ada", "Bo"):
        store(desk.database, event, answers(name))

    assert "Til 1 adresse." in desk.send(answer="nei\n").stdout
    assert "Til 2 adresser." in desk.send("--waiting", answer="nei\n").stdout


def test_who_has_cancelled_or_come_again_is_not_written_to_twice(attended: Desk) -> None:
    attended.sign_up(["Ada igjen"], email="ada@example.no")
    dee = store(attended.database, EVENT, answers("Dee"))
    change(attended.database, changes.cancel, EVENT, dee)

    assert "Til 3 adresser." in attended.send(answer="nei\n").stdout


def test_each_address_gets_one_however_many_it_has_signed_up(desk: Desk) -> None:
    shared = replace(answers("Bo", email="ada@example.no"), shares_email=True)
    store(desk.database, EVENT, answers("Ada"))
    store(desk.database, EVENT, shared)
    desk.send("--yes")

    assert [each["To"] for each in desk.mails if each["Subject"] == "Praktisk om møtet"] == [
        "ada@example.no"
    ]


def test_nobody_to_write_to_is_told_and_nothing_is_asked(desk: Desk) -> None:
    told = desk.send()

    assert told.exit_code == 0
    assert "Ingen får den: ingen påmeldte passer." in told.stdout
    assert "Sende" not in told.stdout


@pytest.mark.parametrize("text", ["", " \n\n ", "\ufeff"])
def test_an_empty_text_is_refused(attended: Desk, text: str) -> None:
    file = attended.folder / "hei.txt"

    assert refusal(attended.send("--yes", text=text)) == (
        f"{file} er tom. Skriv det som skal stå i e-posten."
    )


def test_a_file_that_is_not_utf_8_is_refused(attended: Desk) -> None:
    file = attended.folder / "latin.txt"
    file.write_bytes("Møt opp".encode("latin-1"))
    told = attended.run("send", EVENT.slug, "--subject", "Hei", "--text", str(file), "--yes")

    assert refusal(told) == f"{file} er ikke lagret som UTF-8. Lagre den på nytt."
    assert attended.mails == []


@pytest.mark.parametrize("subject", ["", "  ", "a" * 151])
def test_a_subject_that_is_none_or_too_long_is_refused(attended: Desk, subject: str) -> None:
    told = attended.send("--yes", "--subject", subject)

    assert refusal(told) == "Emnet må ha fra 1 til 150 tegn."


def test_a02_a_subject_makes_no_header(attended: Desk) -> None:
    attended.send("--yes", "--subject", "Hei\r\nBcc: evil@example.no\n=?utf-8?q?x?=")

    assert {mail["Bcc"] for mail in attended.mails} == {None}
    assert attended.mails[0]["Subject"] == "Hei Bcc: evil@example.no = ?utf-8?q?x?="


def test_an_unknown_event_is_refused_with_those_there_are(desk: Desk) -> None:
    told = desk.run("send", "annet", "--subject", "x", "--text", __file__)

    assert refusal(told) == "Finner ikke arrangementet «annet». Disse finnes:\n  frokostmote"


def test_a_link_is_stored_and_told_when_it_opens(desk: Desk) -> None:
    told = desk.run("link", EVENT.slug, "https://teams.example.no/x")

    assert (told.exit_code, told.output) == (
        0,
        "Lenken er lagret. De som deltar på nett, slipper inn fra 04.06.2030 kl. 07.30.\n",
    )
    with desk.database.reading() as db:
        assert meeting_link.link(db, EVENT.slug) == "https://teams.example.no/x"


@pytest.mark.parametrize("url", ["http://teams.example.no/", "teams", "javascript:alert(1)", ""])
def test_what_is_no_link_is_refused_with_a_right_one(desk: Desk, url: str) -> None:
    assert refusal(desk.run("link", EVENT.slug, url)) == (
        f"«{url}» er ikke en lenke. Skriv for eksempel https://teams.example.no/mote/123."
    )


def test_an_event_that_nobody_attends_on_the_net_takes_no_link(desk: Desk) -> None:
    show(desk.settings.site, an_event())

    assert refusal(desk.run("link", EVENT.slug, "https://teams.example.no/x")) == (
        "frokostmote har ikke «digitalt», så ingen deltar på nett."
    )


def notified(desk: Desk, **keys: Any) -> Result:
    """Let the event be changed on the site, and tell those who have signed up."""
    show(desk.settings.site, an_event(**({"digitalt": "Teams"} | keys)))
    return desk.run("notify", EVENT.slug, "--yes")


def test_nobody_is_told_what_everybody_knows(attended: Desk) -> None:
    told = attended.run("notify", EVENT.slug)

    assert (told.exit_code, told.output) == (0, NOBODY)


def test_what_nobody_is_told_of_is_not_told(attended: Desk) -> None:
    told = notified(attended, tittel="Lunsjmøte", ingress="Ny ingress", pris="100")

    assert told.output == NOBODY


def test_a_time_that_is_moved_is_told_after_a_yes(attended: Desk) -> None:
    show(attended.settings.site, an_event(digitalt="Teams", start="2030-06-04 09.00"))
    told = attended.run("notify", EVENT.slug, answer="ja\n")
    before = "Før: Holdes tirsdag 4. juni 2030 kl. 08.30–10.00"

    assert told.output.replace("\u00a0", " ").splitlines() == [
        "Frokostmøte",
        "Holdes tirsdag 4. juni 2030 kl. 09.00–10.00",
        f"{before}, Kulturhuset, Storgata 1, Hamar",
        f"{before}, På nett, med Teams",
        "3 påmeldte vet ikke dette ennå.",
        "Sende til 3 adresser? (ja/nei) [nei]: ja",
        "3 e-poster er lagt i kø, og sendes av serveren.",
    ]
    assert statuses(attended.database)[3:] == [("event_changed", "waiting")] * 3
    assert attended.run("notify", EVENT.slug).output == NOBODY


def test_a_place_that_is_moved_is_told_to_those_who_come(attended: Desk) -> None:
    told = notified(attended, sted={"navn": "Biblioteket", "poststed": "Hamar"})

    assert "2 påmeldte vet ikke dette ennå." in told.output
    assert statuses(attended.database)[3:] == [("event_changed", "waiting")] * 2


def test_a_colleague_without_an_address_is_told_of_in_the_sender_s_mail(desk: Desk) -> None:
    bo = replace(answers("Bo", email="ada@example.no"), shares_email=True)
    with desk.database.writing() as db:
        register.add(db, EVENT, answers("Ada"), submit_id="abc", now=NOW, colleagues=(bo,))
    told = notified(desk, start="2030-06-04 09.00")

    assert told.output.splitlines()[-2:] == [
        "2 påmeldte vet ikke dette ennå.",
        "1 e-post er lagt i kø, og sendes av serveren.",
    ]
    assert statuses(desk.database) == [("event_changed", "waiting")]


def test_an_event_that_is_cancelled_is_told(attended: Desk) -> None:
    told = notified(attended, status="avlyst")

    assert "Avlyst: tirsdag 4. juni 2030" in told.output.replace("\u00a0", " ")
    assert statuses(attended.database)[3:] == [("event_cancelled", "waiting")] * 3


def test_no_is_no(attended: Desk) -> None:
    show(attended.settings.site, an_event(digitalt="Teams", status="avlyst"))
    before = everything(attended.database)
    told = attended.run("notify", EVENT.slug, answer="nei\n")

    assert (told.exit_code, told.stderr) == (1, "pameldt: Ingenting er sendt.\n")
    assert everything(attended.database) == before


@contextlib.contextmanager
def a_worker(desk: Desk, **settings: str) -> Iterator[subprocess.Popen[str]]:
    """Run `pameldt worker` as a process of its own until the end of the block."""
    env = Machine(desk.folder).environment(PAMELDT_NOW="2030-05-02T12:00", **settings)
    command, pipe = [str(PAMELDT), "worker"], subprocess.PIPE
    with subprocess.Popen(command, env=env, stdout=pipe, stderr=pipe, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()


def is_soon(claim: Callable[[], bool], seconds: float = 10) -> bool:
    """Tell whether it becomes so within so many seconds."""
    end = time.monotonic() + seconds
    while not claim():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def test_the_worker_delivers_what_waits_and_what_comes(desk: Desk) -> None:
    store(desk.database, EVENT, answers("Ada"))
    with a_worker(desk) as process:
        mail = f"som filer i {desk.settings.mail}/"
        assert said(process) == f"Leverer e-post {mail} (avslutt med Ctrl+C)\n"
        assert is_soon(lambda: to(desk) == ["ada@example.no"])
        store(desk.database, EVENT, answers("Bo"))
        assert is_soon(lambda: to(desk) == ["ada@example.no", "bo@example.no"])
        assert is_soon(lambda: {each for _, each in statuses(desk.database)} == {"sent"})


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_the_worker_ends_without_a_word_when_it_is_told_to(desk: Desk, by: signal.Signals) -> None:
    with a_worker(desk) as process:
        said(process)
        process.send_signal(by)
        _, errors = process.communicate(timeout=10)

    assert (process.returncode, errors) == (0, "")


def test_f27_what_a_killed_worker_left_is_delivered_by_the_next(desk: Desk) -> None:
    with a_worker(desk) as process:
        said(process)
        process.kill()
    store(desk.database, EVENT, answers("Ada"))
    with a_worker(desk):
        assert is_soon(lambda: to(desk) == ["ada@example.no"])


def test_the_worker_refuses_where_no_site_is_built(desk: Desk) -> None:
    (desk.settings.site / "events.json").unlink()

    assert refusal(desk.run("worker")) == (
        f"Finner ingen bygget nettside i {desk.settings.site}. Kjør «pameldt build»."
    )


def test_what_was_notified_says_old_and_new(attended: Desk) -> None:
    notified(attended, start="2030-06-04 09.00", sted={"navn": "Biblioteket"})
    with a_worker(attended):
        assert is_soon(lambda: len(attended.mails) == 3)
    ada, _, cy = (words_of(each) for each in attended.mails)

    assert attended.mails[0]["Subject"] == "Endret: Frokostmøte, tirsdag 4. juni"
    assert "Før: tirsdag 4. juni 2030 kl. 08.30–10.00" in ada
    assert "Ny tid: tirsdag 4. juni 2030 kl. 09.00–10.00" in ada
    assert "Før: Kulturhuset, Storgata 1, Hamar\nNytt sted: Biblioteket\n" in ada
    assert "Nytt sted" not in cy
