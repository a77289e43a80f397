"""A dropped column stays in the file of its table, hidden, and so do rows that were replaced.
Writing the table anew takes both from the disk.
"""

from django.db import migrations


class Migration(migrations.Migration):

    atomic = False
    dependencies = [
        ('parties', '0002_sealed_identities'),
    ]

    operations = [
        migrations.RunSQL('VACUUM FULL parties_petitioner', migrations.RunSQL.noop),
    ]
