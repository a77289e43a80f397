"""Which state the tree of offices is in: a number of its own for every change."""

from django.db import migrations

from openredress.wall.tables import open_table

TABLES = (
    "offices_office", "offices_matter", "offices_place", "offices_office_matters",
    "offices_office_places",
)  # fmt: skip

STATE = """
CREATE SEQUENCE offices_states;
CREATE TABLE offices_state (state bigint NOT NULL);
CREATE UNIQUE INDEX offices_state_is_one ON offices_state ((true));
INSERT INTO offices_state VALUES (nextval('offices_states'));

CREATE FUNCTION offices_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path FROM CURRENT AS $$
BEGIN
  UPDATE offices_state SET state = nextval('offices_states');
  RETURN NULL;
END $$;
""" + "".join(
    f"CREATE TRIGGER offices_state AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}"
    " FOR EACH STATEMENT EXECUTE FUNCTION offices_changed();\n"
    for table in TABLES
)

UNDO = "".join(f"DROP TRIGGER offices_state ON {table};\n" for table in TABLES) + """
DROP FUNCTION offices_changed();
DROP TABLE offices_state;
DROP SEQUENCE offices_states;
"""


class Migration(migrations.Migration):
    dependencies = [("offices", "0006_digest"), ("cases", "0004_the_wall")]
    operations = [migrations.RunSQL(STATE, UNDO), open_table("offices_state")]
