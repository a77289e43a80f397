"""One message for each way that was chosen, letters among them, and texts of the institution.

Staff see letters of the cases that they see; a petitioner sees what was sent in their own.
"""

import django.db.models.deletion
from django.db import migrations, models

from openredress.wall.tables import behind_the_wall, open_table

OWN = "case_id = (SELECT nullif(current_setting('openredress.root', true), '')::bigint)"
SEEN = f"""
  {OWN}
  OR (channel = 'letter' AND EXISTS (SELECT FROM cases_case seen WHERE seen.id = of_case_id))
"""


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0009_exclusions_go_up'),
        ('notices', '0002_to_staff'),
    ]

    operations = [
        migrations.CreateModel(
            name='Template',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40)),
                ('language', models.CharField(max_length=10)),
                ('subject', models.CharField(blank=True, max_length=120)),
                ('text', models.TextField(max_length=2000)),
                ('changed_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'text of a message',
            },
        ),
        migrations.AddField(
            model_name='notice',
            name='of_case',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cases.case'),
        ),
        migrations.AlterField(
            model_name='notice',
            name='channel',
            field=models.CharField(blank=True, default='email', max_length=20),
        ),
        migrations.AlterField(
            model_name='notice',
            name='state',
            field=models.CharField(choices=[('waits', 'waits'), ('printed', 'printed, not yet posted'), ('sent', 'handed over'), ('nobody', 'no such contact, or nothing to tell any more'), ('failed', 'was given up')], default='waits', max_length=10),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(models.F('of_case'), condition=models.Q(('channel', 'letter')), name='notices_letters'),
        ),
        migrations.AddConstraint(
            model_name='template',
            constraint=models.UniqueConstraint(fields=('code', 'language'), name='one_text_a_language'),
        ),
        behind_the_wall("notices_notice", SEEN),
        open_table("notices_template"),
    ]
