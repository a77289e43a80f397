"""The API as another program meets it."""

import json

import pytest


class Caller:
    """Sends JSON and takes it. `language` goes into Accept-Language."""

    def __init__(self, client) -> None:
        self.client = client

    def get(self, address: str, *, code: str = "", language: str = "en", **query):
        headers = {"Accept-Language": language}
        if code:
            headers["Authorization"] = f"Receipt {code}"
        return self.client.get(f"/api/v1/{address}", query, headers=headers)

    def post(self, address: str, body, *, language: str = "en"):
        content = body if isinstance(body, str | bytes) else json.dumps(body)
        return self.client.post(
            f"/api/v1/{address}", content, content_type="application/json",
            headers={"Accept-Language": language},
        )  # fmt: skip

    def file(self, **body):
        answer = self.post("cases", {"text": "The road is broken.", **body})
        assert answer.status_code == 201, answer.content
        return answer.json()


@pytest.fixture
def api(client, cast) -> Caller:
    # CSRF is checked as in the real server: the API must not need it.
    client.handler.enforce_csrf_checks = True
    return Caller(client)


def error(answer) -> dict:
    """The error, in the one shape that errors have."""
    body = answer.json()
    assert set(body) == {"error"}
    assert set(body["error"]) == {"code", "message", "field"}
    return body["error"]
