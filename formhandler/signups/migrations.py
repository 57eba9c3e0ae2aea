"""Migrations: how the database's tables came to be, in order. A released one is never edited."""

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
    """Make the table of sign-ups."""
    for statement in (_SIGNUPS, _ONE_STANDING_EACH, _SEATS):
        db.execute(statement)
