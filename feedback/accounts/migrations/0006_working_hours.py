"""When a business works, which deadlines are counted in."""

from django.db import migrations, models

USUAL_WEEK = "09:00-17:00,09:00-17:00,09:00-17:00,09:00-17:00,09:00-17:00,,"
TOPICS = [
    ("waiting", "Somebody waits for a person"),
    ("words", "New words that are routed to me"),
    ("praise", "Praise that is about me"),
    ("alert", "Alerts"),
    ("mention", "A colleague mentions me"),
    ("conversation", "A customer writes back"),
    ("voices", "The weekly voices"),
    ("deadlines", "Dates of what I promised"),
]


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_notice_choices")]

    operations = [
        migrations.AddField(
            model_name="business",
            name="work_week",
            field=models.CharField(
                db_default=USUAL_WEEK, default=USUAL_WEEK, max_length=90
            ),
        ),
        migrations.AddConstraint(
            model_name="business",
            constraint=models.CheckConstraint(
                condition=models.Q(("work_week__in", ["", ",,,,,,"]), _negated=True),
                name="business_works_on_some_day",
            ),
        ),
        migrations.AddField(
            model_name="noticechoice",
            name="at",
            field=models.TimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="noticechoice",
            name="topic",
            field=models.CharField(choices=TOPICS, max_length=12),
        ),
    ]
