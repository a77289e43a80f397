"""The line we do not cross, held against the product itself.

A grievance system holds what a powerful institution would need to silence people. These tests
fail when somebody adds a field, a list or a search that could be turned into one.
"""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection
from django.urls import URLPattern, URLResolver, get_resolver
from tests.cast import PASSWORD, accepted, file

from openredress.cases import queries
from openredress.cases.models import Case, JournalEntry
from openredress.core import events
from openredress.parties.models import Petitioner

SOURCE = Path(__file__).resolve().parents[2] / "src" / "openredress"
PERSON = ("name", "phone", "email", "address", "helper_name", "helper_relation")

#: Words that may stand in no field: tracking (2), suspect groups (4), marks on people (1).
FORBIDDEN = re.compile(
    r"(^|_)(ip|ip_address|user_agent|device|fingerprint|latitude|longitude|location|position|"
    r"track\w*|ethnic\w*|race|religio\w*|faith|politic\w*|illness|diagnosis|veteran|military|"
    r"risk\w*|threat\w*|suspect\w*|repeat\w*|key_person|blacklist\w*|watch\w*|score|profile|"
    r"relatives|employer|id_number|identity_number|passport|photo|face|likeness)(_|$)"
)


def our_models():
    return [m for m in apps.get_models() if m.__module__.startswith("openredress.")]


@pytest.mark.parametrize("model", our_models(), ids=lambda m: m.__name__)
def test_no_table_has_a_place_for_what_we_do_not_keep(model):
    names = [field.column for field in model._meta.get_fields() if getattr(field, "column", None)]
    assert [name for name in names if FORBIDDEN.search(name)] == []


def test_no_event_has_a_place_for_what_we_do_not_keep():
    """`Rated.score` is what a petitioner gives to an answer, the only score there is."""
    fields = {(tag, name) for tag, kind in events.REGISTRY.items()
              for name in kind.__dataclass_fields__ if FORBIDDEN.search(name)}  # fmt: skip
    assert fields == {("rated", "score")}


def test_nobody_is_looked_up_by_who_they_are():
    """No query in the program filters, orders or groups by a petitioner's name or contact."""
    person = "|".join(PERSON)
    by_person = re.compile(rf"petitioner__({person})\b")
    filtered = re.compile(rf"Petitioner\.objects\..*\b({person})(__\w+)?=")
    found = [
        f"{path.relative_to(SOURCE)}:{number}"
        for path in SOURCE.rglob("*.py")
        if "migrations" not in path.parts
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if by_person.search(line) or filtered.search(line)
    ]
    assert found == []


def test_no_list_takes_a_person():
    tree = ast.parse((SOURCE / "cases" / "queries.py").read_text())
    taken = {
        argument.arg
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        for argument in node.args.args
    }
    assert taken.isdisjoint(PERSON)


@pytest.mark.django_db
def test_no_index_makes_people_searchable():
    with connection.cursor() as cursor:
        indexes = connection.introspection.get_constraints(cursor, Petitioner._meta.db_table)
    indexed = {
        column for found in indexes.values() if found["index"] for column in found["columns"]
    }
    assert indexed.isdisjoint(PERSON)


def addresses(patterns=None, before=""):
    for found in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(found, URLResolver):
            yield from addresses(found.url_patterns, before + str(found.pattern))
        elif isinstance(found, URLPattern):
            yield before + str(found.pattern)


def test_no_address_names_a_person():
    named = [a for a in addresses() if re.search(r"<[^>]*(person|petitioner|name|phone)[^>]*>", a)]
    assert named == []


@pytest.mark.django_db
def test_the_desk_finds_nobody_by_name_or_phone(client, cast):
    filed = file(cast, identity={"name": "Zhang Wei", "phone": "0000-5555"})
    client.login(username="clerk", password=PASSWORD)
    for typed in ("Zhang Wei", "Zhang", "0000-5555"):
        assert queries.by_number(cast.actor("clerk"), typed) is None
        for address in ("/desk/", "/desk/find/", "/desk/registered/", "/desk/closed/"):
            for key in ("q", "number", "find"):
                page = client.get(address, {key: typed}, follow=True).content.decode()
                if address != "/desk/" and "/desk/registered/" not in address:
                    assert filed.case.number not in page


@pytest.mark.django_db
def test_a_visit_leaves_no_trace_of_the_visitor(client, cast):
    """Neither address nor browser of who comes is written to any table."""
    file(cast)
    client.get("/", REMOTE_ADDR="203.0.113.77", HTTP_USER_AGENT="Tell-Tale/9")
    client.post("/case/open/", {"code": "1" * 20}, REMOTE_ADDR="203.0.113.77",
                HTTP_USER_AGENT="Tell-Tale/9", HTTP_X_FORWARDED_FOR="203.0.113.77")  # fmt: skip
    for model in apps.get_models():
        kept = str(list(model._default_manager.values()))
        assert "203.0.113.77" not in kept
        assert "Tell-Tale" not in kept
    assert Session.objects.count() == 0


@pytest.mark.django_db
def test_going_higher_needs_nobodys_leave(cast):
    """A right with a button: no step of an office stands between the petitioner and review."""
    drive = accepted(cast).must("roads-officer", "decide", claim="c", facts="f", reasons="r",
                                finding="d", basis="b", outcome="not-upheld")  # fmt: skip
    drive.must("roads-officer", "serve", how="post")
    drive.must("petitioner", "ask-review", days=0.01, reason="I disagree.")
    assert Case.objects.get(pk=drive.case.pk).level == 2
    last = JournalEntry.objects.filter(case=drive.case).order_by("seq").last()
    assert last.by["role"] == "petitioner"
