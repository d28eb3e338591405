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
            name='OutboundMessage',
            fields=[
                ('id', models.UUIDField(default=feedback.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('invitation', 'Question'), ('reminder', 'Reminder of a question'), ('told', 'What changed'), ('answer', 'Answer from the team'), ('notice', 'Notice to the team'), ('account', 'Account')], max_length=12)),
                ('dedupe_key', models.CharField(max_length=120)),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('status', models.CharField(choices=[('queued', 'Waiting to go'), ('sending', 'On its way'), ('accepted', 'Sent'), ('delivered', 'Delivered'), ('bounced', 'Came back: the address does not work'), ('complained', 'Marked as spam'), ('failed', 'Refused by the other side'), ('uncertain', 'Perhaps sent: we cannot tell'), ('expired', 'Too late to send'), ('cancelled', 'Not needed any more'), ('dead', 'Given up after five errors of ours')], default='queued', max_length=10)),
                ('status_reason', models.CharField(blank=True, max_length=200)),
                ('to_email', models.EmailField(max_length=254)),
                ('to_name', models.CharField(blank=True, max_length=120)),
                ('address_hash', models.CharField(max_length=64)),
                ('from_email', models.EmailField(blank=True, max_length=254)),
                ('from_name', models.CharField(blank=True, max_length=60)),
                ('reply_to', models.EmailField(blank=True, max_length=254)),
                ('provider_id', models.CharField(blank=True, max_length=200)),
                ('subject', models.CharField(max_length=200)),
                ('text', models.TextField(blank=True)),
                ('html', models.TextField(blank=True)),
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
                ('business', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.business')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'indexes': [models.Index(condition=models.Q(('status', 'queued')), fields=['due_at'], name='outbox_due'), models.Index(condition=models.Q(('status', 'sending')), fields=['lease_until'], name='outbox_leased'), models.Index(fields=['business', 'customer_id', 'created_at'], name='outbox_by_customer'), models.Index(fields=['business', 'id'], name='outbox_by_business'), models.Index(condition=models.Q(('text', ''), _negated=True), fields=['finished_at'], name='outbox_bodies')],
                'constraints': [models.UniqueConstraint(fields=('business', 'kind', 'dedupe_key'), name='outbox_once'), models.UniqueConstraint(condition=models.Q(('business', None)), fields=('kind', 'dedupe_key'), name='outbox_once_without_business'), models.CheckConstraint(condition=models.Q(('business__isnull', False), ('kind', 'account'), _connector='OR'), name='outbox_business_unless_account')],
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
                ('findings', models.JSONField(blank=True, default=list)),
                ('pause', models.CharField(blank=True, choices=[('', 'Sending'), ('bounces', 'too many addresses do not work'), ('complaints', 'too many people marked a mail as spam'), ('by_us', 'stopped by us')], default='', max_length=10)),
                ('paused_at', models.DateTimeField(blank=True, null=True)),
                ('hourly_limit', models.PositiveIntegerField(default=0)),
                ('created_at', models.DateTimeField(default=feedback.clock.now)),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.business')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('business',), name='sending_profile_one_per_business')],
            },
        ),
    ]
