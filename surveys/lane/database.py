"""What the lane asks the database: one question to look, one more to answer.

Both are functions that `feedback.walls` builds after every migration. They enter the
business for as long as their statement lasts and run in the application's role, so
that row level security binds them as it does everything else; the server keeps their
plans for each connection, whoever pools it.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from feedback.links import Target


class Found(NamedTuple):
    """An invitation that is plainly open, with all that its page names, as the database
    writes it: ids and moments are text.

    ``business`` changes whenever anything about the business does.
    """

    survey_id: str
    interaction_id: str
    customer_id: str
    channel: str
    is_test: bool
    asked_at: str
    reminded_at: str | None
    expires_at: str | None
    name: str
    phone: str
    kind: str
    handler: str
    happened_at: str
    zone: str
    business_language: str
    # From here on: what many people's pages have in common, and what chooses it.
    version_id: str
    language: str
    customer_language: str
    business: str

    @property
    def first_name(self) -> str:
        """As `Customer.first_name`."""
        return self.name.split()[0] if self.name else ""

    @property
    def shared(self) -> tuple[object, ...]:
        """What a page has beside its guest: it is drawn anew when that changes."""
        return self[_SHARED:]


def default_connection() -> BaseDatabaseWrapper | None:
    """Return this thread's connection, as ready as for a request; None where the lane
    does not run. One that has died is found out by using it.
    """
    one = connections["default"]
    if one.vendor != "postgresql":
        return None
    one.close_if_unusable_or_obsolete()
    if one.connection is None:
        one.ensure_connection()
    return one


def find(
    connection: BaseDatabaseWrapper, target: Target, *, at: datetime
) -> Found | None:
    """Return what stands behind a link, in one trip; None unless that is a page that is
    open at ``at`` and has nothing on it yet.
    """
    row = _ask(
        connection,
        "SELECT lane_guest(%s, %s, %s)",
        (target.business_id.hex, target.object_id.hex, at),
    )
    return Found._make(json.loads(row)) if row else None


def take_in(
    connection: BaseDatabaseWrapper, target: Target, at: datetime, rows: str
) -> bool:
    """Store a reply with all that belongs to it, in one trip that waits for the disk;
    False if somebody was first or the page has closed meanwhile.

    ``rows`` is JSON: the reply, its answers, the event and what remains to be done
    about it, each by the names of its columns.
    """
    values = (target.business_id.hex, target.object_id.hex, at, rows)
    return bool(_ask(connection, "SELECT lane_answer(%s, %s, %s, %s)", values))


def statements(vendor: str) -> Iterator[str]:
    """Yield what builds the functions, where there is a lane."""
    if vendor == "postgresql":
        yield _GUEST
        yield _ANSWER


def _ask(connection: BaseDatabaseWrapper, sql: str, values: tuple[object, ...]) -> Any:
    """Return the one value that a function gives back, from the driver itself: Django's
    cursor would only take time.
    """
    with connection.wrap_database_errors:
        cursor = connection.connection.cursor()
        cursor.execute(sql, values)
        return cursor.fetchone()[0]


_SHARED = Found._fields.index("version_id")
# One value instead of a row of twenty: both sides spend less on it than on the row.
_GUEST = """
    CREATE OR REPLACE FUNCTION lane_guest(
        of_business uuid, of_invitation uuid, at timestamptz
    ) RETURNS text LANGUAGE plpgsql AS $$
    DECLARE
        entered text := set_config('app.business', of_business::text, true);
    BEGIN
        RETURN (SELECT json_build_array(
                i.survey_id, i.interaction_id, i.customer_id, i.channel, i.is_test,
                i.asked_at, i.reminded_at, i.expires_at, c.name, c.phone, w.kind,
                w.handler, w.happened_at, b.zone, b.language,
                i.version_id, i.language, c.language, concat(b.xmin, b.ctid)
            )
            FROM surveys_invitation AS i
            JOIN customers_customer AS c ON c.id = i.customer_id
            JOIN customers_interaction AS w ON w.id = i.interaction_id
            JOIN accounts_business AS b ON b.id = i.business_id
            WHERE i.id = of_invitation AND i.business_id = of_business
                AND i.status = 'asked' AND (i.expires_at IS NULL OR i.expires_at > at)
                AND i.version_id IS NOT NULL AND NOT c.is_unverified
                AND NOT EXISTS (
                    SELECT FROM surveys_replydraft AS d WHERE d.invitation_id = i.id
                ));
    END $$"""

# A reminder goes out in the transaction that sets "reminded_at" on this very row, so
# what the claim reads of it is what there is to call off.
_ANSWER = """
    CREATE OR REPLACE FUNCTION lane_answer(
        of_business uuid, of_invitation uuid, at timestamptz, fresh jsonb
    ) RETURNS boolean LANGUAGE plpgsql AS $$
    DECLARE
        entered text := set_config('app.business', of_business::text, true);
        reminded timestamptz;
    BEGIN
        UPDATE surveys_invitation
            SET status = 'answered', reason = '', answered_at = at
            WHERE id = of_invitation AND business_id = of_business
                AND status = 'asked' AND (expires_at IS NULL OR expires_at > at)
            RETURNING reminded_at INTO reminded;
        IF NOT FOUND THEN
            RETURN false;
        END IF;
        INSERT INTO surveys_reply
            SELECT * FROM jsonb_populate_record(
                NULL::surveys_reply, fresh->'reply'
            );
        INSERT INTO surveys_answer
            SELECT * FROM jsonb_populate_recordset(
                NULL::surveys_answer, fresh->'answers'
            );
        INSERT INTO history_event
            SELECT * FROM jsonb_populate_record(
                NULL::history_event, fresh->'event'
            );
        INSERT INTO surveys_unheardreply
            SELECT * FROM jsonb_populate_record(
                NULL::surveys_unheardreply, fresh->'unheard'
            );
        IF reminded IS NOT NULL THEN
            UPDATE mail_outboundmessage SET status = 'cancelled',
                status_reason = 'answered', finished_at = at
            WHERE business_id = of_business AND kind = 'reminder' AND status = 'queued'
                AND dedupe_key = 'reminder:' || of_invitation || ':1';
        END IF;
        RETURN true;
    END $$"""
