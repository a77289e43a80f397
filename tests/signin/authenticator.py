"""A passkey in software, to answer in ways that a browser never would."""

import hashlib
import json
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

HERE = "http://localhost"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


class Passkey:
    def __init__(self, host: str = "localhost", name: bytes = b"a-passkey-for-tests") -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id, self.host = name, host

    def created(self, options: dict[str, Any], origin: str = HERE, checked: bool = True) -> str:
        """What a browser says after making it. `checked`: it asked for finger, face or PIN."""
        public = ES256.from_cryptography_key(self.key.public_key())
        attested = AttestedCredentialData.create(bytes(16), self.id, public)
        auth = AuthenticatorData.create(
            self._host(), PRESENT | ATTESTED | VERIFIED * checked, 0, bytes(attested)
        )
        made = AttestationObject.create("none", auth, {})
        client = self._client("webauthn.create", options, origin)
        return self._json({"attestationObject": _word(bytes(made)), "clientDataJSON": client})

    def answer(self, options: dict[str, Any], origin: str = HERE, checked: bool = True,
               user: str = "") -> str:  # fmt: skip
        auth = bytes(AuthenticatorData.create(self._host(), PRESENT | VERIFIED * checked, 1))
        client = self._raw("webauthn.get", options, origin)
        signed = self.key.sign(auth + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        said = {"authenticatorData": _word(auth), "clientDataJSON": _word(client),
                "signature": _word(signed), "userHandle": _word(user.encode()) or None}  # fmt: skip
        return self._json(said)

    def _host(self) -> bytes:
        return hashlib.sha256(self.host.encode()).digest()

    def _client(self, kind: str, options: dict[str, Any], origin: str) -> str:
        return _word(self._raw(kind, options, origin))

    def _raw(self, kind: str, options: dict[str, Any], origin: str) -> bytes:
        challenge = options["publicKey"]["challenge"]
        return json.dumps({"type": kind, "challenge": challenge, "origin": origin}).encode()

    def _json(self, response: dict[str, Any]) -> str:
        word = _word(self.id)
        return json.dumps({
            "id": word, "rawId": word, "type": "public-key", "response": response,
            "clientExtensionResults": {"credProps": {"rk": True}},
        })  # fmt: skip


def _word(data: bytes) -> str:
    return websafe_encode(data)


def stored(name: str = "Telephone") -> dict[str, Any]:
    """What the database holds of a passkey."""
    options = {"publicKey": {"challenge": _word(b"x" * 32)}}
    return {"name": name, "credential": json.loads(Passkey().created(options))}
