"""What a device writes, made by hand: sealed to a kit as the laptop and the telephone do."""

import uuid
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from openredress.core.field import Kind, Record
from openredress.core.receipt import code_from, verifier
from openredress.rounds import actions, box
from openredress.rounds.models import Kit, Round

ANSWERS = {"text": "The road is broken.", "wish": "Mend it.", "language": "en"}


def a_round(cast, who: str, office: str, now: datetime, place: str = "qingshi") -> Round:
    on: date = (now + timedelta(days=2)).date()
    plan = actions.Plan(cast.places[place].pk, "The square", on, time(9), time(12))
    made = actions.plan(cast.actor(who), cast.offices[office].pk, plan, now)
    assert made is not None
    return made


def record(kit: Kit, content: dict, at: datetime, kind=Kind.FILING, draft="", **more) -> Record:
    given = {"revision": 1, "number": kit.numbers[0], **more}
    bare = Record(kit.uid, draft or str(uuid.uuid4()), kind=kind, at=at, sealed="", **given)
    return replace(bare, sealed=box.seal(bytes(kit.public), bare.header, content))


def code(number: int) -> str:
    return code_from(10**17 + number)


def filing(kit: Kit, number: int, at: datetime, draft="", revision=1, **answers) -> Record:
    """A filing whose receipt has the code of this number."""
    content = {"answers": {**ANSWERS, **answers}, "verifier": verifier(code(number))}
    return record(kit, content, at, draft=draft, revision=revision, number=kit.numbers[number])
