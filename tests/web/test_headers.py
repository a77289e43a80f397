"""What every answer tells the browser: each address and error, static files, the API."""

from copy import deepcopy

import pytest
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import Client
from tests.house.test_pages import path_of, routes, town  # noqa: F401  `town` is a fixture

from openredress.intake import views as intake
from openredress.web.headers import HEADERS

pytestmark = pytest.mark.django_db

#: What anybody may keep, because it is the same for everybody.
PUBLIC = ("/static/", "/proof/keys.json", "/proof/latest", "/proof/checkpoints/",
          "/proof/consistency/")  # fmt: skip


def wrong(answer, path):
    """What an answer lacks."""
    found = [name for name in HEADERS if not answer.headers.get(name)]
    policy = answer.headers.get("Content-Security-Policy", "")
    parts = {part.split()[0]: part.split()[1:] for part in policy.split(";") if part.strip()}
    found += [f"{name} {parts.get(name)}" for name, only in POLICY.items()
              if parts.get(name) != [only]]  # fmt: skip
    if "unsafe" in policy or "http:" in policy or "*" in policy:
        found.append(policy)
    if "no-store" not in answer.headers.get("Cache-Control", "") and not path.startswith(PUBLIC):
        found.append("can be kept")
    return found


#: No page of ours may be looser here, whatever else it says.
POLICY = {"default-src": "'self'", "script-src": "'self'", "style-src": "'self'",
          "object-src": "'none'", "base-uri": "'none'", "frame-ancestors": "'none'"}  # fmt: skip


@pytest.mark.parametrize("method", ["get", "post", "put", "delete", "options", "head"])
def test_every_address_carries_every_header(town, method):  # noqa: F811
    carried, number = town
    found, statuses = {}, set()
    for who in ("nobody", "petitioner", "officer"):
        client = carried[who]
        for route in routes():
            path, cookies = path_of(route, number), deepcopy(client.cookies)
            with transaction.atomic():
                answer = getattr(client, method)(path)
                transaction.set_rollback(True)
            client.cookies = cookies
            statuses.add(answer.status_code)
            if lacks := wrong(answer, path):
                found[method, who, path] = lacks
    assert found == {}
    assert {405} <= statuses if method in ("put", "delete") else {200, 302} <= statuses


def fails(error):
    def view(*_args, **_named):
        raise error

    return view


def too_many_tries():
    cache.clear()
    for _ in range(60):
        answer = Client().post("/staff/sign-in/", {"login": "x", "password": "y"})
        if answer.status_code == 429:
            break
    cache.clear()
    return answer


ACCIDENTS = {
    400: lambda client: client.get("/", headers={"host": "elsewhere.example.org"}),
    403: lambda client: Client(enforce_csrf_checks=True).post("/file/"),
    404: lambda client: client.get("/no/such/page/"),
    405: lambda client: client.put("/case/close/"),
    413: lambda client: client.post("/api/v1/cases", "x" * 3_000_000, "application/json"),
    429: lambda client: too_many_tries(),
    500: lambda client: client.get("/file/"),
}


@pytest.mark.parametrize("status", ACCIDENTS)
def test_every_accident_carries_every_header(status, client, monkeypatch):
    client.raise_request_exception = False
    if status == 500:
        monkeypatch.setattr(intake, "render", fails(RuntimeError("secret")))
    answer = ACCIDENTS[status](client)
    assert answer.status_code == status
    assert wrong(answer, "/") == []
    assert b"secret" not in answer.content


def test_a_refusal_inside_a_view_carries_them_too(client, monkeypatch):
    monkeypatch.setattr(intake, "render", fails(PermissionDenied()))
    answer = client.get("/file/")
    assert (answer.status_code, wrong(answer, "/")) == (403, [])


@pytest.mark.parametrize("name", ["openredress.css", "openredress.js", "icon.svg", "none.css"])
def test_a_static_file_carries_them_too(client, name):
    answer = client.get(f"/static/web/{name}")
    assert (answer.status_code == 200) == bool(finders.find(f"web/{name}"))
    assert wrong(answer, "/static/") == []


def test_a_header_that_is_missing_is_noticed(client, monkeypatch):
    """The rule above can fail: without one of them, and with a policy that lets scripts in."""
    answer = client.get("/")
    del answer.headers["Cross-Origin-Opener-Policy"]
    answer.headers["Content-Security-Policy"] += "; script-src-elem 'unsafe-inline'"
    answer.headers["Cache-Control"] = "max-age=60"
    assert len(wrong(answer, "/")) == 3
