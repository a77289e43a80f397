"""django-helpdesk, in its own environment: started by `benchmarks.peer` and spoken to by lines."""

import json
import os
import sys
import time
from base64 import b64encode
from datetime import timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import django
from django.conf import settings

CASES = int(sys.argv[1])
parts = urlsplit(os.environ["DATABASE_URL"])
DATABASE = {
    "ENGINE": "django.db.backends.postgresql", "NAME": parts.path[1:], "USER": parts.username,
    "HOST": unquote(parse_qs(parts.query)["host"][0]), "CONN_MAX_AGE": 600,
}  # fmt: skip
TEMPLATES = {
    "BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True,
    "OPTIONS": {"context_processors": [
        "django.template.context_processors.request", "django.contrib.auth.context_processors.auth",
        "django.contrib.messages.context_processors.messages",
    ]},
}  # fmt: skip
APPS = [f"django.contrib.{name}" for name in (
    "auth", "contenttypes", "sessions", "sites", "messages", "staticfiles", "humanize", "admin"
)]  # fmt: skip
MIDDLEWARE = [f"django.{name}" for name in (
    "contrib.sessions.middleware.SessionMiddleware", "middleware.common.CommonMiddleware",
    "contrib.auth.middleware.AuthenticationMiddleware",
    "contrib.messages.middleware.MessageMiddleware",
)]  # fmt: skip
settings.configure(
    DATABASES={"default": DATABASE}, INSTALLED_APPS=[*APPS, "rest_framework", "helpdesk"],
    MIDDLEWARE=MIDDLEWARE, TEMPLATES=[TEMPLATES], SECRET_KEY="x", SITE_ID=1, USE_TZ=True,
    ROOT_URLCONF="peer_urls", STATIC_URL="/static/", ALLOWED_HOSTS=["*"],
    EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend", MEDIA_ROOT="/nonexistent",
    DEFAULT_AUTO_FIELD="django.db.models.AutoField", HELPDESK_TEAMS_MODE_ENABLED=False,
    HELPDESK_KB_ENABLED=True, HELPDESK_ACTIVATE_API_ENDPOINT=False, LANGUAGE_CODE="en",
)  # fmt: skip
django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402
from helpdesk.models import Queue, Ticket  # noqa: E402

TEXT = "The road to our village has been broken since the rain in spring. " * 6


def prepare():
    call_command("migrate", verbosity=0)
    queue = Queue.objects.create(
        title="Petitions", slug="petitions", allow_public_submission=True, escalate_days=1
    )
    staff = get_user_model().objects.create_superuser("staff", "staff@example.org", "x")
    now = timezone.now()
    for begin in range(0, CASES, 2000):
        Ticket.objects.bulk_create(
            Ticket(
                queue=queue, title=f"Case {i}", description=f"{TEXT} zhulan{i}", created=now,
                submitter_email="a@example.org", status=1, priority=3, secret_key=f"k{i}",
                last_escalation=now,
            )
            for i in range(begin, min(begin + 2000, CASES))
        )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return queue, staff


queue, staff = prepare()
desk, public = Client(), Client()
desk.force_login(staff)
first = Ticket.objects.earliest("id")


def listed(search):
    query = {"filtering": {"status__in": [1, 2]}, "filtering_null": {}, "sorting": "created",
             "sortreverse": False, "search_string": search}  # fmt: skip
    coded = b64encode(json.dumps(query).encode()).decode()
    order = {"draw": 1, "start": 0, "length": 50, "order[0][column]": 5, "order[0][dir]": "asc"}
    answer = desk.get(f"/datatables_ticket_list/{coded}", order)
    assert answer.status_code == 200, answer.content[:300]


def file():
    given = {"queue": queue.pk, "title": "The road is broken", "body": TEXT, "priority": 3,
             "submitter_email": "a@example.org"}  # fmt: skip
    answer = public.post("/tickets/submit/", given)
    assert answer.status_code == 302, answer.content[:2000]


def follow():
    key = {"ticket": first.ticket_for_url, "email": first.submitter_email, "key": first.secret_key}
    answer = public.get("/view/", key)
    assert answer.status_code == 200, answer.content[:300]


def sweep():
    call_command("escalate_tickets")


def sweep_due():
    due = list(Ticket.objects.values_list("pk", flat=True)[:100])
    long_ago = timezone.now() - timedelta(days=9)
    Ticket.objects.filter(pk__in=due).update(last_escalation=long_ago, created=long_ago)


DO = {"filing": file, "following": follow, "list of staff": lambda: listed(""),
      "search": lambda: listed("zhulan7"), "sweep, nothing due": sweep,
      "sweep, 100 due": sweep}  # fmt: skip
print(json.dumps({"django-helpdesk": Ticket.objects.count()}), flush=True)
for line in sys.stdin:
    what = line.strip()
    if what == "sweep, 100 due":
        sweep_due()
    began, cpu = time.perf_counter(), time.process_time()
    DO[what]()
    took = (1000 * (time.perf_counter() - began), 1000 * (time.process_time() - cpu))
    print(json.dumps(took), flush=True)
