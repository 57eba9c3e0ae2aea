"""Migrations: the history of the database's tables, in order. A released one is never edited."""

from sqlite_utils import Database, Migrations

migrations = Migrations("pameldt")

_SIGNUPS = """
create table signups (
    id integer primary key autoincrement,
    public_id text not null unique,
    submit_id text not null,
    event text not null,
    reference text not null,
    name text not null check (length(name) between 1 and 200),
    email text not null check (length(email) between 3 and 254),
    email_key text not null,
    organisation text not null check (length(organisation) between 1 and 200),
    attendance text not null check (attendance in ('in_person', 'online')),
    message text not null check (length(message) <= 2000),
    status text not null check (status in ('confirmed', 'waiting', 'cancelled', 'repeat')),
    answered text not null check (answered in ('confirmed', 'waiting')),
    created_at text not null,
    delete_on text not null,
    days_kept integer not null check (days_kept > 0),
    unique (event, submit_id),
    unique (event, reference)
) strict
"""

_ONE_STANDING_EACH = """
create unique index signups_one_standing_each on signups (event, email_key)
where status in ('confirmed', 'waiting')
"""

_SEATS = "create index signups_seats on signups (event, attendance, status)"


@migrations()
def m0001_signups(db: Database) -> None:
    """Create the table of sign-ups."""
    for statement in (_SIGNUPS, _ONE_STANDING_EACH, _SEATS):
        db.execute(statement)


# New columns: the mailed link's key, the place in line and what was told. A colleague without an
# address of their own has no key, because the address is somebody else's.
_MAIL_COLUMNS = (
    "alter table signups add column link_id text not null default ''",
    "alter table signups add column version integer not null default 0",
    "alter table signups add column managed integer not null default 0 check (managed in (0, 1))",
    "alter table signups add column line integer",
    "alter table signups add column told text not null default ''",
    "alter table signups add column signed_up_by integer references signups (id) "
    "on delete set null",
    "update signups set link_id = lower(hex(randomblob(16)))",
    "update signups set line = id where answered = 'waiting' and status <> 'cancelled'",
    "create unique index signups_link on signups (link_id)",
    "create index signups_signed_up_by on signups (signed_up_by)",
    "drop index signups_one_standing_each",
    "create unique index signups_one_standing_each on signups (event, email_key) "
    "where status in ('confirmed', 'waiting') and email_key <> ''",
)

_ANSWERS = """
create table answers (
    id integer primary key autoincrement,
    signup integer not null references signups (id) on delete cascade,
    question text not null,
    answer text not null check (length(answer) between 1 and 2000),
    delete_on text,
    days_kept integer check (days_kept > 0),
    unique (signup, question, answer)
) strict
"""

_MEETING_LINKS = """
create table meeting_links (
    event text primary key,
    url text not null check (url like 'https://%')
) strict
"""

_MESSAGES = """
create table messages (
    id integer primary key autoincrement,
    event text not null,
    subject text not null,
    text text not null,
    created integer not null
) strict
"""

# A sent mail that mentions data deleted since is «forgotten»: the row stays, because mails are
# counted, and its file is removed. Times are Unix times, in seconds. The recipient is a digest of
# the address, by which mails are counted: the address itself is in the sign-up only.
_OUTBOX = """
create table outbox (
    id integer primary key autoincrement,
    signup integer not null references signups (id) on delete cascade,
    kind text not null check (kind in ('confirmed', 'waiting', 'repeat', 'promoted', 'changed',
        'cancelled', 'event_changed', 'event_cancelled', 'reminder', 'message', 'undeliverable')),
    about text not null default '',
    message integer references messages (id) on delete cascade,
    recipient text not null,
    message_id text not null unique,
    status text not null default 'waiting'
        check (status in ('waiting', 'sent', 'forgotten', 'undeliverable', 'dropped')),
    created integer not null,
    due integer not null,
    leased_until integer not null default 0,
    attempts integer not null default 0,
    reply text not null default ''
) strict
"""


@migrations()
def m0002_mail(db: Database) -> None:
    """Add mail, links, changes, colleagues and an event's own questions."""
    for statement in _MAIL_COLUMNS:
        db.execute(statement)
    for statement in (_ANSWERS, _MEETING_LINKS, _MESSAGES, _OUTBOX):
        db.execute(statement)
    db.execute("create index outbox_due on outbox (status, due)")
    db.execute("create index outbox_signup on outbox (signup, kind)")
    db.execute("create index outbox_recipient on outbox (recipient, created)")


# What was told about an online venue was bokmål text, and is now the platform's name alone.
_PLATFORM_ALONE = """
update {table} set {column} = json_set({column}, '$.where', case
    when json_extract({column}, '$.where') = 'På nett' then ''
    else substr(json_extract({column}, '$.where'), length('På nett, med ') + 1) end)
where {column} like '{{%' and json_extract({column}, '$.attendance') = 'online'
    and json_extract({column}, '$.where') like 'På nett%'
"""


@migrations()
def m0003_language(db: Database) -> None:
    """Add the language of the page that each sign-up came from; null means the event's own."""
    db.execute(
        "alter table signups add column language text check (language in ('nb', 'nn', 'en'))"
    )
    for table, column in (("signups", "told"), ("outbox", "about")):
        db.execute(_PLATFORM_ALONE.format(table=table, column=column))
