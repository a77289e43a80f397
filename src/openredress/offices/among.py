"""`office__among=keys`: one of these keys, told to the database as one array. One key alone is told
as itself, so that a list of one office is read in the order of an index.

`__in` looks at each key many times over while the query is built, and writes a parameter for it;
a supervisor of a city reads hundreds of offices, a dozen times on one page.
"""

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import BigAutoField, ForeignKey, Lookup
from psycopg.types.numeric import Int8


class Among(Lookup):  # type: ignore[type-arg]
    """Keys are whole numbers. Of no keys there is nothing, as with `__in`."""

    lookup_name = "among"

    def get_prep_lookup(self) -> str:
        return "{" + ",".join(map(str, sorted(map(int, self.rhs)))) + "}"

    def get_db_prep_lookup(self, value: Any, connection: Any) -> tuple[str, list[Any]]:
        return "%s", [value]

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        if self.rhs == "{}":
            raise EmptyResultSet
        left, params = self.process_lhs(compiler, connection)
        if "," not in self.rhs:
            return f"{left} = %s", (*params, Int8(self.rhs.strip("{}")))
        return f"{left} = ANY(%s::bigint[])", (*params, self.rhs)


ForeignKey.register_lookup(Among)
BigAutoField.register_lookup(Among)
