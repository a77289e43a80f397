"""The floor of a filing: a Django view that inserts the same rows and knows no rule.

It reads one filed case once, and then inserts that case, the first entry of its journal, who filed
it, its words for search and its receipt again under new keys, in one transaction. It stands behind
the same middleware and asks nothing, seals nothing and counts no day.
"""

from copy import copy
from itertools import count
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from openredress.cases.models import Case, JournalEntry, SearchRow
from openredress.parties.models import Petitioner, Receipt
from openredress.wall import as_owner

_copied: list[Any] = []
_turn = count()


@csrf_exempt
def bare(request: HttpRequest) -> HttpResponse:
    with as_owner(), transaction.atomic():
        rows = _read()
        case = rows[0]
        key = _next_key()
        case.pk = case.root_id = key
        case.number, case.source = f"bare-{key}", ""
        case.act_at = None  # The sweep has nothing to do with it.
        for row in rows[1:]:
            row.case_id = key
            if row._meta.pk.name == "id":
                row.pk = None
        rows[-1].code_hash = key.to_bytes(32, "big")
        for row in rows:
            row.save(force_insert=True)
    return JsonResponse({"number": case.number, "turn": next(_turn)}, status=201)


def _read() -> list[Any]:
    """Copies of the rows of the first case; they were read once, and a thread has its own."""
    if not _copied:
        case = Case.objects.earliest("id")
        with_it = (JournalEntry, Petitioner, SearchRow, Receipt)
        _copied[:] = [case, *(m._default_manager.filter(case=case.pk)[0] for m in with_it)]
    return [copy(row) for row in _copied]


def _next_key() -> int:
    from openredress.cases.actions.writing import next_keys

    return next(next_keys(1)) + 10_000_000
