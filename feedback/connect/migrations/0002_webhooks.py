"""Endpoints that hear of events, and what was sent to them."""

import django.db.models.deletion
from django.db import migrations, models

import feedback.clock
import feedback.ids


class Migration(migrations.Migration):
    dependencies = [("connect", "0001_initial"), ("accounts", "0005_notice_choices")]

    operations = [
        migrations.CreateModel(
            name="Endpoint",
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
                ("name", models.CharField(max_length=60)),
                ("url", models.CharField(max_length=2000)),
                ("kinds", models.JSONField(blank=True, default=list)),
                ("salt", models.CharField(editable=False, max_length=64)),
                (
                    "old_salt",
                    models.CharField(blank=True, editable=False, max_length=64),
                ),
                ("old_until", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField(default=feedback.clock.now)),
                ("failing_since", models.DateTimeField(blank=True, null=True)),
                (
                    "off",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "In use"),
                            ("by_person", "Turned off by the team"),
                            ("failing", "Turned off by us: it took nothing for days"),
                            ("gone", "Turned off by us: it said that it is gone"),
                        ],
                        max_length=10,
                    ),
                ),
                ("off_at", models.DateTimeField(blank=True, null=True)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
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
            },
        ),
        migrations.CreateModel(
            name="Delivery",
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
                ("kind", models.CharField(max_length=40)),
                ("dedupe_key", models.CharField(max_length=120)),
                ("body", models.TextField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting to go"),
                            ("sending", "On its way"),
                            ("taken", "Taken"),
                            ("given_up", "Given up"),
                            ("dropped", "Not sent: the endpoint is turned off"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("due_at", models.DateTimeField(default=feedback.clock.now)),
                ("lease", models.UUIDField(editable=False, null=True)),
                ("lease_until", models.DateTimeField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("tries", models.JSONField(default=list)),
                ("created_at", models.DateTimeField(default=feedback.clock.now)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("again_at", models.DateTimeField(blank=True, null=True)),
                (
                    "business",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.business",
                    ),
                ),
                (
                    "endpoint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="connect.endpoint",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.AddConstraint(
            model_name="endpoint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("off", ""), ("off_at", None)),
                    models.Q(
                        models.Q(("off", ""), _negated=True), ("off_at__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="endpoint_off_since",
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("status", "waiting")),
                fields=["business", "due_at", "id"],
                name="delivery_turns",
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("status", "sending")),
                fields=["lease_until"],
                name="delivery_leases",
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(fields=["endpoint", "-id"], name="delivery_newest"),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("finished_at__isnull", False)),
                fields=["finished_at"],
                name="delivery_over",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(
                fields=("business", "endpoint", "dedupe_key"), name="delivery_once"
            ),
        ),
    ]
