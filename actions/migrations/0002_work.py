"""Teams, checklists, comments, files, templates and repetition of actions."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

import feedback.clock
import feedback.ids


def take_apart(apps: Any, schema_editor: Any) -> None:
    """Going back: what was joined to another action stands by itself again, since the
    release before knows no such state.
    """
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("SELECT set_config('app.business', '*', true)")
    schema_editor.execute(
        "UPDATE actions_action SET state = 'todo', merged_into_id = NULL,"
        " merged_at = NULL WHERE state = 'merged'"
    )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_notice_choices"),
        ("actions", "0001_initial"),
        ("customers", "0001_initial"),
        ("surveys", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ActionComment",
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
                ("written_at", models.DateTimeField(default=feedback.clock.now)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="ActionFile",
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
                ("name", models.CharField(blank=True, max_length=120)),
                ("content_type", models.CharField(max_length=80)),
                ("size", models.PositiveIntegerField()),
                ("digest", models.CharField(max_length=64)),
                ("body", models.BinaryField()),
                ("created_at", models.DateTimeField(default=feedback.clock.now)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="ActionTemplate",
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
                ("what", models.CharField(max_length=200, verbose_name="action")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("help", "Help this customer"),
                            ("fix", "Fix a cause"),
                            ("special", "Do something special"),
                        ],
                        default="help",
                        max_length=10,
                    ),
                ),
                (
                    "days",
                    models.PositiveSmallIntegerField(
                        default=7, verbose_name="days to do it in"
                    ),
                ),
                ("steps", models.TextField(blank=True, verbose_name="steps")),
                ("created_at", models.DateTimeField(default=feedback.clock.now)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="ChecklistItem",
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
                ("words", models.CharField(max_length=200)),
                ("position", models.PositiveIntegerField()),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("added_at", models.DateTimeField(default=feedback.clock.now)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="CommentWording",
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
                ("words", models.TextField()),
                ("said_at", models.DateTimeField(default=feedback.clock.now)),
                ("masked_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Repeating",
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
                ("what", models.CharField(max_length=200, verbose_name="action")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("help", "Help this customer"),
                            ("fix", "Fix a cause"),
                            ("special", "Do something special"),
                        ],
                        default="special",
                        max_length=10,
                    ),
                ),
                ("steps", models.TextField(blank=True, verbose_name="steps")),
                (
                    "every",
                    models.CharField(
                        choices=[
                            ("week", "Every week"),
                            ("month", "Every month"),
                            ("quarter", "Every three months"),
                            ("year", "Every year"),
                        ],
                        max_length=10,
                    ),
                ),
                ("first_on", models.DateField(verbose_name="on this day first")),
                ("next_on", models.DateField()),
                (
                    "ends_on",
                    models.DateField(blank=True, null=True, verbose_name="not after"),
                ),
                (
                    "days_before",
                    models.PositiveSmallIntegerField(
                        default=3, verbose_name="days before"
                    ),
                ),
                ("created_at", models.DateTimeField(default=feedback.clock.now)),
                ("paused_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("revision", models.PositiveIntegerField(default=1)),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.RemoveConstraint(
            model_name="action",
            name="action_closed_with_outcome",
        ),
        migrations.AddField(
            model_name="action",
            name="merged_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="action",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="merged",
                to="actions.action",
            ),
        ),
        migrations.AddField(
            model_name="action",
            name="recurs_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="action",
            name="split_from",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="actions.action",
            ),
        ),
        migrations.AddField(
            model_name="action",
            name="team",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="actions",
                to="accounts.team",
            ),
        ),
        migrations.AddField(
            model_name="actionreply",
            name="came_from",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="actions.action",
            ),
        ),
        migrations.AlterField(
            model_name="action",
            name="state",
            field=models.CharField(
                choices=[
                    ("todo", "To do"),
                    ("doing", "Doing"),
                    ("done", "Done – not told yet"),
                    ("told", "Told"),
                    ("merged", "Joined to another"),
                ],
                default="todo",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="actioncomment",
            name="action",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="comments",
                to="actions.action",
            ),
        ),
        migrations.AddField(
            model_name="actioncomment",
            name="author",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.membership",
            ),
        ),
        migrations.AddField(
            model_name="actioncomment",
            name="business",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="accounts.business",
            ),
        ),
        migrations.AddField(
            model_name="actioncomment",
            name="removed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.membership",
            ),
        ),
        migrations.AddField(
            model_name="actionfile",
            name="action",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="files",
                to="actions.action",
            ),
        ),
        migrations.AddField(
            model_name="actionfile",
            name="added_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.membership",
            ),
        ),
        migrations.AddField(
            model_name="actionfile",
            name="business",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="accounts.business",
            ),
        ),
        migrations.AddField(
            model_name="actionfile",
            name="customer",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="customers.customer",
            ),
        ),
        migrations.AddField(
            model_name="actiontemplate",
            name="business",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="accounts.business",
            ),
        ),
        migrations.AddField(
            model_name="actiontemplate",
            name="created_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.membership",
            ),
        ),
        migrations.AddField(
            model_name="actiontemplate",
            name="made_from",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="actions.action",
            ),
        ),
        migrations.AddField(
            model_name="actiontemplate",
            name="team",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="accounts.team",
            ),
        ),
        migrations.AddField(
            model_name="checklistitem",
            name="action",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="steps",
                to="actions.action",
            ),
        ),
        migrations.AddField(
            model_name="checklistitem",
            name="business",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="accounts.business",
            ),
        ),
        migrations.AddField(
            model_name="checklistitem",
            name="came_from",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="actions.action",
            ),
        ),
        migrations.AddField(
            model_name="checklistitem",
            name="done_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.membership",
            ),
        ),
        migrations.AddField(
            model_name="commentwording",
            name="action",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="actions.action",
            ),
        ),
        migrations.AddField(
            model_name="commentwording",
            name="business",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="accounts.business",
            ),
        ),
        migrations.AddField(
            model_name="commentwording",
            name="comment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="wordings",
                to="actions.actioncomment",
            ),
        ),
        migrations.AddField(
            model_name="repeating",
            name="business",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="accounts.business",
            ),
        ),
        migrations.AddField(
            model_name="repeating",
            name="created_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.membership",
            ),
        ),
        migrations.AddField(
            model_name="repeating",
            name="made_from",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="actions.action",
            ),
        ),
        migrations.AddField(
            model_name="repeating",
            name="owner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="repeating",
                to="accounts.membership",
            ),
        ),
        migrations.AddField(
            model_name="repeating",
            name="team",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="accounts.team",
            ),
        ),
        migrations.AddField(
            model_name="action",
            name="repeating",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="actions",
                to="actions.repeating",
            ),
        ),
        migrations.AddIndex(
            model_name="action",
            index=models.Index(
                fields=["business", "owner", "state", "due_on"], name="action_of_owner"
            ),
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("done_at", None),
                        ("outcome", ""),
                        ("state__in", ["todo", "doing", "merged"]),
                    ),
                    models.Q(
                        ("done_at__isnull", False),
                        ("state__in", ["done", "told"]),
                        models.Q(("outcome", ""), _negated=True),
                        models.Q(("what_changed", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="action_closed_with_outcome",
            ),
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("merged_at__isnull", False),
                        ("merged_into__isnull", False),
                        ("state", "merged"),
                    ),
                    models.Q(
                        models.Q(("state", "merged"), _negated=True),
                        ("merged_at", None),
                        ("merged_into", None),
                    ),
                    _connector="OR",
                ),
                name="action_merged_somewhere",
            ),
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.UniqueConstraint(
                fields=("repeating", "recurs_on"), name="action_repeats_once"
            ),
        ),
        migrations.AddIndex(
            model_name="actioncomment",
            index=models.Index(
                fields=["action", "written_at"], name="comment_by_action"
            ),
        ),
        migrations.AddConstraint(
            model_name="actioncomment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("removed_at", None), ("removed_by", None)),
                    models.Q(
                        ("removed_at__isnull", False), ("removed_by__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="comment_removed_by_somebody",
            ),
        ),
        migrations.AddIndex(
            model_name="actionfile",
            index=models.Index(
                condition=models.Q(("removed_at__isnull", False)),
                fields=["removed_at"],
                name="action_file_removed",
            ),
        ),
        migrations.AddConstraint(
            model_name="actiontemplate",
            constraint=models.CheckConstraint(
                condition=models.Q(("what", ""), _negated=True),
                name="template_has_words",
            ),
        ),
        migrations.AddIndex(
            model_name="checklistitem",
            index=models.Index(fields=["action", "position"], name="step_in_order"),
        ),
        migrations.AddConstraint(
            model_name="checklistitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("words", ""), _negated=True), name="step_has_words"
            ),
        ),
        migrations.AddConstraint(
            model_name="checklistitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("done_at", None), ("done_by", None)),
                    models.Q(("done_at__isnull", False), ("done_by__isnull", False)),
                    _connector="OR",
                ),
                name="step_done_by_somebody",
            ),
        ),
        migrations.AddIndex(
            model_name="commentwording",
            index=models.Index(
                fields=["comment", "said_at"], name="wording_by_comment"
            ),
        ),
        migrations.AddIndex(
            model_name="repeating",
            index=models.Index(
                condition=models.Q(("ended_at", None), ("paused_at", None)),
                fields=["next_on"],
                name="repeating_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="repeating",
            constraint=models.CheckConstraint(
                condition=models.Q(("what", ""), _negated=True),
                name="repeating_has_words",
            ),
        ),
        migrations.AddConstraint(
            model_name="repeating",
            constraint=models.CheckConstraint(
                condition=models.Q(("next_on__gte", models.F("first_on"))),
                name="repeating_next_after_first",
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, take_apart),
    ]
