"""Service levels, absences, and what is asked before a date slips."""

from django.db import migrations, models

import feedback.clock
import feedback.ids

OPTIONS = {"abstract": False, "base_manager_name": "objects"}
OWN_RUNGS = ["given", "before", "on", "overdue", "again"]


def key():
    return models.UUIDField(
        default=feedback.ids.uuid7, editable=False, primary_key=True, serialize=False
    )


def link(to, related_name="+", on_delete=models.CASCADE, **values):
    return models.ForeignKey(
        on_delete=on_delete, related_name=related_name, to=to, **values
    )


def somebody(**values):
    return link("accounts.membership", on_delete=models.PROTECT, **values)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_working_hours"),
        ("actions", "0002_work"),
    ]

    operations = [
        migrations.CreateModel(
            name="ServiceLevel",
            fields=[
                ("id", key()),
                (
                    "key",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("day", "Same day"),
                            ("week", "Within a week"),
                            ("month", "Within a month"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        blank=True, max_length=60, verbose_name="what you call it"
                    ),
                ),
                ("amount", models.PositiveSmallIntegerField(verbose_name="how long")),
                (
                    "unit",
                    models.CharField(
                        choices=[
                            ("hours", "working hours"),
                            ("days", "working days"),
                        ],
                        default="days",
                        max_length=5,
                    ),
                ),
                ("acknowledge_hours", models.PositiveSmallIntegerField(default=8)),
                ("managers_after", models.PositiveSmallIntegerField(default=2)),
                ("owners_after", models.PositiveSmallIntegerField(default=5)),
                ("is_active", models.BooleanField(default=True)),
                ("created_at", models.DateTimeField(default=feedback.clock.now)),
                ("business", link("accounts.business")),
            ],
            options={
                **OPTIONS,
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("key", ""), _negated=True),
                        fields=("business", "key"),
                        name="service_level_once_per_key",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("key", ""), _negated=True),
                            models.Q(("name", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="service_level_has_a_name",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount__gt", 0), ("unit", "days"), _connector="OR"
                        ),
                        name="service_level_takes_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("acknowledge_hours__gt", 0),
                            ("managers_after__gt", 0),
                            ("owners_after__gt", models.F("managers_after")),
                        ),
                        name="service_level_goes_up",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="action",
            name="level",
            field=link(
                "actions.servicelevel",
                on_delete=models.PROTECT,
                blank=True,
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="action",
            name="given_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="action",
            name="given_by",
            field=somebody(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="action",
            name="acknowledged_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="action",
            name="acknowledged_by",
            field=somebody(blank=True, null=True),
        ),
        migrations.CreateModel(
            name="Absence",
            fields=[
                ("id", key()),
                ("first", models.DateField()),
                ("last", models.DateField()),
                ("ended_on", models.DateField(blank=True, null=True)),
                ("created_at", models.DateTimeField(default=feedback.clock.now)),
                ("business", link("accounts.business")),
                ("cover", link("accounts.membership", "covers")),
                ("created_by", somebody()),
                ("membership", link("accounts.membership", "absences")),
            ],
            options={
                **OPTIONS,
                "indexes": [
                    models.Index(fields=["business", "last"], name="absence_by_end")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("first__lte", models.F("last"))),
                        name="absence_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("membership", models.F("cover")), _negated=True
                        ),
                        name="absence_covered_by_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                ("id", key()),
                (
                    "rung",
                    models.CharField(
                        choices=[
                            ("given", "Given to you"),
                            ("before", "Due soon"),
                            ("on", "Due today"),
                            ("overdue", "Late"),
                            ("again", "Late, and kept"),
                            ("unseen", "Nobody has said that they have it"),
                            ("escalated", "Late, and not decided"),
                            ("top", "Very late"),
                        ],
                        max_length=10,
                    ),
                ),
                ("about", models.CharField(max_length=40)),
                ("batch", models.CharField(max_length=120)),
                ("created_at", models.DateTimeField(default=feedback.clock.now)),
                ("action", link("actions.action", "reminders")),
                ("business", link("accounts.business")),
                ("membership", link("accounts.membership", "reminders")),
            ],
            options={
                **OPTIONS,
                "indexes": [
                    models.Index(fields=["business", "batch"], name="reminder_batch"),
                    models.Index(
                        fields=["business", "created_at"], name="reminder_recent"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("action", "about", "rung", "membership"),
                        name="reminder_once_per_person",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("rung__in", OWN_RUNGS)),
                        fields=("action", "about", "rung"),
                        name="reminder_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SlipAnswer",
            fields=[
                ("id", key()),
                ("due_on", models.DateField()),
                (
                    "answer",
                    models.CharField(
                        choices=[
                            ("kept", "It stands"),
                            ("moved", "A new date"),
                            ("not", "Decided not to"),
                        ],
                        max_length=5,
                    ),
                ),
                ("answered_at", models.DateTimeField(default=feedback.clock.now)),
                ("action", link("actions.action", "slip_answers")),
                ("answered_by", somebody()),
                ("business", link("accounts.business")),
            ],
            options={
                **OPTIONS,
                "indexes": [
                    models.Index(
                        fields=["business", "action", "due_on"], name="slip_answer"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CalendarFeed",
            fields=[
                ("id", key()),
                ("hashed", models.CharField(editable=False, max_length=64)),
                ("made_at", models.DateTimeField(default=feedback.clock.now)),
                ("business", link("accounts.business")),
                ("membership", link("accounts.membership", "calendar_feeds")),
            ],
            options={
                **OPTIONS,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("membership",), name="calendar_feed_one_per_person"
                    ),
                    models.UniqueConstraint(
                        fields=("hashed",), name="calendar_feed_once"
                    ),
                ],
            },
        ),
    ]
