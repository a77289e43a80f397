"""django-helpdesk, in its own environment: started by `benchmarks.peer` and spoken to by lines.

The first line that it is told is what our cases say and how much happened to each, so that its
tickets say as much.
"""

import json
import os
import sys
import time
from base64 import b64encode
from datetime import timedelta

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "theirs_settings"
django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402
from helpdesk.models import FollowUp, Queue, Ticket  # noqa: E402

CASES = int(sys.argv[1])
TOLD = json.loads(sys.stdin.readline())


def prepare():
    call_command("migrate", verbosity=0)
    queue = Queue.objects.create(
        title="Petitions", slug="petitions", allow_public_submission=True, escalate_days=1
    )
    staff = get_user_model().objects.create_superuser("staff", "staff@example.org", "x")
    now = timezone.now()
    tickets = Ticket.objects.bulk_create(
        Ticket(
            queue=queue, title=text[:80], description=text, created=now, secret_key=f"k{i}",
            submitter_email="a@example.org", status=1, priority=3, last_escalation=now,
        )
        for i, (text, _) in enumerate(TOLD)
    )  # fmt: skip
    FollowUp.objects.bulk_create(
        FollowUp(
            ticket=ticket, date=now - timedelta(days=i), title="Updated", public=True, user=staff,
            comment="Your case is looked at by the office that answers for it. " * (i % 3),
        )
        for ticket, (_, steps) in zip(tickets, TOLD, strict=True)
        for i in range(steps)
    )  # fmt: skip
    for rest in range(len(TOLD), CASES, len(TOLD)):
        copy(rest, min(len(TOLD), CASES - rest))
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval('helpdesk_ticket_id_seq', max(id)) FROM helpdesk_ticket")
        cursor.execute("VACUUM ANALYZE")
    return queue, staff


def copy(by, most):
    """The first `most` tickets again, their keys higher by `by`, and what followed on them."""
    with connection.cursor() as cursor:
        for model, key in ((Ticket, "id"), (FollowUp, "ticket_id")):
            left = [f.column for f in model._meta.concrete_fields if f.column not in ("id", key)]
            columns = ", ".join(f'"{column}"' for column in left)
            cursor.execute(
                f"INSERT INTO {model._meta.db_table} ({key}, {columns}) "
                f"SELECT {key} + %s, {columns} FROM {model._meta.db_table} WHERE {key} <= %s",
                [by, most],
            )


queue, staff = prepare()
desk, public = Client(), Client()
desk.force_login(staff)
first = Ticket.objects.earliest("id")
followed = f"/view/?ticket={first.ticket_for_url}&email={first.submitter_email}&key=k0"


def listed(search):
    query = {"filtering": {"status__in": [1, 2]}, "filtering_null": {}, "sorting": "created",
             "sortreverse": False, "search_string": search}  # fmt: skip
    coded = b64encode(json.dumps(query).encode()).decode()
    order = {"draw": 1, "start": 0, "length": 50, "order[0][column]": 5, "order[0][dir]": "asc"}
    answer = desk.get(f"/datatables_ticket_list/{coded}", order)
    assert answer.status_code == 200, answer.content[:300]


FORM = {"queue": queue.pk, "title": "The road is broken", "body": TOLD[0][0], "priority": 3,
        "submitter_email": "a@example.org"}  # fmt: skip


def file():
    answer = public.post("/tickets/submit/", FORM)
    assert answer.status_code == 302, answer.content[:2000]


def follow():
    answer = public.get(followed)
    assert b"Updated" in answer.content, answer.content[:300]


def sweep():
    call_command("escalate_tickets")


def sweep_due():
    due = list(Ticket.objects.values_list("pk", flat=True)[:100])
    long_ago = timezone.now() - timedelta(days=9)
    Ticket.objects.filter(pk__in=due).update(last_escalation=long_ago, created=long_ago)


DO = {"filing": file, "following": follow, "list of staff": lambda: listed(""),
      "sweep, nothing due": sweep, "sweep, 100 due": sweep}  # fmt: skip
about = {"cases": Ticket.objects.count(), "follow-ups": FollowUp.objects.count()}
print(json.dumps({"about": about, "follow": followed, "file": FORM}), flush=True)
for line in sys.stdin:
    what = line.strip()
    if what == "sweep, 100 due":
        sweep_due()
    began, cpu = time.perf_counter(), time.process_time()
    _, _, words = what.partition("search: ")
    listed(words) if words else DO[what]()
    took = (1000 * (time.perf_counter() - began), 1000 * (time.process_time() - cpu))
    print(json.dumps(took), flush=True)
