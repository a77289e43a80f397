"""The journal is append-only: a trigger refuses to change or delete an entry.

A person with the rights of the database's owner can still remove the trigger; the hash chain is
what shows that they did.
"""

from django.db import migrations

FORBID = """
CREATE FUNCTION journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'The journal is append-only: entry % of case % cannot be changed or deleted.',
    OLD.seq, OLD.case_id;
END $$;
CREATE TRIGGER journal_is_append_only BEFORE UPDATE OR DELETE ON cases_journalentry
  FOR EACH ROW EXECUTE FUNCTION journal_is_append_only();
"""
ALLOW = """
DROP TRIGGER journal_is_append_only ON cases_journalentry;
DROP FUNCTION journal_is_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]
    operations = [migrations.RunSQL(FORBID, ALLOW)]
