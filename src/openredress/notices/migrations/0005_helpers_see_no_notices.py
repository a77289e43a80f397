"""A helper opens a case as its petitioner does, and how they are told is not there for them."""

from importlib import import_module

from django.db import migrations

from openredress.wall import READER

before = import_module("openredress.notices.migrations.0004_beside")

NO_STAFF = "(SELECT nullif(current_setting('openredress.staff', true), '')) IS NULL"
NO_ROOT = "(SELECT nullif(current_setting('openredress.root', true), '')) IS NULL"
#: Whoever names a case and is staff is its helper.
SEEN = f"{before.SEEN} AND ({NO_STAFF} OR {NO_ROOT})"


class Migration(migrations.Migration):
    dependencies = [("notices", "0004_beside")]

    operations = [
        migrations.RunSQL(
            f"ALTER POLICY seen ON notices_notice TO {READER} USING ({SEEN})",
            f"ALTER POLICY seen ON notices_notice TO {READER} USING ({before.SEEN})",
        ),
    ]
