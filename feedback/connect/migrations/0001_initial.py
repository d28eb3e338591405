import django.db.models.deletion
import feedback.clock
import feedback.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='InboundAddress',
            fields=[
                ('id', models.UUIDField(default=feedback.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('token', models.CharField(editable=False, max_length=26)),
                ('created_at', models.DateTimeField(default=feedback.clock.now)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.business')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='InboundMail',
            fields=[
                ('id', models.UUIDField(default=feedback.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('dedupe_key', models.CharField(max_length=64)),
                ('subject', models.CharField(blank=True, max_length=200)),
                ('outcome', models.CharField(choices=[('draft', 'Waits for your look'), ('no_customer', 'No customer’s address in it'), ('many', 'Went to too many people'), ('automatic', 'An automatic reply'), ('bounce', 'A message about a failed delivery'), ('own', 'One of our own mails'), ('spam', 'Marked as spam'), ('limited', 'More mail than we take in an hour'), ('too_large', 'Too large to read'), ('unreadable', 'Could not be read')], max_length=12)),
                ('received_at', models.DateTimeField(default=feedback.clock.now)),
                ('address', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mails', to='connect.inboundaddress')),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.business')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='ApiKey',
            fields=[
                ('id', models.UUIDField(default=feedback.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=60)),
                ('scope', models.CharField(choices=[('read', 'Read only'), ('write', 'Read and write')], default='read', max_length=5)),
                ('prefix', models.CharField(editable=False, max_length=16)),
                ('hashed', models.CharField(editable=False, max_length=64)),
                ('created_at', models.DateTimeField(default=feedback.clock.now)),
                ('last_used_at', models.DateTimeField(blank=True, null=True)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.business')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('hashed',), name='api_key_once')],
            },
        ),
        migrations.CreateModel(
            name='IdempotencyKey',
            fields=[
                ('id', models.UUIDField(default=feedback.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('key', models.CharField(max_length=255)),
                ('request_hash', models.CharField(max_length=64)),
                ('status', models.PositiveSmallIntegerField(default=0)),
                ('body', models.TextField(blank=True)),
                ('headers', models.JSONField(default=dict)),
                ('created_at', models.DateTimeField(default=feedback.clock.now)),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.business')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'indexes': [models.Index(fields=['created_at'], name='idempotency_key_by_age')],
                'constraints': [models.UniqueConstraint(fields=('business', 'key'), name='idempotency_key_once')],
            },
        ),
        migrations.AddConstraint(
            model_name='inboundaddress',
            constraint=models.UniqueConstraint(fields=('token',), name='inbound_token_once'),
        ),
        migrations.AddConstraint(
            model_name='inboundaddress',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('business',), name='inbound_address_one_at_a_time'),
        ),
        migrations.AddIndex(
            model_name='inboundmail',
            index=models.Index(fields=['business', '-received_at'], name='inbound_mail_newest'),
        ),
        migrations.AddConstraint(
            model_name='inboundmail',
            constraint=models.UniqueConstraint(fields=('business', 'dedupe_key'), name='inbound_mail_once'),
        ),
    ]
