"""Filing once, however often it is sent: the header `Idempotency-Key`.

Codes of receipts are kept nowhere, so an answer can be given a second time only from something
that the caller alone can open. It is kept as a draft is: sealed under the key that the caller
chose, found by a hash of it, for 24 hours. A thief of the database reads none of it. Whoever has
the key has the receipt, and so a key that could be guessed is refused.
See draft-ietf-httpapi-idempotency-key-header and docs/decisions/0017-filing-once.md.
"""

import hashlib
import json
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import connection
from django.http import HttpRequest
from django.utils.translation import gettext as _
from pydantic_core import to_json

from openredress.intake import drafts

from .errors import Problem

HEADER = "Idempotency-Key"
#: A UUID has 36 signs; 22 of them in Base64 carry as much.
SHORTEST, LONGEST = 22, 200
_KEY = re.compile(r'"?([A-Za-z0-9._~+/=:-]+)"?')

Answer = dict[str, Any]


def once(request: HttpRequest, now: datetime, file: Callable[[], Answer]) -> Answer:
    """What `file` answers, or what it answered when the same was sent before with the same key."""
    given = request.headers.get(HEADER, "")
    if not given:
        return file()
    token, body = f"api {_checked(given)}", hashlib.sha256(request.body).hexdigest()
    _wait_for_the_same(token)
    kept = drafts.find(token, now)
    if kept is None:
        answer = file()
        said = to_json(answer).decode()
        drafts.save(drafts.OpenDraft(token, {"body": body, "answer": said}), now)
        return answer
    if kept.answers["body"] != body:
        message = _("This key was used for something else. Send a new key with a new filing.")
        raise Problem(422, "key-used", message, HEADER)
    found: Answer = json.loads(kept.answers["answer"])
    return found


def _checked(given: str) -> str:
    found = _KEY.fullmatch(given.strip())
    if found is None or not SHORTEST <= len(found[1]) <= LONGEST or len(set(found[1])) < 8:
        message = _(
            "Use a fresh random UUID as the key: for 24 hours whoever knows it reads the receipt."
        )
        raise Problem(400, "weak-key", message, HEADER)
    return found[1]


def _wait_for_the_same(token: str) -> None:
    """Until whoever sends the same at this moment is done; the lock ends with the transaction."""
    name = hashlib.sha256(f"once {token}".encode()).digest()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(name[:8], signed=True)])
