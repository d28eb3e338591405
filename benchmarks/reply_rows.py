"""A million replies, written by the database itself: people, work, invitations, words.

Two words are in every third reply and in three of them; of a hundred replies three are
open. Triggers are off meanwhile, what they keep for the search is written with the row.
"""

from typing import Any

from django.db import connection

from feedback import tenancy
from feedback.accounts.models import Business
from surveys.models import Survey, SurveyVersion

FREQUENT, SOMETIMES, RARE = "morning", "thermostat", "zebrafish"
KINDS = ("Boiler service", "Repair", "New boiler", "Quote", "Emergency")
_TABLES = (
    "customers_customer",
    "customers_interaction",
    "surveys_invitation",
    "surveys_reply",
)

_PEOPLE = """
    INSERT INTO customers_customer (id, name, email, email_key, phone, phone_key,
        external_id, language, value, is_unverified, is_test, created_at, business_id)
    SELECT md5(%(key)s || 'c' || n)::uuid, (ARRAY['Margaret', 'Omar', 'Joy', 'Pete',
        'Siân', 'Hannah', 'Zoë', 'Łukasz'])[1 + n %% 8] || ' '
        || (ARRAY['Ellis', 'Haddad', 'Okafor', 'Lindqvist', 'Prosser', 'Weiss',
        'Nowak'])[1 + n %% 7] || CASE WHEN n %% 10 = 0 THEN '' ELSE ' ' || n %% 997 END,
        'c' || n || '@' || %(key)s || '.example',
        'c' || n || '@' || %(key)s || '.example', '', '', '', '',
        CASE WHEN n %% 50 = 0 THEN 'most_valuable' ELSE '' END,
        false, false, now(), %(business)s
    FROM generate_series(%(start)s / 5, (%(start)s + %(count)s - 1) / 5) AS n
    ON CONFLICT DO NOTHING"""

_WORK = """
    INSERT INTO customers_interaction (id, kind, happened_at, handler, reference,
        attributes, source, fingerprint, created_at, business_id, customer_id)
    SELECT md5(%(key)s || 'i' || n)::uuid, (%(kinds)s)[1 + n * 7 %% 5],
        now() - n * interval '1 minute', CASE WHEN n %% 250000 = 7 THEN 'Gwen' ELSE
        (ARRAY['Dan', 'Amy', '', 'Lee'])[1 + n %% 4] END, '', '{}', 'form',
        md5(n::text), now(), %(business)s, md5(%(key)s || 'c' || n / 5)::uuid
    FROM generate_series(%(start)s, %(start)s + %(count)s - 1) AS n"""

_INVITATIONS = """
    INSERT INTO surveys_invitation (id, status, reason, is_test, channel, language,
        due_at, asked_at, answered_at, created_at, business_id, customer_id,
        interaction_id, survey_id, version_id)
    SELECT md5(%(key)s || 'v' || n)::uuid, 'answered', '', false, 'email', 'en',
        now() - n * interval '1 minute', now() - n * interval '1 minute',
        now() - n * interval '1 minute', now(), %(business)s,
        md5(%(key)s || 'c' || n / 5)::uuid, md5(%(key)s || 'i' || n)::uuid,
        %(survey)s, %(version)s
    FROM generate_series(%(start)s, %(start)s + %(count)s - 1) AS n"""

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
            md5(%(key)s || 'v' || n)::uuid AS invitation,
            md5(%(key)s || 'r' || n)::uuid AS id,
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
        FROM generate_series(%(start)s, %(start)s + %(count)s - 1) AS n
        CROSS JOIN LATERAL (
            SELECT ('x' || substr(md5('lot' || n), 1, 7))::bit(28)::int AS lot
        ) AS thrown
        JOIN customers_interaction AS r ON r.id = md5(%(key)s || 'i' || n)::uuid
        JOIN customers_customer AS person ON person.id = r.customer_id
    ) AS drawn"""


def fill(
    owner: Business, *, start: int, count: int, total: int, tidies: bool = True
) -> None:
    """Store replies number ``start`` and on, of ``total`` in the end."""
    with tenancy.enter(owner.pk):
        survey = Survey.objects.get(business=owner)
        version = SurveyVersion.objects.get(survey=survey)
    values: dict[str, Any] = {
        "key": owner.slug,
        "business": owner.pk,
        "survey": survey.pk,
        "version": version.pk,
        "kinds": list(KINDS),
        "start": start,
        "count": count,
        "total": total,
    }
    _write(values)
    if tidies:
        tidy()


def tidy() -> None:
    """Let the database clear up and count what it has."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        for table in _TABLES:
            cursor.execute(f"VACUUM ANALYZE {table}")
    connection.close()


def _write(values: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("SET session_replication_role = replica")
        for statement in (_PEOPLE, _WORK, _INVITATIONS, _REPLIES):
            cursor.execute(statement, values)
        cursor.execute("RESET session_replication_role")
    connection.close()
