"""Row-level security: who can read a case is decided by the database too.

The condition is that of `core.access.may(actor, VIEW, case)`. Each setting is read in a subquery
of its own, which PostgreSQL answers once for a statement and not once for a row. A setting that
is absent makes its part unknown, and what is unknown is not shown.
"""

from django.db import migrations

from openredress.wall.tables import (
    OF_A_CASE,
    OF_A_CHAIN,
    OF_NOBODY,
    behind_the_wall,
    make_role,
    open_table,
)


def number(name):
    return f"(SELECT nullif(current_setting('openredress.{name}', true), '')::bigint)"


def numbers(name):
    return f"(SELECT nullif(current_setting('openredress.{name}', true), '')::bigint[])::bigint[]"


MAY_VIEW = f"""
  root_id = {number("root")}
  OR (
    (
      office_id = ANY ({numbers("sees")})
      OR registrar_id = ANY ({numbers("takes_in")})
      OR co_handlers && {numbers("joins")}
    )
    AND NOT {number("staff")} = ANY (blocked)
    AND NOT blocked_offices && {numbers("works_at")}
  )
"""

KEPT = "SELECT, INSERT, UPDATE, DELETE"


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0003_recusal"),
        ("offices", "0001_initial"),
        ("parties", "0001_initial"),
        ("contenttypes", "0001_initial"),
        ("sessions", "0001_initial"),
        ("account", "0001_initial"),
        ("mfa", "0001_initial"),
    ]
    operations = [
        migrations.RunPython(make_role, migrations.RunPython.noop),
        behind_the_wall("cases_case", MAY_VIEW),
        behind_the_wall("cases_journalentry", OF_A_CASE),
        behind_the_wall("cases_promisedremedy", OF_A_CASE),
        behind_the_wall("parties_petitioner", OF_A_CHAIN),
        behind_the_wall("parties_receipt", OF_NOBODY),
        open_table("cases_packversion"),
        open_table("offices_office"),
        open_table("offices_office_places"),
        open_table("offices_office_matters"),
        open_table("offices_place"),
        open_table("offices_matter"),
        open_table("offices_post"),
        # Signing in notes when, and a password can be changed.
        open_table("offices_staff", "SELECT, UPDATE"),
        open_table("django_content_type"),
        open_table("django_session", KEPT),
        open_table("account_emailaddress", KEPT),
        open_table("account_emailconfirmation", KEPT),
        open_table("mfa_authenticator", KEPT),
    ]
