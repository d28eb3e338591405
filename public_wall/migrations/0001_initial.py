import django.db.models.deletion
import feedback.clock
import feedback.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('actions', '0001_initial'),
        ('surveys', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='PublicReply',
            fields=[
                ('id', models.UUIDField(default=feedback.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('words', models.TextField(max_length=2000, verbose_name='your public reply')),
                ('published_at', models.DateTimeField(default=feedback.clock.now)),
                ('edited_at', models.DateTimeField(blank=True, null=True)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.business')),
                ('reply', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='public_reply', to='surveys.reply')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='Removal',
            fields=[
                ('id', models.UUIDField(default=feedback.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('ground', models.CharField(choices=[('personal_data', 'it names or identifies somebody'), ('illegal', 'it is illegal or defamatory'), ('abusive', 'it is obscene or discriminates'), ('not_about_us', 'it is not about this business'), ('spam', 'it is advertising or spam'), ('not_genuine', 'it was not written by a customer'), ('legal_order', 'a court or authority ordered it')], max_length=15)),
                ('state', models.CharField(choices=[('checking', 'Being checked'), ('removed', 'Removed'), ('kept', 'Kept'), ('lapsed', 'Not decided in time')], default='checking', max_length=10)),
                ('note', models.CharField(max_length=300, verbose_name='what exactly, for whoever decides')),
                ('asked_at', models.DateTimeField(default=feedback.clock.now)),
                ('decided_by_staff', models.BooleanField(default=False)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.business')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                ('reply', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='removals', to='surveys.reply')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['checking', 'removed'])), fields=('business', 'reply'), name='removal_one_per_reply'), models.CheckConstraint(condition=models.Q(('decided_by', None), models.Q(('decided_by', models.F('asked_by')), _negated=True), _connector='OR'), name='removal_by_two_people'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('state__in', ['checking', 'lapsed'])), models.Q(('decided_at__isnull', False), ('state__in', ['removed', 'kept']), models.Q(('decided_by__isnull', False), ('decided_by_staff', True), _connector='OR')), _connector='OR'), name='removal_decided_by_somebody')],
            },
        ),
        migrations.CreateModel(
            name='Update',
            fields=[
                ('id', models.UUIDField(default=feedback.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('did', 'Done'), ('not_this_time', 'Not this time')], max_length=15)),
                ('said', models.CharField(blank=True, max_length=300, verbose_name='you said')),
                ('did', models.TextField(max_length=1000, verbose_name='what we did')),
                ('raised_by', models.PositiveIntegerField()),
                ('decided_on', models.DateField()),
                ('published_at', models.DateTimeField(default=feedback.clock.now)),
                ('edited_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('action', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='update', to='actions.action')),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.business')),
                ('published_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                ('quoted_reply', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='surveys.reply')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'indexes': [models.Index(fields=['business', 'decided_on', 'id'], name='update_newest')],
            },
        ),
    ]
