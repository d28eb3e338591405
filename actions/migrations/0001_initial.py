import django.db.models.deletion
import feedback.clock
import feedback.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('customers', '0001_initial'),
        ('surveys', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Action',
            fields=[
                ('id', models.UUIDField(default=feedback.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('what', models.CharField(max_length=200, verbose_name='action')),
                ('kind', models.CharField(choices=[('help', 'Help this customer'), ('fix', 'Fix a cause'), ('special', 'Do something special')], default='help', max_length=10)),
                ('due_on', models.DateField(verbose_name='by when')),
                ('state', models.CharField(choices=[('todo', 'To do'), ('doing', 'Doing'), ('done', 'Done – not told yet'), ('told', 'Told')], default='todo', max_length=10)),
                ('outcome', models.CharField(blank=True, choices=[('', 'Not decided'), ('did', 'We did it'), ('not_this_time', 'Not this time')], max_length=15)),
                ('cause', models.CharField(blank=True, choices=[('', 'Not said'), ('priorities', 'Priorities: something else came first'), ('policies', 'Policies: our own rules led to it'), ('practices', 'Practices: how we go about the work'), ('people', 'People: somebody was missing, new or unsure'), ('platforms', 'Platforms: a tool, a system or a part')], max_length=12)),
                ('what_changed', models.TextField(blank=True)),
                ('better_for', models.CharField(blank=True, choices=[('', 'Not said'), ('customers', 'Better for customers'), ('us', 'Only easier for us')], max_length=10)),
                ('offers_to_tell', models.BooleanField(default=True)),
                ('not_told_because', models.CharField(blank=True, max_length=300)),
                ('created_at', models.DateTimeField(default=feedback.clock.now)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('told_at', models.DateTimeField(blank=True, null=True)),
                ('asks_again_on', models.DateField(blank=True, null=True)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.business')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='actions', to='accounts.membership')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='ActionReply',
            fields=[
                ('id', models.UUIDField(default=feedback.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('added_at', models.DateTimeField(default=feedback.clock.now)),
                ('action', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to='actions.action')),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.business')),
                ('reply', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to='surveys.reply')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='DateChange',
            fields=[
                ('id', models.UUIDField(default=feedback.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('was_due_on', models.DateField()),
                ('due_on', models.DateField()),
                ('because', models.CharField(max_length=300)),
                ('moved_at', models.DateTimeField(default=feedback.clock.now)),
                ('action', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='date_changes', to='actions.action')),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.business')),
                ('moved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='Telling',
            fields=[
                ('id', models.UUIDField(default=feedback.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('about', models.CharField(choices=[('did', 'What we did'), ('not_this_time', 'Why not this time'), ('later', 'Later than we said')], max_length=15)),
                ('words', models.TextField()),
                ('due_on', models.DateField()),
                ('sent_at', models.DateTimeField(default=feedback.clock.now)),
                ('action', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tellings', to='actions.action')),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.business')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='customers.customer')),
                ('sent_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.AddIndex(
            model_name='action',
            index=models.Index(fields=['business', 'state', 'due_on'], name='action_board'),
        ),
        migrations.AddIndex(
            model_name='action',
            index=models.Index(condition=models.Q(('state__in', ['todo', 'doing'])), fields=['due_on'], name='action_due'),
        ),
        migrations.AddConstraint(
            model_name='action',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('done_at', None), ('outcome', ''), ('state__in', ['todo', 'doing'])), models.Q(('done_at__isnull', False), ('state__in', ['done', 'told']), models.Q(('outcome', ''), _negated=True), models.Q(('what_changed', ''), _negated=True)), _connector='OR'), name='action_closed_with_outcome'),
        ),
        migrations.AddConstraint(
            model_name='action',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'told'), _negated=True), ('told_at__isnull', False), _connector='OR'), name='action_told_at'),
        ),
        migrations.AddConstraint(
            model_name='actionreply',
            constraint=models.UniqueConstraint(fields=('business', 'action', 'reply'), name='action_reply_once'),
        ),
        migrations.AddConstraint(
            model_name='datechange',
            constraint=models.CheckConstraint(condition=models.Q(('because', ''), _negated=True), name='date_change_has_reason'),
        ),
        migrations.AddConstraint(
            model_name='telling',
            constraint=models.UniqueConstraint(fields=('business', 'action', 'customer', 'about', 'due_on'), name='telling_once'),
        ),
    ]
