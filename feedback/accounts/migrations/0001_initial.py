import datetime
import django.db.models.deletion
import django.db.models.functions.text
import feedback.clock
import feedback.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='email')),
                ('name', models.CharField(blank=True, max_length=80, verbose_name='your name')),
                ('is_active', models.BooleanField(default=True)),
                ('is_staff', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField(default=feedback.clock.now)),
                ('uses_shortcuts', models.BooleanField(default=True, verbose_name='single-key shortcuts')),
                ('theme', models.CharField(blank=True, choices=[('', 'As my device'), ('light', 'Light'), ('dark', 'Dark')], default='', max_length=5)),
                ('language', models.CharField(blank=True, max_length=10, verbose_name='language')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
        ),
        migrations.CreateModel(
            name='Business',
            fields=[
                ('id', models.UUIDField(default=feedback.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=60, verbose_name='business name')),
                ('slug', models.SlugField(max_length=60, unique=True)),
                ('trade', models.CharField(blank=True, max_length=40)),
                ('about', models.CharField(blank=True, max_length=120, verbose_name='what you do, in one line')),
                ('place', models.CharField(blank=True, max_length=60, verbose_name='town')),
                ('website', models.URLField(blank=True)),
                ('zone', models.CharField(default='Europe/London', max_length=60, verbose_name='time zone')),
                ('country', models.CharField(default='GB', max_length=2)),
                ('language', models.CharField(default='en-gb', max_length=10)),
                ('sign_off', models.CharField(blank=True, max_length=60, verbose_name='who the mails are from')),
                ('reply_to', models.EmailField(blank=True, max_length=254, verbose_name='where answers to the mails go')),
                ('ask_from', models.TimeField(default=datetime.time(9, 0), verbose_name='not before')),
                ('ask_until', models.TimeField(default=datetime.time(18, 0), verbose_name='not after')),
                ('ask_weekdays', models.CharField(default='12345', max_length=7, verbose_name='days')),
                ('keeps_holidays', models.BooleanField(default=True, verbose_name='keep public holidays')),
                ('holiday_region', models.CharField(blank=True, max_length=10, verbose_name='region')),
                ('closures', models.JSONField(blank=True, default=list)),
                ('rest_days', models.PositiveSmallIntegerField(default=90, verbose_name='days before we ask the same person again')),
                ('wall_is_public', models.BooleanField(default=False, verbose_name='show the public page')),
                ('created_at', models.DateTimeField(default=feedback.clock.now)),
                ('trial_ends_on', models.DateField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('ask_from__lt', models.F('ask_until'))), name='business_hours_in_order'), models.CheckConstraint(condition=models.Q(('ask_weekdays', ''), _negated=True), name='business_asks_on_some_day')],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.UUIDField(default=feedback.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('role', models.CharField(choices=[('reader', 'Reader: sees everything, changes nothing'), ('member', 'Member: answers, promises and does'), ('manager', 'Manager: also surveys, the wall and settings'), ('owner', 'Owner: also the team')], default='member', max_length=10)),
                ('is_active', models.BooleanField(default=True)),
                ('joined_at', models.DateTimeField(default=feedback.clock.now)),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='accounts.business')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='TeamInvitation',
            fields=[
                ('id', models.UUIDField(default=feedback.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('email', models.EmailField(max_length=254, verbose_name='their email')),
                ('role', models.CharField(choices=[('reader', 'Reader: sees everything, changes nothing'), ('member', 'Member: answers, promises and does'), ('manager', 'Manager: also surveys, the wall and settings'), ('owner', 'Owner: also the team')], default='member', max_length=10)),
                ('created_at', models.DateTimeField(default=feedback.clock.now)),
                ('expires_at', models.DateTimeField()),
                ('accepted_at', models.DateTimeField(blank=True, null=True)),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.business')),
                ('invited_by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.membership')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='user_one_per_address'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(fields=('business', 'user'), name='membership_one_per_person'),
        ),
        migrations.AddConstraint(
            model_name='teaminvitation',
            constraint=models.UniqueConstraint(models.F('business'), django.db.models.functions.text.Lower('email'), condition=models.Q(('accepted_at', None)), name='team_invitation_one_open_per_address'),
        ),
    ]
