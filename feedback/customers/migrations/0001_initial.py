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
                ('is_unverified', models.BooleanField(default=False)),
                ('is_test', models.BooleanField(default=False)),
                ('came_with', models.UUIDField(editable=False, null=True)),
                ('created_at', models.DateTimeField(default=feedback.clock.now)),
                ('business', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.business')),
                ('merged_into', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='merged', to='customers.customer')),
                ('relationship_owner', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='accounts.membership')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='Import',
            fields=[
                ('id', models.UUIDField(default=feedback.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('uploaded', 'Columns to match'), ('checking', 'Being checked'), ('checked', 'Ready to start'), ('running', 'Coming in'), ('planning', 'Working out whom to ask'), ('done', 'Done'), ('cancelled', 'Stopped'), ('failed', 'Could not be read'), ('undoing', 'Being undone'), ('undone', 'Undone')], default='uploaded', max_length=10)),
                ('kind', models.CharField(choices=[('csv', 'CSV file'), ('xlsx', 'Excel file'), ('paste', 'Pasted list')], max_length=5)),
                ('file_name', models.CharField(max_length=120)),
                ('size', models.PositiveIntegerField(default=0)),
                ('encoding', models.CharField(blank=True, max_length=12)),
                ('separator', models.CharField(blank=True, max_length=1)),
                ('has_headings', models.BooleanField(default=True)),
                ('headings', models.JSONField(default=list)),
                ('first_lines', models.JSONField(default=list)),
                ('columns', models.JSONField(default=dict)),
                ('date_order', models.CharField(blank=True, choices=[('', 'As in your country'), ('day', 'Day first'), ('month', 'Month first')], max_length=5)),
                ('counts', models.JSONField(default=dict)),
                ('problem', models.CharField(blank=True, max_length=300)),
                ('is_stopping', models.BooleanField(default=False)),
                ('lines_read', models.PositiveIntegerField(default=0)),
                ('is_read', models.BooleanField(default=False)),
                ('chunks_done', models.PositiveIntegerField(default=0)),
                ('rows_done', models.PositiveIntegerField(default=0)),
                ('planned_up_to', models.UUIDField(null=True)),
                ('lease', models.UUIDField(null=True)),
                ('lease_until', models.DateTimeField(null=True)),
                ('failures', models.PositiveSmallIntegerField(default=0)),
                ('created_at', models.DateTimeField(default=feedback.clock.now)),
                ('started_at', models.DateTimeField(null=True)),
                ('finished_at', models.DateTimeField(null=True)),
                ('undo_until', models.DateTimeField(null=True)),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.business')),
                ('started_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='accounts.membership')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='ImportChunk',
            fields=[
                ('id', models.UUIDField(default=feedback.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('rows', models.PositiveIntegerField()),
                ('content', models.BinaryField(default=bytes)),
                ('outcomes', models.JSONField(default=list)),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.business')),
                ('of', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='chunks', to='customers.import')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='ImportPart',
            fields=[
                ('id', models.UUIDField(default=feedback.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('content', models.BinaryField()),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.business')),
                ('of', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='customers.import')),
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
                ('came_with', models.UUIDField(editable=False, null=True)),
                ('created_at', models.DateTimeField(default=feedback.clock.now)),
                ('business', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.business')),
                ('customer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='interactions', to='customers.customer')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='Merge',
            fields=[
                ('id', models.UUIDField(default=feedback.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('moved', models.JSONField(default=dict)),
                ('changed', models.JSONField(default=dict)),
                ('fingerprints', models.JSONField(default=dict)),
                ('merged_at', models.DateTimeField(default=feedback.clock.now)),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.business')),
                ('duplicate', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='customers.customer')),
                ('merged_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                ('survivor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='customers.customer')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='NotDuplicate',
            fields=[
                ('id', models.UUIDField(default=feedback.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('said_at', models.DateTimeField(default=feedback.clock.now)),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.business')),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='customers.customer')),
                ('said_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership')),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='customers.customer')),
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
                ('is_carried', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField(default=feedback.clock.now)),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.business')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='ColumnMatching',
            fields=[
                ('id', models.UUIDField(default=feedback.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('signature', models.CharField(max_length=64)),
                ('columns', models.JSONField(default=dict)),
                ('used_at', models.DateTimeField(default=feedback.clock.now)),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.business')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('business', 'signature'), name='column_matching_once')],
            },
        ),
        migrations.AddIndex(
            model_name='customer',
            index=models.Index(fields=['business', 'name', 'id'], name='customer_by_name'),
        ),
        migrations.AddIndex(
            model_name='customer',
            index=models.Index(condition=models.Q(('relationship_owner__isnull', False)), fields=['relationship_owner'], name='customer_by_owner'),
        ),
        migrations.AddIndex(
            model_name='customer',
            index=models.Index(condition=models.Q(('merged_into__isnull', False)), fields=['merged_into'], name='customer_by_survivor'),
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
        migrations.AddConstraint(
            model_name='customer',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into', None), models.Q(('merged_into', models.F('id')), _negated=True), _connector='OR'), name='customer_not_merged_into_itself'),
        ),
        migrations.AddIndex(
            model_name='import',
            index=models.Index(condition=models.Q(('state__in', ['checking', 'running', 'planning', 'undoing'])), fields=['created_at'], name='import_at_work'),
        ),
        migrations.AddConstraint(
            model_name='import',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'failed'), _negated=True), models.Q(('problem', ''), _negated=True), _connector='OR'), name='import_failed_says_why'),
        ),
        migrations.AddConstraint(
            model_name='import',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['running', 'planning', 'done', 'undone']), _negated=True), ('started_at__isnull', False), _connector='OR'), name='import_started_once'),
        ),
        migrations.AddConstraint(
            model_name='importchunk',
            constraint=models.UniqueConstraint(fields=('business', 'of', 'number'), name='import_chunk_once'),
        ),
        migrations.AddConstraint(
            model_name='importpart',
            constraint=models.UniqueConstraint(fields=('business', 'of', 'number'), name='import_part_once'),
        ),
        migrations.AddIndex(
            model_name='interaction',
            index=models.Index(fields=['customer', 'happened_at'], name='interaction_by_customer'),
        ),
        migrations.AddIndex(
            model_name='interaction',
            index=models.Index(condition=models.Q(('came_with__isnull', False)), fields=['came_with', 'customer'], name='interaction_by_import'),
        ),
        migrations.AddConstraint(
            model_name='interaction',
            constraint=models.UniqueConstraint(fields=('business', 'fingerprint'), name='interaction_once'),
        ),
        migrations.AddIndex(
            model_name='merge',
            index=models.Index(fields=['business', 'id'], name='merge_newest'),
        ),
        migrations.AddConstraint(
            model_name='merge',
            constraint=models.CheckConstraint(condition=models.Q(('survivor', models.F('duplicate')), _negated=True), name='merge_of_two'),
        ),
        migrations.AddConstraint(
            model_name='merge',
            constraint=models.UniqueConstraint(condition=models.Q(('undone_at', None)), fields=('business', 'duplicate'), name='merge_once_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='notduplicate',
            constraint=models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='not_duplicate_in_order'),
        ),
        migrations.AddConstraint(
            model_name='notduplicate',
            constraint=models.UniqueConstraint(fields=('business', 'first', 'second'), name='not_duplicate_once'),
        ),
        migrations.AddConstraint(
            model_name='suppression',
            constraint=models.UniqueConstraint(fields=('business', 'address_hash', 'reason'), name='suppression_once'),
        ),
    ]
