"""A helper opens a case as its petitioner does, and who filed it is not there for them."""

from django.db import migrations

from openredress.wall import READER

ROOT = "case_id = (SELECT nullif(current_setting('openredress.root', true), '')::bigint)"
NO_STAFF = "(SELECT nullif(current_setting('openredress.staff', true), '')) IS NULL"
OWN = f"{ROOT} AND {NO_STAFF}"


class Migration(migrations.Migration):
    dependencies = [("parties", "0008_proxies")]

    operations = [
        migrations.RunSQL(
            f"ALTER POLICY seen ON parties_petitioner TO {READER} USING ({OWN})",
            f"ALTER POLICY seen ON parties_petitioner TO {READER} USING ({ROOT})",
        ),
    ]
