"""Who reads what of duty behind the wall, and what the database keeps as it was written.

Rosters say nothing of any case and are open to every request; none changes them. An alert is there
for whoever sees its case. Whose journal has grown is noted by a trigger, in the transaction that
writes the entries, so that nothing is ever looked for and nothing is missed.
"""

from django.db import migrations

from openredress.wall.tables import OF_A_CASE, behind_the_wall, open_table

QUEUE = """
CREATE FUNCTION duty_unread() RETURNS trigger LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  EXECUTE format('INSERT INTO %I.duty_unread (case_id) SELECT DISTINCT case_id FROM fresh'
    ' WHERE NOT is_imported', TG_TABLE_SCHEMA);
  RETURN NULL;
END $$;
CREATE TRIGGER duty_unread AFTER INSERT ON cases_journalentry
  REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION duty_unread();
INSERT INTO duty_unread (case_id) SELECT id FROM cases_case WHERE is_open;
"""
NO_QUEUE = """
DROP TRIGGER duty_unread ON cases_journalentry;
DROP FUNCTION duty_unread();
"""

FORBID = """
CREATE FUNCTION duty_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'What is recorded in % is kept as it was written.', TG_TABLE_NAME;
END $$;
CREATE TRIGGER duty_is_kept BEFORE UPDATE OR DELETE ON duty_change
  FOR EACH ROW EXECUTE FUNCTION duty_is_kept();
CREATE TRIGGER duty_is_kept BEFORE UPDATE ON duty_alertrung
  FOR EACH ROW EXECUTE FUNCTION duty_is_kept();
"""
ALLOW = """
DROP TRIGGER duty_is_kept ON duty_change;
DROP TRIGGER duty_is_kept ON duty_alertrung;
DROP FUNCTION duty_is_kept();
"""

#: A rung is there for whoever sees the case of its alert.
OF_AN_ALERT = "EXISTS (SELECT FROM duty_alert seen WHERE seen.id = alert_id)"


class Migration(migrations.Migration):
    dependencies = [("duty", "0001_initial"), ("cases", "0004_the_wall")]
    operations = [
        migrations.RunSQL(QUEUE, NO_QUEUE),
        migrations.RunSQL(FORBID, ALLOW),
        behind_the_wall("duty_alert", OF_A_CASE),
        behind_the_wall("duty_alertrung", OF_AN_ALERT),
        open_table("duty_roster"),
        open_table("duty_shift"),
        open_table("duty_absence"),
        open_table("duty_swap"),
        open_table("duty_change"),
    ]
