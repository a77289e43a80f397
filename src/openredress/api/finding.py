"""Matters, places and offices by code or by name."""

import unicodedata
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openredress.offices.institution import institution
from openredress.offices.models import Matter, Named, Office, Place

from .errors import Problem

MODELS: dict[str, type[Named]] = {"matter": Matter, "place": Place, "office": Office}

UNKNOWN = {
    "matter": gettext_lazy(
        "There is no matter “%(given)s”. Send a code or a name that /api/v1/matters lists, or "
        "leave it out: the office finds the matter."
    ),
    "place": gettext_lazy(
        "There is no place “%(given)s”. Send a code or a name that /api/v1/places lists, or leave "
        "it out and write the place in the text."
    ),
    "office": gettext_lazy(
        "There is no office “%(given)s”. Send a code or a name that /api/v1/offices lists, or "
        "leave it out: the right office is found."
    ),
}


def found(field: str, given: str) -> int | None:
    """The key of what is named. Raises `Problem` when there is none, or more than one."""
    if not given:
        return None
    coded = institution().codes[field].get(given)
    if coded is not None:
        return coded
    rows = MODELS[field].objects.order_by("pk")
    matching = [row for row in rows if _plain(given) in _names(row)]
    if not matching:
        raise Problem(422, f"unknown-{field}", str(UNKNOWN[field]) % {"given": given}, field)
    if len(matching) > 1:
        message = _("Several are called “%(given)s”. Send one of these codes: %(codes)s.")
        codes = ", ".join(row.code for row in matching)
        raise Problem(422, f"several-{field}", message % {"given": given, "codes": codes}, field)
    key: int = matching[0].pk
    return key


def listed(field: str) -> list[dict[str, Any]]:
    """All there are, in the order of the tree's making."""
    rows = {row.pk: row for row in MODELS[field].objects.order_by("pk")}
    return [
        {"code": row.code, "name": row.name, "parent": rows[above].code if above else None}
        for row in rows.values()
        for above in [row.parent_id]  # type: ignore[attr-defined]
    ]


def _names(row: Named) -> set[str]:
    return {_plain(name) for name in (row.name_en, row.name_zh) if name}


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
