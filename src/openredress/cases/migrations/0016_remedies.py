from django.db import migrations, models

# What was recorded as done before was asked of nobody. A day that was moved was not moved before.
AS_IT_WAS = """
UPDATE cases_promisedremedy SET
    promised_on = due_on,
    state = CASE WHEN completed_at IS NULL THEN 'owed' ELSE 'unasked' END,
    done_on = (completed_at AT TIME ZONE coalesce(
        (SELECT e.data ->> 'time_zone' FROM cases_journalentry e
          WHERE e.case_id = cases_promisedremedy.case_id AND e.seq = 1), 'UTC'))::date
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0015_cause")]

    operations = [
        migrations.AddField(
            "promisedremedy", "kind", models.CharField(max_length=20, default="other")
        ),
        migrations.AddField(
            "promisedremedy", "amount", models.CharField(max_length=40, blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField("promisedremedy", "promised_on", models.DateField(null=True)),
        migrations.AddField(
            "promisedremedy", "done_on", models.DateField(null=True, blank=True)
        ),
        migrations.AddField(
            "promisedremedy", "answer_by", models.DateField(null=True, blank=True)
        ),
        migrations.AddField(
            "promisedremedy", "state", models.CharField(max_length=20, default="owed")
        ),
        migrations.RunSQL(AS_IT_WAS, migrations.RunSQL.noop),
        migrations.RunSQL(
            "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED", migrations.RunSQL.noop
        ),
        migrations.AlterField("promisedremedy", "promised_on", models.DateField()),
        migrations.AddField(
            "overduefigures", "remedies", models.JSONField(default=list)
        ),
        migrations.AddIndex(
            "promisedremedy",
            models.Index("office", "promised_on", "id", name="remedies_judged"),
        ),
    ]
