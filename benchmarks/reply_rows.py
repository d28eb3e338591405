"""A million replies, written by the database itself: people, work, invitations, words.

Two words are in every third reply and in three of them; of a hundred replies three are
open. Triggers are off meanwhile, what they keep for the search is written with the row.
Ids grow with time as those of the product do (UUIDv7). A large load goes in by two
sessions, without the indexes, which are built again afterwards: a row at a time they
cost five times as much as the rows.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from django.db import connection

from feedback import tenancy
from feedback.accounts.models import Business
from surveys.models import Question, Survey, SurveyVersion

FREQUENT, SOMETIMES, RARE = "morning", "thermostat", "zebrafish"
KINDS = ("Boiler service", "Repair", "New boiler", "Quote", "Emergency")
_TABLES = (
    "customers_customer",
    "customers_interaction",
    "surveys_invitation",
    "surveys_reply",
    "surveys_answer",
)
SESSIONS, LARGE = 2, 50_000

# What is number n came n minutes ago, and its id sorts so: `pg_temp` functions live as
# long as the session.
_ID = """
    CREATE OR REPLACE FUNCTION pg_temp.id_of(key text, n bigint) RETURNS uuid
    LANGUAGE sql IMMUTABLE PARALLEL RESTRICTED AS $$
        SELECT (lpad(to_hex(1800000000000 - n), 12, '0') || '7'
            || substr(md5(key), 1, 3) || '8' || substr(md5(key), 4, 15))::uuid
    $$"""

_PEOPLE = """
    INSERT INTO customers_customer (id, name, email, email_key, phone, phone_key,
        external_id, language, value, is_unverified, is_test, created_at, business_id)
    SELECT pg_temp.id_of(%(key)s || 'c', n), (ARRAY['Margaret', 'Omar', 'Joy', 'Pete',
        'Siân', 'Hannah', 'Zoë', 'Łukasz'])[1 + n %% 8] || ' '
        || (ARRAY['Ellis', 'Haddad', 'Okafor', 'Lindqvist', 'Prosser', 'Weiss',
        'Nowak'])[1 + n %% 7] || CASE WHEN n %% 10 = 0 THEN '' ELSE ' ' || n %% 997 END,
        'c' || n || '@' || %(key)s || '.example',
        'c' || n || '@' || %(key)s || '.example', '', '', '', '',
        CASE WHEN n %% 50 = 0 THEN 'most_valuable' ELSE '' END,
        false, false, now(), %(business)s
    FROM generate_series((%(start)s + 4) / 5, (%(start)s + %(count)s - 1) / 5) AS n
    ORDER BY n DESC"""

_WORK = """
    INSERT INTO customers_interaction (id, kind, happened_at, handler, reference,
        attributes, source, fingerprint, created_at, business_id, customer_id)
    SELECT pg_temp.id_of(%(key)s || 'i', n), (%(kinds)s)[1 + n * 7 %% 5],
        now() - n * interval '1 minute', CASE WHEN n %% 250000 = 7 THEN 'Gwen' ELSE
        (ARRAY['Dan', 'Amy', '', 'Lee'])[1 + n %% 4] END, '', '{}', 'form',
        lpad(n::text, 32, '0'), now(), %(business)s,
        pg_temp.id_of(%(key)s || 'c', n / 5)
    FROM generate_series(%(start)s, %(start)s + %(count)s - 1) AS n
    ORDER BY n DESC"""

_INVITATIONS = """
    INSERT INTO surveys_invitation (id, status, reason, is_test, channel, language,
        due_at, asked_at, answered_at, created_at, business_id, customer_id,
        interaction_id, survey_id, version_id)
    SELECT pg_temp.id_of(%(key)s || 'v', n), 'answered', '', false, 'email', 'en',
        now() - n * interval '1 minute', now() - n * interval '1 minute',
        now() - n * interval '1 minute', now(), %(business)s,
        pg_temp.id_of(%(key)s || 'c', n / 5), pg_temp.id_of(%(key)s || 'i', n),
        %(survey)s, %(version)s
    FROM generate_series(%(start)s, %(start)s + %(count)s - 1) AS n
    ORDER BY n DESC"""

# Reply number n came n minutes ago. `lot` is as good as thrown.
_REPLIES = """
    INSERT INTO surveys_reply (id, is_test, channel, is_verified, language,
        submitted_at, rating, words, feeling, goal, is_suspicious, contact,
        contact_phone, consent, state, waits_for_person, heard_at, done_at,
        survey_id, kind, handler, business_id, customer_id, invitation_id, version_id,
        search)
    SELECT id, false, 'email', true, 'en', at, rating, words, '', '', false,
        CASE WHEN waits AND n %% 2 = 0 THEN 'phone' ELSE '' END, '',
        (ARRAY['', 'first_name', 'no_name', 'no'])[1 + lot %% 4], state, waits,
        CASE WHEN state <> 'new' OR n %% 2 = 0 AND NOT waits THEN at END,
        CASE WHEN state = 'done' THEN at END, %(survey)s, kind, handler, %(business)s,
        customer, invitation, %(version)s,
        search_document(%(business)s, 'en', words || ' ' || name)
    FROM (
        SELECT n, lot, r.customer_id AS customer, r.kind, r.handler, person.name,
            pg_temp.id_of(%(key)s || 'v', n) AS invitation,
            pg_temp.id_of(%(key)s || 'r', n) AS id,
            now() - n * interval '1 minute' AS at, 1 + lot %% 5 AS rating,
            CASE WHEN lot %% 100 < 2 THEN 'new' WHEN lot %% 100 = 2 THEN 'acting'
                ELSE 'done' END AS state,
            lot %% 1000 < 4 AS waits,
            CASE WHEN lot %% 10 = 9 THEN '' ELSE
                (ARRAY['Dan was lovely, but he turned up at ten to five.',
                    'The invoice was a bit of a puzzle: two different totals.',
                    'Best tradesman I’ve had in the house in years.',
                    'Quick and tidy. Would have liked to know the price before.'
                ])[1 + lot / 10 %% 4]
                || CASE WHEN n %% 10 < 3 THEN ' I’d been told the morning.' ELSE '' END
                || CASE WHEN lot %% 100 = 50 THEN ' The thermostat never worked.'
                    ELSE '' END
                || CASE WHEN n IN (700, 4000, %(total)s - 5) THEN ' Zebrafish.'
                    ELSE '' END
                || ' ' || translate(substr(md5(n::text), 1, 3), '0123456789',
                    'ghijklmnop') || 'a '
                || translate(substr(md5(n::text), 4, 4), '0123456789', 'qrstuvwxyz')
                || 'o'
            END AS words
        FROM (SELECT generate_series(%(start)s, %(start)s + %(count)s - 1) AS n
            ORDER BY n DESC) AS numbers
        CROSS JOIN LATERAL (
            SELECT ('x' || substr(md5('lot' || n), 1, 7))::bit(28)::int AS lot
        ) AS thrown
        JOIN customers_interaction AS r ON r.id = pg_temp.id_of(%(key)s || 'i', n)
        JOIN customers_customer AS person ON person.id = r.customer_id
    ) AS drawn"""

# "Did we turn up when we said we would?": one in a hundred says no.
_ANSWERS = """
    INSERT INTO surveys_answer (id, step, words, business_id, question_id, reply_id)
    SELECT pg_temp.id_of(%(key)s || 'a', n), CASE WHEN n %% 100 = 1 THEN 3
        ELSE 1 + n %% 2 END, '', %(business)s, %(question)s,
        pg_temp.id_of(%(key)s || 'r', n)
    FROM generate_series(%(start)s, %(start)s + %(count)s - 1) AS n
    ORDER BY n DESC"""


def fill(
    owner: Business, *, start: int, count: int, total: int, tidies: bool = True
) -> None:
    """Store replies number ``start`` and on, of ``total`` in the end; ``start`` is a
    multiple of five.
    """
    values = _values(owner) | {"total": total}
    parts = SESSIONS if count >= LARGE else 1
    each = -(-count // parts // 5) * 5
    spans = [
        values | {"start": at, "count": min(each, start + count - at)}
        for at in range(start, start + count, each)
    ]
    if parts == 1:
        _write(spans[0])
    else:
        with _without_indexes(), ThreadPoolExecutor(parts) as sessions:
            list(sessions.map(_write, spans))
    if tidies:
        tidy()


def tidy() -> None:
    """Let the database clear up and count what it has."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        for table in _TABLES:
            cursor.execute(f"VACUUM ANALYZE {table}")
    connection.close()


