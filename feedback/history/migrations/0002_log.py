"""The tamper-evident log: leaves, tree and checkpoints."""

import django.db.models.deletion
from django.db import migrations, models

import feedback.clock
import feedback.ids


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_notice_choices"),
        ("history", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name='LogKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('public', models.CharField(max_length=64, unique=True)),
                ('first_used_at', models.DateTimeField(default=feedback.clock.now)),
            ],
        ),
        migrations.CreateModel(
            name='LogSweep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('read_until', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='LogCheckpoint',
            fields=[
                ('id', models.UUIDField(default=feedback.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('size', models.PositiveBigIntegerField()),
                ('root', models.CharField(max_length=64)),
                ('day', models.DateField()),
                ('at', models.DateTimeField(default=feedback.clock.now)),
                ('note', models.TextField()),
                ('proof', models.JSONField(default=list)),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.business')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('business', 'number'), name='log_checkpoint_once'), models.CheckConstraint(condition=models.Q(('size__gte', 1)), name='log_checkpoint_of_something')],
            },
        ),
        migrations.CreateModel(
            name='LogHead',
            fields=[
                ('id', models.UUIDField(default=feedback.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('size', models.PositiveBigIntegerField(default=0)),
                ('active_at', models.DateTimeField(null=True)),
                ('signed_on', models.DateField(null=True)),
                ('behind_since', models.DateTimeField(null=True)),
                ('is_filled', models.BooleanField(default=False)),
                ('filled_to', models.UUIDField(null=True)),
                ('tallied_at', models.DateTimeField(null=True)),
                ('checked_at', models.DateTimeField(null=True)),
                ('faults', models.PositiveIntegerField(default=0)),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.business')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('business',), name='log_head_once')],
            },
        ),
        migrations.CreateModel(
            name='LogLeaf',
            fields=[
                ('id', models.UUIDField(default=feedback.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('index', models.PositiveBigIntegerField()),
                ('key', models.CharField(max_length=80)),
                ('body', models.TextField()),
                ('hashes', models.TextField()),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.business')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('business', 'index'), name='log_leaf_once'), models.UniqueConstraint(fields=('business', 'key'), name='log_leaf_by_key')],
            },
        ),
    ]

