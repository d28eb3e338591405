"""What the tamper-evident log is made from."""

import django.db.models.deletion
from django.db import migrations, models

import feedback.ids


class Migration(migrations.Migration):
    dependencies = [
        ("history", "0002_log"),
        ("public_wall", "0002_receipts"),
        ("surveys", "0012_reply_search"),
    ]

    operations = [
        migrations.CreateModel(
            name='LoggedItem',
            fields=[
                ('id', models.UUIDField(default=feedback.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('reply', 'Reply'), ('update', 'Update')], max_length=10)),
                ('target_id', models.UUIDField()),
                ('public_id', models.CharField(max_length=32)),
                ('receipt', models.CharField(blank=True, max_length=20)),
                ('state', models.JSONField(default=dict)),
                ('leaf', models.PositiveBigIntegerField()),
                ('answer_leaf', models.PositiveBigIntegerField(null=True)),
                ('due_at', models.DateTimeField(null=True)),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.business')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'indexes': [models.Index(condition=models.Q(('due_at__isnull', False)), fields=['business', 'due_at'], name='logged_item_due')],
                'constraints': [models.UniqueConstraint(fields=('business', 'kind', 'target_id'), name='logged_item_once'), models.UniqueConstraint(fields=('business', 'public_id'), name='logged_item_public_id'), models.UniqueConstraint(condition=models.Q(('receipt', ''), _negated=True), fields=('business', 'receipt'), name='logged_item_receipt')],
            },
        ),
        migrations.CreateModel(
            name='LogSalt',
            fields=[
                ('id', models.UUIDField(default=feedback.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('leaf', models.PositiveBigIntegerField()),
                ('salt', models.CharField(max_length=32)),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.business')),
                ('reply', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='surveys.reply')),
                ('update', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='public_wall.update')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('business', 'leaf'), name='log_salt_once'), models.CheckConstraint(condition=models.Q(('reply', None), ('update', None), _connector='XOR'), name='log_salt_of_one')],
            },
        ),
    ]

