"""What is known about forgetting a case, and words that can be taken out of the journal by law.

The trigger lets one change through: words and their salt become nothing, in an entry which a later
one of the same case lists as erased. Whoever writes such an entry to hide something is found by
`openredress verify`, which looks whether it was due.
"""

from django.db import migrations, models

from openredress.wall.tables import open_table

ERASABLE = """
CREATE OR REPLACE FUNCTION journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.words IS NULL AND NEW.salt IS NULL
    AND (to_jsonb(NEW) - 'words' - 'salt') = (to_jsonb(OLD) - 'words' - 'salt')
    AND EXISTS (
      SELECT FROM cases_journalentry later
      WHERE later.case_id = OLD.case_id AND later.seq > OLD.seq AND later.tag = 'forgotten'
        AND later.data->'erased' @> to_jsonb(OLD.seq))
  THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'The journal is append-only: entry % of case % cannot be changed or deleted.',
    OLD.seq, OLD.case_id;
END $$;
"""
UNERASABLE = """
CREATE OR REPLACE FUNCTION journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'The journal is append-only: entry % of case % cannot be changed or deleted.',
    OLD.seq, OLD.case_id;
END $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0006_ladder'),
        ('offices', '0002_custodian'),
    ]

    operations = [
        migrations.CreateModel(
            name='RetentionRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pack', models.CharField(max_length=80)),
                ('outcome', models.CharField(blank=True, max_length=20)),
                ('amount', models.PositiveSmallIntegerField()),
                ('unit', models.CharField(max_length=10)),
                ('reason', models.TextField()),
                ('set_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('applied_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'rule about keeping',
            },
        ),
        migrations.AddField('case', 'erasure_due_on', models.DateField(blank=True, null=True)),
        migrations.AddField('case', 'forget_act_at', models.DateTimeField(blank=True, null=True)),
        migrations.AddField('case', 'forget_on', models.DateField(blank=True, null=True)),
        migrations.AddField('case', 'hold_review_on', models.DateField(blank=True, null=True)),
        migrations.AddField('case', 'is_forgotten', models.BooleanField(default=False)),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(models.F('forget_act_at'), models.F('id'), condition=models.Q(('forget_act_at__isnull', False)), name='what_is_to_be_forgotten'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(models.F('office'), models.F('forget_on'), models.F('id'), condition=models.Q(('forget_on__isnull', False)), name='forgotten_next'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(models.F('office'), models.F('hold_review_on'), condition=models.Q(('hold_review_on__isnull', False)), name='on_hold'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(models.F('office'), models.F('erasure_due_on'), condition=models.Q(('erasure_due_on__isnull', False)), name='erasure_asked'),
        ),
        migrations.AddConstraint(
            model_name='retentionrule',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('pack', 'outcome'), name='one_rule_in_force'),
        ),
        migrations.AddConstraint(
            model_name='retentionrule',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gte', 1), models.Q(('reason', ''), _negated=True)), name='says_how_long_and_why'),
        ),
        # What the institution set about keeping is public: procedures tell it.
        open_table('cases_retentionrule'),
        migrations.RunSQL(ERASABLE, UNERASABLE),
    ]
