"""The file of a kit, read where there is neither Django nor a database."""

import base64
from typing import Any

from openredress.core.journal import canonical
from openredress.proof import keys


def is_signed(whole: dict[str, Any]) -> bool:
    """Whether the signature is that of the key it names."""
    try:
        key = keys.read_key(whole["signed_by"])
        signature = base64.b64decode(whole["signature"])
        return keys.verify(key.public, signature, canonical(whole["kit"]))
    except (KeyError, TypeError, ValueError, AttributeError):
        return False
