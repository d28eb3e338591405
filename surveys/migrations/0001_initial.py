import django.db.models.deletion
import feedback.clock
import feedback.ids
import surveys.models.channels
import surveys.models.short_links
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('connect', '0001_initial'),
        ('customers', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.UUIDField(default=feedback.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('status', models.CharField(choices=[('planned', 'Will be asked'), ('asked', 'Asked'), ('answered', 'Answered'), ('not_asked', 'Not asked'), ('expired', 'Never answered')], default='planned', max_length=10)),
                ('reason', models.CharField(blank=True, choices=[('no_address', 'no email address'), ('opted_out', 'asked not to be asked'), ('bounced', 'their address does not work'), ('complained', 'marked a mail as spam'), ('paused', 'paused asking for now'), ('resting', 'asked too recently'), ('too_old', 'too long ago to ask'), ('survey_paused', 'the survey was paused'), ('sampled_out', 'not in the sample this time'), ('complaint', 'a complaint of theirs is open'), ('other_survey', 'asked with another survey instead'), ('own_pause', 'asked to be left alone for a while'), ('less_often', 'asked to be asked less often'), ('not_delivered', 'the mail could not be delivered')], max_length=15)),
                ('is_test', models.BooleanField(default=False)),
                ('channel', models.CharField(choices=[('email', 'Email'), ('sms', 'Text message'), ('qr', 'QR code'), ('kiosk', 'Kiosk'), ('link', 'Open link'), ('embed', 'Website'), ('heard', 'Heard and written down')], default='email', max_length=5)),
                ('language', models.CharField(blank=True, max_length=10)),
                ('due_at', models.DateTimeField()),
                ('asked_at', models.DateTimeField(blank=True, null=True)),
                ('remind_at', models.DateTimeField(blank=True, null=True)),
                ('reminded_at', models.DateTimeField(blank=True, null=True)),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField(default=feedback.clock.now)),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.business')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='customers.customer')),
                ('interaction', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='customers.interaction')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='OpenChannel',
            fields=[
                ('id', models.UUIDField(default=feedback.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('qr', 'QR poster'), ('kiosk', 'Kiosk on a tablet'), ('link', 'Link to share'), ('embed', 'Form on your website')], max_length=5)),
                ('name', models.CharField(max_length=60)),
                ('token', models.CharField(default=surveys.models.channels.new_token, max_length=16, unique=True)),
                ('is_open', models.BooleanField(default=True)),
                ('work_kind', models.CharField(max_length=80)),
                ('handler', models.CharField(blank=True, max_length=80)),
                ('origins', models.JSONField(blank=True, default=list)),
                ('created_at', models.DateTimeField(default=feedback.clock.now)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.business')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='accounts.membership')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='Reply',
            fields=[
                ('id', models.UUIDField(default=feedback.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('is_test', models.BooleanField(default=False)),
                ('channel', models.CharField(choices=[('email', 'Email'), ('sms', 'Text message'), ('qr', 'QR code'), ('kiosk', 'Kiosk'), ('link', 'Open link'), ('embed', 'Website'), ('heard', 'Heard and written down')], default='email', max_length=5)),
                ('is_verified', models.BooleanField(default=True)),
                ('language', models.CharField(blank=True, max_length=10)),
                ('submitted_at', models.DateTimeField(default=feedback.clock.now)),
                ('edited_at', models.DateTimeField(blank=True, null=True)),
                ('rating', models.PositiveSmallIntegerField(blank=True, choices=[(1, 'Very poor'), (2, 'Poor'), (3, 'OK'), (4, 'Good'), (5, 'Very good')], null=True)),
                ('words', models.TextField(blank=True)),
                ('contact', models.CharField(blank=True, choices=[('', 'No need'), ('email', 'By email'), ('phone', 'By phone')], max_length=5)),
                ('contact_phone', models.CharField(blank=True, max_length=40)),
                ('contact_by', models.DateField(blank=True, null=True)),
                ('consent', models.CharField(blank=True, choices=[('', 'Not answered'), ('first_name', 'Yes, with my first name'), ('no_name', 'Yes, without my name'), ('no', 'No, keep them between us')], max_length=10)),
                ('consent_at', models.DateTimeField(blank=True, null=True)),
                ('state', models.CharField(choices=[('new', 'New'), ('acting', 'Being acted on'), ('done', 'Done')], default='new', max_length=10)),
                ('waits_for_person', models.BooleanField(default=False)),
                ('heard_at', models.DateTimeField(blank=True, null=True)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.business')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='replies', to='customers.customer')),
                ('invitation', models.OneToOneField(on_delete=django.db.models.deletion.RESTRICT, related_name='reply', to='surveys.invitation')),
                ('noted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                ('open_channel', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replies', to='surveys.openchannel')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='ReplyRevision',
            fields=[
                ('id', models.UUIDField(default=feedback.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('replaced_at', models.DateTimeField(default=feedback.clock.now)),
                ('rating', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('words', models.TextField(blank=True)),
                ('consent', models.CharField(blank=True, max_length=10)),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.business')),
                ('reply', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='revisions', to='surveys.reply')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='ShortLink',
            fields=[
                ('id', models.UUIDField(default=feedback.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(default=surveys.models.short_links.new_code, max_length=16, unique=True)),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.business')),
                ('invitation', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='short_link', to='surveys.invitation')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='Survey',
            fields=[
                ('id', models.UUIDField(default=feedback.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=80)),
                ('status', models.CharField(choices=[('live', 'Asking'), ('paused', 'Paused')], default='paused', max_length=10)),
                ('kinds', models.JSONField(blank=True, default=list)),
                ('delay_hours', models.PositiveSmallIntegerField(default=20, verbose_name='hours to wait after the work')),
                ('reminder_days', models.PositiveSmallIntegerField(default=4, verbose_name='days before one reminder (0: none)')),
                ('expiry_days', models.PositiveSmallIntegerField(default=30, verbose_name='days the link stays open')),
                ('sample_percent', models.PositiveSmallIntegerField(default=100, verbose_name='share asked')),
                ('priority', models.PositiveSmallIntegerField(default=0)),
                ('asks_by_sms', models.BooleanField(default=False, verbose_name='ask by text message')),
                ('created_at', models.DateTimeField(default=feedback.clock.now)),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.business')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.AddField(
            model_name='openchannel',
            name='survey',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='open_channels', to='surveys.survey'),
        ),
        migrations.AddField(
            model_name='invitation',
            name='survey',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='surveys.survey'),
        ),
        migrations.CreateModel(
            name='SurveyVersion',
            fields=[
                ('id', models.UUIDField(default=feedback.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('opening', models.CharField(blank=True, max_length=200, verbose_name='first line of the mail')),
                ('asks_contact', models.BooleanField(default=True, verbose_name='ask “Would you like us to get back to you?”')),
                ('language', models.CharField(default='en-gb', max_length=10)),
                ('created_at', models.DateTimeField(default=feedback.clock.now)),
                ('frozen_at', models.DateTimeField(blank=True, null=True)),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.business')),
                ('survey', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='surveys.survey')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.AddField(
            model_name='reply',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='replies', to='surveys.surveyversion'),
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.UUIDField(default=feedback.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('position', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(choices=[('faces', 'Five words, very poor to very good'), ('yes_partly_no', 'Yes, partly, no'), ('choice', 'Pick one'), ('words', 'Own words')], max_length=15)),
                ('text', models.CharField(max_length=140)),
                ('hint', models.CharField(blank=True, max_length=140)),
                ('options', models.JSONField(blank=True, default=list)),
                ('lineage', models.UUIDField(default=feedback.ids.uuid7)),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.business')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='surveys.surveyversion')),
            ],
            options={
                'ordering': ('position',),
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.AddField(
            model_name='invitation',
            name='version',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='surveys.surveyversion'),
        ),
        migrations.CreateModel(
            name='TeamAnswer',
            fields=[
                ('id', models.UUIDField(default=feedback.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('words', models.TextField()),
                ('sent_at', models.DateTimeField(default=feedback.clock.now)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.business')),
                ('reply', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='team_answers', to='surveys.reply')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='VersionText',
            fields=[
                ('id', models.UUIDField(default=feedback.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('language', models.CharField(max_length=10)),
                ('opening', models.CharField(blank=True, max_length=200)),
                ('needs_check', models.BooleanField(default=False)),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.business')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='surveys.surveyversion')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='InteractionDraft',
            fields=[
                ('id', models.UUIDField(default=feedback.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(blank=True, max_length=120)),
                ('email', models.CharField(blank=True, max_length=254)),
                ('kind', models.CharField(blank=True, max_length=80)),
                ('happened_at', models.DateTimeField()),
                ('handler', models.CharField(blank=True, max_length=80)),
                ('reference', models.CharField(blank=True, max_length=80)),
                ('value', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                ('guesses', models.JSONField(default=dict)),
                ('status', models.CharField(choices=[('waiting', 'Waits for your look'), ('accepted', 'Added'), ('discarded', 'Thrown away')], default='waiting', max_length=10)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField(default=feedback.clock.now)),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.business')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                ('interaction', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='customers.interaction')),
                ('mail', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='draft', to='connect.inboundmail')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'indexes': [models.Index(condition=models.Q(('status', 'waiting')), fields=['business', 'id'], name='draft_waiting')],
                'constraints': [models.CheckConstraint(condition=models.Q(('status', 'waiting'), ('decided_at__isnull', False), _connector='XOR'), name='draft_decided_iff_not_waiting')],
            },
        ),
        migrations.CreateModel(
            name='QuestionText',
            fields=[
                ('id', models.UUIDField(default=feedback.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('language', models.CharField(max_length=10)),
                ('text', models.CharField(blank=True, max_length=140)),
                ('hint', models.CharField(blank=True, max_length=140)),
                ('options', models.JSONField(blank=True, default=list)),
                ('needs_check', models.BooleanField(default=False)),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.business')),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='surveys.question')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('business', 'question', 'language'), name='question_text_one_per_language'), models.CheckConstraint(condition=models.Q(('language', ''), _negated=True), name='question_text_has_language')],
            },
        ),
        migrations.CreateModel(
            name='OpenSending',
            fields=[
                ('id', models.UUIDField(default=feedback.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('nonce', models.CharField(max_length=100)),
                ('sender_hash', models.CharField(blank=True, max_length=64)),
                ('received_at', models.DateTimeField(default=feedback.clock.now)),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.business')),
                ('channel', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sendings', to='surveys.openchannel')),
                ('reply', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='sending', to='surveys.reply')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'indexes': [models.Index(fields=['channel', 'received_at'], name='open_sending_by_channel')],
                'constraints': [models.UniqueConstraint(fields=('business', 'channel', 'nonce'), name='open_sending_once')],
            },
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.UUIDField(default=feedback.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('step', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('words', models.TextField(blank=True)),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.business')),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='surveys.question')),
                ('reply', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='surveys.reply')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('business', 'reply', 'question'), name='answer_one_per_question')],
            },
        ),
        migrations.AddConstraint(
            model_name='survey',
            constraint=models.UniqueConstraint(fields=('business', 'name'), name='survey_one_per_name'),
        ),
        migrations.AddConstraint(
            model_name='survey',
            constraint=models.CheckConstraint(condition=models.Q(('expiry_days__gte', 1), ('expiry_days__lte', 365)), name='survey_expiry_sane'),
        ),
        migrations.AddConstraint(
            model_name='survey',
            constraint=models.CheckConstraint(condition=models.Q(('sample_percent__gte', 1), ('sample_percent__lte', 100)), name='survey_sample_sane'),
        ),
        migrations.AddConstraint(
            model_name='openchannel',
            constraint=models.UniqueConstraint(fields=('business', 'name'), name='open_channel_one_per_name'),
        ),
        migrations.AddConstraint(
            model_name='openchannel',
            constraint=models.CheckConstraint(condition=models.Q(('is_open', True), ('closed_at__isnull', False), _connector='XOR'), name='open_channel_closed_iff_not_open'),
        ),
        migrations.AddConstraint(
            model_name='surveyversion',
            constraint=models.UniqueConstraint(fields=('business', 'survey', 'number'), name='version_numbered_once'),
        ),
        migrations.AddIndex(
            model_name='reply',
            index=models.Index(fields=['business', 'state', 'waits_for_person', 'submitted_at'], name='reply_inbox'),
        ),
        migrations.AddIndex(
            model_name='reply',
            index=models.Index(fields=['business', 'customer', 'submitted_at'], name='reply_by_customer'),
        ),
        migrations.AddIndex(
            model_name='reply',
            index=models.Index(fields=['business', 'submitted_at', 'id'], name='reply_newest'),
        ),
        migrations.AddIndex(
            model_name='reply',
            index=models.Index(condition=models.Q(('open_channel__isnull', False)), fields=['open_channel', 'submitted_at'], name='reply_by_open_channel'),
        ),
        migrations.AddConstraint(
            model_name='reply',
            constraint=models.CheckConstraint(condition=models.Q(('rating', None), models.Q(('rating__gte', 1), ('rating__lte', 5)), _connector='OR'), name='reply_rating_one_to_five'),
        ),
        migrations.AddConstraint(
            model_name='reply',
            constraint=models.CheckConstraint(condition=models.Q(('is_verified', False), ('channel__in', ['email', 'sms']), _connector='OR'), name='reply_verified_only_if_asked'),
        ),
        migrations.AddConstraint(
            model_name='reply',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('channel', 'heard'), _negated=True), ('noted_by__isnull', False), _connector='XOR'), name='reply_heard_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.UniqueConstraint(fields=('business', 'version', 'position'), name='question_one_per_position'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.CheckConstraint(condition=models.Q(('position__gte', 1), ('position__lte', 5)), name='question_at_most_five'),
        ),
        migrations.AddIndex(
            model_name='invitation',
            index=models.Index(condition=models.Q(('status', 'planned')), fields=['survey', 'due_at', 'id'], name='invitation_due'),
        ),
        migrations.AddIndex(
            model_name='invitation',
            index=models.Index(condition=models.Q(('remind_at__isnull', False), ('reminded_at__isnull', True), ('status', 'asked')), fields=['survey', 'remind_at', 'id'], name='invitation_remind'),
        ),
        migrations.AddIndex(
            model_name='invitation',
            index=models.Index(condition=models.Q(('status', 'asked')), fields=['expires_at'], name='invitation_expiry'),
        ),
        migrations.AddIndex(
            model_name='invitation',
            index=models.Index(fields=['business', 'id'], name='invitation_newest'),
        ),
        migrations.AddIndex(
            model_name='invitation',
            index=models.Index(fields=['business', 'customer', 'asked_at'], name='invitation_by_customer'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.UniqueConstraint(fields=('business', 'interaction', 'survey'), name='invitation_once_per_interaction'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(('status', 'not_asked'), ('reason', ''), _connector='XOR'), name='invitation_reason_iff_not_asked'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['asked', 'answered']), _negated=True), models.Q(('asked_at__isnull', False), ('version__isnull', False)), _connector='OR'), name='invitation_asked_with_words'),
        ),
        migrations.AddConstraint(
            model_name='versiontext',
            constraint=models.UniqueConstraint(fields=('business', 'version', 'language'), name='version_text_one_per_language'),
        ),
        migrations.AddConstraint(
            model_name='versiontext',
            constraint=models.CheckConstraint(condition=models.Q(('language', ''), _negated=True), name='version_text_has_language'),
        ),
    ]
