"""One mail a day, who is left out, and whether it was fixed."""

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import feedback.clock
import feedback.ids


class Migration(migrations.Migration):
    dependencies = [
        ("actions", "0003_deadlines"),
        ("accounts", "0005_notice_choices"),
        ("customers", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="LeftOut",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=feedback.ids.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "about",
                    models.CharField(
                        choices=[
                            ("did", "What we did"),
                            ("not_this_time", "Why not this time"),
                            ("later", "Later than we said"),
                        ],
                        max_length=15,
                    ),
                ),
                ("due_on", models.DateField()),
                ("round", models.PositiveSmallIntegerField(default=0)),
                ("because", models.CharField(max_length=300, verbose_name="why")),
                ("left_out_at", models.DateTimeField(default=feedback.clock.now)),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="TellingRhythm",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=feedback.ids.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "tells_at",
                    models.PositiveSmallIntegerField(
                        default=10,
                        validators=[
                            django.core.validators.MinValueValidator(7),
                            django.core.validators.MaxValueValidator(19),
                        ],
                    ),
                ),
                ("asks_if_fixed", models.BooleanField(default=True)),
                (
                    "asks_after_days",
                    models.PositiveSmallIntegerField(
                        default=14,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(90),
                        ],
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Verdict",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=feedback.ids.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("round", models.PositiveSmallIntegerField(default=0)),
                ("asks_on", models.DateField()),
                ("asked_at", models.DateTimeField(blank=True, null=True)),
                ("ask_day", models.DateField(blank=True, null=True)),
                ("why_not", models.CharField(blank=True, max_length=12)),
                (
                    "said",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Not answered"),
                            ("yes", "Yes"),
                            ("partly", "Partly"),
                            ("no", "No"),
                        ],
                        max_length=6,
                    ),
                ),
                ("said_at", models.DateTimeField(blank=True, null=True)),
                ("changed_at", models.DateTimeField(blank=True, null=True)),
                ("words", models.TextField(blank=True)),
                ("is_suspicious", models.BooleanField(default=False)),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.RemoveConstraint(
            model_name="telling",
            name="telling_once",
        ),
        migrations.AddField(
            model_name="action",
            name="doubted_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="action",
            name="stands_because",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=300
            ),
        ),
        migrations.AddField(
            model_name="action",
            name="round",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="telling",
            name="goes_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="telling",
            name="mail_day",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="telling",
            name="mailed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="telling",
            name="round",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="telling",
            name="why_not",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "It went, or it will"),
                    ("no_address", "no email address"),
                    ("no_updates", "asked not to be told about changes"),
                    ("bounced", "address does not work"),
                    ("complained", "marked our mail as spam"),
                    ("outdated", "no longer true when it was to go"),
                ],
                db_default="",
                default="",
                max_length=12,
            ),
        ),
        migrations.AddIndex(
            model_name="telling",
            index=models.Index(
                condition=models.Q(
                    ("goes_at__isnull", False), ("mailed_at", None), ("why_not", "")
                ),
                fields=["goes_at"],
                name="telling_waiting",
            ),
        ),
        migrations.AddIndex(
            model_name="telling",
            index=models.Index(
                condition=models.Q(("mail_day__isnull", False)),
                fields=["customer", "mail_day"],
                name="telling_of_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="telling",
            constraint=models.UniqueConstraint(
                fields=("business", "action", "customer", "about", "due_on", "round"),
                name="telling_once_a_round",
            ),
        ),
        migrations.AddField(
            model_name="leftout",
            name="action",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="left_out",
                to="actions.action",
            ),
        ),
        migrations.AddField(
            model_name="leftout",
            name="business",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="accounts.business",
            ),
        ),
        migrations.AddField(
            model_name="leftout",
            name="customer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="customers.customer",
            ),
        ),
        migrations.AddField(
            model_name="leftout",
            name="left_out_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.membership",
            ),
        ),
        migrations.AddField(
            model_name="tellingrhythm",
            name="business",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="accounts.business",
            ),
        ),
        migrations.AddField(
            model_name="verdict",
            name="action",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="verdicts",
                to="actions.action",
            ),
        ),
        migrations.AddField(
            model_name="verdict",
            name="business",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="accounts.business",
            ),
        ),
        migrations.AddField(
            model_name="verdict",
            name="customer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="customers.customer",
            ),
        ),
        migrations.AddConstraint(
            model_name="leftout",
            constraint=models.UniqueConstraint(
                fields=("business", "action", "customer", "about", "due_on", "round"),
                name="left_out_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="leftout",
            constraint=models.CheckConstraint(
                condition=models.Q(("because", ""), _negated=True),
                name="left_out_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="tellingrhythm",
            constraint=models.UniqueConstraint(
                fields=("business",), name="telling_rhythm_once"
            ),
        ),
        migrations.AddIndex(
            model_name="verdict",
            index=models.Index(
                condition=models.Q(("asked_at", None), ("why_not", "")),
                fields=["asks_on"],
                name="verdict_waiting",
            ),
        ),
        migrations.AddIndex(
            model_name="verdict",
            index=models.Index(
                condition=models.Q(("ask_day__isnull", False)),
                fields=["customer", "ask_day"],
                name="verdict_of_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="verdict",
            constraint=models.UniqueConstraint(
                fields=("business", "action", "customer", "round"),
                name="verdict_once_a_round",
            ),
        ),
        migrations.AddConstraint(
            model_name="verdict",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("said", ""), ("said_at", None)),
                    models.Q(
                        models.Q(("said", ""), _negated=True),
                        ("asked_at__isnull", False),
                        ("said_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="verdict_said_when_asked",
            ),
        ),
    ]
