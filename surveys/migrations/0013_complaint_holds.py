"""While a complaint is open: since when, why, and how it was settled."""

import django.db.models.deletion
from django.db import migrations, models

import feedback.clock
import feedback.ids


class Migration(migrations.Migration):
    dependencies = [
        ("surveys", "0012_reply_search"),
        ("accounts", "0005_notice_choices"),
        ("customers", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ComplaintHold",
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
                    "why",
                    models.CharField(
                        choices=[
                            ("asked", "They asked for help"),
                            ("marked", "Somebody of the team marked it"),
                        ],
                        max_length=10,
                    ),
                ),
                ("opened_at", models.DateTimeField(default=feedback.clock.now)),
                ("lifted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "lifted_how",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Still open"),
                            ("customer", "They said that it is settled"),
                            ("fixed", "They said that it is fixed"),
                            ("override", "Lifted by the team"),
                            ("merged", "Joined with another of the same person"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "lifted_because",
                    models.CharField(blank=True, max_length=300, verbose_name="why"),
                ),
                ("asked_at", models.DateTimeField(blank=True, null=True)),
                ("changed_at", models.DateTimeField(default=feedback.clock.now)),
                (
                    "business",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.business",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="holds",
                        to="customers.customer",
                    ),
                ),
                (
                    "lifted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.membership",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.membership",
                    ),
                ),
                (
                    "reply",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="holds",
                        to="surveys.reply",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(
                        fields=["business", "changed_at", "id"], name="hold_by_change"
                    ),
                    models.Index(fields=["reply"], name="hold_of_reply"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_at", None)),
                        fields=("business", "customer"),
                        name="hold_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("lifted_at", None),
                                ("lifted_by", None),
                                ("lifted_how", ""),
                            ),
                            models.Q(
                                ("lifted_at__isnull", False),
                                models.Q(("lifted_how", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="hold_lifted_somehow",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lifted_how", "override"), _negated=True),
                            models.Q(
                                models.Q(("lifted_because", ""), _negated=True),
                                ("lifted_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="hold_overridden_with_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HoldAddress",
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
                ("hashed", models.CharField(editable=False, max_length=64)),
                ("created_at", models.DateTimeField(default=feedback.clock.now)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "business",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.business",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.membership",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("hashed",), name="hold_address_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_at", None)),
                        fields=("business",),
                        name="hold_address_one_at_a_time",
                    ),
                ],
            },
        ),
        # Deadlines are a topic, too: of no column, but of what is chosen.
        migrations.AlterField(
            model_name="notice",
            name="topic",
            field=models.CharField(
                choices=[
                    ("waiting", "Somebody waits for a person"),
                    ("words", "New words that are routed to me"),
                    ("praise", "Praise that is about me"),
                    ("alert", "Alerts"),
                    ("mention", "A colleague mentions me"),
                    ("conversation", "A customer writes back"),
                    ("voices", "The weekly voices"),
                    ("deadlines", "Dates of what I promised"),
                ],
                max_length=12,
            ),
        ),
    ]
