"""History of edits, own domains, embeds and versions of the page."""

import django.db.models.deletion
from django.db import migrations, models

import feedback.clock
import feedback.ids


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_notice_choices"),
        ("public_wall", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name='update',
            name='due_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='update',
            name='kind',
            field=models.CharField(choices=[('did', 'Done'), ('not_this_time', 'Not this time'), ('later', 'Later than we said')], max_length=15),
        ),
        migrations.CreateModel(
            name='FormerSlug',
            fields=[
                ('id', models.UUIDField(default=feedback.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('slug', models.SlugField(max_length=60, unique=True)),
                ('left_at', models.DateTimeField(default=feedback.clock.now)),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.business')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='PublicName',
            fields=[
                ('id', models.UUIDField(default=feedback.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('is_shown', models.BooleanField(default=False)),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.business')),
                ('membership', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='public_name', to='accounts.membership')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='WallMark',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('business_id', models.UUIDField()),
                ('moment', models.DateTimeField(null=True)),
                ('customer_id', models.UUIDField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['business_id', 'id'], name='wall_mark_newest')],
            },
        ),
        migrations.CreateModel(
            name='EmbedOrigin',
            fields=[
                ('id', models.UUIDField(default=feedback.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('verified_at', models.DateTimeField(blank=True, null=True)),
                ('checked_at', models.DateTimeField(blank=True, null=True)),
                ('missing_since', models.DateTimeField(blank=True, null=True)),
                ('finding', models.CharField(blank=True, max_length=12)),
                ('created_at', models.DateTimeField(default=feedback.clock.now)),
                ('origin', models.CharField(max_length=210, verbose_name='your website')),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.business')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('business', 'origin'), name='embed_origin_once')],
            },
        ),
        migrations.CreateModel(
            name='PublicReplyRevision',
            fields=[
                ('id', models.UUIDField(default=feedback.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('words', models.TextField(max_length=2000)),
                ('written_at', models.DateTimeField()),
                ('replaced_at', models.DateTimeField(default=feedback.clock.now)),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.business')),
                ('public_reply', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='revisions', to='public_wall.publicreply')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'indexes': [models.Index(fields=['public_reply', 'replaced_at', 'id'], name='public_reply_revision_newest')],
            },
        ),
        migrations.CreateModel(
            name='UpdateRevision',
            fields=[
                ('id', models.UUIDField(default=feedback.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('language', models.CharField(blank=True, max_length=10)),
                ('kind', models.CharField(choices=[('did', 'Done'), ('not_this_time', 'Not this time'), ('later', 'Later than we said')], max_length=15)),
                ('said', models.CharField(blank=True, max_length=300)),
                ('did', models.TextField(max_length=1000)),
                ('raised_by', models.PositiveIntegerField()),
                ('decided_on', models.DateField()),
                ('due_on', models.DateField(blank=True, null=True)),
                ('written_at', models.DateTimeField()),
                ('replaced_at', models.DateTimeField(default=feedback.clock.now)),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.business')),
                ('update', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='revisions', to='public_wall.update')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'indexes': [models.Index(fields=['update', 'replaced_at', 'id'], name='update_revision_newest')],
            },
        ),
        migrations.CreateModel(
            name='UpdateText',
            fields=[
                ('id', models.UUIDField(default=feedback.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('language', models.CharField(max_length=10)),
                ('said', models.CharField(blank=True, max_length=300, verbose_name='you said')),
                ('did', models.TextField(max_length=1000, verbose_name='what we did')),
                ('needs_check', models.BooleanField(default=False)),
                ('written_at', models.DateTimeField(default=feedback.clock.now)),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.business')),
                ('update', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='public_wall.update')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('business', 'update', 'language'), name='update_text_once')],
            },
        ),
        migrations.CreateModel(
            name='WallDay',
            fields=[
                ('id', models.UUIDField(default=feedback.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField()),
                ('counts', models.JSONField(default=dict)),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.business')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('business', 'day'), name='wall_day_once')],
            },
        ),
        migrations.CreateModel(
            name='WallDomain',
            fields=[
                ('id', models.UUIDField(default=feedback.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('verified_at', models.DateTimeField(blank=True, null=True)),
                ('checked_at', models.DateTimeField(blank=True, null=True)),
                ('missing_since', models.DateTimeField(blank=True, null=True)),
                ('finding', models.CharField(blank=True, max_length=12)),
                ('created_at', models.DateTimeField(default=feedback.clock.now)),
                ('domain', models.CharField(max_length=189, verbose_name='your domain')),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.business')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('business',), name='wall_domain_one_per_business'), models.UniqueConstraint(condition=models.Q(('verified_at__isnull', False)), fields=('domain',), name='wall_domain_of_one_business')],
            },
        ),
        migrations.CreateModel(
            name='WallVersion',
            fields=[
                ('id', models.UUIDField(default=feedback.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveBigIntegerField(default=1)),
                ('changed_at', models.DateTimeField(default=feedback.clock.now)),
                ('folded_from', models.DateField(blank=True, null=True)),
                ('folded_until', models.DateField(blank=True, null=True)),
                ('zone', models.CharField(blank=True, max_length=60)),
                ('overview', models.JSONField(default=dict)),
                ('counted_at', models.DateTimeField(blank=True, null=True)),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.business')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('business',), name='wall_version_once'), models.CheckConstraint(condition=models.Q(models.Q(('folded_from', None), ('folded_until', None)), ('folded_from__lte', models.F('folded_until')), _connector='OR'), name='wall_version_folded_in_order')],
            },
        ),
    ]
