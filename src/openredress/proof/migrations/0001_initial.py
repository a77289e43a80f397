"""The tree over the journal: what is new waits in a queue, and what is placed stays as it is.

The queue is filled by a trigger, once for each statement, in the transaction that writes the
entries. So nothing is ever looked for, and an entry whose transaction ends late is not skipped.
"""

from django.db import migrations, models

from openredress.wall import READER
from openredress.wall.tables import open_table

QUEUE = """
CREATE FUNCTION proof_queue() RETURNS trigger LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  EXECUTE format('INSERT INTO %I.proof_unplaced (entry) SELECT id FROM fresh', TG_TABLE_SCHEMA);
  RETURN NULL;
END $$;
CREATE TRIGGER proof_queue AFTER INSERT ON cases_journalentry
  REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION proof_queue();
INSERT INTO proof_unplaced (entry) SELECT id FROM cases_journalentry;
"""
NO_QUEUE = """
DROP TRIGGER proof_queue ON cases_journalentry;
DROP FUNCTION proof_queue();
"""

FORBID = """
CREATE FUNCTION proof_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'The tree over the journal is append-only: a row of % cannot be changed or deleted.',
    TG_TABLE_NAME;
END $$;
CREATE TRIGGER proof_is_append_only BEFORE UPDATE OR DELETE ON proof_leaf
  FOR EACH ROW EXECUTE FUNCTION proof_is_append_only();
CREATE TRIGGER proof_is_append_only BEFORE UPDATE OR DELETE ON proof_node
  FOR EACH ROW EXECUTE FUNCTION proof_is_append_only();
CREATE TRIGGER proof_is_append_only BEFORE UPDATE OR DELETE ON proof_checkpoint
  FOR EACH ROW EXECUTE FUNCTION proof_is_append_only();
"""
ALLOW = """
DROP TRIGGER proof_is_append_only ON proof_leaf;
DROP TRIGGER proof_is_append_only ON proof_node;
DROP TRIGGER proof_is_append_only ON proof_checkpoint;
DROP FUNCTION proof_is_append_only();
"""

# Seals of other cases are part of every proof and tell nothing; whose they are stays closed.
OPEN_SEALS = f"GRANT SELECT (index, entry, seal) ON proof_leaf TO {READER}"
CLOSE_SEALS = f"REVOKE SELECT (index, entry, seal) ON proof_leaf FROM {READER}"


class Migration(migrations.Migration):

    initial = True

    dependencies = [("cases", "0004_the_wall")]

    operations = [
        migrations.CreateModel(
            name='Checkpoint',
            fields=[
                ('number', models.BigIntegerField(primary_key=True, serialize=False)),
                ('day', models.DateField(null=True, unique=True)),
                ('made_at', models.DateTimeField()),
                ('size', models.BigIntegerField()),
                ('root', models.BinaryField(max_length=32)),
                ('peaks', models.BinaryField()),
                ('note', models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name='Node',
            fields=[
                ('pk', models.CompositePrimaryKey('level', 'number', blank=True, editable=False, primary_key=True, serialize=False)),
                ('level', models.PositiveSmallIntegerField()),
                ('number', models.BigIntegerField()),
                ('hash', models.BinaryField(max_length=32)),
            ],
        ),
        migrations.CreateModel(
            name='Unplaced',
            fields=[
                ('entry', models.BigIntegerField(primary_key=True, serialize=False)),
            ],
        ),
        migrations.CreateModel(
            name='Leaf',
            fields=[
                ('index', models.BigIntegerField(primary_key=True, serialize=False)),
                ('entry', models.BigIntegerField(null=True, unique=True)),
                ('number', models.CharField(blank=True, max_length=20)),
                ('seq', models.PositiveIntegerField(null=True)),
                ('seal', models.BinaryField(max_length=32)),
                ('padding', models.BinaryField(max_length=16, null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('entry__isnull', False), ('padding__isnull', True), ('seq__isnull', False)), models.Q(('entry__isnull', True), ('padding__isnull', False), ('seq__isnull', True)), _connector='OR'), name='entry_or_padding')],
            },
        ),
        migrations.RunSQL(QUEUE, NO_QUEUE),
        migrations.RunSQL(FORBID, ALLOW),
        open_table("proof_checkpoint"),
        open_table("proof_node"),
        migrations.RunSQL(OPEN_SEALS, CLOSE_SEALS),
    ]
