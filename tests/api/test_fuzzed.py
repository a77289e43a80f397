"""The interface, asked everything its own description allows and much that it does not.

Schemathesis makes the requests from /api/v1/openapi.json: right ones, wrong ones, other methods,
other kinds of body. Whatever comes, the answer is one that the description promises: never a 5xx,
never another status, body or kind of content than it names. The seed is fixed, so that a run can
be repeated; FUZZ_EXAMPLES=500 looks longer.
"""

import json
import os
import random
from urllib.parse import urlencode

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis.checks import negative_data_rejection, positive_data_acceptance
from tests.api.conftest import error
from tests.cast import served

from openredress.cases.verification import verify
from openredress.core.receipt import check_digit
from openredress.wsgi import application

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "30"))

schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
bounded = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def one_transaction(db):
    """A server gives its connection back after each request; here it holds the test's data."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def receipts(one_transaction, cast):
    """What a caller may carry: nothing, a code that opens nothing, and one that opens a case."""
    nothing = "1" * 19
    return {"nobody": None, "guesser": nothing + check_digit(nothing), "holder": served(cast).code}


#: What exists, so that some of what is asked gets beyond the first "there is no such …".
KNOWN = {
    "procedure": ["cn-2022", "uk-lgsco-2024", "wb-ess10"], "pack": ["cn-2022", "workplace"],
    "limit": ["accept", "decide", "stage-1", "register"], "calendar": ["CN", "GB-ENG", "none", ""],
    "from": ["2026-01-28", "2026-01-28T23:30+08:00", "0001-01-01", "9999-12-31"],
    "time_zone": ["UTC", "Asia/Shanghai", "Europe/London"], "language": ["en", "zh-hans", "zh"],
    "matter": ["roads", "道路"], "place": ["linjiang"], "office": ["Housing Repairs", "repairs"],
}  # fmt: skip


def partly_known(given):
    """The same request with some parts, always the same ones, in place of what was made up."""
    if not isinstance(given, dict):
        return given
    chance = random.Random(repr(sorted(given.items(), key=repr)))
    return {
        name: chance.choice(KNOWN[name]) if name in KNOWN and chance.random() < 0.6 else value
        for name, value in given.items()
    }


@pytest.mark.parametrize("who", ["nobody", "guesser", "holder"])
@schema.parametrize()
@bounded
def test_whatever_is_asked_the_answer_is_as_described(receipts, who, case):
    case.query, case.path_parameters = partly_known(case.query), partly_known(case.path_parameters)
    case.body = partly_known(case.body)
    headers = {"Authorization": f"Receipt {receipts[who]}"} if receipts[who] else {}
    # Which codes exist no description can tell. And what a right receipt makes of a request that
    # was to lack one is no fault.
    excused = [positive_data_acceptance, negative_data_rejection]
    if who == "nobody" and not any(map(str, (case.query, case.body))):
        excused.pop()
    case.call_and_validate(headers=headers, excluded_checks=excused)


@schema.parametrize()
@bounded
def test_what_the_description_does_not_allow_is_refused(one_transaction, cast, case):
    """With nothing put in its place: a request that is wrong by the description is answered so."""
    case.call_and_validate(excluded_checks=[positive_data_acceptance])


def test_every_operation_is_asked():
    asked = {result.ok().label for result in schema.get_all_operations()}
    described = schema.raw_schema["paths"]
    assert asked == {f"{m.upper()} {path}" for path, each in described.items() for m in each}
    assert len(asked) >= 8


# By hand ----------------------------------------------------------------------------------

HOSTILE = {
    "a NUL": "a\x00b", "half a character": "\ud83d", "right to left": "\u202egnp.exe\u202c",
    "a million signs": "路" * 1_000_000, "combining signs": "a" + "\u0301" * 5000,
    "no sign at all": "\u200b\u2060", "a script": "<script>alert(1)</script>",
    "a format": "%(x)s {0} %s ${y} {{ z }}", "a path": "../../../etc/passwd",
    "a query": "'; DROP TABLE cases_case; --", "only control": "\x01\x02\x1b[31m",
    "a byte order mark": "\ufeffx", "not a character": "\uffff",
}  # fmt: skip
FIELDS = ["text", "wish", "matter", "place", "office", "language", "petitioner.name",
          "petitioner.phone", "petitioner.email", "petitioner.address",
          "petitioner.revealing"]  # fmt: skip


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("field", FIELDS)
def test_a_hostile_text_is_filed_or_refused_with_its_field(api, field, value):
    outer, _, inner = field.rpartition(".")
    body = {"text": "x", **({outer: {inner: value}} if outer else {inner: value})}
    answer = api.post("cases", json.dumps(body))
    assert answer.status_code in (201, 413, 422), answer.content[:300]
    if answer.status_code == 422:
        assert error(answer)["field"] == field
        assert error(answer)["message"]
    if answer.status_code == 201:
        told = api.get("case", code=answer.json()["receipt_code"])
        assert told.status_code == 200
        assert list(verify())


BODIES = [
    "", "null", "[]", "7", '"text"', "{", '{"text"', '{"text": NaN}', '{"text": Infinity}',
    '{"text": "x", "text": ["y"]}', '{"text": 1e999}', "[" * 100_000, '{"a":' * 50_000,
    '{"text": ' + "9" * 5000 + "}", b"\xff\xfe", b'{"text": "\xff"}', '{"text": "x"}\x00',
    "text=x&text=y", "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>",
]  # fmt: skip


@pytest.mark.parametrize("body", BODIES, ids=lambda body: repr(body)[:40])
@pytest.mark.parametrize("kind", [
    "application/json", "application/json; charset=utf-16", "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x", "text/xml", "nonsense", "",
])  # fmt: skip
def test_a_body_that_is_none_is_refused(api, body, kind):
    answer = api.client.generic("POST", "/api/v1/cases", body, content_type=kind)
    assert answer.status_code in (400, 413, 415, 422), answer.content[:300]
    assert error(answer)["message"]


CARRIED = ["", "Receipt", "Receipt ", "Bearer x", "Receipt " + "1" * 100_000, "Receipt ١٢٣٤",
           "Receipt \x00", "receipt 1234 5678", "Receipt '; --", "Basic Og==",
           "Receipt 路"]  # fmt: skip


@pytest.mark.parametrize("carried", CARRIED, ids=lambda c: repr(c)[:30])
@pytest.mark.parametrize("number", ["", "\x00", "路", "2026-000001-5", "9" * 5000, "\ud800", "%00"])
def test_nothing_but_a_receipt_opens_a_case(api, carried, number):
    query = urlencode({"number": number}, errors="surrogatepass")
    headers = {"authorization": carried} if carried else {}
    answer = api.client.get(f"/api/v1/case?{query}", headers=headers)
    assert answer.status_code == 401, answer.content[:300]


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("name", ["procedure", "limit", "from", "calendar", "time_zone", "extend",
                                  "language"])  # fmt: skip
def test_a_hostile_question_about_a_limit_is_answered(api, name, value):
    asked = {"procedure": "cn-2022", "limit": "decide", "from": "2026-01-28", name: value[:3000]}
    query = urlencode(asked, errors="surrogatepass")
    answer = api.client.get(f"/api/v1/due?{query}")
    assert answer.status_code in ((200,) if name == "language" else (422,)), answer.content[:300]