def _values(owner: Business) -> dict[str, Any]:
    with tenancy.enter(owner.pk):
        survey = Survey.objects.get(business=owner)
        version = SurveyVersion.objects.get(survey=survey)
        question = Question.objects.get(version=version, position=2)
    return {
        "key": owner.slug,
        "business": owner.pk,
        "survey": survey.pk,
        "version": version.pk,
        "question": question.pk,
        "kinds": list(KINDS),
    }


def _write(values: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("SET synchronous_commit = off")
        cursor.execute(_ID)
        for statement in (_PEOPLE, _WORK, _INVITATIONS, _REPLIES, _ANSWERS):
            cursor.execute(statement, values)
    connection.close()


@contextmanager
def _without_indexes() -> Iterator[None]:
    """Take away, and build again, every index that no constraint stands on."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute(_INDEXES, [list(_TABLES)])
        indexes: list[tuple[str, str]] = cursor.fetchall()
        for name, _definition in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
    connection.close()
    yield
    with ThreadPoolExecutor(SESSIONS) as sessions:
        list(sessions.map(_build, [definition for _name, definition in indexes]))


def _build(definition: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("SET maintenance_work_mem = '512MB'")
        cursor.execute("SET max_parallel_maintenance_workers = 0")
        cursor.execute(definition)
    connection.close()


_INDEXES = """
    SELECT indexname, indexdef FROM pg_indexes
    WHERE tablename = ANY (%s) AND NOT EXISTS (
        SELECT FROM pg_constraint
        WHERE conindid = format('%%I', indexname)::regclass)"""
