"""What petitioners do about their own data, as another program does it."""

import pytest
from tests.api.conftest import error
from tests.cases.test_forgetting import closed, withdrawn
from tests.cast import served

pytestmark = pytest.mark.django_db


def sent(api, method: str, address: str, code: str, body=None):
    import json

    return getattr(api.client, method)(
        f"/api/v1/{address}", json.dumps(body or {}), content_type="application/json",
        headers={"Accept-Language": "en", "Authorization": f"Receipt {code}"},
    )  # fmt: skip


def test_it_is_taken_away_with_and_without_the_name(api, cast):
    drive = closed(cast)
    found = api.get("case/download", code=drive.code).json()
    assert found["identity"] is None
    assert found["cases"][0]["number"] == drive.case.number
    found = api.get("case/download", code=drive.code, identity="true").json()
    assert found["identity"]["name"] == "Wang Fang"
    pdf = api.get("case/download.pdf", code=drive.code)
    assert pdf.content.startswith(b"%PDF-")
    assert error(api.get("case/download", code="1" * 20))["code"] == "wrong-receipt"
    assert api.get("case/download").status_code == 401


def test_erasure_is_asked_for_told_and_taken_back(api, cast):
    drive = withdrawn(cast)
    told = sent(api, "post", "case/erasure", drive.code, {"scope": "everything"}).json()
    assert told["keeping"]["asked"] == "everything that was written"
    assert told["keeping"]["answer_by"]["limit"] == "erasure"
    twice = sent(api, "post", "case/erasure", drive.code, {"scope": "identity"})
    assert error(twice)["code"] == "erasure-waits"
    assert sent(api, "delete", "case/erasure", drive.code).json()["keeping"]["asked"] == ""
    assert error(sent(api, "delete", "case/erasure", drive.code))["code"] == "no-erasure-asked"
    wrong = sent(api, "post", "case/erasure", drive.code, {"scope": "the world"})
    assert error(wrong)["field"] == "scope"


def test_it_is_kept_longer(api, cast):
    drive = closed(cast)
    told = sent(api, "post", "case/longer", drive.code, {"reason": "For the court."}).json()
    assert (told["keeping"]["because"], told["keeping"]["forget_on"]) == ("kept", "2038-02-04")
    sent(api, "post", "case/longer", drive.code)
    assert error(sent(api, "post", "case/longer", drive.code))["code"] == "kept-enough"


def test_somebody_is_named_changed_and_taken_back_and_has_no_way_in_here(api, cast):
    drive = served(cast)
    given = {"name": "my daughter", "scope": ["write"], "until": "2099-01-01"}
    assert error(sent(api, "post", "case/proxy", drive.code, given))["code"] == "day-too-far"
    assert sent(api, "post", "case/proxy", drive.code, {"scope": ["withdraw"]}).status_code == 422
    assert sent(api, "post", "case/proxy", drive.code, {}).status_code == 422
    named = sent(api, "post", "case/proxy", drive.code, {**given, "until": None})
    assert named.status_code == 201, named.content
    code = named.json()["code"]
    changed = sent(
        api, "post", "case/proxy/scope", drive.code, {"scope": ["further", "agree"]}
    ).json()
    assert changed["proxy"]["scope"] == ["further", "agree"]
    assert "daughter" not in str(changed)
    # The code of whoever acts opens pages, and nothing here.
    for path in ("case", "case/download"):
        assert api.get(path, code=code).status_code == 401, path
    for method, path in (("delete", "case/proxy"), ("post", "case/answer")):
        assert sent(api, method, path, code).status_code == 401, path
    assert sent(api, "delete", "case/proxy", drive.code).json()["proxy"] is None
    assert error(sent(api, "delete", "case/proxy", drive.code))["code"] == "no-proxy"
