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
            name='Event',
            fields=[
                ('id', models.UUIDField(default=feedback.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField(default=feedback.clock.now)),
                ('actor_kind', models.CharField(choices=[('member', 'Member'), ('customer', 'Customer'), ('clock', 'Clock'), ('key', 'Key')], max_length=10)),
                ('verb', models.CharField(max_length=40)),
                ('target_type', models.CharField(max_length=40)),
                ('target_id', models.UUIDField()),
                ('customer_id', models.UUIDField(null=True)),
                ('before', models.JSONField(default=dict)),
                ('after', models.JSONField(default=dict)),
                ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.business')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'indexes': [models.Index(fields=['business', 'target_id', 'at'], name='event_by_target'), models.Index(fields=['business', 'customer_id', 'at'], name='event_by_customer')],
            },
        ),
    ]
