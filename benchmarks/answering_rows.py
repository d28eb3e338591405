"""People who were asked and have not answered yet, written by the database itself."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db import connection

from benchmarks.rows import business
from feedback import clock, tenancy
from feedback.accounts.models import Business
from feedback.links import make_token
from surveys import marks
from surveys.models import Question, QuestionKind, Survey, SurveyVersion

WORDS = "He was kind and tidy, but he turned up at ten to five instead of two o’clock."
_FURTHER: tuple[tuple[int, QuestionKind, str, list[str]], ...] = (
    (4, QuestionKind.CHOICE, "Who did you speak to?", ["The office", "Dan", "Amy"]),
    (5, QuestionKind.YES_PARTLY_NO, "Did we leave everything tidy?", []),
)
_ROWS = (
    """
    INSERT INTO customers_customer (id, name, email, email_key, phone, phone_key,
        external_id, language, value, is_unverified, is_test, created_at, business_id)
    SELECT ('018f0000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
        (ARRAY['Margaret', 'Omar', 'Zoë', 'Łukasz'])[1 + n %% 4] || ' Ellis ' || n,
        'c' || n || '@example.com', 'c' || n || '@example.com', '', '', '', '', '',
        false, false, now(), %(business)s
    FROM generate_series(0, %(count)s - 1) AS n""",
    """
    INSERT INTO customers_interaction (id, kind, happened_at, handler, reference,
        attributes, source, fingerprint, created_at, business_id, customer_id)
    SELECT c.id, (ARRAY['Boiler service', 'Repair', 'Quote'])[1 + n %% 3],
        now() - interval '1 day' * (1 + n %% 5), 'Dan', '', '{}', 'form', n::text,
        now(), %(business)s, c.id
    FROM generate_series(0, %(count)s - 1) AS n JOIN customers_customer AS c
        ON c.id = ('018f0000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid""",
    """
    INSERT INTO surveys_invitation (id, status, reason, is_test, channel, language,
        due_at, asked_at, expires_at, created_at, business_id, customer_id,
        interaction_id, survey_id, version_id)
    SELECT i.id, 'asked', '', false, 'email', 'en-gb', now(),
        now() - interval '2 hours', now() + interval '30 days', now(), %(business)s,
        i.id, i.id, %(survey)s, %(version)s
    FROM customers_interaction AS i""",
)
# The same rows in four trips: who answered, the reply, the answers, what happened.
_TRIPS = r"""
\set i :i + 1
\set n :first + :i * 16 + :client_id
BEGIN\;
SELECT set_config('app.business', ':owner', true)\;
UPDATE surveys_invitation SET status = 'answered', reason = '', answered_at = now()
  WHERE id = ({key})::uuid AND status = 'asked' AND expires_at > now();
INSERT INTO surveys_reply (id, is_test, channel, is_verified, language, submitted_at,
    rating, words, feeling, goal, is_suspicious, contact, contact_phone, consent, state,
    waits_for_person, survey_id, kind, handler, business_id, customer_id,
    invitation_id, version_id)
  VALUES (({key})::uuid, false, 'email', true, 'en-gb', now(), 4, '{words}', '', '',
    false, '', '', '', 'new', false, ':survey', 'Repair', 'Dan', ':owner',
    ({key})::uuid, ({key})::uuid, ':version');
INSERT INTO surveys_answer (id, business_id, reply_id, question_id, step, words)
  VALUES {answers};
INSERT INTO history_event (id, at, actor_kind, verb, target_type, target_id,
    customer_id, before, after, business_id)
  VALUES (({key})::uuid, now(), 'customer', 'answered', 'reply', ({key})::uuid,
    ({key})::uuid, '{{"consent": null, "contact_by": null}}',
    '{{"consent": "", "contact_by": null}}', ':owner')\;
COMMIT;
"""
_KEY = "'018f0000-0000-7000-8000-' || lpad(to_hex(:n), 12, '0')"


def asked(count: int) -> Business:
    """Store a business that has asked ``count`` people five questions."""
    owner = business("penrose")
    with tenancy.enter(owner.pk):
        version = SurveyVersion.objects.get()
        for position, kind, text, options in _FURTHER:
            Question.objects.create(
                business=owner,
                version=version,
                position=position,
                kind=kind,
                text=text,
                options=options,
            )
        version.frozen_at = clock.now()
        version.save(update_fields=["frozen_at"])
        values: dict[str, Any] = {
            "business": owner.pk,
            "survey": version.survey_id,
            "version": version.pk,
            "count": count,
        }
    _write(values)
    return owner


def looks(file: Path, owner: Business, numbers: range) -> Path:
    """Write down the requests that open the pages of people ``numbers``."""
    file.write_text("".join(f"/s/{_token(owner, n)}/\n" for n in numbers))
    return file


def replies(file: Path, owner: Business, numbers: range) -> Path:
    """Write down the requests that answer for people ``numbers``."""
    fields = dict(zip(_fields(owner), ("4", "1", WORDS, "2", "1"), strict=True))
    drawn = clock.now() - timedelta(minutes=1)
    with file.open("w") as lines:
        for number in numbers:
            mark = marks.mark(f"survey:{_id(number).hex}", now=drawn)
            sent = {**fields, "contact": "no", "mark": mark, "hand": "0.40.6.30.6.5.0"}
            lines.write(f"/s/{_token(owner, number)}/ {urlencode(sent)}\n")
    return file


def trips(file: Path, owner: Business) -> tuple[Path, dict[str, object]]:
    """Write down what pgbench does for a reply, and return what it must know."""
    with tenancy.enter(owner.pk):
        survey = Survey.objects.get()
        questions = list(Question.objects.order_by("position"))
    said = zip(questions, ("4", "1", None, "2", "1"), strict=True)
    answers = ", ".join(
        f"(gen_random_uuid(), ':owner', ({_KEY})::uuid, '{asked.pk}',"
        f" {step or 'NULL'}, '{'' if step else WORDS}')"
        for asked, step in said
    )
    file.write_text(_TRIPS.format(key=_KEY, words=WORDS, answers=answers))
    version = questions[0].version_id
    return file, {"owner": owner.pk, "survey": survey.pk, "version": version, "i": -1}


def _fields(owner: Business) -> list[str]:
    with tenancy.enter(owner.pk):
        return [f"q-{one.pk}" for one in Question.objects.order_by("position")]


def _id(number: int) -> UUID:
    return UUID(f"018f0000-0000-7000-8000-{number:012x}")


def _token(owner: Business, number: int) -> str:
    return make_token("survey", owner.pk, _id(number))


def _write(values: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("SET session_replication_role = replica")
        for statement in _ROWS:
            cursor.execute(statement, values)
        cursor.execute("RESET session_replication_role")
        cursor.execute("VACUUM ANALYZE")
    connection.close()
