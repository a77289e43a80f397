"""Behind the wall a sealed identity is there for the petitioner's own page only. Staff come to it
by an action, which records it and reads as the owner.
"""

from django.db import migrations

from openredress.wall import READER

OWN = "case_id = (SELECT nullif(current_setting('openredress.root', true), '')::bigint)"


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0004_the_wall'),
        ('parties', '0003_readable_rows_gone'),
    ]

    operations = [
        migrations.RunSQL(
            f'ALTER POLICY seen ON parties_petitioner TO {READER} USING ({OWN})',
            migrations.RunSQL.noop,
        ),
    ]
