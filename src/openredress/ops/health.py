"""The answer a load balancer or a watchdog asks for."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse


def healthz(request: HttpRequest) -> JsonResponse:
    """200 when the database answers a question, 503 when it does not."""
    if _database_answers():
        return JsonResponse({"status": "ok", "database": True})
    return JsonResponse({"status": "unavailable", "database": False}, status=503)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True
