"""What a migration says about a table: who can read its rows behind the wall.

A table that says nothing is closed to every request: the reader has no right to it. Everything
about a case goes behind the wall; what is not about a case is opened by name.
"""

from typing import Any

from django.db import migrations

from . import READER

#: The case of the row is there for whoever reads. Without OFFSET 0, which skips nothing, PostgreSQL
#: would collect every case that the reader may see as soon as it expects many rows here.
OF_A_CASE = "EXISTS (SELECT FROM cases_case seen WHERE seen.id = case_id OFFSET 0)"
#: Some level of the chain that begins with the case of the row is there for whoever reads.
OF_A_CHAIN = "EXISTS (SELECT FROM cases_case seen WHERE seen.root_id = case_id OFFSET 0)"
#: Nobody reads it behind the wall.
OF_NOBODY = "false"


def behind_the_wall(table: str, seen: str) -> migrations.RunSQL:
    """Rows can be read where `seen` holds, and changed by nobody but the owner."""
    return migrations.RunSQL(
        f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        CREATE POLICY seen ON {table} FOR SELECT TO {READER} USING ({seen});
        GRANT SELECT ON {table} TO {READER};
        """,
        f"""
        REVOKE ALL ON {table} FROM {READER};
        DROP POLICY seen ON {table};
        ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
        """,
    )


def open_table(table: str, rights: str = "SELECT") -> migrations.RunSQL:
    """A table that says nothing of any case; `rights` as in GRANT."""
    return migrations.RunSQL(
        f"GRANT {rights} ON {table} TO {READER}", f"REVOKE ALL ON {table} FROM {READER}"
    )


class RoleMissingError(RuntimeError):
    """The role cannot be made with the rights that the operator gave us."""


def make_role(apps: Any, schema_editor: Any) -> None:
    """The role that reads for the web, made where we may and asked for where we may not.

    A role belongs to the whole server, so another database may have made it already.
    """
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper OR rolcreaterole, to_regrole(%s) IS NOT NULL"
            " FROM pg_roles WHERE rolname = current_user",
            [READER],
        )
        can_make, is_there = cursor.fetchone()
        if not is_there:
            if not can_make:
                raise RoleMissingError(_how(cursor))
            cursor.execute(f"CREATE ROLE {READER} NOLOGIN")
        cursor.execute("SELECT pg_has_role(current_user, %s, 'MEMBER')", [READER])
        if not cursor.fetchone()[0]:
            if not can_make:
                raise RoleMissingError(_how(cursor))
            cursor.execute(f"GRANT {READER} TO CURRENT_USER")


def _how(cursor: Any) -> str:
    cursor.execute("SELECT quote_ident(current_user)")
    (user,) = cursor.fetchone()
    return (
        f"OpenRedress reads for the web under a role of its own, and {user} may not make it. "
        f"Let an administrator of the database run this once, then start again:\n"
        f"  CREATE ROLE {READER} NOLOGIN;\n"
        f"  GRANT {READER} TO {user};"
    )
