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
            name='Customer',
            fields=[
                ('id', models.UUIDField(default=feedback.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(blank=True, max_length=120)),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('email_key', models.CharField(blank=True, editable=False, max_length=254)),
                ('phone', models.CharField(blank=True, max_length=40)),
                ('phone_key', models.CharField(blank=True, editable=False, max_length=20)),
                ('external_id', models.CharField(blank=True, max_length=80)),
                ('language', models.CharField(blank=True, max_length=10)),
                ('value', models.CharField(blank=True, choices=[('', 'Usual'), ('most_valuable', 'Most valuable')], default='', max_length=20)),
                ('paused_until', models.DateField(blank=True, null=True)),
                ('complaint_open_since', models.DateTimeField(blank=True, null=True)),
                ('is_test', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField(default=feedback.clock.now)),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.business')),
                ('merged_into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='merged', to='customers.customer')),
                ('relationship_owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='accounts.membership')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='Interaction',
            fields=[
                ('id', models.UUIDField(default=feedback.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=80, verbose_name='what was done')),
                ('happened_at', models.DateTimeField(verbose_name='when')),
                ('handler', models.CharField(blank=True, max_length=80, verbose_name='who did it')),
                ('reference', models.CharField(blank=True, max_length=80)),
                ('value', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name='value of the sale')),
                ('attributes', models.JSONField(blank=True, default=dict)),
                ('source', models.CharField(choices=[('form', 'Added by hand'), ('paste', 'Pasted'), ('csv', 'Uploaded'), ('xlsx', 'Uploaded'), ('api', 'From another system'), ('inbound', 'Forwarded mail'), ('heard', 'Heard and typed in'), ('open', 'Open channel'), ('test', 'Try-out'), ('sample', 'Sample')], max_length=10)),
                ('fingerprint', models.CharField(editable=False, max_length=64)),
                ('created_at', models.DateTimeField(default=feedback.clock.now)),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.business')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='interactions', to='customers.customer')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='Suppression',
            fields=[
                ('id', models.UUIDField(default=feedback.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('address_hash', models.CharField(max_length=64)),
                ('reason', models.CharField(choices=[('opted_out', 'asked not to be asked'), ('no_updates', 'asked not to be told about changes'), ('bounced', 'address does not work'), ('complained', 'marked our mail as spam'), ('paused', 'asked to be left alone for a while'), ('less_often', 'asked to be asked less often')], max_length=12)),
                ('until', models.DateField(blank=True, null=True)),
                ('every_days', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('created_at', models.DateTimeField(default=feedback.clock.now)),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.business')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.AddIndex(
            model_name='customer',
            index=models.Index(fields=['business', 'name', 'id'], name='customer_by_name'),
        ),
        migrations.AddIndex(
            model_name='customer',
            index=models.Index(condition=models.Q(('phone_key', ''), _negated=True), fields=['business', 'phone_key'], name='customer_by_phone'),
        ),
        migrations.AddConstraint(
            model_name='customer',
            constraint=models.UniqueConstraint(condition=models.Q(('email_key', ''), _negated=True), fields=('business', 'email_key'), name='customer_one_per_address'),
        ),
        migrations.AddConstraint(
            model_name='customer',
            constraint=models.UniqueConstraint(condition=models.Q(('external_id', ''), _negated=True), fields=('business', 'external_id'), name='customer_one_per_external_id'),
        ),
        migrations.AddIndex(
            model_name='interaction',
            index=models.Index(fields=['business', 'customer', 'happened_at'], name='interaction_by_customer'),
        ),
        migrations.AddConstraint(
            model_name='interaction',
            constraint=models.UniqueConstraint(fields=('business', 'fingerprint'), name='interaction_once'),
        ),
        migrations.AddConstraint(
            model_name='suppression',
            constraint=models.UniqueConstraint(fields=('business', 'address_hash', 'reason'), name='suppression_once'),
        ),
    ]
