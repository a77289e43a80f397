"""Names and contacts that were readable become sealed. The next migration clears what is left of
them in the file of the table. Backups made before still hold the readable form.
"""

import django.db.models.deletion
from django.db import connection, migrations, models

FIELDS = ("name", "phone", "email", "address", "helper_name", "helper_relation")
BATCH = 1000


def seal_what_is_there(apps, schema_editor):
    from openredress.parties import identities
    from openredress.parties.details import Details

    rows = apps.get_model("parties", "Petitioner").objects.select_related("case").order_by("pk")
    columns = ["data_key", "key_id", "sealed"]
    found = list(rows[:BATCH])
    while found:
        for row in found:
            done = identities.seal(row.case, Details(**{n: getattr(row, n) for n in FIELDS}))
            for column in columns:
                setattr(row, column, getattr(done, column))
        rows.model.objects.bulk_update(found, columns)
        found = list(rows.filter(pk__gt=found[-1].pk)[:BATCH])
    # The table is altered next, which PostgreSQL refuses while a check is put off.
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0001_initial'),
        ('parties', '0001_initial'),
    ]

    operations = [
        migrations.AddField('petitioner', 'data_key', models.BinaryField(max_length=200, null=True)),
        migrations.AddField('petitioner', 'key_id', models.CharField(max_length=64, default='')),
        migrations.AddField('petitioner', 'sealed', models.BinaryField(null=True)),
        migrations.AddField('petitioner', 'version', models.PositiveIntegerField(default=1)),
        migrations.RunPython(seal_what_is_there, elidable=True),
        *[migrations.RemoveField('petitioner', name) for name in FIELDS],
        migrations.AlterField('petitioner', 'data_key', models.BinaryField(max_length=200)),
        migrations.AlterField('petitioner', 'key_id', models.CharField(max_length=64)),
        migrations.AlterField('petitioner', 'sealed', models.BinaryField()),
        migrations.AddIndex(
            model_name='petitioner',
            index=models.Index(fields=['key_id', 'id'], name='sealed_by_key'),
        ),
        migrations.CreateModel(
            name='EarlierDetails',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField()),
                ('sealed', models.BinaryField()),
                ('petitioner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='earlier', to='parties.petitioner')),
            ],
            options={
                'verbose_name': 'earlier details',
                'constraints': [models.UniqueConstraint(fields=('petitioner', 'version'), name='details_in_order')],
            },
        ),
    ]
