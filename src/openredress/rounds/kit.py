"""What a kit holds, as a device takes it along: nothing of any case and nobody's name but its
holder's. The institution signs it, so that a laptop can see where it came from.
"""

import base64
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils import translation

from openredress.cases.wording import local
from openredress.core.journal import canonical
from openredress.notices import channels
from openredress.offices.models import Matter, Named, Office, Place
from openredress.offices.tree import ground_of
from openredress.ops import home
from openredress.procedures import library
from openredress.proof import keys

from .models import Kit


def signed(kit: Kit, site: str) -> dict[str, Any]:
    """The kit with the signature of the institution over its canonical form."""
    content = _content(kit, site)
    key, signature = keys.sign(canonical(content))
    return {
        "kit": content,
        "signed_by": key.verifier,
        "signature": base64.b64encode(signature).decode(),
    }


def _content(kit: Kit, site: str) -> dict[str, Any]:
    found, ground = kit.round, ground_of(kit.round.office_id)
    return {
        "version": 1,
        "kit": kit.uid,
        "public": base64.b64encode(bytes(kit.public)).decode(),
        "numbers": kit.numbers,
        "holder": str(kit.holder),
        "taken_at": kit.taken_at.isoformat(),
        "institution": settings.INSTITUTION,
        "site": site,
        "zone": ground.time_zone,
        "ways": list(channels.offered()),
        "chat": settings.CHAT_NAME,
        "longest": settings.FILE_MAX_BYTES,
        "law": _in_each(lambda: _law(ground.procedure)),
        "round": {
            "key": found.pk,
            "on": found.on.isoformat(),
            "begins": f"{found.begins:%H:%M}",
            "ends": f"{found.ends:%H:%M}",
            "where": _in_each(lambda: found.where_to),
            "office": _in_each(lambda: found.office.name),
        },
        "offices": _rows(Office.objects.all()),
        "matters": _rows(Matter.objects.all()),
        "places": _rows(Place.objects.all()),
    }


def _law(procedure: str) -> str:
    pack = library(home.own_procedures()).get(procedure)
    return local(pack[0].law) if pack else ""


def _in_each(text: Any) -> dict[str, str]:
    """A text in every language of the pages."""
    found = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found[language] = str(text())
    return found


def _rows(rows: Iterable[Named]) -> list[list[Any]]:
    return [[r.pk, r.parent_id, r.name_en, r.name_zh, r.code] for r in rows]  # type: ignore[attr-defined]
