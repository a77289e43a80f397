"""What requests may do with these tables; sessions that end by themselves; keys sealed.

Whoever changes a password, a post or whether somebody may sign in, by whichever page, command or
statement: the sessions of that person end in the same transaction.
"""

from django.db import migrations

from openredress.signin.factors import SecondFactors
from openredress.wall.tables import open_table

KEPT = "SELECT, INSERT, UPDATE, DELETE"

ENDING = """
CREATE FUNCTION signin_end_sessions_of_post() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'DELETE' THEN
    DELETE FROM signin_session WHERE staff_id = NEW.staff_id;
  END IF;
  IF TG_OP <> 'INSERT' THEN
    DELETE FROM signin_session WHERE staff_id = OLD.staff_id;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER signin_posts_changed AFTER INSERT OR UPDATE OR DELETE ON offices_post
  FOR EACH ROW EXECUTE FUNCTION signin_end_sessions_of_post();

CREATE FUNCTION signin_end_sessions_of_staff() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM signin_session WHERE staff_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER signin_standing_changed AFTER UPDATE OF password, is_active ON offices_staff
  FOR EACH ROW
  WHEN (OLD.password IS DISTINCT FROM NEW.password OR OLD.is_active IS DISTINCT FROM NEW.is_active)
  EXECUTE FUNCTION signin_end_sessions_of_staff();
"""

UNDO = """
DROP TRIGGER signin_standing_changed ON offices_staff;
DROP FUNCTION signin_end_sessions_of_staff();
DROP TRIGGER signin_posts_changed ON offices_post;
DROP FUNCTION signin_end_sessions_of_post();
"""

#: Sessions of before were found by the very key that their cookies hold.
OLD_SESSIONS = "DELETE FROM django_session; REVOKE ALL ON django_session FROM openredress_reader;"


def seal(apps, schema_editor):
    """Keys of apps and of recovery codes lay readable until now."""
    for row in apps.get_model("mfa", "Authenticator").objects.exclude(type="webauthn"):
        name = "secret" if row.type == "totp" else "seed"
        if name in row.data:
            row.data[name] = SecondFactors().encrypt(row.data[name])
            row.save(update_fields=["data"])


class Migration(migrations.Migration):
    dependencies = [
        ("signin", "0001_initial"),
        ("cases", "0004_the_wall"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("sessions", "0001_initial"),
    ]
    operations = [
        open_table("signin_session", KEPT),
        open_table("signin_record", "SELECT, INSERT"),
        open_table("signin_failures", KEPT),
        open_table("signin_directorylink"),
        migrations.RunSQL(ENDING, UNDO),
        migrations.RunSQL(OLD_SESSIONS, migrations.RunSQL.noop),
        migrations.RunPython(seal, migrations.RunPython.noop),
    ]
