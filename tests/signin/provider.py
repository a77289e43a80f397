"""An institution's directory: a small OpenID Connect provider that says what it is told to say."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

NAME = "County Directory"
CLIENT, SECRET = "openredress", "a-secret-of-the-client"


class Directory:
    """`claims` are said of whoever comes; `signs_with` may be another key than is published, and
    `forge` makes the whole token.
    """

    def __init__(self) -> None:
        self.renew_key()
        self.claims: dict[str, Any] = {"sub": "6f1c02d4"}
        self.forge: Callable[[dict[str, Any]], str] | None = None
        self.waiting: dict[str, dict[str, str]] = {}
        self.issuer = ""
        self.asked: list[dict[str, str]] = []

    def renew_key(self) -> None:
        """Under a name of its own: who knew a directory at this port before asks for the key."""
        self.kid = secrets.token_hex(4)
        self.key = RSAKey.generate_key(2048, {"kid": self.kid, "use": "sig", "alg": "RS256"})
        self.signs_with: RSAKey = self.key

    def metadata(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "id_token_signing_alg_values_supported": ["RS256"],
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
        }

    def authorize(self, asked: dict[str, str]) -> str:
        """Where the browser goes on to, with a code."""
        self.asked.append(asked)
        code = f"code-{len(self.waiting)}"
        self.waiting[code] = asked
        back = {"code": code, "state": asked["state"]}
        return f"{asked['redirect_uri']}?{urlencode(back)}"

    def token(self, sent: dict[str, str], secret: str) -> dict[str, Any] | None:
        asked = self.waiting.pop(sent.get("code", ""), None)
        if asked is None or secret != SECRET:
            return None
        digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != asked["code_challenge"]:
            return None
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 60,
                  "nonce": asked["nonce"], **self.claims}  # fmt: skip
        sign = self.forge or self._sign
        return {"access_token": "unused", "token_type": "Bearer", "id_token": sign(claims)}

    def _sign(self, claims: dict[str, Any]) -> str:
        return jwt.encode({"alg": "RS256", "kid": self.kid}, claims, self.signs_with)


class Answers(BaseHTTPRequestHandler):
    directory: Directory

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path == "/authorize":
            asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
            self.send_response(302)
            self.send_header("Location", self.directory.authorize(asked))
            self.end_headers()
            return
        keys = {"keys": [self.directory.key.as_dict(private=False)]}
        self._say(keys if parts.path == "/keys" else self.directory.metadata())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        sent = {name: values[0] for name, values in parse_qs(body).items()}
        basic = base64.b64decode(self.headers.get("Authorization", "Basic ")[6:]).decode()
        found = self.directory.token(sent, basic.partition(":")[2])
        self._say(found or {"error": "invalid_grant"}, 200 if found else 400)

    def _say(self, what: dict[str, Any], status: int = 200) -> None:
        body = json.dumps(what).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def directory():
    """A directory that answers on a port of its own, and settings that name it."""
    from django.test import override_settings

    found = Directory()
    handler = type("Handler", (Answers,), {"directory": found})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    found.issuer = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        with override_settings(
            DIRECTORY_ISSUER=found.issuer, DIRECTORY_CLIENT_ID=CLIENT,
            DIRECTORY_CLIENT_SECRET=SECRET, DIRECTORY_NAME=NAME,
        ):  # fmt: skip
            yield found
    finally:
        server.shutdown()
        server.server_close()


def come_back(client: Any, found: Directory, **query: str) -> Any:
    """From our page to the directory and back, as a browser goes. Returns our answer."""
    gone = client.get("/staff/sign-in/directory/", query)
    assert gone.status_code == 302, gone.content
    parts = urlsplit(gone["Location"])
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    return client.get(found.authorize(asked))
