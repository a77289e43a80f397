"""The answers that a load balancer and a watchdog ask for."""

from typing import Any

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from openredress.worker import status

#: What a watchdog reads first, the worst first.
NO_DATABASE, NO_WORKER, WELL = "unavailable", "worker-silent", "ok"

#: An answer of a minute ago says nothing.
FRESH = {"Cache-Control": "no-store"}


def healthz(request: HttpRequest) -> JsonResponse:
    """Whether all is well: 200 when the database answers and the worker does its duties, else 503
    with what is wrong. It tells nothing about any case.
    """
    if not _database_answers():
        return JsonResponse({"status": NO_DATABASE, "database": False}, status=503, headers=FRESH)
    told = status.standings(timezone.now())
    well = all(standing.is_well for standing in told)
    body = {
        "status": WELL if well else NO_WORKER,
        "database": True,
        "worker": {standing.name: _told(standing) for standing in told},
    }
    return JsonResponse(body, status=200 if well else 503, headers=FRESH)


def pages(request: HttpRequest) -> JsonResponse:
    """Whether this server can show pages, for a balancer: that the worker is silent is no reason
    to send nobody here.
    """
    answers = _database_answers()
    body = {"status": WELL if answers else NO_DATABASE, "database": answers}
    return JsonResponse(body, status=200 if answers else 503, headers=FRESH)


def _told(standing: status.Standing) -> dict[str, Any]:
    return {
        "ok": standing.is_well,
        "last_done_at": standing.done_at,
        "failing_since": standing.failing_since,
    }


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True
