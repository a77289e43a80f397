"""Mediations for those who mediate. They see this row and not the case, so who is shut out of the
case stands in the row itself.
"""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

from openredress.wall.tables import behind_the_wall


def number(name):
    return f"(SELECT nullif(current_setting('openredress.{name}', true), '')::bigint)"


def numbers(name):
    return f"(SELECT nullif(current_setting('openredress.{name}', true), '')::bigint[])::bigint[]"


#: The condition of `core.access.may(actor, MEDIATE, case)`.
MAY_MEDIATE = f"""
  (
    (ended = '' AND (office_id = ANY ({numbers("joins")}) OR joint && {numbers("joins")}))
    OR owed_by_id = ANY ({numbers("joins")})
  )
  AND NOT {number("staff")} = ANY (blocked)
  AND NOT blocked_offices && {numbers("works_at")}
"""


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0017_hearing'),
        ('offices', '0009_mediation'),
    ]

    operations = [
        migrations.CreateModel(
            name='Mediation',
            fields=[
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='mediation', serialize=False, to='cases.case')),
                ('number', models.CharField(max_length=20)),
                ('joint', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, default=list, size=None)),
                ('rung', models.PositiveSmallIntegerField()),
                ('since', models.DateTimeField()),
                ('due_on', models.DateField(blank=True, null=True)),
                ('ended', models.CharField(blank=True, max_length=20)),
                ('blocked', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, default=list, size=None)),
                ('blocked_offices', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, default=list, size=None)),
                ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='offices.office')),
                ('owed_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='offices.office')),
            ],
            options={
                'verbose_name': 'mediation',
                'indexes': [models.Index(models.F('office'), models.F('due_on'), models.F('case'), condition=models.Q(('ended', '')), name='mediations_of_office'), django.contrib.postgres.indexes.GinIndex(models.F('joint'), condition=models.Q(('ended', '')), name='mediations_along'), models.Index(models.F('owed_by'), condition=models.Q(('owed_by__isnull', False)), name='mediation_reports_owed')],
            },
        ),
        behind_the_wall("cases_mediation", MAY_MEDIATE),
    ]
