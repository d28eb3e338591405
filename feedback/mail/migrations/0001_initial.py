import django.db.models.deletion
import feedback.clock
import feedback.ids
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Pulse',
            fields=[
                ('name', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Frame',
            fields=[
                ('id', models.UUIDField(default=feedback.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('digest', models.CharField(max_length=64)),
                ('text', models.JSONField()),
                ('html', models.JSONField()),
                ('used_at', models.DateTimeField(default=feedback.clock.now)),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.business')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='OutboundMessage',
            fields=[
                ('id', models.UUIDField(default=feedback.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('invitation', 'Question'), ('reminder', 'Reminder of a question'), ('told', 'What changed'), ('answer', 'Answer from the team'), ('notice', 'Notice to the team'), ('account', 'Account')], max_length=12)),
                ('dedupe_key', models.CharField(max_length=120)),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('status', models.CharField(choices=[('queued', 'Waiting to go'), ('sending', 'On its way'), ('accepted', 'Sent'), ('delivered', 'Delivered'), ('bounced', 'Came back'), ('complained', 'Marked as spam'), ('failed', 'Refused by the other side'), ('uncertain', 'Perhaps sent: we cannot tell'), ('expired', 'Too late to send'), ('cancelled', 'Not needed any more'), ('dead', 'Given up after five errors of ours')], default='queued', max_length=10)),
                ('status_reason', models.CharField(blank=True, max_length=200)),
                ('to_email', models.EmailField(max_length=254)),
                ('to_name', models.CharField(blank=True, max_length=120)),
                ('address_hash', models.CharField(max_length=64)),
                ('from_email', models.EmailField(blank=True, max_length=254)),
                ('from_name', models.CharField(blank=True, max_length=60)),
                ('reply_to', models.EmailField(blank=True, max_length=254)),
                ('provider_id', models.CharField(blank=True, max_length=200)),
                ('subject', models.CharField(max_length=200)),
                ('values', models.JSONField(default=dict)),
                ('own_text', models.TextField(blank=True)),
                ('own_html', models.TextField(blank=True)),
                ('headers', models.JSONField(default=dict)),
                ('customer_id', models.UUIDField(null=True)),
                ('due_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('lease', models.UUIDField(editable=False, null=True)),
                ('lease_until', models.DateTimeField(null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('errors', models.PositiveSmallIntegerField(default=0)),
                ('created_at', models.DateTimeField(default=feedback.clock.now)),
                ('finished_at', models.DateTimeField(null=True)),
                ('again_at', models.DateTimeField(null=True)),
                ('business', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.business')),
                ('frame', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='mail.frame')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='ProviderEvent',
            fields=[
                ('id', models.UUIDField(default=feedback.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('fingerprint', models.CharField(max_length=64, unique=True)),
                ('kind', models.CharField(choices=[('sent', 'Sent'), ('delivered', 'Delivered'), ('bounced', 'Bounced'), ('soft_bounced', 'Soft Bounced'), ('complained', 'Complained'), ('unsubscribed', 'Unsubscribed'), ('rejected', 'Rejected')], max_length=12)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('at', models.DateTimeField()),
                ('received_at', models.DateTimeField(default=feedback.clock.now)),
                ('applied_at', models.DateTimeField(null=True)),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.business')),
                ('message', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='mail.outboundmessage')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='SendingProfile',
            fields=[
                ('id', models.UUIDField(default=feedback.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('domain', models.CharField(blank=True, max_length=253)),
                ('local_part', models.CharField(default='feedback', max_length=64, verbose_name='before the @')),
                ('verified_at', models.DateTimeField(blank=True, null=True)),
                ('checked_at', models.DateTimeField(blank=True, null=True)),
                ('failed_checks', models.PositiveSmallIntegerField(default=0)),
                ('findings', models.JSONField(blank=True, default=list)),
                ('pause', models.CharField(blank=True, choices=[('', 'Sending'), ('bounces', 'too many addresses do not work'), ('complaints', 'too many people marked a mail as spam'), ('by_us', 'stopped by us')], default='', max_length=10)),
                ('paused_at', models.DateTimeField(blank=True, null=True)),
                ('resumed_at', models.DateTimeField(blank=True, null=True)),
                ('explanation', models.TextField(blank=True)),
                ('hourly_limit', models.PositiveIntegerField(default=0)),
                ('created_at', models.DateTimeField(default=feedback.clock.now)),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.business')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='TextMessage',
            fields=[
                ('id', models.UUIDField(default=feedback.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('dedupe_key', models.CharField(max_length=120)),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('status', models.CharField(choices=[('queued', 'Waiting to go'), ('sending', 'On its way'), ('accepted', 'Sent'), ('failed', 'Refused by the other side'), ('uncertain', 'Perhaps sent: we cannot tell'), ('expired', 'Too late to send'), ('cancelled', 'Not needed any more'), ('dead', 'Given up after five errors of ours')], default='queued', max_length=10)),
                ('status_reason', models.CharField(blank=True, max_length=200)),
                ('to_phone', models.CharField(blank=True, max_length=20)),
                ('phone_hash', models.CharField(max_length=64)),
                ('words', models.CharField(blank=True, max_length=640)),
                ('provider_id', models.CharField(blank=True, max_length=200)),
                ('customer_id', models.UUIDField(null=True)),
                ('due_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('lease', models.UUIDField(editable=False, null=True)),
                ('lease_until', models.DateTimeField(null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('errors', models.PositiveSmallIntegerField(default=0)),
                ('created_at', models.DateTimeField(default=feedback.clock.now)),
                ('finished_at', models.DateTimeField(null=True)),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.business')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.AddConstraint(
            model_name='frame',
            constraint=models.UniqueConstraint(fields=('business', 'digest'), name='frame_once_per_business'),
        ),
        migrations.AddIndex(
            model_name='outboundmessage',
            index=models.Index(condition=models.Q(('status', 'queued')), fields=['due_at'], name='outbox_due'),
        ),
        migrations.AddIndex(
            model_name='outboundmessage',
            index=models.Index(condition=models.Q(('status', 'queued')), fields=['business', 'due_at', 'id'], name='outbox_turns'),
        ),
        migrations.AddIndex(
            model_name='outboundmessage',
            index=models.Index(condition=models.Q(('kind__in', ['answer', 'notice', 'account']), ('status', 'queued')), fields=['business', 'due_at', 'id'], name='outbox_team_turns'),
        ),
        migrations.AddIndex(
            model_name='outboundmessage',
            index=models.Index(condition=models.Q(('status', 'queued')), fields=['expires_at'], name='outbox_late'),
        ),
        migrations.AddIndex(
            model_name='outboundmessage',
            index=models.Index(condition=models.Q(('status', 'sending')), fields=['business'], name='outbox_sending'),
        ),
        migrations.AddIndex(
            model_name='outboundmessage',
            index=models.Index(condition=models.Q(('finished_at__isnull', False), ('kind__in', ['invitation', 'reminder', 'told'])), fields=['business', 'finished_at'], name='outbox_sent'),
        ),
        migrations.AddIndex(
            model_name='outboundmessage',
            index=models.Index(fields=['business', 'customer_id', 'created_at'], name='outbox_by_customer'),
        ),
        migrations.AddIndex(
            model_name='outboundmessage',
            index=models.Index(fields=['business', 'id'], name='outbox_by_business'),
        ),
        migrations.AddIndex(
            model_name='outboundmessage',
            index=models.Index(condition=models.Q(models.Q(('own_text', ''), _negated=True), ('frame__isnull', False), _connector='OR'), fields=['finished_at'], name='outbox_bodies'),
        ),
        migrations.AddIndex(
            model_name='outboundmessage',
            index=models.Index(condition=models.Q(('provider_id', ''), _negated=True), fields=['provider_id'], name='outbox_by_provider_id'),
        ),
        migrations.AddIndex(
            model_name='outboundmessage',
            index=models.Index(condition=models.Q(('status', 'failed')), fields=['finished_at'], name='outbox_failed'),
        ),
        migrations.AddIndex(
            model_name='outboundmessage',
            index=models.Index(condition=models.Q(('again_at__isnull', False)), fields=['again_at'], name='outbox_again'),
        ),
        migrations.AddIndex(
            model_name='outboundmessage',
            index=models.Index(condition=models.Q(('status__in', ['uncertain', 'dead'])), fields=['business'], name='outbox_undecided'),
        ),
        migrations.AddIndex(
            model_name='outboundmessage',
            index=models.Index(condition=models.Q(('kind', 'invitation'), ('status__in', ['bounced', 'failed', 'expired', 'cancelled', 'dead'])), fields=['finished_at'], name='outbox_undelivered'),
        ),
        migrations.AddIndex(
            model_name='outboundmessage',
            index=models.Index(condition=models.Q(('frame__isnull', False)), fields=['frame'], name='outbox_by_frame'),
        ),
        migrations.AddConstraint(
            model_name='outboundmessage',
            constraint=models.UniqueConstraint(fields=('business', 'kind', 'dedupe_key'), name='outbox_once'),
        ),
        migrations.AddConstraint(
            model_name='outboundmessage',
            constraint=models.UniqueConstraint(condition=models.Q(('business', None)), fields=('kind', 'dedupe_key'), name='outbox_once_without_business'),
        ),
        migrations.AddConstraint(
            model_name='outboundmessage',
            constraint=models.CheckConstraint(condition=models.Q(('business__isnull', False), ('kind', 'account'), _connector='OR'), name='outbox_business_unless_account'),
        ),
        migrations.AddIndex(
            model_name='providerevent',
            index=models.Index(condition=models.Q(('applied_at', None)), fields=['id'], name='provider_event_waiting'),
        ),
        migrations.AddIndex(
            model_name='providerevent',
            index=models.Index(condition=models.Q(('kind__in', ['sent', 'delivered', 'rejected']), _negated=True), fields=['applied_at'], name='provider_event_about_people'),
        ),
        migrations.AddIndex(
            model_name='providerevent',
            index=models.Index(condition=models.Q(('kind', 'soft_bounced')), fields=['business', 'at'], name='provider_event_soft'),
        ),
        migrations.AddConstraint(
            model_name='sendingprofile',
            constraint=models.UniqueConstraint(fields=('business',), name='sending_profile_one_per_business'),
        ),
        migrations.AddConstraint(
            model_name='sendingprofile',
            constraint=models.UniqueConstraint(condition=models.Q(('verified_at__isnull', False)), fields=('domain',), name='sending_profile_domain_of_one_business'),
        ),
        migrations.AddConstraint(
            model_name='sendingprofile',
            constraint=models.CheckConstraint(condition=models.Q(('verified_at', None), models.Q(('domain', ''), _negated=True), _connector='OR'), name='sending_profile_verified_has_domain'),
        ),
        migrations.AddIndex(
            model_name='textmessage',
            index=models.Index(condition=models.Q(('status', 'queued')), fields=['due_at'], name='text_due'),
        ),
        migrations.AddIndex(
            model_name='textmessage',
            index=models.Index(condition=models.Q(('status', 'sending')), fields=['lease_until'], name='text_sending'),
        ),
        migrations.AddIndex(
            model_name='textmessage',
            index=models.Index(condition=models.Q(('words', ''), _negated=True), fields=['finished_at'], name='text_words'),
        ),
        migrations.AddIndex(
            model_name='textmessage',
            index=models.Index(fields=['business', 'customer_id'], name='text_by_customer'),
        ),
        migrations.AddConstraint(
            model_name='textmessage',
            constraint=models.UniqueConstraint(fields=('business', 'dedupe_key'), name='text_message_once'),
        ),
    ]
